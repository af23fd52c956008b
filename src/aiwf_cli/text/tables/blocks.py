"""Which lines of a page belong to one table: those above its rows, its rows, its sub-headings.

Rows of figures that follow one another and stand in the same columns are a table. Between two rows
a line of words is a sub-heading; a line of column headings begins another table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from aiwf_cli.text.tables.cells import Line
from aiwf_cli.text.tables.columns import Stretch, nearest, overlap, stretch_of, widen
from aiwf_cli.text.tables.lines import has_figures, is_caption, is_dash_row, states_remark
from aiwf_cli.text.tables.table import Cell
from aiwf_cli.text.tables.tokens import is_strong_figure
from aiwf_cli.text.tables.wrapping import BESIDE, GOES_ON, NEXT_LINE, UNFINISHED, WRAPPED

_PARAGRAPH = 4
"""Lines of words between two rows that are running text and end a table."""

_MOST_BELOW = 2
"""Lines of a label below its figures, at most; more are text that is set close."""


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


def blocks_of(lines: Sequence[Line]) -> Iterator[Block]:
    """The blocks of a page, in order; lines that belong to none are left out."""
    block = Block()
    pending: list[Line] = []
    for line in lines:
        if not has_figures(line) and not is_dash_row(block.columns, line):
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
    cells = [cell for cell in line.cells if not states_remark(cell)]
    if not cells or is_caption(line):
        return False
    if any(cell.kind in ("unit", "year") for cell in cells):
        return True
    return cells[-1].frame[0] >= min(columns)[0] - 1 or (
        len(cells) > 1 and _is_over(cells, columns)
    )


def _is_over(cells: Sequence[Cell], columns: Sequence[Stretch]) -> bool:
    return any(nearest(columns, stretch_of(cell)) is not None for cell in cells)


def _closed(block: Block, after: list[Line]) -> Block:
    """The block with those of the lines behind it that are the lower half of its last label."""
    last = block.body[-1]
    words = [cell.text for cell in last.cells if cell.kind == "text"]
    unfinished = words and UNFINISHED.search(words[-1])
    goes_on = unfinished or (words and after and _is_broken_off(last, after[0]))
    farthest = NEXT_LINE if goes_on else BESIDE
    for _ in range(_MOST_BELOW):
        if not after or len(after[0].cells) > 1:
            break
        if after[0].middle - block.body[-1].middle >= farthest * after[0].height:
            break
        block.body.append(after.pop(0))
        farthest = WRAPPED
    return block


def _is_broken_off(row: Line, below: Line) -> bool:
    """Whether the words below a row go on its label: left of the figures, and with none of them."""
    values = [cell.frame[0] for cell in row.cells if cell.is_value]
    words = below.cells[-1].frame[2] <= min(values) and not any(map(str.isdigit, below.text))
    return words and GOES_ON.match(below.text) is not None
