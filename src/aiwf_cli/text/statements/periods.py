"""The period that a statement reports on, by its title, its ranges of dates, its balance sheet."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise, zip_longest

from aiwf_cli.model.document import Document, Span
from aiwf_cli.text.statements.dated import BARE_YEAR, MONTH_NAME, Dated, dates_in, same_length
from aiwf_cli.text.statements.words import Says, what_says

_BETWEEN = re.compile(
    r"^\s*(?:[-~〜～－–—−]|から|より|至|to\b|through\b|[(（]?至)\s*", re.IGNORECASE
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
    rf"(?:\d{{1,2}}\s+{MONTH_NAME}|{MONTH_NAME}\s*\d{{1,2}})\s*(?:to|until|through|[-–—])\s*$",
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
        if len(first.iso) == len(last.iso) == 7 and _BETWEEN.match(same_length(between)):
            yield from _months(line, first, last)
        if _is_term(first.iso, last.iso) and _BETWEEN.match(same_length(between)):
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
        years = list(BARE_YEAR.finditer(line.text))
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
