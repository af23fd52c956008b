"""Items whose numbers got lost in extraction: found only where the lead promises them."""

from __future__ import annotations

import re

from aiwf_cli.model.document import Span
from aiwf_cli.text.numbering.lines import MAY_BEGIN, Lines, ends_sentence

PROMISES_ITEMS = re.compile(
    r"(?:次|以下|下記|左)の(?:(?:に)?(?:掲げる|定める|規定する|該当する))?各号"
)
"""A lead that calls what follows it 号."""

LEAST_ITEMS, LONGEST_ITEM = 2, 400
_BULLET = re.compile(r"[・•●○◦■□◆◇▪‣⁃*※\-–—\uf0b7][ \t\u3000\xa0]*")


def lost_items(lines: Lines, start: int, end: int) -> tuple[Span, ...]:
    """The spans of the unnumbered items behind a lead at `start`; () when there are none.

    The lead ends with the first sentence that follows the promise of 各号. Each item begins a
    line as paragraphs do. A last sentence behind items that are none is not one of them.
    """
    promise = PROMISES_ITEMS.search(lines.text, start, end)
    if not promise:
        return ()
    first = lines.at(promise.end())
    last = lines.at(end - 1)
    while first <= last and not ends_sentence(lines.content(first)):
        first += 1
    begins = [i for i in range(first + 1, last + 1) if _begins_item(lines, i)]
    if not begins or begins[0] != first + 1:
        return ()
    ends = [*(index - 1 for index in begins[1:]), last]
    sentences = [lines.content(index).endswith("。") for index in ends]
    if sentences[-1] and not any(sentences[:-1]):
        begins, ends = begins[:-1], ends[:-1]
    spans = tuple((lines[a].start, lines[b].end) for a, b in zip(begins, ends, strict=True))
    fits = len(spans) >= LEAST_ITEMS and all(b - a <= LONGEST_ITEM for a, b in spans)
    return spans if fits else ()


def _begins_item(lines: Lines, index: int) -> bool:
    return lines.beginning(index) >= MAY_BEGIN or bool(_BULLET.match(lines.content(index)))
