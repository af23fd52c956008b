"""The Python files of a task import each other, and those of no other task."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from aiwf_cli.errors import TaskError
from aiwf_cli.model.json import Json
from aiwf_cli.run.pipeline import run_pipeline
from aiwf_cli.sources.tasks import resolve
from support import ScriptedClient, document, write_task

YAML = """
    name: t
    fields: {word: {}}
    steps: [{name: call, kind: python, call: "steps.py:act"}]
"""
ACT = "def act(context):\n    return {'word': word()}\n"


def said(folder: Path, files: Mapping[str, str]) -> Json:
    write_task(folder, YAML, files)
    task = resolve(folder, "base")
    outcome = asyncio.run(run_pipeline(task, document("x"), ScriptedClient({})))
    assert outcome.record.error is None, outcome.record.error
    return outcome.record.fields["word"]


def test_two_tasks_may_call_their_helpers_the_same(tmp_path: Path) -> None:
    path = [*sys.path]
    for name in ("one", "two"):
        files = {
            "steps.py": f"from helpers import word\n{ACT}",
            "helpers.py": f"def word():\n    return '{name}'\n",
        }
        assert said(tmp_path / name, files) == name
    assert sys.path == path
    assert "helpers" not in sys.modules


@pytest.mark.parametrize(
    "imported",
    [
        "from lib.inner import word",
        "import lib.inner\nword = lib.inner.word",
        "from lib import inner\nword = inner.word",
        "import lib.inner as inner\nword = inner.word",
        "from lib.beside import word",
    ],
)
def test_modules_in_folders(tmp_path: Path, imported: str) -> None:
    files = {
        "steps.py": f"{imported}\n{ACT}",
        "lib/inner.py": "import json.decoder\ndef word():\n    return json.dumps(1)\n",
        "lib/beside.py": "from .inner import word\nfrom . import inner\n",
    }
    assert said(tmp_path, files) == "1"


def test_modules_that_import_each_other(tmp_path: Path) -> None:
    files = {
        "steps.py": f"from a import word\n{ACT}",
        "a.py": "import b\ndef word():\n    return b.half() + 'a'\ndef end():\n    return '!'\n",
        "b.py": "import a\ndef half():\n    return 'b' + a.end()\n",
    }
    assert said(tmp_path, files) == "b!a"


def test_dataclasses_find_their_module(tmp_path: Path) -> None:
    source = """
        from __future__ import annotations
        from dataclasses import dataclass

        @dataclass
        class Word:
            text: str

        def act(context):
            return {"word": Word("x").text}
    """
    assert said(tmp_path, {"steps.py": source}) == "x"


def test_a_module_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(TaskError, match=r"No module named 'nowhere'.*steps\.py, line 1"):
        said(tmp_path, {"steps.py": f"import nowhere\n{ACT}"})
