"""What a reader sees of a PDF page's text, as fragments; what no reader sees is kept apart.

Text may be in a file and on no one's eye: white on white, without size, outside the page, fully
transparent, or painted in no way (render mode 3). It could tell a model what no person was told,
so it is left out and counted. One such text is wanted: that which OCR has laid under a scan.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Literal, TypeAlias

from aiwf_cli.model.document import Box
from aiwf_cli.sources.fragments import SLANTED, Direction, Fragment, Piece, to_frame, to_page
from aiwf_cli.sources.glyphs import GlyphLine, Span, glyph_lines
from aiwf_cli.sources.mupdf import Page, pymupdf
from aiwf_cli.sources.rows import CELL_GAP

Hidden: TypeAlias = Literal[
    "",
    "the colour of the paper",
    "transparent",
    "without size",
    "not painted",
    "outside the page",
]
"""Why nobody sees a text; empty for text that is seen."""

_PAINTED = 16 | 32 | 64
"""FZ_STEXT_FILLED, STROKED and CLIPPED: the ways in which a glyph leaves a mark."""

_PALE = 0xD8
"""Colours lighter than this in every part may be invisible on white and are looked at."""

_FAINT = 40
"""Text of less opacity (of 255) is looked at as well."""

_LEAST_SIZE = 1.0
"""Points below which type cannot be read."""

_CONTRAST = 12
"""Grey levels (of 255) between the darkest and lightest spot where text can be seen."""

_LOOK_DPI = 100
_LOOK_SIDE = 2500
"""Resolution, and most pixels of a side, of the rendering in which pale text is looked for."""

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
        return [_box(item, way) for way, items in self.fragments.items() for item in items]


def page_text(page: Page, size: tuple[float, float]) -> PageText:
    """The visible text of a page of a certain width and height, in points of the page as shown."""
    mupdf = pymupdf()
    textpage = page.get_textpage(
        clip=mupdf.INFINITE_RECT(),
        flags=mupdf.TEXT_PRESERVE_WHITESPACE | mupdf.TEXT_CLIP,
        matrix=page.rotation_matrix if page.rotation else None,
    )
    result = PageText()
    unsure: list[_Unsure] = []
    bounds = (0.0, 0.0, *size)
    for line in glyph_lines(textpage):
        way = _direction(*line.dir)
        for start, end, span in _stretches(line, way):
            item = _fragment(line, way, start, end, span)
            if item is None:
                continue
            hidden = _hidden(span) or _outside(item, way, bounds)
            if hidden:
                unsure.append(_Unsure(way, item, hidden))
            else:
                result.take(way, item)
    if unsure:
        _sort_out(page, unsure, result)
    return result


@dataclass(slots=True, eq=False)
class _Unsure:
    """A fragment that nobody sees, or so it seems."""

    way: Direction
    fragment: Fragment
    hidden: Hidden

    @property
    def box(self) -> Box:
        """Its box on the page."""
        return _box(self.fragment, self.way)


def _box(item: Fragment, way: Direction) -> Box:
    return to_page((item.u0, item.v0, item.u1, item.v1), way)


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
    edges = sorted({0, len(line.text), *_style_edges(spans), *_white_edges(line, way)})
    return [(start, end, _leading(spans, start, end)) for start, end in pairwise(edges)]


def _style_edges(spans: Sequence[Span]) -> Iterator[int]:
    at = 0
    for before, after in pairwise(spans):
        at += len(before["text"])
        level = abs(before["origin"][1] - after["origin"][1])
        if _hidden(before) != _hidden(after) or level > 0.5 * max(before["size"], after["size"]):
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
    size = span["size"]
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


def _hidden(span: Span) -> Hidden:
    """Why a span may be seen by nobody, judged by its style alone."""
    if not span["char_flags"] & _PAINTED:
        return "not painted"
    if not span["alpha"]:
        return "transparent"
    if span["size"] < _LEAST_SIZE and span["bbox"][3] - span["bbox"][1] < _LEAST_SIZE:
        return "without size"
    color = span["color"]
    pale = min(color >> 16 & 0xFF, color >> 8 & 0xFF, color & 0xFF) >= _PALE
    return "the colour of the paper" if pale or span["alpha"] < _FAINT else ""


def _outside(item: Fragment, way: Direction, page: Box) -> Hidden:
    """Whether a fragment shares no point with the page."""
    x0, y0, x1, y1 = _box(item, way)
    return "outside the page" if x1 <= 0 or y1 <= 0 or x0 >= page[2] or y0 >= page[3] else ""


def _sort_out(page: Page, unsure: Sequence[_Unsure], result: PageText) -> None:
    """Take from the suspects what can be seen after all, or lies under a scan; count the rest."""
    pale = [item for item in unsure if item.hidden == "the colour of the paper"]
    seen = _seen(page, pale, result.boxes()) if pale else set()
    unpainted = any(item.hidden == "not painted" for item in unsure)
    scans = _image_boxes(page) if unpainted else []
    for item in unsure:
        amount = len(item.fragment.text) - item.fragment.text.count(" ")
        if id(item) in seen:
            result.take(item.way, item.fragment)
        elif item.hidden == "not painted" and any(_covers(scan, item.box) for scan in scans):
            result.take(item.way, item.fragment)
            result.under_scan += amount
        else:
            result.hidden[item.hidden] += amount


def _image_boxes(page: Page) -> list[Box]:
    turn = page.rotation_matrix
    return [tuple(pymupdf().Rect(info["bbox"]) * turn) for info in page.get_image_info()]


def _covers(scan: Box, box: Box) -> bool:
    """Whether the middle of a box lies in a scan."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return scan[0] <= x <= scan[2] and scan[1] <= y <= scan[3]


def _seen(page: Page, pale: Sequence[_Unsure], others: Iterable[Box]) -> set[int]:
    """The items (by id) that show: the rendered page is not of one colour where they stand.

    One that lies on `others`, text that is seen, shows nothing of its own.
    """
    mupdf = pymupdf()
    scale = min(_LOOK_DPI / 72, _LOOK_SIDE / max(page.rect.width, page.rect.height, 1.0))
    look = page.get_pixmap(matrix=mupdf.Matrix(scale, scale), colorspace=mupdf.csGRAY, alpha=False)
    grey = _Grey(look.samples, look.width, look.height, look.stride)
    clear = (item for item in pale if not any(_overlaid(item.box, other) for other in others))
    return {id(item) for item in clear if grey.contrast(_core(item.box), scale) >= _CONTRAST}


@dataclass(frozen=True, slots=True)
class _Grey:
    """A rendered page, one byte a pixel."""

    samples: bytes
    width: int
    height: int
    stride: int

    def contrast(self, box: Box, scale: float) -> int:
        """Grey levels between the darkest and the lightest pixel in a box of points."""
        x0, y0, x1, y1 = (round(side * scale) for side in box)
        left, right = max(0, x0), min(self.width, x1)
        rows = range(max(0, y0), min(self.height, y1))
        parts = [self.samples[y * self.stride + left : y * self.stride + right] for y in rows]
        spot = b"".join(parts)
        return max(spot) - min(spot) if spot else 0


def _core(box: Box) -> Box:
    """A box of text without its rim, into which neighbours may reach."""
    x0, y0, x1, y1 = box
    rim = min(x1 - x0, y1 - y0) / 5
    return x0 + rim, y0 + rim, x1 - rim, y1 - rim


def _overlaid(box: Box, other: Box) -> bool:
    """Whether more than a third of a box lies on another."""
    width = min(box[2], other[2]) - max(box[0], other[0])
    height = min(box[3], other[3]) - max(box[1], other[1])
    area = (box[2] - box[0]) * (box[3] - box[1])
    return width > 0 and height > 0 and width * height > area / 3
