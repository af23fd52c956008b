"""Tables read from where words stand: columns, headings, labels, units; and written out again."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from typesetting import Sheet

from aiwf_cli.model.document import Page
from aiwf_cli.text.tables.reading import read_tables
from aiwf_cli.text.tables.table import Table
from aiwf_cli.text.tables.writing import page_with_tables


def only(sheet: Sheet) -> Table:
    (table,) = read_tables(sheet.page())
    return table


def headings(table: Table) -> list[str]:
    return [" / ".join(h.text for h in column.headings) for column in table.columns]


def cells(table: Table) -> dict[str, list[str]]:
    return {row.label: [c.text if c else "" for c in row.cells] for row in table.rows}


def test_a_table_has_labels_headings_and_cells_where_a_reader_sees_them() -> None:
    sheet = Sheet(edges=(150, 230, 310))
    sheet.line("連結損益計算書")
    sheet.right("（単位：百万円）")
    sheet.heads("前連結会計年度", "当連結会計年度")
    sheet.row("売上高", "16,481", "15,296")
    sheet.row("営業利益又は営業損失（△）", "454", "△211")

    table = only(sheet)

    assert headings(table) == ["前連結会計年度", "当連結会計年度"]
    assert cells(table) == {
        "売上高": ["16,481", "15,296"],
        "営業利益又は営業損失（△）": ["454", "△211"],
    }
    assert table.unit == "百万円"


def test_cells_know_their_place_in_the_text_and_on_the_page() -> None:
    sheet = Sheet(edges=(150, 230, 310))
    sheet.heads("前期", "当期")
    sheet.row("売上高", "16,481", "△ 15,296")
    page = sheet.page()

    (table,) = read_tables(page)
    cell = table.rows[0].cells[1]

    assert cell is not None
    assert page.text[slice(*cell.span)] == cell.text == "△ 15,296"
    assert 230 < cell.box[0] < cell.box[2] <= 310


def test_a_heading_over_several_columns_belongs_to_each_of_them() -> None:
    sheet = Sheet(edges=(120, 180, 240, 300, 360, 420, 480))
    sheet.heads(("第２四半期会計期間", 3), ("第２四半期累計", 3))
    sheet.heads("前年同期", "当期", "増減率", "前年同期", "当期", "増減率")
    sheet.row("売上高", "3,901", "4,111", "+5.4%", "7,806", "8,441", "+8.1%")

    assert headings(only(sheet)) == [
        "第２四半期会計期間 / 前年同期",
        "第２四半期会計期間 / 当期",
        "第２四半期会計期間 / 増減率",
        "第２四半期累計 / 前年同期",
        "第２四半期累計 / 当期",
        "第２四半期累計 / 増減率",
    ]


def test_headings_of_one_and_two_lines_stand_side_by_side_over_pairs_of_columns() -> None:
    sheet = Sheet(edges=(110, 170, 210, 270, 310, 370, 410))
    sheet.feed()
    sheet.heads(("売上高", 2), ("営業利益", 2), ("親会社株主に帰属する\n当期純利益", 2))
    sheet.feed(0.4)
    sheet.heads("百万円", "％", "百万円", "％", "百万円", "％", align="right")
    sheet.row("2024年３月期", "84,327", "5.6", "3,628", "40.7", "2,541", "39.5")
    table = only(sheet)

    assert headings(table) == [
        *["売上高"] * 2,
        *["営業利益"] * 2,
        *["親会社株主に帰属する当期純利益"] * 2,
    ]
    assert [column.unit for column in table.columns] == ["百万円", "%"] * 3


def test_a_heading_alone_in_its_line_may_stand_over_all_columns() -> None:
    sheet = Sheet(edges=(120, 180, 240, 300, 360, 420))
    sheet.heads(("2024年３月期", 5))
    sheet.heads("１Ｑ", "２Ｑ", "３Ｑ", "４Ｑ", "通期")
    sheet.row("売上高", "6,000", "6,100", "6,200", "6,267", "24,567")

    assert headings(only(sheet))[0] == "2024年３月期 / １Ｑ"
    assert headings(only(sheet))[4] == "2024年３月期 / 通期"


def test_headings_that_stand_close_are_told_apart_by_their_shape() -> None:
    sheet = Sheet(edges=(120, 172, 224, 276))
    sheet.put(124, "第１四半期末 第２四半期末 第３四半期末")
    sheet.feed()
    sheet.row("売上高", "6,000", "6,100", "6,200")
    sheet.row("営業利益", "600", "610", "620")

    assert headings(only(sheet)) == ["第１四半期末", "第２四半期末", "第３四半期末"]


def test_figures_at_the_right_of_wide_columns_keep_their_centred_headings() -> None:
    sheet = Sheet(edges=(110, 250, 390, 530))
    sheet.heads("総資産", "純資産", "自己資本比率")
    sheet.heads("百万円", "百万円", "％", align="right")
    sheet.row("2024年３月期", "41,355", "20,462", "48.7")

    assert headings(only(sheet)) == ["総資産", "純資産", "自己資本比率"]


def test_labels_in_two_and_four_lines_are_one_label() -> None:
    sheet = Sheet(edges=(200, 260, 320))
    sheet.heads("前期", "当期")
    sheet.row("経常利益", "823", "△715")
    sheet.feed(0.6)
    sheet.row("親会社株主に帰属する\n四半期純利益", "533", "△723")
    sheet.feed(1.6)
    sheet.row("税金等調整前\n当期純利益又は\n税金等調整前\n当期純損失（△）", "800", "△700")

    assert list(cells(only(sheet))) == [
        "経常利益",
        "親会社株主に帰属する四半期純利益",
        "税金等調整前当期純利益又は税金等調整前当期純損失（△）",
    ]


def test_sub_headings_and_sums_in_a_column_of_their_own_stay_in_the_table() -> None:
    sheet = Sheet(edges=(150, 220, 300))
    sheet.heads(("金額", 2))
    sheet.row("売上高", "", "6,485,555")
    sheet.row("営業外収益")
    sheet.row("受取利息", "4,218", "", x=8)
    sheet.row("雑収入", "14,051", "18,270", x=8)
    sheet.row("経常利益", "", "204,279")
    table = only(sheet)

    assert cells(table)["雑収入"] == ["14,051", "18,270"]
    assert {row.label: row.group for row in table.rows}["受取利息"] == "営業外収益"


def test_tables_side_by_side_are_tables_of_their_own() -> None:
    sheet = Sheet()
    for left, amount, right, other in [
        ("流動資産", "2,246", "流動負債", "3,445"),
        ("固定資産", "6,900", "固定負債", "4,342"),
        ("", "", "純資産合計", "1,359"),
        ("資産合計", "9,146", "負債・純資産合計", "9,146"),
    ]:
        for x, text, align in [
            (50, left, "left"),
            (162, amount, "right"),
            (166, right, "left"),
            (300, other, "right"),
        ]:
            if text:
                sheet.put(x, text, align)
        sheet.feed()
    assets, debts = read_tables(sheet.page())

    assert cells(assets) == {"流動資産": ["2,246"], "固定資産": ["6,900"], "資産合計": ["9,146"]}
    assert cells(debts)["純資産合計"] == ["1,359"]


def test_each_table_of_a_page_has_its_own_unit() -> None:
    sheet = Sheet(edges=(150, 230, 310))
    sheet.line("１．損益の状況")
    sheet.right("（単位：千円）")
    sheet.heads("前期", "当期")
    sheet.row("売上高", "900,123", "1,000,456")
    sheet.feed()
    sheet.line("２．財産の状況")
    sheet.right("（単位：百万円）")
    sheet.heads("前期", "当期")
    sheet.row("総資産", "5,048", "5,089")

    first, second = read_tables(sheet.page())

    assert (first.unit, second.unit) == ("千円", "百万円")
    assert (first.captions, second.captions) == (("１．損益の状況",), ("２．財産の状況",))


def test_the_unit_of_a_row_goes_before_that_of_its_column_and_its_table() -> None:
    sheet = Sheet(edges=(150, 200, 280, 360))
    sheet.right("（単位：千円）")
    sheet.heads("", "金額", "百分比（％）")
    sheet.row("売上高", "(百万円)", "3,788", "100.0")
    sheet.row("営業利益", "", "98,709", "2.6")

    units = {(e.labels[-1], e.column): e.unit for e in only(sheet).entries()}

    assert units == {
        ("売上高", 0): "百万円",
        ("売上高", 1): "百万円",
        ("営業利益", 0): "千円",
        ("営業利益", 1): "%",
    }


def test_a_rounding_remark_tells_the_unit_where_nothing_else_does() -> None:
    sheet = Sheet(edges=(150, 230))
    sheet.row("売上高", "9,810")
    sheet.row("売上原価", "9,406")
    sheet.line("（注）記載金額は百万円未満を四捨五入して表示しております。")

    assert only(sheet).unit == "百万円"


def test_years_are_headings_and_currency_signs_belong_to_no_column() -> None:
    sheet = Sheet(left=40, edges=(200, 260, 320))
    sheet.put(40, "Years ended December 31")
    sheet.heads("2023", "2022", align="right")
    sheet.put(205, "$")
    sheet.row("Operating revenues", "3,918.4", "4,406.9")
    sheet.row("Operating income (loss)", "(212.1)", "478.1")
    table = only(sheet)

    assert headings(table) == ["2023", "2022"]
    assert [heading.text for heading in table.corner] == ["Years ended December 31"]
    assert cells(table)["Operating income (loss)"] == ["(212.1)", "478.1"]
    assert cells(table)["Operating revenues"] == ["3,918.4", "4,406.9"]


def test_a_table_that_lies_on_its_side_is_read_upright() -> None:
    sheet = Sheet(edges=(200, 300, 400), way=1)
    sheet.right("（単位：千円）")
    sheet.heads("前連結会計年度", "当連結会計年度")
    sheet.row("流動資産合計", "100,000", "110,000")
    sheet.row("資産合計", "542,920", "541,355")
    table = only(sheet)

    assert headings(table) == ["前連結会計年度", "当連結会計年度"]
    assert cells(table)["資産合計"] == ["542,920", "541,355"]


def test_running_text_page_numbers_and_numbered_clauses_are_no_tables() -> None:
    sheet = Sheet()
    for line in (
        "当連結会計年度の売上高は84,328百万円（前期比5.6％増）となりました。",
        "また、株主は 1,234 名、従業員は 567 名です。",
        "1.1  本サービスの利用者は、次の義務を負います。",
        "1.2  利用料金は月額 1,000 円とし、前払いとします。",
        "－ 2 －",
    ):
        sheet.line(line)

    assert read_tables(sheet.page()) == ()


def test_a_row_whose_cells_stand_close_is_parted_at_its_figures() -> None:
    sheet = Sheet()
    for line in ("売上原価 9,810 9,406", "営業損失 1,045 △404", "経常損失 1,086 ( 40)"):
        sheet.line(line)

    assert cells(only(sheet)) == {
        "売上原価": ["9,810", "9,406"],
        "営業損失": ["1,045", "△404"],
        "経常損失": ["1,086", "( 40)"],
    }


def test_written_out_a_table_shows_headings_units_and_cells_in_lines() -> None:
    sheet = Sheet(edges=(150, 230, 290))
    sheet.line("決算概要")
    sheet.feed()
    sheet.heads(("当期", 2))
    sheet.heads("金額（千円）", "構成比（％）")
    sheet.row("売上高", "15,296", "100.0")
    sheet.row("営業利益", "△211", "")

    assert page_with_tables(sheet.page()).split("\n") == [
        "決算概要",
        "",
        " | 当期 / 金額（千円） | 当期 / 構成比（％）",
        "売上高 | 15,296 | 100.0",
        "営業利益 | △211 | ",
    ]


def test_a_page_without_tables_stays_as_it_is() -> None:
    page = Page(number=1, width=595, height=842, text="", words=())
    assert page_with_tables(page) == ""
    sheet = Sheet()
    sheet.line("定時株主総会開催予定日　2024年６月26日")
    assert page_with_tables(sheet.page()) == sheet.page().text


amounts = st.one_of(
    st.integers(1_000, 10**9).map(lambda n: f"{n:,}"),
    st.integers(1_000, 10**6).map(lambda n: f"△{n:,}"),
    st.sampled_from(["－", "12.5", "(1,041)"]),
)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_is_set_in_columns_is_found_in_them(data: st.DataObject) -> None:
    columns = data.draw(st.integers(1, 5))
    rows = data.draw(
        st.lists(st.lists(amounts, min_size=columns, max_size=columns), min_size=2, max_size=8)
    )
    sheet = Sheet(edges=[150.0 + 75 * n for n in range(columns + 1)])
    heads = [f"第{n}期" for n in range(11, 11 + columns)]
    sheet.heads(*heads)
    for number, row in enumerate(rows):
        sheet.row(f"{'甲乙丙丁戊己庚辛'[number]}科目", *row)
    if not any("," in cell for row in rows for cell in row):
        return
    page = sheet.page()
    table = only(sheet)

    assert headings(table) == heads
    assert [[c and c.text for c in row.cells] for row in table.rows] == rows
    written = page_with_tables(page)
    assert all(word in written for word in page.text.split())
