"""Codes: identifiers, part numbers, imprints, and the keys under which they are looked up.

`printed_code` is what the eye sees, `code_key` what a clerk takes for the same code,
`confusable_key` what a camera does.
"""

from __future__ import annotations

import re
import unicodedata

from aiwf_cli.text.values.reading import Reading, fold_width, trim
from aiwf_cli.text.values.words import words_likeness

_DASHES = "\\-\u00ad\u058a\u2010-\u2015\u2043\u207b\u208b\u2212\u2500\u2501\u2e3a\u2e3b\ufe58\ufe63"
_DASH = re.compile(f"[{_DASHES}]")
_DROPPED = re.compile(rf"[\s{_DASHES}\u200b-\u200f\u2060\ufeff]+|(?<=[0-9A-Z])ー(?=[0-9A-Z])")
_NO_CODE = re.compile(
    rf"[{_DASHES}ー]*|n/a|\(none\)|なし|無し|該当なし|記載なし|刻印なし", re.IGNORECASE
)
_LOOKALIKES = str.maketrans("АВЕКМНОРСТХІЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ〇○◯", "ABEKMHOPCTXISABEZHIKMNOPTYX000")
_CONFUSED = str.maketrans("OI|ZSB", "011258")
_TURNED = str.maketrans("0168969HINOSXZMW", "0198696HINOSXZWM")
_TURNABLE = frozenset("01689HINOSXZMW")


def printed_code(text: str) -> str:
    """A code as printed: width folded, trimmed, every kind of dash as `-`; case and zeros stay."""
    if text.isascii():
        return trim(text)
    return _DASH.sub("-", trim(_nfkc(text)))


def code_key(text: str) -> str:
    """The key under which spellings of one code meet: `ab‐０１２ 3` → `AB0123`.

    NFKC, upper case, without spaces and dashes (a ー between letters or digits is a dash read
    wrong); leading zeros stay.
    """
    if text.isascii():
        return _DROPPED.sub("", text.upper())
    upper = _nfkc(_nfkc(text).upper())
    return _nfkc(_DROPPED.sub("", upper))


def confusable_key(text: str, *, turned: bool = False) -> str:
    """The key under which codes meet that a camera confuses: 0 O, 1 I l |, 2 Z, 5 S, 8 B.

    Case does not count, but a small l is a 1 and a capital L is not. `turned` lets 6 and 9 meet as
    well, for a picture that may stand on its head (see `upside_down` for the whole code).
    """
    if not text.isascii():
        text = _nfkc(text)
    key = code_key(text.replace("l", "1"))
    if not key.isascii():
        key = _nfkc(key.translate(_LOOKALIKES))
    key = key.translate(_CONFUSED)
    return key.replace("6", "9") if turned else key


def upside_down(text: str) -> str | None:
    """The code key that `text` shows when turned by 180° (`H96` → `96H`).

    None when one of its characters shows nothing readable that way.
    """
    key = code_key(text)
    if not key or not _TURNABLE.issuperset(key):
        return None
    return key.translate(_TURNED)[::-1]


def _nfkc(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def read_code(text: str) -> Reading:
    """The code as printed, trimmed, in half width: never a number, zeros in front stay."""
    shown = trim(text)
    if _NO_CODE.fullmatch(shown):
        return Reading(None, (f"{shown or 'blank'} → not applicable",))
    code = trim(fold_width(text))
    return Reading(code, (f"{shown} → {code}",) if code != text else ())


def code_likeness(left: str, right: str) -> float:
    """1 for the same code, 0.9 for another way of writing it, 0.8 for confusable characters.

    Others: how many characters they share, 0 when it is less than two thirds.
    """
    if left == right:
        return 1.0
    if code_key(left) == code_key(right):
        return 0.9
    if confusable_key(left) == confusable_key(right):
        return 0.8
    return 0.75 * words_likeness(code_key(left), code_key(right), at_least=2 / 3)
