"""Steps: what a task does, as task.yaml holds them (DESIGN §4).

A new kind of step is one class here (or, with much to say, in a module of its own as `lookup` and
`rules`), one member of `Step`, and one file in steps/.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Discriminator, JsonValue, model_validator
from pydantic import Field as Key

from aiwf_cli.model.fields import Expression, Name, Spec
from aiwf_cli.model.lookup import LookupStep
from aiwf_cli.model.rules import CheckStep, FieldPath
from aiwf_cli.model.step_base import StepBase


class ModelSettings(Spec):
    """Which model is asked, and how."""

    name: str = "gpt-5-mini"
    """The model's name at the endpoint; --model and AIWF_MODEL override it."""
    temperature: float | None = None
    """Sampling temperature; left out where the model takes none."""
    max_output_tokens: int | None = Key(default=None, gt=0)
    """Where a reply is cut off."""
    reasoning_effort: str | None = None
    """For reasoning models: minimal, low, medium, high."""


class ImageSettings(Spec):
    """The page pictures that go with a request."""

    dpi: int = Key(default=150, ge=36, le=600)
    """Resolution at which pages are drawn."""
    max_side: int = Key(default=1600, ge=64)
    """Pictures are scaled down to this many pixels on the longer side."""
    pages: Literal["all", "first", "selected"] = "selected"
    """Which pages: those the step reads (selected), the first of them, or all of the document's."""


class Split(Spec):
    """A long document is asked about in parts; lists are joined, single values: the first stays."""

    pages: int = Key(default=10, gt=0)
    """Pages in a part."""
    overlap: int = Key(default=1, ge=0)
    """Pages that a part shares with the one before; none where parts are single pages."""

    @model_validator(mode="before")
    @classmethod
    def _single_pages_share_none(cls, data: object) -> object:
        if isinstance(data, dict) and data.get("pages") == 1:
            return {"overlap": 0, **data}
        return data

    @model_validator(mode="after")
    def _advances(self) -> Split:
        if self.overlap >= self.pages:
            raise ValueError("overlap must be smaller than pages")
        return self


class AskStep(StepBase):
    """Asks a model, by text or with pictures, for values in a fixed shape."""

    kind: Literal["ask"]
    prompt: str
    """The prompt's file, Markdown in Jinja2."""
    system: str | None = None
    """A file that replaces the built-in system message."""
    returns: tuple[Name, ...] | dict[str, JsonValue] | None = None
    """Names of the task's fields (each comes as value and quote), or an inline schema: fields as
    under `fields:`, or a JSON Schema with `type: object`. Default: all fields of the task."""
    images: bool | ImageSettings = False
    """Whether page pictures go along."""
    split: Split | None = None
    """Ask about so many pages at a time."""
    for_each: dict[Name, Expression] | None = Key(default=None, min_length=1, max_length=1)
    """Ask once for each item of a list: {item: expression}; the prompt sees `item`."""
    repeat: int = Key(default=1, ge=1, le=25)
    """Ask so many times and take the majority; disagreement needs review."""
    examples: str | None = None
    """Examples as .jsonl, .csv or .xlsx; the prompt sees them as `examples`."""
    model: ModelSettings | None = None
    """Another model for this step."""

    def files(self) -> tuple[str, ...]:
        """The prompt, and the system message and examples where it has them."""
        return tuple(path for path in (self.prompt, self.system, self.examples) if path)

    def expressions(self) -> tuple[tuple[str, Expression], ...]:
        """Those of every step, and what it asks about one by one."""
        items = ((f"for_each.{name}", text) for name, text in (self.for_each or {}).items())
        return (*super().expressions(), *items)

    @property
    def image_settings(self) -> ImageSettings | None:
        """How pictures are made, or None when none go along."""
        if isinstance(self.images, ImageSettings):
            return self.images
        return ImageSettings() if self.images else None


class SelectStep(StepBase):
    """Narrows what later steps read to the pages or paragraphs that match."""

    kind: Literal["select"]
    keywords: tuple[str, ...] = ()
    """Words to look for; width, case and spaces do not matter."""
    patterns: tuple[str, ...] = ()
    """Regular expressions to look for; full-width letters, digits and signs match half-width."""
    fields: tuple[Name, ...] = ()
    """Fields whose labels and synonyms are keywords too."""
    by: Literal["page", "paragraph"] = "page"
    """What is kept or dropped as a whole."""
    context: int = Key(default=0, ge=0)
    """So many neighbours before and after each match are kept too."""
    limit: int | None = Key(default=None, gt=0)
    """Only so many, those with the most different matches first."""
    otherwise: Literal["all", "none"] = "all"
    """What later steps read when nothing matches."""

    @model_validator(mode="after")
    def _looks_for_something(self) -> SelectStep:
        if not (self.keywords or self.patterns or self.fields):
            raise ValueError("a select step needs `keywords:`, `patterns:` or `fields:`")
        return self


class RegexStep(StepBase):
    """Applies a pattern to the text; named groups become values with their place as evidence."""

    kind: Literal["regex"]
    pattern: str | tuple[str, ...] | None = None
    """The pattern, or several of which the first that matches counts. Named groups name fields."""
    pattern_from: Expression | None = None
    """Where an earlier step put the pattern or patterns."""
    rows: Name | None = None
    """A list field: every match becomes one of its rows."""
    take: Literal["first", "last"] = "first"
    """Which match gives the values when there are several and no `rows`."""
    ignore_case: bool = False
    """Whether a and A are the same."""
    fold_width: bool = True
    """Whether full-width letters, digits and signs match their half-width forms."""
    timeout: float = Key(default=1.0, gt=0, le=60)
    """Seconds that one pattern may take on one document."""

    def expressions(self) -> tuple[tuple[str, Expression], ...]:
        """Those of every step, and where its pattern comes from."""
        own = (("pattern_from", self.pattern_from),) if self.pattern_from else ()
        return (*super().expressions(), *own)

    @model_validator(mode="after")
    def _one_source(self) -> RegexStep:
        if (self.pattern is None) == (self.pattern_from is None):
            raise ValueError("a regex step has either `pattern:` or `pattern_from:`")
        return self


class OutlineStep(StepBase):
    """Finds the numbered clauses of the text: by given patterns, else by the built-in rules."""

    kind: Literal["outline"]
    patterns: Expression | None = None
    """Where an earlier step put patterns: a list of {name, pattern, examples}."""
    clauses: dict[FieldPath, FieldPath] = Key(default_factory=dict)
    """Fields that say which clause another field's value stands in: {notice_clause: notice}, or in
    each row of a list {terms.clause: terms.text}."""

    def expressions(self) -> tuple[tuple[str, Expression], ...]:
        """Those of every step, and where its patterns come from."""
        own = (("patterns", self.patterns),) if self.patterns else ()
        return (*super().expressions(), *own)


class PythonStep(StepBase):
    """Calls a function of the task's own steps.py."""

    kind: Literal["python"]
    call: str = Key(pattern=r"^[^:]+\.py:[A-Za-z_][A-Za-z0-9_]*$")
    """File and function: `steps.py:name`. It takes one argument, the context."""
    timeout: float = Key(default=60.0, gt=0, le=3600)
    """Seconds that it may take on one document."""

    @property
    def file(self) -> str:
        """The file part of `call`."""
        return self.call.partition(":")[0]

    @property
    def function(self) -> str:
        """The function part of `call`."""
        return self.call.partition(":")[2]

    def files(self) -> tuple[str, ...]:
        """The Python file."""
        return (self.file,)


Step: TypeAlias = Annotated[
    AskStep | SelectStep | RegexStep | OutlineStep | LookupStep | CheckStep | PythonStep,
    Discriminator("kind"),
]
