"""Letters as pictures: what dies press into tablets and printers lay on foil.

Fonts are those inside PyMuPDF (Latin: its Helvetica and Courier; Japanese: Droid Sans Fallback), so
no font of the machine is ever used.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from pdf import load_pymupdf

from tablet_photos.texture import Array

_CAPITAL = 0.72
"""Height of a capital letter in ems, about the same in all of the fonts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of text centred on (x, y) mm, its capitals `size` mm high.

    `stretch` widens (above 1) or narrows the letters; `angle` turns the line clockwise, in degrees
    of which only multiples of 90 are allowed; `font` is a name that PyMuPDF knows.
    """

    text: str
    size: float
    x: float = 0.0
    y: float = 0.0
    stretch: float = 1.0
    angle: int = 0
    font: str = "helv"


@lru_cache(maxsize=8)
def _font(name: str) -> Any:
    return load_pymupdf().Font(name)


def _raster(line: Line, px_per_mm: float) -> Array:
    """The line alone: 1 where there is ink, 0 where there is none, with a small margin."""
    pymupdf = load_pymupdf()
    font = _font(line.font)
    em = line.size * px_per_mm / _CAPITAL
    width = font.text_length(line.text, fontsize=em) + 0.3 * em
    with pymupdf.open() as sheet:
        page = sheet.new_page(width=width, height=1.5 * em)
        writer = pymupdf.TextWriter(page.rect)
        writer.append((0.15 * em, 1.1 * em), line.text, font=font, fontsize=em)
        writer.write_text(page)
        stretch = pymupdf.Matrix(line.stretch, 1.0)
        pixmap = page.get_pixmap(matrix=stretch, colorspace=pymupdf.csGRAY, alpha=False)
        grey = np.frombuffer(pixmap.samples, dtype=np.uint8)
        picture = grey.reshape(pixmap.height, pixmap.stride)[:, : pixmap.width]
    ink = 1.0 - picture.astype(np.float64) / 255.0
    return _trimmed(np.rot90(ink, -(line.angle // 90)))


def _trimmed(ink: Array) -> Array:
    rows, columns = np.nonzero(ink.max(axis=1) > 0)[0], np.nonzero(ink.max(axis=0) > 0)[0]
    if not len(rows):
        return np.zeros((1, 1))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def inked(lines: tuple[Line, ...], width: float, height: float, px_per_mm: float) -> Array:
    """A field of `width` x `height` mm, centred on (0, 0), with the lines on it (1 = ink)."""
    field = np.zeros((round(height * px_per_mm), round(width * px_per_mm)))
    for line in lines:
        letters = _raster(line, px_per_mm)
        top = round((line.y + height / 2) * px_per_mm - letters.shape[0] / 2)
        left = round((line.x + width / 2) * px_per_mm - letters.shape[1] / 2)
        _lay(field, letters, top, left)
    return field


def _lay(field: Array, letters: Array, top: int, left: int) -> None:
    rows = slice(max(0, top), min(field.shape[0], top + letters.shape[0]))
    columns = slice(max(0, left), min(field.shape[1], left + letters.shape[1]))
    part = letters[
        rows.start - top : max(rows.start, rows.stop) - top,
        columns.start - left : max(columns.start, columns.stop) - left,
    ]
    if part.size:
        np.maximum(field[rows, columns], part, out=field[rows, columns])
