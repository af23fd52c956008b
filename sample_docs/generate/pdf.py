"""Small helpers that set sample documents as PDF files, the same bytes every time.

Text is set from HTML by PyMuPDF's Story with the fonts that lie in PyMuPDF itself, so the machine's
own fonts never matter. Sizes and positions are PDF points, origin at the top left of the page.
The bytes depend on the sources and on the version of PyMuPDF, on nothing else: no clock, no
random names. The version stands in each file's metadata as its producer.
"""

from __future__ import annotations

import importlib
import io
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Rect = tuple[float, float, float, float]

_MAX_PAGES = 60
_PT_PER_INCH = 72


def load_pymupdf() -> Any:
    """The pymupdf module, without its slow layout packages and silent on stdout."""
    if "pymupdf" not in sys.modules:
        for heavy in ("pymupdf.layout", "pymupdf4llm"):
            sys.modules.setdefault(heavy, None)  # type: ignore[arg-type]
    pymupdf: Any = importlib.import_module("pymupdf")
    pymupdf.set_messages(stream=sys.stderr)
    return pymupdf


def producer() -> str:
    """What the files name as their maker: PyMuPDF and its version."""
    return f"PyMuPDF {load_pymupdf().pymupdf_version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A blank page: its size, and the frames that text fills one after the other."""

    width: float
    height: float
    frames: tuple[Rect, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """A piece of HTML at a fixed place: a running head, a page number, a stamp."""

    rect: Rect
    html: str


Furniture = Callable[[int, int], Sequence[Fixed]]
"""What stands on page `number` (from 1) of `count` besides the text."""


def no_furniture(number: int, count: int) -> Sequence[Fixed]:
    """Nothing but the text on any page."""
    del number, count
    return ()


def flow(
    html: str, css: str, sheet_of: Callable[[int], Sheet], furniture: Furniture = no_furniture
) -> bytes:
    """A PDF with `html` flowing through the frames of as many sheets as it needs.

    Furniture is drawn before the text of its page. Raises ValueError when the text does not end
    within 60 pages (usually a line that fits into no frame).
    """
    count = _set_pages(html, css, sheet_of, no_furniture, 0)[1]
    return _set_pages(html, css, sheet_of, furniture, count)[0]


def _set_pages(
    html: str, css: str, sheet_of: Callable[[int], Sheet], furniture: Furniture, count: int
) -> tuple[bytes, int]:
    pymupdf = load_pymupdf()
    out = io.BytesIO()
    writer = pymupdf.DocumentWriter(out)
    story = pymupdf.Story(html, user_css=css)
    number, more = 0, True
    while more:
        number += 1
        if number > _MAX_PAGES:
            raise ValueError(f"the text does not end within {_MAX_PAGES} pages")
        sheet = sheet_of(number)
        device = writer.begin_page(pymupdf.Rect(0, 0, sheet.width, sheet.height))
        for fixed in furniture(number, count):
            _draw(fixed, css, device)
        for frame in sheet.frames:
            if more:
                more = bool(story.place(pymupdf.Rect(frame))[0])
                story.draw(device)
        writer.end_page()
    writer.close()
    return out.getvalue(), number


def _draw(fixed: Fixed, css: str, device: Any) -> None:
    pymupdf = load_pymupdf()
    story = pymupdf.Story(fixed.html, user_css=css)
    more, _ = story.place(pymupdf.Rect(fixed.rect))
    if more:
        raise ValueError(f"does not fit into {fixed.rect}: {fixed.html}")
    story.draw(device)


def finish(data: bytes, *, title: str, author: str, created: str) -> bytes:
    """The PDF `data` with subset fonts and fixed metadata; `created` is an ISO date.

    Gives the same bytes for the same input and version of PyMuPDF.
    """
    document = load_pymupdf().open("pdf", data)
    document.subset_fonts()
    stamp = "D:" + created.replace("-", "") + "090000+09'00'"
    document.set_metadata(
        {
            "title": title,
            "author": author,
            "producer": producer(),
            "creationDate": stamp,
            "modDate": stamp,
        }
    )
    finished: bytes = document.tobytes(
        garbage=4, deflate=True, deflate_fonts=True, use_objstms=1, no_new_id=True
    )
    return finished


def page_texts(data: bytes) -> list[str]:
    """The text of each page of the PDF `data`, in the order in which it was set."""
    return [page.get_text() for page in load_pymupdf().open("pdf", data)]


def scan(
    data: bytes,
    *,
    angles: Sequence[float],
    dpi: int = 150,
    noise: int = 14,
    quality: int = 55,
    seed: int = 1,
) -> bytes:
    """The PDF `data` as if printed and scanned: pictures only, one grey JPEG a page.

    Page i is turned by `angles[i % len(angles)]` degrees; every pixel is moved by up to `noise`
    of 256 levels, the same way for the same `seed`. `quality` is the JPEG's (1–100).
    """
    pymupdf = load_pymupdf()
    source = pymupdf.open("pdf", data)
    scanned = pymupdf.open()
    for index, page in enumerate(source):
        picture = _scanned_page(page, angles[index % len(angles)], dpi, noise, seed + index)
        sheet = scanned.new_page(width=page.rect.width, height=page.rect.height)
        sheet.insert_image(sheet.rect, stream=picture.tobytes("jpeg", jpg_quality=quality))
    result: bytes = scanned.tobytes(garbage=4, no_new_id=True)
    return result


def _scanned_page(page: Any, angle: float, dpi: int, noise: int, seed: int) -> Any:
    """A grey pixmap of `page`, turned about its middle and speckled."""
    import numpy as np

    pymupdf = load_pymupdf()
    zoom = dpi / _PT_PER_INCH
    width, height = round(page.rect.width * zoom), round(page.rect.height * zoom)
    middle = pymupdf.Matrix(1, 0, 0, 1, width / 2, height / 2)
    turned = (
        pymupdf.Matrix(zoom, zoom) * pymupdf.Matrix(1, 0, 0, 1, -width / 2, -height / 2)
    ) * pymupdf.Matrix(angle)
    clip = pymupdf.IRect(0, 0, width, height)
    paper = pymupdf.Pixmap(pymupdf.csGRAY, clip)
    paper.clear_with(255)
    drawn = page.get_displaylist().get_pixmap(
        matrix=turned * middle, colorspace=pymupdf.csGRAY, alpha=False
    )
    paper.copy(drawn, clip & drawn.irect)
    grey = np.frombuffer(paper.samples, dtype=np.uint8).astype(np.int16)
    speckle = np.random.default_rng(seed).integers(-noise, noise + 1, grey.size, dtype=np.int16)
    faded = np.clip(24 + grey * 0.88 + speckle, 0, 255).astype(np.uint8)
    return pymupdf.Pixmap(pymupdf.csGRAY, width, height, faded.tobytes(), 0)
