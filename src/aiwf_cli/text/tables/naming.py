"""What the headings of a column call it, and which unit they give it.

A unit may stand in one cell with the name, behind it or in a line below: 売上高 百万円 ％. It is no
part of the name; several of them are shared out over the columns below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from aiwf_cli.text.normalise import squash
from aiwf_cli.text.tables.columns import Stretch
from aiwf_cli.text.tables.table import Cell, Column, Heading
from aiwf_cli.text.tables.tokens import kind_of
from aiwf_cli.text.tables.units import unit_of_heading
from aiwf_cli.text.values.units import currencies_of


def name_columns(
    places: Sequence[Stretch], over: Sequence[tuple[Heading, ...]]
) -> tuple[Column, ...]:
    """Columns at their places, each with the names and the nearest unit that stand over it."""
    columns = []
    for at, ((x0, x1), headings) in enumerate(zip(places, over, strict=True)):
        units = [unit for heading in reversed(headings) if (unit := _unit_for(heading, at, over))]
        named = tuple(_name(h, over) for h in headings if any(c.kind != "unit" for c in h.cells))
        unit, currency = units[0] if units else "", _currency(headings)
        columns.append(Column(x0=x0, x1=x1, headings=named, unit=unit, currency=currency))
    return tuple(columns)


def _currency(headings: Sequence[Heading]) -> str:
    """The currency that one of the lines over a column is, from the nearest up; empty for none."""
    lines = (cell.text for heading in reversed(headings) for cell in reversed(heading.cells))
    bare = (squash(line).strip("()（） ") for line in lines)
    return next((line for line in bare if currencies_of(line)), "")


def _unit_for(heading: Heading, column: int, over: Sequence[tuple[Heading, ...]]) -> str:
    """The unit that a heading gives to one of the columns it stands over."""
    units, covered = _units_behind(heading, over), _covered(heading, over)
    return units[covered.index(column) % len(units)] if units else unit_of_heading(heading.text)


def _name(heading: Heading, over: Sequence[tuple[Heading, ...]]) -> Heading:
    """A heading without the units that it gives to its columns."""
    if not _units_behind(heading, over):
        return heading
    return replace(heading, text=squash("\n".join(_ended(heading.cells)[0])))


def _units_behind(heading: Heading, over: Sequence[tuple[Heading, ...]]) -> tuple[str, ...]:
    """The units that end a heading, as far as they can be shared out over its columns."""
    units = _ended(heading.cells)[1]
    return units if units and len(_covered(heading, over)) % len(units) == 0 else ()


def _covered(heading: Heading, over: Sequence[tuple[Heading, ...]]) -> list[int]:
    return [at for at, headings in enumerate(over) if heading in headings]


def _ended(cells: Sequence[Cell]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines of a heading up to the units that end it, and those units."""
    units: tuple[str, ...] = ()
    for at in range(len(cells) - 1, -1, -1):
        words, behind = _parted(cells[at])
        units = (*behind, *units)
        if words:
            return (*(cell.text for cell in cells[:at]), words), units
    return (), ()


def _parted(cell: Cell) -> tuple[str, tuple[str, ...]]:
    """The words of a cell and the units behind them: 売上高 百万円 ％."""
    words = cell.text.split()
    for at in range(0 if cell.kind == "unit" else 1, len(words)):
        whole = unit_of_heading("".join(words[at:]))
        if whole and kind_of("".join(words[at:])) == "unit":
            return " ".join(words[:at]), (whole,)
        units = tuple(map(unit_of_heading, words[at:]))
        if all(units) and all(kind_of(word) == "unit" for word in words[at:]):
            return " ".join(words[:at]), units
    return cell.text, ()
