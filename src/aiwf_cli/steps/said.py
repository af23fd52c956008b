"""What the steps have said about the task's fields, and what it means as plain values.

The record's values (run/values) come from the same words; they carry evidence and flags besides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aiwf_cli.model.fields import Field
from aiwf_cli.model.json import Json, JsonObject
from aiwf_cli.steps.base import bare, says_more
from aiwf_cli.text.compare import read_value


def last_said(name: str, field: Field, outputs: Sequence[JsonObject]) -> Json:
    """What was said last about a field; a bare value takes the quote that came with it before.

    `outputs` are those of the steps, in order, by field name.
    """
    said = [output[name] for output in outputs if name in output]
    if not said:
        return None
    last = said[-1]
    if field.type in ("list", "object") or says_more(last):
        return last
    same = (one for one in reversed(said) if says_more(one) and one["value"] == last)
    return next(same, last)


def rows_said(field: Field, said: Json) -> list[JsonObject]:
    """The rows of a list field, each by subfield; a lone row is a list of one."""
    rows = bare(said)
    if rows is None:
        return []
    return [row_said(field, row) for row in (rows if isinstance(rows, list) else [rows])]


def row_said(field: Field, said: Json) -> JsonObject:
    """What a row, or an object, says by subfield; a bare item is the first of them."""
    subfields = field.of or {}
    given = bare(said) if says_more(said) and "value" not in subfields else said
    return given if isinstance(given, dict) else {next(iter(subfields)): said}


def object_said(field: Field, said: Json) -> JsonObject | None:
    """What an object says by subfield, None when it is not there.

    A subfield may itself be called `value` or `quote`: then nothing is unwrapped.
    """
    wrapped = says_more(said) and "value" not in (field.of or {})
    return None if said is None or (wrapped and bare(said) is None) else row_said(field, said)


def values_said(fields: Mapping[str, Field], outputs: Sequence[JsonObject]) -> JsonObject:
    """The plain value of every field so far, read by its type; what cannot be read is None."""
    return {name: _value(field, last_said(name, field, outputs)) for name, field in fields.items()}


def _value(field: Field, said: Json) -> Json:
    if field.type == "list":
        return [_row_value(field, row) for row in rows_said(field, said)]
    if field.type == "object":
        given = object_said(field, said)
        return None if given is None else _row_value(field, given)
    unit = said.get("unit") if says_more(said) else None
    return read_value(field, bare(said), unit=unit if isinstance(unit, str) else None).value


def _row_value(field: Field, row: JsonObject) -> JsonObject:
    return {name: _value(subfield, row.get(name)) for name, subfield in (field.of or {}).items()}
