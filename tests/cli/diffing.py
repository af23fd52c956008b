"""Two runs of letters by rule, the second with another pattern, and `aiwf` typed beside them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from aiwf_cli.cli.app import main
from conftest_cli import Done, write_pdf
from support import write_task

TASK = """
    name: letters
    fields:
      number: {type: code, label: 番号}
      total: {type: money, label: 合計}
    steps:
      - {name: read_number, kind: regex, pattern: 'No\\. (?<number>L-\\d+)'}
      - {name: read_total, kind: regex, pattern: 'Total (?<total>\\d+ yen)'}
"""
WORSE = "steps:\n  read_number: {pattern: 'No\\. (?<number>L-00[0-2])'}\n"
GOLD = "file,番号,合計\na.pdf,L-000,1000\nb.pdf,L-001,1001\nc.pdf,L-002,1002\nd.pdf,L-003,999\n"


Aiwf = Callable[..., Done]


@pytest.fixture(scope="session")
def two_runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with letters, a task, gold, and runs of the task and of its variant `worse`."""
    folder = tmp_path_factory.mktemp("two-runs")
    (folder / "docs").mkdir()
    for number, name in enumerate("abcd"):
        text = f"Letter\nNo. L-{number:03}\nTotal {1000 + number} yen"
        write_pdf(folder / "docs" / f"{name}.pdf", text)
    write_task(folder / "task", TASK, {"variants/worse.yaml": WORSE})
    (folder / "gold.csv").write_text(GOLD, "utf-8")
    for variant in ("base", "worse"):
        command = [sys.executable, "-m", "aiwf_cli", "extract", f"task@{variant}", "docs"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture
def folder(two_runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, in which `aiwf` is typed."""
    copy = tmp_path / "work"
    shutil.copytree(two_runs, copy, symlinks=True)
    monkeypatch.chdir(copy)
    return copy


@pytest.fixture
def aiwf(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Aiwf:
    """Types `aiwf …` in the folder."""
    monkeypatch.setenv("COLUMNS", "100")

    def run(*arguments: object, code: int = 0) -> Done:
        monkeypatch.setattr(sys, "argv", ["aiwf", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        done = Done(ended.value.code or 0, *capsys.readouterr())  # type: ignore[arg-type]
        assert done.code == code, done
        return done

    return run
