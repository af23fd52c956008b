"""Whether a value is valid against a JSON schema, and the first reason why not.

Requests use a small part of JSON Schema (the strict subset), which is checked here directly:
jsonschema costs 100 ms to import and 0.3 ms a reply. A schema that uses any other keyword is
handed to jsonschema, whose judgement this one equals wherever it applies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from aiwf_cli.model.json import Json, JsonObject, dumps

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

PATTERN_SECONDS = 1.0
"""What a `pattern` of a schema may take on one text."""

_IGNORED = {"title", "description", "$schema", "default", "examples"}


def first_problem(schema: JsonObject, value: Json) -> str | None:
    """What is wrong with `value`, as `path: reason`, or None when it is valid."""
    if not _is_simple(schema):
        return _by_jsonschema(schema, value)
    return next(_problems(schema, value, "$"), None)


def _is_simple(schema: Json) -> bool:
    """Whether every keyword of the schema is one that is checked here."""
    if not isinstance(schema, dict) or not schema.keys() <= _CHECKS.keys() | _IGNORED:
        return False
    names = schema.get("type", [])
    if not all(name in _TYPES for name in (names if isinstance(names, list) else [names])):
        return False
    if not all(isinstance(item, str | None) for item in cast("list[Json]", schema.get("enum", []))):
        return False
    parts: list[Json] = [*cast(JsonObject, schema.get("properties", {})).values()]
    parts += cast("list[Json]", schema.get("anyOf", []))
    parts += [schema["items"]] if "items" in schema else []
    return schema.get("additionalProperties") in (None, False) and all(map(_is_simple, parts))


def _problems(schema: JsonObject, value: Json, path: str) -> Iterator[str]:
    for keyword, wanted in schema.items():
        if (check := _CHECKS.get(keyword)) is not None:
            yield from check(schema, wanted, value, path)


def _type(schema: JsonObject, wanted: Json, value: Json, path: str) -> Iterator[str]:
    names = cast("list[str]", wanted if isinstance(wanted, list) else [wanted])
    if not any(_TYPES[name](value) for name in names):
        yield f"{path}: expected {' or '.join(names)}, found {_shown(value)}"


def _enum(schema: JsonObject, wanted: Json, value: Json, path: str) -> Iterator[str]:
    if not (isinstance(value, str | None) and value in cast("list[Json]", wanted)):
        yield f"{path}: expected one of {dumps(wanted)}, found {_shown(value)}"


def _required(schema: JsonObject, wanted: Json, value: Json, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name in cast("list[str]", wanted):
            if name not in value:
                yield f"{path}: {name!r} is missing"


def _properties(schema: JsonObject, wanted: Json, value: Json, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in cast("dict[str, JsonObject]", wanted).items():
            if name in value:
                yield from _problems(part, value[name], f"{path}.{name}")


def _additional(schema: JsonObject, wanted: Json, value: Json, path: str) -> Iterator[str]:
    if isinstance(value, dict) and wanted is False:
        for name in value.keys() - cast(JsonObject, schema.get("properties", {})).keys():
            yield f"{path}: {name!r} is not asked for"


def _items(schema: JsonObject, wanted: Json, value: Json, path: str) -> Iterator[str]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _problems(cast(JsonObject, wanted), item, f"{path}[{index}]")


def _any_of(schema: JsonObject, wanted: Json, value: Json, path: str) -> Iterator[str]:
    reasons = []
    for part in cast("list[JsonObject]", wanted):
        reason = next(_problems(part, value, path), None)
        if reason is None:
            return
        reasons.append(reason)
    yield f"{path}: none of the allowed forms fits ({'; '.join(reasons)})"


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_integer(value: Json) -> bool:
    return _is_number(value) and (isinstance(value, int) or cast(float, value).is_integer())


_TYPES: dict[str, Callable[[Json], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "number": _is_number,
    "integer": _is_integer,
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
}

_CHECKS: dict[str, Callable[[JsonObject, Json, Json, str], Iterator[str]]] = {
    "type": _type,
    "enum": _enum,
    "required": _required,
    "properties": _properties,
    "additionalProperties": _additional,
    "items": _items,
    "anyOf": _any_of,
}


def _shown(value: Json) -> str:
    text = dumps(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _by_jsonschema(schema: JsonObject, value: Json) -> str | None:
    from jsonschema.exceptions import best_match

    error = best_match(_validator()(schema).iter_errors(value))
    if error is None:
        return None
    return f"{error.json_path}: {error.message[:300]}"


@cache
def _validator() -> Any:
    """jsonschema's validator, in which a `pattern` has a time limit."""
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend

    return extend(Draft202012Validator, {"pattern": _pattern})


def _pattern(_: object, wanted: str, value: Json, __: object) -> Iterator[ValidationError]:
    import regex
    from jsonschema.exceptions import ValidationError

    if not isinstance(value, str):
        return
    try:
        matches = regex.search(wanted, value, timeout=PATTERN_SECONDS)
    except (regex.error, TimeoutError, MemoryError) as error:
        reason = f"cannot be held against {wanted!r}: {error or type(error).__name__}"
        yield ValidationError(f"{_shown(value)} {reason}")
        return
    if not matches:
        yield ValidationError(f"{_shown(value)} does not match {wanted!r}")
