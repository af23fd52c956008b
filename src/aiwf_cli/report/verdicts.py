"""What a delta says, in words: shared by the screen and the comment for a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from aiwf_cli.model.delta import (
    AccuracyDelta,
    CellValue,
    Change,
    ChangeKind,
    Delta,
    FieldDelta,
)
from aiwf_cli.model.json import Json
from aiwf_cli.model.rates import RIGHT, Interval, Share
from aiwf_cli.report.scores import percent
from aiwf_cli.score.stats.luck import MOST_DOCUMENTS

KINDS: tuple[ChangeKind, ...] = ("broken", "fixed", "still_wrong", "changed")
"""In the order in which people want to see them."""
KIND_OF: dict[str, ChangeKind] = {kind.replace("_", "-"): kind for kind in KINDS}
"""Kinds by the word that is typed for them."""
HEADINGS: dict[ChangeKind, str] = {
    "broken": "Broken: was right, is wrong now",
    "fixed": "Fixed: was wrong, is right now",
    "still_wrong": "Still wrong, with another value",
    "changed": "Changed, not labelled",
}
LONGEST_VALUE = 160
MOST_NAMES = 6
"""Names of one sort of part that are told before the others are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Changes that are told together: those of one row of a list, or a single cell."""

    file: str
    what: str
    """The field, or the list with its row."""
    kind: ChangeKind
    changes: tuple[Change, ...]

    @property
    def first_step(self) -> str | None:
        """The first step whose output differs."""
        return self.changes[0].first_step


def groups_of(changes: Iterable[Change], kind: ChangeKind) -> tuple[Group, ...]:
    """The changes of a kind, in their order, those of one row as one."""
    wanted = (change for change in changes if change.kind == kind)
    return tuple(
        Group(file=file, what=what, kind=kind, changes=tuple(group))
        for (file, what), group in groupby(wanted, key=lambda change: (change.file, _what(change)))
    )


def _what(change: Change) -> str:
    if change.row is None:
        return change.field
    return f"{change.field.partition('.')[0]}, row {change.row}"


def own_name(change: Change) -> str:
    """What tells a cell from the others of its group: the subfield, or the field."""
    return change.field.partition(".")[2] or change.field if change.row else change.field


def in_few_words(parts: Iterable[str], most: int = MOST_NAMES) -> str:
    """Parts of a task by their first word: `step read, check; field total`."""
    grouped: dict[str, list[str]] = {}
    for part in parts:
        sort, _, name = part.partition(" ")
        grouped.setdefault(sort, []).append(name)
    told = []
    for sort, names in grouped.items():
        more = f" and {len(names) - most} more" if len(names) > most else ""
        told.append(f"{sort} {', '.join(names[:most])}{more}".rstrip())
    return "; ".join(told)


def names_of(delta: Delta) -> tuple[str, str]:
    """What A and B are called: task and variant, and the run where those are the same."""
    a, b = delta.a, delta.b
    if a.name != b.name:
        return a.name, b.name
    return f"{a.name} ({a.run})", f"{b.name} ({b.run})"


def verdict_of(accuracy: AccuracyDelta) -> str:
    """Whether B is better than A, and by how much, within which bounds."""
    return (
        f"{_judgement(accuracy)}: {points(accuracy.delta)} points "
        f"(95 %: {points_interval(accuracy.ci95)})"
    )


def _judgement(accuracy: AccuracyDelta) -> str:
    if accuracy.verdict == "better":
        return "B is better"
    if accuracy.verdict == "worse":
        return "B is worse"
    return "Too few to tell" if accuracy.delta else "No difference seen"


def rates_of(accuracy: AccuracyDelta) -> str:
    """Both rates with what they are rates of, and over how many documents."""
    documents = f"{accuracy.documents:,} document{'' if accuracy.documents == 1 else 's'}"
    return f"{rate(accuracy.a)} → {rate(accuracy.b)} right, on {documents}"


def field_verdict(field: FieldDelta) -> str:
    """A field's verdict in a few words; — where it has no labelled cell."""
    cells = field.cells
    if field.verdict is None:
        return "—"
    if not (field.better or field.worse or cells.fixed or cells.broken):
        return "no change"
    return field.verdict


def needed(documents: int | None) -> str:
    """How many labelled documents a difference of this size wants; "" where that is not said."""
    if documents is None:
        return ""
    told = f"{documents:,} or more" if documents >= MOST_DOCUMENTS else f"about {documents:,}"
    return f"{told} labelled documents would be needed to see a difference of this size"


def needed_in_short(documents: int | None) -> str:
    """The same as a figure."""
    if documents is None:
        return ""
    return f"≥{documents:,}" if documents >= MOST_DOCUMENTS else f"{documents:,}"


def rate(share: Share | None) -> str:
    """A rate with what it is a rate of: `95.0 % (192/202)`."""
    if share is None or not share.whole:
        return "no labelled cell"
    return f"{percent(share.part / share.whole)} % ({counted(share)})"


def counted(share: Share | None) -> str:
    """So many of so many."""
    return "—" if share is None else f"{share.part:,}/{share.whole:,.6g}"


def points(difference: float) -> str:
    """A difference of rates in percentage points with its sign."""
    value = f"{abs(difference) * 100:.1f}"
    if difference and value == "0.0":
        value = "<0.1"
    return f"+{value}" if difference > 0 else f"−{value}" if difference < 0 else "±0"


def points_interval(ci95: Interval) -> str:
    """The interval of a difference, in points."""
    low, high = (f"{side * 100:+.1f}".replace("-", "−") for side in ci95)
    return f"{low} to {high}"


def p_value(p: float | None) -> str:
    """A p-value as people write it; — where there was nothing to test."""
    if p is None:
        return "—"
    return "<0.001" if p < 0.001 else f"{p:.2g}" if p < 0.1 else f"{p:.2f}"


def is_right(said: CellValue | None) -> bool | None:
    """Whether a run said what gold says; None without a label, or without such a row."""
    if said is None or said.outcome is None:
        return None
    return said.outcome in RIGHT


def others_of(change: Change) -> tuple[Json, Json, Json]:
    """What gold, A and B are each shown apart from.

    A wrong value is shown apart from gold, the others from a wrong one, unlabelled values from each
    other.
    """
    a, b = (side.value if side else None for side in (change.a, change.b))
    wrong = b if change.kind == "broken" else a
    beside_a, beside_b = (
        other if right is None else wrong if right else change.gold
        for right, other in ((is_right(change.a), b), (is_right(change.b), a))
    )
    return wrong, beside_a, beside_b


def quote_of(said: CellValue) -> str | None:
    """The quote, where it says more than the value does."""
    return None if said.quote is None or said.quote == said.value else said.quote


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentChanges:
    """How many cells of a document changed, by kind, and the first step that differs."""

    file: str
    counts: Mapping[ChangeKind, int]
    first_step: str | None


def by_document(changes: Sequence[Change]) -> tuple[DocumentChanges, ...]:
    """The documents with changes: those with most broken cells first, then most fixed."""
    found: dict[str, list[Change]] = {}
    for change in changes:
        found.setdefault(change.file, []).append(change)
    rows = [
        DocumentChanges(
            file=file,
            counts={kind: sum(one.kind == kind for one in group) for kind in KINDS},
            first_step=group[0].first_step,
        )
        for file, group in found.items()
    ]
    return tuple(sorted(rows, key=lambda row: [-row.counts[kind] for kind in KINDS]))
