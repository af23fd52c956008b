"""A document as the pipeline reads it: pages with text, and where each word stands on the page.

Offsets count characters (code points) from 0, ends are exclusive. Boxes are PDF points with the
origin at the top left of the page as displayed. Pages count from 1.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple, TypeAlias, cast

from aiwf_cli.model.json import Json, JsonObject

Box: TypeAlias = tuple[float, float, float, float]
Span: TypeAlias = tuple[int, int]
Origin: TypeAlias = Literal["text", "ocr", "none"]

PAGE_BREAK = "\n"
"""What stands between two pages in `Document.text`."""


class Word(NamedTuple):
    """A run of characters that stands in one box: `page.text[start:end]`.

    A named tuple, not a dataclass: a document has thousands, and each rerun makes them anew.
    """

    start: int
    end: int
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page: its text in reading order, lines ended by newlines, and its words.

    `width` and `height` are points. `furniture` are the spans of `text` that belong to the page and
    not to what it says: running heads, page numbers. `origin` says where the text came from; it is
    `none` when the page has no text (a picture that nobody has read). `notes` are remarks for the
    record, such as `needs OCR`.
    """

    number: int
    width: float
    height: float
    text: str
    words: tuple[Word, ...]
    furniture: tuple[Span, ...] = ()
    origin: Origin = "text"
    notes: tuple[str, ...] = ()

    def to_json(self) -> JsonObject:
        """The page as JSON; words are rows of start, end, x0, y0, x1, y1."""
        return {
            "number": self.number,
            "width": self.width,
            "height": self.height,
            "text": self.text,
            "words": [[word.start, word.end, *word.box] for word in self.words],
            "furniture": [list(span) for span in self.furniture],
            "origin": self.origin,
            "notes": list(self.notes),
        }

    @classmethod
    def from_json(cls, data: Json) -> Page:
        """The page that `to_json` wrote."""
        page = cast("dict[str, object]", data)
        words = cast("list[tuple[int, int, float, float, float, float]]", page["words"])
        return cls(
            number=cast(int, page["number"]),
            width=cast(float, page["width"]),
            height=cast(float, page["height"]),
            text=cast(str, page["text"]),
            words=tuple(Word(start, end, (x0, y0, x1, y1)) for start, end, x0, y0, x1, y1 in words),
            furniture=tuple((a, b) for a, b in cast("list[list[int]]", page["furniture"])),
            origin=cast(Origin, page["origin"]),
            notes=tuple(cast("list[str]", page["notes"])),
        )


@dataclass(frozen=True, kw_only=True)
class Document:
    """One input file, read.

    `id` is its path relative to the folder (NFC, `/`), `sha256` the hash of its bytes.
    `text` is the text of all pages with `PAGE_BREAK` between them; every offset elsewhere counts
    in it unless it says "page".
    """

    id: str
    sha256: str
    pages: tuple[Page, ...]

    @cached_property
    def text(self) -> str:
        """The text of all pages, one after the other."""
        return PAGE_BREAK.join(page.text for page in self.pages)

    @cached_property
    def page_starts(self) -> tuple[int, ...]:
        """Where each page begins in `text`; as many as there are pages."""
        starts, at = [], 0
        for page in self.pages:
            starts.append(at)
            at += len(page.text) + len(PAGE_BREAK)
        return tuple(starts)

    @cached_property
    def furniture(self) -> tuple[Span, ...]:
        """The furniture of all pages as spans of `text`, in order."""
        return tuple(
            (start + a, start + b)
            for start, page in zip(self.page_starts, self.pages, strict=True)
            for a, b in page.furniture
        )

    def page_at(self, offset: int) -> Page:
        """The page on which the character at `offset` of `text` stands."""
        return self.pages[max(0, bisect_right(self.page_starts, offset) - 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file found in the user's folder, not yet read: its document id and where it lies."""

    id: str
    path: str


def spans_overlap(a: Span, b: Span) -> bool:
    """Whether two spans share a character."""
    return a[0] < b[1] and b[0] < a[1]


def without(text_length: int, holes: Sequence[Span]) -> tuple[Span, ...]:
    """The spans of `range(text_length)` that lie in none of `holes` (which are in order)."""
    kept, at = [], 0
    for start, end in holes:
        if start > at:
            kept.append((at, start))
        at = max(at, end)
    if at < text_length:
        kept.append((at, text_length))
    return tuple(kept)
