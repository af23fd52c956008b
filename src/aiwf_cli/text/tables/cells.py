"""The lines of a page as cells: parted at wide white, and where figures begin or end.

A page's text has two spaces or more between the cells of a row. Where cells stand closer, a figure
still is a cell of its own: `売上高 9,810 9,406` has three. Running text stays in one piece.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from statistics import median
from typing import TypeAlias

from aiwf_cli.model.document import Box, Page, Span, Word, spans_overlap
from aiwf_cli.text.quotes.boxes import line_boxes
from aiwf_cli.text.tables.table import Cell
from aiwf_cli.text.tables.tokens import (
    closes_figure,
    is_currency,
    is_footnote,
    is_sign,
    is_strong_figure,
    is_value,
    kind_of,
)
from aiwf_cli.text.values.reading import fold_width

_RUN = re.compile(r"\S+(?:\s\S+)*")
_TOKEN = re.compile(r"\S+")
_LONGEST_LABEL = 64
"""Characters of words before a figure above which a line is running text that holds a number."""

_WIDEST_LETTERING = 5.0
"""Heights of type between the characters of a word set wide."""

_LEVEL = 0.013
"""Slope up to which lines count as level: three quarters of a degree, less than half a line of type
from one end of a row to the other."""

_FAR = 100.0
"""Points between two words of a line from which on they tell its slope."""

_AMOUNT = r"[△▲−(]?\d{1,3}(?:,\d{3})+\)?|[△▲−(]\d{1,3}(?:\.\d+)?\)?"
_GROUPED = re.compile(_AMOUNT)
_RUN_TOGETHER = re.compile(rf"(?:{_AMOUNT}){{2,}}")
"""Amounts without a space between, where each is seen to end: by its groups or a sign behind."""

_LABELLED = re.compile(r".*[\u3041-\u30ff\u3400-\u9fff)](?P<figure>[△▲−]?\d{1,3}(?:,\d{3})+)")
_SINGLES = re.compile(r"[\u3400-\u9fff](?:\s+[\u3400-\u9fff])*")
_JAPANESE = re.compile("[\u3041-\u30ff\u3400-\u9fff【（(〔「]")
_COUNTER = re.compile(
    r"[年月日期回位号条項章節頁歳か箇ヶカヵ万億千百兆円株人名社店台件個枚冊時分秒倍％%~～]"
)

Turn: TypeAlias = Callable[[Box], Box]


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
    turn = _turn_of(page)
    lines, at = [], 0
    for number, line in enumerate(page.text.split("\n")):
        placed = (_placed(page, (at + a, at + b), turn) for a, b in _pieces(line))
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
            box=_union(before.box, cell.box),
            frame=_union(before.frame, cell.frame),
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


def _union(one: Box, other: Box) -> Box:
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )


def _turn_of(page: Page) -> Turn:
    """What turns the page's boxes so that most of its lines run from left to right, and level."""
    turn = _upright(page)
    slope = _slope(page, turn)
    if abs(slope) < _LEVEL:
        return turn

    def levelled(box: Box) -> Box:
        x0, y0, x1, y1 = turn(box)
        rise = slope * (x0 + x1) / 2
        return x0, y0 - rise, x1, y1 - rise

    return levelled


def _slope(page: Page, turn: Turn) -> float:
    """How far the lines of a page fall, in points a point; a scan lies a little askew."""
    slopes = []
    for first, last in _ends_of_lines(page):
        a, b = turn(first.box), turn(last.box)
        far = (b[0] + b[2] - a[0] - a[2]) / 2
        if far > _FAR:
            slopes.append((b[1] + b[3] - a[1] - a[3]) / 2 / far)
    return median(slopes) if len(slopes) > 2 else 0.0


def _ends_of_lines(page: Page) -> Iterator[tuple[Word, Word]]:
    """The first and the last word of each line of several."""
    line: list[Word] = []
    for word in page.words:
        if line and "\n" in page.text[line[-1].end : word.start]:
            yield line[0], line[-1]
            line = []
        line.append(word)
    if line:
        yield line[0], line[-1]


def _upright(page: Page) -> Turn:
    """What turns the page's boxes so that most of its lines run from left to right."""
    ways: Counter[str] = Counter()
    for one, other in pairwise(page.words):
        if "\n" in page.text[one.end : other.start]:
            continue
        along, down = other.box[0] - one.box[0], other.box[1] - one.box[1]
        if abs(along) >= abs(down):
            ways["right" if along >= 0 else "left"] += 1
        else:
            ways["down" if down > 0 else "up"] += 1
    return _TURNS[ways.most_common(1)[0][0] if ways else "right"]


_TURNS: dict[str, Turn] = {
    "right": lambda box: box,
    "left": lambda box: (-box[2], -box[3], -box[0], -box[1]),
    "down": lambda box: (box[1], -box[2], box[3], -box[0]),
    "up": lambda box: (-box[3], box[0], -box[1], box[2]),
}


def _pieces(line: str) -> list[Span]:
    """Where the cells of a line of text stand in it."""
    pieces = [piece for run in _RUN.finditer(line) for piece in _parted(line, _tokens(line, run))]
    joined: list[Span] = []
    for start, end in pieces:
        before = line[slice(*joined[-1])] if joined else ""
        if before and is_value(line[start:end]) and (is_sign(before) or is_currency(before)):
            joined[-1] = (start if is_currency(before) else joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _tokens(line: str, run: re.Match[str]) -> list[Span]:
    """The words of a run; a figure has its sign, brackets, unit and footnote mark with it."""
    tokens: list[Span] = []
    for start, end in _words(line, run):
        before = line[slice(*tokens[-1])] if tokens else ""
        if before and _belongs(before, line[start:end]):
            tokens[-1] = (tokens[-1][0], end)
        else:
            tokens.append((start, end))
    return tokens


def _words(line: str, run: re.Match[str]) -> Iterator[Span]:
    """The words of a run; what narrow columns run together is parted: 2,611△11.4, 差額146,330."""
    words = list(_TOKEN.finditer(line, *run.span()))
    for word, after in zip_longest(words, words[1:]):
        plain = fold_width(word[0])
        if len(plain) != len(word[0]):
            yield word.span()
            continue
        labelled = _LABELLED.fullmatch(plain) if after and is_strong_figure(after[0]) else None
        if _RUN_TOGETHER.fullmatch(plain):
            cuts = [found.start() for found in _GROUPED.finditer(plain)]
        else:
            cuts = [0, labelled.start("figure")] if labelled else [0]
        for start, end in pairwise([*cuts, len(plain)]):
            yield word.start() + start, word.start() + end


def _belongs(before: str, word: str) -> bool:
    """Whether a word is a part of the cell that the word before it begins."""
    if is_sign(before):
        return is_value(word) or closes_figure(word)
    if kind_of(before) in ("figure", "dash"):
        counted = kind_of(word) == "unit" and not is_currency(word)
        return counted or closes_figure(word) or is_footnote(word)
    return is_footnote(word) or (before == "円" and word == "銭")


def _parted(line: str, tokens: Sequence[Span]) -> list[Span]:
    """The tokens of a run as cells: words together, figures before and behind them apart."""
    texts = [line[start:end] for start, end in tokens]
    whole = (tokens[0][0], tokens[-1][1])
    if all(is_value(text) or is_currency(text) for text in texts):
        return list(tokens)
    if kind_of(line[slice(*whole)]) != "text":
        return [whole]
    if all(kind_of(text) == "unit" for text in texts):
        return list(tokens)
    if _begins_with_figure(texts):
        return [tokens[0], *_parted(line, tokens[1:])]
    first = _first_of_tail(texts)
    if first < len(tokens) and tokens[first][0] - whole[0] <= _LONGEST_LABEL:
        return [(whole[0], tokens[first - 1][1]), *tokens[first:]]
    return [whole]


def _begins_with_figure(texts: Sequence[str]) -> bool:
    """Whether the first word is a figure and the next a label: `3,048 【流動負債】`, not `1 株`."""
    if len(texts) < 2 or kind_of(texts[0]) != "figure" or is_footnote(texts[0]):
        return False
    labelled = _JAPANESE.match(texts[1]) and not _COUNTER.match(texts[1])
    return bool(labelled) and (is_strong_figure(texts[0]) or len(texts[0]) >= 3)


def _first_of_tail(texts: Sequence[str]) -> int:
    """Where the figures behind the words begin; as many as there are when there are none."""
    first = len(texts)
    while first > 1 and is_value(texts[first - 1]):
        first -= 1
    tail = texts[first:]
    if not any(map(is_strong_figure, tail)):
        return len(texts)
    weak = (at for at, text in enumerate(tail) if is_strong_figure(text) or kind_of(text) == "dash")
    return first + next(weak, len(tail))
