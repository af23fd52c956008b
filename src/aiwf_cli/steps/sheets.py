"""Excel sheets from bytes: lines of cells as the text that people see.

Masters are long: 50,000 rows take openpyxl four seconds to read, and every start of a task reads
them. This reads what it needs of a workbook (ECMA-376, part 1, 18) in a fifth of that.
"""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from posixpath import join, normpath
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from aiwf_cli.errors import TaskError
from aiwf_cli.sources.gold.number_formats import show_date, show_number

Line = tuple[int, tuple[str, ...]]
"""A line's number in its sheet, from 1, and its cells."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_BROKEN = (BadZipFile, KeyError, ValueError, IndexError, OSError, zlib.error, ET.ParseError)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BESIDES = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')
_BUILT_IN = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%"}
_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
"""Numbers of formats that stand in no file: dates and times, the Japanese ones among them."""


def looks_like_excel(data: bytes) -> bool:
    """Whether the bytes are a workbook, of the new or the old kind, rather than text."""
    return data.startswith((_ZIP, _OLE))


def sheet_lines(file: str, data: bytes, sheet: str | None = None) -> Sequence[Line]:
    """The lines of a sheet, which is the first that is not hidden unless it is named.

    Leading zeros that live in the number format alone are there (12 as 0012), thousands are not
    separated, dates are ISO. Raises TaskError when it is no readable .xlsx or has no such sheet.
    """
    if data.startswith(_OLE):
        raise TaskError(
            f"{file}: this is an old Excel file, or one with a password.",
            hint="Save it without a password as .xlsx, or as CSV UTF-8.",
        )
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            book = _Workbook.of(archive)
            path = _path_of(file, book, sheet)
            return _Reader(book).lines(archive.read(path))
    except (*_BROKEN, expat.ExpatError) as error:
        raise TaskError(
            f"{file}: this is no Excel workbook that can be read: {error}.",
            hint="Open it in Excel and save it anew as .xlsx.",
        ) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class _Workbook:
    """What cells refer to: the sheets' parts by name, shared texts, number formats by style."""

    sheets: dict[str, str]
    hidden: frozenset[str]
    texts: tuple[str, ...]
    formats: tuple[str, ...]
    first_day: datetime

    @classmethod
    def of(cls, archive: ZipFile) -> _Workbook:
        root = _part(archive, "xl/workbook.xml")
        targets = {
            part.attrib["Id"]: normpath(join("xl", part.attrib["Target"])).lstrip("/")
            for part in _part(archive, "xl/_rels/workbook.xml.rels")
        }
        sheets, hidden = {}, set()
        for sheet in root.iterfind(".//{*}sheet"):
            reference = next(value for key, value in sheet.items() if key.endswith("}id"))
            if "worksheets/" in (path := targets[reference]):
                sheets[sheet.attrib["name"]] = path
                if sheet.get("state", "visible") != "visible":
                    hidden.add(sheet.attrib["name"])
        mac = any(p.get("date1904") in ("1", "true") for p in root.iterfind(".//{*}workbookPr"))
        return cls(
            sheets=sheets,
            hidden=frozenset(hidden),
            texts=tuple(_shared_texts(archive)),
            formats=tuple(_formats(archive)),
            first_day=datetime(1904, 1, 1) if mac else datetime(1899, 12, 30),
        )


def _part(archive: ZipFile, path: str) -> ET.Element:
    return ET.fromstring(archive.read(path))


def _path_of(file: str, book: _Workbook, sheet: str | None) -> str:
    shown = [name for name in book.sheets if name not in book.hidden] or list(book.sheets)
    if sheet is None and shown:
        return book.sheets[shown[0]]
    if sheet in book.sheets:
        return book.sheets[sheet]
    raise TaskError(
        f"{file}: there is no sheet {sheet!r}.", hint=f"Its sheets are: {', '.join(book.sheets)}."
    )


def _shared_texts(archive: ZipFile) -> Iterator[str]:
    """The texts that cells name by number; phonetic runs (readings of kanji) are left out."""
    if "xl/sharedStrings.xml" not in archive.namelist():
        return
    for item in _part(archive, "xl/sharedStrings.xml"):
        texts = (*item.iterfind("{*}t"), *item.iterfind("{*}r/{*}t"))
        yield _unescaped("".join(text.text or "" for text in texts))


def _formats(archive: ZipFile) -> Iterator[str]:
    """The number format of each cell style, in order."""
    if "xl/styles.xml" not in archive.namelist():
        return
    root = _part(archive, "xl/styles.xml")
    own = {int(f.attrib["numFmtId"]): f.attrib["formatCode"] for f in root.iterfind(".//{*}numFmt")}
    for style in root.iterfind("{*}cellXfs/{*}xf"):
        number = int(style.get("numFmtId", 0))
        default = "yyyy-mm-dd" if number in _BUILT_IN_DATES else _BUILT_IN.get(number, "General")
        yield own.get(number, default)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) if "_x" in text else text


class _Reader:
    """Goes through one sheet's XML and puts its lines together."""

    def __init__(self, book: _Workbook) -> None:
        self._book = book
        self._lines: list[Line] = []
        self._number = 0
        self._cells: list[str] = []
        self._cell: dict[str, str] = {}
        self._text: list[str] = []
        self._reads = False
        self._phonetic = False

    def lines(self, xml: bytes) -> Sequence[Line]:
        """The lines of the sheet, blank cells as empty texts."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.Parse(xml, True)
        return self._lines

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        match tag.rpartition(":")[2]:
            case "c":
                self._cell = attributes
                self._text = []
            case "v" | "t":
                self._reads = not self._phonetic
            case "rPh":
                self._phonetic = True
            case "row":
                self._number = int(attributes.get("r", self._number + 1))
                self._cells = []

    def _characters(self, text: str) -> None:
        if self._reads:
            self._text.append(text)

    def _end(self, tag: str) -> None:
        match tag.rpartition(":")[2]:
            case "v" | "t":
                self._reads = False
            case "rPh":
                self._phonetic = False
            case "c":
                letters = self._cell.get("r", "").rstrip("0123456789")
                self._put(_column(letters), self._shown())
            case "row":
                self._lines.append((self._number, tuple(self._cells)))

    def _put(self, column: int | None, text: str) -> None:
        if column is not None and column > len(self._cells):
            self._cells += [""] * (column - len(self._cells))
        self._cells.append(text)

    def _shown(self) -> str:
        """What is to be seen in the cell that ends."""
        text = "".join(self._text)
        match self._cell.get("t", "n"):
            case "s":
                return self._book.texts[int(text)].strip()
            case "b":
                return "TRUE" if text == "1" else "FALSE"
            case "n":
                return self._figure(text) if text else ""
            case _:
                return _unescaped(text).strip()

    def _figure(self, text: str) -> str:
        style, formats = int(self._cell.get("s", 0)), self._book.formats
        code = formats[style] if style < len(formats) else "General"
        number = int(text) if text.isdigit() else float(text)
        if _is_date(code):
            day = self._book.first_day + timedelta(days=number)
            return show_date(day, code).figure
        if code == "General" and isinstance(number, int):
            return text
        shown = show_number(number, code)
        return shown.figure if "," in shown.text else shown.text


@lru_cache(maxsize=1 << 10)
def _column(letters: str) -> int | None:
    """The index of a column, from 0: of C it is 2. None when the cell does not say."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1 if letters else None


@lru_cache(maxsize=512)
def _is_date(code: str) -> bool:
    """Whether a number format shows a date or a time."""
    letters = _BESIDES.sub("", code).lower()
    return "general" not in letters and any(letter in letters for letter in "ymdhs")
