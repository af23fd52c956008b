"""lookup: which tables a code is looked up in, and how, as task.yaml holds it."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, model_validator
from pydantic import Field as Key

from aiwf_cli.model.fields import Expression, Name, Spec
from aiwf_cli.model.step_base import StepBase


class MasterTable(Spec):
    """A table of codes and what they stand for: CSV or Excel, every cell read as text."""

    file: str
    """The table's file, in the task's folder."""
    sheet: str | None = None
    """The sheet of an Excel file; the first one when left out."""
    key: str | None = None
    """The column that holds the code, where it is not the step's `key`."""
    alternatives: str | None = None
    """The column with other codes of the same entry, where it is not the step's."""
    where: dict[str, str | tuple[str, ...]] = Key(default_factory=dict)
    """Only rows with these values count: {column: value or values}."""
    unless: dict[str, str | tuple[str, ...]] = Key(default_factory=dict)
    """Rows with one of these values do not count: {column: value or values}."""


class ExceptionTable(Spec):
    """A table of codes that are decided before any master is asked."""

    file: str
    """The table's file. Columns that a master has too (such as code) name an entry of it."""
    sheet: str | None = None
    """The sheet of an Excel file; the first one when left out."""
    key: str | None = None
    """The column that holds the code, where it is not the step's `key`."""
    action: str = "action"
    """The column that says what to do: `ours`, `not ours` or `ambiguous`."""
    reason: str = "reason"
    """The column that says why; it may be missing."""
    since: str = "since"
    """The column that says since when; it may be missing, and is told, not calculated with."""


def _table(given: object) -> object:
    """A table named by its file alone, as the mapping that it stands for."""
    return {"file": given} if isinstance(given, str) else given


def _tables(given: object) -> object:
    """One table or several, each by its file alone or as a mapping."""
    return [_table(one) for one in given] if isinstance(given, list | tuple) else [_table(given)]


OneOrMoreTables: TypeAlias = Annotated[
    tuple[MasterTable, ...],
    BeforeValidator(
        _tables, json_schema_input_type=str | MasterTable | tuple[str | MasterTable, ...]
    ),
]
"""Written as a path, as a mapping, or as a list of either."""


class LookupStep(StepBase):
    """Looks a code up in a master table: as it is, normalised, then by characters that look alike.

    Puts out `status` (exact, normalised, confusable, ambiguous, none), `code`, `key`, `candidates`,
    `entry` (the row found, by column) and `reason`. For a list of codes it puts out `rows` of
    these, and what they come to together. Of several entries it never picks one.
    """

    kind: Literal["lookup"]
    code: Expression
    """The code to look up, or a list of codes."""
    master: OneOrMoreTables = Key(min_length=1)
    """The tables in which entries are looked for: a file, or several."""
    key: str
    """The column that holds the code."""
    alternatives: str | None = None
    """A column with other codes of the same entry."""
    separator: str = Key(default="|", min_length=1)
    """What stands between two alternatives in a cell."""
    others: OneOrMoreTables = ()
    """Tables of codes that are somebody else's: found there a code has no entry, and it is never
    taken for one of the master's that looks alike."""
    exceptions: Annotated[
        ExceptionTable | None,
        BeforeValidator(_table, json_schema_input_type=str | ExceptionTable | None),
    ] = None
    """A table of codes that are decided before the master is asked."""
    confusable: bool = True
    """Whether an unknown code is taken for the one known code that a camera may confuse it with:
    0 O, 1 I l, 2 Z, 5 S, 8 B. What is found so needs review."""
    upside_down: bool = False
    """Whether the code, or a part of it, may have been read upside down: 66 for 99, NH for HN."""
    for_each: dict[Name, Expression] | None = Key(default=None, min_length=1, max_length=1)
    """Look up for each item of a list: {item: expression}; `code` sees `item`."""
    rows: Name | None = None
    """A list field: each item looked up becomes one of its rows, with what `returns` adds."""
    returns: dict[Name, str] = Key(default_factory=dict)
    """Fields of the task (subfields of `rows`) from columns of the master: {field: column}."""

    def files(self) -> tuple[str, ...]:
        """The masters and the exceptions."""
        tables = tuple(table.file for table in (*self.master, *self.others))
        return (*tables, self.exceptions.file) if self.exceptions else tables

    def expressions(self) -> tuple[tuple[str, Expression], ...]:
        """Those of every step, the code, and what it is looked up for one by one."""
        items = ((f"for_each.{name}", text) for name, text in (self.for_each or {}).items())
        return (*super().expressions(), ("code", self.code), *items)

    @model_validator(mode="after")
    def _rows_of_something(self) -> LookupStep:
        if self.rows is not None and not self.returns:
            raise ValueError("`rows:` needs `returns:`, which says what each row gets")
        return self
