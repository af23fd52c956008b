"""A quote that leaves something out, 「…」 or （中略）, found by its parts."""

from __future__ import annotations

import re
from itertools import islice

from aiwf_cli.model.document import Span
from aiwf_cli.text.normalise import fold
from aiwf_cli.text.quotes.search import Hit, Search

_ELLIPSIS = re.compile(
    r"[(（\[［〔【「]\s*(?:[中前後]\s*略|以下\s*略|略|snip|omitted|…+|\.{2,})\s*[)）\]］〕】」]"
    r"|…+|‥+|\.{3,}|．{3,}|・{3,}",
    re.IGNORECASE,
)
_ANCHOR = 4  # the longest part must have so many folded characters
_MOST_ANCHORS = 20
_REACH = 5_000  # an ellipsis leaves out a passage, not half a document


def parts_of(quote: str) -> tuple[str, ...]:
    """What stands between the ellipses of `quote`; the quote alone when it has none.

    Parts without a letter or a digit are dropped.
    """
    parts = (part.strip() for part in _ELLIPSIS.split(quote))
    return tuple(part for part in parts if any(map(str.isalnum, part)))


def find_parts(search: Search, parts: tuple[str, ...], length: int, near: int) -> tuple[Hit, ...]:
    """Where all `parts` stand in their order and close together; empty when they do not.

    They are gathered round the longest part, each as near to the next as it can be. `length` is
    that of the document's text.
    """
    longest = max(range(len(parts)), key=lambda index: len(parts[index]))
    everywhere = (0, length)
    if len(fold(parts[longest])) < _ANCHOR:
        return ()
    if not all(any(search.between(part, everywhere, near)) for part in parts):
        return ()
    for anchor in islice(search.between(parts[longest], everywhere, near), _MOST_ANCHORS):
        before = _chain(search, parts[:longest][::-1], anchor.span, forward=False)
        after = _chain(search, parts[longest + 1 :], anchor.span, forward=True)
        if before is not None and after is not None:
            return (*before[::-1], anchor, *after)
    return ()


def _chain(
    search: Search, parts: tuple[str, ...], anchor: Span, *, forward: bool
) -> list[Hit] | None:
    """The hits of parts that follow the anchor one by one, or that go before it, backwards."""
    hits: list[Hit] = []
    for part in parts:
        start, end = hits[-1].span if hits else anchor
        within = (end, end + _REACH) if forward else (max(0, start - _REACH), start)
        hit = next(search.between(part, within, end if forward else start), None)
        if hit is None:
            return None
        hits.append(hit)
    return hits
