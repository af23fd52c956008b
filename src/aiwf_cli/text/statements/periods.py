"""The period that a statement reports on, and the dates beside its figures."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise, zip_longest

from aiwf_cli.model.document import Document, Span
from aiwf_cli.text.statements.words import Says, what_says
from aiwf_cli.text.values.dates import read_date
from aiwf_cli.text.values.reading import fold_width

_NUMERAL = r"(?:\d{1,4}|元|[一二三四五六七八九十〇]{1,4})"
_YEAR = rf"(?:(?:明治|大正|昭和|平成|令和|[MTSHR])\s*{_NUMERAL}|\d{{4}}|(?<!\d)\d{{1,2}}(?=\s*年))"
_MONTH_NAME = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.?"
_PART_OF_YEAR = r"(?:[1-4]Q|Q[1-4]|[12]H|H[12])"
_DATE = re.compile(
    rf"{_YEAR}\s*年\s*(?:[(（][^()（）]{{2,9}}[)）]\s*)?{_NUMERAL}\s*月\s*(?:{_NUMERAL}\s*日|末日?|期末?(?:\s*第\s*[1-4一二三四]\s*四半期|\s*中間期?|\s*[1-4]\s*Q)?)?"
    r"|(?:\d{4}|(?<![\d/])'?\d{2})\s*/\s*\d{1,2}\s*(?:期末?\s*(?:第?\s*[1-4一二三四]\s*(?:四半期|Q)|中間期?|[上半]期)?|末)"
    r"|(?<![\d.])(?:\d{4})[./-]\d{1,2}[./-]\d{1,2}(?!\d)|(?<![\w.])[HRS]\d{1,2}[./]\d{1,2}(?:[./]\d{1,2}|期)?(?!\d)"
    rf"|(?:{_PART_OF_YEAR}\s*)?\bFYE?\s*\d{{1,2}}/(?:20)?\d\d(?!\d)(?:\s*{_PART_OF_YEAR})?"
    r"|(?<![\d./])\d{1,2}([./])\d{1,2}\1(?:19|20)\d\d(?!\d)"
    rf"|{_MONTH_NAME}\s*\d{{1,2}},?\s*\d{{4}}|\d{{1,2}}\s+{_MONTH_NAME},?\s*\d{{4}}",
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
_BARE_YEAR = re.compile(r"(?<![\d,.])((?:19|20)\d\d)(?!\d|,\d)(?:\s*年度?)?")
_CLOSING_DAY = re.compile(
    r"(\d{1,2})\s*月\s*(\d{1,2}|末)\s*日?\s*(?:に終了|をもって終了|終了|を末日)"
)
_DAY_OF_YEAR = re.compile(
    rf"(?:\b({_MONTH_NAME})\s*(\d{{1,2}})\b|\b(\d{{1,2}})\s+({_MONTH_NAME})(?![\w.]))"
    r"(?!,?\s*\d{4}|\s*(?:to|through|until|[-–—~])\s)",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"第\s*(\d{1,3})\s*期")
_BETWEEN = re.compile(
    r"^\s*(?:[-~〜～－–—−]|から|より|至|to\b|through\b|[(（]?至)\s*", re.IGNORECASE
)


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
    plain = _same_length(text)
    return tuple(
        Dated(iso=iso, span=found.span())
        for found in _DATE.finditer(plain)
        if (iso := _iso(found[0], near))
    )


def _same_length(text: str) -> str:
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
    return _DAY_OF_YEAR.search(text) is not None and not _BARE_YEAR.search(_same_length(text))


def moment_of(headings: Sequence[str], corner: Sequence[str] = (), near: str = "") -> Moment:
    """The moment that some headings name together; a day without a year may stand in the corner.

    `September 28,` over `2024` is one date; so is `2023` beside `Years ended December 31`. `near`
    is an ISO date that tells the era of a year without one.
    """
    text = " ".join(headings)
    dates = [dated.iso for dated in dates_in(text, near)]
    years = [int(year) for year in _BARE_YEAR.findall(_same_length(text))]
    if not dates and years:
        where = " ".join([text, *corner])
        day, closing = _DAY_OF_YEAR.search(where), _CLOSING_DAY.search(_same_length(where))
        written = f"{day[1] or day[4]} {day[2] or day[3]}, {max(years)}" if day else ""
        written = f"{max(years)}年{closing[1]}月{closing[2]}日" if closing else written
        joined = dates_in(written.replace("末日", "末"))
        dates = [dated.iso for dated in joined]
    ordinals = [int(number) for number in _ORDINAL.findall(_same_length(text))]
    return Moment(
        date=max(dates, default=""),
        year=0 if dates else max(years, default=0),
        ordinal=max(ordinals, default=0),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The end of the period that a document reports on, and where that is printed.

    `end` is a date in ISO 8601.
    """

    end: str
    span: Span


_TITLE = re.compile(
    r"決算(?!日|期|予定)|計算書類|業績(?:の?概要|の?概況|について|のお知らせ|のご報告|の?ハイライト)|報告書|補足資料|補足説明"
)
_BALANCE_SHEET = re.compile(
    r"貸\s*借\s*対\s*照\s*表|balance sheets?|financial position", re.IGNORECASE
)
_WORDS = re.compile(r"\w")
_AS_OF = re.compile(r"現在|\bas (?:of|at)\b|\bat\b", re.IGNORECASE)
_ENDED = re.compile(r"(?:years?|quarters?|months|periods?|weeks?)\s+ended|\bended\b", re.IGNORECASE)
_LATER = re.compile(r"予定|提出|開催|支払|開始|出力|作成|公表|発表|holders of record|dated")
_UNTIL = re.compile(r"至\s*$")
_SINCE = re.compile(
    rf"(?:\d{{1,2}}\s+{_MONTH_NAME}|{_MONTH_NAME}\s*\d{{1,2}})\s*(?:to|until|through|[-–—])\s*$",
    re.IGNORECASE,
)
_UP_TO = re.compile(r"\s*まで(?!に)")
_FROM = re.compile(r"\s*から(?!\s*[\d元令平])")
_HEAD = 12
"""Lines of the first page among which a title is looked for."""


def document_period(document: Document) -> Period | None:
    """The period that a document reports on by its own words; None when it does not say.

    In this order: a range of dates that agrees with the title (2024年３月期 決算短信); the title;
    the latest range that is no forecast; the latest date of a balance sheet; the latest year ended;
    a date alone below the name of a balance sheet.
    """
    lines = list(_lines(document))
    title = _title(lines[:_HEAD])
    ranges = [found for line in lines for found in _ranges(line)]
    ranges += [found for line, below in pairwise(lines) for found in _wrapped_range(line, below)]
    if title:
        exact = [r for r in ranges if r.end[:7] == title.end[:7] and len(r.end) == 10]
        return exact[0] if exact else title
    for found in (ranges, _dated(lines, _AS_OF), _ended(lines), _below_names(lines)):
        if found:
            return max(found, key=lambda period: (period.end, -period.span[0]))
    return None


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    start: int


def _lines(document: Document) -> Iterator[_Line]:
    at = 0
    for text in document.text.split("\n"):
        if text.strip():
            yield _Line(text, at)
        at += len(text) + 1


def _is_forecast(line: _Line) -> bool:
    said = what_says(line.text)
    return Says.FORECAST in said and Says.ACTUAL not in said


def _title(lines: Sequence[_Line]) -> Period | None:
    """The period in a title: 2024年３月期 第３四半期決算短信, in one line or in two."""
    for line, below in zip_longest(lines, lines[1:]):
        periods = [dated for dated in dates_in(line.text) if _is_period(line, dated)]
        words = f"{line.text} {below.text if below else ''}"
        if len(periods) == 1 and _TITLE.search(words) and not _is_forecast(line):
            return _period(line, periods[0])
    return None


def _is_period(line: _Line, dated: Dated) -> bool:
    return "期" in line.text[slice(*dated.span)]


def _ranges(line: _Line) -> Iterator[Period]:
    """The ends of the ranges of dates in a line, as far as they are no forecast."""
    if _is_forecast(line):
        return
    dates = dates_in(line.text)
    for first, last in pairwise(dates):
        between = line.text[first.span[1] : last.span[0]]
        if _FROM.match(line.text[last.span[1] :]):
            continue  # two ranges side by side begin here; both end in the line below
        if len(first.iso) == len(last.iso) == 7 and _BETWEEN.match(_same_length(between)):
            yield from _months(line, first, last)
        if _is_term(first.iso, last.iso) and _BETWEEN.match(_same_length(between)):
            yield _period(line, last)
    for dated in dates:
        before = line.text[: dated.span[0]]
        if _UNTIL.search(before) or _SINCE.search(before):
            yield _period(line, dated)


def _months(line: _Line, first: Dated, last: Dated) -> Iterator[Period]:
    """The last day of the months from one to another: 2024年４月～2025年３月."""
    year, month = map(int, last.iso.split("-"))
    end = f"{last.iso}-{monthrange(year, month)[1]:02}"
    if _is_term(f"{first.iso}-01", end):
        yield Period(end=end, span=_span(line, last))


def _wrapped_range(line: _Line, below: _Line) -> Iterator[Period]:
    """The ends of ranges in two lines: （2023年１月１日から over 2023年12月31日まで）."""
    begun = [dated for dated in dates_in(line.text) if _FROM.match(line.text[dated.span[1] :])]
    ended = [dated for dated in dates_in(below.text) if _UP_TO.match(below.text[dated.span[1] :])]
    if len(begun) != len(ended):
        return
    for first, last in zip(begun, ended, strict=True):
        if _is_term(first.iso, last.iso):
            yield _period(below, last)


def _is_term(first: str, last: str) -> bool:
    """Whether a company could report on the time between two days: a month to a year and a half."""
    if len(first) < 10 or len(last) < 10:
        return False
    return 27 <= (date.fromisoformat(last) - date.fromisoformat(first)).days <= 560


def _dated(lines: Iterable[_Line], words: re.Pattern[str]) -> list[Period]:
    return [
        _period(line, dated)
        for line in lines
        if words.search(line.text) and not _is_forecast(line) and not _LATER.search(line.text)
        for dated in dates_in(line.text)
    ]


def _below_names(lines: Sequence[_Line]) -> list[Period]:
    """Dates that are all of a line, just below the name of a balance sheet."""
    return [
        _period(below, dated)
        for line, below in pairwise(lines)
        if _BALANCE_SHEET.search(line.text)
        for dated in dates_in(below.text)
        if len(dated.iso) == 10
        and not _WORDS.search(below.text.replace(below.text[slice(*dated.span)], ""))
    ]


def _ended(lines: Sequence[_Line]) -> list[Period]:
    """Years ended: `for the years ended March 31, 2023 and 2024` ends in 2024."""
    found = []
    for line in lines:
        if not _ENDED.search(line.text) or _is_forecast(line):
            continue
        years = list(_BARE_YEAR.finditer(line.text))
        for dated in dates_in(line.text):
            start, end = _span(line, dated)
            last = max(years, key=lambda year: int(year[1]), default=None)
            if last is None:  # 31.12.2024: no year that stands by itself
                found.append(_period(line, dated))
                continue
            iso = f"{last[1]}{dated.iso[4:]}"
            found.append(Period(end=iso, span=(start, max(end, line.start + last.end()))))
    return found


def _period(line: _Line, dated: Dated) -> Period:
    return Period(end=dated.iso, span=_span(line, dated))


def _span(line: _Line, dated: Dated) -> Span:
    return line.start + dated.span[0], line.start + dated.span[1]
