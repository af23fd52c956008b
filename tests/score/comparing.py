"""Pairs of runs made of plain data, for tests of comparing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from scoring import READ, gold, record, run_of, spec

from aiwf_cli.model.delta import Change
from aiwf_cli.model.gold import Gold
from aiwf_cli.model.json import JsonObject
from aiwf_cli.model.run import RunStatus
from aiwf_cli.model.task import TaskSpec
from aiwf_cli.score.diff import Compared, RunSide, compare

ORDER: Mapping[str, object] = {
    "buyer": {"type": "text"},
    "total": {"type": "money"},
    "items": {"type": "list", "of": {"name": {"type": "text"}, "price": {"type": "number"}}},
}
"""The fields of an order."""


def side(
    task: TaskSpec,
    records: Sequence[JsonObject],
    labels: Gold | None = None,
    *,
    traces: Sequence[JsonObject] = (),
    status: RunStatus = "complete",
) -> RunSide:
    """A run of these records."""
    return RunSide(run=run_of(task, records, traces), gold=labels, status=status)


def compared(
    folder: Path,
    a: Sequence[JsonObject],
    b: Sequence[JsonObject],
    labels: Sequence[JsonObject] | None = None,
    *,
    fields: Mapping[str, object] = ORDER,
    traces: tuple[Sequence[JsonObject], Sequence[JsonObject]] = ((), ()),
    steps: Sequence[JsonObject] = (READ,),
) -> Compared:
    """Two runs of one task on these records, with or without these lines of gold."""
    task = spec(fields, steps)
    known = None if labels is None else gold(folder, task, *labels)
    return compare(side(task, a, known, traces=traces[0]), side(task, b, known, traces=traces[1]))


def orders(*orders: JsonObject) -> list[JsonObject]:
    """Records of documents 0.pdf, 1.pdf …"""
    return [record(f"{at}.pdf", said) for at, said in enumerate(orders)]


def labelled(*orders: JsonObject) -> list[JsonObject]:
    """Lines of gold for the same."""
    return [{"file": f"{at}.pdf", "fields": said} for at, said in enumerate(orders)]


def kinds(changes: Sequence[Change]) -> dict[str, str]:
    """What kind each change is, by `field` or `field row` (and document, but for the first)."""
    return {
        " ".join(
            str(part)
            for part in (c.file if c.file != "0.pdf" else None, c.field, c.row)
            if part is not None
        ): c.kind
        for c in changes
    }
