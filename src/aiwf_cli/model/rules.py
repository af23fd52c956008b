"""check: the rules that values are held against, as task.yaml holds them."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field as Key
from pydantic import model_validator

from aiwf_cli.model.fields import Expression, Spec
from aiwf_cli.model.step_base import StepBase

FieldPath: TypeAlias = Annotated[str, Key(pattern=r"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_]\w*)?$")]
"""A field, or a subfield of a list as `list.sub`."""


class SumRule(Spec):
    """A total is the sum of its parts."""

    total: FieldPath
    """The field with the total."""
    of: tuple[Annotated[str, Key(pattern=r"^-?[A-Za-z_][A-Za-z0-9_.]*$")], ...] = Key(min_length=1)
    """The parts; `-cost` is taken away; `items.amount` adds up the rows of a list."""
    tolerance: int | float | str = 0
    """How far off it may be, in the base unit: 1, "1百万円", or "0.5%" of the total."""


class RangeRule(Spec):
    """A value lies between two bounds, which belong to it."""

    field: FieldPath
    """The field."""
    min: int | float | str | None = None
    """The least it may be, in the base unit, or a date."""
    max: int | float | str | None = None
    """The most it may be."""

    @model_validator(mode="after")
    def _bounded(self) -> RangeRule:
        if self.min is None and self.max is None:
            raise ValueError("a range has a `min:`, a `max:` or both")
        return self


class CompareRule(Spec):
    """Two values stand in a relation."""

    left: str
    """A field or an expression over fields: `net_assets`, `sales - cost`."""
    must_be: Literal["<", "<=", "==", "!=", ">=", ">"]
    """What the left must be to the right."""
    right: str | int | float
    """A field, an expression over fields, or a number."""
    tolerance: int | float | str = 0
    """How far off it may be, in the base unit, or "0.5%" of the right."""


class OneOfRule(Spec):
    """A value is one of those that are known."""

    field: FieldPath
    """The field."""
    values: tuple[str | bool | int | float, ...] = Key(min_length=1)
    """The values, read as the field's own."""


class CheckRule(Spec):
    """One rule on what was read; it has one of required, sum, range, compare, one_of, expression.

    A rule about a value that is not there is not applicable; only `required` asks for values.
    """

    required: tuple[FieldPath, ...] | None = None
    """Fields that must have a value; a list at least one row."""
    sum: SumRule | None = None
    """A total and its parts."""
    range: RangeRule | None = None
    """A value and its bounds."""
    compare: CompareRule | None = None
    """Two values and their relation."""
    one_of: OneOfRule | None = None
    """A value and those it may be."""
    expression: Expression | None = None
    """Anything else that must hold, over fields by name: `sales >= 0 and unit == "百万円"`."""
    when: Expression | None = None
    """The rule counts only where this holds; it sees fields by name, absent ones as none."""
    reason: str = ""
    """What people are told when it does not hold, in place of the rule's own words."""
    fields: tuple[FieldPath, ...] = ()
    """The fields that need review when it does not hold, where they are not those it names."""

    @model_validator(mode="after")
    def _one_rule(self) -> CheckRule:
        kinds = ("required", "sum", "range", "compare", "one_of", "expression")
        given = [kind for kind in kinds if getattr(self, kind) is not None]
        if len(given) != 1:
            raise ValueError(f"a rule has one of {', '.join(kinds)}; this has {given or 'none'}")
        return self


class CheckStep(StepBase):
    """Holds what was read so far against rules; what breaks one needs review, nothing is changed.

    Puts out `ok`, and under `rules` how each fared: ok, failed, not applicable, skipped.
    """

    kind: Literal["check"]
    rules: tuple[CheckRule, ...] = Key(min_length=1)
    """The rules, in order."""
