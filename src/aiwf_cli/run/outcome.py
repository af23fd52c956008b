"""What one document's way through the steps comes to."""

from __future__ import annotations

from dataclasses import dataclass

from aiwf_cli.model.record import Record, Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one document: its record, and the traces of its steps in order."""

    record: Record
    traces: tuple[Trace, ...]
