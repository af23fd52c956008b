"""Clause numbers as values: canonical text, how near two of them are."""

from __future__ import annotations

import re
from functools import lru_cache

from aiwf_cli.text.numbering.clause import Clause, relation
from aiwf_cli.text.numbering.references import parse_clause
from aiwf_cli.text.values.reading import Reading, fold_width, is_no_value, trim, unreadable

_IN_BRACKETS = re.compile(r"\((第[^()]*)\)")
_LIKENESS = {
    "same": 1.0,
    "format only": 0.9,
    "right number, wrong level": 0.6,
    "right paragraph, wrong item": 0.6,
    "right article, wrong paragraph": 0.5,
}


@lru_cache(maxsize=1 << 12)
def read_clause(text: str) -> Reading:
    """The clause in canonical form (第11条5 → 第11条第5項); a path as printed (11.5, 4(b)(ii))."""
    shown = trim(text)
    if is_no_value(shown):
        return Reading(None, (f"{shown or 'blank'} → not applicable",))
    clause = _parse(shown)
    if clause is None:
        return unreadable(text, "not one clause number")
    canonical = str(clause)
    return Reading(canonical, (f"{shown} → {canonical}",) if canonical != text else ())


def explain_clauses(value: str, gold: str) -> str | None:
    """How a wrong clause stands to the right one, such as `right article, wrong paragraph`."""
    ours, theirs = _parse(value), _parse(gold)
    return relation(ours, theirs) if ours and theirs else None


def clause_likeness(left: str, right: str) -> float:
    """1 for the same clause, 0.5 and more for one of the same article, else 0."""
    if left == right:
        return 1.0
    ours, theirs = _parse(left), _parse(right)
    return _LIKENESS.get(relation(ours, theirs), 0.0) if ours and theirs else 0.0


@lru_cache(maxsize=1 << 12)
def _parse(text: str) -> Clause | None:
    bracketed = _IN_BRACKETS.fullmatch(fold_width(text))
    return parse_clause(bracketed[1] if bracketed else text)
