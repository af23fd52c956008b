"""Results belong to the code that made them, also where its version number stays."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from aiwf_cli.run.identity import PACKAGE, program_version


def version_of(folder: Path) -> str:
    """What a Python says that finds the package in `folder`."""
    code = "from aiwf_cli.run.identity import program_version; print(program_version())"
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    asked = [sys.executable, "-c", code]
    done = subprocess.run(asked, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_version_has_a_fingerprint_of_the_code() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+\+[0-9a-f]{8}", program_version())


def test_code_that_was_changed_in_place_is_another_program(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "aiwf_cli", ignore=shutil.ignore_patterns("__pycache__"))
    first = version_of(tmp_path)
    assert version_of(tmp_path) == first, "the same code is the same program"
    with (tmp_path / "aiwf_cli" / "text" / "locate.py").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert version_of(tmp_path) != first
