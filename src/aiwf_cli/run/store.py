"""Run directories: written line by line while the run goes on, found and read again later.

    runs/<task>/<UTC timestamp>-<variant>-<4 hex>/    manifest.json, task/, records.jsonl,
                                                      records.csv, traces.jsonl
    runs/latest, runs/<task>/latest                   links to the newest

Records stand in document order whatever order they are done in: what comes early waits for its
turn. Every line is whole or not there: a line that a killed process left half is left out.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, cast

from aiwf_cli.errors import StoreError, UsageError
from aiwf_cli.model.fields import Field
from aiwf_cli.model.json import Json, JsonObject, loads
from aiwf_cli.model.record import Record
from aiwf_cli.model.run import Manifest
from aiwf_cli.model.task import Task, TaskSpec

RECORDS, TRACES, TABLE, MANIFEST = "records.jsonl", "traces.jsonl", "records.csv", "manifest.json"
LATEST = "latest"
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
_BACK = re.compile(r"latest(?:~(\d+))?")
_FILE_FIRST = re.compile(r'\s*\{\s*"file"\s*:\s*')
"""How a record's line begins."""


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
    _waiting: dict[int, Lines] = field(default_factory=dict)
    _files: dict[str, IO[str]] = field(default_factory=dict)

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
            _keep_task(writer.folder / "task", task)
        return writer

    def write(self, index: int, lines: Lines, *, known: bool = False) -> None:
        """Adds the lines of document `index`, or keeps them until their turn.

        They survive the end of this process, unless they are `known` from a run before: those
        cost nothing to find again. Raises StoreError when the disk does not take them.
        """
        self._waiting[index] = lines
        with _store_errors(self.folder):
            while (ready := self._waiting.pop(self.next, None)) is not None:
                self._files[RECORDS].write(ready.record)
                self._files[TRACES].write(ready.traces)
                self._files[TABLE].write(ready.table)
                self.next += 1
            if not self._waiting and not known:
                for file in self._files.values():
                    file.flush()

    def put_manifest(self, manifest: Manifest) -> None:
        """Writes manifest.json, whole or not at all."""
        with _store_errors(self.folder):
            _replace_text(self.folder / MANIFEST, dumps_pretty(manifest.to_json()))

    def close(self) -> None:
        """Writes what still waits behind documents that never came, and closes the files."""
        with _store_errors(self.folder):
            while self._waiting:
                self.next = min(self._waiting)
                self.write(self.next, self._waiting[self.next])
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


@dataclass(frozen=True, slots=True)
class Run:
    """A run directory to read from."""

    folder: Path

    @property
    def id(self) -> str:
        """The run's id: the name of its directory."""
        return self.folder.name

    def manifest(self) -> Manifest:
        """Its manifest. Raises StoreError when it cannot be read."""
        try:
            return Manifest.from_json(loads((self.folder / MANIFEST).read_text("utf-8")))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreError(
                f"{self.folder / MANIFEST} cannot be read: {error}",
                hint="The run was damaged; run `aiwf extract` again: the cache answers.",
            ) from error

    @property
    def is_over(self) -> bool:
        """Whether it came to an end, good or bad: a run that was killed never does."""
        try:
            return self.manifest().status != "running"
        except StoreError:
            return False

    def records(self) -> Iterator[Record]:
        """Its records, in document order. Raises StoreError for a line that is no record."""
        for number, line in self._lines(RECORDS):
            try:
                yield Record.from_json(line)
            except (KeyError, TypeError, ValueError) as error:
                raise StoreError(
                    f"{self.folder / RECORDS}, line {number}: this is no record."
                ) from error

    def record_lines(self) -> Iterator[JsonObject]:
        """The lines of its records as they stand, for who needs little of them."""
        for _, line in self._lines(RECORDS):
            yield cast("JsonObject", line)

    def files(self) -> Iterator[str]:
        """The ids of its documents, in order, without opening more of their lines than needed."""
        decoder = json.JSONDecoder()
        for number, line in self._whole_lines(RECORDS):
            try:
                if begun := _FILE_FIRST.match(line):
                    yield decoder.raw_decode(line, begun.end())[0]
                else:
                    yield str(cast("JsonObject", loads(line))["file"])
            except (ValueError, KeyError, TypeError) as error:
                raise StoreError(
                    f"{self.folder / RECORDS}, line {number}: this is no record."
                ) from error

    def traces(self) -> Iterator[JsonObject]:
        """The lines of its traces."""
        for _, line in self._lines(TRACES):
            yield cast("JsonObject", line)

    def resolved_task(self) -> JsonObject:
        """The task as it was resolved for this run."""
        path = self.folder / "task" / "resolved.json"
        try:
            return cast("JsonObject", loads(path.read_text("utf-8")))
        except (OSError, ValueError) as error:
            raise StoreError(f"{path} cannot be read: {error}") from error

    def fields(self) -> dict[str, Field]:
        """The fields of the run's task."""
        return TaskSpec.model_validate(self.resolved_task()).fields

    def _lines(self, name: str) -> Iterator[tuple[int, Json]]:
        """The whole lines of a file, parsed."""
        for number, line in self._whole_lines(name):
            try:
                yield number, loads(line)
            except ValueError as error:
                raise StoreError(
                    f"{self.folder / name}, line {number}: this is not JSON: {error}"
                ) from error

    def _whole_lines(self, name: str) -> Iterator[tuple[int, str]]:
        """The lines of a file, numbered; not the last if it is half, as a killed run leaves it."""
        path = self.folder / name
        try:
            with path.open(encoding="utf-8") as file:
                for number, line in enumerate(file, start=1):
                    if line.endswith("\n") or _is_json(line):
                        yield number, line
        except (OSError, UnicodeDecodeError) as error:
            raise StoreError(f"{path} cannot be read: {error}") from error


def _is_json(text: str) -> bool:
    try:
        loads(text)
    except ValueError:
        return False
    return True


def find_run(name: str, root: Path) -> Run:
    """The run that `name` means: a directory, an id, `latest`, `latest~2`, `<task>/latest`.

    A run that is under way, or was killed, is found by its id; it is the latest of none. Raises
    UsageError when there is none, saying which there are.
    """
    if (Path(name) / MANIFEST).is_file():
        return Run(Path(name))
    task, _, rest = name.rpartition("/")
    if back := _BACK.fullmatch(rest):
        runs = _ended_runs(root / task if task else root)
        wanted = int(back[1] or 0)
        if wanted < len(runs):
            return runs[-1 - wanted]
    else:
        for run in list_runs(root):
            if run.id == rest:
                return run
    raise UsageError(f"There is no run {name!r} in {root}.", hint=_what_there_is(root))


def _ended_runs(folder: Path) -> list[Run]:
    """The runs that `latest` counts back over: those that are over, up to the one it links to."""
    runs = [run for run in list_runs(folder) if run.is_over]
    linked = (folder / LATEST).resolve().name
    ids = [run.id for run in runs]
    return runs[: ids.index(linked) + 1] if linked in ids else runs


def list_runs(root: Path) -> tuple[Run, ...]:
    """The runs below `root` (all tasks, or one task's folder), oldest first."""
    folders = {path.parent for path in (*root.glob(f"*/{MANIFEST}"), *root.glob(f"*/*/{MANIFEST}"))}
    real = (folder for folder in folders if not folder.is_symlink())
    return tuple(Run(folder) for folder in sorted(real, key=_age))


def _age(folder: Path) -> tuple[str, int, str]:
    """Sorts by the second in the name, then by when the directory was made."""
    try:
        made = (folder / "task").stat().st_mtime_ns
    except OSError:  # a damaged run is found, too
        made = 0
    return folder.name[:16], made, folder.name


def _what_there_is(root: Path) -> str:
    runs = list_runs(root)
    if not runs:
        return "Runs are made by `aiwf extract TASK DOCS`; --out says where they are kept."
    newest = ", ".join(run.id for run in runs[-3:][::-1])
    return f"The newest: {newest}"


def _keep_task(folder: Path, task: Task) -> None:
    """The resolved task and every file it used, for later diffs."""
    folder.mkdir(mode=PRIVATE_FOLDER)
    files = {**task.files, "resolved.json": dumps_pretty(task.resolved).encode("utf-8")}
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


def _replace_text(path: Path, text: str) -> None:
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
