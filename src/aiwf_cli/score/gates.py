"""Thresholds: rates that a score must reach."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aiwf_cli.errors import UsageError
from aiwf_cli.model.score import Score
from aiwf_cli.score.tally import OVERALL

_WISH = re.compile(r"\s*(.+?)\s*=\s*(\d+(?:\.\d*)?|\.\d+)\s*(%?)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """`field=0.95`: the accuracy that a field, a `list.subfield`, or `overall` must reach."""

    name: str
    rate: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A wish with the rate that was found; None when nothing was counted, which is not enough."""

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


def read_wish(text: str) -> Wish:
    """The wish that `text` states: `clause=0.95`, `overall=90%`. Raises UsageError for others."""
    match = _WISH.fullmatch(text)
    rate = float(match[2]) / (100 if match[3] else 1) if match else -1.0
    if not match or not 0 <= rate <= 1:
        raise UsageError(
            f"--fail-under {text}: a name and a rate from 0 to 1 are expected.",
            hint="Such as disclaimers.clause=0.95 or overall=90%",
        )
    return Wish(name=match[1], rate=rate)


def gate(wish: Wish, score: Score, known: tuple[str, ...]) -> Gate:
    """The wish held against a score; `known` are the names that the task has.

    Raises UsageError for a name that is none of them.
    """
    if wish.name == OVERALL:
        found = score.whole.overall.accuracy
    elif wish.name in known:
        rates = score.whole.fields.get(wish.name)
        found = rates.accuracy if rates else None
    else:
        raise UsageError(
            f"--fail-under: the task has no field {wish.name!r}.",
            hint=f"There are: {', '.join((*known, OVERALL))}",
        )
    return Gate(name=wish.name, wanted=wish.rate, found=found)
