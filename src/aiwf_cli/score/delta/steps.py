"""Which steps of two runs put out something else, document by document, read from their traces.

The first step that differs is where a change came from, as far as traces tell. Outputs are large:
only their digests are kept, and only until the other run's traces of the same document are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import zip_longest
from typing import Literal, NamedTuple, TypeAlias

from aiwf_cli.model.json import Json, JsonObject, canonical
from aiwf_cli.model.task import TaskSpec
from aiwf_cli.score.evaluate import RunLines, traces_by_document
from aiwf_cli.score.step_cells import output_of

SideName: TypeAlias = Literal["a", "b"]
Traces: TypeAlias = Mapping[str, JsonObject]
"""The lines of traces.jsonl of one document, by step."""
_Digests: TypeAlias = "dict[str | None, bytes]"
"""By key of a step's output; the key None stands for a step that put out nothing."""


class StepChange(NamedTuple):
    """A step of both runs that put out something else.

    `differing` are the keys whose values differ, None among them where one run has no output;
    `fields` are the task's fields that the step speaks of.
    """

    step: str
    differing: frozenset[str | None]
    fields: frozenset[str]

    def may_change(self, name: str) -> bool:
        """Whether a field of the record can be another because of this step.

        It can not when the step speaks of fields, and of this one not at all, or as before.
        """
        return not self.fields or None in self.differing or name in self.differing


class DocumentChange(NamedTuple):
    """The steps of one document that differ, in B's order.

    `alone` is the first step that only one of the runs has.
    """

    changed: tuple[StepChange, ...]
    alone: str | None

    def first(self, name: str) -> str | None:
        """The first step that may have changed a field; otherwise the first that differs at all."""
        every = [one.step for one in self.changed]
        own = [one.step for one in self.changed if one.may_change(name)]
        return next(iter([*own, *([self.alone] if self.alone else []), *every]), None)


@dataclass(slots=True, kw_only=True)
class StepChanges:
    """The steps of two runs, read side by side.

    `see` is shown the traces of every document as they go by. `counts` are the documents in which
    a step that both runs have put out something else, in B's order.
    """

    a: RunLines
    b: RunLines
    see: Callable[[SideName, str, Traces], None]
    counts: dict[str, int] = field(default_factory=dict)
    documents: dict[str, DocumentChange] = field(default_factory=dict)

    def read(self, files: frozenset[str]) -> StepChanges:
        """Reads the traces of these documents once, and returns itself."""
        theirs = {step.name for step in self.a.spec.steps}
        self.counts = {s.name: 0 for s in self.b.spec.steps if s.name in theirs}
        ours: dict[str, dict[str, _Digests]] = {}
        others: dict[str, dict[str, _Digests]] = {}
        for mine, other in zip_longest(self._steps("a", files), self._steps("b", files)):
            ours.update([mine] if mine else [])
            others.update([other] if other else [])
            for file in [one[0] for one in (mine, other) if one]:
                if file in ours and file in others:
                    self._compare(file, ours.pop(file), others.pop(file))
        return self

    def _steps(
        self, side: SideName, files: frozenset[str]
    ) -> Iterator[tuple[str, dict[str, _Digests]]]:
        for file, traces in traces_by_document((self.a if side == "a" else self.b).traces()):
            if file in files:
                self.see(side, file, traces)
                yield file, {step: _digests(line) for step, line in traces.items()}

    def _compare(self, file: str, a: dict[str, _Digests], b: dict[str, _Digests]) -> None:
        changed = tuple(
            self._change(step, a[step], b[step])
            for step in _in_order(self.b.spec, b)
            if step in a and a[step] != b[step]
        )
        for one in changed:
            self.counts[one.step] = self.counts.get(one.step, 0) + 1
        alone = [step for step in _in_order(self.b.spec, b) if step not in a]
        alone += [step for step in _in_order(self.a.spec, a) if step not in b]
        if changed or alone:
            self.documents[file] = DocumentChange(changed, next(iter(alone), None))

    def _change(self, step: str, a: _Digests, b: _Digests) -> StepChange:
        keys = a.keys() | b.keys()
        differing = frozenset(key for key in keys if a.get(key) != b.get(key))
        if None in keys:
            differing |= {None}
        into = {name for run in (self.a, self.b) for name in _into(run.spec, step)}
        fields = frozenset(key for key in keys if key in self.b.spec.fields) | into
        return StepChange(step, differing | into, fields)


def _into(spec: TaskSpec, name: str) -> frozenset[str]:
    """The fields that a step names for its output."""
    return frozenset(field for step in spec.steps if step.name == name for field in step.into)


def _in_order(spec: TaskSpec, found: Mapping[str, object]) -> list[str]:
    return [step.name for step in spec.steps if step.name in found]


def _digests(trace: JsonObject) -> _Digests:
    """What a step put out, key by key; its error where it put out nothing."""
    output = output_of(trace)
    if output is None:
        return {None: _digest(trace.get("error"))}
    return {key: _digest(value) for key, value in output.items()}


def _digest(value: Json) -> bytes:
    return blake2b(canonical(value).encode("utf-8", "surrogatepass"), digest_size=16).digest()
