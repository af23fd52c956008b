"""Files by their bytes: the hash that names a document wherever it is kept."""

from __future__ import annotations

import asyncio
import hashlib
import os
from pathlib import Path

from aiwf_cli.errors import ParseError

READ_AT_ONCE = 64 * 2**10
"""Bytes below which a file is hashed without a thread of its own."""


async def hash_file(path: str) -> str:
    """SHA-256 (64 hex digits) of a file's bytes. Raises ParseError `vanished` or `unreadable`."""
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: ASYNC230, PTH123 - small, and hot
            if os.fstat(file.fileno()).st_size <= READ_AT_ONCE:
                return hashlib.sha256(file.read()).hexdigest()
        return await asyncio.to_thread(_digest, Path(path))
    except FileNotFoundError as error:
        raise ParseError(
            "vanished", "The file was there when the run began; now it is not."
        ) from error
    except OSError as error:
        raise ParseError("unreadable", f"The file cannot be read: {error.strerror}.") from error


def sha256_of(path: Path) -> str | None:
    """SHA-256 of a file's bytes; None when it cannot be read."""
    try:
        return _digest(path)
    except (OSError, ValueError):
        return None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
