"""A run's records as a file for people: .csv, .xlsx or .jsonl, as the ending says."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from aiwf_cli.errors import UsageError
from aiwf_cli.model.fields import Field
from aiwf_cli.model.json import Json, dumps
from aiwf_cli.model.record import Evidence, Record, Value
from aiwf_cli.report.files import written_whole
from aiwf_cli.report.plain import xml_text
from aiwf_cli.run.flat import (
    FILE,
    FORMULA_STARTS,
    REVIEW,
    STATUS,
    FlatColumn,
    FlatRow,
    columns_of,
    csv_cell,
    flatten,
)

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

ENDINGS = (".csv", ".xlsx", ".jsonl")
PAGE, QUOTE = "page", "quote"
LONGEST_CELL = 32_767
"""Characters that Excel keeps in a cell."""

MOST_LINES = 1_048_576
"""Lines of a sheet, its header among them."""
_FIRST_DAY = date(1900, 3, 1)
"""Excel has a 29 February 1900, and no day before that year."""

_PAGE_WIDTH = 8
_WHOLE, _CENTS = "#,##0", "#,##0.00"
_YELLOW, _RED, _HEAD = "FFF2CC", "F8CBAD", "D9E1F2"


def export(
    records: Iterable[Record], fields: Mapping[str, Field], path: Path, *, force: bool = False
) -> int:
    """Writes the records to `path`, whole or not at all, and tells how many.

    A file that is there is replaced only by `force`: somebody may have worked in it. Raises
    UsageError for that and for an ending it does not know, StoreError when the file cannot be
    written.
    """
    writers = {".csv": _write_csv, ".xlsx": _write_xlsx, ".jsonl": _write_jsonl}
    write = writers.get(path.suffix.lower())
    if write is None:
        raise UsageError(
            f"{path}: the ending says what to write, and {path.suffix or 'none'} is unknown.",
            hint=f"Use one of {', '.join(ENDINGS)}",
        )
    if path.exists() and not force:
        raise UsageError(
            f"{path} exists already, and what somebody wrote in it would be lost.",
            hint="Give another name, or --force to replace it.",
        )
    with written_whole(path) as file:
        return write(records, fields, file)


def _write_jsonl(records: Iterable[Record], fields: Mapping[str, Field], path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for record in records:
            count += 1
            file.write(dumps(record.to_json()) + "\n")
    return count


def _headers(columns: Sequence[FlatColumn]) -> list[str]:
    """Each value's column is followed by the page and the quote it was read from."""
    told = [h for c in columns for h in (c.header, f"{c.header} {PAGE}", f"{c.header} {QUOTE}")]
    return [FILE, *told, STATUS, REVIEW]


def _write_csv(records: Iterable[Record], fields: Mapping[str, Field], path: Path) -> int:
    columns, count = columns_of(fields), 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow([csv_cell(header) for header in _headers(columns)])
        for record in records:
            count += 1
            for row in flatten(record, columns):
                cells = [csv_cell(cell) for cell in _cells(row)]
                table.writerow(cells)
    return count


def _cells(row: FlatRow) -> list[Json]:
    told: list[Json] = [row.file]
    for value in row.values:
        evidence = _first(value)
        told += [
            value.value if value else None,
            evidence.page if evidence else None,
            evidence.quote if evidence else None,
        ]
    return [*told, row.status, "; ".join(row.remarks)]


def _first(value: Value | None) -> Evidence | None:
    return value.evidence[0] if value and value.evidence else None


def _write_xlsx(records: Iterable[Record], fields: Mapping[str, Field], path: Path) -> int:
    from openpyxl import Workbook

    columns, count = columns_of(fields), 0
    book = Workbook()
    sheet = book.active
    sheet.title = "records"
    for at, header in enumerate(_headers(columns), start=1):
        _put(sheet, 1, at, header)
    line = 1
    for record in records:
        count += 1
        for row in flatten(record, columns):
            line += 1
            if line > MOST_LINES:
                raise UsageError("These are more rows than Excel takes.", hint="Use .csv")
            _fill_row(sheet, line, row, columns, fields)
    _finish(sheet, columns)
    book.save(path)
    return count


def _fill_row(
    sheet: Worksheet,
    line: int,
    row: FlatRow,
    columns: Sequence[FlatColumn],
    fields: Mapping[str, Field],
) -> None:
    for at, content in enumerate(_cells(row), start=1):
        _put(sheet, line, at, content)
    for index, (column, value) in enumerate(zip(columns, row.values, strict=True)):
        cell = sheet.cell(line, 2 + 3 * index)
        _format(cell, _field(column, fields), value)
        if value is not None and value.needs_review:
            _colour(cell, _YELLOW)
    if row.doubted:
        _colour(sheet.cell(line, 1), _YELLOW)
        _colour(sheet.cell(line, 3 + 3 * len(columns)), _YELLOW)
    if row.status == "failed":
        _colour(sheet.cell(line, 1), _RED)


def _field(column: FlatColumn, fields: Mapping[str, Field]) -> Field:
    field = fields[column.field]
    return (field.of or {})[column.subfield] if column.subfield else field


def cell_text(text: str) -> str:
    """`text` as a cell of a workbook can hold it: U+FFFD for what XML has no form for, and cut."""
    return xml_text(text)[:LONGEST_CELL]


def _put(sheet: Worksheet, line: int, at: int, content: Json) -> None:
    """A cell that holds its content as data: text is never taken for a formula or an error."""
    cell = sheet.cell(line, at)
    match content:
        case None:
            return
        case bool() | int() | float():
            cell.value = content
        case str():
            cell.value = cell_text(content)
            cell.data_type = "s"
            cell.quotePrefix = content.startswith(FORMULA_STARTS)
        case _:
            cell.value = cell_text(dumps(content))
            cell.data_type = "s"


def _format(cell: Cell, field: Field, value: Value | None) -> None:
    if value is None or value.value is None:
        return
    if field.type == "date" and (day := _day(value.value)):
        cell.value = day
        cell.number_format = "yyyy-mm-dd"
    elif field.type == "code":
        cell.number_format = "@"
    elif isinstance(value.value, int | float) and not isinstance(value.value, bool):
        cell.number_format = _number_format(field.type, value.value)


def _number_format(kind: str, number: float) -> str:
    """How Excel shows a figure: with all its decimals, cents as two, and no point behind none."""
    if kind not in ("integer", "money", "number"):
        return "General"
    if number == int(number):
        return _WHOLE
    is_cents = kind == "money" and number == round(number, 2)
    return _CENTS if is_cents else "#,##0.######"


def _day(value: Json) -> date | None:
    """A whole date that Excel can show: one before March 1900 stays text."""
    if not isinstance(value, str) or len(value) != len("2026-01-31"):
        return None
    day = date.fromisoformat(value)
    return day if day >= _FIRST_DAY else None


def _colour(cell: Cell, colour: str) -> None:
    from openpyxl.styles import PatternFill

    cell.fill = PatternFill("solid", start_color=colour)


def _finish(sheet: Worksheet, columns: Sequence[FlatColumn]) -> None:
    """Header frozen, bold and filtered; widths to read by; long text wrapped."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        _colour(cell, _HEAD)
    for at, header in enumerate(_headers(columns), start=1):
        widest = max(
            (len(str(c.value or "")) for c in sheet[get_column_letter(at)][:200]), default=8
        )
        wide = header.endswith((QUOTE, REVIEW)) or widest > 40
        narrow = _PAGE_WIDTH if header.endswith(f" {PAGE}") else max(10, widest + 4)
        sheet.column_dimensions[get_column_letter(at)].width = 48 if wide else narrow
    for at in range(len(columns)):
        _align_cents([row[0] for row in sheet.iter_rows(2, None, 2 + 3 * at, 2 + 3 * at)])
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(vertical="top", wrap_text=True)


def _align_cents(column: Sequence[Cell]) -> None:
    """Whole amounts with two decimals, too, where others of their column have them."""
    if any(cell.number_format == _CENTS for cell in column):
        for cell in column:
            if cell.number_format == _WHOLE:
                cell.number_format = _CENTS
