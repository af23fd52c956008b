"""The rows of one table: labels, also wrapped ones, and the cell of each column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from aiwf_cli.text.normalise import squash
from aiwf_cli.text.tables.cells import Line
from aiwf_cli.text.tables.columns import Stretch, nearest, overlap, stretch_of
from aiwf_cli.text.tables.table import Cell, Heading, Row
from aiwf_cli.text.tables.units import unit_of_heading
from aiwf_cli.text.tables.wrapping import BESIDE, GOES_ON, NEXT_LINE, UNFINISHED, WRAPPED

_CLOSE = 0.8
"""Distances of rows up to which a line of words below a row is a part of its label."""


@dataclass(slots=True)
class _Draft:
    """A line on its way to a row: words left of its figures, figures, words right of them."""

    line: Line
    words: list[Cell]
    values: list[Cell]
    remarks: list[Cell]

    @property
    def text(self) -> str:
        return " ".join(cell.text for cell in self.words)


def read_rows(lines: Sequence[Line], columns: Sequence[Stretch]) -> tuple[Row, ...]:
    """The rows that some lines of a table's body make, sub-headings among them."""
    rows: list[Row] = []
    group = ""
    for draft in _unwrapped([_drafted(line, columns) for line in lines]):
        row = _row(draft, columns, group)
        if row.is_heading:
            group = row.label
        rows.append(row)
    return tuple(rows)


def _drafted(line: Line, columns: Sequence[Stretch]) -> _Draft:
    values = [c for c in line.cells if c.is_value or (c.kind == "year" and _in(c, columns))]
    if not values:
        return _Draft(line, list(line.cells), [], [])
    first = values[0].frame[0]
    others = [cell for cell in line.cells if cell not in values]
    left = [cell for cell in others if cell.frame[0] < first]
    return _Draft(line, left, values, [cell for cell in others if cell.frame[0] >= first])


def _in(cell: Cell, columns: Sequence[Stretch]) -> bool:
    return nearest(columns, stretch_of(cell)) is not None


def _unwrapped(drafts: list[_Draft]) -> list[_Draft]:
    """The drafts with labels of several lines put together."""
    done: list[_Draft] = []
    pitch = _pitch(drafts)
    at = 0
    while at < len(drafts):
        draft = drafts[at]
        if draft.values:
            above, below = _label_lines(draft, done, drafts[at + 1 :], pitch)
            words = [cell for part in done[len(done) - above :] for cell in part.words]
            del done[len(done) - above :]
            more = [cell for part in drafts[at + 1 : at + 1 + below] for cell in part.words]
            draft.words = [*words, *draft.words, *more]
            at += below
        done.append(draft)
        at += 1
    return done


def _pitch(drafts: Sequence[_Draft]) -> float:
    """How far rows that follow one another are apart, in points; 0 when there are too few."""
    steps = [
        lower.line.middle - upper.line.middle
        for upper, lower in pairwise(drafts)
        if upper.values and lower.values
    ]
    return median(steps) if len(steps) > 1 else 0.0


def _label_lines(
    row: _Draft, above: Sequence[_Draft], below: Sequence[_Draft], pitch: float
) -> tuple[int, int]:
    """How many lines of words above and below a row belong to its label."""
    if any(cell.kind != "unit" for cell in row.words):
        return _lines_before(row, above), _lines_behind(row, below, pitch)
    upper, lower = _run_of_words(row, above[::-1]), _run_of_words(row, below)
    if upper and lower:
        upper = lower = min(upper, lower)
    if upper and not lower:
        return 1, int(_goes_on(above[-1].text, row, below))
    if lower and not upper:
        return int(bool(above) and _goes_on(above[-1].text, row, below, above[-1])), 1
    return upper, lower


def _lines_before(row: _Draft, above: Sequence[_Draft]) -> int:
    """How many lines of words above a row its own words go on."""
    count, last = 0, row
    for other in reversed(above):
        joined = UNFINISHED.search(other.text) or GOES_ON.match(last.text)
        if other.values or not joined or _apart(other, last) >= NEXT_LINE:
            break
        count, last = count + 1, other
    return count


def _lines_behind(row: _Draft, below: Sequence[_Draft], pitch: float) -> int:
    """How many lines of words below a row go on its own: by their words, or set closer than rows.

    Text that fills a column is broken anywhere: 親会社の所有者に帰 over 属する当期利益.
    """
    count, last = 0, row
    for other in below:
        close = other.line.middle - last.line.middle < _CLOSE * pitch and _is_under(row, other)
        joined = close or UNFINISHED.search(last.text) or GOES_ON.match(other.text)
        if other.values or not joined or _apart(last, other) >= NEXT_LINE:
            break
        count, last = count + 1, other
    return count


def _is_under(row: _Draft, other: _Draft) -> bool:
    """Whether words stand below the last words of a row and no further right than these end."""
    last, words = row.words[-1], other.words
    return len(words) == 1 and overlap(stretch_of(last), stretch_of(words[0])) > 0


def _goes_on(text: str, row: _Draft, below: Sequence[_Draft], above: _Draft | None = None) -> bool:
    """Whether a label that begins with `text` goes on in the first line below its row.

    `above` is the line that the text stands in, when it is not the row's own.
    """
    if not below or below[0].values or (above is not None and above.values):
        return False
    near = max(_apart(row, below[0]), _apart(above, row) if above else 0.0) < NEXT_LINE
    return near and bool(UNFINISHED.search(text) or GOES_ON.match(below[0].text))


def _run_of_words(row: _Draft, others: Sequence[_Draft]) -> int:
    """How many lines of words follow one another closely, the first beside the row."""
    count, last = 0, row
    for other in others:
        if other.values or _apart(last, other) >= (WRAPPED if count else BESIDE):
            break
        count, last = count + 1, other
    return count


def _apart(one: _Draft, other: _Draft) -> float:
    """How far two lines are apart, in heights of type."""
    return abs(other.line.middle - one.line.middle) / min(one.line.height, other.line.height)


def _row(draft: _Draft, columns: Sequence[Stretch], group: str) -> Row:
    cells: list[Cell | None] = [None] * len(columns)
    remarks = list(draft.remarks)
    for value in draft.values:
        at = nearest(columns, stretch_of(value))
        if at is not None and cells[at] is None:
            cells[at] = value
        else:
            remarks.append(value)
    units = [unit_of_heading(cell.text) for cell in draft.words if cell.kind == "unit"]
    labels = _labels([cell for cell in draft.words if cell.kind != "unit"])
    carried = [unit_of_heading(heading.text) for heading in labels]
    return Row(
        labels=labels,
        cells=tuple(cells),
        group=group,
        unit=next((unit for unit in (*units, *carried) if unit), ""),
        remarks=tuple(remarks),
    )


def _labels(words: Sequence[Cell]) -> tuple[Heading, ...]:
    """Words side by side as headings from left to right; those above one another are one."""
    stacks: list[list[Cell]] = []
    for cell in words:
        stack = next((s for s in stacks if _above(s[-1], cell)), None)
        if stack:
            stack.append(cell)
        else:
            stacks.append([cell])
    stacks.sort(key=lambda stack: stack[0].frame[0])
    return tuple(
        Heading(text=squash("\n".join(cell.text for cell in stack)), cells=tuple(stack))
        for stack in stacks
    )


def _above(one: Cell, other: Cell) -> bool:
    """Whether two cells are lines of one label: one below the other, not side by side."""
    beside = min(one.frame[3], other.frame[3]) - max(one.frame[1], other.frame[1])
    height = min(one.frame[3] - one.frame[1], other.frame[3] - other.frame[1])
    shared = min(one.frame[2], other.frame[2]) - max(one.frame[0], other.frame[0])
    return beside < 0.5 * height and shared > 0
