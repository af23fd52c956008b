"""The files that a task uses: those its steps name, and those its own functions may read.

They are what a task is, beside its YAML: they belong to its hash and are kept with every run.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from aiwf_cli.errors import TaskError
from aiwf_cli.model.steps import AskStep, Step
from aiwf_cli.model.task import TaskSpec

TASK_FILE = "task.yaml"
VARIANTS = "variants"
LARGEST_FILE = 64 * 2**20
"""Bytes that one file of a task may have."""

_INCLUDED = re.compile(r"""\{%-?\s*(?:include|import|from|extends)\s+["']([^"']+)["']""")
_TEXTS = {".md", ".txt", ".j2", ".jinja", ".jsonl", ".py"}
"""Endings of files that are read as text wherever a step names them."""
_READ_BY_PYTHON = {".py", ".csv", ".tsv", ".json", ".jsonl", ".yaml", ".yml", ".toml", ".txt"}
_EXCEL = {".xlsx", ".xlsm"}
_NOT_READ_BY_PYTHON = {VARIANTS, "prompts", "runs", "__pycache__", "node_modules"}


def files_of(folder: Path, spec: TaskSpec, place: Callable[[int, str], str]) -> Mapping[str, bytes]:
    """The contents of every file that a task uses, by path, sorted.

    `place(index, name)` says where the step at `index` names a file. Raises TaskError that tells of
    every file that is missing or cannot be used.
    """
    files: dict[str, bytes] = {}
    problems: dict[str, TaskError] = {}
    for index, step in enumerate(spec.steps):
        for name in step.files():
            try:
                _add_named(files, folder, step, name)
            except TaskError as error:
                problems.setdefault(f"{place(index, name)}: {error.message}", error)
    if problems:
        raise TaskError("\n".join(problems), hint=next(iter(problems.values())).hint)
    if any(step.kind == "python" for step in spec.steps):
        for path in _read_by_python(folder):
            name = path.relative_to(folder).as_posix()
            if name not in files and name != TASK_FILE:
                files[name] = read_bytes(path)
    return dict(sorted(files.items()))


def text_of(path: Path, data: bytes) -> str:
    """The text of a file (UTF-8, a byte-order mark dropped). Raises TaskError when it is none."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TaskError(
            f"{path}: this is not UTF-8 text (byte {error.start + 1}).",
            hint="Save the file as UTF-8.",
        ) from error


def read_bytes(path: Path) -> bytes:
    """A file's bytes. Raises TaskError when it is missing, unreadable or far too large."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise TaskError(f"{path} is larger than {LARGEST_FILE // 2**20} MB.")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise TaskError(
            f"There is no file {path}.", hint="Create it, or correct the path."
        ) from error
    except OSError as error:
        raise TaskError(f"{path} cannot be read: {error.strerror}.") from error


def _add_named(files: dict[str, bytes], folder: Path, step: Step, name: str) -> None:
    """Adds a file that a step names, and what a prompt includes."""
    if name in files:
        return
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise TaskError(
            f"{name!r} lies outside the task's folder.",
            hint="Copy the file into the task's folder: a run keeps a copy of all that it used.",
        )
    data = read_bytes(path)
    if path.suffix in _TEXTS:
        text = text_of(path, data)
        files[name] = data
        for included in _INCLUDED.findall(text) if _is_prompt(step, name) else ():
            _add_named(files, folder, step, included)
    files[name] = data


def _is_prompt(step: Step, name: str) -> bool:
    return isinstance(step, AskStep) and name != step.examples


def _read_by_python(folder: Path) -> Iterator[Path]:
    """What a task's functions may depend on: their modules, and data in the task's folder.

    Links that lead out of it, virtual environments, hidden and lock files are not. An Excel file
    beside task.yaml may be anybody's export: it counts when a module names it.
    """
    found = sorted(_inside(folder))
    modules = [path.read_bytes() for path in found if path.suffix == ".py"]
    for path in found:
        if path.suffix.lower() in _READ_BY_PYTHON:
            yield path
        elif path.suffix.lower() in _EXCEL:
            named = any(path.name.encode() in module for module in modules)
            if named or path.parent != folder:
                yield path


def _inside(folder: Path) -> Iterator[Path]:
    """The files of a task's folder, without those that are nobody's data."""
    home = folder.resolve()
    for at, folders, names in os.walk(folder):
        folders[:] = [
            name
            for name in folders
            if name not in _NOT_READ_BY_PYTHON
            and not name.startswith(".")
            and not (Path(at) / name / "pyvenv.cfg").exists()
        ]
        for name in names:
            path = Path(at) / name
            if name.startswith((".", "~$")) or not path.resolve().is_relative_to(home):
                continue
            if path.is_file() and path.stat().st_size <= LARGEST_FILE:
                yield path
