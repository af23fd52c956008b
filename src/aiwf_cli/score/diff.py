"""Two runs held against each other: what changed, where it came from, and whether it is luck.

Definitions are in docs/scoring.md. Nothing here reads files: records and traces come as the lines
they are kept as, once each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from aiwf_cli.model.delta import AccuracyDelta, CellCounts, Change, FieldDelta
from aiwf_cli.score.cells import Judges, usual_subfields
from aiwf_cli.score.delta.cells import Alike, Became, Draft, TwinCells
from aiwf_cli.score.delta.held import HeldSide
from aiwf_cli.score.delta.shared import RunSide, Shared, Twin
from aiwf_cli.score.delta.steps import SideName, StepChanges, Traces
from aiwf_cli.score.delta.verdicts import Signs, accuracy_delta, cell_counts, field_deltas
from aiwf_cli.score.seen import Seen
from aiwf_cli.score.stats.paired import Both
from aiwf_cli.score.tally import Tally

__all__ = ["Compared", "RunSide", "compare"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What two runs made of the documents that both have; the parts of a `Delta` of the same name.

    `labelled` counts the documents of which gold says something, `accuracy` is None without any.
    `changes` come in A's order of documents, and in B's order of fields.
    """

    comparable: bool
    notices: tuple[str, ...]
    documents: int
    labelled: int
    cells: CellCounts
    fields: Mapping[str, FieldDelta]
    accuracy: AccuracyDelta | None
    changes: tuple[Change, ...]
    steps: Mapping[str, int]


def compare(a: RunSide, b: RunSide) -> Compared:
    """Run B against run A, on what both have; without gold, what differs between them."""
    return _Comparison(shared=Shared(a=a, b=b)).compared()


@dataclass(slots=True)
class _Side:
    """What is known of one run before its documents, and counted of them."""

    judges: Judges
    usual: Mapping[str, tuple[str, ...]]
    tally: Tally = field(default_factory=Tally)


@dataclass(slots=True, kw_only=True)
class _Comparison:
    """One comparison on its way."""

    shared: Shared
    became: dict[str, Counter[Became]] = field(default_factory=dict)
    signs: Signs = field(default_factory=Signs)
    drafts: dict[str, list[Draft]] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    """What the cells that count are called."""

    def compared(self) -> Compared:
        twins = self.shared.twins()
        self.names = frozenset(self.shared.cells)
        a, b = self._sides()
        alike = Alike(self.shared, a.judges, b.judges)
        for twin in twins:
            self._hold(twin, a, b, alike)
        see = partial(self._explain, {"a": a.judges, "b": b.judges})
        steps = StepChanges(a=self.shared.a.run, b=self.shared.b.run, see=see)
        steps.read(frozenset(twin.file for twin in twins))
        totals_a, totals_b = a.tally.totals(self.shared.cells), b.tally.totals(self.shared.cells)
        every = sum(self.became.values(), Counter[Became]())
        return Compared(
            comparable=self.shared.comparable,
            notices=tuple(self.shared.notices),
            documents=len(twins),
            labelled=a.tally.labelled,
            cells=cell_counts(every),
            fields=field_deltas(self.shared.cells, self.became, self.signs, totals_a, totals_b),
            accuracy=accuracy_delta(totals_a, totals_b, _documents(a.tally, b.tally)),
            changes=tuple(
                _change(twin.file, draft, steps)
                for twin in twins
                for draft in self.drafts.get(twin.file, ())
            ),
            steps=steps.counts,
        )

    def _sides(self) -> tuple[_Side, _Side]:
        """Both runs made ready; equal fields have one judge, which then remembers for both."""
        a, b = self.shared.a, self.shared.b
        judges = Judges(b.fields)
        return (
            _Side(judges if a.fields == b.fields else Judges(a.fields), _usual(a)),
            _Side(judges, _usual(b)),
        )

    def _hold(self, twin: Twin, a: _Side, b: _Side, alike: Alike) -> None:
        """Counts one document, and keeps its changes."""
        held_a = HeldSide(twin.a, twin.gold_a, a.judges, a.usual)
        held_b = HeldSide(twin.b, twin.gold_b, b.judges, b.usual)
        drafts = TwinCells(a=held_a, b=held_b, alike=alike, became=self.became).hold()
        if drafts:
            self.drafts[twin.file] = drafts
        if twin.is_labelled:
            named = [self._tally(a, held_a), self._tally(b, held_b)]
            self.signs.add(held_a.errors(), held_b.errors(), named[0] | named[1])

    def _tally(self, side: _Side, held: HeldSide) -> frozenset[str]:
        """Counts a labelled document for its run; returns what its cells are called."""
        cells = [cell for cell in held.cells if cell.field in self.names]
        side.tally.add(cells, failed=held.failed)
        return frozenset([cell.field for cell in cells])

    def _explain(
        self, judges: Mapping[SideName, Judges], side: SideName, file: str, traces: Traces
    ) -> None:
        """Puts better explanations where a step had the right value, as evaluating does."""
        drafts = [
            draft
            for draft in self.drafts.get(file, ())
            if (draft.open_a if side == "a" else draft.open_b)
        ]
        if drafts:
            run = self.shared.a.run if side == "a" else self.shared.b.run
            seen = Seen([step.name for step in run.spec.steps], traces)
            for draft in drafts:
                _explain(draft, side, seen, judges[side])


def _documents(a: Tally, b: Tally) -> list[Both]:
    """The labelled documents by what is right in them in both runs."""
    return [Both(*four) for four in zip(a.right, a.cells, b.right, b.cells, strict=True)]


def _usual(side: RunSide) -> Mapping[str, tuple[str, ...]]:
    return usual_subfields(side.gold.documents if side.gold else (), side.fields)


def _explain(draft: Draft, side: SideName, seen: Seen, judges: Judges) -> None:
    label, value = (draft.open_a, draft.a) if side == "a" else (draft.open_b, draft.b)
    step = seen.first(label, judges.of(draft.field)) if label else None
    if step is None or value is None:
        return
    better = value._replace(explanation=f"step {step} had the right value")
    if side == "a":
        draft.a = better
    else:
        draft.b = better


def _change(file: str, draft: Draft, steps: StepChanges) -> Change:
    document = steps.documents.get(file)
    name = draft.field.partition(".")[0]
    return Change(
        file=file,
        field=draft.field,
        row=draft.row,
        kind=draft.kind,
        gold=draft.gold,
        a=draft.a,
        b=draft.b,
        first_step=document.first(name) if document else None,
    )
