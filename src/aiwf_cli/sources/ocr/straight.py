"""The straight frame: a picture turned so that most writing runs from left to right.

Its origin is the picture's middle, its unit the point. Text is laid out there, and its boxes are
then mapped back to the page as displayed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import cos, radians, sin

from aiwf_cli.model.document import Box
from aiwf_cli.sources.layout.fragments import SLANTED, Direction, Fragment, Piece, to_frame
from aiwf_cli.sources.ocr.cells import StripCell
from aiwf_cli.sources.ocr.strips import Strip

_ASLANT = 12.0
"""Degrees off the page's directions from which a line is aslant."""

_AIR = 0.06
"""Ems that a box is larger than its ink above and below."""

_WORD = re.compile("[^\u3041-\u3096\\s]*[\u3041-\u3096、。，．）」』】]+|[^\u3041-\u3096\\s]+")
"""A phrase of Japanese or a word: short enough for its box to say where it stands."""

_CHARACTER = re.compile(r"[!-~]+|[^\s!-~]")
"""The same where boxes of phrases would say too little: on a page that is turned or askew."""

_QUARTERS: tuple[Direction, ...] = (0, 1, 2, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Straight:
    """The frame of a picture: its middle in pixels, its angle in degrees, points for each pixel."""

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


def direction(angle: float) -> Direction:
    """The direction of a line that runs at an angle to the page's writing."""
    quarter = round(angle / 90)
    if abs(angle - 90 * quarter) > _ASLANT:
        return SLANTED
    return _QUARTERS[quarter % 4]


def fragment_of(
    frame: Straight, strip: Strip, cell: StripCell, size: float, *, fine: bool
) -> Fragment:
    """A cell of a strip as a fragment of its direction; `fine` gives each character its box."""
    way = direction(strip.angle - frame.angle)
    first, last = cell.characters[0], cell.characters[-1]
    whole = _box(frame, way, strip, cell, first.start, last.end)
    places = cell.places()
    pieces: list[Piece] = []
    for found in (_CHARACTER if fine or way != 0 else _WORD).finditer(cell.text):
        start, end = places[found.start()], places[found.end() - 1]
        assert start and end  # words hold no spaces
        box = whole if way == SLANTED else _box(frame, way, strip, cell, start.start, end.end)
        pieces.append((found.start(), found.end(), box))
    return Fragment(cell.text, *whole, size, pieces)


def _box(
    frame: Straight, way: Direction, strip: Strip, cell: StripCell, start: float, end: float
) -> Box:
    """Where a stretch of a cell's ink stands, in the frame of its direction."""
    top, bottom = cell.rows
    along, off = radians(strip.angle), (top + bottom - strip.height) / 2
    piece = strip.part(start, end)
    x, y = frame.into(piece.x - off * sin(along), piece.y + off * cos(along))
    angle = radians(strip.angle - frame.angle) if way == SLANTED else radians(90 * way)
    c, s = abs(cos(angle)) * frame.scale / 2, abs(sin(angle)) * frame.scale / 2
    length, height = end - start, bottom - top + 2 * _AIR * cell.em
    across, down = c * length + s * height, s * length + c * height
    return to_frame((x - across, y - down, x + across, y + down), way)
