"""Vertical Japanese that does not say so: glyphs set one by one, digits set across the line.

Fonts for vertical writing tell their direction. Browsers and drawing programs place upright glyphs
one below the other instead, and numbers of two or three digits stand upright within a vertical line
(tate-chu-yoko). Both are recognised by where they stand and moved to the frame of their line.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from aiwf_cli.sources.layout.fragments import Direction, Fragment, is_wide, to_frame
from aiwf_cli.sources.layout.rows import middle

Groups: TypeAlias = dict[Direction, list[Fragment]]

_FEW = 8
"""Glyphs below this number make no vertical text."""

_UPRIGHT = 4
"""Characters that stand upright across a vertical line, at most."""


def sorted_out(groups: Groups) -> Groups:
    """The fragments by direction, those of vertical lines in the frame of direction 1."""
    across = groups.get(0, [])
    glyphs = [item for item in across if len(item.text) == 1 and is_wide(item.text)]
    if _are_stacked(glyphs, across):
        groups = _moved(groups, glyphs)
    if groups.get(1) and groups.get(0):
        groups = _moved(groups, _upright(groups[0], groups[1]))
    return groups


def _are_stacked(glyphs: Sequence[Fragment], across: Sequence[Fragment]) -> bool:
    """Whether single glyphs are most of the text and have their neighbours below, not beside."""
    if len(glyphs) < _FEW or 2 * len(glyphs) < sum(len(item.text) for item in across):
        return False
    half = middle([item.size for item in glyphs]) / 2
    taken = {(round(item.u0 / half), round(item.v0 / half)) for item in glyphs}
    below = sum(any((u, v + step) in taken for step in (2, 3)) for u, v in taken)
    beside = sum(any((u + step, v) in taken for step in (2, 3)) for u, v in taken)
    return below > 2 * beside


def _upright(across: Sequence[Fragment], down: Sequence[Fragment]) -> list[Fragment]:
    """The short fragments that stand within a vertical line or at an end of a piece of it."""
    return [
        item
        for item in across
        if len(item.text) <= _UPRIGHT and any(_continues(item, line) for line in down)
    ]


def _continues(item: Fragment, line: Fragment) -> bool:
    u0, v0, u1, v1 = to_frame((item.u0, item.v0, item.u1, item.v1), 1)
    off_axis = abs((v0 + v1) - (line.v0 + line.v1)) / 2
    apart = max(u0, line.u0) - min(u1, line.u1)
    return off_axis < 0.4 * line.size and apart < 0.8 * line.size


def _moved(groups: Groups, items: Sequence[Fragment]) -> Groups:
    moving = set(map(id, items))
    stay = [item for item in groups.get(0, []) if id(item) not in moving]
    return {**groups, 0: stay, 1: [*groups.get(1, []), *map(_turned, items)]}


def _turned(item: Fragment) -> Fragment:
    box = to_frame((item.u0, item.v0, item.u1, item.v1), 1)
    return Fragment(item.text, *box, item.size, [(0, len(item.text), box)])
