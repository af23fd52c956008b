"""A document as the pipeline reads it: pages with text, and where each word stands on the page.

Offsets count characters (code points) from 0, ends are exclusive. Boxes are PDF points with the
origin at the top left of the page as displayed. Pages count from 1.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple, TypeAlias, cast, final, overload

from aiwf_cli.model.json import Json, JsonObject, loads

Box: TypeAlias = tuple[float, float, float, float]
Span: TypeAlias = tuple[int, int]
Origin: TypeAlias = Literal["text", "ocr", "none"]

PAGE_BREAK = "\n"
"""What stands between two pages in `Document.text`."""


class Word(NamedTuple):
    """A run of characters that stands in one box: `page.text[start:end]`.

    A named tuple, not a dataclass: a document has thousands.
    """

    start: int
    end: int
    box: Box


@final
class WrittenWords(Sequence[Word]):
    """Words as they are written, made when somebody looks at them: of most pages nobody does.

    Equal to any sequence of the same words.
    """

    __slots__ = ("_written",)

    def __init__(self, written: str | list[WordRow]) -> None:
        """Takes the rows of the words, or a JSON array of them, which is not read yet."""
        self._written = written

    @property
    def rows(self) -> list[WordRow]:
        """The words as rows."""
        if isinstance(self._written, str):
            self._written = cast("list[WordRow]", loads(self._written))
        return self._written

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, index: int) -> Word: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Word, ...]: ...
    def __getitem__(self, index: int | slice) -> Word | tuple[Word, ...]:
        if isinstance(index, slice):
            return tuple(map(_word, self.rows[index]))
        return _word(self.rows[index])

    def __iter__(self) -> Iterator[Word]:
        return map(_word, self.rows)

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Sequence) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))


WordRow: TypeAlias = tuple[int, int, float, float, float, float]
"""A word as it is written: start, end, x0, y0, x1, y1."""


def rows_of(words: Sequence[Word]) -> list[WordRow]:
    """Words as rows."""
    if isinstance(words, WrittenWords):
        return words.rows
    return [(start, end, *box) for start, end, box in words]


def _word(row: WordRow) -> Word:
    start, end, x0, y0, x1, y1 = row
    return Word(start, end, (x0, y0, x1, y1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page: its text in reading order, lines ended by newlines, and its words.

    `width` and `height` are points. `furniture` are the spans of `text` that belong to the page and
    not to what it says: running heads, page numbers. `origin` says where the text came from; it is
    `none` when the page has no text (a picture that nobody has read). `notes` are remarks for the
    record, such as `needs OCR`. `doubtful` are the spans of `text` that OCR is not sure of.
    """

    number: int
    width: float
    height: float
    text: str
    words: Sequence[Word]
    furniture: tuple[Span, ...] = ()
    origin: Origin = "text"
    notes: tuple[str, ...] = ()
    doubtful: tuple[Span, ...] = ()

    def to_json(self) -> JsonObject:
        """The page as JSON; words are rows of start, end, x0, y0, x1, y1."""
        return {
            "number": self.number,
            "width": self.width,
            "height": self.height,
            "text": self.text,
            "words": [[*row] for row in rows_of(self.words)],
            "furniture": [list(span) for span in self.furniture],
            "origin": self.origin,
            "notes": list(self.notes),
            "doubtful": [list(span) for span in self.doubtful],
        }

    @classmethod
    def from_json(cls, data: Json) -> Page:
        """The page that `to_json` wrote; its words may be such rows or a text that holds them."""
        page = cast("dict[str, object]", data)
        words = cast("list[WordRow] | str", page["words"])
        return cls(
            number=cast(int, page["number"]),
            width=cast(float, page["width"]),
            height=cast(float, page["height"]),
            text=cast(str, page["text"]),
            words=WrittenWords(words) if isinstance(words, str) else tuple(map(_word, words)),
            furniture=tuple((a, b) for a, b in cast("list[list[int]]", page["furniture"])),
            origin=cast(Origin, page["origin"]),
            notes=tuple(cast("list[str]", page["notes"])),
            doubtful=tuple((a, b) for a, b in cast("list[list[int]]", page["doubtful"])),
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
        return self._spans(page.furniture for page in self.pages)

    @cached_property
    def doubtful(self) -> tuple[Span, ...]:
        """The doubtful spans of all pages as spans of `text`, in order."""
        return self._spans(page.doubtful for page in self.pages)

    def _spans(self, by_page: Iterable[tuple[Span, ...]]) -> tuple[Span, ...]:
        """Spans of each page's text as spans of all text."""
        return tuple(
            (start + a, start + b)
            for start, spans in zip(self.page_starts, by_page, strict=True)
            for a, b in spans
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
