"""The flat table: headers people know, list rows below one another, no formulas."""

from __future__ import annotations

import csv
import io

import pytest

from aiwf_cli.model.fields import Field
from aiwf_cli.model.json import Json
from aiwf_cli.model.record import OWN_EXAMPLE, UNREAD, Failure, Record, Value
from aiwf_cli.run.flat import columns_of, csv_cell, csv_header, csv_lines

FIELDS = {
    "total": Field(type="money", label="合計"),
    "file": Field(label="file"),
    "rows": Field(
        type="list",
        label="明細",
        of={"text": Field(label="免責事項"), "clause": Field(label="合計")},
    ),
}


def table(record: Record) -> list[list[str]]:
    columns = columns_of(FIELDS)
    text = csv_header(columns) + csv_lines(record, columns)
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_labels_are_headers_and_names_stand_in_where_labels_fail() -> None:
    headers = [column.header for column in columns_of(FIELDS)]
    assert headers == ["total", "file", "免責事項", "rows.clause"]


def test_a_label_that_is_the_fields_own_name_stands_as_people_write_it() -> None:
    fields = {"supplier": Field(label="Supplier"), "net": Field(label="Net amount")}
    assert [column.header for column in columns_of(fields)] == ["Supplier", "Net amount"]


def test_a_label_that_is_the_name_of_another_field_is_no_header() -> None:
    fields = {
        "cost": Field(type="money", label="Price"),
        "price": Field(type="money"),
        "code": Field(label="ＣＯＤＥ"),
        "state": Field(label="Status"),
    }
    headers = [column.header for column in columns_of(fields)]
    assert headers == ["cost", "price", "ＣＯＤＥ", "state"]


def test_list_rows_stand_below_one_another() -> None:
    record = Record(
        file="a.pdf",
        sha256="",
        values={
            "total": Value(value=-1200),
            "rows": ({"text": Value(value="x")}, {"text": Value(value="y", needs_review=True)}),
        },
    )
    assert table(record)[1:] == [
        ["a.pdf", "-1200", "", "x", "", "ok", ""],
        ["a.pdf", "", "", "y", "", "ok", "免責事項: needs review"],
    ]


def test_a_document_that_could_not_be_read_says_so_in_its_line() -> None:
    notes = (UNREAD, "page 1: no text layer: needs OCR", OWN_EXAMPLE)
    record = Record(file="scan.pdf", sha256="", values={"rows": ()}, notes=notes)
    assert table(record)[1:] == [
        ["scan.pdf", "", "", "", "", "ok", f"{UNREAD}; page 1: no text layer: needs OCR"]
    ]


def test_notes_on_the_document_stand_in_its_first_row() -> None:
    rows = ({"text": Value(value="x")}, {"text": Value(value="y")})
    record = Record(file="a.pdf", sha256="", values={"rows": rows}, notes=("page 3 is damaged",))
    assert [line[-1] for line in table(record)[1:]] == ["page 3 is damaged", ""]


@pytest.mark.parametrize(
    ("notes", "told"),
    [
        ((), "needs review"),
        (("look", "closer"), "look; closer"),
        (("「御」: not one of a, b", "免責事項: required"), "「御」: not one of a, b; required"),
        (("not in the document", "△ → −", "△5 → -5"), "not in the document"),
        (("5 → 6",), "5 → 6"),
    ],
)
def test_every_reason_is_told_under_one_label(notes: tuple[str, ...], told: str) -> None:
    value = Value(value="x", needs_review=True, notes=notes)
    record = Record(file="a.pdf", sha256="", values={"rows": ({"text": value},)})
    assert table(record)[1][-1] == f"免責事項: {told}"


def test_a_reason_that_begins_with_its_label_needs_no_other() -> None:
    value = Value(value="x", needs_review=True, notes=("免責事項 x is none of a, b",))
    record = Record(file="a.pdf", sha256="", values={"rows": ({"text": value},)})
    assert table(record)[1][-1] == "免責事項 x is none of a, b"


def test_a_failed_document_keeps_its_line_and_says_why() -> None:
    record = Record(
        file="=1+1.pdf", sha256=None, error=Failure(code="encrypted", message="needs a password")
    )
    assert table(record)[1:] == [
        ["'=1+1.pdf", "", "", "", "", "failed", "encrypted: needs a password"]
    ]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+81-3", "'+81-3"),
        ("-5", "'-5"),
        ("@x", "'@x"),
        ("\t=1", "'\t=1"),
        (-5, "-5"),
        (0.5, "0.5"),
        (None, ""),
        (True, "TRUE"),
        ({"a": 1}, '{"a":1}'),
    ],
)
def test_text_is_never_a_formula_and_numbers_stay_numbers(value: Json, cell: str) -> None:
    assert csv_cell(value) == cell
