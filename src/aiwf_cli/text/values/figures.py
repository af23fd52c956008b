"""The bare figure in a text: 1,234.5, 1億2,300万, 十二億三千万; signs and units stay outside."""

from __future__ import annotations

import re
from decimal import Decimal

from aiwf_cli.text.numerals import DIGITS, LARGE_UNITS, SMALL_UNITS, read_kanji

MAX_DIGITS = 24
"""A figure with more digits is not read: no document means one."""

_UNITS = "".join([*SMALL_UNITS, *LARGE_UNITS])
_KANJI_DIGITS = "".join(digit for digit in DIGITS if digit not in "○◯")
_KANJI = _KANJI_DIGITS + _UNITS
_LARGE = "".join(LARGE_UNITS)

FIGURE = re.compile(
    rf"(?:[\d{_KANJI}]|(?<![\w.,])\.(?=\d))"
    rf"(?:[\d{_KANJI}]|[.,](?=\d)|(?<=[{_KANJI}])・(?=[{_KANJI_DIGITS}])|(?<=\d)[eE][+-]?\d{{1,2}}(?![\d.,])"
    rf"|(?<=\d) (?=[{_UNITS}])|(?<=[{_LARGE}]) (?=\d))*",
    re.ASCII,
)
"""A pattern of what may be one figure."""

_PLAIN = re.compile(r"\d+(?:\.\d+)?|\.\d+", re.ASCII)
_GROUPED = re.compile(
    r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?|[1-9]\d?(?:,\d{2})+,\d{3}(?:\.\d+)?", re.ASCII
)
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE][+-]?\d{1,2}", re.ASCII)
_DECIMAL_COMMA = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d+,\d{1,2}|0,\d+", re.ASCII)
_POINTS_AND_COMMA = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+,\d{1,2}", re.ASCII)
_GROUPED_BY_POINTS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3}){2,}", re.ASCII)

_SECTION = re.compile(rf"([^{_LARGE}]*)([{_LARGE}])|([^{_LARGE}]+)$")
_TERM = re.compile(
    rf"([\d.,]+|[{_KANJI_DIGITS}]+(?:・[{_KANJI_DIGITS}]+)?)?([{''.join(SMALL_UNITS)}]*)"
)


def read_figure(text: str, *, decimal_comma: bool) -> Decimal | None:
    """The number that `text`, matched by `FIGURE`, prints; None when it is not well-formed.

    `decimal_comma` allows 12,5; 1.234,5 can mean but one thing, 1,234 is always 1234 and 1.234
    always a decimal.
    Wrong grouping (1,04 or 1,0411) is not well-formed: it is more likely misread than meant.
    """
    if sum(map(str.isdigit, text)) > MAX_DIGITS:
        return None
    if any(character in _KANJI for character in text):
        return _read_mixed(text.replace(" ", ""))
    return _read_western(text, decimal_comma)


def prints_its_scale(text: str) -> bool:
    """Whether a figure says how large it is: 27,226百万 and 一億 do, 27,226 and 三百 do not."""
    if is_all_kanji(text):
        return any(character in _LARGE for character in text)
    return any(character in _UNITS for character in text)


def is_all_kanji(text: str) -> bool:
    """Whether a figure has no arabic digit: such may be a part of a word (一般, 三菱)."""
    return not any("0" <= character <= "9" for character in text)


def _read_western(text: str, decimal_comma: bool) -> Decimal | None:
    if _PLAIN.fullmatch(text) or _SCIENTIFIC.fullmatch(text):
        return Decimal(text)
    if _GROUPED.fullmatch(text):
        return Decimal(text.replace(",", ""))
    if _GROUPED_BY_POINTS.fullmatch(text):
        return Decimal(text.replace(".", ""))
    if _POINTS_AND_COMMA.fullmatch(text) or (decimal_comma and _DECIMAL_COMMA.fullmatch(text)):
        return Decimal(text.replace(".", "").replace(",", "."))
    return None


def _read_mixed(text: str) -> Decimal | None:
    """A figure with kanji: what `read_kanji` reads, and 1億2,300万, 27,226百万, 1億23百万."""
    if text == "〇":
        return None
    if (whole := read_kanji(text)) is not None:
        return Decimal(whole)
    total, ceiling, end = Decimal(0), Decimal("Infinity"), 0
    for section in _SECTION.finditer(text):
        unit = Decimal(LARGE_UNITS[section[2]]) if section[2] else Decimal(1)
        count = _read_section(section[1] if section[2] else section[3])
        if count is None or unit >= ceiling or section.start() != end:
            return None
        total, ceiling, end = total + count * unit, unit, section.end()
    return total if end == len(text) else None


def _read_section(text: str) -> Decimal | None:
    """The count before 万, 億 and the like: 2,300, 3千5百, 27,226百, 百; 1 when there is none."""
    total, ceiling, at = Decimal(0), Decimal("Infinity"), 0
    while at < len(text):
        term = _TERM.match(text, at)
        if term is None or not term[0]:
            return None
        count = _read_count(term[1]) if term[1] else Decimal(1)
        unit = Decimal(read_kanji(term[2]) or 0) if term[2] else Decimal(1)
        if count is None or not unit or unit >= ceiling:
            return None
        total, ceiling, at = total + count * unit, unit, term.end()
    return total if text else None


def _read_count(text: str) -> Decimal | None:
    if text[0] not in DIGITS:
        return _read_western(text, False)
    return Decimal("".join("." if mark == "・" else str(DIGITS[mark]) for mark in text))
