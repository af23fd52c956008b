"""The pages of a PDF: their text with the boxes of its words, and their pictures."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from aiwf_cli.errors import ParseError
from aiwf_cli.model import document as model
from aiwf_cli.sources.images import NOISE, QUALITY, Picture
from aiwf_cli.sources.layout.arrange import Layout, arrange
from aiwf_cli.sources.limits import NEEDS_OCR, Limits
from aiwf_cli.sources.mupdf import Document, Page, errors, pymupdf
from aiwf_cli.sources.ocr.garbled import looks_garbled
from aiwf_cli.sources.pagetext import PageText, page_text

_CODE = re.compile(r"^code=\d+: ")
"""How MuPDF numbers its errors."""

_REPAIRED = "the file is damaged and was repaired: parts may be missing"

_STAMP, _MARGIN = 40, 0.1
"""Words of a stamp at most, and the share of the page's height at its top and bottom for it."""

_TOLD = 80
"""Characters of left-out ruby that a note quotes."""


def open_pdf(data: bytes, passwords: Sequence[str], limits: Limits) -> Document:
    """The document that `data` holds, opened with one of `passwords` if it is encrypted.

    Raises ParseError `unreadable`, `encrypted`, `empty` (no pages) or `too_large` (too many).
    """
    try:
        pdf = pymupdf().open(stream=data, filetype="pdf")
        if pdf.needs_pass and not any(pdf.authenticate(password) for password in passwords):
            raise ParseError(
                "encrypted",
                "the PDF asks for a password"
                + (" and none of those given opens it" if passwords else ""),
                hint="Give its password, or save a copy without one.",
            )
        pages = pdf.page_count
    except errors() as error:
        reason = unreadable("the PDF cannot be opened", error)
        if "encryption" in reason.message:  # of a kind that MuPDF does not know
            reason = ParseError("encrypted", reason.message, hint="Save a copy without encryption.")
        raise reason from error
    if not pages and pdf.is_repaired:
        raise ParseError("unreadable", "the PDF is damaged: no page could be recovered")
    if not pages:
        raise ParseError("empty", "the PDF has no pages")
    if pages > limits.pages:
        raise ParseError("too_large", f"{pages:,} pages; the limit is {limits.pages:,}")
    return pdf


def read_pdf(data: bytes, passwords: Sequence[str], limits: Limits) -> tuple[model.Page, ...]:
    """The pages of a PDF; one that cannot be read has no text and a note that says why.

    Raises what `open_pdf` raises, `unreadable` when no page at all can be read, and `timeout`.
    """
    deadline = time.monotonic() + limits.seconds
    pages, broken = [], 0
    with open_pdf(data, passwords, limits) as pdf:
        for number in range(1, pdf.page_count + 1):
            if time.monotonic() > deadline:
                raise ParseError(
                    "timeout", f"not read within {limits.seconds:g} s (came to page {number})"
                )
            try:
                page = _read_page(pdf.load_page(number - 1), number)
            except errors() as error:
                broken += 1
                page = _broken_page(number, error)
            pages.append(page)
        if broken == len(pages):
            raise ParseError("unreadable", f"the PDF is damaged: {pages[0].notes[0]}")
        if pdf.is_repaired:
            pages[0] = replace(pages[0], notes=(*pages[0].notes, _REPAIRED))
    return tuple(pages)


def unreadable(what: str, error: Exception) -> ParseError:
    """The ParseError for what PyMuPDF threw: `too_large` when memory ran out."""
    cause = error.__cause__ or error  # PyMuPDF wraps what MuPDF said in "Failed to open stream"
    said = _CODE.sub("", str(cause)).strip() or type(cause).__name__
    if "alloc" in said:
        return ParseError("too_large", f"{what}: it needs more memory than a document may take")
    return ParseError("unreadable", f"{what}: {said}")


def _read_page(page: Page, number: int) -> model.Page:
    bounds = page.rect
    found = page_text(page, (bounds.width, bounds.height))
    layout = arrange(found.fragments)
    return model.Page(
        number=number,
        width=round(bounds.width, 2),
        height=round(bounds.height, 2),
        text=layout.text,
        words=layout.words,
        origin=_origin(layout, found),
        notes=tuple(_notes(page, layout, found)),
    )


def _origin(layout: Layout, found: PageText) -> model.Origin:
    """`ocr` when most of the text is what an earlier OCR laid under the scan."""
    if not layout.text:
        return "none"
    return "ocr" if 2 * found.under_scan > len(layout.text) else "text"


def _notes(page: Page, layout: Layout, found: PageText) -> list[str]:
    notes = []
    if found.hidden:
        notes.append(
            f"hidden text left out: {found.hidden.total():,} characters "
            f"({', '.join(sorted(found.hidden))})"
        )
    if layout.ruby:
        notes.append(f"ruby left out: {'、'.join(layout.ruby)[:_TOLD]}")
    if not layout.text and page.get_bboxlog():
        notes.append(f"no text layer: {NEEDS_OCR}")
    elif layout.text and _is_stamped_scan(page, layout):
        notes.append(f"a picture with text in its margins only: {NEEDS_OCR}")
    if looks_garbled(layout.text):
        notes.append(f"garbled text, not what the page shows: {NEEDS_OCR}")
    return notes


def _is_stamped_scan(page: Page, layout: Layout) -> bool:
    """Whether a picture fills the page and all text is a stamp, a number, an address above it."""
    if len(layout.words) > _STAMP:
        return False
    width, height = page.rect.width, page.rect.height
    for word in layout.words:
        if _MARGIN * height < (word.box[1] + word.box[3]) / 2 < (1 - _MARGIN) * height:
            return False
    pictures = (page.rect & info["bbox"] for info in page.get_image_info())
    return any(picture.width * picture.height > 0.5 * width * height for picture in pictures)


def _broken_page(number: int, error: Exception) -> model.Page:
    """A page without text that says why; lack of memory concerns the document and is raised."""
    reason = unreadable(f"page {number} cannot be read", error)
    if reason.code == "too_large":
        raise reason from error
    return model.Page(
        number=number,
        width=0.0,
        height=0.0,
        text="",
        words=(),
        origin="none",
        notes=(reason.message,),
    )


def render_pdf(
    data: bytes,
    number: int,
    dpi: int,
    max_side: int,
    passwords: Sequence[str],
    limits: Limits,
) -> Picture:
    """Page `number` (from 1) drawn at `dpi`, or less when a side would exceed `max_side` pixels.

    Raises what `open_pdf` raises and `unreadable` when the page cannot be drawn.
    """
    with open_pdf(data, passwords, limits) as pdf:
        if not 1 <= number <= pdf.page_count:
            raise ParseError("unreadable", f"no page {number}: the PDF has {pdf.page_count}")
        try:
            page = pdf.load_page(number - 1)
            scale = _scale(page.rect.width, page.rect.height, dpi, max_side, limits)
            drawn = page.get_pixmap(matrix=pymupdf().Matrix(scale, scale), alpha=False)
            return _picture(drawn)
        except errors() as error:
            raise unreadable(f"page {number} cannot be drawn", error) from error


def _scale(width: float, height: float, dpi: int, max_side: int, limits: Limits) -> float:
    """Pixels per point."""
    side = max(width, height, 1.0)
    return min(dpi / 72, max_side / side, math.sqrt(limits.pixels / max(width * height, 1.0)))


def _picture(drawn: Any) -> Picture:
    """The drawn page as PNG, or as JPEG when it is full of noise: a photograph, a scan."""
    width, height = drawn.width, drawn.height
    data = drawn.tobytes("png")
    if len(data) <= NOISE * width * height:
        return Picture(data=data, media_type="image/png", width=width, height=height)
    data = drawn.tobytes("jpg", jpg_quality=QUALITY)
    return Picture(data=data, media_type="image/jpeg", width=width, height=height)
