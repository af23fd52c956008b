"""Text layers that say something else than the page shows.

A font without a character map gives replacement characters, private ones or glyph numbers; a text
decoded in the wrong way gives mojibake; a map that is off by some places gives letters that form no
words. Each leaves its own mark, and each mark is judged by its share of the text.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from math import log
from operator import mul

_SHARE = 0.1
"""Share of a text's characters with one of the marks from which it is garbled."""

_GLYPH_NUMBER = r"\(cid:\d+\)|/(?:g|G|gid|glyph|uni)[0-9A-Fa-f]{2,5}(?![A-Za-z])"
"""What converters write for glyphs without a character."""

_WITHOUT_MEANING = re.compile(
    "[\ufffd\ue000-\uf8ff\U000f0000-\U0010fffd\x00-\x08\x0e-\x1f\x7f-\x9f]"
)

_UPPER_HALF = frozenset(
    bytes(range(0xA1, 0x100)).decode("latin-1")
    + bytes(range(0x80, 0x100)).decode("cp1252", "ignore")
    + bytes(range(0x80, 0x100)).decode("mac-roman")
) - frozenset("–—…•·‘’“”«»°±×÷§¶©®™")
"""What bytes above 127 are taken for in the West, without what stands there in rows in clean text
(leaders, bullets, quotes)."""

_CP1252 = "\x80-\xbfŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™"
_MOJIBAKE = (
    f"[ÂÃ][{_CP1252}]|[âãäåæçèéêëìíîï][{_CP1252}]{{2}}"  # UTF-8 taken for Latin-1 or cp1252
    f"|[‚ƒ„…†‡ˆ‰Š‹Œ][!-~{_CP1252}]"  # Shift_JIS taken for cp1252
)
_MOSTLY = 0.4
"""Share of characters of the upper half that no language of the West has."""

_LEAD = frozenset("縺繧繝譁蜿")
_TAKEN_FOR_SHIFT_JIS = "[縺繧繝譁蜿][ -~｡-ﾟ一-龠]?"
"""What UTF-8 gives when it is taken for Shift_JIS: one of these and perhaps another. This pattern
and that of mojibake are compiled for a suspect only."""

_TAKEN_FOR_KANA = frozenset("､･")
_KANA_SHARE = 0.16
"""What kana of UTF-8 give as Shift_JIS; what kana of EUC-JP begin with, and more than half-width
katakana have of these two."""

_SYMBOLS = frozenset("!\"#$%&'*+<=>?@[\\]^`{|}~")
_SYMBOL_SHARE = 0.4
_SYMBOL_KINDS = 8
"""What glyph numbers become when they are taken for ASCII: more such signs than program text has,
and of more kinds than lines are drawn with."""

_IDEOGRAPH = re.compile("[\u3400-\ufaff]")
"""Ideographs, Hangul, and private characters that stand for either."""

_RARE = 0.25
"""Share of ideographs outside the one standard that suits a text best; a page in Japanese and
Chinese has fewer."""

_RARE_KINDS = 8
"""How many of them at least: names have some of their own."""

_STANDARDS = ("cp932", "gb2312", "big5", "euc_kr")

_SCRIPTS = 4
"""Scripts, other than those of Europe and East Asia, that no text mixes."""

_USUAL = "\x00\u0500\u1e00\u2c00\u2e80\ua000\uac00\ud7a4\uf900\ufb00\ufe30\ufe50\uff00\ufff0"
"""Where a stretch of the scripts of Europe and East Asia begins in Unicode, and where it has ended,
in turn."""

_LETTERS = 120
_BETTER = 0.3
_LANGUAGE = -3.15
"""Latin letters from which their frequencies tell; how much likelier they have to be after a shift
of the alphabet, and how likely, in nats a letter: the languages of Europe are at -2.8 to -3.1, part
numbers are below."""

_A_TO_M = (8.2, 1.5, 2.8, 4.3, 12.7, 2.2, 2.0, 6.1, 7.0, 0.15, 0.77, 4.0, 2.4)
_N_TO_Z = (6.7, 7.5, 1.9, 0.1, 6.0, 6.3, 9.1, 2.8, 0.98, 2.4, 0.15, 2.0, 0.07)
"""Of a hundred letters of English, how many are an a, a b …: near enough for its neighbours."""

_LIKELIHOOD = tuple(log(share / 100) for share in (*_A_TO_M, *_N_TO_Z))


def looks_garbled(text: str) -> bool:
    """Whether a text layer does not say what its page shows, so that the page is to be recognised.

    Japanese, English and other clean text is not, nor are tables of figures or pages of symbols.
    """
    counts = Counter(text)
    for blank in [letter for letter in counts if letter.isspace()]:
        del counts[blank]
    if not counts:
        return False
    return (
        _is_meaningless(text, counts)
        or _is_mojibake(text, counts)
        or _mixes_scripts(counts)
        or _has_rare_ideographs(counts)
        or _is_shifted(counts)
    )


def _is_meaningless(text: str, counts: Counter[str]) -> bool:
    """Whether characters stand for nothing: private ones, numbers of glyphs, signs all over."""
    most = _SHARE * counts.total()
    if _amount(counts, _WITHOUT_MEANING.findall("".join(counts))) > most:
        return True
    signs = counts.keys() & _SYMBOLS
    if len(signs) >= _SYMBOL_KINDS and _amount(counts, signs) > _SYMBOL_SHARE * counts.total():
        return True
    return _length(_GLYPH_NUMBER, text) > most


def _is_mojibake(text: str, counts: Counter[str]) -> bool:
    """Whether bytes of one encoding were taken for another."""
    all_ = counts.total()
    if _amount(counts, _TAKEN_FOR_KANA) > _KANA_SHARE * all_:
        return True
    most = _SHARE * all_
    if 2 * _amount(counts, _LEAD) > most and _length(_TAKEN_FOR_SHIFT_JIS, text) > most:
        return True
    upper = _amount(counts, _UPPER_HALF)
    return upper > _MOSTLY * all_ or (2 * upper > most and _length(_MOJIBAKE, text) > most)


def _amount(counts: Counter[str], letters: Iterable[str]) -> int:
    return sum(counts[letter] for letter in counts.keys() & letters)


def _length(pattern: str, text: str) -> int:
    return sum(map(len, re.findall(pattern, text)))


def _mixes_scripts(counts: Counter[str]) -> bool:
    """Whether letters come from many scripts that have nothing to do with one another."""
    strange = [letter for letter in counts if bisect_right(_USUAL, letter) % 2 == 0]
    if not strange or _amount(counts, strange) <= _SHARE * counts.total():
        return False
    scripts = {unicodedata.name(letter, "NONE").partition(" ")[0] for letter in strange}
    return len(scripts) >= _SCRIPTS


def _has_rare_ideographs(counts: Counter[str]) -> bool:
    """Whether many ideographs are outside the standard of any one country."""
    letters = "".join(_IDEOGRAPH.findall("".join(counts)))
    every = sum(counts[letter] for letter in letters)
    for standard in _STANDARDS:
        known = letters.encode(standard, "ignore").decode(standard)
        rare = every - sum(counts[letter] for letter in known)
        if rare <= _RARE * every or len(letters) - len(known) < _RARE_KINDS:
            return False
    return True


def _is_shifted(counts: Counter[str]) -> bool:
    """Whether Latin letters make sense only when the alphabet is moved by some places."""
    found = [counts[chr(code)] + counts[chr(code + 32)] for code in range(65, 91)]
    letters = sum(found)
    if letters < _LETTERS:
        return False
    asis = sum(map(mul, found, _LIKELIHOOD))
    at_best = sum(map(mul, sorted(found), sorted(_LIKELIHOOD)))  # by whatever substitution
    if at_best - asis <= _BETTER * letters:
        return False
    likely = [
        sum(amount * _LIKELIHOOD[(at - shift) % 26] for at, amount in enumerate(found))
        for shift in range(26)
    ]
    best = max(likely)
    return best - asis > _BETTER * letters and best > _LANGUAGE * letters
