"""Task folders in: task.yaml, a variant laid over it, and every file they use → one `Task`.

A variant is a deep merge: mappings merge key by key, `null` removes a key, everything else
replaces. `steps` merge by step name, in whichever of two forms is handier: a list (new steps go in
behind the entry before them) or a mapping of name to changes, where `null` removes the step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from aiwf_cli.errors import TaskError, UsageError
from aiwf_cli.model.json import Json, JsonObject
from aiwf_cli.model.task import Task, TaskSpec
from aiwf_cli.sources.task_errors import Layer, Loc, explain, place
from aiwf_cli.sources.task_files import TASK_FILE, VARIANTS, files_of
from aiwf_cli.sources.task_yaml import read_layer

BUILT_IN = Path(__file__).parent.parent / "tasks"
BASE = "base"
"""The variant that is task.yaml itself."""


def built_in_tasks() -> tuple[str, ...]:
    """The names of the tasks that come with aiwf, sorted."""
    return tuple(sorted(path.parent.name for path in BUILT_IN.glob(f"*/{TASK_FILE}")))


def is_built_in(folder: str) -> bool:
    """Whether the task in a folder came with aiwf."""
    return Path(folder).parent == BUILT_IN


def variants_of(folder: Path) -> tuple[str, ...]:
    """The names of a task folder's variants, `base` first."""
    names = {path.stem for path in (folder / VARIANTS).glob("*.yaml")}
    return (BASE, *sorted(names - {BASE}))


def no_variant(folder: Path, variant: str) -> UsageError:
    """The error for a variant that a task has not: it names those that are."""
    file = folder / VARIANTS / f"{variant or 'NAME'}.yaml"
    return UsageError(
        f"Task {folder.name} has no variant {variant!r}.",
        hint=f"It has: {', '.join(variants_of(folder))}. A new one is a file {file}",
    )


def find_task(name: str) -> tuple[Path, str]:
    """The folder and the variant that `name` means: `terms`, `terms@rules`, `path/to/task@x`.

    Raises UsageError when there is no such task or variant, naming those that are.
    """
    folder = _folder(name)
    variant = BASE
    if folder is None and "@" in name:
        name, _, variant = name.rpartition("@")
        folder = _folder(name)
    if folder is None:
        raise UsageError(
            f"No task {name!r}: it is no folder with a {TASK_FILE} and no built-in task.",
            hint=f"Built-in tasks: {', '.join(built_in_tasks())}. "
            f"Start one of your own with: aiwf init {Path(name).name or 'my-task'}",
        )
    return folder, variant


def load_task(name: str, variant: str | None = None) -> Task:
    """The task that `name` means, resolved; `variant` says which when the name does not.

    Raises UsageError for an unknown task or variant, TaskError for anything wrong in its files.
    """
    folder, named = find_task(name)
    if variant and named not in (BASE, variant):
        raise UsageError(f"{name} and --variant {variant} name two variants: give one.")
    return resolve(folder, variant or named)


def resolve(folder: Path, variant: str = BASE) -> Task:
    """The task in `folder` with `variant` laid over it, as one value."""
    layers = _layers(folder, variant)
    merged = _merged(layers)
    spec = explain(TaskSpec, merged, layers)

    def named_at(index: int, name: str) -> str:
        loc = ("steps", index)
        return place((*loc, *_key_of(_at(merged, loc), name)), merged, layers)

    files = files_of(folder, spec, named_at)
    return Task(spec=spec, variant=variant, files=files, folder=str(folder))


def place_of(folder: Path, variant: str, loc: Loc) -> str:
    """Where a key of a resolved task was written: file, line, and the key's own path."""
    layers = _layers(folder, variant)
    return place(loc, _merged(layers), layers)


def _merged(layers: Sequence[Layer]) -> JsonObject:
    merged: Json = {}
    for layer in layers:
        merged = merge(merged, layer.data)
    return cast("JsonObject", merged)


def _at(data: Json, loc: Loc) -> Json:
    for part in loc:
        data = cast("Mapping[str | int, Json]", data)[part]
    return data


def merge(base: Json, over: Json, *, path: tuple[str, ...] = ()) -> Json:
    """`over` laid over `base`: mappings merge, `null` removes a key, all else replaces."""
    if path == ("steps",) and isinstance(base, list) and isinstance(over, list | dict):
        return _merge_steps(base, over)
    if not (isinstance(base, dict) and isinstance(over, dict)):
        return over
    merged = dict(base)
    for key, value in over.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge(merged.get(key), value, path=(*path, key))
    return merged


def _merge_steps(base: Sequence[Json], over: list[Json] | JsonObject) -> list[Json]:
    """Steps by name; a new one goes in behind the one named before it, also where that is removed.

    What is no step at all is kept as it is, for the error that will tell of it.
    """
    steps = {_step_name(step, at): step for at, step in enumerate(base)}
    order = list(steps)
    behind = len(order)
    for name, changes in _named(over):
        if name in order:
            behind = order.index(name) + 1
        else:
            order.insert(behind, name)
            behind += 1
        if changes is None:
            steps.pop(name, None)
            continue
        step = merge(steps.get(name, {}), changes)
        steps[name] = {"name": name, **step} if isinstance(step, dict) else step
    return [steps[name] for name in order if name in steps]


def _named(steps: list[Json] | JsonObject) -> Iterator[tuple[str, Json]]:
    if isinstance(steps, dict):
        yield from steps.items()
        return
    for at, step in enumerate(steps):
        yield _step_name(step, at), step


def _step_name(step: Json, at: int) -> str:
    return str(step.get("name")) if isinstance(step, dict) else f"entry {at + 1}"


def _folder(name: str) -> Path | None:
    path = Path(name)
    if path.name == TASK_FILE:
        path = path.parent
    if (path / TASK_FILE).is_file():
        return path
    if name in built_in_tasks():
        return BUILT_IN / name
    return None


def _layers(folder: Path, variant: str) -> tuple[Layer, ...]:
    """task.yaml first, then the variant's files, each over the one it extends."""
    if (folder / VARIANTS / f"{BASE}.yaml").exists():
        raise TaskError(
            f"{folder / VARIANTS / BASE}.yaml would never be used: base is {TASK_FILE} itself.",
            hint="Give the variant another name.",
        )
    chain: list[Layer] = []
    seen: list[str] = []
    while variant != BASE:
        if variant in seen:
            raise TaskError(
                f"{folder / VARIANTS}: variants extend each other in a circle: "
                + " → ".join([*seen, variant]),
                hint="Take one `extends:` out.",
            )
        seen.append(variant)
        path = folder / VARIANTS / f"{variant}.yaml"
        if not path.is_file():
            raise no_variant(folder, variant)
        layer = read_layer(path, may_be_empty=True)
        variant = str(layer.data.pop("extends", None) or BASE)
        chain.append(layer)
    return (read_layer(folder / TASK_FILE, may_be_empty=False), *reversed(chain))


def _key_of(data: Json, name: str) -> Loc:
    """The key path, inside a step's YAML, under which it names a file."""
    parts: Iterator[tuple[int | str, Json]] = iter(())
    if isinstance(data, str):
        return ()
    if isinstance(data, dict):
        parts = iter(data.items())
    elif isinstance(data, list):
        parts = iter(enumerate(data))
    for key, value in parts:
        if isinstance(value, str) and (value == name or value.startswith(f"{name}:")):
            return (key,)
        if inner := _key_of(value, name):
            return (key, *inner)
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSummary:
    """A line of `aiwf tasks`."""

    name: str
    description: str
    variants: tuple[str, ...]


def summaries() -> tuple[TaskSummary, ...]:
    """The built-in tasks, each with its description and variants."""
    return tuple(
        TaskSummary(
            name=name,
            description=_description(BUILT_IN / name / TASK_FILE),
            variants=variants_of(BUILT_IN / name),
        )
        for name in built_in_tasks()
    )


def _description(path: Path) -> str:
    return str(read_layer(path, may_be_empty=False).data.get("description", ""))
