"""Rows against rows: the pairing with most agreement, whatever the order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from random import Random
from time import process_time

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from aiwf_cli.model.fields import Field
from aiwf_cli.model.gold import GoldDocument, Label
from aiwf_cli.model.json import Json
from aiwf_cli.score.align import align
from aiwf_cli.score.assignment import assign
from aiwf_cli.score.cells import DocumentCells, Judges
from aiwf_cli.score.judge import Judge
from aiwf_cli.score.said import Said

ITEM = {"name": Field(type="text"), "price": Field(type="money"), "kind": Field(type="code")}
JUDGES = {name: Judge(field) for name, field in ITEM.items()}
FIELDS = {"items": Field(type="list", of=ITEM)}

Rows = Sequence[dict[str, Json]]
tables = st.integers(1, 7).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 4), min_size=width, max_size=width), min_size=1, max_size=7
    )
)
rows = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(["Soap", "Tape", "Glue", None]),
            "price": st.sampled_from([100, 200, None]),
            "kind": st.sampled_from(["A-1", "A-2"]),
        }
    ),
    max_size=6,
)


def labels(rows: Rows) -> list[dict[str, Label]]:
    return [
        {name: Label(() if value is None else (value,)) for name, value in row.items()}
        for row in rows
    ]


def held(golds: Rows, values: Rows) -> DocumentCells:
    """The cells of one list."""
    said: dict[str, Json] = {"items": [*values]}
    return DocumentCells(
        said=Said({"file": "x.pdf", "fields": said}),
        gold=GoldDocument(file="x.pdf", fields={"items": tuple(labels(golds))}),
        judges=Judges(FIELDS),
        usual={"items": tuple(ITEM)},
    ).hold()


def counted(document: DocumentCells) -> Counter[tuple[str, str]]:
    return Counter((cell.field, cell.outcome) for cell in document.cells)


@settings(max_examples=150, deadline=None)
@given(tables)
def test_the_sum_is_the_greatest_possible(table: list[list[int]]) -> None:
    weights = {
        row: {column: weight for column, weight in enumerate(line) if weight}
        for row, line in enumerate(table)
    }
    pairs = assign(weights)
    best = np.array(table)[linear_sum_assignment(np.array(table), maximize=True)].sum()
    assert sum(weights[row][column] for row, column in pairs.items()) == best
    assert len(set(pairs.values())) == len(pairs)


def test_large_tables_are_solved_as_small_ones_are() -> None:
    table = np.random.default_rng(0).integers(0, 5, (120, 150)) * 10**12
    weights = {
        row: {column: int(weight) for column, weight in enumerate(line) if weight}
        for row, line in enumerate(table)
    }
    best = table[linear_sum_assignment(table, maximize=True)].sum()
    assert sum(weights[row][column] for row, column in assign(weights).items()) == best


@settings(max_examples=150, deadline=None)
@given(rows, rows)
def test_no_other_pairing_has_more_equal_values(golds: Rows, values: Rows) -> None:
    def agreement(gold: dict[str, Json], value: dict[str, Json]) -> int:
        return sum(gold[name] == value[name] is not None for name in ITEM)

    found = align(labels(golds), values, JUDGES)
    table = np.array([[agreement(g, v) for v in values] for g in golds]).reshape(
        len(golds), len(values)
    )
    best = table[linear_sum_assignment(table, maximize=True)].sum()
    assert sum(table[pair] for pair in found.pairs) == best
    assert all(table[pair] for pair in found.pairs)
    assert len(found.pairs) + len(found.gold_alone) == len(golds)
    assert len(found.pairs) + len(found.value_alone) == len(values)


@settings(max_examples=150, deadline=None)
@given(rows, rows, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_count(golds: Rows, values: Rows, random: object) -> None:
    shuffled, mixed = [*values], [*golds]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert counted(held(golds, values)) == counted(held(mixed, shuffled))


@settings(max_examples=150, deadline=None)
@given(rows, rows)
def test_swapping_the_sides_swaps_missed_and_invented(golds: Rows, values: Rows) -> None:
    there = Counter(cell.outcome for cell in held(golds, values).cells)
    back = Counter(cell.outcome for cell in held(values, golds).cells)
    assert there["correct"] == back["correct"]
    matched = align(labels(golds), values, JUDGES).pairs
    assert len(align(labels(values), golds, JUDGES).pairs) == len(matched)


@settings(max_examples=100, deadline=None)
@given(rows, rows)
def test_every_labelled_cell_has_one_outcome(golds: Rows, values: Rows) -> None:
    document = held(golds, values)
    for name in ITEM:
        cells = [cell for cell in document.cells if cell.field == f"items.{name}"]
        labelled = [cell.row for cell in cells if cell.outcome != "invented" or cell.gold is None]
        assert len(labelled) == len(set(labelled))
        if golds or values:
            assert {cell.row for cell in cells} >= set(range(1, len(golds) + 1))
            assert sum(cell.value is not None for cell in cells) == sum(
                row[name] is not None for row in values
            )
    for at, wrong in document.wrong_cells.items():
        assert document.cells[at] == wrong.cell
    assert len(document.wrong_cells) == sum(not cell.right for cell in document.cells)


def test_rows_that_agree_on_nothing_stay_alone() -> None:
    golds = [{"name": "Soap", "price": 100, "kind": None}]
    values = [{"name": "Tape", "price": 200, "kind": None}]
    assert align(labels(golds), values, JUDGES).pairs == ()


def test_a_long_passage_that_is_nearly_the_same_is_the_same_row() -> None:
    judges = {"text": Judge(Field(type="quote")), "clause": Judge(Field(type="clause"))}
    sentence = "当社は、本サービスの停止によって利用者に生じた損害について、責任を負いません。"
    golds = [{"text": Label((sentence,)), "clause": Label(("第5条",))}]
    misread = sentence.replace("停止によって", "停上により")
    assert align(golds, [{"text": misread, "clause": "第6条"}], judges).pairs == ((0, 0),)
    other = "利用者は、登録した事項に変更があったときは、遅滞なく当社に届け出るものとします。"
    assert align(golds, [{"text": other, "clause": "第6条"}], judges).pairs == ()


def test_between_equal_pairings_the_more_alike_rows_are_paired() -> None:
    judges = {"code": Judge(Field(type="code")), "price": Judge(Field(type="money"))}
    golds = [
        {"code": Label(("KT-214",)), "price": Label((100,))},
        {"code": Label(("HN-118",)), "price": Label((100,))},
    ]
    values = [{"code": "HN-11B", "price": 100}, {"code": "KT-2I4", "price": 100}]
    assert align(golds, values, judges).pairs == ((0, 1), (1, 0))


def test_one_pair_with_two_equal_values_goes_before_two_pairs_with_one() -> None:
    golds = [
        {"name": "Soap", "price": 100, "kind": "A-1"},
        {"name": "Glue", "price": 100, "kind": "A-1"},
    ]
    values = [
        {"name": "Soap", "price": 100, "kind": "A-2"},
        {"name": "Soap", "price": 200, "kind": "A-2"},
    ]
    assert align(labels(golds), values, JUDGES).pairs == ((0, 0),)


def test_within_a_tolerance_a_shifted_list_is_all_right() -> None:
    field = Field.model_validate({"type": "money", "compare": {"tolerance": 1}})
    golds = [{"price": Label((n,))} for n in (100, 101, 102)]
    values = [{"price": n} for n in (101, 102, 103)]
    found = align(golds, values, {"price": Judge(field)})
    assert found.pairs == ((0, 0), (1, 1), (2, 2))


def test_equal_rows_keep_their_order() -> None:
    golds = [{"name": "Soap", "price": 100, "kind": "A-1"}] * 2
    values = [
        {"name": "Soap", "price": 999, "kind": "A-1"},
        {"name": "Soap", "price": 999, "kind": "A-1"},
    ]
    assert align(labels(golds), values, JUDGES).pairs == ((0, 0), (1, 1))


def test_five_hundred_rows_are_aligned_quickly() -> None:
    draw = Random(0)
    golds: Rows = [
        {"name": f"Item {at}", "price": draw.randint(1, 60), "kind": f"A-{at % 7}"}
        for at in range(500)
    ]
    values: Rows = [
        {**row, "price": draw.randint(1, 60)} if draw.random() < 0.7 else {**row, "name": "?"}
        for row in golds
    ]
    began = process_time()
    found = align(labels(golds), values, JUDGES)
    assert len(found.pairs) == 500
    assert process_time() - began < 5
