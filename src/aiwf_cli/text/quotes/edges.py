"""Whether a span of text is whole at its ends, or was cut out of a number or a word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import IntEnum

from aiwf_cli.model.document import Span


class Edge(IntEnum):
    """How a span's ends sit in the text around it, the best first."""

    CLEAN = 0
    """Beside white space, punctuation, or characters of another script."""
    GLUED = 1
    """Beside a sign, a letter that touches a digit, or the other parts of a date or a time."""
    INSIDE = 2
    """Within a Latin word."""
    BROKEN = 3
    """Within a number, or before a mark that makes another character (カ before ﾞ): what the span
    says is not what the text says."""


_NUMBER = re.compile(
    r"(?P<chain>(?:\d+[.．]){2,}\d+)|\d{1,3}(?:[,，]\d{3})+(?!\d)(?:[.．]\d+)?|\d+(?:[.．]\d+)?"
)
_NUMBER_REACH = 24  # no number in a document is longer
_SEPARATORS = ".．,，"
_PARTS = "./-:．／－−：△▲∆+＋"
_VOICING = "ﾞﾟ゛゜"
_KANJI_NUMERALS = frozenset("〇一二三四五六七八九十百千万億兆")


def edge_of(text: str, span: Span) -> Edge:
    """How `text[start:end]` sits in `text`, by the worse of its two ends."""
    start, end = span
    worst = Edge.CLEAN
    if start > 0:
        worst = _between(text, start, text[start], text[start - 1])
    if end < len(text):
        if unicodedata.combining(text[end]) or text[end] in _VOICING:
            return Edge.BROKEN
        worst = max(worst, _between(text, end, text[end - 1], text[end]))
    return worst


def is_number(folded: str) -> bool:
    """Whether a folded text is one number and nothing else: digits, commas, a decimal point."""
    return folded.isascii() and bool(_NUMBER.fullmatch(folded))


def whole_numbers(text: str) -> Iterator[tuple[str, Span]]:
    """Every number of `text`, in half width, with its span; dotted chains as a whole and by part.

    What `is_number` calls a number stands in the text unbroken only where it is one of these.
    """
    for match in _NUMBER.finditer(text):
        yield _half_width(match[0]), match.span()
        if match["chain"]:
            for part in re.finditer(r"\d+", match[0]):
                start = match.start() + part.start()
                yield _half_width(part[0]), (start, start + len(part[0]))


def _half_width(number: str) -> str:
    return number if number.isascii() else unicodedata.normalize("NFKC", number)


def _between(text: str, at: int, inner: str, outer: str) -> Edge:
    """How good a place `at` is to cut, with `inner` on the span's side and `outer` beyond."""
    if outer.isspace():
        return Edge.CLEAN
    if inner.isdecimal():
        if outer.isdecimal() or (outer in _SEPARATORS and _splits_number(text, at)):
            return Edge.BROKEN
        return Edge.GLUED if outer in _PARTS or is_latin(outer) else Edge.CLEAN
    if inner in _KANJI_NUMERALS and outer in _KANJI_NUMERALS:
        return Edge.BROKEN
    if is_latin(inner):
        if is_latin(outer):
            return Edge.INSIDE
        return Edge.GLUED if outer.isdecimal() else Edge.CLEAN
    if inner in _SEPARATORS and outer.isdecimal() and _splits_number(text, at):
        return Edge.BROKEN
    return Edge.CLEAN


def _splits_number(text: str, at: int) -> bool:
    """Whether a number with its commas and decimal point runs across `at`."""
    base = max(0, at - _NUMBER_REACH)
    return any(
        match.start() + base < at < match.end() + base
        for match in _NUMBER.finditer(text[base : at + _NUMBER_REACH])
        if not match["chain"]
    )


def is_latin(character: str) -> bool:
    """Whether the character is a Latin letter, of full or half width."""
    if not character.isalpha():
        return False
    return character < "\u0250" or "Ａ" <= character <= "Ｚ" or "ａ" <= character <= "ｚ"
