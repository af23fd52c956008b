"""What a step put out, held against the gold of that step.

Only the keys that gold has are looked at. A key that names a field of the step or of the task, and
whose gold is written in the way of that field, is compared by its type; any other as folded text,
number, list or object, as a whole. What a select step keeps may be more than gold has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from aiwf_cli.model.fields import Field
from aiwf_cli.model.gold import GoldContent, GoldDocument, GoldRow
from aiwf_cli.model.json import Json, JsonObject
from aiwf_cli.model.rates import Cell, Outcome
from aiwf_cli.model.steps import AskStep
from aiwf_cli.model.task import TaskSpec
from aiwf_cli.score.cells import DocumentCells, Judges, Spot, WrongCell, usual_subfields
from aiwf_cli.score.said import Said
from aiwf_cli.sources.gold.labels import LabelReader, Remarks
from aiwf_cli.steps.base import bare, says_more
from aiwf_cli.text.compare import read_value
from aiwf_cli.text.normalise import fold


class StepCells(NamedTuple):
    """The cells of one step for one document, and those of them that are not right."""

    cells: list[Cell]
    wrong_cells: list[WrongCell]


@dataclass(slots=True, kw_only=True)
class StepGold:
    """Reads the gold of a task's steps and holds outputs against it."""

    spec: TaskSpec
    _judges: dict[str, Judges] = field(default_factory=dict)

    @property
    def order(self) -> tuple[str, ...]:
        """The steps of the pipeline, in order."""
        return tuple(step.name for step in self.spec.steps)

    def hold(self, document: GoldDocument, step: str, output: JsonObject | None) -> StepCells:
        """The cells of one step for one document; `output` is None when it put out nothing."""
        judges = self._judges_of(step)
        gold = document.steps[step]
        kind = next(one.kind for one in self.spec.steps if one.name == step)
        typed = {
            key: value
            for key, value in gold.items()
            if key in judges.fields and _fits(judges.fields[key], value)
        }
        labels = _labels(typed, judges.fields)
        labelled = GoldDocument(file=document.file, fields=labels)
        held = DocumentCells(
            said=_said(document.file, output, {key: judges.fields[key] for key in labels}),
            gold=labelled,
            judges=judges,
            usual=usual_subfields([labelled], judges.fields),
        ).hold()
        cells, wrong_cells = [*held.cells], [*held.wrong_cells.values()]
        for key in gold.keys() - typed.keys():
            cell = _untyped(
                document.file, key, gold[key], output, _holds if kind == "select" else _same
            )
            cells.append(cell)
            if not cell.right:
                wrong_cells.append(WrongCell(cell, Spot(key), None))
        return StepCells(cells, wrong_cells)

    def _judges_of(self, step: str) -> Judges:
        if step not in self._judges:
            self._judges[step] = Judges(_fields_of(self.spec, step))
        return self._judges[step]


def _said(file: str, output: JsonObject | None, fields: Mapping[str, Field]) -> Said:
    """A step's output as if it were a record of these fields."""
    if output is None:
        return Said({"file": file, "fields": {}, "error": {"code": "no output"}})
    return Said({"file": file, "fields": {k: _read(f, output.get(k)) for k, f in fields.items()}})


def _fields_of(spec: TaskSpec, name: str) -> dict[str, Field]:
    """The fields a step may put out: the task's, and those written under its `returns`."""
    fields = dict(spec.fields)
    step = next(step for step in spec.steps if step.name == name)
    if isinstance(step, AskStep) and isinstance(step.returns, dict):
        for key, given in step.returns.items():
            if (own := _inline(given)) is not None:
                fields[key] = own
    return fields


def _inline(given: object) -> Field | None:
    from pydantic import ValidationError

    try:
        return Field.model_validate({"type": given} if isinstance(given, str) else given)
    except ValidationError:
        return None


def _labels(gold: JsonObject, fields: Mapping[str, Field]) -> dict[str, GoldContent]:
    reader = LabelReader(remarks=Remarks())
    found: dict[str, GoldContent] = {}
    for key, value in gold.items():
        field = fields[key]
        if field.type != "list":
            label = reader.from_json(field, value, header=key, where=key)
            if label is not None:
                found[key] = label
        elif isinstance(value, list | None):
            found[key] = tuple(_row(field, row, reader) for row in value or [])
    return found


def _row(field: Field, row: Json, reader: LabelReader) -> GoldRow:
    parts = field.of or {}
    given = row if isinstance(row, dict) else {next(iter(parts)): row}
    labels = {
        sub: reader.from_json(parts[sub], value, header=sub, where=sub)
        for sub, value in given.items()
        if sub in parts
    }
    return {sub: label for sub, label in labels.items() if label is not None}


def _fits(field: Field, gold: Json) -> bool:
    """Whether gold of a step is written in the way of the field, or in one of the step's own."""
    match field.type:
        case "list":
            return isinstance(gold, list | None)
        case "object":
            return isinstance(gold, dict | None)
        case _:
            return not isinstance(gold, list | dict)


def _read(field: Field, said: Json) -> Json:
    """What a step said about a field, as the record would hold it."""
    given = said if "value" in (field.of or ()) else bare(said)
    if field.type == "list":
        rows = given if isinstance(given, list) else [] if given is None else [given]
        return [_read_row(field, bare(row)) for row in rows]
    unit = said.get("unit") if says_more(said) else None
    reading = read_value(field, given, unit=unit if isinstance(unit, str) else None)
    value = given if reading.problem else reading.value
    return None if isinstance(value, dict) and _is_hollow(value) else value


def _is_hollow(value: JsonObject) -> bool:
    """Whether an object says nothing: each of its parts is absent, and so is the object."""
    return all(part is None for part in value.values())


def _read_row(field: Field, row: Json) -> JsonObject:
    parts = field.of or {}
    given = row if isinstance(row, dict) else {next(iter(parts)): row}
    return {sub: _read(part, given.get(sub)) for sub, part in parts.items()}


def _untyped(
    file: str,
    key: str,
    gold: Json,
    output: JsonObject | None,
    same: Callable[[Json, Json], bool],
) -> Cell:
    value = bare(output.get(key)) if output is not None else None
    outcome: Outcome
    if value is None:
        outcome = "absent_ok" if gold is None and output is not None else "missed"
    elif gold is None:
        outcome = "invented"
    else:
        outcome = "correct" if same(value, gold) else "wrong"
    return Cell(file, key, None, gold, value, outcome)


def _same(value: Json, gold: Json) -> bool:
    """Whether two JSON values say the same; in objects only gold's keys count."""
    value = bare(value)
    match gold:
        case dict():
            return isinstance(value, dict) and all(
                _same(value.get(key), part) for key, part in gold.items()
            )
        case list():
            return (
                isinstance(value, list) and len(value) == len(gold) and all(map(_same, value, gold))
            )
        case str() if isinstance(value, str | int | float):
            return fold(str(value)) in [fold(part) for part in gold.split("||")]
        case _:
            return value == gold and isinstance(value, bool) == isinstance(gold, bool)


def _holds(value: Json, gold: Json) -> bool:
    """Whether what was selected has all that gold has: more than is needed loses nothing."""
    if not isinstance(value, list) or not isinstance(gold, list):
        return _same(value, gold)
    return all(any(_same(one, part) for one in value) for part in gold)


def output_of(trace: JsonObject | None) -> JsonObject | None:
    """What a trace says that its step put out, None when it failed or was not reached."""
    output = trace.get("output") if trace is not None else None
    return output if isinstance(output, dict) else None
