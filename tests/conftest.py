"""Fixtures that tests of several rooms share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from aiwf_cli.model.task import Task
from aiwf_cli.sources.tasks import resolve
from support import write_task


@pytest.fixture
def make_task(tmp_path: Path) -> Callable[..., Task]:
    """Writes a task folder from YAML and files, and resolves it."""

    def make(yaml: str, files: Mapping[str, str] | None = None, variant: str = "base") -> Task:
        folder = tmp_path / "task"
        write_task(folder, yaml, files or {})
        return resolve(folder, variant)

    return make
