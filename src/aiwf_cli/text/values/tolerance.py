"""How far a number may be off and still count as right: 1, "1百万円", "0.5%"."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from aiwf_cli.errors import TaskError
from aiwf_cli.text.values.amounts import read_amount


@dataclass(frozen=True, slots=True)
class Tolerance:
    """So much in the base unit; or, when `relative`, such a share of the gold number."""

    size: Decimal
    relative: bool = False

    def allows(self, value: float, gold: float) -> bool:
        """Whether `value` is near enough to `gold`."""
        ours, theirs = Decimal(str(value)), Decimal(str(gold))
        allowed = self.size * abs(theirs) if self.relative else self.size
        return abs(ours - theirs) <= allowed


@lru_cache(maxsize=256)
def read_tolerance(written: float | str) -> Tolerance:
    """The tolerance as a task writes it. Raises TaskError when it makes no sense."""
    text = str(written).strip()
    relative = text.endswith(("%", "％"))
    reading = read_amount("percent" if relative else "number", text)
    if not isinstance(reading.value, int | float) or reading.value < 0:
        raise TaskError(
            f"the tolerance {text!r} is no amount",
            hint='Write `compare: {tolerance: 1}` in the base unit, or "0.5%" of gold.',
        )
    size = Decimal(str(reading.value))
    return Tolerance(size / 100, relative=True) if relative else Tolerance(size)
