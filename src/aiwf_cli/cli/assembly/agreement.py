"""Calls that `aiwf diff` would have to pay for: told beforehand, and made only when agreed to."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace

import typer

from aiwf_cli.cli.assembly.wish import Wish
from aiwf_cli.errors import UsageError
from aiwf_cli.model.document import Source
from aiwf_cli.model.task import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A task that has to be run on these documents: no run of it is there."""

    wish: Wish
    task: Task
    sources: tuple[Source, ...]


def agree(missing: Sequence[Missing], *, yes: bool) -> None:
    """Says what has to be paid for before it is, and asks; `yes` is an answer given beforehand.

    Raises UsageError when nobody agrees.
    """
    calls = sum(_told(side) for side in missing if side.task.asks and side.wish.replay is None)
    if not calls or yes:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            f"{calls:,} calls would have to be made, and nobody is here to agree to them.",
            hint="Add --yes to make them, --max-cost USD to stop before it gets dear, "
            "or --replay FILE to answer from recorded replies.",
        )
    if not typer.confirm("Make these calls?", err=True):
        raise UsageError("Nothing was asked, nothing was run.", hint="--limit N runs fewer.")


def _told(side: Missing) -> int:
    """Says what a task would ask, and returns the number of calls that it begins with.

    Raises EndpointError when there is no key for them.
    """
    from aiwf_cli.cli.assembly.extraction import extract
    from aiwf_cli.llm.endpoint import endpoint_from_env

    planned = extract(replace(side.wish, dry_run=True))
    if planned.error is not None:
        raise planned.error
    if planned.interrupted:
        raise KeyboardInterrupt  # caught before, to end the run in order
    plan = planned.stack.plan if planned.stack else None
    if plan is None or not plan.requests:
        return 0
    endpoint_from_env(side.wish.base_url)
    cost = "unknown: no price for the model" if plan.cost is None else f"about ${plan.cost:,.4f}"
    asking = sum(step.kind == "ask" for step in side.task.spec.steps)
    later = "; later steps ask with what the replies say: not counted" if asking > 1 else ""
    typer.echo(
        f"{side.task.label} on {len(side.sources):,} documents: "
        f"{plan.requests:,} calls to make now, cost {cost}{later}.",
        err=True,
    )
    return plan.requests
