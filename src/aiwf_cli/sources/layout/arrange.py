"""Fragments of text to a page's text in reading order, and the place of each word.

Fragments go by the direction of their lines, each direction in its own frame (`fragments`); each
frame is cut into columns where text runs in columns (`columns`), built into rows (`rows`) and
written down with tables kept in shape (`tables`). The direction with most text comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from aiwf_cli.model.document import Word, WordRow, WrittenWords
from aiwf_cli.sources.layout.columns import regions
from aiwf_cli.sources.layout.fragments import SLANTED, Direction, Fragment, to_page
from aiwf_cli.sources.layout.rows import build_rows, without_ruby
from aiwf_cli.sources.layout.tables import Line, lines_of
from aiwf_cli.sources.layout.vertical import sorted_out


@dataclass(frozen=True, slots=True)
class Layout:
    """A page's text in reading order, its words in order, and the ruby that was left out."""

    text: str
    words: Sequence[Word]
    ruby: tuple[str, ...] = ()


def arrange(fragments: Mapping[Direction, Sequence[Fragment]]) -> Layout:
    """The fragments of a page, by direction, in reading order.

    Lines are parted by newlines and none is empty at either end of the text; a blank line stands
    where the page leaves a wide gap. Cells of a row are two or more spaces apart. Ruby is left out
    of the text and told in `ruby`.
    """
    groups = sorted_out({way: list(items) for way, items in fragments.items()})
    ruby: list[str] = []
    written: list[tuple[Direction, list[Line]]] = []
    for way in sorted(groups, key=lambda way: (-_amount(groups[way]), way)):
        kept, left_out = without_ruby(groups[way])
        ruby += [item.text for item in left_out]
        if kept:
            written.append((way, _lines(way, kept)))
    return Layout(*_compose(written), tuple(ruby))


def _amount(fragments: Iterable[Fragment]) -> int:
    return sum(len(item.text) for item in fragments)


def _lines(way: Direction, fragments: list[Fragment]) -> list[Line]:
    if way == SLANTED:
        ordered = sorted(fragments, key=lambda item: (item.v0, item.u0))
        return [Line([(0, item)]) for item in ordered]
    lines: list[Line] = []
    bottom = inf
    for region in regions(fragments):
        rows = build_rows(region)
        written = lines_of(rows)
        written[0].gap_above = rows[0].v0 - bottom > 0.8 * (rows[0].v1 - rows[0].v0)
        lines += written
        bottom = rows[-1].v1
    return lines


def _compose(groups: Iterable[tuple[Direction, list[Line]]]) -> tuple[str, WrittenWords]:
    texts: list[str] = []
    words: list[WordRow] = []
    at = 0
    for way, lines in groups:
        for index, line in enumerate(lines):
            if texts:
                feed = "\n\n" if line.gap_above or not index else "\n"
                texts.append(feed)
                at += len(feed)
            for spaces, cell in line.parts:
                at += spaces
                texts += (" " * spaces, cell.text)
                words += _words(cell, way, at)
                at += len(cell.text)
    return "".join(texts), WrittenWords(words)


def _words(cell: Fragment, way: Direction, at: int) -> list[WordRow]:
    """The words of a cell whose text begins at offset `at`, to the hundredth of a point."""
    if way in (0, SLANTED):
        v0, v1 = round(cell.v0, 2), round(cell.v1, 2)
        return [
            (at + a, at + b, round(box[0], 2), v0, round(box[2], 2), v1)
            for a, b, box in cell.pieces
        ]
    turned = [(a, b, to_page((c[0], cell.v0, c[2], cell.v1), way)) for a, b, c in cell.pieces]
    return [
        (at + a, at + b, round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2))
        for a, b, (x0, y0, x1, y1) in turned
    ]
