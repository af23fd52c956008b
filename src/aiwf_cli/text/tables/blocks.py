"""Which lines of a page belong to one table: its captions, its headings, its rows.

Rows of figures that follow one another and stand in the same columns are a table. Between two rows
a line of words is a sub-heading; a line of column headings begins another table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from aiwf_cli.text.tables.cells import Line
from aiwf_cli.text.tables.columns import (
    Stretch,
    find_columns,
    nearest,
    overlap,
    stretch_of,
    widen,
)
from aiwf_cli.text.tables.table import Cell
from aiwf_cli.text.tables.tokens import is_strong_figure
from aiwf_cli.text.tables.units import stated_unit, unit_of_heading
from aiwf_cli.text.values.reading import fold_width

_PARAGRAPH = 4
"""Lines of words between two rows that are running text and end a table."""

_FARTHEST_HEADING = 2.6
"""Heights of type between a line of headings and what stands below it; in a table that is set
wider, `_ROWS_APART` of its rows."""
_ROWS_APART = 1.6
_FARTHEST_SHARED_OUT = 4.5
"""The same where the lines above share the columns out between them, as only headings do."""

_LONGEST_HEADING = 44
"""Characters of a line that stands over a column; a longer one is a caption or running text."""

BESIDE = 0.95
"""Heights of type between the middles of a row and of a half of its label that is set beside it,
one above and one below."""

_NUMBERED = re.compile(
    r"[(]?(?:\d{1,2}|[IVX]{1,4}|[一二三四五六七八九十]{1,2})[).、]\s*(?=\D|(?:19|20)\d\d)|\d{0,2}\s*[【〔]|[①-⑳■●◆◇□▼]"
)
WRAPPED = 1.35
"""Heights of type between the lines of such a label."""

_MOST_LEVELS = 4
"""Headings of rows below one another between the headings of columns and the first row."""

_MOST_BELOW = 2
"""Lines of a label below its figures, at most; more are text that is set close."""

NEXT_LINE = 2.0
"""Heights of type between the lines of a label whose words show that it goes on."""

UNFINISHED = re.compile(
    r"(?:に帰属する|に対する|による|又は|または|及び|並びに|[、,・(（/／-])$"
    r"|\b(?:of|and|or|to|in|for|from|by|the|attributable|before|after|less|net)$",
    re.IGNORECASE,
)
"""How a line of a label ends that goes on in the next."""

_NOTE = re.compile(
    r"[(（]?(?:注|参考|ご参考[)）]\s*自己資本)|※|\*|\(?notes?(?:\s*[:.)\d]|$)", re.IGNORECASE
)
_REMARK = re.compile(
    r"単位|未満|表示|現在|増減率\s*[)）]|[(（]?注|※|参考|\bexcept\b|\bunaudited\b|\brounded\b"
    r"|[(（](?:in |dollars|yen|expressed)",
    re.IGNORECASE,
)


@dataclass(slots=True, kw_only=True)
class Block:
    """Lines that make one table, or several side by side.

    `captions` introduce it, `heads` stand over its columns, `body` are its rows and sub-headings,
    `columns` where the figures of those rows stand that were taken in one by one.
    """

    captions: list[Line] = field(default_factory=list)
    heads: list[Line] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)
    columns: list[Stretch] = field(default_factory=list)

    def take(self, between: Sequence[Line], row: Line) -> None:
        """Take in another row, with the lines of words before it."""
        self.body += [*between, row]
        widen(self.columns, row)

    @property
    def rows(self) -> list[Line]:
        """The lines of the body that hold figures."""
        return [line for line in self.body if has_figures(line)]


def has_figures(line: Line) -> bool:
    """Whether a line is a row of figures: no page number, no note, no footnote behind its mark."""
    first = line.cells[0]
    values = [cell for cell in line.cells if cell.is_value or cell.kind == "year"]
    figures = [cell for cell in values if cell.kind == "figure"]
    if _NOTE.match(first.text) or _is_numbered(line, values):
        return False
    if not figures:
        return len(values) > 1 and any(cell.kind == "dash" for cell in values)
    numbers_a_page = len(figures) == 1 and len(values) == len(line.cells)
    return not numbers_a_page or is_strong_figure(figures[0].text)


def _is_numbered(line: Line, values: Sequence[Cell]) -> bool:
    """Whether a line is text behind its number or mark: (1) Fiscal 2020 was …, 14.3 We may …"""
    return len(values) == 1 and values[0] is line.cells[0] and len(line.cells) > 1


def blocks_of(lines: Sequence[Line]) -> Iterator[Block]:
    """The blocks of a page, in order; lines that belong to none are left out."""
    block = Block()
    pending: list[Line] = []
    for line in lines:
        if not has_figures(line) and not _is_dash_row(block.columns, line):
            pending.append(line)
            continue
        if block.body and _goes_on(block, pending, line):
            block.take(pending, line)
        else:
            if block.body:
                yield _closed(block, pending)
            block = Block(captions=pending)
            block.take((), line)
        pending = []
    if block.body:
        yield _closed(block, pending)


def _goes_on(block: Block, between: Sequence[Line], line: Line) -> bool:
    """Whether a row belongs to the table of the rows before it."""
    columns = block.columns
    if any(_is_head(other, columns) for other in between) or len(between) >= _PARAGRAPH:
        return False
    values = [cell for cell in line.cells if cell.is_value]
    fitting = sum(nearest(columns, stretch_of(cell)) is not None for cell in values)
    return 2 * fitting >= min(len(values), len(columns)) or _is_labelled_alike(block, line)


def _is_dash_row(columns: Sequence[Stretch], line: Line) -> bool:
    """Whether a line is a label and a dash in one of the columns: 経常利益 －."""
    values = [cell for cell in line.cells if cell.is_value]
    if len(line.cells) < 2 or len(values) != 1 or values[0] is not line.cells[-1]:
        return False
    if values[0].kind != "dash":
        return False
    return nearest(columns, stretch_of(values[0])) is not None


def _is_labelled_alike(block: Block, line: Line) -> bool:
    """Whether a row that stands in a column of its own (indented sums) has a label of the table."""
    if not any(is_strong_figure(cell.text) for cell in line.cells):
        return False
    first = line.cells[0]
    labels = [row.cells[0] for row in block.rows if row.cells[0].kind == "text"]
    above = any(overlap(stretch_of(label), stretch_of(first)) > 0 for label in labels)
    clear = all(
        overlap(stretch_of(label), stretch_of(value)) <= 0
        for label in labels
        for value in line.cells
        if value.is_value
    )
    return first.kind == "text" and above and clear


def _is_head(line: Line, columns: Sequence[Stretch]) -> bool:
    """Whether a line without figures stands over columns, not beside them."""
    cells = [cell for cell in line.cells if not _REMARK.search(cell.text)]
    if not cells or is_caption(line):
        return False
    if any(cell.kind in ("unit", "year") for cell in cells):
        return True
    return cells[-1].frame[0] >= min(columns)[0] - 1 or (
        len(cells) > 1 and _is_over(cells, columns)
    )


def _is_over(cells: Sequence[Cell], columns: Sequence[Stretch]) -> bool:
    return any(nearest(columns, stretch_of(cell)) is not None for cell in cells)


def is_caption(line: Line) -> bool:
    """Whether a line introduces what follows: a numbered heading, a long line."""
    first = line.cells[0].text
    is_long = len(line.text) > 2 * _LONGEST_HEADING or first.endswith("。")
    return is_long or _NUMBERED.match(fold_width(first)) is not None


def is_remark(cell: Cell) -> bool:
    """Whether a cell is about the table as a whole: its unit, its date, its rounding."""
    return _REMARK.search(cell.text) is not None or bool(
        cell.kind != "unit" and stated_unit(cell.text)
    )


def unit_of_table(line: Line) -> str:
    """The unit that a line above a table states for all its columns; empty when it states none."""
    if is_lone_unit(line):
        return unit_of_heading(line.cells[0].text)
    return next((unit for cell in line.cells if (unit := stated_unit(cell.text))), "")


def is_lone_unit(line: Line) -> bool:
    """Whether a line is one unit and nothing else: （百万円） or 千円 at the right margin.

    Units of columns stand beside one another; `Millions of yen` alone may be over some of them.
    """
    if len(line.cells) != 1 or line.cells[0].kind != "unit":
        return False
    text = fold_width(line.cells[0].text)
    return text.startswith(("(", "[")) or text.strip().endswith("円")


def titles_of(heads: Sequence[Line]) -> list[Line]:
    """Those of the lines above some columns that are titles of the whole table.

    A statement's name and date stand above its unit, the headings of its columns below that; where
    several words stand side by side just above the unit, they are headings, too.
    """
    stated = [at for at, line in enumerate(heads) if _states_unit(line)]
    above = list(heads[: stated[-1]]) if stated else []
    words = [cell for line in above[-1:] for cell in line.cells if not is_remark(cell)]
    return above if len(words) < 2 else []


def _states_unit(line: Line) -> bool:
    """Whether a line says what all figures below it count: alone, or left of headings."""
    corner = line.cells[0].kind == "unit" and {cell.kind for cell in line.cells[1:]} - {"unit"}
    alone = bool(unit_of_table(line)) and all(map(is_remark, line.cells))
    return is_lone_unit(line) or alone or bool(corner)


def _closed(block: Block, after: list[Line]) -> Block:
    """The block with those of the lines behind it that are the lower half of its last label."""
    last = block.body[-1]
    words = [cell.text for cell in last.cells if cell.kind == "text"]
    farthest = NEXT_LINE if words and UNFINISHED.search(words[-1]) else BESIDE
    for _ in range(_MOST_BELOW):
        if not after or len(after[0].cells) > 1:
            break
        if after[0].middle - block.body[-1].middle >= farthest * after[0].height:
            break
        block.body.append(after.pop(0))
        farthest = WRAPPED
    return block


def part_heads(block: Block) -> Block:
    """The block with those of its captions that stand over its columns as heads."""
    columns = find_columns(block.rows)
    block = _with_first_dashes(block, columns)
    ends = sorted(x1 for _, x1 in _labels(block, columns[0][0]))
    labels = ends[len(ends) // 2] if ends else columns[0][0]
    below = block.body[0]
    cut = len(block.captions)
    pitch = _pitch(block.rows)
    for at in range(cut - 1, -1, -1):
        line = block.captions[at]
        if is_caption(line) and _is_headed(block.captions[: at + 1], columns):
            below = line
            continue
        shared_out = _shares_out(block.captions[: at + 1], columns)
        heights = _FARTHEST_SHARED_OUT if shared_out else _FARTHEST_HEADING
        farthest = max(heights * line.height, _ROWS_APART * pitch)
        if is_caption(line) or not 0 < below.middle - line.middle < farthest:
            break
        first = below is block.body[0] and len(line.cells) > 1
        if below.number - line.number > 1 and not (first or shared_out):
            break  # a blank line: what stands above it is no heading of these columns
        cells = [cell for cell in line.cells if not is_remark(cell) and cell.kind != "unit"]
        if any(_runs_across(cell, labels, columns) for cell in cells):
            break
        cut, below = at, line
    heads = block.captions[cut:]
    return Block(captions=block.captions[:cut], heads=heads, body=block.body)


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
        if below.number - line.number > 1 or is_caption(line) or _tells_amounts(line):
            return False
        words = [cell for cell in line.cells if not is_remark(cell)]
        over = [at for cell in words if (at := nearest(columns, stretch_of(cell))) is not None]
        if len(over) > 1 and len(set(over)) == len(over):
            return True
        below = line
    return False


def _tells_amounts(line: Line) -> bool:
    """Whether a line is a remark with amounts of its own: （参考）自己資本 20,141百万円."""
    return _NOTE.match(line.text) is not None or any(c.kind == "figure" for c in line.cells)


def _with_first_dashes(block: Block, columns: Sequence[Stretch]) -> Block:
    """The block with those rows in its body that stand above the first figure and hold a dash."""
    cut = len(block.captions)
    while cut and _is_dash_row(columns, block.captions[cut - 1]):
        cut -= 1
    return Block(captions=block.captions[:cut], body=[*block.captions[cut:], *block.body])


def _pitch(rows: Sequence[Line]) -> float:
    """The usual distance from one row to the next; 0 when there is only one."""
    steps = [below.middle - above.middle for above, below in pairwise(rows)]
    return median(steps) if steps else 0.0


def _runs_across(cell: Cell, labels: float, columns: Sequence[Stretch]) -> bool:
    """Whether a cell is a line of text over labels and columns alike, or stands beside them."""
    x0, x1 = stretch_of(cell)
    across = x0 < labels and x1 > columns[0][0]
    return len(cell.text) > _LONGEST_HEADING or across or x0 >= columns[-1][1] + (x1 - x0)


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
