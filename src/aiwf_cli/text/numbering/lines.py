"""The visible lines of a text, and how likely each of them begins something new.

A text extracted from a page is broken into lines where the page was full, not where a thought
ends. Whether a line begins a paragraph shows in the line above it: it ended a sentence, or it was
left short although the first word of the next line would have fitted. Neither holds inside a
wrapped sentence. No line is ever joined or moved: all offsets stay those of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

from aiwf_cli.text.numbering.markers import read_marker
from aiwf_cli.text.numbering.sections import section_heading

BLANK = " \t\u3000\xa0\u200b\ufeff"
"""White space inside a line, with what extractors leave behind."""

_FURNITURE = "\x1a"  # stands for each character of it, so that offsets stay what they are

_LINE = re.compile(r"[^\n\r\f\v\x85\u2028\u2029]+")
_NOTHING = BLANK + _FURNITURE
_LEADING = re.compile(rf"[{_NOTHING}]*")
_EMPTY_ROWS = re.compile(r"[ \t\u3000\xa0]*\r?\n(?:[ \t\u3000\xa0]*\r?\n)+[ \t\u3000\xa0]*")
_WIDE = re.compile(r"[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]")
_SENTENCE_END = re.compile(r"[。．.!?！？:：;；—–][」』）)】\]”\"’']*$")
_EXPECTS_MORE = re.compile(
    r"(?:[、，・「『（(〔第前同各及又並若びは]|及び|又は|から|[^ぁ-ん][のをにがとでへも]"
    r"|[0-9)]\s+(?:and|or)|\b(?:(?:sub)?sections?|(?:sub)?clauses?|articles?|(?:sub)?paragraphs?"
    r"|schedules?|of|to|the|an?|in|by|under|with|from|for|than|within|see|per|at|least|exceed"
    r"|that|which|is|are|be))$",
    re.IGNORECASE,
)
_TAIL = 40  # characters: no ending is longer
_PAGE_NUMBER = re.compile(
    r"(?:[-‐－–—―]\s*[0-9０-９]{1,4}\s*[-‐－–—―]|[0-9０-９]{1,4}\s*[/／]\s*[0-9０-９]{1,4}"
    r"|p(?:age)?\.?\s*[0-9]{1,4}(?:\s*(?:of|/)\s*[0-9]{1,4})?|[0-9０-９]{1,4}\s*ページ)",
    re.IGNORECASE,
)

_RUNNING_HEAD = re.compile(r"\w.{3,}(?<![。.;；])")
_LEAST_HEADS, _LEAST_ROWS_APART = 3, 15

_WINDOW = 64
_UNWRAPPED = 200  # columns: nobody sets a page this wide, so its lines are whole paragraphs
_ENDLESS = 10**9
_NARROWEST = 36  # columns: shorter lines are short, whatever is usual
_NEARLY_FULL = 0.1

BEGINS, MAY_BEGIN, NEARLY_FULL, WRAPPED, HANGING = 2, 1, -2, -4, -7
"""How well a line qualifies as a beginning: the evidence of the line above it, in points."""


@dataclass(frozen=True, slots=True)
class Line:
    """A visible line: `text[start:end]` without the white space around it.

    `width` is in columns (a wide character counts two) and includes the white space in front.
    `gap` says that a blank line stands above it.
    """

    start: int
    end: int
    width: int
    gap: bool


class Lines:
    """The visible lines of `text`, without its furniture and page numbers.

    `text` is as long as the text it was made from; its furniture is blank.
    """

    def __init__(self, text: str, furniture: Sequence[tuple[int, int]] = ()) -> None:
        self.text = _without_furniture(text, furniture)
        self._lines = tuple(_visible_lines(self.text))
        self._starts = [line.start for line in self._lines]
        self._usual_width = _usual_full_widths(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, index: int) -> Line:
        return self._lines[index]

    def content(self, index: int) -> str:
        """The characters of a line."""
        line = self._lines[index]
        return self.text[line.start : line.end]

    def at(self, offset: int) -> int:
        """The index of the line that holds `offset`, or the last one before it; -1 before all."""
        return bisect_right(self._starts, offset) - 1

    def beginning(self, index: int) -> int:
        """How well the line qualifies as the beginning of something, in points (see `BEGINS`)."""
        if index == 0:
            return BEGINS
        above = self.content(index - 1)
        if ends_sentence(above):
            return BEGINS
        if _EXPECTS_MORE.search(above[-_TAIL:]):
            return HANGING
        room = self._room(index - 1)
        if room > _NEARLY_FULL * self._usual_width[(index - 1) // _WINDOW]:
            return BEGINS if self[index].gap else MAY_BEGIN
        if self[index].gap:
            return MAY_BEGIN
        return WRAPPED if room <= 0 else NEARLY_FULL

    def _room(self, index: int) -> int:
        """How many columns the line would have left with the first word of the next one on it."""
        word = self.content(index + 1).split(maxsplit=1)[0]
        needed = len(word) + 1 if word.isascii() else 2
        return self._usual_width[index // _WINDOW] - self[index].width - needed


def ends_sentence(text: str) -> bool:
    """Whether `text` ends as sentences, leads and list members do."""
    return bool(_SENTENCE_END.search(text[-_TAIL:]))


def columns(text: str) -> int:
    """How many columns `text` takes, a wide character counting two."""
    return len(text) if text.isascii() else len(text) + len(_WIDE.findall(text))


def _without_furniture(text: str, furniture: Sequence[tuple[int, int]]) -> str:
    """`text` with its furniture crossed out and its line breaks where they were."""
    pieces, at = [], 0
    for start, end in sorted(furniture):
        start = max(start, at)
        if start < end:
            pieces += [text[at:start], re.sub(r"[^\n\r\f]", _FURNITURE, text[start:end])]
            at = end
    return "".join([*pieces, text[at:]])


def _visible_lines(text: str) -> list[Line]:
    rows = [(row, row[0].strip(_NOTHING)) for row in _LINE.finditer(text)]
    running_heads = _repeated([content for _, content in rows])
    lines: list[Line] = []
    for row, content in rows:
        if not content or content in running_heads or _PAGE_NUMBER.fullmatch(content):
            continue
        start = cast("re.Match[str]", _LEADING.match(text, row.start())).end()
        gap = bool(lines) and bool(_EMPTY_ROWS.fullmatch(text, lines[-1].end, start))
        end = start + len(content)
        lines.append(Line(start, end, columns(text[row.start() : end]), gap))
    return lines


def _repeated(contents: Sequence[str]) -> set[str]:
    """What stands alone on lines far apart and is no heading, caption or sentence."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row, content in enumerate(contents):
        if _RUNNING_HEAD.fullmatch(content):
            rows[content].append(row)
    return {
        content
        for content, at in rows.items()
        if len(at) >= _LEAST_HEADS
        and min(b - a for a, b in pairwise(at)) >= _LEAST_ROWS_APART
        and not read_marker(content, 0)
        and not section_heading(content)
    }


def _usual_full_widths(lines: Sequence[Line]) -> list[int]:
    """The width that full lines have around here, one value for each block of `_WINDOW` lines."""
    widths: list[int] = []
    for block in range(0, len(lines), _WINDOW):
        around = sorted(
            line.width for line in lines[max(0, block - _WINDOW // 2) : block + _WINDOW * 3 // 2]
        )
        usual = around[len(around) * 9 // 10]
        widths.append(max(usual, _NARROWEST) if usual < _UNWRAPPED else _ENDLESS)
    return widths
