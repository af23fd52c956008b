"""Results belong to the code that made them, also where its version number stays."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from aiwf_cli.run.identity import PACKAGE, program_version


def copied(folder: Path) -> Path:
    """The package, copied there."""
    shutil.copytree(PACKAGE, folder / "aiwf_cli", ignore=shutil.ignore_patterns("__pycache__"))
    return folder / "aiwf_cli"


def version_of(folder: Path) -> str:
    """What a Python says that finds the package in `folder`."""
    code = "from aiwf_cli.run.identity import program_version; print(program_version())"
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    asked = [sys.executable, "-c", code]
    done = subprocess.run(asked, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_version_has_a_fingerprint_of_the_code() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+\+[0-9a-f]{8}", program_version())


def change(package: Path) -> None:
    with (package / "text" / "locate.py").open("a", encoding="utf-8") as file:
        file.write("# changed\n")


def test_code_that_was_changed_in_place_is_another_program(tmp_path: Path) -> None:
    package = copied(tmp_path)
    first = version_of(tmp_path)
    assert version_of(tmp_path) == first, "the same code is the same program"
    change(package)
    assert version_of(tmp_path) != first


def test_an_installer_that_wrote_down_no_hashes_leaves_the_files_themselves(tmp_path: Path) -> None:
    package = copied(tmp_path)
    about = tmp_path / "aiwf_cli-0.1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: aiwf-cli\nVersion: 0.1.0\n")
    first = version_of(tmp_path)
    change(package)
    assert version_of(tmp_path) != first


def test_installed_code_is_known_by_the_hashes_of_its_installer(tmp_path: Path) -> None:
    copied(tmp_path)
    about = tmp_path / "aiwf_cli-0.1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: aiwf-cli\nVersion: 0.1.0\n")
    (about / "RECORD").write_text("aiwf_cli/errors.py,sha256=one,1\n../bin/aiwf,sha256=x,1\n")
    first = version_of(tmp_path)
    (about / "RECORD").write_text("aiwf_cli/errors.py,sha256=one,1\n../bin/aiwf,sha256=y,1\n")
    assert version_of(tmp_path) == first, "of the package's own files"
    (about / "RECORD").write_text("aiwf_cli/errors.py,sha256=two,1\n../bin/aiwf,sha256=y,1\n")
    assert version_of(tmp_path) != first
