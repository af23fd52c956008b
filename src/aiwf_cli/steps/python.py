"""python: calls a function of the task's own steps.py.

The function takes one argument and returns a JSON object. It runs in a thread of its own, so that
one that never ends costs its document and not the run; only one of them runs at a time.
"""

from __future__ import annotations

import asyncio
import copy
import threading
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from weakref import WeakKeyDictionary

from aiwf_cli.errors import StepError, TaskError
from aiwf_cli.model.document import Document
from aiwf_cli.model.fields import Field
from aiwf_cli.model.json import Json, JsonObject, dumps, loads
from aiwf_cli.model.steps import PythonStep
from aiwf_cli.model.task import Task
from aiwf_cli.steps.base import StepContext, StepResult
from aiwf_cli.steps.modules import modules_of

T = TypeVar("T")


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
    """What the function returns.

    Raises StepError `python_error` for what goes wrong in it, `python_timeout` when it takes longer
    than the step's `timeout`: it is left behind then, as nothing can stop it.
    """
    given = PythonContext(
        document=context.document,
        steps=copy.deepcopy(dict(context.outputs)),
        task_dir=Path(context.task.folder),
        fields=context.task.spec.fields,
    )

    def call() -> tuple[str, Json]:
        returned = load_function(context.task, step)(given)
        return type(returned).__name__, loads(dumps(returned))

    try:
        async with _turn():
            kind, output = await _within(step, call)
    except (StepError, TaskError):
        raise
    except (Exception, SystemExit) as error:  # the task's own code may raise anything
        raise StepError("python_error", _told(error, context.task, step)) from error
    if not isinstance(output, dict):
        raise StepError(
            "python_error",
            f"{step.call} returned {kind}; a dict of outputs was expected.",
        )
    return StepResult(output=output)


def load_function(task: Task, step: PythonStep) -> Callable[[PythonContext], object]:
    """The function that a step calls. Raises TaskError when the file or function is not there."""
    path = str(Path(task.folder) / step.file)
    try:
        module = modules_of(task).load(step.file)
    except (Exception, SystemExit) as error:
        raise TaskError(
            f"{path} cannot be loaded: {_last_line(error)}{_at(error, path)}"
        ) from error
    function = getattr(module, step.function, None)
    if not callable(function):
        raise TaskError(
            f"{path}: there is no function {step.function!r}, which step {step.name!r} calls.",
            hint=f"Write: def {step.function}(context): return {{...}}",
        )
    checked: Callable[[PythonContext], object] = function
    return checked


_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


def _turn() -> asyncio.Lock:
    """Held while a function runs: they would only wait for each other, and they share globals."""
    return _turns.setdefault(asyncio.get_running_loop(), asyncio.Lock())


async def _within(step: PythonStep, call: Callable[[], T]) -> T:
    """What `call` returns or raises, in a thread that the program's end does not wait for.

    Raises StepError `python_timeout` when it takes longer than the step's `timeout`.
    """
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[None] = loop.create_future()
    outcome: list[T | BaseException] = []

    def end() -> None:
        if not ended.done():
            ended.set_result(None)

    def work() -> None:
        try:
            outcome.append(call())
        except BaseException as error:
            outcome.append(error)
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(end)

    threading.Thread(target=work, name=f"python step {step.name}", daemon=True).start()
    await asyncio.wait({ended}, timeout=step.timeout)
    if not outcome:
        raise StepError(
            "python_timeout",
            f"{step.call} took longer than {step.timeout:g} s on this document.",
            hint="Give the step a longer `timeout:`, or look for a loop that never ends.",
        )
    if isinstance(outcome[0], BaseException):
        raise outcome[0]
    return outcome[0]


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
