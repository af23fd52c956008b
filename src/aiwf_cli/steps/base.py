"""What every kind of step is given, and what it gives back.

A step's output is a JSON object. Under a field's name it holds a plain value, or an object that
says more: `{"value": …, "quote": …, "span": [start, end], "unit": …, "notes": […], "review": …}`,
where only `value` is needed. List fields hold a list of rows of such values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeGuard, TypeVar

from aiwf_cli.errors import StepError
from aiwf_cli.llm.base import Client
from aiwf_cli.model.document import Document
from aiwf_cli.model.json import Json, JsonObject
from aiwf_cli.model.task import StepBase, Task
from aiwf_cli.steps.templates import FieldGuide, PromptDocument, evaluate
from aiwf_cli.steps.view import View

SAYS_MORE = frozenset({"value", "quote", "span", "unit", "notes", "review"})
"""The keys of an output value that says more than itself."""

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
        return evaluate(self.task, expression, {**(sees or {}), **self.variables()})


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


def says_more(value: Json) -> TypeGuard[JsonObject]:
    """Whether an output value is an object that carries its quote, place or unit with it."""
    return isinstance(value, dict) and "value" in value and value.keys() <= SAYS_MORE


def bare(value: Json) -> Json:
    """An output value without what it says more."""
    return value["value"] if says_more(value) else value


def need_text(value: object, what: str) -> str:
    """`value` as text. Raises StepError `bad_expression` when it is none."""
    if isinstance(value, str):
        return value
    raise StepError("bad_expression", f"{what} should be text, but is {value!r:.120}.")
