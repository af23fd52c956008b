"""Master tables from bytes: CSV in the encodings that Excel writes, workbooks, cells as text."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from aiwf_cli.errors import TaskError
from aiwf_cli.steps.masters import MasterRows, read_table
from aiwf_cli.steps.sheets import sheet_lines

HEADER = ("code", "name")
TITLED = "取引先マスタ 2024年版\n\n取引先コード,取引先名,登録番号\nA-1,あおぞら商会,T1\n"
TEXT = "code,name\n0012,ガス代\n１２,カス代\n"


def table(data: bytes, columns: tuple[str, ...] = HEADER, sheet: str | None = None) -> MasterRows:
    return read_table("masters/m.csv", data, columns, sheet)


def workbook(rows: Sequence[Sequence[object]], change: Callable[[Workbook], None] = id) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


class TestCsv:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
    def test_in_any_encoding_that_excel_writes(self, encoding: str) -> None:
        read = table(TEXT.encode(encoding))
        assert read.columns == HEADER
        assert read.rows == (("0012", "ガス代"), ("１２", "カス代"))
        assert read.lines == (2, 3)

    @pytest.mark.parametrize("delimiter", ["\t", ";"])
    def test_with_tabs_or_semicolons(self, delimiter: str) -> None:
        assert table(TEXT.replace(",", delimiter).encode()).rows[0] == ("0012", "ガス代")

    def test_lines_above_the_header_blank_lines_and_blanks_round_cells_do_not_matter(self) -> None:
        read = table("製品台帳,,\n\n code , name ,\nA1, x ,\n,,\nA2,\n".encode())
        assert read.rows == (("A1", "x"), ("A2", ""))
        assert read.lines == (4, 6)

    def test_a_quoted_cell_may_hold_commas_quotes_and_line_breaks(self) -> None:
        read = table(b'code,name\r\nA1,"a, ""b""\r\nc"\r\nA2,d\r\n')
        assert read.rows == (("A1", 'a, "b"\r\nc'), ("A2", "d"))

    def test_zeros_that_excel_was_told_to_keep(self) -> None:
        assert table(b'code,name\n="0012",x\n').rows == (("0012", "x"),)

    @pytest.mark.parametrize(
        ("data", "told"),
        [
            (b"code,title\nA1,x\n", "there is no column 'name'.\nIts columns are: code, title."),
            (b"", "there is no column 'code', 'name'.\nThe file is empty."),
            (b"code,name,code\nA1,x,A2\n", "two columns are called 'code'"),
            (b"code,name\nA1,x,y\n", "line 2: it has 3 cells, the header only 2"),
            (b"code,name\nA1,\x81 caf\xe9\n", "neither in UTF-8 nor in Shift_JIS"),
            (b'code,name\nA1,"' + b"x" * 200_000, "this is not CSV"),
            (b"\xd0\xcf\x11\xe0rest", "old Excel file, or one with a password"),
            (b"PK\x03\x04rest", "no Excel workbook that can be read"),
        ],
    )
    def test_what_cannot_be_read_is_told_with_its_place(self, data: bytes, told: str) -> None:
        with pytest.raises(TaskError) as error:
            table(data)
        assert str(error.value).startswith("masters/m.csv")
        assert told in str(error.value)

    def test_the_columns_that_are_there_are_those_of_the_likeliest_header(self) -> None:
        with pytest.raises(TaskError) as error:
            table(TITLED.encode(), ("登録", "取引先名", "取引先コード"))
        assert str(error.value) == (
            "masters/m.csv: there is no column '登録' (did you mean '登録番号'?).\n"
            "Its columns, in line 3, are: 取引先コード, 取引先名, 登録番号."
        )

    @given(
        rows=st.lists(
            st.tuples(*[st.text(st.characters(codec="utf-8", exclude_characters="\0"))] * 2),
            max_size=8,
        )
    )
    @settings(max_examples=100, deadline=None)
    def test_what_was_written_comes_back(self, rows: list[tuple[str, str]]) -> None:
        rows = [(f"c{code}", f"n{name}") for code, name in rows]  # not blank, no formula
        file = io.StringIO(newline="")
        csv.writer(file).writerows([HEADER, *rows])
        wanted = tuple((code.strip(), name.strip()) for code, name in rows)
        assert table(file.getvalue().encode()).rows == wanted


class TestExcel:
    @pytest.mark.parametrize(
        ("value", "number_format", "shown"),
        [
            ("00067", "General", "00067"),
            (67, "00000", "00067"),
            (1234567, "000-0000", "123-4567"),
            (67, "General", "67"),
            (12.0, "General", "12"),
            (2.5, "General", "2.5"),
            (11.1, "0.00", "11.10"),
            (1234, "#,##0", "1234"),
            (0.125, "0.0%", "12.5%"),
            (True, "General", "TRUE"),
            (datetime(2024, 4, 1), "yyyy-mm-dd", "2024-04-01"),
            (date(2024, 4, 1), 'yyyy"年"m"月"d"日"', "2024-04-01"),
            ("line\nbreak ", "@", "line\nbreak"),
            ("a_x005F_b", "General", "a_b"),
            (None, "General", ""),
        ],
    )
    def test_a_cell_is_the_text_that_it_shows(
        self, value: object, number_format: str, shown: str
    ) -> None:
        def format_cell(book: Workbook) -> None:
            book.active["A2"].number_format = number_format

        read = table(workbook([HEADER, (value, "x")], format_cell))
        assert read.rows == ((shown, "x"),)

    def test_sheets_by_name_or_the_first_that_is_not_hidden(self) -> None:
        def add_sheets(book: Workbook) -> None:
            book.active.sheet_state = "hidden"
            for name in ("台帳", "旧"):
                book.create_sheet(name).append(HEADER)
                book[name].append((name, "x"))

        data = workbook([HEADER, ("hidden", "x")], add_sheets)
        assert table(data).rows == (("台帳", "x"),)
        assert table(data, sheet="旧").rows == (("旧", "x"),)
        assert table(data, sheet="Sheet").rows == (("hidden", "x"),)
        with pytest.raises(TaskError, match=r"no sheet '新'\.\nIts sheets are: Sheet, 台帳, 旧"):
            table(data, sheet="新")

    def test_gaps_between_cells_and_rows_keep_their_places(self) -> None:
        def add_cells(book: Workbook) -> None:
            book.active["C5"] = "y"
            book.active["AB7"] = "far"

        lines = sheet_lines("m.xlsx", workbook([HEADER], add_cells))
        assert [(number, cells[:3]) for number, cells in lines] == [
            (1, ("code", "name")),
            (5, ("", "", "y")),
            (7, ("", "", "")),
        ]
        assert lines[2][1].index("far") == 27

    def test_shared_texts_without_the_readings_of_their_kanji(self) -> None:
        data = replaced(
            workbook([HEADER, (0, "x")]),
            {
                "xl/sharedStrings.xml": "<x:sst xmlns:x='http://schemas.openxmlformats.org/"
                "spreadsheetml/2006/main'><x:si><x:r><x:t>製</x:t></x:r><x:r><x:t>品</x:t></x:r>"
                "<x:rPh sb='0' eb='2'><x:t>セイヒン</x:t></x:rPh></x:si></x:sst>",
                "xl/worksheets/sheet1.xml": SHEET,
            },
        )
        assert table(data).rows == (("製品", "#N/A"), ("7", "text of a formula"))

    @given(
        cells=st.lists(
            st.one_of(
                st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs"))),
                st.integers(-(10**14), 10**14),
                st.booleans(),
                st.none(),
            ),
            min_size=1,
            max_size=6,
        )
    )
    @settings(max_examples=60, deadline=None)
    def test_reads_as_openpyxl_does(self, cells: list[object]) -> None:
        cells = [f"t{cell}" if isinstance(cell, str) else cell for cell in cells]
        lines = sheet_lines("m.xlsx", workbook([["first", *cells]]))
        assert lines[0][1] == ("first", *trimmed(cells))


SHEET = (
    "<x:worksheet xmlns:x='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><x:sheetData>"
    "<x:row><x:c t='inlineStr'><x:is><x:t>code</x:t></x:is></x:c>"
    "<x:c t='inlineStr'><x:is><x:t>na</x:t><x:t>me</x:t></x:is></x:c></x:row>"
    "<x:row><x:c t='s'><x:v>0</x:v></x:c><x:c t='e'><x:v>#N/A</x:v></x:c></x:row>"
    "<x:row><x:c><x:f>3+4</x:f><x:v>7</x:v></x:c>"
    "<x:c t='str'><x:f>A1</x:f><x:v>text of a formula</x:v></x:c></x:row>"
    "</x:sheetData></x:worksheet>"
)
"""As some programs write it: a prefix on every tag, no references to cells."""


def replaced(data: bytes, parts: dict[str, str]) -> bytes:
    """A workbook with some of its parts replaced."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for name in {*old.namelist(), *parts}:
            new.writestr(name, parts[name] if name in parts else old.read(name))
    return file.getvalue()


def trimmed(cells: Sequence[object]) -> tuple[str, ...]:
    """The cells as text, without blank ones at the end, which no file holds."""
    texts = []
    for cell in cells:
        shown = "" if cell is None else str(cell)
        texts.append(shown.upper() if isinstance(cell, bool) else shown.strip())
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def test_a_workbook_with_a_title_says_which_column_is_missing() -> None:
    rows = [line.split(",") for line in TITLED.splitlines()]
    with pytest.raises(TaskError) as error:
        table(workbook(rows), ("登録", "取引先名", "取引先コード"))
    assert "there is no column '登録' (did you mean '登録番号'?)." in str(error.value)
    assert "'取引先名'" not in str(error.value)
