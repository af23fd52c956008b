"""Which keys of a step's output speak of the task's fields; the others are for the trace alone.

A step's own bookkeeping (`status` of a lookup, `pages` of a select) never becomes a field that
happens to have that name.
"""

from __future__ import annotations

from typing import assert_never, cast

from aiwf_cli.errors import StepError
from aiwf_cli.model.json import JsonObject
from aiwf_cli.model.lookup import LookupStep
from aiwf_cli.model.rules import CheckStep
from aiwf_cli.model.steps import AskStep, OutlineStep, PythonStep, RegexStep, SelectStep, Step
from aiwf_cli.model.task import Task
from aiwf_cli.steps.schema import schema_of
from aiwf_cli.text.patterns import compile_pattern

REGEX_KEYS = frozenset({"pattern", "matches"})
"""What a regex step puts out beside its groups and rows."""
PARTS = "parts"
"""Where an ask step that asks more than once puts its single answers."""


def fields_of_output(task: Task, step: Step) -> frozenset[str]:
    """The task's fields that the output of `step` may fill under their own names.

    Raises TaskError when the step's `returns` makes no sense.
    """
    return _spoken_of(task, step) & task.spec.fields.keys()


def keys_of_output(task: Task, step: Step) -> frozenset[str] | None:
    """Every key that the output of an ask or regex step may have; None where that is open.

    Raises TaskError when the step's `returns` makes no sense.
    """
    match step:
        case AskStep():
            return _spoken_of(task, step) | {PARTS}
        case RegexStep(rows=str() as rows):
            return REGEX_KEYS | {rows}
        case RegexStep(pattern=str() | tuple() as given):
            patterns = (given,) if isinstance(given, str) else given
            groups = [_groups(pattern) for pattern in patterns]
            return REGEX_KEYS.union(*groups) if all(map(_is_pattern, patterns)) else None
        case _:
            return None


def _spoken_of(task: Task, step: Step) -> frozenset[str]:
    match step:
        case AskStep(returns=None):
            return frozenset(task.spec.fields)
        case AskStep(returns=tuple() as names):
            return frozenset(names)
        case AskStep():
            return frozenset(cast("JsonObject", schema_of(task, step)["properties"]))
        case RegexStep(rows=str() as rows):
            return frozenset({rows})
        case RegexStep(pattern=None):
            return frozenset(task.spec.fields) - REGEX_KEYS
        case RegexStep(pattern=given):
            patterns = (given,) if isinstance(given, str) else given
            return frozenset().union(*map(_groups, patterns or ()))
        case LookupStep(rows=str() as rows):
            return frozenset({rows})
        case LookupStep(returns=returns):
            return frozenset(returns)
        case PythonStep():
            return frozenset(task.spec.fields)
        case OutlineStep(clauses=clauses):
            return frozenset(path.partition(".")[0] for path in clauses)
        case SelectStep() | CheckStep():
            return frozenset()
        case _:
            assert_never(step)


def _groups(pattern: str) -> frozenset[str]:
    """The names of a pattern's groups; none when it is no pattern."""
    return frozenset(compile_pattern(pattern).groups) if _is_pattern(pattern) else frozenset()


def _is_pattern(pattern: str) -> bool:
    try:
        compile_pattern(pattern)
    except StepError:
        return False
    return True
