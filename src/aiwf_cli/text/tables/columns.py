"""Where the columns of figures stand, and which headings stand over which of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from statistics import median
from typing import TypeAlias

from aiwf_cli.text.normalise import squash
from aiwf_cli.text.tables.cells import Line
from aiwf_cli.text.tables.table import Cell, Heading

Stretch: TypeAlias = tuple[float, float]
"""From where to where along the line, in points."""

_SAME_LEVEL = 0.85
"""Heights of type between the middles of two lines of headings that count as one level: cells of
one and of two lines are centred beside each other."""

_UNCOVERED = 0.15
"""What it costs to leave a column without a heading, in widths of a column."""

_UNPLACED = 1.5
"""What it costs to leave a heading without a column."""

_GROWTH = 0.05
"""What it costs a lone heading to take a column that it does not lie over."""

_MOST = 30
"""Columns or headings above which headings are not worked out: no statement has so many."""


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


@dataclass(frozen=True, slots=True)
class _Block:
    """The words of one heading, in one line or several, and the stretch that they take."""

    cells: tuple[Cell, ...]

    @property
    def place(self) -> Stretch:
        return min(c.frame[0] for c in self.cells), max(c.frame[2] for c in self.cells)

    def heading(self) -> Heading:
        text = squash("\n".join(cell.text for cell in self.cells))
        return Heading(text=text, cells=self.cells)


@dataclass(frozen=True, slots=True)
class Placed:
    """For each column the headings over it, from top to bottom; and those over none."""

    over: tuple[tuple[Heading, ...], ...]
    elsewhere: tuple[Heading, ...]


def place_headings(columns: Sequence[Stretch], lines: Sequence[Line], left: float) -> Placed:
    """Which headings stand over which columns: each over those that it is centred over.

    `lines` hold headings alone; the columns begin somewhere right of `left`, where the labels end.
    """
    found: list[list[Heading]] = [[] for _ in columns]
    elsewhere: list[Heading] = []
    for level in _levels(lines):
        blocks = _blocks(level)
        for block, covered in zip(blocks, _cover(columns, left, blocks), strict=True):
            if not covered:
                elsewhere.append(block.heading())
            for at in covered:
                found[at].append(block.heading())
    return Placed(over=tuple(map(tuple, found)), elsewhere=tuple(elsewhere))


def _levels(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines that stand beside one another together, from top to bottom."""
    levels: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.middle):
        last = levels[-1][-1] if levels else None
        if last and line.middle - last.middle < _SAME_LEVEL * min(line.height, last.height):
            levels[-1].append(line)
        else:
            levels.append([line])
    return levels


def _blocks(level: Sequence[Line]) -> list[_Block]:
    """The headings of a level from left to right; words above one another are one heading."""
    stacks: list[list[Cell]] = []
    for cell in (cell for line in level for cell in line.cells):
        for stack in stacks:
            shared = overlap(_Block(tuple(stack)).place, stretch_of(cell))
            if shared > 0.5 * (cell.frame[2] - cell.frame[0]):
                stack.append(cell)
                break
        else:
            stacks.append([cell])
    return sorted((_Block(tuple(stack)) for stack in stacks), key=lambda block: block.place)


def _cover(columns: Sequence[Stretch], left: float, blocks: Sequence[_Block]) -> list[range]:
    """The columns of each block: neighbours, in order, that it is centred over best.

    The cheapest division, by dynamic programming over (block, column). A lone block takes no more
    columns than its place asks for; several side by side share out the columns between them.
    """
    if len(columns) > _MOST or len(blocks) > _MOST:
        return [range(0) for _ in blocks]
    pitch = _pitch(columns)
    uncovered, growth = (_UNCOVERED, 0.0) if len(blocks) > 1 else (0.0, _GROWTH)

    @cache
    def best(block: int, column: int) -> tuple[float, tuple[range, ...]]:
        """The cheapest way to place the blocks from `block` on the columns from `column`."""
        if block == len(blocks):
            return uncovered * (len(columns) - column), ()
        cost, rest = best(block + 1, column)
        choice = cost + _UNPLACED, (range(0), *rest)
        for start in range(column, len(columns)):
            for end in range(start + 1, len(columns) + 1):
                place = blocks[block].place
                grown = sum(overlap(column, place) <= 0 for column in columns[start:end])
                own = _misfit(columns, left, range(start, end), place) / pitch + growth * grown
                cost, rest = best(block + 1, end)
                total = own + cost + uncovered * (start - column)
                if total < choice[0] - 1e-9:
                    choice = total, (range(start, end), *rest)
        return choice

    return list(best(0, 0)[1])


def _misfit(columns: Sequence[Stretch], left: float, taken: range, place: Stretch) -> float:
    """How far `place` is off the middle of some columns, and how far it lies over others.

    Figures stand at the right of their column, headings in its middle, and where it begins nobody
    says: somewhere between the column before and its widest figure. So may its middle lie.
    """
    begins = columns[taken.start - 1][1] if taken.start else left
    right = columns[taken.stop - 1][1]
    first, last = (begins + right) / 2, (columns[taken.start][0] + right) / 2
    middle = (place[0] + place[1]) / 2
    others = [column for at, column in enumerate(columns) if at not in taken]
    over = sum(max(0.0, overlap(column, place)) for column in others)
    return max(0.0, first - middle, middle - last) + over


def _pitch(columns: Sequence[Stretch]) -> float:
    """The usual distance from one column to the next; its width when there is only one."""
    middles = [(x0 + x1) / 2 for x0, x1 in columns]
    if len(middles) < 2:
        return max(1.0, columns[0][1] - columns[0][0]) if columns else 1.0
    return max(1.0, median(right - left for left, right in pairwise(middles)))
