"""Tables that go on over a page break, where only the first page has the headings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from aiwf_cli.text.tables.columns import overlap
from aiwf_cli.text.tables.table import Column, Table

_TOP = 3
"""Lines of a page, running heads among them, within which a table begins that goes on."""


def continued(tables: Iterable[Table]) -> tuple[Table, ...]:
    """The tables of a document; one that goes on from the page before has its headings and unit.

    It begins its page, has no captions and no headings of its own, and its columns stand where
    those of the last table before do.
    """
    done: list[Table] = []
    for table in tables:
        before = done[-1] if done else None
        columns = _columns_above(before, table) if before and _goes_on(before, table) else ()
        if before and columns:
            captions = (*before.captions, *before.title)
            unit = table.unit or before.unit
            table = replace(table, columns=columns, captions=captions, unit=unit)
        done.append(table)
    return tuple(done)


def _goes_on(before: Table, table: Table) -> bool:
    """Whether a table may be the rest of the one before, by its place and its lack of headings."""
    bare = not any(column.headings for column in table.columns) and not table.captions
    return table.page == before.page + 1 and table.lines[0] < _TOP and bare


def _columns_above(before: Table, table: Table) -> tuple[Column, ...]:
    """The columns with the headings of those they stand below; none when they do not fit."""
    found = []
    for column in table.columns:
        above = [c for c in before.columns if overlap((c.x0, c.x1), (column.x0, column.x1)) > 0]
        if len(above) != 1:
            return ()
        headings = before.headings_of(above[0])
        found.append(replace(column, headings=headings, unit=column.unit or above[0].unit))
    return tuple(found)
