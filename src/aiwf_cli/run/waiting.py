"""Where the lines of documents wait that are done before their turn: memory, then a file."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO, TypeAlias

IN_MEMORY = 8_000_000
"""Characters that wait in memory; what comes beyond waits in a file."""

Texts: TypeAlias = tuple[str, ...]


@dataclass(slots=True, frozen=True)
class _Place:
    """Where texts lie in the file: the first byte, and how many bytes each has."""

    at: int
    sizes: tuple[int, ...]


@dataclass(kw_only=True)
class WaitingRoom:
    """Texts by the number of their document, to be fetched once each, in whatever order.

    A slow document at the front of a large folder lets thousands wait: memory does not grow with
    them. The file has no name, lies on the disk of `folder` (where temporary files lie may be
    memory) and is gone with the process. Raises OSError when it cannot be written.
    """

    folder: Path
    in_memory: int = IN_MEMORY
    _held: dict[int, Texts] = field(default_factory=dict)
    _room: int = field(init=False)
    _filed: dict[int, _Place] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._room = self.in_memory

    def __bool__(self) -> bool:
        return bool(self._held or self._filed)

    def first(self) -> int:
        """The lowest number of those that wait; raises ValueError when nobody does."""
        return min(min(waiting) for waiting in (self._held, self._filed) if waiting)

    def put(self, number: int, texts: Texts) -> None:
        """Lets `texts` wait."""
        size = sum(map(len, texts))
        if size <= self._room:
            self._room -= size
            self._held[number] = texts
        else:
            self._filed[number] = self._file_away(texts)

    def pop(self, number: int) -> Texts | None:
        """The texts of a document, which wait no longer; None when there are none."""
        if (texts := self._held.pop(number, None)) is not None:
            self._room += sum(map(len, texts))
            return texts
        place = self._filed.pop(number, None)
        return None if place is None else self._fetched(place)

    def close(self) -> None:
        """Lets the file go."""
        if "_file" in self.__dict__:
            self._file.close()

    @cached_property
    def _file(self) -> IO[bytes]:
        return tempfile.TemporaryFile(dir=self.folder)

    def _file_away(self, texts: Texts) -> _Place:
        written = [text.encode("utf-8", "surrogatepass") for text in texts]
        if not self._filed:
            self._file.truncate(0)
        at = self._file.seek(0, os.SEEK_END)
        self._file.write(b"".join(written))
        return _Place(at, tuple(map(len, written)))

    def _fetched(self, place: _Place) -> Texts:
        self._file.seek(place.at)
        return tuple(self._file.read(size).decode("utf-8", "surrogatepass") for size in place.sizes)
