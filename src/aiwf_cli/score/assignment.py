"""The assignment problem: pairs of rows and columns, each used once, of the greatest total weight.

What weighs nothing is not paired. The graph falls into connected parts, most of them tiny, and each
is solved by itself: shortest augmenting paths with potentials, O(n³) for n rows (Kuhn 1955, in the
form of Jonker & Volgenant 1987). Weights are whole numbers: sums are exact, ties always fall alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableSequence, Sequence

Weights = Mapping[int, Mapping[int, int]]
"""Positive weights by row and column; a pair that is missing must not be made."""

_ENDLESS = 1 << 62
_WORTH_NUMPY = 40
"""Columns from which on arrays beat lists."""


def assign(weights: Weights) -> dict[int, int]:
    """The column of each row that gets one, so that the sum of weights is the greatest possible."""
    pairs: dict[int, int] = {}
    for rows, columns in _parts(weights):
        pairs.update(_assign_part(weights, rows, columns))
    return pairs


def _parts(weights: Weights) -> Iterator[tuple[list[int], list[int]]]:
    """The connected parts of the graph, as sorted rows and columns."""
    rows_of: dict[int, list[int]] = {}
    for row, edges in weights.items():
        for column in edges:
            rows_of.setdefault(column, []).append(row)
    seen: set[int] = set()
    for start in sorted(weights):
        if start in seen or not weights[start]:
            continue
        seen.add(start)
        rows, columns, waiting = [start], set[int](), [start]
        while waiting:
            for column in weights[waiting.pop()]:
                if column not in columns:
                    columns.add(column)
                    new = [row for row in rows_of[column] if row not in seen]
                    seen.update(new)
                    rows += new
                    waiting += new
        yield sorted(rows), sorted(columns)


def _assign_part(
    weights: Weights, rows: list[int], columns: list[int]
) -> Iterator[tuple[int, int]]:
    if len(rows) == 1:
        edges = weights[rows[0]]
        yield rows[0], max(columns, key=lambda column: edges[column])
    elif len(columns) == 1:
        yield max(rows, key=lambda row: weights[row][columns[0]]), columns[0]
    elif len(rows) <= len(columns):
        table = [[weights[row].get(column, 0) for column in columns] for row in rows]
        for at, found in enumerate(_solve(table)):
            if table[at][found]:
                yield rows[at], columns[found]
    else:
        table = [[weights[row].get(column, 0) for row in rows] for column in columns]
        for at, found in enumerate(_solve(table)):
            if table[at][found]:
                yield rows[found], columns[at]


def _solve(table: Sequence[Sequence[int]]) -> list[int]:
    """The column of every row of a table that is no higher than wide, for the greatest sum."""
    return _solve_arrays(table) if len(table[0]) >= _WORTH_NUMPY else _solve_lists(table)


def _solve_lists(table: Sequence[Sequence[int]]) -> list[int]:
    """As `_solve`. Prices of a row and a column are never below the weight of their pair.

    What they exceed it by is the length of that edge; a path to a free column is looked for along
    the shortest, and prices then change so that the pairs made are worth exactly their prices.
    """
    width = len(table[0])
    row_price = [max(row) for row in table]
    column_price = [0] * width
    row_of = [-1] * width
    for start in range(len(table)):
        distance, before = [_ENDLESS] * width, [-1] * width
        reached, row, column = 0, start, -1
        done: list[int] = []
        waiting = list(range(width))
        while row >= 0:
            weights, price = table[row], row_price[row] + reached
            nearest, reached = -1, _ENDLESS
            for other in waiting:
                through = price + column_price[other] - weights[other]
                if through < distance[other]:
                    distance[other], before[other] = through, column
                here = distance[other]
                if here < reached or (here == reached and row_of[other] < 0 <= row_of[nearest]):
                    nearest, reached = other, here
            column, row = nearest, row_of[nearest]
            if row >= 0:
                done.append(column)
                waiting.remove(column)
        row_price[start] -= reached
        for other in done:
            column_price[other] += reached - distance[other]
            row_price[row_of[other]] -= reached - distance[other]
        _turn_path(row_of, before, start, column)
    return _columns_of(row_of, len(table))


def _solve_arrays(table: Sequence[Sequence[int]]) -> list[int]:
    """The same with whole rows at a time."""
    import numpy as np

    weights = np.array(table, dtype=np.int64)
    width = weights.shape[1]
    row_price, column_price = weights.max(axis=1), np.zeros(width, dtype=np.int64)
    row_of = np.full(width, -1)
    for start in range(len(weights)):
        distance, before = np.full(width, _ENDLESS), np.full(width, -1)
        waiting = np.ones(width, dtype=bool)
        reached, row, column = 0, start, -1
        while row >= 0:
            through = column_price - weights[row] + (row_price[row] + reached)
            shorter = waiting & (through < distance)
            distance[shorter], before[shorter] = through[shorter], column
            reached = int(distance[waiting].min())
            nearest = np.flatnonzero(waiting & (distance == reached))
            free = nearest[row_of[nearest] < 0]
            column = int(free[0] if free.size else nearest[0])
            row = int(row_of[column])
            waiting[column] = row < 0
        row_price[start] -= reached
        done = np.flatnonzero(~waiting)
        gains = reached - distance[done]
        column_price[done] += gains
        row_price[row_of[done]] -= gains
        path = row_of.tolist()
        _turn_path(path, before.tolist(), start, column)
        row_of = np.array(path)
    return _columns_of(row_of.tolist(), len(table))


def _turn_path(
    row_of: MutableSequence[int], before: Sequence[int], start: int, column: int
) -> None:
    """Gives every column on the path the row that came before it."""
    while column >= 0:
        previous = before[column]
        row_of[column] = row_of[previous] if previous >= 0 else start
        column = previous


def _columns_of(row_of: Sequence[int], height: int) -> list[int]:
    found = [-1] * height
    for column, row in enumerate(row_of):
        if row >= 0:
            found[row] = column
    return found
