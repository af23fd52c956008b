"""The lines of a page by where they stand: rows, counted from its upper or its lower edge."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from aiwf_cli.model.document import Box, Page, Span
from aiwf_cli.text.normalise import fold
from aiwf_cli.text.numerals import read_roman

BAND = 0.12
"""How much of the page's height its margin is at most: furniture has its middle in there."""

_DIGITS = re.compile(r"[0-9]+")
_ROMAN = re.compile(r"-?([ivxl]+)-?")

Side: TypeAlias = Literal["top", "bottom"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a page: where it stands, and what is compared of it.

    `page` is an index from 0, `span` lies in that page's text. `text` is folded; `pattern` is the
    same with `#` for each number, and `numbers` are those numbers.
    """

    page: int
    span: Span
    box: Box
    text: str
    pattern: str
    numbers: tuple[int, ...]

    @property
    def height(self) -> float:
        """The height of its box in points."""
        return self.box[3] - self.box[1]


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
    boxes: dict[Span, Box] = {}
    span = (0, -1)
    for word in page.words:
        if word.start > span[1]:
            end = page.text.find("\n", word.start)
            start = page.text.rfind("\n", 0, word.start) + 1
            span = (start, len(page.text) if end < 0 else end)
        boxes[span] = _union(boxes.get(span, word.box), word.box)
    return tuple(_line(index, page.text, span, box) for span, box in boxes.items())


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


def _line(index: int, text: str, span: Span, box: Box) -> Line:
    raw = text[slice(*span)]
    start = span[0] + len(raw) - len(raw.lstrip())
    folded = fold(raw)
    if (roman := _ROMAN.fullmatch(folded)) and (value := read_roman(roman[1])):
        folded = folded.replace(roman[1], str(value))
    return Line(
        page=index,
        span=(start, start + len(raw.strip())),
        box=box,
        text=folded,
        pattern=_DIGITS.sub("#", folded),
        numbers=tuple(int(number[:9]) for number in _DIGITS.findall(folded)),
    )


def _union(one: Box, other: Box) -> Box:
    (ax0, ay0, ax1, ay1), (bx0, by0, bx1, by1) = one, other
    return min(ax0, bx0), min(ay0, by0), max(ax1, bx1), max(ay1, by1)


def _beside(one: Box, other: Box) -> bool:
    overlap = min(one[3], other[3]) - max(one[1], other[1])
    return overlap > 0.5 * min(one[3] - one[1], other[3] - other[1])
