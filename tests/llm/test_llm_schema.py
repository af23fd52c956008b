"""The quick check of schemas judges as jsonschema does."""

from __future__ import annotations

import jsonschema
import pytest
from asking import SCHEMA
from hypothesis import given, settings
from hypothesis import strategies as st

from aiwf_cli.llm.schema import first_problem

NAMES = ["a", "b", "c"]


def of_object(parts: st.SearchStrategy) -> st.SearchStrategy:
    return st.dictionaries(st.sampled_from(NAMES), parts, max_size=3).map(
        lambda properties: {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }
    )


types = st.sampled_from(
    ["string", "integer", "number", "boolean", "null", ["string", "null"], ["integer", "null"]]
)
schemas = st.recursive(
    st.fixed_dictionaries({"type": types})
    | st.just({"type": ["string", "null"], "enum": ["x", "y", None], "description": "one of"}),
    lambda inner: (
        of_object(inner)
        | st.fixed_dictionaries({"type": st.just("array"), "items": inner})
        | st.fixed_dictionaries({"anyOf": st.lists(inner, min_size=1, max_size=3)})
    ),
    max_leaves=6,
)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.floats(-2, 2) | st.sampled_from("xyz"),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from([*NAMES, "d"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=250, deadline=None)
@given(schemas, values)
def test_it_agrees_with_jsonschema(schema: dict, value: object) -> None:
    valid = jsonschema.Draft202012Validator(schema).is_valid(value)
    assert (first_problem(schema, value) is None) == valid


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ({"name": "a", "amount": "12"}, '$.amount: expected integer or null, found "12"'),
        ({"name": "a"}, "$: 'amount' is missing"),
        ({"name": "a", "amount": 1, "b": 2}, "$: 'b' is not asked for"),
        ({"name": "a", "amount": True}, "$.amount: expected integer or null, found true"),
    ],
)
def test_a_problem_names_its_place(value: dict, problem: str) -> None:
    assert first_problem(SCHEMA, value) == problem


def test_other_keywords_are_left_to_jsonschema() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string", "pattern": "^第"}}}
    assert first_problem(schema, {"a": "第1条"}) is None
    assert "does not match" in (first_problem(schema, {"a": "1条"}) or "")
    assert first_problem({"$defs": {"x": {"type": "null"}}, "$ref": "#/$defs/x"}, 1) is not None
