"""Which step was the first at fault, as far as the gold of single steps can tell.

For one wrong cell that is the first step, in the pipeline's order, that did not put out what its
gold says: about the same row when it speaks of the same list, about anything else otherwise. When
all labelled steps are right, it is the last step that put out the field, unless gold calls that one
right, too: then nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from aiwf_cli.model.gold import GoldDocument, GoldRow, Label
from aiwf_cli.model.json import Json, JsonObject
from aiwf_cli.model.rates import RIGHT
from aiwf_cli.score.cells import Judges, Spot, WrongCell
from aiwf_cli.score.step_cells import StepCells, StepGold, output_of


@dataclass(slots=True, kw_only=True)
class DocumentSteps:
    """What the steps of one document put out, held against their gold.

    `wrong_cells` are those of its record; `failed_at` is the step that it failed in.
    """

    gold: GoldDocument
    wrong_cells: Sequence[WrongCell]
    failed_at: str | None
    plan: StepGold
    judges: Judges
    held: dict[str, StepCells] = field(default_factory=dict)
    """The cells of each step that has gold."""
    keys: dict[str, frozenset[str]] = field(default_factory=dict)
    """What each step put out, by name only."""
    _rows: dict[tuple[str, str], dict[int, int]] = field(default_factory=dict)
    _extra: dict[tuple[str, str | None, int | None], list[WrongCell]] | None = None

    def hold(self, traces: Mapping[str, JsonObject]) -> None:
        """Holds the document's lines of traces.jsonl, by step, against gold."""
        for step in self.plan.order:
            output = output_of(traces.get(step))
            if output is not None:
                self.keys[step] = frozenset(output)
            if step in self.gold.steps:
                self.held[step] = self.plan.hold(self.gold, step, output)

    def keep_known(self, known: Mapping[str, frozenset[str]]) -> None:
        """Forgets what gold says of keys that a step never puts out, in no document."""
        for step, (cells, wrong_cells) in self.held.items():
            keys = known.get(step, frozenset())
            self.held[step] = StepCells(
                [cell for cell in cells if cell.field.partition(".")[0] in keys],
                [wrong for wrong in wrong_cells if wrong.spot.field in keys],
            )

    def first_at_fault(self, wrong: WrongCell) -> str | None:
        """The first step at fault for a cell of the record that is not right."""
        for step in self.plan.order:
            if self._is_at_fault(step, wrong) or step == self.failed_at:
                return step
        return (
            self._last_to_say(wrong.spot.field)
            if any(held.cells for held in self.held.values())
            else None
        )

    def _is_at_fault(self, step: str, wrong: WrongCell) -> bool:
        """Whether what a step got wrong can be why the cell is wrong."""
        for found in self.held[step].wrong_cells if step in self.held else ():
            if found.spot.field != wrong.spot.field or wrong.spot.sub is None:
                return True
            if wrong.spot.gold_row is None or found.spot.gold_row is None:
                if self._is_same_extra(found, wrong.spot):
                    return True
            elif found.spot.gold_row == self._step_rows(step, wrong.spot.field).get(
                wrong.spot.gold_row
            ):
                return True
        return False

    def _is_same_extra(self, found: WrongCell, spot: Spot) -> bool:
        """Whether an extra row of a step is the extra row of the record."""
        if found.spot.gold_row is not None or found.spot.sub is None:
            return False
        judge = self.judges.of(found.spot.field, found.spot.sub)
        others = self._extra_cells().get((spot.field, found.spot.sub, spot.value_row), ())
        return any(judge.same(other.cell.value, found.cell.value) for other in others)

    def _extra_cells(self) -> Mapping[tuple[str, str | None, int | None], Sequence[WrongCell]]:
        """The wrong cells in rows of the record that gold does not have, by where they stand."""
        if self._extra is None:
            self._extra = {}
            for wrong in self.wrong_cells:
                if (spot := wrong.spot).gold_row is None:
                    self._extra.setdefault((spot.field, spot.sub, spot.value_row), []).append(wrong)
        return self._extra

    def _step_rows(self, step: str, name: str) -> Mapping[int, int]:
        """The rows of a step's gold by the rows of the document's gold that they stand for."""
        if (step, name) not in self._rows:
            self._rows[step, name] = dict(self._partners(step, name))
        return self._rows[step, name]

    def _partners(self, step: str, name: str) -> Iterator[tuple[int, int]]:
        rows, theirs = self.gold.fields.get(name), self.gold.steps[step].get(name)
        if rows is None or isinstance(rows, Label) or not isinstance(theirs, list):
            return
        left = dict(enumerate(theirs))
        for at, labels in enumerate(rows):
            found = next((n for n, said in left.items() if self._says(name, labels, said)), None)
            if found is not None:
                del left[found]
                yield at, found

    def _says(self, name: str, labels: GoldRow, said: Json) -> bool:
        """Whether a row of a step's gold says what a row of the document's gold says."""
        judges = self.judges.rows[name]
        given = said if isinstance(said, dict) else {next(iter(judges)): said}
        shared = [sub for sub in given if sub in labels]
        return bool(shared) and all(
            judges[sub].outcome(given[sub], labels[sub]) in RIGHT for sub in shared
        )

    def _last_to_say(self, name: str) -> str | None:
        """The last step that put out the field, unless its own gold says that it did so rightly."""
        into = {step.name for step in self.plan.spec.steps if name in step.into}
        for step in reversed(self.plan.order):
            if step in self.keys and (name in self.keys[step] or step in into):
                return None if self._is_labelled(step, name) else step
        return None

    def _is_labelled(self, step: str, name: str) -> bool:
        labelled = {cell.field for cell in self.held[step].cells} if step in self.held else set()
        return labelled >= ({f"{name}.{sub}" for sub in self.judges.rows.get(name, ())} or {name})


def keys_put_out(documents: Iterable[DocumentSteps]) -> dict[str, frozenset[str]]:
    """The keys that each step put out in any document."""
    found: dict[str, frozenset[str]] = {}
    for document in documents:
        for step, keys in document.keys.items():
            found[step] = found.get(step, frozenset()) | keys
    return found
