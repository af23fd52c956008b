"""A process that reads files for this one: what it is asked and answers, and what it died of."""

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


class ReaderProcess:
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


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
