"""A document as a fax machine stores it: black and white, Group 4, one TIFF of several pages.

The TIFF is written here (TIFF 6.0, section 2; compression 4 of section 11), because PyMuPDF reads
TIFF and does not write it.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

from pdf import load_pymupdf

_SHORT, _LONG, _RATIONAL = 3, 4, 5
_WHITE_IS_ZERO = 0
_GROUP4 = 4


def fax(data: bytes, *, angle: float = 0.5, dpi: int = 200, seed: int = 1) -> bytes:
    """The PDF `data` as a faxed TIFF: slightly turned, thresholded, with specks of dirt."""
    document = load_pymupdf().open("pdf", data)
    return _tiff([_bits(page, angle, dpi, seed + page.number) for page in document], dpi)


def _bits(page: Any, angle: float, dpi: int, seed: int) -> Any:
    """The page as rows of bits, 0 for black as MuPDF wants them; rows are whole bytes."""
    import numpy as np

    pymupdf = load_pymupdf()
    zoom = dpi / 72
    width, height = round(page.rect.width * zoom), round(page.rect.height * zoom)
    turned = page.get_pixmap(
        matrix=pymupdf.Matrix(zoom, zoom) * pymupdf.Matrix(angle),
        colorspace=pymupdf.csGRAY,
        alpha=False,
    )
    drawn = np.frombuffer(turned.samples, dtype=np.uint8).reshape(turned.height, turned.width)
    top, left = (turned.height - height) // 2, (turned.width - width) // 2
    black = drawn[top : top + height, left : left + width] < 140
    specks = np.random.RandomState(seed)
    rows, columns = specks.randint(0, height, 60), specks.randint(0, width, 60)
    black[rows, columns] = True
    return np.packbits(~black, axis=1), width


def _tiff(pages: Sequence[tuple[Any, int]], dpi: int) -> bytes:
    """A little-endian TIFF: header, then for each page its picture, its numbers, its directory."""
    out = bytearray(struct.pack("<2sHL", b"II", 42, 0))
    link = 4
    for rows, width in pages:
        height, stride = rows.shape
        strip = _group4(rows.tobytes(), width, height, stride)
        at = len(out)
        out += strip + bytes(len(strip) % 2)
        resolution = len(out)
        out += struct.pack("<LL", dpi, 1)
        struct.pack_into("<L", out, link, len(out))
        entries = (
            (254, _LONG, 2),
            (256, _LONG, width),
            (257, _LONG, height),
            (258, _SHORT, 1),
            (259, _SHORT, _GROUP4),
            (262, _SHORT, _WHITE_IS_ZERO),
            (273, _LONG, at),
            (277, _SHORT, 1),
            (278, _LONG, height),
            (279, _LONG, len(strip)),
            (282, _RATIONAL, resolution),
            (283, _RATIONAL, resolution),
            (296, _SHORT, 2),
        )
        out += struct.pack("<H", len(entries))
        for tag, kind, value in entries:
            out += struct.pack("<HHLL", tag, kind, 1, value)
        link = len(out)
        out += struct.pack("<L", 0)
    return bytes(out)


def _group4(bits: bytes, width: int, height: int, stride: int) -> bytes:
    """The rows compressed as CCITT Group 4 (ITU-T T.6), by MuPDF."""
    mupdf = load_pymupdf().mupdf
    buffer = mupdf.fz_compress_ccitt_fax_g4(mupdf.python_buffer_data(bits), width, height, stride)
    packed: bytes = buffer.fz_buffer_extract()
    return packed
