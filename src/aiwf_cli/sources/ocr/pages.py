"""A page read from its picture: text, words and what people should know about them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from aiwf_cli.errors import ParseError
from aiwf_cli.model.document import Page, Span, Word
from aiwf_cli.model.record import READ_BY_OCR
from aiwf_cli.sources.images import Picture
from aiwf_cli.sources.limits import NEEDS_OCR, OCR_FAILED
from aiwf_cli.sources.ocr.extra import INSTALL

if TYPE_CHECKING:
    from aiwf_cli.sources.layout.arrange import Layout
    from aiwf_cli.sources.ocr.engine import Pixels
    from aiwf_cli.sources.ocr.recognise import Recognised
    from aiwf_cli.sources.ocr.strips import Point

DPI = 200
"""Resolution at which PDF pages are drawn for OCR: 6 points and larger is read without errors."""

MAX_SIDE = 4_000
"""Most pixels of a picture's side; photographs with less stay as they are."""

DOUBTFUL = "OCR is in doubt"
"""What the note on a page says that was read badly."""

_SURE = 0.8
"""Mean confidence from which a page was read well."""

_TOLD = 8
"""Doubtful words that a note quotes."""

_ASKEW = 0.5
"""Degrees from which a note tells that a page lay at an angle."""


def recognised_page(page: Page, picture: Picture, threads: int = 1) -> Page:
    """The page with the text of its picture instead of its own; number and size stay.

    Boxes are points of the page as displayed, however it lies in the picture. A page in whose
    picture there is no text has none. Raises ParseError when the picture cannot be decoded.
    """
    from aiwf_cli.sources.layout.arrange import arrange
    from aiwf_cli.sources.ocr.engine import load_engine
    from aiwf_cli.sources.ocr.mend import mended
    from aiwf_cli.sources.ocr.recognise import recognise

    pixels = _decoded(picture)
    found = recognise(pixels, page.width / pixels.shape[1], load_engine(threads))
    layout = arrange(found.fragments)
    text = mended(layout.text)
    doubtful = tuple(_doubtful(layout, text, found.doubtful))
    return replace(
        page,
        text=text,
        words=_on_page(layout.words, found, page),
        furniture=(),
        origin="ocr" if text else "none",
        notes=(*_own_notes(page), _note(text, found, doubtful)),
        doubtful=doubtful,
    )


def advised(page: Page) -> Page:
    """The page that needs OCR where there is none, with a note on how to install it."""
    return _noted(page, f"install OCR: {INSTALL}")


def failed(page: Page, error: ParseError) -> Page:
    """The page that OCR could not read, with a note on why."""
    return _noted(page, f"{OCR_FAILED}: {error.message}")


def _noted(page: Page, what: str) -> Page:
    notes = [f"{note} ({what})" if NEEDS_OCR in note else note for note in page.notes]
    if not any(NEEDS_OCR in note for note in notes):
        notes.append(f"{NEEDS_OCR} ({what})")
    return replace(page, notes=tuple(notes))


def _decoded(picture: Picture) -> Pixels:
    import numpy as np

    from aiwf_cli.sources.ocr.engine import opencv

    cv2 = opencv()
    how = cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION
    pixels: Pixels | None = cv2.imdecode(np.frombuffer(picture.data, np.uint8), how)
    if pixels is None:
        raise ParseError("unreadable", "the page's picture cannot be decoded")
    return pixels


def _on_page(words: Sequence[Word], found: Recognised, page: Page) -> tuple[Word, ...]:
    """The words with their boxes out of the straight frame, to the hundredth of a point."""
    placed = []
    for word in words:
        x0, y0, x1, y1 = found.frame.out(word.box)
        x0, x1 = sorted((_within(x0, page.width), _within(x1, page.width)))
        y0, y1 = sorted((_within(y0, page.height), _within(y1, page.height)))
        placed.append(word._replace(box=(x0, y0, x1, y1)))
    return tuple(placed)


def _within(place: float, size: float) -> float:
    return round(min(max(place, 0.0), size), 2)


def _own_notes(page: Page) -> tuple[str, ...]:
    return tuple(note for note in page.notes if NEEDS_OCR not in note)


def _doubtful(layout: Layout, text: str, places: Sequence[Point]) -> Iterator[Span]:
    """The words in which a doubtful character stands, unless their neighbours decided it."""
    for word in layout.words:
        x0, y0, x1, y1 = word.box
        span = slice(word.start, word.end)
        if text[span] == layout.text[span] and any(
            x0 <= x <= x1 and y0 <= y <= y1 for x, y in places
        ):
            yield word.start, word.end


def _note(text: str, found: Recognised, doubtful: Sequence[Span]) -> str:
    """What a person should know; only a page that was read badly asks for review."""
    if not text:
        return f"{READ_BY_OCR}: no text in the picture"
    sure = found.confidence >= _SURE
    note = f"{READ_BY_OCR if sure else DOUBTFUL}, mean confidence {found.confidence:.2f}"
    turned = round(180 - (180 - found.frame.angle) % 360, 1)
    if abs(turned) >= _ASKEW:
        note += f", the page lies at {turned:g} degrees"
    if doubtful:
        words = " ".join(text[start:end] for start, end in doubtful[:_TOLD])
        more = f" and {len(doubtful) - _TOLD} more" if len(doubtful) > _TOLD else ""
        note += f"; unsure of: {words}{more}"
    return note
