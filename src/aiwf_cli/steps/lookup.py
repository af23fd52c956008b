"""lookup: joins a code to a master table, and says how sure the join is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from aiwf_cli.errors import StepError
from aiwf_cli.model.json import Json, JsonObject, to_json
from aiwf_cli.model.lookup import LookupStep
from aiwf_cli.steps.base import StepContext, StepResult, bare, says_more
from aiwf_cli.steps.codebook import Codebook, codebook
from aiwf_cli.steps.indexed import KnownCode, MasterRow
from aiwf_cli.steps.matching import CodeMatch, look_up, together

MOST_CANDIDATES = 20
"""The output names no more candidates than this."""

_CARRIED = ("quote", "span")


async def run(step: LookupStep, context: StepContext) -> StepResult:
    """What the code is found to be; for several codes, what each is and all are together."""
    book = codebook(context.task, step)
    if step.for_each is None:
        said = to_json(context.evaluate(step.code))
        if not isinstance(bare(said), list):
            match = _look_up(step, book, said)
            return StepResult(output={**_told(match), **_returned(step, match, [said])})
        items = [(item, item) for item in _listed(said, step.code)]
    else:
        items = [*_items(step, context)]
    return StepResult(output=_of_many(step, book, items))


def _items(step: LookupStep, context: StepContext) -> Iterator[tuple[Json, Json]]:
    """Each item of the list, and the code that it has."""
    for name, expression in (step.for_each or {}).items():
        for item in _listed(to_json(context.evaluate(expression)), expression):
            yield item, to_json(context.evaluate(step.code, {name: item}))


def _listed(said: Json, expression: str) -> list[Json]:
    items = bare(said)
    if isinstance(items, list):
        return items
    raise StepError("bad_expression", f"{expression!r} is not a list: {items!r:.80}")


def _of_many(step: LookupStep, book: Codebook, items: Sequence[tuple[Json, Json]]) -> JsonObject:
    """A row for each item; with `rows`, a list field of them, else their common entry's fields."""
    matches = [_look_up(step, book, said) for _, said in items]
    returned = [
        _returned(step, match, [said]) for match, (_, said) in zip(matches, items, strict=True)
    ]
    told: list[Json] = [
        {**_told(match), **fields} for match, fields in zip(matches, returned, strict=True)
    ]
    whole = together(matches)
    output: JsonObject = {**_told(whole), "rows": told}
    if step.rows is None:
        return {**output, **_returned(step, whole, [said for _, said in items])}
    rows: list[Json] = [
        {**_as_row(item), **fields} for (item, _), fields in zip(items, returned, strict=True)
    ]
    return {**output, step.rows: rows}


def _as_row(item: Json) -> Mapping[str, Json]:
    """What an item already says in its row; a bare code says nothing."""
    return item if isinstance(item, dict) and not says_more(item) else {}


def _look_up(step: LookupStep, book: Codebook, said: Json) -> CodeMatch:
    code = _code(bare(said), step.code)
    return look_up(book, code, confusable=step.confusable, turned=step.upside_down)


def _code(value: Json, expression: str) -> str | None:
    match value:
        case None | str():
            return value
        case int() if not isinstance(value, bool):
            return str(value)
        case _:
            raise StepError("bad_expression", f"{expression!r} is no code: {value!r:.80}")


def _told(match: CodeMatch) -> JsonObject:
    """A match as the trace shows it."""
    candidates: list[Json] = [_candidate(found) for found in match.candidates[:MOST_CANDIDATES]]
    return {
        "status": match.status,
        "code": match.code,
        "key": match.key,
        "candidates": candidates,
        "entry": _cells(match.entry) if match.entry else None,
        "reason": match.reason,
    }


def _candidate(found: KnownCode) -> JsonObject:
    entry = found.entry
    return {"code": found.code, "file": entry.file, "line": entry.line, "entry": _cells(entry)}


def _cells(entry: MasterRow) -> JsonObject:
    return {**entry.cells}


def _returned(step: LookupStep, match: CodeMatch, said: Sequence[Json]) -> JsonObject:
    """The fields that come from the entry, each with the place where its code was read."""
    cells = match.entry.cells if match.entry else {}
    doubted = match.doubtful or match.status == "ambiguous"
    carried = [one for one in said if says_more(one)]
    review = doubted or any(one.get("review") is True for one in carried)
    places = {k: one[k] for one in carried[:1] for k in _CARRIED if one.get(k)} if cells else {}
    if places:
        places["derived"] = True
    notes: list[Json] = [_note(match)]
    return {
        field: {"value": cells.get(column) or None, "notes": notes, "review": review, **places}
        for field, column in step.returns.items()
    }


def _note(match: CodeMatch) -> str:
    """How the entry was found, or why there is none."""
    if match.entry is None:
        return f"{match.status}: {match.reason}"
    where = f"{match.entry.file}, line {match.entry.line}"
    return f"{match.status}: " + ", ".join(filter(None, [match.reason, where]))
