"""The dates that a text names, in all the ways that statements print them.

令和６年３月期, 2024/3末, 31.12.2024, `1H FY3/2025`, `September 28, 2024`: a period is its last day.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from functools import lru_cache

from aiwf_cli.model.document import Span
from aiwf_cli.text.values.dates import read_date
from aiwf_cli.text.values.reading import fold_width

_NUMERAL = r"(?:\d{1,4}|元|[一二三四五六七八九十〇]{1,4})"
_YEAR = rf"(?:(?:明治|大正|昭和|平成|令和|[MTSHR])\s*{_NUMERAL}|\d{{4}}|(?<!\d)\d{{1,2}}(?=\s*年))"
MONTH_NAME = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.?"
_PART_OF_YEAR = r"(?:[1-4]Q|Q[1-4]|[12]H|H[12])"
_DATE = re.compile(
    rf"{_YEAR}\s*年\s*(?:[(（][^()（）]{{2,9}}[)）]\s*)?{_NUMERAL}\s*月\s*(?:{_NUMERAL}\s*日|末日?|期末?(?:\s*第\s*[1-4一二三四]\s*四半期|\s*中間期?|\s*[1-4]\s*Q)?)?"
    r"|(?:\d{4}|(?<![\d/])'?\d{2})\s*/\s*\d{1,2}\s*(?:期末?\s*(?:第?\s*[1-4一二三四]\s*(?:四半期|Q)|中間期?|[上半]期)?|末)"
    r"|(?<![\d.])(?:\d{4})[./-]\d{1,2}[./-]\d{1,2}(?!\d)|(?<![\w.])[HRS]\d{1,2}[./]\d{1,2}(?:[./]\d{1,2}|期)?(?!\d)"
    rf"|(?:{_PART_OF_YEAR}\s*)?\bFYE?\s*\d{{1,2}}/(?:20)?\d\d(?!\d)(?:\s*{_PART_OF_YEAR})?"
    r"|(?<![\d./])\d{1,2}([./])\d{1,2}\1(?:19|20)\d\d(?!\d)"
    rf"|{MONTH_NAME}\s*\d{{1,2}},?\s*\d{{4}}|\d{{1,2}}\s+{MONTH_NAME},?\s*\d{{4}}",
    re.IGNORECASE,
)
_FISCAL = re.compile(r"FYE?\s*(\d{1,2})/(\d{2,4})", re.IGNORECASE)
_QUARTER_OR_HALF = re.compile(r"([1-4])[QH]|[QH]([1-4])", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d{4})")
_OTHER_ERA = re.compile(r"(?<=年)\s*[(（][^()（）]{2,9}[)）]")
_NO_ERA = re.compile(r"(\d{1,2})\s*年")
_SHORT_YEAR = re.compile(r"^'?(\d{2})\s*/")
_SLASHED_END = re.compile(r"(\d{4})\s*/\s*(\d{1,2})\s*末")
_QUARTER_SIGN = re.compile(r"(?:第\s*)?([1-4])\s*Q$", re.IGNORECASE)
BARE_YEAR = re.compile(r"(?<![\d,.])((?:19|20)\d\d)(?!\d|,\d)(?:\s*年度?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A date in a text: ISO as far as it is printed, and where it stands."""

    iso: str
    span: Span


@lru_cache(maxsize=1 << 12)
def dates_in(text: str, near: str = "") -> tuple[Dated, ...]:
    """Every date and every period that `text` names, in order; a period is its last day.

    A year without its era (６年３月期) is read as the one next to `near`, an ISO date; without that
    it is none.
    """
    plain = same_length(text)
    return tuple(
        Dated(iso=iso, span=found.span())
        for found in _DATE.finditer(plain)
        if (iso := _iso(found[0], near))
    )


def same_length(text: str) -> str:
    """`text` with half-width characters, none more or fewer than it has."""
    plain = fold_width(text)
    return plain if len(plain) == len(text) else text


def _iso(printed: str, near: str) -> str:
    """The date that a printed one is, with what `read_date` does not know written out."""
    if fiscal := _FISCAL.search(printed):
        return _iso(_fiscal_period(printed, int(fiscal[1]), int(fiscal[2])), "")
    if european := _DAY_FIRST.fullmatch(printed):
        return _day_first(*european.groups())
    printed = _OTHER_ERA.sub("", printed)
    if short := _NO_ERA.match(printed):
        eras = (f"{era}{short[1]}{printed[short.end(1) :]}" for era in ("令和", "平成", "20"))
        dates = [iso for era in eras if near and (iso := _iso(era, ""))]
        return min(dates, key=lambda iso: abs(int(iso[:4]) - int(near[:4])), default="")
    plain = _SHORT_YEAR.sub(r"20\1/", printed)
    plain = _QUARTER_SIGN.sub(r"第\1四半期", plain).replace("期末", "期")
    if slashed := _SLASHED_END.fullmatch(plain):
        plain = f"{slashed[1]}年{slashed[2]}月末"
    value = read_date(plain).value
    return value if isinstance(value, str) and len(value) >= 7 else ""


def _fiscal_period(printed: str, month: int, year: int) -> str:
    """`1H FY3/2025` as 2025年3月期第2四半期: the half ends when its second quarter does."""
    part = _QUARTER_OR_HALF.search(printed)
    number = int(part[1] or part[2]) if part else 4
    quarter = 2 * number if part and "H" in part[0].upper() else number
    behind = f"第{quarter}四半期" if quarter < 4 else ""
    return f"{year + 2000 if year < 100 else year}年{month}月期{behind}"


def _day_first(one: str, between: str, other: str, year: str) -> str:
    """31.12.2024, 12/31/2024 and 31/12/2024; empty where slashes leave open which is the month."""
    day, month = int(one), int(other)
    if between == "/" and month > 12 >= day:
        day, month = month, day
    elif between == "/" and day <= 12 and day != month:
        return ""
    if not (1 <= month <= 12 and 1 <= day <= monthrange(int(year), month)[1]):
        return ""
    return f"{year}-{month:02}-{day:02}"
