"""An endpoint is asked in the dialect it understands, and no secret ever comes back from it."""

from __future__ import annotations

import asyncio
import base64
import json
import traceback
from pathlib import Path

import pytest
from asking import GOOD, KEY, SCHEMA, ask, page, question, stack
from scripted_server import ScriptedServer, Served, completion, refused, said

from aiwf_cli.errors import EndpointError, ReplyError
from aiwf_cli.llm.base import Message, Reply
from aiwf_cli.llm.endpoint import Endpoint, Redactor, endpoint_from_env
from aiwf_cli.llm.store import Store
from aiwf_cli.llm.transfer import export
from aiwf_cli.model.json import digest


def strict_only(body: dict, _: int) -> Served:
    """A new model of OpenAI's: no temperature, no seed."""
    for name in ("temperature", "seed"):
        if name in body:
            return refused(
                400,
                f"Unsupported value: '{name}' does not support 0 with this model. Only the default "
                "(1) value is supported.",
                param=name,
                code="unsupported_value",
            )
    return said(GOOD)


def old_server(body: dict, _: int) -> Served:
    """llama-cpp-python: knows json_object and max_tokens, and answers 500 to what it does not."""
    if body.get("response_format", {}).get("type") == "json_schema":
        return refused(500, "[{'loc': ('body', 'response_format', 'type')}]")
    if "max_completion_tokens" in body:
        return refused(400, "Unrecognized request argument: max_completion_tokens")
    return said(GOOD)


def plain_only(body: dict, _: int) -> Served:
    if "response_format" in body:
        return refused(400, "This response_format type is unavailable now")
    return said(f"Here it is:\n```json\n{GOOD}\n```")


@pytest.mark.parametrize(
    ("script", "settles_on", "note"),
    [
        (strict_only, {"response_format"}, "does not take temperature"),
        (old_server, {"response_format", "max_tokens", "temperature"}, "JSON as json_object"),
        (plain_only, {"max_completion_tokens", "temperature"}, "JSON as plain"),
    ],
)
def test_the_ladder_is_climbed_down_once_and_remembered(
    script, settles_on: set[str], note: str, tmp_path: Path
) -> None:
    asked = question(temperature=0, max_output_tokens=100)
    if script is strict_only:
        asked = question(temperature=0)

    async def main(url: str, request) -> tuple[Reply, tuple[str, ...], int]:
        built = stack(tmp_path, url)
        reply = await built.client.ask(request)
        await built.aclose()
        return reply, built.notes, built.counts.retried["unsupported"]

    with ScriptedServer(script) as server:
        reply, told, adapted = asyncio.run(main(server.url, asked))
        assert reply.data == {"name": "あおぞら商会", "amount": 12}
        assert set(server.bodies[-1]) - {"model", "messages"} == settles_on
        assert adapted == server.calls - 1
        assert [note in line for line in told] == [True]
        before = server.calls
        later = question("another", temperature=0, max_output_tokens=asked.max_output_tokens)
        _, told_again, _ = asyncio.run(main(server.url, later))
        assert told_again == told
        assert server.calls == before + 1, "a later run begins where this one ended"


def test_a_schema_that_is_refused_is_lowered_alone(tmp_path: Path) -> None:
    other = {**SCHEMA, "description": "odd"}

    def script(body: dict, _: int) -> Served:
        form = body.get("response_format", {})
        if form.get("type") == "json_schema" and form["json_schema"]["name"] == "odd":
            return refused(400, "Invalid schema for response_format 'odd'", param="response_format")
        return said(GOOD)

    with ScriptedServer(script) as server:
        replies = ask(tmp_path, server.url, question(schema=other, schema_name="odd"))
        replies += ask(tmp_path, server.url, question())
    assert all(isinstance(reply, Reply) for reply in replies)
    assert server.bodies[-1]["response_format"]["type"] == "json_schema"


def test_the_custom_id_names_the_first_rung_whatever_the_dialect(tmp_path: Path) -> None:
    with ScriptedServer(plain_only) as server:
        [reply] = ask(tmp_path, server.url, question())
    assert reply.custom_id == digest(server.bodies[0])
    assert len(server.bodies) == 3


def test_many_requests_learn_the_dialect_together(tmp_path: Path) -> None:
    with ScriptedServer(plain_only) as server:
        replies = ask(tmp_path, server.url, *(question(f"{n} 円") for n in range(100)))
    assert all(isinstance(reply, Reply) for reply in replies)
    assert server.calls <= 100 + 2 * 32


def test_a_wrong_value_of_a_known_parameter_is_not_dropped_silently(tmp_path: Path) -> None:
    bad = refused(400, "temperature must be at most 2", param="temperature")
    with ScriptedServer(lambda _, __: bad) as server:
        [error] = ask(tmp_path, server.url, question(temperature=3))
    assert isinstance(error, ReplyError)
    assert error.code == "rejected"
    assert "at most 2" in error.message


def test_the_repair_round_shows_the_model_what_was_wrong(tmp_path: Path) -> None:
    bad = '{"name": "あおぞら商会", "amount": "12"}'

    def script(body: dict, _: int) -> Served:
        return said(GOOD if len(body["messages"]) > 2 else bad)

    with ScriptedServer(script) as server:
        [reply] = ask(tmp_path, server.url, question())
        [again] = ask(tmp_path, server.url, question())
    said_before, complaint = server.bodies[1]["messages"][2:]
    assert said_before == {"role": "assistant", "content": bad}
    assert "$.amount: expected integer or null" in complaint["content"]
    assert reply.custom_id == digest(server.bodies[0]), "it answers the question, not the repair"
    assert again.cached and again.data == reply.data
    assert server.calls == 2


def test_a_model_caught_in_its_own_mistake_is_asked_anew(tmp_path: Path) -> None:
    def script(body: dict, times: int) -> Served:
        return said(GOOD if times else '{"name": 3}')

    with ScriptedServer(script) as server:
        [reply] = ask(tmp_path, server.url, question())
    assert isinstance(reply, Reply)
    assert [len(body["messages"]) for body in server.bodies] == [2, 4, 2]
    assert reply.custom_id == digest(server.bodies[0])
    assert reply.tokens.input == 300, "all three were paid for"


def test_pages_are_rendered_and_sent(tmp_path: Path) -> None:
    shown = question(messages=(Message(role="user", text="Read.", images=(page(2),)),))
    with ScriptedServer(lambda _, __: said(GOOD)) as server:
        ask(tmp_path, server.url, shown)
    _, picture = server.bodies[0]["messages"][0]["content"]
    encoded = picture["image_url"]["url"].partition("base64,")[2]
    assert base64.b64decode(encoded) == b"picture of page 2"


def test_text_without_a_schema_is_a_reply_too(tmp_path: Path) -> None:
    with ScriptedServer(lambda _, __: said("Just words.")) as server:
        [reply] = ask(tmp_path, server.url, question(schema=None))
        [again] = ask(tmp_path, server.url, question(schema=None))
    assert (reply.text, reply.data, again.cached) == ("Just words.", None, True)
    assert "response_format" not in server.bodies[0]


ECHOES = {
    "in an error": refused(401, f"Incorrect API key provided: {KEY}. Authorization: Bearer {KEY}"),
    "in a page": Served(status=502, body=f"<html>Authorization: Bearer {KEY}</html>".encode()),
    "in HTML with 200": Served(body=f"<html>{KEY}</html>".encode()),
    "in an error object": Served(body=json.dumps({"error": {"message": f"bad {KEY}"}}).encode()),
    "in an answer": said(f'{{"name": "{KEY}", "amount": 1}}'),
    "in an invalid answer": said(f"Bearer {KEY}"),
    "in a refusal": said(None, refusal=f"I will not use {KEY}"),
    "beside the answer": Served(
        body=json.dumps({**completion(GOOD), "headers": {"authorization": KEY}}).encode()
    ),
}


@pytest.mark.parametrize("echo", ECHOES.values(), ids=ECHOES)
def test_a_key_that_an_endpoint_echoes_is_seen_nowhere(echo: Served, tmp_path: Path) -> None:
    with ScriptedServer(lambda _, __: echo) as server:
        [end] = ask(tmp_path / "cache", server.url, question())
        assert KEY in server.headers[0]["authorization"]
    shown = repr(end) + str(end)
    if isinstance(end, BaseException):
        shown += "".join(traceback.format_exception(end)) + str(getattr(end, "hint", ""))
        at: BaseException | None = end
        while at is not None:
            shown += str(vars(at))
            at = at.__cause__ or at.__context__
    assert KEY not in shown
    export(Store(tmp_path / "cache"), tmp_path / "replies.jsonl")
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or KEY.encode() not in path.read_bytes()


def test_an_endpoint_is_named_without_its_secrets() -> None:
    endpoint = Endpoint(
        url="HTTPS://ada:pass%20word@Models.Example.com:8443/v1/?api-version=1&token=abc", key=KEY
    )
    assert endpoint.name == "https://models.example.com:8443/v1"
    assert endpoint.base_url == "https://ada:pass%20word@Models.Example.com:8443/v1"
    assert endpoint.query == {"api-version": "1", "token": "abc"}
    header = base64.b64encode(b"ada:pass word").decode()
    assert {KEY, "pass%20word", "pass word", "abc", header} <= set(endpoint.secrets)
    for secret in endpoint.secrets:
        assert secret not in repr(endpoint) + endpoint.name
    assert "tok-12345678" in Endpoint(url="https://tok-12345678@example.com/v1").secrets


def test_a_secret_is_hidden_however_an_endpoint_spells_it() -> None:
    key = 'odd"key\\with/signs'
    redact = Redactor(
        Endpoint(url="http://ada:pass%20word@localhost/v1?sig=a%2Bb%3D12345", key=key)
    )
    echoes = {"header": "Basic " + base64.b64encode(b"ada:pass word").decode()}
    for secret in (key, "pass word", "pass%20word", "a+b=12345", "a%2Bb%3D12345"):
        said_in_json = json.dumps({"said": secret})
        echoes |= {secret: f"key {secret}.", "json " + secret: said_in_json}
        echoes["twice " + secret] = json.dumps({"content": said_in_json})
    for name, echo in echoes.items():
        assert redact.answer(echo).count("[hidden]") == 1, name
        assert redact.message(echo).count("[hidden]") == 1, name


def test_only_what_looks_like_a_secret_is_hidden() -> None:
    redact = Redactor(Endpoint(url="http://localhost/v1", key="EMPTY"))
    assert redact.answer("the list is EMPTY") == "the list is EMPTY"
    assert redact.message("Bearer abcdef123 and sk-proj-12345678 and http://u:p@h/v1") == (
        "[hidden] and [hidden] and http://[hidden]h/v1"
    )


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:8000/v1",
        "http://127.0.0.1/v1",
        "http://10.1.2.3/v1",
        "http://[::1]:1/v1",
        "http://vllm:8000/v1",
        "http://host.docker.internal:11434/v1",
        "http://box.local/v1",
    ],
)
def test_a_server_nearby_needs_no_key(url: str) -> None:
    assert endpoint_from_env(url, env={}).name == url
    assert endpoint_from_env(env={"OPENAI_BASE_URL": url}).name == url


@pytest.mark.parametrize("env", [{}, {"OPENAI_API_KEY": "  "}])
def test_without_a_key_it_says_what_to_set_and_what_works_without(env: dict) -> None:
    with pytest.raises(EndpointError) as caught:
        endpoint_from_env(env=env)
    for words in ("OPENAI_API_KEY", "--base-url", "@rules", "--replay"):
        assert words in str(caught.value)
    assert endpoint_from_env(env=env, key_needed=False).name == "https://api.openai.com/v1"


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://x/v1", "http://", "http://x:99999/v1"])
def test_what_is_no_base_url_is_said_to_be_none(url: str) -> None:
    with pytest.raises(EndpointError, match="is no base URL"):
        endpoint_from_env(url, env={"OPENAI_API_KEY": KEY})


@pytest.mark.parametrize("key", ["sk-ключ", "sk-a\nb"])
def test_a_key_that_cannot_be_sent_is_refused_unseen(key: str) -> None:
    with pytest.raises(EndpointError) as caught:
        endpoint_from_env(env={"OPENAI_API_KEY": key})
    assert key not in str(caught.value)
