"""What a piece of a line is by its looks: an amount, a mark for none, a year, a unit, or words."""

from __future__ import annotations

import re
from functools import lru_cache

from aiwf_cli.text.tables.table import CellKind
from aiwf_cli.text.values.reading import fold_width, trim

DASHES = "-‐‑‒–—―−─━ー_"
"""Dashes, and what OCR makes of a low or a wide one."""

TRIANGLES = "△▲▽▼∆Δ⊿"

_CURRENCY = r"(?:US\$|[¥$€£₩₹\\])"
_NUMBER = r"(?:[1-9]\d{0,2}(?:,\d{3})+|0|[1-9]\d*)(?:\.\d+)?|\.\d+"
_COUNTED = (
    r"(?:%|pts?\b|bps?\b|ポイント|倍|(?:十億|百万|千|億|万|百)?(?:円|株|人|名|ドル|米ドル)"
    r"|社|店|台|件)"
)
_MARK = r"(?:[*※†]\d{0,2}(?:[,、]\d{1,2})*|\s?[(\[]?(?:注|※|\*|note\s?)\s?\d{0,2}[)\]]?\d{0,2})"
"""The mark of a footnote behind a figure: ※1, (注2), (Note 3)."""

_LOSS = "(?:赤字|損失|欠損)[:\\s]*"
_FIGURE = re.compile(
    rf"(?:{_LOSS})?{_CURRENCY}?\s*[{DASHES}{TRIANGLES}+]?\s*[(\[]?\s*{_CURRENCY}?\s*[{DASHES}{TRIANGLES}]?\s*"
    rf"(?:{_NUMBER})(?:(?:兆|億|百万|万)(?:{_NUMBER})?)*\s*{_COUNTED}?\s*[)\]]?\s*{_COUNTED}?{_MARK}?",
    re.IGNORECASE,
)
_STRONG = re.compile(rf"[{DASHES}{TRIANGLES},.(%+]|\d{{5}}")
_DASH = re.compile(
    rf"[(\[]?\s*{_CURRENCY}?\s*(?:[{DASHES}]{{1,6}}|\*{{2,5}})\s*{_COUNTED}?\s*[)\]]?"
    r"|n\.?/?a\.?|n\.?m\.?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19[5-9]|20\d)\d")
_UNIT = re.compile(
    r"(?:[単單单]位:?)?(?:(?:十億|百万|十万|千|億|万)?(?:円|米?ドル|ユーロ|元|株|人|名|個|台|トン)"
    r"|円・?銭|%|‰|ポイント|pts?|倍|[¥$€£]"
    r"|(?:in)?(?:thousands?|millions?|billions?)(?:of)?(?:u\.?s\.?|japanese)?(?:yen|dollars?|euros?|shares)?"
    r"|(?:u\.?s\.?|japanese)?(?:yen|dollars?|euros?)(?:in)?(?:thousands?|millions?|billions?)?"
    r"|(?:us|hk|nt|s|a|c)?[¥$€£](?:in)?(?:thousands?|millions?|billions?|m|bn|['’]?000s?)|percent"
    r"|(?:rmb|eur|usd|gbp|jpy|cny|hkd|krw)(?:thousands?|millions?|billions?|m|bn|['’]?000s?)?)",
    re.IGNORECASE,
)
_CURRENCY_ALONE = re.compile(_CURRENCY)
_SIGN_ALONE = re.compile(rf"赤字|{_CURRENCY}?[{TRIANGLES}(]{{1,2}}{_CURRENCY}?")
_CLOSING = re.compile(r"[)\]]%?|%")
_FOOTNOTE = re.compile(
    r"[(\[](?:注|※|\*|Note\s?)?\d{1,2}[)\]]|[*※†‡]+\d{0,2}(?:[,、.]※?\d{1,2})*", re.IGNORECASE
)


@lru_cache(maxsize=1 << 14)
def kind_of(text: str) -> CellKind:
    """What a cell holds, judged by its own text."""
    plain = trim(fold_width(text))
    if _YEAR.fullmatch(plain):
        return "year"
    if _FIGURE.fullmatch(plain):
        return "figure"
    if _DASH.fullmatch(plain):
        return "dash"
    bare = plain.replace(" ", "")
    if bare and (bare[0], bare[-1]) in (("(", ")"), ("[", "]"), ("【", "】")):
        bare = bare[1:-1]
    return "unit" if _UNIT.fullmatch(bare) else "text"


def is_value(text: str) -> bool:
    """Whether a column of figures could hold it."""
    return kind_of(text) in ("figure", "dash", "year")


def is_strong_figure(text: str) -> bool:
    """Whether it is an amount and nothing else: a group, a decimal, a sign, not a bare number."""
    plain = trim(fold_width(text))
    return kind_of(text) == "figure" and _STRONG.search(plain) is not None


def is_currency(text: str) -> bool:
    """Whether it is a currency sign alone, as it stands at the left edge of a cell."""
    return _CURRENCY_ALONE.fullmatch(trim(fold_width(text))) is not None


def is_sign(text: str) -> bool:
    """Whether it is a mark that belongs to the figure behind it: △, ▲, an opening bracket."""
    return _SIGN_ALONE.fullmatch(trim(fold_width(text))) is not None


def closes_figure(text: str) -> bool:
    """Whether it is a closing bracket or a per cent sign that belongs to the figure before it."""
    return _CLOSING.fullmatch(trim(fold_width(text))) is not None


def is_footnote(text: str) -> bool:
    """Whether it is the mark of a footnote: (1), ※2, *."""
    return _FOOTNOTE.fullmatch(trim(fold_width(text))) is not None
