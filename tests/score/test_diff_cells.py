"""What became of each cell, from run A to run B (docs/scoring.md, "Comparing two runs")."""

from __future__ import annotations

from pathlib import Path

import pytest
from comparing import compared, kinds, labelled, orders
from scoring import failure, record

from aiwf_cli.model.delta import CellCounts
from aiwf_cli.model.json import Json, JsonObject


def row(name: str | None, price: float | None = None) -> JsonObject:
    return {"name": name, "price": price}


@pytest.mark.parametrize(
    ("a", "b", "became"),
    [
        (1, 5, "fixed"),
        (None, 5, "fixed"),
        (5, 1, "broken"),
        (5, None, "broken"),
        (1, 2, "still_wrong"),
        (None, 2, "still_wrong"),
    ],
)
def test_a_labelled_value_is_fixed_broken_or_still_wrong(
    tmp_path: Path, a: Json, b: Json, became: str
) -> None:
    found = compared(tmp_path, orders({"total": a}), orders({"total": b}), labelled({"total": 5}))
    assert kinds(found.changes) == {"total": became}
    change = found.changes[0]
    assert (change.gold, change.a and change.a.value, change.b and change.b.value) == (5, a, b)


@pytest.mark.parametrize(("a", "b"), [(5, 5), (1, 1), (None, None), (5, 5.0)])
def test_what_both_say_is_no_change(tmp_path: Path, a: Json, b: Json) -> None:
    found = compared(tmp_path, orders({"total": a}), orders({"total": b}), labelled({"total": 5}))
    assert not found.changes
    assert found.cells.still_right + found.cells.still_wrong == 1
    assert found.cells.changed == 0


def test_another_right_value_is_still_right(tmp_path: Path) -> None:
    a, b = orders({"buyer": "Otter Ltd"}), orders({"buyer": "Otter Limited"})
    found = compared(tmp_path, a, b, labelled({"buyer": "Otter Ltd || Otter Limited"}))
    assert found.cells.still_right == 1
    assert not found.changes


def test_both_readings_tell_value_outcome_reason_and_place(tmp_path: Path) -> None:
    a = [record("0.pdf", {"total": 12}, quotes={"total": "Total 12"}, page=3)]
    b = [record("0.pdf", {"total": 12000}, quotes={"total": "Total (thousand) 12"}, page=4)]
    (change,) = compared(tmp_path, a, b, labelled({"total": 12000})).changes
    assert change.a
    assert change.b
    assert change.a == (12, "wrong", "unit ×1000 too small", 3, "Total 12")
    assert change.b == (12000, "correct", None, 4, "Total (thousand) 12")


def test_rows_of_gold_are_paired_by_row_however_the_records_order_them(tmp_path: Path) -> None:
    a = orders({"items": [row("Tape", 1), row("Rope", 2)]})
    b = orders({"items": [row("Rope", 2), row("Tape", 9)]})
    gold = labelled({"items": [row("Tape", 1), row("Rope", 2)]})
    assert kinds(compared(tmp_path, a, b, gold).changes) == {"items.price 1": "broken"}


def test_invented_rows_are_paired_by_what_they_say(tmp_path: Path) -> None:
    gold = labelled({"items": [row("Tape", 1)]})
    a = orders({"items": [row("Tape", 1), row("Glue", 7), row("Soap", 8)]})
    b = orders({"items": [row("Soap", 8), row("Tape", 1), row("Ink", 3)]})
    found = compared(tmp_path, a, b, gold)
    assert kinds(found.changes) == {
        "items.name 2": "fixed",
        "items.price 2": "fixed",
        "items.name 4": "broken",
        "items.price 4": "broken",
    }
    gone, new = found.changes[0], found.changes[-1]
    assert gone.b is None
    assert new.a is None
    assert found.cells.still_wrong == 2


def test_a_value_of_an_invented_row_that_went_is_fixed(tmp_path: Path) -> None:
    gold = labelled({"items": [row("Tape", 1)]})
    a = orders({"items": [row("Tape", 1), row("Glue", 7)]})
    b = orders({"items": [row("Tape", 1), row("Glue")]})
    assert kinds(compared(tmp_path, a, b, gold).changes) == {"items.price 2": "fixed"}


def test_a_missing_row_is_missed_cell_by_cell(tmp_path: Path) -> None:
    gold = labelled({"items": [row("Tape", 1)]})
    found = compared(tmp_path, orders({"items": [row("Tape", 5)]}), orders({"items": []}), gold)
    assert kinds(found.changes) == {"items.name 1": "broken", "items.price 1": "still_wrong"}
    assert found.changes[0].b == (None, "missed", "missing row", None, None)


def test_rows_in_an_empty_list_break_what_was_right(tmp_path: Path) -> None:
    gold = labelled({"items": []}, {"items": [row("Tape", 1)]})
    right = {"items": [row("Tape", 1)]}
    a, b = orders({"items": []}, right), orders({"items": [row("Glue"), row("Ink", 4)]}, right)
    found = compared(tmp_path, a, b, gold)
    assert kinds(found.changes) == {
        "items.name 1": "broken",
        "items.name 2": "broken",
        "items.price 2": "broken",
    }
    assert found.cells == CellCounts(broken=3, still_right=2, same=4)
    assert kinds(compared(tmp_path, b, a, gold).changes) == {
        "items.name 1": "fixed",
        "items.name 2": "fixed",
        "items.price 2": "fixed",
    }


def test_a_failed_document_is_missed_and_was_not_right_about_rows(tmp_path: Path) -> None:
    gold = labelled({"total": 5, "items": []})
    a = [failure("0.pdf", "timeout")]
    b = orders({"total": 5, "items": [row("Glue", 7)]})
    found = compared(tmp_path, a, b, gold)
    assert kinds(found.changes) == {
        "total": "fixed",
        "items.name 1": "still_wrong",
        "items.price 1": "still_wrong",
        "buyer": "changed",
    }
    assert found.changes[0].a == (None, None, "failed: timeout", None, None)
    assert compared(tmp_path, b, a, gold).cells.fixed == 0


def test_without_gold_values_are_changed_or_same(tmp_path: Path) -> None:
    a = orders({"buyer": "Otter", "total": 5, "items": [row("Tape", 1), row("Rope", 2)]})
    b = orders({"buyer": "Ｏｔｔｅｒ", "total": None, "items": [row("Rope", 3), row("Tape", 1)]})
    found = compared(tmp_path, a, b)
    assert kinds(found.changes) == {"total": "changed", "items.price 2": "changed"}
    assert found.cells == CellCounts(changed=2, same=4)
    assert found.accuracy is None
    assert found.fields["total"].verdict is None
    assert found.changes[0].a == (5, None, None, None, None)


def test_rows_without_gold_that_one_run_lacks_are_changed(tmp_path: Path) -> None:
    a, b = orders({"items": [row("Tape", 1)]}), orders({"items": []})
    found = compared(tmp_path, a, b)
    assert kinds(found.changes) == {"items.name 1": "changed", "items.price 1": "changed"}
    assert found.changes[0].b is None


def test_what_gold_leaves_blank_in_a_row_is_held_against_the_same_row(tmp_path: Path) -> None:
    gold = labelled({"items": [{"name": "Tape"}, row("Rope", 2)]})
    a = orders({"items": [row("Tape", 1), row("Rope", 2)]})
    b = orders({"items": [row("Rope", 2), row("Tape", 7)]})
    found = compared(tmp_path, a, b, gold)
    assert kinds(found.changes) == {"items.price 1": "changed"}
    assert found.cells == CellCounts(still_right=3, changed=1, same=2)


def test_documents_without_labels_are_held_against_each_other(tmp_path: Path) -> None:
    a, b = orders({"total": 5}, {"total": 5}), orders({"total": 5}, {"total": 6})
    found = compared(tmp_path, a, b, labelled({"total": 5}))
    assert kinds(found.changes) == {"1.pdf total": "changed"}
    assert (found.documents, found.labelled) == (2, 1)
    assert found.notices == ("1 document has no labels: what differs there is told as changed.",)
    assert found.comparable


def test_objects_are_one_cell(tmp_path: Path) -> None:
    fields = {"ship": {"type": "object", "of": {"city": {"type": "text"}, "zip": {"type": "code"}}}}
    a = orders({"ship": {"city": "Varde", "zip": "01"}})
    b = orders({"ship": {"city": "Varde", "zip": "02"}})
    assert kinds(compared(tmp_path, a, b, fields=fields).changes) == {"ship": "changed"}
    gold = labelled({"ship": {"zip": "02"}})
    assert kinds(compared(tmp_path, a, b, gold, fields=fields).changes) == {"ship": "fixed"}


def test_values_that_say_nothing_are_the_same_nothing(tmp_path: Path) -> None:
    a, b = orders({"buyer": "なし", "total": None}), orders({"buyer": None, "total": None})
    assert compared(tmp_path, a, b).cells.changed == 0


def test_what_may_stand_in_more_is_still_another_value_without_gold(tmp_path: Path) -> None:
    fields = {"note": {"type": "text", "compare": {"how": "contains"}}}
    a, b = orders({"note": "net 30 days"}), orders({"note": "pay net 30 days"})
    assert compared(tmp_path, a, b, fields=fields).cells.changed == 1
    assert compared(tmp_path, b, a, fields=fields).cells.changed == 1


def test_very_long_lists_take_no_longer_than_their_rows(tmp_path: Path) -> None:
    rows: list[Json] = [row(f"Item {at}", at) for at in range(1500)]
    a, b = orders({"items": rows}), orders({"items": [*rows[1:], row("Ink", 1)]})
    found = compared(tmp_path, a, b)
    assert found.cells == CellCounts(changed=4, same=2 + 2 * 1499)
