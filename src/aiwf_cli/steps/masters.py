"""Tables of codes from the bytes of a CSV or Excel file; every cell is the text that people see.

CSV may be UTF-8 (with or without a byte-order mark), UTF-16 or cp932, with commas, tabs or
semicolons. Lines above the header are skipped: the header is the first line that has the columns
which are asked for.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from aiwf_cli.errors import TaskError
from aiwf_cli.steps.sheets import looks_like_excel, sheet_lines
from aiwf_cli.text.values.reading import trim

HEADER_WITHIN = 20
"""The header is one of so many first lines."""
_DELIMITERS = (",", "\t", ";")
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}

Line = tuple[int, tuple[str, ...]]
"""A line's number in its file (or sheet), from 1, and its cells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table: `rows` have a cell for each of `columns`; `lines` tell where in `file` they stand.

    Lines count from 1, the header among them.
    """

    file: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]

    def index(self, column: str) -> int:
        """Where `column` stands among the cells of a row. Raises KeyError when it does not."""
        try:
            return self.columns.index(column)
        except ValueError:
            raise KeyError(column) from None


@lru_cache(maxsize=16)
def read_table(file: str, data: bytes, columns: tuple[str, ...], sheet: str | None = None) -> Table:
    """The table in `data`, which has all of `columns`; read once for the same bytes.

    Raises TaskError, naming file and line, when it cannot be read or lacks a column.
    """
    ways = [sheet_lines(file, data, sheet)] if looks_like_excel(data) else _csv_ways(file, data)
    firsts = []
    for lines in ways:
        header = _header(lines, columns)
        if header is not None:
            return _table(file, lines, header, columns)
        firsts.append(next((cells for _, cells in lines if any(cells)), ()))
    raise _no_columns(file, max(firsts, key=len, default=()), columns)


def _csv_ways(file: str, data: bytes) -> Iterator[Sequence[Line]]:
    """The lines of a CSV file, by each delimiter that it may have."""
    text = _decoded(file, data)
    for delimiter in _DELIMITERS:
        yield _csv_lines(file, text, delimiter)


def _csv_lines(file: str, text: str, delimiter: str) -> Sequence[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    lines: list[Line] = []
    try:
        for cells in reader:
            lines.append((reader.line_num, tuple(map(_cell, cells))))  # noqa: PERF401
    except csv.Error as error:
        raise TaskError(
            f"{file}, line {reader.line_num}: this is not CSV: {error}.",
            hint="Is a quotation mark missing before it? Save it anew as CSV UTF-8.",
        ) from error
    return lines


def _decoded(file: str, data: bytes) -> str:
    encodings = [name for bom, name in _BOMS.items() if data.startswith(bom)] or ["utf-8", "cp932"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TaskError(
        f"{file}: this is text neither in UTF-8 nor in Shift_JIS (cp932).",
        hint="Save it in Excel as “CSV UTF-8”, or as .xlsx.",
    )


def _cell(text: str) -> str:
    """A cell's text; `="0012"`, by which Excel is told to keep zeros, is the 0012 it shows."""
    text = text.strip()
    if text.startswith('="') and text.endswith('"') and len(text) > 2:
        return text[2:-1]
    return text


def _header(lines: Sequence[Line], columns: tuple[str, ...]) -> int | None:
    """The index of the first line that has all of `columns`."""
    for at, (_, cells) in enumerate(lines[:HEADER_WITHIN]):
        if set(columns) <= {trim(cell) for cell in cells}:
            return at
    return None


def _table(file: str, lines: Sequence[Line], header: int, needed: tuple[str, ...]) -> Table:
    names = [trim(cell) for cell in lines[header][1]]
    for name in needed:
        if names.count(name) > 1:
            raise TaskError(f"{file}: two columns are called {name!r}.", hint="Rename one of them.")
    kept = [at for at, name in enumerate(names) if name and names.index(name) == at]
    below = [line for line in lines[header + 1 :] if any(line[1])]
    _check_lengths(file, below, len(names))
    return Table(
        file=file,
        columns=tuple(names[at] for at in kept),
        rows=tuple(_picked((cells for _, cells in below), kept, len(names))),
        lines=tuple(number for number, _ in below),
    )


def _check_lengths(file: str, lines: Iterable[Line], width: int) -> None:
    for number, cells in lines:
        if len(cells) > width and any(cells[width:]):
            raise TaskError(
                f"{file}, line {number}: it has {len(cells)} cells, the header only {width}.",
                hint="A cell with a comma in it is put in quotation marks.",
            )


def _picked(
    rows: Iterable[tuple[str, ...]], kept: Sequence[int], width: int
) -> Iterator[tuple[str, ...]]:
    """The cells under the columns that are kept; what a short line lacks is blank."""
    whole = list(kept) == list(range(width))
    for cells in rows:
        if len(cells) < width:
            cells = (*cells, *[""] * (width - len(cells)))
        yield cells[:width] if whole else tuple(cells[at] for at in kept)


def _no_columns(file: str, first: Sequence[str], columns: Sequence[str]) -> TaskError:
    there = [trim(cell) for cell in first if trim(cell)]
    missing = [name for name in columns if name not in there] or list(columns)
    return TaskError(
        f"{file}: there is no column {', '.join(map(repr, missing))}.",
        hint=f"Its columns are: {', '.join(there)}." if there else "The file is empty.",
    )
