"""One run's document held against gold, with its cells at hand by where they belong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import TypeAlias

from aiwf_cli.model.delta import CellValue
from aiwf_cli.model.gold import GoldDocument, Label
from aiwf_cli.model.json import Json
from aiwf_cli.model.rates import Cell
from aiwf_cli.score.cells import DocumentCells, Judges
from aiwf_cli.score.explain import FAILED, Explainer, is_open
from aiwf_cli.score.said import Said, page_and_quote

CellKey: TypeAlias = "tuple[str, int | None]"
"""The name of a cell and its row in gold, from 1; None outside lists and for an empty list."""


class HeldSide:
    """What one run says of one document, cell by cell; cells go by their numbers."""

    def __init__(
        self,
        said: Said,
        gold: GoldDocument,
        judges: Judges,
        usual: Mapping[str, tuple[str, ...]],
    ) -> None:
        self.said, self.gold, self.judges = said, gold, judges
        self.usual = usual
        self.failed = said.failure is not None
        self._rows: dict[str, Mapping[int, Mapping[str, Json]]] = {}
        held = DocumentCells(said=said, gold=gold, judges=judges, usual=usual).hold()
        self.cells, self._wrong_cells = held.cells, held.wrong_cells
        self.known: dict[CellKey, int] = {}
        """The cells of which gold says something."""
        self.extra: dict[tuple[str, int, str], int] = {}
        """Those of rows that gold does not have: by list, row of the record (from 0), subfield."""
        for at, cell in enumerate(held.cells):
            wrong = held.wrong_cells.get(at)
            if wrong is not None and wrong.label is None:
                spot = wrong.spot
                self.extra[spot.field, spot.value_row or 0, spot.sub or ""] = at
            else:
                self.known[cell.field, cell.row] = at

    def rows(self, name: str) -> Mapping[int, Mapping[str, Json]]:
        """The rows of a list by their numbers from 0; none of a document that failed."""
        if name not in self._rows:
            self._rows[name] = {} if self.failed else dict(enumerate(self.said.rows(name)))
        return self._rows[name]

    def partners(self, name: str) -> dict[int, int]:
        """The rows of the record (from 0) by the rows of gold (from 1) that they are."""
        found: dict[int, int] = {}
        for (field, row), at in self.known.items():
            ours = self.cells[at].value_row
            if row is not None and ours is not None and field.startswith(f"{name}."):
                found[row] = ours - 1
        return found

    def errors(self) -> Counter[str]:
        """How many cells are not right, by name."""
        return Counter(wrong.cell.field for wrong in self._wrong_cells.values())

    def is_right(self, at: int | None) -> bool:
        """Whether a cell is right; with no such cell, whether the run answered at all."""
        return not self.failed if at is None else self.cells[at].right

    def cell(self, at: int | None) -> Cell | None:
        """The cell of that number."""
        return None if at is None else self.cells[at]

    def cell_value(self, at: int | None) -> tuple[CellValue | None, Label | None]:
        """A cell with its explanation, and its label where the traces may explain it better."""
        if at is None:
            return self.silence(), None
        cell, wrong = self.cells[at], self._wrong_cells.get(at)
        if wrong is None:
            return CellValue(cell.value, cell.outcome, None, cell.page, cell.quote), None
        why = self._explainer.explain(wrong)
        value = CellValue(cell.value, cell.outcome, why, cell.page, cell.quote)
        explained = wrong._replace(cell=cell._replace(explanation=why))
        return value, wrong.label if is_open(explained, self.judges) else None

    def silence(self) -> CellValue | None:
        """What it says of a row it does not have: nothing, or that the document failed."""
        failure = self.said.failure
        return CellValue(None, None, f"{FAILED}{failure.code}") if failure else None

    def single(self, name: str) -> CellValue:
        """What it says of a field without a label."""
        if self.failed:
            return self.silence() or CellValue(None)
        page, quote = page_and_quote(self.said.place(name))
        return CellValue(self.said.single(name), None, None, page, quote)

    def in_row(self, name: str, row: int | None, sub: str) -> CellValue | None:
        """What it says in a row of a list (from 0; None: it has none) without a label."""
        if row is None:
            return self.silence()
        page, quote = page_and_quote(self.said.place(name, row, sub))
        return CellValue(self.rows(name)[row].get(sub), None, None, page, quote)

    @cached_property
    def _explainer(self) -> Explainer:
        return Explainer(said=self.said, gold=self.gold, judges=self.judges)
