"""Every cell of a score as a table for the expert: .csv or .xlsx, as the ending says.

What stands in a document may look like a formula: nothing here is ever taken for one.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from aiwf_cli.errors import UsageError
from aiwf_cli.model.json import Json, dumps
from aiwf_cli.model.rates import Cell
from aiwf_cli.model.score import Score
from aiwf_cli.report.export import MOST_LINES, cell_text
from aiwf_cli.report.files import written_whole
from aiwf_cli.run.flat import FORMULA_STARTS, csv_cell

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

HEADER = (
    "file",
    "field",
    "label",
    "row",
    "outcome",
    "expected",
    "read",
    "why",
    "page",
    "quote",
    "first step at fault",
)
_WIDTHS = (34, 22, 18, 6, 11, 40, 40, 34, 6, 60, 18)
_DIFFERENCES = {
    "file": 34,
    "what": 22,
    "row": 6,
    "outcome": 11,
    "expected": 40,
    "read": 40,
    "why": 34,
    "page": 6,
    "quote": 60,
    "remark": 40,
}
"""Columns and widths of the sheet that the expert goes through; the last is hers to fill."""
_COLOURS = {"wrong": "FFF2CC", "missed": "FCE4D6", "invented": "F8CBAD"}
_HEAD = "D9E1F2"


def write_cells(score: Score, labels: Mapping[str, str], path: Path) -> int:
    """Writes all cells to `path` and tells how many; `labels` are what people call the fields.

    Raises UsageError for an ending it does not know or too many cells for Excel, StoreError when
    the file cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in (".csv", ".xlsx"):
        raise UsageError(
            f"{path}: the ending says what to write, and {path.suffix or 'none'} is unknown.",
            hint="Use .csv or .xlsx",
        )
    if ending == ".xlsx" and len(score.cells) >= MOST_LINES:
        raise UsageError(f"{len(score.cells):,} cells are more than Excel takes: use .csv.")
    with written_whole(path) as file:
        if ending == ".csv":
            _write_csv(score, labels, file)
        else:
            _write_xlsx(score, labels, file)
    return len(score.cells)


def _row(cell: Cell, labels: Mapping[str, str]) -> Iterator[Json]:
    yield cell.file
    yield cell.field
    yield labels.get(cell.field, "")
    yield cell.row
    yield cell.outcome
    yield cell.gold
    yield cell.value
    yield cell.explanation
    yield cell.page
    yield cell.quote
    yield cell.first_wrong_step


def _write_csv(score: Score, labels: Mapping[str, str], path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(HEADER)
        for cell in score.cells:
            table.writerow([csv_cell(part) for part in _row(cell, labels)])


def _write_xlsx(score: Score, labels: Mapping[str, str], path: Path) -> None:
    """What is not right, for the expert to go through; all cells; and the rates by field."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    wrong = [cell for cell in score.cells if not cell.right]
    told = ((cell, [*_difference(cell, labels)]) for cell in wrong)
    _fill_sheet(book.create_sheet("differences"), _DIFFERENCES, told, len(wrong), "outcome")
    every = ((cell, [*_row(cell, labels)]) for cell in score.cells)
    columns = dict(zip(HEADER, _WIDTHS, strict=True))
    _fill_sheet(book.create_sheet("cells"), columns, every, len(score.cells), "outcome")
    _fill_rates(book.create_sheet("rates"), score)
    book.save(path)


def _difference(cell: Cell, labels: Mapping[str, str]) -> Iterator[Json]:
    yield cell.file
    yield labels.get(cell.field) or cell.field
    yield cell.row
    yield cell.outcome
    yield "(none)" if cell.gold is None else cell.gold
    yield cell.value
    yield cell.explanation
    yield cell.page
    yield cell.quote
    yield None


def _fill_sheet(
    sheet: WriteOnlyWorksheet,
    columns: Mapping[str, int],
    lines: Iterable[tuple[Cell, Sequence[Json]]],
    count: int,
    coloured: str,
) -> None:
    """A table with its header frozen and filtered; one column coloured by outcome."""
    from openpyxl.styles import Alignment, PatternFill
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count + 1}"
    for at, width in enumerate(columns.values(), start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    fills = {name: PatternFill("solid", start_color=colour) for name, colour in _COLOURS.items()}
    wrapped = Alignment(vertical="top", wrap_text=True)
    sheet.append(_head(sheet, [*columns]))
    index = [*columns].index(coloured)
    for cell, parts in lines:
        line = [_put(sheet, part) for part in parts]
        for one in line:
            one.alignment = wrapped
        if fill := fills.get(cell.outcome):
            line[index].fill = fill
        sheet.append(line)


def _fill_rates(sheet: WriteOnlyWorksheet, score: Score) -> None:
    sheet.freeze_panes = "B2"
    sheet.column_dimensions["A"].width = 34
    names = ("field", "n", "correct", "absent_ok", "wrong", "missed", "invented", "accuracy")
    sheet.append(_head(sheet, names))
    for name, one in {**score.whole.fields, "overall": score.whole.overall}.items():
        counts = (one.n, one.correct, one.absent_ok, one.wrong, one.missed, one.invented)
        accuracy = _put(sheet, one.accuracy)
        accuracy.number_format = "0.0%"
        sheet.append([_put(sheet, name), *(_put(sheet, count) for count in counts), accuracy])


def _head(sheet: WriteOnlyWorksheet, names: Sequence[str]) -> list[WriteOnlyCell]:
    from openpyxl.styles import Font, PatternFill

    fill = PatternFill("solid", start_color=_HEAD)
    return [_styled(sheet, name, Font(bold=True), fill) for name in names]


def _put(sheet: WriteOnlyWorksheet, content: Json) -> WriteOnlyCell:
    """A cell that holds its content as data: text is never taken for a formula or an error."""
    from openpyxl.cell import WriteOnlyCell

    if content is None or isinstance(content, bool | int | float):
        return WriteOnlyCell(sheet, content)
    text = content if isinstance(content, str) else dumps(content)
    cell = WriteOnlyCell(sheet)
    cell.value = cell_text(text)
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(FORMULA_STARTS)
    return cell


def _styled(sheet: WriteOnlyWorksheet, text: str, font: object, fill: object) -> WriteOnlyCell:
    cell = _put(sheet, text)
    cell.font, cell.fill = font, fill
    return cell
