"""Which of one table's candidates are of the current period.

The headings of the whole table tell which column, or row, that is: by words (当期), by dates, by
years, by the number of the fiscal term.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aiwf_cli.text.normalise import fold
from aiwf_cli.text.statements.candidates import Candidate, about_time, counting_columns
from aiwf_cli.text.statements.fitting import Report
from aiwf_cli.text.statements.moments import Moment, moment_of
from aiwf_cli.text.statements.words import Says, what_say


def current_of(
    group: Sequence[Candidate], report: Report
) -> tuple[list[Candidate], list[Candidate]]:
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
        return _at_end(group, moments, report.period)
    last = max((moment.ordinal for moment in moments), default=0)
    return [c for c in group if c.moment().ordinal == last] if last else None


def _at_end(
    group: Sequence[Candidate], moments: Sequence[Moment], period: str
) -> list[Candidate] | None:
    """The candidates at the end of the report's period, where a table is dated by `moments`.

    None where years are not called after the day they end on: nobody knows which is now.
    """
    if _names_later_year(moments, period):
        return None
    end = _end_among(moments, period)
    only = len({moment for moment in moments if moment != Moment()}) == 1
    return [c for c in group if end and _is_at(c.moment(period), end, only)]


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
