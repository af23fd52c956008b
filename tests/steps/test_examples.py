"""Few-shot examples as an expert keeps them: in Excel or CSV, a row for each."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from aiwf_cli.errors import TaskError
from aiwf_cli.model.document import Document
from aiwf_cli.model.steps import AskStep
from aiwf_cli.model.task import Task
from aiwf_cli.sources.tasks import resolve
from aiwf_cli.steps.examples import all_examples, examples_for
from aiwf_cli.steps.validate import problems
from support import write_task

ROWS = (
    ("Examples from the legal department", None, None),
    ("ファイル", "text", "clause"),
    ("a.pdf", "Either party may terminate.", "11.10"),
    (None, "Notice is 30 days.", "12"),
    ("invented", "The courts of Tanbury decide.", None),
)


def workbook(rows: Sequence[Sequence[object]] = ROWS) -> bytes:
    book, data = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(data)
    return data.getvalue()


Given = Callable[[str, bytes], tuple[Task, AskStep]]


@pytest.fixture
def given(tmp_path: Path) -> Given:
    return lambda name, data: with_examples(tmp_path, name, data)


def with_examples(folder: Path, name: str, data: bytes) -> tuple[Task, AskStep]:
    yaml = f"""
        name: t
        fields: {{clause: {{}}}}
        steps: [{{name: read, kind: ask, prompt: p.md, examples: {name}}}]
    """
    write_task(folder, yaml, {"p.md": "x"})
    (folder / name).write_bytes(data)
    task = resolve(folder)
    step = task.spec.steps[0]
    assert isinstance(step, AskStep)
    return task, step


def test_a_row_is_an_example_and_a_blank_file_is_the_row_aboves(given: Given) -> None:
    first, second, third = all_examples(*given("e.xlsx", workbook()))
    assert (first["file"], first["text"]) == ("a.pdf", "Either party may terminate.")
    assert (second["file"], second["clause"]) == ("a.pdf", "12")
    assert (third["file"], third["clause"]) == ("invented", "")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_a_csv_says_the_same(given: Given, encoding: str) -> None:
    text = "\n".join(",".join(cell or "" for cell in row) for row in map(_texts, ROWS))
    task, step = given("e.csv", text.encode(encoding))
    assert [row["file"] for row in all_examples(task, step)] == ["a.pdf", "a.pdf", "invented"]


def _texts(row: Sequence[object]) -> list[str]:
    return [str(cell or "") for cell in row]


@pytest.mark.parametrize("name", ["a.pdf", "A.PDF", "2024/a.pdf"])
@pytest.mark.parametrize("written", ["a.pdf", "a", "A"])
def test_a_document_gets_no_help_from_its_own_rows_however_they_name_it(
    given: Given, name: str, written: str
) -> None:
    rows = [("file", "text"), (written, "its own"), ("b", "another's")]
    task, step = given("e.xlsx", workbook(rows))
    document = Document(id=name, sha256="0" * 64, pages=())
    assert [row["text"] for row in examples_for(task, step, document)] == ["another's"]


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("e.xlsx", workbook([("text", "clause"), ("x", "1")]), "no column 'file'"),
        ("e.csv", b"text,clause\nx,1\n", "no column 'file'"),
        ("e.dat", b"\x82\xa0", "no JSON lines in UTF-8"),
        ("e.xlsx", b"PK\x03\x04 cut off", "no Excel workbook"),
    ],
)
def test_what_is_no_table_of_examples_is_an_error_of_the_task(
    given: Given, name: str, data: bytes, told: str
) -> None:
    task, step = given(name, data)
    with pytest.raises(TaskError, match=told):
        all_examples(task, step)
    (problem,) = problems(task)
    assert told in problem.message
