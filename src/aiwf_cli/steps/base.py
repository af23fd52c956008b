"""What every kind of step is given, and what it gives back.

A step's output is a JSON object. Under a field's name it holds a plain value, or an object that
says more (steps/output). List fields hold a list of rows of such values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from aiwf_cli.errors import StepError
from aiwf_cli.llm.base import Client
from aiwf_cli.model.document import Document
from aiwf_cli.model.json import JsonObject
from aiwf_cli.model.step_base import StepBase
from aiwf_cli.model.task import Task
from aiwf_cli.steps.output import SAYS_MORE, SeenOutput, bare, says_more
from aiwf_cli.steps.templates import FieldGuide, PromptDocument, evaluate
from aiwf_cli.steps.view import View

__all__ = [
    "SAYS_MORE", "Finding", "StepContext", "StepResult", "bare", "need_text", "says_more",
]  # fmt: skip

S_contra = TypeVar("S_contra", bound=StepBase, contravariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepContext:
    """All that a step may know: the task, what it reads, and what earlier steps put out."""

    task: Task
    document: Document
    view: View
    outputs: Mapping[str, JsonObject]
    client: Client
    said: Sequence[JsonObject] = ()
    """What each step before it said about the task's fields, in order."""
    repeat: int = 1
    """Votes on each question, where the command asks for more than the step does."""

    def variables(self, view: View | None = None) -> dict[str, object]:
        """What expressions and prompts see."""
        return {
            "document": PromptDocument(view or self.view),
            "fields": FieldGuide(self.task.spec.fields),
            "steps": self.outputs,
        }

    def evaluate(self, expression: str, sees: Mapping[str, object] | None = None) -> object:
        """What an expression of the task comes to; it sees `sees` too.

        Raises StepError `bad_expression`.
        """
        steps = {name: SeenOutput(output) for name, output in self.outputs.items()}
        known = {**(sees or {}), **self.variables(), "steps": steps}
        return evaluate(self.task, expression, known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Why a person has to look at a field, whatever its value will be in the end.

    `field` is a field or a list's subfield (`items.price`), in its row `row` (from 0) or in all;
    None is the document as a whole.
    """

    field: str | None
    note: str
    row: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepResult:
    """What a step gives: its output, and the view that later steps read when it narrows it.

    `findings` ask for a look at fields, without changing them.
    """

    output: JsonObject
    view: View | None = None
    findings: tuple[Finding, ...] = ()


def need_text(value: object, what: str) -> str:
    """`value` as text. Raises StepError `bad_expression` when it is none."""
    if isinstance(value, str):
        return value
    raise StepError("bad_expression", f"{what} should be text, but is {value!r:.120}.")
