"""What a reader sees of a PDF page's text, as fragments; what no reader sees is only counted.

One text that nobody sees is wanted all the same: that which OCR has laid under a scan.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from aiwf_cli.model.document import Box
from aiwf_cli.sources.glyphs import GlyphLine, Span, glyph_lines
from aiwf_cli.sources.layout.fragments import SLANTED, Direction, Fragment, Piece, to_frame
from aiwf_cli.sources.layout.rows import CELL_GAP
from aiwf_cli.sources.mupdf import Page, pymupdf
from aiwf_cli.sources.visibility import (
    Suspect,
    box_of,
    covers,
    hidden_by_place,
    hidden_by_style,
    scan_boxes,
    seen_of,
)

_ASCENT, _DESCENT = 0.88, 0.2
"""Ems above and below the baseline that a word's box covers, whatever the font claims."""

_VERTICAL_ORIGIN = 0.88
"""Ems from a glyph's top to its baseline (ISO 32000-1, 9.7.4.3). MuPDF lets the box of a vertical
glyph begin at the baseline."""

_WIDE_WHITE = re.compile(r"\s\s")
_ODD = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u2e80-\u2fd5\ud800-\udfff\ufffe\uffff]")
_RADICALS = dict(
    zip("⺠⻁⻄⻆⻑⻗⻘⻝⻤⻨⻩⻫⻭⻯⻲", "民虎西角長雨青食鬼麦黄斉歯竜亀", strict=True)
)
"""Radicals that fonts on some systems give for kanji and that NFKC does not map."""


@dataclass(slots=True)
class PageText:
    """The fragments of a page by direction, and what was not taken among them.

    `hidden` counts characters by reason; `under_scan` counts those of an OCR layer, which are
    among the fragments.
    """

    fragments: dict[Direction, list[Fragment]] = field(default_factory=dict)
    hidden: Counter[str] = field(default_factory=Counter)
    under_scan: int = 0

    def take(self, way: Direction, item: Fragment) -> None:
        """Put a fragment among those of its direction."""
        self.fragments.setdefault(way, []).append(item)

    def boxes(self) -> list[Box]:
        """The boxes of the fragments on the page."""
        return [box_of(item, way) for way, items in self.fragments.items() for item in items]


def page_text(page: Page, size: tuple[float, float]) -> PageText:
    """The visible text of a page of a certain width and height, in points of the page as shown."""
    mupdf = pymupdf()
    textpage = page.get_textpage(
        clip=mupdf.INFINITE_RECT(),
        flags=mupdf.TEXT_PRESERVE_WHITESPACE | mupdf.TEXT_CLIP,
        matrix=page.rotation_matrix if page.rotation else None,
    )
    result = PageText()
    unsure: list[Suspect] = []
    for line in glyph_lines(textpage):
        way = _direction(*line.dir)
        for start, end, span in _stretches(line, way):
            item = _fragment(line, way, start, end, span)
            if item is None:
                continue
            hidden = hidden_by_style(span) or hidden_by_place(item, way, *size)
            if hidden:
                unsure.append(Suspect(way, item, hidden))
            else:
                result.take(way, item)
    if unsure:
        _sort_out(page, unsure, result)
    return result


def _direction(cosine: float, sine: float) -> Direction:
    if cosine > 0.98:
        return 0
    if sine > 0.98:
        return 1
    if cosine < -0.98:
        return 2
    return 3 if sine < -0.98 else SLANTED


def _stretches(line: GlyphLine, way: Direction) -> Iterable[tuple[int, int, Span]]:
    """Start, end and leading span of a line's stretches, in order.

    It is cut where visibility or level changes, and at wide white.
    """
    spans = line.spans
    if len(spans) == 1 and not _WIDE_WHITE.search(line.text):
        return ((0, len(line.text), spans[0]),)
    edges = sorted({0, len(line.text), *_style_edges(line), *_white_edges(line, way)})
    return [(start, end, _leading(spans, start, end)) for start, end in pairwise(edges)]


def _style_edges(line: GlyphLine) -> Iterator[int]:
    """Where visibility changes, or the baseline moves across the line: up and down in most."""
    at = 0
    along, down = line.dir
    for before, after in pairwise(line.spans):
        at += len(before["text"])
        (x0, y0), (x1, y1) = before["origin"], after["origin"]
        level = abs(along * (y1 - y0) - down * (x1 - x0))
        if hidden_by_style(before) != hidden_by_style(after) or level > 0.5 * max(
            before["size"], after["size"]
        ):
            yield at


def _white_edges(line: GlyphLine, way: Direction) -> Iterator[int]:
    """Where several spaces make a wide gap, other than between the glyphs of 目　　次."""
    size = line.spans[0]["size"]
    for (begin, end, one), (start, stop, other) in pairwise(line.words):
        if start - end > 1 and (end - begin > 1 or stop - start > 1):
            gap = _framed(other, way)[0] - _framed(one, way)[2]
            if gap >= CELL_GAP * size:
                yield start


def _leading(spans: Sequence[Span], start: int, end: int) -> Span:
    """The span that has most of the characters from `start` to `end`."""
    best, most, at = spans[0], 0, 0
    for span in spans:
        shared = min(end, at + len(span["text"])) - max(start, at)
        if shared > most:
            best, most = span, shared
        at += len(span["text"])
    return best


def _fragment(line: GlyphLine, way: Direction, start: int, end: int, span: Span) -> Fragment | None:
    """A stretch of a line as a fragment without white at its ends; None when it is all white."""
    text = line.text[start:end]
    start += len(text) - len(text.lstrip())
    text = text.strip()
    end = start + len(text)
    size = span["size"] if span["size"] >= 1.0 else _size_of(span)
    if way == 0:
        pieces = line.words
        baseline = span["origin"][1]
        v0, v1 = baseline - _ASCENT * size, baseline + _DESCENT * size
    else:
        back = _VERTICAL_ORIGIN * size if line.vertical else 0.0
        pieces = [(a, b, _framed(box, way, back)) for a, b, box in line.words]
        v0 = min((box[1] for *_, box in pieces), default=0.0)
        v1 = max((box[3] for *_, box in pieces), default=0.0)
    if start or end < len(line.text):
        pieces = _clipped(pieces, start, end)
    if not pieces or not text:
        return None
    return Fragment(_mended(text), pieces[0][2][0], v0, pieces[-1][2][2], v1, size, pieces)


def _size_of(span: Span) -> float:
    """A type size for a font that has none to speak of: its glyphs may be large all the same."""
    x0, y0, x1, y1 = span["bbox"]
    return float(max(span["size"], min(x1 - x0, y1 - y0), 0.1))


def _framed(box: Sequence[float], way: Direction, back: float = 0.0) -> Box:
    u0, v0, u1, v1 = to_frame((box[0], box[1], box[2], box[3]), way)
    return u0 - back, v0, u1 - back, v1


def _clipped(pieces: Sequence[Piece], start: int, end: int) -> list[Piece]:
    """The pieces that lie between two offsets, counted from the first; cut ones in proportion."""
    kept: list[Piece] = []
    for a, b, (u0, v0, u1, v1, *_) in pieces:
        first, last = max(a, start), min(b, end)
        if first < last:
            share = (u1 - u0) / (b - a)
            box = (u0 + share * (first - a), v0, u0 + share * (last - a), v1)
            kept.append((first - start, last - start, box))
    return kept


def _mended(text: str) -> str:
    """The text without what only a font's tables brought in, character for character.

    Control characters and line separators become spaces, unpaired surrogates U+FFFD, radicals the
    kanji that they look like.
    """
    if text.isascii() and text.isprintable():
        return text
    return _ODD.sub(lambda found: _mend(found[0]), text)


@cache
def _mend(character: str) -> str:
    if character in _RADICALS:
        return _RADICALS[character]
    if "\u2e80" <= character <= "\u2fd5":
        return unicodedata.normalize("NFKC", character)
    return " " if character < "\u2030" else "\ufffd"


def _sort_out(page: Page, unsure: Sequence[Suspect], result: PageText) -> None:
    """Take from the suspects what can be seen after all, or lies under a scan; count the rest."""
    pale = [item for item in unsure if item.hidden == "the colour of the paper"]
    seen = seen_of(page, pale, result.boxes()) if pale else set()
    unpainted = any(item.hidden == "not painted" for item in unsure)
    scans = scan_boxes(page) if unpainted else []
    for item in unsure:
        amount = len(item.fragment.text) - item.fragment.text.count(" ")
        if id(item) in seen:
            result.take(item.way, item.fragment)
        elif item.hidden == "not painted" and any(covers(scan, item.box) for scan in scans):
            result.take(item.way, item.fragment)
            result.under_scan += amount
        else:
            result.hidden[item.hidden] += amount
