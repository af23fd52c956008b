"""Replies travel as OpenAI batch files: out, in, and in place of an endpoint."""

from __future__ import annotations

import asyncio
import hashlib
import json
from pathlib import Path

import pytest
from asking import GOOD, ask, page, question, stack
from scripted_server import ScriptedServer, completion, said

from aiwf_cli.errors import ReplyError, UsageError
from aiwf_cli.llm.base import Message, Pending, Reply
from aiwf_cli.llm.batch import AnsweredLine, BadLine, FailedLine, output_line, read_outputs
from aiwf_cli.llm.chat import chat_body, custom_id
from aiwf_cli.llm.store import Store
from aiwf_cli.llm.transfer import export, import_
from aiwf_cli.model.json import canonical

ABROAD = "http://127.0.0.1:9/v1"
"""Where nobody answers."""


def output(name: str, content: str | None = GOOD, **changes: object) -> dict:
    body = completion(content)
    response = {"status_code": 200, "request_id": "r", "body": body}
    return {"id": "b", "custom_id": name, "response": response, "error": None, **changes}


def lines(file: Path, *rows: object) -> Path:
    file.write_text(
        "".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows)
    )
    return file


def test_export_import_export_is_the_identity(tmp_path: Path) -> None:
    with ScriptedServer(lambda body, _: said(GOOD)) as server:
        ask(tmp_path / "one", server.url, *(question(f"{n} 円", repeat=n % 3) for n in range(40)))
    assert export(Store(tmp_path / "one"), tmp_path / "first.jsonl") == 40
    report = import_(Store(tmp_path / "two"), tmp_path / "first.jsonl")
    assert (report.imported, report.failed, report.bad) == (40, 0, [])
    assert export(Store(tmp_path / "two"), tmp_path / "second.jsonl") == 40
    assert (tmp_path / "first.jsonl").read_bytes() == (tmp_path / "second.jsonl").read_bytes()
    assert (tmp_path / "first.jsonl").stat().st_mode & 0o777 == 0o600


def test_an_exported_line_is_a_batch_output_line(tmp_path: Path) -> None:
    with ScriptedServer(lambda _, __: said(GOOD)) as server:
        [reply] = ask(tmp_path / "one", server.url, question())
    export(Store(tmp_path / "one"), tmp_path / "out.jsonl")
    row = json.loads((tmp_path / "out.jsonl").read_text())
    assert row["custom_id"] == hashlib.sha256(canonical(server.bodies[0]).encode()).hexdigest()
    assert row["response"]["status_code"] == 200
    assert row["response"]["body"] == json.loads(reply.raw)
    assert row["error"] is None
    assert list(row) == ["id", "custom_id", "response", "error"]


def test_an_imported_reply_answers_for_any_endpoint_and_needs_no_call(tmp_path: Path) -> None:
    file = lines(tmp_path / "out.jsonl", output(custom_id(question())))
    import_(Store(tmp_path / "cache"), file)
    [reply] = ask(tmp_path / "cache", ABROAD, question())
    [elsewhere] = ask(tmp_path / "cache", "http://127.0.0.1:10/v1", question())
    assert reply.cached and elsewhere.cached
    assert reply.data == {"name": "あおぞら商会", "amount": 12}


def test_an_imported_reply_to_a_question_about_a_page_is_found_by_its_pixels(
    tmp_path: Path,
) -> None:
    shown = question(messages=(Message(role="user", text="Read.", images=(page(4),)),))
    encoded = "data:image/png;base64,cGljdHVyZSBvZiBwYWdlIDQ="
    name = custom_id(shown, {page(4): encoded})
    import_(Store(tmp_path / "cache"), lines(tmp_path / "out.jsonl", output(name)))
    [reply] = ask(tmp_path / "cache", ABROAD, shown)
    assert reply.cached


def test_an_imported_reply_that_is_not_valid_is_asked_for(tmp_path: Path) -> None:
    file = lines(tmp_path / "out.jsonl", output(custom_id(question()), '{"name": 3}'))
    import_(Store(tmp_path / "cache"), file)
    with ScriptedServer(lambda _, __: said(GOOD)) as server:
        [reply] = ask(tmp_path / "cache", server.url, question())
    assert not reply.cached
    assert server.calls == 1


def test_lines_that_are_no_answers_are_counted_and_told_by_number(tmp_path: Path) -> None:
    cut = output("cut")
    cut["response"]["body"]["choices"][0]["finish_reason"] = "length"
    file = lines(
        tmp_path / "out.jsonl",
        output("good"),
        "",
        "{not json",
        output("failed", response=None, error={"code": "batch_expired", "message": "too late"}),
        {
            **output("limited"),
            "response": {"status_code": 429, "body": {"error": {"message": "x"}}},
        },
        cut,
        output("silent", None),
        {"custom_id": "r", "method": "POST", "url": "/v1/chat/completions", "body": {}},
        "[1, 2]",
        "[" * 100_000,
    )
    report = import_(Store(tmp_path / "cache"), file)
    assert report.imported == 1
    assert report.failed == 2
    assert report.unusable == {"truncated": 1, "no_answer": 1}
    assert [bad.number for bad in report.bad] == [3, 8, 9, 10]
    assert "is this a file of requests?" in report.bad[1].reason
    assert Store(tmp_path / "cache").keys("imported") == ["good"]


def test_files_of_other_systems_are_read(tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    text = json.dumps(output("good"))
    file.write_bytes(f"\ufeff{text}\r\n{text}".encode())
    found = [line for _, line in read_outputs(file)]
    assert [type(line) for line in found] == [AnsweredLine, AnsweredLine]
    assert [line.number for line in found] == [1, 2]


def test_a_line_is_an_answer_a_failure_or_bad() -> None:
    assert isinstance(output_line(json.dumps(output("a")).encode(), 1), AnsweredLine)
    assert isinstance(output_line(json.dumps(output("a", error="no")).encode(), 1), FailedLine)
    assert isinstance(output_line(b"\xff\xfe", 1), BadLine)


def test_requests_go_to_a_file_once_each_and_nobody_is_asked(tmp_path: Path) -> None:
    file = tmp_path / "requests.jsonl"
    ended = ask(
        tmp_path / "cache",
        ABROAD,
        *(question(f"{n % 3} 円") for n in range(9)),
        question(temperature=0, repeat=2),
        requests_out=file,
    )
    assert {type(end) for end in ended} == {Pending}
    rows = [json.loads(line) for line in file.read_text().splitlines()]
    assert len(rows) == 4
    for row in rows:
        assert list(row) == ["custom_id", "method", "url", "body"]
        assert (row["method"], row["url"]) == ("POST", "/v1/chat/completions")
        assert row["custom_id"] == hashlib.sha256(canonical(row["body"]).encode()).hexdigest()
    assert rows[0]["body"] == chat_body(question("0 円"))


def test_a_batch_goes_round(tmp_path: Path) -> None:
    """Requests out, answered elsewhere, answers in: the run needs nobody then."""
    asked = [question(f"{n} 円") for n in range(5)]
    ask(tmp_path / "cache", ABROAD, *asked, requests_out=tmp_path / "in.jsonl")
    rows = map(json.loads, (tmp_path / "in.jsonl").read_text().splitlines())
    file = lines(tmp_path / "out.jsonl", *(output(row["custom_id"]) for row in rows))
    import_(Store(tmp_path / "cache"), file)
    assert all(isinstance(reply, Reply) for reply in ask(tmp_path / "cache", ABROAD, *asked))
    ask(tmp_path / "cache", ABROAD, *asked, requests_out=tmp_path / "none.jsonl")
    assert (tmp_path / "none.jsonl").read_text() == ""


def test_a_recording_answers_in_place_of_an_endpoint_and_then_from_the_cache(
    tmp_path: Path,
) -> None:
    file = lines(tmp_path / "replies.jsonl", output(custom_id(question())))

    async def main() -> tuple[Reply, int, int]:
        built = stack(tmp_path / "cache", ABROAD, replay=file)
        assert built.endpoint == f"replay:{hashlib.sha256(file.read_bytes()).hexdigest()}"
        reply = await built.client.ask(question())
        await built.aclose()
        return reply, built.counts.made, built.counts.cached

    first, made, cached = asyncio.run(main())
    assert (made, cached) == (1, 0)
    again, made, cached = asyncio.run(main())
    assert (made, cached) == (0, 1)
    assert first.raw == again.raw
    assert first.data == {"name": "あおぞら商会", "amount": 12}


def test_a_request_that_a_recording_lacks_fails_with_a_clear_error(tmp_path: Path) -> None:
    file = lines(
        tmp_path / "replies.jsonl",
        output(custom_id(question("1 円")), response=None, error={"message": "expired"}),
        "garbage",
        output(custom_id(question("2 円")), '{"name": 1}'),
        output(custom_id(question("3 円"))),
        output(custom_id(question("3 円")), GOOD.replace("12", "13")),
    )
    errors = ask(tmp_path, ABROAD, *(question(f"{n} 円") for n in range(4)), replay=file)
    assert [getattr(error, "code", None) for error in errors] == [
        "no_reply",
        "no_reply",
        "invalid_output",
        None,
    ]
    assert "replies.jsonl has no reply" in errors[0].message
    assert "line 2: not JSON" in errors[0].message
    assert "expired" in errors[1].message
    assert errors[3].data["amount"] == 13, "the last answer of a request counts"


def test_a_recording_that_is_not_there_is_said_so_at_once(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.jsonl cannot be read"):
        stack(tmp_path, ABROAD, replay=tmp_path / "none.jsonl")


def test_a_replayed_reply_never_hides_the_endpoints_own_in_an_export(tmp_path: Path) -> None:
    with ScriptedServer(lambda _, __: said(GOOD)) as server:
        ask(tmp_path / "cache", server.url, question())
    file = lines(
        tmp_path / "replies.jsonl", output(custom_id(question()), GOOD.replace("12", "13"))
    )
    ask(tmp_path / "cache", ABROAD, question(), replay=file)
    assert export(Store(tmp_path / "cache"), tmp_path / "out.jsonl") == 1
    assert r"\"amount\": 12" in (tmp_path / "out.jsonl").read_text()


def test_a_file_that_cannot_be_written_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        export(Store(tmp_path / "cache"), tmp_path / "no" / "folder" / "out.jsonl")
    ended = stack(tmp_path, ABROAD, requests_out=tmp_path / "no" / "in.jsonl")
    with pytest.raises(UsageError, match="cannot be written"):
        asyncio.run(ended.client.ask(question()))


def test_errors_are_errors_of_the_document(tmp_path: Path) -> None:
    file = lines(tmp_path / "replies.jsonl")
    [error] = ask(tmp_path, ABROAD, question(), replay=file)
    assert isinstance(error, ReplyError)
