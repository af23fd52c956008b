"""The gold of the statements: a workbook as an expert keeps it, and lines with every step.

The workbook's bytes depend on its contents and on openpyxl alone: its times are fixed and its
parts are stored without compression, whose result differs between builds of zlib.
"""

from __future__ import annotations

import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from statement_forms.collection import FIGURES, Printed, Statement

LABELS = {
    "net_sales": "売上高",
    "operating_income": "営業利益",
    "ordinary_income": "経常利益",
    "net_income": "当期純利益",
    "total_assets": "総資産",
    "net_assets": "純資産",
    "equity_ratio": "自己資本比率",
    "period": "決算期",
    "unit": "単位",
    "consolidated": "連結",
}
ABSENT = "なし"
EITHER = " || "

_KEPT = datetime(2024, 12, 6, 17, 42, 0)
_MONEY_FORMAT = "#,##0;[Red]-#,##0"
_TYPED_AS_TEXT = ("雪代鉄道_平成31年3月期.pdf", "total_assets")
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_RULES = (
    "金額は円（海外は米ドル）に直した額。印刷どおりの単位に０を足しただけで、端数は補わない。",
    "マイナスは －。△、▲、−、( )、赤字、「営業損失」のどれでも同じ。",
    "書いていない項目は「なし」。空欄は、まだ見ていないか、判断を保留したもの。",
    "どちらでも正解にするものは || で並べた。",
)


def line(statement: Statement) -> dict[str, Any]:
    """The document's line in gold.jsonl; a field with two right answers is left unlabelled."""
    fields: dict[str, Any] = {}
    for name in LABELS:
        values = statement.values(name)
        if values is not None and len(values) < 2:
            fields[name] = values[0] if values else None
    steps: dict[str, Any] = {"pages": {"pages": statement.pages}}
    if statement.unit:
        steps["unit"] = {"unit": statement.unit.value}
    steps["figures"] = {name: _as_printed(statement, name) for name in FIGURES if name in fields}
    evidence = {name: found for name in fields if (found := _evidence(statement, name))}
    return {
        "file": unicodedata.normalize("NFC", statement.file),
        "fields": fields,
        "steps": steps,
        "evidence": evidence,
    }


def _as_printed(statement: Statement, name: str) -> dict[str, str] | None:
    marks = statement.marks(name)
    return {"value": marks[0].text, "label": marks[0].label} if marks else None


def _evidence(statement: Statement, name: str) -> dict[str, Any] | None:
    if name in FIGURES:
        marks = statement.marks(name)
        return {"page": marks[0].page, "quote": marks[0].quote} if marks else None
    heading: Printed | None = statement.heading(name)
    return {"page": heading.page, "quote": heading.quote} if heading else None


def write_lines(statements: Sequence[Statement], path: Path) -> None:
    """Write gold.jsonl, a line for each document."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for statement in statements:
            text = json.dumps(line(statement), ensure_ascii=False, separators=(",", ":"))
            file.write(text + "\n")


def write_workbook(statements: Sequence[Statement], path: Path) -> None:
    """Write gold.xlsx: the labels on the first sheet, the expert's notes on the second."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.creator = "経理課　三枝"
    book.properties.created = _KEPT
    _labels_sheet(book.active, statements)
    _notes_sheet(book.create_sheet("メモ"), statements)
    raw = io.BytesIO()
    book.save(raw)
    path.write_bytes(_with_fixed_times(raw.getvalue()))


def _labels_sheet(sheet: Any, statements: Sequence[Statement]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    sheet.title = "正解"
    sheet.append(["file", *LABELS.values()])
    for cell in sheet[1]:
        cell.font = Font(name="游ゴシック", size=11, bold=True)
        cell.fill = PatternFill("solid", fgColor="DDEBF7")
        cell.alignment = Alignment(horizontal="center")
    for row, statement in enumerate(statements, start=2):
        sheet.cell(row, 1, unicodedata.normalize("NFC", statement.file))
        for column, name in enumerate(LABELS, start=2):
            _fill(sheet.cell(row, column), statement, name)
    sheet.freeze_panes = "B2"
    widths = (44, 22, 17, 17, 17, 20, 19, 13, 12, 20, 8)
    for letter, width in zip("ABCDEFGHIJK", widths, strict=True):
        sheet.column_dimensions[letter].width = width


def _fill(cell: Any, statement: Statement, name: str) -> None:
    from openpyxl.styles import Alignment

    values = statement.values(name)
    if values is None:
        return
    if not values:
        cell.value, cell.alignment = ABSENT, Alignment(horizontal="center")
    elif len(values) > 1:
        cell.value, cell.alignment = EITHER.join(map(_shown, values)), Alignment(horizontal="right")
    elif (statement.file, name) == _TYPED_AS_TEXT:
        cell.value, cell.data_type, cell.quotePrefix = _shown(values[0]), "s", True
    elif name == "period":
        cell.value, cell.number_format = date.fromisoformat(str(values[0])), "yyyy/m/d"
    else:
        cell.value = values[0]
        if name == "equity_ratio":
            cell.number_format = "0.0"
        elif name in FIGURES:
            cell.number_format = _MONEY_FORMAT


def _shown(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def _notes_sheet(sheet: Any, statements: Sequence[Statement]) -> None:
    from openpyxl.styles import Alignment, Font

    sheet.append(["書き方"])
    for rule in _RULES:
        sheet.append([rule])
    sheet.append([])
    sheet.append(["資料", "気づいたこと"])
    for heading in (sheet["A1"], sheet[f"A{sheet.max_row}"], sheet[f"B{sheet.max_row}"]):
        heading.font = Font(bold=True)
    for statement in statements:
        sheet.append([unicodedata.normalize("NFC", statement.file), statement.remark])
        sheet.cell(sheet.max_row, 2).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.append([])
    sheet.append(["2024/12/6　三枝"])
    sheet.column_dimensions["A"].width = 44
    sheet.column_dimensions["B"].width = 90


def _with_fixed_times(data: bytes) -> bytes:
    """The workbook with every time in it fixed and its parts stored as they are."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                stamp = _KEPT.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
                part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, part)
            new.writestr(zipfile.ZipInfo(name, _ZIP_TIME), part)
    return out.getvalue()
