"""The table at the end of a run: each document's values and flags, and what to type next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiwf_cli.model.fields import Field
from aiwf_cli.model.record import Record, Row, Value
from aiwf_cli.model.run import Manifest
from aiwf_cli.report.plain import printable, shown, styled

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

MOST_DOCUMENTS = 20
MOST_ROWS = 4
LONGEST_VALUE = 160
LONGEST_FLAG = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What the closing screen tells."""

    manifest: Manifest
    folder: str
    records: Sequence[Record]
    """The documents to show: those that want looking at first."""
    fields: Mapping[str, Field]
    advice: Sequence[str]
    """Commands to type next."""


def most_telling(records: Iterable[Record], most: int = MOST_DOCUMENTS) -> tuple[Record, ...]:
    """At most `most` of the records, in order: failed and flagged ones before the others."""
    wanting: list[tuple[int, Record]] = []
    fine: list[tuple[int, Record]] = []
    for index, record in enumerate(records):
        pile = wanting if record.error or record.needs_review else fine
        if len(pile) < most:
            pile.append((index, record))
    chosen = sorted((*wanting, *fine)[:most], key=lambda pair: pair[0])
    return tuple(record for _, record in chosen)


def print_closing(console: Console, closing: Closing) -> None:
    """Prints the table, the run's figures, where it lies, and what to type next."""
    console.print(_table(closing))
    total, told = closing.manifest.counts.documents, len(closing.records)
    if told < total:
        console.print(
            f"… and {total - told:,} more documents: all of them are in records.csv.", style="dim"
        )
    console.print(_figures(closing.manifest))
    console.print(styled(f"Run  {closing.folder}"), soft_wrap=True)
    for number, line in enumerate(closing.advice):
        console.print(styled(("Next " if number == 0 else "     ") + line, "cyan"), soft_wrap=True)


def _table(closing: Closing) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_lines=False, pad_edge=False, expand=True)
    table.add_column("Document", ratio=4, overflow="fold")
    table.add_column("Read", ratio=9, no_wrap=True, overflow="ellipsis")
    table.add_column("Look at", ratio=4, overflow="fold")
    for record in closing.records:
        table.add_row(
            styled(record.file, most=120),
            _read(record, closing.fields),
            _flags(record),
            end_section=True,
        )
    return table


def _read(record: Record, fields: Mapping[str, Field]) -> Text:
    from rich.text import Text

    if record.error:
        return styled(f"failed: {record.error.code}", "red")
    return Text("\n").join(_lines(record, fields))


def _lines(record: Record, fields: Mapping[str, Field]) -> Iterator[Text]:
    for name, content in record.values.items():
        label = fields[name].label or name
        if isinstance(content, Value):
            yield styled(f"{label}  ", "dim").append_text(_value(content))
        elif not content:
            yield styled(f"{label}  ", "dim").append("none")
        else:
            yield from (_row(row) for row in content[:MOST_ROWS])
            if len(content) > MOST_ROWS:
                yield styled(f"… {len(content) - MOST_ROWS} more", "dim")


def _row(row: Row) -> Text:
    """A list's row on one line, the short values first."""
    from rich.text import Text

    parts = sorted(row.values(), key=lambda value: len(shown(value.value)))
    return Text("  ").join(_value(part) for part in parts)


def _value(value: Value) -> Text:
    style = "yellow" if value.needs_review else "dim" if value.value is None else ""
    return styled(shown(value.value), style, most=LONGEST_VALUE)


def _flags(record: Record) -> Text:
    from rich.text import Text

    if record.error:
        where = f"{record.error.step}: " if record.error.step else ""
        what = record.error.message.partition("\n")[0]
        return styled(f"{where}{what}", "red", most=2 * LONGEST_FLAG)
    notes = [
        v.notes[0] if v.notes else "needs review" for v in record.all_values() if v.needs_review
    ]
    counted = {note: notes.count(note) for note in notes}
    told = [note if times == 1 else f"{note} (×{times})" for note, times in counted.items()]
    told += record.doubts
    return Text("\n").join(styled(note, "yellow", most=LONGEST_FLAG) for note in told)


def _figures(manifest: Manifest) -> Text:
    from rich.text import Text

    counts, calls = manifest.counts, manifest.calls
    text = Text()
    text.append(f"{counts.documents:,} documents", "bold")
    text.append(f" · {counts.ok:,} ok", "green")
    if counts.failed:
        text.append(f" · {counts.failed:,} failed", "red")
    if counts.needs_review:
        text.append(f" · {counts.needs_review:,} to review", "yellow")
    if manifest.model:
        text.append(f" · {calls.made:,} asked, {calls.cached:,} cached")
        if manifest.cost_usd is not None:
            text.append(f" · ${manifest.cost_usd:,.4f}")
    text.append(f" · {manifest.seconds:,.1f} s")
    if manifest.status != "complete":
        text.append(f"\n{manifest.status}: {printable(manifest.reason or '')}", "bold red")
    return text
