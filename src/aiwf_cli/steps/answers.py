"""Several answers made one: votes on one question decided, answers about parts put together.

Two answers are the same when they say the same, whatever they quote for it and however they space
it or separate its thousands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeGuard

from aiwf_cli.model.json import Json, JsonObject, canonical
from aiwf_cli.steps.base import Finding
from aiwf_cli.steps.output import says_more
from aiwf_cli.text.normalise import fold

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAnswer:
    """An answer to a question of the step: its output, and what in it wants a look.

    `number` counts the questions about one view from 0: answers with the same number are about the
    same thing in different parts of the document.
    """

    output: JsonObject
    findings: tuple[Finding, ...] = ()
    number: int = 0


def join(nothing: JsonObject, answers: Sequence[StepAnswer], *, overlapping: bool) -> JsonObject:
    """Answers about parts as one: all rows of lists, and the first single value that is there.

    Where parts overlap, a row is left out that the part before has told already.
    """
    joined = dict(nothing)
    before: dict[int, JsonObject] = {}
    for answer in answers:
        told = before.get(answer.number, {}) if overlapping else {}
        for name, value in answer.output.items():
            there = joined.get(name)
            if isinstance(value, list):
                rows = there if isinstance(there, list) else []
                joined[name] = [*rows, *_new(value, told.get(name))]
            elif not _says_anything(there):
                joined[name] = value
        before[answer.number] = answer.output
    return joined


def _new(rows: Sequence[Json], before: Json) -> list[Json]:
    """The rows without those among `before`; one that stood there once is left out once."""
    left = Counter(map(_key, before if isinstance(before, list) else []))
    kept: list[Json] = []
    for row in rows:
        if left[key := _key(row)] > 0:
            left[key] -= 1
        else:
            kept.append(row)
    return kept


def _says_anything(value: Json) -> bool:
    """Whether a value is there: an object of nulls is not."""
    match _essence(value):
        case dict() as parts:
            return any(map(_says_anything, parts.values()))
        case essence:
            return essence is not None


def majority(answers: Sequence[JsonObject]) -> StepAnswer:
    """Field by field what most answers say; where they differ, the value asks for review.

    Of equally frequent values the one that was said first stays. A list that is decided to be empty
    has no value to ask for it: that is a finding.
    """
    decided: JsonObject = {}
    findings: list[Finding] = []
    for name in dict.fromkeys(name for answer in answers for name in answer):
        said = [answer.get(name) for answer in answers]
        votes = Counter(map(_key, said))
        winner, count = votes.most_common(1)[0]
        value = next(value for value in said if _key(value) == winner)
        if count < len(said):
            note = f"{count} of {len(said)} votes"
            if value == []:
                findings.append(Finding(field=name, note=f"{name}: {note} for none"))
            value = _doubted(value, note)
        decided[name] = value
    return StepAnswer(output=decided, findings=tuple(findings))


def _key(value: Json) -> str:
    return canonical(_essence(value))


def _essence(value: Json) -> Json:
    """What a value says: without quotes, texts folded, thousands not separated."""
    match value:
        case str():
            return _THOUSANDS.sub("", fold(value))
        case list():
            return [_essence(part) for part in value]
        case dict() if _is_single(value):
            return _essence(value["value"])
        case dict():
            return {name: _essence(part) for name, part in value.items()}
        case _:
            return value


def _is_single(value: Json) -> TypeGuard[JsonObject]:
    """Whether it is a single value with its quote, not an object with a part called `value`."""
    return says_more(value) and not isinstance(value["value"], dict | list)


def _doubted(value: Json, note: str) -> Json:
    """The value asking for review; of an object or a list of objects, every value in it."""
    if isinstance(value, list):
        return [_doubted(part, note) if isinstance(part, dict) else part for part in value]
    if isinstance(value, dict) and not _is_single(value):
        return {name: _doubted(part, note) for name, part in value.items()}
    known = value if _is_single(value) else {"value": value}
    notes = known.get("notes") or []
    own = notes if isinstance(notes, list) else [notes]
    return {**known, "review": True, "notes": [note, *own]}
