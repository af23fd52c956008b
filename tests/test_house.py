"""The house rules that no single test shows: layers, and a start that loads nothing heavy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HEAVY = {
    "openai",
    "pymupdf",
    "jsonschema",
    "openpyxl",
    "diskcache",
    "rich.progress",
    "jinja2",
    "numpy",
}


def test_layers_and_owners_hold() -> None:
    root = Path(__file__).parent.parent
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([linter, "--no-cache"], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from aiwf_cli.cli.app import app; app(['--help'], standalone_mode=False);"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert not HEAVY & set(done.stderr.split())
