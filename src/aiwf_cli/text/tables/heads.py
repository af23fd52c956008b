"""Which of the lines above some rows stand over their columns, and which introduce the table."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from aiwf_cli.text.tables.blocks import Block
from aiwf_cli.text.tables.cells import Line
from aiwf_cli.text.tables.columns import Stretch, find_columns, nearest, stretch_of
from aiwf_cli.text.tables.lines import (
    LONGEST_HEADING,
    is_caption,
    is_dash_row,
    is_remark,
    states_unit,
    tells_amounts,
)
from aiwf_cli.text.tables.table import Cell

_FARTHEST_HEADING = 2.6
"""Heights of type between a line of headings and what stands below it; in a table that is set
wider, `_ROWS_APART` of its rows."""

_ROWS_APART = 1.6

_FARTHEST_SHARED_OUT = 4.5
"""The same where the lines above share the columns out between them, as only headings do."""

_MOST_LEVELS = 4
"""Headings of rows below one another between the headings of columns and the first row."""


def titles_of(heads: Sequence[Line]) -> list[Line]:
    """Those of the lines above some columns that are titles of the whole table.

    A statement's name and date stand above its unit, the headings of its columns below that; where
    several words stand side by side just above the unit, they are headings, too.
    """
    stated = [at for at, line in enumerate(heads) if states_unit(line)]
    above = list(heads[: stated[-1]]) if stated else []
    words = [cell for line in above[-1:] for cell in line.cells if not is_remark(cell)]
    return above if len(words) < 2 else []


def part_heads(block: Block) -> Block:
    """The block with those of its captions that stand over its columns as heads."""
    columns = find_columns(block.rows)
    block = _with_first_dashes(block, columns)
    cut = _first_head(block, columns)
    return Block(captions=block.captions[:cut], heads=block.captions[cut:], body=block.body)


def _first_head(block: Block, columns: Sequence[Stretch]) -> int:
    """Where among the captions of a block those begin that stand over its columns."""
    labels, pitch = _end_of_labels(block, columns), _pitch(block.rows)
    below, cut = block.body[0], len(block.captions)
    for at in range(cut - 1, -1, -1):
        lines = block.captions[: at + 1]
        line = lines[-1]
        if is_caption(line) and _is_headed(lines, columns):
            below = line
            continue
        shared_out = _shares_out(lines, columns)
        if is_caption(line) or not _is_near(line, below, pitch, shared_out=shared_out):
            break
        first = below is block.body[0] and len(line.cells) > 1
        if below.number - line.number > 1 and not (first or shared_out):
            break  # a blank line: what stands above it is no heading of these columns
        if _has_text_across(line, labels, columns):
            break
        cut, below = at, line
    return cut


def _is_near(line: Line, below: Line, pitch: float, *, shared_out: bool) -> bool:
    """Whether a line is as near above another as headings are."""
    heights = _FARTHEST_SHARED_OUT if shared_out else _FARTHEST_HEADING
    return 0 < below.middle - line.middle < max(heights * line.height, _ROWS_APART * pitch)


def _end_of_labels(block: Block, columns: Sequence[Stretch]) -> float:
    """Where half of the labels of the rows have ended."""
    ends = sorted(x1 for _, x1 in _labels(block, columns[0][0]))
    return ends[len(ends) // 2] if ends else columns[0][0]


def _heads_rows(line: Line, columns: Sequence[Stretch]) -> bool:
    """Whether a line is a heading of rows, left of the columns: Ⅰ 資産の部."""
    cell = line.cells[0]
    return len(line.cells) == 1 and cell.frame[2] <= columns[0][0] and not is_remark(cell)


def _is_headed(lines: Sequence[Line], columns: Sequence[Stretch]) -> bool:
    """Whether above the headings of rows that end some lines stand headings of the columns."""
    rest = list(lines)
    while rest and _heads_rows(rest[-1], columns):
        below = rest.pop()
        if not rest or below.number - rest[-1].number > 1:
            return False
        if below.middle - rest[-1].middle >= _FARTHEST_HEADING * below.height:
            return False
    return len(lines) - len(rest) <= _MOST_LEVELS and _shares_out(rest[-1:], columns)


def _shares_out(lines: Sequence[Line], columns: Sequence[Stretch]) -> bool:
    """Whether the last lines, without a blank one between, have words over several columns each."""
    below = lines[-1]
    for line in reversed(lines):
        if below.number - line.number > 1 or is_caption(line) or tells_amounts(line):
            return False
        words = [cell for cell in line.cells if not is_remark(cell)]
        over = [at for cell in words if (at := nearest(columns, stretch_of(cell))) is not None]
        if len(over) > 1 and len(set(over)) == len(over):
            return True
        below = line
    return False


def _with_first_dashes(block: Block, columns: Sequence[Stretch]) -> Block:
    """The block with those rows in its body that stand above the first figure and hold a dash."""
    cut = len(block.captions)
    while cut and is_dash_row(columns, block.captions[cut - 1]):
        cut -= 1
    return Block(captions=block.captions[:cut], body=[*block.captions[cut:], *block.body])


def _pitch(rows: Sequence[Line]) -> float:
    """The usual distance from one row to the next; 0 when there is only one."""
    steps = [below.middle - above.middle for above, below in pairwise(rows)]
    return median(steps) if steps else 0.0


def _has_text_across(line: Line, labels: float, columns: Sequence[Stretch]) -> bool:
    """Whether a line has running text in it, remarks and units apart."""
    cells = [cell for cell in line.cells if not is_remark(cell) and cell.kind != "unit"]
    return any(_runs_across(cell, labels, columns) for cell in cells)


def _runs_across(cell: Cell, labels: float, columns: Sequence[Stretch]) -> bool:
    """Whether a cell is a line of text over labels and columns alike, or stands beside them."""
    x0, x1 = stretch_of(cell)
    across = x0 < labels and x1 > columns[0][0]
    return len(cell.text) > LONGEST_HEADING or across or x0 >= columns[-1][1] + (x1 - x0)


def label_stretch(block: Block, first_column: float) -> Stretch:
    """Where the labels of the rows stand, left of the first column."""
    labels = _labels(block, first_column)
    if not labels:
        return first_column, first_column
    return min(x0 for x0, _ in labels), max(x1 for _, x1 in labels)


def _labels(block: Block, first_column: float) -> list[Stretch]:
    return [
        stretch_of(cell)
        for line in block.rows
        for cell in line.cells
        if cell.kind in ("text", "year") and cell.frame[2] <= first_column
    ]
