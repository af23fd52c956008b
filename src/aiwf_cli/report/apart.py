"""Two long texts shown where they differ: what is alike before that place is left out."""

from __future__ import annotations

import unicodedata

from aiwf_cli.model.json import Json
from aiwf_cli.report.plain import shown

_BEFORE = 30
"""Characters shown, at most, of what is equal before the place where two texts part."""


def shown_apart(value: Json, other: Json, most: int) -> str:
    """A value as people read it; one longer than `most` from shortly before it parts from `other`.

    Width, case, spaces and punctuation part nothing, unless nothing else does.
    """
    text, beside = shown(value), shown(other)
    if len(text) <= most or text == beside:
        return text
    before = min(_BEFORE, most // 3)
    start = _parting(text, beside) - before
    if start + 2 * before < most:  # it is to be seen from the beginning as well
        return text
    return f"…{text[start:]}"


def _parting(text: str, beside: str) -> int:
    """Where `text` stops saying the same as `beside`; its length where it never does."""
    signs, others = _signs(text), _signs(beside)
    if [sign for sign, _ in signs] == [sign for sign, _ in others]:
        same = zip(text, beside, strict=False)
        return next((at for at, (x, y) in enumerate(same) if x != y), min(len(text), len(beside)))
    ends = zip(signs, others, strict=False)
    return next((at for (x, at), (y, _) in ends if x != y), _behind(signs, len(others), len(text)))


def _behind(signs: list[tuple[str, int]], count: int, end: int) -> int:
    """Where the sign after the first `count` stands."""
    return signs[count][1] if count < len(signs) else end


def _signs(text: str) -> list[tuple[str, int]]:
    """The letters and figures of a text, alike in width and case, each with its place."""
    return [
        (sign, at)
        for at, printed in enumerate(text)
        for sign in unicodedata.normalize("NFKC", printed).casefold()
        if sign.isalnum()
    ]
