"""The one brake of a run: once pulled, nothing new is sent and nobody waits any longer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from aiwf_cli.llm.base import Request, Stopped


class Brake:
    """Lets everybody who is about to send, or waits to send again, go on or end at once.

    Pulled by the user (Ctrl-C: each request ends in `Stopped`) or by an error that concerns every
    request (a wrong key: each ends in that EndpointError). What is in flight is not touched.
    """

    def __init__(self) -> None:
        self._reason: Callable[[Request], Exception] | None = None
        self._pulled = asyncio.Event()
        self._listeners: list[Callable[[], None]] = []

    @property
    def pulled(self) -> bool:
        """Whether nothing new is sent any more."""
        return self._reason is not None

    def pull(self, reason: Callable[[Request], Exception] = Stopped) -> None:
        """Ends the sending; `reason` makes the exception for each request. The first one counts."""
        if self._reason is None:
            self._reason = reason
            self._pulled.set()
            for listener in self._listeners:
                listener()

    def listen(self, listener: Callable[[], None]) -> None:
        """Has `listener` called when the brake is pulled."""
        self._listeners.append(listener)

    def reason(self, request: Request) -> Exception:
        """What a request that is not sent any more ends in."""
        return self._reason(request) if self._reason is not None else Stopped(request)

    def check(self, request: Request) -> None:
        """Raises the reason when the brake has been pulled."""
        if self._reason is not None:
            raise self._reason(request)

    async def sleep(self, seconds: float, request: Request) -> None:
        """Sleeps unless the brake is pulled: then it raises the reason at once."""
        self.check(request)
        if seconds <= 0:
            return
        try:
            await asyncio.wait_for(self._pulled.wait(), seconds)
        except TimeoutError:
            return
        self.check(request)
