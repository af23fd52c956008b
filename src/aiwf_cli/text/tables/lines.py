"""What a line of a page is by its cells: a row of figures, a caption, a remark, a unit."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aiwf_cli.text.tables.cells import Line
from aiwf_cli.text.tables.columns import Stretch, nearest, stretch_of
from aiwf_cli.text.tables.table import Cell
from aiwf_cli.text.tables.tokens import is_strong_figure
from aiwf_cli.text.tables.units import stated_unit, unit_of_heading
from aiwf_cli.text.values.reading import fold_width

LONGEST_HEADING = 44
"""Characters of a line that stands over a column; a longer one is a caption or running text."""

_NUMBERED = re.compile(
    r"[(]?(?:\d{1,2}|[IVX]{1,4}|[一二三四五六七八九十]{1,2})[).、]\s*(?=\D|(?:19|20)\d\d)|\d{0,2}\s*[【〔]|[①-⑳■●◆◇□▼]"
)
_NOTE = re.compile(
    r"[(（]?(?:注|参考|ご参考[)）]\s*自己資本)|※|\*|\(?notes?(?:\s*[:.)\d]|$)", re.IGNORECASE
)
_REMARK = re.compile(
    r"単位|未満|表示|現在|増減率\s*[)）]|[(（]?注|※|参考|\bexcept\b|\bunaudited\b|\brounded\b"
    r"|[(（](?:in |dollars|yen|expressed)",
    re.IGNORECASE,
)


def has_figures(line: Line) -> bool:
    """Whether a line is a row of figures: no page number, no note, no footnote behind its mark."""
    first = line.cells[0]
    values = [cell for cell in line.cells if cell.is_value or cell.kind == "year"]
    figures = [cell for cell in values if cell.kind == "figure"]
    if _NOTE.match(first.text) or _is_numbered(line, values):
        return False
    if not figures:
        return len(values) > 1 and any(cell.kind == "dash" for cell in values)
    numbers_a_page = len(figures) == 1 and len(values) == len(line.cells)
    return not numbers_a_page or is_strong_figure(figures[0].text)


def _is_numbered(line: Line, values: Sequence[Cell]) -> bool:
    """Whether a line is text behind its number or mark: (1) Fiscal 2020 was …, 14.3 We may …"""
    return len(values) == 1 and values[0] is line.cells[0] and len(line.cells) > 1


def is_dash_row(columns: Sequence[Stretch], line: Line) -> bool:
    """Whether a line is a label and a dash in one of the columns: 経常利益 －."""
    values = [cell for cell in line.cells if cell.is_value]
    if len(line.cells) < 2 or len(values) != 1 or values[0] is not line.cells[-1]:
        return False
    if values[0].kind != "dash":
        return False
    return nearest(columns, stretch_of(values[0])) is not None


def is_caption(line: Line) -> bool:
    """Whether a line introduces what follows: a numbered heading, a long line."""
    first = line.cells[0].text
    is_long = len(line.text) > 2 * LONGEST_HEADING or first.endswith("。")
    return is_long or _NUMBERED.match(fold_width(first)) is not None


def states_remark(cell: Cell) -> bool:
    """Whether words are about the table as a whole: its date, its rounding, a note on it."""
    return _REMARK.search(cell.text) is not None


def is_remark(cell: Cell) -> bool:
    """Whether a cell is about the table as a whole: its unit, its date, its rounding."""
    return states_remark(cell) or bool(cell.kind != "unit" and stated_unit(cell.text))


def unit_of_table(line: Line) -> str:
    """The unit that a line above a table states for all its columns; empty when it states none."""
    if is_lone_unit(line):
        return unit_of_heading(line.cells[0].text)
    return next((unit for cell in line.cells if (unit := stated_unit(cell.text))), "")


def is_lone_unit(line: Line) -> bool:
    """Whether a line is one unit and nothing else: （百万円） or 千円 at the right margin.

    Units of columns stand beside one another; `Millions of yen` alone may be over some of them.
    """
    if len(line.cells) != 1 or line.cells[0].kind != "unit":
        return False
    text = fold_width(line.cells[0].text)
    return text.startswith(("(", "[")) or text.strip().endswith("円")


def states_unit(line: Line) -> bool:
    """Whether a line says what all figures below it count: alone, or left of headings."""
    corner = line.cells[0].kind == "unit" and {cell.kind for cell in line.cells[1:]} - {"unit"}
    alone = bool(unit_of_table(line)) and all(map(is_remark, line.cells))
    return is_lone_unit(line) or alone or bool(corner)


def tells_amounts(line: Line) -> bool:
    """Whether a line is a remark with amounts of its own: （参考）自己資本 20,141百万円."""
    return _NOTE.match(line.text) is not None or any(c.kind == "figure" for c in line.cells)
