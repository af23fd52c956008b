"""How the cache's database holds text, and nothing but text.

diskcache pickles by default, reads back whatever a database says is a pickle, and follows the file
names that stand in it (CVE-2025-69872). `TextDisk` writes str keys and str values into the database
itself, reads nothing else, and touches no other file, whoever wrote the database.
"""

from __future__ import annotations

from typing import Any, NoReturn

import diskcache
from diskcache.core import MODE_RAW

NOT_OURS = ""
"""What a key reads as that this program cannot have written."""


class TextDisk(diskcache.Disk):  # type: ignore[misc]  # diskcache has no types
    """Str in, str out, all of it inside the database; anything else is refused."""

    def put(self, key: Any) -> tuple[str, bool]:
        """The key as the database holds it; raises TypeError for anything but str."""
        return _text(key), True

    def get(self, key: Any, raw: Any) -> str:
        """The key that the database holds, or `NOT_OURS`."""
        return key if raw == 1 and isinstance(key, str) else NOT_OURS

    def store(self, value: Any, read: Any, key: Any = None) -> tuple[int, int, None, str]:
        """The columns size, mode, file name and value; raises TypeError for anything but str."""
        if read:
            raise TypeError("the cache takes text, not files")
        return 0, MODE_RAW, None, _text(value)

    def fetch(self, mode: Any, filename: Any, value: Any, read: Any) -> str:
        """The text in the database; OSError (to diskcache: a miss) when it holds something else."""
        if mode != MODE_RAW or filename is not None or read or not isinstance(value, str):
            raise OSError("the cache's database holds something that is not text")
        return value

    def filename(self, key: Any = None, value: Any = None) -> NoReturn:
        """Never: no value lives in a file of its own."""
        raise OSError("the cache keeps nothing in files of its own")

    def remove(self, file_path: Any) -> None:
        """Nothing: a file name in the database is not ours, so what it names is not touched."""


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"the cache takes text only, not {type(value).__name__}")
    return value
