"""Files of replies that are none, given to `--replay` and `aiwf cache import`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest_cli import Aiwf


def test_a_document_is_no_recording(aiwf: Aiwf, task: Path, letters: Path) -> None:
    paper = letters / "a.pdf"
    done = aiwf("extract", task, letters, "--replay", paper, code=2)
    assert done.err.startswith(f"Error: {paper} is no batch output: its lines are not JSON.")
    assert not (aiwf.folder / "runs").exists()


def test_a_document_is_not_imported(aiwf: Aiwf, letters: Path) -> None:
    paper = letters / "a.pdf"
    done = aiwf("cache", "import", paper, code=2)
    assert done.err.splitlines()[0] == (
        f"Error: {paper} is no batch output: its lines are not JSON."
    )
    assert "line 1" not in done.err


def test_a_file_of_requests_is_no_recording(aiwf: Aiwf, task: Path, letters: Path) -> None:
    aiwf("extract", task, letters, "--requests-out", "requests.jsonl")
    done = aiwf("cache", "import", "requests.jsonl", code=2)
    assert "is no batch output: no response.body (is this a file of requests?)." in done.err


@pytest.mark.parametrize(("bad", "told"), [(3, 3), (40, 3)])
def test_of_bad_lines_three_are_told_and_all_counted(aiwf: Aiwf, bad: int, told: int) -> None:
    good = {"custom_id": "x", "response": {"body": {}}, "error": {"message": "expired"}}
    lines = [*["spoilt"] * bad, json.dumps(good)]
    (aiwf.folder / "replies.jsonl").write_text("\n".join(lines))
    done = aiwf("cache", "import", "replies.jsonl", code=1)
    assert done.err.count("not JSON") == told
    assert (f"{bad} lines are no batch output" in done.err) == (bad > told)


def test_a_task_that_asks_nobody_needs_nothing_of_a_recording(
    aiwf: Aiwf, letters: Path, tmp_path: Path
) -> None:
    recording = tmp_path / "replies.jsonl"
    recording.write_text("")
    arguments = ("extract", "terms@rules", letters, "--json")
    plain, replayed = aiwf(*arguments), aiwf(*arguments, "--replay", recording)
    assert replayed.json["counts"] == plain.json["counts"]
    assert "no requests to write" in aiwf(*arguments, "--requests-out", "out.jsonl", code=2).err
