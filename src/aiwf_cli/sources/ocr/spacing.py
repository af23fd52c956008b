"""White between recognised characters: none, a space, or the end of a cell; and their type size."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from aiwf_cli.sources.layout.fragments import is_wide

_SURE_SPACE = 0.12
_LATIN_SPACE = 0.24
_SPACE = 0.5
"""Ems of white that are a space: where the recogniser saw one, between letters, beside others."""

_LOOSE_SPACE = 0.9
_TIGHT_SPACE = 1.4
"""The same about full-width brackets, stops and triangles, which have white of their own, and
within brackets and before stops, where a space hardly ever stands."""

_CELL = 1.5
"""Ems of white that end a cell: more than a full-width space between two kanji."""

_FIGURES_CELL = 0.8
"""The same between two figures: no prose sets them apart by a full-width space."""

_NARROW = frozenset("0123456789.,:;'\"()[]%-/")
"""Characters about which there is more white than about letters."""

_OPENING = frozenset("（「『【〔［｛‘“([")
_CLOSING = frozenset("、。，．・：；）」』】〕］｝’”.,)]")
_AIRY = frozenset("、。，．・：；（）「」『』【】〔〕［］｛｝‘’“”△▲∆.,·•")

_FULL_PITCH = 0.8
_FULL_PITCH_SPACE = 1.35
"""Ems from the middle of a figure to the next from which they are full-width figures, among which
white is no space; and ems beyond which a space stands between full-width characters."""

_ENDS_FIGURE = frozenset("0123456789%％)）―－-−")
_BEGINS_FIGURE = frozenset("0123456789△▲∆(（―－-−+¥￥$")

_FULL = re.compile("[\u3041-\u3096\u30a1-\u30fa\u3400-\u9fff\uf900-\ufaff]")
_TALL = re.compile(r"[A-Z0-9bdfhkl%&#$¥£/()\[\]{}|△▲∆]")
_DEEP = re.compile(r"[gjpqy,，、;()\[\]{}|Q/]")
_SMALL = re.compile("[acemnorsuvwxz]")


@dataclass(frozen=True, slots=True)
class PlacedCharacter:
    """A character and where it begins and ends along its strip, in pixels.

    `centre` is where the recogniser saw it, in the midst of its ink or nearly so. `spaces` is
    how many stand before it in its cell, 0 or 1.
    """

    text: str
    start: float
    end: float
    centre: float
    score: float
    spaces: int


def blanks_between(before: PlacedCharacter, after: PlacedCharacter, em: float, pitch: float) -> int:
    """How many spaces the white between two characters stands for; two end a cell.

    `pitch` is the distance from figure to figure, as `figure_pitch` measures it.
    """
    white = (after.start - before.end) / em
    apart = (after.centre - before.centre) / em
    if pitch > _FULL_PITCH * em and before.text.isdecimal() and after.text.isdecimal():
        is_space = apart > _FULL_PITCH_SPACE
    elif _FULL.match(before.text) and _FULL.match(after.text):
        is_space = white >= _SPACE and apart > _FULL_PITCH_SPACE
    else:
        is_space = white >= _least_space(before, after)
    if not is_space:
        return 0
    figures = before.text in _ENDS_FIGURE and after.text in _BEGINS_FIGURE
    return 1 if white < (_FIGURES_CELL if figures else _CELL) else 2


def figure_pitch(placed: Sequence[PlacedCharacter]) -> float:
    """Pixels from the middle of one figure to that of the next, as usual; 0.0 without figures."""
    steps = [
        after.centre - before.centre
        for before, after in pairwise(placed)
        if before.text.isdecimal() and after.text.isdecimal()
    ]
    return median(steps) if steps else 0.0


def _least_space(before: PlacedCharacter, after: PlacedCharacter) -> float:
    """Ems of white between two characters from which it is a space."""
    if before.text in _OPENING or after.text in _CLOSING:
        return _TIGHT_SPACE
    if before.text in _AIRY or after.text in _AIRY:
        return _LOOSE_SPACE
    if after.spaces:
        return _SURE_SPACE
    letters = before.text + after.text
    if _NARROW & set(letters) or is_wide(before.text) or is_wide(after.text):
        return _SPACE
    return _LATIN_SPACE


def em_of(text: str, height: float, strip_height: float) -> float:
    """The type size of a text whose ink is so high, by what its characters have of an em.

    What has no height of its own (a dash) is as large as its strip allows.
    """
    if _FULL.search(text):
        return height / 0.9
    if _TALL.search(text):
        return height / (0.92 if _DEEP.search(text) else 0.72)
    if _SMALL.search(text):
        return height / (0.72 if _DEEP.search(text) else 0.52)
    return strip_height / 1.4
