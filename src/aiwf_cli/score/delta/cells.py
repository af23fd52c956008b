"""One document in two runs, cell by cell: what became of each.

Cells that gold knows are paired by field and row; rows that gold does not have by what they say,
and so are those of lists without labels. What one run alone invented is right in the other, which
said nothing; unless that one failed: no answer is not the answer "there is none".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from aiwf_cli.model.delta import CellValue, ChangeKind
from aiwf_cli.model.fields import Field
from aiwf_cli.model.gold import Label
from aiwf_cli.model.json import Json
from aiwf_cli.score.cells import Judges, says_something
from aiwf_cli.score.delta.held import HeldSide
from aiwf_cli.score.delta.rows import RowPair, pair_rows
from aiwf_cli.score.delta.shared import Shared
from aiwf_cli.score.judge import Judge

Became: TypeAlias = Literal[
    "fixed", "broken", "still_wrong", "still_right", "still_wrong_other", "changed", "same"
]
"""What became of a cell. `still_wrong_other` is counted besides `still_wrong`."""


@dataclass(slots=True, kw_only=True)
class Draft:
    """A change, as far as the records of its document tell.

    `open_a` and `open_b` are labels of readings that the traces may explain better.
    """

    field: str
    row: int | None
    kind: ChangeKind
    gold: Json
    a: CellValue | None
    b: CellValue | None
    open_a: Label | None = None
    open_b: Label | None = None


class Alike:
    """Whether two runs say the same, by the fields that their tasks share."""

    def __init__(self, shared: Shared, a: Judges, b: Judges) -> None:
        self.fields: Mapping[str, Field] = shared.fields
        self.subfields: Mapping[str, tuple[str, ...]] = shared.subfields
        self.rows: dict[str, dict[str, Judge]] = {
            name: {sub: b.rows[name][sub] for sub in subs}
            for name, subs in shared.subfields.items()
        }
        """The judges of the subfields of lists."""
        self._judges: dict[str, tuple[Judge, ...]] = {
            name: tuple({id(j): j for j in (a.of(*parts), b.of(*parts))}.values())
            for name in shared.cells
            for parts in [name.split(".")]
        }

    def same(self, name: str, a: Json, b: Json) -> bool:
        """Whether two values of a cell are the same, whichever is held against the other.

        Where the tasks compare in two ways, one of them is enough.
        """
        if a == b and type(a) is type(b):
            return True
        for judge in self._judges[name]:
            nothing = judge.says_nothing(a), judge.says_nothing(b)
            if all(nothing) or (not any(nothing) and judge.same(a, b) and judge.same(b, a)):
                return True
        return False


@dataclass(slots=True, kw_only=True)
class TwinCells:
    """Holds a document in B against the same in A.

    `became` counts cells by name; `drafts` are the changes in the order of fields and rows.
    """

    a: HeldSide
    b: HeldSide
    alike: Alike
    became: dict[str, Counter[Became]]
    drafts: list[Draft] = field(default_factory=list)

    def hold(self) -> list[Draft]:
        """Counts every cell, and returns the changes."""
        for name, own in self.alike.fields.items():
            if own.type == "list":
                self._list(name)
            elif name in self.a.gold.fields:
                self._judged(name, None, self.a.known[name, None], self.b.known[name, None])
            else:
                self._free(name, None, self.a.single(name), self.b.single(name))
        return self.drafts

    def _judged(self, name: str, row: int | None, a: int | None, b: int | None) -> None:
        """Counts a cell that gold decides, by its numbers in both runs."""
        cells = self.a.cell(a), self.b.cell(b)
        kind = _became(right_a=self.a.is_right(a), right_b=self.b.is_right(b))
        self._count(name, kind)
        if kind == "still_right":
            return
        if kind == "still_wrong":
            values = [cell.value if cell else None for cell in cells]
            if self.alike.same(name, *values):
                return
            self._count(name, "still_wrong_other")
        (said_a, open_a), (said_b, open_b) = self.a.cell_value(a), self.b.cell_value(b)
        self.drafts.append(
            Draft(
                field=name,
                row=row,
                kind=kind,
                gold=next(cell.gold for cell in cells if cell),
                a=said_a,
                b=said_b,
                open_a=open_a,
                open_b=open_b,
            )
        )

    def _free(self, name: str, row: int | None, a: CellValue | None, b: CellValue | None) -> None:
        """Counts a cell that gold does not decide; None is a row that is not there."""
        values = a.value if a else None, b.value if b else None
        if self.a.failed == self.b.failed and self.alike.same(name, *values):
            self._count(name, "same")
            return
        self._count(name, "changed")
        self.drafts.append(Draft(field=name, row=row, kind="changed", gold=None, a=a, b=b))

    def _count(self, name: str, became: Became) -> None:
        counts = self.became.get(name)
        if counts is None:
            counts = self.became[name] = Counter()
        counts[became] += 1

    def _list(self, name: str) -> None:
        """Counts a list: the rows of gold, then those that only the runs have."""
        content = self.a.gold.fields.get(name)
        golds = content if isinstance(content, tuple) else ()
        subs = self.alike.subfields[name]
        partners = [self.a.partners(name), self.b.partners(name)] if golds else [{}, {}]
        for row, labels in enumerate(golds, start=1):
            for sub in subs:
                key = f"{name}.{sub}", row
                if sub in labels:
                    self._judged(*key, self.a.known[key], self.b.known[key])
                else:
                    self._in_row(name, sub, row, (partners[0].get(row), partners[1].get(row)))
        extra = self._extra_rows(name, partners)
        self._extra(name, extra, len(golds), self._labelled(name))
        self._empty(name, is_bare=content is None and not extra)

    def _labelled(self, name: str) -> frozenset[str]:
        """The subfields that rows of a list are judged in that gold does not have."""
        content = self.a.gold.fields.get(name)
        if not isinstance(content, tuple):
            return frozenset()
        return frozenset(sub for row in content for sub in row) or frozenset(self.a.usual[name])

    def _extra_rows(self, name: str, partners: list[dict[int, int]]) -> list[RowPair]:
        """The rows that gold does not have, those of A with their partners in B."""
        judges = self.alike.rows[name]
        mine, theirs = (
            {
                at: row
                for at, row in side.rows(name).items()
                if at not in taken and says_something(row, judges)
            }
            for side, taken in (
                (self.a, frozenset(partners[0].values())),
                (self.b, frozenset(partners[1].values())),
            )
        )
        return pair_rows(mine, theirs, judges)

    def _extra(self, name: str, rows: list[RowPair], golds: int, labelled: frozenset[str]) -> None:
        for number, (mine, theirs) in enumerate(rows, start=golds + 1):
            for sub in self.alike.subfields[name]:
                a = _cell_of_extra(self.a, name, mine, sub)
                b = _cell_of_extra(self.b, name, theirs, sub)
                if a is not None or b is not None:
                    self._judged_extra(f"{name}.{sub}", number, a, b)
                elif sub not in labelled:
                    self._in_row(name, sub, number, (mine, theirs))

    def _judged_extra(self, name: str, row: int, a: int | None, b: int | None) -> None:
        """Counts a value that gold does not have.

        Where the other run has no row at all, and is judged for that, the first value is its
        counterpart: an empty list that was right is broken by it.
        """
        if a is None:
            a = self.a.known.pop((name, None), None)
        if b is None:
            b = self.b.known.pop((name, None), None)
        self._judged(name, row, a, b)

    def _empty(self, name: str, *, is_bare: bool) -> None:
        """Counts a list that at least one run left empty: once for each subfield."""
        for sub in self.alike.subfields[name]:
            key = f"{name}.{sub}", None
            a, b = self.a.known.pop(key, None), self.b.known.pop(key, None)
            if a is not None or b is not None:
                self._judged(*key, a, b)
            elif is_bare:
                self._free(*key, self.a.silence(), self.b.silence())

    def _in_row(self, name: str, sub: str, row: int, at: tuple[int | None, int | None]) -> None:
        """Counts a cell of a row that gold does not label, unless nobody says anything there."""
        a, b = self.a.in_row(name, at[0], sub), self.b.in_row(name, at[1], sub)
        judge = self.alike.rows[name][sub]
        said = [one for one in (a, b) if one and not judge.says_nothing(one.value)]
        if said or None not in at:
            self._free(f"{name}.{sub}", row, a, b)


def _became(
    *, right_a: bool, right_b: bool
) -> Literal["fixed", "broken", "still_wrong", "still_right"]:
    if right_a:
        return "still_right" if right_b else "broken"
    return "fixed" if right_b else "still_wrong"


def _cell_of_extra(side: HeldSide, name: str, row: int | None, sub: str) -> int | None:
    """The number of a cell in a row that gold does not have."""
    return None if row is None else side.extra.get((name, row, sub))
