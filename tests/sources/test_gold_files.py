"""Gold as experts keep it: the same labels from JSON lines, CSV and Excel in many styles."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from aiwf_cli.errors import UsageError
from aiwf_cli.model.fields import Field
from aiwf_cli.model.gold import Gold, GoldContent, GoldPlace, Label
from aiwf_cli.model.json import dumps
from aiwf_cli.model.record import Value
from aiwf_cli.run.flat import columns_of, csv_header, csv_lines
from aiwf_cli.sources.gold.read import read_gold

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

FIELDS = {
    name: Field.model_validate(spec)
    for name, spec in {
        "company": {"type": "text", "label": "会社名"},
        "sales": {"type": "money", "label": "売上高", "unit": "百万円"},
        "ratio": {"type": "percent", "label": "自己資本比率"},
        "code": {"type": "code", "label": "証券コード"},
        "ends": {"type": "date", "label": "決算日"},
        "items": {
            "type": "list",
            "label": "免責事項の一覧",
            "of": {
                "text": {"type": "quote", "label": "免責事項"},
                "clause": {"type": "clause", "label": "条項番号"},
            },
        },
    }.items()
}
HEADER = [
    "file",
    "会社名",
    "売上高",
    "自己資本比率",
    "証券コード",
    "決算日",
    "免責事項",
    "条項番号",
]
GOLD: Mapping[str, Mapping[str, GoldContent]] = {
    "a.pdf": {
        "company": Label(("ガス工業",)),
        "sales": Label((27226000000,)),
        "ratio": Label((49.8,)),
        "code": Label(("0012",)),
        "ends": Label(("2024-03-31",)),
        "items": (
            {"text": Label(("責任を負いません。",)), "clause": Label(("第11条第5項",))},
            {"text": Label(("保証しません。",)), "clause": Label(("11.10",))},
        ),
    },
    "b.pdf": {
        "company": Label(("Omega", "Omega Ltd")),
        "sales": Label(()),
        "code": Label(("777",)),
        "items": (),
    },
}
LIABLE = "責任を負いません。"
ROWS = [
    ["a.pdf", "ガス工業", "27,226百万円", "49.8%", "0012", "令和6年3月31日", LIABLE, "第11条5"],
    ["a.pdf", "", "", "", "", "", "保証しません。", "11.10"],
    ["b.pdf", "Omega || Omega Ltd", "該当なし", "", "777", "", "(none)", ""],
]  # fmt: skip


def contents(gold: Gold) -> dict[str, Mapping[str, GoldContent]]:
    return {document.file: document.fields for document in gold.documents}


def write_csv(
    path: Path, rows: Sequence[Sequence[str]], *, encoding: str = "utf-8", delimiter: str = ","
) -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def write_xlsx(path: Path, fill: Callable[[Worksheet], None]) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    fill(book.active)
    book.save(path)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_table_may_be_in_any_encoding_and_with_any_delimiter(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = write_csv(tmp_path / "gold.csv", [HEADER, *ROWS], encoding=encoding, delimiter=delimiter)
    assert contents(read_gold(path, FIELDS)) == GOLD


def test_json_lines_say_the_same(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    lines: list[dict[str, object]] = [
        {
            "file": "a.pdf",
            "fields": {
                "company": "ガス工業",
                "sales": 27226000000,
                "ratio": 49.8,
                "code": "0012",
                "ends": "2024-03-31",
                "items": [
                    {"text": "責任を負いません。", "clause": "第11条第5項"},
                    {"text": "保証しません。", "clause": "11.10"},
                ],
            },
        },
        {
            "file": "b.pdf",
            "fields": {
                "company": "Omega || Omega Ltd",
                "sales": None,
                "code": "777",
                "items": [],
            },
        },
    ]
    path.write_text("".join(dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert contents(read_gold(path, FIELDS)) == GOLD
    path.write_text(dumps(lines), encoding="utf-8")
    assert contents(read_gold(path, FIELDS)) == GOLD


def test_a_plain_workbook_says_the_same(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        for row in [HEADER, *ROWS]:
            sheet.append([cell or None for cell in row])

    assert contents(read_gold(write_xlsx(tmp_path / "g.xlsx", fill), FIELDS)) == GOLD


def test_a_workbook_with_typed_cells_says_the_same(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(HEADER)
        sheet.append(
            ["a.pdf", "ガス工業", 27226, 0.498, 12, datetime(2024, 3, 31), LIABLE, "第11条5"]
        )  # fmt: skip
        sheet.append([None, None, None, None, None, None, "保証しません。", 11.1])
        sheet.append(["b.pdf", "Omega || Omega Ltd", "なし", None, 777, None, "なし", None])
        sheet["C2"].number_format = '#,##0"百万円"'
        sheet["D2"].number_format = "0.0%"
        sheet["E2"].number_format = "0000"
        sheet["F2"].number_format = 'yyyy"年"m"月"d"日"'
        sheet["H3"].number_format = "0.00"

    gold = read_gold(write_xlsx(tmp_path / "g.xlsx", fill), FIELDS)
    assert contents(gold) == GOLD
    assert [remark.partition(":")[0] for remark in gold.remarks] == ["証券コード", "条項番号"]
    assert "2 times, first Sheet!E2: 0012" in gold.remarks[0]


def test_merged_cells_a_title_blank_rows_and_other_sheets(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.title = "ラベル"
        sheet["A1"] = "2024年度 免責事項 正解データ"
        sheet.merge_cells("A1:H1")
        for column, text in enumerate(HEADER, start=1):
            sheet.cell(4, column, text.upper() + " ")
        for line, row in zip((5, 6, 8), ROWS, strict=True):
            for column, text in enumerate(row, start=1):
                sheet.cell(line, column, f" {text} " if text else None)
        sheet["A6"] = None
        sheet.merge_cells("A5:A6")
        sheet["I4"], sheet["I5"] = "メモ", "要確認"
        notes = sheet.parent.create_sheet("作業メモ")
        notes.append(["file", "担当"])
        notes.append(["a.pdf", "山田"])
        hidden = sheet.parent.create_sheet("old")
        hidden.append(HEADER)
        hidden.append(["a.pdf", "カス工業"])
        hidden.sheet_state = "hidden"

    gold = read_gold(write_xlsx(tmp_path / "g.xlsx", fill), FIELDS)
    assert contents(gold) == GOLD
    assert gold.unknown_columns == ("メモ",)


def test_a_header_on_two_lines_and_labels_merged_over_rows(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["file", "会社名", "免責事項の一覧", None])
        sheet.append([None, None, "免責事項", "条項番号"])
        sheet.append(["a.pdf", "ガス工業", "責任を負いません。", "第1条"])
        sheet.append([None, None, None, "第2条"])
        sheet.append([None, None, "保証しません。", "第3条"])
        for area in ("A1:A2", "B1:B2", "C1:D1", "A3:A5", "B3:B5", "C3:C4"):
            sheet.merge_cells(area)

    gold = read_gold(write_xlsx(tmp_path / "g.xlsx", fill), FIELDS)
    first = Label(("責任を負いません。",))
    assert contents(gold)["a.pdf"] == {
        "company": Label(("ガス工業",)),
        "items": (
            {"text": first, "clause": Label(("第1条",))},
            {"text": first, "clause": Label(("第2条",))},
            {"text": Label(("保証しません。",)), "clause": Label(("第3条",))},
        ),
    }


def test_rows_merged_for_their_looks_are_one_row(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["file", "免責事項", "条項番号"])
        sheet.append(["a.pdf", "責任を負いません。", "第1条"])
        sheet.append([None, None, None])
        for column in "ABC":
            sheet.merge_cells(f"{column}2:{column}3")

    gold = read_gold(write_xlsx(tmp_path / "g.xlsx", fill), FIELDS)
    rows = contents(gold)["a.pdf"]["items"]
    assert isinstance(rows, tuple)
    assert len(rows) == 1


def test_figures_count_in_the_unit_of_their_header_if_it_names_one(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "g.csv",
        [
            ["file", "売上高（百万円）"],
            ["a.pdf", "27,226"],
            ["b.pdf", "△1,041"],
            ["c.pdf", "5億円"],
        ],
    )
    assert [d.fields["sales"] for d in read_gold(path, FIELDS).documents] == [
        Label((27226000000,)),
        Label((-1041000000,)),
        Label((500000000,)),
    ]


def test_a_cell_in_euros_leaves_no_doubt_about_its_point(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["file", "price"])
        sheet.append(["a.pdf", 1.234])
        sheet.append(["b.pdf", 12.345])
        sheet["B2"].number_format = '#,##0.000 "€"'
        sheet["B3"].number_format = "#,##0.00 [$€-407]"

    fields = {"price": Field(type="money", unit="EUR")}
    gold = contents(read_gold(write_xlsx(tmp_path / "g.xlsx", fill), fields))
    assert gold["a.pdf"] == {"price": Label((1.234,))}
    assert gold["b.pdf"] == {"price": Label((12.345, 12.35))}


def test_a_figure_that_excel_rounds_is_right_in_full_and_as_it_is_shown(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["file", "売上高", "自己資本比率"])
        sheet.append(["a.pdf", 27226499999, 0.49849])
        sheet.append(["b.pdf", -1041, 0.5])
        sheet["B2"].number_format = "#,##0,,"
        sheet["C2"].number_format = "0%"
        sheet["B3"].number_format = "#,##0;△#,##0"
        sheet["C3"].number_format = "0%"

    gold = contents(read_gold(write_xlsx(tmp_path / "g.xlsx", fill), FIELDS))
    assert gold["a.pdf"] == {"sales": Label((27226499999,)), "ratio": Label((49.849, 50))}
    assert gold["b.pdf"] == {"sales": Label((-1041,)), "ratio": Label((50,))}


def test_thousands_that_a_format_hides_count_with_the_headers_unit(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["file", "売上高（百万円）"])
        sheet.append(["a.pdf", 27226499999])
        sheet["B2"].number_format = "#,##0,,"

    gold = contents(read_gold(write_xlsx(tmp_path / "g.xlsx", fill), FIELDS))
    assert gold["a.pdf"] == {"sales": Label((27226499999, 27226000000))}


def test_formulas_count_by_the_result_that_excel_saved(tmp_path: Path) -> None:
    import zipfile

    def fill(sheet: Worksheet) -> None:
        sheet.append(["file", "売上高", "会社名"])
        sheet.append(["a.pdf", "=1000+26", "ガス工業"])
        sheet.append(["b.pdf", "=1/0", "=A2"])

    path = write_xlsx(tmp_path / "g.xlsx", fill)
    gold = read_gold(path, FIELDS)
    assert contents(gold) == {"a.pdf": {"company": Label(("ガス工業",))}}
    assert any("a formula whose result is not in the file" in remark for remark in gold.remarks)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    sheet = sheet.replace(b"<f>1000+26</f><v />", b"<f>1000+26</f><v>1026</v>")
    sheet = sheet.replace(b"<f>1000+26</f><v></v>", b"<f>1000+26</f><v>1026</v>")
    parts["xl/worksheets/sheet1.xml"] = sheet
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    assert contents(read_gold(path, FIELDS))["a.pdf"]["sales"] == Label((1026,))


def test_errors_in_cells_are_told_and_not_labels(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["file", "売上高", "会社名"])
        sheet.append(["a.pdf", 5, "#REF!"])
        sheet["C2"].data_type = "e"

    gold = read_gold(write_xlsx(tmp_path / "g.xlsx", fill), FIELDS)
    assert contents(gold) == {"a.pdf": {"sales": Label((5,))}}
    assert "the error #REF!" in gold.remarks[0]


def test_lists_and_fields_may_stand_on_two_sheets(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["file", "会社名"])
        sheet.append(["a.pdf", "ガス工業"])
        second = sheet.parent.create_sheet("rows")
        second.append(["file", "免責事項"])
        second.append(["a.pdf", "保証しません。"])

    gold = contents(read_gold(write_xlsx(tmp_path / "g.xlsx", fill), FIELDS))
    assert gold["a.pdf"] == {
        "company": Label(("ガス工業",)),
        "items": ({"text": Label(("保証しません。",))},),
    }


def test_two_sheets_that_label_the_same_are_an_error(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        for one in (sheet, sheet.parent.create_sheet("copy")):
            one.append(["file", "会社名"])
            one.append(["a.pdf", "ガス工業"])

    with pytest.raises(UsageError, match=r"company of a\.pdf in two places"):
        read_gold(write_xlsx(tmp_path / "g.xlsx", fill), FIELDS)


def test_rows_may_be_anywhere_and_the_header_may_be_repeated(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "g.csv",
        [
            ["File Name", "免責事項", "会社名"],
            ["a.pdf", "x", "A"],
            ["b.pdf", "y", ""],
            ["File Name", "免責事項", "会社名"],
            ["a.pdf", "z", "A"],
        ],
    )
    gold = contents(read_gold(path, FIELDS))
    assert gold["a.pdf"]["items"] == ({"text": Label(("x",))}, {"text": Label(("z",))})


def test_names_of_fields_are_headers_too(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "g.csv",
        [
            ["FILE", "Company", "items.text", "items.条項番号", "条項番号 page"],
            ["a.pdf", "A", "x", "第1条", "3"],
        ],
    )
    (document,) = read_gold(path, FIELDS).documents
    assert document.fields["items"] == ({"text": Label(("x",)), "clause": Label(("第1条",))},)
    assert document.places == {("items", 0, "clause"): GoldPlace(page=3)}


def test_records_csv_with_corrections_is_gold(tmp_path: Path) -> None:
    from aiwf_cli.model.record import Record

    record = Record(
        file="a.pdf",
        sha256=None,
        values={
            "company": Value(value="=SUM(A1)"),
            "sales": Value(value=-5),
            "items": ({"text": Value(value="- x"), "clause": Value(value="第1条")},),
        },
    )
    columns = columns_of(FIELDS)
    path = tmp_path / "records.csv"
    path.write_text(csv_header(columns) + csv_lines(record, columns), encoding="utf-8", newline="")
    gold = read_gold(path, FIELDS)
    assert contents(gold)["a.pdf"] == {
        "company": Label(("=SUM(A1)",)),
        "sales": Label((-5,)),
        "items": ({"text": Label(("- x",)), "clause": Label(("第1条",))},),
    }
    assert gold.unknown_columns == ()


def test_unlabelled_absent_and_blank_are_three_things(tmp_path: Path) -> None:
    path = tmp_path / "g.jsonl"
    line = {"file": "a.pdf", "fields": {"company": "", "sales": None, "code": "(none)"}}
    path.write_text(dumps(line), encoding="utf-8")
    assert contents(read_gold(path, FIELDS))["a.pdf"] == {"sales": Label(()), "code": Label(())}


def test_what_table_libraries_write_for_a_blank_cell_is_not_labelled(tmp_path: Path) -> None:
    path = tmp_path / "g.jsonl"
    path.write_text('{"file": "a.pdf", "fields": {"sales": NaN, "company": "A"}}')
    assert contents(read_gold(path, FIELDS))["a.pdf"] == {"company": Label(("A",))}


@pytest.mark.parametrize("header", ["codes", "証券コード", "code", "codes.code"])
def test_a_list_of_one_subfield_may_be_a_column_of_the_lists_name(
    tmp_path: Path, header: str
) -> None:
    fields = {
        "codes": Field.model_validate(
            {"type": "list", "label": "証券コード", "of": {"code": {"type": "code"}}}
        )
    }
    rows = ({"code": Label(("A",))}, {"code": Label(("B",))})
    path = write_csv(tmp_path / "g.csv", [["file", header], ["x", "A"], ["", "B"]])
    assert contents(read_gold(path, fields))["x"] == {"codes": rows}
    path = tmp_path / "g.jsonl"
    path.write_text('{"file": "x", "fields": {"codes": ["A", "B"]}}\n')
    assert contents(read_gold(path, fields))["x"] == {"codes": rows}
    path.write_text('{"file": "x", "fields": {"codes": "なし"}}\n', encoding="utf-8")
    assert contents(read_gold(path, fields))["x"] == {"codes": ()}


def test_words_for_nothing_may_be_values_of_an_enum_or_a_bool(tmp_path: Path) -> None:
    fields = {
        "option": Field.model_validate({"type": "enum", "values": ["あり", "なし"]}),
        "listed": Field(type="bool"),
        "remark": Field(type="text"),
    }
    path = write_csv(
        tmp_path / "g.csv", [["file", "option", "listed", "remark"], ["a", "なし", "なし", "なし"]]
    )
    assert contents(read_gold(path, fields))["a"] == {
        "option": Label(("なし",)),
        "listed": Label((False,)),
        "remark": Label(()),
    }


def test_objects_come_as_json_or_in_columns(tmp_path: Path) -> None:
    fields = {
        "issuer": Field.model_validate(
            {"type": "object", "of": {"name": {"type": "text"}, "since": {"type": "date"}}}
        )
    }
    expected = {"issuer": Label(({"name": "Omega", "since": "2024-04-01"},))}
    columns = write_csv(
        tmp_path / "a.csv",
        [["file", "issuer.name", "issuer.since"], ["a", "Omega", "2024/4/1"]],
    )
    assert contents(read_gold(columns, fields))["a"] == expected
    as_json = write_csv(
        tmp_path / "b.csv",
        [["file", "issuer"], ["a", '{"name": "Omega", "since": "2024年4月1日"}']],
    )
    assert contents(read_gold(as_json, fields))["a"] == expected


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["name", "会社名"], ["a.pdf", "A"]], "no header"),
        ([["file", "notes"], ["a.pdf", "A"]], "no header"),
        ([["file", "会社名"], ["a.pdf", ""]], "labels nothing"),
        ([["file", "会社名"], ["", "A"]], "labels without a file name"),
        ([["file", "会社名"], ["a.pdf", "A"], ["a.pdf", "B"]], "different things about company"),
        ([["file", "会社名"], ["file", "売上高"], ["a.pdf", "1"]], "both look like the header"),
    ],
)
def test_tables_that_are_no_gold_say_what_is_wrong(
    tmp_path: Path, rows: list[list[str]], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        read_gold(write_csv(tmp_path / "g.csv", rows), FIELDS)


@pytest.mark.parametrize("header", ["File", "File name", "ファイル名", "写真", "Document"])
def test_the_column_of_file_names_has_many_names(tmp_path: Path, header: str) -> None:
    (tmp_path / "gold.csv").write_text(f"{header},証券コード\nIMG_1.jpg,0012\n", encoding="utf-8")
    assert [one.file for one in read_gold(tmp_path / "gold.csv", FIELDS).documents] == ["IMG_1.jpg"]


def test_without_a_column_of_file_names_the_error_says_what_it_may_be_called(
    tmp_path: Path,
) -> None:
    (tmp_path / "gold.csv").write_text("資料,証券コード\na.pdf,0012\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_gold(tmp_path / "gold.csv", FIELDS)
    assert "in place of file also" in (caught.value.hint or "")
    assert "写真" in (caught.value.hint or "")


def test_a_header_that_may_mean_two_fields_is_an_error(tmp_path: Path) -> None:
    fields = {
        name: Field.model_validate(
            {"type": "list", "of": {"amount": {"type": "money", "label": "金額"}}}
        )
        for name in ("assets", "debts")
    }
    path = write_csv(tmp_path / "g.csv", [["file", "金額"], ["a", "1"]])
    with pytest.raises(UsageError, match=r"may be assets\.amount or debts\.amount"):
        read_gold(path, fields)
    path = write_csv(tmp_path / "h.csv", [["file", "assets.金額"], ["a", "1"]])
    assert contents(read_gold(path, fields))["a"] == {"assets": ({"amount": Label((1,))},)}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xd0\xcf\x11\xe0old", "old .xls file, or protected"),
        (b"PK\x03\x04broken", "no Excel workbook"),
        (b"file,a\n\xff\xfe\xfd\x81", "neither UTF-8 nor Shift-JIS"),
        (b'{"file": "a.pdf", "fields": {}\n', "line 1: this is not JSON"),
        (b'{"fields": {}}\n', '"file" is expected'),
        (b'{"file": "a", "fields": {"items": 5}}\n', "a list of rows is expected"),
    ],
)
def test_files_that_are_no_gold_say_what_is_wrong(
    tmp_path: Path, data: bytes, message: str
) -> None:
    path = tmp_path / "gold"
    path.write_bytes(data)
    with pytest.raises(UsageError, match=message):
        read_gold(path, FIELDS)


def test_what_cannot_be_read_by_its_type_is_told_with_its_place(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "g.csv", [["file", "売上高"], ["a.pdf", "10〜20"]])
    gold = read_gold(path, FIELDS)
    assert gold.remarks == ("売上高: this is no money (line 2: 10〜20)",)
    assert contents(gold)["a.pdf"] == {"sales": Label(("10〜20",))}


def test_dates_are_as_precise_as_they_are_shown(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["file", "決算日"])
        for at, code in enumerate(("mm-dd-yy", 'yyyy"年"m"月"', 'm"月"d"日"', "yyyy")):
            sheet.append([f"{at}.pdf", date(2024, 3, 31)])
            sheet.cell(at + 2, 2).number_format = code

    gold = read_gold(write_xlsx(tmp_path / "g.xlsx", fill), FIELDS)
    assert [document.fields["ends"] for document in gold.documents] == [
        Label(("2024-03-31",)),
        Label(("2024-03",)),
        Label(("2024-03-31",)),
        Label(("2024",)),
    ]
