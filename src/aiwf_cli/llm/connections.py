"""Connections to an endpoint, kept open between calls; of those that wait the last used goes first.

httpx2's own pool looks at every connection it has twice in each call, and asks the system about
those that wait: with 32 of them that is a fifth of what a call costs. Here each connection is a
pool of its own, so a call looks at one.
"""

from __future__ import annotations

import ssl
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from functools import cache, partial
from urllib.request import getproxies

import httpx2


def http_client() -> httpx2.AsyncClient | None:
    """What the openai package shall send with; None: its own client, which knows proxies."""
    from openai import DefaultAsyncHttpxClient

    return None if getproxies() else DefaultAsyncHttpxClient(transport=Connections())


class Connections(httpx2.AsyncBaseTransport):
    """As many connections as there are calls at once: `llm/limits.py` bounds those."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, list[httpx2.AsyncHTTPTransport]] = defaultdict(list)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """The response; its connection waits for the next request when it is closed."""
        waiting = self._waiting[request.url.scheme]
        connection = waiting.pop() if waiting else _connection(request.url.scheme)
        give_back = partial(waiting.append, connection)
        try:
            response = await connection.handle_async_request(request)
        except BaseException:
            give_back()
            raise
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        response.stream = _Lent(response.stream, give_back)
        return response

    async def aclose(self) -> None:
        """Closes the connections that wait."""
        for waiting in self._waiting.values():
            while waiting:
                await waiting.pop().aclose()


def _connection(scheme: str) -> httpx2.AsyncHTTPTransport:
    return httpx2.AsyncHTTPTransport(verify=trust(scheme), limits=httpx2.Limits(max_connections=1))


@cache
def trust(scheme: str) -> ssl.SSLContext:
    """Who is trusted: nobody by http, which needs nobody; to read the certificates takes 20 ms."""
    if scheme == "https":
        return httpx2.create_ssl_context()
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class _Lent(httpx2.AsyncByteStream):
    """A response's body, whose end gives the connection back."""

    def __init__(self, body: httpx2.AsyncByteStream, give_back: Callable[[], None]) -> None:
        self._body = body
        self._give_back = give_back

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._body.__aiter__()

    async def aclose(self) -> None:
        """Ends the body and gives the connection back, once: a second end changes nothing."""
        give_back, self._give_back = self._give_back, _nothing
        try:
            await self._body.aclose()
        finally:
            give_back()


def _nothing() -> None:
    """What giving back is when it has been done."""
