"""Pages for the tests of this room: made by hand, or read from tiny PDFs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from aiwf_cli.model.document import Box, Document, Page, Word
from aiwf_cli.sources.mupdf import pymupdf

WIDTH, HEIGHT = 595.0, 842.0


def page_of(lines: Iterable[tuple[float, str] | tuple[float, str, float]], number: int = 1) -> Page:
    """A page of lines (y of the upper edge, text, height = 10), one word each, in this order.

    Characters are as wide as the line is high; lines start 60 points from the left.
    """
    text, words = "", []
    for y, line, *rest in lines:
        height = rest[0] if rest else 10.0
        text += "\n" if text else ""
        box = (60.0, y, 60.0 + height * len(line), y + height)
        words.append(Word(start=len(text), end=len(text) + len(line), box=box))
        text += line
    return Page(number=number, width=WIDTH, height=HEIGHT, text=text, words=tuple(words))


def body(count: int = 12, first: float = 80.0, word: str = "本文") -> list[tuple[float, str]]:
    """Lines of body text at the usual distance, all different."""
    return [(first + 16 * at, f"{word}の{_name(at)}行目について定める。") for at in range(count)]


def _name(number: int) -> str:
    return "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"[number % 22]


def document_of(*pages: Page) -> Document:
    return Document(id="made.pdf", sha256="0" * 64, pages=pages)


def text_document(*texts: str) -> Document:
    """A document with these page texts and no boxes."""
    return document_of(
        *(
            Page(number=number, width=WIDTH, height=HEIGHT, text=text, words=())
            for number, text in enumerate(texts, 1)
        )
    )


def write_pdf(path: Path, *pages: Iterable[tuple[Box, str]]) -> Path:
    """A PDF whose pages are pieces of HTML, each set into its box."""
    mupdf = pymupdf()
    with mupdf.open() as pdf:
        for pieces in pages:
            page = pdf.new_page(width=WIDTH, height=HEIGHT)
            for box, html in pieces:
                page.insert_htmlbox(mupdf.Rect(*box), html, css="* {font-size: 10pt}")
        pdf.save(path)
    return path


def read_pdf(path: Path) -> Document:
    """The document, read word by word in the order of the file."""
    pages = []
    with pymupdf().open(path) as pdf:
        for number, page in enumerate(pdf, 1):
            text, words, line = "", [], None
            for x0, y0, x1, y1, word, block, row, _ in page.get_text("words"):
                text += "" if line is None else " " if line == (block, row) else "\n"
                line = (block, row)
                start = len(text)
                words.append(Word(start=start, end=start + len(word), box=(x0, y0, x1, y1)))
                text += word
            pages.append(
                Page(number=number, width=WIDTH, height=HEIGHT, text=text, words=tuple(words))
            )
    return document_of(*pages)
