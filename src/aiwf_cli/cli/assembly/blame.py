"""`aiwf evaluate --blame`, put together: the run's task, its documents, somebody who answers."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import typer

from aiwf_cli.cli.assembly.evaluation import Evaluated, run_lines
from aiwf_cli.cli.terminal.screen import secho
from aiwf_cli.errors import EndpointError, ParseError, UsageError
from aiwf_cli.llm.base import Client, Nobody, Unasked
from aiwf_cli.llm.store import Store
from aiwf_cli.model.document import Document, Source
from aiwf_cli.model.json import JsonObject
from aiwf_cli.model.record import Trace
from aiwf_cli.model.score import Blame
from aiwf_cli.model.task import Task
from aiwf_cli.run.execute import Pages
from aiwf_cli.run.hashing import hash_file
from aiwf_cli.run.pipeline import run_pipeline
from aiwf_cli.run.reading import PageReader
from aiwf_cli.run.store import TASK
from aiwf_cli.run.workers import Workers
from aiwf_cli.score.blame import Case, Replayed, blame, calls_needed, cases
from aiwf_cli.sources.discover import discover
from aiwf_cli.sources.limits import Limits, ReadOptions

if TYPE_CHECKING:
    from aiwf_cli.llm.stack import Stack


@dataclass(frozen=True, slots=True, kw_only=True)
class BlameWish:
    """Where documents lie and who answers, where the run's manifest does not say it rightly."""

    docs: Path | None = None
    replay: Path | None = None
    base_url: str | None = None
    cache_dir: Path = Path(".aiwf/cache")


def with_blame(evaluated: Evaluated, wish: BlameWish) -> Evaluated:
    """The same with what replays showed. Says on stderr what they need before they begin.

    Raises UsageError when the documents are not to be found.
    """
    lines = run_lines(evaluated.run, evaluated.manifest, evaluated.spec)
    found = cases(lines, evaluated.gold, evaluated.score)
    trials = sum(len(case.trials) for case in found)
    if not found:
        typer.echo(f"Blame: {_nothing_to_replay(evaluated)}", err=True)
        return evaluated
    typer.echo(
        f"Blame: {trials:,} replays of {len(found):,} documents, at most {calls_needed(found):,} "
        "calls; what the cache knows is free.",
        err=True,
    )
    verdicts = asyncio.run(_blame(evaluated, wish, found))
    return replace(evaluated, score=replace(evaluated.score, blame=verdicts))


def _nothing_to_replay(evaluated: Evaluated) -> str:
    if any(document.steps for document in evaluated.gold.documents):
        return "no step that gold speaks of is at fault, nothing is replayed."
    return (
        "this gold says nothing of steps, nothing is replayed. Gold in JSON lines may say what "
        'steps should put out: {"file": "a.pdf", "steps": {"read": {"lines": […]}}} '
        "(docs/scoring.md)."
    )


async def _blame(evaluated: Evaluated, wish: BlameWish, found: Sequence[Case]) -> tuple[Blame, ...]:
    task = task_of(evaluated)
    sources = {source.id: source for source in discover(_docs(evaluated, wish)).documents}
    async with AsyncExitStack() as leaving:
        store = Store(wish.cache_dir)
        leaving.callback(store.close)
        limits = Limits(pages=task.spec.documents.max_pages)
        workers = await leaving.enter_async_context(Workers(limits=limits))
        options = ReadOptions(ocr=task.spec.documents.ocr)
        pages = PageReader(store=store, workers=workers, options=options)
        client: Client = Nobody()
        if task.asks:
            stack = _stack(evaluated, wish, store, pages)
            leaving.push_async_callback(stack.aclose)
            client = stack.client
        replayer = _Replayer(
            task=task,
            sources=sources,
            client=client,
            pages=pages,
            repeat=cast("int", evaluated.manifest.arguments.get("repeat", 1)),
        )
        lines = run_lines(evaluated.run, evaluated.manifest, evaluated.spec)
        return await blame(lines, evaluated.gold, found, replayer.replay)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Replayer:
    """Runs documents again with some outputs given."""

    task: Task
    sources: Mapping[str, Source]
    client: Client
    pages: Pages
    repeat: int
    """The votes on each question, as in the run."""

    async def replay(self, file: str, given: Mapping[str, JsonObject]) -> Replayed | None:
        """What comes of a document; None when it is gone, or a reply could not be had."""
        source = self.sources.get(file)
        if source is None:
            return None
        try:
            sha256 = await hash_file(source.path)
            pages = await self.pages.read(source, sha256)
            document = Document(id=file, sha256=sha256, pages=pages)
            extracted = await run_pipeline(
                self.task, document, self.client, repeat=self.repeat, injected=given
            )
        except (ParseError, Unasked):
            return None
        return Replayed(line=extracted.record.to_json(), outputs=_outputs(extracted.traces))


def _outputs(traces: Sequence[Trace]) -> dict[str, JsonObject]:
    return {trace.step: trace.output for trace in traces if trace.output is not None}


def task_of(evaluated: Evaluated) -> Task:
    """The task as the run kept it, with its files."""
    return Task(
        spec=evaluated.spec,
        variant=evaluated.manifest.variant,
        files=evaluated.run.task_files(),
        folder=str(evaluated.run.folder / TASK),
    )


def _docs(evaluated: Evaluated, wish: BlameWish) -> Path:
    """The folder with the run's documents. Raises UsageError when it is not there."""
    said = evaluated.manifest.arguments.get("docs")
    docs = wish.docs or (Path(said) if isinstance(said, str) else None)
    if docs is None or not docs.exists():
        raise UsageError(
            f"The run's documents are not in {docs}." if docs else "Where are the documents?",
            hint="Say where they lie: --docs FOLDER",
        )
    return docs


def _stack(evaluated: Evaluated, wish: BlameWish, store: Store, pages: PageReader) -> Stack:
    """The clients that answer, as in the run; without a key, the cache alone."""
    from aiwf_cli.llm.stack import Settings, build_client

    manifest = evaluated.manifest
    said = manifest.arguments.get("replay")
    recording = wish.replay or (Path(said) if isinstance(said, str) else None)
    endpoint = manifest.endpoint if (manifest.endpoint or "").startswith("http") else None
    settings = Settings(
        base_url=wish.base_url or endpoint,
        replay=recording if recording and recording.exists() else None,
    )
    try:
        return build_client(settings, store, pages.picture)
    except EndpointError as error:
        secho(f"{error.message} Only what the cache knows is replayed.", err=True)
        return build_client(replace(settings, dry_run=True), store, pages.picture)
