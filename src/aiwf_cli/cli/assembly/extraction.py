"""One `aiwf extract`, put together: task, documents, store, workers, client, run directory."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict

from aiwf_cli.cli.assembly.manifests import begun, closed
from aiwf_cli.cli.assembly.wish import Wish, call_seconds, models_of, prepare
from aiwf_cli.cli.terminal.interrupts import Interrupts
from aiwf_cli.errors import AiwfError, UsageError
from aiwf_cli.llm.base import Client, Nobody
from aiwf_cli.llm.store import Store
from aiwf_cli.model.json import digest
from aiwf_cli.model.run import Manifest
from aiwf_cli.model.task import Task
from aiwf_cli.report.progress import live
from aiwf_cli.run.execute import Execution
from aiwf_cli.run.flat import columns_of, csv_header
from aiwf_cli.run.identity import program_version
from aiwf_cli.run.progress import Progress
from aiwf_cli.run.reading import PageReader
from aiwf_cli.run.store import Run
from aiwf_cli.run.workers import Workers
from aiwf_cli.run.writer import Lines, RunWriter
from aiwf_cli.sources.discover import Found
from aiwf_cli.sources.limits import Limits, ReadOptions

if TYPE_CHECKING:
    from aiwf_cli.llm.stack import Stack

RESULTS, SOUND = "results", "sound"
"""Spaces of the store: what became of documents, and tasks that were found sound."""
NOBODY = "nobody"
"""The endpoint of tasks that ask no model."""


class _Asking(TypedDict):
    client: Client
    endpoint: str
    warm_up: Callable[[], Awaitable[None]] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How an extraction ended: its run (none when nobody was asked), and what stopped it."""

    task: Task
    found: Found
    progress: Progress
    run: Run | None = None
    manifest: Manifest | None = None
    stack: Stack | None = None
    error: AiwfError | None = None
    interrupted: bool = False
    notices: tuple[str, ...] = ()
    """What people should know of the cache and the endpoint."""


def extract(wish: Wish) -> Ended:
    """Runs it. Raises AiwfError for what happens before the first document is begun."""
    task, found = prepare(wish)
    return asyncio.run(_extract(wish, task, found))


async def _extract(wish: Wish, task: Task, found: Found) -> Ended:
    store = Store(wish.cache_dir)
    async with AsyncExitStack() as leaving:
        leaving.callback(store.close)
        limits = Limits(pages=task.spec.documents.max_pages)
        workers = await leaving.enter_async_context(Workers(limits=limits))
        options = ReadOptions(ocr=task.spec.documents.ocr, passwords=wish.passwords)
        progress = Progress()
        pages = PageReader(store=store, workers=workers, options=options, count=progress)
        stack = _stack(wish, task, store, pages)
        if stack is not None:
            leaving.push_async_callback(stack.aclose)
        if not _is_sound(task, store):
            await pages.begin(found.documents)  # they start while the task is looked at
            _check(task, store)
        book = None if wish.asks_nobody else _RunBook(wish, task, stack)
        execution = Execution(
            task=task,
            sources=found.documents,
            pages=pages,
            writer=book.writer if book else _Nowhere(),
            results=store.space(RESULTS),
            fresh=wish.fresh,
            repeat=wish.repeat,
            at_once=2 * workers.count + (2 * wish.concurrency if stack else 0),
            progress=progress,
            **_asking(stack),
        )
        ended = Ended(task=task, found=found, progress=progress, stack=stack)
        ended = await _execute(execution, ended, book, pages)
        return replace(ended, notices=(*store.notices, *(stack.notes if stack else ())))


def _asking(stack: Stack | None) -> _Asking:
    """Who answers, as an execution is told."""
    if stack is None:
        return {"client": Nobody(), "endpoint": NOBODY, "warm_up": None}
    return {"client": stack.client, "endpoint": stack.endpoint, "warm_up": stack.warm_up}


async def _execute(
    execution: Execution, ended: Ended, book: _RunBook | None, pages: PageReader
) -> Ended:
    """Runs to the end, to an error that stops it, or to Ctrl-C, and closes the book on it."""
    stack = ended.stack
    running = asyncio.ensure_future(execution.run())

    def stop() -> None:
        execution.stop()
        pages.stop()
        if stack is not None:
            stack.stop()

    def close() -> Ended:
        over = replace(ended, interrupted=interrupts.came and ended.error is None)
        return book.close(over) if book else over

    interrupts = Interrupts(stop=stop, cancel=running.cancel, leave=close)
    with live(execution.progress, lambda _: _cost(stack)), interrupts.handled():
        try:
            await running
        except AiwfError as error:
            ended = replace(ended, error=error)
        except asyncio.CancelledError:
            interrupts.came = True  # or it came a moment before it was handled here
        except BaseException as error:
            if book is not None:
                book.close(ended, unexpected=error)
            raise
        return close()


def _cost(stack: Stack | None) -> float | None:
    """US dollars spent so far, as far as prices are known."""
    from aiwf_cli.llm.prices import total_cost

    known = total_cost(stack.counts.tokens) if stack else None
    return float(known) if known is not None else None


class _RunBook:
    """A run's directory and its manifest, from `running` to how it ended."""

    def __init__(self, wish: Wish, task: Task, stack: Stack | None) -> None:
        """Makes the directory. Raises StoreError."""
        started, self._clock = datetime.now(UTC), time.perf_counter()
        header = csv_header(columns_of(task.spec.fields))
        self.writer = RunWriter.create(wish.out, task, started, header)
        self._manifest = begun(
            wish,
            task,
            run=self.writer.folder.name,
            endpoint=stack.endpoint if stack else NOBODY,
            started=started,
        )
        self.writer.put_manifest(self._manifest)

    def close(self, ended: Ended, unexpected: BaseException | None = None) -> Ended:
        """Writes down how it ended. It is the latest run from now on, unless an error left it
        without any record and there is another.
        """
        stopped = ended.error or unexpected
        manifest = closed(
            replace(self._manifest, seconds=time.perf_counter() - self._clock),
            status="interrupted" if ended.interrupted else "partial" if stopped else "complete",
            reason=_reason(ended, unexpected),
            progress=ended.progress,
            counts=ended.stack.counts if ended.stack else None,
        )
        try:
            self.writer.close()
        finally:
            self.writer.put_manifest(manifest)
        if manifest.counts.documents or not stopped or not self.writer.has_latest:
            self.writer.point_latest()
        return replace(ended, run=Run(self.writer.folder), manifest=manifest)


def _reason(ended: Ended, unexpected: BaseException | None) -> str | None:
    """Why a run ended early, for its manifest."""
    if ended.error is not None:
        return ended.error.message
    if unexpected is not None:
        return f"{type(unexpected).__name__}: {unexpected}"
    return "Ctrl-C" if ended.interrupted else None


def _stack(wish: Wish, task: Task, store: Store, pages: PageReader) -> Stack | None:
    """The clients that answer, or None when the task asks nobody."""
    if not task.asks:
        if wish.requests_out:
            raise UsageError(f"{task.label} asks no model: there are no requests to write.")
        return None
    from aiwf_cli.llm.budget import price_for
    from aiwf_cli.llm.stack import Settings, build_client

    if wish.max_cost is not None and wish.replay is None and not wish.asks_nobody:
        for model in models_of(task):
            price_for(model)
    settings = Settings(
        base_url=wish.base_url,
        concurrency=wish.concurrency,
        timeout=call_seconds(),
        max_cost=Decimal(str(wish.max_cost)) if wish.max_cost is not None else None,
        fresh=wish.fresh,
        replay=wish.replay,
        requests_out=wish.requests_out,
        dry_run=wish.dry_run,
    )
    return build_client(settings, store, pages.picture)


def _is_sound(task: Task, store: Store) -> bool:
    """Whether the task was looked at before: what was found sound is not looked at again."""
    return store.get(SOUND, _sound_key(task)) is not None


def _check(task: Task, store: Store) -> None:
    """Looks at a task before its first run. Raises TaskError when it is not sound."""
    from aiwf_cli.run.checking import require_sound

    require_sound(task)
    store.put(SOUND, _sound_key(task), "true")


def _sound_key(task: Task) -> str:
    return digest([program_version(), task.hash])


class _Nowhere:
    """A dry run writes nothing."""

    def write(self, index: int, lines: Lines, *, known: bool = False) -> None:
        """Forgets the lines."""
