"""The JSON object in what a model said is found when there is exactly one, and never guessed."""

from __future__ import annotations

import contextlib
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiwf_cli.llm.jsontext import object_in, well_formed

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=8,
)
objects = st.dictionaries(st.text(max_size=6), values, min_size=1, max_size=4)
prose = st.text(st.characters(exclude_characters='{}"<', exclude_categories=["Cs"]), max_size=30)


@settings(max_examples=80, deadline=None)
@given(objects, prose, prose, st.sampled_from(["{}", "```json\n{}\n```", "```\n{}\n```"]))
def test_an_object_is_found_in_fences_and_prose(
    said: dict, before: str, after: str, way: str
) -> None:
    text = json.dumps(said, ensure_ascii=False, indent=1)
    assert object_in(before + way.replace("{}", text) + after) == said


@settings(max_examples=30, deadline=None)
@given(objects)
def test_cutting_an_object_short_never_gives_a_smaller_one(said: dict) -> None:
    text = json.dumps(said)
    for end in range(1, len(text)):
        with pytest.raises(ValueError):
            object_in(text[:end])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": 1}', {"a": 1}),
        ('\ufeff{"a": 1}\n', {"a": 1}),
        ('Sure! Here it is:\n\n```json\n{"a": [1, 2,],}\n```\nAnything else?', {"a": [1, 2]}),
        ('<think>{"a": 0} or so</think>{"a": 1}', {"a": 1}),
        ('As {json}: {"a": "}{"}', {"a": "}{"}),
        ('{"a": 1} I repeat: {"a": 1}', {"a": 1}),
        ('{"a": "two\nlines"}', {"a": "two\nlines"}),
        ('{"a": ", }"}', {"a": ", }"}),
        ('{"a": "\\ud83d"}', {"a": "\ufffd"}),
        ('{"a": "\\ud83d\\ude00"}', {"a": "😀"}),
    ],
)
def test_what_can_be_read_in_one_way_is_read(text: str, said: dict) -> None:
    assert object_in(text) == said


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no JSON object"),
        ("I could not find it.", "no JSON object"),
        ("[1, 2]", "a JSON list, not an object"),
        ('"a"', "a JSON string, not an object"),
        ("3", "a JSON value, not an object"),
        ('{"a": 1} or {"a": 2}', "2 different JSON objects"),
        ('{"a": {"b": 1}', "not closed"),
        ('{"a": 1,, "b": 2}', "broken"),
        ("{'a': 1}", "no JSON object"),
        ('{"a": NaN}', "NaN is not JSON"),
        ('{"a": 1e999}', "larger than any number"),
        ('{"a": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deeply"),
    ],
)
def test_anything_else_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        object_in(text)


@pytest.mark.parametrize(
    "text",
    [
        '{"' * 50_000,
        "{" * 100_000,
        "{ " * 50_000,
        '{"a": "' + '\\"' * 100_000,
        '{"a":1} ' * 5_000,
        '{"a":1' + ", " * 50_000,
        "```" * 50_000,
    ],
    ids=lambda text: text[:8],
)
def test_reading_never_takes_long(text: str) -> None:
    started = time.process_time()
    with contextlib.suppress(ValueError):
        object_in(text)
    assert time.process_time() - started < 1


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(), max_size=10))
def test_well_formed_text_can_be_written_and_is_else_untouched(text: str) -> None:
    clean = well_formed(text)
    clean.encode("utf-8")
    assert well_formed(clean) == clean
