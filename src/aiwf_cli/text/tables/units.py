"""What a page says its figures count: 単位：千円, 金額（百万円）, (in thousands)."""

from __future__ import annotations

import re
from functools import lru_cache

from aiwf_cli.text.values.reading import fold_width, trim

_SCALED = r"(?:十億|百万|十万|千|億|万)?(?:円|米ドル|ドル|ユーロ|元|株|人|名|台|トン)"
_SCALE = "(?:thousand|million|billion)s?"
_STATED = re.compile(
    rf"[単單单]\s*位\s*[:：]?\s*(?P<unit>{_SCALED}|%)"
    rf"|(?:U\.?S\.? )?(?:dollars|yen|euros) in {_SCALE}"
    r"|(?:[¥$€£]|(?:US|NT|HK)\$|\b(?:JPY|USD|EUR|GBP|CNY|RMB|HKD|SGD|KRW|CHF)\b)\s?"
    rf"(?:in )?(?:{_SCALE}|m\b|bn\b|mn\b|['’]?000s?\b)"
    rf"|(?:\bin |[(\[]|expressed in |^)(?P<words>{_SCALE}"
    r"(?: of (?:U\.?S\.? |Japanese )?(?:dollars|yen|euros|pounds))?)",
    re.IGNORECASE,
)
_ROUNDED = re.compile(
    r"(?P<unit>(?:十億|百万|千|億)?円)未満(?:の端数)?(?:は|を)?.{0,8}?(?:切|四捨|単位未満)"
)
_ROUNDED_ENGLISH = re.compile(
    r"(?:rounded|truncated)[^.]{0,20} (?:nearest )?"
    r"(?P<unit>(?:thousand|million|billion)(?: yen| dollars)?)",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(rf"[(\[]\s*(?P<unit>{_SCALED}(?:・?銭)?|%|‰|倍|ポイント)\s*[)\]]\s*$")
_ALONE = re.compile(rf"{_SCALED}|円\s*銭|%|‰|倍|ポイント|pts?|percent", re.IGNORECASE)


@lru_cache(maxsize=4096)
def stated_unit(text: str) -> str:
    """The unit that a line states for the figures below it, as printed; empty when it states none.

    `（単位：千円、％）` → 千円, `(Dollars in millions, except per share)` → Dollars in millions.
    """
    plain = trim(fold_width(text))
    found = _STATED.search(plain)
    if not found:
        return ""
    parts = found.groupdict()
    return (parts["unit"] or parts["words"] or found[0]).strip(" ([")


@lru_cache(maxsize=4096)
def rounded_unit(text: str) -> str:
    """The unit down to which a remark says figures are rounded: 百万円未満切捨て → 百万円."""
    plain = trim(fold_width(text))
    found = _ROUNDED.search(plain) or _ROUNDED_ENGLISH.search(plain)
    return found["unit"] if found else ""


@lru_cache(maxsize=4096)
def unit_of_heading(text: str) -> str:
    """The unit that a heading or label carries: 百万円, 金額（千円）, Ratio (%), in thousands."""
    plain = trim(fold_width(text))
    if bare := _ALONE.fullmatch(plain.strip("()[]【】 ")):
        return bare[0]
    if bracketed := _IN_BRACKETS.search(plain):
        return bracketed["unit"]
    return stated_unit(text)
