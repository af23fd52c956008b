"""The benchmark runs, and what it measures is right: a fast run of wrong answers would be none."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_small_benchmark_from_documents_to_figures(tmp_path: Path) -> None:
    scenes = ["--only", "changed", "evaluate", "--documents", "4", "--rounds", "1"]
    command = [sys.executable, "-m", "tests.bench", *scenes, "--scratch", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stdout + done.stderr
    figures = json.loads((tmp_path / "bench.json").read_text("utf-8"))["figures"]
    named = {figure["name"]: figure for figure in figures}
    calls = named["one prompt of three changed, 4 documents: calls a document"]
    assert calls["value"] == 1
    assert {figure["scene"] for figure in figures} == {"changed", "evaluate"}
