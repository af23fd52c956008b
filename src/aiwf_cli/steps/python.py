"""python: calls a function of the task's own steps.py.

The function takes one argument and returns a JSON object. Its module is made from the files that
the task was resolved with, once per task; other modules of the task's folder can be imported.
"""

from __future__ import annotations

import copy
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import ModuleType

from aiwf_cli.errors import StepError, TaskError
from aiwf_cli.model.document import Document
from aiwf_cli.model.json import JsonObject, dumps, loads
from aiwf_cli.model.task import Field, PythonStep, Task
from aiwf_cli.steps.base import StepContext, StepResult


@dataclass(frozen=True, slots=True, kw_only=True)
class PythonContext:
    """What a task's function is given.

    `document` has `.id`, `.text` and `.pages` (each `.number` and `.text`); `steps` are copies of
    the outputs of earlier steps by name; `task_dir` is the folder with the task's files; `fields`
    are the task's fields by name (each `.label`, `.synonyms`, `.type` and so on).
    """

    document: Document
    steps: Mapping[str, JsonObject]
    task_dir: Path
    fields: Mapping[str, Field]


async def run(step: PythonStep, context: StepContext) -> StepResult:
    """What the function returns. Raises StepError `python_error` for what goes wrong in it."""
    function = load_function(context.task, step)
    given = PythonContext(
        document=context.document,
        steps=copy.deepcopy(dict(context.outputs)),
        task_dir=Path(context.task.folder),
        fields=context.task.spec.fields,
    )
    try:
        returned = function(given)
        output = loads(dumps(returned))
    except (Exception, SystemExit) as error:  # the task's own code may raise anything
        raise StepError("python_error", _told(error, context.task, step)) from error
    if not isinstance(output, dict):
        raise StepError(
            "python_error",
            f"{step.call} returned {type(returned).__name__}; a dict of outputs was expected.",
        )
    return StepResult(output=output)


def load_function(task: Task, step: PythonStep) -> Callable[[PythonContext], object]:
    """The function that a step calls. Raises TaskError when the file or function is not there."""
    module = _module(task.hash, task.folder, step.file, task.text(step.file))
    function = getattr(module, step.function, None)
    if not callable(function):
        raise TaskError(
            f"{Path(task.folder) / step.file}: there is no function {step.function!r}, "
            f"which step {step.name!r} calls.",
            hint=f"Write: def {step.function}(context): return {{...}}",
        )
    checked: Callable[[PythonContext], object] = function
    return checked


@lru_cache(maxsize=16)
def _module(task_hash: str, folder: str, file: str, source: str) -> ModuleType:
    path = str(Path(folder) / file)
    module = ModuleType(f"aiwf_task_{task_hash[:8]}_{Path(file).stem}")
    module.__file__ = path
    sys.modules[module.__name__] = module
    if folder not in sys.path:
        sys.path.append(folder)
    try:
        exec(compile(source, path, "exec"), module.__dict__)
    except (Exception, SystemExit) as error:
        raise TaskError(
            f"{path} cannot be loaded: {_last_line(error)}{_at(error, path)}"
        ) from error
    return module


def _told(error: BaseException, task: Task, step: PythonStep) -> str:
    path = str(Path(task.folder) / step.file)
    return f"{step.call} raised {_last_line(error)}{_at(error, path)}"


def _last_line(error: BaseException) -> str:
    return traceback.format_exception_only(error)[-1].strip()


def _at(error: BaseException, path: str) -> str:
    """Where in the task's own file: the innermost frame of it."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == path]
    line = frames[-1].lineno if frames else getattr(error, "lineno", None)
    function = f", in {frames[-1].name}" if frames else ""
    return f" ({path}, line {line}{function})" if line else f" ({path})"
