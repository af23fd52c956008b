"""Requests become chat-completions bodies that every endpoint and batch file takes."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json

import pytest
from asking import SCHEMA, page, pixels, question

from aiwf_cli.llm.base import Message
from aiwf_cli.llm.chat import Dialect, chat_body, custom_id, pictures_of
from aiwf_cli.model.json import canonical, digest, dumps, loads


def test_the_first_rung_asks_for_a_strict_schema_and_leaves_the_rest_to_the_endpoint() -> None:
    assert chat_body(question()) == {
        "model": "gpt-5-mini",
        "messages": [
            {"role": "system", "content": "Read the name and the amount."},
            {"role": "user", "content": "あおぞら商会 12円"},
        ],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "receipt", "schema": SCHEMA, "strict": True},
        },
    }


def test_parameters_are_sent_when_they_are_set() -> None:
    asked = question(temperature=0, max_output_tokens=500, reasoning_effort="low")
    body = chat_body(asked)
    assert body["temperature"] == 0
    assert body["max_completion_tokens"] == 500
    assert body["reasoning_effort"] == "low"
    assert "seed" not in body


def test_votes_on_one_question_differ_by_their_seed() -> None:
    names = {custom_id(question(repeat=number)) for number in range(3)}
    assert len(names) == 3
    assert chat_body(question(repeat=2))["seed"] == 2


def test_pages_are_sent_as_data_urls_behind_the_text() -> None:
    shown = Message(role="user", text="Read it.", images=(page(1), page(2), page(1)))
    asked = question(messages=(shown,))
    pictures = asyncio.run(pictures_of(asked, pixels))
    [message] = chat_body(asked, pictures)["messages"]
    first, *rest = message["content"]
    assert first == {"type": "text", "text": "Read it."}
    urls = [part["image_url"]["url"] for part in rest]
    assert [base64.b64decode(url.removeprefix("data:image/png;base64,")) for url in urls] == [
        b"picture of page 1",
        b"picture of page 2",
        b"picture of page 1",
    ]


def test_a_custom_id_is_the_hash_of_the_body_alone() -> None:
    body = chat_body(question())
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert custom_id(question()) == hashlib.sha256(text.encode()).hexdigest()
    assert custom_id(question(label="other")) == digest(loads(canonical(body)))


@pytest.mark.parametrize("rung", ["json_object", "plain"])
def test_lower_rungs_tell_the_schema_in_the_constant_part(rung: str) -> None:
    body = chat_body(question(), dialect=Dialect(format=rung))
    assert dumps(SCHEMA) in body["messages"][0]["content"]
    assert body["messages"][0]["content"].startswith("Read the name and the amount.")
    assert body["messages"][-1]["content"] == "あおぞら商会 12円"
    expected = {"type": "json_object", "schema": SCHEMA} if rung == "json_object" else None
    assert body.get("response_format") == expected


def test_without_a_system_message_the_schema_makes_one() -> None:
    asked = question(messages=(Message(role="user", text="Read."),))
    body = chat_body(asked, dialect=Dialect(format="plain"))
    assert [message["role"] for message in body["messages"]] == ["system", "user"]


def test_broken_characters_of_a_document_can_be_sent() -> None:
    body = chat_body(question("half \ud83d of a pair, whole \ud83d\ude00"))
    assert body["messages"][1]["content"] == "half \ufffd of a pair, whole 😀"
    dumps(body).encode("utf-8")
