"""What a score looks like: the screen, the cells for the expert, JUnit for machines."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from rich.console import Console

from aiwf_cli.errors import UsageError
from aiwf_cli.model.rates import Cell, Documents, Rates, Share, Totals
from aiwf_cli.model.score import Blame, ListRows, Score, Spent, StepScore, Unjoined, Unmatched
from aiwf_cli.report.cells import HEADER, write_cells
from aiwf_cli.report.junit import write_junit
from aiwf_cli.report.mistakes import mistakes_of
from aiwf_cli.report.scores import ScoreScreen, percent, print_score
from aiwf_cli.score.gates import Gate

CELLS = (
    Cell("a.pdf", "sales", None, 27226000000, 27226000, "wrong", "unit ×1000 too small", "read", 3),
    Cell("b.pdf", "sales", None, 5, 5, "correct", page=1, quote="売上高 5"),
    Cell("b.pdf", "items.text", 1, "Soap", None, "missed", "missing row", "find"),
    Cell("b.pdf", "items.price", 1, 300, None, "missed", "missing row", "find"),
    Cell("b.pdf", "items.text", 2, None, "=HYPERLINK(1)", "invented", "extra row", page=2),
    Cell("c.pdf", "sales", None, 7, None, "missed", "failed: encrypted"),
    Cell("c.pdf", "items.text", 1, "Tape", None, "missed", "failed: encrypted"),
)
LABELS = {"sales": "売上高", "items.text": "品名", "items.price": "単価"}


def a_score() -> Score:
    rates = Rates(correct=1, wrong=1, missed=4, invented=1, ci95=(0.02, 0.5))
    sales = Rates(correct=1, wrong=1, missed=1, ci95=(0.06, 0.8))
    return Score(
        run="20260101T000000Z-base-0001",
        gold="gold.xlsx",
        gold_sha256="0" * 64,
        whole=Totals(
            documents=Documents(labelled=3, failed=1, all_correct=0),
            overall=rates,
            fields={"sales": sales, "items.text": Rates(missed=2, invented=1, ci95=(0, 0.5))},
        ),
        lists={"items": ListRows(gold=2, predicted=1, matched=0)},
        steps={
            "read": StepScore(rates=Rates(correct=3, wrong=1, ci95=(0.3, 0.95)), first_wrong=1),
            "find": StepScore(rates=Rates(), first_wrong=1),
        },
        cells=CELLS,
        unmatched=Unmatched(
            gold_without_run=(Unjoined(file="d.pdf", nearest="a.pdf"),), columns=("メモ",)
        ),
        unattributed=1,
        evidence={"sales": Share(part=1, whole=2, ci95=(0.1, 0.9))},
        spent=Spent(documents=4, usd=0.02, seconds=8.0, calls=4, cached=0),
        notices=("The run is interrupted: only what it has done is counted.",),
        blame=(Blame(file="a.pdf", step="read", verdict="caused", fixed=1, wrong=1),),
    )


def screen(width: int) -> str:
    console = Console(file=io.StringIO(), width=width, highlight=False)
    print_score(
        console,
        ScoreScreen(
            score=a_score(),
            title="task against gold.xlsx",
            labels=LABELS,
            gates=["Not reached: sales: 0.3333, at least 0.9 is wanted"],
            advice=["aiwf diff latest~1 latest"],
        ),
    )
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize("width", [60, 80, 130])
def test_no_figure_is_cut_off(width: int) -> None:
    table = screen(width)
    head, sales = (next(x for x in table.splitlines() if x.startswith(y)) for y in (" Fie", " sal"))
    assert head.split()[-3:] == ["wrong", "missed", "invented"]
    assert sales.split()[-3:] == ["1", "1", "·"]
    assert "1/3" in sales
    assert "3/4" in table[table.index("Which step") :]
    assert all(len(line) <= width for line in table.splitlines() if line.startswith(" "))


@pytest.mark.parametrize("width", [80, 130])
def test_the_screen_tells_what_a_practitioner_asks(width: int) -> None:
    text = screen(width)
    for told in (
        "3 labelled documents · 0 all right · 1 failed",
        "The run is interrupted",
        "Rows of items: 0 of 2 found, 1 extra",
        "Right page for sales: 1/2 (50.0 %)",
        "Per document: $0.0050 and 2.00 s",
        "unit ×1000 too small",
        "a.pdf, page 3",
        "27,226,000,000",
        "With read put right, of 1 documents 1 come all right: caused here",
        "d.pdf   (is it a.pdf?)",
        "Columns of gold that name no field: メモ",
        "Not reached: sales: 0.3333, at least 0.9 is wanted",
        "Next aiwf diff latest~1 latest",
    ):
        assert told in text
    assert "invented" in text
    assert all(len(line) <= width or line.startswith(("Next", "!")) for line in text.splitlines())


def test_rows_and_documents_are_told_once() -> None:
    assert [(kind.what, kind.why, kind.count) for kind in mistakes_of(CELLS)] == [
        ("items", "extra row", 1),
        ("sales", "unit ×1000 too small", 1),
        ("items", "missing row", 1),
        ("all fields", "failed: encrypted", 1),
    ]


@pytest.mark.parametrize(
    ("rate", "text"),
    [(None, "—"), (1.0, "100"), (0.0, "0"), (0.9999, "99.9"), (0.0001, "0.1"), (0.5, "50.0")],
)
def test_only_all_is_a_hundred_percent(rate: float | None, text: str) -> None:
    assert percent(rate) == text


def test_fields_whose_pages_are_all_right_share_a_line() -> None:
    good = Share(part=9, whole=9, ci95=(0.7, 1))
    some = {"sales": Share(part=1, whole=2, ci95=(0.1, 0.9)), "tax": good, "total": good}
    told = [
        line
        for line in lines_of(replace(a_score(), evidence=some))
        if line.startswith("Right page")
    ]
    assert told == [
        "Right page for sales: 1/2 (50.0 %)",
        "Right page for all other fields that gold has pages of: 18 values",
    ]
    alone = replace(a_score(), evidence={"tax": good})
    told = [line for line in lines_of(alone) if line.startswith("Right page")]
    assert told == ["Right page for all fields that gold has pages of: 9 values"]


def lines_of(score: Score) -> list[str]:
    """The screen of a score, line by line."""
    out = io.StringIO()
    print_score(
        Console(file=out, width=120, color_system=None),
        ScoreScreen(score=score, title="", labels={}, gates=[]),
    )
    return [line.strip() for line in out.getvalue().splitlines()]


def test_cells_as_csv_open_in_excel_and_hold_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "cells.csv"
    assert write_cells(a_score(), LABELS, path) == len(CELLS)
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert tuple(rows[0]) == HEADER
    assert rows[0]["label"] == "売上高"
    assert rows[0]["why"] == "unit ×1000 too small"
    assert rows[4]["read"] == "'=HYPERLINK(1)"


def test_cells_as_a_workbook_are_data(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    path = tmp_path / "cells.xlsx"
    write_cells(a_score(), LABELS, path)
    book = load_workbook(path)
    assert book.sheetnames == ["differences", "cells", "rates"]
    sheet = book["cells"]
    assert [cell.value for cell in sheet[1]] == list(HEADER)
    assert sheet["F2"].value == 27226000000
    assert (sheet["G6"].value, sheet["G6"].data_type) == ("=HYPERLINK(1)", "s")
    assert sheet.freeze_panes == "B2"
    assert book["rates"]["A4"].value == "overall"
    assert book["rates"]["H2"].number_format == "0.0%"


def test_the_expert_goes_through_what_is_not_right_alone(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    write_cells(a_score(), LABELS, tmp_path / "cells.xlsx")
    head, first, *others = load_workbook(tmp_path / "cells.xlsx")["differences"].values
    assert head == (
        *("file", "what", "row", "outcome", "expected", "read"),
        *("why", "page", "quote", "remark"),
    )
    assert first[:7] == (
        *("a.pdf", "売上高", None, "wrong", 27226000000, 27226000),
        "unit ×1000 too small",
    )
    assert [line[3] for line in others] == ["missed", "missed", "invented", "missed", "missed"]
    assert others[2][4:6] == ("(none)", "=HYPERLINK(1)")


def test_other_endings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="ending says what to write"):
        write_cells(a_score(), LABELS, tmp_path / "cells.json")


def test_junit_has_a_case_for_each_document_and_threshold(tmp_path: Path) -> None:
    path = tmp_path / "junit.xml"
    gates = [Gate(name="sales", wanted=0.9, found=1 / 3), Gate(name="overall", wanted=0.1, found=1)]
    write_junit(a_score(), gates, path)
    suites = ET.parse(path).getroot()
    assert {s.get("name"): (s.get("tests"), s.get("failures")) for s in suites} == {
        "thresholds": ("2", "1"),
        "sales": ("3", "2"),
        "items.text": ("2", "2"),
        "items.price": ("1", "1"),
    }
    failure = suites.find("testsuite[@name='sales']/testcase[@name='a.pdf']/failure")
    assert failure is not None
    assert failure.get("message") == "unit ×1000 too small"
    assert "expected 27,226,000,000, read 27,226,000" in (failure.text or "")
