"""Steps: what a task does, as task.yaml holds them (DESIGN §4).

A new kind of step is one class here, one member of `Step`, and one file in steps/.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import (
    BeforeValidator,
    Discriminator,
    JsonValue,
    model_validator,
)
from pydantic import Field as Key

from aiwf_cli.model.fields import Expression, Name, Spec


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


class StepBase(Spec):
    """What every step can say."""

    name: Name
    """What later steps and traces call it."""
    into: dict[Name, Expression] = Key(default_factory=dict)
    """Fields of the record from this step's output, where names differ: {field: expression}."""
    when: Expression | None = None
    """The step is skipped, with an empty output, unless this expression holds."""
    reads: Name | Literal["document"] | None = None
    """The select step whose passages it reads; `document` reads all. Default: the last select."""

    def files(self) -> tuple[str, ...]:
        """The task's files it names, as paths relative to the task's folder."""
        return ()

    def expressions(self) -> tuple[tuple[str, Expression], ...]:
        """Its expressions, each with the key it stands under."""
        own = (("when", self.when),) if self.when else ()
        return (*own, *((f"into.{name}", text) for name, text in self.into.items()))


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
    """A JSONL file of examples; the prompt sees them as `examples`."""
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

    def expressions(self) -> tuple[tuple[str, Expression], ...]:
        """Those of every step, and where its patterns come from."""
        own = (("patterns", self.patterns),) if self.patterns else ()
        return (*super().expressions(), *own)


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
