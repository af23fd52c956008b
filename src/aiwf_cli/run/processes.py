"""Processes that answer requests: started when needed, replaced when they die, ended for certain.

A request that crashes its process, hangs, or wants too much memory costs only itself: it becomes a
ParseError and the process is replaced.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import signal
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self, TypeAlias, cast

from aiwf_cli.errors import ParseError
from aiwf_cli.model.json import JsonObject, loads
from aiwf_cli.sources.frames import LENGTH, ROOM, frame, hard_limit
from aiwf_cli.sources.limits import Limits

Answer: TypeAlias = tuple[JsonObject, bytes]
"""What a worker says, and the payload."""

_SECRET = re.compile("KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL", re.IGNORECASE)
"""Environment variables that a process which reads other people's files has no use for."""

_PATIENCE = 2.0
"""Seconds that a process may take to end."""

_LAST_WORDS = 300
"""Characters of what a worker wrote before it died that a message quotes."""


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
    worker: _Worker | None = None


class _Desk:
    """One worker at a time, a new one for one that died, and the line of requests before it.

    Requests are handed over when they come and answered in their order. Whose turn it is reads the
    answer; a worker that dies is its fault, and what was handed over besides goes to the next one.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._line: list[_Errand] = []
        self._turn = asyncio.Lock()
        self._worker: _Worker | None = None

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

    async def _present(self) -> _Worker:
        """A worker that lives."""
        if self._worker is not None and not self._worker.alive:
            await self.dismiss()
        if self._worker is None:
            self._worker = await _Worker.start(self._limits)
        return self._worker

    def _hand_over(self) -> None:
        """Hands the worker, if there is one, the requests in line that it has not got."""
        worker = self._worker
        for errand in self._line:
            if worker is not None and errand.worker is not worker:
                errand.worker = worker
                worker.send(errand.request)


class _Worker:
    """One process: hands it requests, takes its answers, and finds out what it died of."""

    def __init__(self, process: Process, lifeline: int, log: IO[bytes], limits: Limits) -> None:
        self._process = process
        self._listening = asyncio.Lock()
        self._lifeline = lifeline
        self._log = log
        self._limits = limits

    @classmethod
    async def start(cls, limits: Limits) -> Self:
        """A new worker; it has not said anything yet."""
        log = _log()
        read_end, lifeline = os.pipe()
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",
                "-m",
                "aiwf_cli.sources.reader",
                str(read_end),
                json.dumps(limits.to_json()),
                stdin=PIPE,
                stdout=PIPE,
                stderr=log,
                pass_fds=(read_end,),
                start_new_session=True,
                limit=ROOM,
                env={k: v for k, v in os.environ.items() if not _SECRET.search(k)},
            )
        except BaseException:
            os.close(lifeline)
            log.close()
            raise
        finally:
            os.close(read_end)
        return cls(process, lifeline, log, limits)

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.returncode is None

    def send(self, request: JsonObject) -> None:
        """Hands it a request: it is answered after those that it has."""
        assert self._process.stdin
        self._process.stdin.write(frame(request))

    async def receive(self) -> Answer:
        """Its next answer; raises ParseError `timeout`, `crashed` or `too_large` for none."""
        try:
            async with asyncio.timeout(hard_limit(self._limits) + _PATIENCE):
                return await self._received()
        except TimeoutError:
            raise self._too_slow() from None
        except (ConnectionError, asyncio.IncompleteReadError, ValueError):
            raise await self._cause_of_death() from None

    async def _received(self) -> Answer:
        stream = self._process.stdout
        assert stream
        async with self._listening:
            (length,) = LENGTH.unpack(await stream.readexactly(LENGTH.size))
            reply = cast(JsonObject, loads(await stream.readexactly(length)))
            payload = cast(int, reply["payload"])
            if payload > self._limits.memory:
                raise ValueError("a worker cannot hold so much")
            return reply, await stream.readexactly(payload)

    def _too_slow(self) -> ParseError:
        return ParseError(
            "timeout",
            f"not read within {self._limits.seconds:g} s",
            hint="Take it out of the folder, or split it.",
        )

    async def _cause_of_death(self) -> ParseError:
        """What a worker that stopped talking died of."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                await self._process.wait()
        code = self._process.returncode
        if code == -signal.SIGALRM:
            return self._too_slow()
        words = self._last_words()
        if "MemoryError" in words or "bad_alloc" in words:
            return ParseError(
                "too_large", f"it needs more memory than {self._limits.memory:,} bytes"
            )
        how = f"with {_signal_name(-code)}" if code and code < 0 else "without an answer"
        return ParseError(
            "crashed",
            f"the parser ended {how}" + (f": {words}" if words else ""),
            hint="Open the file and save it anew, or take it out of the folder.",
        )

    def _last_words(self) -> str:
        self._log.seek(0, os.SEEK_END)
        self._log.seek(max(0, self._log.tell() - 2000))
        lines = self._log.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1].strip()[:_LAST_WORDS] if lines else ""

    async def end(self) -> None:
        """End the process, whatever it does, and wait until it is gone.

        An idle one ends because its input ends, a busy one because its lifeline does.
        """
        if self._process.stdin:
            self._process.stdin.close()
        os.close(self._lifeline)
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._fall_silent()
        except TimeoutError:
            self._process.kill()
            await self._fall_silent()
        self._log.close()

    async def _fall_silent(self) -> None:
        """Waits until it is gone; what it still had to say is read to its end.

        Who is listening to it hears first that it says no more: two cannot read one stream.
        """
        async with self._listening:
            await self._process.communicate()


def _log() -> IO[bytes]:
    """Where a worker's last words go; nowhere when there is no place for temporary files."""
    try:
        return tempfile.TemporaryFile()
    except OSError:
        return Path(os.devnull).open("w+b")


def _error_in(reply: JsonObject) -> ParseError | None:
    if reply["ok"]:
        return None
    reason = cast("dict[str, str]", reply["error"])
    return ParseError(reason["code"], reason["message"], hint=reason["hint"])


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
