"""Where on its page a span of text stands: one box for each line."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from operator import itemgetter

from aiwf_cli.model.document import Box, Page, Word, WrittenWords

_NEAR = 200
"""Characters before and behind a word within which other words tell which way writing runs."""


def line_boxes(page: Page, start: int, end: int) -> tuple[Box, ...]:
    """The boxes of `page.text[start:end]`, one for each line, in reading order.

    A word that lies partly in the span gives its share of the box, measured by the widths its
    characters usually have; such a cut is an estimate. Characters outside every word have no box.
    """
    boxes: list[Box] = []
    previous: Word | None = None
    for word in _words_between(page, start, end):
        if not page.text[max(start, word.start) : min(end, word.end)].strip():
            continue
        box = _share(page, word, start, end)
        if previous and _same_line(page.text, previous, word):
            boxes[-1] = box_round(boxes[-1], box)
        else:
            boxes.append(box)
        previous = word
    return tuple(boxes)


def _words_between(page: Page, start: int, end: int) -> Sequence[Word]:
    """The words that share a character with the span; words are in order and apart."""
    words = page.words
    rows = words.rows if isinstance(words, WrittenWords) else words  # both begin with start, end
    first = bisect_right(rows, start, key=itemgetter(1))
    beyond = bisect_left(rows, end, key=itemgetter(0))
    return words[first:beyond]


def _share(page: Page, word: Word, start: int, end: int) -> Box:
    """The part of the word's box that its characters within the span take up."""
    if start <= word.start and word.end <= end:
        return word.box
    text = page.text[word.start : word.end]
    advances = [_advance(character) for character in text]
    total = sum(advances) or 1.0
    before = sum(advances[: max(0, start - word.start)]) / total
    until = sum(advances[: end - word.start]) / total
    vertical = is_vertical(text, word.box)
    if _runs_back(page, word, vertical=vertical):
        before, until = max(0.0, 1.0 - until), 1.0 - before
    x0, y0, x1, y1 = word.box
    if vertical:
        return x0, y0 + before * (y1 - y0), x1, y0 + until * (y1 - y0)
    return x0 + before * (x1 - x0), y0, x0 + until * (x1 - x0), y1


def _runs_back(page: Page, word: Word, *, vertical: bool) -> bool:
    """Whether writing runs upwards, or to the left, as on a page that lies turned.

    The nearest two words beside each other in a line that runs along the same axis tell.
    """
    near = _words_between(page, word.start - _NEAR, word.end + _NEAR)
    pairs = sorted(pairwise(near), key=lambda pair: abs(pair[0].start - word.start))
    for one, other in pairs:
        across, down = other.box[0] - one.box[0], other.box[1] - one.box[1]
        if "\n" in page.text[one.end : other.start] or (abs(down) > abs(across)) != vertical:
            continue
        return (down if vertical else across) < 0
    return False


def is_vertical(text: str, box: Box) -> bool:
    """Whether a word is set downwards (tategaki, or Latin turned on its side), by its shape.

    Narrow letters make a short word taller than wide, so Latin words need four letters.
    """
    x0, y0, x1, y1 = box
    wide = any(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) >= (2 if wide else 4) and y1 - y0 > 1.5 * (x1 - x0)


def _advance(character: str) -> float:
    """The character's width in ems, as a typical font has it."""
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Cc", "Mn"):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(character) in "WF" else 0.5


def _same_line(text: str, one: Word, other: Word) -> bool:
    """Whether two neighbours stand in one line of text and side by side on the page."""
    if "\n" in text[one.end : other.start]:
        return False
    (ax0, ay0, ax1, ay1), (bx0, by0, bx1, by1) = one.box, other.box
    beside = min(ay1, by1) > max(ay0, by0)
    below = min(ax1, bx1) > max(ax0, bx0)
    return beside or (
        below and is_vertical(text[one.start : other.end], box_round(one.box, other.box))
    )


def box_round(one: Box, other: Box) -> Box:
    """The smallest box that holds two."""
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )
