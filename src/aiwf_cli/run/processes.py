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
from pathlib import Path
from typing import IO, Self, TypeAlias, cast

from aiwf_cli.errors import ParseError
from aiwf_cli.model.json import JsonObject, loads
from aiwf_cli.sources.frames import LENGTH, frame, hard_limit
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
    """At most `count` reader processes, each confined to the limits."""

    def __init__(self, count: int, limits: Limits) -> None:
        self._limits = limits
        self._count = count
        self._free = asyncio.Semaphore(count)
        self._idle: list[_Worker] = []

    async def ask(self, request: JsonObject) -> Answer:
        """A worker's answer. Raises the ParseError that it answers with or that it died of."""
        async with self._free:
            worker = await self._take()
            try:
                reply, payload = await worker.ask(request)
            except BaseException:
                await worker.end()
                raise
            error = _error_in(reply)
            if error and error.code == "too_large":
                await worker.end()  # its memory may be full of what it could not finish
            else:
                self._idle.append(worker)
        if error:
            raise error
        return reply, payload

    async def begin(self, count: int) -> None:
        """Starts so many processes (no more than the pool may have) for requests to come."""
        starting = (_Worker.start(self._limits) for _ in range(min(count, self._count)))
        self._idle += await asyncio.gather(*starting)

    async def end(self) -> None:
        """End all processes that are idle."""
        workers, self._idle = self._idle, []
        await asyncio.gather(*(worker.end() for worker in workers))

    async def _take(self) -> _Worker:
        """A worker that lives: one that is idle, or a new one."""
        while self._idle:
            worker = self._idle.pop()
            if worker.alive:
                return worker
            await worker.end()
        return await _Worker.start(self._limits)


class _Worker:
    """One process: asks it, and finds out what it died of."""

    def __init__(self, process: Process, lifeline: int, log: IO[bytes], limits: Limits) -> None:
        self._process = process
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

    async def ask(self, request: JsonObject) -> Answer:
        """The worker's answer; raises ParseError `timeout`, `crashed` or `too_large` for none."""
        try:
            async with asyncio.timeout(hard_limit(self._limits) + _PATIENCE):
                return await self._exchange(request)
        except TimeoutError:
            raise self._too_slow() from None
        except (ConnectionError, asyncio.IncompleteReadError, ValueError):
            raise await self._cause_of_death() from None

    async def _exchange(self, request: JsonObject) -> Answer:
        process = self._process
        assert process.stdin and process.stdout
        process.stdin.write(frame(request))
        await process.stdin.drain()
        (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
        reply = cast(JsonObject, loads(await process.stdout.readexactly(length)))
        payload = cast(int, reply["payload"])
        if payload > self._limits.memory:
            raise ValueError("a worker cannot hold so much")
        return reply, await process.stdout.readexactly(payload)

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
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        self._log.close()


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
