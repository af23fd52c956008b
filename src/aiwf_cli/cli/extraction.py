"""One `aiwf extract`, put together: task, documents, store, workers, client, run directory."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from aiwf_cli.errors import AiwfError, UsageError
from aiwf_cli.llm.base import Reply, Request
from aiwf_cli.llm.store import Store
from aiwf_cli.model.json import Json
from aiwf_cli.model.run import Calls, Manifest
from aiwf_cli.model.task import Task
from aiwf_cli.report.progress import live
from aiwf_cli.run.checking import require_sound
from aiwf_cli.run.execute import Execution, Progress, Writer
from aiwf_cli.run.flat import columns_of, csv_header
from aiwf_cli.run.reading import PageReader
from aiwf_cli.run.store import Lines, Run, RunWriter
from aiwf_cli.run.workers import Workers
from aiwf_cli.sources.discover import Found, discover
from aiwf_cli.sources.limits import Limits, ReadOptions
from aiwf_cli.sources.tasks import load_task

if TYPE_CHECKING:
    from aiwf_cli.llm.stack import Stack

RESULTS, SOUND = "results", "sound"
"""Spaces of the store: what became of documents, and tasks that were found sound."""
NOBODY = "nobody"
"""The endpoint of tasks that ask no model."""
GRACE = 60.0
"""Seconds that replies in flight are waited for when a run is interrupted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the command line asked for."""

    task: str
    docs: Path
    variant: str | None = None
    out: Path = Path("runs")
    model: str | None = None
    base_url: str | None = None
    concurrency: int = 32
    limit: int | None = None
    replay: Path | None = None
    requests_out: Path | None = None
    dry_run: bool = False
    max_cost: float | None = None
    repeat: int = 1
    cache_dir: Path = Path(".aiwf/cache")
    fresh: bool = False
    passwords: tuple[str, ...] = ()

    @property
    def asks_nobody(self) -> bool:
        """Whether documents may be left waiting for replies: then no run directory is made."""
        return self.dry_run or self.requests_out is not None

    def told(self) -> dict[str, Json]:
        """The arguments for the manifest: no secrets, defaults left out."""
        told: dict[str, Json] = {"task": self.task, "docs": str(self.docs)}
        default = Wish(task=self.task, docs=self.docs)
        for name in ("variant", "model", "limit", "max_cost", "repeat", "fresh", "concurrency"):
            if (value := getattr(self, name)) != getattr(default, name):
                told[name] = value
        if self.replay is not None:
            told["replay"] = str(self.replay)
        return told


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


def prepare(wish: Wish) -> tuple[Task, Found]:
    """The task and the documents. Raises TaskError or UsageError, before anything is begun."""
    task = load_task(wish.task, wish.variant)
    model = wish.model or os.environ.get("AIWF_MODEL")
    if model:
        task = with_model(task, model)
    found = discover(wish.docs)
    if wish.limit is not None:
        found = replace(found, documents=found.documents[: wish.limit])
    return task, found


def with_model(task: Task, name: str) -> Task:
    """The task with another model, for every step."""
    settings = task.spec.model.model_copy(update={"name": name})
    fields = task.spec.model_fields_set | {"model"}
    spec = task.spec.model_copy(update={"model": settings})
    spec.__pydantic_fields_set__.update(fields)
    settings.__pydantic_fields_set__.add("name")
    return replace(task, spec=spec)


def extract(wish: Wish) -> Ended:
    """Runs it. Raises AiwfError for what happens before the first document is begun."""
    task, found = prepare(wish)
    return asyncio.run(_extract(wish, task, found))


async def _extract(wish: Wish, task: Task, found: Found) -> Ended:
    started, clock = datetime.now(UTC), time.perf_counter()
    store = Store(wish.cache_dir)
    async with AsyncExitStack() as leaving:
        leaving.callback(store.close)
        limits = Limits(pages=task.spec.documents.max_pages)
        workers = await leaving.enter_async_context(Workers(limits=limits))
        options = ReadOptions(ocr=task.spec.documents.ocr, passwords=wish.passwords)
        pages = PageReader(store=store, workers=workers, options=options)
        stack = _stack(wish, task, store, pages)
        if stack is not None:
            leaving.push_async_callback(stack.aclose)
        _check_once(task, store)
        header = csv_header(columns_of(task.spec.fields))
        writer: Writer = (
            _Nowhere() if wish.asks_nobody else RunWriter.create(wish.out, task, started, header)
        )
        execution = Execution(
            task=task,
            sources=found.documents,
            client=stack.client if stack else _Nobody(),
            endpoint=stack.endpoint if stack else NOBODY,
            pages=pages,
            writer=writer,
            results=store.space(RESULTS),
            fresh=wish.fresh,
            repeat=wish.repeat,
            warm_up=stack.warm_up if stack else None,
            at_once=2 * workers.count + (2 * wish.concurrency if stack else 0),
        )
        manifest = _manifest(wish, task, execution, writer, started)
        if isinstance(writer, RunWriter):
            writer.put_manifest(manifest)
        error = await _execute(execution, stack)
        ended = Ended(
            task=task,
            found=found,
            progress=execution.progress,
            stack=stack,
            error=error,
            interrupted=execution.stopping and error is None,
            notices=(*store.notices, *(stack.notes if stack else ())),
        )
        if not isinstance(writer, RunWriter):
            return ended
        writer.close()
        manifest = _closed(manifest, ended, time.perf_counter() - clock)
        writer.put_manifest(manifest)
        writer.point_latest()
        return replace(ended, run=Run(writer.folder), manifest=manifest)


async def _execute(execution: Execution, stack: Stack | None) -> AiwfError | None:
    """Runs to the end, to an error that stops it, or to Ctrl-C."""
    from aiwf_cli.llm.prices import total_cost

    def cost(_: object) -> float | None:
        known = total_cost(stack.counts.tokens) if stack else None
        return float(known) if known is not None else None

    with live(execution.progress, cost), _stopping_at_ctrl_c(execution, stack):
        try:
            await execution.run()
        except AiwfError as error:
            return error
    return None


@contextmanager
def _stopping_at_ctrl_c(execution: Execution, stack: Stack | None) -> Iterator[None]:
    """The first Ctrl-C begins nothing new and waits for what is paid; the second leaves at once."""
    loop = asyncio.get_running_loop()

    def interrupt() -> None:
        if execution.stopping:
            os._exit(130)
        execution.stop()
        if stack is not None:
            stack.stop()
        typer.echo(
            "\nStopping: waiting for replies in flight. Ctrl-C again leaves at once.", err=True
        )

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, interrupt)
    try:
        yield
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


def _stack(wish: Wish, task: Task, store: Store, pages: PageReader) -> Stack | None:
    """The clients that answer, or None when the task asks nobody."""
    if not task.asks:
        if wish.replay or wish.requests_out:
            raise UsageError(f"{task.label} asks no model: there is nothing to replay or write.")
        return None
    from aiwf_cli.llm.stack import Settings, build_client

    settings = Settings(
        base_url=wish.base_url,
        concurrency=wish.concurrency,
        max_cost=Decimal(str(wish.max_cost)) if wish.max_cost is not None else None,
        fresh=wish.fresh,
        replay=wish.replay,
        requests_out=wish.requests_out,
        dry_run=wish.dry_run,
    )
    return build_client(settings, store, pages.picture)


def _check_once(task: Task, store: Store) -> None:
    """Looks at a task before its first run; what was found sound is not looked at again."""
    if store.get(SOUND, task.hash) is None:
        require_sound(task)
        store.put(SOUND, task.hash, "true")


class _Nowhere:
    """A dry run writes nothing."""

    def write(self, index: int, lines: Lines) -> None:
        """Forgets the lines."""


class _Nobody:
    """The client of tasks that ask no model."""

    async def ask(self, request: Request) -> Reply:
        """Never a reply."""
        raise UsageError(f"nobody to ask: {request.label}")


def _manifest(
    wish: Wish, task: Task, execution: Execution, writer: Writer, started: datetime
) -> Manifest:
    from importlib.metadata import version

    return Manifest(
        id=writer.folder.name if isinstance(writer, RunWriter) else "",
        task=task.name,
        variant=task.variant,
        task_hash=task.hash,
        model=task.spec.model.name if task.asks else None,
        endpoint=execution.endpoint if task.asks else None,
        started=started.isoformat(timespec="seconds"),
        versions={"aiwf": version("aiwf-cli"), "python": sys.version.split()[0]},
        arguments=wish.told(),
    )


def _closed(manifest: Manifest, ended: Ended, seconds: float) -> Manifest:
    """The manifest of a run that is over."""
    from aiwf_cli.llm.prices import total_cost

    counts = ended.stack.counts if ended.stack else None
    paid = counts is not None and "replay" not in manifest.arguments
    cost = total_cost(counts.tokens) if counts and paid else None
    progress = ended.progress
    return replace(
        manifest,
        ended=datetime.now(UTC).isoformat(timespec="seconds"),
        status="interrupted" if ended.interrupted else "partial" if ended.error else "complete",
        reason=ended.error.message if ended.error else "Ctrl-C" if ended.interrupted else None,
        counts=progress.counts(),
        calls=Calls(
            made=counts.made if counts else 0,
            cached=progress.answered_from_cache,
            failed=counts.failed.total() if counts else 0,
            retried=dict(counts.retried) if counts else {},
        ),
        tokens=counts.all_tokens if counts else manifest.tokens,
        cost_usd=float(cost) if cost is not None else None,
        seconds=seconds,
        steps=progress.by_step(),
    )
