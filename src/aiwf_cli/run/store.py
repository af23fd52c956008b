"""Run directories, found and read again; `run/writer` writes them.

    runs/<task>/<UTC timestamp>-<variant>-<4 hex>/    manifest.json, task/, records.jsonl,
                                                      records.csv, traces.jsonl
    runs/latest, runs/<task>/latest                   links to the newest

Every line is whole or not there: a line that a killed process left half is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from aiwf_cli.errors import StoreError, UsageError
from aiwf_cli.model.fields import Field
from aiwf_cli.model.json import JsonObject, loads
from aiwf_cli.model.record import Record
from aiwf_cli.model.run import Manifest
from aiwf_cli.model.task import TaskSpec

RECORDS, TRACES, TABLE, MANIFEST = "records.jsonl", "traces.jsonl", "records.csv", "manifest.json"
LATEST = "latest"
TASK, RESOLVED = "task", "resolved.json"
"""The folder with a run's copy of its task, and what the task came to in it."""
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
_BACK = re.compile(r"latest(?:~(\d+))?")
_FILE_FIRST = re.compile(r'\s*\{\s*"file"\s*:\s*')
"""How a record's line begins."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run directory to read from."""

    folder: Path

    @property
    def id(self) -> str:
        """The run's id: the name of its directory, also when a link or `.` leads there."""
        return self.folder.resolve().name

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
            yield line

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
            yield line

    def resolved_task(self) -> JsonObject:
        """The task as it was resolved for this run."""
        path = self.folder / TASK / RESOLVED
        try:
            return cast("JsonObject", loads(path.read_text("utf-8")))
        except (OSError, ValueError) as error:
            raise StoreError(f"{path} cannot be read: {error}") from error

    def task_files(self) -> dict[str, bytes]:
        """The files of its task by path, as the run kept them. Raises StoreError."""
        folder = self.folder / TASK
        try:
            return {
                path.relative_to(folder).as_posix(): path.read_bytes()
                for path in sorted(folder.rglob("*"))
                if path.is_file() and path != folder / RESOLVED
            }
        except OSError as error:
            raise StoreError(f"{folder} cannot be read: {error.strerror}.") from error

    def fields(self) -> dict[str, Field]:
        """The fields of the run's task."""
        return TaskSpec.model_validate(self.resolved_task()).fields

    def _lines(self, name: str) -> Iterator[tuple[int, JsonObject]]:
        """The whole lines of a file, parsed. Raises StoreError for one that holds no object."""
        for number, line in self._whole_lines(name):
            where = f"{self.folder / name}, line {number}"
            try:
                found = loads(line)
            except ValueError as error:
                raise StoreError(f"{where}: this is not JSON: {error}") from error
            if not isinstance(found, dict):
                raise StoreError(f"{where}: this is no JSON object.")
            yield number, found

    def _whole_lines(self, name: str) -> Iterator[tuple[int, str]]:
        """The lines of a file, numbered; not the last if it is half, as a killed run leaves it."""
        path = self.folder / name
        try:
            with path.open("rb") as file:
                for number, line in enumerate(file, start=1):
                    if line.endswith(b"\n") or _is_json(line):
                        yield number, line.decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise StoreError(f"{path} cannot be read: {error}") from error


def _is_json(text: bytes) -> bool:
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
        made = (folder / TASK).stat().st_mtime_ns
    except OSError:  # a damaged run is found, too
        made = 0
    return folder.name[:16], made, folder.name


def _what_there_is(root: Path) -> str:
    runs = list_runs(root)
    if not runs:
        return "Runs are made by `aiwf extract TASK DOCS`; --out says where they are kept."
    newest = ", ".join(run.id for run in runs[-3:][::-1])
    return f"The newest: {newest}"
