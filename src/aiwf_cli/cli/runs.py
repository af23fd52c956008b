"""aiwf runs: the history of a task's runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import typer

from aiwf_cli.cli.terminal.options import JSON, OUT, out_option
from aiwf_cli.cli.terminal.screen import print_json, screen_console
from aiwf_cli.errors import AiwfError, UsageError

if TYPE_CHECKING:
    from aiwf_cli.run.history import PastRun


def runs(
    task: str | None = typer.Argument(
        None, metavar="[TASK]", help="A task, or TASK@VARIANT for those of one variant."
    ),
    out: Path = OUT,
    as_json: bool = JSON,
) -> None:
    """List runs from the first to the newest: score, cost, and what changed in the task.

    Right is what `aiwf evaluate` found last, of all labelled cells. USD is what was paid: nothing
    for what the cache or a recording answered.

    \b
    aiwf runs                  all tasks
    aiwf runs terms            one of them
    aiwf runs terms@single     one variant of it
    """
    from aiwf_cli.cli.assembly.evaluation import kept_scores
    from aiwf_cli.run.history import history

    name, variant = _named(task, out) if task else (None, None)
    entries = [
        entry
        for entry in history(out, kept_scores, name)
        if variant is None or (entry.manifest and entry.manifest.variant == variant)
    ]
    if as_json:
        print_json({"runs": [entry.to_json() for entry in entries]})
    elif entries:
        _print(entries, out)
    else:
        where = f" of {task}" if task else ""
        typer.echo(f"There are no runs{where} in {out}. Make one: aiwf extract TASK DOCS", err=True)


def _print(entries: Sequence[PastRun], out: Path) -> None:
    from aiwf_cli.cli.terminal.pager import page
    from aiwf_cli.report.history import print_history

    console = screen_console()
    with console.capture() as captured:
        print_history(console, entries, [*_advice(entries, out)])
    page(console, captured.get())


def _named(task: str, out: Path) -> tuple[str, str | None]:
    """The task's name and the variant, if one is named.

    Raises UsageError for a task that has no runs, saying which have.
    """
    from aiwf_cli.run.history import tasks_with_runs
    from aiwf_cli.sources.tasks import load_task

    known = tasks_with_runs(out)
    name, _, variant = task.partition("@")
    if name in known:
        return name, variant or None
    try:
        found = load_task(task)
    except AiwfError:
        has = f"There are runs of: {', '.join(known)}" if known else f"There are no runs in {out}."
        raise UsageError(f"There are no runs of {task} in {out}.", hint=has) from None
    return found.name, found.variant if variant else None


def _advice(entries: Sequence[PastRun], out: Path) -> Iterator[str]:
    """The diff of the last two runs of a task that came to an end."""
    ended = [one for one in entries if one.manifest and one.manifest.status != "running"]
    of_task = [one for one in ended if one.task == ended[-1].task]
    if len(of_task) > 1:
        gold = next((one.score.gold for one in reversed(of_task) if one.score), "FILE")
        both = " ".join(one.run.id for one in of_task[-2:])
        yield f"aiwf diff {both}{out_option(out)} --gold {quote(gold)}"
