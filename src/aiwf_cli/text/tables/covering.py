"""Which columns a line of headings is centred over: the cheapest way to share them out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from statistics import median

from aiwf_cli.text.tables.columns import Stretch, overlap

_UNCOVERED = 0.15
"""What it costs to leave a column without a heading, in widths of a column."""

_UNPLACED = 1.5
"""What it costs to leave a heading without a column."""

_GROWTH = 0.05
"""What it costs a lone heading to take a column that it does not lie over."""

_DIVIDED = 0.3
"""What it costs a heading to begin at a column of per cent, parting it from its amounts."""

_MOST = 30
"""Columns or headings above which headings are not worked out: no statement has so many."""


def cover(
    columns: Sequence[Stretch],
    left: float,
    places: Sequence[Stretch],
    rates: frozenset[int],
    *,
    shared_out: bool,
) -> list[range]:
    """The columns of each heading by its place: neighbours, in order, that it is centred over best.

    The cheapest division, by dynamic programming over (heading, column). When `shared_out`, the
    headings take all columns they can between them; else none that its place does not ask for. Over
    an amount and its per cent (`rates`) a heading may also end where they do.
    """
    if len(columns) > _MOST or len(places) > _MOST:
        return [range(0) for _ in places]
    pitch = _pitch(columns)
    uncovered, growth = (_UNCOVERED, 0.0) if shared_out else (0.0, _GROWTH)

    @cache
    def best(heading: int, column: int) -> tuple[float, tuple[range, ...]]:
        """The cheapest way to place the headings from `heading` on the columns from `column`."""
        if heading == len(places):
            return uncovered * (len(columns) - column), ()
        cost, rest = best(heading + 1, column)
        choice = cost + _UNPLACED, (range(0), *rest)
        for start in range(column, len(columns)):
            for end in range(start + 1, len(columns) + 1):
                place = places[heading]
                grown = sum(overlap(column, place) <= 0 for column in columns[start:end])
                misfit = _misfit(columns, left, range(start, end), place)
                if shared_out and end - start == 2 and end - 1 in rates:
                    misfit = min(misfit, abs(columns[end - 1][1] - place[1]))
                own = misfit / pitch + growth * grown
                cost, rest = best(heading + 1, end)
                begun = _DIVIDED if start in rates else 0.0
                total = own + cost + begun + uncovered * (start - column)
                if total < choice[0] - 1e-9:
                    choice = total, (range(start, end), *rest)
        return choice

    return list(best(0, 0)[1])


def _misfit(columns: Sequence[Stretch], left: float, taken: range, place: Stretch) -> float:
    """How far `place` is off the middle of some columns, and how far it lies over others.

    Figures stand at the right of their column, headings in its middle, and where it begins nobody
    says: somewhere between the column before and its widest figure. So may its middle lie.
    """
    begins = columns[taken.start - 1][1] if taken.start else left
    right = columns[taken.stop - 1][1]
    first, last = (begins + right) / 2, (columns[taken.start][0] + right) / 2
    middle = (place[0] + place[1]) / 2
    others = [column for at, column in enumerate(columns) if at not in taken]
    over = sum(max(0.0, overlap(column, place)) for column in others)
    return max(0.0, first - middle, middle - last) + over


def _pitch(columns: Sequence[Stretch]) -> float:
    """The usual distance from one column to the next; its width when there is only one."""
    middles = [(x0 + x1) / 2 for x0, x1 in columns]
    if len(middles) < 2:
        return max(1.0, columns[0][1] - columns[0][0]) if columns else 1.0
    return max(1.0, median(right - left for left, right in pairwise(middles)))
