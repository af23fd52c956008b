"""Text folded for search, with the way back to where each character came from.

Folding is lossy on purpose: two texts that a reader would call the same words fold to the same
string. It is for finding, never for keeping: values have their own normalisation in `compare`, and
clause markers are read before folding (① and 1 fold alike).
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain, compress, repeat

from aiwf_cli.model.document import Span, without

_ALIKE: dict[str, str] = {
    **dict.fromkeys("-‐‑‒–—―⁃−─━╌╍⸺⸻﹘﹣－˗", "-"),
    **dict.fromkeys("~〜～∼˜", "~"),
    **dict.fromkeys("'‘’‚‛′‵`´＇｀ʼ", "'"),
    **dict.fromkeys('"“”„‟″〝〞〟＂', '"'),
    **dict.fromkeys("△▲∆▵▴Δδ", "△"),
    **dict.fromkeys("・·‧∙⋅", "・"),
}
"""Characters that NFKC keeps apart and that documents, OCR and models use for one another."""

_RADICALS = dict(
    zip(
        "⺟⺠⻁⻄⻆⻑⻗⻘⻝⻤⻨⻩⻫⻭⻯⻲⼾⾭⿆⿈⿊⿒⿔",
        "母民虎西角長雨青食鬼麦黄斉歯竜亀戸青麦黄黒歯亀",
        strict=True,
    )
)
"""Radicals that PDF fonts give for plain kanji and that NFKC leaves, or turns into old forms."""

_ALIKE.update(_RADICALS)

_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
_UNSEEN = frozenset(
    map(chr, chain((0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0), range(0x180B, 0x1810)))
) | frozenset(map(chr, chain(range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))))
"""Default-ignorable characters that are not of the categories above; variation selectors most."""

_DASH_FOR_LONG_VOWEL = re.compile(r"(?<=[0-9a-z])ー+")
_DASH_IN_WORD = re.compile(r"(?<=[a-zß-ԯ])-+(?=[a-zß-ԯ])")


def _fold_character(character: str) -> str:
    if character in _ALIKE:
        return _ALIKE[character]
    folded = unicodedata.normalize("NFKC", character).casefold()
    folded = unicodedata.normalize("NFKC", folded)
    return "".join(
        _ALIKE.get(part, part)
        for part in folded
        if part not in _UNSEEN and unicodedata.category(part) not in _UNSEEN_CATEGORIES
    )


class _FoldTable(dict[int, str]):
    """For `str.translate`: what a character folds to, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


class _LengthTable(dict[int, str]):
    """For `str.translate`: how many characters a character folds to, as a character."""

    def __missing__(self, code: int) -> str:
        self[code] = length = chr(len(_FOLDS[code]))
        return length


_FOLDS = _FoldTable()
_LENGTHS = _LengthTable()


def fold(text: str) -> str:
    """The text as search sees it; folding twice changes nothing.

    NFKC with case folded, composed after mapping, so that a kana keeps its voicing mark however it
    is encoded (ｶﾞ = ガ, never カ). White space, line breaks, control and invisible characters are
    dropped; dashes, tildes, quotation marks and triangles are one character each. ー stays apart
    from the dash except behind a digit or a Latin letter, where it can only be one. A dash between
    two Latin letters is dropped, so a word hyphenated at a line end is the word.
    """
    return _join_words(unicodedata.normalize("NFC", text.translate(_FOLDS)))


def fold_with_map(text: str, holes: Sequence[Span] = ()) -> Folded:
    """The folded text with the way back; `holes` (in order) are spans of `text` left out."""
    return Folded(text, holes)


class Folded:
    """A text folded for search, which knows where in its source every character came from.

    `text` is `fold` of the source without its holes. The map back is built when first asked for.
    """

    def __init__(self, source: str, holes: Sequence[Span] = ()) -> None:
        self.source = source
        self._kept = without(len(source), holes)

    @cached_property
    def text(self) -> str:
        """The folded text."""
        return fold(self._kept_text)

    def source_span(self, start: int, end: int) -> Span:
        """The smallest span of the source that produced `text[start:end]`.

        Holes inside it are part of it. An empty span maps to an empty span. Raises IndexError when
        the span does not lie in `text`.
        """
        if not 0 <= start <= end <= len(self.text):
            raise IndexError(f"span {start}:{end} of a folded text of {len(self.text)} characters")
        firsts, lasts = self._map
        if start == end:
            at = firsts[start] if start < len(firsts) else len(self.source)
            return at, at
        return firsts[start], lasts[end - 1] + 1

    def folded_offset(self, source_offset: int) -> int:
        """Where in `text` the first character that came from `source_offset` or later stands."""
        return bisect_left(self._map[1], source_offset)

    @property
    def _kept_text(self) -> str:
        if self._kept == ((0, len(self.source)),):
            return self.source
        return "".join(self.source[start:end] for start, end in self._kept)

    @cached_property
    def _map(self) -> tuple[array[int], array[int]]:
        """For each folded character, its first and its last character in the source."""
        kept = self._kept_text
        mapped = kept.translate(_FOLDS)
        lengths = kept.translate(_LENGTHS).encode("latin-1")
        positions = chain.from_iterable(range(start, end) for start, end in self._kept)
        if len(mapped) == len(lengths) - lengths.count(0):
            firsts = array("i", compress(positions, lengths))
        else:
            firsts = array("i", chain.from_iterable(map(repeat, positions, lengths)))
        lasts = firsts
        composed = unicodedata.normalize("NFC", mapped)
        if composed != mapped:
            firsts, lasts = _squeeze(firsts, lasts, _compositions(mapped))
        drops = [(*match.span(), 0) for match in _DASH_IN_WORD.finditer(_level(composed))]
        return _squeeze(firsts, lasts, drops)


def _level(text: str) -> str:
    """ー where it stands for a dash becomes one."""
    if "ー" not in text:
        return text
    return _DASH_FOR_LONG_VOWEL.sub(lambda match: "-" * len(match[0]), text)


def _join_words(text: str) -> str:
    text = _level(text)
    return _DASH_IN_WORD.sub("", text) if "-" in text else text


def _compositions(mapped: str) -> Iterable[tuple[int, int, int]]:
    """The runs that NFC may rewrite: start, end, and how many characters they become."""
    joining = "".join(filter(_joins, set(mapped)))
    if not joining:
        return
    joining = re.escape(joining)
    for run in re.finditer(f"[^{joining}]?[{joining}]+", mapped):
        yield run.start(), run.end(), len(unicodedata.normalize("NFC", run[0]))


def _joins(character: str) -> bool:
    """Whether NFC may merge the character with the one before it."""
    if unicodedata.category(character) in ("Mn", "Mc", "Me"):
        return True
    return "\u1160" <= character <= "\u11ff"  # Hangul vowels and finals


def _squeeze(
    firsts: array[int], lasts: array[int], edits: Iterable[tuple[int, int, int]]
) -> tuple[array[int], array[int]]:
    """The map after each run `start:end` has become `length` characters that all stand for it."""
    new_firsts, new_lasts, at = array("i"), array("i"), 0
    for start, end, length in edits:
        new_firsts += firsts[at:start]
        new_lasts += lasts[at:start]
        new_firsts.extend(repeat(firsts[start], length))
        new_lasts.extend(repeat(lasts[end - 1], length))
        at = end
    if not at:
        return firsts, lasts
    return new_firsts + firsts[at:], new_lasts + lasts[at:]


_WHITE_SPACE = re.compile(r"\s+")


def squash(text: str) -> str:
    """The text on one line, as a person would write it; only white space changes.

    A run of white space becomes nothing between two Japanese characters, and nothing where a line
    breaks beside a Japanese character or behind a hyphen inside a word; else one space.
    """
    return _WHITE_SPACE.sub(_joint, text.strip())


def _joint(gap: re.Match[str]) -> str:
    text, start, end = gap.string, gap.start(), gap.end()
    before, after = _is_wide(text[start - 1]), _is_wide(text[end])
    if before and after:
        return ""
    if not any(mark in gap[0] for mark in "\n\r\v\f\u2028\u2029"):
        return " "
    hyphenated = text[start - 1] in "-‐" and text[start - 2 : start - 1].isalpha()
    if before or after or (hyphenated and text[end].isalpha()):
        return ""
    return " "


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in ("W", "F", "H")
