"""Fields: what a task extracts, as task.yaml holds them (DESIGN §4).

The docstrings of classes and keys are what `aiwf schema` prints, here as in `step`, `steps`,
`lookup`, `rules` and `task`.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import (
    BaseModel,
    ConfigDict,
    model_validator,
)
from pydantic import Field as Key

FieldType: TypeAlias = Literal[
    "text",
    "quote",
    "integer",
    "number",
    "money",
    "percent",
    "date",
    "clause",
    "code",
    "enum",
    "bool",
    "list",
    "object",
]
Name: TypeAlias = Annotated[str, Key(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
Expression: TypeAlias = str
"""A Jinja2 expression over `steps`, `document`, `fields` (and what its key says besides)."""


class Spec(BaseModel):
    """A mapping of the YAML file: unknown keys are errors, values never change."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Compare(Spec):
    """How a field's value is held against gold, where its type's own way does not fit."""

    how: Literal["exact", "contains", "code"] | None = None
    """exact: character for character; contains: gold stands in it; code: as an identifier."""
    tolerance: float | str | None = None
    """How far a number may be off: 1, or "0.5%"."""
    ignore: tuple[Literal["spaces", "case", "punctuation"], ...] = ()
    """What does not count as a difference."""


class Field(Spec):
    """One thing to extract."""

    type: FieldType = "text"
    """What kind of value it is; decides how it is normalised and compared."""
    label: str = ""
    """The name people use for it: in prompts, in CSV and Excel headers."""
    synonyms: tuple[str, ...] = ()
    """Other words under which documents print it."""
    hint: str = ""
    """Where to look, what not to confuse it with: one or two sentences for the model."""
    unit: str = ""
    """The unit that a bare figure is in, such as 百万円."""
    day_first: bool | None = None
    """How 03/06/2024 is meant: true, 3 June; false, March 6. Unsaid, it asks for review."""
    values: tuple[str, ...] | dict[str, tuple[str, ...]] = ()
    """The allowed values of an enum; as a mapping, each with its other spellings."""
    of: dict[Name, Field] | None = None
    """The subfields of a list's rows, or of an object."""
    required: bool = False
    """Whether a document without it needs review."""
    compare: Compare | None = None
    """Overrides how the value is held against gold."""

    @model_validator(mode="after")
    def _shape(self) -> Field:
        if self.type in ("list", "object") and not self.of:
            raise ValueError(f"a field of type {self.type} says what it is made of: add `of:`")
        if self.of and self.type not in ("list", "object"):
            raise ValueError(f"`of:` goes with type list or object, not {self.type}")
        if self.day_first is not None and self.type != "date":
            raise ValueError(f"`day_first:` goes with type date, not {self.type}")
        if self.type == "enum" and not self.values:
            raise ValueError("a field of type enum lists its `values:`")
        return self
