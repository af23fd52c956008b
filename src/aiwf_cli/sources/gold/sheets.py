"""Tables out of CSV and Excel files: which rows have what in them, as the expert sees it."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from aiwf_cli.errors import UsageError
from aiwf_cli.sources.gold.number_formats import show_date, show_number
from aiwf_cli.sources.gold.tables import Sheet, TableCell, TableRow

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

DELIMITERS = (",", "\t", ";")
_FORMULA = re.compile(rb"<f[ >/]")
_NO_RESULT = "a formula whose result is not in the file (open it in Excel and save it)"


def csv_sheets(data: bytes, name: str) -> Iterator[Sheet]:
    """The table in a CSV file's bytes, read with one delimiter after the other.

    UTF-8 with or without a byte-order mark, UTF-16 with one, cp932. Raises UsageError for others.
    """
    text = decode(data, name).replace("\r\n", "\n").replace("\r", "\n")
    for delimiter in DELIMITERS:
        try:
            table = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
            rows = [
                row for row in (_csv_row(cells, table.line_num) for cells in table) if row.cells
            ]
        except csv.Error as error:
            raise UsageError(f"{name} cannot be read as CSV: {error}.") from error
        yield Sheet(name="", rows=rows)


def _csv_row(cells: Sequence[str], number: int) -> TableRow:
    found = ((column, cell.strip()) for column, cell in enumerate(cells))
    return TableRow(number, {column: TableCell(text, text) for column, text in found if text})


def decode(data: bytes, name: str) -> str:
    """The text of a file: UTF-8, UTF-16 where a mark says so, else cp932 as Excel in Japan writes.

    Raises UsageError when it is none of them.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp932"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UsageError(
        f"{name} is neither UTF-8 nor Shift-JIS (cp932) text.",
        hint="Save it from Excel as `CSV UTF-8`, or as .xlsx.",
    )


def excel_sheets(data: bytes, name: str) -> tuple[Sheet, ...]:
    """The visible sheets of an Excel workbook.

    A cell that is merged with others stands in all of them. Raises UsageError when the file is no
    workbook that can be read.
    """
    values = _workbook(data, name, data_only=True)
    formulas = _workbook(data, name, data_only=False) if _has_formulas(data) else None
    return tuple(
        _excel_sheet(sheet, formulas[sheet.title] if formulas else None)
        for sheet in values.worksheets
        if sheet.sheet_state == "visible"
    )


def _workbook(data: bytes, name: str, *, data_only: bool) -> Workbook:
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_workbook(io.BytesIO(data), data_only=data_only, keep_links=False)
    except Exception as error:  # what openpyxl raises for damaged XML and ZIP has no common base
        raise UsageError(
            f"{name} is no Excel workbook that can be read: {error}.",
            hint="Open it in Excel and save it as .xlsx, without a password.",
        ) from error


def _has_formulas(data: bytes) -> bool:
    from zipfile import ZipFile

    with ZipFile(io.BytesIO(data)) as archive:
        sheets = (name for name in archive.namelist() if name.startswith("xl/worksheets/"))
        return any(_FORMULA.search(archive.read(name)) for name in sheets if name.endswith(".xml"))


def _excel_sheet(sheet: Worksheet, formulas: Worksheet | None) -> Sheet:
    rows: dict[int, dict[int, TableCell]] = {}
    for line in sheet.iter_rows():
        for cell in line:
            if (shown := _table_cell(cell, formulas)) is not None:
                rows.setdefault(cell.row, {})[cell.column - 1] = shown
    _spread_merged(sheet, rows)
    return Sheet(
        name=sheet.title,
        rows=[TableRow(number, dict(sorted(rows[number].items()))) for number in sorted(rows)],
    )


def _spread_merged(sheet: Worksheet, rows: dict[int, dict[int, TableCell]]) -> None:
    """Puts what a merged cell holds into every row of it that has something else in it."""
    for area in sheet.merged_cells.ranges:
        cell = rows.get(area.min_row, {}).get(area.min_col - 1)
        if cell is None:
            continue
        for row in range(area.min_row, area.max_row + 1):
            if row in rows:
                for column in range(area.min_col - 1, area.max_col):
                    rows[row].setdefault(column, cell._replace(merged=True))


def _table_cell(cell: Cell, formulas: Worksheet | None) -> TableCell | None:
    """What is shown in a cell, or None when nothing is."""
    value = cell.value
    match value:
        case None:
            lost = formulas is not None and formulas[cell.coordinate].data_type == "f"
            return TableCell("", "", problem=_NO_RESULT) if lost else None
        case bool():
            text = "TRUE" if value else "FALSE"
            return TableCell(text, text, kind="bool")
        case int() | float():
            return TableCell(*show_number(value, cell.number_format), kind="number")
        case datetime() | date():
            return TableCell(*show_date(value, cell.number_format), kind="date")
        case time() | timedelta():
            return TableCell(str(value), str(value), kind="date")
        case _:
            text = str(value).strip()
            if cell.data_type == "e":
                return TableCell(text, text, problem=f"the error {text}")
            return TableCell(text, text) if text else None
