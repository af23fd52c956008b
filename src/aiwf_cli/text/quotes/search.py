"""Finds a quote in a document's text: as it is, folded, or with a few characters wrong."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from aiwf_cli.model.document import Document, Span
from aiwf_cli.model.record import Match
from aiwf_cli.text.normalise import Folded, fold
from aiwf_cli.text.quotes.approximate import Approximate
from aiwf_cli.text.quotes.edges import Edge, edge_of, is_number, whole_numbers

_MOST_PLACES = 1_000  # what stands in more places than this says nothing about any of them
_LONG_ENOUGH = 4  # characters from which a quote may be a part of a Latin word
_TELLING_LETTERS = 6  # letters from which a number may be broken over a line


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A place of the document's text where a quote was found, and how.

    `whole` tells that furniture inside the span is part of what was found; else it was passed over.
    """

    span: Span
    match: Match
    edge: Edge
    whole: bool = False


class Search:
    """Searches one document; folded texts and the index are built when first needed, and kept.

    Everywhere `near` is an offset in the document's text: of equally good places the nearest wins.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._text = document.text

    @cached_property
    def body(self) -> Folded:
        """The document folded without its furniture."""
        return Folded(self._text, self._document.furniture)

    @cached_property
    def _all(self) -> Folded:
        return Folded(self._text) if self._document.furniture else self.body

    @cached_property
    def _approximate(self) -> Approximate:
        return Approximate(self.body.text)

    def literally(self, quote: str, near: int) -> Hit | None:
        """The quote as it is, or else folded; inside a Latin word only when it is nowhere else."""
        within_word = None
        for hit in self._literal_hits(quote, near):
            if hit.edge < Edge.INSIDE:
                return hit
            within_word = within_word or hit
        return within_word if len(fold(quote)) >= _LONG_ENOUGH else None

    def with_errors(self, quote: str, near: int) -> Hit | None:
        """The quote with a few characters wrong but every figure right, away from furniture."""
        for alignment in self._approximate.matches(fold(quote), near=self._in_body(near)):
            span = self.body.source_span(*alignment.span)
            if (edge := edge_of(self._text, span)) is not Edge.BROKEN:
                return Hit(span=span, match="fuzzy", edge=edge)
        return None

    def between(self, quote: str, span: Span, near: int) -> Iterator[Hit]:
        """Every place within `span` of the text where the quote stands folded, nearest first.

        Behind those come the places where it stands with errors.
        """
        needle, (low, high) = fold(quote), map(self._in_body, span)
        for at in _places(self.body.text[low:high], needle, self._in_body(near) - low):
            place = self.body.source_span(low + at, low + at + len(needle))
            edge = edge_of(self._text, place)
            if edge < Edge.INSIDE and self._same_numbers(quote, place):
                yield Hit(span=place, match="normalised", edge=edge)
        for alignment in self._approximate.matches(needle, near=self._in_body(near)):
            if low <= alignment.span[0] and alignment.span[1] <= high:
                place = self.body.source_span(*alignment.span)
                yield Hit(span=place, match="fuzzy", edge=edge_of(self._text, place))

    def _in_body(self, offset: int) -> int:
        return self.body.folded_offset(offset) if offset else 0

    @cached_property
    def _numbers(self) -> dict[str, list[Span]]:
        """Where each whole number of the text stands."""
        numbers: dict[str, list[Span]] = {}
        for number, span in whole_numbers(self._text):
            numbers.setdefault(number, []).append(span)
        return numbers

    def _number_hits(self, number: str, near: int) -> Iterator[Hit]:
        """The best place of a number, among whole numbers only."""
        spans = sorted(self._numbers.get(number, ()), key=lambda span: abs(span[0] - near))
        if found := self._best(spans):
            exact = self._text[slice(*found[1])] == number
            match: Match = "exact" if exact else "normalised"
            yield Hit(span=found[1], match=match, edge=found[0], whole=True)

    def _literal_hits(self, quote: str, near: int) -> Iterator[Hit]:
        """The best hit of each way to look: exact, folded without furniture, folded with it."""
        if is_number(needle := fold(quote)):
            yield from self._number_hits(needle, near)
            return
        exact = ((at, at + len(quote)) for at in _places(self._text, quote, near))
        if found := self._best(exact):
            yield Hit(span=found[1], match="exact", edge=found[0], whole=True)
        for view in (self.body, self._all)[: 2 if self._document.furniture else 1]:
            offset = view.folded_offset(near) if near else 0
            places = _places(view.text, needle, offset)
            spans = (view.source_span(at, at + len(needle)) for at in places)
            if found := self._best(span for span in spans if self._same_numbers(quote, span)):
                whole = view is not self.body
                yield Hit(span=found[1], match="normalised", edge=found[0], whole=whole)

    def _best(self, spans: Iterable[Span]) -> tuple[Edge, Span] | None:
        """The first span with the best edges, in the body rather than in furniture."""
        best: tuple[Edge, bool, Span] | None = None
        for span in islice(spans, _MOST_PLACES):
            edge = edge_of(self._text, span)
            if edge is Edge.BROKEN:
                continue
            in_furniture = self._in_furniture(span)
            if edge is Edge.CLEAN and not in_furniture:
                return edge, span
            if best is None or (edge, in_furniture) < best[:2]:
                best = edge, in_furniture, span
        return (best[0], best[2]) if best else None

    def _same_numbers(self, quote: str, span: Span) -> bool:
        """Whether a short quote's digits stand together in the text as they do in the quote."""
        if sum(map(str.isalpha, quote)) >= _TELLING_LETTERS:
            return True
        return _digit_runs(quote) == _digit_runs(self._text[slice(*span)])

    def _in_furniture(self, span: Span) -> bool:
        holes = self._document.furniture
        at = bisect_right(holes, span[0], key=lambda hole: hole[0]) - 1
        return at >= 0 and span[1] <= holes[at][1]


def _digit_runs(text: str) -> list[str]:
    return [unicodedata.normalize("NFKC", digits) for digits in re.findall(r"\d+", text)]


def _places(text: str, needle: str, near: int) -> Iterable[int]:
    """Where `needle` stands in `text`, apart from itself, by distance from `near`."""
    places = _in_order(text, needle)
    return sorted(places, key=lambda at: abs(at - near)) if near > 0 else places


def _in_order(text: str, needle: str) -> Iterator[int]:
    at = text.find(needle)
    while at >= 0:
        yield at
        at = text.find(needle, at + len(needle))
