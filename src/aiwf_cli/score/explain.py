"""What went wrong with a cell, in the words of a person.

The field's type knows slips between two values (unit ×1000, sign, format only, right article but
wrong paragraph). Here comes what only the document can tell: the value belongs to a neighbour,
stands in another column of the same line, is not in the document at all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from aiwf_cli.model.gold import GoldDocument, Label
from aiwf_cli.model.json import Json
from aiwf_cli.model.rates import Cell
from aiwf_cli.model.record import Value
from aiwf_cli.score.cells import Judges, Spot, WrongCell
from aiwf_cli.score.judge import Judge
from aiwf_cli.score.said import Said
from aiwf_cli.text.compare import compare
from aiwf_cli.text.values.reading import fold_width

OTHER_PERIOD = "other period or column of the same line"
NOT_IN_DOCUMENT = "not in the document"
MISSING_ROW, EXTRA_ROW, FAILED = "missing row", "extra row", "failed: "
"""How explanations of whole rows and documents begin."""

_ROW = "row "
_FIGURES = frozenset({"integer", "number", "money", "percent"})
_TELLING = frozenset({"money", "number", "percent", "date", "code", "text", "quote"})
"""Types whose values seldom agree by chance."""
_SYSTEMATIC = 3
"""So many values off by one factor are no chance."""
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
_FEW_DIGITS = 2
"""Figures with no more digits than this stand in any line by chance."""

NOT_UNDERSTOOD = "read, but not understood: "
"""How the explanation of a text begins that its type could not read."""
_PROBLEM = re.compile("「.*」: (.+)", re.DOTALL)
"""How a reading says what it could not do, and with which text."""

NOT_READ, ANOTHER = "nothing was read", "another value"
"""What is said when nothing better is known."""


@dataclass(slots=True, kw_only=True)
class Explainer:
    """Explains the cells of one document that are not right."""

    said: Said
    gold: GoldDocument
    judges: Judges
    _index: dict[tuple[str | None, str], dict[str, list[str]]] = field(default_factory=dict)

    def explain(self, wrong: WrongCell) -> str:
        """Why the cell is not right, as far as that can be told."""
        match wrong.cell.outcome:
            case "missed":
                return self._missed(wrong)
            case "invented":
                return self._invented(wrong)
            case _:
                return self._wrong(wrong)

    def _missed(self, wrong: WrongCell) -> str:
        if failure := self.said.failure:
            return f"{FAILED}{failure.code}"
        spot = wrong.spot
        if spot.gold_row is not None and spot.value_row is None:
            return MISSING_ROW
        return _not_understood(self._value(spot)) or NOT_READ

    def _invented(self, wrong: WrongCell) -> str:
        absent = _is_absent(self._value(wrong.spot))
        if wrong.spot.gold_row is None and wrong.spot.sub is not None:
            reason = NOT_IN_DOCUMENT if absent else self._repeats(wrong)
            return f"{EXTRA_ROW}, {reason}" if reason else EXTRA_ROW
        return NOT_IN_DOCUMENT if absent else "gold says there is none"

    def _wrong(self, wrong: WrongCell) -> str:
        value = self._value(wrong.spot)
        return (
            self._neighbour(wrong)
            or self._other_column(wrong, value)
            or self._slip(wrong)
            or (NOT_IN_DOCUMENT if _is_absent(value) else None)
            or self._other_page(wrong)
            or ANOTHER
        )

    def _value(self, spot: Spot) -> Value | None:
        return self.said.value(spot.field, spot.value_row, spot.sub)

    def _judge(self, spot: Spot) -> Judge:
        return self.judges.of(spot.field, spot.sub)

    def _slip(self, wrong: WrongCell) -> str | None:
        """What the type knows of the difference, for the first right value it knows one for."""
        kind = self._judge(wrong.spot).field
        for gold in wrong.label.values if wrong.label else ():
            if gold is not None and (slip := compare(kind, wrong.cell.value, gold).explanation):
                return slip
        return None

    def _neighbour(self, wrong: WrongCell) -> str | None:
        """Whose value it is: another field's, or the same subfield's in another row."""
        kind, spot, value = self._judge(wrong.spot).field.type, wrong.spot, wrong.cell.value
        if kind not in _TELLING or len(str(value)) <= _FEW_DIGITS:
            return None
        names = self._names(spot.field if spot.sub else None, spot.sub or kind)
        own = spot.field if spot.gold_row is None else f"{_ROW}{spot.gold_row + 1}"
        others = [name for name in names.get(_written(value), ()) if name != own]
        return f"value of {others[0]}" if others else None

    def _names(self, name: str | None, part: str) -> dict[str, list[str]]:
        """Who has which value in gold.

        Looked at are the rows of a list as to a subfield, or (without `name`) all single fields of
        a type.
        """
        if (name, part) not in self._index:
            found: dict[str, list[str]] = {}
            for owner, label in self._rows(name, part) if name else self._singles(part):
                for gold in label.values:
                    found.setdefault(_written(gold), []).append(owner)
            self._index[name, part] = found
        return self._index[name, part]

    def _rows(self, name: str, sub: str) -> Iterator[tuple[str, Label]]:
        content = self.gold.fields.get(name)
        for at, row in enumerate(() if isinstance(content, Label) else content or ()):
            if sub in row:
                yield f"{_ROW}{at + 1}", row[sub]

    def _singles(self, kind: str) -> Iterator[tuple[str, Label]]:
        for name, content in self.gold.fields.items():
            if isinstance(content, Label) and self.judges.fields[name].type == kind:
                yield name, content

    def _repeats(self, wrong: WrongCell) -> str | None:
        """Which row of gold an extra row says once more."""
        spot, rows = wrong.spot, self.gold.fields.get(wrong.spot.field)
        if spot.sub is None or spot.value_row is None or rows is None or isinstance(rows, Label):
            return None
        said = self.said.rows(spot.field)[spot.value_row]
        judges = self.judges.rows[spot.field]
        for name in self._names(spot.field, spot.sub).get(_written(wrong.cell.value), ()):
            row = rows[int(name.removeprefix(_ROW)) - 1]
            if all(_allows(judges[sub], label, said.get(sub)) for sub, label in row.items()):
                return f"repeats {name}"
        return None

    def _other_column(self, wrong: WrongCell, value: Value | None) -> str | None:
        """Whether the right figure stands in the line from which this one was read."""
        if self._judge(wrong.spot).field.type not in _FIGURES:
            return None
        spot = wrong.spot
        place = self.gold.places.get((spot.field, spot.gold_row, spot.sub))
        quotes = [item.quote for item in value.evidence if item.match != "absent"] if value else []
        ours = _digits(wrong.cell.value)
        for gold in wrong.label.values if wrong.label else ():
            theirs = _digits(gold)
            if theirs == ours or len(theirs) <= _FEW_DIGITS:
                continue
            if any(theirs in _figures_in(quote) for quote in quotes):
                return OTHER_PERIOD
            if (
                place
                and place.quote
                and len(ours) > _FEW_DIGITS
                and ours in _figures_in(place.quote)
            ):
                return OTHER_PERIOD
        return None

    def _other_page(self, wrong: WrongCell) -> str | None:
        spot, page = wrong.spot, wrong.cell.page
        place = self.gold.places.get((spot.field, spot.gold_row, spot.sub))
        if place is None or place.page is None or page is None or place.page == page:
            return None
        return f"read on page {page}, gold stands on page {place.page}"


def _not_understood(value: Value | None) -> str | None:
    """Why what was read could not be taken as a value of its type, if that is so."""
    if value is None or value.raw is None or not value.notes:
        return None
    problem = _PROBLEM.match(value.notes[0])
    return f"{NOT_UNDERSTOOD}{problem[1]}" if problem else None


def unit_notices(cells: Iterable[Cell]) -> Iterator[str]:
    """Fields in which nearly all values are off by one factor: gold may count in another unit."""
    compared: Counter[str] = Counter()
    slips: Counter[tuple[str, str]] = Counter()
    for cell in cells:
        if cell.outcome in ("correct", "wrong"):
            compared[cell.field] += 1
            if cell.explanation and cell.explanation.startswith("unit ×"):
                slips[cell.field, cell.explanation] += 1
    for (name, slip), count in slips.items():
        if count >= _SYSTEMATIC and count >= 0.8 * compared[name]:
            yield (
                f"{name}: {count:,} of {compared[name]:,} values are off by one factor ({slip}). "
                "Does gold count in another unit? Say so in its header, such as 売上高 (百万円)"
            )


def is_open(wrong: WrongCell, judges: Judges) -> bool:
    """Whether nothing is known of why a cell is not right, so that its traces may tell more.

    In a list, a right value elsewhere may as well be another row's.
    """
    if wrong.spot.sub is not None or wrong.cell.explanation not in (NOT_READ, ANOTHER):
        return False
    return wrong.label is not None and judges.of(wrong.spot.field).field.type in _TELLING


def _written(value: Json) -> str:
    return value.strip() if isinstance(value, str) else repr(value)


def _allows(judge: Judge, label: Label, value: Json) -> bool:
    return judge.outcome(value, label) in ("correct", "absent_ok")


def _is_absent(value: Value | None) -> bool:
    """Whether what was quoted for a value is nowhere in the document."""
    return bool(value and value.evidence) and all(
        item.match == "absent" for item in (value.evidence if value else ())
    )


def _digits(value: Json) -> str:
    """The digits of a figure without the zeros at its ends: 27,226 百万円 and 27226000000 alike."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    text = f"{abs(value):.15g}" if isinstance(value, float) else str(abs(value))
    return text.partition("e")[0].replace(".", "").strip("0")


def _figures_in(quote: str) -> frozenset[str]:
    """The figures of a line, as `_digits` gives them."""
    figures = _FIGURE.findall(fold_width(quote))
    return frozenset(f.replace(",", "").replace(".", "").strip("0") for f in figures)
