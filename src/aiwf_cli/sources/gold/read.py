"""Gold in: the labels a domain expert keeps as JSON lines, CSV or Excel → one `Gold`.

The content decides, not the ending. All forms say the same things (docs/scoring.md): what is blank
or missing is not labelled, null and `(none)` are known to be absent, `A || B` are both right.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from aiwf_cli.errors import UsageError
from aiwf_cli.model.fields import Field
from aiwf_cli.model.gold import Gold, GoldDocument
from aiwf_cli.sources.gold.columns import FILE_HEADERS, Headings
from aiwf_cli.sources.gold.json_lines import json_documents
from aiwf_cli.sources.gold.labels import LabelReader, Remarks
from aiwf_cli.sources.gold.sheets import csv_sheets, decode, excel_sheets
from aiwf_cli.sources.gold.tables import Sheet, find_header, read_sheet

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_EXCEL = b"PK"


def read_gold(path: Path, fields: Mapping[str, Field]) -> Gold:
    """The gold in the file at `path`, in the words of a task's `fields`.

    Documents without any label are left out. Raises UsageError, naming cell or line, for a file
    that is no gold, contradicts itself, or names nothing that the task extracts.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"The gold file {path} cannot be read: {error.strerror}.") from error
    reader = LabelReader(remarks=Remarks())
    documents, unknown = _read(data, path.name, fields, reader)
    documents = _joined(documents, path.name)
    if not any(document.fields for document in documents):
        raise UsageError(
            f"{path} labels nothing: {_what(unknown)}.",
            hint=f"The task's fields: {', '.join(_headers(fields))}",
        )
    return Gold(
        name=str(path),
        sha256=hashlib.sha256(data).hexdigest(),
        documents=tuple(d for d in documents if d.fields or d.steps),
        remarks=reader.remarks.told(),
        unknown_columns=tuple(unknown),
    )


def _read(
    data: bytes, name: str, fields: Mapping[str, Field], reader: LabelReader
) -> tuple[Sequence[GoldDocument], Sequence[str]]:
    if data.startswith(_OLD_EXCEL):
        raise UsageError(
            f"{name} is an old .xls file, or protected by a password.",
            hint="Open it in Excel and save it as .xlsx, without a password.",
        )
    if data.startswith(_EXCEL):
        return _tables(excel_sheets(data, name), name, fields, reader)
    text = decode(data, name)
    if text.lstrip()[:1] in ("{", "["):
        return json_documents(text, name, fields, reader)
    headings = Headings(fields)
    found = [(sheet, find_header(sheet, headings)) for sheet in csv_sheets(data, name)]
    best = max(found, key=lambda pair: len(pair[1].targets) if pair[1] else 0)
    return _tables([best[0]], name, fields, reader)


def _tables(
    sheets: Sequence[Sheet], name: str, fields: Mapping[str, Field], reader: LabelReader
) -> tuple[Sequence[GoldDocument], Sequence[str]]:
    """The documents of all sheets that have a header, and the columns that name no field."""
    headings = Headings(fields)
    tables = [(sheet, h) for sheet in sheets if (h := find_header(sheet, headings))]
    if not tables:
        seen = next((row for sheet in sheets for row in sheet.rows), None)
        texts = dict.fromkeys(cell.text for cell in seen.cells.values()) if seen else ("nothing",)
        shown = ", ".join(texts)[:200]
        raise UsageError(
            f"{name} has no header: no row names `file` and a field of the task. "
            f"Its first row has: {shown}",
            hint=f"A header is: file, {', '.join(_headers(fields))} "
            f"(in place of file also: {', '.join(FILE_HEADERS[1:])})",
        )
    unknown = list(dict.fromkeys(text for _, header in tables for text in header.unknown))
    documents: list[GoldDocument] = []
    for sheet, header in tables:
        documents += read_sheet(sheet, header, fields, reader)
    return documents, unknown


def _joined(documents: Iterable[GoldDocument], name: str) -> Sequence[GoldDocument]:
    """One entry a document; two that label different fields are put together."""
    joined: dict[str, GoldDocument] = {}
    for document in documents:
        old = joined.get(document.file)
        if old is None:
            joined[document.file] = document
            continue
        if twice := sorted(old.fields.keys() & document.fields.keys()):
            raise UsageError(
                f"{name} labels {', '.join(twice)} of {document.file} in two places.",
                hint="Keep one of them (one line a document in JSON lines; one sheet in Excel).",
            )
        joined[document.file] = replace(
            old,
            fields={**old.fields, **document.fields},
            steps={**old.steps, **document.steps},
            places={**old.places, **document.places},
        )
    return tuple(joined.values())


def _headers(fields: Mapping[str, Field]) -> list[str]:
    """The headers a gold table for these fields may have: labels where there are some."""
    found: list[str] = []
    for name, field in fields.items():
        if field.type == "list":
            found += [sub.label or f"{name}.{key}" for key, sub in (field.of or {}).items()]
        else:
            found.append(field.label or name)
    return found


def _what(unknown: Sequence[str]) -> str:
    return f"its columns are {', '.join(unknown)[:200]}" if unknown else "every cell is blank"
