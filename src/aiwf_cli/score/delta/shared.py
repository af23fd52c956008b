"""What two runs have in common: documents, fields, gold; and what they don't, in plain words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from aiwf_cli.model.fields import Field
from aiwf_cli.model.gold import Gold, GoldDocument
from aiwf_cli.model.json import JsonObject
from aiwf_cli.model.run import RunStatus
from aiwf_cli.score.delta.labels import (
    labelled_unlike,
    labels_any,
    labels_by_file,
    without_fields,
)
from aiwf_cli.score.evaluate import RunLines, cell_names
from aiwf_cli.score.said import Said

_NAMED = 3
"""So many names are told; of the others, how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSide:
    """One of two runs, as comparing reads it.

    `gold` is what is labelled, read for the fields of this run's task; None without gold.
    """

    run: RunLines
    gold: Gold | None = None
    status: RunStatus = "complete"

    @property
    def fields(self) -> Mapping[str, Field]:
        """The fields of its task."""
        return self.run.spec.fields


class Twin(NamedTuple):
    """A document that both runs have: what each says, and what gold says in each task's fields."""

    a: Said
    b: Said
    gold_a: GoldDocument
    gold_b: GoldDocument

    @property
    def file(self) -> str:
        """The document's id."""
        return self.a.file

    @property
    def is_labelled(self) -> bool:
        """Whether gold says anything of it in both."""
        return bool(self.gold_a.fields and self.gold_b.fields)


@dataclass(kw_only=True)
class Shared:
    """What runs A and B have in common.

    `notices` tell what they have not, `comparable` is False where that touches the comparison; both
    are whole when `twins` has been asked for.
    """

    a: RunSide
    b: RunSide
    notices: list[str] = field(default_factory=list)
    comparable: bool = True

    @cached_property
    def fields(self) -> dict[str, Field]:
        """The fields of B that A's task has, too: a list and a single value are two fields."""
        theirs = self.a.fields
        return {
            name: own
            for name, own in self.b.fields.items()
            if name in theirs and (own.type == "list") == (theirs[name].type == "list")
        }

    @cached_property
    def subfields(self) -> dict[str, tuple[str, ...]]:
        """The subfields that the lists among `fields` have in both tasks."""
        theirs = self.a.fields
        return {
            name: tuple(sub for sub in own.of or {} if sub in (theirs[name].of or {}))
            for name, own in self.fields.items()
            if own.type == "list"
        }

    @cached_property
    def cells(self) -> tuple[str, ...]:
        """What the cells of `fields` are called, in B's order."""
        theirs = frozenset(cell_names(self.a.fields))
        return tuple(name for name in cell_names(self.b.fields) if name in theirs)

    def twins(self) -> list[Twin]:
        """The documents that both runs have with the same bytes, in A's order."""
        self._tell_of_runs()
        self._tell_of_fields()
        ours, theirs = _records(self.a.run), _records(self.b.run)
        both = [file for file in ours if file in theirs]
        same = [file for file in both if _same_bytes(ours[file], theirs[file])]
        self._differ_in([file for file in ours if file not in theirs], "in A only")
        self._differ_in([file for file in theirs if file not in ours], "in B only")
        self._differ_in(_without(both, same), "another file in A than in B under the same name")
        if not same:
            self.differ("The runs have no document in common: only their tasks are compared.")
        twins = self._with_labels([(Said(ours[file]), Said(theirs[file])) for file in same])
        self._tell_of_failures(twins)
        return twins

    def differ(self, sentence: str) -> None:
        """Notes something that touches the comparison."""
        self.comparable = False
        self.notices.append(sentence)

    def _differ_in(self, files: Sequence[str], what: str) -> None:
        if files:
            are = "are" if len(files) > 1 else "is"
            self.differ(f"{_documents(files)} {are} {what}, not compared: {_few(files)}.")

    def _tell_of_runs(self) -> None:
        for name, side in (("A", self.a), ("B", self.b)):
            if side.status != "complete":
                how = "has not ended" if side.status == "running" else f"is {side.status}"
                self.differ(f"Run {name} {how}: only what it has done is compared.")
        if self.a.gold and self.b.gold and self.a.gold.sha256 != self.b.gold.sha256:
            self.differ("A and B are held against different gold.")

    def _tell_of_fields(self) -> None:
        for name, side in (("A", self.a), ("B", self.b)):
            if alone := _without(cell_names(side.fields), self.cells):
                are = "are fields" if len(alone) > 1 else "is a field"
                self.notices.append(f"{_few(alone)} {are} of {name}'s task only, not compared.")
                if labels_any(side.gold, alone):
                    self.differ(f"Gold labels fields that only {name}'s task has: not counted.")
        for name, was, now in self._twice():
            if was.type != now.type:
                self.notices.append(f"{name} is of type {was.type} in A, of type {now.type} in B.")
            elif was.compare != now.compare:
                self.differ(f"{name} is held against gold by another rule in A than in B.")

    def _twice(self) -> Iterator[tuple[str, Field, Field]]:
        """What both tasks say of each field and subfield."""
        for name, own in self.fields.items():
            theirs = self.a.fields[name]
            yield name, theirs, own
            for sub in self.subfields.get(name, ()):
                yield f"{name}.{sub}", (theirs.of or {})[sub], (own.of or {})[sub]

    def _tell_of_failures(self, twins: Sequence[Twin]) -> None:
        pairs = [(twin.file, twin.a.failure, twin.b.failure) for twin in twins]
        for name, failed in (
            ("A", {file: a.code for file, a, b in pairs if a and not b}),
            ("B", {file: b.code for file, a, b in pairs if b and not a}),
            ("both", {file: b.code for file, a, b in pairs if a and b}),
        ):
            if failed:
                codes = ", ".join(f"{c} {n:,}" for c, n in Counter(failed.values()).most_common())
                where = "in both" if name == "both" else f"in {name} only"
                self.notices.append(
                    f"{_documents([*failed])} failed {where} ({codes}), "
                    f"counted as having no answer: {_few([*failed])}."
                )

    def _with_labels(self, pairs: Sequence[tuple[Said, Said]]) -> list[Twin]:
        """The documents with what gold says of them in both tasks, as far as that is the same."""
        gold_a, gold_b = (
            labels_by_file(self.a.gold, self.a.run.files),
            labels_by_file(self.b.gold, self.b.run.files),
        )
        twins: list[Twin] = []
        half: dict[str, None] = {}
        other: dict[str, None] = {}
        for a, b in pairs:
            mine, theirs = gold_a.get(a.file), gold_b.get(a.file)
            if mine is None or theirs is None:
                half.update({a.file: None} if mine or theirs else {})
                mine = theirs = GoldDocument(file=a.file)
            elif mine != theirs:
                unlike = labelled_unlike(mine, theirs, self.fields, self.subfields)
                other.update(dict.fromkeys(unlike))
                mine, theirs = without_fields(mine, unlike), without_fields(theirs, unlike)
            twins.append(Twin(a, b, mine, theirs))
        self._tell_of_labels(twins, [*half], [*other])
        return twins

    def _tell_of_labels(
        self, twins: Sequence[Twin], half: Sequence[str], other: Sequence[str]
    ) -> None:
        if half:
            self.differ(
                f"{_documents(half)} can be joined with gold in one run only, "
                f"taken as not labelled: {_few(half)}."
            )
        if other:
            self.differ(
                "Gold can be read for one of the tasks only, or says more for it, "
                f"taken as not labelled: {_few(other)}."
            )
        used = {twin.gold_b.file for twin in twins if twin.is_labelled}
        if away := [
            d.file for d in (self.b.gold.documents if self.b.gold else ()) if d.file not in used
        ]:
            are = "are" if len(away) > 1 else "is"
            self.notices.append(
                f"{_documents(away)} of gold {are} not among those compared: {_few(away)}."
            )
        bare = [twin.file for twin in twins if not twin.is_labelled]
        if self.a.gold and self.b.gold and bare:
            have = "have" if len(bare) > 1 else "has"
            self.notices.append(
                f"{_documents(bare)} {have} no labels: what differs there is told as changed."
            )


def _records(run: RunLines) -> dict[str, JsonObject]:
    return {str(line["file"]): line for line in run.records()}


def _same_bytes(a: JsonObject, b: JsonObject) -> bool:
    """Whether two records are of the same file, as far as their hashes are known."""
    mine, theirs = a.get("sha256"), b.get("sha256")
    return mine is None or theirs is None or mine == theirs


def _without(names: Iterable[str], others: Iterable[str]) -> list[str]:
    left_out = frozenset(others)
    return [name for name in names if name not in left_out]


def _documents(files: Sequence[str]) -> str:
    return f"{len(files):,} document{'s' if len(files) > 1 else ''}"


def _few(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")
