"""Pieces of text as they lie scattered over a page, and the frames in which they are laid out.

A frame turns the page so that writing runs along u and lines follow one another along v. One
algorithm then does for all directions: vertical Japanese is a page turned by a quarter, whose
lines from right to left have become lines from top to bottom.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from aiwf_cli.model.document import Box

Direction: TypeAlias = Literal[0, 1, 2, 3, 4]
"""Where a line runs on the page as displayed: right, down, left, up, aslant."""

SLANTED: Direction = 4

Piece: TypeAlias = tuple[int, int, Sequence[float]]
"""A word of a fragment: where it starts and ends in the text, and u0, v0, u1, v1 (and no matter
what else) in the frame. Of the box only the u sides count; v is the fragment's."""

WIDE_RUN = re.compile(
    "[\u1100-\u115f\u2190-\u2bff\u2e80-\u2fff\u3001-\ua4cf\uac00-\ud7a3\uf900-\ufaff"
    "\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6\U0001f200-\U0003fffd]+"
)
"""Characters, other than the space, that take a full em in East Asian type."""

_WIDE_SPACE = "\u3000"


@dataclass(slots=True, eq=False)
class Fragment:
    """A run of characters in one line, in the frame of its direction; lengths are points.

    `size` is the type size. `pieces` are its words, in order; what is in none of them is space.
    """

    text: str
    u0: float
    v0: float
    u1: float
    v1: float
    size: float
    pieces: list[Piece]

    @property
    def weight(self) -> int:
        """How much text it holds, in half-width characters."""
        return weight(self.text)


def weight(text: str) -> int:
    """How wide a text is in half-width characters."""
    if text.isascii():
        return len(text)
    return len(text) + text.count(_WIDE_SPACE) + sum(map(len, WIDE_RUN.findall(text)))


def is_wide(text: str) -> bool:
    """Whether every character takes a full em."""
    return WIDE_RUN.fullmatch(text) is not None


def to_frame(box: Box, direction: Direction) -> Box:
    """A box of the page as (u0, v0, u1, v1) in the frame of a direction."""
    x0, y0, x1, y1 = box
    match direction:
        case 1:
            return y0, -x1, y1, -x0
        case 2:
            return -x1, -y1, -x0, -y0
        case 3:
            return -y1, x0, -y0, x1
        case _:
            return box


def to_page(box: Box, direction: Direction) -> Box:
    """The box of the page that `to_frame` turned."""
    u0, v0, u1, v1 = box
    match direction:
        case 1:
            return -v1, u0, -v0, u1
        case 2:
            return -u1, -v1, -u0, -v0
        case 3:
            return v0, -u1, v1, -u0
        case _:
            return box


def fragment(text: str, box: Box, *, size: float = 0.0, direction: Direction = 0) -> Fragment:
    """A fragment of which no more is known than its text and its box on the page.

    Its words are placed as if a full-width character took two shares of the line, others one.
    """
    framed = to_frame(box, direction)
    return Fragment(text, *framed, size or framed[3] - framed[1], even_pieces(text, framed))


def even_pieces(text: str, box: Box) -> list[Piece]:
    """The words of a text spread over a box in its frame by the width of their characters."""
    edges = [0]
    for character in text:
        edges.append(edges[-1] + weight(character))
    u0, v0, u1, v1 = box
    share = (u1 - u0) / (edges[-1] or 1)
    return [
        (start, end, (u0 + share * edges[start], v0, u0 + share * edges[end], v1))
        for start, end in (word.span() for word in re.finditer(r"\S+", text))
    ]


def merged(parts: Sequence[Fragment], spaces: Sequence[int]) -> Fragment:
    """One fragment out of several in a row; `spaces[i]` blanks stand before `parts[i + 1]`.

    Full-width characters that follow one another directly become one word: vertical type and
    spaced type come glyph by glyph.
    """
    if len(parts) == 1:
        return parts[0]
    text, pieces = parts[0].text, list(parts[0].pieces)
    for part, blanks in zip(parts[1:], spaces, strict=True):
        start = len(text) + blanks
        added = [(start + a, start + b, box) for a, b, box in part.pieces]
        if not blanks and pieces and added and is_wide(text[-1] + part.text[:1]):
            added[0] = _joined(pieces.pop(), added[0])
        pieces += added
        text += " " * blanks + part.text
    return Fragment(
        text,
        min(part.u0 for part in parts),
        min(part.v0 for part in parts),
        max(part.u1 for part in parts),
        max(part.v1 for part in parts),
        max(part.size for part in parts),
        pieces,
    )


def cut(item: Fragment, at: int) -> tuple[Fragment, Fragment]:
    """The two parts of a fragment before and from a word that starts at offset `at`."""
    before = [piece for piece in item.pieces if piece[1] <= at]
    after = [(a - at, b - at, box) for a, b, box in item.pieces if a >= at]
    text = item.text[:at].rstrip()
    end, start = before[-1][2][2], after[0][2][0]
    return (
        Fragment(text, item.u0, item.v0, end, item.v1, item.size, before),
        Fragment(item.text[at:], start, item.v0, item.u1, item.v1, item.size, after),
    )


def _joined(one: Piece, other: Piece) -> Piece:
    (start, _, (u0, v0, u1, v1, *_)), (_, end, (u2, v2, u3, v3, *_)) = one, other
    return start, end, (min(u0, u2), min(v0, v2), max(u1, u3), max(v1, v3))
