"""Few-shot examples of an ask step: a JSONL file, one object a line, shown to its prompt.

A line names the document it was made from (`file`, and `sha256` where known). A document never
gets help from its own example.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import cast

from aiwf_cli.errors import TaskError
from aiwf_cli.model.document import Document
from aiwf_cli.model.json import JsonObject, loads
from aiwf_cli.model.task import AskStep, Task


def examples_for(task: Task, step: AskStep, document: Document) -> list[JsonObject]:
    """The step's examples but those made from `document` itself."""
    return [row for row in all_examples(task, step) if not _made_from(row, document)]


def was_example(task: Task, document: Document) -> bool:
    """Whether any step of the task has an example made from `document`."""
    asks = (step for step in task.spec.steps if isinstance(step, AskStep))
    return any(_made_from(row, document) for step in asks for row in all_examples(task, step))


def all_examples(task: Task, step: AskStep) -> tuple[JsonObject, ...]:
    """The step's examples. Raises TaskError for a line that is no JSON object."""
    if step.examples is None:
        return ()
    return _parsed(f"{task.folder}/{step.examples}", task.files[step.examples])


@lru_cache(maxsize=32)
def _parsed(path: str, data: bytes) -> tuple[JsonObject, ...]:
    rows: list[JsonObject] = []
    for number, line in enumerate(data.decode("utf-8-sig").splitlines(), start=1):
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
        rows.append(row)
    return tuple(rows)


def _made_from(row: Mapping[str, object], document: Document) -> bool:
    names = {document.id, document.id.rpartition("/")[2]}
    return row.get("sha256") == document.sha256 or cast("str", row.get("file")) in names
