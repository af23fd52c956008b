"""The live line of a run on stderr: documents done, asked and cached, failed, cost, time left."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Protocol

from aiwf_cli.model.record import Tokens

REFRESHES_PER_SECOND = 8


class Watched(Protocol):
    """What the live line needs to know of a run; read again and again while it goes on."""

    documents: int
    failed: int

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
    """Shows how far `watched` is until the block ends; silent when stderr is no terminal."""
    if not sys.stderr.isatty():
        yield
        return
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
        over = Event()

        def follow() -> None:
            while not over.wait(1 / REFRESHES_PER_SECOND):
                progress.update(bar, completed=watched.done, description=told(watched, cost_of))

        thread = Thread(target=follow, daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


def told(watched: Watched, cost_of: Callable[[Tokens], float | None]) -> str:
    """The line's words: `12 asked · 40 cached · 1 failed · $0.0123`."""
    parts = [f"{watched.asked:,} asked", f"{watched.answered_from_cache:,} cached"]
    if watched.failed:
        parts.append(f"[red]{watched.failed:,} failed[/red]")
    cost = cost_of(watched.total_tokens())
    if cost is not None:
        parts.append(f"${cost:,.4f}")
    return " · ".join(parts)
