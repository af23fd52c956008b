"""What a step reads of a document: all of it, or the passages that a select step left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from aiwf_cli.model.document import Document, Page, Span, without

GAP = "\n"
"""What stands between two passages in `View.text`."""


@dataclass(frozen=True, kw_only=True)
class View:
    """Passages of a document, in order, none overlapping; offsets lead back to the document."""

    document: Document
    passages: tuple[Span, ...]

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
        kept = (
            self.document.text[start + a : start + b]
            for start, end in self.passages
            for a, b in without(end - start, _inside(self.document.furniture, start, end))
        )
        return _without_blank_runs("".join(kept))

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
        return tuple(
            page
            for page, start in zip(self.document.pages, self.document.page_starts, strict=True)
            if any(_lies_on(start, start + len(page.text), span) for span in self.passages)
        )

    def of_page(self, page: Page) -> View:
        """What this view holds of one page; of a page without text, that it is there."""
        start = self.document.page_starts[page.number - 1]
        end = start + len(page.text)
        cut = ((max(a, start), min(b, end)) for a, b in self.passages)
        kept = tuple((a, b) for a, b in cut if a < b or a == b == start == end)
        return View(document=self.document, passages=kept)

    def of_pages(self, pages: Sequence[Page]) -> View:
        """What this view holds of some pages."""
        found = (passage for page in pages for passage in self.of_page(page).passages)
        return View(document=self.document, passages=tuple(found))


def _lies_on(start: int, end: int, span: Span) -> bool:
    """Whether a passage lies on a page from `start` to `end`; a page without text has no inside."""
    return span[0] <= end and (span[1] > start or span[1] == start == end)


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
