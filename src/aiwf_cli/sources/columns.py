"""Columns of running text: where a page is to be read downwards before it is read across.

A page is cut along the white stretch (the gutter) between columns, in the manner of the recursive
XY-cut (Nagy and Seth 1984), but only where the text on both sides runs on from line to line. What
stands side by side otherwise is a table or a form and is read across, row by row. Lines that cross
a gutter (titles, headings over several columns) part it into bands that are read one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from aiwf_cli.sources.fragments import Fragment
from aiwf_cli.sources.rows import Row, body_size, build_rows, count_beside

_GUTTER = 0.8
"""Ems of white that a gutter has at least."""

_FEWEST = 3
"""Fragments beside others below which there are no columns to look for, as on most pages."""

_CANDIDATES = 8
"""How many gutters are tried in one region, the emptiest first."""

_PROSE_WEIGHT = 16
"""Half-width characters in the usual line of running text, at least."""

_MARGIN = 0.09
"""Share of the page's height at its top and bottom where running heads and page numbers stand."""


@dataclass(frozen=True, slots=True)
class _Gutter:
    u0: float
    u1: float
    crossings: int

    @property
    def middle(self) -> float:
        return (self.u0 + self.u1) / 2


def regions(fragments: Sequence[Fragment]) -> list[list[Fragment]]:
    """The fragments in reading order of regions, none of which holds columns of running text."""
    if count_beside(fragments) < _FEWEST:
        return [list(fragments)]
    for gutter in _gutters(fragments):
        parts = _split(fragments, gutter)
        if len(parts) > 1:
            return [region for part in parts for region in regions(part)]
    return [list(fragments)]


def _gutters(fragments: Sequence[Fragment]) -> list[_Gutter]:
    """White stretches with text on both sides, crossed by few; the emptiest and widest first."""
    if len(fragments) < 6:
        return []
    least = _GUTTER * body_size(fragments)
    profile = _profile(fragments)
    found: list[_Gutter] = []
    for index in range(1, len(profile) - 1):
        start, count = profile[index]
        end = profile[index + 1][0]
        deepest = count <= min(profile[index - 1][1], profile[index + 1][1])
        if end - start < least or not deepest:
            continue
        left = max(height for _, height in profile[:index])
        right = max(height for _, height in profile[index + 1 :])
        if count <= 0.5 * min(left, right):
            found.append(_Gutter(start, end, count))
    found.sort(key=lambda gutter: (gutter.crossings, gutter.u0 - gutter.u1))
    return found[:_CANDIDATES]


def _profile(fragments: Sequence[Fragment]) -> list[tuple[float, int]]:
    """How many fragments lie over each stretch of u: (where the stretch begins, their number)."""
    steps = sorted([(item.u0, 1) for item in fragments] + [(item.u1, -1) for item in fragments])
    profile: list[tuple[float, int]] = []
    count = 0
    for at, group in groupby(steps, key=lambda step: step[0]):
        count += sum(change for _, change in group)
        profile.append((at, count))
    return profile


def _split(fragments: Sequence[Fragment], gutter: _Gutter) -> list[list[Fragment]]:
    """The fragments parted at a gutter, in reading order; one part when it parts no columns."""
    parts: list[list[Fragment]] = []
    plain: list[Fragment] = []
    for crosses, band in _bands(fragments, gutter.middle):
        columns = [] if crosses else _columns(band, gutter.middle)
        if columns:
            parts += [plain, *columns] if plain else columns
            plain = []
        else:
            plain += band
    return [*parts, plain] if plain else parts


def _bands(fragments: Sequence[Fragment], middle: float) -> list[tuple[bool, list[Fragment]]]:
    """Runs of fragments from top to bottom that all cross the gutter, or that none does."""
    ordered = sorted(fragments, key=lambda item: (item.v0 + item.v1, item.u0))
    groups = groupby(ordered, key=lambda item: item.u0 < middle < item.u1)
    return [(crosses, list(group)) for crosses, group in groups]


def _columns(band: list[Fragment], middle: float) -> list[list[Fragment]]:
    """The columns of a band in reading order, a running head before and a foot after them.

    Nothing when the band's two sides belong together row by row.
    """
    head, body, foot = _without_margins(band)
    left = [item for item in body if item.u1 <= middle]
    right = [item for item in body if item.u0 >= middle]
    if not left or not right or not _read_downwards(left, right):
        return []
    return [part for part in (head, left, right, foot) if part]


def _without_margins(
    band: list[Fragment],
) -> tuple[list[Fragment], list[Fragment], list[Fragment]]:
    """A band as running head, body and foot: a short first or last row far from the others."""
    rows = build_rows(band)
    if len(rows) < 4:
        return [], band, []
    top, bottom = rows[0].v1, rows[-1].v0
    far = 1.8 * body_size(band)
    has_head = rows[1].v0 - top > far and _is_short(rows[0])
    has_foot = bottom - rows[-2].v1 > far and _is_short(rows[-1])
    head = [item for item in band if has_head and item.v1 <= top]
    foot = [item for item in band if has_foot and item.v0 >= bottom]
    apart = set(map(id, head + foot))
    return head, [item for item in band if id(item) not in apart], foot


def _is_short(row: Row) -> bool:
    return all(cell.weight <= 2 * _PROSE_WEIGHT for cell in row.cells)


def _read_downwards(left: list[Fragment], right: list[Fragment]) -> bool:
    """Whether two sides are columns of text, each to be read to its end before the other."""
    left_rows, right_rows = build_rows(left), build_rows(right)
    left_runs, right_runs = _runs_on(left_rows), _runs_on(right_rows)
    if left_runs and right_runs:
        return True
    if left_runs:
        return _has_columns(right) or _stands_alone(right_rows, left_rows)
    if right_runs:
        return _has_columns(left) or _stands_alone(left_rows, right_rows)
    return _has_columns(left) and _has_columns(right)


def _has_columns(fragments: list[Fragment]) -> bool:
    return len(regions(fragments)) > 1


def _runs_on(rows: list[Row]) -> bool:
    """Whether rows are lines of running text: dense, most of them about as long as the longest."""
    if len(rows) < 3 or median(map(_row_weight, rows)) < _PROSE_WEIGHT:
        return False
    width = max(row.u1 for row in rows) - min(row.u0 for row in rows)
    shares = sorted((row.u1 - row.u0) / (width or 1.0) for row in rows)
    fills = shares[len(rows) // 2] >= 0.7 and shares[len(rows) * 3 // 4] >= 0.85
    in_cells = sum(len(row.cells) > 1 for row in rows)
    return fills and in_cells <= 0.3 * len(rows) and _is_dense(rows) and not _is_numeric(rows)


def _stands_alone(rows: list[Row], prose: list[Row]) -> bool:
    """Whether rows beside running text are a column of their own: a short one, a marginal note.

    Labels, amounts and page numbers are not: they are light and belong to the line they stand by.
    """
    if len(prose) < 6:
        return False
    if median(map(_row_weight, rows)) >= _PROSE_WEIGHT:
        return _is_dense(rows)
    return not _is_numeric(rows) and _is_dense(rows) and not _aligned(rows, prose)


def _row_weight(row: Row) -> int:
    return sum(cell.weight for cell in row.cells)


def _is_dense(rows: list[Row]) -> bool:
    """Whether rows follow one another at the pitch of lines, without holes as in a table."""
    if len(rows) < 3:
        return True
    steps = [below.v0 - above.v0 for above, below in pairwise(rows)]
    return median(steps) * len(steps) >= 0.6 * sum(steps)


def _is_numeric(rows: list[Row]) -> bool:
    text = "".join(cell.text for row in rows for cell in row.cells)
    return sum(character.isdigit() for character in text) >= 0.4 * len(text)


def _aligned(rows: list[Row], prose: list[Row]) -> bool:
    """Whether most rows stand exactly beside a row of the running text."""
    centres = [row.v0 + row.v1 for row in prose]
    beside = sum(
        min(abs(row.v0 + row.v1 - centre) for centre in centres) < 0.3 * (row.v1 - row.v0)
        for row in rows
    )
    return beside >= 0.6 * len(rows)
