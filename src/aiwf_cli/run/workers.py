"""Parsing in other processes: as many documents at once as there are processors.

A document that crashes its worker, hangs, or wants too much memory costs only itself: it becomes a
ParseError and the worker is replaced. Workers are started when first needed, so a run in which
nothing has to be parsed pays nothing.
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
from types import TracebackType
from typing import IO, Self, TypeAlias, cast

from aiwf_cli.errors import ParseError
from aiwf_cli.model.document import Page
from aiwf_cli.model.json import JsonObject, loads
from aiwf_cli.sources.frames import LENGTH, frame, hard_limit
from aiwf_cli.sources.images import Picture
from aiwf_cli.sources.limits import Limits, ReadOptions

Answer: TypeAlias = tuple[JsonObject, bytes]
"""What a worker says, and the payload."""

_SECRET = re.compile("KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL", re.IGNORECASE)
"""Environment variables that a process which reads other people's files has no use for."""

_PATIENCE = 2.0
"""Seconds that a process may take to end."""

_LAST_WORDS = 300
"""Characters of what a worker wrote before it died that a message quotes."""

_DEFAULT_LIMITS = Limits()
_DEFAULT_OPTIONS = ReadOptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A document as a worker read it: the hash of the bytes it read, and its pages as JSON.

    `pages_json` is a JSON array of what `Page.from_json` reads: keep it as it is in a cache.
    """

    sha256: str
    pages_json: bytes

    def pages(self) -> tuple[Page, ...]:
        """The pages."""
        return pages_from(self.pages_json)


def pages_from(pages_json: bytes | str) -> tuple[Page, ...]:
    """The pages that `Parsed.pages_json` holds."""
    return tuple(Page.from_json(page) for page in cast("list[JsonObject]", loads(pages_json)))


class Workers:
    """A pool of reader processes; use it as an asynchronous context manager.

    `count` is how many run at most; by default as many as there are processors to run on.
    """

    def __init__(self, count: int | None = None, limits: Limits = _DEFAULT_LIMITS) -> None:
        self.count = count or _processors()
        self._limits = limits
        self._free = asyncio.Semaphore(self.count)
        self._idle: list[_Worker] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        workers, self._idle = self._idle, []
        await asyncio.gather(*(worker.end() for worker in workers))

    async def read(
        self, path: str | os.PathLike[str], options: ReadOptions = _DEFAULT_OPTIONS
    ) -> Parsed:
        """The pages of a file.

        Raises ParseError: what `sources.pages.read_pages` raises, `crashed` when the parser dies of
        it, `timeout`.
        """
        request: JsonObject = {"do": "read", "path": os.fspath(path), "options": options.to_json()}
        reply, payload = await self._ask(request)
        return Parsed(sha256=cast(str, reply["sha256"]), pages_json=payload)

    async def render(
        self,
        path: str | os.PathLike[str],
        page: int,
        *,
        dpi: int,
        max_side: int,
        passwords: tuple[str, ...] = (),
    ) -> Picture:
        """Page `page` (from 1) as a picture; see `sources.pages.render_page`. Raises ParseError."""
        request: JsonObject = {
            "do": "render",
            "path": os.fspath(path),
            "page": page,
            "dpi": dpi,
            "max_side": max_side,
            "passwords": list(passwords),
        }
        reply, payload = await self._ask(request)
        return Picture(
            data=payload,
            media_type=cast(str, reply["media_type"]),
            width=cast(int, reply["width"]),
            height=cast(int, reply["height"]),
        )

    async def _ask(self, request: JsonObject) -> Answer:
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


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
