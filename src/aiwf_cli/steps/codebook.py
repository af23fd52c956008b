"""All codes that a lookup step knows: those of its masters, those of others, and its exceptions.

Each table is indexed once for the same bytes, by the key under which spellings of a code meet and
by the key under which codes meet that a camera confuses (text/codes).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal, TypeAlias

from aiwf_cli.errors import TaskError
from aiwf_cli.model.task import ExceptionTable, LookupStep, MasterTable, Task
from aiwf_cli.steps.masters import Table, read_table
from aiwf_cli.text.codes import code_key, confusable_key

Action: TypeAlias = Literal["ours", "not ours", "ambiguous"]
_ACTIONS: dict[str, Action] = {"ours": "ours", "notours": "not ours", "ambiguous": "ambiguous"}

Rows: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
"""Columns, each with values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A table of codes as a task names it, with its bytes; equal ones are read once."""

    file: str
    data: bytes
    sheet: str | None
    key: str
    alternatives: str | None
    separator: str
    where: Rows
    unless: Rows
    needed: tuple[str, ...]
    """The columns that it must have."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a table, and where it stands: `line` counts from 1, the header among them."""

    file: str
    line: int
    columns: tuple[str, ...]
    row: tuple[str, ...]

    @property
    def cells(self) -> dict[str, str]:
        """The row by column."""
        return dict(zip(self.columns, self.row, strict=True))

    def same(self, other: Entry) -> bool:
        """Whether both say the same in every column, wherever they stand."""
        return self.row == other.row and self.columns == other.columns


@dataclass(frozen=True, slots=True)
class Found:
    """A code as its table writes it, and the entry that it stands for."""

    code: str
    entry: Entry


class Codes:
    """The codes of one table, indexed."""

    def __init__(self, source: Source) -> None:
        self.table = read_table(source.file, source.data, source.needed, source.sheet)
        self.key = source.key
        self._source = source
        self._rows = tuple(_kept_rows(self.table, source))
        self._by_key: dict[str, list[tuple[str, int]]] = {}
        for at in self._rows:
            for code in self._codes_of(self.table.rows[at]):
                if key := code_key(code):
                    self._by_key.setdefault(key, []).append((code, at))

    def __len__(self) -> int:
        return len(self._by_key)

    def __contains__(self, key: str) -> bool:
        return key in self._by_key

    def find(self, key: str) -> tuple[Found, ...]:
        """What stands under a code key, in the table's order."""
        return tuple(Found(code, self.entry(at)) for code, at in self._by_key.get(key, ()))

    def alike(self, confusable: str) -> Sequence[str]:
        """The code keys of the codes with this confusable key."""
        return self._by_confusable.get(confusable, ())

    def entry(self, at: int) -> Entry:
        """The row at an index of the table."""
        table = self.table
        return Entry(table.file, table.lines[at], table.columns, table.rows[at])

    def entries_where(self, wanted: Mapping[str, str]) -> tuple[Entry, ...]:
        """The rows with these cells, in the table's order."""
        columns = tuple(wanted)
        rows = self._by_cells(columns).get(tuple(wanted.values()), ())
        return tuple(self.entry(at) for at in rows)

    def _codes_of(self, row: tuple[str, ...]) -> Iterator[str]:
        yield row[self.table.index(self._source.key)]
        if self._source.alternatives in self.table.columns:
            cell = row[self.table.index(self._source.alternatives)]
            yield from (part.strip() for part in cell.split(self._source.separator))

    @cached_property
    def _by_confusable(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key, codes in self._by_key.items():
            for confusable in {confusable_key(code) for code, _ in codes}:
                found.setdefault(confusable, []).append(key)
        return found

    @cached_property
    def _cells(self) -> dict[tuple[str, ...], dict[tuple[str, ...], list[int]]]:
        return {}

    def _by_cells(self, columns: tuple[str, ...]) -> Mapping[tuple[str, ...], Sequence[int]]:
        """The rows by what stands in these columns; made when first asked for."""
        if columns not in self._cells:
            at = [self.table.index(name) for name in columns]
            made: dict[tuple[str, ...], list[int]] = {}
            for row in self._rows:
                made.setdefault(tuple(self.table.rows[row][i] for i in at), []).append(row)
            self._cells[columns] = made
        return self._cells[columns]


def _kept_rows(table: Table, source: Source) -> Iterator[int]:
    """The indices of the rows that `where` and `unless` let through."""
    where = [(table.index(name), frozenset(values)) for name, values in source.where]
    unless = [(table.index(name), frozenset(values)) for name, values in source.unless]
    for at, row in enumerate(table.rows):
        kept = all(row[i] in values for i, values in where)
        if kept and not any(row[i] in values for i, values in unless):
            yield at


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What the exceptions table says about a code; `entry` is there when it is ours."""

    code: str
    action: Action
    entry: Entry | None
    why: str


@dataclass(frozen=True, kw_only=True)
class Codebook:
    """Everything that a lookup step knows about codes."""

    masters: tuple[Codes, ...]
    others: tuple[Codes, ...]
    rulings: Mapping[str, Ruling]

    def __contains__(self, key: str) -> bool:
        tables = (*self.masters, *self.others)
        return key in self.rulings or any(key in codes for codes in tables)

    def alike(self, confusable: str) -> tuple[str, ...]:
        """The keys of all known codes that a camera may take for one with this confusable key."""
        tables = (*self.masters, *self.others)
        ruled = self._ruled_alike.get(confusable, [])
        keys = (key for codes in tables for key in codes.alike(confusable))
        return tuple(dict.fromkeys((*ruled, *keys)))

    @cached_property
    def _ruled_alike(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key, ruling in self.rulings.items():
            found.setdefault(confusable_key(ruling.code), []).append(key)
        return found


def codebook(task: Task, step: LookupStep) -> Codebook:
    """The step's codes, read and indexed once for the same bytes.

    Raises TaskError for a table that cannot be read, lacks a column, or makes no sense.
    """
    return _codebook(
        tuple(_source(task, step, table, tuple(step.returns.values())) for table in step.master),
        tuple(_source(task, step, table, ()) for table in step.others),
        step.exceptions,
        task.files[step.exceptions.file] if step.exceptions else b"",
        step.key,
    )


@lru_cache(maxsize=8)
def _codebook(
    masters: tuple[Source, ...],
    others: tuple[Source, ...],
    exceptions: ExceptionTable | None,
    data: bytes,
    key: str,
) -> Codebook:
    ours = tuple(_codes(source) for source in masters)
    for codes in ours:
        if not len(codes):
            raise TaskError(
                f"{codes.table.file}: no row has a code in column {codes.key!r}.",
                hint="Formulas without a stored result are blank: open and save it in Excel.",
            )
    rulings = _rulings(exceptions, data, key, ours) if exceptions else {}
    return Codebook(
        masters=ours, others=tuple(_codes(source) for source in others), rulings=rulings
    )


@lru_cache(maxsize=8)
def _codes(source: Source) -> Codes:
    return Codes(source)


def _source(task: Task, step: LookupStep, table: MasterTable, needed: tuple[str, ...]) -> Source:
    """A table with what the step says for all of them; `needed` are columns beyond its own.

    The step's column of alternatives may be missing in the tables after the first.
    """
    key = table.key or step.key
    own = (table.alternatives, *table.where, *table.unless)
    shared = step.alternatives if table is step.master[0] else None
    named = (key, *own, *needed, *([] if table.alternatives else [shared]))
    return Source(
        file=table.file,
        data=task.files[table.file],
        sheet=table.sheet,
        key=key,
        alternatives=table.alternatives or step.alternatives,
        separator=step.separator,
        where=_rows(table.where),
        unless=_rows(table.unless),
        needed=tuple(dict.fromkeys(name for name in named if name)),
    )


def _rows(conditions: Mapping[str, str | tuple[str, ...]]) -> Rows:
    return tuple(
        (name, (values,) if isinstance(values, str) else values)
        for name, values in conditions.items()
    )


def _rulings(
    spec: ExceptionTable, data: bytes, key: str, masters: tuple[Codes, ...]
) -> dict[str, Ruling]:
    """The exceptions by code key. Raises TaskError for one that makes no sense."""
    column = spec.key or key
    table = read_table(spec.file, data, (column, spec.action), spec.sheet)
    rulings: dict[str, Ruling] = {}
    for line, row in zip(table.lines, table.rows, strict=True):
        cells = dict(zip(table.columns, row, strict=True))
        where = f"{spec.file}, line {line}"
        ruling = _ruling(spec, cells, column, masters, where)
        same = rulings.setdefault(code_key(ruling.code), ruling)
        if (same.action, same.entry) != (ruling.action, ruling.entry):
            raise TaskError(f"{where}: {ruling.code} is decided twice, and not alike.")
    return rulings


def _ruling(
    spec: ExceptionTable,
    cells: Mapping[str, str],
    column: str,
    masters: tuple[Codes, ...],
    where: str,
) -> Ruling:
    code, said = cells[column], cells[spec.action]
    if not code_key(code):
        raise TaskError(f"{where}: there is no code in column {column!r}.")
    action = _ACTIONS.get(said.lower().replace(" ", "").replace("_", "").replace("-", ""))
    if action is None:
        raise TaskError(
            f"{where}: {said!r} is no action.", hint=f"Actions: {', '.join(_ACTIONS.values())}."
        )
    since = cells.get(spec.since, "")
    why = ": ".join(part for part in (since and f"since {since}", cells.get(spec.reason)) if part)
    entry = None
    if action == "ours":
        apart = {column, spec.action, spec.reason, spec.since}
        wanted = {name: text for name, text in cells.items() if text and name not in apart}
        entry = _the_entry(wanted, code, masters, where)
    return Ruling(code=code, action=action, entry=entry, why=why)


def _the_entry(
    wanted: Mapping[str, str], code: str, masters: tuple[Codes, ...], where: str
) -> Entry:
    """The one entry that an exception names: by the columns it shares with a master, else by code.

    Raises TaskError when there is none, or more than one.
    """
    named_by = [
        (codes, {name: text for name, text in wanted.items() if name in codes.table.columns})
        for codes in masters
    ]
    if any(shared for _, shared in named_by):
        entries = [e for codes, shared in named_by if shared for e in codes.entries_where(shared)]
    else:
        entries = [hit.entry for codes in masters for hit in codes.find(code_key(code))]
    found = [e for at, e in enumerate(entries) if not any(e.same(o) for o in entries[:at])]
    if len(found) == 1:
        return found[0]
    named = ", ".join(f"{name} {text}" for name, text in wanted.items()) or code
    raise TaskError(
        f"{where}: {len(found) or 'no'} entries of the master are {named}.",
        hint="An exception `ours` names one entry, in a column that the master has too.",
    )
