"""Two runs held against each other: what changed, where it came from, and whether it is luck.

Definitions are in docs/scoring.md. Nothing here reads files: records and traces come as the lines
they are kept as, once each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiwf_cli.model.delta import AccuracyDelta, CellCounts, Change, FieldDelta, Verdict
from aiwf_cli.model.gold import Label
from aiwf_cli.model.score import Rates, Share
from aiwf_cli.score.attribute import Seen
from aiwf_cli.score.cells import Judges, usual_subfields
from aiwf_cli.score.held import HeldSide
from aiwf_cli.score.luck import LEVEL, documents_to_tell, holm, mcnemar
from aiwf_cli.score.paired import Both, difference
from aiwf_cli.score.shared import RunSide, Shared, Twin
from aiwf_cli.score.step_changes import SideName, StepChanges, Traces
from aiwf_cli.score.tally import Tally
from aiwf_cli.score.twin_cells import Alike, Became, Draft, TwinCells

__all__ = ["Compared", "RunSide", "compare"]

TOO_FEW: Verdict = "too few to tell"


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
class _Signs:
    """Documents that label a field, and those in which B has fewer, and more, errors than A."""

    documents: int = 0
    better: int = 0
    worse: int = 0


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
    signs: dict[str, _Signs] = field(default_factory=dict)
    drafts: dict[str, list[Draft]] = field(default_factory=dict)

    def compared(self) -> Compared:
        twins = self.shared.twins()
        a, b = self._sides()
        alike = Alike(self.shared, a.judges, b.judges)
        for twin in twins:
            self._hold(twin, a, b, alike)
        steps = StepChanges(a=self.shared.a.run, b=self.shared.b.run, see=self._explain)
        steps.read(frozenset(twin.file for twin in twins))
        every = sum(self.became.values(), Counter[Became]())
        return Compared(
            comparable=self.shared.comparable,
            notices=tuple(self.shared.notices),
            documents=len(twins),
            labelled=a.tally.labelled,
            cells=_counts(every),
            fields=self._fields(a.tally, b.tally),
            accuracy=_accuracy(a.tally, b.tally),
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
            self._sign(held_a.errors(), held_b.errors(), named[0] | named[1])

    def _tally(self, side: _Side, held: HeldSide) -> frozenset[str]:
        """Counts a labelled document for its run; returns what its cells are called."""
        cells = [cell for cell in held.cells if cell.field in self.shared.cells]
        side.tally.add(cells, failed=held.failed)
        return frozenset([cell.field for cell in cells])

    def _sign(self, a: Counter[str], b: Counter[str], names: frozenset[str]) -> None:
        """Counts for each field in which run the document has fewer errors."""
        for name in names:
            signs = self.signs.setdefault(name, _Signs())
            signs.documents += 1
            signs.better += b[name] < a[name]
            signs.worse += b[name] > a[name]

    def _explain(self, side: SideName, file: str, traces: Traces) -> None:
        """Puts better explanations where a step had the right value, as evaluating does."""
        for draft in self.drafts.get(file, ()):
            label = draft.open_a if side == "a" else draft.open_b
            if label is not None:
                _explain(draft, side, label, self._seen(side, traces))

    def _seen(self, side: SideName, traces: Traces) -> Seen:
        run = self.shared.a.run if side == "a" else self.shared.b.run
        return Seen([step.name for step in run.spec.steps], traces)

    def _fields(self, a: Tally, b: Tally) -> dict[str, FieldDelta]:
        """What became of each field that has cells, in B's order."""
        named = [name for name in self.shared.cells if name in self.became]
        tested = [name for name in named if name in self.signs]
        p_values = [mcnemar(self.signs[n].better, self.signs[n].worse) for n in tested]
        corrected = holm(p_values)
        level = LEVEL / max(1, sum(p >= LEVEL for p in corrected))
        tests = {
            name: (p, p_holm, level)
            for name, p, p_holm in zip(tested, p_values, corrected, strict=True)
        }
        parts = a.part(named).fields, b.part(named).fields
        return {
            name: self._field(name, parts[0].get(name), parts[1].get(name), tests.get(name))
            for name in named
        }

    def _field(
        self,
        name: str,
        a: Rates | None,
        b: Rates | None,
        test: tuple[float, float, float] | None,
    ) -> FieldDelta:
        cells = _counts(self.became[name])
        if test is None:
            return FieldDelta(cells=cells)
        signs, (p_value, p_holm, level) = self.signs[name], test
        verdict = _verdict(signs.better - signs.worse, is_clear=p_holm < LEVEL)
        return FieldDelta(
            cells=cells,
            a=_share(a or Rates()),
            b=_share(b or Rates()),
            better=signs.better,
            worse=signs.worse,
            p_value=p_value,
            p_holm=p_holm,
            verdict=verdict,
            documents_needed=documents_to_tell(
                signs.better, signs.worse, signs.documents, level=level
            )
            if verdict == TOO_FEW
            else None,
        )


def _usual(side: RunSide) -> Mapping[str, tuple[str, ...]]:
    return usual_subfields(side.gold.documents if side.gold else (), side.fields)


def _explain(draft: Draft, side: SideName, label: Label, seen: Seen) -> None:
    step, reading = seen.first(label), draft.a if side == "a" else draft.b
    if step is None or reading is None:
        return
    better = reading._replace(explanation=f"step {step} had the right value")
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


def _counts(became: Counter[Became]) -> CellCounts:
    return CellCounts(
        fixed=became["fixed"],
        broken=became["broken"],
        still_wrong=became["still_wrong"],
        still_right=became["still_right"],
        still_wrong_other=became["still_wrong_other"],
        changed=became["changed"],
        same=became["same"],
    )


def _verdict(sign: float, *, is_clear: bool) -> Verdict:
    if not is_clear:
        return TOO_FEW
    return "better" if sign > 0 else "worse"


def _share(counted: Rates) -> Share:
    return Share(part=counted.right, whole=counted.n, ci95=counted.ci95)


def _accuracy(a: Tally, b: Tally) -> AccuracyDelta | None:
    """The overall accuracy of both runs, and its difference."""
    documents = [Both(*four) for four in zip(a.right, a.cells, b.right, b.cells, strict=True)]
    found = difference(documents)
    if found is None:
        return None
    return AccuracyDelta(
        a=_share(a.part(a.fields).overall),
        b=_share(b.part(b.fields).overall),
        delta=found.delta,
        ci95=found.ci95,
        verdict=_verdict(found.delta, is_clear=found.is_clear),
        documents=len(documents),
        documents_needed=found.documents_needed,
    )
