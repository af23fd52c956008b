"""Where the columns of figures stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from aiwf_cli.text.tables.cells import Line
from aiwf_cli.text.tables.table import Cell

Stretch: TypeAlias = tuple[float, float]
"""From where to where along the line, in points."""


def overlap(one: Stretch, other: Stretch) -> float:
    """How far two stretches lie over each other; negative when they are apart."""
    return min(one[1], other[1]) - max(one[0], other[0])


def stretch_of(cell: Cell) -> Stretch:
    """Where a cell stands along its line."""
    return cell.frame[0], cell.frame[2]


def find_columns(lines: Iterable[Line]) -> list[Stretch]:
    """The columns that the figures of some lines stand in, from left to right."""
    columns: list[Stretch] = []
    for line in sorted(lines, key=lambda line: -sum(cell.is_value for cell in line.cells)):
        widen(columns, line)
    return sorted(columns)


def widen(columns: list[Stretch], line: Line) -> None:
    """Make room in `columns` for the figures of a line; those that lie over none are new ones."""
    for cell in line.cells:
        if not cell.is_value:
            continue
        x0, x1 = stretch_of(cell)
        at = nearest(columns, (x0, x1))
        if at is None:
            columns.append((x0, x1))
        else:
            columns[at] = min(columns[at][0], x0), max(columns[at][1], x1)


def nearest(columns: Sequence[Stretch], place: Stretch) -> int | None:
    """The column that `place` lies over most, None when it lies over none."""
    best, most = None, 0.0
    for at, (x0, x1) in enumerate(columns):
        shared = min(x1, place[1]) - max(x0, place[0])
        if shared > most:
            best, most = at, shared
    return best
