"""A task over a folder: many documents at once, one record each, in the folder's order.

A document's way, shortest first: its result is known (same bytes, task and model as before) → its
pages are known → its pages are read in a worker. Then the pipeline. Here stands the one broad
`except` of the project: whatever a document provokes becomes its failed record.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from aiwf_cli.errors import AiwfError, DocumentError, EndpointError
from aiwf_cli.llm.base import Client, Stopped, Unasked
from aiwf_cli.model.document import Document, Page, Source
from aiwf_cli.model.json import digest
from aiwf_cli.model.record import Failure, Record
from aiwf_cli.model.task import Task
from aiwf_cli.run.extracted import Extracted, internal_error
from aiwf_cli.run.flat import columns_of
from aiwf_cli.run.hashing import hash_file
from aiwf_cli.run.identity import program_version
from aiwf_cli.run.progress import Progress
from aiwf_cli.run.result import Result, known_of, result_of
from aiwf_cli.run.writer import Lines
from aiwf_cli.sources.limits import OCR_FAILED

COST_LIMIT = "cost_limit"
"""The code of a document whose question --max-cost does not allow: it ends the run."""


class RunPipeline(Protocol):
    """Takes a document through a task's steps: `pipeline.run_pipeline`."""

    def __call__(
        self, task: Task, document: Document, client: Client, *, repeat: int
    ) -> Awaitable[Extracted]:
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
            except Unasked as unasked:
                self.progress.wait(unasked)

    async def _document(self, index: int, source: Source) -> None:
        sha256 = key = None
        try:
            sha256 = await hash_file(source.path)
            key = self._key(source, sha256)
            if (result := self._known(key)) is not None:
                self.progress.count_known(result)
                self.writer.write(index, result.lines, known=True)
                return
            pipeline = self._begin_loading()
            document = Document(
                id=source.id, sha256=sha256, pages=await self.pages.read(source, sha256)
            )
            run_pipeline = await asyncio.shield(pipeline)
            extracted = await run_pipeline(self.task, document, self.client, repeat=self.repeat)
            _stop_at_cost_limit(extracted)
            result = result_of(extracted, self._columns)
        except DocumentError as error:
            extracted = _failed(source, sha256, Failure(code=error.code, message=str(error)))
            result = result_of(extracted, self._columns)
        except (AiwfError, Unasked):
            raise
        except Exception as error:
            extracted = _failed(source, sha256, internal_error(error))
            result = result_of(extracted, self._columns)
        self._finish(index, extracted, result, key)

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

    def _finish(self, index: int, extracted: Extracted, result: Result, key: str | None) -> None:
        """Counts what was extracted, keeps it when it is good, and writes it."""
        self.progress.count(extracted)
        if key and self.results is not None and _is_final(extracted):
            self.results.put(key, known_of(extracted, result).to_text())
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
                program_version(),
                self.task.hash,
                self.endpoint,
                self.repeat,
                self.pages.identity,
            ]
        )

    def _known(self, key: str) -> Result | None:
        if self.results is None or self.fresh:
            return None
        text = self.results.get(key)
        try:
            return Result.from_text(text) if text is not None else None
        except (ValueError, TypeError):  # not one of ours: the document is done again
            return None


def _load_pipeline() -> RunPipeline:
    """The pipeline with all kinds of steps: a fifth of a second that reruns do without."""
    from aiwf_cli.run.pipeline import run_pipeline

    return run_pipeline


def _stop_at_cost_limit(extracted: Extracted) -> None:
    """Raises EndpointError for a document that cannot be paid for: nor can those behind it."""
    failure = extracted.record.error
    if failure is not None and failure.code == COST_LIMIT:
        message, _, hint = failure.message.partition("\n")
        raise EndpointError(message, hint=hint)


def _is_final(extracted: Extracted) -> bool:
    """Whether the document's result would be the same again; what OCR failed at is tried again."""
    record = extracted.record
    return record.status == "ok" and not any(OCR_FAILED in note for note in record.notes)


def _failed(source: Source, sha256: str | None, failure: Failure) -> Extracted:
    """What there is of a document that never reached a step: its failure."""
    return Extracted(record=Record(file=source.id, sha256=sha256, error=failure), traces=())
