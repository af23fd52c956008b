"""Fixtures that tests of several rooms share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import settings

from aiwf_cli.model.task import Task
from aiwf_cli.sources.tasks import resolve
from support import write_task

settings.register_profile("gate", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile(
    "gate"
)  # the same examples every time; new ones: --hypothesis-profile explore


@pytest.fixture
def make_task(tmp_path: Path) -> Callable[..., Task]:
    """Writes a task folder from YAML and files, and resolves it."""

    def make(yaml: str, files: Mapping[str, str] | None = None, variant: str = "base") -> Task:
        folder = tmp_path / "task"
        write_task(folder, yaml, files or {})
        return resolve(folder, variant)

    return make
