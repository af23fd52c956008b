"""From what the steps put out to the record's values: normalised, located, flagged.

A field's value is what the last step that named the field put out. Its text is turned into a value
by the field's type; its quote is looked for in the document. Nothing is dropped: what cannot be
read, or is not where it is said to be, asks for review and says why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiwf_cli.model.document import Document, Span, spans_overlap
from aiwf_cli.model.fields import Field
from aiwf_cli.model.json import Json, JsonObject
from aiwf_cli.model.record import Content, Evidence, Row, Value, plain
from aiwf_cli.run.quoted import shows
from aiwf_cli.steps.base import says_more
from aiwf_cli.steps.said import last_said, object_said, rows_said
from aiwf_cli.text.compare import read_value
from aiwf_cli.text.locate import Locator, evidence_of_span
from aiwf_cli.text.normalise import fold

NO_QUOTE = "no quote was given"
NOT_IN_DOCUMENT = "the quote is not in the document"
NOT_SHOWN = "the quote does not show the value"
UNCHECKED = "the quote could not be checked: the document has no text layer"
INEXACT = "the document words it a little differently"
UNSURE = "OCR is not sure of"
REQUIRED = "required, but not found"


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueReader:
    """Turns what steps put out for one document into values."""

    document: Document
    locator: Locator

    def read_all(
        self, fields: Mapping[str, Field], outputs: Sequence[JsonObject]
    ) -> dict[str, Content]:
        """A content for every field; `outputs` are the steps' in order, by field name."""
        return {
            name: self.read(field, last_said(name, field, outputs))
            for name, field in fields.items()
        }

    def read(self, field: Field, said: Json, near: int | None = None) -> Content:
        """The content of one field: rows for a list, a value for all else."""
        if field.type != "list":
            return self._value(field, said, near)
        return tuple(self._row(field, row) for row in rows_said(field, said))

    def _row(self, field: Field, given: JsonObject) -> Row:
        """A row's values; subfields after the first are looked for near the one before."""
        row: dict[str, Value] = {}
        near: int | None = None
        for name, subfield in (field.of or {}).items():
            row[name] = self._value(subfield, given.get(name), near)
            near = next((e.span[0] for e in row[name].evidence if e.span), near)
        return row

    def _value(self, field: Field, said: Json, near: int | None) -> Value:
        if field.type == "object":
            return self._object(field, said)
        more: JsonObject = said if says_more(said) else {"value": said}
        reading = read_value(field, more["value"], unit=_text(more.get("unit")))
        notes = [*_texts(more.get("notes")), *reading.trace]
        doubts = [reading.problem] if reading.problem else []
        evidence: tuple[Evidence, ...] = ()
        if more["value"] is None:
            doubts += [REQUIRED] if field.required else []
        else:
            evidence = self._evidence(field, more, near)
            doubts += _doubts_about(evidence, more)
            if not doubts and evidence and not _shown(field, reading.value, more):
                doubts.append(NOT_SHOWN)
            doubts += self._unsure_of(evidence)
        if not self.document.text.strip():
            notes += [UNCHECKED] if NOT_IN_DOCUMENT in doubts else []
            doubts = [doubt for doubt in doubts if doubt not in (NOT_IN_DOCUMENT, NO_QUOTE)]
        return Value(
            value=reading.value,
            raw=_raw(more["value"]),
            evidence=evidence,
            needs_review=bool(doubts) or more.get("review") is True,
            notes=(*doubts, *notes),
        )

    def _object(self, field: Field, said: Json) -> Value:
        """An object's subfields as one value: their evidence and doubts together."""
        given = object_said(field, said)
        about: JsonObject = said if says_more(said) and said is not given else {}
        row = self._row(field, given) if given is not None else {}
        notes = (f"{name}: {note}" for name, value in row.items() for note in value.notes)
        return Value(
            value={name: value.value for name, value in row.items()} if row else None,
            evidence=tuple(e for value in row.values() for e in value.evidence),
            needs_review=about.get("review") is True or any(v.needs_review for v in row.values()),
            notes=(*_texts(about.get("notes")), *notes),
        )

    def _evidence(self, field: Field, more: JsonObject, near: int | None) -> tuple[Evidence, ...]:
        span = _span(more.get("span"), len(self.document.text))
        if span is not None:
            return evidence_of_span(self.document, *span)
        quote = _text(more.get("quote"))
        value = _text(more["value"]) if field.type == "quote" else None
        if value and fold(value) not in fold(quote or ""):
            quote = value  # the words themselves, wherever they are said to stand
        return self.locator.locate(quote, near=near) if quote else ()

    def _unsure_of(self, evidence: Sequence[Evidence]) -> list[str]:
        """The words of the evidence that OCR is not sure of."""
        words = [
            self.document.text[start:end]
            for start, end in self.document.doubtful
            if any(item.span and spans_overlap(item.span, (start, end)) for item in evidence)
        ]
        return [f"{UNSURE}: {' '.join(words)}"] if words else []


def _doubts_about(evidence: Sequence[Evidence], more: JsonObject) -> list[str]:
    if any(item.match == "absent" for item in evidence):
        return [NOT_IN_DOCUMENT]
    if any(item.match == "fuzzy" for item in evidence):
        return [INEXACT]
    if not evidence and "quote" in more:
        return [NO_QUOTE]
    return []


def _shown(field: Field, value: Json, more: JsonObject) -> bool:
    """Whether what was quoted shows the value; a place or a derived value is taken as it is."""
    quote, raw = _text(more.get("quote")), _raw(more["value"])
    if quote is None or raw is None or "span" in more or more.get("derived") is True:
        return True
    return shows(field, value, raw, quote)


def _span(given: Json, length: int) -> Span | None:
    match given:
        case [int(start), int(end)] if 0 <= start <= end <= length:
            return start, end
        case _:
            return None


def _text(given: Json) -> str | None:
    return given if isinstance(given, str) and given.strip() else None


def _texts(given: Json) -> list[str]:
    if given is None:
        return []
    return [str(note) for note in (given if isinstance(given, list) else [given])]


def _raw(said: Json) -> str | None:
    if said is None or isinstance(said, str):
        return said
    return str(plain(Value(value=said)))
