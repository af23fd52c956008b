"""Fragments that stand side by side become rows, and rows become cells.

Everything here is in the frame of one direction (see `fragments`). Distances are judged in ems of
the type at hand, so that footnotes and headlines go by the same rules.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from operator import attrgetter

from aiwf_cli.sources.layout.fragments import Fragment, is_wide, merged

CELL_GAP = 1.0
"""Ems of white between two fragments of a row that make them two cells of a table."""

_WORD_GAP = 0.14
"""Ems between two Latin fragments that stand for a space; fonts have 0.2 to 0.35."""

_WIDE_GAP = 0.33
"""The same beside a full-width character, whose glyph has white of its own in its em."""

_SPACED_LABEL_GAP = 3.0
"""Ems between single kanji that still are one word set wide, like 売　　上　　高."""

_SAME_ROW = 0.5
"""Share of the lower fragment's height that must lie beside the other one."""

_KANJI = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_KANA = re.compile("[\u3041-\u30ff\uff66-\uff9f\\s]+")


@dataclass(slots=True)
class Row:
    """Cells side by side, from left to right, and the stretch of v that they take."""

    cells: list[Fragment]
    v0: float
    v1: float

    @property
    def u0(self) -> float:
        """Where the first cell begins."""
        return self.cells[0].u0

    @property
    def u1(self) -> float:
        """Where the last cell ends."""
        return self.cells[-1].u1


def body_size(fragments: Sequence[Fragment]) -> float:
    """The type size of most of the text, in points."""
    amounts: dict[float, int] = {}
    for item in fragments:
        amounts[item.size] = amounts.get(item.size, 0) + len(item.text)
    return max(amounts, key=lambda size: (amounts[size], size))


def count_beside(fragments: Sequence[Fragment]) -> int:
    """How many fragments begin beside one that began higher up, if only in part."""
    bottom, count = -inf, 0
    for item in sorted(fragments, key=attrgetter("v0")):
        if item.v0 < bottom - 0.25 * (item.v1 - item.v0):
            count += 1
        if item.v1 > bottom:
            bottom = item.v1
    return count


def build_rows(fragments: Sequence[Fragment]) -> list[Row]:
    """The fragments as rows from top to bottom, each parted into cells at wide gaps."""
    rows: list[Row] = []
    for members in _grouped(fragments):
        if len(members) == 1:
            rows.append(Row(members, members[0].v0, members[0].v1))
        else:
            cells = _cells(members)
            rows.append(Row(cells, min(c.v0 for c in cells), max(c.v1 for c in cells)))
    return rows


def _grouped(fragments: Sequence[Fragment]) -> list[list[Fragment]]:
    """Fragments that stand beside the biggest of their row, in lists; rows from top to bottom."""
    groups: list[list[Fragment]] = []
    core: Fragment | None = None
    for item in sorted(fragments, key=lambda f: (f.v0 + f.v1, f.u0)):
        if core is not None and _beside(core, item):
            groups[-1].append(item)
            if item.size > core.size:
                core = item
        else:
            groups.append([item])
            core = item
    return groups


def _beside(one: Fragment, other: Fragment) -> bool:
    shared = min(one.v1, other.v1) - max(one.v0, other.v0)
    return shared > _SAME_ROW * min(one.v1 - one.v0, other.v1 - other.v0)


def _cells(members: list[Fragment]) -> list[Fragment]:
    members.sort(key=attrgetter("u0"))
    cells: list[Fragment] = []
    parts, spaces = [members[0]], list[int]()
    for item in members[1:]:
        if _is_double(parts[-1], item):
            continue
        blanks = blanks_between(parts[-1], item)
        if blanks > 1:
            cells.append(merged(parts, spaces))
            parts, spaces = [item], []
        else:
            parts.append(item)
            spaces.append(blanks)
    cells.append(merged(parts, spaces))
    return cells


def _is_double(one: Fragment, other: Fragment) -> bool:
    """Whether the same text is printed twice in one place, as for bold type or a shadow."""
    slack = 0.25 * one.size
    return (
        one.text == other.text
        and abs(one.u0 - other.u0) < slack
        and abs(one.u1 - other.u1) < slack
        and abs(one.v0 - other.v0) < slack
    )


def blanks_between(one: Fragment, other: Fragment) -> int:
    """How many spaces the white between two fragments of a row stands for; two part cells."""
    ems = (other.u0 - one.u1) / max(one.size, other.size)
    before, after = one.text[-1], other.text[0]
    wide = is_wide(before) or is_wide(after)
    if ems < (_WIDE_GAP if wide else _WORD_GAP):
        return 0
    if ems < CELL_GAP:
        return 1
    return 1 if ems < _SPACED_LABEL_GAP and _is_spaced_label(one.text, other.text) else 2


def _is_spaced_label(one: str, other: str) -> bool:
    return (
        len(other) == 1
        and _KANJI.match(other) is not None
        and _KANJI.match(one[-1]) is not None
        and (len(one) == 1 or one[-2] == " ")
    )


def without_ruby(fragments: list[Fragment]) -> tuple[list[Fragment], list[Fragment]]:
    """The fragments without furigana, and the furigana.

    Ruby is kana of at most six tenths of the size of a line with kanji that it stands close above.
    """
    biggest = max((item.size for item in fragments), default=0.0)
    small = [f for f in fragments if f.size <= 0.6 * biggest and _KANA.fullmatch(f.text)]
    if not small:
        return fragments, []
    bases = [f for f in fragments if _KANJI.search(f.text)]
    ruby = [f for f in small if any(_is_ruby(f, base) for base in bases)]
    gone = set(map(id, ruby))
    return [f for f in fragments if id(f) not in gone], ruby


def _is_ruby(small: Fragment, base: Fragment) -> bool:
    if small.size > 0.6 * base.size:
        return False
    beside = min(small.u1, base.u1) - max(small.u0, base.u0)
    gap = base.v0 - small.v1
    return beside >= 0.7 * (small.u1 - small.u0) and -0.8 < gap / small.size < 0.7


def line_gap(rows: Sequence[Row]) -> float:
    """The usual white between one row and the next, in points; 0.0 when rows touch."""
    gaps = [below.v0 - above.v1 for above, below in pairwise(rows)]
    return max(0.0, middle(gaps)) if gaps else 0.0


def middle(values: Sequence[float]) -> float:
    """The value in the middle (the upper median): a usual one, whatever the odd ones are."""
    return sorted(values)[len(values) // 2]
