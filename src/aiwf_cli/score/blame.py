"""Is a step that went wrong the cause? Replays its document with what it should have put out.

Gold of a step that differs from what it put out shows a difference, not a cause: a later step may
mend it, or be wrong all by itself. So the document goes through the pipeline again with that one
output put right. Questions asked before it are not asked again, those after it may be.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from aiwf_cli.model.gold import Gold, GoldDocument
from aiwf_cli.model.json import Json, JsonObject
from aiwf_cli.model.score import Blame, BlameVerdict, Score
from aiwf_cli.score.cells import DocumentCells, Judges, usual_subfields
from aiwf_cli.score.evaluate import RunLines, traces_by_document
from aiwf_cli.score.join import join
from aiwf_cli.score.said import Said
from aiwf_cli.score.step_cells import StepGold, output_of
from aiwf_cli.steps.base import says_more

AT_ONCE = 8
"""Documents that are replayed at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What came of a replayed document: its record's line, and what its steps put out."""

    line: JsonObject
    outputs: Mapping[str, JsonObject]


Replay = Callable[[str, Mapping[str, JsonObject]], Awaitable["Replayed | None"]]
"""Runs a document with the outputs of some steps given; None when a reply could not be had."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One replay: the step whose output is put right, and all the outputs that are given.

    `calls` is how many the later steps made: about what the replay makes when none is cached.
    """

    step: str
    given: Mapping[str, JsonObject]
    calls: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A document that is not all right, with a trial for each labelled step that differs."""

    gold: GoldDocument
    file: str
    wrong: int
    """Cells that are not right."""
    trials: tuple[Trial, ...]


def cases(run: RunLines, gold: Gold, score: Score) -> tuple[Case, ...]:
    """What to replay, documents in the run's order."""
    wrong: dict[str, int] = defaultdict(int)
    for cell in score.cells:
        wrong[cell.file] += not cell.right
    pairs = join([document.file for document in gold.documents], run.files).pairs
    documents = {pairs[d.file]: d for d in gold.documents if d.file in pairs and d.steps}
    plan = StepGold(spec=run.spec)
    found: list[Case] = []
    for file, traces in traces_by_document(run.traces()):
        document = documents.get(file)
        if document is None or not wrong[file]:
            continue
        trials = tuple(_trials(plan, document, traces))
        if trials:
            found.append(Case(gold=document, file=file, wrong=wrong[file], trials=trials))
    return tuple(found)


def calls_needed(found: Sequence[Case]) -> int:
    """How many calls the replays make at most, when the cache knows none of them."""
    return sum(trial.calls for case in found for trial in case.trials)


def _trials(
    plan: StepGold, document: GoldDocument, traces: Mapping[str, JsonObject]
) -> Iterator[Trial]:
    for at, step in enumerate(plan.spec.steps):
        output = output_of(traces.get(step.name))
        gold = document.steps.get(step.name)
        if step.kind == "select" or gold is None or output is None:
            continue
        known = {key: value for key, value in gold.items() if key in output}
        if not _differs(plan, document, step.name, output, known):
            continue
        asked = {s.name: output_of(traces.get(s.name)) for s in plan.spec.steps[:at]}
        given = {
            name: said
            for name, said in asked.items()
            if said is not None and _calls(traces.get(name))
        }
        yield Trial(
            step=step.name,
            given={**given, step.name: output | _put_right(output, known)},
            calls=sum(_calls(traces.get(later.name)) for later in plan.spec.steps[at + 1 :]),
        )


def _put_right(output: JsonObject, gold: JsonObject) -> JsonObject:
    """What gold says, in the form in which the step put it out: later steps read it in that."""
    return {key: _in_form_of(output.get(key), value) for key, value in gold.items()}


def _in_form_of(output: Json, gold: Json) -> Json:
    if says_more(output) and not says_more(gold):
        return {"value": _in_form_of(output["value"], gold)}
    match output, gold:
        case dict(), dict():
            return _put_right(output, gold)
        case [first, *_], list():
            return [_in_form_of(first, part) for part in gold]
        case _:
            return gold


def _differs(
    plan: StepGold,
    document: GoldDocument,
    step: str,
    output: JsonObject,
    keys: Mapping[str, object],
) -> bool:
    """Whether a step's output is not what gold says, as to keys that it puts out."""
    return any(f.spot.field in keys for f in plan.hold(document, step, output).wrong_cells)


def _calls(trace: JsonObject | None) -> int:
    calls = cast("Mapping[str, int]", (trace or {}).get("calls") or {})
    return sum(calls.values())


async def blame(
    run: RunLines, gold: Gold, found: Sequence[Case], replay: Replay
) -> tuple[Blame, ...]:
    """What the replays show, by document and step."""
    judging = _Judging(
        judges=Judges(run.spec.fields),
        usual=usual_subfields(gold.documents, run.spec.fields),
        plan=StepGold(spec=run.spec),
        replay=replay,
        free=asyncio.Semaphore(AT_ONCE),
    )
    judged = await asyncio.gather(*(judging.case(case) for case in found))
    return tuple(one for several in judged for one in several)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judging:
    """Replays cases and says what came of them."""

    judges: Judges
    usual: Mapping[str, tuple[str, ...]]
    plan: StepGold
    replay: Replay
    free: asyncio.Semaphore

    async def case(self, case: Case) -> list[Blame]:
        """The verdict on each step of a document, the first first."""
        inherited: dict[str, str] = {}
        found: list[Blame] = []
        for trial in case.trials:
            if trial.step in inherited:
                found.append(_verdict(case, trial, "inherited", because=inherited[trial.step]))
                continue
            async with self.free:
                replayed = await self.replay(case.file, trial.given)
            if replayed is None:
                found.append(_verdict(case, trial, "not asked"))
                continue
            left = self._wrong(case, replayed)
            verdict: BlameVerdict = (
                "caused" if not left else "partly" if left < case.wrong else "no help"
            )
            found.append(_verdict(case, trial, verdict, fixed=max(0, case.wrong - left)))
            for later in self._mended(case, trial, replayed):
                inherited.setdefault(later, trial.step)
        return found

    def _wrong(self, case: Case, replayed: Replayed) -> int:
        """The cells that are not right after a replay."""
        held = DocumentCells(
            said=Said(replayed.line), gold=case.gold, judges=self.judges, usual=self.usual
        )
        return len(held.hold().wrong_cells)

    def _mended(self, case: Case, trial: Trial, replayed: Replayed) -> Iterator[str]:
        """The later steps that differed from gold and do so no more."""
        steps = [one.step for one in case.trials]
        for later in steps[steps.index(trial.step) + 1 :]:
            output = replayed.outputs.get(later)
            if output is None:
                continue
            keys = {key: None for key in case.gold.steps[later] if key in output}
            if not _differs(self.plan, case.gold, later, output, keys):
                yield later


def _verdict(
    case: Case, trial: Trial, verdict: BlameVerdict, *, fixed: int = 0, because: str | None = None
) -> Blame:
    return Blame(
        file=case.file,
        step=trial.step,
        verdict=verdict,
        fixed=fixed,
        wrong=case.wrong,
        because=because,
    )
