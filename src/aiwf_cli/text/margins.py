"""The lines of a page by where they stand: rows, counted from its upper or its lower edge."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from aiwf_cli.model.document import Box, Page, Span, rows_of
from aiwf_cli.text.normalise import fold
from aiwf_cli.text.numerals import read_roman

BAND = 0.12
"""How much of the page's height its margin is at most: furniture has its middle in there."""

_DIGITS = re.compile(r"[0-9]+")
_ROMAN = re.compile(r"-?([ivxl]+)-?")

Side: TypeAlias = Literal["top", "bottom"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Line:
    """A line of a page and where it stands.

    `page` is an index from 0, `span` lies in that page's text, `raw` is what stands there, without
    white space at its ends.
    """

    page: int
    span: Span
    box: Box
    raw: str

    @property
    def height(self) -> float:
        """The height of its box in points."""
        return self.box[3] - self.box[1]

    @cached_property
    def text(self) -> str:
        """Its folded text; a roman numeral that stands alone is written in figures."""
        folded = fold(self.raw)
        if (roman := _ROMAN.fullmatch(folded)) and (value := read_roman(roman[1])):
            return folded.replace(roman[1], str(value))
        return folded

    @cached_property
    def pattern(self) -> str:
        """Its text with `#` for each number."""
        return _DIGITS.sub("#", self.text)

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """The numbers in its text, in order; long ones cut off."""
        return tuple(int(number[:9]) for number in _DIGITS.findall(self.text))


Row: TypeAlias = tuple[Line, ...]
"""Lines that stand side by side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """One edge of one page: its rows from the edge inwards, `band` of which lie in the margin."""

    side: Side
    page_height: float
    rows: tuple[Row, ...]
    band: int

    def depth(self, line: Line) -> float:
        """How far from the page's edge the line stands, in points."""
        return line.box[1] if self.side == "top" else self.page_height - line.box[3]

    def gap(self, index: int) -> float:
        """The distance from row `index` to the next one inwards; infinite when there is none."""
        if index + 1 >= len(self.rows):
            return float("inf")
        outer, inner = self.rows[index : index + 2]
        upper, lower = (outer, inner) if self.side == "top" else (inner, outer)
        return min(line.box[1] for line in lower) - max(line.box[3] for line in upper)


def lines_of(index: int, page: Page) -> tuple[Line, ...]:
    """The page's lines that have words, in the order of the text; `index` is the page's, from 0."""
    if not page.words:
        return ()
    text = page.text
    starts, _, *sides = zip(*rows_of(page.words), strict=True)
    lines: list[Line] = []
    at = 0
    while at < len(starts):
        start = text.rfind("\n", 0, starts[at]) + 1
        end = text.find("\n", starts[at])
        end = len(text) if end < 0 else end
        after = bisect_right(starts, end, at)
        lefts, tops, rights, bottoms = (side[at:after] for side in sides)
        box = min(lefts), min(tops), max(rights), max(bottoms)
        lines.append(_line(index, text[start:end], start, box))
        at = after
    return tuple(lines)


def margin_of(side: Side, page: Page, lines: Sequence[Line]) -> Margin:
    """The page's rows as seen from one of its edges."""
    top = side == "top"
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.box[1] if top else -line.box[3]):
        if rows and _beside(rows[-1][0].box, line.box):
            rows[-1].append(line)
        else:
            rows.append([line])
    middles = [(row[0].box[1] + row[0].box[3]) / 2 for row in rows]
    depths = [middle if top else page.height - middle for middle in middles]
    band = next((at for at, depth in enumerate(depths) if depth > BAND * page.height), len(rows))
    return Margin(side=side, page_height=page.height, rows=tuple(map(tuple, rows)), band=band)


def _line(index: int, text: str, start: int, box: Box) -> Line:
    """The line whose text begins at offset `start`, white space at its ends taken off."""
    raw = text.strip()
    start += len(text) - len(text.lstrip())
    return Line(page=index, span=(start, start + len(raw)), box=box, raw=raw)


def _beside(one: Box, other: Box) -> bool:
    overlap = min(one[3], other[3]) - max(one[1], other[1])
    return overlap > 0.5 * min(one[3] - one[1], other[3] - other[1])
