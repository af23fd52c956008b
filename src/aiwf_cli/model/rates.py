"""Cells and how they are counted: outcomes, rates, shares (DESIGN §9, docs/scoring.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from aiwf_cli.model.json import Json, JsonObject

Outcome: TypeAlias = Literal["correct", "wrong", "missed", "invented", "absent_ok"]
OUTCOMES: tuple[Outcome, ...] = ("correct", "wrong", "missed", "invented", "absent_ok")
RIGHT: frozenset[Outcome] = frozenset({"correct", "absent_ok"})
Interval: TypeAlias = tuple[float, float]


class Cell(NamedTuple):
    """One thing that gold says, or that it says should not be there, and what the run made of it.

    `row` counts from 1 in gold's order; rows that gold does not have follow. `value_row` is the row
    of the record. Both are None outside lists, and `value_row` where the record has no such row.
    `page` and `quote` tell where the value was read.
    """

    file: str
    field: str
    row: int | None
    gold: Json
    value: Json
    outcome: Outcome
    explanation: str | None = None
    first_wrong_step: str | None = None
    page: int | None = None
    quote: str | None = None
    value_row: int | None = None

    @property
    def right(self) -> bool:
        """Whether the run said what gold says."""
        return self.outcome in RIGHT

    def to_json(self) -> JsonObject:
        """The cell by the names of its parts (DESIGN §9)."""
        return self._asdict()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Cells counted by outcome, and the rates that follow; a rate of nothing is None.

    `ci95` is the 95 % interval of the accuracy.
    """

    correct: int = 0
    wrong: int = 0
    missed: int = 0
    invented: int = 0
    absent_ok: int = 0
    ci95: Interval | None = None

    @property
    def n(self) -> int:
        """All cells."""
        return self.correct + self.wrong + self.missed + self.invented + self.absent_ok

    @property
    def right(self) -> int:
        """Cells on which the run says what gold says."""
        return self.correct + self.absent_ok

    @property
    def given(self) -> int:
        """Values that the run gave."""
        return self.correct + self.wrong + self.invented

    @property
    def wanted(self) -> int:
        """Values that there were to find."""
        return self.correct + self.wrong + self.missed

    @property
    def accuracy(self) -> float | None:
        """The share of cells that are right."""
        return ratio(self.right, self.n)

    @property
    def precision(self) -> float | None:
        """The share of given values that are correct."""
        return ratio(self.correct, self.given)

    @property
    def recall(self) -> float | None:
        """The share of wanted values that were read correctly."""
        return ratio(self.correct, self.wanted)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall."""
        return ratio(2 * self.correct, self.given + self.wanted)

    def to_json(self) -> JsonObject:
        """The RATES of DESIGN §9."""
        return {
            "n": self.n,
            "correct": self.correct,
            "accuracy": self.accuracy,
            "ci95": [*self.ci95] if self.ci95 else None,
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
            "wrong": self.wrong,
            "missed": self.missed,
            "invented": self.invented,
            "absent_ok": self.absent_ok,
        }


def ratio(part: float, whole: float) -> float | None:
    """`part / whole`, None when there is no whole."""
    return part / whole if whole else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """So many of so many, with a 95 % interval."""

    part: int
    whole: float
    ci95: Interval | None

    def to_json(self) -> JsonObject:
        """The share under the names that rates have."""
        return {
            "n": self.whole,
            "correct": self.part,
            "accuracy": ratio(self.part, self.whole),
            "ci95": [*self.ci95] if self.ci95 else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """Documents that are in the run and in gold, and what became of them."""

    labelled: int = 0
    failed: int = 0
    all_correct: int = 0

    def to_json(self) -> JsonObject:
        """The counts by name."""
        return {"labelled": self.labelled, "failed": self.failed, "all_correct": self.all_correct}


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The score of some of the documents."""

    documents: Documents
    overall: Rates
    fields: Mapping[str, Rates]

    def to_json(self) -> JsonObject:
        """Counts, overall rates and rates by field."""
        return {
            "documents": self.documents.to_json(),
            "overall": self.overall.to_json(),
            "fields": {name: rates.to_json() for name, rates in self.fields.items()},
        }
