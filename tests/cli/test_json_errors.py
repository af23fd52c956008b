"""`--json` prints one object whatever happens; people read on stderr what went wrong."""

from __future__ import annotations

import json
import signal
import time
from pathlib import Path

import pytest

from conftest_cli import Aiwf, Model


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("extract", "nothing", "docs"), 2, "nothing"),
        (("evaluate", "--gold", "gold.csv"), 2, "run"),
        (("diff", "latest~1", "latest"), 2, "run"),
        (("extract", "t", "d", "--dry-run", "--replay", "x"), 2, "exclude each other"),
        (("runs", "nothing"), 2, "There are no runs of nothing"),
        (("evaluate",), 2, "--gold"),
        (("extract", "t", "d", "--concurrency", "0"), 2, "--concurrency"),
    ],
)
def test_an_error_is_one_object(
    aiwf: Aiwf, arguments: tuple[str, ...], code: int, message: str
) -> None:
    plain = aiwf(*arguments, code=None)
    done = aiwf(*arguments, "--json", code=plain.code)
    error = done.json["error"]
    assert isinstance(error, dict)
    assert list(error) == ["message", "hint", "exit_code"]
    assert message in error["message"]
    assert error["exit_code"] == done.code == code
    assert done.err == plain.err
    assert plain.out == ""


def test_a_run_that_is_stopped_has_the_error_in_its_object(
    aiwf: Aiwf, task: Path, letters: Path
) -> None:
    where = ("--base-url", "http://127.0.0.1:9/v1")
    done = aiwf("extract", task, letters, *where, "--json", code=4, AIWF_TIMEOUT="5")
    assert done.json["counts"]
    assert done.json["error"]["exit_code"] == 4  # type: ignore[index,call-overload]
    assert "Error: " in done.err


def test_a_command_that_is_interrupted_says_so_in_its_object(
    aiwf: Aiwf, task: Path, letters: Path, model: Model
) -> None:
    model.delay = 0.5
    to_run = ("--docs", letters, "--base-url", model.url, "--yes")
    process = aiwf.start("diff", task, "statements@rules", *to_run, "--json")
    while not model.bodies:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=20)
    assert process.returncode == 130
    assert json.loads(out)["error"]["exit_code"] == 130
