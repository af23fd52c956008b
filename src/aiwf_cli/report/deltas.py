"""The screen of `aiwf diff`: better or worse, by field and document, what changed, at what cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiwf_cli.model.delta import Change, ChangeKind, Delta, FieldDelta, Verdict
from aiwf_cli.report.changes import COLOURS, print_changes, print_task
from aiwf_cli.report.costs import cost_remarks, cost_rows
from aiwf_cli.report.fitting import fitting
from aiwf_cli.report.plain import print_advice, so_many, styled
from aiwf_cli.report.verdicts import (
    KINDS,
    DocumentChanges,
    by_document,
    counted,
    field_verdict,
    in_few_words,
    names_of,
    needed,
    needed_in_short,
    p_value,
    rates_of,
    verdict_of,
)

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

MOST_DOCUMENTS = 15
MOST_CHANGES = 100
LEGEND = (
    "A, B: right of all labelled cells. p: exact McNemar test over documents, Holm over fields. "
    "needs: labelled documents to see a difference of this size."
)
_VERDICT_COLOURS: dict[Verdict | None, str] = {"better": "bold green", "worse": "bold red"}
_WIDE = 110
"""Columns from which on there is room for labels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeltaScreen:
    """What the screen tells besides the delta itself."""

    delta: Delta
    labels: Mapping[str, str]
    """What people call fields and list.subfields."""
    only: Sequence[ChangeKind] = ()
    """Kinds of change to list; all when there are none."""
    fields: Sequence[str] = ()
    """Fields to tell of; all when there are none."""
    most: int | None = MOST_CHANGES
    """So many places of each kind of change are listed; None: all."""
    gates: Sequence[str] = ()
    """What was not reached, in words."""
    advice: Sequence[str] = ()
    """Commands to type next."""

    @property
    def whole(self) -> bool:
        """Whether nothing was left out by the user's wish."""
        return not self.only and not self.fields

    def changes(self) -> tuple[Change, ...]:
        """The changes that the user wants to see."""
        return tuple(
            change
            for change in self.delta.changes
            if (not self.only or change.kind in self.only) and self.tells_of(change.field)
        )

    def tells_of(self, field: str) -> bool:
        """Whether the user wants to see this field: named itself, or by its list."""
        return not self.fields or field in self.fields or field.partition(".")[0] in self.fields


def print_delta(console: Console, screen: DeltaScreen) -> None:
    """Prints the whole screen: what it comes to first, single changes last."""
    delta = screen.delta
    for line in _title(delta):
        console.print(line, soft_wrap=True)
    for notice in delta.notices:
        console.print(styled(f"! {notice}", "bold yellow"), soft_wrap=True)
    for line in _summary(screen):
        console.print(line, soft_wrap=True)
    console.print(_fields(screen, console))
    if delta.gold is not None:
        console.print(styled(LEGEND, "dim"))
    if documents := by_document(screen.changes()):
        console.print(_documents(documents[:MOST_DOCUMENTS]))
        if len(documents) > MOST_DOCUMENTS:
            more = len(documents) - MOST_DOCUMENTS
            console.print(f"… and {more:,} more documents", style="dim")
    console.print(_cost(delta))
    for remark in cost_remarks(delta.a, delta.b):
        console.print(styled(remark, "dim"), soft_wrap=True)
    if screen.whole:
        print_task(console, delta.task)
    print_changes(console, screen.changes(), screen.most)
    for gate in screen.gates:
        console.print(styled(gate, "bold red"), soft_wrap=True)
    print_advice(console, screen.advice)


def _title(delta: Delta) -> Iterator[Text]:
    yield styled(" → ".join(names_of(delta)), "bold")
    for name, side in (("A", delta.a), ("B", delta.b)):
        model = f" · {side.model}" if side.model else ""
        model += f" · --repeat {side.votes}" if side.votes > 1 else ""
        status = "" if side.status == "complete" else f" · {side.status}"
        documents = so_many(side.documents, "document")
        yield styled(f"{name}  {side.name}{model} · {side.run} · {documents}{status}")


def _summary(screen: DeltaScreen) -> Iterator[Text]:
    """What it comes to, in a few lines."""
    delta = screen.delta
    yield styled(f"Task     {task_line(delta)}")
    if accuracy := delta.accuracy:
        colour = _VERDICT_COLOURS.get(accuracy.verdict, "bold")
        yield styled(f"Result   {verdict_of(accuracy)}", colour)
        yield styled(f"         {rates_of(accuracy)}")
        if words := needed(accuracy.documents_needed):
            yield styled(f"         {words}")
    yield _cells(delta)
    if delta.steps:
        told = [f"{step} in {count:,}" for step, count in delta.steps.items() if count]
        changed = f"other output: {', '.join(told)} of {delta.documents:,}" if told else "all equal"
        yield styled(f"Steps    {changed}")


def task_line(delta: Delta) -> str:
    """The parts of the task that changed, in a few words."""
    return in_few_words(change.part for change in delta.task) or "same task"


def _cells(delta: Delta) -> Text:
    cells = delta.cells
    text = styled("Cells    ")
    if delta.gold is None:
        text.append(f"{cells.changed:,} changed", COLOURS["changed"] if cells.changed else "")
        return text.append(f" · {cells.same:,} the same (no gold: nobody knows which are right)")
    told: tuple[tuple[ChangeKind, int], ...] = (("fixed", cells.fixed), ("broken", cells.broken))
    for kind, count in told:
        text.append(f"{count:,} {kind}", COLOURS[kind] if count else "").append(" · ")
    other = f" ({cells.still_wrong_other:,} with another value)" if cells.still_wrong_other else ""
    text.append(f"{cells.still_wrong:,} still wrong{other} · {cells.still_right:,} still right")
    if cells.changed:
        text.append(f" · {cells.changed:,} changed without a label", COLOURS["changed"])
    return text


def _fields(screen: DeltaScreen, console: Console) -> Table:
    wide = console.width >= _WIDE
    if not screen.delta.gold:
        return _fields_alone(screen, wide=wide)
    if wide:
        return _fields_in_gold(screen, wide=True)
    return fitting(console, (_fields_in_gold(screen, tested=tested) for tested in (True, False)))


def _table(*columns: str, padding: int = 2, least: int = 16) -> Table:
    """A table of names and figures."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, padding, 0, 0))
    first, *others = columns
    table.add_column(first, overflow="fold", min_width=least)
    for name in others:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _fields_in_gold(screen: DeltaScreen, *, wide: bool = False, tested: bool = True) -> Table:
    """With labels where it is `wide`; without p, and with verdicts folded, if not `tested`."""
    figures = ("A", "B", "fixed", "broken", *(["p"] if tested else []))
    table = _table("Field", *figures, padding=2 * wide, least=16 if tested else 10)
    if tested:
        table.add_column("Verdict", no_wrap=True)
    else:
        table.add_column("Verdict", overflow="fold", min_width=8)
    table.add_column("needs", no_wrap=True, justify="right")
    for name, field in _shown_fields(screen):
        table.add_row(
            _name(name, screen.labels if wide else {}),
            styled(counted(field.a)),
            styled(counted(field.b)),
            _count(field.cells.fixed, "fixed"),
            _count(field.cells.broken, "broken"),
            *([styled(p_value(field.p_holm), "dim")] if tested else []),
            styled(field_verdict(field), _VERDICT_COLOURS.get(field.verdict, "")),
            styled(needed_in_short(field.documents_needed), "dim"),
        )
    return table


def _fields_alone(screen: DeltaScreen, *, wide: bool) -> Table:
    table = _table("Field", "changed", "the same")
    for name, field in _shown_fields(screen):
        table.add_row(
            _name(name, screen.labels if wide else {}),
            _count(field.cells.changed, "changed"),
            styled(f"{field.cells.same:,}"),
        )
    return table


def _shown_fields(screen: DeltaScreen) -> Iterator[tuple[str, FieldDelta]]:
    return ((name, one) for name, one in screen.delta.fields.items() if screen.tells_of(name))


def _name(name: str, labels: Mapping[str, str]) -> Text:
    text, label = styled(name), labels.get(name, "")
    if label and label != name:
        text.append_text(styled(f"  {label}", "dim", most=24))
    return text


def _count(count: int, kind: ChangeKind) -> Text:
    return styled(f"{count:,}", COLOURS[kind]) if count else styled("·", "dim")


def _documents(documents: Sequence[DocumentChanges]) -> Table:
    from rich import box
    from rich.table import Table

    kinds = [kind for kind in KINDS if any(document.counts[kind] for document in documents)]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("Document", overflow="fold")
    for kind in kinds:
        table.add_column(kind.replace("_", " "), justify="right", no_wrap=True)
    table.add_column("first step that differs", overflow="fold")
    for document in documents:
        counts = (_count(document.counts[kind], kind) for kind in kinds)
        table.add_row(styled(document.file), *counts, styled(document.first_step or "—", "dim"))
    return table


def _cost(delta: Delta) -> Table:
    table = _table("Cost, as asked", "A", "B", "")
    for name, *figures in cost_rows(delta.a, delta.b):
        table.add_row(styled(name), *map(styled, figures))
    return table
