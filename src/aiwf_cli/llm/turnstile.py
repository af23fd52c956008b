"""What every call passes on its way out: one at a time, as the pace allows."""

from __future__ import annotations

import asyncio
from collections import deque

from aiwf_cli.llm.base import Request
from aiwf_cli.llm.brake import Brake
from aiwf_cli.llm.pace import Pace


class Turnstile:
    """Lets requests out in the order they came, no more and no faster than `pace` says.

    Pulling the brake sends everybody who waits away with its reason.
    """

    def __init__(self, pace: Pace, brake: Brake) -> None:
        self._pace = pace
        self._brake = brake
        self._waiting: deque[tuple[asyncio.Future[None], Request]] = deque()
        self._out = 0
        self._next = 0.0
        self._timer: asyncio.TimerHandle | None = None
        brake.listen(self._send_away)

    async def leave(self, request: Request) -> None:
        """Waits until `request` may be sent. Each return is matched by one call of `back`."""
        self._brake.check(request)
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append((turn, request))
        self._let_out()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self.back()
            raise
        if self._brake.pulled:  # after it was let out, before it went
            self.back()
            raise self._brake.reason(request)

    def back(self) -> None:
        """What left has come back, or failed: its place is free."""
        self._out -= 1
        self._let_out()

    def _let_out(self) -> None:
        """Lets out everybody whose turn it is, and comes back when the pace says to wait."""
        loop = asyncio.get_running_loop()
        while self._waiting and self._out < self._pace.in_flight:
            turn, _ = self._waiting[0]
            if turn.done():
                self._waiting.popleft()
                continue
            now, gap = loop.time(), self._pace.gap
            start = max(self._next, self._pace.closed_until)
            if start > now:
                self._again_at(start)
                return
            self._waiting.popleft()
            self._out += 1
            self._next = max(self._next, now - gap) + gap
            turn.set_result(None)

    def _again_at(self, moment: float) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_at(moment, self._on_time)

    def _on_time(self) -> None:
        self._timer = None
        self._let_out()

    def _send_away(self) -> None:
        while self._waiting:
            turn, request = self._waiting.popleft()
            if not turn.done():
                turn.set_exception(self._brake.reason(request))
