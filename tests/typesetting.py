"""Pages set by position and laid out by the project's own layout, as those of a PDF or by OCR."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from aiwf_cli.model.document import Document, Page
from aiwf_cli.sources.layout.arrange import arrange
from aiwf_cli.sources.layout.fragments import Direction, Fragment, fragment, to_page


def width(text: str, size: float) -> float:
    """How wide a text is when its wide characters take an em and the others half of one."""
    wide = sum(unicodedata.east_asian_width(character) in "WFA" for character in text)
    return size * (wide + 0.5 * (len(text) - wide))


@dataclass
class Sheet:
    """A page in the making; each line goes below the one before. Lengths are points."""

    left: float = 50.0
    edges: Sequence[float] = (200.0, 300.0)
    """Where the label ends and the columns begin and end."""
    size: float = 8.0
    leading: float = 13.0
    y: float = 50.0
    way: Direction = 0
    fragments: list[Fragment] = field(default_factory=list)

    def put(self, x: float, text: str, align: str = "left") -> None:
        """Set a text on the current line; `x` is its left edge, middle or right edge."""
        shift = {"left": 0.0, "center": 0.5, "right": 1.0}[align]
        x0 = x - shift * width(text, self.size)
        box = (x0, self.y, x0 + width(text, self.size), self.y + 1.08 * self.size)
        self.fragments.append(fragment(text, to_page(box, self.way), direction=self.way))

    def feed(self, lines: float = 1.0) -> None:
        """Go on to the next line."""
        self.y += lines * self.leading

    def line(self, text: str, x: float | None = None) -> None:
        """A line of text."""
        self.put(self.left if x is None else x, text)
        self.feed()

    def right(self, text: str) -> None:
        """A line at the right margin."""
        self.put(self.edges[-1], text, "right")
        self.feed()

    def heads(self, *texts: str | tuple[str, int], align: str = "center") -> None:
        """A line of headings; (text, n) stands over n columns, an empty one is left out.

        A heading of two lines is written with a newline and set round the middle of the line.
        """
        at = 0
        for item in texts:
            text, span = (item, 1) if isinstance(item, str) else item
            x0, x1 = self.edges[at], self.edges[at + span]
            at += span
            x = {"center": (x0 + x1) / 2, "right": x1 - 3, "left": x0 + 3}[align]
            lines = text.split("\n")
            middle = self.y
            for number, part in enumerate(lines):
                self.y = middle + (number - (len(lines) - 1) / 2) * 1.2 * self.size
                if part:
                    self.put(x, part, align)
            self.y = middle
        self.feed()

    def row(self, label: str, *figures: str, x: float = 0.0) -> None:
        """A row: its label, and figures at the right edges of their columns."""
        middle = self.y
        lines = label.split("\n")
        for number, part in enumerate(lines):
            self.y = middle + (number - (len(lines) - 1) / 2) * 1.2 * self.size
            if part:
                self.put(self.left + x, part)
        self.y = middle
        for edge, figure in zip(self.edges[1:], figures, strict=False):
            if figure:
                self.put(edge - 3, figure, "right")
        self.feed()

    def page(self, number: int = 1) -> Page:
        """The page as reading would give it."""
        layout = arrange({self.way: self.fragments})
        return Page(number=number, width=595, height=842, text=layout.text, words=layout.words)


def document(*sheets: Sheet, name: str = "a.pdf") -> Document:
    """A document of some sheets."""
    pages = tuple(sheet.page(number) for number, sheet in enumerate(sheets, start=1))
    return Document(id=name, sha256="0" * 64, pages=pages)
