"""A text found in a longer one although a few characters differ.

Candidates come from an index of four-character pieces of the long text: a place with few errors
keeps most of its pieces whole, so a text that stands nowhere is turned away after a few look-ups.
Each candidate is then aligned exactly, by edit distance.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from aiwf_cli.model.document import Span

SHORTEST = 12
"""Texts with fewer characters are not searched with errors: too much would look like them."""
LONGEST = 2_000
"""Nor are texts with more characters than this: nobody quotes so much."""

_PIECE = 4
_HITS = 20_000  # look-ups per search; the rarest pieces come first
_CANDIDATES = 6

_FIGURES = re.compile(
    r"△(?=[0-9])|(?<![0-9a-z])-(?=[0-9])|[0-9]|(?<=[0-9])\.(?=[0-9])"
    r"|(?<=第)[〇一二三四五六七八九十百千]+"
    r"|[〇一二三四五六七八九十百千万億兆]+(?=[条項号章節年月日円割歳人名個件箇か回倍])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMatch:
    """A place that resembles the text looked for, and by how many edits it differs."""

    span: Span
    distance: int


def allowed_errors(length: int) -> int:
    """How many edits a text of `length` characters may differ by and still be itself.

    A tenth, a twelfth when it is short (rounded down), none below `SHORTEST` and above `LONGEST`.
    """
    if length < SHORTEST or length > LONGEST:
        return 0
    return length // 12 if length < 24 else length // 10


def figures(folded: str) -> tuple[str, ...]:
    """The digits, decimal points and signs of a folded text, and its numbers in kanji, in order.

    Commas between digits do not count; △ and - before a digit are one sign.
    """
    return tuple("-" if part == "△" else part for part in _FIGURES.findall(folded))


class Approximate:
    """Finds folded texts in one folded text, with a few characters wrong but every figure right."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _index(self) -> dict[str, list[int]]:
        """Where each piece stands; pieces do not overlap."""
        index: dict[str, list[int]] = {}
        for at in range(0, len(self._text) - _PIECE + 1, _PIECE):
            index.setdefault(self._text[at : at + _PIECE], []).append(at)
        return index

    def matches(self, needle: str, *, near: int = 0) -> list[NearMatch]:
        """Every good alignment found, best first; equally good ones by distance from `near`.

        One place may give several alignments that differ at their ends. Figures agree in all.
        """
        allowed = allowed_errors(len(needle))
        if not allowed:
            return []
        found = {
            alignment
            for start, end in self._candidates(needle, allowed, near)
            for alignment in self._align(needle, start, end, allowed)
        }
        return sorted(found, key=lambda item: _preference(item, len(needle), near))

    def _candidates(self, needle: str, allowed: int, near: int) -> list[Span]:
        """The stretches of the text that share the most pieces with `needle`.

        An error breaks one piece at most, so a true place keeps `whole` of them. Pieces are
        gathered by the start of `needle` they point to, give or take the errors before them.
        """
        reach = max(16, len(needle) // 4)
        hits, cut_short = self._shared_pieces(needle, reach)
        pieces = (len(needle) - allowed - _PIECE + 1) // _PIECE
        whole = 1 if cut_short else max(1, pieces - allowed)
        scores = {
            bucket: score
            for bucket in {neighbour for hit in hits for neighbour in (hit - 1, hit)}
            if (score := hits[bucket] + hits[bucket + 1]) >= whole
        }
        best: list[int] = []
        for bucket in sorted(scores, key=lambda at: (-scores[at], abs(at * reach - near))):
            if bucket - 1 not in best and bucket + 1 not in best:
                best.append(bucket)
            if len(best) == _CANDIDATES:
                break
        length = 2 * reach + len(needle) + allowed
        return [(max(0, at * reach - allowed), at * reach + length) for at in best]

    def _shared_pieces(self, needle: str, reach: int) -> tuple[Counter[int], bool]:
        """How many pieces point to each bucket of `reach` characters; whether some were skipped."""
        shared = sorted(
            (len(places), offset, places)
            for offset in range(len(needle) - _PIECE + 1)
            if (places := self._index.get(needle[offset : offset + _PIECE]))
        )
        hits: Counter[int] = Counter()
        budget = _HITS
        for count, offset, places in shared:
            budget -= count
            if budget < 0:
                return hits, True
            hits.update((place - offset) // reach for place in places)
        return hits, False

    def _align(self, needle: str, start: int, end: int, allowed: int) -> Iterator[NearMatch]:
        """The closest alignments within a stretch of the text."""
        window = self._text[start:end]
        distances = edit_distances(needle, window)
        best = min(distances, default=len(needle))
        if best > allowed:
            return
        wanted = figures(needle)
        for stop in [at for at, distance in enumerate(distances, 1) if distance == best][:4]:
            tail = window[max(0, stop - len(needle) - best) : stop][::-1]
            backwards = edit_distances(needle[::-1], tail, anchored=True)
            for length in [at for at, distance in enumerate(backwards, 1) if distance == best]:
                if figures(window[stop - length : stop]) == wanted:
                    span = start + stop - length, start + stop
                    yield NearMatch(span=span, distance=best)


def _preference(item: NearMatch, length: int, near: int) -> tuple[int, int, int, int]:
    start, end = item.span
    return item.distance, abs(start - near) // length, abs(end - start - length), start


def edit_distances(needle: str, text: str, *, anchored: bool = False) -> list[int]:
    """For each end in `text`, the least edits between `needle` and a stretch that ends there.

    `anchored` stretches begin where `text` begins. One number for each character of `text`. The
    bit-parallel algorithm of Myers (1999) in Hyyrö's form (2003), with a column in one integer.
    """
    if not needle:
        return list(range(1, len(text) + 1)) if anchored else [0] * len(text)
    everywhere = (1 << len(needle)) - 1
    last = 1 << (len(needle) - 1)
    places: dict[str, int] = {}
    for at, character in enumerate(needle):
        places[character] = places.get(character, 0) | 1 << at
    rises, falls, distance, distances = everywhere, 0, len(needle), []
    for character in text:
        equal = places.get(character, 0)
        diagonal = ((((equal & rises) + rises) ^ rises) | equal | falls) & everywhere
        right_rises = falls | ((diagonal | rises) ^ everywhere)
        right_falls = rises & diagonal
        if right_rises & last:
            distance += 1
        elif right_falls & last:
            distance -= 1
        distances.append(distance)
        right_rises = (right_rises << 1 | anchored) & everywhere
        rises = (right_falls << 1 & everywhere) | ((diagonal | right_rises) ^ everywhere)
        falls = right_rises & diagonal
    return distances
