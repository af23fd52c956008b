"""Chat-completions endpoints, asked through the openai package: one HTTP call for each `ask`.

Retries are not made here (`max_retries=0`): `llm/limits.py` owns them. The body goes out and the
answer comes back as bytes; nothing of them passes through the package's models, which would cost
half a millisecond a call and lose what they do not know.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from aiwf_cli.errors import AiwfError
from aiwf_cli.llm.answer import NoAnswer, one_line, read_answer, usage_in
from aiwf_cli.llm.base import Images, Reply, Request
from aiwf_cli.llm.chat import FIRST_RUNG, chat_body, pictures_of
from aiwf_cli.llm.counts import CallCounts
from aiwf_cli.llm.dialects import Dialects
from aiwf_cli.llm.endpoint import Endpoint, Redactor
from aiwf_cli.llm.exceptions import from_exception
from aiwf_cli.llm.faults import (
    Adapted,
    Fault,
    Refusal,
    Transient,
    Unsupported,
    from_error_object,
    rejected,
)
from aiwf_cli.model.json import JsonObject, digest, dumps

if TYPE_CHECKING:
    import httpx2
    from openai import AsyncOpenAI

CONNECT_SECONDS = 10.0


class OpenAIClient:
    """Asks a chat-completions endpoint once, in the dialect that it is known to understand.

    Raises Transient or Adapted when another try may do (see `llm/faults.py`), ReplyError or
    EndpointError when not. `timeout` bounds a whole call in seconds, however slowly it drips.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        images: Images,
        dialects: Dialects,
        *,
        counts: CallCounts | None = None,
        timeout: float = 600.0,
    ) -> None:
        self._endpoint = endpoint
        self._images = images
        self._dialects = dialects
        self._counts = counts or CallCounts()
        self._timeout = timeout
        self._redact = Redactor(endpoint)
        self._client: AsyncOpenAI | None = None
        self._opening: asyncio.Task[AsyncOpenAI] | None = None

    async def warm_up(self) -> AsyncOpenAI:
        """Imports the openai package (half a second) in a thread, where nobody waits for it."""
        if self._client is None:
            self._opening = self._opening or asyncio.create_task(asyncio.to_thread(self._open))
            self._client = await asyncio.shield(self._opening)
        return self._client

    def _open(self) -> AsyncOpenAI:
        from openai import AsyncOpenAI

        from aiwf_cli.llm.connections import http_client

        return AsyncOpenAI(
            base_url=self._endpoint.base_url,
            api_key=self._endpoint.key,
            default_query=dict(self._endpoint.query),
            max_retries=0,
            timeout=_timeouts(self._timeout),
            http_client=http_client(),
        )

    async def aclose(self) -> None:
        """Closes the connections."""
        if self._opening is not None and self._client is None:
            with suppress(Exception):  # such as a proxy that is no URL: who asked was told
                await self.warm_up()
        if self._client is not None:
            await self._client.close()

    async def ask(self, request: Request) -> Reply:
        """The endpoint's reply, complete; its JSON is not checked here."""
        dialect = self._dialects.of(request.model)
        pictures = await pictures_of(request, self._images)
        body = chat_body(request, pictures)
        name = digest(body)
        if dialect is not FIRST_RUNG:
            body = chat_body(request, pictures, dialect)
        try:
            raw = await self._posted(body, request.model)
            reply = self._read(raw, request.model)
        except Unsupported as refusal:
            if self._dialects.adapt(request, dialect, body, refusal.parts):
                raise Adapted(refusal.message) from None
            raise rejected(Refusal(status=400, message=refusal.message)) from None
        self._dialects.proven(request.model)
        return replace(reply, custom_id=name, model=reply.model or request.model)

    async def _posted(self, body: JsonObject, model: str) -> str:
        """The endpoint's answer to `body`, as one line of JSON free of secrets."""
        try:
            client = await self.warm_up()
            async with asyncio.timeout(self._timeout):
                response = await self._send(client, body)
            return self._redact.answer(one_line(response.content))
        except TimeoutError:
            fault: Fault = Transient("timeout", f"no answer within {self._timeout:g} s")
        except NoAnswer as wrong:
            fault = Transient("bad_body", str(wrong))
        except Exception as error:  # whatever it is, its text may hold the key
            now = time.time()
            fault = from_exception(error, model=model, endpoint=self._endpoint.name, now=now)
        raise self._hushed(fault)  # out here, so that no context leads back to the key

    async def _send(self, client: AsyncOpenAI, body: JsonObject) -> httpx2.Response:
        import httpx2

        return await client.post(
            "/chat/completions",
            cast_to=httpx2.Response,
            content=dumps(body).encode("utf-8"),
            options={"headers": {"Content-Type": "application/json"}},
        )

    def _read(self, raw: str, model: str) -> Reply:
        self._counts.charge(model, usage_in(raw))
        try:
            return read_answer(raw)
        except NoAnswer as wrong:
            fault: Fault = Transient("empty" if wrong.empty else "bad_body", str(wrong))
            if wrong.error is not None:
                name = self._endpoint.name
                fault = from_error_object(wrong.error, model=model, endpoint=name)
        raise self._hushed(fault)

    def _hushed(self, fault: Fault) -> Fault:
        """The fault with the endpoint's secrets hidden in its message."""
        fault.message = self._redact.message(fault.message)
        fault.args = (fault.message,)
        if isinstance(fault, AiwfError):
            fault.hint = self._redact.message(fault.hint)
        return fault


def _timeouts(seconds: float) -> httpx2.Timeout:
    import httpx2

    return httpx2.Timeout(seconds, connect=min(CONNECT_SECONDS, seconds))
