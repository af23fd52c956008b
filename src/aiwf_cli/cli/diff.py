"""aiwf diff: two runs held against each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from re import fullmatch
from shlex import quote
from typing import TYPE_CHECKING

import typer

from aiwf_cli.cli.terminal.exits import NOT_ALL_WELL
from aiwf_cli.cli.terminal.options import CACHE_DIR, JSON, OUT, out_option, path_named
from aiwf_cli.cli.terminal.screen import print_json, screen_console
from aiwf_cli.errors import UsageError
from aiwf_cli.model.json import JsonObject

if TYPE_CHECKING:
    from aiwf_cli.cli.assembly.comparison import ComparedRuns
    from aiwf_cli.report.deltas import DeltaScreen
    from aiwf_cli.run.store import Run

SIDE = "A run (directory, id, latest, latest~1), or TASK@VARIANT to be run first."


class Only(StrEnum):
    """Kinds of change that one may want to see alone."""

    FIXED = "fixed"
    BROKEN = "broken"
    STILL_WRONG = "still-wrong"
    CHANGED = "changed"


def diff(
    a: str = typer.Argument(..., metavar="A", help=SIDE),
    b: str = typer.Argument(..., metavar="B", help="The same; what it made better or worse."),
    gold: Path | None = typer.Option(
        None, "--gold", metavar="FILE", parser=path_named, help="Labels as .xlsx, .csv or .jsonl."
    ),
    only: list[Only] = typer.Option([], "--only", help="List these changes alone; repeatable."),
    field: list[str] = typer.Option(
        [], "--field", metavar="NAME", help="Tell of this field alone; repeatable."
    ),
    list_all: bool = typer.Option(
        False, "--all", help="List every change, not the first 100 of a kind."
    ),
    fail_on_regression: bool = typer.Option(
        False, "--fail-on-regression", help="Exit 1 when a cell that was right is wrong now."
    ),
    markdown: Path | None = typer.Option(
        None,
        "--markdown",
        metavar="FILE",
        parser=path_named,
        help="Write a comment for a pull request.",
    ),
    docs: Path | None = typer.Option(
        None,
        "--docs",
        metavar="FOLDER",
        parser=path_named,
        help="For tasks: the documents to run them on.",
    ),
    replay: Path | None = typer.Option(
        None,
        "--replay",
        metavar="FILE",
        parser=path_named,
        help="For tasks: answer from recorded replies.",
    ),
    model: str | None = typer.Option(
        None, "--model", help="For tasks: ask this model (or AIWF_MODEL)."
    ),
    base_url: str | None = typer.Option(
        None, "--base-url", help="For tasks: an endpoint (or OPENAI_BASE_URL)."
    ),
    limit: int | None = typer.Option(
        None, "--limit", min=1, help="For tasks: only the first N documents."
    ),
    max_cost: float | None = typer.Option(
        None, "--max-cost", min=0, help="For tasks: stop each before this USD."
    ),
    yes: bool = typer.Option(False, "--yes", "-y", help="For tasks: make calls without asking."),
    cache_dir: Path = CACHE_DIR,
    out: Path = OUT,
    as_json: bool = JSON,
) -> None:
    """Compare two runs: what changed, what got fixed and broken, is it luck, and the cost.

    A task is run first, unless there is a run of just this task, these documents and this model.
    What the cache knows is free; other calls are told and asked about before.

    \b
    aiwf diff latest~1 latest --gold gold.xlsx          did my change help?
    aiwf diff latest~1 latest --only broken             what did it break?
    aiwf diff terms@single terms --docs contracts/ --gold gold.csv
    aiwf diff A B --gold gold.csv --fail-on-regression --markdown comment.md
    """
    if fail_on_regression and gold is None:
        raise UsageError(
            "--fail-on-regression needs to know which values are right.", hint="Add --gold FILE."
        )
    from aiwf_cli.cli.assembly.comparison import compare_runs, keep_scores
    from aiwf_cli.cli.assembly.sides import SidesWish, both_runs

    wish = SidesWish(
        docs=docs,
        out=out,
        replay=replay,
        model=model,
        base_url=base_url,
        cache_dir=cache_dir,
        limit=limit,
        max_cost=max_cost,
        yes=yes,
    )
    runs = both_runs(a, b, wish)
    compared = compare_runs(*runs, gold)
    if fail_on_regression and compared.delta.accuracy is None:
        raise UsageError(
            "--fail-on-regression: the runs have no labelled document in common.",
            hint="\n".join(compared.delta.notices),
        )
    typed = _typed([(a, runs[0]), (b, runs[1])], out)
    screen = _screen(compared, only, field, typed, regression=fail_on_regression)
    if list_all:
        screen = replace(screen, most=None)
    _tell(screen, markdown, as_json=as_json)
    if gold is not None:
        keep_scores(runs, gold)
    if screen.gates:
        raise typer.Exit(NOT_ALL_WELL)


def _screen(
    compared: ComparedRuns, only: list[Only], fields: list[str], typed: str, *, regression: bool
) -> DeltaScreen:
    from aiwf_cli.report.deltas import DeltaScreen
    from aiwf_cli.report.verdicts import KIND_OF

    known = {*compared.delta.fields, *(name.partition(".")[0] for name in compared.delta.fields)}
    if strangers := [name for name in fields if name not in known]:
        raise UsageError(
            f"--field: there is no field {strangers[0]!r} in what was compared.",
            hint=f"There are: {', '.join(compared.delta.fields)}",
        )
    broken = compared.delta.cells.broken
    cells = "1 cell that was right is" if broken == 1 else f"{broken:,} cells that were right are"
    gates = [f"Regression: {cells} wrong now."]
    return DeltaScreen(
        delta=compared.delta,
        labels=compared.labels,
        only=[KIND_OF[kind] for kind in only],
        fields=fields,
        gates=gates if regression and broken else (),
        advice=tuple(_advice(compared, typed)),
    )


def _tell(screen: DeltaScreen, markdown: Path | None, *, as_json: bool) -> None:
    if markdown is not None:
        from aiwf_cli.report.markdown import write_markdown

        write_markdown(screen, markdown)
    if not as_json:
        _print(screen)
        return
    print_json(_one_object(screen))
    for gate in screen.gates:
        typer.echo(gate, err=True)


def _print(screen: DeltaScreen) -> None:
    from aiwf_cli.cli.terminal.pager import page
    from aiwf_cli.report.deltas import print_delta

    console = screen_console()
    with console.capture() as captured:
        print_delta(console, screen)
    page(console, captured.get())


def _advice(compared: ComparedRuns, typed: str) -> Iterator[str]:
    """What to type next; `typed` is what names the two runs."""
    delta = compared.delta
    if delta.gold is None:
        gold = compared.gold_of_both
        told = "both were scored against it" if gold else "which of them are right?"
        yield f"aiwf diff {typed} --gold {quote(gold) if gold else 'FILE'}    {told}"
        return
    again = f"aiwf diff {typed} --gold {quote(delta.gold)}"
    if 0 < delta.cells.broken < len(delta.changes):
        yield f"{again} --only broken    what was right before"
    yield f"{again} --markdown comment.md    for a pull request"


def _typed(sides: Sequence[tuple[str, Run]], out: Path) -> str:
    """How one names the two runs from here, as they were named if they were."""
    from aiwf_cli.cli.assembly.sides import is_task

    names = (run.id if is_task(name) else name for name, run in sides)
    typed = (name if fullmatch(r"\w[\w@./~-]*", name) else quote(name) for name in names)
    return " ".join(typed) + out_option(out)


def _one_object(screen: DeltaScreen) -> JsonObject:
    return {**screen.delta.to_json(), "changes": [one.to_json() for one in screen.changes()]}
