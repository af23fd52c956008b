"""A run directory written line by line while the run goes on.

Records stand in document order whatever order they are done in: what comes early waits for its
turn.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

from aiwf_cli.errors import StoreError
from aiwf_cli.model.json import Json
from aiwf_cli.model.run import Manifest
from aiwf_cli.model.task import Task
from aiwf_cli.run.store import (
    LATEST,
    MANIFEST,
    PRIVATE_FILE,
    PRIVATE_FOLDER,
    RECORDS,
    RESOLVED,
    TABLE,
    TASK,
    TRACES,
)
from aiwf_cli.run.waiting import WaitingRoom


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """What one document adds to a run's files: whole lines, each ended."""

    record: str
    traces: str
    table: str


@dataclass(kw_only=True)
class RunWriter:
    """A run directory being written; `next` is the document whose turn it is."""

    folder: Path
    next: int = 0
    _waiting: WaitingRoom = field(init=False)
    _new: set[int] = field(default_factory=set)
    """Those of the waiting that no run before knew."""
    _files: dict[str, IO[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._waiting = WaitingRoom(folder=self.folder)

    @classmethod
    def create(cls, root: Path, task: Task, started: datetime, table_header: str) -> RunWriter:
        """A new run directory below `root`, with the task in it.

        Raises StoreError when it cannot be written.
        """
        name = f"{started:%Y%m%dT%H%M%SZ}-{task.variant}-{secrets.token_hex(2)}"
        writer = cls(folder=root / task.name / name)
        with _store_errors(writer.folder):
            writer.folder.mkdir(parents=True, mode=PRIVATE_FOLDER)
            for file in (RECORDS, TRACES, TABLE):
                writer._files[file] = _open_private(writer.folder / file)
            writer._files[TABLE].write(table_header)
            _keep_task(writer.folder / TASK, task)
        return writer

    def write(self, index: int, lines: Lines, *, known: bool = False) -> None:
        """Adds the lines of document `index`, or keeps them until their turn.

        Once written they survive the end of this process, unless they are `known` from a run
        before: those cost nothing to find again. Raises StoreError when the disk does not take
        them.
        """
        if not known:
            self._new.add(index)
        begun = self.next
        with _store_errors(self.folder):
            self._waiting.put(index, (lines.record, lines.traces, lines.table))
            self._write_ready()
            if written := self._new.intersection(range(begun, self.next)):
                self._new -= written
                for file in self._files.values():
                    file.flush()

    def _write_ready(self) -> None:
        while (ready := self._waiting.pop(self.next)) is not None:
            for file, text in zip((RECORDS, TRACES, TABLE), ready, strict=True):
                self._files[file].write(text)
            self.next += 1

    def put_manifest(self, manifest: Manifest) -> None:
        """Writes manifest.json, whole or not at all."""
        with _store_errors(self.folder):
            replace_text(self.folder / MANIFEST, dumps_pretty(manifest.to_json()))

    def close(self) -> None:
        """Writes what still waits behind documents that never came, and closes the files."""
        with _store_errors(self.folder):
            while self._waiting:
                self.next = self._waiting.first()
                self._write_ready()
            self._waiting.close()
            for file in self._files.values():
                file.close()

    @property
    def has_latest(self) -> bool:
        """Whether some run is the latest of all."""
        return (self.folder.parent.parent / LATEST / MANIFEST).is_file()

    def point_latest(self) -> None:
        """Makes this run the latest of its task and of all."""
        with _store_errors(self.folder):
            task_folder = self.folder.parent
            _link(task_folder / LATEST, self.folder.name)
            _link(task_folder.parent / LATEST, f"{task_folder.name}/{self.folder.name}")


def _keep_task(folder: Path, task: Task) -> None:
    """The resolved task and every file it used, for later diffs."""
    folder.mkdir(mode=PRIVATE_FOLDER)
    files = {**task.files, RESOLVED: dumps_pretty(task.resolved).encode("utf-8")}
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
        path.touch(mode=PRIVATE_FILE)
        path.write_bytes(data)


def dumps_pretty(value: Json) -> str:
    """JSON for people to read, ended by a newline."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _open_private(path: Path) -> IO[str]:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    return os.fdopen(descriptor, "w", encoding="utf-8", newline="")


def replace_text(path: Path, text: str) -> None:
    """Writes a private file, whole or not at all. Raises OSError."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    try:
        with _open_private(beside) as file:
            file.write(text)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _link(link: Path, target: str) -> None:
    """Points `link` to `target` in one move; two runs at once leave one of the two."""
    beside = link.with_name(f".{link.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    beside.symlink_to(target)
    beside.replace(link)


class _store_errors:  # noqa: N801 - reads as a phrase: with _store_errors(folder)
    """Turns what the system says about a run's folder into a StoreError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            raise StoreError(
                f"{self._folder} cannot be written: {error.strerror}.",
                hint="Free space or choose another folder with --out. "
                "Replies that were paid for are in the cache.",
            ) from error
