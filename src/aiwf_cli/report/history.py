"""The screen of `aiwf runs`: a task's runs from the first to the newest, a line each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from aiwf_cli.model.run import Manifest
from aiwf_cli.report.fitting import fitting
from aiwf_cli.report.plain import print_advice, so_many, styled
from aiwf_cli.report.scores import interval, percent
from aiwf_cli.report.verdicts import in_few_words
from aiwf_cli.run.history import PastRun, Scored

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

_WIDE = 120
"""Columns from which on there is room for the model and the interval."""
_CHANGED = 19
"""Columns that what changed takes at least."""
_ALL = ("Model", "docs", "Right", "95 %", "USD", "s")
_SOME = ("docs", "Right", "USD", "s")
_FEW = ("docs", "Right %")
_ANSWERED = {"cached": "cached", "replay": "replay", "nobody": "—"}


def print_history(console: Console, entries: Sequence[PastRun], advice: Sequence[str]) -> None:
    """Prints a table for each task, broken runs in their place, and what to type next."""
    for task, group in groupby(entries, key=lambda entry: entry.task):
        runs = [*group]
        usual = _usual_gold(runs)
        title = styled(task, "bold").append(f" · {so_many(len(runs), 'run')}")
        if usual:
            title.append_text(styled(f" · scored against {usual}", "dim"))
        console.print(title, soft_wrap=True)
        console.print(_fitting_table(console, runs, usual))
        for entry in runs:
            if entry.problem:
                console.print(
                    styled(f"! {entry.run.id}: {entry.problem}", "yellow"), soft_wrap=True
                )
    print_advice(console, advice)


def _usual_gold(runs: Sequence[PastRun]) -> str | None:
    """The gold that most runs were scored against, the newer one of two."""
    golds = [entry.score.gold for entry in reversed(runs) if entry.score]
    return max(golds, key=golds.count) if golds else None


def _fitting_table(console: Console, runs: Sequence[PastRun], usual: str | None) -> Table:
    if console.width >= _WIDE:
        return _table(runs, _ALL, usual)
    forms = (_table(runs, columns, usual) for columns in (_SOME, _FEW))
    return fitting(console, forms)


def _table(runs: Sequence[PastRun], columns: Sequence[str], usual: str | None) -> Table:
    from rich import box
    from rich.table import Table

    padding = 2 if columns is _ALL else 0
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, padding, 0, 0))
    table.add_column("Run", no_wrap=True)
    for name in columns:
        if name == "Model":
            table.add_column(name, overflow="fold")
        else:
            table.add_column(name, justify="right", no_wrap=True)
    table.add_column("Changed in the task", overflow="fold", min_width=_CHANGED)
    for entry in runs:
        table.add_row(*_cells(entry, columns, usual))
    return table


def _cells(entry: PastRun, columns: Sequence[str], usual: str | None) -> Iterator[Text]:
    manifest, score = entry.manifest, entry.score
    if manifest is None:
        yield styled(entry.run.id, "dim")
        yield from (styled("") for _ in columns)
        yield styled("cannot be read", "yellow")
        return
    cells = {
        "Model": styled(manifest.model or "—", "dim"),
        "docs": _documents(manifest),
        "Right": _right(score),
        "Right %": styled(percent(score.right / score.n) if score and score.n else "—"),
        "95 %": styled(interval(score.ci95 if score else None), "dim"),
        "USD": styled(_cost(entry)),
        "s": styled(f"{manifest.seconds:,.1f}"),
    }
    yield styled(entry.run.id)
    yield from (cells[name] for name in columns)
    yield _changed(entry, manifest, usual)


def _documents(manifest: Manifest) -> Text:
    text = styled(f"{manifest.counts.documents:,}")
    return (
        text.append(f" ({manifest.counts.failed:,} ✗)", "red") if manifest.counts.failed else text
    )


def _right(score: Scored | None) -> Text:
    if score is None or not score.n:
        return styled("—", "dim")
    return styled(f"{percent(score.right / score.n)} % {score.right:,}/{score.n:,}")


def _cost(entry: PastRun) -> str:
    if entry.answered_by != "paid" or entry.manifest is None:
        return _ANSWERED[entry.answered_by]
    usd = entry.manifest.cost_usd
    return "unknown" if usd is None else f"{usd:,.4f}"


def _changed(entry: PastRun, manifest: Manifest, usual: str | None) -> Text:
    text = styled("")
    if manifest.status != "complete":
        text.append(f"{manifest.status}; ", "bold red")
    if (votes := manifest.votes) > 1:
        text.append(f"--repeat {votes}; ")
    if entry.changed is None:
        text.append("the first", "dim")
    else:
        words = in_few_words(entry.changed)
        text.append_text(styled(words) if words else styled("same task", "dim"))
    if entry.score and entry.score.gold != usual:
        of = f", newest of {entry.score.golds}" if entry.score.golds > 1 else ""
        text.append_text(styled(f" (scored against {entry.score.gold}{of})", "dim"))
    return text
