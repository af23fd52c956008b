"""Totals that are set out in the next column, beside the last of their parts.

Below `売上高` stand 製品売上高 48,220 and 値引高 118, and further right 48,102: that is its figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from aiwf_cli.text.normalise import squash
from aiwf_cli.text.tables.table import Cell, Entry
from aiwf_cli.text.values.amounts import read_amount

_MOST_PARTS = 8
"""Figures above which it is not tried whether they add up: some sum would be right by chance."""


def set_out_total(entry: Entry) -> tuple[str, tuple[Cell, ...]] | None:
    """The heading whose total an entry is and the figures it is the sum of; None when it is none.

    The parts are those of its group in the column left of it. They must add up, each added or
    taken off.
    """
    above = [*entry.table.captions, *(heading.text for heading in entry.table.corner)]
    heading = entry.group or (above[-1] if above else "")
    parts = _parts_beside(entry)
    return (heading, parts) if heading and adds_up(parts, entry.cell) else None


def _parts_beside(entry: Entry) -> tuple[Cell, ...]:
    """The figures left of an entry, from its own row up to its heading or the total before."""
    parts: list[Cell] = []
    for at in range(entry.row, -1, -1) if entry.column else ():
        row = entry.table.rows[at]
        part, total = row.cells[entry.column - 1], row.cells[entry.column]
        if part is None or row.group != entry.group or (parts and total is not None):
            break
        parts.append(part)
    return tuple(reversed(parts))


def adds_up(parts: Sequence[Cell], total: Cell) -> bool:
    """Whether figures, each added or taken off, make a total; one alone is no sum."""
    values = [_amount(cell) for cell in parts]
    numbers = [value for value in values if value is not None]
    if not 1 < len(numbers) == len(parts) <= _MOST_PARTS:
        return False
    sums = {numbers[0]}
    for number in numbers[1:]:
        sums = {one + signed for one in sums for signed in (number, -number)}
    return _amount(total) in sums


def _amount(cell: Cell) -> Decimal | None:
    value = read_amount("money", squash(cell.text), "").value
    return Decimal(str(value)) if isinstance(value, int | float) else None
