"""What a step reads of a document: all of it, or the passages that a select step left."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from aiwf_cli.model.document import PAGE_BREAK, Document, Page, Span, without

GAP = "\n"
"""What stands between two passages in `View.text`."""


@dataclass(frozen=True, kw_only=True)
class View:
    """Passages of a document, in order, none overlapping; offsets lead back to the document.

    Passages that follow one another, or that only a page break parts, are one.
    """

    document: Document
    passages: tuple[Span, ...]

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "passages", tuple(_merged(self.passages, self.document.page_starts))
        )

    @classmethod
    def whole(cls, document: Document) -> View:
        """All of a document."""
        return cls(document=document, passages=((0, len(document.text)),))

    @cached_property
    def text(self) -> str:
        """The passages, one after the other."""
        return GAP.join(self.document.text[start:end] for start, end in self.passages)

    @cached_property
    def body(self) -> str:
        """`text` without running heads and page numbers."""
        return _without_blank_runs(GAP.join(self._body_of(*span) for span in self.passages))

    def _body_of(self, start: int, end: int) -> str:
        furniture = _inside(self.document.furniture, start, end)
        kept = without(end - start, furniture)
        return "".join(self.document.text[start + a : start + b] for a, b in kept)

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        starts, at = [], 0
        for start, end in self.passages:
            starts.append(at)
            at += end - start + len(GAP)
        return tuple(starts)

    def to_document(self, span: Span) -> Span:
        """Where a span of `text` lies in the document; cut at the end of its first passage."""
        for (start, end), at in zip(reversed(self.passages), reversed(self._starts), strict=True):
            if at <= span[0]:
                first = min(start + span[0] - at, end)
                return first, min(max(first, start + span[1] - at), end)
        return 0, 0

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The pages on which any passage lies, those without text among them."""
        return tuple(page for page in self.document.pages if self._on(page))

    def _on(self, page: Page) -> tuple[Span, ...]:
        """The parts of passages that lie on a page; of a page without text, that it is there."""
        start = self.document.page_starts[page.number - 1]
        end = start + len(page.text)
        first = bisect_left(self.passages, start, key=lambda span: span[1])
        last = bisect_right(self.passages, end, key=lambda span: span[0])
        cut = ((max(a, start), min(b, end)) for a, b in self.passages[first:last])
        return tuple((a, b) for a, b in cut if a < b or a == b == start == end)

    def of_page(self, page: Page) -> View:
        """What this view holds of one page; of a page without text, that it is there."""
        return View(document=self.document, passages=self._on(page))

    def between(self, start: int, end: int) -> View:
        """What this view holds between two offsets of the document."""
        cut = ((max(a, start), min(b, end)) for a, b in self.passages)
        return View(document=self.document, passages=tuple((a, b) for a, b in cut if a < b))

    def of_pages(self, pages: Sequence[Page]) -> View:
        """What this view holds of some pages."""
        found = (passage for page in pages for passage in self._on(page))
        return View(document=self.document, passages=tuple(found))


def _merged(passages: Iterable[Span], page_starts: tuple[int, ...]) -> Iterator[Span]:
    """The passages, those made one that follow each other at once or across a page break."""
    before: Span | None = None
    for start, end in passages:
        if before is None:
            before = start, end
        elif start == before[1] or _only_a_break(before[1], start, page_starts):
            before = before[0], end
        else:
            yield before
            before = start, end
    if before is not None:
        yield before


def _only_a_break(end: int, start: int, page_starts: tuple[int, ...]) -> bool:
    """Whether nothing but a page break stands between two passages."""
    at = bisect_left(page_starts, start)
    return end + len(PAGE_BREAK) == start and page_starts[at : at + 1] == (start,)


def _inside(holes: Sequence[Span], start: int, end: int) -> tuple[Span, ...]:
    """The parts of `holes` within a passage, counted from its start."""
    cut = ((max(a, start) - start, min(b, end) - start) for a, b in holes)
    return tuple((a, b) for a, b in cut if a < b)


def _without_blank_runs(text: str) -> str:
    """Lines that lost all they said go; at most one empty line stays between two others."""
    lines: list[str] = []
    for line in text.split("\n"):
        if line.strip() or (lines and lines[-1].strip()):
            lines.append(line)
    return "\n".join(lines)
