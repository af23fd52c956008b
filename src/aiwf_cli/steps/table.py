"""Which code runs which kind of step: one line each, loaded when a task has such a step."""

from __future__ import annotations

from typing import assert_never

from aiwf_cli.model.lookup import LookupStep
from aiwf_cli.model.rules import CheckStep
from aiwf_cli.model.steps import AskStep, OutlineStep, PythonStep, RegexStep, SelectStep, Step
from aiwf_cli.steps.base import StepContext, StepResult


async def run_step(step: Step, context: StepContext) -> StepResult:
    """What `step` puts out. Raises DocumentError for this document, TaskError for the task."""
    match step:
        case AskStep():
            from aiwf_cli.steps import ask

            return await ask.run(step, context)
        case SelectStep():
            from aiwf_cli.steps import select

            return await select.run(step, context)
        case RegexStep():
            from aiwf_cli.steps import regex

            return await regex.run(step, context)
        case OutlineStep():
            from aiwf_cli.steps import outline

            return await outline.run(step, context)
        case LookupStep():
            from aiwf_cli.steps import lookup

            return await lookup.run(step, context)
        case CheckStep():
            from aiwf_cli.steps import check

            return await check.run(step, context)
        case PythonStep():
            from aiwf_cli.steps import python

            return await python.run(step, context)
        case _:
            assert_never(step)
