"""Dates as documents print them → ISO 8601: 2024-03-31, or 2024-03 and 2024 where less is printed.

Japanese eras (令和6年4月1日, R6.4.1, 平成31年/令和元年), ends of reporting periods (2024年3月期,
2024年3月期第3四半期), month names. Nothing is guessed: 04/05/2024 and 24/4/1 are problems.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from aiwf_cli.text.numerals import KANJI_NUMERALS, read_kanji
from aiwf_cli.text.values.reading import (
    Reading,
    ReadingError,
    fold_width,
    is_no_value,
    trim,
    unreadable,
)

MAX_LENGTH = 200
"""A text longer than this is a passage, not a date."""

_ERAS = {
    "明治": ("M", date(1868, 1, 25)),
    "大正": ("T", date(1912, 7, 30)),
    "昭和": ("S", date(1926, 12, 25)),
    "平成": ("H", date(1989, 1, 8)),
    "令和": ("R", date(2019, 5, 1)),
}
"""Letter and first day of each era; its year 1 is the year of that day."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMES = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)

_KANJI = re.compile(rf"[{KANJI_NUMERALS}]+(?=\s*[年月日])|(?<=第)[一二三四](?=\s*四半期)")
_FIRST_YEAR = re.compile(r"元(?=\s*[年./-])")
_TIME = re.compile(
    r"(?:^|[T ])\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z| ?[+-]\d{2}:?\d{2})?"
    r"|\s*(?:午前|午後)?\d{1,2}時(?:\d{1,2}分)?(?:\d{1,2}秒)?"
)
_ASIDE = re.compile(r"第\s*\d+\s*[期回]|\d+\s*(?:months?|weeks?|[ヶケヵカか箇]?月(?=間|決算))")

_ERA = r"(?:明治|大正|昭和|平成|令和|(?<![A-Za-z])[MTSHR]|[明大昭平令])"
_YEAR = rf"(?:(?P<era>{_ERA})\s*(?P<era_year>\d{{1,2}})(?!\d)|(?<![\d.])(?P<year>\d{{4}})(?!\d))"
_SAME_YEAR = rf"(?:(?P<era2>{_ERA})\s*(?P<era_year2>\d{{1,2}})|(?P<year2>\d{{4}}))\s*年"
_OTHER_YEAR = rf"(?:\s*[(/・=]\s*{_SAME_YEAR}\s*\)?)?"
_PERIOD = r"期(?:\s*第\s*(?P<quarter>[1-4])\s*四半期|\s*(?P<half>中間))?"
_NAME = rf"(?P<name>(?i:{_MONTH_NAMES})(?![A-Za-z]))\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"

_YMD_JAPANESE = (
    rf"{_YEAR}\s*年(?!\s*度){_OTHER_YEAR}(?:\s*(?P<month>\d{{1,2}})\s*月"
    rf"(?:\s*(?P<day>\d{{1,2}})\s*日|\s*(?P<last>末日?)|\s*(?P<period>{_PERIOD}))?)?"
)
_YMD = (
    rf"{_YEAR}\s*(?P<sep>[./-])\s*(?P<month>\d{{1,2}})"
    rf"(?:\s*(?P=sep)\s*(?P<day>\d{{1,2}})|\s*(?P<period>{_PERIOD}))?(?!\d)"
)
_FORMS = tuple(
    re.compile(form)
    for form in (
        _YMD_JAPANESE,
        _YMD,
        r"(?<!\d)(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?!\d)",
        rf"(?<!\d){_DAY}(?:\s+day\s+of)?[\s,.-]*{_NAME}[\s,-]*(?P<year>\d{{4}})(?!\d)",
        rf"(?<![A-Za-z]){_NAME}[\s-]*{_DAY}(?!\d)[\s,-]*(?P<year>\d{{4}})(?!\d)",
        rf"(?<![A-Za-z]){_NAME}[\s,-]*(?P<year>\d{{4}})(?!\d)",
        r"(?<!\d)(?P<first>\d{1,2})(?P<sep>[./-])(?P<second>\d{1,2})(?P=sep)(?P<year>\d{4})(?!\d)",
        r"(?<![\d./-])(?P<month>\d{1,2})/(?P<year>\d{4})(?!\d)",
        r"^(?P<year>\d{4})$",
    )
)

_WHY_NOT = (
    (re.compile(r"\d{1,2}\s*[./-]\s*\d{1,2}\s*[./-]\s*\d{1,2}(?!\d)"), "the year has two digits"),
    (re.compile(r"年\s*度|(?i:\bFY)"), "a fiscal year is not a date"),
    (re.compile(rf"\d\s*月|\b(?i:{_MONTH_NAMES})\b"), "it has no year"),
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A date in a text; `period` when it was printed as the period that ends on it."""

    iso: str
    rules: tuple[str, ...] = ()
    period: bool = False


@lru_cache(maxsize=1 << 12)
def read_date(text: str, day_first: bool | None = None) -> Reading:
    """The one date that `text` names, in ISO 8601, as precise as it is printed.

    A period (2024年3月期) is its last day. A text with two different dates, a day that does not
    exist, or a two-digit year is a problem. So are day and month that could change places, unless
    `day_first` says how they are printed.
    """
    printed = trim(fold_width(text))
    if len(printed) > MAX_LENGTH:
        return unreadable(text, "too long to be a date")
    if is_no_value(printed):
        return Reading(None, (f"{printed or 'blank'} → not applicable",))
    plain, rules = _in_arabic(printed)
    try:
        found, rest = _find(_ASIDE.sub("", _TIME.sub("", plain)), day_first)
        date_found = _agree(found)
    except ReadingError as problem:
        return unreadable(text, str(problem))
    if date_found is None:
        return unreadable(text, _why_not(plain))
    if re.search(r"\d", rest):
        return unreadable(text, f"it says more than the date {date_found.iso}")
    rules = (*rules, *date_found.rules)
    if date_found.iso != text:
        rules = (*rules, f"{printed} → {date_found.iso}")
    return Reading(date_found.iso, rules)


def _in_arabic(text: str) -> tuple[str, tuple[str, ...]]:
    """`text` with kanji numerals before 年月日, and 元年, in arabic digits."""
    if text.isascii():
        return text, ()
    plain = _KANJI.sub(_arabic, _FIRST_YEAR.sub("1", text))
    return plain, (f"{text} → {plain}",) if plain != text else ()


def _arabic(numeral: re.Match[str]) -> str:
    value = read_kanji(numeral[0])
    return numeral[0] if value is None else str(value)


def _find(text: str, day_first: bool | None) -> tuple[list[_Found], str]:
    """Every date in `text`, and what is left of it."""
    found = []
    for form in _FORMS:
        while match := form.search(text):
            found.append(_date_of({k: v for k, v in match.groupdict().items() if v}, day_first))
            text = f"{text[: match.start()]}\0{text[match.end() :]}"
    return found, text


def _agree(found: list[_Found]) -> _Found | None:
    """The one date that all of `found` can stand for; None when there are none.

    A less precise one agrees with a more precise one; a period goes before its first and last day.
    """
    if not found:
        return None
    best = max(found, key=lambda one: (one.period, len(one.iso)))
    others = [one.iso for one in found if not best.iso.startswith(one.iso)]
    if others and not (best.period and len(others) == 1 and others[0] < best.iso):
        raise ReadingError(f"it says more than one date: {best.iso}, {', '.join(others)}")
    return best


def _date_of(parts: dict[str, str], day_first: bool | None) -> _Found:
    year, rules = _year_of(parts.get("era"), parts.get("era_year"), parts.get("year"))
    if "era2" in parts or "year2" in parts:
        other, _ = _year_of(parts.get("era2"), parts.get("era_year2"), parts.get("year2"))
        if other != year:
            raise ReadingError(f"its two years are {year} and {other}")
    month, day = _month_and_day(parts, day_first)
    if month is None:
        return _Found(f"{year:04}", (*rules, "no month, no day"))
    if not 1 <= month <= 12:
        raise ReadingError(f"there is no month {month}")
    if "last" in parts or "period" in parts:
        return _end_of(year, month, parts, rules)
    if day is None:
        return _Found(f"{year:04}-{month:02}", (*rules, "no day"))
    try:
        exact = date(year, month, day)
    except ValueError:
        raise ReadingError(f"there is no {year:04}-{month:02}-{day:02}") from None
    return _Found(exact.isoformat(), (*rules, *_outside(parts.get("era"), exact)))


def _year_of(
    era: str | None, era_year: str | None, year: str | None
) -> tuple[int, tuple[str, ...]]:
    if era is None or era_year is None:
        if not int(year or 0):
            raise ReadingError("there is no year 0")
        return int(year or 0), ()
    name = _era_name(era)
    if not int(era_year):
        raise ReadingError(f"{name} has no year 0")
    western = _ERAS[name][1].year + int(era_year) - 1
    return western, (f"{name}{'元' if era_year == '1' else int(era_year)}年 → {western}年",)


def _era_name(written: str) -> str:
    return next(name for name, (letter, _) in _ERAS.items() if written in (name, name[0], letter))


def _outside(era: str | None, day: date) -> tuple[str, ...]:
    """A remark when `day` lies before its era or in a later one (平成31年6月 was printed, too)."""
    if era is None:
        return ()
    of_that_day = [name for name, (_, first) in _ERAS.items() if first <= day]
    real = of_that_day[-1] if of_that_day else "another era"
    return () if real == _era_name(era) else (f"{day.isoformat()} lies in {real}",)


def _month_and_day(parts: dict[str, str], day_first: bool | None) -> tuple[int | None, int | None]:
    if "first" in parts:
        return _in_order(int(parts["first"]), int(parts["second"]), day_first)
    if "name" in parts:
        month: int | None = _month_named(parts["name"])
    else:
        month = int(parts["month"]) if "month" in parts else None
    return month, int(parts["day"]) if "day" in parts else None


def _in_order(first: int, second: int, day_first: bool | None) -> tuple[int, int]:
    """Month and day of 25/04 or 04/25; 04/05 could be either, unless it is known."""
    if first == second or (first > 12) != (second > 12):
        return (second, first) if first > 12 else (first, second)
    if day_first is not None and max(first, second) <= 12:
        return (second, first) if day_first else (first, second)
    raise ReadingError("day and month could change places")


def _month_named(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1


def _end_of(year: int, month: int, parts: dict[str, str], rules: tuple[str, ...]) -> _Found:
    """The last day of a month, or of the quarter of a fiscal year that ends with that month."""
    back = 3 * (4 - int(parts["quarter"])) if "quarter" in parts else 6 if "half" in parts else 0
    months = year * 12 + month - 1 - back
    last_year, last_month = months // 12, months % 12 + 1
    iso = f"{last_year:04}-{last_month:02}-{monthrange(last_year, last_month)[1]:02}"
    said = parts.get("last") or parts["period"]
    return _Found(iso, (*rules, f"{parts['month']}月{said} → {iso}"), "period" in parts)


def _why_not(text: str) -> str:
    return next((why for form, why in _WHY_NOT if form.search(text)), "no date in it")
