"""Exports for people: what Excel opens is data, beside its page and quote."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from time import sleep

import pytest
from openpyxl import load_workbook

from aiwf_cli.errors import StoreError, UsageError
from aiwf_cli.model.fields import Field
from aiwf_cli.model.record import Evidence, Failure, Record, Value
from aiwf_cli.report.export import export
from aiwf_cli.report.progress import live
from aiwf_cli.run.progress import Progress

FIELDS = {
    "total": Field(type="money", label="合計"),
    "day": Field(type="date", label="日付"),
    "code": Field(type="code"),
}
RECORDS = [
    Record(
        file="a.pdf",
        sha256="",
        values={
            "total": Value(
                value=-1200,
                evidence=(Evidence(page=2, quote="合計 △1,200", match="exact"),),
            ),
            "day": Value(value="2024-04-01"),
            "code": Value(value="0012", needs_review=True, notes=("look",)),
        },
    ),
    Record(file="=1+1.pdf", sha256="", values={"code": Value(value="=cmd|' /C calc'!A1\x07")}),
    Record(file="c.pdf", sha256=None, error=Failure(code="encrypted", message="locked")),
]


def test_excel_holds_typed_cells_beside_their_evidence(tmp_path: Path) -> None:
    assert export(RECORDS, FIELDS, tmp_path / "out.xlsx") == 3
    sheet = load_workbook(tmp_path / "out.xlsx").active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:5] == ("file", "合計", "合計 page", "合計 quote", "日付")
    assert rows[1][1:4] == (-1200, 2, "合計 △1,200")
    assert (sheet["B2"].number_format, sheet["E2"].is_date) == ("#,##0", True)
    assert (sheet["H2"].value, sheet["H2"].fill.start_color.rgb) == ("0012", "00FFF2CC")
    assert sheet["A4"].fill.start_color.rgb == "00F8CBAD"
    assert sheet.freeze_panes == "B2"


def test_excel_shows_every_decimal_that_was_read(tmp_path: Path) -> None:
    fields = {"total": Field(type="money"), "share": Field(type="number")}
    figures = [(6350.56, 0.125), (944, 100), (0.0125, 2.5)]
    records = [
        Record(file="a", sha256="", values={"total": Value(value=x), "share": Value(value=y)})
        for x, y in figures
    ]
    export(records, fields, tmp_path / "out.xlsx")
    sheet = load_workbook(tmp_path / "out.xlsx").active
    shown = [(sheet[f"B{at}"].number_format, sheet[f"E{at}"].number_format) for at in (2, 3, 4)]
    assert shown == [
        ("#,##0.00", "#,##0.######"),
        ("#,##0.00", "#,##0"),
        ("#,##0.######", "#,##0.######"),
    ]


def test_a_document_that_asks_for_review_is_coloured_and_says_why(tmp_path: Path) -> None:
    record = Record(file="scan.pdf", sha256="", notes=("page 1: no text layer: needs OCR",))
    export([record], FIELDS, tmp_path / "out.xlsx")
    sheet = load_workbook(tmp_path / "out.xlsx").active
    assert (sheet["K1"].value, sheet["L1"].value) == ("status", "needs_review")
    assert sheet["L2"].value == "page 1: no text layer: needs OCR"
    assert [sheet[at].fill.start_color.rgb for at in ("A2", "L2")] == ["00FFF2CC"] * 2


def test_days_that_excel_does_not_know_stay_text(tmp_path: Path) -> None:
    founded = Record(file="a.pdf", sha256="", values={"day": Value(value="1868-10-23")})
    export([founded], FIELDS, tmp_path / "out.xlsx")
    assert load_workbook(tmp_path / "out.xlsx").active["E2"].value == "1868-10-23"


def test_more_rows_than_a_sheet_has_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aiwf_cli.report.export.MOST_LINES", len(RECORDS))
    with pytest.raises(UsageError, match="more rows than Excel takes"):
        export(RECORDS, FIELDS, tmp_path / "out.xlsx")
    assert not [*tmp_path.iterdir()]


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    export(RECORDS, FIELDS, tmp_path / "out.xlsx")
    sheet = load_workbook(tmp_path / "out.xlsx").active
    assert {cell.data_type for row in sheet for cell in row} <= {"s", "inlineStr", "n", "d"}
    assert (sheet["A3"].value, sheet["A3"].quotePrefix) == ("=1+1.pdf", True)
    export(RECORDS, FIELDS, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[2][0] == "'=1+1.pdf"
    assert rows[1][1] == "-1200"


def test_jsonl_is_the_records_themselves(tmp_path: Path) -> None:
    assert export(RECORDS, FIELDS, tmp_path / "out.jsonl") == 3
    lines = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 3
    assert '"total":-1200' in lines[0]


def test_an_unknown_ending_says_which_there_are(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.csv, \.xlsx, \.jsonl"):
        export(RECORDS, FIELDS, tmp_path / "out.pdf")


@pytest.mark.parametrize("name", ["gold.csv", "gold.xlsx", "gold.jsonl"])
def test_what_somebody_wrote_is_replaced_only_by_force(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("labels")
    with pytest.raises(UsageError, match="exists already"):
        export(RECORDS, FIELDS, tmp_path / name)
    assert (tmp_path / name).read_text() == "labels"
    assert export(RECORDS, FIELDS, tmp_path / name, force=True) == 3
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_an_export_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    def broken() -> Iterator[Record]:
        yield RECORDS[0]
        raise StoreError("line 2: this is no record")

    (tmp_path / "out.csv").write_text("labels")
    with pytest.raises(StoreError):
        export(broken(), FIELDS, tmp_path / "out.csv", force=True)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["labels"]


def test_without_a_terminal_a_run_tells_how_far_it_is_line_by_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aiwf_cli.report.progress.SECONDS_BETWEEN_LINES", 0.02)
    progress = Progress(documents=1200, ok=3, failed=1)
    with live(progress, lambda _: 0.5):
        sleep(0.1)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[0] == ("4 of 1,200 documents · 0 asked · 0 cached · 1 failed · $0.5000")
