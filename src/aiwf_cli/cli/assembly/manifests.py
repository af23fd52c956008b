"""A run's manifest: as it begins, and as it ends."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime

from aiwf_cli.cli.assembly.wish import Wish
from aiwf_cli.llm.counts import CallCounts
from aiwf_cli.model.run import Calls, Manifest, RunStatus
from aiwf_cli.model.task import Task
from aiwf_cli.run.identity import program_version
from aiwf_cli.run.progress import Progress


def begun(wish: Wish, task: Task, *, run: str, endpoint: str, started: datetime) -> Manifest:
    """The manifest of a run that begins now; `run` is its id."""
    return Manifest(
        id=run,
        task=task.name,
        variant=task.variant,
        task_hash=task.hash,
        model=task.spec.model.name if task.asks else None,
        endpoint=endpoint if task.asks else None,
        started=started.isoformat(timespec="seconds"),
        versions={"aiwf": program_version(), "python": sys.version.split()[0]},
        arguments=wish.told(),
    )


def closed(
    manifest: Manifest,
    *,
    status: RunStatus,
    reason: str | None,
    progress: Progress,
    counts: CallCounts | None,
) -> Manifest:
    """The manifest of a run that is over; `counts` are its calls, None when it asked nobody."""
    from aiwf_cli.llm.prices import total_cost

    paid = counts is not None and "replay" not in manifest.arguments
    cost = total_cost(counts.tokens) if counts and paid else None
    now = datetime.now(UTC)
    return replace(
        manifest,
        ended=now.isoformat(timespec="seconds"),
        status=status,
        reason=reason,
        counts=progress.counts(),
        calls=_calls(counts or CallCounts(), progress),
        tokens=counts.all_tokens if counts else manifest.tokens,
        cost_usd=float(cost) if cost is not None else None,
        steps=progress.by_step(),
    )


def _calls(counts: CallCounts, progress: Progress) -> Calls:
    return Calls(
        made=counts.made,
        cached=progress.answered_from_cache,
        answered=counts.answered,
        retried=dict(sorted(counts.retried.items())),
        failures=dict(sorted(counts.failed.items())),
    )
