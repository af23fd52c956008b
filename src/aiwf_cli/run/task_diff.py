"""What changed in a task from one run to another: from the copies that the runs kept of it.

A task falls into pieces: each step's YAML and each file it names, each field, the model, the order
of steps and fields, and files that no single step names. Pieces that differ are told as unified
diffs, a step's together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Literal, cast

from aiwf_cli.model.delta import TaskChange
from aiwf_cli.model.json import Json, JsonObject
from aiwf_cli.run.store import Run
from aiwf_cli.run.text_diff import FileContent, text_diff
from aiwf_cli.sources.task_yaml import write_yaml

TASK_YAML = "task.yaml"
Sort = Literal["step", "field", "model", "other", "file"]
"""What a piece belongs to."""


@dataclass(frozen=True)
class KeptTask:
    """A task as a run kept it: resolved, with the contents of its files by path."""

    resolved: JsonObject
    files: Mapping[str, bytes]

    @cached_property
    def steps(self) -> dict[str, JsonObject]:
        """Its steps by name, in order."""
        steps = cast("list[JsonObject]", self.resolved.get("steps", []))
        return {str(step["name"]): step for step in steps}

    @cached_property
    def fields(self) -> JsonObject:
        """Its fields by name, in order."""
        return cast("JsonObject", self.resolved.get("fields", {}))

    @cached_property
    def model(self) -> JsonObject:
        """Its model's name and parameters, as far as the task says them."""
        return cast("JsonObject", self.resolved.get("model", {}))

    @cached_property
    def named(self) -> dict[str, dict[str, str]]:
        """The files that each step names, by where it names them (`prompt`, `master.file` …)."""
        return {name: dict(_files_in(step, self.files)) for name, step in self.steps.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of a task that differs: bytes of a file, or what stands in YAML; None is nothing.

    `part` is the step, field or file it belongs to; `what` the key under which a step names the
    file, "" for YAML. `a_name` and `b_name` say where the sides stand.
    """

    sort: Sort
    part: str
    what: str
    a: bytes | Json
    b: bytes | Json
    a_name: str
    b_name: str


def kept_task(run: Run) -> KeptTask:
    """The task of a run. Raises StoreError when its copy cannot be read."""
    return KeptTask(resolved=run.resolved_task(), files=run.task_files())


def task_changes(a: KeptTask, b: KeptTask) -> tuple[TaskChange, ...]:
    """What differs from `a` to `b`, steps first, in the order of the pipeline; () for equal tasks.

    A step's YAML and the files that it alone names are one change.
    """
    return tuple(
        TaskChange(part=part, diff="".join(map(_diff, pieces)))
        for part, pieces in groupby(changed_pieces(a, b), key=_title)
    )


def change_words(a: KeptTask, b: KeptTask) -> tuple[str, ...]:
    """What differs, in a few words each: `prompt disclaimers`, `field total`, `model x → y`."""
    names = [str(task.model.get("name", "default")) for task in (a, b)]
    model = "parameters" if names[0] == names[1] else f"model {names[0]} → {names[1]}"
    return tuple(
        model if title == "model" else _words(title, [*pieces])
        for title, pieces in groupby(changed_pieces(a, b), key=_title)
    )


def changed_pieces(a: KeptTask, b: KeptTask) -> Iterator[Piece]:
    """The pieces that differ, those of one part behind one another."""
    shared = _shared_files(a, b)
    for name in merged_order([*a.steps], [*b.steps]):
        yield from _step_pieces(name, a, b, shared)
    yield from _order_piece("steps", [*a.steps], [*b.steps])
    for name in merged_order([*a.fields], [*b.fields]):
        yield from _yaml_piece(
            "field", name, f"fields.{name}", a.fields.get(name), b.fields.get(name)
        )
    yield from _order_piece("fields", [*a.fields], [*b.fields])
    yield from _yaml_piece("model", "model", "model", a.model or None, b.model or None)
    for key in merged_order([*a.resolved], [*b.resolved]):
        if key not in ("steps", "fields", "model"):
            yield from _yaml_piece("other", key, key, a.resolved.get(key), b.resolved.get(key))
    told = {file for task in (a, b) for files in task.named.values() for file in files.values()}
    for file in sorted((a.files.keys() | b.files.keys()) - (told - shared)):
        left, right = ((file, task.files.get(file)) for task in (a, b))
        yield from _file_piece("file", file, "", left, right)


def merged_order(a: Sequence[str], b: Sequence[str]) -> list[str]:
    """Both lists as one: `b`'s order, and what only `a` has behind what stands before it there."""
    merged = [*b]
    for at, name in enumerate(a):
        if name not in merged:
            before = merged.index(a[at - 1]) + 1 if at else 0
            merged.insert(before, name)
    return merged


def _files_in(data: Json, files: Mapping[str, bytes], at: str = "") -> Iterator[tuple[str, str]]:
    """The files that a step's YAML names: `steps.py:join` names steps.py."""
    match data:
        case str():
            name = data if data in files else data.partition(":")[0]
            if name in files and at not in ("name", "kind"):
                yield at, name
        case dict():
            for key, part in data.items():
                yield from _files_in(part, files, f"{at}.{key}" if at else key)
        case list():
            for number, part in enumerate(data):
                yield from _files_in(part, files, f"{at}.{number}" if number else at)
        case _:
            return


def _shared_files(a: KeptTask, b: KeptTask) -> set[str]:
    """Files that several steps name: they are told apart from the steps."""
    users: defaultdict[str, set[str]] = defaultdict(set)
    for task in (a, b):
        for step, named in task.named.items():
            for file in named.values():
                users[file].add(step)
    return {file for file, steps in users.items() if len(steps) > 1}


def _step_pieces(name: str, a: KeptTask, b: KeptTask, shared: set[str]) -> Iterator[Piece]:
    """A step's YAML, then its own files: what stands under the same key is one file to people."""
    yield from _yaml_piece("step", name, f"steps.{name}", a.steps.get(name), b.steps.get(name))
    in_a, in_b = a.named.get(name, {}), b.named.get(name, {})
    told: set[tuple[str | None, str | None]] = set()
    for key in merged_order([*in_a], [*in_b]):
        files = in_a.get(key), in_b.get(key)
        own = tuple(None if file in shared else file for file in files)
        if own not in told and own != (None, None):
            told.add(cast("tuple[str | None, str | None]", own))
            left, right = (
                (file, task.files.get(file or "")) for file, task in zip(own, (a, b), strict=True)
            )
            yield from _file_piece("step", name, key, left, right)


def _yaml_piece(sort: Sort, part: str, key: str, a: Json, b: Json) -> Iterator[Piece]:
    if a != b or _order_of(a) != _order_of(b):
        where = f"{TASK_YAML} {key}"
        yield Piece(sort=sort, part=part, what="", a=a, b=b, a_name=where, b_name=where)


def _order_of(data: Json) -> Json:
    """The order of keys, all the way down: prompts and schemas follow it."""
    match data:
        case dict():
            return [[key, _order_of(part)] for key, part in data.items()]
        case list():
            return [_order_of(part) for part in data]
        case _:
            return None


def _order_piece(what: str, a: Sequence[str], b: Sequence[str]) -> Iterator[Piece]:
    both = set(a) & set(b)
    if [name for name in a if name in both] != [name for name in b if name in both]:
        yield from _yaml_piece("other", f"order of {what}", f"{what} in order", [*a], [*b])


Named = tuple[str | None, bytes | None]


def _file_piece(sort: Sort, part: str, what: str, a: Named, b: Named) -> Iterator[Piece]:
    if a[1] != b[1]:
        a_name, b_name = a[0] or b[0] or "", b[0] or a[0] or ""
        yield Piece(sort=sort, part=part, what=what, a=a[1], b=b[1], a_name=a_name, b_name=b_name)


def _diff(piece: Piece) -> str:
    a, b = (_content(side) for side in (piece.a, piece.b))
    return text_diff(a, b, f"a/{piece.a_name}", f"b/{piece.b_name}")


def _content(side: bytes | Json) -> FileContent:
    return side if side is None or isinstance(side, bytes) else write_yaml(side)


def _title(piece: Piece) -> str:
    """What people call a part."""
    return piece.part if piece.sort in ("model", "other") else f"{piece.sort} {piece.part}"


def _words(title: str, pieces: Sequence[Piece]) -> str:
    first = pieces[0]
    if first.sort == "step" and first.what:
        kinds = dict.fromkeys(piece.what.partition(".")[0] for piece in pieces)
        return f"{', '.join(kinds)} {first.part}"
    if first.sort in ("step", "field") and None in (first.a, first.b):
        return f"{'+' if first.a is None else '−'}{title}"
    return title
