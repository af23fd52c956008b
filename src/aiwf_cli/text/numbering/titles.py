"""The titles of provisions: in brackets or alone on a line, behind the number or above it."""

from __future__ import annotations

import re

from aiwf_cli.text.numbering.lines import BLANK, MAY_BEGIN, Lines, columns, ends_sentence
from aiwf_cli.text.numbering.markers import read_marker
from aiwf_cli.text.numbering.sections import section_heading

MAX_COLUMNS, MAX_CAPTION_LINES = 60, 4

BRACKETED = re.compile(
    r"\([^()\n]{1,60}\)|（(?:[^（）\n]|（[^（）\n]*）){1,60}）|【[^】\n]{1,60}】|〔[^〕\n]{1,60}〕"
    r"|［[^］\n]{1,60}］|\[[^\]\n]{1,60}\]"
)
"""A text in brackets such as titles stand in."""

_QUOTED = re.compile(rf"[「『][^」』\n]{{1,40}}[」』](?=[{BLANK}]*$)")
_BRACKETS = "（）()【】〔〕「」『』［］[]"
_RUN_IN = re.compile(r"([A-Z][^.:;。]{2,70})[.:](?=\s+[A-Z(“\"])")
_SENTENCE = re.compile(r"[。、，；;]|[.．]$|(?:する|とする|します|ません|ない)$")
_CAPTION = re.compile(r"[（(【［〔]([^。]{1,120})[）)】］〕]")


def bracketed_title(text: str, body: int, line_end: int) -> tuple[str, int] | None:
    """The title in brackets right behind a marker, and where the words behind it begin."""
    title = BRACKETED.match(text, body, line_end) or _QUOTED.match(text, body, line_end)
    if not title or "。" in title[0] or is_marker(title[0]):
        return None
    end = title.end()
    while end < line_end and text[end] in BLANK:
        end += 1
    return plain_title(title[0]), end


def title_line(lines: Lines, index: int, body: int) -> tuple[str | None, int]:
    """An unbracketed title behind a marker, and where the words begin; (None, body) without one.

    It fills the rest of line `index` from `body`, or the next line when nothing is left on this
    one. It is short, is no sentence, and the line behind it begins something.
    """
    rest = lines.text[body : lines[index].end]
    if (run_in := _RUN_IN.match(rest)) and _is_capitalised(run_in[1]):
        return run_in[1], body
    if not rest and index + 1 < len(lines):
        index += 1
        rest = lines.content(index)
    if index + 1 == len(lines) or lines.beginning(index + 1) < MAY_BEGIN:
        return None, body
    if not rest or columns(rest) > MAX_COLUMNS or _SENTENCE.search(rest) or read_marker(rest, 0):
        return None, body
    return plain_title(rest), lines[index + 1].start


def caption_above(lines: Lines, index: int) -> tuple[str, int] | None:
    """The caption （目的） on the line (or lines) above line `index`, and where it begins."""
    if index == 0 or lines.content(index - 1)[-1] not in "）)】］〕":
        return None
    for first in range(index - 1, max(-1, index - 1 - MAX_CAPTION_LINES), -1):
        if lines.content(first)[0] not in "（(【［〔":
            continue
        joined = "".join(lines.content(row) for row in range(first, index))
        caption = _CAPTION.fullmatch(joined)
        if caption and _balanced(caption[1]) and not is_marker(joined):
            return plain_title(joined), lines[first].start
        return None
    return None


def paper_title_above(lines: Lines, index: int) -> bool:
    """Whether the line above line `index` could be the title of a paper, behind a finished one."""
    if index < 2 or not lines.content(index - 2).endswith("。"):
        return False
    above = lines.content(index - 1)
    if columns(above) > MAX_COLUMNS or ends_sentence(above) or above[0] in _BRACKETS:
        return False
    return not read_marker(above, 0) and not section_heading(above)


def plain_title(text: str) -> str:
    """A title without the brackets and the points round it."""
    return text.strip(f"{BLANK}{_BRACKETS}.:：")


def is_marker(text: str) -> bool:
    """Whether a bracketed text is itself a marker, such as （１） or (a)."""
    marker = read_marker(text, 0)
    return marker is not None and bool(marker.readings) and marker.end == len(text)


def _is_capitalised(words: str) -> bool:
    return all(word[0].isupper() or len(word) < 4 for word in words.split() if word[0].isalpha())


def _balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character in "（(") - (character in "）)")
        if depth < 0:
            return False
    return depth == 0
