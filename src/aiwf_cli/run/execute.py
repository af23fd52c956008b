"""A task over a folder: many documents at once, one record each, in the folder's order.

A document's way, shortest first: its result is known (same bytes, task and model as before) → its
pages are known → its pages are read in a worker. Then the pipeline. Here stands the one broad
`except` of the project: whatever a document provokes becomes its failed record.
"""

from __future__ import annotations

import asyncio
import hashlib
import traceback
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Protocol, cast

from aiwf_cli.errors import AiwfError, DocumentError, EndpointError
from aiwf_cli.llm.base import Client, Stopped, Unasked
from aiwf_cli.llm.jsontext import well_formed
from aiwf_cli.model.document import Document, Page, Source
from aiwf_cli.model.json import Json, JsonObject, digest, dumps, loads
from aiwf_cli.model.record import Failure, Record, Tokens, Trace
from aiwf_cli.model.run import Counts
from aiwf_cli.model.task import Task
from aiwf_cli.run.flat import Column, columns_of, csv_lines
from aiwf_cli.run.hashing import hash_file
from aiwf_cli.run.outcome import Outcome
from aiwf_cli.run.store import Lines
from aiwf_cli.sources.limits import OCR_FAILED

COST_LIMIT = "cost_limit"
"""The code of a document whose question --max-cost does not allow: it ends the run."""


class RunPipeline(Protocol):
    """Takes a document through a task's steps: `pipeline.run_pipeline`."""

    def __call__(
        self, task: Task, document: Document, client: Client, *, repeat: int
    ) -> Awaitable[Outcome]:
        """The document's record and traces."""
        ...


class Pages(Protocol):
    """Reads documents: from what is known, else in a worker of its own."""

    @property
    def identity(self) -> str:
        """Changes when the same bytes would give other pages."""
        ...

    async def read(self, source: Source, sha256: str) -> tuple[Page, ...]:
        """The pages of a file. Raises ParseError."""
        ...


class Writer(Protocol):
    """Takes the lines of finished documents."""

    def write(self, index: int, lines: Lines, *, known: bool = False) -> None:
        """Takes the lines of document `index`; `known` ones need not survive a killed process.

        Raises StoreError.
        """
        ...


class Results(Protocol):
    """Keeps what became of documents, by key."""

    def get(self, key: str) -> str | None:
        """The text kept under `key`."""
        ...

    def put(self, key: str, text: str) -> None:
        """Keeps `text` under `key`."""
        ...


@dataclass(slots=True, kw_only=True)
class Progress:
    """How far a run is: what a screen shows while it goes on, and the manifest at its end."""

    documents: int = 0
    ok: int = 0
    failed: int = 0
    needs_review: int = 0
    known: int = 0
    """Documents whose result was known from before."""
    known_calls: int = 0
    """Calls that those documents took when they were asked about."""
    pending: int = 0
    """Documents that wait for replies nobody was asked for (dry run, requests to a file)."""
    made: Counter[str] = field(default_factory=Counter)
    """Calls by step."""
    cached: Counter[str] = field(default_factory=Counter)
    tokens: dict[str, Tokens] = field(default_factory=dict)
    failures: Counter[str] = field(default_factory=Counter)
    """Failed documents by code."""
    ocr_wanted: int = 0
    """Pages to be read by OCR, as far as is known."""
    ocr_done: int = 0

    @property
    def done(self) -> int:
        """Documents that are through."""
        return self.ok + self.failed + self.pending

    @property
    def asked(self) -> int:
        """Calls that somebody was asked for."""
        return self.made.total()

    @property
    def answered_from_cache(self) -> int:
        """Calls that the cache answered."""
        return self.cached.total()

    def counts(self) -> Counts:
        """The documents by what became of them."""
        return Counts(
            documents=self.ok + self.failed,
            ok=self.ok,
            failed=self.failed,
            needs_review=self.needs_review,
        )

    def by_step(self) -> dict[str, Json]:
        """Calls and tokens of each step that asked, for the manifest."""
        return {
            step: {
                "made": self.made[step],
                "cached": self.cached[step],
                "tokens": self.tokens.get(step, Tokens()).to_json(),
            }
            for step in dict.fromkeys([*self.made, *self.cached])
        }

    def total_tokens(self) -> Tokens:
        """The tokens of all steps."""
        return sum(self.tokens.values(), Tokens())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Result:
    """What became of a document, ready to be written and kept."""

    lines: Lines
    failure: str | None
    needs_review: bool
    calls: Mapping[str, int]
    """Calls, made or cached, by step."""

    def to_text(self) -> str:
        """A line of JSON that tells what follows, then the lines as they are."""
        record, traces, table = _texts(self.lines)
        head = dumps([self.needs_review, dict(self.calls), len(record), len(traces), len(table)])
        return f"{head}\n{record}{traces}{table}"

    @classmethod
    def from_text(cls, text: str) -> _Result:
        """The result that `to_text` wrote; raises ValueError or TypeError when it is none."""
        end = text.index("\n") + 1
        review, calls, *lengths = cast("list[Json]", loads(text[:end]))
        record, traces, table = cast("list[int]", lengths)
        if len(text) != end + record + traces + table:
            raise ValueError("the lines of a result are as long as it says")
        begin, stop = end + record, end + record + traces
        return cls(
            lines=Lines(record=text[end:begin], traces=text[begin:stop], table=text[stop:]),
            failure=None,
            needs_review=bool(review),
            calls=dict(cast("Mapping[str, int]", calls)),
        )


def _texts(lines: Lines) -> tuple[str, str, str]:
    return lines.record, lines.traces, lines.table


@dataclass(kw_only=True)
class Execution:
    """One task over some documents, with everything it needs handed in.

    `results` is None when no result may be taken from before; `endpoint` names who answers, as far
    as it can change answers. `at_once` is how many documents are on their way at a time.
    """

    task: Task
    sources: Sequence[Source]
    client: Client
    endpoint: str
    pages: Pages
    writer: Writer
    results: Results | None = None
    fresh: bool = False
    repeat: int = 1
    warm_up: Callable[[], Awaitable[None]] | None = None
    """Gets the client ready; begun with the first document whose result is not known."""
    at_once: int = 64
    progress: Progress = field(default_factory=Progress)
    stopping: bool = False

    def __post_init__(self) -> None:
        self.progress.documents = len(self.sources)
        self._columns = columns_of(self.task.spec.fields)
        self._pipeline: asyncio.Task[RunPipeline] | None = None
        self._warming: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Every document to its record; returns early when `stop` was called.

        Raises EndpointError (also when --max-cost is reached), StoreError or TaskError when going
        on makes no sense; what is on its way then is still brought to its end.
        """
        queue = iter(enumerate(self.sources))
        width = max(1, min(self.at_once, len(self.sources)))
        ways = [asyncio.create_task(self._work_off(queue)) for _ in range(width)]
        try:
            await asyncio.gather(*ways)
        except BaseException:
            self.stop()
            await asyncio.gather(*ways, return_exceptions=True)
            raise

    def stop(self) -> None:
        """Begins no further document."""
        self.stopping = True

    async def _work_off(self, queue: Iterator[tuple[int, Source]]) -> None:
        for index, source in queue:
            if self.stopping:
                return
            try:
                await self._document(index, source)
            except Stopped:
                self.stop()
            except Unasked:
                self.progress.pending += 1

    async def _document(self, index: int, source: Source) -> None:
        sha256 = key = None
        try:
            sha256 = await hash_file(source.path)
            key = self._key(source, sha256)
            if (result := self._known(key)) is not None:
                self._count_known(result)
                self.writer.write(index, result.lines, known=True)
                return
            pipeline = self._begin_loading()
            document = Document(
                id=source.id, sha256=sha256, pages=await self.pages.read(source, sha256)
            )
            run_pipeline = await asyncio.shield(pipeline)
            outcome = await run_pipeline(self.task, document, self.client, repeat=self.repeat)
            _stop_at_cost_limit(outcome)
            result = _result(outcome, self._columns)
        except DocumentError as error:
            outcome = _failed(source, sha256, error.code, str(error))
            result = _result(outcome, self._columns)
        except (AiwfError, Unasked):
            raise
        except Exception as error:
            outcome = _failed(source, sha256, "internal_error", _told(error))
            result = _result(outcome, self._columns)
        self._finish(index, outcome, result, key)

    def _begin_loading(self) -> asyncio.Task[RunPipeline]:
        """The pipeline, loaded in a thread while workers start, and the client behind it."""
        if self._pipeline is None:
            self._pipeline = asyncio.create_task(asyncio.to_thread(_load_pipeline))
            if self.warm_up is not None:
                self._warming = asyncio.create_task(self._warm_up(self._pipeline, self.warm_up))
        return self._pipeline

    async def _warm_up(
        self, first: asyncio.Task[RunPipeline], warm_up: Callable[[], Awaitable[None]]
    ) -> None:
        await asyncio.shield(first)
        with suppress(Exception):  # the first request meets the same, and tells
            await warm_up()

    def _finish(self, index: int, outcome: Outcome, result: _Result, key: str | None) -> None:
        """Counts the outcome, keeps it when it is good, and writes it."""
        self._count(outcome)
        if key and self.results is not None and _is_final(outcome):
            known = _result(outcome, self._columns, again=True)
            self.results.put(key, known.to_text())
        self.writer.write(index, result.lines)

    def _key(self, source: Source, sha256: str) -> str:
        """What a document's result depends on: its bytes and name, the task, who answers, aiwf."""
        named = f"{self._same_for_all}\n{sha256}\n{source.id}"
        return hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()

    @cached_property
    def _same_for_all(self) -> str:
        """What the results of all documents depend on."""
        return digest(
            [
                package_version(),
                self.task.hash,
                self.endpoint,
                self.repeat,
                self.pages.identity,
            ]
        )

    def _known(self, key: str) -> _Result | None:
        if self.results is None or self.fresh:
            return None
        text = self.results.get(key)
        try:
            return _Result.from_text(text) if text is not None else None
        except (ValueError, TypeError):  # not one of ours: the document is done again
            return None

    def _count_known(self, result: _Result) -> None:
        self.progress.ok += 1
        self.progress.known += 1
        self.progress.known_calls += sum(result.calls.values())
        self.progress.needs_review += result.needs_review
        self.progress.cached.update(result.calls)

    def _count(self, outcome: Outcome) -> None:
        record, progress = outcome.record, self.progress
        progress.ok += record.status == "ok"
        progress.failed += record.status == "failed"
        progress.needs_review += record.needs_review
        if record.error:
            progress.failures[record.error.code] += 1
        for trace in outcome.traces:
            if trace.made or trace.cached:
                progress.made[trace.step] += trace.made
                progress.cached[trace.step] += trace.cached
                if trace.made:
                    tokens = progress.tokens.get(trace.step, Tokens())
                    progress.tokens[trace.step] = tokens + trace.tokens


def _load_pipeline() -> RunPipeline:
    """The pipeline with all kinds of steps: a fifth of a second that reruns do without."""
    from aiwf_cli.run.pipeline import run_pipeline

    return run_pipeline


@lru_cache(maxsize=1)
def package_version() -> str:
    """The package's version: another one may make other records of the same replies."""
    from importlib.metadata import version

    return version("aiwf-cli")


def _stop_at_cost_limit(outcome: Outcome) -> None:
    """Raises EndpointError for a document that cannot be paid for: nor can those behind it."""
    failure = outcome.record.error
    if failure is not None and failure.code == COST_LIMIT:
        message, _, hint = failure.message.partition("\n")
        raise EndpointError(message, hint=hint)


def _is_final(outcome: Outcome) -> bool:
    """Whether the document's result would be the same again; what OCR failed at is tried again."""
    record = outcome.record
    return record.status == "ok" and not any(OCR_FAILED in note for note in record.notes)


def _failed(source: Source, sha256: str | None, code: str, message: str) -> Outcome:
    """The outcome of a document that never reached a step."""
    error = Failure(code=code, message=message)
    return Outcome(record=Record(file=source.id, sha256=sha256, error=error), traces=())


def _told(error: Exception) -> str:
    """An unexpected error in one sentence, with its place: it is ours to mend."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(frame.filename).name}:{frame.lineno}"
    return f"{type(error).__name__}: {error} (at {where}; please report this)"


def _result(outcome: Outcome, columns: Sequence[Column], *, again: bool = False) -> _Result:
    """An outcome as lines; `again`: as a later run tells it, when all its calls are cached."""
    record = outcome.record
    calls: dict[str, int] = {}
    for trace in outcome.traces:
        if trace.made + trace.cached:
            calls[trace.step] = trace.made + trace.cached
    return _Result(
        lines=Lines(
            record=well_formed(dumps(record.to_json())) + "\n",
            traces=well_formed(
                "".join(dumps(_trace(trace, again)) + "\n" for trace in outcome.traces)
            ),
            table=well_formed(csv_lines(record, columns)),
        ),
        failure=record.error.code if record.error else None,
        needs_review=record.needs_review,
        calls=calls,
    )


def _trace(trace: Trace, again: bool) -> JsonObject:
    if again:
        trace = replace(
            trace,
            made=0,
            cached=trace.made + trace.cached,
            tokens=Tokens(),
            cached_tokens=trace.tokens + trace.cached_tokens,
        )
    return trace.to_json()
