"""A delta: what became different from run A to run B, and whether that is more than luck."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from aiwf_cli.model.json import Json, JsonObject
from aiwf_cli.model.rates import Interval, Outcome, Share
from aiwf_cli.model.record import Tokens

ChangeKind: TypeAlias = Literal["fixed", "broken", "still_wrong", "changed"]
"""still_wrong: wrong in both, with another value; changed: not labelled, with another value."""

Verdict: TypeAlias = Literal["better", "worse", "too few to tell"]


class CellValue(NamedTuple):
    """What one run made of a cell; `outcome` is None where gold says nothing."""

    value: Json
    outcome: Outcome | None = None
    explanation: str | None = None
    page: int | None = None
    quote: str | None = None

    def to_json(self) -> JsonObject:
        """The value by the names of its parts."""
        return self._asdict()


class Change(NamedTuple):
    """A cell in which the runs differ.

    `a` or `b` is None where that run has no such row; where its document failed the value says
    so. `row` counts from 1 in gold's order (in A's where there is no gold); rows that only the runs
    have follow, those of A first. `first_step` is the first step whose output differs and that may
    have changed this field, None where the traces do not tell.
    """

    file: str
    field: str
    row: int | None
    kind: ChangeKind
    gold: Json
    a: CellValue | None
    b: CellValue | None
    first_step: str | None = None

    def to_json(self) -> JsonObject:
        """An entry of `changes` (DESIGN §9)."""
        return {
            "file": self.file,
            "field": self.field,
            "row": self.row,
            "kind": self.kind,
            "gold": self.gold,
            "a": self.a.to_json() if self.a else None,
            "b": self.b.to_json() if self.b else None,
            "first_step": self.first_step,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class CellCounts:
    """Cells by what became of them.

    The first four are labelled ones. `still_wrong_other` are those of `still_wrong` whose value is
    another; `changed` and `same` are the cells without a label.
    """

    fixed: int = 0
    broken: int = 0
    still_wrong: int = 0
    still_right: int = 0
    still_wrong_other: int = 0
    changed: int = 0
    same: int = 0

    def to_json(self) -> JsonObject:
        """The `cells` entry of DESIGN §9."""
        return {
            "fixed": self.fixed,
            "broken": self.broken,
            "still_wrong": self.still_wrong,
            "still_right": self.still_right,
            "still_wrong_other": self.still_wrong_other,
            "changed": self.changed,
            "same": self.same,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDelta:
    """One field, A against B, on the documents that both have.

    The test is over documents: `better` are those in which B has fewer errors in the field than A,
    `worse` those with more. `p_value` is that of the exact McNemar test on them, `p_holm` the same
    after Holm's correction over the fields, on which the verdict rests. `documents_needed` is how
    many documents that label the field would show a difference of this size (100,000 stands for
    that or more); None where there is none, or where the verdict is clear. Without gold there are
    counts only.
    """

    cells: CellCounts
    a: Share | None = None
    b: Share | None = None
    better: int = 0
    worse: int = 0
    p_value: float | None = None
    p_holm: float | None = None
    verdict: Verdict | None = None
    documents_needed: int | None = None

    def to_json(self) -> JsonObject:
        """A `fields` entry of DESIGN §9."""
        return {
            **self.cells.to_json(),
            "a": self.a.to_json() if self.a else None,
            "b": self.b.to_json() if self.b else None,
            "documents": {"better": self.better, "worse": self.worse},
            "p_value": self.p_value,
            "p_holm": self.p_holm,
            "verdict": self.verdict,
            "documents_needed": self.documents_needed,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class AccuracyDelta:
    """The overall accuracy of both runs on the documents that both have, as `evaluate` counts it.

    `ci95` is the interval of `delta` = B - A, from a paired bootstrap by document.
    """

    a: Share
    b: Share
    delta: float
    ci95: Interval
    verdict: Verdict
    documents: int
    documents_needed: int | None = None

    def to_json(self) -> JsonObject:
        """The `accuracy` entry of DESIGN §9."""
        a, b = self.a.to_json(), self.b.to_json()
        return {
            "a": a["accuracy"],
            "b": b["accuracy"],
            "delta": self.delta,
            "ci95": [*self.ci95],
            "verdict": self.verdict,
            "documents": self.documents,
            "documents_needed": self.documents_needed,
            "counts": {"a": a, "b": b},
        }


class TaskChange(NamedTuple):
    """A piece of the task that differs: a step with its prompt, a field, the model, a file.

    `part` is what people call it ("step disclaimers", "field net_sales", "model"), `diff` a unified
    diff whose header names the file, or the key of task.yaml.
    """

    part: str
    diff: str

    def to_json(self) -> JsonObject:
        """The piece by the names of its parts."""
        return {"part": self.part, "diff": self.diff}


class AsAsked(NamedTuple):
    """What a run costs whoever asks everything anew: nothing from the cache, nothing recorded.

    `cached` of the `calls` were answered without one; `replayed` says that a recording answered the
    others. `usd` is None where a price or the tokens are not known.
    """

    calls: int
    cached: int
    replayed: bool
    tokens: Tokens
    usd: float | None

    def to_json(self) -> JsonObject:
        """An entry of `as_asked`."""
        return {
            "calls": self.calls,
            "cached": self.cached,
            "replayed": self.replayed,
            "tokens": self.tokens.to_json(),
            "cost_usd": self.usd,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two runs: which it is and what it cost.

    `calls`, `tokens` and `usd` are what was asked and paid in this run, `usd` None where no price
    is known; `as_asked` is what it would be with nothing known from before. `votes` is how often
    each question was asked (`--repeat`).
    """

    run: str
    task: str
    variant: str
    model: str | None
    status: str
    documents: int
    calls: JsonObject
    tokens: JsonObject
    usd: float | None
    seconds: float
    as_asked: AsAsked
    votes: int = 1

    @property
    def name(self) -> str:
        """The task with its variant, as it is typed."""
        return self.task if self.variant == "base" else f"{self.task}@{self.variant}"

    def to_json(self) -> JsonObject:
        """The `a` or `b` entry of DESIGN §9."""
        return {
            "run": self.run,
            "task": self.task,
            "variant": self.variant,
            "model": self.model,
            "status": self.status,
            "documents": self.documents,
            "repeat": self.votes,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """Run B against run A.

    `notices` say what was not compared and why; where there are any that touch the comparison,
    `comparable` is False. `documents` is how many were compared. `steps` counts the documents
    whose output of that step changed. `accuracy` is None without gold.
    """

    a: Side
    b: Side
    gold: str | None
    comparable: bool
    notices: tuple[str, ...]
    documents: int
    task: tuple[TaskChange, ...]
    cells: CellCounts
    fields: Mapping[str, FieldDelta]
    accuracy: AccuracyDelta | None
    changes: tuple[Change, ...]
    steps: Mapping[str, int]

    def to_json(self) -> JsonObject:
        """What `diff --json` prints (DESIGN §9)."""
        a, b = self.a, self.b
        return {
            "a": a.to_json(),
            "b": b.to_json(),
            "gold": self.gold,
            "comparable": self.comparable,
            "notices": [*self.notices],
            "documents": self.documents,
            "task_diff": "".join(change.diff for change in self.task),
            "task_changes": [change.to_json() for change in self.task],
            "cells": self.cells.to_json(),
            "fields": {name: one.to_json() for name, one in self.fields.items()},
            "accuracy": self.accuracy.to_json() if self.accuracy else None,
            "changes": [change.to_json() for change in self.changes],
            "steps": dict(self.steps),
            "calls": {"a": a.calls, "b": b.calls},
            "tokens": {"a": a.tokens, "b": b.tokens},
            "cost_usd": {"a": a.usd, "b": b.usd},
            "seconds": {"a": a.seconds, "b": b.seconds},
            "as_asked": {"a": a.as_asked.to_json(), "b": b.as_asked.to_json()},
        }
