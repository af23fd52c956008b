"""Few-shot examples of an ask step: a JSONL file, one object a line, shown to its prompt.

A line names the document it was made from (`file`, `sha256`, or both; a blank one is made up). A
document never gets help from its own example: the one with its hash, or whose path is the end of
its own path (`a/r.pdf` of `2024/a/r.pdf`), or the other way round, as a folder may be run from
above or from within.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import PurePosixPath
from unicodedata import normalize

from aiwf_cli.errors import TaskError
from aiwf_cli.model.document import Document
from aiwf_cli.model.json import JsonObject, loads
from aiwf_cli.model.steps import AskStep
from aiwf_cli.model.task import Task


def examples_for(task: Task, step: AskStep, document: Document) -> list[JsonObject]:
    """The step's examples but those made from `document` itself."""
    return [row for row in all_examples(task, step) if not _made_from(row, document)]


def was_example(task: Task, document: Document) -> bool:
    """Whether any step of the task has an example made from `document`."""
    asks = (step for step in task.spec.steps if isinstance(step, AskStep))
    return any(_made_from(row, document) for step in asks for row in all_examples(task, step))


def all_examples(task: Task, step: AskStep) -> tuple[JsonObject, ...]:
    """The step's examples. Raises TaskError for a line that is no example."""
    if step.examples is None:
        return ()
    return _parsed(f"{task.folder}/{step.examples}", task.files[step.examples])


@lru_cache(maxsize=32)
def _parsed(path: str, data: bytes) -> tuple[JsonObject, ...]:
    rows: list[JsonObject] = []
    for number, line in enumerate(data.decode("utf-8-sig").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = loads(line)
        except ValueError as error:
            raise TaskError(f"{path}, line {number}: this is not JSON: {error}") from error
        if not isinstance(row, dict):
            raise TaskError(
                f"{path}, line {number}: an example is a JSON object.",
                hint='Such as {"file": "a.pdf", "text": "…", "fields": {"name": "…"}}',
            )
        named = [row[key] for key in ("file", "sha256") if key in row]
        if not named or not all(isinstance(name, str) for name in named):
            raise TaskError(
                f"{path}, line {number}: it does not say which document it was made from.",
                hint='Add "file": "a.pdf": that document is not shown it; "" when it is made up.',
            )
        rows.append(row)
    return tuple(rows)


def _made_from(row: Mapping[str, object], document: Document) -> bool:
    if row.get("sha256") == document.sha256:
        return True
    own, named = _parts(document.id), _parts(row.get("file") or "")
    shorter = min(len(own), len(named))
    return shorter > 0 and own[-shorter:] == named[-shorter:]


def _parts(path: object) -> tuple[str, ...]:
    """A path's parts, NFC as document ids are."""
    return PurePosixPath(normalize("NFC", str(path)).replace("\\", "/")).parts
