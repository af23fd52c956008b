"""A request's key says all that can change the answer, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from asking import SCHEMA, page, question
from hypothesis import given, settings
from hypothesis import strategies as st

from aiwf_cli.llm.base import ImageRef, Message, Request

ENDPOINT = "https://api.openai.com/v1"

texts = st.text(max_size=20)
requests = st.builds(
    Request,
    model=texts,
    messages=st.lists(
        st.builds(
            Message,
            role=st.sampled_from(["system", "user", "assistant"]),
            text=texts,
            images=st.lists(
                st.builds(
                    ImageRef,
                    sha256=texts,
                    page=st.integers(1, 3),
                    dpi=st.integers(100, 101),
                    max_side=st.integers(1000, 1001),
                ),
                max_size=2,
            ).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
    schema=st.none() | st.just(SCHEMA),
    temperature=st.none() | st.sampled_from([0, 0.0, 0.5]),
    max_output_tokens=st.none() | st.integers(1, 2),
    reasoning_effort=st.none() | st.just("low"),
    repeat=st.integers(0, 2),
    label=texts,
)


@settings(max_examples=120, deadline=None)
@given(requests, requests)
def test_two_requests_share_a_key_exactly_when_they_are_equal(a: Request, b: Request) -> None:
    assert (a.key_for(ENDPOINT) == b.key_for(ENDPOINT)) == (a == b)


@pytest.mark.parametrize(
    "changes",
    [
        {"model": "gpt-5"},
        {"messages": (Message(role="user", text="Read."),)},
        {"messages": (Message(role="user", text="Read.", images=(page(1),)),)},
        {"schema": None},
        {"schema": {**SCHEMA, "properties": dict(reversed(SCHEMA["properties"].items()))}},
        {"schema_name": "invoice"},
        {"temperature": 0.0},
        {"max_output_tokens": 100},
        {"reasoning_effort": "low"},
        {"repeat": 1},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_whatever_can_change_the_answer_changes_the_key(changes: dict) -> None:
    assert question(**changes).key_for(ENDPOINT) != question().key_for(ENDPOINT)


def test_what_cannot_change_the_answer_does_not() -> None:
    assert question(label="other.pdf/read").key_for(ENDPOINT) == question().key_for(ENDPOINT)
    assert question(temperature=0).key_for(ENDPOINT) == question(temperature=0.0).key_for(ENDPOINT)


def test_another_endpoint_is_another_question() -> None:
    assert question().key_for(ENDPOINT) != question().key_for("http://localhost:8000/v1")


def test_a_key_is_the_same_tomorrow() -> None:
    """Paid replies are found by this key: it changes only together with KEY_VERSION."""
    fixed = Request(model="m", messages=(Message(role="user", text="第11条", images=(page(2),)),))
    assert fixed.key_for(ENDPOINT) == (
        "bebf5f068a056860fe425f277c2f22181d690fc4dfbecc7021e28d1110b0810d"
    )


def test_a_key_needs_no_pixels() -> None:
    seen = replace(question(), messages=(Message(role="user", text="Read.", images=(page(3),)),))
    assert seen.images == (page(3),)
    assert len(seen.key_for(ENDPOINT)) == 64


def test_importing_what_steps_need_is_cheap() -> None:
    heavy = "{'openai', 'diskcache', 'jsonschema', 'httpx2', 'pydantic', 'asyncio', 'sqlite3'}"
    code = f"import sys, aiwf_cli.llm.base; print({heavy} & sys.modules.keys())"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == "set()\n"
