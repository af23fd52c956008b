"""Numbers, money and percentages as documents print them → JSON numbers in the base unit.

Each part of a printed amount that makes a difference leaves a rule in the trace. What could mean
two things is a problem, never a guess: 10〜20, 12,340- without a currency, 営業損失（△） 1,041.
"""

from __future__ import annotations

import re
from decimal import Context, Decimal
from functools import lru_cache
from typing import Literal, TypeAlias

from aiwf_cli.text.values.figures import prints_its_scale, read_figure
from aiwf_cli.text.values.printed import (
    CURRENCY,
    DASHES,
    FALL,
    MARKED_LOSS,
    SIGN,
    PrintedAmount,
    is_unit,
    plain_amount,
    says_nothing,
    take_apart,
)
from aiwf_cli.text.values.reading import Reading, ReadingError, trim, unreadable
from aiwf_cli.text.values.rewrites import rewrite_rate, rewrite_sen
from aiwf_cli.text.values.units import (
    MONEY_SCALE_WORD,
    SCALE_WORD,
    Unit,
    conversion,
    currencies_of,
    is_known_unit,
    leading_unit,
    read_unit,
    scale_of,
)

AmountKind: TypeAlias = Literal["number", "integer", "money", "percent"]

MAX_LENGTH = 200
"""A text longer than this is a passage, not a figure."""
_LARGEST = Decimal(10) ** 40
_EXACT = Context(prec=200)
_BARE = Unit()

_SIMPLE = re.compile(r"-?(?:[0-9]{1,24}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,7})(?:\.[0-9]{1,12})?")
_IN_FULL = re.compile(rf"\s*(?:[,.]?[{DASHES}ー]+|也)$")

_LOSS = re.compile(
    r"(?:営業|経常|純|期|中間|引前|調整前|総|事業|セグメント|包括)損失|^損失|^欠損|赤字|マイナス"
    r"|\b(?:operating|net|ordinary|gross|recurring|comprehensive|pre-?tax)\s+loss(?:es)?\b"
    r"|^loss(?:es)?\b|\bloss before\b|\bminus\b|\bnegative\b",
    re.IGNORECASE,
)
_GAIN = re.compile(r"利益|黒字|\b(?:profit|income|earnings|gain)s?\b", re.IGNORECASE)
_RISE = re.compile(
    r"\s*(?:の?(?:増加|黒字|プラス|増[収益]?)|(?:up|increase|rise|gain|profit))$", re.IGNORECASE
)
_THOUSAND_OR_THOUSANDTHS = re.compile(r"[1-9]\d{0,2}\.\d{3}", re.ASCII)


@lru_cache(maxsize=1 << 12)
def read_amount(kind: AmountKind, text: str, unit: str = "") -> Reading:
    """The one amount that `text` prints, in its base unit (27,226 with 百万円 → 27226000000).

    `unit` is what a bare figure counts: 百万円, 千株, mg. A unit printed behind the figure, or a
    scale printed with it, goes before; a currency sign in front (`$ 1,234` in a table in
    thousands) says nothing about the scale. Whole numbers become int, others float. A dash alone,
    N/A, 該当なし are no value. Percentages are in percent: 49.8 % → 49.8, 3割5分 → 35.
    """
    if _SIMPLE.fullmatch(text):
        return _read_simple(kind, text, unit)
    compact = text if len(text) <= MAX_LENGTH else trim(text)
    if len(compact) > MAX_LENGTH:
        return unreadable(text, "too long to be a figure")
    printed = plain_amount(compact)
    if says_nothing(printed):
        return Reading(None, (f"{printed or 'blank'} → not applicable",))
    printed, rules = (rewrite_rate if kind == "percent" else rewrite_sen)(printed)
    try:
        amount = take_apart(printed, keep_percent=kind == "percent")
        value, more = _value_of(kind, amount, _wanted(kind, unit))
        number = _json_number(kind, value)
    except ReadingError as problem:
        return unreadable(text, str(problem))
    if text != str(number):
        more = (*more, f"{trim(text)} → {number}")
    return Reading(number, (*rules, *more))


def _read_simple(kind: AmountKind, text: str, unit: str) -> Reading:
    """A figure with nothing beside it but a minus: most of them are."""
    reading = _in_base_unit(kind, text, Decimal(text.replace(",", "")), unit)
    if reading.problem or text == str(reading.value):
        return reading
    return reading.before(f"{text} → {reading.value}")


def read_json_number(kind: AmountKind, number: float, unit: str = "") -> Reading:
    """A bare figure that came as a JSON number, in its base unit like `read_amount`."""
    value = Decimal(number) if isinstance(number, int) else Decimal(repr(number))
    if not value.is_finite() or abs(value) >= _LARGEST:
        return unreadable(number, "not a number that a document means")
    return _in_base_unit(kind, number, value, unit)


def _in_base_unit(kind: AmountKind, printed: str | float, value: Decimal, unit: str) -> Reading:
    wanted = _wanted(kind, unit)
    try:
        plain = _json_number(kind, _EXACT.multiply(value, wanted.scale))
    except ReadingError as problem:
        return unreadable(printed, str(problem))
    return Reading(plain, _scale_rule(wanted))


def _wanted(kind: AmountKind, unit: str) -> Unit:
    """What a bare figure counts."""
    if kind == "percent":
        return Unit(Decimal(1), "%", "%")
    return read_unit(unit) if unit else _BARE


def _value_of(
    kind: AmountKind, amount: PrintedAmount, wanted: Unit
) -> tuple[Decimal, tuple[str, ...]]:
    """The value in the base unit, and the rules that made it from the parts."""
    bracketed = "(" in amount.marks
    if bracketed != (")" in amount.tail):
        raise ReadingError("a bracket stands alone")
    tail, fall = _without_change(amount.tail.replace(")", "", 1).strip())
    negative, sign_rules = _sign(amount, bracketed=bracketed, fall=fall)
    sign = CURRENCY.search(amount.marks)
    tail, in_full = _without_closing(tail, has_currency=sign is not None)
    unit, aside = _printed_unit(kind, amount, tail, in_full=in_full)
    name = (unit.name if unit else "") or (sign[0] if sign else "")
    factor = _factor(kind, name, wanted)
    value = _figure(kind, amount.figure, name, wanted.name)
    unit = unit or (_BARE if prints_its_scale(amount.figure) else wanted)
    value = _EXACT.multiply(_EXACT.multiply(value, unit.scale), factor)
    converted = (f"{name} → {wanted.name}: × {factor:f}",) if factor != 1 else ()
    rules = (*sign_rules, *_scale_rule(unit), *converted, *aside)
    return (-value if negative else value), rules


def _factor(kind: AmountKind, printed: str, wanted: Unit) -> Decimal:
    """How many of the wanted unit one of the printed unit is."""
    if printed and kind == "money" and not currencies_of(printed):
        raise ReadingError(f"not an amount of money: {printed}")
    if printed and kind == "percent" and not is_known_unit(printed):
        raise ReadingError(f"not a percentage: {printed}")
    if not printed or not wanted.name:
        return Decimal(1)
    factor = conversion(printed, wanted.name)
    if factor is None:
        raise ReadingError(f"printed in {printed}, not in {wanted.name}")
    return factor


def _figure(kind: AmountKind, text: str, printed: str, wanted: str) -> Decimal:
    """The bare figure. In yen, and in money of an unknown currency, no comma is a decimal point.

    Where euros are printed with it 1.234 may be 1234, and guessing would be wrong a thousandfold.
    """
    euros = kind == "money" and "EUR" in currencies_of(printed)
    if euros and _THOUSAND_OR_THOUSANDTHS.fullmatch(text):
        raise ReadingError(f"{text} may be {text.replace('.', '')} or a little over {text[:-4]}")
    currencies = currencies_of(printed or wanted)
    commas = "JPY" not in currencies if currencies else kind != "money"
    value = read_figure(text, decimal_comma=commas)
    if value is None:
        raise ReadingError(f"{text} is not a well-formed figure")
    return value


def _sign(amount: PrintedAmount, *, bracketed: bool, fall: str) -> tuple[bool, tuple[str, ...]]:
    """Whether the amount is negative, and by which rule. Marks that agree count once."""
    marks = SIGN.findall(amount.marks)
    if len(marks) > 1:
        raise ReadingError(f"two signs: {' '.join(marks)}")
    if marks and marks[0] in DASHES and amount.label and amount.marks[-1:].isspace():
        raise ReadingError("the dash may be a minus or a separator")
    if marks:
        return marks[0] != "+", () if marks[0] in "-−+" else (f"{marks[0]} → −",)
    loss = _LOSS.search(amount.label)
    if loss and not _GAIN.search(amount.label):
        if MARKED_LOSS.search(amount.label) and not bracketed:
            raise ReadingError("the label says that losses are marked, and this is not")
        return True, (f"{loss[0]} → −",)
    if bracketed and amount.label and amount.label[-1:] not in " :" and amount.marks[0] == "(":
        raise ReadingError("the brackets may be a minus or a remark")
    if bracketed:
        return True, ("( ) → −",)
    return bool(fall), (f"{fall} → −",) if fall else ()


def _without_change(tail: str) -> tuple[str, str]:
    """`tail` without 減, の損失, 増 at its end; and the word when it means less than nothing."""
    if fall := FALL.search(tail):
        return tail[: fall.start()], fall[0].strip()
    return _RISE.sub("", tail), ""


def _without_closing(tail: str, *, has_currency: bool) -> tuple[str, bool]:
    """`tail` without the mark that closes an amount (¥12,340-, 円也), and whether there was one."""
    closing = _IN_FULL.search(tail)
    if not closing:
        return tail, False
    rest = tail[: closing.start()]
    if not rest and not has_currency and closing[0].strip() in DASHES:
        raise ReadingError("the dash behind it may be a minus")
    return rest, True


def _printed_unit(
    kind: AmountKind, amount: PrintedAmount, tail: str, *, in_full: bool
) -> tuple[Unit | None, tuple[str, ...]]:
    """The unit printed with the figure, None when it is bare; and what was left aside."""
    pattern = MONEY_SCALE_WORD if kind == "money" else SCALE_WORD
    word = re.match(rf"\s*({pattern})\.?\s*(?:of\s+)?", tail, re.IGNORECASE)
    rest = (tail[word.end() :] if word else tail).strip()
    name = leading_unit(rest)
    aside = rest[len(name) :].strip(" .,、。/")
    left_aside = (f"{aside} left aside",) if aside else ()
    if word:
        return Unit(scale_of(word[1]), name, trim(word[0] + name)), left_aside
    if rest and not name and is_unit(rest):
        return read_unit(rest), ()
    if rest or in_full:
        return Unit(Decimal(1), name or rest), left_aside
    return (read_unit(amount.unit) if amount.unit else None), ()


def _scale_rule(unit: Unit) -> tuple[str, ...]:
    return (f"× {unit.scale:,f} ({unit.text})",) if unit.scale != 1 else ()


def _json_number(kind: AmountKind, value: Decimal) -> int | float:
    """An int where it is whole; else a float of 15 digits, so that 0.1 + 0.2 is 0.3."""
    if abs(value) >= _LARGEST:
        raise ReadingError("too large")
    if value == value.to_integral_value():
        return int(value)
    if kind == "integer":
        raise ReadingError(f"{value:f} is not a whole number")
    return float(f"{value:.15g}")
