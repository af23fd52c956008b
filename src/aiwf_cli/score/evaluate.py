"""A run held against gold: every labelled cell, counted, explained, and traced to a step.

Definitions are in docs/scoring.md. Nothing here reads files: records and traces come as the lines
they are kept as, once each, so that large runs need little memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from aiwf_cli.model.fields import Field
from aiwf_cli.model.gold import Gold, GoldDocument
from aiwf_cli.model.json import JsonObject
from aiwf_cli.model.rates import Cell, Outcome
from aiwf_cli.model.record import OWN_EXAMPLE
from aiwf_cli.model.score import ListRows, Score, Spent, StepScore, Unmatched
from aiwf_cli.model.task import TaskSpec
from aiwf_cli.score.attribute import DocumentSteps, keys_put_out
from aiwf_cli.score.cells import DocumentCells, Judges, RowCount, WrongCell, usual_subfields
from aiwf_cli.score.evidence import EvidenceTally
from aiwf_cli.score.explain import Explainer, is_open, unit_notices
from aiwf_cli.score.join import Joined, join
from aiwf_cli.score.said import Said
from aiwf_cli.score.seen import Seen
from aiwf_cli.score.step_cells import StepGold
from aiwf_cli.score.tally import OVERALL, Tally, rates, shares

JsonLines = Callable[[], Iterable[JsonObject]]
"""Opens a run's file and gives its lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLines:
    """What evaluation needs of a run.

    `files` are the ids of its documents.
    """

    id: str
    spec: TaskSpec
    files: Sequence[str]
    records: JsonLines
    traces: JsonLines
    spent: Spent | None = None
    notices: tuple[str, ...] = ()


def evaluate(run: RunLines, gold: Gold) -> Score:
    """The score of a run against gold."""
    return _Evaluation(run=run, gold=gold).score()


@dataclass(slots=True)
class _HeldDocument:
    """A document's cells that are not right, by their place among all cells."""

    gold: GoldDocument
    at: dict[int, WrongCell]
    open: list[int]
    """Those of which nothing is known."""
    failed_at: str | None
    steps: DocumentSteps | None = None


@dataclass(slots=True, kw_only=True)
class _Evaluation:
    """One evaluation on its way."""

    run: RunLines
    gold: Gold
    cells: list[Cell] = field(default_factory=list)
    whole: Tally = field(default_factory=Tally)
    unhelped: Tally = field(default_factory=Tally)
    """Without documents that were examples."""
    examples: list[str] = field(default_factory=list)
    lists: dict[str, RowCount] = field(default_factory=dict)
    evidence: EvidenceTally = field(default_factory=EvidenceTally)
    held: dict[str, _HeldDocument] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)

    def score(self) -> Score:
        joined = join([document.file for document in self.gold.documents], self.run.files)
        judges = Judges(self.run.spec.fields)
        self._hold_records(joined, judges)
        steps = self._hold_traces(judges)
        self.notices += unit_notices(self.cells)
        order = cell_names(self.run.spec.fields)
        whole = self.whole.totals(order)
        return Score(
            run=self.run.id,
            gold=self.gold.name,
            gold_sha256=self.gold.sha256,
            whole=whole,
            lists={name: ListRows(**_counts(rows)) for name, rows in self.lists.items()},
            steps=self._step_scores(steps),
            unattributed=sum(
                self._first_wrong(held) is None for held in self.held.values() if held.at
            ),
            cells=tuple(self.cells),
            unmatched=_unmatched(joined, self.gold),
            intervals={
                name: shares(part)
                for name, part in {OVERALL: whole.overall, **whole.fields}.items()
            },
            evidence=self.evidence.shares(),
            without_examples=self.unhelped.totals(order) if self.examples else None,
            examples=tuple(self.examples),
            spent=self.run.spent,
            notices=(*self.run.notices, *self.gold.remarks, *self.notices),
        )

    def _hold_records(self, joined: Joined, judges: Judges) -> None:
        documents = {joined.pairs[d.file]: d for d in self.gold.documents if d.file in joined.pairs}
        usual = usual_subfields(self.gold.documents, self.run.spec.fields)
        for line in self.run.records():
            said = Said(line)
            if gold := documents.pop(said.file, None):
                self._hold(DocumentCells(said=said, gold=gold, judges=judges, usual=usual))

    def _hold(self, document: DocumentCells) -> None:
        """Adds one document's cells to all that is counted."""
        said, gold = document.said, document.gold
        self._explain(document.hold())
        for name, rows in document.rows.items():
            _add(self.lists.setdefault(name, RowCount()), rows)
        if not gold.fields:
            return
        self.evidence.add(said, gold, document.cells)
        failed = said.failure is not None
        self.whole.add(document.cells, failed=failed)
        if any(OWN_EXAMPLE in note for note in said.notes):
            self.examples.append(said.file)
        else:
            self.unhelped.add(document.cells, failed=failed)

    def _explain(self, document: DocumentCells) -> None:
        """Keeps a document's cells, with an explanation of each that is not right."""
        said, begun = document.said, len(self.cells)
        explainer = Explainer(said=said, gold=document.gold, judges=document.judges)
        self.cells += document.cells
        at: dict[int, WrongCell] = {}
        for place, wrong in document.wrong_cells.items():
            cell = wrong.cell._replace(explanation=explainer.explain(wrong))
            self.cells[begun + place] = cell
            at[begun + place] = wrong._replace(cell=cell)
        unexplained = [index for index, wrong in at.items() if is_open(wrong, document.judges)]
        failed_at = said.failure.step if said.failure else None
        self.held[said.file] = _HeldDocument(document.gold, at, unexplained, failed_at)

    def _hold_traces(self, judges: Judges) -> list[DocumentSteps]:
        """Holds steps against their gold, and names the first at fault in every cell not right."""
        plan = StepGold(spec=self.run.spec)
        wanted = {file for file, held in self.held.items() if _wants_traces(held, plan.order)}
        documents: list[DocumentSteps] = []
        for file, traces in traces_by_document(self.run.traces() if wanted else ()):
            if file in wanted:
                documents.append(self._hold_steps(file, traces, plan, judges))
                wanted.remove(file)
        documents += [self._hold_steps(file, {}, plan, judges) for file in sorted(wanted)]
        known = keys_put_out(documents)
        for document in documents:
            document.keep_known(known)
        self._name_unknown(documents, known)
        for held in self.held.values():
            for index, wrong in held.at.items():
                step = held.steps.first_at_fault(wrong) if held.steps else held.failed_at
                self.cells[index] = self.cells[index]._replace(first_wrong_step=step)
        return documents

    def _hold_steps(
        self, file: str, traces: Mapping[str, JsonObject], plan: StepGold, judges: Judges
    ) -> DocumentSteps:
        held = self.held[file]
        seen = Seen(plan.order, traces)
        for index in held.open:
            wrong = held.at[index]
            judge = judges.of(wrong.spot.field, wrong.spot.sub)
            if wrong.label and (step := seen.first(wrong.label, judge)):
                told = f"step {step} had the right value"
                self.cells[index] = self.cells[index]._replace(explanation=told)
        held.steps = DocumentSteps(
            gold=held.gold,
            wrong_cells=[*held.at.values()],
            failed_at=held.failed_at,
            plan=plan,
            judges=judges,
        )
        held.steps.hold(traces)
        return held.steps

    def _name_unknown(
        self, documents: Sequence[DocumentSteps], known: Mapping[str, frozenset[str]]
    ) -> None:
        """Tells which gold of steps could be held against nothing."""
        labelled: dict[str, None] = {}
        for document in documents:
            for step, gold in document.gold.steps.items():
                keys = known.get(step)
                unknown = [key for key in gold if keys is not None and key not in keys]
                names = [step] if keys is None else [f"{step}.{key}" for key in unknown]
                labelled.update(dict.fromkeys(names))
        if labelled:
            self.notices.append(
                f"Gold has steps that this run does not put out, not counted: {', '.join(labelled)}"
            )

    def _first_wrong(self, held: _HeldDocument) -> str | None:
        """The first step at fault in a document, over all its cells."""
        named = {self.cells[index].first_wrong_step for index in held.at}
        return next((step.name for step in self.run.spec.steps if step.name in named), None)

    def _step_scores(self, documents: Sequence[DocumentSteps]) -> dict[str, StepScore]:
        counted: dict[str, Counter[Outcome]] = {}
        for document in documents:
            for step, held in document.held.items():
                counts = counted.setdefault(step, Counter())
                counts.update(cell.outcome for cell in held.cells)
        first = Counter(self._first_wrong(held) for held in self.held.values() if held.at)
        return {
            step.name: StepScore(
                rates=rates(counted.get(step.name, Counter())), first_wrong=first[step.name]
            )
            for step in self.run.spec.steps
            if counted.get(step.name) or first[step.name]
        }


def cell_names(fields: Mapping[str, Field]) -> tuple[str, ...]:
    """What cells are called, in the task's order: fields, and `list.subfield` of lists."""
    names: list[str] = []
    for name, spec in fields.items():
        names += [f"{name}.{sub}" for sub in spec.of or {}] if spec.type == "list" else [name]
    return tuple(names)


def _wants_traces(held: _HeldDocument, order: Sequence[str]) -> bool:
    """Whether anything can be learnt from a document's traces."""
    return bool(held.open) or any(step in held.gold.steps for step in order)


def traces_by_document(
    lines: Iterable[JsonObject],
) -> Iterator[tuple[str, dict[str, JsonObject]]]:
    """The lines of traces.jsonl by document, those of each by step."""
    for file, group in groupby(lines, key=lambda line: str(line["file"])):
        yield file, {str(line["step"]): line for line in group}


def _unmatched(joined: Joined, gold: Gold) -> Unmatched:
    return Unmatched(
        gold_without_run=joined.gold_only,
        run_without_gold=joined.run_only,
        columns=gold.unknown_columns,
    )


def _add(total: RowCount, more: RowCount) -> None:
    total.gold += more.gold
    total.predicted += more.predicted
    total.matched += more.matched


def _counts(rows: RowCount) -> dict[str, int]:
    return {"gold": rows.gold, "predicted": rows.predicted, "matched": rows.matched}
