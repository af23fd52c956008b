"""What a table of figures is made of: columns with their headings, rows with their labels.

Offsets count in the page's text. Where a table lies on its side, x runs along its lines: what is
said about left, right, above and below is seen with the table turned upright (`Cell.frame`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from aiwf_cli.model.document import Box, Span

CellKind: TypeAlias = Literal["text", "figure", "dash", "year", "unit"]
"""What a cell holds: words, an amount, a mark for nothing (－), a bare year, a unit alone (％)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A run of text that stands by itself in a line: `page.text[span[0]:span[1]]`.

    `box` is its place on the page, `frame` the same turned so that writing runs along x.
    """

    text: str
    span: Span
    box: Box
    frame: Box
    kind: CellKind

    @property
    def is_value(self) -> bool:
        """Whether it is something that a column of figures holds: an amount, or a dash for none."""
        return self.kind in ("figure", "dash")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """Words that name a row or a column, and the cells they stand in (several when wrapped)."""

    text: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of figures from `x0` to `x1`: its headings from top to bottom, and its unit.

    A heading that stands over several columns belongs to each of them. `unit` is as printed
    (百万円, ％), empty when the column names none. So is `currency`, a sign or a code that stands
    over it alone (US$): how many of them its figures count is said elsewhere.
    """

    x0: float
    x1: float
    headings: tuple[Heading, ...] = ()
    unit: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row: its labels from left to right, and one cell (or None) for each column.

    A row without any cell is a sub-heading; `group` is the last sub-heading above. `unit` is what
    the row itself says its figures count: 売上高（百万円）. `remarks` is what stands right of its
    figures or in no column.
    """

    labels: tuple[Heading, ...]
    cells: tuple[Cell | None, ...]
    group: str = ""
    unit: str = ""
    remarks: tuple[Cell, ...] = ()

    @property
    def label(self) -> str:
        """All its labels as one text."""
        return " ".join(heading.text for heading in self.labels)

    @property
    def is_heading(self) -> bool:
        """Whether it has no cell."""
        return all(cell is None for cell in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One figure of a table with everything that says what it is.

    `labels` name its row, `headings` its column, both from the outside in. `unit` is the nearest
    one: of the row, the column, the table; `own_unit` tells the first two from the last.
    """

    table: Table
    row: int
    column: int
    cell: Cell
    labels: tuple[str, ...]
    headings: tuple[str, ...]
    group: str
    unit: str
    own_unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table on page `page`.

    `captions` are the lines above it that introduce it, with the numbered headings they stand
    under, outermost first. `notes` are remarks among its headings, such as the date of a balance
    sheet. `corner` are the headings above its labels (科目, Years ended December 31). `unit` is
    what it says its figures count (千円), empty when it does not say. `lines` are the first and
    last line of the page's text (from 0) that it takes up, headings among them; tables side by side
    share theirs. `titles` are the places of those words among the headings that stand above the
    unit: the statement's name and date, not a column's.
    """

    page: int
    captions: tuple[str, ...]
    notes: tuple[str, ...]
    corner: tuple[Heading, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    unit: str
    lines: Span
    titles: tuple[Span, ...] = ()

    @property
    def title(self) -> tuple[str, ...]:
        """The words among its headings that name it as a whole, from top to bottom."""
        heads = (heading for column in self.columns for heading in column.headings)
        return tuple(dict.fromkeys(head.text for head in heads if self._is_title(head)))

    def headings_of(self, column: Column) -> tuple[Heading, ...]:
        """The headings of a column that tell it from others: those that are no titles."""
        return tuple(head for head in column.headings if not self._is_title(head))

    def _is_title(self, heading: Heading) -> bool:
        return any(cell.span in self.titles for cell in heading.cells)

    def entries(self) -> Iterator[Entry]:
        """Every figure and dash, row by row."""
        for at, row in enumerate(self.rows):
            for number, (column, cell) in enumerate(zip(self.columns, row.cells, strict=True)):
                if cell is None or not cell.is_value:
                    continue
                own = row.unit or column.unit
                yield Entry(
                    table=self,
                    row=at,
                    column=number,
                    cell=cell,
                    labels=tuple(heading.text for heading in row.labels),
                    headings=tuple(heading.text for heading in self.headings_of(column)),
                    group=row.group,
                    unit=own or self.unit,
                    own_unit=own,
                )
