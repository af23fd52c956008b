"""The long part of `aiwf diff`: the task line by line, and every change with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from aiwf_cli.model.delta import CellValue, Change, ChangeKind, TaskChange
from aiwf_cli.model.json import Json
from aiwf_cli.report.apart import shown_apart
from aiwf_cli.report.plain import styled
from aiwf_cli.report.verdicts import (
    HEADINGS,
    KINDS,
    LONGEST_VALUE,
    Group,
    groups_of,
    is_right,
    others_of,
    own_name,
    quote_of,
)
from aiwf_cli.run.text_diff import NOTHING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

COLOURS: dict[ChangeKind, str] = {
    "broken": "red",
    "fixed": "green",
    "still_wrong": "yellow",
    "changed": "cyan",
}
LONGEST_LINE = 400
MOST_NEW_LINES = 24
"""Lines of a file shown that one side alone has; it is whole in the run's folder."""
_MARKS = {"+++": "bold", "---": "bold", "@@": "cyan", "+": "green", "-": "red", "\\": "dim"}
"""How lines of a unified diff look, by how they begin; the longer beginnings first."""
_INDENT = 10
"""Columns before values, in which it says whose they are."""


def print_task(console: Console, task: Sequence[TaskChange]) -> None:
    """Prints what differs in the task, part by part, as unified diffs.

    Of long files that one side alone has, the beginning is shown.
    """
    for change in task:
        console.print()
        console.print(styled(f"Task: {change.part}", "bold underline"), soft_wrap=True)
        for lines in _diffs(change.diff.removesuffix("\n").split("\n")):
            more = len(lines) - MOST_NEW_LINES
            cut = more > MOST_NEW_LINES // 2 and NOTHING in (lines[0][4:], lines[1][4:])
            for line in lines[:MOST_NEW_LINES] if cut else lines:
                console.print(styled(line, _style(line), most=LONGEST_LINE), soft_wrap=True)
            if cut:
                told = f"… {more:,} more lines: the file is whole in the run's folder, under task/"
                console.print(styled(told, "dim"), soft_wrap=True)


def _diffs(lines: Sequence[str]) -> Iterator[Sequence[str]]:
    """The lines of several diffs, apart: each begins with the names of its two sides."""
    begins = [
        at
        for at, (line, after) in enumerate(pairwise(lines))
        if line.startswith("--- ") and after.startswith("+++ ")
    ]
    for begin, end in pairwise([*begins, len(lines)]):
        yield lines[begin:end]


def _style(line: str) -> str:
    return next((style for mark, style in _MARKS.items() if line.startswith(mark)), "")


def print_changes(console: Console, changes: Sequence[Change], most: int | None) -> None:
    """Prints the changes, those first that one must not miss; of each kind at most so many."""
    for kind in KINDS:
        if groups := groups_of(changes, kind):
            count = sum(len(group.changes) for group in groups)
            title = f"{HEADINGS[kind]} ({count:,})"
            console.print()
            console.print(styled(title, f"bold underline {COLOURS[kind]}"), soft_wrap=True)
        for group in groups[:most]:
            console.print()
            console.print(_title(group), soft_wrap=True)
            console.print(_group(group))
        if more := len(groups[most:]) if most is not None else 0:
            told = f"… and {more:,} more places: --all lists them, --field and --only choose"
            console.print()
            console.print(styled(told, "bold"), soft_wrap=True)


def _title(group: Group) -> Text:
    title = styled(group.file, "bold").append_text(styled(f" · {group.what}"))
    if group.first_step:
        title.append_text(styled(f" · differs from step {group.first_step} on", "dim"))
    return title


def _group(group: Group) -> Table:
    """Gold, A and B below one another, so that they are read from the same place on."""
    from rich.table import Table

    grid = Table.grid(padding=0)
    grid.add_column(width=_INDENT, no_wrap=True)
    grid.add_column(overflow="fold")
    for change in group.changes:
        if change.row is not None:
            grid.add_row("", styled(own_name(change), "bold dim"))
        for name, told in _cell(change):
            grid.add_row(styled(f"    {name}", "dim"), told)
    return grid


def _cell(change: Change) -> Iterator[tuple[str, Text]]:
    gold, a, b = others_of(change)
    if change.kind != "changed":
        yield "gold", styled(shown_apart(change.gold, gold, LONGEST_VALUE), most=LONGEST_VALUE)
    yield "A", _said(change.a, a)
    yield "B", _said(change.b, b)


def _said(said: CellValue | None, other: Json) -> Text:
    """What a run said, why it is wrong, and where it was read."""
    if said is None:
        return styled("no such row", "dim")
    right = is_right(said)
    colour = "" if right is None else "green" if right else "red"
    text = styled(shown_apart(said.value, other, LONGEST_VALUE), colour, most=LONGEST_VALUE)
    place = place_of(said)
    if said.explanation:
        why = styled(said.explanation, "yellow")
        text.append("\n").append_text(why).append(" · " if place else "", "dim")
    elif place:
        text.append("\n")
    return text.append_text(styled(place, "dim", most=LONGEST_VALUE))


def place_of(said: CellValue) -> str:
    """Where a value was read: the page, and the quote where it says more than the value."""
    page = "" if said.page is None else f"page {said.page}"
    quote = quote_of(said)
    return page if quote is None else f"{page} “{quote}”".lstrip()
