"""A folder of letters, a task over them, and `aiwf` over both against a server that misbehaves."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from scripted_server import Served, completion

from aiwf_cli.model.json import Json, loads
from aiwf_cli.run.store import Run, list_runs
from conftest_cli import Aiwf, Done, write_pdf
from support import write_task

__all__ = ["make_office"]

KEY = "sk-canary-7Qx0mZ29fLwB4tVd"
"""The key of every run here; it must be seen nowhere."""

TASK = """
    name: letters
    fields:
      number: {type: code, label: 番号}
      total: {type: money, label: 合計}
    steps:
      - {name: read, kind: ask, prompt: prompts/read.md}
"""
PROMPTS = {"prompts/read.md": "Which number, how much?\n\n{{ document.text }}"}


def number_in(body: dict) -> int:
    """The number of the letter that a request is about."""
    found = re.search(r"No\. L-(\d+)", str(body["messages"]))
    assert found is not None, body
    return int(found[1])


def right(body: dict, times: int = 0) -> Served:
    """What a good model says to a request about a letter."""
    n = number_in(body)
    said = {
        "number": {"value": f"L-{n:04}", "quote": f"No. L-{n:04}"},
        "total": {"value": f"{1000 + n}", "quote": f"Total {1000 + n} yen"},
    }
    return Served(body=json.dumps(completion(json.dumps(said))).encode())


def slowly(seconds: float) -> Callable[[dict, int], Served]:
    """A good model that takes its time."""
    return lambda body, _: Served(body=right(body).body, latency=seconds)


@dataclass
class Office:
    """Letters numbered from 0, and the command over them; runs and cache lie in `aiwf.folder`."""

    aiwf: Aiwf
    task: Path
    letters: Path
    count: int
    env: dict[str, str] = field(default_factory=lambda: {"OPENAI_API_KEY": KEY})

    def command(self, url: str, *arguments: object) -> tuple[object, ...]:
        return ("extract", self.task, self.letters, "--base-url", url, *arguments)

    def extract(self, url: str, *arguments: object, code: int | None = 0, **env: str) -> Done:
        return self.aiwf(*self.command(url, *arguments), code=code, **{**self.env, **env})

    def start(self, url: str, *arguments: object, **env: str) -> subprocess.Popen[bytes]:
        return self.aiwf.start(*self.command(url, *arguments), **{**self.env, **env})

    @property
    def cache(self) -> Path:
        return self.aiwf.folder / ".aiwf" / "cache"

    def runs(self) -> tuple[Run, ...]:
        """Every run, also those that were killed, oldest first."""
        return list_runs(self.aiwf.folder / "runs")

    def manifest(self, run: str = "latest") -> dict[str, Json]:
        found = loads((self.aiwf.folder / "runs" / run / "manifest.json").read_bytes())
        assert isinstance(found, dict)
        return found

    def totals(self) -> list[Json]:
        """What the latest run read as totals, in the order of the letters."""
        return [line["fields"]["total"] for line in map(json.loads, self._lines())]

    def _lines(self) -> list[bytes]:
        return self.aiwf.records().splitlines()

    @property
    def right_totals(self) -> list[int]:
        return [1000 + n for n in range(self.count)]


def write_office(folder: Path, count: int) -> Office:
    """An office in `folder` with so many letters, and the task over them."""
    hidden = ("OPENAI_", "AIWF_", "NO_COLOR")
    env = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
    for name in ("work", "letters"):
        (folder / name).mkdir()
    for n in range(count):
        write_pdf(folder / "letters" / f"{n:04}.pdf", f"Letter\nNo. L-{n:04}\nTotal {1000 + n} yen")
    write_task(folder / "task", TASK, PROMPTS)
    return Office(Aiwf(folder / "work", env), folder / "task", folder / "letters", count)


@pytest.fixture
def make_office(tmp_path: Path) -> Callable[[int], Office]:
    """Makes the office of a test, with so many letters."""
    return lambda count: write_office(tmp_path, count)


def explained(calls: Json) -> bool:
    """Whether the calls of a manifest add up: made = answered + retried + failed."""
    assert isinstance(calls, dict)
    retried, failures = calls["retried"], calls["failures"]
    assert isinstance(retried, dict) and isinstance(failures, dict)
    by_cause = sum(retried.values()) + sum(failures.values())  # type: ignore[arg-type]
    return calls["made"] == calls["answered"] + by_cause and calls["unexplained"] == 0  # type: ignore[operator]
