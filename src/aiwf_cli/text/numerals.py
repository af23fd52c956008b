"""Numerals as documents print them: full-width, kanji, circled, roman, iroha, letters.

Every reader takes the numeral alone and answers `None` for what is not wholly one. Nothing here
guesses between systems: `i` is a letter to `read_letter` and a number to `read_roman`; the caller
knows which of them fits.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

DIGITS = {kanji: value for value, kanji in enumerate("〇一二三四五六七八九")} | {
    "零": 0, "○": 0, "◯": 0, "壱": 1, "壹": 1, "弌": 1, "弐": 2, "貳": 2, "参": 3, "參": 3,
    "肆": 4, "伍": 5, "陸": 6, "漆": 7, "捌": 8, "玖": 9,
}  # fmt: skip
SMALL_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
LARGE_UNITS = {"万": 10**4, "萬": 10**4, "億": 10**8, "兆": 10**12, "京": 10**16}

KANJI_NUMERALS = "".join([*DIGITS, *SMALL_UNITS, *LARGE_UNITS])
"""Every character that `read_kanji` knows."""

IROHA = (
    "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"
)
GOJUON = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
)

MAX_LENGTH = 40
"""A numeral longer than this is not read: nobody prints one, and reading stays cheap."""

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_ARABIC = re.compile(r"[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+", re.ASCII)
_DECIMAL = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?", re.ASCII)
_RAISED = ("<sup", "<sub")  # 10² is not 102, a footnote mark is no numeral
_LARGE_PART = re.compile(rf"([^{''.join(LARGE_UNITS)}]+)([{''.join(LARGE_UNITS)}])")


def read_number(text: str) -> int | None:
    """The whole number that `text` writes in arabic, kanji, circled or Unicode roman characters.

    Full width or half, with thousands commas, positional (二〇二四) or with units (十二億三千万,
    3億5千万, 1.2億), ⑫, ⑴, Ⅳ. Signs, currencies and latin letters are not numerals: None.
    """
    text = text.strip()
    if not 0 < len(text) <= MAX_LENGTH:
        return None
    if any(unicodedata.decomposition(character)[:4] in _RAISED for character in text):
        return None
    if len(text) == 1 and not text.isascii():
        return _value_of_character(text)
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    if _ARABIC.fullmatch(plain):
        return int(plain.replace(",", ""))
    return read_kanji(plain)


def read_kanji(text: str) -> int | None:
    """The number written in kanji; arabic digits may stand before units (3億5千万)."""
    total, ceiling, rest = Decimal(0), Decimal("Infinity"), text
    while part := _LARGE_PART.match(rest):
        count, unit = _below_ten_thousand(part[1]), LARGE_UNITS[part[2]]
        if count is None or not 0 < count < 10_000 or unit >= ceiling:
            return None
        total, ceiling, rest = total + count * unit, Decimal(unit), rest[part.end() :]
    if rest:
        count = _below_ten_thousand(rest)
        if count is None or count >= ceiling:
            return None
        total += count
    elif ceiling == Decimal("Infinity"):
        return None
    return int(total) if total == total.to_integral_value() else None


def read_roman(text: str) -> int | None:
    """The number of a well-formed roman numeral: iv, XII, or one of the characters Ⅰ…ⅿ."""
    if len(text) == 1 and (value := _roman_character(text)) is not None:
        return value
    if not text.isascii() or not (text.islower() or text.isupper()) or len(text) > MAX_LENGTH:
        return None
    values = [_ROMAN.get(letter, 0) for letter in text.lower()]
    total = sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )
    return total if 0 not in values and to_roman(total) == text.lower() else None


def to_roman(number: int) -> str:
    """The roman numeral of a positive number, in small letters; empty for others."""
    steps = (
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
        (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    )  # fmt: skip
    written = ""
    for value, letters in steps:
        while number >= value:
            written, number = written + letters, number - value
    return written


def read_letter(text: str) -> int | None:
    """The place of a list letter: a is 1, z is 26, aa is 27, bb is 28; letters of one case."""
    letter = text[:1].lower()
    if not ("a" <= letter <= "z") or len(text) > 3 or text.strip(text[0]):
        return None
    return ord(letter) - ord("a") + 1 + 26 * (len(text) - 1)


def read_iroha(text: str) -> int | None:
    """The place of a katakana in the order イロハニホヘト, from 1."""
    return _place(text, IROHA)


def read_gojuon(text: str) -> int | None:
    """The place of a katakana in the order アイウエオ, from 1."""
    return _place(text, GOJUON)


def _place(text: str, order: str) -> int | None:
    kana = unicodedata.normalize("NFKC", text)
    return order.index(kana) + 1 if len(kana) == 1 and kana in order else None


def _value_of_character(character: str) -> int | None:
    """What a single enclosed or roman character counts: ⑫, ⑴, ⒈, ㊂, ㈢, ❷, Ⅳ."""
    if character in "○◯":
        return None  # a zero inside 二○二四, a mark when alone
    if (value := _roman_character(character)) is not None:
        return value
    if (folded := unicodedata.normalize("NFKC", character)) == character:
        return (
            _whole(character) if unicodedata.category(character) == "No" else read_kanji(character)
        )
    inner = folded.strip("().")
    return int(inner) if inner.isascii() and inner.isdigit() else read_kanji(inner)


def _whole(character: str) -> int | None:
    """The value of a dingbat such as ❷, which has no decomposition."""
    value = unicodedata.numeric(character, -1)
    return int(value) if value >= 0 and value == int(value) else None


def _roman_character(character: str) -> int | None:
    if not "Ⅰ" <= character <= "ⅿ":
        return None
    return int(unicodedata.numeric(character))


def _below_ten_thousand(text: str) -> Decimal | None:
    """A count with 十百千 at most: 三千二十四, 3千, positional 二〇二四, arabic 1,024 or 1.2."""
    if _DECIMAL.fullmatch(text):
        return Decimal(text.replace(",", ""))
    if all(character in DIGITS for character in text):
        return Decimal("".join(str(DIGITS[character]) for character in text))
    total, ceiling, count = 0, 10_000, ""
    for character in text:
        if (unit := SMALL_UNITS.get(character)) is None:
            count += str(DIGITS.get(character, character))
            continue
        digit = _digit(count) if count else 1
        if digit is None or unit >= ceiling:
            return None
        total, ceiling, count = total + digit * unit, unit, ""
    if count:
        digit = _digit(count)
        if digit is None or ceiling == 10_000:
            return None
        total += digit
    return Decimal(total)


def _digit(text: str) -> int | None:
    """The value of one digit other than zero."""
    return int(text) if len(text) == 1 and text in "123456789" else None
