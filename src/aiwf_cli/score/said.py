"""What a run says about one document: a line of records.jsonl, opened only as far as it is needed.

Scoring looks at plain values; where they were read matters for few of them. Large runs have
hundreds of thousands, so the evidence is made into objects one at a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from aiwf_cli.model.json import Json, JsonObject
from aiwf_cli.model.record import Failure, Record, Value

NO_PLACE: JsonObject = {}
"""Stands for a value of which the record says nothing more."""


@dataclass(frozen=True, slots=True)
class Said:
    """One document's record, seen through its line."""

    line: JsonObject

    @property
    def file(self) -> str:
        """The document's id."""
        return cast("str", self.line["file"])

    @property
    def failure(self) -> Failure | None:
        """Why there are no values, if there are none."""
        error = cast("Mapping[str, str | None] | None", self.line.get("error"))
        if error is None:
            return (
                None if self.line.get("status") != "failed" else Failure(code="failed", message="")
            )
        return Failure(
            code=error.get("code") or "failed",
            message=error.get("message") or "",
            step=error.get("step"),
        )

    @property
    def notes(self) -> Sequence[str]:
        """Remarks on the document as a whole."""
        return cast("list[str]", self.line.get("notes") or [])

    def single(self, name: str) -> Json:
        """The plain value of a field that is no list."""
        return self._fields.get(name)

    def rows(self, name: str) -> Sequence[Mapping[str, Json]]:
        """The plain rows of a list field; none when it says nothing."""
        rows = self._fields.get(name)
        return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else ()

    @property
    def _fields(self) -> JsonObject:
        """The plain values; made from those with evidence when the line has no others."""
        fields = self.line.get("fields")
        return fields if isinstance(fields, dict) else Record.from_json(self.line).fields

    def place(self, name: str, row: int | None = None, sub: str | None = None) -> JsonObject:
        """The JSON of a value with its evidence, empty when the record has none."""
        if row is not None:
            return self.row_places(name, row).get(sub or "", NO_PLACE)
        content = cast("JsonObject", self.line.get("values") or NO_PLACE).get(name)
        return content if isinstance(content, dict) else NO_PLACE

    def row_places(self, name: str, row: int) -> Mapping[str, JsonObject]:
        """The same of a list's row, by subfield."""
        rows = cast("JsonObject", self.line.get("values") or NO_PLACE).get(name)
        if not isinstance(rows, list) or row >= len(rows):
            return {}
        return cast("dict[str, JsonObject]", rows[row])

    def value(self, name: str, row: int | None = None, sub: str | None = None) -> Value | None:
        """A value with its evidence."""
        found = self.place(name, row, sub)
        return Value.from_json(found) if found else None


def page_and_quote(place: JsonObject) -> tuple[int | None, str | None]:
    """Where the JSON of a value says that it was read first."""
    evidence: Any = place.get("evidence")
    if not evidence:
        return None, None
    first = evidence[0]
    return first.get("page"), first.get("quote")
