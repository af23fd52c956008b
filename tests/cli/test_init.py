"""`aiwf init` as a user types it."""

from __future__ import annotations

import pytest

from conftest_cli import Aiwf


@pytest.mark.parametrize(("name", "told"), [("terms", True), ("my-terms", False)])
def test_a_task_that_is_called_like_a_built_in_one_is_told_of(
    aiwf: Aiwf, name: str, told: bool
) -> None:
    done = aiwf("init", name, "--from", "terms")
    shadows = f"In this folder {name} is your task from now on, not the built-in one."
    assert (shadows in done.out) == told
