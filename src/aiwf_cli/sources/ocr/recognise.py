"""A picture to the text in it: strips found, the page put straight, each strip read in its place.

The straight frame is the picture turned so that most writing runs from left to right; its origin is
the picture's middle. Text is laid out there and only then mapped back to the page as displayed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import cos, radians, sin
from statistics import median

import numpy as np

from aiwf_cli.model.document import Box
from aiwf_cli.sources.fragments import SLANTED, Direction, Fragment, Piece, to_frame
from aiwf_cli.sources.ocr.cells import Cell, read_cells
from aiwf_cli.sources.ocr.engine import Engine, Glyph, Pixels, opencv
from aiwf_cli.sources.ocr.ink import ink_of
from aiwf_cli.sources.ocr.strips import Strip, free_ends, joined
from aiwf_cli.sources.ocr.turning import is_upside_down, page_angle, put_right

_ASLANT = 12.0
"""Degrees off the page's directions from which a line is aslant."""

_LEAST_SCORE = 0.5
"""Cells of a lower mean score are patterns, not text."""

_DOUBTFUL = 0.6
"""Mean square score below which a line is tried from its other end."""

_DOUBTFUL_CHARACTER = 0.6
"""Score below which a character is told as doubtful."""

_ONE_CHARACTER = 1.6
"""Heights of a line that a character is tall at most."""

_GROWTH = 1.2
"""Heights by which a strip is lengthened at both ends: does it miss a numeral or a sign?"""

_ONE_SIZE = 1.18
"""Sizes that differ by less than this factor are one size, measured twice."""

_AIR = 0.06
"""Ems that a box is larger than its ink above and below."""

_ALMOST_STRAIGHT = 0.5
"""Degrees of a page's angle up to which a box round several characters fits them."""

_QUARTERS: tuple[Direction, ...] = (0, 1, 2, 3)

_WORD = re.compile(
    "[^\u3041-\u3096\\s]*[\u3041-\u3096、。，．）」』】]+|[^\u3041-\u3096\\s]+"
)
"""A phrase of Japanese or a word: short enough for its box to say where it stands."""

_FINE = re.compile(r"[!-~]+|[^\s!-~]")
"""The same where boxes of phrases would say too little: on a page that is turned or askew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Straight:
    """The straight frame of a picture: where its middle is, by how much it is turned, its scale.

    `angle` is in degrees, `scale` in points for each pixel.
    """

    x: float
    y: float
    angle: float
    scale: float

    def into(self, x: float, y: float) -> tuple[float, float]:
        """A place in the picture, in pixels, as a place in the frame, in points."""
        across, down = x - self.x, y - self.y
        c, s = cos(radians(self.angle)), sin(radians(self.angle))
        return (across * c + down * s) * self.scale, (down * c - across * s) * self.scale

    def out(self, box: Box) -> Box:
        """The box round a box of the frame on the page as displayed, both in points."""
        c, s = cos(radians(self.angle)), sin(radians(self.angle))
        corners = [(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
        xs = [self.x * self.scale + x * c - y * s for x, y in corners]
        ys = [self.y * self.scale + x * s + y * c for x, y in corners]
        return min(xs), min(ys), max(xs), max(ys)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What a picture says: fragments by direction in its straight frame, and how sure that is.

    `unsure` are words with a character of low score, in the order of the page.
    """

    frame: Straight
    fragments: dict[Direction, list[Fragment]]
    confidence: float
    unsure: tuple[str, ...]


def recognise(picture: Pixels, scale: float, engine: Engine) -> Recognised:
    """The text of a picture whose pixels are `scale` points wide."""
    reader = _Reader(picture, engine)
    strips = engine.detect(picture)
    angle = page_angle(strips, reader.glyphs)
    height, width = picture.shape[:2]
    frame = Straight(x=width / 2, y=height / 2, angle=angle, scale=scale)
    lines = reader.lines(strips, angle)
    sizes = even_sizes([(cell.em * scale, len(cell.characters)) for _, cell in lines])
    fragments: dict[Direction, list[Fragment]] = {}
    for (strip, cell), size in zip(lines, sizes, strict=True):
        way = _direction(strip.angle - angle)
        fragments.setdefault(way, []).append(_fragment(frame, way, strip, cell, size))
    return Recognised(
        frame=frame,
        fragments=fragments,
        confidence=_mean([item.score for _, cell in lines for item in cell.characters]),
        unsure=tuple(word for _, cell in lines for word in _unsure(cell)),
    )


class _Reader:
    """Cuts strips out of a picture and reads them."""

    def __init__(self, picture: Pixels, engine: Engine) -> None:
        self._picture = picture
        self._engine = engine

    def glyphs(self, strip: Strip) -> Sequence[Glyph]:
        """What the strip says, read at once."""
        return self._engine.read(self._cut_out(strip))

    def lines(self, strips: Iterable[Strip], angle: float) -> list[tuple[Strip, Cell]]:
        """The cells of all strips, each with its strip in reading direction."""
        upright = _put_right(list(strips), angle)
        along = joined([s for s in upright if _direction(s.angle - angle) == 0], angle)
        across = [strip for strip in upright if _direction(strip.angle - angle) != 0]
        if is_upside_down([strip for strip in across if not strip.is_square], self.glyphs):
            across = [strip.reversed() for strip in across]
        everything = (*along, *across)
        return [line for strip in everything for line in self._line(strip, everything)]

    def _line(self, strip: Strip, others: Sequence[Strip]) -> list[tuple[Strip, Cell]]:
        before, behind = free_ends(strip, others, _GROWTH * strip.height)
        strip = strip.part(-before, strip.length + behind)
        cells = self._cells(strip, before, behind)
        amount = sum(len(cell.characters) for cell in cells)
        if _sense(cells) <= _DOUBTFUL * amount and not strip.is_square:
            other_way = self._cells(strip.reversed(), behind, before)
            if _sense(other_way) > _sense(cells) + _DOUBTFUL:
                strip, cells = strip.reversed(), other_way
        return [(strip, cell) for cell in cells if cell.score >= _LEAST_SCORE]

    def _cells(self, strip: Strip, before: float, behind: float) -> list[Cell]:
        pixels = self._cut_out(strip)
        return read_cells(pixels, ink_of(pixels, round(before), round(behind)), self._engine.read)

    def _cut_out(self, strip: Strip) -> Pixels:
        """The strip's pixels, its line running from left to right."""
        cv2 = opencv()
        width, height = max(2, round(strip.length)), max(2, round(strip.height))
        c, s = cos(radians(strip.angle)), sin(radians(strip.angle))
        corner = (
            strip.x - c * width / 2 + s * height / 2,
            strip.y - s * width / 2 - c * height / 2,
        )
        onto_picture = np.array([[c, -s, corner[0]], [s, c, corner[1]]])
        cut: Pixels = cv2.warpAffine(
            self._picture,
            onto_picture,
            (width, height),
            flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return cut


def _put_right(strips: Sequence[Strip], angle: float) -> list[Strip]:
    """The strips in the page's reading direction, or across it where they really are.

    What stands across and is no longer than the lines are high is one tall character.
    """
    upright = [put_right(strip, angle) for strip in strips]
    heights = [s.height for s in upright if not s.is_square and _direction(s.angle - angle) == 0]
    tallest = _ONE_CHARACTER * median(heights) if heights else 0.0
    return [
        replace(strip.upended(), angle=angle)
        if _direction(strip.angle - angle) in (1, 3) and strip.length < tallest
        else strip
        for strip in upright
    ]


def even_sizes(sizes: Sequence[tuple[float, int]]) -> list[float]:
    """Type sizes, measured with an error, made equal where they hardly differ.

    Each comes with the number of characters that it was measured on, as its weight.
    """
    order = sorted(range(len(sizes)), key=lambda index: sizes[index])
    groups: list[list[int]] = []
    for index in order:
        if groups and sizes[index][0] <= _ONE_SIZE * sizes[groups[-1][0]][0]:
            groups[-1].append(index)
        else:
            groups.append([index])
    even = [0.0] * len(sizes)
    for group in groups:
        weighted = [sizes[index][0] for index in group for _ in range(sizes[index][1])]
        for index in group:
            even[index] = median(weighted)
    return even


def _direction(angle: float) -> Direction:
    """The direction of a line that runs at an angle to the page's writing."""
    quarter = round(angle / 90)
    if abs(angle - 90 * quarter) > _ASLANT:
        return SLANTED
    return _QUARTERS[quarter % 4]


def _fragment(
    frame: Straight, way: Direction, strip: Strip, cell: Cell, size: float
) -> Fragment:
    text = cell.text
    first, last = cell.characters[0], cell.characters[-1]
    whole = _box(frame, way, strip, cell, first.start, last.end)
    pattern = _WORD if way == 0 and abs(frame.angle) < _ALMOST_STRAIGHT else _FINE
    places = [
        place for item in cell.characters for place in ((None, item) if item.spaces else (item,))
    ]
    pieces: list[Piece] = []
    for found in pattern.finditer(text):
        start, end = places[found.start()], places[found.end() - 1]
        assert start and end
        box = whole if way == SLANTED else _box(frame, way, strip, cell, start.start, end.end)
        pieces.append((found.start(), found.end(), box))
    return Fragment(text, *whole, size, pieces)


def _box(
    frame: Straight, way: Direction, strip: Strip, cell: Cell, start: float, end: float
) -> Box:
    """Where a stretch of a cell's ink stands, in the frame of its direction."""
    top, bottom = cell.rows
    along, off = radians(strip.angle), (top + bottom - strip.height) / 2
    piece = strip.part(start, end)
    x, y = frame.into(piece.x - off * sin(along), piece.y + off * cos(along))
    angle = radians(strip.angle - frame.angle)
    c, s = abs(cos(angle)), abs(sin(angle))
    if way != SLANTED:
        c, s = (1.0, 0.0) if way in (0, 2) else (0.0, 1.0)
    length, height = end - start, bottom - top + 2 * _AIR * cell.em
    across, down = (
        (c * length + s * height) * frame.scale / 2,
        (s * length + c * height) * frame.scale / 2,
    )
    return to_frame((x - across, y - down, x + across, y + down), way)


def _unsure(cell: Cell) -> Iterator[str]:
    """The words of a cell that hold a character of low score."""
    word = ""
    doubtful = False
    for item in cell.characters:
        if item.spaces:
            if doubtful:
                yield word
            word, doubtful = "", False
        word += item.text
        doubtful |= item.score < _DOUBTFUL_CHARACTER
    if doubtful:
        yield word


def _sense(cells: Iterable[Cell]) -> float:
    return sum(item.score**2 for cell in cells for item in cell.characters)


def _mean(scores: Sequence[float]) -> float:
    return sum(scores) / len(scores) if scores else 0.0
