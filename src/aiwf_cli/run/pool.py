"""Processes that answer requests: started when needed, replaced when they die, ended for certain.

A request that crashes its process, hangs, or wants too much memory costs only itself: it becomes a
ParseError and the process is replaced.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import cast

from aiwf_cli.errors import ParseError
from aiwf_cli.model.json import JsonObject
from aiwf_cli.run.processes import Answer, ReaderProcess
from aiwf_cli.sources.limits import Limits


class Pool:
    """At most `count` reader processes, each confined to the limits.

    A process is handed up to `ahead` requests more than the one that it works on: it goes on with
    the next while this process has not yet found the time to take its answer.
    """

    def __init__(self, count: int, limits: Limits, *, ahead: int = 0) -> None:
        self._places = asyncio.Semaphore(count * (1 + ahead))
        self._desks = [_Desk(limits) for _ in range(count)]

    async def ask(self, request: JsonObject) -> Answer:
        """A worker's answer. Raises the ParseError that it answers with or that it died of."""
        async with self._places:
            desk = min(self._desks, key=lambda desk: desk.load)
            reply, payload = await desk.ask(request)
        if error := _error_in(reply):
            raise error
        return reply, payload

    async def begin(self, count: int) -> None:
        """Starts so many processes (no more than the pool may have) for requests to come."""
        await asyncio.gather(*(desk.begin() for desk in self._desks[:count]))

    async def end(self) -> None:
        """End all processes."""
        await asyncio.gather(*(desk.dismiss() for desk in self._desks))


@dataclass(slots=True, eq=False)
class _Errand:
    """A request, and the worker that it was handed to."""

    request: JsonObject
    worker: ReaderProcess | None = None


class _Desk:
    """One worker at a time, a new one for one that died, and the line of requests before it.

    Requests are handed over when they come and answered in their order. Whose turn it is reads the
    answer; a worker that dies is its fault, and what was handed over besides goes to the next one.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._line: list[_Errand] = []
        self._turn = asyncio.Lock()
        self._worker: ReaderProcess | None = None

    @property
    def load(self) -> tuple[int, bool]:
        """How busy it is: the requests in line, and whether a worker has still to be started."""
        return len(self._line), self._worker is None

    async def ask(self, request: JsonObject) -> Answer:
        """The answer to a request. Raises ParseError when its worker died of it."""
        errand = _Errand(request)
        self._line.append(errand)
        self._hand_over()
        await self._wait_for_turn(errand)
        try:
            while self._line[0] is not errand:  # it was called off: nobody wants the answer
                with contextlib.suppress(ParseError):
                    await self._answer()
            return await self._answer()
        finally:
            self._turn.release()

    async def begin(self) -> None:
        """Sees to it that a worker is there."""
        async with self._turn:
            await self._present()

    async def dismiss(self) -> None:
        """Ends the worker, whatever it does."""
        worker, self._worker = self._worker, None
        if worker is not None:
            await worker.end()

    async def _wait_for_turn(self, errand: _Errand) -> None:
        """Waits; a request that is called off meanwhile stays in line if it was handed over."""
        try:
            await self._turn.acquire()
        except asyncio.CancelledError:
            if errand.worker is None:
                self._line.remove(errand)
            raise

    async def _answer(self) -> Answer:
        """The answer to the first request in line."""
        try:
            worker = await self._present()
            self._hand_over()
            reply, payload = await worker.receive()
        except BaseException:
            await self.dismiss()
            raise
        finally:
            del self._line[0]
        error = _error_in(reply)
        if error and error.code == "too_large":
            await self.dismiss()  # its memory may be full of what it could not finish
        return reply, payload

    async def _present(self) -> ReaderProcess:
        """A worker that lives."""
        if self._worker is not None and not self._worker.alive:
            await self.dismiss()
        if self._worker is None:
            self._worker = await ReaderProcess.start(self._limits)
        return self._worker

    def _hand_over(self) -> None:
        """Hands the worker, if there is one, the requests in line that it has not got."""
        worker = self._worker
        for errand in self._line:
            if worker is not None and errand.worker is not worker:
                errand.worker = worker
                worker.send(errand.request)


def _error_in(reply: JsonObject) -> ParseError | None:
    if reply["ok"]:
        return None
    reason = cast("dict[str, str]", reply["error"])
    return ParseError(reason["code"], reason["message"], hint=reason["hint"])
