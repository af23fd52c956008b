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
from difflib import get_close_matches
from functools import lru_cache

from aiwf_cli.errors import TaskError
from aiwf_cli.steps.sheets import looks_like_excel, sheet_lines
from aiwf_cli.text.values.reading import trim

HEADER_WITHIN = 20
"""The header is one of so many first lines."""
_CLOSE = 0.5
"""Likeness (of 1) from which on a column's name may be meant by another."""
_DELIMITERS = (",", "\t", ";")
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}

Line = tuple[int, tuple[str, ...]]
"""A line's number in its file (or sheet), from 1, and its cells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MasterRows:
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
def read_table(
    file: str, data: bytes, columns: tuple[str, ...], sheet: str | None = None
) -> MasterRows:
    """The table in `data`, which has all of `columns`; read once for the same bytes.

    Raises TaskError, naming file and line, when it cannot be read or lacks a column.
    """
    ways = [sheet_lines(file, data, sheet)] if looks_like_excel(data) else _csv_ways(file, data)
    nearest = []
    for lines in ways:
        header = _header(lines, columns)
        if header is not None:
            return _table(file, lines, header, columns)
        nearest.append(_nearest(lines, columns))
    raise _no_columns(file, max(nearest, key=lambda line: _fit(line, columns)), columns)


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


def _table(file: str, lines: Sequence[Line], header: int, needed: tuple[str, ...]) -> MasterRows:
    names = [trim(cell) for cell in lines[header][1]]
    for name in needed:
        if names.count(name) > 1:
            raise TaskError(f"{file}: two columns are called {name!r}.", hint="Rename one of them.")
    kept = [at for at, name in enumerate(names) if name and names.index(name) == at]
    below = [line for line in lines[header + 1 :] if any(line[1])]
    _check_lengths(file, below, len(names))
    return MasterRows(
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


def _nearest(lines: Sequence[Line], columns: Sequence[str]) -> Line:
    """The line that is most like a header with `columns`; the first of those that are."""
    return max(lines[:HEADER_WITHIN], key=lambda line: _fit(line, columns), default=(1, ()))


def _fit(line: Line, columns: Sequence[str]) -> tuple[int, int, int]:
    """How many of `columns` a line has, how many it nearly has, how many cells are filled."""
    there = _names(line)
    free = [name for name in there if name not in columns]
    near = [name for name in columns if name not in there and _close(name, free)]
    return sum(name in there for name in columns), len(near), len(there)


def _names(line: Line) -> list[str]:
    return [name for cell in line[1] if (name := trim(cell))]


def _close(name: str, there: Sequence[str]) -> str | None:
    """The name among `there` that comes nearest, if one is near."""
    found = get_close_matches(name, there, n=1, cutoff=_CLOSE)
    return found[0] if found else None


def _no_columns(file: str, header: Line, columns: Sequence[str]) -> TaskError:
    there = _names(header)
    free = [name for name in there if name not in columns]
    told = [
        f"{name!r} (did you mean {near!r}?)" if (near := _close(name, free)) else repr(name)
        for name in columns
        if name not in there
    ]
    where = "Its columns" if header[0] == 1 else f"Its columns, in line {header[0]},"
    return TaskError(
        f"{file}: there is no column {', '.join(told)}.",
        hint=f"{where} are: {', '.join(there)}." if there else "The file is empty.",
    )
