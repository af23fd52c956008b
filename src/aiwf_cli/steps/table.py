"""Which code runs which kind of step: one line each."""

from __future__ import annotations

from typing import assert_never

from aiwf_cli.model.steps import (
    AskStep,
    CheckStep,
    LookupStep,
    OutlineStep,
    PythonStep,
    RegexStep,
    SelectStep,
    Step,
)
from aiwf_cli.steps import ask, check, lookup, outline, python, regex, select
from aiwf_cli.steps.base import StepContext, StepResult


async def run_step(step: Step, context: StepContext) -> StepResult:
    """What `step` puts out. Raises DocumentError for this document, TaskError for the task."""
    match step:
        case AskStep():
            return await ask.run(step, context)
        case SelectStep():
            return await select.run(step, context)
        case RegexStep():
            return await regex.run(step, context)
        case OutlineStep():
            return await outline.run(step, context)
        case LookupStep():
            return await lookup.run(step, context)
        case CheckStep():
            return await check.run(step, context)
        case PythonStep():
            return await python.run(step, context)
        case _:
            assert_never(step)
