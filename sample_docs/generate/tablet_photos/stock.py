"""The bodies, faces and papers that the scenes are put together from."""

from __future__ import annotations

from dataclasses import replace

from tablet_photos.bodies import WHITE, Body, Face
from tablet_photos.lettering import Line
from tablet_photos.texture import Colour

YELLOW: Colour = (0.85, 0.66, 0.20)
PALE_YELLOW: Colour = (0.88, 0.80, 0.52)
ORANGE: Colour = (0.86, 0.42, 0.13)
PALE_ORANGE: Colour = (0.90, 0.63, 0.40)
PINK: Colour = (0.86, 0.52, 0.50)
PALE_PINK: Colour = (0.90, 0.66, 0.61)
PALE_GREEN: Colour = (0.60, 0.78, 0.58)
PALE_BLUE: Colour = (0.52, 0.68, 0.82)
BLUE: Colour = (0.16, 0.34, 0.66)

PLAIN = Body(shape="round", length=8.5, width=8.5, band=1.5, cup=0.7)
"""A round, uncoated tablet."""
FLAT = Body(shape="round", length=8.0, width=8.0, band=1.6, cup=0.35, bevel=0.6)
"""A round tablet with a flat face and bevelled edges."""
COATED = Body(
    shape="round", length=9.0, width=9.0, cup=1.2, shine=0.14, polish=30.0, speckle=0.01,
    roughness=0.035,
)  # fmt: skip
"""A round, film-coated tablet, well vaulted."""
OVAL = replace(COATED, shape="oval", length=12.5, width=7.2, cup=1.1)
CAPLET = replace(COATED, shape="oblong", length=15.0, width=6.4, band=2.0, cup=1.1)
PLAIN_CAPLET = replace(PLAIN, shape="oblong", length=15.5, width=6.8, band=2.0, cup=1.0)
CAPSULE = Body(
    shape="capsule", length=17.5, width=6.3, colour=(0.90, 0.89, 0.87), shine=0.45, polish=60.0,
    roughness=0.0, speckle=0.0,
)  # fmt: skip


def stacked(upper: str, lower: str, size: float = 1.7, **line: float) -> tuple[Line, ...]:
    """Two lines, one above the other."""
    gap = 0.82 * size
    stretch = line.get("stretch", 1.0)
    return (
        Line(text=upper, size=size, y=-gap, stretch=stretch),
        Line(text=lower, size=size, y=gap, stretch=stretch),
    )


def beside(left: str, right: str, size: float = 2.0, apart: float = 3.5) -> tuple[Line, ...]:
    """Two groups of characters, one on either side of the middle."""
    return Line(text=left, size=size, x=-apart), Line(text=right, size=size, x=apart)


def single(text: str, size: float = 1.7, stretch: float = 1.0) -> tuple[Line, ...]:
    """One line across the middle."""
    return (Line(text=text, size=size, stretch=stretch),)


def white_capsule(end: Colour, colour: Colour = WHITE) -> Body:
    """A capsule with a coloured cap."""
    return replace(CAPSULE, end=end, colour=colour)


def pressed(lines: tuple[Line, ...], *score: int) -> Face:
    """A face with lines pressed into it, and score lines in the directions given."""
    return Face(lines=lines, score=tuple(0 if direction == 0 else 90 for direction in score))


def printed(lines: tuple[Line, ...], ink: Colour = (0.05, 0.05, 0.06)) -> Face:
    """A face with lines printed on it."""
    return Face(lines=lines, finish="printed", ink=ink)
