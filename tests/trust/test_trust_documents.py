"""Folders of broken, lying and malicious documents, read by the real command."""

from __future__ import annotations

import json
import resource
from collections import Counter
from pathlib import Path

import pytest
from hostile import READ, mutated, paper, write_all

from aiwf_cli.sources.mupdf import pymupdf
from conftest_cli import Aiwf
from support import write_task

TASK = r"""
    name: said
    documents: {ocr: never}
    fields:
      said: {type: text}
    steps:
      - {name: find, kind: regex, pattern: '(?s)(?<said>.+)'}
"""
CODES = {"unreadable", "encrypted", "empty", "timeout", "crashed", "too_large"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_task(tmp_path / "task", TASK, {})
    (tmp_path / "docs").mkdir()
    return tmp_path / "docs"


def read(aiwf: Aiwf, folder: Path, *arguments: object, **env: str) -> dict[str, dict[str, object]]:
    """The records of a run over the folder, by file; whatever is in it, it ends as it should."""
    done = aiwf("extract", folder.parent / "task", folder, "--json", *arguments, code=None, **env)
    records = [json.loads(line) for line in aiwf.records().splitlines()]
    failed = [record for record in records if record["status"] == "failed"]
    assert done.code == (1 if failed else 0), done.err
    assert done.json["counts"]["documents"] == len(records)  # type: ignore[index]
    assert sorted(record["file"] for record in records) == sorted(p.name for p in folder.iterdir())
    assert {record["error"]["code"] for record in failed} <= CODES
    assert all("0x" not in record["error"]["message"] for record in failed)
    assert {path.name for path in aiwf.folder.iterdir()} <= {"runs", ".aiwf"}
    assert {path.name for path in folder.parent.iterdir()} == {"task", "docs", "work"}
    return {record["file"]: record for record in records}


def test_every_hostile_document_has_one_answer_and_the_folder_goes_on(
    aiwf: Aiwf, folder: Path
) -> None:
    expected = write_all(folder)
    records = read(aiwf, folder)
    told = {name: _outcome(record) for name, record in records.items()}
    assert told == expected
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert children.ru_maxrss < 2 * 2**20  # KiB: no process took two gibibytes


def _outcome(record: dict[str, object]) -> str:
    error = record["error"]
    if error is not None:
        return str(error["code"])  # type: ignore[index]
    return str(record["fields"]["said"] or "")  # type: ignore[index]


def test_documents_spoilt_at_random_have_one_answer_each(aiwf: Aiwf, folder: Path) -> None:
    _fuzz(aiwf, folder, count=150, seed=1)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 6))
def test_thousands_of_documents_spoilt_at_random_have_one_answer_each(
    aiwf: Aiwf, folder: Path, seed: int
) -> None:
    _fuzz(aiwf, folder, count=1_000, seed=seed)


def _fuzz(aiwf: Aiwf, folder: Path, *, count: int, seed: int) -> None:
    for name, data in mutated(count, seed):
        (folder / name).write_bytes(data)
    outcomes = Counter(record["status"] for record in read(aiwf, folder).values())
    assert outcomes["ok"] > count / 10
    assert outcomes["failed"] > count / 10


CRASH = """
import os, signal, sys
def obey(event, details):
    if event == "open" and str(details[0]).endswith("segfault.pdf"):
        os.kill(os.getpid(), signal.SIGSEGV)
if "aiwf_cli.sources.reader" in sys.orig_argv:
    sys.addaudithook(obey)
"""


def test_a_parser_that_crashes_costs_only_its_document(
    aiwf: Aiwf, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    for name in ("a", "b", "c", "segfault", "z"):
        (folder / f"{name}.pdf").write_bytes(paper())
    hook = tmp_path_factory.mktemp("hook")
    (hook / "sitecustomize.py").write_text(CRASH)
    records = read(aiwf, folder, PYTHONPATH=str(hook))
    error = records.pop("segfault.pdf")["error"]
    assert error["code"] == "crashed"  # type: ignore[index]
    assert "SIGSEGV" in error["message"]  # type: ignore[index]
    assert [_outcome(record) for record in records.values()] == [READ] * 4


def test_an_encrypted_document_says_so_and_its_password_opens_it(aiwf: Aiwf, folder: Path) -> None:
    mupdf = pymupdf()
    for name, word in (("one", "geheim"), ("two", "ひみつ")):
        with mupdf.open(stream=paper(), filetype="pdf") as pdf:
            pdf.save(folder / f"{name}.pdf", encryption=mupdf.PDF_ENCRYPT_AES_256, user_pw=word)
    assert [_outcome(record) for record in read(aiwf, folder).values()] == ["encrypted"] * 2
    opened = read(aiwf, folder, "--password", "geheim", "--password", "ひみつ")
    assert [_outcome(record) for record in opened.values()] == [READ] * 2
    kept = [path for path in aiwf.folder.rglob("*") if path.is_file()]
    assert not any(b"geheim" in path.read_bytes() for path in kept)
