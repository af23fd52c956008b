"""Run directories: order, whole lines, finding them again."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiwf_cli.errors import StoreError, UsageError
from aiwf_cli.model.run import Manifest
from aiwf_cli.model.task import Task
from aiwf_cli.run.store import Run, find_run, list_runs
from aiwf_cli.run.writer import Lines, RunWriter

YAML = """
    name: small
    fields: {a: {}}
    steps: [{name: s, kind: regex, pattern: '(?<a>x)'}]
"""
NOW = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)


def lines(index: int) -> Lines:
    return Lines(record=f"r{index}\n", traces=f"t{index}\n", table=f"{index}\r\n")


def manifest(writer: RunWriter) -> Manifest:
    return Manifest(
        id=writer.folder.name,
        task="small",
        variant="base",
        task_hash="",
        model=None,
        endpoint=None,
        started=NOW.isoformat(),
    )


@pytest.fixture
def task(make_task: Callable[..., Task]) -> Task:
    return make_task(YAML)


@settings(max_examples=30, deadline=None)
@given(order=st.permutations(range(6)))
def test_records_stand_in_document_order_whenever_they_are_done(
    order: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("run")
    writer = RunWriter(folder=folder)
    writer._files = {
        n: (folder / n).open("w") for n in ("records.jsonl", "traces.jsonl", "records.csv")
    }
    for index in order:
        writer.write(index, lines(index))
    writer.close()
    assert (folder / "records.jsonl").read_text() == "".join(f"r{i}\n" for i in range(6))


def test_what_waits_for_documents_that_never_came_is_written_at_the_end(
    task: Task, tmp_path: Path
) -> None:
    writer = RunWriter.create(tmp_path, task, NOW, "head\r\n")
    for index in (3, 2, 0, 6):
        writer.write(index, lines(index))
    writer.close()
    assert (writer.folder / "records.jsonl").read_text() == "r0\nr2\nr3\nr6\n"
    assert (writer.folder / "records.csv").read_bytes() == b"head\r\n0\r\n2\r\n3\r\n6\r\n"


def test_what_is_written_survives_a_killed_process_whatever_waits_behind_it(
    task: Task, tmp_path: Path
) -> None:
    writer = RunWriter.create(tmp_path, task, NOW, "")
    records = writer.folder / "records.jsonl"
    for index in (5, 1, 0):
        writer.write(index, lines(index))
    assert records.read_text() == "r0\nr1\n"
    writer.write(3, lines(3))
    writer.write(2, lines(2), known=True)
    assert records.read_text() == "r0\nr1\nr2\nr3\n"
    writer.close()


def test_a_run_keeps_the_task_and_stays_private(task: Task, tmp_path: Path) -> None:
    writer = RunWriter.create(tmp_path, task, NOW, "")
    writer.close()
    run = Run(writer.folder)
    assert run.resolved_task()["name"] == "small"
    assert list(run.fields()) == ["a"]
    assert writer.folder.stat().st_mode & 0o077 == 0
    assert (writer.folder / "records.jsonl").stat().st_mode & 0o077 == 0


def test_runs_are_found_by_name_id_folder_and_age(task: Task, tmp_path: Path) -> None:
    ids = []
    for _ in range(3):
        writer = RunWriter.create(tmp_path, task, NOW, "")
        writer.put_manifest(replace(manifest(writer), status="complete"))
        writer.close()
        writer.point_latest()
        ids.append(writer.folder.name)
    assert find_run("latest", tmp_path).id == ids[2]
    assert find_run("latest~2", tmp_path).id == ids[0]
    assert find_run("small/latest~1", tmp_path).id == ids[1]
    assert find_run(ids[1], tmp_path).id == ids[1]
    assert find_run(str(tmp_path / "small" / ids[0]), tmp_path).id == ids[0]
    assert (tmp_path / "latest").resolve().name == ids[2]
    assert (tmp_path / "small" / "latest").resolve().name == ids[2]
    assert [run.id for run in list_runs(tmp_path)] == ids


def test_latest_is_the_run_that_ended_last_with_something_to_show(
    task: Task, tmp_path: Path
) -> None:
    ids = []
    for status, is_latest in (("complete", True), ("partial", False), ("running", False)):
        writer = RunWriter.create(tmp_path, task, NOW, "")
        writer.put_manifest(replace(manifest(writer), status=status))  # type: ignore[arg-type]
        writer.close()
        if is_latest:
            writer.point_latest()
        ids.append(writer.folder.name)
    assert find_run("latest", tmp_path).id == ids[0]
    (tmp_path / "latest").unlink()
    assert find_run("latest", tmp_path).id == ids[1], "links get lost when folders are copied"
    assert find_run(ids[2], tmp_path).id == ids[2]


def test_an_unknown_run_tells_which_there_are(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="aiwf extract TASK DOCS"):
        find_run("latest", tmp_path)


def test_a_half_written_last_line_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "traces.jsonl").write_text('{"file":"a"}\n{"file":"b', encoding="utf-8")
    assert list(Run(tmp_path).traces()) == [{"file": "a"}]


@pytest.mark.parametrize("cut", range(1, len("{'file':'約款'}".encode()) + 1))
def test_a_last_line_that_is_cut_off_anywhere_is_left_out(tmp_path: Path, cut: int) -> None:
    line = '{"file":"約款"}'.encode()
    (tmp_path / "records.jsonl").write_bytes(b'{"file":"a"}\n' + line[:cut])
    whole = [{"file": "a"}, {"file": "約款"}] if cut == len(line) else [{"file": "a"}]
    assert list(Run(tmp_path).record_lines()) == whole
    assert list(Run(tmp_path).files()) == [line["file"] for line in whole]


def test_a_run_has_its_id_by_whatever_way_it_is_reached(
    task: Task, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = RunWriter.create(tmp_path, task, NOW, "")
    writer.put_manifest(replace(manifest(writer), status="complete"))
    writer.close()
    writer.point_latest()
    assert find_run(str(tmp_path / "latest"), tmp_path).id == writer.folder.name
    monkeypatch.chdir(writer.folder)
    assert find_run(".", tmp_path).id == writer.folder.name


def test_a_damaged_manifest_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(StoreError, match="run `aiwf extract` again"):
        Run(tmp_path).manifest()


def test_a_manifest_survives_the_way_to_disk_and_back(task: Task, tmp_path: Path) -> None:
    writer = RunWriter.create(tmp_path, task, NOW, "")
    writer.put_manifest(manifest(writer))
    assert Run(writer.folder).manifest() == manifest(writer)
    writer.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_says_so(task: Task, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="--out"):
        RunWriter.create(tmp_path / "runs", task, NOW, "")


def test_a_line_that_is_no_object_is_named(task: Task, tmp_path: Path) -> None:
    writer = RunWriter.create(tmp_path, task, NOW, "")
    writer.write(0, Lines(record='{"file":"a"}\n', traces="{}\n5\n", table=""))
    writer.close()
    run = Run(writer.folder)
    assert [*run.record_lines()] == [{"file": "a"}]
    with pytest.raises(StoreError, match=r"traces\.jsonl, line 2: this is no JSON object"):
        [*run.traces()]
