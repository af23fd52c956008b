"""Figures under the labels that are looked for, with everything that is said of them.

Every figure of a table whose row or column bears one of the labels is a candidate.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from aiwf_cli.text.normalise import fold, squash
from aiwf_cli.text.statements.labels import Label, heads_shares, read_label, read_share
from aiwf_cli.text.statements.moments import Moment, moment_of, names_day_of_year
from aiwf_cli.text.statements.sides import side_of
from aiwf_cli.text.statements.sums import set_out_total
from aiwf_cli.text.statements.words import Says, what_says
from aiwf_cli.text.tables.table import Cell, Column, Entry, Table
from aiwf_cli.text.tables.tokens import is_strong_figure

FigureKind: TypeAlias = Literal["money", "percent"]


_NOTES = re.compile(
    r"(?:\(?notes?\.?\)?|\(?(?:注記?|参照)(?:番号|事項)?\)?|※|ref\.?|no\.)(?:番号)?"
)
_THEREOF = re.compile(r"[-–(\s]*(?:thereof|of which)[:,\s]+attributable to\s*", re.IGNORECASE)
_NOTE_NUMBER = re.compile(r"\d{1,2}(?:,\d{1,2})*")
_TOTAL = re.compile(r"[合総]?計(?:額|金額)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A figure to look for: its name, the labels it goes by in order of preference.

    `instant`: it is of a day (assets), not of a period (sales), so it has no quarter of its own.
    """

    name: str
    labels: tuple[str, ...]
    kind: FigureKind = "money"
    instant: bool = False

    @property
    def keys(self) -> Mapping[str, int]:
        """The keys of its labels, each with its preference, 0 for the first."""
        keys = [read_label(label).key for label in self.labels]
        return {key: keys.index(key) for key in keys}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A figure under a wanted label.

    `printed` is the label as printed, `beside` are the other words that name its row and column,
    `above` those that introduce its table. `in_row`: the label names the row. `parts` are the
    figures that it is the sum of, where its label stands above them.
    """

    entry: Entry
    printed: str
    label: Label
    preference: int
    beside: tuple[str, ...]
    in_row: bool
    parts: tuple[Cell, ...] = ()

    @property
    def above(self) -> tuple[str, ...]:
        """What stands over it, the nearest first."""
        table = self.entry.table
        corner = [heading.text for heading in table.corner]
        titles = reversed((*table.captions, *table.title))
        return (self.entry.group, *corner, *table.notes, *titles)

    def moment(self, near: str = "") -> Moment:
        """When it is from, as far as its row and column say; `near` tells the era of its years."""
        return moment_of(self.beside, about_time(self.entry.table), near)

    def dated_cells(self) -> Iterator[Cell]:
        """The cells that name its row and column, from the nearest heading outwards."""
        table = self.entry.table
        headings = table.headings_of(table.columns[self.entry.column])
        for heading in (*reversed(headings), *reversed(table.rows[self.entry.row].labels)):
            yield from heading.cells


def about_time(table: Table) -> tuple[str, ...]:
    """What a table says of all its columns, for those that name a year alone.

    A day without a year counts for all of them, wherever among the headings it stands:
    `December 31,` is centred over 2024 and 2023, or set over one of three.
    """
    heads = (heading.text for column in table.columns for heading in column.headings)
    days = dict.fromkeys(text for text in (*heads, *table.notes) if names_day_of_year(text))
    corner = (heading.text for heading in table.corner)
    return (*corner, *days, *table.title, *table.captions)


def counting_columns(table: Table) -> tuple[Column, ...]:
    """The columns of a table that hold figures, not the numbers of notes."""
    return tuple(c for at, c in enumerate(table.columns) if not _holds_notes(table, at))


def _holds_notes(table: Table, column: int) -> bool:
    """Whether a column holds the numbers of notes: headed so, or small and under no own heading."""
    headings = table.columns[column].headings
    if any(_NOTES.fullmatch(fold(heading.text)) for heading in headings):
        return True
    shared = {head for other in table.columns[column + 1 : column + 2] for head in other.headings}
    if any(heading not in shared for heading in headings) or table.columns[column].unit:
        return False
    cells = [cell for row in table.rows if (cell := row.cells[column])]
    others = [cell for row in table.rows for cell in row.cells[column + 1 :] if cell]
    small = all(_NOTE_NUMBER.fullmatch(fold(cell.text)) for cell in cells)
    return small and any(is_strong_figure(cell.text) for cell in others)


def candidates(tables: Iterable[Table], wanted: Wanted) -> Iterator[Candidate]:
    """Every figure and dash under one of the labels."""
    keys = wanted.keys
    for table in tables:
        counting = counting_columns(table)
        for entry in table.entries():
            if table.columns[entry.column] not in counting:
                continue
            found = _named(entry, keys)
            if found is not None:
                yield found


def _named(entry: Entry, keys: Mapping[str, int]) -> Candidate | None:
    for texts, others, in_row in (
        (entry.labels, entry.headings, True),
        (entry.headings, entry.labels, False),
    ):
        for start, end in _runs(len(texts)):
            printed = squash("\n".join(texts[start:end]))
            label = read_label(printed)
            if label.key in keys:
                beside = (*texts[:start], *texts[end:], *others)
                return Candidate(
                    entry=entry,
                    printed=printed,
                    label=label,
                    preference=keys[label.key],
                    beside=beside,
                    in_row=in_row,
                )
    return _total_of_group(entry, keys) or _shared_out(entry, keys) or _total_of_side(entry, keys)


def _total_of_side(entry: Entry, keys: Mapping[str, int]) -> Candidate | None:
    """The total of a side of a balance sheet whose row says 合計 and no more: 資産の部 … 合計."""
    if not entry.labels or not _TOTAL.fullmatch(fold("".join(entry.labels))):
        return None
    side = side_of(entry)
    label = read_label(f"{side}合計")
    if label.key not in keys:
        return None
    return Candidate(
        entry=entry,
        printed=f"{squash(side)} {squash(''.join(entry.labels))}",
        label=label,
        preference=keys[label.key],
        beside=entry.headings,
        in_row=True,
    )


def _total_of_group(entry: Entry, keys: Mapping[str, int]) -> Candidate | None:
    """The total of what stands below a wanted label, set out in the next column."""
    found = set_out_total(entry)
    label = read_label(found[0]) if found else None
    if found is None or label is None or label.key not in keys:
        return None
    return Candidate(
        entry=entry,
        printed=found[0],
        label=label,
        preference=keys[label.key],
        beside=entry.headings,
        in_row=True,
        parts=found[1],
    )


def _shared_out(entry: Entry, keys: Mapping[str, int]) -> Candidate | None:
    """The owners' share of a profit, told in a row below 当期利益の帰属."""
    heading, owners = _whole_of(entry), entry.labels[-1] if entry.labels else ""
    if thereof := _THEREOF.match(owners):
        heading, owners = _above_shares(entry), owners[thereof.end() :]
    share = read_share(heading, owners) if owners else None
    if share is None or share.key not in keys:
        return None
    return Candidate(
        entry=entry,
        printed=f"{heading} {owners}",
        label=share,
        preference=keys[share.key],
        beside=(*entry.labels[:-1], *entry.headings),
        in_row=True,
    )


def _whole_of(entry: Entry) -> str:
    """What the shares of an entry's group are shares of: the group's own words, or the row above.

    Below `Profit for the year`, `Attributable to:` alone stands for both.
    """
    if not heads_shares(entry.group):
        return entry.group
    rows = entry.table.rows[: entry.row]
    at = max(number for number, row in enumerate(rows) if row.label == entry.group)
    above = next((row.label for row in reversed(rows[:at]) if not row.is_heading), "")
    return f"{above} attributable to" if above.isascii() else f"{above}の帰属"


def _above_shares(entry: Entry) -> str:
    """The figure that `thereof attributable to …` is a share of: the row above all such shares."""
    rows = reversed(entry.table.rows[: entry.row])
    whole = (row.label for row in rows if not row.is_heading and not _THEREOF.match(row.label))
    return f"{next(whole, '')} attributable to"


def _runs(count: int) -> Iterator[tuple[int, int]]:
    """Every run of neighbours, the longest first."""
    for length in range(count, 0, -1):
        for start in range(count - length + 1):
            yield start, start + length


def scope_of(candidate: Candidate) -> bool | None:
    """Whether it is consolidated, by the nearest words that say so; None when none do."""
    for text in (*candidate.beside, *candidate.above):
        said = what_says(text)
        if Says.SINGLE in said:
            return False
        if Says.CONSOLIDATED in said:
            return True
    plain = (*candidate.beside, *candidate.above)
    return False if any(map(is_single_statement, plain)) else None


def is_single_statement(text: str) -> bool:
    """Whether it is the name that only a company's own statement has: 貸借対照表, 損益計算書."""
    plain = squash(text).replace(" ", "").replace("\u3000", "")
    named = ("貸借対照表" in plain) or ("損益計算書" in plain)
    return named and "連結" not in plain and "要約" not in plain
