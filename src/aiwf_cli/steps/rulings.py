"""A lookup's exceptions: codes that are decided before any master is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from aiwf_cli.errors import TaskError
from aiwf_cli.model.lookup import ExceptionTable
from aiwf_cli.steps.indexed import Codes, MasterRow
from aiwf_cli.steps.masters import read_table
from aiwf_cli.text.values.codes import code_key

Action: TypeAlias = Literal["ours", "not ours", "ambiguous"]
_ACTIONS: dict[str, Action] = {"ours": "ours", "notours": "not ours", "ambiguous": "ambiguous"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What the exceptions table says about a code; `entry` is there when it is ours."""

    code: str
    action: Action
    entry: MasterRow | None
    why: str


def read_rulings(
    spec: ExceptionTable, data: bytes, key: str, masters: tuple[Codes, ...]
) -> dict[str, Ruling]:
    """The exceptions by code key. Raises TaskError for one that makes no sense."""
    column = spec.key or key
    table = read_table(spec.file, data, (column, spec.action), spec.sheet)
    rulings: dict[str, Ruling] = {}
    for line, row in zip(table.lines, table.rows, strict=True):
        cells = dict(zip(table.columns, row, strict=True))
        where = f"{spec.file}, line {line}"
        ruling = _ruling(spec, cells, column, masters, where)
        same = rulings.setdefault(code_key(ruling.code), ruling)
        if (same.action, same.entry) != (ruling.action, ruling.entry):
            raise TaskError(f"{where}: {ruling.code} is decided twice, and not alike.")
    return rulings


def _ruling(
    spec: ExceptionTable,
    cells: Mapping[str, str],
    column: str,
    masters: tuple[Codes, ...],
    where: str,
) -> Ruling:
    code, said = cells[column], cells[spec.action]
    if not code_key(code):
        raise TaskError(f"{where}: there is no code in column {column!r}.")
    action = _ACTIONS.get(said.lower().replace(" ", "").replace("_", "").replace("-", ""))
    if action is None:
        raise TaskError(
            f"{where}: {said!r} is no action.", hint=f"Actions: {', '.join(_ACTIONS.values())}."
        )
    since = cells.get(spec.since, "")
    why = ": ".join(part for part in (since and f"since {since}", cells.get(spec.reason)) if part)
    entry = None
    if action == "ours":
        apart = {column, spec.action, spec.reason, spec.since}
        wanted = {name: text for name, text in cells.items() if text and name not in apart}
        entry = _the_entry(wanted, code, masters, where)
    return Ruling(code=code, action=action, entry=entry, why=why)


def _the_entry(
    wanted: Mapping[str, str], code: str, masters: tuple[Codes, ...], where: str
) -> MasterRow:
    """The one entry that an exception names: by the columns it shares with a master, else by code.

    Raises TaskError when there is none, or more than one.
    """
    named_by = [
        (codes, {name: text for name, text in wanted.items() if name in codes.table.columns})
        for codes in masters
    ]
    if any(shared for _, shared in named_by):
        entries = [e for codes, shared in named_by if shared for e in codes.entries_where(shared)]
    else:
        entries = [hit.entry for codes in masters for hit in codes.find(code_key(code))]
    found = [e for at, e in enumerate(entries) if not any(e.same(o) for o in entries[:at])]
    if len(found) == 1:
        return found[0]
    named = ", ".join(f"{name} {text}" for name, text in wanted.items()) or code
    raise TaskError(
        f"{where}: {len(found) or 'no'} entries of the master are {named}.",
        hint="An exception `ours` names one entry, in a column that the master has too.",
    )
