"""One document held against gold: its cells, list by list and field by field.

A cell that is labelled has one outcome; a value without a label has none, except in a row that gold
does not have (docs/scoring.md). Where a cell belongs is only written down when it is not right:
large runs have hundreds of thousands that are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from aiwf_cli.model.fields import Field
from aiwf_cli.model.gold import GoldContent, GoldDocument, GoldRow, Label
from aiwf_cli.model.json import Json
from aiwf_cli.model.rates import RIGHT, Cell, Outcome
from aiwf_cli.score.align import align
from aiwf_cli.score.judge import Judge
from aiwf_cli.score.said import NO_PLACE, Said, page_and_quote

NOTHING = Label(())


class Judges:
    """The judges of a task's fields, made once."""

    def __init__(self, fields: Mapping[str, Field]) -> None:
        self.fields = fields
        self.single = {name: Judge(f) for name, f in fields.items() if f.type != "list"}
        self.rows = {
            name: {sub: Judge(part) for sub, part in (f.of or {}).items()}
            for name, f in fields.items()
            if f.type == "list"
        }

        self.names = {
            name: {sub: f"{name}.{sub}" for sub in judges} for name, judges in self.rows.items()
        }
        """What the cells of lists are called, by list and subfield."""

    def of(self, name: str, sub: str | None = None) -> Judge:
        """The judge of a field, or of a list's subfield."""
        return self.single[name] if sub is None else self.rows[name][sub]


class Spot(NamedTuple):
    """Where a cell belongs: its field, the subfield of a list, and both sides' rows from 0."""

    field: str
    sub: str | None = None
    gold_row: int | None = None
    value_row: int | None = None


class WrongCell(NamedTuple):
    """A cell that is not right, where it belongs, and its label (None: in a row gold has not)."""

    cell: Cell
    spot: Spot
    label: Label | None


@dataclass(slots=True, kw_only=True)
class RowCount:
    """Rows of one list field over documents."""

    gold: int = 0
    predicted: int = 0
    matched: int = 0


@dataclass(slots=True, kw_only=True)
class DocumentCells:
    """Holds one document's record against its gold.

    `usual` are the subfields that gold labels in any document, by list field: what an empty list is
    held against. `cells` come in the task's order of fields and gold's order of rows, extra rows
    last; `wrong_cells` are those not right, by their place among `cells`.
    """

    said: Said
    gold: GoldDocument
    judges: Judges
    usual: Mapping[str, tuple[str, ...]]
    cells: list[Cell] = field(default_factory=list)
    wrong_cells: dict[int, WrongCell] = field(default_factory=dict)
    rows: dict[str, RowCount] = field(default_factory=dict)

    def hold(self) -> DocumentCells:
        """Holds everything that gold labels, and returns itself."""
        for name in self.judges.fields:
            content = self.gold.fields.get(name)
            if isinstance(content, Label):
                self._single(name, content)
            elif content is not None:
                self._list(name, content)
        return self

    def _single(self, name: str, label: Label) -> None:
        if self.said.failure:
            self._missed(Spot(name), label)
            return
        value = self.said.single(name)
        outcome = self.judges.single[name].outcome(value, label)
        place = page_and_quote(self.said.place(name))
        cell = Cell(self.said.file, name, None, label.shown, value, outcome, None, None, *place)
        self._add(cell, Spot(name), label)

    def _list(self, name: str, golds: Sequence[GoldRow]) -> None:
        labelled = dict.fromkeys(sub for row in golds for sub in row) or self.usual[name]
        judges = {sub: judge for sub, judge in self.judges.rows[name].items() if sub in labelled}
        said = () if self.said.failure else self.said.rows(name)
        kept = [at for at, row in enumerate(said) if says_something(row, judges)]
        values = [said[at] for at in kept]
        self.rows[name] = RowCount(gold=len(golds), predicted=len(values))
        if golds and not values:
            for at, gold in enumerate(golds):
                self._missed_row(name, at, gold)
        elif golds or values:
            self._rows(name, golds, values, kept, judges)
        else:
            for sub in judges:
                self._empty(Spot(name, sub))

    def _empty(self, spot: Spot) -> None:
        """The cell of a list that gold knows to be empty, when the record has no rows."""
        outcome: Outcome = "missed" if self.said.failure else "absent_ok"
        cell = Cell(self.said.file, f"{spot.field}.{spot.sub}", None, None, None, outcome)
        self._add(cell, spot, NOTHING)

    def _rows(
        self,
        name: str,
        golds: Sequence[GoldRow],
        values: Sequence[Mapping[str, Json]],
        kept: Sequence[int],
        judges: Mapping[str, Judge],
    ) -> None:
        aligned = align(golds, values, judges)
        self.rows[name].matched = len(aligned.pairs)
        partner = dict(aligned.pairs)
        for at, gold in enumerate(golds):
            if at in partner:
                row = partner[at]
                spot = Spot(name, None, at, kept[row])
                self._pair(spot, gold, values[row], judges, equal=at in aligned.equal)
            else:
                self._missed_row(name, at, gold)
        for extra, row in enumerate(aligned.value_alone, start=len(golds) + 1):
            for sub, judge in judges.items():
                if not judge.says_nothing(value := values[row].get(sub)):
                    self._invented(Spot(name, sub, None, kept[row]), value, extra)

    def _pair(
        self,
        spot: Spot,
        gold: GoldRow,
        value: Mapping[str, Json],
        judges: Mapping[str, Judge],
        *,
        equal: bool,
    ) -> None:
        name, at, row = spot.field, spot.gold_row or 0, spot.value_row or 0
        file, places = self.said.file, self.said.row_places(name, row)
        names = self.judges.names[name]
        for sub, label in gold.items():
            ours = value.get(sub)
            outcome: Outcome
            if equal:
                outcome = "correct" if label.values else "absent_ok"
            else:
                outcome = judges[sub].outcome(ours, label)
            page, quote = page_and_quote(places.get(sub, NO_PLACE))
            shown = label.values[0] if len(label.values) == 1 else label.shown
            told = (file, names[sub], at + 1, shown, ours, outcome, None, None, page, quote)
            cell = Cell(*told, row + 1)
            if outcome in RIGHT:
                self.cells.append(cell)
            else:
                self._add(cell, Spot(name, sub, at, row), label)

    def _missed_row(self, name: str, at: int, gold: GoldRow) -> None:
        for sub, label in gold.items():
            self._missed(Spot(name, sub, at), label)

    def _missed(self, spot: Spot, label: Label) -> None:
        name = f"{spot.field}.{spot.sub}" if spot.sub else spot.field
        row = spot.gold_row + 1 if spot.gold_row is not None else None
        self._add(Cell(self.said.file, name, row, label.shown, None, "missed"), spot, label)

    def _invented(self, spot: Spot, value: Json, row: int) -> None:
        place = page_and_quote(self.said.place(spot.field, spot.value_row, spot.sub))
        name, at = f"{spot.field}.{spot.sub}", (spot.value_row or 0) + 1
        cell = Cell(
            self.said.file, name, row, None, value, "invented", None, None, *place, value_row=at
        )
        self._add(cell, spot, None)

    def _add(self, cell: Cell, spot: Spot, label: Label | None) -> None:
        if cell.outcome not in RIGHT:
            self.wrong_cells[len(self.cells)] = WrongCell(cell, spot, label)
        self.cells.append(cell)


def says_something(row: Mapping[str, Json], judges: Mapping[str, Judge]) -> bool:
    """Whether there is anything in a row, as far as it is judged."""
    return any(not judge.says_nothing(row.get(sub)) for sub, judge in judges.items())


def usual_subfields(
    documents: Sequence[GoldDocument], fields: Mapping[str, Field]
) -> dict[str, tuple[str, ...]]:
    """The subfields that gold labels in any document, by list field; all where it labels none."""
    found: dict[str, dict[str, None]] = {n: {} for n, f in fields.items() if f.type == "list"}
    for document in documents:
        for name, content in document.fields.items():
            for row in _rows_of(content):
                found[name].update(dict.fromkeys(row))
    return {name: tuple(subs) or tuple(fields[name].of or {}) for name, subs in found.items()}


def _rows_of(content: GoldContent) -> tuple[GoldRow, ...]:
    return () if isinstance(content, Label) else content
