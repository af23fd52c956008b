"""Task folders in: task.yaml, a variant laid over it, and every file they use → one `Task`.

A variant is a deep merge: mappings merge key by key, `null` removes a key, everything else
replaces. `steps` merge by step name, in whichever of two forms is handier: a list (new steps go in
behind the entry before them) or a mapping of name to changes, where `null` removes the step.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

from aiwf_cli.errors import TaskError, UsageError
from aiwf_cli.model.json import Json, JsonObject
from aiwf_cli.model.task import Task, TaskSpec
from aiwf_cli.sources.task_errors import Layer, Loc, explain, place

if TYPE_CHECKING:
    from ruamel.yaml import YAML
    from ruamel.yaml.nodes import ScalarNode

BUILT_IN = Path(__file__).parent.parent / "tasks"
TASK_FILE = "task.yaml"
VARIANTS = "variants"
LARGEST_FILE = 64 * 2**20
"""Bytes that one file of a task may have."""

_INCLUDED = re.compile(r"""\{%-?\s*(?:include|import|from|extends)\s+["']([^"']+)["']""")
_DOCUMENTS = {".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp"}
_NOT_READ_BY_PYTHON = {VARIANTS, "prompts", "runs", "__pycache__"}


def built_in_tasks() -> tuple[str, ...]:
    """The names of the tasks that come with aiwf, sorted."""
    return tuple(sorted(path.parent.name for path in BUILT_IN.glob(f"*/{TASK_FILE}")))


def variants_of(folder: Path) -> tuple[str, ...]:
    """The names of a task folder's variants, `base` first."""
    return ("base", *sorted(path.stem for path in (folder / VARIANTS).glob("*.yaml")))


def find_task(name: str) -> tuple[Path, str]:
    """The folder and the variant that `name` means: `terms`, `terms@rules`, `path/to/task@x`.

    Raises UsageError when there is no such task or variant, naming those that are.
    """
    folder = _folder(name)
    variant = "base"
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
    if variant and named not in ("base", variant):
        raise UsageError(f"{name} and --variant {variant} name two variants: give one.")
    return resolve(folder, variant or named)


def resolve(folder: Path, variant: str = "base") -> Task:
    """The task in `folder` with `variant` laid over it, as one value."""
    layers = _layers(folder, variant)
    merged: Json = {}
    for layer in layers:
        merged = merge(merged, layer.data)
    spec = explain(TaskSpec, cast("JsonObject", merged), layers)
    return Task(spec=spec, variant=variant, files=_files(folder, spec), folder=str(folder))


def place_of(folder: Path, variant: str, loc: Loc) -> str:
    """Where a key of a resolved task was written: file, line, and the key's own path."""
    layers = _layers(folder, variant)
    merged: Json = {}
    for layer in layers:
        merged = merge(merged, layer.data)
    return place(loc, cast("JsonObject", merged), layers)


def merge(base: Json, over: Json, *, path: tuple[str, ...] = ()) -> Json:
    """`over` laid over `base`: mappings merge, `null` removes a key, all else replaces."""
    if path == ("steps",) and isinstance(base, list):
        return _merge_steps(cast("list[JsonObject]", base), over)
    if not (isinstance(base, dict) and isinstance(over, dict)):
        return over
    merged = dict(base)
    for key, value in over.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge(merged.get(key), value, path=(*path, key))
    return merged


def _merge_steps(base: Sequence[JsonObject], over: Json) -> Json:
    steps: dict[str, Json] = {str(step.get("name")): step for step in base}
    order = list(steps)
    behind = len(order)
    for name, changes in _named(over):
        if changes is None:
            steps.pop(name, None)
            continue
        if name in steps:
            behind = order.index(name) + 1
        else:
            order.insert(behind, name)
            behind += 1
        step = merge(steps.get(name, {}), changes)
        steps[name] = {"name": name, **step} if isinstance(step, dict) else step
    return [steps[name] for name in order if name in steps]


def _named(steps: Json) -> Iterator[tuple[str, Json]]:
    if isinstance(steps, dict):
        yield from steps.items()
        return
    for step in steps if isinstance(steps, list) else ():
        yield str(step.get("name")) if isinstance(step, dict) else "", step


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
    chain: list[Layer] = []
    seen: list[str] = []
    while variant != "base":
        if variant in seen:
            raise TaskError(
                f"{folder / VARIANTS}: variants extend each other in a circle: "
                + " → ".join([*seen, variant]),
                hint="Take one `extends:` out.",
            )
        seen.append(variant)
        path = folder / VARIANTS / f"{variant}.yaml"
        if not path.is_file():
            raise UsageError(
                f"Task {folder.name} has no variant {variant!r}.",
                hint=f"It has: {', '.join(variants_of(folder))}. A new one is a file {path}",
            )
        layer = _read_yaml(path)
        variant = str(layer.data.pop("extends", None) or "base")
        chain.append(layer)
    return (_read_yaml(folder / TASK_FILE), *reversed(chain))


def _read_yaml(path: Path) -> Layer:
    from ruamel.yaml.error import MarkedYAMLError

    text = _read(path).decode("utf-8-sig")
    try:
        data = _yaml().load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{path}, line {mark.line + 1}" if mark else str(path)
        raise TaskError(
            f"{where}: this is not YAML: {error.problem or error.context}",
            hint="Check the indentation and the quotes there; a value with `: ` needs quotes.",
        ) from error
    if data is None and path.name != TASK_FILE:
        data = {}
    if not isinstance(data, dict):
        raise TaskError(
            f"{path}: a mapping of keys to values was expected.",
            hint="See `aiwf init my-task` for a file that works.",
        )
    return Layer(path=path, text=text, data=cast("JsonObject", data))


@lru_cache(maxsize=1)
def _yaml() -> YAML:
    """YAML 1.2 in which 0012 stays the code it is, and 2024-04-01 the text."""
    from ruamel.yaml import YAML
    from ruamel.yaml.constructor import SafeConstructor

    class Constructor(SafeConstructor):
        pass

    def whole_number(constructor: Constructor, node: ScalarNode) -> int | str:
        zeros = re.fullmatch(r"[-+]?0\d+", node.value)
        return str(node.value) if zeros else int(constructor.construct_yaml_int(node))

    Constructor.add_constructor("tag:yaml.org,2002:int", whole_number)
    Constructor.add_constructor("tag:yaml.org,2002:timestamp", Constructor.construct_yaml_str)
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = Constructor
    return yaml


def _files(folder: Path, spec: TaskSpec) -> Mapping[str, bytes]:
    """Every file the steps name, what their prompts include, and all that Python steps may read."""
    files: dict[str, bytes] = {}
    for step in spec.steps:
        for name in step.files():
            _add(files, folder, name, wanted_by=f"step {step.name!r}")
    if any(step.kind == "python" for step in spec.steps):
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder)
            if path.is_file() and _read_by_python(inside):
                _add(files, folder, inside.as_posix(), wanted_by="the task's Python steps")
    return dict(sorted(files.items()))


def _read_by_python(inside: Path) -> bool:
    """Whether a task's functions may depend on a file: all but prompts, hidden files, documents."""
    apart = _NOT_READ_BY_PYTHON.intersection(inside.parts)
    hidden = any(part.startswith(".") for part in inside.parts)
    return not (apart or hidden or inside.suffix.lower() in _DOCUMENTS)


def _add(files: dict[str, bytes], folder: Path, name: str, *, wanted_by: str) -> None:
    if name in files or name == TASK_FILE:
        return
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise TaskError(
            f"{folder / TASK_FILE}: {wanted_by} names {name!r}, outside the task's folder.",
            hint="Copy the file into the task's folder: a run keeps a copy of all that it used.",
        )
    files[name] = _read(path, wanted_by=wanted_by)
    if path.suffix == ".md":
        for included in _INCLUDED.findall(files[name].decode("utf-8-sig", "replace")):
            _add(files, folder, included, wanted_by=name)


def _read(path: Path, *, wanted_by: str = "") -> bytes:
    why = f", which {wanted_by} names" if wanted_by else ""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise TaskError(f"{path}{why}, is larger than {LARGEST_FILE // 2**20} MB.")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise TaskError(
            f"There is no file {path}{why}.", hint="Create it, or correct the path."
        ) from error
    except OSError as error:
        raise TaskError(f"{path}{why}, cannot be read: {error.strerror}.") from error


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
            description=str(_read_yaml(BUILT_IN / name / TASK_FILE).data.get("description", "")),
            variants=variants_of(BUILT_IN / name),
        )
        for name in built_in_tasks()
    )
