"""Gold tables: one row a document, or several where it has lists; the way experts keep labels.

A blank cell is not labelled; `(none)`, `なし`, `N/A` say that there is nothing. Rows of one
document need not stand together, and its name may stand in the first only. The header is the row
that names the file column and the most fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple

from aiwf_cli.errors import UsageError
from aiwf_cli.model.fields import Field
from aiwf_cli.model.gold import OR, GoldContent, GoldDocument, GoldPlace, GoldRow, Label
from aiwf_cli.sources.gold.columns import FILE_HEADERS, Headings, Target
from aiwf_cli.sources.gold.labels import LabelReader, object_label, without_apostrophe
from aiwf_cli.text.normalise import fold

DEEPEST_HEADER = 100
"""Rows of a sheet in which its header is looked for."""


class TableCell(NamedTuple):
    """A cell with something in it.

    `text` is what is shown, `figure` the same without rounding, `scaled` the figure in the scale
    that is shown, where the cell does not say it, and `rounded` this one with the shown digits
    alone, where there are more. `merged` tells that the content stands in another cell with which
    this one is merged. `problem` says why it cannot be read.
    """

    text: str
    figure: str
    scaled: str = ""
    rounded: str = ""
    kind: Literal["text", "number", "date", "bool"] = "text"
    merged: bool = False
    problem: str = ""


class TableRow(NamedTuple):
    """A row with something in it: its number as people count, and its cells by column from 0."""

    number: int
    cells: Mapping[int, TableCell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table as it was found: `name` is "" in a CSV file; only rows with something in them."""

    name: str
    rows: Sequence[TableRow]

    def place(self, row: int, column: int) -> str:
        """A cell's place in words: `labels!C5`, `line 5`."""
        return f"{self.name}!{column_letters(column)}{row}" if self.name else f"line {row}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The row that says what the columns hold."""

    at: int
    """Its place among the sheet's rows."""
    file: int
    targets: Mapping[int, Target]
    unknown: tuple[str, ...]
    """Headers that name no field."""
    texts: Mapping[int, str]


def find_header(sheet: Sheet, headings: Headings) -> Header | None:
    """The sheet's header, if it has one.

    Raises UsageError when two different rows could be it, or when a header is ambiguous.
    """
    found = [
        header
        for at, row in enumerate(sheet.rows[:DEEPEST_HEADER])
        if (header := _as_header(at, row, headings))
    ]
    if not found:
        return None
    best = max(found, key=lambda header: len(header.targets))
    for other in found:
        if len(other.targets) == len(best.targets) and other.targets != best.targets:
            first, second = (sheet.rows[header.at].number for header in (best, other))
            raise UsageError(
                f"{sheet.name or 'The gold file'}: rows {first} and {second} both look like the "
                "header.",
                hint="Keep one of them.",
            )
    return best


def _as_header(at: int, row: TableRow, headings: Headings) -> Header | None:
    texts = {column: without_apostrophe(cell.text) for column, cell in row.cells.items()}
    files = [column for column, text in texts.items() if headings.is_file(text)]
    if not files:
        return None
    targets: dict[int, Target] = {}
    for column, text in texts.items():
        target = None if fold(text) == FILE_HEADERS[0] else headings.target(text)
        if target and target not in targets.values():
            targets[column] = target
    files = [column for column in files if column not in targets]
    if not files or not any(target.part == "value" for target in targets.values()):
        return None
    file = min(files, key=lambda column: FILE_HEADERS.index(fold(texts[column])))
    unknown = [
        text
        for column, text in texts.items()
        if column not in targets and column != file and not headings.is_ignored(text)
    ]
    return Header(at=at, file=file, targets=targets, unknown=tuple(unknown), texts=texts)


def read_sheet(
    sheet: Sheet, header: Header, fields: Mapping[str, Field], reader: LabelReader
) -> tuple[GoldDocument, ...]:
    """The documents that a sheet labels. Raises UsageError where it contradicts itself."""
    documents: dict[str, _Building] = {}
    current: _Building | None = None
    for row in sheet.rows[header.at + 1 :]:
        name = _file_name(row, header)
        if name is not None and fold(name) == fold(header.texts[header.file]):
            continue
        if name is not None:
            current = documents.setdefault(name, _Building(name))
        line = _Line(sheet=sheet, header=header, row=row, fields=fields, reader=reader)
        if current is not None:
            current.add(line)
        elif line.says_something():
            raise UsageError(
                f"{sheet.place(row.number, header.file)}: labels without a file name above them.",
                hint="Write the document's name into the first row of its labels.",
            )
    return tuple(building.done(reader) for building in documents.values())


def _file_name(row: TableRow, header: Header) -> str | None:
    cell = row.cells.get(header.file)
    return without_apostrophe(cell.text) if cell and cell.text else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One row of the table, to be read in the light of the header."""

    sheet: Sheet
    header: Header
    row: TableRow
    fields: Mapping[str, Field]
    reader: LabelReader

    def says_something(self) -> bool:
        """Whether any column of the task has something in it."""
        return any(column in self.row.cells for column in self.header.targets)

    def place(self, column: int) -> str:
        """A cell of the row in words."""
        return self.sheet.place(self.row.number, column)

    def labels(self) -> Iterator[tuple[Target, Label, str, bool]]:
        """What the row labels: the column's target, the label, its place, whether it is merged."""
        for column, target in self.header.targets.items():
            cell = self.row.cells.get(column)
            if cell is None or target.part != "value":
                continue
            if (label := self._label(target, cell, column)) is not None:
                yield target, label, self.place(column), cell.merged

    def places(self) -> Iterator[tuple[Target, str]]:
        """What the row says about pages and quotes."""
        for column, target in self.header.targets.items():
            if target.part != "value" and (cell := self.row.cells.get(column)):
                yield target, cell.text

    def _label(self, target: Target, cell: TableCell, column: int) -> Label | None:
        field = self.fields[target.field]
        if target.sub:
            field = (field.of or {})[target.sub]
        header, where = self.header.texts[column], self.place(column)
        if cell.problem:
            self.reader.remarks.add(f"{header}: {cell.problem}; taken as not labelled", where)
            return None
        as_figure = field.type in ("integer", "number", "money", "percent", "date")
        if cell.kind in ("number", "date") and field.type in ("text", "quote", "code", "clause"):
            self.reader.tell_numeric(header, where, cell.text)
        texts = _figures(cell, target.unit) if as_figure else (cell.text,)
        text = OR.join(_with_unit(text, target.unit) for text in texts)
        return self.reader.from_text(field, text, header=header, where=where)


def _figures(cell: TableCell, unit: str) -> Iterator[str]:
    """What a cell says in a column of figures: all its digits, and those that the expert sees."""
    scaled = cell.scaled or cell.figure
    yield scaled if unit else cell.figure
    if cell.rounded and (unit or scaled == cell.figure):
        yield cell.rounded


def _with_unit(text: str, unit: str) -> str:
    """A figure with its column's unit behind it, unless it says a unit itself."""
    return (
        f"{text}{unit}"
        if unit and text and text[-1] in "0123456789０１２３４５６７８９)）"
        else text
    )


@dataclass(slots=True)
class _Building:
    """A document's labels, gathered row by row."""

    file: str
    singles: dict[str, tuple[Label, str]] = field(default_factory=dict)
    """Fields that are no lists, with the place of their label."""
    parts: dict[str, dict[str, Label]] = field(default_factory=dict)
    """Subfields of objects."""
    rows: dict[str, list[GoldRow]] = field(default_factory=dict)
    emptied: dict[str, str] = field(default_factory=dict)
    """List fields of which a row says that there is nothing, with the place that says it."""
    places: dict[tuple[str, int | None, str | None], GoldPlace] = field(default_factory=dict)

    def add(self, line: _Line) -> None:
        """Adds what one row of the table says."""
        rows: dict[str, dict[str, Label]] = {}
        own: dict[str, str] = {}
        for target, label, where, merged in line.labels():
            if target.sub is None:
                self._set(target.field, label, where)
            elif line.fields[target.field].type == "object":
                self.parts.setdefault(target.field, {})[target.sub] = label
            else:
                rows.setdefault(target.field, {})[target.sub] = label
                if not merged:
                    own.setdefault(target.field, where)
        for name, where in own.items():
            if all(label.absent for label in rows[name].values()):
                self.emptied[name] = where
            else:
                self.rows.setdefault(name, []).append(rows[name])
        for target, text in line.places():
            self._place(line, target, text)

    def _set(self, name: str, label: Label, where: str) -> None:
        old, place = self.singles.setdefault(name, (label, where))
        if old != label:
            raise UsageError(
                f"{self.file}: {place} and {where} say different things about {name}: "
                f"{old.shown!r} and {label.shown!r}.",
                hint="Keep one; two values that are both right are written A || B.",
            )

    def _place(self, line: _Line, target: Target, text: str) -> None:
        in_list = line.fields[target.field].type == "list"
        row = len(self.rows.get(target.field, ())) - 1 if in_list else None
        key = (target.field, row, target.sub)
        old = self.places.get(key, GoldPlace())
        if target.part == "page" and text.isdecimal():
            self.places[key] = GoldPlace(page=int(text), quote=old.quote)
        elif target.part == "quote":
            self.places[key] = GoldPlace(page=old.page, quote=text)

    def done(self, reader: LabelReader) -> GoldDocument:
        """The document as gold has it."""
        fields: dict[str, GoldContent] = {name: label for name, (label, _) in self.singles.items()}
        for name, parts in self.parts.items():
            fields.setdefault(name, object_label(parts))
        for name, where in self.emptied.items():
            if name in self.rows:
                reader.remarks.add(
                    f"{name}: a row says that there is nothing, others do not", where
                )
            fields[name] = ()
        fields.update((name, tuple(rows)) for name, rows in self.rows.items())
        return GoldDocument(file=self.file, fields=fields, places=self.places)


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """A column as spreadsheets call it: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
