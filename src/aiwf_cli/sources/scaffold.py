"""New task folders: a copy of another task, or a small one that runs at once."""

from __future__ import annotations

import shutil
from pathlib import Path

from aiwf_cli.errors import StoreError, UsageError
from aiwf_cli.sources.tasks import BUILT_IN, TASK_FILE, find_task

STARTER = BUILT_IN.parent / "starter"


def scaffold(folder: Path, source: str | None = None) -> Path:
    """Makes `folder` a task: a copy of `source`, or the starter. Raises UsageError if it exists."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} exists already.", hint="Give the new task another name.")
    origin = find_task(source)[0] if source else STARTER
    try:
        shutil.copytree(
            origin,
            folder,
            dirs_exist_ok=True,
            ignore=shutil.ignore_patterns("__pycache__", ".*", "runs"),
        )
        _rename(folder / TASK_FILE, folder.resolve().name)
    except OSError as error:
        raise StoreError(f"{folder} cannot be written: {error.strerror}.") from error
    return folder


def _rename(path: Path, name: str) -> None:
    """Gives the task in `path` the name of its folder, as far as a task's name may look so."""
    fit = "".join(char if char.isascii() and char.isalnum() else "-" for char in name).strip("-")
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if line.startswith("name:"))
    lines[at] = f"name: {fit or 'my-task'}\n"
    path.write_text("".join(lines), encoding="utf-8")
