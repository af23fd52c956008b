"""`aiwf extract` as a user types it, against a model on loopback."""

from __future__ import annotations

import asyncio
import json
import os
import shlex
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from aiwf_cli.cli.assembly.wish import models_of, with_model
from aiwf_cli.cli.terminal.interrupts import Interrupts
from aiwf_cli.model.task import Task
from conftest_cli import Aiwf, Done, Model, write_pdf

Ask = Callable[..., Done]
REQUESTS = 10
"""Six letters, two questions each; two letters say the same."""


def test_one_record_for_every_document_and_one_call_for_every_distinct_request(
    ask: Ask, aiwf: Aiwf, model: Model
) -> None:
    told = ask("--json").json
    assert told["status"] == "complete"
    assert told["counts"] == {"documents": 6, "ok": 6, "failed": 0, "needs_review": 0}
    assert len(model.bodies) == len(set(model.bodies)) == REQUESTS
    assert told["calls"]["made"] == REQUESTS  # type: ignore[index]
    records = [json.loads(line) for line in aiwf.records().splitlines()]
    assert [record["file"] for record in records][3] == "deep/d.pdf"
    assert records[0]["fields"] == {"number": "L-000", "total": 1000}
    evidence = records[0]["values"]["total"]["evidence"][0]
    assert (evidence["page"], evidence["quote"], evidence["match"]) == (
        1,
        "Total 1000 yen",
        "exact",
    )
    x0, y0, x1, y1 = evidence["boxes"][0]
    assert 70 < x0 < x1 < 200 and 70 < y0 < y1 < 120


def test_a_rerun_asks_nobody_and_writes_the_same_bytes(ask: Ask, aiwf: Aiwf, model: Model) -> None:
    ask()
    first = aiwf.records()
    told = ask("--json").json
    calls = told["calls"]
    assert isinstance(calls, dict)
    assert {name: count for name, count in calls.items() if count} == {"cached": 12}
    assert aiwf.records() == first
    assert len(model.bodies) == REQUESTS


def test_a_changed_prompt_asks_only_its_step_and_those_that_read_from_it(
    ask: Ask, task: Path, model: Model
) -> None:
    ask()
    prompt = task / "prompts" / "total.md"
    prompt.write_text("Please. " + prompt.read_text())
    ask()
    assert len(model.bodies) == REQUESTS + 5
    prompt = task / "prompts" / "number.md"
    prompt.write_text("Please. " + prompt.read_text())
    ask()
    assert len(model.bodies) == REQUESTS + 10, "the answers are the same: totals are known"


def test_a_killed_run_goes_on_where_it_was(
    aiwf: Aiwf, task: Path, letters: Path, model: Model
) -> None:
    model.delay = 0.2
    command = ("extract", task, letters, "--base-url", model.url, "--concurrency", "1")
    process = aiwf.start(*command)
    while len(model.bodies) < 4:
        time.sleep(0.01)
    process.kill()
    process.communicate()
    asked = len(model.bodies)
    model.delay = 0
    aiwf(*command)
    assert len(model.bodies) - asked <= REQUESTS - (asked - 1), (
        "only what was in flight is asked again"
    )
    assert (
        json.loads((aiwf.folder / "runs/latest/manifest.json").read_text())["status"] == "complete"
    )


def test_ctrl_c_keeps_what_is_in_flight_and_marks_the_run(
    aiwf: Aiwf, task: Path, letters: Path, model: Model
) -> None:
    model.delay = 0.3
    command = ("extract", task, letters, "--base-url", model.url, "--concurrency", "2")
    process = aiwf.start(*command)
    while len(model.bodies) < 2:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Traceback" not in err
    manifest = json.loads((aiwf.folder / "runs/latest/manifest.json").read_text())
    assert manifest["status"] == "interrupted"
    assert b"the same command again: what was answered" in out
    asked = len(model.bodies)
    model.delay = 0
    aiwf(*command)
    assert len(model.bodies) == max(asked, REQUESTS), "nothing that arrived is asked again"


def test_ctrl_c_of_a_fresh_run_advises_the_command_that_asks_no_answered_question_again(
    aiwf: Aiwf, task: Path, letters: Path, model: Model
) -> None:
    model.delay = 0.3
    command = ("extract", task, letters, "--base-url", model.url, "--concurrency", "1")
    process = aiwf.start(*command, "--fresh")
    while len(model.bodies) < 2:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=30)
    assert b"the same command again without --fresh: what was answered is in the cache" in out


def test_later_steps_are_told_of_only_where_there_are_any(ask: Ask, task: Path) -> None:
    assert "Later steps ask" in ask("--dry-run").out
    ask()
    prompt = task / "prompts" / "total.md"
    prompt.write_text("Please. " + prompt.read_text())
    done = ask("--dry-run").out
    assert "6 wait for a reply" in done
    assert "Later steps ask" not in done


def test_without_a_key_it_says_what_to_set_at_once(aiwf: Aiwf, task: Path, letters: Path) -> None:
    done = aiwf("extract", task, letters, code=4)
    assert "OPENAI_API_KEY" in done.err
    assert "@rules" in done.err
    assert not (aiwf.folder / "runs").exists()


def test_requests_written_answered_and_imported_are_the_same_as_asked(
    ask: Ask, aiwf: Aiwf, task: Path, letters: Path, model: Model, tmp_path: Path
) -> None:
    ask()
    asked, first = aiwf.records(), len(model.bodies)
    other = ("--cache-dir", tmp_path / "other")
    for _ in range(3):
        requests = tmp_path / "requests.jsonl"
        done = aiwf("extract", task, letters, "--requests-out", requests, "--json", *other)
        if not done.json["requests"]:
            break
        replies = tmp_path / "replies.jsonl"
        with replies.open("w") as file:
            for line in requests.read_text().splitlines():
                request = json.loads(line)
                body = {"status_code": 200, "body": model.answer(request["body"])}
                line = json.dumps(
                    {"custom_id": request["custom_id"], "response": body, "error": None}
                )
                file.write(line + "\n")
        aiwf("cache", "import", replies, *other)
    exported = tmp_path / "all.jsonl"
    aiwf("cache", "export", exported, *other)
    aiwf("extract", task, letters, "--replay", exported, "--cache-dir", tmp_path / "third")
    assert aiwf.records() == asked
    assert len(model.bodies) == first + REQUESTS, "the batch asked each request once"


def test_a_recording_that_lacks_a_request_fails_that_document(
    aiwf: Aiwf, task: Path, letters: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty.jsonl").write_text("")
    done = aiwf("extract", task, letters, "--replay", tmp_path / "empty.jsonl", "--json", code=1)
    assert done.json["counts"]["failed"] == 6  # type: ignore[index]
    record = json.loads(aiwf.records().splitlines()[0])
    assert record["error"]["code"] == "no_reply"
    assert record["error"]["step"] == "read_number"


def test_a_dry_run_tells_what_would_be_asked_and_makes_no_run(
    aiwf: Aiwf, task: Path, letters: Path, model: Model
) -> None:
    told = aiwf("extract", task, letters, "--dry-run", "--json").json
    assert (told["requests"], told["waiting"]) == (5, 6)
    assert told["cost_usd"] > 0  # type: ignore[operator]
    assert not (aiwf.folder / "runs").exists()
    assert model.bodies == []


def test_max_cost_stops_before_it_is_spent(ask: Ask, aiwf: Aiwf, model: Model) -> None:
    ask()
    first = aiwf.records()
    done = ask("--fresh", "--max-cost", "0.0000001", "--json", code=4)
    assert len(model.bodies) == REQUESTS
    assert (done.json["status"], done.json["counts"]["failed"]) == ("partial", 0)  # type: ignore[index]
    assert "--max-cost" in done.err
    assert aiwf.records() == first, "a run without records takes `latest` from nobody"


def test_max_cost_without_a_price_is_told_before_a_run_is_made(ask: Ask, aiwf: Aiwf) -> None:
    assert "no price" in ask("--max-cost", "5", "--model", "own", code=2).err
    assert not (aiwf.folder / "runs").exists()


def test_a_key_is_needed_only_for_what_the_cache_does_not_answer(
    aiwf: Aiwf, task: Path, letters: Path, model: Model, tmp_path: Path
) -> None:
    requests, replies = tmp_path / "requests.jsonl", tmp_path / "replies.jsonl"
    for _ in range(2):
        aiwf("extract", task, letters, "--requests-out", requests)
        lines = []
        for line in requests.read_text().splitlines():
            asked = json.loads(line)
            body = {"status_code": 200, "body": model.answer(asked["body"])}
            lines.append(json.dumps({"custom_id": asked["custom_id"], "response": body}) + "\n")
        replies.write_text("".join(lines))
        aiwf("cache", "import", replies)
    assert aiwf("extract", task, letters, "--json").json["calls"]["made"] == 0  # type: ignore[index]
    told = aiwf("extract", task, letters, "--dry-run", "--json").json
    assert (told["requests"], told["cached"]) == (0, 12)
    prompt = task / "prompts" / "total.md"
    prompt.write_text("Please. " + prompt.read_text())
    told = aiwf("extract", task, letters, "--dry-run", "--json").json
    assert (told["requests"], told["waiting"], told["cached"]) == (5, 6, 6)
    assert "OPENAI_API_KEY" in aiwf("extract", task, letters, code=4).err


def test_a_terminal_that_is_closed_ends_a_run_as_ctrl_c_does(
    aiwf: Aiwf, task: Path, letters: Path, model: Model
) -> None:
    model.delay = 0.3
    process = aiwf.start("extract", task, letters, "--base-url", model.url, "--concurrency", "1")
    while len(model.bodies) < 2:
        time.sleep(0.01)
    for _ in range(3):  # the kernel says it, and the shell says it to all its jobs
        process.send_signal(signal.SIGHUP)
        time.sleep(0.02)
    process.communicate(timeout=20)
    assert process.returncode == 130
    manifest = json.loads((aiwf.folder / "runs/latest/manifest.json").read_text())
    assert manifest["status"] == "interrupted"
    assert manifest["calls"]["answered"] == len(model.bodies), "what was in flight is kept"


def test_what_nohup_started_goes_on_when_the_terminal_is_closed(
    aiwf: Aiwf, task: Path, letters: Path, model: Model
) -> None:
    model.delay = 0.1
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # what nohup does
    try:
        process = aiwf.start("extract", task, letters, "--base-url", model.url)
    finally:
        signal.signal(signal.SIGHUP, before)
    while len(model.bodies) < 1:
        time.sleep(0.01)
    process.send_signal(signal.SIGHUP)
    process.communicate(timeout=20)
    assert process.returncode == 0


def test_a_second_ctrl_c_leaves_at_once_and_still_marks_the_run(
    aiwf: Aiwf, task: Path, letters: Path, model: Model
) -> None:
    model.delay = 20
    process = aiwf.start("extract", task, letters, "--base-url", model.url, "--json")
    while len(model.bodies) < 1:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=10)
    assert process.returncode == 130
    assert json.loads(out)["error"]["exit_code"] == 130
    manifest = aiwf.folder / "runs/latest/manifest.json"
    assert json.loads(manifest.read_text())["status"] == "interrupted"


def test_what_is_in_flight_is_not_waited_for_for_ever() -> None:
    done: list[str] = []

    async def main() -> None:
        waiting = asyncio.ensure_future(asyncio.sleep(30))
        interrupts = Interrupts(
            stop=lambda: done.append("stop"),
            cancel=waiting.cancel,
            leave=lambda: done.append("leave"),
            grace=0.05,
        )
        with interrupts.handled():
            os.kill(os.getpid(), signal.SIGINT)
            with pytest.raises(asyncio.CancelledError):
                await waiting

    asyncio.run(main())
    assert done == ["stop"]


def test_another_model_answers_every_step_also_those_with_one_of_their_own(
    make_task: Callable[..., Task],
) -> None:
    task = make_task(
        """
        name: t
        fields: {a: {}}
        steps:
          - {name: one, kind: ask, prompt: p.md}
          - {name: two, kind: ask, prompt: p.md, model: {name: large, temperature: 1}}
          - {name: three, kind: ask, prompt: p.md, model: {temperature: 0}}
        """,
        {"p.md": "x"},
    )
    assert models_of(task) == ("gpt-5-mini", "large")
    other = with_model(task, "small")
    assert models_of(other) == ("small",)
    assert other.spec.steps[1].model.temperature == 1  # type: ignore[union-attr]
    assert other.hash != task.hash


def test_bad_files_fail_alone(ask: Ask, aiwf: Aiwf, letters: Path) -> None:
    (letters / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing")
    (letters / "empty.pdf").write_bytes(b"")
    (letters / "=1+1.pdf").write_bytes(b"not a pdf")
    write_pdf(letters / "line\nbreak.pdf", "No. L-9\nTotal 1 yen")
    told = ask("--json", code=1).json
    assert told["counts"]["documents"] == 10  # type: ignore[index]
    assert told["counts"]["failed"] == 3  # type: ignore[index]
    table = (aiwf.folder / "runs/latest/records.csv").read_text(encoding="utf-8-sig")
    assert "\n'=1+1.pdf" in table


def test_folders_with_nothing_to_read_are_told(aiwf: Aiwf, task: Path, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    assert "none" in aiwf("extract", "terms@rules", tmp_path / "none", code=2).err
    (tmp_path / "none" / "notes.docx").write_text("x")
    assert ".docx" in aiwf("extract", "terms@rules", tmp_path / "none", code=2).err
    assert "no-such" in aiwf("extract", "terms@rules", tmp_path / "no-such", code=2).err


def test_a_broken_task_is_told_before_anything_is_asked(ask: Ask, task: Path, model: Model) -> None:
    (task / "prompts" / "total.md").write_text("{{ steps.nobody.x }}")
    done = ask(code=3)
    assert "prompts/total.md, line 1" in done.err
    assert model.bodies == []


def test_what_to_type_next_works_as_it_stands(ask: Ask, aiwf: Aiwf, tmp_path: Path) -> None:
    out = tmp_path / "my runs"
    told = ask("--out", out).out
    assert "--from" not in told, "the task is one's own: it can be edited where it is"
    [command] = [line for line in told.splitlines() if "aiwf export" in line]
    words = shlex.split(command.partition("aiwf ")[2].partition("   ")[0])
    assert "6 documents" in aiwf(*words).out
    assert "--force" in aiwf(*words, code=2).err
    aiwf(*words, "--force")
    assert "'my task'" in aiwf("init", "my task").out


def test_an_unknown_filter_is_told_with_its_line(aiwf: Aiwf, task: Path) -> None:
    (task / "prompts" / "total.md").write_text("Read.\n{{ document.text | nofilter }}")
    assert "prompts/total.md, line 2: No filter named" in aiwf("check", task, code=3).out


def test_a_reader_that_goes_away_is_no_failure_of_ours(aiwf: Aiwf) -> None:
    process = aiwf.start("schema")
    assert process.stdout is not None
    process.stdout.close()
    process.stdout = None
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (141, b"")


def test_the_screen_has_no_colour_codes_when_it_is_no_terminal(ask: Ask) -> None:
    done = ask()
    assert "\x1b" not in done.out + done.err
    assert "6 documents" in done.out
    assert "aiwf export latest" in done.out


def test_every_command_has_help_and_extract_shows_examples(aiwf: Aiwf) -> None:
    for command in ("extract", "export", "check", "init", "tasks", "schema", "cache"):
        assert aiwf(command, "--help").out.strip()
    assert "aiwf extract terms@rules" in aiwf("extract", "--help").out


def test_a_folder_whose_name_is_no_unicode_is_run_like_any_other(
    aiwf: Aiwf, letters: Path, tmp_path: Path
) -> None:
    strange = tmp_path / os.fsdecode(b"letters-\xff")
    try:
        letters.rename(strange)
    except OSError:
        pytest.skip("the file system takes Unicode only")
    told = aiwf("extract", "terms@rules", strange, "--json").json
    assert told["status"] == "complete"
    assert str(told["arguments"]["docs"]).endswith("letters-\ufffd")  # type: ignore[index]


def test_blame_asks_as_many_votes_as_the_run_did(
    ask: Ask, aiwf: Aiwf, letters: Path, model: Model
) -> None:
    ask("--limit", 1, "--repeat", 3)
    before = len(model.bodies)
    gold = {
        "file": "a.pdf",
        "fields": {"total": 5},
        "steps": {"read_number": {"number": "L-999"}},
    }
    (aiwf.folder / "gold.jsonl").write_text(json.dumps(gold), encoding="utf-8")
    aiwf("evaluate", "--gold", "gold.jsonl", "--blame", "--base-url", model.url)
    asked = model.bodies[before:]
    assert len(asked) == 3 and all("How much is L-999?" in body for body in asked)
