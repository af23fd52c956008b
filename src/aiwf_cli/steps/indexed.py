"""One table of codes, indexed: what a code stands for, and which codes look alike.

A table is indexed once for the same bytes, by the key under which spellings of a code meet and by
the key under which codes meet that a camera confuses (text/codes).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeAlias

from aiwf_cli.steps.masters import MasterRows, read_table
from aiwf_cli.text.values.codes import code_key, confusable_key

Rows: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
"""Columns, each with values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeTable:
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
class MasterRow:
    """A row of a table, and where it stands: `line` counts from 1, the header among them."""

    file: str
    line: int
    columns: tuple[str, ...]
    row: tuple[str, ...]

    @property
    def cells(self) -> dict[str, str]:
        """The row by column."""
        return dict(zip(self.columns, self.row, strict=True))

    def same(self, other: MasterRow) -> bool:
        """Whether both say the same in every column, wherever they stand."""
        return self.row == other.row and self.columns == other.columns


@dataclass(frozen=True, slots=True)
class KnownCode:
    """A code as its table writes it, and the entry that it stands for."""

    code: str
    entry: MasterRow


class Codes:
    """The codes of one table, indexed."""

    def __init__(self, source: CodeTable) -> None:
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

    def find(self, key: str) -> tuple[KnownCode, ...]:
        """What stands under a code key, in the table's order."""
        return tuple(KnownCode(code, self.entry(at)) for code, at in self._by_key.get(key, ()))

    def alike(self, confusable: str) -> Sequence[str]:
        """The code keys of the codes with this confusable key."""
        return self._by_confusable.get(confusable, ())

    def entry(self, at: int) -> MasterRow:
        """The row at an index of the table."""
        table = self.table
        return MasterRow(table.file, table.lines[at], table.columns, table.rows[at])

    def entries_where(self, wanted: Mapping[str, str]) -> tuple[MasterRow, ...]:
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


def _kept_rows(table: MasterRows, source: CodeTable) -> Iterator[int]:
    """The indices of the rows that `where` and `unless` let through."""
    where = [(table.index(name), frozenset(values)) for name, values in source.where]
    unless = [(table.index(name), frozenset(values)) for name, values in source.unless]
    for at, row in enumerate(table.rows):
        kept = all(row[i] in values for i, values in where)
        if kept and not any(row[i] in values for i, values in unless):
            yield at


@lru_cache(maxsize=8)
def indexed(source: CodeTable) -> Codes:
    """The codes of a table. Raises TaskError when it cannot be read or lacks a column."""
    return Codes(source)
