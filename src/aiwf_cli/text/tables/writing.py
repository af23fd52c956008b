"""A page's text with its tables written out row by row, for readers who see no positions.

Each table becomes lines of cells between bars: first the headings, each column with all that
stands over it and its unit, then the rows. Everything else on the page stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from aiwf_cli.model.document import Page, Span
from aiwf_cli.text.normalise import fold, squash
from aiwf_cli.text.tables.reading import read_tables
from aiwf_cli.text.tables.table import Column, Heading, Row, Table

BAR = " | "
"""What stands between two cells."""


def page_with_tables(page: Page) -> str:
    """The text of a page in which every table is written out; no word of it is left out."""
    lines: list[str] = []
    at = 0
    text = page.text.split("\n")
    for (first, last), tables in groupby(read_tables(page), key=_lines_of):
        lines += text[at:first]
        for table in tables:
            lines += ["", *write_table(table), ""]
        at = last + 1
    return "\n".join(_without_blank_runs([*lines, *text[at:]])).strip("\n")


def write_table(table: Table) -> list[str]:
    """A table as lines: its remarks and unit, its headings, its rows."""
    stated = any(
        _says(note, table.unit)
        for note in ("", *table.notes, *table.captions, _named(table.corner))
    )
    stated = stated or all(column.unit for column in table.columns)
    remarks = [*table.notes, *([] if stated else [f"（単位：{table.unit}）"])]
    heads = [_named(table.corner), *map(_head, table.columns)]
    return [
        *(["  ".join(remarks)] if remarks else []),
        *([BAR.join(heads)] if any(heads) else []),
        *map(_row, table.rows),
    ]


def _lines_of(table: Table) -> Span:
    return table.lines


def _head(column: Column) -> str:
    name = _named(column.headings)
    return name if _says(name, column.unit) else f"{name} [{column.unit}]"


def _says(text: str, unit: str) -> bool:
    """Whether a text names a unit; no unit is named by every text."""
    return fold(unit) in fold(text)


def _named(headings: Sequence[Heading]) -> str:
    return " / ".join(heading.text for heading in headings)


def _row(row: Row) -> str:
    if row.is_heading and not row.remarks:
        return row.label
    unit = "" if _says(row.label, row.unit) else f" [{row.unit}]"
    cells = [squash(cell.text) if cell else "" for cell in row.cells]
    return BAR.join([row.label + unit, *cells, *(squash(cell.text) for cell in row.remarks)])


def _without_blank_runs(lines: Sequence[str]) -> list[str]:
    kept: list[str] = []
    for line in lines:
        if line.strip() or (kept and kept[-1].strip()):
            kept.append(line)
    return kept
