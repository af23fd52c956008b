"""The table at the end of a run: each document's values and flags, and what to type next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiwf_cli.model.fields import Field
from aiwf_cli.model.record import Record, Row, Value
from aiwf_cli.model.run import Manifest
from aiwf_cli.report.plain import print_advice, printable, shown, so_many, styled
from aiwf_cli.run.flat import labelled, why

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

MOST_DOCUMENTS = 20
MOST_ROWS = 4
LONGEST_VALUE = 160
LONGEST_FLAG = 160
MOST_LABELS = 3

_LAST = ("text", "object", "list", "quote")
"""Types whose values may be long: they stand behind all others, in this order."""


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
    print_advice(console, closing.advice)


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
            _flags(record, closing.fields),
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
        if not content or (isinstance(content, Value) and content.value is None):
            found = content if isinstance(content, Value) else None
            yield styled(f"{label}  ", "dim").append_text(_nothing(record, found))
        elif isinstance(content, Value):
            yield styled(f"{label}  ", "dim").append_text(_value(content))
        else:
            yield from _rows(fields[name], content)


def _nothing(record: Record, value: Value | None) -> Text:
    """What stands where nothing was found: that there is nothing, or that nobody could look."""
    if record.unread:
        return styled("not read", "yellow")
    return _value(value) if value else styled("none")


def _rows(field: Field, rows: Sequence[Row]) -> Iterator[Text]:
    """The rows of a list, each on a line, under the labels of what stands in them."""
    from rich.text import Text

    subfields = field.of or {}
    order = sorted(subfields, key=lambda name: _place(subfields[name]))
    yield styled("  ".join(subfields[name].label or name for name in order), "dim")
    for row in rows[:MOST_ROWS]:
        yield Text("  ").join(_value(row[name]) for name in order if name in row)
    if len(rows) > MOST_ROWS:
        yield styled(f"… {len(rows) - MOST_ROWS} more", "dim")


def _place(subfield: Field) -> int:
    """Where a subfield stands in a row: in the task's order, but what may be long comes last."""
    return _LAST.index(subfield.type) + 1 if subfield.type in _LAST else 0


def _value(value: Value) -> Text:
    style = "yellow" if value.needs_review else "dim" if value.value is None else ""
    return styled(shown(value.value), style, most=LONGEST_VALUE)


def _flags(record: Record, fields: Mapping[str, Field]) -> Text:
    from rich.text import Text

    if record.error:
        where = f"{record.error.step}: " if record.error.step else ""
        what = record.error.message.partition("\n")[0]
        return styled(f"{where}{what}", "red", most=LONGEST_FLAG)
    told = (*record.doubts, *_doubts_about_values(record, fields))
    return Text("\n").join(styled(note, "yellow", most=LONGEST_FLAG) for note in told)


def _doubts_about_values(record: Record, fields: Mapping[str, Field]) -> Iterator[str]:
    """Why values ask for review, each reason once: with its fields' labels when they are few."""
    labels: dict[str, list[str]] = {}
    for label, value in _with_labels(record, fields):
        if value.needs_review:
            labels.setdefault(why(label, value), []).append(label)
    for reasons, about in labels.items():
        fields_named = tuple(dict.fromkeys(about))
        few = len(fields_named) <= MOST_LABELS
        told = labelled(", ".join(fields_named), reasons) if few else reasons
        yield told if few and len(about) == len(fields_named) else f"{told} (×{len(about)})"


def _with_labels(record: Record, fields: Mapping[str, Field]) -> Iterator[tuple[str, Value]]:
    for name, content in record.values.items():
        if isinstance(content, Value):
            yield fields[name].label or name, content
            continue
        subfields = fields[name].of or {}
        for row in content:
            for sub, value in row.items():
                yield (subfields[sub].label if sub in subfields else "") or sub, value


def _figures(manifest: Manifest) -> Text:
    from rich.text import Text

    counts, calls = manifest.counts, manifest.calls
    text = Text()
    text.append(so_many(counts.documents, "document"), "bold")
    text.append(f" · {counts.ok:,} ok", "green")
    if counts.failed:
        text.append(f" · {counts.failed:,} failed", "red")
    if counts.needs_review:
        text.append(f" · {counts.needs_review:,} to review", "yellow")
    if manifest.model:
        again = sum(calls.retried.values())
        text.append(f" · {calls.made:,} asked{f' ({again:,} again)' if again else ''}")
        text.append(f", {calls.cached:,} cached")
        if manifest.cost_usd is not None:
            text.append(f" · ${manifest.cost_usd:,.4f}")
    text.append(f" · {manifest.seconds:,.1f} s")
    if manifest.status != "complete":
        text.append(f"\n{manifest.status}: {printable(manifest.reason or '')}", "bold red")
    return text
