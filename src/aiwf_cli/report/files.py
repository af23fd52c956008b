"""Files that people asked for: written whole or not at all, readable by their owner alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from aiwf_cli.errors import StoreError
from aiwf_cli.run.store import PRIVATE_FILE


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A private file beside `path` to write into; it takes the place of `path` at the end.

    Raises StoreError when the system does not let us write.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.touch(mode=PRIVATE_FILE)  # it holds what documents say
        yield beside
        beside.replace(path)
    except OSError as error:
        raise StoreError(
            f"{path} cannot be written: {error.strerror}.",
            hint="Is its folder missing, or is it open in another program?",
        ) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
