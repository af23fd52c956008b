"""Objects and lists of objects: read and compared part by part.

Each function takes what it does to a part as its last argument. In a comparison, a subfield that
one side lacks does not count: a missing key is unlabelled, null is known to be absent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from aiwf_cli.model.fields import Field
from aiwf_cli.model.json import Json, JsonObject
from aiwf_cli.text.values.reading import Reading, unreadable


@dataclass(frozen=True, slots=True)
class Form:
    """One side of a comparison: what is compared, and the rules that made it.

    None when nothing is said; the raw text when it could not be read.
    """

    value: Json
    trace: tuple[str, ...] = ()
    readable: bool = True


ReadPart: TypeAlias = Callable[[Field, Json], Reading]
FormPart: TypeAlias = Callable[[Field, Json], Form]
SameParts: TypeAlias = Callable[[Field, Json, Json], bool]
NearParts: TypeAlias = Callable[[Field, Json, Json], float]
TableOfParts: TypeAlias = Callable[[Field, Sequence[Json], Sequence[Json]], list[list[float]]]
ExplainParts: TypeAlias = Callable[[Field, Json, Json], str | None]


def read_object(field: Field, raw: Json, read: ReadPart) -> Reading:
    """Every subfield read, None where there is none; keys that name no subfield are left out."""
    if not isinstance(raw, dict):
        return Reading(None) if raw is None else unreadable(raw, "not an object")
    parts = field.of or {}
    readings = {name: read(sub, raw.get(name)) for name, sub in parts.items()}
    unknown = (f"{name} left out: not a subfield" for name in raw if name not in parts)
    value = {name: reading.value for name, reading in readings.items()}
    return _joined(readings, value).before(*unknown)


def read_list(field: Field, raw: Json, read: ReadPart) -> Reading:
    """Every row read; null is an empty list."""
    if raw is None:
        return Reading([], ("null → empty list",))
    rows, rules = as_rows(field, raw)
    if rows is None:
        return unreadable(raw, "not a list")
    readings = {f"row {at}": read_object(field, row, read) for at, row in enumerate(rows, start=1)}
    return _joined(readings, [reading.value for reading in readings.values()]).after(*rules)


def as_rows(field: Field, raw: Json) -> tuple[list[Json] | None, tuple[str, ...]]:
    """The rows of a list: a lone object is one row, a bare item the one subfield of its row."""
    if isinstance(raw, dict):
        return [raw], ("one object → a list of one row",)
    if not isinstance(raw, list):
        return None, ()
    names = list(field.of or {})
    if len(names) != 1 or all(isinstance(item, dict | None) for item in raw):
        return raw, ()
    rows: list[Json] = [item if isinstance(item, dict) else {names[0]: item} for item in raw]
    return rows, (f"bare items → {names[0]}",)


def _joined(readings: Mapping[str, Reading], value: Json) -> Reading:
    """The readings of the parts as one."""
    trace = (f"{name}: {rule}" for name, reading in readings.items() for rule in reading.trace)
    problems = [f"{name}: {part.problem}" for name, part in readings.items() if part.problem]
    return Reading(value, tuple(trace), "; ".join(problems) or None)


def object_form(field: Field, raw: Json, form: FormPart) -> Form:
    """The forms of the subfields that `raw` has."""
    if not isinstance(raw, dict):
        return Form(raw) if raw is None else Form(str(raw), ("not an object",), readable=False)
    parts = {name: form(sub, raw[name]) for name, sub in (field.of or {}).items() if name in raw}
    trace = (f"{name}: {rule}" for name, part in parts.items() for rule in part.trace)
    return Form({name: part.value for name, part in parts.items()}, tuple(trace))


def list_form(field: Field, raw: Json, form: FormPart) -> Form:
    """The forms of the rows; nothing is the empty list."""
    rows, _ = ([], ()) if raw is None else as_rows(field, raw)
    if rows is None:
        return Form(str(raw), ("not a list",), readable=False)
    forms = [object_form(field, row, form) for row in rows]
    trace = (f"row {at}: {rule}" for at, row in enumerate(forms, start=1) for rule in row.trace)
    return Form([row.value for row in forms], tuple(trace))


def same_objects(field: Field, left: Json, right: Json, same: SameParts) -> bool:
    """Whether all subfields that both have are the same."""
    if not isinstance(left, dict) or not isinstance(right, dict):
        return left == right
    return all(same(sub, left[name], right[name]) for name, sub in _shared(field, left, right))


def same_lists(field: Field, left: Json, right: Json, same: SameParts) -> bool:
    """Whether both have the same rows in the same order."""
    if not isinstance(left, list) or not isinstance(right, list):
        return left == right
    if len(left) != len(right):
        return False
    pairs = zip(left, right, strict=True)
    return all(same_objects(field, mine, theirs, same) for mine, theirs in pairs)


def _shared(field: Field, left: JsonObject, right: JsonObject) -> Iterator[tuple[str, Field]]:
    for name, sub in (field.of or {}).items():
        if name in left and name in right:
            yield name, sub


def near_objects(field: Field, left: Json, right: Json, near: NearParts) -> float:
    """The mean likeness of the subfields that both have.

    A subfield that is null on both sides says nothing: it counts only when all are.
    """
    if not isinstance(left, dict) or not isinstance(right, dict):
        return float(left == right)
    shared = [(sub, left[name], right[name]) for name, sub in _shared(field, left, right)]
    shares = [near(sub, a, b) for sub, a, b in shared if a is not None or b is not None]
    return sum(shares) / len(shares) if shares else float(bool(shared))


def near_lists(field: Field, left: Json, right: Json, near: NearParts) -> float:
    """The mean likeness of the rows as they stand, one beside the other."""
    if not isinstance(left, list) or not isinstance(right, list) or left == right:
        return float(left == right)
    shares = [near_objects(field, a, b, near) for a, b in zip(left, right, strict=False)]
    return sum(shares) / max(len(left), len(right))


def object_likenesses(
    field: Field, lefts: Sequence[Json], rights: Sequence[Json], table: TableOfParts
) -> list[list[float]]:
    """`near_objects` of every left to every right, worked out one subfield after the other."""
    sums = [[0.0] * len(rights) for _ in lefts]
    counts = [[0] * len(rights) for _ in lefts]
    for name, sub in (field.of or {}).items():
        ours, theirs = _column(name, lefts), _column(name, rights)
        shares = table(sub, [part for _, part in ours], [part for _, part in theirs])
        for (row, part), line in zip(ours, shares, strict=True):
            for (column, other), share in zip(theirs, line, strict=True):
                if part is not None or other is not None:
                    sums[row][column] += share
                    counts[row][column] += 1
    return [
        [
            total / count if count else near_objects(field, left, right, _all_null)
            for total, count, right in zip(totals, row_counts, rights, strict=True)
        ]
        for totals, row_counts, left in zip(sums, counts, lefts, strict=True)
    ]


def _all_null(_field: Field, _left: Json, _right: Json) -> float:
    """Never asked: what is left to `near_objects` has no subfield that says anything."""
    return 0.0


def _column(name: str, objects: Sequence[Json]) -> list[tuple[int, Json]]:
    """The subfield of each object that has it, with the place of the object."""
    return [
        (at, one[name]) for at, one in enumerate(objects) if isinstance(one, dict) and name in one
    ]


def explain_objects(field: Field, left: Json, right: Json, explain: ExplainParts) -> str | None:
    """The slip in the first subfield that has one."""
    if not isinstance(left, dict) or not isinstance(right, dict):
        return None
    for name, sub in _shared(field, left, right):
        if slip := explain(sub, left[name], right[name]):
            return f"{name}: {slip}"
    return None


def explain_lists(field: Field, left: Json, right: Json, explain: ExplainParts) -> str | None:
    """The number of rows when it differs, else the slip in the first row that has one."""
    if not isinstance(left, list) or not isinstance(right, list):
        return None
    if len(left) != len(right):
        return f"{len(left)} rows for {len(right)}"
    for at, (mine, theirs) in enumerate(zip(left, right, strict=True), start=1):
        if slip := explain_objects(field, mine, theirs, explain):
            return f"row {at}: {slip}"
    return None
