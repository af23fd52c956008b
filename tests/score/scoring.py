"""Runs and gold made of plain data, for tests of scoring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from aiwf_cli.model.gold import Gold
from aiwf_cli.model.json import Json, JsonObject, dumps
from aiwf_cli.model.rates import Cell
from aiwf_cli.model.score import Score
from aiwf_cli.model.task import TaskSpec
from aiwf_cli.score.evaluate import RunLines, evaluate
from aiwf_cli.sources.gold.read import read_gold

READ: JsonObject = {"name": "read", "kind": "python", "call": "steps.py:read"}


def spec(fields: Mapping[str, object], steps: Sequence[JsonObject] = (READ,)) -> TaskSpec:
    """A task of these fields."""
    return TaskSpec.model_validate({"name": "task", "fields": dict(fields), "steps": list(steps)})


def record(
    file: str,
    fields: JsonObject,
    *,
    quotes: Mapping[str, str] | None = None,
    page: int = 1,
    match: str = "exact",
    notes: Sequence[str] = (),
) -> JsonObject:
    """A line of records.jsonl; `quotes` is the evidence of some fields."""

    def value(name: str, said: Json) -> JsonObject:
        quote = (quotes or {}).get(name)
        where = [{"page": page, "quote": quote, "match": match, "boxes": []}] if quote else []
        return {"value": said, "raw": None, "evidence": where, "needs_review": False, "notes": []}

    def content(name: str, said: Json) -> Json:
        if isinstance(said, list):
            return [{sub: value(f"{name}.{sub}", v) for sub, v in row.items()} for row in said]
        return value(name, said)

    return {
        "file": file,
        "sha256": "0" * 64,
        "status": "ok",
        "error": None,
        "fields": fields,
        "values": {name: content(name, said) for name, said in fields.items()},
        "notes": list(notes),
    }


def failure(file: str, code: str = "encrypted", step: str | None = None) -> JsonObject:
    """A line of records.jsonl of a document that failed."""
    error = {"code": code, "message": "no", "step": step}
    failed = {"file": file, "sha256": None, "status": "failed", "error": error}
    return {**failed, "fields": {}, "values": {}, "notes": []}


def trace(file: str, step: str, output: JsonObject | None, *, made: int = 0) -> JsonObject:
    """A line of traces.jsonl."""
    return {
        "file": file,
        "step": step,
        "kind": "ask",
        "status": "ok" if output is not None else "failed",
        "seconds": 0.1,
        "calls": {"made": made, "cached": 0},
        "tokens": {},
        "output": output,
        "error": None,
    }


def gold(folder: Path, task: TaskSpec, *lines: JsonObject) -> Gold:
    """Gold as read from a JSONL file of these lines."""
    path = folder / "gold.jsonl"
    path.write_text("".join(dumps(line) + "\n" for line in lines), encoding="utf-8")
    return read_gold(path, task.fields)


def run_of(
    task: TaskSpec, records: Sequence[JsonObject], traces: Sequence[JsonObject] = ()
) -> RunLines:
    """A run of these records."""
    return RunLines(
        id="run",
        spec=task,
        files=[str(line["file"]) for line in records],
        records=lambda: records,
        traces=lambda: traces,
    )


def score(
    folder: Path,
    fields: Mapping[str, object],
    records: Sequence[JsonObject],
    labels: Sequence[JsonObject],
    *,
    traces: Sequence[JsonObject] = (),
    steps: Sequence[JsonObject] = (READ,),
) -> Score:
    """The score of these records against these lines of gold."""
    task = spec(fields, steps)
    return evaluate(run_of(task, records, traces), gold(folder, task, *labels))


def outcomes(cells: Sequence[Cell]) -> dict[str, str]:
    """What became of each cell, by `file field` or `file field row`."""
    return {
        " ".join(str(part) for part in (c.file, c.field, c.row) if part is not None): c.outcome
        for c in cells
    }
