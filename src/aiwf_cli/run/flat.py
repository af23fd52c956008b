"""Records as a flat table for people: labels as headers, list rows below one another.

The same table stands in records.csv and in every export, and it can come back as gold: its columns
are what gold files are read by (DESIGN §8).
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from aiwf_cli.model.fields import Field
from aiwf_cli.model.json import Json, dumps
from aiwf_cli.model.record import Record, Value
from aiwf_cli.text.normalise import fold

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
FILE, STATUS, REVIEW = "file", "status", "needs_review"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatColumn:
    """A column of the table: a field, or a subfield of a list field."""

    header: str
    field: str
    subfield: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatRow:
    """A row of the table: one document, or one row of its lists; `values` in column order."""

    file: str
    status: str
    values: tuple[Value | None, ...]
    remarks: tuple[str, ...]
    doubted: bool = False
    """Whether the document as a whole asks for review, which its first row tells."""


def columns_of(fields: Mapping[str, Field]) -> tuple[FlatColumn, ...]:
    """The columns for a task's fields: under their labels, or their names where labels fail.

    A label fails when it is missing or may mean two columns, in whatever case or width: that of
    another field, another's name, or a column that every table has.
    """
    found: list[tuple[str, str, str | None]] = []
    for name, field in fields.items():
        if field.type == "list":
            found += [(sub.label, name, subname) for subname, sub in (field.of or {}).items()]
        else:
            found.append((field.label, name, None))
    names = [f"{name}.{subname}" if subname else name for _, name, subname in found]
    labels = Counter(fold(label) for label, _, _ in found)
    taken = Counter(map(fold, (FILE, STATUS, REVIEW, *names)))

    def is_plain(label: str, own: str) -> bool:
        """Whether a label can mean this column alone."""
        key = fold(label)
        return bool(label) and labels[key] == 1 and taken[key] == (key == fold(own))

    return tuple(
        FlatColumn(header=label if is_plain(label, own) else own, field=name, subfield=subname)
        for own, (label, name, subname) in zip(names, found, strict=True)
    )


def flatten(record: Record, columns: Sequence[FlatColumn]) -> Iterator[FlatRow]:
    """The rows of one record, at least one; fields that are no lists stand in the first."""
    lists = {name: rows for name, rows in record.values.items() if not isinstance(rows, Value)}
    for at in range(max(1, *(len(rows) for rows in lists.values())) if lists else 1):
        values = tuple(_cell(record, column, at) for column in columns)
        yield FlatRow(
            file=record.file,
            status=record.status,
            values=values,
            remarks=tuple(_remarks(record, columns, values, first=at == 0)),
            doubted=at == 0 and bool(record.doubts),
        )


def _cell(record: Record, column: FlatColumn, at: int) -> Value | None:
    content = record.values.get(column.field)
    if content is None or isinstance(content, Value):
        return content if at == 0 and isinstance(content, Value) else None
    return content[at].get(column.subfield or "") if at < len(content) else None


def _remarks(
    record: Record, columns: Sequence[FlatColumn], values: Sequence[Value | None], *, first: bool
) -> Iterator[str]:
    """Why a person should look at this row."""
    if first and record.error:
        yield f"{record.error.code}: {record.error.message}"
    if first:
        yield from record.doubts
    for column, value in zip(columns, values, strict=True):
        if value is not None and value.needs_review:
            yield labelled(column.header, why(column.header, value))


def why(label: str, value: Value) -> str:
    """All reasons why a value asks for review; `label`, that of its field, is not said again."""
    told = [reason.removeprefix(f"{label}: ") for reason in value.reasons or value.notes]
    return "; ".join(dict.fromkeys(told)) or "needs review"


def labelled(label: str, reasons: str) -> str:
    """What `why` says with the field's label in front, unless it begins with that."""
    return reasons if reasons.startswith(f"{label} ") else f"{label}: {reasons}"


def csv_header(columns: Sequence[FlatColumn]) -> str:
    """The header line, with a byte-order mark so that Excel reads UTF-8."""
    headers = (formula_safe(column.header) for column in columns)
    return "\ufeff" + _csv_line([FILE, *headers, STATUS, REVIEW])


def csv_lines(record: Record, columns: Sequence[FlatColumn]) -> str:
    """The lines of one record, each ended."""
    return "".join(
        _csv_line(
            [
                formula_safe(row.file),
                *(csv_cell(value.value if value else None) for value in row.values),
                row.status,
                formula_safe("; ".join(row.remarks)),
            ]
        )
        for row in flatten(record, columns)
    )


def csv_cell(value: Json) -> str:
    """A value as a CSV cell that no spreadsheet takes for a formula; numbers stay numbers."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return str(value)
        case str():
            return formula_safe(value)
        case _:
            return formula_safe(dumps(value))


def formula_safe(text: str) -> str:
    """`text` with an apostrophe in front when a spreadsheet would take it for a formula.

    Text that has one already gets another, so that whoever takes one off has the text again.
    """
    return "'" + text if text.lstrip("'").startswith(FORMULA_STARTS) else text


def _csv_line(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()
