"""Prompts and expressions: Jinja2, sandboxed, where an undefined name is an error.

What a document says is data: it is handed in as values, never as template text, and it cannot
close the tags that fence it in a prompt.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from aiwf_cli.errors import StepError
from aiwf_cli.model.document import Page
from aiwf_cli.model.fields import Field
from aiwf_cli.model.json import dumps
from aiwf_cli.model.task import Task
from aiwf_cli.steps.output import SAYS_MORE, SeenOutput, SeenValue, says_more
from aiwf_cli.steps.view import View

if TYPE_CHECKING:
    from jinja2.environment import TemplateExpression
    from jinja2.sandbox import SandboxedEnvironment

_UNREASONABLE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    NameError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What templates raise that ask for what values cannot do: a text plus one, a part of nothing, a
constant beyond all bounds (which Jinja compiles to the name `inf`)."""
_FENCE = re.compile(r"<(?=\s*/?\s*(?:document|page|examples?)\b)", re.IGNORECASE)


def fence_safe(text: str) -> str:
    """`text` with every tag that could be taken for a prompt's own fence put out of action."""
    return _FENCE.sub("＜", text)


def without_fences(value: object) -> object:
    """`value` with every text in it made fence-safe, however deep it lies.

    What earlier steps put out was read in the document, or came from a model that read it.
    """
    match value:
        case str():
            return fence_safe(value)
        case Mapping():
            return {key: without_fences(part) for key, part in value.items()}
        case list() | tuple():
            return [without_fences(part) for part in value]
        case _:
            return value


@dataclass(frozen=True, slots=True)
class PromptPage:
    """A page as prompts see it."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class PromptDocument:
    """The document as prompts and expressions see it: what the step reads of it."""

    view: View

    @property
    def id(self) -> str:
        """The document's path in its folder. A prompt that shows it is asked anew per file name."""
        return fence_safe(self.view.document.id)

    @property
    def text(self) -> str:
        """The text as it stands on the pages."""
        return fence_safe(self.view.text)

    @property
    def body(self) -> str:
        """The text without running heads and page numbers."""
        return fence_safe(self.view.body)

    @property
    def pages(self) -> tuple[PromptPage, ...]:
        """The pages one by one."""
        return tuple(
            PromptPage(page.number, fence_safe(self.view.of_page(page).text))
            for page in self.view.pages
        )

    @property
    def paged(self) -> str:
        """The pages one after the other, each in a tag that tells its number."""
        return "\n".join(
            f'<page number="{page.number}">\n{page.text}\n</page>' for page in self.pages
        )

    @property
    def tabular(self) -> str:
        """`paged` with the tables written out: headings and unit in one line, cells between bars.

        A page of which only passages are read keeps its text.
        """
        return "\n".join(
            f'<page number="{page.number}">\n{fence_safe(_tabular(self.view, page))}\n</page>'
            for page in self.view.pages
        )

    def between(self, start: int, end: int) -> str:
        """What the step reads between two offsets of the document: the text of one provision."""
        return fence_safe(self.view.between(start, end).text)

    def __str__(self) -> str:
        return self.text


DOCUMENT_NAMES = frozenset({"id", "text", "body", "pages", "paged", "tabular", "between"})
"""What prompts and expressions may ask of `document`."""


def _tabular(view: View, page: Page) -> str:
    from aiwf_cli.text.tables.writing import page_with_tables  # 30 ms that few prompts need

    text = view.of_page(page).text
    return page_with_tables(page) if text == page.text else text


class FieldGuide:
    """What prompts see as `fields`: printed, a list of what to extract and how to know it.

    `fields.name` is the guide to one of them.
    """

    def __init__(self, fields: Mapping[str, Field]) -> None:
        self._fields = fields

    def __getitem__(self, name: str) -> str:
        return _guide(name, self._fields[name], indent="")

    def __str__(self) -> str:
        return "\n".join(self[name] for name in self._fields)


def _guide(name: str, field: Field, *, indent: str) -> str:
    label = f" ({field.label})" if field.label else ""
    facts = [_TYPE_WORDS.get(field.type, field.type)]
    if field.values:
        facts.append("one of: " + ", ".join(field.values))
    if field.synonyms:
        facts.append("also called: " + ", ".join(field.synonyms))
    if field.unit:
        facts.append(f"in {field.unit}")
    if field.hint:
        facts.append(field.hint)
    lines = [f"{indent}- {name}{label}: {'; '.join(facts)}"]
    lines += [_guide(key, sub, indent=indent + "  ") for key, sub in (field.of or {}).items()]
    return "\n".join(lines)


_TYPE_WORDS = {
    "text": "text",
    "quote": "the document's own words, copied exactly",
    "integer": "a whole number",
    "number": "a number, as printed",
    "money": "an amount, as printed, with its sign",
    "percent": "a percentage, as printed",
    "date": "a date, as printed",
    "clause": "a clause number",
    "code": "a code, as printed",
    "enum": "a choice",
    "bool": "true or false",
    "list": "a list; each row has",
    "object": "an object with",
}


def render(task: Task, path: str, variables: Mapping[str, object]) -> str:
    """The prompt in the task's file `path`, filled in. Raises StepError `bad_prompt`."""
    from jinja2 import TemplateError

    try:
        return environment(task).get_template(path).render(variables).strip()
    except (TemplateError, *_UNREASONABLE) as error:
        line = getattr(error, "lineno", None) or _line_in(error, path)
        where = f"{path}, line {line}" if line else path
        raise StepError(
            "bad_prompt",
            f"{where}: {error}",
            hint="Prompts see document, fields, examples and steps.<name>.",
        ) from error


def _line_in(error: Exception, path: str) -> int | None:
    """The template's line where an error came up."""
    frames = traceback.extract_tb(error.__traceback__)
    return next((frame.lineno for frame in reversed(frames) if frame.filename == path), None)


def evaluate(task: Task, expression: str, variables: Mapping[str, object]) -> object:
    """What an expression of task.yaml comes to. Raises StepError `bad_expression`."""
    from jinja2 import TemplateError

    try:
        value = _compiled(environment(task), expression)(**variables)
        if isinstance(value, Iterator):  # what `selectattr` and its like give
            value = list(value)
        str(value)  # an undefined value says so only when it is used
    except TemplateError as error:
        raise StepError(
            "bad_expression",
            f"{expression!r}: {error.message}",
            hint="Expressions see steps.<name>.<key> of earlier steps, and document.",
        ) from error
    except _UNREASONABLE as error:
        raise StepError("bad_expression", f"{expression!r}: {error}") from error
    return value


@lru_cache(maxsize=512)
def _compiled(env: SandboxedEnvironment, expression: str) -> TemplateExpression:
    return env.compile_expression(expression, undefined_to_none=False)


@lru_cache(maxsize=8)
def _environment(task_hash: str, files: tuple[tuple[str, bytes], ...]) -> SandboxedEnvironment:
    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class KeysFirst(ImmutableSandboxedEnvironment):
        """In `steps.read.items`, `items` is what the step put out, not the method of a dict.

        A value that says more is as true as the value in it, wherever it is read; of no value
        there is no quote either.
        """

        def getattr(self, obj: object, attribute: str) -> object:
            if isinstance(obj, Mapping) and attribute in obj:
                return _seen(obj[attribute])
            if isinstance(obj, SeenOutput) and not hasattr(obj, attribute):
                return None
            if obj is None and attribute in SAYS_MORE:
                return None
            if isinstance(obj, PromptDocument) and attribute not in DOCUMENT_NAMES:
                return self.undefined(f"document has no {attribute!r}")
            return super().getattr(obj, attribute)

        def getitem(self, obj: object, argument: object) -> object:
            if isinstance(obj, SeenOutput) and argument not in obj:
                return None
            return _seen(super().getitem(obj, argument))

    prompts = {path: data.decode("utf-8-sig") for path, data in files if path.endswith(".md")}
    made = KeysFirst(
        loader=FunctionLoader(lambda path: _prompt(prompts, path)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # prompts are not HTML
    )
    made.filters["json"] = dumps
    return made


def _prompt(prompts: Mapping[str, str], path: str) -> tuple[str, str, None] | None:
    """A prompt's text under its own name, so that errors in it can name it and the line."""
    return (prompts[path], path, None) if path in prompts else None


def _seen(value: object) -> object:
    return SeenValue(value) if says_more(value) else value


def environment(task: Task) -> SandboxedEnvironment:
    """The Jinja2 environment that holds a task's prompts; made once per task."""
    return _environment(task.hash, tuple(task.files.items()))
