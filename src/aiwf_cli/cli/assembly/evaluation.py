"""One `aiwf evaluate`, put together: the run's lines, the gold file, the score kept in the run."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from aiwf_cli.errors import StoreError, UsageError
from aiwf_cli.model.fields import Field
from aiwf_cli.model.gold import Gold
from aiwf_cli.model.json import Json, JsonObject, dumps, loads
from aiwf_cli.model.run import Manifest
from aiwf_cli.model.score import Score, Spent
from aiwf_cli.model.task import TaskSpec
from aiwf_cli.run.store import TRACES, Run
from aiwf_cli.run.writer import replace_text
from aiwf_cli.score.evaluate import RunLines, evaluate
from aiwf_cli.sources.gold.read import read_gold

SCORES = "scores.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """A run's score, and what it was made from."""

    run: Run
    manifest: Manifest
    spec: TaskSpec
    gold: Gold
    score: Score

    @property
    def title(self) -> str:
        """Which run, task, variant, model and gold it is about."""
        manifest = self.manifest
        task = (
            manifest.task if manifest.variant == "base" else f"{manifest.task}@{manifest.variant}"
        )
        model = f" · {manifest.model}" if manifest.model else ""
        return f"{task}{model} · {self.run.id} against {self.gold.name}"


def score_run(run: Run, gold_file: Path) -> Evaluated:
    """The run's score against the gold in `gold_file`.

    Raises UsageError for a gold file that cannot be used or names no document of the run, and
    StoreError for a run that cannot be read.
    """
    with without_collecting():
        return _score_run(run, gold_file)


def _score_run(run: Run, gold_file: Path) -> Evaluated:
    manifest = run.manifest()
    spec = TaskSpec.model_validate(run.resolved_task())
    gold = read_gold(gold_file, spec.fields)
    score = evaluate(run_lines(run, manifest, spec), gold)
    if not score.whole.documents.labelled:
        raise UsageError(
            f"{gold_file} labels no document of the run {run.id}: nothing to compare.",
            hint=_strangers(score),
        )
    return Evaluated(run=run, manifest=manifest, spec=spec, gold=gold, score=score)


def run_lines(run: Run, manifest: Manifest, spec: TaskSpec) -> RunLines:
    """The run as scoring reads it."""
    return RunLines(
        id=run.id,
        spec=spec,
        files=tuple(run.files()),
        records=run.record_lines,
        traces=lambda: _traces(run),
        spent=_spent(manifest),
        notices=tuple(_notices(manifest)),
    )


def keep_score(run: Run, score: Score) -> None:
    """Writes the score into the run's scores.json, beside those against other gold.

    Cells that are right are left out. Raises StoreError when it cannot be written.
    """
    path = run.folder / SCORES
    kept = kept_scores(run)
    wrong: list[Json] = [cell.to_json() for cell in score.cells if not cell.right]
    now = datetime.now(UTC).isoformat(timespec="seconds")
    kept[score.gold_sha256] = {"evaluated": now, **score.summary(), "wrong_cells": wrong}
    try:
        replace_text(path, dumps(kept) + "\n")
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}.") from error


def kept_scores(run: Run) -> JsonObject:
    """The scores that a run keeps, by the gold's hash; what cannot be read is as if not there."""
    try:
        found = loads((run.folder / SCORES).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def labels_of(fields: dict[str, Field]) -> dict[str, str]:
    """What people call fields and list.subfields."""
    found: dict[str, str] = {}
    for name, field in fields.items():
        found[name] = field.label
        found |= {f"{name}.{sub}": part.label for sub, part in (field.of or {}).items()}
    return found


@contextmanager
def without_collecting() -> Iterator[None]:
    """Scoring makes many small objects and no cycles: looking for them takes half the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _traces(run: Run) -> Iterable[JsonObject]:
    """The run's traces; none when the file is not there."""
    return run.traces() if (run.folder / TRACES).exists() else ()


def _spent(manifest: Manifest) -> Spent:
    return Spent(
        documents=manifest.counts.documents,
        usd=manifest.cost_usd,
        seconds=manifest.seconds,
        calls=manifest.calls.made,
        cached=manifest.calls.cached,
    )


def _notices(manifest: Manifest) -> Iterable[str]:
    if manifest.status == "running":
        yield "The run has not ended, or was killed: only what it has done is counted."
    elif manifest.status != "complete":
        why = f" ({manifest.reason})" if manifest.reason else ""
        yield f"The run is {manifest.status}{why}: only what it has done is counted."


def _strangers(score: Score) -> str:
    first = score.unmatched.gold_without_run[:3]
    told = [f"{one.file} (nearest: {one.nearest or 'none'})" for one in first]
    return f"In gold: {', '.join(told)}" if told else "The run has no documents."


def one_object(evaluated: Evaluated) -> str:
    """What --json prints: the score, each of its cells on a line of its own."""
    summary = json.dumps(evaluated.score.summary(), ensure_ascii=False, indent=2)
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    cells = ",\n".join(f"    {encode(cell.to_json())}" for cell in evaluated.score.cells)
    return f'{summary[:-2]},\n  "cells": [\n{cells}\n  ]\n}}' if cells else summary
