"""Text layers that say something else than the page shows.

A font without a character map gives replacement characters, private ones or glyph numbers; a text
decoded in the wrong way gives mojibake; a map that is off by some places gives letters that form no
words. Each leaves its own mark, and each mark is judged by its share of the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_SHARE = 0.1
"""Share of a text's characters with one of the marks from which it is garbled."""

_GLYPH_NUMBER = re.compile(r"\(cid:\d+\)|/(?:g|G|gid|glyph|uni)[0-9A-Fa-f]{2,5}(?![A-Za-z])")
"""What converters write for glyphs without a character."""

_WITHOUT_MEANING = re.compile(
    "[\ufffd\ue000-\uf8ff\U000f0000-\U0010fffd\x00-\x08\x0e-\x1f\x7f-\x9f]"
)

_CP1252 = "\x80-\xbfŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™"
_MOJIBAKE = re.compile(
    f"[ÂÃ][{_CP1252}]|[âãäåæçèéêëìíîï][{_CP1252}]{{2}}"  # UTF-8 taken for Latin-1 or cp1252
    f"|[‚ƒ„…†‡ˆ‰Š‹Œ][!-~{_CP1252}]"  # Shift_JIS taken for cp1252
    "|[縺繧繝譁蜿][ -~｡-ﾟ一-龠]?"  # UTF-8 taken for Shift_JIS
    "|[､･][｡-ﾟ]|[ﾀ-ﾟ][､･]"  # EUC-JP taken for Shift_JIS
)

_IDEOGRAPH = re.compile("[㐀-鿿豈-﫿]")
_RARE = 0.2
"""Share of ideographs that no national standard has; names and old texts have fewer."""

_SCRIPTS = 4
"""Scripts, other than those of Europe and East Asia, that no text mixes."""

_USUAL = re.compile(
    "[\x00-\u04ff\u1e00-\u2bff\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]"
)

_WORD = re.compile("(?<![A-Za-z])[A-Za-z]{4,}(?![A-Za-z])")
_VOWEL = re.compile("[aeiouy]", re.IGNORECASE)
_WORDS = 25
_UNSPEAKABLE = 0.5
"""Latin words at least, and the share of them without a vowel, that make a shifted alphabet."""


def looks_garbled(text: str) -> bool:
    """Whether a text layer does not say what its page shows, so that the page is to be recognised.

    Japanese, English and other clean text is not, nor are tables of figures or pages of symbols.
    """
    characters = re.sub(r"\s+", "", text)
    if not characters:
        return False
    marks = (_GLYPH_NUMBER, _WITHOUT_MEANING, _MOJIBAKE)
    if any(_share(mark, characters) > _SHARE for mark in marks):
        return True
    return _mixes_scripts(characters) or _has_rare_ideographs(characters) or _is_shifted(text)


def _share(pattern: re.Pattern[str], text: str) -> float:
    return sum(len(found[0]) for found in pattern.finditer(text)) / len(text)


def _mixes_scripts(text: str) -> bool:
    """Whether letters come from many scripts that have nothing to do with one another."""
    strange = _USUAL.sub("", text)
    if len(strange) <= _SHARE * len(text):
        return False
    scripts = Counter(unicodedata.name(letter, "NONE").partition(" ")[0] for letter in strange)
    return len(scripts) >= _SCRIPTS


def _has_rare_ideographs(text: str) -> bool:
    """Whether many ideographs are in no standard of Japan, China, Taiwan or Korea."""
    ideographs = _IDEOGRAPH.findall(text)
    rare = sum(not _is_common(letter) for letter in ideographs)
    return rare > _RARE * len(ideographs)


def _is_common(letter: str) -> bool:
    for encoding in ("shift_jis", "gb2312", "big5", "euc_kr"):
        try:
            letter.encode(encoding)
        except UnicodeEncodeError:
            continue
        return True
    return False


def _is_shifted(text: str) -> bool:
    """Whether words of Latin letters cannot be spoken, as when all letters are off by some."""
    words = _WORD.findall(text)
    silent = sum(not _VOWEL.search(word) for word in words)
    return len(words) >= _WORDS and silent > _UNSPEAKABLE * len(words)
