"""The definitions of docs/scoring.md, each with figures worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from scoring import failure, outcomes, record, score

from aiwf_cli.model.rates import Rates
from aiwf_cli.score.stats.intervals import wilson

MONEY = {"sales": {"type": "money"}, "profit": {"type": "money"}}
ITEMS = {
    "items": {"type": "list", "of": {"name": {"type": "text"}, "price": {"type": "money"}}},
}


def test_one_document_with_one_cell_of_each_outcome(tmp_path: Path) -> None:
    fields = {name: {"type": "integer"} for name in ("a", "b", "c", "d", "e")}
    found = score(
        tmp_path,
        fields,
        [record("x.pdf", {"a": 1, "b": 2, "c": None, "d": 4, "e": None})],
        [{"file": "x.pdf", "fields": {"a": 1, "b": 3, "c": 3, "d": None, "e": None}}],
    )
    assert outcomes(found.cells) == {
        "x.pdf a": "correct",
        "x.pdf b": "wrong",
        "x.pdf c": "missed",
        "x.pdf d": "invented",
        "x.pdf e": "absent_ok",
    }
    overall = found.whole.overall
    assert overall.n == 5
    assert overall.accuracy == 2 / 5  # correct and absent_ok
    assert overall.precision == 1 / 3  # of 1, 2 and 4
    assert overall.recall == 1 / 3  # of the 1, 3 and 3 that there are
    assert overall.f1 == pytest.approx(1 / 3)
    assert found.whole.documents.all_correct == 0


def test_a_field_without_gold_is_not_counted(tmp_path: Path) -> None:
    found = score(
        tmp_path,
        MONEY,
        [record("x.pdf", {"sales": 5, "profit": 7})],
        [{"file": "x.pdf", "fields": {"sales": 5}}],
    )
    assert list(found.whole.fields) == ["sales"]
    assert found.whole.overall.n == 1
    assert found.whole.documents.all_correct == 1


def test_nothing_where_gold_knows_nothing_is_right_but_no_found_value(tmp_path: Path) -> None:
    found = score(
        tmp_path,
        MONEY,
        [record("x.pdf", {"sales": None, "profit": None})],
        [{"file": "x.pdf", "fields": {"sales": None, "profit": None}}],
    )
    overall = found.whole.overall
    assert (overall.absent_ok, overall.accuracy) == (2, 1.0)
    assert (overall.precision, overall.recall, overall.f1) == (None, None, None)


def test_a_failed_document_counts_against_in_every_labelled_cell(tmp_path: Path) -> None:
    found = score(
        tmp_path,
        {**MONEY, **ITEMS},
        [record("x.pdf", {"sales": 5, "profit": 7, "items": []}), failure("y.pdf")],
        [
            {"file": "x.pdf", "fields": {"sales": 5, "profit": 7}},
            {
                "file": "y.pdf",
                "fields": {"sales": 5, "profit": None, "items": [{"name": "A", "price": 1}]},
            },
        ],
    )
    assert outcomes(found.cells) == {
        "x.pdf sales": "correct",
        "x.pdf profit": "correct",
        "y.pdf sales": "missed",
        "y.pdf profit": "missed",  # no answer is not the answer "there is none"
        "y.pdf items.name 1": "missed",
        "y.pdf items.price 1": "missed",
    }
    assert found.whole.overall.accuracy == 2 / 6
    assert found.whole.documents.to_json() == {"labelled": 2, "failed": 1, "all_correct": 1}
    assert {cell.explanation for cell in found.cells if not cell.right} == {"failed: encrypted"}


def test_rows_are_cells_too_and_rows_that_gold_has_not_are_invented(tmp_path: Path) -> None:
    found = score(
        tmp_path,
        ITEMS,
        [
            record(
                "x.pdf",
                {
                    "items": [
                        {"name": "Soap", "price": 300},
                        {"name": "Tape", "price": 100},
                        {"name": "Glue", "price": 999},
                    ]
                },
            )
        ],
        [
            {
                "file": "x.pdf",
                "fields": {
                    "items": [
                        {"name": "Tape", "price": 100},
                        {"name": "Rope", "price": 200},
                        {"name": "Soap", "price": 350},
                    ]
                },
            }
        ],
    )
    assert outcomes(found.cells) == {
        "x.pdf items.name 1": "correct",
        "x.pdf items.price 1": "correct",
        "x.pdf items.name 2": "missed",
        "x.pdf items.price 2": "missed",
        "x.pdf items.name 3": "correct",
        "x.pdf items.price 3": "wrong",
        "x.pdf items.name 4": "invented",
        "x.pdf items.price 4": "invented",
    }
    rates = found.whole.fields["items.price"]
    assert (rates.n, rates.correct, rates.wrong, rates.missed, rates.invented) == (4, 1, 1, 1, 1)
    assert (rates.accuracy, rates.precision, rates.recall) == (1 / 4, 1 / 3, 1 / 3)
    assert found.lists["items"].to_json() == {
        "rows": {"gold": 3, "predicted": 3, "matched": 2},
        "row_precision": 2 / 3,
        "row_recall": 2 / 3,
    }
    assert [cell.value_row for cell in found.cells] == [2, 2, None, None, 1, 1, 3, 3]


def test_duplicate_rows_are_as_many_as_gold_has(tmp_path: Path) -> None:
    row = {"name": "Soap", "price": 300}
    found = score(
        tmp_path,
        ITEMS,
        [record("x.pdf", {"items": [row]}), record("y.pdf", {"items": [row, row, row]})],
        [
            {"file": "x.pdf", "fields": {"items": [row, row]}},
            {"file": "y.pdf", "fields": {"items": [row, row]}},
        ],
    )
    x = [cell.outcome for cell in found.cells if cell.file == "x.pdf"]
    y = [cell.outcome for cell in found.cells if cell.file == "y.pdf"]
    assert x == ["correct", "correct", "missed", "missed"]
    assert y == ["correct"] * 4 + ["invented", "invented"]
    assert found.cells[-1].explanation == "extra row, repeats row 1"
    assert found.lists["items"].matched == 3


@pytest.mark.parametrize("empty", [[], None])
def test_an_empty_list_is_an_answer(tmp_path: Path, empty: list[object] | None) -> None:
    rows = [{"name": "Soap", "price": 300}]
    found = score(
        tmp_path,
        ITEMS,
        [
            record("both.pdf", {"items": []}),
            record("gold.pdf", {"items": rows}),
            record("run.pdf", {"items": []}),
            failure("failed.pdf"),
        ],
        [
            {"file": "both.pdf", "fields": {"items": empty}},
            {"file": "gold.pdf", "fields": {"items": empty}},
            {"file": "run.pdf", "fields": {"items": rows}},
            {"file": "failed.pdf", "fields": {"items": empty}},
        ],
    )
    assert outcomes(found.cells) == {
        "both.pdf items.name": "absent_ok",
        "both.pdf items.price": "absent_ok",
        "gold.pdf items.name 1": "invented",
        "gold.pdf items.price 1": "invented",
        "run.pdf items.name 1": "missed",
        "run.pdf items.price 1": "missed",
        "failed.pdf items.name": "missed",
        "failed.pdf items.price": "missed",
    }
    assert found.whole.overall.accuracy == 2 / 8


def test_an_empty_list_is_held_against_the_subfields_that_gold_labels(tmp_path: Path) -> None:
    found = score(
        tmp_path,
        ITEMS,
        [record("x.pdf", {"items": []}), record("y.pdf", {"items": [{"name": "A", "price": 1}]})],
        [
            {"file": "x.pdf", "fields": {"items": []}},
            {"file": "y.pdf", "fields": {"items": [{"name": "A"}]}},
        ],
    )
    assert outcomes(found.cells) == {
        "x.pdf items.name": "absent_ok",
        "y.pdf items.name 1": "correct",
    }


@pytest.mark.parametrize(
    ("said", "outcome"), [("KT 01", "correct"), ("KT O1", "correct"), ("KT 02", "wrong")]
)
def test_alternatives_are_both_right(tmp_path: Path, said: str, outcome: str) -> None:
    found = score(
        tmp_path,
        {"code": {"type": "code"}},
        [record("x.pdf", {"code": said})],
        [{"file": "x.pdf", "fields": {"code": "KT 01 || KT O1"}}],
    )
    assert [cell.outcome for cell in found.cells] == [outcome]
    assert found.cells[0].gold == "KT 01 || KT O1"


@pytest.mark.parametrize(
    ("said", "outcome"), [("A", "correct"), (None, "absent_ok"), ("B", "wrong")]
)
def test_one_of_the_alternatives_may_be_that_there_is_nothing(
    tmp_path: Path, said: str | None, outcome: str
) -> None:
    found = score(
        tmp_path,
        {"code": {"type": "code"}},
        [record("x.pdf", {"code": said})],
        [{"file": "x.pdf", "fields": {"code": "A || (none)"}}],
    )
    assert [cell.outcome for cell in found.cells] == [outcome]


def test_alternatives_in_rows_do_not_take_another_rows_partner(tmp_path: Path) -> None:
    found = score(
        tmp_path,
        {"codes": {"type": "list", "of": {"code": {"type": "code"}}}},
        [record("x.pdf", {"codes": [{"code": "A"}, {"code": "B"}]})],
        [{"file": "x.pdf", "fields": {"codes": [{"code": "A || B"}, {"code": "A"}]}}],
    )
    assert [(cell.value, cell.outcome) for cell in found.cells] == [
        ("B", "correct"),
        ("A", "correct"),
    ]


def test_micro_counts_cells_and_macro_counts_fields(tmp_path: Path) -> None:
    found = score(
        tmp_path,
        MONEY,
        [
            record("a.pdf", {"sales": 1, "profit": 1}),
            record("b.pdf", {"sales": 1, "profit": 1}),
            record("c.pdf", {"sales": 1, "profit": 1}),
        ],
        [
            {"file": "a.pdf", "fields": {"sales": 1, "profit": 2}},
            {"file": "b.pdf", "fields": {"sales": 1}},
            {"file": "c.pdf", "fields": {"sales": 1}},
        ],
    )
    assert found.whole.overall.accuracy == 3 / 4
    assert found.macro["accuracy"] == (3 / 3 + 0 / 1) / 2


def test_intervals_are_wilsons_and_f1_has_one_too(tmp_path: Path) -> None:
    found = score(
        tmp_path,
        MONEY,
        [record(f"{at}.pdf", {"sales": at}) for at in range(10)],
        [{"file": f"{at}.pdf", "fields": {"sales": at if at else 99}} for at in range(10)],
    )
    low, high = found.whole.fields["sales"].ci95 or (0, 0)
    # 9 of 10 by hand: (0.9 + 1.9207/10 ± 1.96 * sqrt(0.09/10 + 3.8415/400)) / 1.38415
    assert low == pytest.approx(0.595850, abs=1e-6)
    assert high == pytest.approx(0.982124, abs=1e-6)
    f1 = found.intervals["sales"]["f1"]
    assert (f1.part, f1.whole) == (9, 10)
    assert found.intervals["overall"]["recall"].ci95 == wilson(9, 10)


def test_few_documents_prove_little_even_when_all_are_right(tmp_path: Path) -> None:
    found = score(
        tmp_path,
        MONEY,
        [record("a.pdf", {"sales": 1, "profit": 2})],
        [{"file": "a.pdf", "fields": {"sales": 1, "profit": 2}}],
    )
    low, high = found.whole.overall.ci95 or (1, 0)
    assert high == 1.0
    assert low == pytest.approx(0.342380, abs=1e-6)  # Wilson, 2 of 2


def test_documents_that_were_examples_are_counted_apart(tmp_path: Path) -> None:
    note = "is one of the task's examples: it was left out of them for this document"
    found = score(
        tmp_path,
        MONEY,
        [record("a.pdf", {"sales": 1}, notes=[note]), record("b.pdf", {"sales": 1})],
        [
            {"file": "a.pdf", "fields": {"sales": 1}},
            {"file": "b.pdf", "fields": {"sales": 2}},
        ],
    )
    assert found.whole.overall.accuracy == 0.5
    assert found.examples == ("a.pdf",)
    assert found.without_examples is not None
    assert found.without_examples.overall.accuracy == 0.0
    assert found.without_examples.documents.labelled == 1


def test_pages_are_right_where_the_run_read_the_page_that_gold_names(tmp_path: Path) -> None:
    found = score(
        tmp_path,
        MONEY,
        [
            record(
                "a.pdf", {"sales": 1, "profit": 1}, quotes={"sales": "1", "profit": "1"}, page=2
            ),
            record("b.pdf", {"sales": None}),
        ],
        [
            {
                "file": "a.pdf",
                "fields": {"sales": 1, "profit": 1},
                "evidence": {"sales": {"page": 2, "quote": "1"}, "profit": {"page": 3}},
            },
            {"file": "b.pdf", "fields": {"sales": 1}, "evidence": {"sales": {"page": 1}}},
        ],
    )
    assert {name: (s.part, s.whole) for name, s in found.evidence.items()} == {
        "sales": (1, 2),  # what was not read stands on no page
        "profit": (0, 1),
    }


def test_the_page_of_a_list_is_that_of_the_row_that_gold_quotes(tmp_path: Path) -> None:
    said = record("a.pdf", {"items": [{"name": "Soap"}, {"name": "Long tape"}]})
    for row, page in zip(said["values"]["items"], (1, 4), strict=True):
        row["name"]["evidence"] = [{"page": page, "quote": "q", "match": "exact", "boxes": []}]
    labels = {"items": [{"name": "Long tape"}, {"name": "Soap"}]}
    where = {"items": {"page": 4, "quote": "1 Long tape 100"}}
    found = score(tmp_path, ITEMS, [said], [{"file": "a.pdf", "fields": labels, "evidence": where}])
    assert (found.evidence["items"].part, found.evidence["items"].whole) == (1, 1)


def test_what_is_on_one_side_only_is_told_by_name_and_counts_in_no_rate(tmp_path: Path) -> None:
    found = score(
        tmp_path,
        MONEY,
        [record("a.pdf", {"sales": 1}), record("report-2024.pdf", {"sales": 1})],
        [
            {"file": "a.pdf", "fields": {"sales": 1, "slaes": 3}},
            {"file": "report-2023.pdf", "fields": {"sales": 1}},
        ],
    )
    assert found.whole.documents.labelled == 1
    assert found.unmatched.to_json() == {
        "gold_without_run": [
            {"file": "report-2023.pdf", "nearest": "report-2024.pdf", "candidates": []}
        ],
        "run_without_gold": [
            {"file": "report-2024.pdf", "nearest": "report-2023.pdf", "candidates": []}
        ],
        "columns": ["fields.slaes"],
    }


def test_a_record_without_plain_fields_is_read_by_its_values(tmp_path: Path) -> None:
    said = record("a.pdf", {"sales": 1, "items": [{"name": "Soap", "price": 3}]})
    del said["fields"]
    labels = {"sales": 1, "items": [{"name": "Soap", "price": 3}]}
    found = score(tmp_path, {**MONEY, **ITEMS}, [said, said], [{"file": "a.pdf", "fields": labels}])
    assert (found.whole.overall.correct, found.whole.overall.n) == (3, 3)


def test_values_of_a_wrong_kind_are_wrong(tmp_path: Path) -> None:
    said = {"sales": {"amount": 1}, "profit": [1], "items": [{"name": ["Soap"], "price": True}]}
    labels = {"sales": 1, "profit": 1, "items": [{"name": "Soap", "price": 1}]}
    found = score(
        tmp_path,
        {**MONEY, **ITEMS},
        [{**record("a.pdf", {}), "fields": said}],
        [{"file": "a.pdf", "fields": labels}],
    )
    assert outcomes(found.cells) == {
        "a.pdf sales": "wrong",
        "a.pdf profit": "wrong",
        "a.pdf items.name 1": "missed",
        "a.pdf items.price 1": "missed",
        "a.pdf items.name 2": "invented",
        "a.pdf items.price 2": "invented",
    }


def test_rates_add_up() -> None:
    rates = Rates(correct=4, wrong=3, missed=2, invented=1, absent_ok=5)
    assert rates.n == 15
    assert rates.to_json() == {
        "n": 15,
        "correct": 4,
        "accuracy": 9 / 15,
        "ci95": None,
        "precision": 4 / 8,
        "recall": 4 / 9,
        "f1": 8 / 17,
        "wrong": 3,
        "missed": 2,
        "invented": 1,
        "absent_ok": 5,
    }
