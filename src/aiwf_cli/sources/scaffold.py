"""New task folders: a copy of another task, or a small one that runs at once."""

from __future__ import annotations

import re
import shutil
import unicodedata
from pathlib import Path

from aiwf_cli.errors import StoreError, UsageError
from aiwf_cli.sources.task_files import TASK_FILE
from aiwf_cli.sources.tasks import BUILT_IN, find_task

LATEST = "latest"
"""What no task may be called: it is the newest run."""
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
    fit = re.sub(r"[^\w.-]", "-", unicodedata.normalize("NFC", name)).strip("-.")
    if fit.casefold() in ("", LATEST):
        fit = f"my-{fit or 'task'}"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if line.startswith("name:"))
    lines[at] = f'name: "{fit}"\n' if _is_more_to_yaml(fit) else f"name: {fit}\n"
    path.write_text("".join(lines), encoding="utf-8")


def _is_more_to_yaml(text: str) -> bool:
    """Whether YAML would take a bare word for a number, a truth value or nothing."""
    return not text[0].isalpha() or text.casefold() in ("true", "false", "null", "yes", "no")
