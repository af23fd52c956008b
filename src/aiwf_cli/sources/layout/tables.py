"""Rows of cells written as lines, so that a person still sees which column a cell stands in.

Rows with several cells that follow one another are a table: its columns are the stretches of u
that cells share, and each column is padded to its longest cell. Two spaces or more part cells,
never fewer. An empty cell is left blank; columns whose cells end at one edge are set to the right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from aiwf_cli.sources.layout.fragments import Fragment
from aiwf_cli.sources.layout.grid import (
    Column,
    columns_of,
    ends_in_amount,
    is_figure,
    parted,
    under,
)
from aiwf_cli.sources.layout.rows import Row, line_gap, middle

Part: TypeAlias = tuple[int, Fragment]
"""A cell and the spaces before it."""

_BETWEEN = 2
"""Spaces between two columns of a table."""

_BRIDGE = 2
"""Rows of a single cell that do not end a table (its sub-headings, wrapped cells)."""

_GAP = 0.55
"""Row heights of white beyond the usual that make a gap: it ends a table and shows in the text."""

_WIDEST = 64
"""Columns are padded to so many half-width characters at most; longer cells stand out."""


@dataclass(slots=True)
class Line:
    """A line of output: cells with the spaces before each; `gap_above` asks for a blank line."""

    parts: list[Part]
    gap_above: bool = False


def lines_of(rows: Sequence[Row]) -> list[Line]:
    """The rows of one region as lines, tables in shape, a gap where the rows leave one."""
    gaps = _gaps(rows)
    lines: list[Line] = []
    for zone in _zones(rows, gaps):
        lines += _table(zone) if len(zone) > 1 else [Line(_plain(zone[0].cells))]
    for line, gap in zip(lines, gaps, strict=True):
        line.gap_above = gap
    return lines


def _plain(cells: Sequence[Fragment]) -> list[Part]:
    return [(0, cells[0]), *((_BETWEEN, cell) for cell in cells[1:])]


def _gaps(rows: Sequence[Row]) -> list[bool]:
    """For each row whether the white above it is much more than between rows as a rule."""
    usual = line_gap(rows)
    gaps = [
        below.v0 - above.v1 > usual + _GAP * (above.v1 - above.v0)
        for above, below in pairwise(rows)
    ]
    return [False, *gaps]


def _zones(rows: Sequence[Row], gaps: Sequence[bool]) -> list[list[Row]]:
    """Runs of rows that are a table, and every other row by itself."""
    if all(len(row.cells) == 1 for row in rows):
        return [[row] for row in rows]
    zones: list[list[Row]] = []
    table: list[Row] = []
    bridge: list[Row] = []
    for row, gap in zip(rows, gaps, strict=True):
        if table and (gap or _begins_another(row, table)):
            zones += _closed(table, bridge)
            table, bridge = [], []
        if table and len(row.cells) == 1:
            row = _as_row_of(table, row)
        if len(row.cells) > 1 or (table and _stands_below(row, table[-1])):
            table += [*bridge, row]
            bridge = []
        elif table and len(bridge) < _BRIDGE:
            bridge.append(row)
        else:
            zones += [*_closed(table, bridge), [row]]
            table, bridge = [], []
    return zones + _closed(table, bridge)


def _begins_another(row: Row, table: Sequence[Row]) -> bool:
    """Whether a row of words below rows of figures is the head of the next table."""
    if len(row.cells) == 1 or _has_figures(row):
        return False
    return any(map(_has_figures, table))


def _as_row_of(table: Sequence[Row], row: Row) -> Row:
    """The row with its one cell cut into those of a table's columns, if it reads as such."""
    if not ends_in_amount(row.cells[0]):
        return row
    as_row = _parted_row(row, columns_of(table))
    return as_row if _has_figures(as_row) else row


def _has_figures(row: Row) -> bool:
    return any(is_figure(cell) for cell in row.cells[1:])


def _stands_below(row: Row, above: Row) -> bool:
    """Whether a single cell stands below another than the first of the row above."""
    cell = row.cells[0]
    return cell.u0 > above.cells[0].u1 and any(
        min(cell.u1, other.u1) > max(cell.u0, other.u0) for other in above.cells[1:]
    )


def _closed(table: list[Row], bridge: list[Row]) -> list[list[Row]]:
    return ([table] if table else []) + [[row] for row in bridge]


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where a column of a table goes in the text, in half-width characters."""

    start: int
    width: int
    flush_right: bool


def _table(rows: Sequence[Row]) -> list[Line]:
    columns = columns_of(rows)
    rows = [_parted_row(row, columns) for row in rows]
    columns = columns_of(rows)
    slots = _slots(columns)
    return [Line(_set(row, columns, slots)) for row in rows]


def _parted_row(row: Row, columns: Sequence[Column]) -> Row:
    return Row([part for cell in row.cells for part in parted(cell, columns)], row.v0, row.v1)


def _slots(columns: Sequence[Column]) -> list[_Slot]:
    slots, at = [], 0
    for column in columns:
        width = min(_WIDEST, max(cell.weight for cell in column.cells))
        slots.append(_Slot(at, width, _ends_flush(column.cells)))
        at += width + _BETWEEN
    return slots


def _ends_flush(cells: Sequence[Fragment]) -> bool:
    return _spread([cell.u1 for cell in cells]) < _spread([cell.u0 for cell in cells])


def _spread(edges: Sequence[float]) -> float:
    """How far edges are from the one in the middle, in all: few that stand out count little."""
    usual = middle(edges)
    return sum(abs(edge - usual) for edge in edges)


def _set(row: Row, columns: Sequence[Column], slots: Sequence[_Slot]) -> list[Part]:
    """The cells of a row, each with the spaces that bring it to its column."""
    parts: list[Part] = []
    at = 0
    for cell in row.cells:
        over = under(cell, columns)
        slot = slots[over[0]]
        wanted = slot.start
        if slot.flush_right and len(over) == 1:
            wanted += max(0, slot.width - cell.weight)
        spaces = max(wanted - at, _BETWEEN if parts else 0)
        parts.append((spaces, cell))
        at += spaces + cell.weight
    return parts
