"""Columns of running text: where a page is to be read downwards before it is read across.

A page is cut along the white stretch (the gutter) between columns, in the manner of the recursive
XY-cut (Nagy and Seth 1984), but only where the text on both sides runs on from line to line. What
stands side by side otherwise is a table or a form and is read across, row by row. Lines that cross
a gutter (titles, headings over several columns) part it into bands that are read one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise

from aiwf_cli.sources.layout.fragments import Fragment
from aiwf_cli.sources.layout.rows import CELL_GAP, Row, body_size, build_rows, count_beside, middle

_GUTTER = CELL_GAP
"""Ems of white that a gutter has at least."""

_FEWEST = 2
"""Fragments beside others below which there are no columns to look for, as on most pages."""

_CANDIDATES = 8
"""How many gutters are tried in one region, the emptiest first."""

_PROSE_WEIGHT = 20
"""Half-width characters in the usual line of running text, at least."""

_LINES, _MANY_LINES = 3, 6
"""Full lines that make running text, and that do beside something else."""


@dataclass(frozen=True, slots=True)
class _Gutter:
    """Where to cut, how wide the white is in points, and how many fragments cross the cut."""

    middle: float
    width: float
    crossings: int


def regions(fragments: Sequence[Fragment]) -> list[list[Fragment]]:
    """The fragments in reading order of regions, none of which holds columns of running text.

    What stands close together in a row may come back as one fragment.
    """
    if count_beside(fragments) < _FEWEST:
        return [list(fragments)]
    cells = [cell for row in build_rows(fragments) for cell in row.cells]
    return _cut_up(cells, {id(cell) for cell in cells if cell.weight >= _PROSE_WEIGHT})


def _cut_up(cells: list[Fragment], heavy: AbstractSet[int]) -> list[list[Fragment]]:
    """The cells by region; `heavy` are those (by id) that are as long as a line of text."""
    for gutter in _gutters(cells) if heavy else ():
        parts = _split(cells, gutter, heavy)
        if len(parts) > 1:
            return [region for part in parts for region in _cut_up(part, heavy)]
    return [cells]


def _gutters(fragments: Sequence[Fragment]) -> list[_Gutter]:
    """White stretches with much text on both sides, crossed by few; the emptiest and widest first.

    The edge of ragged text belongs to the white: a stretch counts when at most half as many
    fragments lie over it as over the fullest place on either side. The cut is made where fewest do.
    """
    least = _GUTTER * body_size(fragments)
    profile = _profile(fragments)
    counts = [count for _, count in profile]
    left = [0, *accumulate(counts, max)]
    right = [*reversed([*accumulate(reversed(counts), max)]), 0]
    low = [2 * count <= min(left[i], right[i + 1]) for i, count in enumerate(counts)]
    found = []
    for is_low, group in groupby(range(len(profile) - 1), key=low.__getitem__):
        stretch = list(group)
        start, end = profile[stretch[0]][0], profile[stretch[-1] + 1][0]
        if is_low and end - start >= least:
            lowest = min(stretch, key=lambda i: (counts[i], profile[i][0] - profile[i + 1][0]))
            middle = (profile[lowest][0] + profile[lowest + 1][0]) / 2
            found.append(_Gutter(middle, end - start, counts[lowest]))
    found.sort(key=lambda gutter: (gutter.crossings, -gutter.width))
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


def _split(
    fragments: Sequence[Fragment], gutter: _Gutter, heavy: AbstractSet[int]
) -> list[list[Fragment]]:
    """The fragments parted at a gutter, in reading order; one part when it parts no columns."""
    parts: list[list[Fragment]] = []
    plain: list[Fragment] = []
    for crosses, band in _bands(fragments, gutter.middle):
        columns = [] if crosses else _columns(band, gutter.middle, heavy)
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


def _columns(band: list[Fragment], middle: float, heavy: AbstractSet[int]) -> list[list[Fragment]]:
    """The columns of a band in reading order, what stands above them before, a foot after them.

    Nothing when the band's two sides belong together row by row.
    """
    if not _may_run_on(band, middle, heavy):
        return []
    head, body, foot = _without_margins(band)
    left = [item for item in body if item.u1 <= middle]
    right = [item for item in body if item.u0 >= middle]
    if not left or not right or not _read_downwards(left, right, heavy):
        return []
    above = _above(left, right)
    right = [item for item in right if item not in above]
    return [part for part in (head + above, left, right, foot) if part]


def _may_run_on(band: list[Fragment], middle: float, heavy: AbstractSet[int]) -> bool:
    """Whether there is enough long text for columns: a quick no for tables."""
    longs = [item.u0 >= middle for item in band if id(item) in heavy]
    fewer, more = sorted((sum(longs), len(longs) - sum(longs)))
    return fewer >= _LINES or more >= _MANY_LINES


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


def _above(left: list[Fragment], right: list[Fragment]) -> list[Fragment]:
    """A few short lines on the right above where the left column begins: a date, an author."""
    top = min(item.v0 for item in left)
    above = [item for item in right if item.v1 <= top]
    if not above or len(above) == len(right):
        return []
    width = max(item.u1 for item in right) - min(item.u0 for item in right)
    rows = build_rows(above)
    few_and_short = len(rows) <= 4 and all(row.u1 - row.u0 < 0.85 * width for row in rows)
    return above if few_and_short else []


def _read_downwards(left: list[Fragment], right: list[Fragment], heavy: AbstractSet[int]) -> bool:
    """Whether two sides are columns of text, each to be read to its end before the other."""
    left_rows, right_rows = build_rows(left), build_rows(right)
    left_runs, right_runs = _runs_on(left_rows), _runs_on(right_rows)
    if left_runs and right_runs:
        return True
    if left_runs:
        return _has_columns(right, heavy) or _stands_alone(right_rows, left_rows)
    if right_runs:
        return _has_columns(left, heavy) or _stands_alone(left_rows, right_rows)
    return _has_columns(left, heavy) and _has_columns(right, heavy)


def _has_columns(cells: list[Fragment], heavy: AbstractSet[int]) -> bool:
    return sum(id(cell) in heavy for cell in cells) >= _LINES and len(_cut_up(cells, heavy)) > 1


def _runs_on(rows: list[Row], least: int = _LINES) -> bool:
    """Whether rows are lines of running text, much of it in `least` or more full lines.

    Headings and items may be short, however many; a table has no more than a few full lines.
    """
    widths = sorted(row.u1 - row.u0 for row in rows)
    usual = widths[len(rows) * 9 // 10]
    full = [row for row in rows if row.u1 - row.u0 >= 0.8 * usual]
    if len(full) < least or middle([_row_weight(row) for row in full]) < _PROSE_WEIGHT:
        return False
    in_full = sum(map(_row_weight, full)) / sum(map(_row_weight, rows))
    return in_full >= 0.4 and _are_lines(rows)


def _are_lines(rows: list[Row]) -> bool:
    """Whether rows follow one another closely, without cells and with more words than figures."""
    in_cells = sum(len(row.cells) > 1 for row in rows)
    return in_cells <= 0.3 * len(rows) and _is_dense(rows) and not _is_numeric(rows)


def _stands_alone(rows: list[Row], prose: list[Row]) -> bool:
    """Whether rows beside running text are a column of their own: a short one, a marginal note.

    Labels, amounts and page numbers are not: they belong to the line they stand by. Nor are rows
    each of which has its fellow on the other side.
    """
    if not _runs_on(prose, least=_MANY_LINES) or not _are_lines(rows):
        return False
    beside = _share_beside(rows, prose)
    if middle([_row_weight(row) for row in rows]) >= _PROSE_WEIGHT:
        return min(beside, _share_beside(prose, rows)) < 0.8
    return beside < 0.6


def _row_weight(row: Row) -> int:
    return sum(cell.weight for cell in row.cells)


def _is_dense(rows: list[Row]) -> bool:
    """Whether rows follow one another at the pitch of lines, without holes as in a table."""
    if len(rows) < 3:
        return True
    steps = [below.v0 - above.v0 for above, below in pairwise(rows)]
    return middle(steps) * len(steps) >= 0.6 * sum(steps)


def _is_numeric(rows: list[Row]) -> bool:
    text = "".join(cell.text for row in rows for cell in row.cells)
    return sum(character.isdigit() for character in text) >= 0.4 * len(text)


def _share_beside(rows: list[Row], others: list[Row]) -> float:
    """The share of rows that stand exactly beside one of the others."""
    centres = [row.v0 + row.v1 for row in others]
    beside = sum(
        min(abs(row.v0 + row.v1 - centre) for centre in centres) < 0.3 * (row.v1 - row.v0)
        for row in rows
    )
    return beside / len(rows)
