"""Which figures of a document's tables are the ones that are wanted, and why not the others.

Every figure under one of the wanted labels is a candidate, whether the label names its row or
its column. What else is said of it (前期, 予想, 増減率, 個別 …) sorts out most. What is left must
agree; where it does not, nothing is chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from aiwf_cli.text.normalise import fold, squash
from aiwf_cli.text.statements.candidates import (
    Candidate,
    FigureKind,
    Wanted,
    about_time,
    counting_columns,
    scope_of,
)
from aiwf_cli.text.statements.labels import Label, is_minority, read_label
from aiwf_cli.text.statements.periods import Moment, moment_of
from aiwf_cli.text.statements.words import Says, is_regulated_ratio, what_say, what_says
from aiwf_cli.text.tables.table import Entry
from aiwf_cli.text.tables.units import unit_of_heading
from aiwf_cli.text.values.amounts import read_amount
from aiwf_cli.text.values.reading import Reading
from aiwf_cli.text.values.units import read_unit

_STATEMENT = re.compile(
    r"貸\s*借\s*対\s*照\s*表|損\s*益\s*計\s*算\s*書|財政状態|経営成績"
    r"|balance sheet|statements? of|income statement",
    re.IGNORECASE,
)
"""Names of statements: what is said further out does not hold for them."""

_PRIOR_TABLE = re.compile(r"[（(【〔]?前(?:連結会計|事業|会計)?(?:年度|期)")
_CORRECTED = re.compile("(?:訂正|修正|変更)前")
_MOVEMENT = re.compile(
    "期首|変動額|剰余金の配当|純利益|純損失|beginning of|^balance (?:at|as of).*beginning",
    re.IGNORECASE,
)
"""Rows of a statement of changes in net assets that are not what stands at its end."""

_TO_DATE = re.compile(r"[(（\[]\s*(?:累計|cumulative)\s*[)）\]]", re.IGNORECASE)
"""How a caption says that the three months of its table are all there are so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What became of a wanted figure: the candidate it is, or why there is none.

    `doubt` says that a person has to look; without a candidate and without doubt the document does
    not print the figure.
    """

    candidate: Candidate | None = None
    notes: tuple[str, ...] = ()
    doubt: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What is known of the document as a whole.

    `period` is the end of its period (ISO). `consolidated`: it is of a group. `first_quarter`: its
    three months are all there is of the year, so they are no quarter alone.
    """

    period: str = ""
    consolidated: bool | None = None
    first_quarter: bool = False


def choose(wanted: Wanted, found: Iterable[Candidate], report: Report) -> Choice:
    """The candidate that is wanted: current, actual, cumulative, of the group if there is one."""
    kept = [c for c in found if could_be(c, wanted, report) and _is_of_report(c, report)]
    kept = _untranslated(kept)
    current: list[Candidate] = []
    unclear: list[Candidate] = []
    for _, group in groupby(kept, key=lambda candidate: id(candidate.entry.table)):
        now, others = _current(list(group), report)
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


def could_be(candidate: Candidate, wanted: Wanted, report: Report | None = None) -> bool:
    """Whether its words allow it to be an actual amount of the current period."""
    beside, above = what_say(candidate.beside), _say_above(candidate)
    if beside & (Says.CHANGE | Says.PER_SHARE | Says.SEGMENT) or Says.SEGMENT in above:
        return False
    if not _has_kind(candidate.entry, wanted.kind) or not _is_placed(candidate):
        return False
    if Says.FORECAST in beside | above and Says.ACTUAL not in beside:
        return False
    if Says.PRIOR in beside and Says.CURRENT not in beside:
        return False
    if _is_of_prior_table(candidate) or _is_before(candidate):
        return False
    if wanted.kind == "percent" and _is_regulated(candidate):
        return False
    first = report is not None and report.first_quarter
    return wanted.instant or first or not _is_quarter(beside, candidate)


def _is_regulated(candidate: Candidate) -> bool:
    """Whether it is a ratio by the rules for banks: 連結自己資本比率（国内基準）."""
    near = (candidate.printed, candidate.entry.group, *candidate.beside)
    return any(map(is_regulated_ratio, near))


def _is_of_prior_table(candidate: Candidate) -> bool:
    """Whether a line above its table makes all of it a prior period's: 前事業年度（自 …."""
    table = candidate.entry.table
    lines = (*table.captions[-1:], *table.title, *(heading.text for heading in table.corner))
    return any(map(_PRIOR_TABLE.match, lines)) and Says.CURRENT not in what_say(lines)


def _is_before(candidate: Candidate) -> bool:
    """Whether it is what stood before a correction, or before the movements of the period."""
    if any(map(_CORRECTED.search, (*candidate.beside, *candidate.above))):
        return True
    return not candidate.in_row and any(map(_MOVEMENT.search, candidate.beside))


def _say_above(candidate: Candidate) -> Says:
    """What the captions say, from the nearest up to the one that names a statement."""
    said = Says.NOTHING
    for text in candidate.above:
        said |= what_says(text)
        if _STATEMENT.search(text):
            break
    return said


def _is_quarter(beside: Says, candidate: Candidate) -> bool:
    """Whether it is a quarter's alone, by its own words or by the nearest that stand over it."""
    if not beside & (Says.QUARTER | Says.CUMULATIVE) and any(map(_TO_DATE.search, candidate.above)):
        return False
    for said in (beside, *map(what_says, candidate.above)):
        if said & (Says.QUARTER | Says.CUMULATIVE):
            return Says.CUMULATIVE not in said
    return False


def _has_kind(entry: Entry, kind: FigureKind) -> bool:
    """Whether the unit allows it: amounts are in a currency, ratios in per cent or in none."""
    own = read_unit(entry.own_unit) if entry.own_unit else None
    percent = "%" in entry.cell.text or "％" in entry.cell.text
    if kind == "percent":
        return percent or own is None or own.name in ("%", "percent")
    if own is None:
        return not percent
    return not percent and "銭" not in entry.own_unit and (bool(own.currencies) or not own.name)


_IN_TIME = Says.PERIOD | Says.CURRENT | Says.PRIOR | Says.ACTUAL | Says.CUMULATIVE


def _is_placed(candidate: Candidate) -> bool:
    """Whether the words beside it place it in time, or say nothing: no product, no subsidiary."""
    texts = [text for text in candidate.beside if text and not unit_of_heading(text)]
    said = [what_says(text) for text in texts]
    return any(one & _IN_TIME for one in said) or all(Says.NEUTRAL in one for one in said)


def _is_of_report(candidate: Candidate, report: Report) -> bool:
    """Whether it is of the group where the document reports on the group."""
    return not (report.consolidated and scope_of(candidate) is False)


def _current(group: Sequence[Candidate], report: Report) -> tuple[list[Candidate], list[Candidate]]:
    """Of one table's candidates those of the current period, and those of which nobody knows."""
    dated = _in_time(group, report)
    kept = list(group) if dated is None else dated
    totals = [c for c in kept if Says.CUMULATIVE in what_say(c.beside)]
    if _is_ambiguous(kept) and totals:
        kept = totals
    return ([], kept) if _is_ambiguous(kept) else (kept, [])


def _is_ambiguous(found: Sequence[Candidate]) -> bool:
    """Whether one label has several figures: in columns, or in rows where it heads a column."""
    told: dict[tuple[bool, int], set[str]] = {}
    for candidate in found:
        entry = candidate.entry
        line = (candidate.in_row, entry.row if candidate.in_row else entry.column)
        if entry.cell.kind == "figure":
            told.setdefault(line, set()).add(fold(entry.cell.text))
    return any(len(texts) > 1 for texts in told.values())


def _in_time(group: Sequence[Candidate], report: Report) -> list[Candidate] | None:
    """The candidates that stand where the table has the current period; None when it has no time.

    The whole table tells which column (or row) that is, also one in which they have no figure.
    """
    peers = [*_peers(group[0]), *(candidate.beside for candidate in group)]
    if any(Says.CURRENT in what_say(peer) for peer in peers):
        return [c for c in group if Says.CURRENT in what_say(c.beside)]
    about = about_time(group[0].entry.table)
    moments = [moment_of(peer, about, report.period) for peer in peers]
    dated = sum(bool(moment.date or moment.year) for moment in moments)
    if dated and dated >= sum(bool(moment.ordinal) for moment in moments):
        if _names_later_year(moments, report.period):
            return None  # years are not called after the day they end on: nobody knows which is now
        end = _end_among(moments, report.period)
        only = len({moment for moment in moments if moment != Moment()}) == 1
        return [c for c in group if end and _is_at(c.moment(report.period), end, only)]
    if any(moment.ordinal for moment in moments):
        last = max(moment.ordinal for moment in moments)
        return [c for c in group if c.moment().ordinal == last]
    return None


def _peers(candidate: Candidate) -> Iterator[tuple[str, ...]]:
    """The headings of each column of a candidate's table (or the labels of each row) that count."""
    table = candidate.entry.table
    lines = (
        [table.headings_of(column) for column in counting_columns(table)]
        if candidate.in_row
        else [row.labels for row in table.rows]
    )
    for headings in lines:
        texts = tuple(heading.text for heading in headings)
        said = what_say(texts)
        forecast = Says.FORECAST in said and Says.ACTUAL not in said
        prior = Says.PRIOR in said and Says.CURRENT not in said
        if not (forecast or prior or Says.CHANGE in said):
            yield texts


def _names_later_year(moments: Sequence[Moment], period: str) -> bool:
    """Whether a year is named after the report's end, by a column that is no forecast.

    The half to September 2024 of a year that ends in 2025 stands below `1H FY2025`.
    """
    return bool(period) and any(moment.year > int(period[:4]) for moment in moments)


def _end_among(moments: Sequence[Moment], period: str) -> str:
    """Which of the dates beside a table's figures is that of the report; empty when none is.

    A fiscal year may be named after the calendar year before its end.
    """
    dates = {moment.date for moment in moments if moment.date}
    years = {f"{moment.year:04}" for moment in moments if moment.year}
    if not period:
        return max(dates or years, default="")
    fitting = [one for one in dates | years if period.startswith(one) or one.startswith(period)]
    same_month = [one for one in dates if one[:7] == period[:7]]
    if fitting or same_month:
        return max(fitting or same_month, key=len)
    last = max(years, default="")
    return last if last and int(period[:4]) - int(last) == 1 else ""


def _is_at(moment: Moment, end: str, only: bool) -> bool:
    """Whether a moment is that of `end`, or none in a table where that is the only one."""
    return end in (moment.date, f"{moment.year:04}") or (only and moment == Moment())


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


def _other_labels(wanted: Wanted, chosen: _Amount, current: Sequence[Candidate]) -> tuple[str, ...]:
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


@dataclass(frozen=True, slots=True)
class _Amount:
    """A candidate read: its value, and how coarse it is printed."""

    candidate: Candidate
    value: Decimal
    step: Decimal

    def agrees(self, other: _Amount) -> bool:
        """Whether both may be the same amount, cut off or rounded to their units."""
        return abs(self.value - other.value) <= max(self.step, other.step)


def amount_of(candidate: Candidate, kind: FigureKind) -> _Amount | None:
    """What a candidate prints, None for a dash and for what cannot be read."""
    entry = candidate.entry
    reading = read_printed(kind, candidate.label, entry.cell.text, entry.unit)
    if not isinstance(reading.value, int | float):
        return None
    scale = read_unit(entry.unit).scale if kind == "money" and entry.unit else Decimal("0.1")
    return _Amount(candidate, Decimal(str(reading.value)), scale)


def read_printed(kind: FigureKind, label: Label, figure: str, unit: str) -> Reading:
    """A figure as printed under a label, in its base unit, with the sign that both give it.

    A loss without a sign is negative (営業損失 1,041); the brackets of a part (うち …) are none.
    """
    text = printed_with_label(label, figure)
    return read_amount(kind, text, unit)


def printed_with_label(label: Label, figure: str) -> str:
    """A figure with what its label adds to it, in words that `read_amount` knows."""
    plain = squash(figure)
    if label.part:
        plain = plain.strip("()（） ")
    if not label.loss:
        return plain
    loss = "loss" if label.key.isascii() else "損失"
    return f"{loss} (△) {plain}" if label.marked else f"{loss} {plain}"
