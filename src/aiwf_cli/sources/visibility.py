"""Whether anybody sees a text: its style says that nobody may, the rendered page what is so.

Text may be in a file and on no one's eye: white on white, without size, outside the page, fully
transparent, or painted in no way (render mode 3). It could tell a model what no person was told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Literal, TypeAlias

from aiwf_cli.model.document import Box
from aiwf_cli.sources.glyphs import Span
from aiwf_cli.sources.layout.fragments import Direction, Fragment, to_page
from aiwf_cli.sources.mupdf import Page, pymupdf

Hidden: TypeAlias = Literal[
    "",
    "the colour of the paper",
    "transparent",
    "without size",
    "not painted",
    "outside the page",
]
"""Why nobody sees a text; empty for text that is seen."""

_PAINTED = 16 | 32 | 64
"""FZ_STEXT_FILLED, STROKED and CLIPPED: the ways in which a glyph leaves a mark."""

_PALE = 0xD8
"""Colours lighter than this in every part may be invisible on white and are looked at."""

_FAINT = 40
"""Text of less opacity (of 255) is looked at as well."""

_LEAST_SIZE = 1.0
"""Points below which type cannot be read."""

_CONTRAST = 12
"""Grey levels (of 255) between the darkest and lightest spot where text can be seen."""

_LOOK_DPI = 100
_LOOK_SIDE = 2500
"""Resolution, and most pixels of a side, of the rendering in which pale text is looked for."""


@dataclass(slots=True, eq=False)
class Suspect:
    """A fragment that nobody sees, or so it seems, and why."""

    way: Direction
    fragment: Fragment
    hidden: Hidden

    @property
    def box(self) -> Box:
        """Its box on the page."""
        return box_of(self.fragment, self.way)


def box_of(item: Fragment, way: Direction) -> Box:
    """A fragment's box on the page."""
    return to_page((item.u0, item.v0, item.u1, item.v1), way)


def hidden_by_style(span: Span) -> Hidden:
    """Why a span may be seen by nobody, judged by its style alone."""
    if not span["char_flags"] & _PAINTED:
        return "not painted"
    if not span["alpha"]:
        return "transparent"
    if span["size"] < _LEAST_SIZE and span["bbox"][3] - span["bbox"][1] < _LEAST_SIZE:
        return "without size"
    color = span["color"]
    pale = color and min(color >> 16 & 0xFF, color >> 8 & 0xFF, color & 0xFF) >= _PALE
    return "the colour of the paper" if pale or span["alpha"] < _FAINT else ""


def hidden_by_place(item: Fragment, way: Direction, width: float, height: float) -> Hidden:
    """Whether a fragment shares no point with the page, or stands nowhere at all."""
    x0, y0, x1, y1 = box_of(item, way)
    on_page = x1 > 0 and y1 > 0 and x0 < width and y0 < height
    return "" if on_page and isfinite(x1 - x0 + y1 - y0) else "outside the page"


def scan_boxes(page: Page) -> list[Box]:
    """Where pictures stand on the page as displayed."""
    turn = page.rotation_matrix
    return [tuple(pymupdf().Rect(info["bbox"]) * turn) for info in page.get_image_info()]


def covers(scan: Box, box: Box) -> bool:
    """Whether the middle of a box lies in a scan."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return scan[0] <= x <= scan[2] and scan[1] <= y <= scan[3]


def seen_of(page: Page, pale: Sequence[Suspect], others: Iterable[Box]) -> set[int]:
    """The items (by id) that show: the rendered page is not of one colour where they stand.

    One that lies on `others`, text that is seen, shows nothing of its own.
    """
    mupdf = pymupdf()
    scale = min(_LOOK_DPI / 72, _LOOK_SIDE / max(page.rect.width, page.rect.height, 1.0))
    look = page.get_pixmap(matrix=mupdf.Matrix(scale, scale), colorspace=mupdf.csGRAY, alpha=False)
    grey = _Grey(look.samples, look.width, look.height, look.stride)
    clear = (item for item in pale if not any(_overlaid(item.box, other) for other in others))
    return {id(item) for item in clear if grey.contrast(_core(item.box), scale) >= _CONTRAST}


@dataclass(frozen=True, slots=True)
class _Grey:
    """A rendered page, one byte a pixel."""

    samples: bytes
    width: int
    height: int
    stride: int

    def contrast(self, box: Box, scale: float) -> int:
        """Grey levels between the darkest and the lightest pixel in a box of points."""
        x0, y0, x1, y1 = (round(side * scale) for side in box)
        left, right = max(0, x0), min(self.width, x1)
        rows = range(max(0, y0), min(self.height, y1))
        parts = [self.samples[y * self.stride + left : y * self.stride + right] for y in rows]
        spot = b"".join(parts)
        return max(spot) - min(spot) if spot else 0


def _core(box: Box) -> Box:
    """A box of text without its rim, into which neighbours may reach."""
    x0, y0, x1, y1 = box
    rim = min(x1 - x0, y1 - y0) / 5
    return x0 + rim, y0 + rim, x1 - rim, y1 - rim


def _overlaid(box: Box, other: Box) -> bool:
    """Whether more than a third of a box lies on another."""
    width = min(box[2], other[2]) - max(box[0], other[0])
    height = min(box[3], other[3]) - max(box[1], other[1])
    area = (box[2] - box[0]) * (box[3] - box[1])
    return width > 0 and height > 0 and width * height > area / 3
