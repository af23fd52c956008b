"""What a document says of itself as a whole: the period it reports on, and of whom it reports."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiwf_cli.model.document import Document, Span
from aiwf_cli.text.normalise import fold
from aiwf_cli.text.statements.candidates import Candidate, Wanted, candidates
from aiwf_cli.text.statements.dated import dates_in
from aiwf_cli.text.statements.fitting import Report, could_be
from aiwf_cli.text.statements.periods import Period, document_period
from aiwf_cli.text.statements.scope import Scope, document_scope
from aiwf_cli.text.tables.table import Table

_THREE_MONTHS = re.compile("threemonths|3months")
_LONGER = re.compile(
    "(?:six|nine|twelve|6|9|12)months|(?:second|third|fourth)quarter|halfyear|[2-4]q|q[2-4]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A document that reports figures: its period, its scope, and the candidates for each figure.

    `period` and `scope` are None where nothing in it says.
    """

    period: Period | None
    scope: Scope | None
    candidates: Mapping[str, tuple[Candidate, ...]]
    first_quarter: bool = False

    @property
    def report(self) -> Report:
        """What choosing a figure has to know of it."""
        return Report(
            period=self.period.end if self.period else "",
            consolidated=self.scope.consolidated if self.scope else None,
            first_quarter=self.first_quarter,
        )


def read_statement(
    document: Document, tables: Sequence[Table], wanted: Sequence[Wanted]
) -> Statement:
    """What a document says of itself, by its text and by the headings of `tables`."""
    found = {one.name: tuple(candidates(tables, one)) for one in wanted}
    period = document_period(document) or _period_of_tables(document, wanted, found)
    return Statement(
        period=period,
        scope=document_scope(document),
        candidates=found,
        first_quarter=_is_of_first_quarter(document),
    )


def _is_of_first_quarter(document: Document) -> bool:
    """Whether a document tells of three months, and of no longer part of the year."""
    text = fold(document.text)
    return _THREE_MONTHS.search(text) is not None and not _LONGER.search(text)


def _period_of_tables(
    document: Document, wanted: Sequence[Wanted], found: Mapping[str, Sequence[Candidate]]
) -> Period | None:
    """The latest date beside the wanted figures that are no forecast; None when there is none."""
    dated = [
        (moment.date, candidate)
        for one in wanted
        for candidate in found[one.name]
        if could_be(candidate, one) and (moment := candidate.moment()).date
    ]
    if not dated:
        return None
    end, candidate = max(dated, key=lambda pair: pair[0])
    return Period(end=_last_day(end), span=_place(document, candidate))


def _last_day(date: str) -> str:
    """A date, or the last day of a month that is printed without a day (決算年月 2024年３月)."""
    if len(date) > 7:
        return date
    year, month = map(int, date.split("-"))
    return f"{date}-{monthrange(year, month)[1]:02}"


def _place(document: Document, candidate: Candidate) -> Span:
    """Where the date of a candidate is printed, or the nearest heading where it is put together."""
    start = document.page_starts[candidate.entry.table.page - 1]
    cells = [*candidate.dated_cells()] or [candidate.entry.cell]
    cell = next((cell for cell in cells if dates_in(cell.text)), cells[0])
    return start + cell.span[0], start + cell.span[1]
