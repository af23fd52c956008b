"""The columns of a table, found from where the cells of its rows stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from aiwf_cli.sources.layout.fragments import Fragment, Piece, cut
from aiwf_cli.sources.layout.rows import Row

_AMOUNT = re.compile(r"[(（△▲\-−+$¥￥ ]*[\d０-９][\d０-９,.，．]*[)）%％]*")
"""A cell or word that is nothing but an amount."""

_FIGURE = re.compile(
    rf"{_AMOUNT.pattern}(?:[百千]?万?億?円|株|銭|倍|人|名|[ap]?pt|bps?)?[)）]*|[－―—–-]+"
)
"""A cell of a column of figures: an amount, with its unit perhaps, or a dash for none."""

_WHITE = 0.2
"""Ems of white that part two words."""


@dataclass(slots=True, eq=False)
class Column:
    """A stretch of u that cells of some rows (by id) share."""

    u0: float
    u1: float
    cells: list[Fragment]
    rows: set[int]


def columns_of(rows: Sequence[Row]) -> list[Column]:
    """The columns of a table from left to right.

    Cells that overlap share a column, and make one of columns that no row has cells of both in. A
    cell over columns that some row tells apart is a heading of several and belongs to none.
    """
    columns: list[Column] = []
    for row in sorted(rows, key=lambda row: -len(row.cells)):
        for cell in row.cells:
            shared = [column for column in columns if _overlap(column, cell) > 0]
            if not shared or (len(row.cells) > 1 and _are_one(shared, row)):
                columns = [column for column in columns if column not in shared]
                columns.append(_joined(shared, {id(row)}, [cell]))
    return _with_heads(sorted(columns, key=lambda column: column.u0))


def _with_heads(columns: list[Column]) -> list[Column]:
    """The columns, in order, with heads that stand over no cell given to a neighbour.

    A column of figures takes a head sooner than one of words, a near one sooner than a far one.
    """
    index = 0
    while index < len(columns):
        head = columns[index]
        beside = [i for i in (index - 1, index + 1) if 0 <= i < len(columns)]
        beside = [i for i in beside if _is_above(head, columns[i])]
        if _holds_figures(head) or not beside:
            index += 1
            continue
        near = min(beside, key=lambda i: (not _holds_figures(columns[i]), _apart(columns[i], head)))
        first = min(index, near)
        columns[first : first + 2] = [_joined(columns[first : first + 2], set(), [])]
        index = first
    return columns


def _is_above(one: Column, other: Column) -> bool:
    return max(cell.v0 for cell in one.cells) < min(cell.v0 for cell in other.cells)


def is_figure(cell: Fragment) -> bool:
    """Whether a cell holds an amount, with its unit perhaps, or a dash for none."""
    return _FIGURE.fullmatch(cell.text) is not None


def ends_in_amount(cell: Fragment) -> bool:
    """Whether the last word of a cell is an amount."""
    return _is_amount(cell, cell.pieces[-1])


def _holds_figures(column: Column) -> bool:
    return any(is_figure(cell) for cell in column.cells)


def _apart(one: Column, other: Column) -> float:
    return max(one.u0, other.u0) - min(one.u1, other.u1)


def _are_one(columns: Sequence[Column], row: Row) -> bool:
    """Whether no row, nor this one, has a cell in more than one of the columns."""
    rows = [id(row), *(number for column in columns for number in column.rows)]
    return len(rows) == len(set(rows))


def _joined(columns: Sequence[Column], rows: set[int], cells: list[Fragment]) -> Column:
    return Column(
        min([*(cell.u0 for cell in cells), *(column.u0 for column in columns)]),
        max([*(cell.u1 for cell in cells), *(column.u1 for column in columns)]),
        [*cells, *(cell for column in columns for cell in column.cells)],
        rows.union(*(column.rows for column in columns)),
    )


def _overlap(column: Column, cell: Fragment) -> float:
    return min(column.u1, cell.u1) - max(column.u0, cell.u0)


def under(cell: Fragment, columns: Sequence[Column]) -> list[int]:
    """The columns that a cell lies over, from the left; the nearest when there is none."""
    overlaps = [_overlap(column, cell) for column in columns]
    over = [index for index, overlap in enumerate(overlaps) if overlap > 0]
    return over or [overlaps.index(max(overlaps))]


def parted(cell: Fragment, columns: Sequence[Column]) -> list[Fragment]:
    """A cell cut where it reaches from one column into the next and an amount stands at the edge.

    In narrow tables the white between cells is no wider than that between words.
    """
    over = [columns[index] for index in under(cell, columns)]
    for left, right in pairwise(over):
        edges = [
            (abs(other[2][0] - right.u0), other[0])
            for one, other in pairwise(cell.pieces)
            if _is_edge(cell, one, other, left, right)
        ]
        if edges:
            first, second = cut(cell, min(edges)[1])
            return [first, *parted(second, columns)]
    return [cell]


def _is_edge(cell: Fragment, one: Piece, other: Piece, left: Column, right: Column) -> bool:
    """Whether the white between two words of a cell lies between two columns."""
    (_, end, a), (start, _, b) = one, other
    slack = 0.3 * cell.size
    apart = start > end or b[0] - a[2] > _WHITE * cell.size
    between = a[2] <= right.u0 + slack and b[0] >= left.u1 - slack
    return apart and between and (_is_amount(cell, one) or _is_amount(cell, other))


def _is_amount(cell: Fragment, piece: Piece) -> bool:
    return _AMOUNT.fullmatch(cell.text, piece[0], piece[1]) is not None
