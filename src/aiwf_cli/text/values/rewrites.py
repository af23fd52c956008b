"""Amounts printed in two or three figures, rewritten as one: 12円34銭, 3割5分, 百分の五."""

from __future__ import annotations

import re
from decimal import Decimal

from aiwf_cli.text.values.figures import read_figure

_N = r"[0-9.]+|[一二三四五六七八九十]+"
_SEN = re.compile(r"(?:(?P<yen>[0-9.,]*[0-9])\s*円\s*)?(?P<sen>[0-9]{1,2})\s*銭")
_PARTS = re.compile(r"(百|100|千|1,?000|万|10,?000)分の\s*([0-9.]+|[〇一二三四五六七八九十・]+)")
_TENTHS = re.compile(rf"(?:({_N})\s*割)?(?:\s*({_N})\s*分)?(?:\s*({_N})\s*厘)?")


def rewrite_sen(text: str) -> tuple[str, tuple[str, ...]]:
    """`text` with yen and sen as yen (12円34銭 → 12.34円), and the rule when it was used."""
    match = _SEN.search(text)
    if not match or "." in (match["yen"] or ""):
        return text, ()
    yen = f"{match['yen'] or 0}.{int(match['sen']):02}円"
    return _replaced(text, match, yen)


def rewrite_rate(text: str) -> tuple[str, tuple[str, ...]]:
    """`text` with a rate in parts or tenths in percent, and the rule when one was used.

    百分の五 → 5%, 千分の3 → 0.3%, 3割5分 → 35%, 5分 → 5%, 2厘 → 0.2%.
    """
    if parts := _PARTS.search(text):
        whole, part = (read_figure(group, decimal_comma=False) for group in parts.groups())
        return (
            _replaced(text, parts, f"{_short(part * 100 / whole)}%")
            if part and whole
            else (text, ())
        )
    for tenths in _TENTHS.finditer(text):
        if tenths[0]:
            figures = (read_figure(g, decimal_comma=False) if g else 0 for g in tenths.groups())
            sizes = (Decimal(10), Decimal(1), Decimal("0.1"))
            percent = sum((n or 0) * size for n, size in zip(figures, sizes, strict=True))
            return _replaced(text, tenths, f"{_short(Decimal(percent))}%")
    return text, ()


def _replaced(text: str, match: re.Match[str], new: str) -> tuple[str, tuple[str, ...]]:
    return text[: match.start()] + new + text[match.end() :], (f"{match[0]} → {new}",)


def _short(number: Decimal) -> str:
    """Without the zeros that a sum leaves behind the point."""
    return f"{number.normalize():f}"
