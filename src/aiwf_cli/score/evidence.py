"""Whether values were read on the page on which gold says that they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from aiwf_cli.model.gold import GoldDocument, GoldPlace, Label
from aiwf_cli.model.json import JsonObject
from aiwf_cli.model.rates import Cell, Share
from aiwf_cli.score.said import Said
from aiwf_cli.score.stats.intervals import wilson
from aiwf_cli.text.normalise import fold

_A_PASSAGE = 6
"""Characters from which on a value's standing in a quote is no chance."""


@dataclass(slots=True)
class EvidenceTally:
    """Places for which gold names a page, by field, and those where the run read that page."""

    part: dict[str, int] = field(default_factory=dict)
    whole: dict[str, int] = field(default_factory=dict)

    def add(self, said: Said, gold: GoldDocument, cells: Sequence[Cell]) -> None:
        """Counts one document's places. What was not read at all stands on no page."""
        for (name, row, sub), place in gold.places.items():
            if place.page is None or name not in gold.fields:
                continue
            field_name = f"{name}.{sub}" if sub else name
            self.whole[field_name] = self.whole.get(field_name, 0) + 1
            pages = _pages(said, gold, cells, (name, row, sub), place)
            self.part[field_name] = self.part.get(field_name, 0) + (place.page in pages)

    def shares(self) -> dict[str, Share]:
        """The share of right pages by field."""
        return {
            name: Share(part=self.part[name], whole=whole, ci95=wilson(self.part[name], whole))
            for name, whole in self.whole.items()
        }


def _pages(
    said: Said,
    gold: GoldDocument,
    cells: Sequence[Cell],
    where: tuple[str, int | None, str | None],
    place: GoldPlace,
) -> frozenset[int]:
    """The pages on which the run read what gold finds at `where`."""
    if said.failure:
        return frozenset()
    name, row, sub = where
    content = gold.fields[name]
    if isinstance(content, Label):
        return _pages_of(said.place(name))
    if row is None and place.quote:
        row = _row_that_says(content, place.quote)
    ours = [cell for cell in cells if cell.field.startswith(f"{name}.") and cell.value_row]
    partners = {cell.value_row for cell in ours if row is None or cell.row == row + 1}
    subs = [sub] if sub else [*dict.fromkeys(c.field.removeprefix(f"{name}.") for c in ours)]
    return frozenset(
        page
        for partner in partners
        for one in subs
        for page in _pages_of(said.place(name, (partner or 1) - 1, one))
    )


def _row_that_says(rows: Sequence[Mapping[str, Label]], quote: str) -> int | None:
    """The first row of gold of which a value is in the quote, or holds it."""
    wanted = fold(quote)
    for at, row in enumerate(rows):
        for label in row.values():
            for value in label.values:
                said = fold(str(value))
                if said == wanted or (len(said) >= _A_PASSAGE and said in wanted) or wanted in said:
                    return at
    return None


def _pages_of(place: JsonObject) -> frozenset[int]:
    evidence = cast("list[JsonObject]", place.get("evidence") or [])
    return frozenset(page for one in evidence if isinstance(page := one.get("page"), int))
