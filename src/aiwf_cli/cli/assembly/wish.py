"""What a command line asked of `aiwf extract`, and the task and documents that it means."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from aiwf_cli.cli.terminal.options import RUNS
from aiwf_cli.errors import UsageError
from aiwf_cli.llm.jsontext import well_formed
from aiwf_cli.model.json import Json
from aiwf_cli.model.steps import AskStep, ModelSettings, Step
from aiwf_cli.model.task import Task
from aiwf_cli.sources.discover import Found, discover
from aiwf_cli.sources.tasks import load_task


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the command line asked for."""

    task: str
    docs: Path
    variant: str | None = None
    out: Path = RUNS
    model: str | None = None
    base_url: str | None = None
    concurrency: int = 32
    limit: int | None = None
    replay: Path | None = None
    requests_out: Path | None = None
    dry_run: bool = False
    max_cost: float | None = None
    repeat: int = 1
    cache_dir: Path = Path(".aiwf/cache")
    fresh: bool = False
    passwords: tuple[str, ...] = ()

    @property
    def asks_nobody(self) -> bool:
        """Whether documents may be left waiting for replies: then no run directory is made."""
        return self.dry_run or self.requests_out is not None

    def told(self) -> dict[str, Json]:
        """The arguments for the manifest: no secrets, defaults left out.

        Paths that are no Unicode are told as far as text can.
        """
        told: dict[str, Json] = {
            "task": well_formed(self.task),
            "docs": well_formed(str(self.docs)),
        }
        default = Wish(task=self.task, docs=self.docs)
        for name in ("variant", "model", "limit", "max_cost", "repeat", "fresh", "concurrency"):
            if (value := getattr(self, name)) != getattr(default, name):
                told[name] = value
        if self.replay is not None:
            told["replay"] = well_formed(str(self.replay))
        return told


def prepare(wish: Wish) -> tuple[Task, Found]:
    """The task and the documents. Raises TaskError or UsageError, before anything is begun."""
    task = load_task(wish.task, wish.variant)
    model = wish.model or os.environ.get("AIWF_MODEL")
    if model:
        task = with_model(task, model)
    found = discover(wish.docs)
    if wish.limit is not None:
        found = replace(found, documents=found.documents[: wish.limit])
    return task, found


def call_seconds() -> float:
    """The seconds that a call may take: AIWF_TIMEOUT, else 600. Raises UsageError."""
    stated = os.environ.get("AIWF_TIMEOUT") or "600"
    try:
        seconds = float(stated)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 86_400:
        raise UsageError(
            f"AIWF_TIMEOUT is {stated!r}: it is the seconds that one call may take, at most a day."
        )
    return seconds


def with_model(task: Task, name: str) -> Task:
    """The task with another model, for every step: also for those that name one themselves."""
    settings = _named(task.spec.model, name)
    steps = tuple(_asking(step, name) for step in task.spec.steps)
    return replace(task, spec=task.spec.model_copy(update={"model": settings, "steps": steps}))


def models_of(task: Task) -> tuple[str, ...]:
    """The models that a task's steps ask, each once."""
    asking = [step.model for step in task.spec.steps if isinstance(step, AskStep)]
    own = [model if model and "name" in model.model_fields_set else None for model in asking]
    return tuple(dict.fromkeys((model or task.spec.model).name for model in own))


def _asking(step: Step, name: str) -> Step:
    if not isinstance(step, AskStep) or step.model is None:
        return step
    return step.model_copy(update={"model": _named(step.model, name)})


def _named(settings: ModelSettings, name: str) -> ModelSettings:
    return settings.model_copy(update={"name": name})
