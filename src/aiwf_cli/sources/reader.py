"""The worker: reads documents in a process of its own, so that one that kills it kills only it.

Started as `python -m aiwf_cli.sources.reader LIFELINE LIMITS` by `run/workers`. Requests come on
standard input and replies go to standard output, in frames. What libraries write to standard output
goes to standard error instead.

A worker that is asked nothing ends when standard input ends. One that is stuck in a library's code
ends too: its parent holds the other end of the pipe LIFELINE, and when the parent is gone, however
it went, the kernel ends the worker with SIGIO; an alarm ends it when a request takes too long.
"""

from __future__ import annotations

import fcntl
import gc
import hashlib
import json
import os
import resource
import select
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import BinaryIO, TypeAlias, cast

from aiwf_cli.errors import ParseError
from aiwf_cli.model.document import Page
from aiwf_cli.model.json import JsonObject
from aiwf_cli.sources.frames import ROOM, hard_limit, read_frame, write_frame
from aiwf_cli.sources.limits import Limits, ReadOptions
from aiwf_cli.sources.mupdf import pymupdf
from aiwf_cli.sources.pages import (
    out_of_memory,
    read_bytes,
    read_pages,
    recognise_page,
    render_page,
)

Reply: TypeAlias = tuple[JsonObject, bytes]
"""What a reply says, and its payload."""

_TIDY = 64
"""Requests between two runs of the garbage collector, which is off meanwhile."""


def serve(requests: BinaryIO, replies: BinaryIO, limits: Limits) -> None:
    """Answer requests until there are no more, each within the limits."""
    gc.disable()
    peak = 0
    handled = 0
    while (request := read_frame(requests)) is not None:
        signal.setitimer(signal.ITIMER_REAL, hard_limit(limits))
        reply, payload = answer(request, limits)
        write_frame(replies, reply, payload)
        signal.setitimer(signal.ITIMER_REAL, 0)
        handled += 1
        if handled % _TIDY == 0:
            gc.collect()
        peak = _drop_caches(peak)


def answer(request: JsonObject, limits: Limits) -> Reply:
    """The reply to one request: `{"ok": true, …}`, or why the document cannot be read."""
    try:
        match request["do"]:
            case "render":
                return _render(request, limits)
            case "recognise":
                return _recognise(request, limits)
            case _:
                return _read(request, limits)
    except ParseError as error:
        return _failed(error)
    except MemoryError:
        return _failed(out_of_memory(limits))


def _failed(error: ParseError) -> Reply:
    reason: JsonObject = {"code": error.code, "message": error.message, "hint": error.hint}
    return {"ok": False, "error": reason}, b""


def _read(request: JsonObject, limits: Limits) -> Reply:
    data = read_bytes(cast(str, request["path"]), limits)
    options = ReadOptions(passwords=_passwords(request))
    return _pages(data, read_pages(data, limits, options))


def _recognise(request: JsonObject, limits: Limits) -> Reply:
    data = read_bytes(cast(str, request["path"]), limits)
    page = Page.from_json(request["page"])
    read = recognise_page(
        data,
        page,
        threads=cast(int, request["threads"]),
        limits=limits,
        passwords=_passwords(request),
    )
    return _pages(data, [read])


def _pages(data: bytes, pages: Sequence[Page]) -> Reply:
    sha256 = hashlib.sha256(data).hexdigest()
    return {"ok": True, "sha256": sha256}, _encoded(pages)


def _passwords(request: JsonObject) -> tuple[str, ...]:
    return tuple(cast("list[str]", request["passwords"]))


def _render(request: JsonObject, limits: Limits) -> Reply:
    picture = render_page(
        cast(str, request["path"]),
        cast(int, request["page"]),
        dpi=cast(int, request["dpi"]),
        max_side=cast(int, request["max_side"]),
        limits=limits,
        passwords=_passwords(request),
    )
    about: JsonObject = {
        "ok": True,
        "media_type": picture.media_type,
        "width": picture.width,
        "height": picture.height,
    }
    return about, picture.data


def _encoded(pages: Sequence[Page]) -> bytes:
    """JSON as `model.json.dumps` writes it, four times as fast.

    The words of a page are a text that holds JSON: who reads the page need not read them.
    """
    from pydantic_core import to_json

    rows = [page.to_json() for page in pages]
    for row in rows:
        row["words"] = to_json(row["words"]).decode("ascii")
    return to_json(rows)


def _drop_caches(peak: int) -> int:
    """Empty MuPDF's store when a document has raised the peak of memory; gives the new peak.

    Emptying it each time would cost more than reading a short document: fonts are loaded anew.
    """
    now = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if now > peak * 1.2:
        pymupdf().TOOLS.store_shrink(100)
    return max(now, peak)


def _take_standard_output() -> BinaryIO:
    """The stream of replies; what others write to standard output goes to standard error."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with suppress(OSError):  # the system may allow less
            fcntl.fcntl(replies, fcntl.F_SETPIPE_SZ, ROOM)
    return replies


def _die_with_parent(lifeline: int) -> None:
    """Have the kernel end this process when the other end of the pipe is closed, or is already."""
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([lifeline], [], [], 0)[0]:
        sys.exit()


def _confine(limits: Limits) -> None:
    """Bound what this process may take: memory, files, core dumps."""
    for kind, most in (
        (resource.RLIMIT_DATA, limits.memory),
        (resource.RLIMIT_FSIZE, 2**20),
        (resource.RLIMIT_CORE, 0),
    ):
        _, ceiling = resource.getrlimit(kind)
        allowed = most if ceiling == resource.RLIM_INFINITY else min(most, ceiling)
        resource.setrlimit(kind, (allowed, ceiling))


def main() -> None:
    """Serve the parent that started this process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    replies = _take_standard_output()
    _die_with_parent(int(sys.argv[1]))
    limits = Limits.from_json(json.loads(sys.argv[2]))
    _confine(limits)
    pymupdf()  # before the first request, whose time it is not
    serve(sys.stdin.buffer, replies, limits)
    gc.freeze()  # nothing is looked through on the way out: the parent waits


if __name__ == "__main__":
    main()
