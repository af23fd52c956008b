"""Which figures of a document's tables are the ones that are wanted, and why not the others.

Every figure under one of the wanted labels is a candidate, whether the label names its row or
its column. What else is said of it (前期, 予想, 増減率, 個別 …) sorts out most. What is left must
agree; where it does not, nothing is chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from aiwf_cli.text.statements.candidates import Candidate, Wanted
from aiwf_cli.text.statements.current import current_of
from aiwf_cli.text.statements.fitting import Report, could_be, is_of_report
from aiwf_cli.text.statements.labels import is_minority, read_label
from aiwf_cli.text.statements.moments import Moment
from aiwf_cli.text.statements.printed import Amount, amount_of
from aiwf_cli.text.statements.words import Says, what_say
from aiwf_cli.text.values.units import read_unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What became of a wanted figure: the candidate it is, or why there is none.

    `doubt` says that a person has to look; without a candidate and without doubt the document does
    not print the figure.
    """

    candidate: Candidate | None = None
    notes: tuple[str, ...] = ()
    doubt: bool = False


def choose(wanted: Wanted, found: Iterable[Candidate], report: Report) -> Choice:
    """The candidate that is wanted: current, actual, cumulative, of the group if there is one."""
    kept = [c for c in found if could_be(c, wanted, report) and is_of_report(c, report)]
    kept = _untranslated(kept)
    current: list[Candidate] = []
    unclear: list[Candidate] = []
    for _, group in groupby(kept, key=lambda candidate: id(candidate.entry.table)):
        now, others = current_of(list(group), report)
        current += now
        unclear += others
    if not current:
        return _unclear(unclear)
    return _decide(wanted, current, report)


def _untranslated(found: list[Candidate]) -> list[Candidate]:
    """Those in yen where others are in another currency: that is a translation for convenience."""
    in_yen = [c for c in found if "JPY" in read_unit(c.entry.unit).currencies]
    return in_yen or found


def _unclear(unclear: Sequence[Candidate]) -> Choice:
    if not unclear:
        return Choice()
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
