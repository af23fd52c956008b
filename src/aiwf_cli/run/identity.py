"""Which aiwf this is: what it made of the same replies, another one may make otherwise."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1]


@lru_cache(maxsize=1)
def program_version() -> str:
    """The version with a fingerprint of the code, as `0.1.0+1f2e3d4c`.

    Installed from a checkout, today's code and yesterday's have one version number. The fingerprint
    is of the hashes that the installer wrote down (RECORD), or, where the code is used in place,
    of its files' sizes and times.
    """
    from importlib.metadata import distribution

    installed = distribution("aiwf-cli")
    if Path(str(installed.locate_file(PACKAGE.name))) == PACKAGE:
        record = (installed.read_text("RECORD") or "").splitlines()
        code = [line for line in record if line.startswith(f"{PACKAGE.name}/")]
    else:
        code = sorted(_in_place(PACKAGE))
    fingerprint = hashlib.sha256("\n".join(code).encode()).hexdigest()
    return f"{installed.version}+{fingerprint[:8]}"


def _in_place(folder: Path) -> Iterator[str]:
    """The package's files as they lie there, each with its size and time."""
    for entry in os.scandir(folder):
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _in_place(Path(entry.path))
        else:
            known = entry.stat()
            yield f"{entry.path} {known.st_size} {known.st_mtime_ns}"
