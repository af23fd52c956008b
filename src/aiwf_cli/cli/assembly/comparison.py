"""One `aiwf diff`, put together: both runs' lines, the gold file, the delta."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from aiwf_cli.cli.assembly.evaluation import (
    keep_score,
    kept_scores,
    labels_of,
    run_lines,
    score_run,
    without_collecting,
)
from aiwf_cli.errors import StoreError, UsageError
from aiwf_cli.model.delta import Delta
from aiwf_cli.model.gold import Gold
from aiwf_cli.model.task import TaskSpec
from aiwf_cli.run.hashing import sha256_of
from aiwf_cli.run.spending import side_of
from aiwf_cli.run.store import Run
from aiwf_cli.run.task_diff import kept_task, task_changes
from aiwf_cli.score.diff import RunSide, compare
from aiwf_cli.sources.gold.read import read_gold


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedRuns:
    """A delta, and what its screen needs besides."""

    delta: Delta
    labels: Mapping[str, str]
    """What people call fields and list.subfields, as B's task says."""
    gold_of_both: str | None
    """A gold file against which both runs were scored, where none was given."""


def compare_runs(a: Run, b: Run, gold_file: Path | None) -> ComparedRuns:
    """Run `b` against run `a`, held against the gold in `gold_file` if there is one.

    Runs that share no document are not comparable; their tasks are. Raises UsageError for a gold
    file that cannot be used or labels none of the documents that both have, and StoreError for a
    run that cannot be read.
    """
    with without_collecting():
        return _compare_runs(a, b, gold_file)


def _compare_runs(a: Run, b: Run, gold_file: Path | None) -> ComparedRuns:
    sides = _with_gold(_Read(a), _Read(b), gold_file)
    compared = compare(*sides)
    if gold_file is not None and compared.documents and not compared.labelled:
        raise UsageError(
            f"{gold_file} labels no document that both runs have: nothing to hold them against.",
            hint=f"Their documents are called like {sides[0].run.files[0]}",
        )
    delta = Delta(
        a=side_of(a, a.manifest()),
        b=side_of(b, b.manifest()),
        gold=None if sides[1].gold is None else sides[1].gold.name,
        comparable=compared.comparable,
        notices=compared.notices,
        documents=compared.documents,
        task=task_changes(kept_task(a), kept_task(b)),
        cells=compared.cells,
        fields=compared.fields,
        accuracy=compared.accuracy,
        changes=compared.changes,
        steps=compared.steps,
    )
    labels = labels_of(sides[0].run.spec.fields) | labels_of(sides[1].run.spec.fields)
    known = None if gold_file is not None else gold_of_both(a, b)
    return ComparedRuns(delta=delta, labels=labels, gold_of_both=known)


class _Read:
    """A run with its manifest and task."""

    def __init__(self, run: Run) -> None:
        self.manifest = run.manifest()
        self.spec = TaskSpec.model_validate(run.resolved_task())
        self.lines = run_lines(run, self.manifest, self.spec)

    def side(self, gold: Gold | None) -> RunSide:
        """The run as comparing reads it."""
        return RunSide(run=self.lines, gold=gold, status=self.manifest.status)


def _with_gold(a: _Read, b: _Read, gold_file: Path | None) -> tuple[RunSide, RunSide]:
    """Both runs with what gold says in their own fields; read once where those are the same."""
    if gold_file is None:
        return a.side(None), b.side(None)
    theirs = read_gold(gold_file, b.spec.fields)
    ours = theirs if a.spec.fields == b.spec.fields else read_gold(gold_file, a.spec.fields)
    return a.side(ours), b.side(theirs)


def gold_of_both(a: Run, b: Run) -> str | None:
    """A gold file that both runs were scored against, if it is still there and still the same."""
    scores = kept_scores(a), kept_scores(b)
    for sha256 in scores[1]:
        if sha256 in scores[0]:
            kept = scores[1][sha256]
            name = str(kept.get("gold")) if isinstance(kept, dict) else ""
            if sha256_of(Path(name)) == sha256:
                return name
    return None


def keep_scores(runs: Sequence[Run], gold_file: Path) -> None:
    """Keeps the scores of runs that were not evaluated against this gold, as evaluating does.

    Nothing is kept in somebody else's folder, which may be read alone, and of a run without labels.
    """
    sha256 = sha256_of(gold_file)
    for run in runs:
        if sha256 not in kept_scores(run):
            with suppress(StoreError, UsageError):
                keep_score(run, score_run(run, gold_file).score)
