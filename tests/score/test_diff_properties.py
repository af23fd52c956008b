"""What holds of any two runs, whatever they say."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from comparing import ORDER, side
from hypothesis import given, settings
from hypothesis import strategies as st
from scoring import failure, gold, record, spec

from aiwf_cli.model.delta import Change
from aiwf_cli.model.gold import Gold
from aiwf_cli.model.json import JsonObject
from aiwf_cli.score.diff import Compared, compare
from aiwf_cli.score.evaluate import evaluate

TASK = spec(ORDER)
MIRRORED = {"fixed": "broken", "broken": "fixed"}

names = st.sampled_from(["Tape", "Rope", "Soap", "Glue", None])
prices = st.sampled_from([1, 2, 3, None])
rows = st.lists(st.fixed_dictionaries({"name": names, "price": prices}), max_size=4)
said = st.fixed_dictionaries({"buyer": names, "total": prices, "items": rows})
gold_rows = st.lists(st.fixed_dictionaries({"name": names}, optional={"price": prices}), max_size=4)
labels = st.fixed_dictionaries({"total": prices}, optional={"buyer": names, "items": gold_rows})


class Pair(NamedTuple):
    """Two runs over the same documents, and gold of some of them."""

    a: list[JsonObject]
    b: list[JsonObject]
    gold: Gold | None


@st.composite
def pairs(draw: st.DrawFn, *, labelled: bool | None = None) -> Pair:
    files = [f"{at}.pdf" for at in range(draw(st.integers(1, 4)))]
    a, b = (
        [failure(f) if draw(st.integers(0, 7)) == 0 else record(f, draw(said)) for f in files]
        for _ in "ab"
    )
    lines: list[JsonObject] = [{"file": f, "fields": draw(labels)} for f in files]
    lines = lines[: draw(st.integers(1, len(files)))]
    if labelled is False or (labelled is None and draw(st.booleans())):
        return Pair(a, b, None)
    with tempfile.TemporaryDirectory() as folder:
        return Pair(a, b, gold(Path(folder), TASK, *lines))


def held(a: Sequence[JsonObject], b: Sequence[JsonObject], labels: Gold | None) -> Compared:
    return compare(side(TASK, a, labels), side(TASK, b, labels))


@given(pairs())
@settings(max_examples=30, deadline=None)
def test_a_run_is_no_different_from_itself(pair: Pair) -> None:
    found = held(pair.a, pair.a, pair.gold)
    assert not found.changes
    cells = found.cells
    assert cells.fixed == cells.broken == cells.still_wrong_other == cells.changed == 0
    assert found.comparable
    assert found.accuracy is None or found.accuracy.delta == 0


@given(pairs())
@settings(max_examples=50, deadline=None)
def test_places_changed_mirror_everything(pair: Pair) -> None:
    one, other = held(pair.a, pair.b, pair.gold), held(pair.b, pair.a, pair.gold)
    by_field = [(cells.cells, other.fields[name].cells) for name, cells in one.fields.items()]
    for mine, theirs in [(one.cells, other.cells), *by_field]:
        assert (mine.fixed, mine.broken) == (theirs.broken, theirs.fixed)
        assert mine.still_right == theirs.still_right
        assert mine.still_wrong == theirs.still_wrong
        assert mine.still_wrong_other == theirs.still_wrong_other
        assert (mine.changed, mine.same) == (theirs.changed, theirs.same)
    for name, field in one.fields.items():
        assert (field.better, field.worse) == (other.fields[name].worse, other.fields[name].better)
        assert field.p_holm == other.fields[name].p_holm
        assert field.documents_needed == other.fields[name].documents_needed
    turned = [c._replace(kind=MIRRORED.get(c.kind, c.kind), a=c.b, b=c.a) for c in other.changes]
    assert sorted(map(_unnumbered, one.changes)) == sorted(map(_unnumbered, turned))
    if one.accuracy and other.accuracy:
        assert one.accuracy.delta == pytest.approx(-other.accuracy.delta)
        low, high = one.accuracy.ci95
        assert other.accuracy.ci95 == pytest.approx((-high, -low))


def _unnumbered(change: Change) -> str:
    """A change but for its row: rows that gold has not are numbered in A's order."""
    return repr(change._replace(row=None))


@given(pairs(labelled=True))
@settings(max_examples=50, deadline=None)
def test_counts_add_up_to_what_evaluating_counts(pair: Pair) -> None:
    assert pair.gold
    found = held(pair.a, pair.b, pair.gold)
    scores = [evaluate(side(TASK, run).run, pair.gold) for run in (pair.a, pair.b)]
    cells = found.cells
    every = cells.fixed + cells.broken + cells.still_wrong + cells.still_right
    for score in scores:
        assert score.whole.overall.n <= every
    right_a, right_b = (score.whole.overall.right for score in scores)
    assert right_a <= cells.still_right + cells.broken
    assert right_b <= cells.still_right + cells.fixed
    extra = sum(score.whole.overall.invented for score in scores)
    assert every <= max(score.whole.overall.n for score in scores) + extra
    assert found.accuracy
    assert (found.accuracy.a.part, found.accuracy.a.whole) == (right_a, scores[0].whole.overall.n)
    assert found.accuracy.b.ci95 == scores[1].whole.overall.ci95
    by_field = [field.cells for field in found.fields.values()]
    for name in ("fixed", "broken", "still_wrong", "still_right", "changed", "same"):
        assert sum(getattr(one, name) for one in by_field) == getattr(cells, name)
    told = [change.kind for change in found.changes]
    assert told.count("fixed") == cells.fixed
    assert told.count("broken") == cells.broken
    assert told.count("still_wrong") == cells.still_wrong_other
    assert told.count("changed") == cells.changed


@given(pairs(labelled=True))
@settings(max_examples=40, deadline=None)
def test_readings_are_the_cells_of_evaluating(pair: Pair) -> None:
    assert pair.gold
    rows = {
        document.file: len(content) if isinstance(content, tuple) else 0
        for document in pair.gold.documents
        for content in [document.fields.get("items", ())]
    }
    known = [
        {
            (cell.file, cell.field, cell.row): cell
            for cell in evaluate(side(TASK, run).run, pair.gold).cells
        }
        for run in (pair.a, pair.b)
    ]
    for change in held(pair.a, pair.b, pair.gold).changes:
        if change.kind == "changed" or (change.row or 0) > rows[change.file]:
            continue
        for cells, reading in zip(known, (change.a, change.b), strict=True):
            cell = cells.get((change.file, change.field, change.row))
            if cell is None:  # an empty list's cell, and rows in the other run
                assert (reading, change.row) == (None, None)
                continue
            assert reading == (cell.value, cell.outcome, cell.explanation, cell.page, cell.quote)
            assert change.gold == cell.gold


@given(pairs(), st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_names_and_order_of_documents_change_nothing(pair: Pair, random: Random) -> None:
    order = [*range(len(pair.a))]
    random.shuffle(order)
    a, b = ([run[at] for at in order] for run in (pair.a, pair.b))
    one, other = held(pair.a, pair.b, pair.gold), held(a, b, pair.gold)
    assert one.cells == other.cells
    assert one.fields == other.fields
    assert one.accuracy == other.accuracy
    assert sorted(map(repr, one.changes)) == sorted(map(repr, other.changes))


@given(pairs(labelled=False), st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_the_order_of_rows_changes_nothing(pair: Pair, random: Random) -> None:
    shuffled = []
    for line in pair.b:
        rows = [*line["fields"].get("items", [])]  # type: ignore[union-attr, misc]
        random.shuffle(rows)
        said = {**line["fields"], "items": rows}  # type: ignore[dict-item]
        shuffled.append(line if line["error"] else record(str(line["file"]), said))
    assert held(pair.a, pair.b, None).cells == held(pair.a, shuffled, None).cells
