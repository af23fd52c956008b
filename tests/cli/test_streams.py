"""Standard streams that are closed, or that nothing more can be written to."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from conftest_cli import Aiwf

FULL = Path("/dev/full")


def shell(aiwf: Aiwf, arguments: str, redirection: str) -> subprocess.CompletedProcess[str]:
    """The command behind a shell's redirection."""
    command = f"{sys.executable} -m aiwf_cli {arguments} {redirection}"
    return subprocess.run(
        ["sh", "-c", command], cwd=aiwf.folder, env=aiwf.env, capture_output=True, text=True
    )


@pytest.mark.parametrize("redirection", ["2>&-", "2>&- <&-"])
def test_closed_streams_cost_nothing_but_what_they_would_have_shown(
    aiwf: Aiwf, letters: Path, redirection: str
) -> None:
    (letters / "notes.txt").write_text("passed over, which stderr would have told")
    done = shell(aiwf, f"extract statements@rules {letters} --json", redirection)
    assert done.returncode == 0, done
    assert json.loads(done.stdout)["counts"]["ok"] == 6
    assert done.stderr == ""


@pytest.mark.parametrize("command", ["tasks", "schema", "cache stats"])
def test_with_stdout_closed_a_command_does_its_work_all_the_same(aiwf: Aiwf, command: str) -> None:
    (aiwf.folder / "none.jsonl").touch()
    aiwf("cache", "import", "none.jsonl")  # makes the cache
    done = shell(aiwf, command, ">&-")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.skipif(not FULL.exists(), reason="the device that is always full is Linux's")
@pytest.mark.parametrize("command", ["tasks", "schema", "tasks --json", "--help"])
def test_a_full_disk_under_stdout_is_told_in_one_line(aiwf: Aiwf, command: str) -> None:
    done = shell(aiwf, command, f">{FULL}")
    assert done.returncode == 5
    assert done.stderr == "Error: The output cannot be written: No space left on device.\n"


@pytest.mark.skipif(not FULL.exists(), reason="the device that is always full is Linux's")
def test_a_full_disk_under_stderr_changes_no_exit_code(aiwf: Aiwf, letters: Path) -> None:
    (letters / "notes.txt").write_text("passed over, which stderr cannot be told")
    assert shell(aiwf, f"extract statements@rules {letters}", f"2>{FULL}").returncode == 5
    done = shell(aiwf, "check nowhere --json", f"2>{FULL}")
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]["exit_code"] == 2
