"""Ink and white in a strip: where its type stands, and the gaps in it.

Everything is measured in pixels of the strip. Ink is what differs clearly from the paper, whether
dark on light or light on dark.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from aiwf_cli.sources.ocr.engine import Pixels, opencv

Mask: TypeAlias = npt.NDArray[np.bool_]
InkRun: TypeAlias = tuple[int, int]
"""Where something begins and ends, the end exclusive."""

_CONTRAST = 0.35
"""Share of the strongest contrast with the paper from which a pixel is ink."""

_FAINTEST = 24
"""Grey levels below which a difference is noise."""

_RULE_SHARE = 0.8
"""Share of a strip's length or height that a ruled line crosses at least."""

_RULE_WIDTH = 0.12
"""Share of a strip's height that a ruled line is thick at most."""

_SPECK = 0.05
"""Side of a square, as a share of the strip's height, that dust is smaller than."""

_LEAST_TYPE = 0.4
_WIDEST_TYPE = 1.2
_SLACK = 0.1
"""How low and how wide a character may be, and how far it may stand out of its line: in heights of
the line's ink."""

_CORE = 0.25
"""Share of the height at top and bottom where the type of neighbouring lines may show."""


@dataclass(frozen=True, slots=True)
class Ink:
    """The ink of a strip without ruled lines, and the rows in which its line of type stands.

    `rules` are where lines are ruled across the strip.
    """

    mask: Mask
    top: int
    bottom: int
    rules: tuple[InkRun, ...]

    @property
    def height(self) -> int:
        """Pixels from the highest to the lowest ink of the line."""
        return self.bottom - self.top

    def runs(self) -> list[InkRun]:
        """Stretches along the strip with ink in each of their columns, in order."""
        return runs_of(np.any(self.mask[self.top : self.bottom], axis=0))

    def is_ruled(self, start: float, end: float) -> bool:
        """Whether a line is ruled across the strip between two places along it."""
        return any(start <= (a + b) / 2 <= end for a, b in self.rules)

    def around(self, start: int, end: int, margin: int) -> InkRun:
        """A stretch with white of at most `margin` on both sides, and not half way to other ink."""
        inked = np.flatnonzero(self.mask[self.top : self.bottom].any(axis=0))
        before, behind = inked[inked < start], inked[inked >= end]
        left = (int(before[-1]) + 1 + start) // 2 if len(before) else 0
        right = (int(behind[0]) + end) // 2 if len(behind) else self.mask.shape[1]
        return max(left, start - margin), min(right, end + margin)

    def rows(self, start: int, end: int) -> InkRun:
        """The rows with ink between two places along the strip; the line's own when none."""
        rows = np.flatnonzero(self.mask[self.top : self.bottom, start:end].any(axis=1))
        if not len(rows):
            return self.top, self.bottom
        return self.top + int(rows[0]), self.top + int(rows[-1]) + 1


def ink_of(strip: Pixels, before: int = 0, behind: int = 0) -> Ink:
    """The ink of a strip; in so many columns at its beginning and end only what looks like type.

    There the detector saw none: a lone numeral or sign may stand there, or part of a drawing.
    """
    gray = opencv().cvtColor(strip, opencv().COLOR_BGR2GRAY).astype(np.int16)
    contrast = np.abs(gray - np.median(gray))
    level = max(_FAINTEST, _CONTRAST * float(np.percentile(contrast, 99.0)))
    mask: Mask = contrast > level
    _erase_specks(mask)
    rules = _erase_rules(mask)
    core = slice(before, mask.shape[1] - behind)
    top, bottom = _line_rows(mask[:, core])
    _erase_drawings(mask, core, (top, bottom))
    return Ink(mask, top, bottom, rules)


def runs_of(flags: Mask) -> list[InkRun]:
    """The stretches in which flags are set."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False]))))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _erase_specks(mask: Mask) -> None:
    """Take dust out of a mask: spots far smaller than a full stop."""
    least = (_SPECK * mask.shape[0]) ** 2
    _, labels, stats, _ = opencv().connectedComponentsWithStats(mask.astype(np.uint8))
    dust = stats[:, 4] < least
    if dust.any():
        mask[dust[labels]] = False


def _erase_rules(mask: Mask) -> tuple[InkRun, ...]:
    """Take underlines and the ruled lines of tables out of a mask; tells those across it."""
    height = mask.shape[0]
    thick = max(2, round(_RULE_WIDTH * height))
    for start, end in runs_of(mask.mean(axis=1) > _RULE_SHARE):
        if end - start <= thick:
            mask[start:end] = False
    edge = max(1, height // 16)
    through = mask[:edge].any(axis=0) & mask[-edge:].any(axis=0)
    through &= mask.mean(axis=0) > _RULE_SHARE
    rules = tuple(run for run in runs_of(through) if run[1] - run[0] <= thick)
    for start, end in rules:
        mask[:, start:end] = False
    return rules


def _erase_drawings(mask: Mask, core: slice, rows: InkRun) -> None:
    """Take ink out that lies outside the core and does not look like a character of the line."""
    height = rows[1] - rows[0]
    _, labels, stats, _ = opencv().connectedComponentsWithStats(mask.astype(np.uint8))
    lefts, tops, widths, heights = (stats[:, column] for column in range(4))
    outside = (lefts >= core.stop) | (lefts + widths <= core.start)
    slack = _SLACK * height
    level = (tops >= rows[0] - slack) & (tops + heights <= rows[1] + slack)
    fits = (heights >= _LEAST_TYPE * height) & (widths <= _WIDEST_TYPE * height)
    drawn = outside & ~(level & fits)
    if drawn.any():
        mask[drawn[labels]] = False


def _line_rows(mask: Mask) -> InkRun:
    """The rows of the line in the middle of a strip, without what shows of its neighbours."""
    height = mask.shape[0]
    core = round(_CORE * height)
    rows = runs_of(np.any(mask, axis=1))
    runs = [run for run in rows if run[1] > core and run[0] < height - core]
    return (runs[0][0], runs[-1][1]) if runs else (0, height)
