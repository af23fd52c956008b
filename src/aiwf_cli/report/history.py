"""The screen of `aiwf runs`: a task's runs from the first to the newest, a line each."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from aiwf_cli.model.run import Manifest
from aiwf_cli.report.plain import styled
from aiwf_cli.report.scores import interval, percent
from aiwf_cli.report.verdicts import in_few_words
from aiwf_cli.run.history import Entry, Scored

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

_WIDE = 120
"""Columns from which on there is room for the model and the interval."""
_ANSWERED = {"cached": "cached", "replay": "replay", "nobody": "—"}


def print_history(console: Console, entries: Sequence[Entry], advice: Sequence[str]) -> None:
    """Prints a table for each task, broken runs in their place, and what to type next."""
    for task, group in groupby(entries, key=lambda entry: entry.task):
        runs = [*group]
        golds = {entry.score.gold for entry in runs if entry.score}
        title = styled(task, "bold").append(f" · {len(runs):,} run{'' if len(runs) == 1 else 's'}")
        if len(golds) == 1:
            title.append_text(styled(f" · scored against {next(iter(golds))}", "dim"))
        console.print(title, soft_wrap=True)
        console.print(_table(runs, wide=console.width >= _WIDE, name_gold=len(golds) > 1))
        for entry in runs:
            if entry.problem:
                console.print(
                    styled(f"! {entry.run.id}: {entry.problem}", "yellow"), soft_wrap=True
                )
    for number, line in enumerate(advice):
        console.print(styled(("Next " if number == 0 else "     ") + line, "cyan"), soft_wrap=True)


def _table(runs: Sequence[Entry], *, wide: bool, name_gold: bool) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2 * wide, 0, 0))
    table.add_column("Run", no_wrap=True)
    if wide:
        table.add_column("Model", overflow="fold")
    table.add_column("docs", justify="right", no_wrap=True)
    table.add_column("Right", justify="right", no_wrap=True)
    if wide:
        table.add_column("95 %", justify="right", no_wrap=True)
    table.add_column("USD", justify="right", no_wrap=True)
    table.add_column("s", justify="right", no_wrap=True)
    table.add_column("Changed in the task", overflow="fold")
    for entry in runs:
        table.add_row(*_cells(entry, wide=wide, name_gold=name_gold))
    return table


def _cells(entry: Entry, *, wide: bool, name_gold: bool) -> list[Text]:
    manifest, score = entry.manifest, entry.score
    if manifest is None:
        empty = [styled("")] * (6 if wide else 4)
        return [styled(entry.run.id, "dim"), *empty, styled("cannot be read", "yellow")]
    cells = [styled(entry.run.id)]
    cells += [styled(manifest.model or "—", "dim")] if wide else []
    cells += [_documents(manifest), _right(score)]
    cells += [styled(interval(score.ci95 if score else None), "dim")] if wide else []
    cells += [styled(_cost(entry)), styled(f"{manifest.seconds:,.1f}")]
    return [*cells, _changed(entry, manifest, name_gold=name_gold)]


def _documents(manifest: Manifest) -> Text:
    text = styled(f"{manifest.counts.documents:,}")
    return (
        text.append(f" ({manifest.counts.failed:,} ✗)", "red") if manifest.counts.failed else text
    )


def _right(score: Scored | None) -> Text:
    if score is None or not score.n:
        return styled("—", "dim")
    return styled(f"{percent(score.right / score.n)} % {score.right:,}/{score.n:,}")


def _cost(entry: Entry) -> str:
    if entry.answered_by != "paid" or entry.manifest is None:
        return _ANSWERED[entry.answered_by]
    usd = entry.manifest.cost_usd
    return "unknown" if usd is None else f"{usd:,.4f}"


def _changed(entry: Entry, manifest: Manifest, *, name_gold: bool) -> Text:
    text = styled("")
    if manifest.status != "complete":
        text.append(f"{manifest.status}; ", "bold red")
    if entry.changed is None:
        text.append("the first", "dim")
    else:
        words = in_few_words(entry.changed)
        text.append_text(styled(words) if words else styled("same task", "dim"))
    if name_gold and entry.score:
        of = f", newest of {entry.score.golds}" if entry.score.golds > 1 else ""
        text.append_text(styled(f" (scored against {entry.score.gold}{of})", "dim"))
    return text
