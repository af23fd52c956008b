"""One document through a task's steps: a record, and a trace of every step.

A step that cannot go on fails the document, never the run: the record keeps the step's name, and
the traces keep what the steps before it put out.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from aiwf_cli.errors import AiwfError, DocumentError
from aiwf_cli.llm.base import Client, Reply, Request, Unasked
from aiwf_cli.model.document import Document
from aiwf_cli.model.json import JsonObject, to_json
from aiwf_cli.model.record import OWN_EXAMPLE, UNREAD, Failure, Record, Tokens, Trace
from aiwf_cli.model.steps import AskStep, SelectStep, Step
from aiwf_cli.model.task import Task
from aiwf_cli.run.extracted import Extracted, internal_error
from aiwf_cli.run.findings import with_findings
from aiwf_cli.run.values import ValueReader
from aiwf_cli.sources.limits import NEEDS_OCR
from aiwf_cli.steps.base import Finding, StepContext, StepResult
from aiwf_cli.steps.examples import was_example
from aiwf_cli.steps.fills import fields_of_output
from aiwf_cli.steps.select import view_of
from aiwf_cli.steps.table import run_step
from aiwf_cli.steps.view import View
from aiwf_cli.text.locate import Locator


async def run_pipeline(
    task: Task,
    document: Document,
    client: Client,
    *,
    repeat: int = 1,
    injected: Mapping[str, JsonObject] | None = None,
) -> Extracted:
    """The document's record and traces.

    `repeat` are the votes on each question. `injected` gives the outputs of some steps beforehand:
    those steps are not run, and later ones show what they make of it. What is no fault of the
    document (EndpointError, StoreError, TaskError, Unasked) is raised.
    """
    way = _Way(
        task=task,
        document=document,
        client=client,
        repeat=repeat,
        injected=injected or {},
        view=View.whole(document),
    )
    failure = await way.go()
    reader = ValueReader(document=document, locator=Locator(document))
    read = {} if failure else reader.read_all(task.spec.fields, way.said)
    values, unplaced = with_findings(read, () if failure else way.findings)
    record = Record(
        file=document.id,
        sha256=document.sha256,
        values=values,
        error=failure,
        notes=(*_notes(task, document), *unplaced),
    )
    return Extracted(record=record, traces=tuple(way.traces))


@dataclass(slots=True, kw_only=True)
class _Way:
    """A document on its way through the steps, and what has come of it so far."""

    task: Task
    document: Document
    client: Client
    repeat: int
    injected: Mapping[str, JsonObject]
    view: View
    outputs: dict[str, JsonObject] = field(default_factory=dict)
    said: list[JsonObject] = field(default_factory=list)
    """What each step said about fields, by field name."""
    findings: list[Finding] = field(default_factory=list)
    selected: dict[str, View] = field(default_factory=dict)
    traces: list[Trace] = field(default_factory=list)

    async def go(self) -> Failure | None:
        """All steps in order, up to the first that cannot go on."""
        for step in self.task.spec.steps:
            meter = _Meter(inner=self.client)
            started = time.perf_counter()
            trace = Trace(
                file=self.document.id, step=step.name, kind=step.kind, status="ok", seconds=0
            )
            try:
                status = await self._step(step, meter)
            except DocumentError as error:
                failure = Failure(code=error.code, message=str(error), step=step.name)
            except (AiwfError, Unasked):
                raise
            except Exception as error:  # a fault of ours: it costs this document, not what it had
                failure = internal_error(error, step.name)
            else:
                done = replace(trace, status=status, output=self.outputs[step.name])
                self.traces.append(meter.told(done, started))
                continue
            failed = replace(trace, status="failed", error=failure.message)
            self.traces.append(meter.told(failed, started))
            return failure
        return None

    async def _step(self, step: Step, client: Client) -> Literal["ok", "skipped"]:
        """Runs one step, or takes its output as given, and keeps what it says."""
        context = StepContext(
            task=self.task,
            document=self.document,
            view=self._view_of(step),
            outputs=self.outputs,
            client=client,
            said=self.said,
            repeat=self.repeat,
        )
        status: Literal["ok", "skipped"] = "ok"
        if step.name in self.injected:
            output = self.injected[step.name]
            view = view_of(output, self.document) if isinstance(step, SelectStep) else None
            result = StepResult(output=output, view=view)
        elif step.when and not context.evaluate(step.when):
            result, status = StepResult(output={}), "skipped"
        else:
            result = await run_step(step, context)
        self._keep(step, result, context, into=status == "ok")
        return status

    def _view_of(self, step: Step) -> View:
        match step.reads:
            case None:
                return self.view
            case "document":
                return View.whole(self.document)
            case name:
                return self.selected.get(name, self.view)

    def _keep(self, step: Step, result: StepResult, context: StepContext, *, into: bool) -> None:
        """Remembers a step's output, the view it leaves, and what it says about fields."""
        self.outputs[step.name] = result.output
        self.findings += result.findings
        if result.view is not None:
            self.view = self.selected[step.name] = result.view
        speaks_of = fields_of_output(self.task, step)
        said = {name: value for name, value in result.output.items() if name in speaks_of}
        for name, expression in step.into.items() if into else ():
            sees = {"output": result.output, **result.output}
            said[name] = to_json(context.evaluate(expression, sees))
        self.said.append(said)


@dataclass(slots=True, kw_only=True)
class _Meter:
    """Passes requests on and counts them, so that a trace can tell what its step cost."""

    inner: Client
    made: int = 0
    cached: int = 0
    tokens: Tokens = field(default_factory=Tokens)
    cached_tokens: Tokens = field(default_factory=Tokens)

    async def ask(self, request: Request) -> Reply:
        """The inner client's reply, counted."""
        reply = await self.inner.ask(request)
        self.made += not reply.cached
        self.cached += reply.cached
        if reply.cached:
            self.cached_tokens += reply.tokens
        else:
            self.tokens += reply.tokens
        return reply

    def told(self, trace: Trace, started: float) -> Trace:
        """`trace` with what was counted, and the seconds since `started`."""
        return replace(
            trace,
            seconds=time.perf_counter() - started,
            made=self.made,
            cached=self.cached,
            tokens=self.tokens,
            cached_tokens=self.cached_tokens,
        )


def _notes(task: Task, document: Document) -> tuple[str, ...]:
    """Remarks on the document as a whole, for its record."""
    by_note: dict[str, list[int]] = {}
    for page in document.pages:
        for note in page.notes:
            if not (NEEDS_OCR in note and _looks_instead(task)):
                by_note.setdefault(note, []).append(page.number)
    notes = [f"{_numbered(numbers)}: {note}" for note, numbers in by_note.items()]
    if not _looks(task) and _is_unread(document):
        notes.insert(0, UNREAD)
    return tuple([*notes, OWN_EXAMPLE] if was_example(task, document) else notes)


def _is_unread(document: Document) -> bool:
    """Whether there is something on the pages, and none of it could be read."""
    pages = [page for page in document.pages if page.text or page.notes]
    return bool(pages) and all(
        not page.width or any(NEEDS_OCR in note for note in page.notes) for page in pages
    )


def _numbered(pages: Sequence[int]) -> str:
    """Page numbers as people write them: `page 4`, `pages 1-3, 7`."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    told = (f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)
    return f"page{'s' if len(pages) > 1 else ''} {', '.join(told)}"


def _looks_instead(task: Task) -> bool:
    """Whether the task means its pages to be looked at, not read: they need no OCR then."""
    return _looks(task) and task.spec.documents.ocr == "never"


def _looks(task: Task) -> bool:
    """Whether a model is shown pictures of the pages."""
    return any(isinstance(step, AskStep) and step.image_settings for step in task.spec.steps)
