"""Which figures of a document's tables are the ones that are wanted, and why not the others.

Every figure under one of the wanted labels is a candidate, whether the label names its row or
its column. What else is said of it (前期, 予想, 増減率, 個別 …) sorts out most. What is left must
agree; where it does not, nothing is chosen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from aiwf_cli.text.statements.candidates import Candidate, Wanted, scope_of
from aiwf_cli.text.statements.current import current_of
from aiwf_cli.text.statements.fitting import Report, could_be, is_near, is_of_report
from aiwf_cli.text.statements.labels import is_minority, read_label
from aiwf_cli.text.statements.moments import Moment
from aiwf_cli.text.statements.printed import Amount, amount_of
from aiwf_cli.text.statements.words import Says, what_say
from aiwf_cli.text.tables.table import Column
from aiwf_cli.text.values.units import currencies_of, read_unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What became of a wanted figure: the candidate it is, or why there is none.

    `doubt` says that a person has to look; without a candidate and without doubt no table prints
    the figure. `nearly` tells of those figures then of which nothing says that they are another.
    """

    candidate: Candidate | None = None
    notes: tuple[str, ...] = ()
    doubt: bool = False
    nearly: tuple[str, ...] = ()


def choose(wanted: Wanted, found: Iterable[Candidate], report: Report) -> Choice:
    """The candidate that is wanted: current, actual, cumulative, of the group if there is one."""
    found = list(found)
    kept = [c for c in found if could_be(c, wanted, report) and is_of_report(c, report)]
    kept = _of_group(_untranslated(kept))
    current: list[Candidate] = []
    unclear: list[Candidate] = []
    for _, group in groupby(kept, key=lambda candidate: id(candidate.entry.table)):
        now, others = current_of(list(group), report)
        current += now
        unclear += others
    if current:
        return _decide(wanted, current, report)
    if unclear:
        return _unclear(unclear)
    return Choice(
        nearly=_told([c for c in found if is_near(c, wanted, report) and is_of_report(c, report)])
    )


def _told(nearly: Sequence[Candidate]) -> tuple[str, ...]:
    """A note on figures under the wanted labels that were not chosen, though nothing is against."""
    figures = (c for c in nearly if c.entry.cell.kind == "figure")
    shown = "、".join(dict.fromkeys(f"{c.printed} {c.entry.cell.text}" for c in figures))
    return (
        (f"nothing says that it is the current period's and the whole's: {shown}",) if shown else ()
    )


def _untranslated(found: list[Candidate]) -> list[Candidate]:
    """Those in yen where others are in another currency: that is a translation for convenience.

    Without yen those in a currency of which their table has fewer columns than of another.
    """
    in_yen = [c for c in found if "JPY" in read_unit(c.entry.unit).currencies]
    return in_yen or [c for c in found if not _is_translated(c)]


def _is_translated(candidate: Candidate) -> bool:
    """Whether its table has more columns in another currency: RMB for two years, US$ for one."""
    columns = candidate.entry.table.columns
    printed = Counter(known for column in columns if (known := _currencies(column)))
    own = printed[_currencies(columns[candidate.entry.column])]
    return 0 < own < max(printed.values(), default=0)


def _currencies(column: Column) -> frozenset[str]:
    """The currencies that the headings of a column may mean; empty when they name none."""
    return read_unit(column.unit).currencies or currencies_of(column.currency)


def _of_group(found: list[Candidate]) -> list[Candidate]:
    """Those of the group where their table has figures of the company alone beside them."""
    grouped = [c.entry.table for c in found if scope_of(c)]
    return [
        c
        for c in found
        if scope_of(c) is not False or not any(c.entry.table is table for table in grouped)
    ]


def _unclear(unclear: Sequence[Candidate]) -> Choice:
    shown = "、".join(dict.fromkeys(candidate.entry.cell.text for candidate in unclear))
    return Choice(notes=(f"nothing says which of {shown} is the current period's",), doubt=True)


def _decide(wanted: Wanted, current: Sequence[Candidate], report: Report) -> Choice:
    """The best candidate, unless another that is as good says something else."""
    parts = [part for candidate in current for part in candidate.parts]
    whole = [candidate for candidate in current if candidate.entry.cell not in parts]
    best = min(_rank(candidate, report) for candidate in whole)
    equal = [candidate for candidate in whole if _rank(candidate, report) == best]
    amounts = [amount for candidate in equal if (amount := amount_of(candidate, wanted.kind))]
    if not amounts:
        unread = [c for c in equal if c.entry.cell.kind == "figure"]
        printed = (unread or equal)[0]
        note = f"printed as {printed.printed} {printed.entry.cell.text}"
        return Choice(notes=(note,), doubt=bool(unread))
    first = amounts[0]
    if any(not first.agrees(other) for other in amounts[1:]):
        shown = "、".join(dict.fromkeys(amount.candidate.entry.cell.text for amount in amounts))
        return Choice(notes=(f"several figures are as likely: {shown}",), doubt=True)
    others = _other_labels(wanted, first, current) or _shared_profit(wanted, first.candidate)
    return Choice(candidate=first.candidate, notes=others, doubt=bool(others))


def _rank(candidate: Candidate, report: Report) -> tuple[bool, bool, int, bool]:
    """The owners' share of a profit first, parts of another figure last."""
    undated = candidate.moment(report.period) == Moment() and Says.CURRENT not in what_say(
        candidate.beside
    )
    return (
        candidate.label.part and not candidate.label.owners,
        not candidate.label.owners,
        candidate.preference,
        undated,
    )


def _other_labels(wanted: Wanted, chosen: Amount, current: Sequence[Candidate]) -> tuple[str, ...]:
    """A note on another label of the same figure in the same table that says something else."""
    if chosen.candidate.label.owners:
        return ()
    for other in current:
        if other.entry.table is not chosen.candidate.entry.table or other.label.part:
            continue
        if other.preference == chosen.candidate.preference:
            continue
        if other.entry.cell in chosen.candidate.parts:
            continue
        amount = amount_of(other, wanted.kind)
        if amount and not chosen.agrees(amount):
            return (f"{other.printed} {other.entry.cell.text} is printed as well",)
    return ()


def _shared_profit(wanted: Wanted, chosen: Candidate) -> tuple[str, ...]:
    """A note where a profit's table has a minority's share of it, so it may not be the owners'."""
    if chosen.label.owners or not any(read_label(label).owners for label in wanted.labels):
        return ()
    rows = chosen.entry.table.rows[chosen.entry.row + 1 :]
    shares = [row.label for row in rows if not row.is_heading and is_minority(row.label)]
    return (f"{shares[0]} is printed as well, the owners' share is not found",) if shares else ()
