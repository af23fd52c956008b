"""The Python files of a task as modules of its own.

They are made from the files that the task was resolved with, under a name of the task's own, and
import each other from there: two tasks in one process may both have a `helpers.py`. What they print
goes to stderr, as stdout holds results.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

from aiwf_cli.model.task import Task


def modules_of(task: Task) -> TaskModules:
    """The modules of a task, each made once."""
    sources = {name: data for name, data in task.files.items() if name.endswith(".py")}
    return _modules(task.hash, task.folder, tuple(sources.items()))


@lru_cache(maxsize=16)
def _modules(task_hash: str, folder: str, sources: tuple[tuple[str, bytes], ...]) -> TaskModules:
    return TaskModules(f"aiwf_task_{task_hash[:12]}", folder, dict(sources))


class TaskModules:
    """Makes modules from sources by their path in `folder`; a folder with sources is a package."""

    def __init__(self, prefix: str, folder: str, sources: Mapping[str, bytes]) -> None:
        self._prefix = prefix
        self._folder = folder
        self._sources = sources
        self._made: dict[str, ModuleType] = {}
        self._builtins = {**vars(builtins), "__import__": self._import, "print": _print}

    def load(self, file: str) -> ModuleType:
        """The module of a file. Raises whatever its code raises."""
        return self._module(file.removesuffix(".py").removesuffix("/__init__").replace("/", "."))

    def _module(self, name: str) -> ModuleType:
        """The module with a dotted name counted from the folder, which is the name of nothing."""
        if name in self._made:
            return self._made[name]
        file = self._file(name)
        module = ModuleType(f"{self._prefix}.{name}" if name else self._prefix)
        is_package = file is None or file.endswith("__init__.py")
        module.__package__ = name if is_package else name.rpartition(".")[0]
        module.__dict__["__builtins__"] = self._builtins
        self._made[name] = sys.modules[module.__name__] = module
        if file is None:
            return module
        module.__file__ = str(Path(self._folder) / file)
        try:
            exec(compile(self._sources[file], module.__file__, "exec"), module.__dict__)
        except BaseException:
            del self._made[name], sys.modules[module.__name__]
            raise
        return module

    def _file(self, name: str) -> str | None:
        path = name.replace(".", "/")
        return next((f for f in (f"{path}.py", f"{path}/__init__.py") if f in self._sources), None)

    def _has(self, name: str) -> bool:
        path = name.replace(".", "/") + "/" if name else ""
        return self._file(name) is not None or any(f.startswith(path) for f in self._sources)

    def _import(
        self,
        name: str,
        globals: Mapping[str, object] | None = None,  # noqa: A002 - the interpreter's own names
        locals: Mapping[str, object] | None = None,  # noqa: A002
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        """What an import statement in one of the modules does: its own modules come first."""
        if level:
            name = _absolute(name, str((globals or {}).get("__package__") or ""), level)
        elif not self._has(name.partition(".")[0]):
            return builtins.__import__(name, globals, locals, fromlist or (), level)
        if not self._has(name):
            raise ModuleNotFoundError(f"No module named {name!r} in the task's folder", name=name)
        first, *_, last = *self._path_to(name), self._module(name)
        for part in fromlist or ():
            inner = f"{name}.{part}" if name else part
            if not hasattr(last, part) and self._has(inner):
                setattr(last, part, self._module(inner))
        return last if fromlist else first

    def _path_to(self, name: str) -> Iterator[ModuleType]:
        """The modules that a dotted name leads through, each known to the one before."""
        parts = name.split(".")
        for at, part in enumerate(parts):
            module = self._module(".".join(parts[: at + 1]))
            if at:
                setattr(self._module(".".join(parts[:at])), part, module)
            yield module


def _absolute(name: str, package: str, level: int) -> str:
    """The name from the task's folder that a relative import means."""
    parts = package.split(".") if package else []
    if level - 1 > len(parts):
        raise ImportError("a relative import leads out of the task's folder")
    return ".".join([*parts[: len(parts) - level + 1], *([name] if name else [])])


def _print(*values: object, **options: Any) -> None:
    """`print` as a task's functions have it."""
    builtins.print(*values, **{"file": sys.stderr, **options})  # noqa: T201 - the task's own
