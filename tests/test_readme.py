"""README's promises, kept by running them: its first command, again, and without a key."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from aiwf_cli.sources.ocr.extra import ocr_installed

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
NO_NETWORK = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}


def command_behind(mark: str) -> str:
    found = re.search(rf"<!-- {mark} -->\n```sh\n(.+?)\n```", README, re.DOTALL)
    assert found, f"README marks its command with <!-- {mark} -->"
    return found[1]


def aiwf(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "aiwf_cli", *arguments],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), **NO_NETWORK},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def first_command() -> list[str]:
    """What README's first command gives to aiwf, its paths made absolute."""
    words = shlex.split(command_behind("try").rpartition("&&")[2])
    assert words[0] == ".venv/bin/aiwf"
    return [str(ROOT / word) if word.startswith("sample_docs") else word for word in words[1:]]


def test_the_first_command_gives_one_record_for_every_document(
    first_command: list[str], tmp_path: Path
) -> None:
    done = aiwf(first_command, tmp_path)
    assert done.returncode == 0, done.stderr
    first = (tmp_path / "runs/latest/records.jsonl").read_bytes()
    documents = [p.name for p in (ROOT / "sample_docs/terms").iterdir() if p.suffix == ".pdf"]
    assert len(first.splitlines()) == len(documents)

    done = aiwf([*first_command, "--json"], tmp_path)
    told = json.loads(done.stdout)
    assert told["calls"]["made"] == 0, "typed again, everything is known"
    assert (tmp_path / "runs/latest/records.jsonl").read_bytes() == first


VARIANTS = ["terms@single", "terms@few-shot", "statements@synonyms", "statements@few-shot"]


@pytest.mark.parametrize("task", [*VARIANTS, "tablets", "tablets@other-makers"])
def test_every_variant_that_asks_has_its_replies(task: str, tmp_path: Path) -> None:
    docs = ROOT / "sample_docs" / task.partition("@")[0]
    done = aiwf(["extract", task, str(docs), "--replay", str(docs / "replies.jsonl")], tmp_path)
    assert done.returncode == 0, done.stderr


DIFFS = re.findall(
    r"```sh\n(?:aiwf evaluate[^\n]+\n)?aiwf (diff .+?)\n```\n\n```\n(.+?)```", README, re.DOTALL
)


@pytest.mark.skipif(ocr_installed(), reason="README shows what is printed without the ocr extra")
@pytest.mark.parametrize(("command", "screen"), DIFFS, ids=["terms", "statements", "tablets"])
def test_a_diff_shows_what_readme_shows(command: str, screen: str, tmp_path: Path) -> None:
    words = [str(ROOT / w) if w.startswith("sample_docs") else w for w in shlex.split(command)]
    done = aiwf(words, tmp_path)
    assert done.returncode == 0, done.stderr
    printed = [line.split() for line in done.stdout.splitlines()]
    for line in screen.splitlines():
        assert set(line) <= set(" ─") or line.split() in printed, line


def test_readme_compares_each_of_the_three_tasks() -> None:
    assert len(DIFFS) == 3


def test_the_gate_runs_readmes_test_command() -> None:
    assert "pytest" in command_behind("tests")
    assert "<!-- tests -->" in (ROOT / ".ci" / "run").read_text()


def test_links_lead_somewhere() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"
