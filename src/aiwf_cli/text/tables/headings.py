"""Which headings stand over which columns.

Headings are centred over their columns, one or several; figures stand at the right of theirs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, chain, zip_longest
from typing import TypeAlias

from aiwf_cli.text.normalise import squash
from aiwf_cli.text.tables.cells import Line
from aiwf_cli.text.tables.columns import Stretch, nearest, overlap, stretch_of
from aiwf_cli.text.tables.covering import cover
from aiwf_cli.text.tables.repeated import rounds_below
from aiwf_cli.text.tables.table import Cell, Heading
from aiwf_cli.text.values.reading import fold_width

_SAME_LEVEL = 0.85
"""Heights of type between the middles of two lines of headings that count as one level: cells of
one and of two lines are centred beside each other."""

_SAME_CELL = 1.35
"""Heights of type between two lines of one heading, at most."""


_NOTES = re.compile(r"(?:notes?|注記?)\.?", re.IGNORECASE)


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
    for block, covered in chain.from_iterable(_placed_levels(columns, lines, left)):
        if not covered:
            elsewhere.append(block.heading())
        for at in covered:
            found[at].append(block.heading())
    return Placed(over=tuple(map(tuple, found)), elsewhere=tuple(elsewhere))


_Level: TypeAlias = Sequence[tuple[_Block, range]]
"""The headings of a level from left to right, with the columns that each stands over."""


def _placed_levels(
    columns: Sequence[Stretch], lines: Sequence[Line], left: float
) -> Sequence[_Level]:
    """The levels of some headings from top to bottom."""
    rates = _rates(columns, lines)
    levels = _levels(lines)
    placed: list[_Level] = [()]
    for level, below in reversed(list(zip_longest(levels, levels[1:]))):
        blocks = _blocks(level, columns)
        taking = _without_notes(blocks, columns)
        places = [block.place for block in taking]
        apart = below is not None and _stands_apart(level, below)
        under = [(block.heading().text, taken) for block, taken in placed[0]]
        covers = rounds_below(columns, left, places, under) or cover(
            columns, left, places, rates, shared_out=len(taking) > 1 or apart
        )
        taken = dict(zip(taking, covers, strict=True))
        placed.insert(0, [(block, taken.get(block, range(0))) for block in blocks])
    return placed


def _without_notes(blocks: Sequence[_Block], columns: Sequence[Stretch]) -> list[_Block]:
    """The headings, but for `Notes` where there are more than columns: its own is left empty."""
    spare = len(blocks) > len(columns)
    return [b for b in blocks if not (spare and _NOTES.fullmatch(b.heading().text))]


def _stands_apart(level: Sequence[Line], below: Sequence[Line]) -> bool:
    """Whether a line of headings is a row of its own, not the first line of the headings below."""
    apart = below[0].middle - level[-1].middle
    return apart >= _SAME_CELL * min(below[0].height, level[-1].height)


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


def _blocks(level: Sequence[Line], columns: Sequence[Stretch]) -> list[_Block]:
    """The headings of a level from left to right; words above one another are one heading."""
    named = [line for line in level if _names_units(line, columns)]
    stacks: list[list[Cell]] = []
    printed = [cell for line in level for cell in line.cells]
    for cell in [part for each in printed for part in _parts(each, columns)]:
        if cell.kind == "unit" and any(cell in line.cells for line in named):
            stacks[-1].append(cell)
            continue
        for stack in stacks:
            shared = overlap(_Block(tuple(stack)).place, stretch_of(cell))
            if shared > 0.5 * (cell.frame[2] - cell.frame[0]):
                stack.append(cell)
                break
        else:
            stacks.append([cell])
    return sorted((_Block(tuple(stack)) for stack in stacks), key=lambda block: block.place)


def _names_units(line: Line, columns: Sequence[Stretch]) -> bool:
    """Whether a line has a name and its units side by side for each column: 総資産 百万円."""
    kinds = [cell.kind == "unit" for cell in line.cells]
    names, units = kinds.count(False), kinds.count(True)
    each = units // max(1, names)
    alike = kinds == ([False] + each * [True]) * names
    return bool(each) and alike and names > 1 and len(columns) == units


def _parts(cell: Cell, columns: Sequence[Stretch]) -> Sequence[Cell]:
    """A cell, or the headings of one shape that stand in it side by side over columns each.

    `第１四半期末 第２四半期末`, `前期 当期`, `March 31, 2024 March 31, 2023`, set close together.
    """
    words = list(re.finditer(r"\S+", cell.text))
    if all(len(word[0]) == 1 for word in words):
        return (cell,)  # one word set wide: 資 産 の 部
    for size in range(1, len(words) // 2 + 1):
        if len(words) % size:
            continue
        spans = [
            (words[at].start(), words[at + size - 1].end()) for at in range(0, len(words), size)
        ]
        if len({_shape(cell.text[slice(*span)]) for span in spans}) > 1:
            continue
        parts = [_cut(cell, *span) for span in spans]
        over = [nearest(columns, stretch_of(part)) for part in parts]
        if None not in over and len(set(over)) == len(over):
            return parts
    return (cell,)


def _shape(text: str) -> str:
    """A text with one sign for each kind of character: digits, letters, marks."""
    return "".join(unicodedata.category(character)[0] for character in text)


def _cut(cell: Cell, start: int, end: int) -> Cell:
    """A part of a cell, its place measured by the width its characters usually have."""
    edges = [0, *accumulate(_advance(character) for character in cell.text)]
    share = (cell.frame[2] - cell.frame[0]) / (edges[-1] or 1)
    x0, x1 = cell.frame[0] + share * edges[start], cell.frame[0] + share * edges[end]
    return replace(
        cell,
        text=cell.text[start:end],
        span=(cell.span[0] + start, cell.span[0] + end),
        frame=(x0, cell.frame[1], x1, cell.frame[3]),
    )


def _advance(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _rates(columns: Sequence[Stretch], lines: Sequence[Line]) -> frozenset[int]:
    """The columns of per cent that have an amount of their own just left of them."""
    units = {
        at: "%" in fold_width(cell.text)
        for line in lines
        for cell in line.cells
        if cell.kind == "unit" and (at := nearest(columns, stretch_of(cell))) is not None
    }
    return frozenset(at for at, rate in units.items() if rate and units.get(at - 1) is False)
