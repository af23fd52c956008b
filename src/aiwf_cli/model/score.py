"""A score: all that a run held against gold comes to (DESIGN §9, docs/scoring.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from aiwf_cli.model.json import JsonObject
from aiwf_cli.model.rates import Cell, Rates, Share, Totals, ratio


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRows:
    """Rows of a list field over all documents: in gold, in the records, and paired."""

    gold: int = 0
    predicted: int = 0
    matched: int = 0

    def to_json(self) -> JsonObject:
        """The `lists` entry of DESIGN §9."""
        return {
            "rows": {"gold": self.gold, "predicted": self.predicted, "matched": self.matched},
            "row_precision": ratio(self.matched, self.predicted),
            "row_recall": ratio(self.matched, self.gold),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class StepScore:
    """What a step put out, held against its own gold.

    `first_wrong` counts the documents that are not all right and in which it is the first step at
    fault.
    """

    rates: Rates
    first_wrong: int = 0

    def to_json(self) -> JsonObject:
        """The `steps` entry of DESIGN §9."""
        return {**self.rates.to_json(), "first_wrong": self.first_wrong}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unjoined:
    """A document of one side only: of gold, or of the run.

    `nearest` is the most similar name on the other side that is left over too, if one is near;
    `candidates` are all that it might have meant.
    """

    file: str
    nearest: str | None
    candidates: tuple[str, ...] = ()

    def to_json(self) -> JsonObject:
        """The name with the nearest on the other side."""
        return {"file": self.file, "nearest": self.nearest, "candidates": [*self.candidates]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    """What could not be held against anything: it counts in no rate, and is told by name."""

    gold_without_run: tuple[Unjoined, ...] = ()
    run_without_gold: tuple[Unjoined, ...] = ()
    columns: tuple[str, ...] = ()
    """Columns and keys of the gold file that name nothing of the task."""

    def to_json(self) -> JsonObject:
        """The names by side."""
        return {
            "gold_without_run": [one.to_json() for one in self.gold_without_run],
            "run_without_gold": [one.to_json() for one in self.run_without_gold],
            "columns": [*self.columns],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What the run cost; `usd` is None where no price is known. Cached replies cost nothing."""

    documents: int
    usd: float | None
    seconds: float
    calls: int
    cached: int

    def to_json(self) -> JsonObject:
        """In total and per document."""
        return {
            "usd": self.usd,
            "usd_per_document": None if self.usd is None else ratio(self.usd, self.documents),
            "seconds": self.seconds,
            "seconds_per_document": ratio(self.seconds, self.documents),
            "calls": self.calls,
            "cached": self.cached,
        }


BlameVerdict: TypeAlias = Literal["caused", "partly", "no help", "inherited", "not asked"]
"""What putting a step right does: everything comes right, something, nothing; or the step was wrong
only because of an earlier one; or nobody could be asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blame:
    """What a replay of one document with one step's right output showed.

    `fixed` of its `wrong` cells came right; `because` is the earlier step of `inherited`.
    """

    file: str
    step: str
    verdict: BlameVerdict
    fixed: int
    wrong: int
    because: str | None = None

    def to_json(self) -> JsonObject:
        """The verdict by the names of its parts."""
        return {
            "file": self.file,
            "step": self.step,
            "verdict": self.verdict,
            "fixed": self.fixed,
            "wrong": self.wrong,
            "because": self.because,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A run held against gold.

    `whole` counts all joined documents; `without_examples` those that no prompt had as an example,
    None when there was no such document. `unattributed` are documents that are not all right and
    in which no step is known to be at fault. `notices` are sentences a person should read.
    """

    run: str
    gold: str
    gold_sha256: str
    whole: Totals
    lists: Mapping[str, ListRows]
    steps: Mapping[str, StepScore]
    cells: tuple[Cell, ...]
    unmatched: Unmatched
    unattributed: int = 0
    intervals: Mapping[str, Mapping[str, Share]] = field(default_factory=dict)
    evidence: Mapping[str, Share] = field(default_factory=dict)
    without_examples: Totals | None = None
    examples: tuple[str, ...] = ()
    spent: Spent | None = None
    notices: tuple[str, ...] = ()
    blame: tuple[Blame, ...] | None = None
    """What replays showed, where they were asked for."""

    @property
    def macro(self) -> dict[str, float | None]:
        """The mean over fields of each rate, where it has one: every field counts the same."""
        means: dict[str, float | None] = {}
        for name in ("accuracy", "precision", "recall", "f1"):
            found = [v for r in self.whole.fields.values() if (v := getattr(r, name)) is not None]
            means[name] = ratio(sum(found), len(found))
        return means

    def summary(self) -> JsonObject:
        """Everything but the cells."""
        macro: JsonObject = {**self.macro}
        whole = self.whole.to_json()
        return {
            "run": self.run,
            "gold": self.gold,
            "gold_sha256": self.gold_sha256,
            "documents": whole["documents"],
            "overall": whole["overall"],
            "macro": macro,
            "fields": whole["fields"],
            "lists": {name: rows.to_json() for name, rows in self.lists.items()},
            "steps": {name: step.to_json() for name, step in self.steps.items()},
            "steps_unattributed": self.unattributed,
            "blame": None if self.blame is None else [one.to_json() for one in self.blame],
            "intervals": {
                name: {rate: share.to_json() for rate, share in shares.items()}
                for name, shares in self.intervals.items()
            },
            "evidence": {name: share.to_json() for name, share in self.evidence.items()},
            "without_examples": self.without_examples.to_json() if self.without_examples else None,
            "examples": [*self.examples],
            "spent": self.spent.to_json() if self.spent else None,
            "unmatched": self.unmatched.to_json(),
            "notices": [*self.notices],
        }

    def to_json(self) -> JsonObject:
        """What `evaluate --json` prints (DESIGN §9)."""
        return {**self.summary(), "cells": [cell.to_json() for cell in self.cells]}
