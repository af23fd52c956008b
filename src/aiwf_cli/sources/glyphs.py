"""The lines of text of a PDF page as MuPDF finds them, each with the place of its words.

MuPDF gives a line's text by spans of one style, and its words with their boxes; both together cost
a third of a box for every character. They are right for Latin text and for full-width type. The
boxes of all characters are asked for only where a word's box says too little: type of uneven width
(proportional kana), and letter-spaced lines, in which MuPDF takes every gap for a space.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any, TypeAlias

from aiwf_cli.model.document import Box
from aiwf_cli.sources.layout.fragments import WIDE_RUN, Piece, is_wide, weight
from aiwf_cli.sources.mupdf import TextPage

Span: TypeAlias = dict[str, Any]
"""A span of one style, as PyMuPDF's `dict` output has it."""


_WIDE_GAP = 0.33
"""Ems between two full-width characters below which a gap that MuPDF filled is no space."""

_SPACED = re.compile(r"\S \S \S")
"""Single characters with spaces between; when wide they are a spaced label or a spaced line."""

_CHUNK = re.compile("[^\u3041-\u3096\\s]*[\u3041-\u3096、。，．）」』】]*")
"""A phrase of Japanese: what comes before hiragana and the hiragana behind it."""

_NARROW_RUN = re.compile("[^\u3000]+")

_LEVEL = 0.98
"""Cosine of a line's direction above which it runs to the right."""

_WORD = re.compile(r"\S+")

_WHITE = 0.2
"""Ems between two characters without a space between them that part two words all the same."""

_CELL, _CELLS = 24, 2
"""Characters that a cell has at most, and cells beside others that make a table."""

_SAMPLE = 40
"""Long words of full-width type that are measured on a page."""


@dataclass(slots=True)
class GlyphLine:
    """A line as it stands in the file: its text, spans in order, and words.

    The boxes of the words are points of the page. `dir` is the direction of writing as (cosine,
    sine), y downwards. `vertical` type runs down with its glyphs upright.
    """

    text: str
    spans: list[Span]
    words: list[Piece]
    dir: tuple[float, float]
    vertical: bool


def glyph_lines(page: TextPage) -> list[GlyphLine]:
    """The lines of a text page, in the order of the file."""
    lines = list(_by_words(page))
    if _needs_characters(lines):
        return list(_by_characters(page))
    return lines


def _by_words(page: TextPage) -> Iterator[GlyphLine]:
    words = {place: list(group) for place, group in groupby(page.extractWORDS(), itemgetter(5, 6))}
    for block in page.extractDICT()["blocks"]:
        number = block["number"]
        for index, line in enumerate(block.get("lines", ())):
            spans = line["spans"]
            if not spans:
                continue  # damaged fonts leave lines without a glyph
            text = spans[0]["text"] if len(spans) == 1 else "".join(s["text"] for s in spans)
            placed = _placed(text, words.get((number, index), ()))
            if not text.isascii() and line["dir"][0] > _LEVEL:
                placed = [run for word in placed for run in _even_runs(text, word, spans)]
            yield GlyphLine(text, spans, placed, line["dir"], bool(line["wmode"]))


def _placed(text: str, words: Iterable[Any]) -> list[Piece]:
    """The words that PyMuPDF found in a line, each with its start and end in the line's text."""
    placed = []
    at = 0
    for corners in words:
        word = corners[4]
        start = text.find(word, at)
        if start < 0:
            break
        at = start + len(word)
        if not word.isspace():
            placed.append((start, at, corners))
    return placed


def _even_runs(text: str, word: Piece, spans: Sequence[Span]) -> Sequence[Piece]:
    """A word cut where full-width and other characters meet: 第11条 is three runs.

    A full-width character takes an em, the others share the rest. A full-width space is in no run.
    """
    start, end, corners = word
    if WIDE_RUN.fullmatch(text, start, end):
        return (word,)
    runs = _runs(text, start, end)
    if len(runs) == 1:
        return (word,)
    x0, y0, x1, y1 = corners[:4]
    wide = weight(text[start:end]) - (end - start)
    em = spans[0]["size"]
    narrow = (x1 - x0 - wide * em) / max(1, end - start - wide)
    if not 0.1 * em < narrow < 1.2 * em:
        narrow = (x1 - x0) / (end - start + wide)
        em = 2 * narrow
    cut = []
    at = start
    for begin, stop, is_run_wide in runs:
        x0 += (begin - at) * em
        at, width = stop, (stop - begin) * (em if is_run_wide else narrow)
        cut.append((begin, stop, (x0, y0, x0 + width, y1)))
        x0 += width
    return cut


def _runs(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """Runs of full-width and of other characters, without full-width spaces."""
    runs: list[tuple[int, int, bool]] = []
    at = start
    for wide in WIDE_RUN.finditer(text, start, end):
        runs += [(*run.span(), False) for run in _NARROW_RUN.finditer(text, at, wide.start())]
        runs.append((*wide.span(), True))
        at = wide.end()
    return runs + [(*run.span(), False) for run in _NARROW_RUN.finditer(text, at, end)]


def _needs_characters(lines: Sequence[GlyphLine]) -> bool:
    """Whether a word's box may say too little somewhere on the page.

    A line is letter-spaced, or cells stand side by side, or many full-width words are not a whole
    number of ems wide.
    """
    measured = uneven = 0
    for line in lines:
        if line.text.isascii():
            continue
        if any(is_wide(spaced[::2]) for spaced in _SPACED.findall(line.text)):
            return True
        for start, end, corners in line.words if line.dir[0] > _LEVEL else ():
            if end - start >= 4 and measured < _SAMPLE and is_wide(line.text[start:end]):
                measured += 1
                ems = (corners[2] - corners[0]) / (line.spans[0]["size"] or 1.0)
                uneven += abs(ems / (end - start) - 1) > 0.05
    return bool(uneven > 0.3 * measured) or _has_cells(lines)


def _has_cells(lines: Sequence[GlyphLine]) -> bool:
    """Whether short lines stand side by side, as in a table."""
    boxes = [line.spans[0]["bbox"] for line in lines if len(line.text) <= _CELL]
    boxes.sort(key=itemgetter(1))
    beside = [
        below for above, below in pairwise(boxes) if below[1] < above[3] - (below[3] - below[1]) / 2
    ]
    return len(beside) >= _CELLS


def _by_characters(page: TextPage) -> Iterator[GlyphLine]:
    for block in page.extractRAWDICT()["blocks"]:
        for line in block.get("lines", ()):
            if not line["spans"]:
                continue
            characters = _without_filler([c for span in line["spans"] for c in span["chars"]])
            kept = set(map(id, characters))
            for span in line["spans"]:
                span["text"] = "".join(c["c"] for c in span["chars"] if id(c) in kept)
            text = "".join(c["c"] for c in characters)
            boxes = [c["bbox"] for c in characters]
            words = list(_phrases(text, boxes))
            yield GlyphLine(text, line["spans"], words, line["dir"], bool(line["wmode"]))


def _without_filler(characters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The characters without the spaces that MuPDF set into narrow gaps of full-width type."""
    kept = []
    for index, character in enumerate(characters):
        if character["synthetic"] and 0 < index < len(characters) - 1:
            before, after = characters[index - 1], characters[index + 1]
            if _is_filler(before, after):
                continue
        kept.append(character)
    return kept


def _is_filler(before: dict[str, Any], after: dict[str, Any]) -> bool:
    if weight(before["c"]) < 2 or weight(after["c"]) < 2:
        return False
    return _gap(before["bbox"], after["bbox"]) < _WIDE_GAP * _side(before["bbox"])


def _gap(one: Box, other: Box) -> float:
    """The white between two characters, whichever way their line runs; negative when they touch."""
    (ax0, ay0, ax1, ay1), (bx0, by0, bx1, by1) = one, other
    return max(bx0 - ax1, by0 - ay1, ax0 - bx1, ay0 - by1)


def _side(box: Box) -> float:
    x0, y0, x1, y1 = box
    return max(x1 - x0, y1 - y0)


def _phrases(text: str, boxes: list[Box]) -> Iterator[Piece]:
    """Words by white space or white, long runs of Japanese cut into phrases, with exact boxes."""
    for found in _WORD.finditer(text):
        for part in _CHUNK.finditer(text, found.start(), found.end()):
            for start, end in _at_gaps(boxes, *part.span()):
                corners = boxes[start:end]
                yield (
                    start,
                    end,
                    (
                        min(box[0] for box in corners),
                        min(box[1] for box in corners),
                        max(box[2] for box in corners),
                        max(box[3] for box in corners),
                    ),
                )


def _at_gaps(boxes: Sequence[Box], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretches of a run of characters between which there is white to see."""
    for at in range(start + 1, end):
        if _gap(boxes[at - 1], boxes[at]) > _WHITE * _side(boxes[at - 1]):
            yield start, at
            start = at
    if start < end:
        yield start, end
