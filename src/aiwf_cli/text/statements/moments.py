"""When a column or a row of a table stands in time, by its headings together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from aiwf_cli.text.statements.dated import BARE_YEAR, MONTH_NAME, dates_in, same_length

_CLOSING_DAY = re.compile(
    r"(\d{1,2})\s*月\s*(\d{1,2}|末)\s*日?\s*(?:に終了|をもって終了|終了|を末日)"
)
_DAY_OF_YEAR = re.compile(
    rf"(?:\b({MONTH_NAME})\s*(\d{{1,2}})\b|\b(\d{{1,2}})\s+({MONTH_NAME})(?![\w.]))"
    r"(?!,?\s*\d{4}|\s*(?:to|through|until|[-–—~])\s)",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"第\s*(\d{1,3})\s*期")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When a column or row stands in time, as far as its headings say.

    `date` is the latest date they name; `year` the latest year when they name no more; `ordinal`
    the number of the fiscal term (第43期). Empty or 0 when they do not say.
    """

    date: str = ""
    year: int = 0
    ordinal: int = 0


def names_day_of_year(text: str) -> bool:
    """Whether a heading names a day and no year: `December 31,` over columns of bare years."""
    return _DAY_OF_YEAR.search(text) is not None and not BARE_YEAR.search(same_length(text))


def moment_of(headings: Sequence[str], corner: Sequence[str] = (), near: str = "") -> Moment:
    """The moment that some headings name together; a day without a year may stand in the corner.

    `September 28,` over `2024` is one date; so is `2023` beside `Years ended December 31`. `near`
    is an ISO date that tells the era of a year without one.
    """
    text = " ".join(headings)
    dates = [dated.iso for dated in dates_in(text, near)]
    years = [int(year) for year in BARE_YEAR.findall(same_length(text))]
    if not dates and years:
        where = " ".join([text, *corner])
        day, closing = _DAY_OF_YEAR.search(where), _CLOSING_DAY.search(same_length(where))
        written = f"{day[1] or day[4]} {day[2] or day[3]}, {max(years)}" if day else ""
        written = f"{max(years)}年{closing[1]}月{closing[2]}日" if closing else written
        joined = dates_in(written.replace("末日", "末"))
        dates = [dated.iso for dated in joined]
    ordinals = [int(number) for number in _ORDINAL.findall(same_length(text))]
    return Moment(
        date=max(dates, default=""),
        year=0 if dates else max(years, default=0),
        ordinal=max(ordinals, default=0),
    )
