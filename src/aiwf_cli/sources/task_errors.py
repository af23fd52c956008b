"""What is wrong in a task's YAML, said with file, line, key and remedy."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast, get_args

from aiwf_cli.errors import TaskError
from aiwf_cli.model.json import Json, JsonObject
from aiwf_cli.model.task import MisplacedError

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic_core import ErrorDetails
    from ruamel.yaml.nodes import Node

S = TypeVar("S", bound="BaseModel")
Loc = tuple[int | str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One YAML file of a task: task.yaml or a variant."""

    path: Path
    text: str
    data: JsonObject


def explain(model: type[S], merged: JsonObject, layers: Sequence[Layer]) -> S:
    """`merged` as a `model`; raises TaskError naming every mistake, place and remedy."""
    from pydantic import ValidationError

    try:
        return model.model_validate(merged)
    except ValidationError as error:
        problems = [_sentence(detail, merged, layers) for detail in _told(error.errors())]
        raise TaskError(
            "\n".join(dict.fromkeys(problems)),
            hint="`aiwf schema` prints every key; editors check against it as you type.",
        ) from error


def _told(details: Sequence[ErrorDetails]) -> Sequence[ErrorDetails]:
    """Without the lists that are too short only because what they hold is wrong."""
    return [d for d in details if d["type"] != "too_short" or not d["input"]] or details


def _sentence(detail: ErrorDetails, merged: JsonObject, layers: Sequence[Layer]) -> str:
    return f"{place(_real_path(_loc(detail), merged), merged, layers)}: {_remedy(detail)}"


def _loc(detail: ErrorDetails) -> Loc:
    """Where a mistake is; one that a whole mapping tells of may know its place inside it."""
    error = cast("dict[str, object]", detail.get("ctx", {})).get("error")
    return (*detail["loc"], *error.loc) if isinstance(error, MisplacedError) else detail["loc"]


def place(loc: Loc, merged: JsonObject, layers: Sequence[Layer]) -> str:
    """Where a key of the merged YAML was written: file, line, and the key's own path."""
    path, line = _place(loc, merged, layers)
    key = ".".join(_name(part, loc[:at], merged) for at, part in enumerate(loc))
    where = f"{path}, line {line}" if line else str(path)
    return f"{where}: {key or 'the file'}"


def _remedy(detail: ErrorDetails) -> str:
    context = cast("dict[str, object]", detail.get("ctx", {}))
    key = str(detail["loc"][-1]) if detail["loc"] else ""
    match detail["type"]:
        case "extra_forbidden":
            return f"there is no such key{_nearest(key, detail['loc'])}."
        case "missing":
            return f"this key is missing: add `{key}:`."
        case "union_tag_invalid":
            tags = str(context["expected_tags"])
            near = _close(str(context["tag"]), [tag.strip(" '") for tag in tags.split(",")])
            return f"there is no kind {str(context['tag'])!r}{near}. Kinds: {tags}."
        case "union_tag_not_found":
            return "a step says its `kind:`."
        case "literal_error":
            near = _close(
                str(detail["input"]), str(context["expected"]).replace("'", "").split(", ")
            )
            return f"{detail['input']!r} is none of {context['expected']}{near}."
        case "string_type" if isinstance(detail["input"], int | float):
            return "text was expected, not a number or true/false: put it in quotes as it stands."
        case "tuple_type" | "list_type":
            return f"a list was expected, each entry behind a `- `{_says(detail)}."
        case "dict_type" | "model_type" | "model_attributes_type":
            return f"a mapping was expected, `key: value` line by line{_says(detail)}."
        case "value_error":
            return str(context["error"])
        case _:
            return (
                f"{detail['msg'][:1].lower()}{detail['msg'][1:]} (it says {detail['input']!r:.80})."
            )


def _says(detail: ErrorDetails) -> str:
    said = detail["input"]
    return "" if isinstance(said, dict | list) else f" (it says {said!r:.80})"


def _nearest(key: str, loc: Loc) -> str:
    from aiwf_cli.model import fields, steps, task

    kinds = {
        get_args(model.model_fields["kind"].annotation)[0]: model
        for model in get_args(get_args(steps.Step)[0])
    }
    keys: set[str] = set()
    if len(loc) >= 4 and loc[0] == "steps":
        keys = _keys_inside(kinds[loc[2]], loc[3:-1]) if loc[2] in kinds else set()
    elif len(loc) == 1:
        keys = set(task.TaskSpec.model_fields)
    elif "fields" in loc or "of" in loc:
        keys = set(fields.Field.model_fields)
    return _close(key, sorted(keys)) or (
        f"; the keys here: {', '.join(sorted(keys))}" if keys else ""
    )


def _keys_inside(model: type[BaseModel], path: Loc) -> set[str]:
    """The keys that may stand at `path` inside a mapping that `model` describes."""
    models = [model]
    for part in path:
        inner = [one.model_fields[part].annotation for one in models if part in one.model_fields]
        models = [found for annotation in inner for found in _models_in(annotation)] or models
    return {key for one in models for key in one.model_fields}


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    from pydantic import BaseModel

    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def _close(word: str, words: Sequence[str]) -> str:
    near = difflib.get_close_matches(word, words, n=1, cutoff=0.6)
    return f"; did you mean `{near[0]}`?" if near else ""


def _real_path(loc: Loc, merged: Json) -> Loc:
    """`loc` without what pydantic adds to it: the tags of unions, the names of their members."""
    real: list[int | str] = []
    at: Json = merged
    for index, part in enumerate(loc):
        last = index == len(loc) - 1
        if isinstance(at, list) and isinstance(part, int) and part < len(at):
            at = at[part]
        elif isinstance(at, dict) and part in at:
            at = at[str(part)]
        elif not (last and isinstance(at, dict)):
            continue
        real.append(part)
    return tuple(real)


def _name(part: int | str, before: Loc, merged: JsonObject) -> str:
    """A part of a key path as people know it: steps go by their names."""
    if before == ("steps",) and isinstance(part, int):
        step = cast("list[JsonObject]", merged["steps"])[part]
        return str(step.get("name", part)) if isinstance(step, dict) else str(part)
    return str(part)


def _place(loc: Loc, merged: JsonObject, layers: Sequence[Layer]) -> tuple[Path, int | None]:
    """The file and line where the key at `loc` was written: the last layer that has it."""
    best: tuple[int, Path, int | None] = (-1, layers[0].path, None)
    for layer in layers:
        depth, line = _line(layer, loc, merged)
        if depth >= best[0]:
            best = (depth, layer.path, line)
    return best[1], best[2]


def _line(layer: Layer, loc: Loc, merged: JsonObject) -> tuple[int, int | None]:
    """How deep `loc` can be followed into a layer's text, and the line reached there (from 1)."""
    from ruamel.yaml import YAML

    node = YAML(typ="safe", pure=True).compose(layer.text)
    line: int | None = None
    for depth, part in enumerate(loc):
        found = _child(node, part, _name(part, loc[:depth], merged))
        if found is None:
            return depth, line
        key, node = found
        line = key.start_mark.line + 1
    return len(loc), line


def _child(node: Node | None, part: int | str, name: str) -> tuple[Node, Node] | None:
    """The node of a mapping's key, or of a list's entry, and that of its value.

    Steps are looked for by name, as layers may list them in another order or as a mapping.
    """
    from ruamel.yaml.nodes import MappingNode, SequenceNode

    if isinstance(node, MappingNode):
        return next(((key, value) for key, value in node.value if key.value == name), None)
    if not isinstance(node, SequenceNode):
        return None
    entries = node.value
    if isinstance(part, int) and name != str(part) and not _is_called(entries, part, name):
        part = next((at for at in range(len(entries)) if _is_called(entries, at, name)), -1)
    if isinstance(part, int) and 0 <= part < len(entries):
        return entries[part], entries[part]
    return None


def _is_called(entries: Sequence[Node], at: int, name: str) -> bool:
    from ruamel.yaml.nodes import MappingNode

    entry = entries[at] if at < len(entries) else None
    return isinstance(entry, MappingNode) and any(
        key.value == "name" and value.value == name for key, value in entry.value
    )
