"""What one document's way through the steps comes to."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import Path

from aiwf_cli.model.record import Failure, Record, Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What became of one document: its record, and the traces of its steps in order."""

    record: Record
    traces: tuple[Trace, ...]


def internal_error(error: Exception, step: str | None = None) -> Failure:
    """An unexpected error as a failure, with its place: it is ours to mend."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(frame.filename).name}:{frame.lineno}"
    told = f"{type(error).__name__}: {error} (at {where}; please report this)"
    return Failure(code="internal_error", message=told, step=step)
