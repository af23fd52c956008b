"""What a check's rules see: the values read so far, in one row of a list or as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias, TypeGuard, cast

from aiwf_cli.errors import StepError
from aiwf_cli.model.fields import Field
from aiwf_cli.model.json import Json, JsonObject
from aiwf_cli.steps.exact import Fact, figure

Evaluate: TypeAlias = Callable[[str, Mapping[str, object]], object]
"""Evaluates an expression of the task; raises StepError when it cannot."""
Mentions: TypeAlias = Callable[[str], tuple[str, ...]]
"""The fields, and subfields as `list.sub`, that an expression is about."""


class Absent(Exception):  # noqa: N818 - a turn of the flow, not an error
    """A rule cannot be judged: `args[0]` says what is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What a rule sees: the task's fields and their plain values, in one row or as a whole.

    `facts` are the values with their numbers as figures.
    """

    fields: Mapping[str, Field]
    values: JsonObject
    facts: Mapping[str, Fact]
    evaluate: Evaluate
    mentions: Mentions
    rows: str | None = None
    row: int | None = None
    """Where the rule stands, when it goes over the rows of the list `rows`."""

    def field(self, path: str) -> Field:
        """The field at a path. Raises KeyError when there is none."""
        name, _, sub = path.partition(".")
        return (self.fields[name].of or {})[sub] if sub else self.fields[name]

    def value(self, path: str) -> Json:
        """The plain value at a path, in this row; of a list's subfield without one, the column."""
        name, _, sub = path.partition(".")
        value = self.values[name]
        if not sub or value is None:
            return value
        if isinstance(value, list) and name == self.rows and self.row is not None:
            value = value[self.row]
        if isinstance(value, list):
            return [row.get(sub) if isinstance(row, dict) else None for row in value]
        return value.get(sub) if isinstance(value, dict) else None

    def label(self, path: str) -> str:
        """What people call a field."""
        return self.field(path).label or path

    def given(self, paths: Sequence[str]) -> None:
        """Raises Absent when any of the fields has no value."""
        missing = [self.label(path) for path in paths if _is_absent(self.value(path))]
        if missing:
            raise Absent(f"no value for {', '.join(dict.fromkeys(missing))}")

    def names(self) -> dict[str, object]:
        """What expressions see: values by field name; in a row, its list's name is the row."""
        known: dict[str, Fact] = dict(self.facts)
        if self.rows is not None and self.row is not None:
            column = known[self.rows]
            known[self.rows] = column[self.row] if isinstance(column, list) else None
        return {**known, "values": known}

    def reckon(self, expression: str | float) -> Fact:
        """What an expression over fields comes to. Raises Absent when a field is not there."""
        if not isinstance(expression, str):
            return figure(expression)
        self.given(self.mentions(expression))
        made = self.worked_out(expression)
        return figure(made) if _is_number(made) else cast("Fact", made)

    def worked_out(self, expression: str) -> object:
        """What an expression comes to. Raises Absent when these values give it no result."""
        try:
            return self.evaluate(expression, self.names())
        except StepError as error:
            if isinstance(error.__cause__, ArithmeticError | TypeError | ValueError):
                raise Absent(f"{expression} has no result") from error
            raise


def _is_number(made: object) -> TypeGuard[float | Decimal]:
    return isinstance(made, int | float | Decimal) and not isinstance(made, bool)


def _is_absent(value: Json) -> bool:
    if isinstance(value, list):
        return not value or any(part is None for part in value)
    return value is None
