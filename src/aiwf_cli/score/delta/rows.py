"""Rows of two runs that no gold numbers, paired by what they say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from aiwf_cli.model.gold import GoldRow, Label
from aiwf_cli.score.align import ValueRow, align
from aiwf_cli.score.judge import Judge

RowPair: TypeAlias = "tuple[int | None, int | None]"
"""A row of A and the row of B that says the same; None where there is no such row."""


def pair_rows(
    a: Mapping[int, ValueRow], b: Mapping[int, ValueRow], judges: Mapping[str, Judge]
) -> list[RowPair]:
    """The rows of A in order, each with its partner in B, then the rows that only B has.

    They are paired as rows are with those of gold. A and B play the same part: with their places
    changed the same rows are paired.
    """
    partners = _partners(a, b, judges) if a and b else {}
    taken = frozenset(partners.values())
    pairs: list[RowPair] = [(row, partners.get(row)) for row in a]
    return pairs + [(None, row) for row in b if row not in taken]


def _partners(
    a: Mapping[int, ValueRow], b: Mapping[int, ValueRow], judges: Mapping[str, Judge]
) -> dict[int, int]:
    """Partners in B of rows in A; whose text comes first takes the part of gold."""
    first, second = _by_content(a, judges), _by_content(b, judges)
    if [text for text, _ in second] < [text for text, _ in first]:
        return {row: other for other, row in _partners(b, a, judges).items()}
    golds = [_as_gold(a[row], judges) for _, row in first]
    found = align(golds, [b[row] for _, row in second], judges).pairs
    return {first[mine][1]: second[theirs][1] for mine, theirs in found}


def _by_content(rows: Mapping[int, ValueRow], judges: Mapping[str, Judge]) -> list[tuple[str, int]]:
    """The rows sorted by what they say: their text, and which they are."""
    return sorted((repr([row.get(sub) for sub in judges]), at) for at, row in rows.items())


def _as_gold(row: ValueRow, judges: Mapping[str, Judge]) -> GoldRow:
    """A row taken for right."""
    return {
        sub: Label(() if judge.says_nothing(row.get(sub)) else (row.get(sub),))
        for sub, judge in judges.items()
    }
