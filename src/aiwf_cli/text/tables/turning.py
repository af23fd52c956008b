"""What turns a page's boxes so that its lines run from left to right, and level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from statistics import median
from typing import TypeAlias

from aiwf_cli.model.document import Box, Page, Word

_LEVEL = 0.013
"""Slope up to which lines count as level: three quarters of a degree, less than half a line of type
from one end of a row to the other."""

_FAR = 100.0
"""Points between two words of a line from which on they tell its slope."""

Turn: TypeAlias = Callable[[Box], Box]


def turn_of(page: Page) -> Turn:
    """What turns the page's boxes so that most of its lines run from left to right, and level."""
    turn = _upright(page)
    slope = _slope(page, turn)
    if abs(slope) < _LEVEL:
        return turn

    def levelled(box: Box) -> Box:
        x0, y0, x1, y1 = turn(box)
        rise = slope * (x0 + x1) / 2
        return x0, y0 - rise, x1, y1 - rise

    return levelled


def _slope(page: Page, turn: Turn) -> float:
    """How far the lines of a page fall, in points a point; a scan lies a little askew."""
    slopes = []
    for first, last in _ends_of_lines(page):
        a, b = turn(first.box), turn(last.box)
        far = (b[0] + b[2] - a[0] - a[2]) / 2
        if far > _FAR:
            slopes.append((b[1] + b[3] - a[1] - a[3]) / 2 / far)
    return median(slopes) if len(slopes) > 2 else 0.0


def _ends_of_lines(page: Page) -> Iterator[tuple[Word, Word]]:
    """The first and the last word of each line of several."""
    line: list[Word] = []
    for word in page.words:
        if line and "\n" in page.text[line[-1].end : word.start]:
            yield line[0], line[-1]
            line = []
        line.append(word)
    if line:
        yield line[0], line[-1]


def _upright(page: Page) -> Turn:
    """What turns the page's boxes so that most of its lines run from left to right."""
    ways: Counter[str] = Counter()
    for one, other in pairwise(page.words):
        if "\n" in page.text[one.end : other.start]:
            continue
        along, down = other.box[0] - one.box[0], other.box[1] - one.box[1]
        if abs(along) >= abs(down):
            ways["right" if along >= 0 else "left"] += 1
        else:
            ways["down" if down > 0 else "up"] += 1
    return _TURNS[ways.most_common(1)[0][0] if ways else "right"]


_TURNS: dict[str, Turn] = {
    "right": lambda box: box,
    "left": lambda box: (-box[2], -box[3], -box[0], -box[1]),
    "down": lambda box: (box[1], -box[2], box[3], -box[0]),
    "up": lambda box: (-box[3], box[0], -box[1], box[2]),
}
