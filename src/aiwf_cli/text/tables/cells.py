"""The lines of a page as cells, each with its place.

A page's text has two spaces or more between the cells of a row; where they stand closer,
`text.tables.pieces` tells figures and words apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from aiwf_cli.model.document import Page, Span, spans_overlap
from aiwf_cli.text.quotes.boxes import box_round, line_boxes
from aiwf_cli.text.tables.pieces import pieces_of
from aiwf_cli.text.tables.table import Cell
from aiwf_cli.text.tables.tokens import kind_of
from aiwf_cli.text.tables.turning import Turn, turn_of

_WIDEST_LETTERING = 5.0
"""Heights of type between the characters of a word set wide."""

_SINGLES = re.compile(r"[\u3400-\u9fff](?:\s+[\u3400-\u9fff])*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the page's text: its number from 0, and its cells from left to right."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def top(self) -> float:
        """Where its highest cell begins."""
        return min(cell.frame[1] for cell in self.cells)

    @property
    def bottom(self) -> float:
        """Where its lowest cell ends."""
        return max(cell.frame[3] for cell in self.cells)

    @property
    def height(self) -> float:
        """The height of its lowest cell, a little more than its type size."""
        return min(cell.frame[3] - cell.frame[1] for cell in self.cells)

    @property
    def middle(self) -> float:
        """The level of its middle."""
        return (self.top + self.bottom) / 2

    @property
    def text(self) -> str:
        """Its cells as one text."""
        return "  ".join(cell.text for cell in self.cells)


def lines_of(page: Page) -> tuple[Line, ...]:
    """The page's lines as far as they have cells with a place; furniture is left out."""
    turn = turn_of(page)
    lines, at = [], 0
    for number, line in enumerate(page.text.split("\n")):
        placed = (_placed(page, (at + a, at + b), turn) for a, b in pieces_of(line))
        cells = _set_wide(page, [cell for cell in placed if cell is not None])
        if cells:
            lines.append(Line(number=number, cells=cells))
        at += len(line) + 1
    return tuple(lines)


def _placed(page: Page, span: Span, turn: Turn) -> Cell | None:
    """The cell of a span, None when it is furniture or stands nowhere."""
    if any(spans_overlap(span, furniture) for furniture in page.furniture):
        return None
    boxes = line_boxes(page, *span)
    if not boxes:
        return None
    box = (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
    text = page.text[slice(*span)]
    return Cell(text=text, span=span, box=box, frame=turn(box), kind=kind_of(text))


def _set_wide(page: Page, cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """The cells with single characters that are one word set wide (科　　　目) put together."""
    joined: list[Cell] = []
    for cell in cells:
        before = joined[-1] if joined else None
        if before is None or not _is_one_word(before, cell):
            joined.append(cell)
            continue
        span = (before.span[0], cell.span[1])
        joined[-1] = Cell(
            text=page.text[slice(*span)],
            span=span,
            box=box_round(before.box, cell.box),
            frame=box_round(before.frame, cell.frame),
            kind="text",
        )
    return tuple(joined)


def _is_one_word(one: Cell, other: Cell) -> bool:
    """Whether a single character goes on a word that is set as wide before it."""
    if not _SINGLES.fullmatch(one.text) or len(other.text) > 1 or not _SINGLES.match(other.text):
        return False
    height = one.frame[3] - one.frame[1]
    count = len(one.text.split())
    spaces = (one.frame[2] - one.frame[0] - count * height) / max(1, count - 1)
    widest = _WIDEST_LETTERING * height if count == 1 else 1.5 * spaces + height
    return other.frame[0] - one.frame[2] < widest
