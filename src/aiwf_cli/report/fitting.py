"""Tables in as much detail as there is room for: columns are left out rather than cut off."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_ENDLESS = 10_000


def fitting(console: Console, forms: Iterable[Table]) -> Table:
    """The first form of a table that cuts nothing off, or else the last.

    Columns that fold may be as narrow as their `min_width`.
    """
    table = None
    for table in forms:
        if _least_width(console, table) <= console.width:
            break
    assert table is not None
    return table


def _least_width(console: Console, table: Table) -> int:
    from rich.measure import Measurement

    folding = [column for column in table.columns if column.overflow == "fold"]
    for column in folding:
        column.max_width = column.min_width
    width = Measurement.get(console, console.options.update(width=_ENDLESS), table).maximum
    for column in folding:
        column.max_width = None
    return width
