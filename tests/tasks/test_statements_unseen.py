"""Statements nobody prepared for: forms that the samples do not have, each read without a model."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any, cast

from typesetting import Sheet, document

from aiwf_cli.model.document import Document, Word
from aiwf_cli.model.record import Value
from aiwf_cli.run.pipeline import run_pipeline
from aiwf_cli.sources.tasks import load_task
from support import ScriptedClient

MILLION, THOUSAND = 10**6, 10**3


def values(read: Document) -> dict[str, Value]:
    task = load_task("statements", "rules")
    record = asyncio.run(run_pipeline(task, read, ScriptedClient({}))).record
    assert record.error is None, record.error
    return cast("dict[str, Value]", record.values)


def plain(*sheets: Sheet) -> dict[str, Any]:
    """What the rules read, without what they leave empty."""
    found = values(document(*sheets))
    return {name: value.value for name, value in found.items() if value.value is not None}


def test_titles_above_the_unit_are_no_headings_of_a_column() -> None:
    sheet = Sheet(edges=(200.0, 300.0))
    for line in ("第21期決算公告", "架空物流株式会社", "貸借対照表の要旨（令和６年３月31日現在）"):
        sheet.put(230, line)
        sheet.feed()
    sheet.right("（単位：千円）")
    sheet.heads("金　額")
    sheet.row("流動資産", "812,004")
    sheet.row("資産合計", "1,253,224")
    sheet.row("純資産合計", "713,102")
    read = plain(sheet)
    assert read["total_assets"] == 1_253_224 * THOUSAND
    assert read["net_assets"] == 713_102 * THOUSAND


def test_a_unit_alone_at_the_margin_counts_for_all_columns_and_sums_are_set_out() -> None:
    sheet = Sheet(edges=(220.0, 300.0, 380.0))
    sheet.line("損益計算書　自 令和５年４月１日　至 令和６年３月31日")
    sheet.right("千円")
    sheet.line("Ⅰ　売上高")
    sheet.row("完成工事高", "2,118,220", x=20)
    sheet.row("兼業事業売上高", "118,330", "2,236,550", x=20)
    sheet.line("Ⅱ　売上原価")
    sheet.row("完成工事原価", "1,902,118", x=20)
    sheet.row("兼業事業売上原価", "90,118", "1,992,236", x=20)
    sheet.row("営業利益（営業損失）", "", "24,196")
    read = values(document(sheet))
    assert read["net_sales"].value == 2_236_550 * THOUSAND
    assert not read["net_sales"].needs_review, "the parts are no other figure"
    assert read["operating_income"].value == 24_196 * THOUSAND


def test_parts_that_do_not_add_up_are_no_total() -> None:
    sheet = Sheet(edges=(220.0, 300.0, 380.0))
    sheet.right("（単位：千円）")
    sheet.line("売上高")
    sheet.row("製品", "2,118,220", x=20)
    sheet.row("商品", "118,330", "2,236,551", x=20)
    sheet.row("営業利益", "", "24,196")
    assert "net_sales" not in plain(sheet)


def test_a_unit_in_the_corner_and_a_quarter_behind_a_slashed_year() -> None:
    sheet = Sheet(edges=(150.0, 230.0, 310.0))
    sheet.put(55, "（億円）")
    sheet.heads("2025/3期\n2Q累計", "2024/3期\n2Q累計")
    sheet.row("売上高", "1,234.5", "1,150.2")
    sheet.row("営業利益", "△12.3", "45.6")
    read = plain(sheet)
    assert read["net_sales"] == 123_450 * MILLION
    assert read["operating_income"] == -1_230 * MILLION
    assert read["period"] == "2024-09-30"
    assert read["unit"] == "億円"


def test_labels_of_three_lines_round_their_figures_and_of_two_below_them() -> None:
    sheet = Sheet(edges=(220.0, 300.0))
    sheet.line("連結損益計算書　自 2023年１月１日　至 2023年12月31日")
    sheet.right("（単位：百万円）")
    sheet.row("売上高", "61,118")
    sheet.feed(1)
    sheet.row("当期純損失", "1,387")
    sheet.row("非支配株主に帰属する当期純利益", "15")
    sheet.row("親会社株主に帰属する", "1,402")
    sheet.feed(-0.2)
    sheet.line("当期純損失")
    assert plain(sheet)["net_income"] == -1_402 * MILLION
    sheet = Sheet(edges=(220.0, 300.0))
    sheet.right("（単位：百万円）")
    sheet.row("売上高", "35,902")
    sheet.feed(1)
    label = "親会社株主に帰属する\n当期純利益又は親会社株主\nに帰属する当期純損失（△）"
    sheet.row(label, "1,118")
    sheet.feed(1)
    sheet.row("総資産額", "37,220")
    assert plain(sheet)["net_income"] == 1_118 * MILLION


def test_a_profit_with_a_share_of_others_is_doubted_when_the_owners_share_is_not_found() -> None:
    sheet = Sheet(edges=(220.0, 300.0))
    sheet.right("（単位：百万円）")
    sheet.row("売上高", "61,118")
    sheet.row("当期純利益", "1,387")
    sheet.row("非支配株主に帰属する当期純利益", "15")
    assert values(document(sheet))["net_income"].needs_review


def test_the_owners_share_below_attributable_to() -> None:
    sheet = Sheet(edges=(220.0, 300.0, 380.0))
    sheet.line("Consolidated income statement for the year ended 31 March 2024")
    sheet.heads("2024\n£m", "2023\n£m")
    sheet.feed(1)
    sheet.row("Revenue", "1,204.1", "1,118.7")
    sheet.row("Profit/(loss) for the year", "15.5", "(19.5)")
    sheet.line("Attributable to:")
    sheet.row("Owners of the parent", "14.9", "(19.1)")
    sheet.row("Non-controlling interests", "0.6", "(0.4)")
    assert plain(sheet)["net_income"] == 14_900_000


def test_the_mark_of_a_footnote_behind_a_figure() -> None:
    sheet = Sheet(edges=(200.0, 290.0, 380.0))
    sheet.right("（単位：百万円）")
    sheet.heads("前期", "当期")
    sheet.row("売上高", "１２，８８０", "１４，２０２")
    sheet.row("経常利益", "−１２０", "−３３４（注２）")
    assert plain(sheet)["ordinary_income"] == -334 * MILLION


def test_a_table_that_goes_on_over_the_page_keeps_its_headings() -> None:
    first, second = (Sheet(edges=(200.0, 300.0, 400.0)) for _ in range(2))
    first.right("（単位：百万円）")
    first.heads("前事業年度\n至 2023年３月31日", "当事業年度\n至 2024年３月31日")
    first.feed(1)
    first.row("売上高", "512,330", "540,118")
    first.row("売上原価", "480,004", "511,331")
    second.row("経常利益", "32,326", "28,787")
    second.row("当期純利益", "18,544", "15,693")
    read = plain(first, second)
    assert read["ordinary_income"] == 28_787 * MILLION
    assert read["net_income"] == 15_693 * MILLION


def test_running_text_before_a_table_does_not_make_it_a_forecast() -> None:
    sheet = Sheet(edges=(200.0, 300.0, 400.0))
    sheet.line("当連結会計年度の売上高は増加しました。次期につきましては、売上高")
    sheet.line("50,000百万円、営業利益3,400百万円を見込んでおり、また配当に")
    sheet.line("つきましては１株につき40円を予定しております。")
    sheet.feed(1)
    sheet.line("主要連結財務データ（３月31日に終了した各連結会計年度）")
    sheet.right("（百万円）")
    sheet.heads("2024", "2023")
    sheet.row("売上高", "48,118", "44,636")
    sheet.row("営業利益", "3,220", "2,875")
    read = plain(sheet)
    assert read["net_sales"] == 48_118 * MILLION
    assert read["period"] == "2024-03-31"


def askew(sheet: Sheet, slope: float) -> Document:
    """The page of a sheet that was laid on the glass a little turned."""
    read = document(sheet)
    words = [
        Word(start=word.start, end=word.end, box=(x0, y0 + slope * x0, x1, y1 + slope * x0))
        for word in read.pages[0].words
        for x0, y0, x1, y1 in [word.box]
    ]
    return replace(read, pages=(replace(read.pages[0], words=tuple(words)),))


def test_rows_of_a_page_that_lies_askew() -> None:
    sheet = Sheet(edges=(200.0, 300.0, 400.0, 500.0), leading=11.0)
    sheet.right("（単位：百万円）")
    sheet.heads("2022年３月期", "2023年３月期", "2024年３月期")
    sheet.row("売上高", "30,004", "33,118", "35,902")
    sheet.row("経常利益又は\n経常損失（△）", "802", "1,415", "1,690")
    sheet.feed(1)
    sheet.row("総資産額", "33,902", "35,118", "37,220")
    for slope in (0.0, 0.022, -0.022):
        read = values(askew(sheet, slope))
        assert read["net_sales"].value == 35_902 * MILLION
        assert read["ordinary_income"].value == 1_690 * MILLION
        assert read["total_assets"].value == 37_220 * MILLION


def test_characters_that_ocr_takes_for_their_chinese_forms() -> None:
    sheet = Sheet(edges=(200.0, 300.0))
    sheet.right("（单位：千円）")
    sheet.row("营业利益", "9,874")
    sheet.row("資產合計", "59,256")
    read = plain(sheet)
    assert read["operating_income"] == 9_874 * THOUSAND
    assert read["total_assets"] == 59_256 * THOUSAND


def test_lines_set_close_below_a_number_are_not_taken_for_its_label() -> None:
    sheet = Sheet(edges=(200.0, 300.0, 400.0), leading=7.5)
    sheet.row("コード番号", "7,799")
    sheet.line("代表者　（役職名）代表取締役社長")
    sheet.line("（１）連結経営成績")
    sheet.heads("前期", "当期")
    sheet.heads("百万円", "百万円")
    sheet.row("売上高", "28,044", "27,226")
    sheet.row("営業利益", "△438", "△1,041")
    assert plain(sheet)["operating_income"] == -1_041 * MILLION


def test_a_title_above_a_unit_in_the_corner_is_no_heading_of_a_column() -> None:
    sheet = Sheet(edges=(200.0, 300.0, 400.0))
    sheet.line("Bellwether Foods plc")
    sheet.feed(-1)
    sheet.put(240, "Annual report 2024")
    sheet.feed()
    sheet.line("Two-year summary")
    sheet.put(55, "$ millions")
    sheet.heads("2024", "2023", align="right")
    sheet.row("Revenue", "3,118.2", "3,002.1")
    sheet.row("Operating profit/(loss)", "118.4", "(22.1)")
    assert plain(sheet)["operating_income"] == 118_400_000
