"""Tables of a page: found by where its words stand, whether they come from a PDF or from OCR.

No ruled lines are looked for: figures that stand above one another are a column, words left of them
are its labels, words above it its headings. Tables side by side become tables of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from aiwf_cli.model.document import Page, Span
from aiwf_cli.text.normalise import squash
from aiwf_cli.text.tables.blocks import Block, blocks_of
from aiwf_cli.text.tables.captions import CaptionPath
from aiwf_cli.text.tables.cells import Line, lines_of
from aiwf_cli.text.tables.columns import Stretch, find_columns, nearest, overlap, stretch_of
from aiwf_cli.text.tables.headings import Placed, place_headings
from aiwf_cli.text.tables.heads import label_stretch, part_heads, titles_of
from aiwf_cli.text.tables.lines import has_figures, is_lone_unit, is_remark, unit_of_table
from aiwf_cli.text.tables.naming import name_columns
from aiwf_cli.text.tables.rows import read_rows
from aiwf_cli.text.tables.table import Cell, Column, Heading, Table
from aiwf_cli.text.tables.tokens import is_footnote, is_strong_figure
from aiwf_cli.text.tables.units import rounded_unit, unit_of_heading

_MOSTLY = 0.75
"""Share of the stretch of the labels from the left in which the middle of their heading lies."""


@lru_cache(maxsize=64)
def read_tables(page: Page) -> tuple[Table, ...]:
    """The tables of figures on a page, in the order of its text.

    A table that names no unit has that of the table before it on the page, or that to which the
    page says its figures are rounded.
    """
    lines = lines_of(page)
    tables: list[Table] = []
    path = CaptionPath()
    for found in blocks_of(lines):
        block = part_heads(found)
        path.read(block.captions)
        for panel in _panels(block):
            table = _table(page.number, panel, path.captions(), tables)
            if table is not None:
                tables.append(table)
    rounded = next((unit for unit in map(rounded_unit, page.text.split("\n")) if unit), "")
    return tuple(t if t.unit else replace(t, unit=rounded) for t in tables)


@dataclass(frozen=True, slots=True)
class _Panel:
    """One of several tables side by side, as a block of its own, and what all of them share."""

    block: Block
    unit: str
    lines: Span
    titles: tuple[Span, ...]


def _panels(block: Block) -> Iterator[_Panel]:
    """The block parted where a second column of labels begins."""
    unit = _stated(block)
    lines = ([*block.heads, *block.body][0].number, block.body[-1].number)
    titles = tuple(cell.span for line in titles_of(block.heads) for cell in line.cells)
    edges = [float("-inf"), *_edges(block.rows), float("inf")]
    for edge in pairwise(edges):
        body = _within(block.body, edge)
        if not any(map(has_figures, body)):
            continue
        first = next(at for at, line in enumerate(body) if any(c.is_value for c in line.cells))
        part = Block(
            captions=_within(block.captions, edge),
            heads=[*_within(block.heads, edge), *body[:first]],
            body=body[first:],
        )
        yield _Panel(part, _stated(part) or unit, lines, titles)


def _stated(block: Block) -> str:
    """The unit stated nearest above the rows, or among them."""
    above = [*reversed(block.heads), *reversed(block.captions), *block.body]
    return next((unit for line in above if (unit := unit_of_table(line))), "")


def _within(lines: Sequence[Line], edge: Stretch) -> list[Line]:
    parts = []
    for line in lines:
        cells = tuple(cell for cell in line.cells if edge[0] <= sum(stretch_of(cell)) / 2 < edge[1])
        if cells:
            parts.append(replace(line, cells=cells))
    return parts


def _edges(rows: Sequence[Line]) -> list[float]:
    """Where further columns of labels begin: words with figures on both sides, in two rows."""
    columns: list[Stretch] = []
    counts: list[int] = []
    for line in rows:
        for cell in _inner_words(line):
            at = nearest(columns, stretch_of(cell))
            if at is None:
                columns.append(stretch_of(cell))
                counts.append(1)
            else:
                x0, x1 = columns[at]
                columns[at] = min(x0, cell.frame[0]), max(x1, cell.frame[2])
                counts[at] += 1
    values = [stretch_of(cell) for line in rows for cell in line.cells if cell.is_value]
    edges = [column[0] - 0.5 for column, count in zip(columns, counts, strict=True) if count > 1]
    return sorted(edge for edge in edges if not any(x0 < edge < x1 for x0, x1 in values))


def _inner_words(line: Line) -> list[Cell]:
    """Words of a row with figures left and right of them."""
    at = [number for number, cell in enumerate(line.cells) if cell.is_value]
    if not at:
        return []
    inner = line.cells[at[0] : at[-1]]
    return [cell for cell in inner if cell.kind == "text" and not is_footnote(cell.text)]


def _table(
    page: int, panel: _Panel, captions: tuple[str, ...], before: Sequence[Table]
) -> Table | None:
    block = panel.block
    places = find_columns(block.rows)
    values = [c for line in block.body for c in line.cells if c.is_value]
    heads = _heads(block, places)
    columns = name_columns(places, heads.placed.over)
    if not any(column.headings or column.unit for column in columns):
        columns = _inherited(columns, before)
    known = any(column.headings or column.unit for column in columns)
    if len(values) < 2 or not any(is_strong_figure(cell.text) for cell in values):
        return None
    if len(block.rows) < 2 and not known:
        return None
    return Table(
        page=page,
        captions=captions,
        notes=(*heads.remarks, *(heading.text for heading in heads.placed.elsewhere)),
        corner=heads.corner,
        columns=columns,
        rows=read_rows(block.body, places),
        unit=panel.unit or heads.unit or (before[-1].unit if before else ""),
        lines=panel.lines,
        titles=panel.titles,
    )


@dataclass(frozen=True, slots=True)
class _Heads:
    """The words above the rows: over the columns, over the labels, and about the table."""

    placed: Placed
    corner: tuple[Heading, ...]
    remarks: tuple[str, ...]

    @property
    def unit(self) -> str:
        """A unit that stands alone over the labels: it is that of all columns."""
        alone = [head.text for head in self.corner if head.cells[0].kind == "unit"]
        return unit_of_heading(alone[-1]) if alone else ""


def _heads(block: Block, places: Sequence[Stretch]) -> _Heads:
    labels = label_stretch(block, places[0][0])
    over: list[Line] = []
    corner: list[Heading] = []
    remarks: list[str] = []
    for line in block.heads:
        apart = line.cells if len(places) > 1 and is_lone_unit(line) else ()
        remarks += [cell.text for cell in line.cells if is_remark(cell) or cell in apart]
        cells = [cell for cell in line.cells if not is_remark(cell) and cell not in apart]
        left = [cell for cell in cells if _is_left(stretch_of(cell), labels, places[0][0])]
        right = tuple(cell for cell in cells if cell not in left)
        if right:
            over.append(replace(line, cells=right))
        corner += [Heading(text=squash(cell.text), cells=(cell,)) for cell in left]
    return _Heads(place_headings(places, over, labels[1]), tuple(corner), tuple(remarks))


def _is_left(place: Stretch, labels: Stretch, first_column: float) -> bool:
    """Whether words above the rows stand over the labels, not over the end of the longest one."""
    over_labels = sum(place) / 2 < labels[0] + _MOSTLY * (labels[1] - labels[0])
    at_margin = place[0] < labels[0] + 1
    return place[1] <= first_column and (over_labels or at_margin)


def _inherited(columns: tuple[Column, ...], before: Sequence[Table]) -> tuple[Column, ...]:
    """Columns without headings with those of the table before, where they stand below its own."""
    if not before:
        return columns
    found = []
    for column in columns:
        above = [c for c in before[-1].columns if overlap((c.x0, c.x1), (column.x0, column.x1)) > 0]
        if len(above) != 1:
            return columns
        found.append(replace(column, headings=above[0].headings, unit=above[0].unit))
    return tuple(found)
