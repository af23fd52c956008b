"""What goes wrong in a run, by kind: cells that are not right for one reason, told together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiwf_cli.model.rates import Cell
from aiwf_cli.report.apart import shown_apart
from aiwf_cli.report.plain import styled
from aiwf_cli.score.explain import EXTRA_ROW, FAILED, MISSING_ROW

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

MOST_KINDS = 12
LONGEST_VALUE = 60
_ORDER = {"invented": 0, "wrong": 1, "missed": 2}
"""What is said and false misleads more than what is not said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """Cells that are not right for one reason, with the first of them.

    `what` is their field; the list when whole rows are missing or too many (`count` are rows then);
    `all fields` when documents failed (`count` are documents).
    """

    what: str
    why: str
    count: int
    example: Cell


def mistakes_of(cells: Iterable[Cell], most: int = MOST_KINDS) -> tuple[Mistake, ...]:
    """The reasons why cells are not right, the most frequent first; at most so many."""
    found: dict[tuple[str, str], set[tuple[object, ...]]] = {}
    first: dict[tuple[str, str], Cell] = {}
    for cell in cells:
        if not cell.right:
            what, unit = _counted_by(cell)
            key = (what, cell.explanation or "")
            found.setdefault(key, set()).add(unit)
            first.setdefault(key, cell)
    order = sorted(found, key=lambda key: (-len(found[key]), _ORDER[first[key].outcome]))
    return tuple(
        Mistake(what=what, why=why, count=len(found[what, why]), example=first[what, why])
        for what, why in order[:most]
    )


def _counted_by(cell: Cell) -> tuple[str, tuple[object, ...]]:
    """What a mistake is told of, and what is counted: a document, a row, or the cell."""
    why = cell.explanation or ""
    if why.startswith(FAILED):
        return "all fields", (cell.file,)
    if why.startswith((MISSING_ROW, EXTRA_ROW)):
        return cell.field.partition(".")[0], (cell.file, cell.row)
    return cell.field, (cell.file, cell.field, cell.row)


def mistakes_table(mistakes: Sequence[Mistake]) -> Table:
    """The mistakes, each with its first cell."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True, title="What goes wrong")
    table.title_justify = "left"
    table.add_column("×", justify="right", no_wrap=True)
    table.add_column("Where, and why", ratio=3, overflow="fold")
    table.add_column("For example", ratio=5, overflow="fold")
    for mistake in mistakes:
        why = styled(mistake.what).append("\n")
        colour = "red" if mistake.example.outcome == "invented" else "yellow"
        why.append_text(styled(mistake.why, colour))
        count = styled(f"{mistake.count:,}")
        table.add_row(count, why, _example(mistake.example), end_section=True)
    return table


def _example(cell: Cell) -> Text:
    row = "" if cell.row is None else f", row {cell.row}"
    page = "" if cell.page is None else f", page {cell.page}"
    text = styled(f"{cell.file}{row}{page}", "dim")
    gold = shown_apart(cell.gold, cell.value, LONGEST_VALUE)
    value = shown_apart(cell.value, cell.gold, LONGEST_VALUE)
    text.append("\nexpected ", "dim").append_text(styled(gold, "green", most=LONGEST_VALUE))
    text.append("\n    read ", "dim").append_text(styled(value, most=LONGEST_VALUE))
    return text
