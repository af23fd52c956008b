"""What a run cost, and what it costs whoever asks everything anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import cast

from aiwf_cli.llm.prices import total_cost
from aiwf_cli.model.delta import AsAsked, Side
from aiwf_cli.model.json import Json, JsonObject
from aiwf_cli.model.record import Tokens
from aiwf_cli.model.run import Manifest
from aiwf_cli.model.steps import ModelSettings
from aiwf_cli.run.store import TRACES, Run

REPLAY = "replay:"
"""How the endpoint of a run begins that a recording answered."""


def side_of(run: Run, manifest: Manifest) -> Side:
    """The run as a side of a comparison. Raises StoreError when it cannot be read."""
    return Side(
        run=run.id,
        task=manifest.task,
        variant=manifest.variant,
        model=manifest.model,
        status=manifest.status,
        documents=manifest.counts.documents,
        calls=manifest.calls.to_json(),
        tokens=manifest.tokens.to_json(),
        usd=manifest.cost_usd,
        seconds=manifest.seconds,
        as_asked=as_asked(manifest, run),
        votes=manifest.votes,
    )


def as_asked(manifest: Manifest, run: Run) -> AsAsked:
    """What the run would have cost with nothing known from before.

    Its traces say what cached replies took when they were asked for; they are read only where
    there are any.
    """
    calls = manifest.calls
    saved = _saved(run.traces()) if calls.cached and (run.folder / TRACES).exists() else {}
    spent = manifest.tokens + sum(saved.values(), Tokens())
    return AsAsked(
        calls=calls.made + calls.cached,
        cached=calls.cached,
        replayed=(manifest.endpoint or "").startswith(REPLAY) and calls.made > 0,
        tokens=spent,
        usd=_usd(manifest, run, saved, spent),
    )


def _saved(traces: Iterable[JsonObject]) -> dict[str, Tokens]:
    """The tokens of cached replies by step."""
    saved: defaultdict[str, Tokens] = defaultdict(Tokens)
    for line in traces:
        saved[str(line["step"])] += Tokens.from_json(line.get("cached_tokens"))
    return dict(saved)


def _usd(manifest: Manifest, run: Run, saved: Mapping[str, Tokens], spent: Tokens) -> float | None:
    """US dollars for all tokens; None where a price is not known, or nobody counted tokens."""
    if not manifest.calls.made and not manifest.calls.cached:
        return 0.0
    if not spent.input:
        return None
    models = _Models(run)
    known = Decimal(str(manifest.cost_usd or 0))
    wanted: defaultdict[str, Tokens] = defaultdict(Tokens)
    for step, tokens in saved.items():
        wanted[models.of(step)] += tokens
    if manifest.cost_usd is None:
        for model, tokens in _paid(manifest, models).items():
            wanted[model] += tokens
    more = total_cost({model: tokens for model, tokens in wanted.items() if tokens != Tokens()})
    return None if more is None else float(known + more)


def _paid(manifest: Manifest, models: _Models) -> dict[str, Tokens]:
    """The tokens of calls made, by model; those of wasted answers count for the task's model."""
    paid: defaultdict[str, Tokens] = defaultdict(Tokens)
    for step, entry in manifest.steps.items():
        paid[models.of(step)] += Tokens.from_json(cast("JsonObject", entry).get("tokens"))
    told = sum(paid.values(), Tokens())
    wasted = Tokens(
        input=max(0, manifest.tokens.input - told.input),
        output=max(0, manifest.tokens.output - told.output),
        cached_input=max(0, manifest.tokens.cached_input - told.cached_input),
    )
    paid[models.main] += wasted
    return dict(paid)


class _Models:
    """Which model each step of a run's task asks."""

    def __init__(self, run: Run) -> None:
        task = run.resolved_task()
        self.main = _name(task.get("model")) or ModelSettings().name
        steps = cast("list[JsonObject]", task.get("steps", []))
        self._own = {str(step["name"]): _name(step.get("model")) for step in steps}

    def of(self, step: str) -> str:
        """The model that `step` asks."""
        return self._own.get(step) or self.main


def _name(model: Json) -> str | None:
    name = model.get("name") if isinstance(model, dict) else None
    return str(name) if name else None
