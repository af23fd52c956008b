"""Counting cells: rates by field and over all, with their intervals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from aiwf_cli.model.rates import (
    OUTCOMES,
    RIGHT,
    Cell,
    Documents,
    Interval,
    Outcome,
    Rates,
    Share,
    Totals,
)
from aiwf_cli.score.stats.intervals import clustered, wilson

OVERALL = "overall"


@dataclass(slots=True)
class Tally:
    """Cells counted by field and outcome, document by document."""

    fields: dict[str, Counter[Outcome]] = field(default_factory=dict)
    right: list[int] = field(default_factory=list)
    """Cells that are right, by document."""
    cells: list[int] = field(default_factory=list)
    """All cells, by document."""
    labelled: int = 0
    failed: int = 0
    all_correct: int = 0

    def add(self, cells: Sequence[Cell], *, failed: bool) -> None:
        """Counts one document's cells."""
        right = 0
        for cell in cells:
            counts = self.fields.get(cell.field)
            if counts is None:
                counts = self.fields[cell.field] = Counter()
            counts[cell.outcome] += 1
            right += cell.outcome in RIGHT
        self.right.append(right)
        self.cells.append(len(cells))
        self.labelled += 1
        self.failed += failed
        self.all_correct += right == len(cells) and not failed

    def totals(self, order: Iterable[str]) -> Totals:
        """The rates of what was counted; fields in the given order."""
        counted = {name: self.fields[name] for name in order if name in self.fields}
        every = sum(counted.values(), Counter[Outcome]())
        overall = rates(every, clustered(self.right, self.cells))
        return Totals(
            documents=Documents(
                labelled=self.labelled, failed=self.failed, all_correct=self.all_correct
            ),
            overall=overall,
            fields={name: rates(counts) for name, counts in counted.items()},
        )


def rates(counts: Mapping[Outcome, int], ci95: Interval | None = None) -> Rates:
    """Rates from counts; the interval is Wilson's unless one is given."""
    named = {outcome: counts.get(outcome, 0) for outcome in OUTCOMES}
    right, n = sum(named[outcome] for outcome in RIGHT), sum(named.values())
    return Rates(
        correct=named["correct"],
        wrong=named["wrong"],
        missed=named["missed"],
        invented=named["invented"],
        absent_ok=named["absent_ok"],
        ci95=ci95 or wilson(right, n),
    )


def shares(counted: Rates) -> dict[str, Share]:
    """Precision, recall and F1 with what they are shares of, and Wilson intervals.

    F1 is `correct / (correct + (2 wrong + missed + invented) / 2)`, a share like the others; its
    interval takes that denominator for the number of trials.
    """
    halves = (counted.given + counted.wanted) / 2
    return {
        "precision": _share(counted.correct, counted.given),
        "recall": _share(counted.correct, counted.wanted),
        "f1": Share(
            part=counted.correct,
            whole=halves if halves % 1 else int(halves),
            ci95=wilson(counted.correct, halves),
        ),
    }


def _share(part: int, whole: int) -> Share:
    return Share(part=part, whole=whole, ci95=wilson(part, whole))
