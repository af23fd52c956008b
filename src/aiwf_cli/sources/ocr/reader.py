"""The strips of a picture, put in reading direction and read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import cos, radians, sin
from statistics import median
from typing import TypeAlias

import numpy as np

from aiwf_cli.sources.ocr.cells import StripCell, read_cells
from aiwf_cli.sources.ocr.engine import Engine, Glyph, Pixels, opencv
from aiwf_cli.sources.ocr.ink import ink_of
from aiwf_cli.sources.ocr.straight import direction
from aiwf_cli.sources.ocr.strips import Strip, free_ends, joined
from aiwf_cli.sources.ocr.turning import is_upside_down, put_right

Line: TypeAlias = tuple[Strip, StripCell]
"""A cell and the strip in which it stands, in its reading direction."""

_LEAST_SCORE = 0.5
_LEAST_SCORE_ALONE = 0.75
"""Cells of a lower mean score are patterns, not text; so is a letter alone of a lower one."""

_DOUBTFUL = 0.6
"""Mean square score below which a line is tried from its other end."""

_ONE_CHARACTER = 1.6
"""Heights of a line that a character is tall at most."""

_GROWTH = 1.2
"""Heights by which a strip is lengthened at both ends: does it miss a numeral or a sign?"""

_PAGE = 5
"""Lines from which a picture is a page, on which such ink is type; in a photograph it is shade."""


class StripReader:
    """Cuts strips out of a picture and reads them."""

    def __init__(self, picture: Pixels, engine: Engine) -> None:
        self._picture = picture
        self._engine = engine

    def glyphs(self, strip: Strip) -> Sequence[Glyph]:
        """What the strip says, read at once."""
        return self._engine.read(self._cut_out(strip))

    def lines(self, strips: Iterable[Strip], angle: float) -> list[Line]:
        """The cells of all strips of a page whose writing runs at an angle."""
        upright = _upright(strips, angle)
        along = joined([s for s in upright if direction(s.angle - angle) == 0], angle)
        across = [strip for strip in upright if direction(strip.angle - angle) != 0]
        if is_upside_down([strip for strip in across if not strip.is_square], self.glyphs):
            across = [strip.reversed() for strip in across]
        everything = (*along, *across)
        growth = _GROWTH if len(along) >= _PAGE else 0.0
        return [line for strip in everything for line in self._line(strip, everything, growth)]

    def _line(self, strip: Strip, others: Sequence[Strip], growth: float) -> list[Line]:
        before, behind = free_ends(strip, others, growth * strip.height)
        strip = strip.part(-before, strip.length + behind)
        cells = self._cells(strip, before, behind)
        amount = sum(len(cell.characters) for cell in cells)
        if _sense(cells) <= _DOUBTFUL * amount and not strip.is_square:
            other_way = self._cells(strip.reversed(), behind, before)
            if _sense(other_way) > _sense(cells) + _DOUBTFUL:
                strip, cells = strip.reversed(), other_way
        return [(strip, cell) for cell in cells if _is_text(cell)]

    def _cells(self, strip: Strip, before: float, behind: float) -> list[StripCell]:
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


def _upright(strips: Iterable[Strip], angle: float) -> list[Strip]:
    """The strips in the page's reading direction, or across it where they really are.

    What stands across and is no longer than the lines are high is one tall character.
    """
    upright = [put_right(strip, angle) for strip in strips]
    heights = [s.height for s in upright if not s.is_square and direction(s.angle - angle) == 0]
    tallest = _ONE_CHARACTER * median(heights) if heights else 0.0
    return [
        replace(strip.upended(), angle=angle)
        if direction(strip.angle - angle) in (1, 3) and strip.length < tallest
        else strip
        for strip in upright
    ]


def _is_text(cell: StripCell) -> bool:
    """Whether a cell is text and not a pattern that looks like some; a dash looks like little."""
    alone = len(cell.characters) == 1 and cell.text.isalnum()
    return cell.score >= (_LEAST_SCORE_ALONE if alone else _LEAST_SCORE)


def _sense(cells: Iterable[StripCell]) -> float:
    return sum(item.score**2 for cell in cells for item in cell.characters)
