"""What the pipeline says about one document, and how it came to say it (DESIGN §5)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, cast

from aiwf_cli.model.document import Box, Span
from aiwf_cli.model.json import Json, JsonObject

Match: TypeAlias = Literal["exact", "normalised", "fuzzy", "absent"]

_RULE = re.compile(r"× \d.*|.+ → .+|white space joined|.+ came as a number", re.DOTALL)
"""A note on how a value was read, not why a person should look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where in the document a value was read.

    `page` counts from 1 and is None when the quote is nowhere (`match == "absent"`). `quote` is the
    document's own text where it was found, the given quote where it was not. `boxes` are points on
    that page, one for each line. `span` are offsets in `Document.text`; it is not written to files.
    """

    page: int | None
    quote: str
    match: Match
    boxes: tuple[Box, ...] = ()
    span: Span | None = None

    def to_json(self) -> JsonObject:
        """The evidence as records.jsonl holds it; boxes rounded to hundredths of a point."""
        return {
            "page": self.page,
            "quote": self.quote,
            "match": self.match,
            "boxes": [[round(side, 2) for side in box] for box in self.boxes],
        }

    @classmethod
    def from_json(cls, data: Json) -> Evidence:
        """The evidence that `to_json` wrote."""
        row = cast("dict[str, object]", data)
        return cls(
            page=cast("int | None", row["page"]),
            quote=cast(str, row["quote"]),
            match=cast(Match, row["match"]),
            boxes=tuple((b[0], b[1], b[2], b[3]) for b in cast("list[list[float]]", row["boxes"])),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One field's content: `value` normalised, `raw` as it was read, and why one may believe it.

    `needs_review` asks a person to look; `notes` say why, and which rule turned `raw` into `value`.
    """

    value: Json
    raw: str | None = None
    evidence: tuple[Evidence, ...] = ()
    needs_review: bool = False
    notes: tuple[str, ...] = ()

    @property
    def reasons(self) -> tuple[str, ...]:
        """The notes without the rules at their end: why to look at it, the most specific first."""
        end = len(self.notes)
        while end and _RULE.fullmatch(self.notes[end - 1]):
            end -= 1
        return self.notes[:end]

    def to_json(self) -> JsonObject:
        """The value as records.jsonl holds it."""
        return {
            "value": self.value,
            "raw": self.raw,
            "evidence": [item.to_json() for item in self.evidence],
            "needs_review": self.needs_review,
            "notes": list(self.notes),
        }

    @classmethod
    def from_json(cls, data: Json) -> Value:
        """The value that `to_json` wrote."""
        row = cast("dict[str, Json]", data)
        return cls(
            value=row["value"],
            raw=cast("str | None", row["raw"]),
            evidence=tuple(Evidence.from_json(e) for e in cast("list[Json]", row["evidence"])),
            needs_review=cast(bool, row["needs_review"]),
            notes=tuple(cast("list[str]", row["notes"])),
        )


Row: TypeAlias = Mapping[str, Value]
Content: TypeAlias = "Value | tuple[Row, ...]"
"""What stands under a field: a value, or the rows of a list field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a document has no values: a stable code, a sentence, and the step it happened in."""

    code: str
    message: str
    step: str | None = None

    def to_json(self) -> JsonObject:
        """The failure as records.jsonl holds it."""
        return {"code": self.code, "message": self.message, "step": self.step}


READ_BY_OCR = "read by OCR"
"""What the note on a page says whose text was recognised, and well."""

UNREAD = "nothing of it could be read"
"""The note on a document of which no page could be read: that it has no values says nothing."""

OWN_EXAMPLE = "is one of the task's examples: it was left out of them for this document"
"""The note on a document from which the task has a few-shot example."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One document's line in records.jsonl: its values by field, or its failure.

    `notes` are remarks on the document as a whole. All of them ask a person to look (a page that
    could not be read), but for `OWN_EXAMPLE` and `READ_BY_OCR`.
    """

    file: str
    sha256: str | None
    values: Mapping[str, Content] = field(default_factory=dict)
    error: Failure | None = None
    notes: tuple[str, ...] = ()

    @property
    def status(self) -> Literal["ok", "failed"]:
        """Whether the pipeline came to its end with this document."""
        return "failed" if self.error else "ok"

    @property
    def needs_review(self) -> bool:
        """Whether a value, or a note on the document, asks a person to look."""
        return bool(self.doubts) or any(value.needs_review for value in self.all_values())

    @property
    def doubts(self) -> tuple[str, ...]:
        """The notes that ask a person to look."""
        return tuple(n for n in self.notes if n != OWN_EXAMPLE and READ_BY_OCR not in n)

    @property
    def unread(self) -> bool:
        """Whether no page of the document could be read."""
        return UNREAD in self.notes

    def all_values(self) -> tuple[Value, ...]:
        """Every value of every field and row, in order."""
        found: list[Value] = []
        for content in self.values.values():
            if isinstance(content, Value):
                found.append(content)
            else:
                found.extend(value for row in content for value in row.values())
        return tuple(found)

    @property
    def fields(self) -> JsonObject:
        """The plain values by field; a list field is a list of objects."""
        return {name: plain(content) for name, content in self.values.items()}

    def to_json(self) -> JsonObject:
        """The line of records.jsonl."""
        return {
            "file": self.file,
            "sha256": self.sha256,
            "status": self.status,
            "error": self.error.to_json() if self.error else None,
            "fields": self.fields,
            "values": {name: _content_json(content) for name, content in self.values.items()},
            "notes": list(self.notes),
        }

    @classmethod
    def from_json(cls, data: Json) -> Record:
        """The record that `to_json` wrote."""
        row = cast("dict[str, Json]", data)
        error = cast("dict[str, str] | None", row["error"])
        return cls(
            file=cast(str, row["file"]),
            sha256=cast("str | None", row["sha256"]),
            values={
                name: _content(content)
                for name, content in cast("dict[str, Json]", row["values"]).items()
            },
            error=Failure(code=error["code"], message=error["message"], step=error["step"])
            if error
            else None,
            notes=tuple(cast("list[str]", row.get("notes", []))),
        )


def plain(content: Content) -> Json:
    """What a field says, without how it came to say it."""
    if isinstance(content, Value):
        return content.value
    return [{name: value.value for name, value in row.items()} for row in content]


def _content_json(content: Content) -> Json:
    if isinstance(content, Value):
        return content.to_json()
    return [{name: value.to_json() for name, value in row.items()} for row in content]


def _content(data: Json) -> Content:
    if isinstance(data, list):
        rows = cast("list[dict[str, Json]]", data)
        return tuple({name: Value.from_json(v) for name, v in row.items()} for row in rows)
    return Value.from_json(data)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Tokens as the endpoint counted them; `cached_input` is the part of `input` it had cached."""

    input: int = 0
    output: int = 0
    cached_input: int = 0

    def __add__(self, other: Tokens) -> Tokens:
        return Tokens(
            input=self.input + other.input,
            output=self.output + other.output,
            cached_input=self.cached_input + other.cached_input,
        )

    def to_json(self) -> JsonObject:
        """The counts by name."""
        return {
            "input": self.input,
            "output": self.output,
            "cached_input": self.cached_input,
        }

    @classmethod
    def from_json(cls, data: Json) -> Tokens:
        """The counts that `to_json` wrote; those that are missing are 0."""
        row = cast("dict[str, int]", data or {})
        return cls(
            input=row.get("input", 0),
            output=row.get("output", 0),
            cached_input=row.get("cached_input", 0),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What one step put out for one document: a line in traces.jsonl.

    `seconds` is wall time; `made` and `cached` count calls; `tokens` are those of calls made,
    `cached_tokens` what the cached replies took when they were asked for; `output` is the step's
    JSON object.
    """

    file: str
    step: str
    kind: str
    status: Literal["ok", "failed", "skipped"]
    seconds: float
    made: int = 0
    cached: int = 0
    tokens: Tokens = field(default_factory=Tokens)
    cached_tokens: Tokens = field(default_factory=Tokens)
    output: JsonObject | None = None
    error: str | None = None

    def to_json(self) -> JsonObject:
        """The line of traces.jsonl."""
        return {
            "file": self.file,
            "step": self.step,
            "kind": self.kind,
            "status": self.status,
            "seconds": round(self.seconds, 4),
            "calls": {"made": self.made, "cached": self.cached},
            "tokens": self.tokens.to_json(),
            "cached_tokens": self.cached_tokens.to_json(),
            "output": self.output,
            "error": self.error,
        }
