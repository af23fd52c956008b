"""Strips: rectangles at any angle, each of which holds one line of type.

Angles are degrees in which writing runs, clockwise from left-to-right (y grows downwards): 90 runs
down the page, 180 upside down.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import atan2, cos, degrees, hypot, radians, sin
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]

_SQUARE = 2.5
"""Length over height below which the shape of a strip does not tell how it lies: a 1, a dash."""

_ONE_HEIGHT = 1.5
_ONE_LEVEL = 0.3
_NEIGHBOUR = 0.8
"""How strips of one line may differ in height, by what factor; how far they may stand above each
other and apart, in heights of the lower one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A rectangle round a line of type: its centre, its length along the line, its height, angle.

    Lengths are pixels of the picture.
    """

    x: float
    y: float
    length: float
    height: float
    angle: float

    @property
    def is_square(self) -> bool:
        """Whether its shape does not tell how its line lies."""
        return max(self.length, self.height) < _SQUARE * min(self.length, self.height)

    def reversed(self) -> Strip:
        """The same rectangle, read from its other end."""
        return replace(self, angle=self.angle + 180)

    def upended(self) -> Strip:
        """The same rectangle, read along its other side."""
        return replace(
            self, length=self.height, height=self.length, angle=_between(self.angle + 90)
        )

    def part(self, start: float, end: float) -> Strip:
        """The piece of it between two distances from its beginning."""
        away = (start + end - self.length) / 2
        along = radians(self.angle)
        return replace(
            self,
            x=self.x + away * cos(along),
            y=self.y + away * sin(along),
            length=end - start,
        )

    def offset(self, x: float, y: float) -> Point:
        """Where a place lies in the strip: how far along its line and below its middle."""
        along = radians(self.angle)
        across, down = x - self.x, y - self.y
        return across * cos(along) + down * sin(along), down * cos(along) - across * sin(along)

    def end(self, side: int) -> Point:
        """The middle of its beginning (-1) or of its end (1)."""
        along = radians(self.angle)
        half = side * self.length / 2
        return self.x + half * cos(along), self.y + half * sin(along)


def joined(strips: Sequence[Strip], angle: float) -> list[Strip]:
    """The strips with neighbours in one line made one, from left to right at the given angle.

    Strips overlap, and one character may lie in two of them; it would be read twice.
    """
    frame = Strip(x=0.0, y=0.0, length=0.0, height=0.0, angle=angle)
    lines: list[Strip] = []
    for strip in sorted(strips, key=lambda strip: frame.offset(*strip.end(-1))):
        neighbour = next((at for at, line in enumerate(lines) if _continues(line, strip)), None)
        if neighbour is None:
            lines.append(strip)
        else:
            lines[neighbour] = _union(lines[neighbour], strip)
    return lines


def free_ends(strip: Strip, strips: Iterable[Strip], most: float) -> tuple[float, float]:
    """How far a strip can be lengthened at its beginning and end without touching another."""
    before = behind = most
    for other in strips:
        along, below = strip.offset(other.x, other.y)
        if other is strip or abs(below) > (strip.height + other.height) / 2:
            continue
        gap = abs(along) - (strip.length + other.length) / 2
        if along < 0:
            before = min(before, max(0.0, gap))
        else:
            behind = min(behind, max(0.0, gap))
    return before, behind


def _continues(line: Strip, strip: Strip) -> bool:
    """Whether a strip stands behind a line or overlaps it, and is of its size and level."""
    tall, low = max(line.height, strip.height), min(line.height, strip.height)
    _, below = line.offset(*strip.end(-1))
    gap, _ = line.offset(*strip.end(-1))
    return (
        tall < _ONE_HEIGHT * low
        and abs(below) < _ONE_LEVEL * low
        and gap - line.length / 2 < _NEIGHBOUR * low
    )


def _union(one: Strip, other: Strip) -> Strip:
    """The strip from the beginning of one to the farther end of both."""
    last = max((one, other), key=lambda strip: one.offset(*strip.end(1))[0])
    (x0, y0), (x1, y1) = one.end(-1), last.end(1)
    return Strip(
        x=(x0 + x1) / 2,
        y=(y0 + y1) / 2,
        length=hypot(x1 - x0, y1 - y0),
        height=max(one.height, other.height),
        angle=degrees(atan2(y1 - y0, x1 - x0)),
    )


def strip_of(quad: Sequence[Sequence[float]]) -> Strip:
    """The strip of a rectangle given by its corners in turn; angle from -45 to 135 degrees.

    The line is taken to run along the longer side.
    """
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = quad
    one = ((bx - ax + cx - dx) / 2, (by - ay + cy - dy) / 2)
    other = ((cx - bx + dx - ax) / 2, (cy - by + dy - ay) / 2)
    if hypot(*one) < hypot(*other):
        one, other = other, one
    return Strip(
        x=(ax + bx + cx + dx) / 4,
        y=(ay + by + cy + dy) / 4,
        length=hypot(*one),
        height=hypot(*other),
        angle=_between(degrees(atan2(one[1], one[0]))),
    )


def _between(angle: float) -> float:
    """The same line's angle between -45 and 135, as if it were not upside down."""
    return (angle + 45) % 180 - 45
