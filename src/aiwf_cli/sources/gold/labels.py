"""What an expert wrote in one cell → a label, read in the way of the field's type."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product

from aiwf_cli.model.fields import Field
from aiwf_cli.model.gold import OR, Label
from aiwf_cli.model.json import Json, JsonObject, dumps, loads
from aiwf_cli.text.compare import comparable, read_value, says_absent

_WORDS = ("text", "quote", "code", "clause")
"""Types whose cells should not have been turned into numbers or dates by a spreadsheet."""
_KEPT = ("text", "quote", "code")
"""Types whose labels stay as they were written; all others become the value they stand for."""
_FIGURES = ("integer", "number", "money", "percent")
_BAR = OR.strip()
_LONGEST_NOTHING = 16
"""Longer texts say something."""
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(slots=True)
class Remarks:
    """What a person should look at in a gold file; equal remarks are told once, with a count."""

    _first: dict[str, str] = field(default_factory=dict)
    _times: Counter[str] = field(default_factory=Counter)

    def add(self, what: str, where: str, example: str = "") -> None:
        """Remembers that `what` was met at `where` (a cell, a line)."""
        self._first.setdefault(what, f"{where}: {example}" if example else where)
        self._times[what] += 1

    def told(self) -> tuple[str, ...]:
        """A sentence for each remark, in the order in which they were first made."""
        return tuple(
            f"{what} ({place})"
            if self._times[what] == 1
            else f"{what} ({self._times[what]:,} times, first {place})"
            for what, place in self._first.items()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelReader:
    """Reads labels, and remembers what is odd about them."""

    remarks: Remarks
    _read: dict[tuple[str, type, Json] | None, Label] = field(default_factory=dict)
    """Labels that were read before, by header and what was written."""

    def from_text(self, field: Field, text: str, *, header: str, where: str) -> Label | None:
        """The label that a table's cell holds; None when it is blank, that is, not labelled."""
        text = without_apostrophe(text.strip())
        if not text:
            return None
        if field.type == "object" and text.startswith("{"):
            try:
                return self.from_json(field, loads(text), header=header, where=where)
            except ValueError:
                self.remarks.add(f"{header}: this is not JSON", where, text[:40])
        return self._label(field, text, header, where)

    def from_json(self, field: Field, value: Json, *, header: str, where: str) -> Label | None:
        """The label that a JSON value is: null is absent, a list holds alternatives.

        Text is taken as a table's cell is: `A || B`, `(none)`. Blank text and NaN, which is what
        table libraries make of a blank cell, are not labelled.
        """
        match value:
            case str():
                return self._label(field, value, header, where) if value.strip() else None
            case None:
                return Label(())
            case float() if math.isnan(value):
                return None
            case list() if field.type != "list":
                found = [self.from_json(field, v, header=header, where=where) for v in value]
                return _any_of([label for label in found if label])
            case dict() if field.type == "object":
                return self._object(field, value, header, where)
            case list():
                return Label((value,))
            case _:
                if field.type in _WORDS:
                    self.tell_numeric(header, where, dumps(value))
                return self._one(field, value, header, where)

    def tell_numeric(self, header: str, where: str, shown: str) -> None:
        """Remarks that a field of words holds a number, which may have lost zeros."""
        self.remarks.add(
            f"{header}: a number or date stands where text is expected; zeros may be lost "
            "(0012, 11.10): format the cells as text",
            where,
            shown,
        )

    def _object(self, field: Field, value: JsonObject, header: str, where: str) -> Label:
        """An object's label, its subfields read by their types; unknown ones are left out."""
        parts = {
            name: label
            for name, part in (field.of or {}).items()
            if name in value
            and (label := self.from_json(part, value[name], header=f"{header}.{name}", where=where))
        }
        return object_label(parts)

    def _label(self, field: Field, text: str, header: str, where: str) -> Label | None:
        if _BAR not in text:
            return self._one(field, text.strip(), header, where)
        parts = [part.strip() for part in text.split(_BAR)]
        return _any_of([self._one(field, part, header, where) for part in parts if part])

    def _one(self, field: Field, raw: Json, header: str, where: str) -> Label:
        """The label of one value. What cannot be read stays as it is, with a remark."""
        if isinstance(raw, str) and len(raw) <= _LONGEST_NOTHING and says_absent(field, raw):
            return Label(())
        if field.type in _KEPT:
            return Label((raw if isinstance(raw, str) else dumps(raw),))
        if field.type in _FIGURES and type(raw) is int:
            return Label((raw,))
        key = (header, type(raw), raw) if isinstance(raw, str | int | float) else None
        if key in self._read:
            return self._read[key]
        read = comparable(field, raw)
        if isinstance(read, str) and read_value(field, raw).problem:
            self.remarks.add(f"{header}: this is no {field.type}", where, str(raw)[:60])
            return Label((raw,))
        label = Label(() if read is None else (read,))
        if key is not None:
            self._read[key] = label
        return label


def object_label(parts: Mapping[str, Label]) -> Label:
    """An object's label from those of its subfields; absent when all of them are."""
    if all(label.absent for label in parts.values()):
        return Label(())
    choices = product(*(label.values or (None,) for label in parts.values()))
    return Label(tuple(dict(zip(parts, choice, strict=True)) for choice in choices))


def _any_of(labels: list[Label]) -> Label | None:
    """One label that allows what any of `labels` allows; None when there are none."""
    if len(labels) < 2:
        return labels[0] if labels else None
    values: list[Json] = []
    for label in labels:
        values += [value for value in label.values or (None,) if value not in values]
    return Label(tuple(values))


def without_apostrophe(text: str) -> str:
    """`text` without the apostrophe that keeps spreadsheets from taking it for a formula."""
    guarded = text[:1] == "'" and text.lstrip("'").startswith(_FORMULA_STARTS)
    return text[1:] if guarded else text
