"""Which aiwf this is: what it made of the same replies, another one may make otherwise."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.metadata import Distribution

PACKAGE = Path(__file__).parents[1]


@lru_cache(maxsize=1)
def program_version() -> str:
    """The version with a fingerprint of the code, as `0.1.0+1f2e3d4c`.

    Installed from a checkout, today's code and yesterday's have one version number. The fingerprint
    is of the hashes that the installer wrote down (RECORD); where the code is used in place, or
    the installer wrote nothing down, of its files' sizes and times.
    """
    from importlib.metadata import distribution

    installed = distribution("aiwf-cli")
    code = _as_installed(installed) or sorted(_in_place(PACKAGE))
    fingerprint = hashlib.sha256("\n".join(code).encode("utf-8", "surrogateescape")).hexdigest()
    return f"{installed.version}+{fingerprint[:8]}"


def _as_installed(installed: Distribution) -> list[str]:
    """The lines of RECORD about the package; none when it is not this one that is running.

    Packages of Linux distributions come without RECORD.
    """
    if Path(str(installed.locate_file(PACKAGE.name))) != PACKAGE:
        return []
    record = (installed.read_text("RECORD") or "").splitlines()
    return [line for line in record if line.startswith(f"{PACKAGE.name}/")]


def _in_place(folder: Path) -> Iterator[str]:
    """The package's files as they lie there, each with its size and time."""
    for entry in os.scandir(folder):
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _in_place(Path(entry.path))
        else:
            known = entry.stat()
            yield f"{entry.path} {known.st_size} {known.st_mtime_ns}"
