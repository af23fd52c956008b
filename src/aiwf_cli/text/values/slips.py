"""What went wrong, in words: the slip that turns the right value into the one that was read."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from aiwf_cli.text.values.codes import code_key, confusable_key
from aiwf_cli.text.values.words import EVERYTHING, text_key, words_likeness

FORMAT = "format only"
SIGN = "sign"
ONE_UNIT = "truncated/rounded by one unit"
FEWER_DIGITS = "rounded to fewer digits"

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ENOUGH_DIGITS = 3
"""So many digits must agree before a likeness of two numbers is taken for a slip."""


def explain_numbers(value: float | str, gold: float | str) -> str | None:
    """The slip between two different numbers: unit ×1000, sign, a wrong digit; None when none.

    A number that could not be read comes as text, and has no slip.
    """
    if isinstance(value, str) or isinstance(gold, str) or not value or not gold:
        return None
    ours, theirs = _decimal(abs(value)), _decimal(abs(gold))
    slip = _magnitude_slip(ours, theirs)
    if (value < 0) == (gold < 0):
        return slip or _digit_slip(ours, theirs)
    if ours == theirs:
        return SIGN
    return f"{SIGN}, {slip}" if slip else None


def number_likeness(value: float | str, gold: float | str) -> float:
    """0.5 for numbers that differ in nothing but sign and the place of the point, else 0."""
    if isinstance(value, str) or isinstance(gold, str) or not value or not gold:
        return 0.0
    return 0.5 if _digits(value) == _digits(gold) else 0.0


def _digits(number: float) -> str:
    """The digits of a number without the zeros at its ends."""
    return str(abs(number)).partition("e")[0].replace(".", "").strip("0")


def _decimal(number: float) -> Decimal:
    """The number without zeros at its end: 27226000000 is 27226 with exponent 6."""
    sign, digits, exponent = Decimal(str(number)).as_tuple()
    kept = len(digits)
    while kept > 1 and not digits[kept - 1]:
        kept -= 1
    return Decimal((sign, digits[:kept], int(exponent) + len(digits) - kept))


def _magnitude_slip(ours: Decimal, theirs: Decimal) -> str | None:
    """A slip of unit or rounding between two positive numbers."""
    power = ours.adjusted() - theirs.adjusted()
    if ours.as_tuple().digits == theirs.as_tuple().digits:
        return _unit_slip(power) if power else None
    if abs(power) >= 2 and _is_rounded(ours, theirs, at_least=_ENOUGH_DIGITS):
        return f"{_unit_slip(power)}, rounded"
    if power:
        return None
    if _is_one_unit_apart(ours, theirs):
        return ONE_UNIT
    if abs(ours - theirs) < 1 or _is_rounded(ours, theirs, at_least=2):
        return FEWER_DIGITS if _is_rounded(ours, theirs, at_least=1) else None
    return None


def _unit_slip(power: int) -> str:
    if abs(power) == 1:
        return "decimal point"
    return f"unit ×{10 ** abs(power)}{' too small' if power < 0 else ''}"


def _is_one_unit_apart(ours: Decimal, theirs: Decimal) -> bool:
    last_place = min(int(ours.as_tuple().exponent), int(theirs.as_tuple().exponent))
    digits = ours.adjusted() - last_place + 1
    return digits >= _ENOUGH_DIGITS and abs(ours - theirs) == Decimal((0, (1,), last_place))


def _is_rounded(ours: Decimal, theirs: Decimal, *, at_least: int) -> bool:
    """Whether the one with fewer digits is the other cut off or rounded, whatever the magnitude."""
    short, long = sorted((ours, theirs), key=lambda number: len(number.as_tuple().digits))
    digits, kept = long.as_tuple().digits, len(short.as_tuple().digits)
    if kept < at_least or kept == len(digits):
        return False
    cut = int("".join(map(str, digits[:kept])))
    rounded = cut + (digits[kept] >= 5)
    return int("".join(map(str, short.as_tuple().digits))) in (cut, rounded)


def _digit_slip(ours: Decimal, theirs: Decimal) -> str | None:
    place = min(int(ours.as_tuple().exponent), int(theirs.as_tuple().exponent))
    mine, right = (str(int(number.scaleb(-place))) for number in (ours, theirs))
    if max(len(mine), len(right)) < _ENOUGH_DIGITS:
        return None
    if len(mine) == len(right):
        differing = [at for at in range(len(mine)) if mine[at] != right[at]]
        if len(differing) == 1:
            return "one digit differs"
        first, last = differing[0], differing[-1]
        swapped = mine[first : last + 1] == right[first : last + 1][::-1]
        return "two digits swapped" if swapped and last == first + 1 else None
    if _is_one_longer(right, mine):
        return "a digit is missing"
    return "a digit too many" if _is_one_longer(mine, right) else None


def _is_one_longer(long: str, short: str) -> bool:
    """Whether `long` is `short` with one character put in."""
    if len(long) != len(short) + 1:
        return False
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def explain_dates(value: str, gold: str) -> str | None:
    """The slip between two different ISO dates, such as `day and month swapped`, `other year`."""
    if value.startswith(gold) or gold.startswith(value):
        return "less precise" if len(value) < len(gold) else "more precise"
    if not _DAY.fullmatch(value) or not _DAY.fullmatch(gold):
        return None
    if abs((date.fromisoformat(value) - date.fromisoformat(gold)).days) == 1:
        return "one day off"
    ours, theirs = value.split("-"), gold.split("-")
    if ours == [theirs[0], theirs[2], theirs[1]]:
        return "day and month swapped"
    names = ("other year", "other month", "other day")
    differing = [name for name, a, b in zip(names, ours, theirs, strict=True) if a != b]
    return differing[0] if len(differing) == 1 else None


def date_likeness(value: str, gold: str) -> float:
    """0.5 for dates of which one is only less precise, else 0."""
    return 0.5 if value.startswith(gold) or gold.startswith(value) else 0.0


def explain_codes(value: str, gold: str) -> str | None:
    """The slip between two different codes as printed."""
    ours, theirs = code_key(value), code_key(gold)
    if ours == theirs:
        return FORMAT
    if ours.lstrip("0") == theirs.lstrip("0"):
        return "leading zeros"
    if confusable_key(value) == confusable_key(gold):
        return "confusable characters"
    return _part_slip(ours, theirs) or _character_slip(ours, theirs)


def explain_texts(value: str, gold: str) -> str | None:
    """The slip between two different texts: format only, cut short, a character misread."""
    ours, theirs = text_key(value, EVERYTHING), text_key(gold, EVERYTHING)
    if ours == theirs:
        return FORMAT
    return _part_slip(ours, theirs) or _character_slip(ours, theirs)


def _part_slip(ours: str, theirs: str) -> str | None:
    if ours and ours in theirs:
        return "cut short"
    return "more than asked" if theirs and theirs in ours else None


def _character_slip(ours: str, theirs: str) -> str | None:
    if len(ours) == len(theirs) > 1 and sum(a != b for a, b in zip(ours, theirs, strict=True)) == 1:
        return "one character differs"
    near = words_likeness(ours, theirs, at_least=0.9) > 0
    return "a few characters differ" if near else None
