"""Thresholds: rates that a score must reach."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aiwf_cli.errors import UsageError
from aiwf_cli.model.score import Score
from aiwf_cli.score.tally import OVERALL

_THRESHOLD = re.compile(r"\s*(.+?)\s*=\s*(\d+(?:\.\d*)?|\.\d+)\s*(%?)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """`field=0.95`: the accuracy that a field, a `list.subfield`, or `overall` must reach."""

    name: str
    rate: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A threshold with the rate found; None when nothing was counted, which is not enough."""

    name: str
    wanted: float
    found: float | None

    @property
    def passed(self) -> bool:
        """Whether the rate was reached."""
        return self.found is not None and self.found >= self.wanted

    def __str__(self) -> str:
        found = "no labelled cell" if self.found is None else f"{self.found:.4f}"
        return f"{self.name}: {found}, at least {self.wanted:g} is wanted"


def read_threshold(text: str) -> Threshold:
    """The threshold in `text`, such as `clause=0.95` or `overall=90%`. Raises UsageError."""
    match = _THRESHOLD.fullmatch(text)
    rate = float(match[2]) / (100 if match[3] else 1) if match else -1.0
    if not match or not 0 <= rate <= 1:
        raise UsageError(
            f"--fail-under {text}: a name and a rate from 0 to 1 are expected.",
            hint="Such as disclaimers.clause=0.95 or overall=90%",
        )
    return Threshold(name=match[1], rate=rate)


def gate(threshold: Threshold, score: Score, known: tuple[str, ...]) -> Gate:
    """The threshold held against a score; `known` are the names that the task has.

    Raises UsageError for a name that is none of them.
    """
    if threshold.name == OVERALL:
        found = score.whole.overall.accuracy
    elif threshold.name in known:
        rates = score.whole.fields.get(threshold.name)
        found = rates.accuracy if rates else None
    else:
        raise UsageError(
            f"--fail-under: the task has no field {threshold.name!r}.",
            hint=f"There are: {', '.join((*known, OVERALL))}",
        )
    return Gate(name=threshold.name, wanted=threshold.rate, found=found)
