"""The runs of a task one after the other: what each changed, cost, and was worth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Literal, TypeAlias, cast

from aiwf_cli.errors import AiwfError, StoreError
from aiwf_cli.model.json import Json, JsonObject
from aiwf_cli.model.rates import Interval, ratio
from aiwf_cli.model.run import Manifest
from aiwf_cli.run.spending import REPLAY
from aiwf_cli.run.store import LATEST, MANIFEST, Run, list_runs
from aiwf_cli.run.task_diff import KeptTask, change_words, kept_task

PaidBy: TypeAlias = Literal["paid", "cached", "replay", "nobody"]
"""Who answered: an endpoint, the cache alone, a recording, or nobody was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """What a run was worth when it was last evaluated; `golds` is against how many gold files."""

    gold: str
    evaluated: str
    right: int
    n: int
    ci95: Interval | None
    golds: int = 1

    def to_json(self) -> JsonObject:
        """The score in short."""
        return {
            "gold": self.gold,
            "evaluated": self.evaluated,
            "right": self.right,
            "n": self.n,
            "accuracy": ratio(self.right, self.n),
            "ci95": [*self.ci95] if self.ci95 else None,
            "golds": self.golds,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRun:
    """A run in the history of its task, `number` counting from 1.

    `changed` says in a few words what became different in the task since the run before: None for
    the first, empty for the same task. `problem` says why nothing more is known of a run.
    """

    run: Run
    task: str
    number: int
    manifest: Manifest | None = None
    score: Scored | None = None
    changed: tuple[str, ...] | None = None
    problem: str | None = None

    @property
    def answered_by(self) -> PaidBy:
        """Who answered its questions."""
        if self.manifest is None or not (self.manifest.calls.made or self.manifest.calls.cached):
            return "nobody"
        if not self.manifest.calls.made:
            return "cached"
        return "replay" if (self.manifest.endpoint or "").startswith(REPLAY) else "paid"

    def to_json(self) -> JsonObject:
        """An entry of `aiwf runs --json`."""
        told: JsonObject = {
            "run": self.run.id,
            "folder": str(self.run.folder),
            "task": self.task,
            "number": self.number,
            "problem": self.problem,
        }
        if self.manifest is None:
            return told
        manifest = self.manifest
        return told | {
            "variant": manifest.variant,
            "model": manifest.model,
            "status": manifest.status,
            "started": manifest.started,
            "counts": manifest.counts.to_json(),
            "score": self.score.to_json() if self.score else None,
            "answered_by": self.answered_by,
            "calls": manifest.calls.to_json(),
            "tokens": manifest.tokens.to_json(),
            "cost_usd": manifest.cost_usd,
            "seconds": manifest.seconds,
            "task_hash": manifest.task_hash,
            "changed": None if self.changed is None else [*self.changed],
        }


def history(
    root: Path, scores: Callable[[Run], JsonObject], task: str | None = None
) -> tuple[PastRun, ...]:
    """The runs below `root`, of one task or of all, oldest first within each task.

    `scores` gives what a run was evaluated with, by the gold's hash. Runs that cannot be read are
    among them, with their problem.
    """
    runs = [run for run in _every(root) if task is None or run.folder.parent.name == task]
    runs.sort(key=lambda run: run.folder.parent.name)
    grouped = groupby(runs, key=lambda run: run.folder.parent.name)
    return tuple(entry for name, group in grouped for entry in _of_task(name, group, scores))


def tasks_with_runs(root: Path) -> tuple[str, ...]:
    """The names of the tasks that have runs below `root`."""
    return tuple(sorted({run.folder.parent.name for run in _every(root)}))


def with_the_one_before(run: Run) -> tuple[str, str] | None:
    """How one names the run of the same task before `run`, and `run`; None for the first.

    Runs that have not come to an end are passed over.
    """
    task, newest = run.folder.parent, True
    known = False
    for one in reversed(list_runs(task)):
        if known and one.is_over:
            both = (f"{task.name}/{LATEST}~1", f"{task.name}/{LATEST}")
            return both if newest else (one.id, run.id)
        if one.id == run.id:
            known = True
        elif not known and one.is_over:
            newest = False
    return None


def _every(root: Path) -> list[Run]:
    """All run directories in order, also those that never got a manifest."""
    known = list_runs(root)
    whole = {run.folder for run in known}
    begun = {path.parent for path in root.glob("*/*/task") if not path.parent.is_symlink()}
    broken = (Run(folder) for folder in begun - whole)
    return sorted((*known, *broken), key=lambda run: run.id[:16])


def _of_task(
    name: str, runs: Iterable[Run], scores: Callable[[Run], JsonObject]
) -> Iterator[PastRun]:
    before: tuple[Run, Manifest] | None = None
    tasks = _Tasks()
    for number, run in enumerate(runs, start=1):
        try:
            manifest = run.manifest()
            changed = tasks.changed(before, (run, manifest))
        except StoreError as error:
            yield PastRun(run=run, task=name, number=number, problem=_problem(run, error))
            continue
        yield PastRun(
            run=run,
            task=name,
            number=number,
            manifest=manifest,
            score=newest_score(scores(run)),
            changed=changed,
        )
        before = run, manifest


def _problem(run: Run, error: AiwfError) -> str:
    there = (run.folder / MANIFEST).exists()
    return error.message if there else f"{run.folder} has no {MANIFEST}: it never began."


class _Tasks:
    """The tasks of runs, each read once at most, and only where two differ."""

    def __init__(self) -> None:
        self._last: tuple[Run, KeptTask] | None = None

    def changed(
        self, before: tuple[Run, Manifest] | None, now: tuple[Run, Manifest]
    ) -> tuple[str, ...] | None:
        """What changed in the task from one run to the next; None where there is none before."""
        if before is None:
            return None
        if before[1].task_hash == now[1].task_hash:
            return ()
        was, is_now = self._kept(before[0]), self._kept(now[0])
        return change_words(was, is_now)

    def _kept(self, run: Run) -> KeptTask:
        if self._last is None or self._last[0] != run:
            self._last = run, kept_task(run)
        return self._last[1]


def newest_score(scores: Mapping[str, Json]) -> Scored | None:
    """The newest of the scores that a run keeps; None where there is none that can be read."""
    found = [score for entry in scores.values() if (score := _scored(entry)) is not None]
    if not found:
        return None
    newest = max(found, key=lambda score: score.evaluated)
    return Scored(
        gold=newest.gold,
        evaluated=newest.evaluated,
        right=newest.right,
        n=newest.n,
        ci95=newest.ci95,
        golds=len(found),
    )


def _scored(entry: Json) -> Scored | None:
    try:
        row = cast("JsonObject", entry)
        overall = cast("dict[str, int]", row["overall"])
        ci95 = cast("list[float] | None", cast("JsonObject", row["overall"]).get("ci95"))
        return Scored(
            gold=str(row["gold"]),
            evaluated=str(row.get("evaluated", "")),
            right=overall["correct"] + overall["absent_ok"],
            n=overall["n"],
            ci95=(ci95[0], ci95[1]) if ci95 else None,
        )
    except (KeyError, TypeError, AttributeError, IndexError):
        return None
