"""Rows of cells written as lines, so that a person still sees which column a cell stands in.

Rows with several cells that follow one another are a table: its columns are the stretches of u
that cells share, and each column is padded to its longest cell. Two spaces or more part cells,
never fewer. An empty cell is left blank; columns whose cells end at one edge are set to the right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from aiwf_cli.sources.fragments import Fragment
from aiwf_cli.sources.rows import Row, line_gap

Part: TypeAlias = tuple[int, Fragment]
"""A cell and the spaces before it."""

_BETWEEN = 2
"""Spaces between two columns of a table."""

_BRIDGE = 2
"""Rows of a single cell that do not end a table (its sub-headings, wrapped cells)."""

_WIDEST = 48
"""Columns are padded to so many half-width characters at most; longer cells stand out."""


@dataclass(slots=True)
class Line:
    """A line of output: cells with the spaces before each; `gap_above` asks for a blank line."""

    parts: list[Part]
    gap_above: bool = False


@dataclass(slots=True)
class _Column:
    """A stretch of u that cells share; `width` in half-width characters."""

    u0: float
    u1: float
    cells: list[Fragment] = field(default_factory=list)
    width: int = 0
    flush_right: bool = False


def lines_of(rows: Sequence[Row]) -> list[Line]:
    """The rows of one region as lines, tables in shape, a gap where the rows leave one."""
    lines: list[Line] = []
    for zone in _zones(rows):
        lines += _table(zone) if len(zone) > 1 else [Line(_plain(zone[0].cells))]
    _mark_gaps(lines, rows)
    return lines


def _plain(cells: Sequence[Fragment]) -> list[Part]:
    return [(0, cells[0]), *((_BETWEEN, cell) for cell in cells[1:])]


def _mark_gaps(lines: list[Line], rows: Sequence[Row]) -> None:
    """Ask for a blank line where the white between two rows is much more than usual."""
    if len(rows) < 2:
        return
    usual = line_gap(rows)
    for line, above, below in zip(lines[1:], rows, rows[1:], strict=False):
        line.gap_above = below.v0 - above.v1 > usual + 0.55 * (above.v1 - above.v0)


def _zones(rows: Sequence[Row]) -> list[list[Row]]:
    """Runs of rows that are a table, and every other row by itself."""
    if all(len(row.cells) == 1 for row in rows):
        return [[row] for row in rows]
    zones: list[list[Row]] = []
    table: list[Row] = []
    bridge: list[Row] = []
    for row in rows:
        if len(row.cells) > 1:
            table += [*bridge, row]
            bridge = []
        elif table and len(bridge) < _BRIDGE:
            bridge.append(row)
        else:
            zones += _closed(table, bridge)
            zones.append([row])
            table, bridge = [], []
    return zones + _closed(table, bridge)


def _closed(table: list[Row], bridge: list[Row]) -> list[list[Row]]:
    return ([table] if table else []) + [[row] for row in bridge]


def _table(rows: Sequence[Row]) -> list[Line]:
    columns = _columns(rows)
    for column in columns:
        column.width = min(_WIDEST, max(cell.weight for cell in column.cells))
        column.flush_right = _ends_flush(column.cells)
    return [Line(_set(row, columns)) for row in rows]


def _columns(rows: Sequence[Row]) -> list[_Column]:
    """The columns of a table from left to right, found from its fullest rows first.

    A cell that lies over several columns (a heading) belongs to none.
    """
    columns: list[_Column] = []
    for row in sorted(rows, key=lambda row: -len(row.cells)):
        for cell in row.cells:
            shared = [column for column in columns if _overlap(column, cell) > 0]
            if not shared:
                columns.append(_Column(cell.u0, cell.u1, [cell]))
            elif len(shared) == 1 and len(row.cells) > 1:
                column = shared[0]
                column.u0, column.u1 = min(column.u0, cell.u0), max(column.u1, cell.u1)
                column.cells.append(cell)
    return sorted(columns, key=lambda column: column.u0)


def _overlap(column: _Column, cell: Fragment) -> float:
    return min(column.u1, cell.u1) - max(column.u0, cell.u0)


def _ends_flush(cells: Sequence[Fragment]) -> bool:
    starts, ends = [cell.u0 for cell in cells], [cell.u1 for cell in cells]
    return max(ends) - min(ends) < max(starts) - min(starts)


def _set(row: Row, columns: Sequence[_Column]) -> list[Part]:
    """The cells of a row, each with the spaces that bring it to its column."""
    starts = _starts(columns)
    parts: list[Part] = []
    at = 0
    for cell in row.cells:
        index = max(range(len(columns)), key=lambda i: _overlap(columns[i], cell))
        wanted = starts[index]
        if columns[index].flush_right and cell in columns[index].cells:
            wanted += max(0, columns[index].width - cell.weight)
        spaces = max(wanted - at, _BETWEEN if parts else 0)
        parts.append((spaces, cell))
        at += spaces + cell.weight
    return parts


def _starts(columns: Sequence[_Column]) -> list[int]:
    starts, at = [], 0
    for column in columns:
        starts.append(at)
        at += column.width + _BETWEEN
    return starts
