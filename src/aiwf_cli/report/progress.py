"""The live line of a run on stderr: documents done, asked and cached, failed, cost, time left."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Protocol

from aiwf_cli.model.record import Tokens

REFRESHES_PER_SECOND = 8
SECONDS_BETWEEN_LINES = 10.0
"""How often a run tells how far it is where no line can be rewritten."""


class Watched(Protocol):
    """What the live line needs to know of a run; read again and again while it goes on."""

    documents: int
    failed: int
    ocr_wanted: int
    ocr_done: int

    @property
    def done(self) -> int:
        """Documents that are through."""
        ...

    @property
    def asked(self) -> int:
        """Calls made so far."""
        ...

    @property
    def answered_from_cache(self) -> int:
        """Calls that the cache answered."""
        ...

    def total_tokens(self) -> Tokens:
        """Tokens of the calls made."""
        ...


@contextmanager
def live(watched: Watched, cost_of: Callable[[Tokens], float | None]) -> Iterator[None]:
    """Shows how far `watched` is until the block ends: a live line, or lines now and then."""
    if sys.stderr.isatty():
        with _bar(watched, cost_of):
            yield
    else:
        with _now_and_then(SECONDS_BETWEEN_LINES, lambda: _print_line(watched, cost_of)):
            yield


def _print_line(watched: Watched, cost_of: Callable[[Tokens], float | None]) -> None:
    done = f"{watched.done:,} of {watched.documents:,} documents"
    print(" · ".join([done, *told(watched, cost_of)]), file=sys.stderr, flush=True)  # noqa: T201


@contextmanager
def _bar(watched: Watched, cost_of: Callable[[Tokens], float | None]) -> Iterator[None]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("[bold]documents"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("", total=watched.documents)

        def update() -> None:
            words = " · ".join(told(watched, cost_of))
            progress.update(bar, completed=watched.done, description=words)

        with _now_and_then(1 / REFRESHES_PER_SECOND, update):
            yield


@contextmanager
def _now_and_then(seconds: float, act: Callable[[], None]) -> Iterator[None]:
    """Acts every so many seconds, in a thread, until the block ends."""
    over = Event()

    def follow() -> None:
        while not over.wait(seconds):
            act()

    thread = Thread(target=follow, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def told(watched: Watched, cost_of: Callable[[Tokens], float | None]) -> list[str]:
    """The line's words: `12 asked`, `40 cached`, `1 failed`, `$0.0123`."""
    parts = [f"{watched.asked:,} asked", f"{watched.answered_from_cache:,} cached"]
    if watched.ocr_wanted:
        parts.append(f"OCR {watched.ocr_done:,} of {watched.ocr_wanted:,} pages")
    if watched.failed:
        parts.append(f"{watched.failed:,} failed")
    cost = cost_of(watched.total_tokens())
    if cost is not None:
        parts.append(f"${cost:,.4f}")
    return parts
