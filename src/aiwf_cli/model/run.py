"""A run: one execution of a task over a folder, and what its manifest says (DESIGN §5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias, cast

from aiwf_cli.model.json import Json, JsonObject
from aiwf_cli.model.record import Tokens

RunStatus: TypeAlias = Literal["running", "complete", "partial", "interrupted"]
"""partial: stopped early by us (endpoint, budget, disk); interrupted: by the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Documents of a run, by what became of them."""

    documents: int = 0
    ok: int = 0
    failed: int = 0
    needs_review: int = 0

    def to_json(self) -> JsonObject:
        """The counts by name."""
        return {
            "documents": self.documents,
            "ok": self.ok,
            "failed": self.failed,
            "needs_review": self.needs_review,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """Calls to the model, explained to the last one.

    `made` were sent; each of them was `answered`, was `retried` (the same question was sent again)
    or `failed`, the last two by cause, or else is `unexplained`: it was in flight when the run was
    left at once. `cached` were answered without a call.
    """

    made: int = 0
    cached: int = 0
    answered: int = 0
    retried: dict[str, int] = field(default_factory=dict)
    failures: dict[str, int] = field(default_factory=dict)

    @property
    def failed(self) -> int:
        """Calls after which a question was given up."""
        return sum(self.failures.values())

    @property
    def unexplained(self) -> int:
        """Calls of which nobody knows what became of them; 0 in a run that came to its end."""
        return self.made - self.answered - sum(self.retried.values()) - self.failed

    def to_json(self) -> JsonObject:
        """The counts by name."""
        retried: JsonObject = {**self.retried}
        failures: JsonObject = {**self.failures}
        return {
            "made": self.made,
            "cached": self.cached,
            "answered": self.answered,
            "failed": self.failed,
            "unexplained": self.unexplained,
            "retried": retried,
            "failures": failures,
        }

    @classmethod
    def from_json(cls, data: Json) -> Calls:
        """The calls that `to_json` wrote; those of older manifests lack their causes."""
        row = cast("dict[str, object]", data)
        made, failed = cast("int", row["made"]), cast("int", row["failed"])
        retried = cast("dict[str, int]", row.get("retried", {}))
        known = made - failed - sum(retried.values())
        return cls(
            made=made,
            cached=cast("int", row["cached"]),
            answered=cast("int", row.get("answered", known)),
            retried=retried,
            failures=cast("dict[str, int]", row.get("failures", {"unknown": failed})),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """manifest.json. Times are ISO 8601 in UTC; `cost_usd` is None where no price is known.

    `steps` are calls and tokens by step; `arguments` the command's own, without secrets.
    """

    id: str
    task: str
    variant: str
    task_hash: str
    model: str | None
    endpoint: str | None
    started: str
    ended: str | None = None
    status: RunStatus = "running"
    counts: Counts = Counts()
    calls: Calls = Calls()
    tokens: Tokens = field(default_factory=Tokens)
    cost_usd: float | None = None
    seconds: float = 0.0
    reason: str | None = None
    steps: dict[str, Json] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    arguments: dict[str, Json] = field(default_factory=dict)

    @property
    def votes(self) -> int:
        """How often each question was asked (`--repeat`)."""
        repeat = self.arguments.get("repeat")
        return repeat if isinstance(repeat, int) else 1

    def to_json(self) -> JsonObject:
        """The manifest as its file holds it."""
        versions: JsonObject = {**self.versions}
        return {
            "id": self.id,
            "task": self.task,
            "variant": self.variant,
            "task_hash": self.task_hash,
            "model": self.model,
            "endpoint": self.endpoint,
            "started": self.started,
            "ended": self.ended,
            "status": self.status,
            "reason": self.reason,
            "counts": self.counts.to_json(),
            "calls": self.calls.to_json(),
            "tokens": self.tokens.to_json(),
            "cost_usd": self.cost_usd,
            "seconds": round(self.seconds, 3),
            "steps": self.steps,
            "versions": versions,
            "arguments": self.arguments,
        }

    @classmethod
    def from_json(cls, data: Json) -> Manifest:
        """The manifest that `to_json` wrote."""
        row = cast("dict[str, object]", data)
        counts = cast("dict[str, int]", row["counts"])
        return cls(
            id=cast("str", row["id"]),
            task=cast("str", row["task"]),
            variant=cast("str", row["variant"]),
            task_hash=cast("str", row["task_hash"]),
            model=cast("str | None", row["model"]),
            endpoint=cast("str | None", row["endpoint"]),
            started=cast("str", row["started"]),
            ended=cast("str | None", row["ended"]),
            status=cast("RunStatus", row["status"]),
            counts=Counts(**counts),
            calls=Calls.from_json(cast("Json", row["calls"])),
            tokens=Tokens.from_json(cast("Json", row["tokens"])),
            cost_usd=cast("float | None", row["cost_usd"]),
            seconds=cast("float", row.get("seconds", 0.0)),
            reason=cast("str | None", row.get("reason")),
            steps=cast("dict[str, Json]", row.get("steps", {})),
            versions=cast("dict[str, str]", row["versions"]),
            arguments=cast("dict[str, Json]", row["arguments"]),
        )
