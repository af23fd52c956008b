"""The JSON Schema that an ask step asks for, made from fields or given inline.

Schemas are strict as endpoints want them: every property required, nullable instead of optional,
no further properties. Figures and dates are asked for as printed: turning them into values is a
rule's work (text/compare).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import cast

from aiwf_cli.errors import TaskError
from aiwf_cli.model.fields import Field
from aiwf_cli.model.json import Json, JsonObject, dumps, loads
from aiwf_cli.model.steps import AskStep
from aiwf_cli.model.task import Task


def schema_of(task: Task, step: AskStep) -> JsonObject:
    """The schema of a step's replies. Raises TaskError when `returns` makes no sense."""
    match step.returns:
        case None:
            return _object(_quoted(task.spec.fields))
        case tuple() as names:
            fields = {name: task.spec.fields[name] for name in names}
            return _object(_quoted(fields))
        case dict() as inline if inline.get("type") == "object" and "properties" in inline:
            return strict(cast("JsonObject", inline))
        case dict() as inline:
            fields = inline_fields(task, step, cast("JsonObject", inline))
            return _object({name: _plain(field) for name, field in fields.items()})


def inline_fields(task: Task, step: AskStep, inline: JsonObject) -> dict[str, Field]:
    """The fields written inline under a step's `returns`. Raises TaskError naming the wrong one."""
    return _inline_fields(f"{task.folder}/task.yaml: step {step.name!r}", dumps(inline))


@lru_cache(maxsize=64)
def _inline_fields(where: str, inline: str) -> dict[str, Field]:
    from pydantic import ValidationError

    fields: dict[str, Field] = {}
    for name, spec in cast("JsonObject", loads(inline)).items():
        try:
            fields[name] = Field.model_validate({"type": spec} if isinstance(spec, str) else spec)
        except ValidationError as error:
            first = error.errors()[0]
            key = ".".join(str(part) for part in first["loc"])
            raise TaskError(
                f"{where}: returns.{name}{'.' + key if key else ''}: {first['msg']}",
                hint="Write fields as under `fields:` ({type: text, label: …}), "
                "or a whole JSON Schema with `type: object` and `properties`.",
            ) from error
    return fields


def _quoted(fields: Mapping[str, Field]) -> dict[str, Json]:
    return {name: _with_quote(field) for name, field in fields.items()}


def _with_quote(field: Field) -> Json:
    """A field as its value and the words of the document that show it."""
    if field.type == "list":
        return {"type": "array", "items": _object(_quoted(field.of or {}))}
    if field.type == "object":
        return _object(_quoted(field.of or {}))
    quote: Json = {
        "type": ["string", "null"],
        "description": "the words of the document that show it, copied exactly; null if none do",
    }
    return _object({"value": _scalar(field), "quote": quote}, description=field.label)


def _plain(field: Field) -> Json:
    """A field as its value alone."""
    match field.type:
        case "list":
            return {"type": "array", "items": _object(_plain_all(field.of or {}))}
        case "object":
            return _object(_plain_all(field.of or {}))
        case _:
            return _scalar(field)


def _plain_all(fields: Mapping[str, Field]) -> dict[str, Json]:
    return {name: _plain(field) for name, field in fields.items()}


def _scalar(field: Field) -> Json:
    described: dict[str, Json] = {"description": field.label} if field.label else {}
    match field.type:
        case "bool":
            return {"type": ["boolean", "null"], **described}
        case "integer":
            return {"type": ["integer", "null"], **described}
        case "enum":
            return {"type": ["string", "null"], "enum": [*field.values, None], **described}
        case _:
            return {"type": ["string", "null"], **described}


def _object(properties: dict[str, Json], *, description: str = "") -> JsonObject:
    made: JsonObject = {
        "type": "object",
        "properties": properties,
        "required": [*properties],
        "additionalProperties": False,
    }
    return {**made, "description": description} if description else made


def strict(schema: JsonObject) -> JsonObject:
    """A user's JSON Schema made strict: what was optional becomes nullable and required."""
    made = {key: _strict_part(value) for key, value in schema.items()}
    properties = made.get("properties")
    if not isinstance(properties, dict):
        return made
    required = cast("list[str]", schema.get("required", [*properties]))
    for name, value in properties.items():
        if name not in required and isinstance(value, dict):
            properties[name] = _nullable(value)
    return {**made, "required": [*properties], "additionalProperties": False}


def _strict_part(value: Json) -> Json:
    if isinstance(value, dict):
        if value.get("type") == "object" or "properties" in value:
            return strict(value)
        return {key: _strict_part(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_strict_part(part) for part in value]
    return value


def _nullable(schema: JsonObject) -> JsonObject:
    kind = schema.get("type")
    if isinstance(kind, str) and kind != "null":
        return {**schema, "type": [kind, "null"]}
    if kind is None and "anyOf" not in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    return schema
