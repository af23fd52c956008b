"""Few-shot examples of an ask step, shown to its prompt: JSON lines, or an expert's CSV or Excel.

An example is one line of JSON, or one row of the table with its cells by the names of their
columns. It names the document it was made from (`file`, `sha256`, or both; a blank one is made up;
in a table a blank cell repeats the one above). A document never gets help from its own example: the
one with its hash, or whose path is the end of its own path (`a/r.pdf` of `2024/a/r.pdf`), or the
other way round, as a folder may be run from above or from within. Case does not matter, and the
ending may be missing, as in gold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import PurePosixPath
from unicodedata import normalize

from aiwf_cli.errors import TaskError
from aiwf_cli.model.document import Document
from aiwf_cli.model.json import JsonObject, loads
from aiwf_cli.model.steps import AskStep
from aiwf_cli.model.task import Task
from aiwf_cli.sources.gold.columns import FILE_HEADERS
from aiwf_cli.steps.masters import MasterRows, read_table
from aiwf_cli.steps.sheets import looks_like_excel

_FILE_COLUMNS = (*FILE_HEADERS, *(name.capitalize() for name in FILE_HEADERS if name.isascii()))
"""What the column of documents may be called, as in gold."""


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
    if looks_like_excel(data) or path.lower().endswith((".csv", ".tsv")):
        return tuple(_of_table(path, data))
    return tuple(_of_lines(path, data))


def _of_table(path: str, data: bytes) -> Iterator[JsonObject]:
    """The rows of a table as objects of texts; a document's name counts until the next one."""
    table, at = _with_files(path, data)
    file = ""
    for cells in table.rows:
        file = cells[at] or file
        yield {**dict(zip(table.columns, cells, strict=True)), "file": file}


def _with_files(path: str, data: bytes) -> tuple[MasterRows, int]:
    """The table, and which of its columns names the documents."""
    problem: TaskError | None = None
    for name in _FILE_COLUMNS:
        try:
            table = read_table(path, data, (name,))
        except TaskError as error:
            problem = problem or error
        else:
            return table, table.index(name)
    raise TaskError(
        problem.message if problem else path,
        hint=f"A column {', '.join(FILE_HEADERS)} says which document an example was made from: "
        "that document is not shown it.",
    )


def _of_lines(path: str, data: bytes) -> Iterator[JsonObject]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TaskError(
            f"{path}: these are no JSON lines in UTF-8.",
            hint="Examples may be JSON lines (.jsonl), .csv or .xlsx.",
        ) from error
    for number, line in enumerate(text.split("\n"), start=1):
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
        yield row


def _made_from(row: Mapping[str, object], document: Document) -> bool:
    if row.get("sha256") == document.sha256:
        return True
    own, named = _parts(document.id), _parts(row.get("file") or "")
    if named and own and named[-1] == PurePosixPath(own[-1]).stem:
        own = (*own[:-1], named[-1])  # people leave endings out
    shorter = min(len(own), len(named))
    return shorter > 0 and own[-shorter:] == named[-shorter:]


def _parts(path: object) -> tuple[str, ...]:
    """A path's parts, NFC as document ids are, in no case."""
    return PurePosixPath(normalize("NFC", str(path)).replace("\\", "/").casefold()).parts
