"""Which way a page's writing runs: turned by quarters, upside down, askew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from aiwf_cli.sources.ocr.engine import Glyph
from aiwf_cli.sources.ocr.strips import Strip

_TELLING = 4
"""Heights that a strip is long at least to tell the page's angle."""

_NEAR = 1.5
"""Degrees that the lines of a page differ in angle, by a curved sheet and by measuring."""

_SAMPLES = 4
_SAMPLE_LENGTH = 14
"""Strips that are read both ways round at most, and how many heights of each."""

_PLAIN = 6.0
"""Characters more in one direction than in the other that leave no doubt."""


def page_angle(strips: Sequence[Strip], read: Callable[[Strip], Sequence[Glyph]]) -> float:
    """The angle in which most writing on a page runs, in degrees from -45 to 315.

    0 is upright, 90 a page turned clockwise by a quarter (or vertical Japanese), 180 upside down.
    """
    telling = [strip for strip in strips if not strip.is_square]
    if not telling:
        return 0.0
    down = sum(strip.length * (1 if strip.angle > 45 else -1) for strip in telling) > 0
    family = [strip for strip in telling if (strip.angle > 45) == down]
    angle = (90.0 if down else 0.0) + _skew(family, 90.0 if down else 0.0)
    return angle + 180 if is_upside_down(family, read) else angle


def is_upside_down(strips: Sequence[Strip], read: Callable[[Strip], Sequence[Glyph]]) -> bool:
    """Whether strips make more sense when read from their other ends."""
    balance = 0.0
    for strip in sorted(strips, key=lambda strip: (-strip.length, strip.y, strip.x))[:_SAMPLES]:
        sample = strip.part(0, min(strip.length, _SAMPLE_LENGTH * strip.height))
        balance += sense(read(sample)) - sense(read(sample.reversed()))
        if abs(balance) > _PLAIN:
            break
    return balance < 0


def sense(glyphs: Sequence[Glyph]) -> float:
    """How many characters were read, those of which the recogniser was unsure for little."""
    return sum(glyph.score**2 for glyph in glyphs)


def _skew(strips: Sequence[Strip], straight: float) -> float:
    """Degrees by which most lines are off the straight; 0.0 when they do not agree."""
    long = [strip for strip in strips if strip.length >= _TELLING * strip.height]
    if not long:
        return 0.0
    groups = [[s for s in long if abs(s.angle - one.angle) <= _NEAR] for one in long]
    agreed = max(groups, key=_extent)
    if 2 * _extent(agreed) < _extent(long):
        return 0.0
    half = _extent(agreed) / 2
    for strip in sorted(agreed, key=lambda strip: strip.angle):
        half -= strip.length
        if half <= 0:
            break
    return strip.angle - straight


def _extent(strips: Sequence[Strip]) -> float:
    return sum(strip.length for strip in strips)


def put_right(strip: Strip, angle: float) -> Strip:
    """The strip in the page's reading direction, or across it when its shape tells that it is."""
    if strip.is_square and abs((strip.angle - angle + 90) % 180 - 90) > 45:
        strip = strip.upended()
    if strip.is_square:
        return replace(strip, angle=angle)
    if abs((strip.angle - angle + 180) % 360 - 180) > 90:
        return strip.reversed()
    return strip
