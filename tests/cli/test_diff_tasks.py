"""aiwf diff of tasks: what is missing is run, what is there is not, what costs is asked for."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import diffing
import pytest

from conftest_cli import Aiwf, Done, Model

two_runs = diffing.two_runs
PATIENCE = 60
"""Seconds after which a terminal that says nothing has nothing to say."""


@pytest.fixture
def worse(task: Path) -> str:
    """A variant of the task that reads the wrong number."""
    (task / "variants").mkdir()
    (task / "variants" / "worse.yaml").write_text(
        "steps:\n  read_number: {prompt: prompts/worse.md}\n", "utf-8"
    )
    text = "Which number?\nNo. L-000\n{{ document.text }}"
    (task / "prompts" / "worse.md").write_text(text, "utf-8")
    return f"{task}@worse"


def test_tasks_are_run_first_and_not_again(
    aiwf: Aiwf, task: Path, worse: str, letters: Path, model: Model
) -> None:
    def diff(*more: object, code: int = 0) -> Done:
        return aiwf("diff", task, worse, "--base-url", model.url, *more, code=code)

    assert "--docs FOLDER" in diff(code=2).err
    unagreed = diff("--docs", letters, code=2)
    assert "letters on 6 documents: 5 calls to make now, cost about $" in unagreed.err
    assert "later steps ask with what the replies say: not counted" in unagreed.err
    assert "Add --yes" in unagreed.err
    assert model.bodies == []
    assert not (aiwf.folder / "runs").exists()

    done = diff("--docs", letters, "--yes", "--json")
    asked = len(model.bodies)
    assert "letters@worse: 6 documents · " in done.err
    changed = done.json["cells"]["changed"]  # type: ignore[index,call-overload]
    assert changed == 5

    again = diff("--docs", letters)
    assert again.err.count("is just that, and is not run again") == 2
    first_three = diff("--docs", letters, "--limit", "3")  # from the cache: nothing to agree to
    assert "0 asked, 6 cached" in first_three.err
    assert len(model.bodies) == asked


def test_what_the_cache_answered_is_told_as_it_was_asked(
    ask: Callable[..., Done], aiwf: Aiwf, task: Path
) -> None:
    ask()
    prompt = task / "prompts" / "total.md"
    prompt.write_text(f"Please: {prompt.read_text('utf-8')}", "utf-8")
    ask()
    told = aiwf("diff", "latest~1", "latest", "--json").json
    a, b = told["as_asked"]["a"], told["as_asked"]["b"]  # type: ignore[index,call-overload]
    assert (b["calls"], b["cached"]) == (12, 7)
    assert told["tokens"]["b"]["input"] == 500  # type: ignore[index,call-overload]
    assert b["tokens"]["input"] == 1200
    assert a["tokens"]["input"] == 1200
    assert b["cost_usd"] == pytest.approx(1200 * 0.25e-6 + 120 * 2e-6)
    (change,) = told["task_changes"]  # type: ignore[misc]
    assert change["part"] == "step read_total"
    assert "B had 7 of 12 answers in the cache" in aiwf("diff", "latest~1", "latest").out


def test_a_run_against_a_task_takes_the_documents_of_the_run(
    ask: Callable[..., Done], aiwf: Aiwf, letters: Path, model: Model, task: Path
) -> None:
    ask("--limit", "2")
    (letters / "a.pdf").write_bytes((letters / "b.pdf").read_bytes())
    done = aiwf("diff", "latest", task, "--base-url", model.url, "--yes")
    assert f"Documents: {letters}" in done.err
    assert "! 1 document is another file in A than in B under the same name" in done.out
    assert "in B only, not compared" in done.out


def test_where_letters_cannot_be_shown_others_stand_for_them(two_runs: Path, aiwf: Aiwf) -> None:
    done = aiwf(
        "diff",
        "letters/latest~1",
        "letters/latest",
        "--out",
        two_runs / "runs",
        PYTHONIOENCODING="ascii",
    )
    assert "letters ? letters@worse" in done.out


@pytest.mark.parametrize(("env", "styled"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_on_a_terminal_a_long_screen_is_paged(
    two_runs: Path, aiwf: Aiwf, env: dict[str, str], styled: bool
) -> None:
    runs = ("letters/latest~1", "letters/latest", "--out", two_runs / "runs")
    pager = aiwf.folder / "pager"
    pager.write_text(f'#!/bin/sh\ncat > "{aiwf.folder}/paged"\n', "utf-8")
    pager.chmod(0o700)
    ours = {"PAGER": str(pager), "TERM": "xterm", "LINES": "6", **env}
    seen = on_terminal(aiwf, ours, *runs)
    paged = (aiwf.folder / "paged").read_text("utf-8")
    assert "letters → letters" in paged
    assert ("\x1b" in paged) == styled
    assert "letters → letters" not in seen
    nobody = {**ours, "PAGER": "/no/such/pager"}
    assert "letters → letters" in on_terminal(aiwf, nobody, *runs)


def test_on_a_terminal_one_is_asked_before_calls_are_made(
    aiwf: Aiwf, task: Path, letters: Path, model: Model
) -> None:
    sides = (task, task, "--docs", letters, "--base-url", model.url)
    refused = on_terminal(aiwf, {}, *sides, types="n\n")
    assert "Make these calls?" in refused
    assert "Nothing was asked, nothing was run." in refused
    assert model.bodies == []
    agreed = on_terminal(aiwf, {"PAGER": "cat"}, *sides, types="y\n")
    assert "same task" in agreed
    assert len([*(aiwf.folder / "runs" / "letters").iterdir()]) == 2, "one run, and its link"


def on_terminal(aiwf: Aiwf, env: dict[str, str], *arguments: object, types: str = "") -> str:
    """What somebody sees who types `aiwf diff …` on a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "aiwf_cli", "diff", *map(str, arguments)],
        cwd=aiwf.folder,
        env={**aiwf.env, "LINES": "24", "COLUMNS": "100", **env},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    os.write(ours, types.encode())
    seen = b""
    while select.select([ours], [], [], PATIENCE)[0]:
        try:
            seen += os.read(ours, 1 << 16)
        except OSError:  # the terminal is closed
            break
    process.wait(timeout=PATIENCE)
    os.close(ours)
    return seen.decode()
