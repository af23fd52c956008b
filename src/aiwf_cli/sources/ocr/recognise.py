"""A picture to the text in it: strips found, the page put straight, each strip read."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from aiwf_cli.sources.layout.fragments import Direction, Fragment
from aiwf_cli.sources.ocr.cells import StripCell
from aiwf_cli.sources.ocr.engine import Engine, Pixels, opencv
from aiwf_cli.sources.ocr.reader import Line, StripReader
from aiwf_cli.sources.ocr.straight import Straight, direction, fragment_of
from aiwf_cli.sources.ocr.strips import Point, Strip
from aiwf_cli.sources.ocr.turning import page_angle

_DOUBTFUL = 0.6
"""Score below which a character is told as doubtful."""

_ONE_SIZE = 1.18
"""Sizes that differ by less than this factor are one size, measured twice."""

_STRAIGHT = 0.5
"""Degrees of a page's angle up to which a box round several characters fits them."""

_CLIP = 2.0
"""How much contrast is raised at most where it is lowest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What a picture says: fragments by direction in its straight frame, and how sure that is.

    `confidence` is the mean score of all characters, 0 to 1. `doubtful` are places in the frame
    where a letter, figure or sign of low score stands.
    """

    frame: Straight
    fragments: dict[Direction, list[Fragment]]
    confidence: float
    doubtful: tuple[Point, ...]


def recognise(picture: Pixels, scale: float, engine: Engine) -> Recognised:
    """The text of a picture whose pixels are `scale` points wide.

    A picture in which nothing can be read is tried once more with its contrast raised: the relief
    of a stamped tablet is fainter than print.
    """
    found = _recognise(picture, scale, engine)
    return found if found.fragments else _recognise(_contrasted(picture), scale, engine)


def _recognise(picture: Pixels, scale: float, engine: Engine) -> Recognised:
    """A page that is turned by quarters is turned back first and its strips found anew.

    The detector sees less in lines that stand on end.
    """
    strips = engine.detect(picture)
    angle = page_angle(strips, StripReader(picture, engine).glyphs)
    frame = _frame(picture, angle, scale)
    quarters = round(angle / 90) % 4
    if quarters:
        picture = np.ascontiguousarray(np.rot90(picture, quarters))
        strips = engine.detect(picture)
        angle -= 90 * quarters
    lines = StripReader(picture, engine).lines(strips, angle)
    return _recognised(lines, _frame(picture, angle, scale), frame)


def _contrasted(picture: Pixels) -> Pixels:
    """The picture in grey with its contrast raised place by place (CLAHE, Zuiderveld 1994)."""
    cv2 = opencv()
    gray = cv2.createCLAHE(_CLIP, (8, 8)).apply(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY))
    colour: Pixels = cv2.cvtColor(gray, cv2.COLOR_GRAY2BGR)
    return colour


def _frame(picture: Pixels, angle: float, scale: float) -> Straight:
    height, width = picture.shape[:2]
    return Straight(x=width / 2, y=height / 2, angle=angle, scale=scale)


def _recognised(lines: Sequence[Line], read_in: Straight, frame: Straight) -> Recognised:
    """What the lines say; they were read in the frame `read_in` of the picture turned back."""
    sizes = even_sizes([(cell.em * frame.scale, len(cell.characters)) for _, cell in lines])
    fragments: dict[Direction, list[Fragment]] = {}
    for (strip, cell), size in zip(lines, sizes, strict=True):
        item = fragment_of(read_in, strip, cell, size, fine=abs(frame.angle) > _STRAIGHT)
        fragments.setdefault(direction(strip.angle - read_in.angle), []).append(item)
    scores = [item.score for _, cell in lines for item in cell.characters]
    return Recognised(
        frame=frame,
        fragments=fragments,
        confidence=sum(scores) / len(scores) if scores else 0.0,
        doubtful=tuple(place for line in lines for place in _doubtful(read_in, *line)),
    )


def even_sizes(sizes: Sequence[tuple[float, int]]) -> list[float]:
    """Type sizes, measured with an error, made equal where they hardly differ.

    Each comes with the number of characters that it was measured on, as its weight.
    """
    groups: list[list[int]] = []
    for index in sorted(range(len(sizes)), key=lambda index: sizes[index]):
        if groups and sizes[index][0] <= _ONE_SIZE * sizes[groups[-1][0]][0]:
            groups[-1].append(index)
        else:
            groups.append([index])
    even = [0.0] * len(sizes)
    for group in groups:
        size = median(sizes[index][0] for index in group for _ in range(sizes[index][1]))
        for index in group:
            even[index] = size
    return even


def _doubtful(frame: Straight, strip: Strip, cell: StripCell) -> Iterator[Point]:
    """Where characters of low score stand in the frame; which bracket it is does not matter."""
    for item in cell.characters:
        if item.score < _DOUBTFUL and unicodedata.category(item.text[0])[0] != "P":
            piece = strip.part(item.start, item.end)
            yield frame.into(piece.x, piece.y)
