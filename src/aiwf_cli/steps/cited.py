"""The clauses that values stand in: an outline's answer to "which article says so?".

A value stands where its step says (`span`), where its quote is found, or, when it is text, where
its own words are. The same words in two rows are looked for at two places.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from aiwf_cli.model.document import Document, Span
from aiwf_cli.model.fields import Field
from aiwf_cli.model.json import Json, JsonObject
from aiwf_cli.model.steps import OutlineStep
from aiwf_cli.steps.base import StepContext, bare
from aiwf_cli.steps.said import last_said, rows_said
from aiwf_cli.text.locate import Locator
from aiwf_cli.text.normalise import fold
from aiwf_cli.text.numbering.outline import Outline, Provision

OUTSIDE = "stands outside all numbered clauses"
NOWHERE = "its place in the document is not known"
INFERRED = "the number is not printed: inferred from its neighbours"


def cited(step: OutlineStep, context: StepContext, outline: Outline) -> JsonObject:
    """What the step says about the fields under `clauses`: a clause each, or rows with clauses."""
    document = context.document
    finder = _Finder(document=document, outline=outline, locator=Locator(document))
    fields, said = context.task.spec.fields, context.said
    output: JsonObject = {}
    for name, sources in _by_field(step.clauses).items():
        pairs = tuple(sources.items())
        if alone := sources.get(""):
            output[name] = finder.clause(fields[alone], last_said(alone, fields[alone], said))
            continue
        rows, parts = rows_said(fields[name], last_said(name, fields[name], said)), fields[name].of
        output[name] = [
            {**row, **{sub: finder.clause((parts or {})[of], row.get(of)) for sub, of in pairs}}
            for row in rows
        ]
    return output


def _by_field(clauses: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The fields to fill: each with what its clause is of; of a list by subfield, else under ""."""
    found: dict[str, dict[str, str]] = {}
    for path, source in clauses.items():
        name, _, sub = path.partition(".")
        found.setdefault(name, {})[sub] = source.partition(".")[2] if sub else source
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finder:
    """Finds the clause of what was said in one document."""

    document: Document
    outline: Outline
    locator: Locator
    _behind: dict[str, int] = field(default_factory=dict)
    """Where the last place of each text ended."""

    def clause(self, kind: Field, said: Json) -> Json:
        """The clause in which a value stands; None for no value."""
        if bare(said) is None:
            return None
        place = self._place(kind, said)
        if place is None:
            return {"value": None, "notes": [NOWHERE], "review": True}
        provision = self.outline.provision_at(place[0])
        if provision is None:
            return {"value": None, "notes": [OUTSIDE], "review": True}
        if provision.inferred:
            return {"value": str(provision.clause), "notes": [INFERRED]}
        return {"value": str(provision.clause), "span": [*_printed(self.document, provision)]}

    def _place(self, kind: Field, said: Json) -> Span | None:
        match said:
            case {"span": [int(start), int(end)]}:
                return start, end
            case {"quote": str(quote)} if quote.strip():
                return self._located(quote)
            case _:
                words = bare(said)
                is_text = kind.type in ("text", "quote") and isinstance(words, str)
                return self._located(str(words)) if is_text else None

    def _located(self, words: str) -> Span | None:
        key = fold(words)
        found = self.locator.locate(words, after=self._behind.get(key, 0))
        first, last = found[0].span, found[-1].span
        if first is None or last is None:
            return None
        self._behind[key] = last[1]
        return first[0], last[1]


def _printed(document: Document, provision: Provision) -> Span:
    """Where a provision's number is printed."""
    start = document.text.find(provision.marker, provision.start)
    return start, start + len(provision.marker)
