"""What `aiwf extract` says at its end: the closing screen or one JSON object, and the exit code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import typer

from aiwf_cli.cli.assembly.extraction import Ended
from aiwf_cli.cli.terminal import failures
from aiwf_cli.cli.terminal.exits import INTERRUPTED, NOT_ALL_WELL
from aiwf_cli.cli.terminal.options import out_option
from aiwf_cli.cli.terminal.screen import print_json, screen_console
from aiwf_cli.model.json import JsonObject
from aiwf_cli.model.record import Record
from aiwf_cli.model.steps import AskStep
from aiwf_cli.report.closing import Closing, most_telling, print_closing
from aiwf_cli.report.plain import printable
from aiwf_cli.sources.ocr.extra import INSTALL
from aiwf_cli.sources.tasks import is_built_in


def report(ended: Ended, *, as_json: bool) -> int:
    """Prints how it ended and returns the exit code.

    Raises what stopped the run, if anything; an object of JSON holds it already.
    """
    _tell_skipped(ended)
    if as_json:
        print_json(as_object(ended))
        if ended.error is not None:
            failures.tell(ended.error)
            return ended.error.exit_code
    elif ended.manifest is not None:
        _print_closing(ended)
    else:
        for line in _plan(ended):
            typer.echo(line)
    if ended.error is not None:
        raise ended.error
    if ended.interrupted:
        return INTERRUPTED
    return NOT_ALL_WELL if ended.progress.failed else 0


def _print_closing(ended: Ended) -> None:
    assert ended.manifest is not None and ended.run is not None
    records = most_telling(ended.run.records())
    print_closing(
        screen_console(),
        Closing(
            manifest=ended.manifest,
            folder=str(ended.run.folder),
            records=records,
            fields=ended.task.spec.fields,
            advice=tuple(_advice(ended, records)),
        ),
    )


def _advice(ended: Ended, records: Sequence[Record]) -> Iterator[str]:
    from aiwf_cli.run.history import with_the_one_before

    assert ended.manifest is not None and ended.run is not None
    if ended.error is not None or ended.interrupted:
        fresh = " without --fresh" if "fresh" in ended.manifest.arguments else ""
        yield f"the same command again{fresh}: what was answered is in the cache"
        return
    where = out_option(ended.run.folder.parent.parent)
    lines = [
        (f"aiwf export latest review.xlsx{where}", "for the domain expert"),
        (f"aiwf evaluate --gold FILE{where}", f"how right is {ended.task.label}?"),
    ]
    if both := with_the_one_before(ended.run):
        lines.append((f"aiwf diff {' '.join(both)}{where}", "what changed since the run before"))
    name = ended.task.name
    if ended.task.variant == "base" and ended.task.asks and is_built_in(ended.task.folder):
        lines.append((f"aiwf init my-{name} --from {name}", "to change it"))
    if any(INSTALL in note for record in records for note in record.notes):
        lines.insert(0, (INSTALL, "some pages are pictures: OCR reads them"))
    wide = max(len(command) for command, _ in lines)
    for command, why in lines:
        yield f"{command:<{wide}}   {why}"


def as_object(ended: Ended) -> JsonObject:
    """What `--json` prints: the manifest with the run's place, or else the plan."""
    stopped: JsonObject = {"error": failures.as_object(ended.error)} if ended.error else {}
    if ended.manifest is not None and ended.run is not None:
        manifest = ended.manifest.to_json()
        return {"run": ended.run.id, "folder": str(ended.run.folder), **manifest, **stopped}
    plan = ended.stack.plan if ended.stack else None
    written = ended.stack.requests.count if ended.stack and ended.stack.requests else 0
    cost = plan.cost if plan else None
    return {
        "documents": ended.progress.documents,
        "complete": ended.progress.ok,
        "failed": ended.progress.failed,
        "waiting": ended.progress.pending,
        "requests": plan.requests if plan else written,
        "cached": _cached(ended),
        "tokens": {
            model: spent.to_json() for model, spent in (plan.tokens if plan else {}).items()
        },
        "cost_usd": float(cost) if cost is not None else None,
        **stopped,
    }


def _plan(ended: Ended) -> Iterator[str]:
    """What a dry run or a written requests file comes to, in words."""
    progress, stack = ended.progress, ended.stack
    plan = stack.plan if stack else None
    written = stack.requests.count if stack and stack.requests else 0
    requests = plan.requests if plan else written
    yield (
        f"{progress.documents:,} documents: {progress.ok:,} need no further call, "
        f"{progress.pending:,} wait for a reply, {progress.failed:,} would fail."
    )
    yield f"{requests:,} requests to make now, {_cached(ended):,} are in the cache."
    if plan:
        for model, tokens in plan.tokens.items():
            yield f"  {model}: about {tokens.input:,} tokens in, {tokens.output:,} out"
        cost = plan.cost
        known = f"about ${cost:,.4f}" if cost is not None else "unknown: no price for the model"
        yield f"Cost: {known}."
    if _more_to_ask(ended):
        yield "Later steps ask with what these replies say: they are not counted yet."
    if written:
        yield "Have the file answered (Batch API, vllm run-batch), then: aiwf cache import REPLIES"


def _more_to_ask(ended: Ended) -> bool:
    """Whether a step that asks comes after one whose replies are waited for."""
    asking = [step.name for step in ended.task.spec.steps if isinstance(step, AskStep)]
    return any(name in ended.progress.waits_for for name in asking[:-1])


def _cached(ended: Ended) -> int:
    """Requests that the cache answered, also for documents that wait for a later one."""
    return ended.progress.known_calls + (ended.stack.counts.cached if ended.stack else 0)


def _tell_skipped(ended: Ended) -> None:
    if passed_over := ended.found.passed_over():
        typer.echo(f"Passed over: {printable(passed_over)}", err=True)
    for note in ended.notices:
        typer.echo(printable(note), err=True)
