"""What two runs have in common, and how loudly it is told what they have not."""

from __future__ import annotations

from pathlib import Path

import pytest
from comparing import ORDER, compared, kinds, labelled, orders, side
from scoring import failure, gold, record, spec

from aiwf_cli.model.json import JsonObject
from aiwf_cli.model.run import RunStatus
from aiwf_cli.score.diff import compare


def test_only_documents_that_both_have_are_compared(tmp_path: Path) -> None:
    said = {"total": 5}
    a = [record(f"{name}.pdf", said) for name in "abcdef"]
    b = [record(f"{name}.pdf", said) for name in "fgh"]
    found = compared(tmp_path, a, b)
    assert found.documents == 1
    assert found.notices == (
        "5 documents are in A only, not compared: a.pdf, b.pdf, c.pdf and 2 more.",
        "2 documents are in B only, not compared: g.pdf, h.pdf.",
    )
    assert not found.comparable


def test_other_bytes_under_one_name_are_another_document(tmp_path: Path) -> None:
    a: list[JsonObject] = [{**record("a.pdf", {"total": 5}), "sha256": "1" * 64}]
    b: list[JsonObject] = [{**record("a.pdf", {"total": 6}), "sha256": "2" * 64}]
    found = compared(tmp_path, a, b)
    assert (found.documents, found.changes) == (0, ())
    assert found.notices == (
        "1 document is another file in A than in B under the same name, not compared: a.pdf.",
        "The runs have no document in common: only their tasks are compared.",
    )
    assert not found.comparable


def test_a_document_that_failed_in_one_run_counts_and_is_told(tmp_path: Path) -> None:
    a, b = orders({"total": 5}, {"total": 5}), orders({"total": 5}, {"total": 5})
    b[1] = failure("1.pdf", "timeout")
    found = compared(tmp_path, a, b, labelled({"total": 5}, {"total": 5}))
    assert kinds(found.changes)["1.pdf total"] == "broken"
    assert found.notices == (
        "1 document failed in B only (timeout 1), counted as having no answer: 1.pdf.",
    )
    assert found.comparable
    assert found.accuracy
    assert (found.accuracy.a.part, found.accuracy.b.part) == (2, 1)


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("interrupted", "Run B is interrupted: only what it has done is compared."),
        ("partial", "Run B is partial: only what it has done is compared."),
        ("running", "Run B has not ended: only what it has done is compared."),
    ],
)
def test_runs_that_did_not_come_to_their_end_are_told(status: RunStatus, told: str) -> None:
    task, records = spec(ORDER), orders({"total": 5})
    found = compare(side(task, records), side(task, records, status=status))
    assert found.notices == (told,)
    assert not found.comparable


def test_fields_of_one_task_are_told_and_not_compared(tmp_path: Path) -> None:
    old, new = spec({"total": {"type": "money"}, "fax": {"type": "text"}}), spec(ORDER)
    a, b = orders({"total": 5, "fax": "1"}), orders({"total": 5, "buyer": "Otter", "items": []})
    found = compare(side(old, a), side(new, b))
    assert found.notices == (
        "fax is a field of A's task only, not compared.",
        "buyer, items.name, items.price are fields of B's task only, not compared.",
    )
    assert found.comparable
    assert list(found.fields) == ["total"]
    lines = labelled({"total": 5, "buyer": "Otter"})
    held = compare(
        side(old, a, gold(tmp_path, old, *lines)), side(new, b, gold(tmp_path, new, *lines))
    )
    assert not held.comparable
    assert "Gold labels fields that only B's task has: not counted." in held.notices
    assert held.accuracy
    assert held.accuracy.b.whole == 1


def test_each_run_is_held_against_gold_in_its_own_fields(tmp_path: Path) -> None:
    old, new = spec({"total": {"type": "text"}}), spec({"total": {"type": "money"}})
    lines = labelled({"total": "5,000円"})
    found = compare(
        side(old, orders({"total": "5,000円"}), gold(tmp_path, old, *lines)),
        side(new, orders({"total": 5000}), gold(tmp_path, new, *lines)),
    )
    assert found.cells.still_right == 1
    assert found.notices == ("total is of type text in A, of type money in B.",)


def test_another_rule_of_comparing_is_told(tmp_path: Path) -> None:
    strict = spec({"total": {"type": "number"}})
    lax = spec({"total": {"type": "number", "compare": {"tolerance": 1}}})
    lines, records = labelled({"total": 5}), orders({"total": 6})
    found = compare(
        side(strict, records, gold(tmp_path, strict, *lines)),
        side(lax, records, gold(tmp_path, lax, *lines)),
    )
    assert found.cells.fixed == 1
    assert not found.comparable
    assert found.notices == ("total is held against gold by another rule in A than in B.",)


def test_other_gold_is_told(tmp_path: Path) -> None:
    task, records = spec(ORDER), orders({"total": 5})
    golds = [gold(tmp_path, task, *labelled({"total": value})) for value in (5, 6)]
    found = compare(side(task, records, golds[0]), side(task, records, golds[1]))
    assert found.notices == ("A and B are held against different gold.",)
    assert not found.comparable


def test_nothing_in_common_is_no_error(tmp_path: Path) -> None:
    found = compared(
        tmp_path, orders({"total": 5}), [record("z.pdf", {"total": 5})], labelled({"total": 5})
    )
    assert (found.documents, found.accuracy, found.changes) == (0, None, ())
    assert not found.comparable
    assert compared(tmp_path, [], []).documents == 0


def test_gold_that_is_not_whole_for_one_task_is_left_out(tmp_path: Path) -> None:
    """A header that only one of the tasks understands."""
    old, new = spec({"total": {"type": "money"}, "buyer": {}}), spec(ORDER)
    a = b = orders({"total": 5, "buyer": "Otter"})
    found = compare(
        side(old, a, gold(tmp_path, old, *labelled({"total": 5, "buyer": "Otter"}))),
        side(new, b, gold(tmp_path, new, *labelled({"total": 5}))),
    )
    assert found.cells.still_right == 1
    assert not found.comparable
    assert any("taken as not labelled: buyer" in notice for notice in found.notices)


def test_gold_of_other_documents_is_told(tmp_path: Path) -> None:
    lines = labelled({"total": 5}, {"total": 6})
    found = compared(tmp_path, orders({"total": 5}), orders({"total": 5}), lines)
    assert found.notices == ("1 document of gold is not among those compared: 1.pdf.",)
    assert found.comparable
