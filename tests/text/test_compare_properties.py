"""What holds for every field type and whatever it is given."""

from __future__ import annotations

import json
import math
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from aiwf_cli.model.fields import Compare, Field, FieldType
from aiwf_cli.model.json import Json
from aiwf_cli.text.compare import compare, likeness, read_value

SINGLE: tuple[FieldType, ...] = (
    *("text", "quote", "integer", "number", "money", "percent", "date", "clause", "code", "bool"),
)
SCOPE = Field(type="enum", values={"連結": ("consolidated",), "非連結": ("単体",), "-": ()})
PARTS = {"text": Field(type="quote"), "amount": Field(type="money"), "since": Field(type="date")}
FIELDS = [
    *[Field(type=kind) for kind in SINGLE],
    SCOPE,
    Field(type="list", of=PARTS),
    Field(type="object", of=PARTS),
    Field(type="text", compare=Compare(how="exact")),
    Field(type="text", compare=Compare(ignore=("case", "spaces", "punctuation"))),
    Field(type="money", compare=Compare(tolerance=3)),
    Field(type="money", compare=Compare(how="code")),
]

marks = list(
    "0123456789０１,.，．、。-−△▲()（） %年月日期第条項号の①⑴一二十百千万億〇元令RHabZ/~〜\n　"
    "\u200b\u3099ﾞかｶ$¥€'*"
)
words = [
    "百万円",
    "令和",
    "2024",
    "第11条",
    "million",
    "営業損失",
    "なし",
    "(none)",
    "N/A",
    "有",
    "単体",
    "April",
]
texts = st.lists(st.sampled_from([*marks, *words]), max_size=9).map("".join) | st.text(max_size=9)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | texts
objects = st.dictionaries(st.sampled_from([*PARTS, "other"]), scalars, max_size=4)
raws = scalars | objects | st.lists(objects | scalars, max_size=3)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(FIELDS), raws, raws)
def test_comparing_is_symmetric_and_reflexive(field: Field, one: Json, other: Json) -> None:
    there, back = compare(field, one, other), compare(field, other, one)
    assert there.equal == back.equal
    assert (there.left, there.right) == (back.right, back.left) or not there.equal
    assert there.explanation is None or not there.equal
    assert compare(field, one, one).equal


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(FIELDS), raws, raws)
def test_likeness_is_symmetric_and_one_for_equals(field: Field, one: Json, other: Json) -> None:
    near = likeness(field, one, other)
    assert 0.0 <= near <= 1.0
    assert math.isclose(near, likeness(field, other, one))
    if compare(field, one, other).equal and not field.of:
        assert near == 1.0


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(FIELDS), raws)
def test_reading_gives_json_and_is_done_once(field: Field, raw: Json) -> None:
    reading = read_value(field, raw)
    json.dumps(reading.value, allow_nan=False)
    if field.of:
        return
    assert reading.value is None or reading.problem is None
    again = read_value(field, reading.value)
    assert (again.value, again.problem) == (reading.value, None)
    if field.compare is None and reading.problem is None:
        assert compare(field, raw, reading.value).equal


def test_a_hundred_thousand_comparisons_take_a_moment() -> None:
    clauses = [(f"第{n % 90 + 1}条第2項", f"第{n % 90 + 1}条２") for n in range(1000)]
    figures = [(n, f"{n:,}円") for n in range(1000)]
    started = time.process_time()
    for _ in range(50):
        assert all(compare(FIELDS[7], value, gold).equal for value, gold in clauses)
        assert all(compare(FIELDS[4], value, gold).equal for value, gold in figures)
    assert time.process_time() - started < 5.0
