"""All codes that a lookup step knows: those of its masters, those of others, and its exceptions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from aiwf_cli.errors import TaskError
from aiwf_cli.model.lookup import ExceptionTable, LookupStep, MasterTable
from aiwf_cli.model.task import Task
from aiwf_cli.steps.indexed import Codes, CodeTable, Rows, indexed
from aiwf_cli.steps.rulings import Ruling, read_rulings
from aiwf_cli.text.values.codes import confusable_key


@dataclass(frozen=True, kw_only=True)
class Codebook:
    """Everything that a lookup step knows about codes."""

    masters: tuple[Codes, ...]
    others: tuple[Codes, ...]
    rulings: Mapping[str, Ruling]

    def __contains__(self, key: str) -> bool:
        tables = (*self.masters, *self.others)
        return key in self.rulings or any(key in codes for codes in tables)

    def alike(self, confusable: str) -> tuple[str, ...]:
        """The keys of all known codes that a camera may take for one with this confusable key."""
        tables = (*self.masters, *self.others)
        ruled = self._ruled_alike.get(confusable, [])
        keys = (key for codes in tables for key in codes.alike(confusable))
        return tuple(dict.fromkeys((*ruled, *keys)))

    @cached_property
    def _ruled_alike(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key, ruling in self.rulings.items():
            found.setdefault(confusable_key(ruling.code), []).append(key)
        return found


def codebook(task: Task, step: LookupStep) -> Codebook:
    """The step's codes, read and indexed once for the same bytes.

    Raises TaskError for a table that cannot be read, lacks a column, or makes no sense.
    """
    return _codebook(
        tuple(_source(task, step, table, tuple(step.returns.values())) for table in step.master),
        tuple(_source(task, step, table, ()) for table in step.others),
        step.exceptions,
        task.files[step.exceptions.file] if step.exceptions else b"",
        step.key,
    )


@lru_cache(maxsize=8)
def _codebook(
    masters: tuple[CodeTable, ...],
    others: tuple[CodeTable, ...],
    exceptions: ExceptionTable | None,
    data: bytes,
    key: str,
) -> Codebook:
    ours = tuple(indexed(source) for source in masters)
    for codes in ours:
        if not len(codes):
            raise TaskError(
                f"{codes.table.file}: no row has a code in column {codes.key!r}.",
                hint="Formulas without a stored result are blank: open and save it in Excel.",
            )
    rulings = read_rulings(exceptions, data, key, ours) if exceptions else {}
    return Codebook(
        masters=ours, others=tuple(indexed(source) for source in others), rulings=rulings
    )


def _source(task: Task, step: LookupStep, table: MasterTable, needed: tuple[str, ...]) -> CodeTable:
    """A table with what the step says for all of them; `needed` are columns beyond its own.

    The step's column of alternatives may be missing in the tables after the first.
    """
    key = table.key or step.key
    own = (table.alternatives, *table.where, *table.unless)
    shared = step.alternatives if table is step.master[0] else None
    named = (key, *own, *needed, *([] if table.alternatives else [shared]))
    return CodeTable(
        file=table.file,
        data=task.files[table.file],
        sheet=table.sheet,
        key=key,
        alternatives=table.alternatives or step.alternatives,
        separator=step.separator,
        where=_rows(table.where),
        unless=_rows(table.unless),
        needed=tuple(dict.fromkeys(name for name in named if name)),
    )


def _rows(conditions: Mapping[str, str | tuple[str, ...]]) -> Rows:
    return tuple(
        (name, (values,) if isinstance(values, str) else values)
        for name, values in conditions.items()
    )
