"""What is wrong in a task's YAML, said with file, line, key and remedy."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from aiwf_cli.errors import TaskError
from aiwf_cli.model.json import Json, JsonObject

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

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
        problems = [_sentence(detail, merged, layers) for detail in error.errors()]
        raise TaskError(
            "\n".join(dict.fromkeys(problems)),
            hint="`aiwf schema` prints every key; editors check against it as you type.",
        ) from error


def _sentence(detail: ErrorDetails, merged: JsonObject, layers: Sequence[Layer]) -> str:
    return f"{place(_real_path(detail['loc'], merged), merged, layers)}: {_remedy(detail)}"


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
            return f"text was expected: put it in quotes, \"{detail['input']}\"."
        case "value_error":
            return str(context["error"])
        case _:
            return (
                f"{detail['msg'][:1].lower()}{detail['msg'][1:]} (it says {detail['input']!r:.80})."
            )


def _nearest(key: str, loc: Loc) -> str:
    from aiwf_cli.model import task

    kinds = {
        str(model.model_fields["kind"].annotation): model
        for model in vars(task).values()
        if isinstance(model, type)
        and issubclass(model, task.StepBase)
        and "kind" in model.model_fields
    }
    keys: set[str] = set()
    if len(loc) == 4 and loc[0] == "steps":
        for annotation, model in kinds.items():
            if f"'{loc[2]}'" in annotation:
                keys = set(model.model_fields)
    elif len(loc) == 1:
        keys = set(task.TaskSpec.model_fields)
    elif "fields" in loc or "of" in loc:
        keys = set(task.Field.model_fields)
    return _close(key, sorted(keys)) or (
        f"; the keys here: {', '.join(sorted(keys))}" if keys else ""
    )


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

    at = YAML(typ="rt").load(layer.text)
    line: int | None = None
    for depth, part in enumerate(loc):
        name = _name(part, loc[:depth], merged)
        try:
            if isinstance(at, dict):
                line = at.lc.key(name)[0] + 1  # type: ignore[attr-defined]
                at = at[name]
            else:
                steps = [str(step.get("name")) for step in at]
                index = steps.index(name) if loc[:depth] == ("steps",) else int(part)
                line = at.lc.item(index)[0] + 1
                at = at[index]
        except (KeyError, IndexError, ValueError, AttributeError, TypeError):
            return depth, line
    return len(loc), line
