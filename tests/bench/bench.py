"""What every scene of the benchmark needs: the model, the commands, places for their files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from .measure import Run, run

HERE = Path(__file__).parent
ROOT = HERE.parent.parent

ONE_QUESTION = {
    "task.yaml": """
name: invoices
model: {name: bench}
fields:
  number: {type: code, label: Invoice number, synonyms: [請求書番号]}
  customer: {type: text, label: Customer, synonyms: [お客様]}
  issued: {type: date, label: Issued on, synonyms: [発行日]}
  total: {type: money, label: Total amount, synonyms: [合計金額]}
  terms: {type: text, label: Terms, synonyms: [支払条件]}
steps:
  - {name: read, kind: ask, prompt: prompts/read.md}
""",
    "prompts/read.md": """Read the invoice and write down:

{{ fields }}

<document>
{{ document.text }}
</document>
""",
}
"""A task that asks once for each document."""

THREE_QUESTIONS = {
    "task.yaml": ONE_QUESTION["task.yaml"].partition("steps:")[0]
    + """steps:
  - {name: who, kind: ask, prompt: prompts/who.md, returns: [number, customer]}
  - {name: amount, kind: ask, prompt: prompts/amount.md, returns: [total]}
  - {name: days, kind: ask, prompt: prompts/days.md, returns: [issued, terms]}
""",
    **{
        f"prompts/{name}.md": f"{question}\n\n<document>\n{{{{ document.text }}}}\n</document>\n"
        for name, question in (
            ("who", "Which invoice is it, and who is it for?"),
            ("amount", "How much is to be paid?"),
            ("days", "When was it issued, and when is it to be paid?"),
        )
    },
}
"""A task that asks three times for each document."""


@dataclass(kw_only=True)
class Figure:
    """One result: a ratio (or a quantity), what it should be at most or at least, and its parts."""

    scene: str
    name: str
    value: float
    unit: str = "×"
    most: float | None = None
    least: float | None = None
    parts: dict[str, object] = field(default_factory=dict)

    @property
    def reached(self) -> bool | None:
        """Whether the aim is reached; None when there is none."""
        if self.most is not None:
            return self.value <= self.most
        return self.value >= self.least if self.least is not None else None

    @property
    def aim(self) -> str:
        """The aim in words."""
        if self.most is not None:
            return f"≤ {self.most:g}"
        return f"≥ {self.least:g}" if self.least is not None else ""


@dataclass(kw_only=True)
class Bench:
    """One session: where files lie, which model answers, how often each command is run."""

    scratch: Path
    port: int
    rounds: int
    tell: Callable[[str], None]
    figures: list[Figure] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.env = {
            name: value for name, value in os.environ.items() if not name.startswith("AIWF_")
        }
        self.env |= {"OPENAI_API_KEY": "none", "NO_COLOR": "1", "OPENAI_BASE_URL": self.url(0)}

    def url(self, latency: int) -> str:
        """The model's base URL; it answers after so many milliseconds."""
        return f"http://127.0.0.1:{self.port}/{latency}/v1"

    def calls(self) -> int:
        """Calls that the model has answered so far."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/calls") as answer:
            return json.load(answer)["calls"]

    def found(self, figure: Figure) -> None:
        """Keeps a figure and tells it."""
        self.figures.append(figure)
        mark = {True: "reached", False: "MISSED", None: ""}[figure.reached]
        number = f"{figure.value:.3g} {figure.unit}"
        self.tell(f"{figure.scene:10} {figure.name:58} {number:>10}  {figure.aim:>8}  {mark}")

    def place(self, name: str) -> Path:
        """A new, empty folder."""
        folder = self.scratch / "work" / f"{name}-{next(self._numbers)}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def task(self, files: dict[str, str]) -> Path:
        """A task folder with these files."""
        folder = self.place("task")
        for name, text in files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        return folder

    def python(self, *arguments: object, folder: Path | None = None) -> Run:
        """Runs a Python program."""
        return run([sys.executable, *arguments], folder or self.scratch, self.env)

    def aiwf(self, *arguments: object, folder: Path | None = None) -> Run:
        """Runs aiwf as people do."""
        command = Path(sys.executable).with_name("aiwf")
        return run([command, *arguments], folder or self.scratch, self.env)

    def extract(
        self, task: Path, docs: Path, folder: Path, *, latency: int = 200, at_once: int = 32
    ) -> Run:
        """`aiwf extract` with its cache and its runs in `folder`."""
        return self.aiwf(
            *("extract", task, docs, "--base-url", self.url(latency)),
            *("--concurrency", at_once, "--json"),
            folder=folder,
        )

    def by_hand(self, docs: Path, folder: Path, *, latency: int = 200, at_once: int = 32) -> Run:
        """The hand-written script with its cache and its records in `folder`."""
        return self.python(HERE / "by_hand.py", docs, self.url(latency), at_once, folder)

    def calls_alone(self, calls: int, *, latency: int = 200, at_once: int = 32) -> Run:
        """So many calls through the openai package, and nothing else."""
        return self.python(HERE / "calls_alone.py", self.url(latency), calls, at_once)


@contextmanager
def model() -> Iterator[int]:
    """The port of a model that answers while the context lasts."""
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.server"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdin
    assert server.stdout
    try:
        yield int(server.stdout.readline())
    finally:
        server.stdin.close()
        server.wait(5)
        server.stdout.close()
