"""Why a cell is not right, in the words of a person."""

from __future__ import annotations

from pathlib import Path

import pytest
from scoring import READ, failure, record, score, trace

from aiwf_cli.model.json import Json, JsonObject

FIELDS: dict[str, object] = {
    "sales": {"type": "money"},
    "profit": {"type": "money"},
    "ratio": {"type": "percent"},
    "company": {"type": "text"},
    "clause": {"type": "clause"},
    "code": {"type": "code"},
}
ITEMS: dict[str, object] = {
    "items": {"type": "list", "of": {"name": {"type": "text"}, "price": {"type": "money"}}}
}


def why(folder: Path, name: str, said: Json, gold: Json, **evidence: object) -> str | None:
    """The explanation of one wrong value."""
    found = score(
        folder,
        FIELDS,
        [record("x.pdf", {name: said}, **evidence)],  # type: ignore[arg-type]
        [{"file": "x.pdf", "fields": {name: gold}}],
    )
    return found.cells[0].explanation


@pytest.mark.parametrize(
    ("name", "said", "gold", "expected"),
    [
        ("sales", 27226000000, 27226000, "unit ×1000"),
        ("profit", 1041000000, -1041000000, "sign"),
        ("clause", "第11条第4項", "第11条第5項", "right article, wrong paragraph"),
        ("company", "ABC Corp.", "ABC corp", "format only"),
        ("code", "12", "0012", "leading zeros"),
        ("company", "Delta", "Omega Ltd", "another value"),
    ],
)
def test_slips_between_two_values(
    tmp_path: Path, name: str, said: Json, gold: Json, expected: str
) -> None:
    assert why(tmp_path, name, said, gold) == expected


def test_the_right_figure_in_the_line_that_was_read_means_another_period(tmp_path: Path) -> None:
    line = "売上高  25,101  8.5%  27,226  3.1%"
    found = why(tmp_path, "sales", 25101000000, 27226000000, quotes={"sales": line})
    assert found is not None and found.startswith("other period")


def test_what_is_quoted_and_nowhere_to_be_found_is_not_in_the_document(tmp_path: Path) -> None:
    quotes = {"company": "Delta Inc."}
    found = why(tmp_path, "company", "Delta", "Omega Ltd", quotes=quotes, match="absent")
    assert found == "not in the document"
    found = why(tmp_path, "company", "Delta", None, quotes=quotes, match="absent")
    assert found == "not in the document"
    assert why(tmp_path, "company", "Delta", None) == "gold says there is none"


def test_what_was_read_but_is_no_value_says_why(tmp_path: Path) -> None:
    said = record("x.pdf", {"due": None})
    value: JsonObject = said["values"]["due"]  # type: ignore[index,call-overload,assignment]
    value |= {"raw": "03/06/2024", "notes": ["「03/06/2024」: day and month could change places"]}
    labels: list[JsonObject] = [{"file": "x.pdf", "fields": {"due": "2024-06-03"}}]
    found = score(tmp_path, {"due": {"type": "date"}}, [said], labels)
    (cell,) = found.cells
    assert (cell.outcome, cell.explanation) == (
        "missed",
        "read, but not understood: day and month could change places",
    )


def test_a_neighbours_value_is_named(tmp_path: Path) -> None:
    found = score(
        tmp_path,
        FIELDS,
        [record("x.pdf", {"sales": 27226, "profit": 27226})],
        [{"file": "x.pdf", "fields": {"sales": 27226, "profit": 1041}}],
    )
    assert [cell.explanation for cell in found.cells] == [None, "value of sales"]


def test_a_value_of_another_row_is_named(tmp_path: Path) -> None:
    labels: list[Json] = [{"name": "Soap", "price": 300}, {"name": "Tape", "price": 120}]
    said: list[Json] = [{"name": "Soap", "price": 120}, {"name": "Tape", "price": 120}]
    found = score(
        tmp_path,
        ITEMS,
        [record("x.pdf", {"items": said})],
        [{"file": "x.pdf", "fields": {"items": labels}}],
    )
    assert [cell.explanation for cell in found.cells] == [None, "value of row 2", None, None]


def test_rows_missing_and_extra(tmp_path: Path) -> None:
    said = record("x.pdf", {"items": [{"name": "Rope", "price": 1}, {"name": "Nail", "price": 2}]})
    invented: list[JsonObject] = [{"page": None, "quote": "Nail 2", "match": "absent", "boxes": []}]
    said["values"]["items"][1]["name"]["evidence"] = invented  # type: ignore[index,call-overload]
    found = score(
        tmp_path, ITEMS, [said], [{"file": "x.pdf", "fields": {"items": [{"name": "Soap"}]}}]
    )
    assert [(cell.value, cell.explanation) for cell in found.cells] == [
        (None, "missing row"),
        ("Rope", "extra row"),
        ("Nail", "extra row, not in the document"),
    ]


def test_a_failed_document_says_how_it_failed(tmp_path: Path) -> None:
    found = score(tmp_path, FIELDS, [failure("x.pdf")], [{"file": "x.pdf", "fields": {"sales": 1}}])
    assert found.cells[0].explanation == "failed: encrypted"


def test_a_page_that_is_not_golds_page_is_told(tmp_path: Path) -> None:
    found = score(
        tmp_path,
        FIELDS,
        [record("x.pdf", {"company": "Delta"}, quotes={"company": "Delta"}, page=7)],
        [
            {
                "file": "x.pdf",
                "fields": {"company": "Omega Ltd"},
                "evidence": {"company": {"page": 1}},
            }
        ],
    )
    assert found.cells[0].explanation == "read on page 7, gold stands on page 1"


def test_a_step_that_had_the_right_value_is_named(tmp_path: Path) -> None:
    steps: list[JsonObject] = [
        {"name": "find", "kind": "regex", "pattern": "x"},
        READ,
    ]
    found = score(
        tmp_path,
        FIELDS,
        [record("x.pdf", {"company": "Delta", "sales": None})],
        [{"file": "x.pdf", "fields": {"company": "Omega Ltd", "sales": 27226000000}}],
        traces=[
            trace(
                "x.pdf",
                "find",
                {"matches": [{"text": "Ｏｍｅｇａ Ltd"}, {"text": "27,226 百万円"}]},
            ),
            trace("x.pdf", "read", {"company": "Delta"}),
        ],
        steps=steps,
    )
    assert {cell.field: cell.explanation for cell in found.cells} == {
        "sales": "step find had the right value",
        "company": "step find had the right value",
    }


@pytest.mark.parametrize(
    ("found", "gold", "expected"),
    [
        ({"text": "Total", "span": [120, 128], "page": 128}, 1280, False),
        ({"text": "128"}, 1280, False),
        ({"sales": {"value": 128, "quote": "1,280", "span": [1280, 1280]}}, 1280, False),
        ({"text": "1,280"}, 1280, True),
        ({"text": "1,280"}, -1280, False),
        ({"text": "△1,280"}, -1280, True),
        ({"sales": {"value": "1,280", "unit": "百万円"}}, 1280000000, True),
        ({"sales": {"value": "1,280", "unit": "百万円"}}, 12800, False),
    ],
)
def test_only_values_are_the_right_value(
    tmp_path: Path, found: JsonObject, gold: int, expected: bool
) -> None:
    said = score(
        tmp_path,
        FIELDS,
        [record("x.pdf", {"sales": 10})],
        [{"file": "x.pdf", "fields": {"sales": gold}}],
        traces=[trace("x.pdf", "find", {"matches": [found]})],
        steps=[{"name": "find", "kind": "regex", "pattern": "x"}],
    )
    told = "step find had the right value" if expected else "another value"
    assert said.cells[0].explanation == told


def test_gold_in_another_unit_is_noticed(tmp_path: Path) -> None:
    figures = [27226, 1041, 50489, 25500]
    found = score(
        tmp_path,
        FIELDS,
        [record(f"{n}.pdf", {"sales": n * 1000000}) for n in figures],
        [{"file": f"{n}.pdf", "fields": {"sales": n}} for n in figures],
    )
    assert found.notices[0].startswith("sales: 4 of 4 values are off by one factor (unit ×1000000")


def test_the_best_of_several_right_values_explains(tmp_path: Path) -> None:
    assert why(tmp_path, "sales", 5000, "7 || 5") == "unit ×1000"
