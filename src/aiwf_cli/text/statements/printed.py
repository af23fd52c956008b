"""What a printed figure amounts to: its sign by mark and by label, its scale by its unit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from aiwf_cli.text.normalise import squash
from aiwf_cli.text.statements.candidates import Candidate, FigureKind
from aiwf_cli.text.statements.labels import Label
from aiwf_cli.text.values.amounts import read_amount
from aiwf_cli.text.values.reading import Reading
from aiwf_cli.text.values.units import read_unit


@dataclass(frozen=True, slots=True)
class Amount:
    """A candidate read: its value, and how coarse it is printed."""

    candidate: Candidate
    value: Decimal
    step: Decimal

    def agrees(self, other: Amount) -> bool:
        """Whether both may be the same amount, cut off or rounded to their units."""
        return abs(self.value - other.value) <= max(self.step, other.step)


def amount_of(candidate: Candidate, kind: FigureKind) -> Amount | None:
    """What a candidate prints, None for a dash and for what cannot be read."""
    entry = candidate.entry
    reading = read_printed(kind, candidate.label, entry.cell.text, entry.unit)
    if not isinstance(reading.value, int | float):
        return None
    scale = read_unit(entry.unit).scale if kind == "money" and entry.unit else Decimal("0.1")
    return Amount(candidate, Decimal(str(reading.value)), scale)


def read_printed(kind: FigureKind, label: Label, figure: str, unit: str) -> Reading:
    """A figure as printed under a label, in its base unit, with the sign that both give it.

    A loss without a sign is negative (営業損失 1,041); the brackets of a part (うち …) are none.
    """
    text = printed_with_label(label, figure)
    return read_amount(kind, text, unit)


def printed_with_label(label: Label, figure: str) -> str:
    """A figure with what its label adds to it, in words that `read_amount` knows."""
    plain = squash(figure)
    if label.part:
        plain = plain.strip("()（） ")
    if not label.loss:
        return plain
    loss = "loss" if label.key.isascii() else "損失"
    return f"{loss} (△) {plain}" if label.marked else f"{loss} {plain}"
