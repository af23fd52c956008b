"""The JSON Schema of task.yaml, described by the docstrings that stand under its keys."""

from __future__ import annotations

import ast
import inspect
from typing import cast

from aiwf_cli.model import fields, lookup, rules, step_base, steps, task
from aiwf_cli.model.json import JsonObject


def task_schema() -> JsonObject:
    """The schema (JSON Schema 2020-12), every key with its description."""
    schema = cast("JsonObject", task.TaskSpec.model_json_schema())
    described = _docstrings()
    definitions = cast("dict[str, JsonObject]", schema["$defs"])
    for name, definition in (("TaskSpec", schema), *definitions.items()):
        properties = cast("dict[str, JsonObject]", definition.get("properties", {}))
        for key, value in properties.items():
            told = described.get(name, {}).get(key)
            if told:
                value["description"] = told
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "aiwf task",
    }


def _docstrings() -> dict[str, dict[str, str]]:
    """Class by class, the strings that stand under its keys; a class has its bases' as well."""
    found: dict[str, dict[str, str]] = {}
    for module in (fields, step_base, steps, lookup, rules, task):
        for node in ast.parse(inspect.getsource(module)).body:
            if not isinstance(node, ast.ClassDef):
                continue
            bases = [base.id for base in node.bases if isinstance(base, ast.Name)]
            inherited = {key: text for base in bases for key, text in found.get(base, {}).items()}
            found[node.name] = {**inherited, **_of_class(node)}
    return found


def _of_class(node: ast.ClassDef) -> dict[str, str]:
    keys: dict[str, str] = {}
    for before, statement in zip(node.body, node.body[1:], strict=False):
        match before, statement:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                keys[name] = " ".join(text.split())
    return keys
