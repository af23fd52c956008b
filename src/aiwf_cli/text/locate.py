"""Where in a document a quote stands: page, words and boxes, and how well it matches.

A quote is looked for as it is (`exact`); then folded (`normalised`: width, case, white space, line
breaks, and running heads or page numbers between its lines do not matter); by its parts when it
leaves something out; then with a few characters wrong but every figure right (`fuzzy`). No match
begins or ends inside a number.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from functools import cached_property
from itertools import islice

from aiwf_cli.model.document import Document, Page, Span, without
from aiwf_cli.model.record import Evidence, Match
from aiwf_cli.text.normalise import fold, squash
from aiwf_cli.text.quotes.boxes import line_boxes
from aiwf_cli.text.quotes.ellipsis import find_parts, parts_of
from aiwf_cli.text.quotes.search import Hit, Search

_QUOTATION_MARKS = "「」『』\"'“”‘’"
_STOPS = "。．.、，,;；"


class Locator:
    """Finds quotes in one document; what it needs for that is built when first needed, and kept."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def locate(
        self, quote: str, *, near: int | None = None, after: int = 0
    ) -> tuple[Evidence, ...]:
        """The evidence for `quote`: one for each page it touches, in order; never empty.

        Of several places it is the first, or the one nearest to `near` (an offset in the
        document's text); with `after`, the first that begins there or later, if any does.

        A quote with an ellipsis gives evidence for each of its parts. A quote
        that is nowhere gives one evidence, `absent`, without a page.
        """
        found = tuple(
            evidence
            for hit in self._next(quote, after) or self._find(quote.strip(), near or 0)
            for evidence in _evidence(self._document, hit.span, hit.match, whole=hit.whole)
        )
        return found or (Evidence(page=None, quote=quote, match="absent"),)

    def _next(self, quote: str, after: int) -> tuple[Hit, ...]:
        """The first place of the whole quote at or behind `after`."""
        if after <= 0 or not fold(quote):
            return ()
        rest = (after, len(self._document.text))
        return tuple(islice(self._search.between(quote, rest, near=after), 1))

    @cached_property
    def _search(self) -> Search:
        return Search(self._document)

    def _find(self, quote: str, near: int) -> tuple[Hit, ...]:
        if not fold(quote):
            return ()
        if hit := self._search.literally(quote, near):
            return (hit,)
        parts = parts_of(quote)
        if len(parts) > 1:
            return find_parts(self._search, parts, len(self._document.text), near)
        quoted = "".join(parts).strip(_QUOTATION_MARKS)
        hit = self._bare(quoted.strip(_QUOTATION_MARKS + _STOPS), near)
        hit = hit or self._search.with_errors(quoted, near)
        return (hit,) if hit else ()

    def _bare(self, quote: str, near: int) -> Hit | None:
        """The quote without what its writer put round it: quotation marks, a full stop, dots."""
        hit = self._search.literally(quote, near) if fold(quote) else None
        return replace(hit, match="normalised") if hit else None


def evidence_of_span(
    document: Document, start: int, end: int, match: Match = "exact"
) -> tuple[Evidence, ...]:
    """The evidence for `document.text[start:end]`: one for each page it touches.

    Furniture inside the span is left out, unless the span has nothing else. Pages where only white
    space is left give none. Raises IndexError when the span does not lie in the text.
    """
    if not 0 <= start <= end <= len(document.text):
        raise IndexError(f"span {start}:{end} of a text of {len(document.text)} characters")
    span = (start, end)
    return _evidence(document, span, match, whole=False) or _evidence(
        document, span, match, whole=True
    )


def _evidence(document: Document, span: Span, match: Match, *, whole: bool) -> tuple[Evidence, ...]:
    """One evidence for each page the span touches; furniture counts only when `whole`."""
    found = []
    first = max(0, bisect_right(document.page_starts, span[0]) - 1)
    for page, start in zip(document.pages[first:], document.page_starts[first:], strict=True):
        if start >= span[1]:
            break
        inside = max(0, span[0] - start), min(len(page.text), span[1] - start)
        pieces = _pieces(page, inside, () if whole else page.furniture)
        if pieces:
            found.append(_evidence_on(page, start, pieces, match))
    return tuple(found)


def _evidence_on(page: Page, page_start: int, pieces: list[Span], match: Match) -> Evidence:
    return Evidence(
        page=page.number,
        quote=squash("\n".join(page.text[start:end] for start, end in pieces)),
        match=match,
        boxes=tuple(box for piece in pieces for box in line_boxes(page, *piece)),
        span=(page_start + pieces[0][0], page_start + pieces[-1][1]),
    )


def _pieces(page: Page, inside: Span, holes: tuple[Span, ...]) -> list[Span]:
    """The parts of a span of the page that lie outside `holes`, without white space at the ends."""
    start, end = inside
    shifted = [
        (max(start, a) - start, min(end, b) - start) for a, b in holes if a < end and start < b
    ]
    pieces = []
    for a, b in without(max(0, end - start), shifted):
        text = page.text[start + a : start + b]
        kept = text.strip()
        if kept:
            lead = len(text) - len(text.lstrip())
            pieces.append((start + a + lead, start + a + lead + len(kept)))
    return pieces
