"""How forms of statements vary, one cause at a time, and what the rules make of each."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest
from typesetting import Sheet, document

from aiwf_cli.model.record import Value
from aiwf_cli.run.pipeline import run_pipeline
from aiwf_cli.sources.tasks import load_task
from aiwf_cli.text.tables.reading import read_tables
from support import ScriptedClient

MILLION, THOUSAND = 10**6, 10**3


def values(*sheets: Sheet) -> dict[str, Value]:
    task = load_task("statements", "rules")
    record = asyncio.run(run_pipeline(task, document(*sheets), ScriptedClient({}))).record
    assert record.error is None, record.error
    return cast("dict[str, Value]", record.values)


def plain(*sheets: Sheet) -> dict[str, Any]:
    """What the rules read, without what they leave empty."""
    return {name: value.value for name, value in values(*sheets).items() if value.value is not None}


def test_headings_set_apart_from_the_rows_below_them() -> None:
    sheet = Sheet(edges=(220.0, 330.0, 440.0))
    sheet.line("中間連結損益計算書")
    sheet.right("（単位：百万円）")
    sheet.heads("前中間連結会計期間", "当中間連結会計期間")
    sheet.heads("至 2023年９月30日", "至 2024年９月30日")
    sheet.feed(1.6)
    sheet.row("経常収益", "41,118", "44,204")
    sheet.row("経常利益", "10,898", "10,086")
    read = plain(sheet)
    assert read["net_sales"] == 44_204 * MILLION
    assert read["ordinary_income"] == 10_086 * MILLION


def test_headings_of_columns_above_headings_of_rows() -> None:
    sheet = Sheet(edges=(220.0, 300.0, 380.0, 460.0))
    sheet.line("正味財産増減計算書　令和５年４月１日から令和６年３月31日まで")
    sheet.right("（単位：円）")
    sheet.heads("当年度", "前年度", "増減")
    for heading in ("Ⅰ　一般正味財産増減の部", "１．経常増減の部", "（１）経常収益"):
        sheet.line(heading)
    sheet.row("受取寄付金", "2,204,118", "1,880,330", "323,788")
    sheet.row("経常収益計", "10,322,322", "9,884,448", "437,874")
    assert plain(sheet)["net_sales"] == 10_322_322


def test_a_day_over_one_of_several_years_is_the_day_of_all() -> None:
    sheet = Sheet(edges=(200.0, 280.0, 360.0, 440.0))
    sheet.line("CONSOLIDATED STATEMENTS OF OPERATIONS")
    sheet.line("(In thousands of dollars)")
    sheet.heads("", "Years Ended December 31,", "")
    sheet.heads("2023", "2022", "2021")
    sheet.row("Total revenue", "503,338", "487,208", "438,330")
    sheet.row("(Loss) income from operations", "(15,322)", "9,748", "13,774")
    read = plain(sheet)
    assert read["net_sales"] == 503_338 * THOUSAND
    assert read["operating_income"] == -15_322 * THOUSAND
    assert read["period"] == "2023-12-31"


def test_the_day_before_its_month_and_a_range_that_begins_with_one() -> None:
    for title in ("for the year ended 31 December", "from 1 January to 31 December 2024"):
        sheet = Sheet(edges=(220.0, 300.0, 380.0))
        sheet.line("Consolidated income statement")
        sheet.line(title)
        sheet.put(50, "EUR million")
        sheet.heads("2024", "2023")
        sheet.row("Revenue", "2,118.4", "2,004.7")
        sheet.row("Operating profit", "216.9", "196.8")
        read = plain(sheet)
        assert read["operating_income"] == 216_900_000
        assert read["period"] == "2024-12-31"


@pytest.mark.parametrize("head", ["Notes", "注記", ""])
def test_a_column_of_notes_holds_no_figures(head: str) -> None:
    sheet = Sheet(edges=(200.0, 240.0, 320.0, 400.0))
    sheet.line("Consolidated income statement for the year ended 31 December 2024")
    sheet.line("(in millions of euros)")
    sheet.heads(head, "2024", "2023")
    sheet.row("Revenue", "5", "402.1", "388.2")
    sheet.row("Operating profit", "10", "73.4", "70.9")
    read = plain(sheet)
    assert read["net_sales"] == 402_100_000
    assert read["operating_income"] == 73_400_000


def test_marks_of_notes_between_columns_part_no_table() -> None:
    sheet = Sheet(edges=(180.0, 300.0, 420.0))
    sheet.right("（単位：百万円）")
    sheet.heads("前連結会計年度", "当連結会計年度")
    for label, before, now in (("現金", "8,118", "9,204"), ("建物", "12,118", "11,880")):
        sheet.put(50, label)
        sheet.put(215, "※１")
        sheet.put(300, before, "right")
        sheet.put(345, "※１")
        sheet.put(420, now, "right")
        sheet.feed()
    sheet.row("資産合計", "57,652", "60,216")
    assert plain(sheet)["total_assets"] == 60_216 * MILLION


def test_amounts_that_narrow_columns_run_together() -> None:
    sheet = Sheet(edges=(120.0, 180.0, 240.0, 300.0))
    sheet.right("（単位：円）")
    sheet.heads("当年度末", "前年度末", "増減")
    sheet.row("流動資産", "88,118,204", "80,004,118", "8,114,086")
    sheet.row("純資産合計", "46,330,318", "41,878,330", "4,451,988")
    sheet.put(50, "負債及び純資産の部合計128,448,322")
    sheet.put(240, "128,208,448", "right")
    sheet.put(300, "239,874", "right")
    sheet.feed()
    assert plain(sheet)["net_assets"] == 46_330_318


def test_a_side_of_a_balance_sheet_whose_total_is_called_total() -> None:
    sheet = Sheet(edges=(130.0, 200.0, 340.0, 410.0))
    sheet.line("貸借対照表の要旨（令和６年３月31日現在）")
    sheet.right("（単位：百万円）")
    sheet.put(50, "資産の部")
    sheet.put(210, "負債及び純資産の部")
    sheet.feed()
    for row in (
        ("流動資産", "3,118", "流動負債", "1,204"),
        ("固定資産", "2,204", "負債合計", "2,084"),
    ):
        _both_sides(sheet, *row)
    _both_sides(sheet, "", "", "純資産合計", "3,238")
    _both_sides(sheet, "合計", "5,322", "合計", "5,322")
    read = plain(sheet)
    assert read["total_assets"] == 5_322 * MILLION
    assert read["net_assets"] == 3_238 * MILLION


def _both_sides(sheet: Sheet, left: str, one: str, right: str, other: str) -> None:
    for x, text, align in ((50, left, "left"), (200, one, "right"), (210, right, "left")):
        if text:
            sheet.put(x, text, align)
    sheet.put(410, other, "right")
    sheet.feed()


def test_a_bank_ratio_of_capital_is_no_equity_ratio() -> None:
    sheet = Sheet(edges=(220.0, 300.0))
    sheet.right("（単位：百万円）")
    sheet.row("資産の部合計", "3,740,220")
    sheet.row("純資産の部合計", "188,102")
    sheet.line("自己資本比率（国内基準）")
    sheet.row("連結自己資本比率", "10.02％")
    assert "equity_ratio" not in plain(sheet)


def test_a_ratio_above_net_assets_in_total_assets_is_some_other_one() -> None:
    sheet = Sheet(edges=(220.0, 300.0))
    sheet.right("（単位：百万円）")
    sheet.row("資産の部合計", "3,740,220")
    sheet.row("純資産の部合計", "188,102")
    sheet.row("自己資本比率", "10.02％")
    read = values(sheet)
    assert read["equity_ratio"].value is None
    assert read["equity_ratio"].needs_review


def test_the_first_three_months_of_a_year_are_no_quarter_alone() -> None:
    sheet = Sheet(edges=(150.0, 250.0, 350.0))
    sheet.line("Consolidated Financial Results for the Three Months Ended June 30, 2024")
    sheet.line("(1) Consolidated Operating Results (cumulative)")
    sheet.heads("Net sales", "Operating profit")
    sheet.put(50, "Three months ended")
    sheet.heads("Million yen", "Million yen")
    sheet.row("June 30, 2024", "18,204", "1,118")
    sheet.row("June 30, 2023", "17,488", "1,273")
    assert plain(sheet)["net_sales"] == 18_204 * MILLION


def test_a_long_numbered_heading_makes_a_table_a_forecast() -> None:
    sheet = Sheet(edges=(150.0, 250.0, 350.0))
    sheet.line(
        "3. Forecast of Consolidated Financial Results for the Year Ending March 31, 2025"
        " (April 1, 2024 to March 31, 2025)"
    )
    sheet.heads("Net sales", "Operating profit")
    sheet.heads("Million yen", "Million yen")
    sheet.row("Full year", "76,000", "5,200")
    assert "net_sales" not in plain(sheet)


def test_years_named_after_the_end_of_the_report_say_nothing() -> None:
    sheet = Sheet(edges=(200.0, 300.0, 400.0))
    sheet.line("Six months ended September 30, 2024")
    sheet.line("(JPY millions)")
    sheet.heads("1H FY2024", "1H FY2025")
    sheet.row("Net sales", "40,118", "43,204")
    sheet.row("Operating profit", "3,086", "3,314")
    assert "net_sales" not in plain(sheet)


def test_a_fiscal_year_by_its_month_and_a_half_of_it() -> None:
    sheet = Sheet(edges=(200.0, 300.0, 400.0))
    sheet.line("Six months ended September 30, 2024")
    sheet.line("(JPY millions)")
    sheet.heads("1H FY3/2024", "1H FY3/2025")
    sheet.row("Net sales", "40,118", "43,204")
    sheet.row("Operating profit", "3,086", "3,314")
    assert plain(sheet)["net_sales"] == 43_204 * MILLION


def test_terms_in_every_column_go_before_a_date_that_stands_over_one() -> None:
    sheet = Sheet(edges=(150.0, 250.0, 350.0, 450.0))
    sheet.put(310, "最新：令和６年６月期")
    sheet.feed()
    sheet.right("（単位：円）")
    sheet.heads("第30期", "第31期", "第32期")
    sheet.row("売上高", "40,118,330", "42,330,118", "45,118,204")
    sheet.row("経常利益", "1,218,330", "230,118", "918,204")
    assert plain(sheet)["ordinary_income"] == 918_204


def test_the_end_of_the_movements_of_net_assets_in_the_current_period() -> None:
    sheet = Sheet(edges=(200.0, 300.0, 400.0))
    for year, opening, closing in ((2023, "5,736", "6,374"), (2024, "6,374", "7,070")):
        said = "前" if year == 2023 else "当"
        sheet.line(f"{said}事業年度（自 {year - 1}年４月１日　至 {year}年３月31日）")
        sheet.right("（単位：百万円）")
        sheet.heads("株主資本合計", "純資産合計")
        sheet.row("当期首残高", "5,618", opening)
        sheet.row("当期純利益", "802", "802")
        sheet.row("当期末残高", "6,216", closing)
        sheet.feed(2)
    read = plain(sheet)
    assert read["net_assets"] == 7_070 * MILLION


def test_what_stood_before_a_correction_does_not_count() -> None:
    sheet = Sheet(edges=(150.0, 250.0, 350.0))
    sheet.line("2024年３月期 決算短信の一部訂正について")
    for said, income in (("（訂正前）", "804"), ("（訂正後）", "764")):
        sheet.line(said)
        sheet.line("（１）連結経営成績")
        sheet.heads("売上高", "営業利益")
        sheet.heads("百万円", "百万円")
        sheet.row("2024年３月期", "12,118", income)
        sheet.row("2023年３月期", "11,204", "702")
        sheet.feed(2)
    assert plain(sheet)["operating_income"] == 764 * MILLION


def test_the_owners_share_told_as_thereof() -> None:
    sheet = Sheet(edges=(280.0, 350.0, 420.0))
    sheet.line("Consolidated income statement for the year ended 31 December 2024")
    sheet.line("(in thousands of euros)")
    sheet.heads("2024", "2023")
    sheet.row("Revenue", "318,204", "302,118")
    sheet.row("Consolidated net income", "32,230", "31,154")
    sheet.row("thereof attributable to shareholders of Falkenried SE", "31,800", "30,902")
    sheet.row("thereof attributable to non-controlling interests", "430", "252")
    assert plain(sheet)["net_income"] == 31_800 * THOUSAND


def test_the_profit_of_the_financial_year_and_after_tax() -> None:
    for label in ("Profit for the financial year", "Profit after income tax"):
        sheet = Sheet(edges=(250.0, 330.0, 410.0))
        sheet.line("Group income statement, year ended 30 June 2024")
        sheet.heads("2024", "2023")
        sheet.heads("£'000", "£'000")
        sheet.row("Turnover", "88,204", "81,668")
        sheet.row(label, "5,664", "4,740")
        assert plain(sheet)["net_income"] == 5_664 * THOUSAND


def test_sentences_that_tell_the_change_before_the_figure() -> None:
    sheet = Sheet(edges=(500.0,))
    sheet.line("2025年３月期 中間決算について（2024年４月１日～2024年９月30日）")
    sheet.feed(1)
    sheet.line("当中間連結会計期間末の総資産は、前連結会計年度末に比べ2,118百万円増加し、")
    sheet.line("66,204百万円となりました。経常利益は1,33")
    sheet.line("0百万円、親会社株主に帰属する中間純利益は802百万円となりました。")
    sheet.line("純資産は402百万円増加しました。")
    read = plain(sheet)
    assert read["total_assets"] == 66_204 * MILLION
    assert read["ordinary_income"] == 1_330 * MILLION
    assert read["net_income"] == 802 * MILLION
    assert read["unit"] == "百万円"
    assert "net_assets" not in read, "that is how much it changed"


@pytest.mark.parametrize(
    ("line", "end"),
    [
        ("自 2023年（令和５年）９月１日　至 2024年（令和６年）８月31日", "2024-08-31"),
        ("2024年４月～2025年３月", "2025-03-31"),
        ("Consolidated income statement for the period ended 31.12.2024", "2024-12-31"),
    ],
)
def test_ways_to_write_the_period(line: str, end: str) -> None:
    sheet = Sheet(edges=(200.0, 300.0))
    sheet.line(line)
    sheet.right("（単位：千円）")
    sheet.row("売上高", "54,534")
    sheet.row("経常利益", "2,584")
    assert plain(sheet)["period"] == end


def test_a_date_alone_below_the_name_of_a_balance_sheet() -> None:
    sheet = Sheet(edges=(200.0, 300.0))
    sheet.line("貸　借　対　照　表")
    sheet.line("令和　６年　３月31日")
    sheet.right("（単位　円）")
    sheet.row("資産の部合計", "4,920,322,534")
    sheet.row("純資産の部合計", "4,138,000,212")
    assert plain(sheet)["period"] == "2024-03-31"


def test_two_periods_side_by_side_in_two_lines() -> None:
    sheet = Sheet(edges=(200.0, 320.0, 440.0))
    sheet.right("（単位：百万円）")
    sheet.heads("（2022年４月１日から", "（2023年４月１日から")
    sheet.heads("2023年３月31日まで）", "2024年３月31日まで）")
    sheet.row("経常収益", "302,118", "318,204")
    sheet.row("経常利益", "12,114", "17,086")
    read = plain(sheet)
    assert read["period"] == "2024-03-31"
    assert read["net_sales"] == 318_204 * MILLION


@pytest.mark.parametrize("forecast", ["2025年12月予", "2025/12期計画", "FY2025E"])
def test_a_year_that_is_only_expected_is_a_forecast(forecast: str) -> None:
    sheet = Sheet(edges=(200.0, 300.0, 400.0, 500.0))
    sheet.line("連結業績推移")
    sheet.right("（単位：百万円）")
    sheet.heads("2023年12月", "2024年12月", forecast)
    sheet.row("売上高", "9,118", "9,804", "10,300")
    sheet.row("営業利益", "△118", "240", "400")
    read = plain(sheet)
    assert read["net_sales"] == 9_804 * MILLION
    assert read["period"] == "2024-12-31"


def test_adjusted_amounts_beside_those_of_the_statement() -> None:
    sheet = Sheet(edges=(200.0, 290.0, 380.0, 470.0))
    sheet.line("Consolidated income statement for the year ended 30 June 2024")
    sheet.line("(in millions of pounds)")
    sheet.heads("Before adjusting items", "Adjusting items", "Total")
    sheet.row("Revenue", "1,204.1", "–", "1,204.1")
    sheet.row("Operating profit", "88.2", "(20.4)", "67.8")
    assert plain(sheet)["operating_income"] == 67_800_000


def test_the_latest_of_years_in_a_list() -> None:
    sheet = Sheet(edges=(200.0, 300.0, 400.0, 500.0))
    sheet.line("For the fiscal years ended May 31, 2024, 2023 and 2022")
    sheet.line("(Amounts in millions of dollars)")
    sheet.heads("2024", "2023", "2022")
    sheet.row("Net sales", "4,118.2", "4,004.1", "3,880.4")
    sheet.row("Net earnings", "278.9", "266.9", "261.7")
    read = plain(sheet)
    assert read["period"] == "2024-05-31"
    assert read["net_income"] == 278_900_000


def test_a_remark_with_amounts_above_a_numbered_heading_is_no_heading_of_columns() -> None:
    sheet = Sheet(edges=(150.0, 250.0, 350.0, 450.0))
    sheet.right("（単位：百万円）")
    sheet.put(50, "（参考）自己資本　2024年３月期")
    for x, text in ((220, "20,141百万円"), (310, "2023年３月期"), (420, "21,344百万円")):
        sheet.put(x, text, "center")
    sheet.feed()
    sheet.line("２．配当の状況")
    sheet.heads("第２四半期末", "期末", "合計")
    sheet.row("2024年３月期", "10.00", "12.00", "22.00")
    sheet.row("2023年３月期", "8.00", "10.00", "18.00")
    (table,) = read_tables(document(sheet).pages[0])
    heads = [heading.text for column in table.columns for heading in column.headings]
    assert heads == ["第２四半期末", "期末", "合計"]


@pytest.mark.parametrize("between", ["\n", " "])
def test_a_unit_in_the_cell_of_a_heading_is_no_part_of_its_name(between: str) -> None:
    sheet = Sheet(edges=(130.0, 230.0, 330.0, 430.0))
    sheet.line("2025年３月期　決算短信〔日本基準〕（連結）")
    sheet.heads(
        *(f"{name}{between}百万円" for name in ("総資産", "純資産")), f"自己資本比率{between}％"
    )
    sheet.feed()
    sheet.row("2025年３月期", "70,118", "38,204", "54.1")
    sheet.row("2024年３月期", "67,440", "36,118", "53.2")
    read = plain(sheet)
    assert read["total_assets"] == 70_118 * MILLION
    assert read["net_assets"] == 38_204 * MILLION
    assert read["equity_ratio"] == 54.1


@pytest.mark.parametrize("units", ["百万円", "百万円 ％"])
def test_units_in_one_heading_over_amounts_and_their_rates(units: str) -> None:
    sheet = Sheet(edges=(130.0, 180.0, 230.0, 280.0, 330.0))
    sheet.line("2025年３月期　決算短信〔日本基準〕（連結）")
    sheet.heads((f"売上高 {units}", 2), (f"営業利益 {units}", 2))
    sheet.row("2025年３月期", "61,204", "4.1", "3,882", "11.2")
    sheet.row("2024年３月期", "58,790", "2.2", "3,490", "△1.5")
    read = plain(sheet)
    assert read["net_sales"] == 61_204 * MILLION
    assert read["operating_income"] == 3_882 * MILLION


def test_two_sides_without_headings_whose_totals_are_called_total() -> None:
    sheet = Sheet(edges=(130.0, 200.0, 340.0, 410.0))
    sheet.line("貸借対照表（令和７年３月31日現在）")
    sheet.right("（単位：千円）")
    _both_sides(sheet, "流動資産", "318,204", "流動負債", "144,118")
    _both_sides(sheet, "固定資産", "204,118", "固定負債", "120,000")
    _both_sides(sheet, "", "", "純資産合計", "258,204")
    _both_sides(sheet, "合計", "522,322", "合計", "522,322")
    read = plain(sheet)
    assert read["total_assets"] == 522_322 * THOUSAND
    assert read["net_assets"] == 258_204 * THOUSAND


@pytest.mark.parametrize(
    "lines",
    [
        ("親会社の所有者に帰属", "する当期利益"),
        ("親会社の所有者に帰", "属する当期利益"),
        ("親会社の所有者", "に帰属する当期", "利益"),
    ],
)
@pytest.mark.parametrize("beside", [0, -1])
def test_a_long_name_broken_in_a_narrow_column(lines: tuple[str, ...], beside: int) -> None:
    sheet = Sheet(edges=(130.0, 210.0, 290.0))
    sheet.line("連結損益計算書（2024年４月１日から2025年３月31日まで）")
    sheet.right("（単位：百万円）")
    sheet.heads("前連結会計年度", "当連結会計年度")
    for label, *figures in (
        ("売上収益", "88,204", "91,118"),
        ("営業利益", "8,118", "9,204"),
        ("当期利益", "5,904", "6,330"),
    ):
        sheet.row(label, *figures)
    printed = lines[beside]
    for line in lines:
        sheet.row(line, *(("5,818", "6,204") if line == printed else ()))
        sheet.y -= 2.5
    sheet.feed()
    sheet.row("非支配持分", "86", "126")
    assert plain(sheet)["net_income"] == 6_204 * MILLION


@pytest.mark.parametrize("units", [("RMB'000", "RMB'000", "US$'000"), ("RMB", "RMB", "US$")])
def test_a_translation_of_one_year_beside_two_in_the_own_currency(units: tuple[str, ...]) -> None:
    sheet = Sheet(edges=(200.0, 290.0, 380.0, 470.0))
    sheet.line("Consolidated statements of income for the year ended December 31, 2024")
    sheet.line("(Amounts in thousands)")
    sheet.heads("2023", "2024", "2024", align="right")
    sheet.heads(*units, align="right")
    sheet.row("Revenues", "4,118,204", "4,820,330", "660,375")
    sheet.row("Net income", "504,118", "640,220", "87,708")
    read = plain(sheet)
    assert read["net_sales"] == 4_820_330 * THOUSAND
    assert read["net_income"] == 640_220 * THOUSAND


@pytest.mark.parametrize("align", ["left", "center", "right"])
def test_group_and_company_off_the_middle_of_their_columns(align: str) -> None:
    sheet = Sheet(edges=(180.0, 250.0, 320.0, 390.0, 460.0))
    sheet.line("Statements of financial position as at 31 December 2024")
    at = {"left": (222, 362), "center": (285, 425), "right": (317, 457)}[align]
    for x, text in zip(at, ("Group", "Company"), strict=True):
        sheet.put(x, text, align)
    sheet.feed()
    sheet.heads("2024", "2023", "2024", "2023", align="right")
    sheet.heads("$'000", "$'000", "$'000", "$'000", align="right")
    sheet.row("Total assets", "204,118", "198,330", "110,204", "104,118")
    sheet.row("Net assets", "124,000", "116,126", "90,086", "82,114")
    read = plain(sheet)
    assert read["total_assets"] == 204_118 * THOUSAND
    assert read["net_assets"] == 124_000 * THOUSAND


def test_a_figure_that_was_nearly_chosen_leaves_a_note() -> None:
    sheet = Sheet(edges=(220.0, 300.0, 380.0))
    sheet.line("2025年３月期　決算短信〔日本基準〕（連結）")
    sheet.right("（単位：百万円）")
    sheet.heads("2022年３月期", "2023年３月期")
    sheet.row("売上高", "9,118", "9,204")
    sheet.row("営業利益", "610", "644")
    read = values(sheet)
    assert read["net_sales"].value is None
    assert read["net_sales"].needs_review
    assert "9,204" in " ".join(read["net_sales"].notes)
    assert not read["total_assets"].needs_review


def test_a_heading_of_notes_that_no_row_has_takes_no_column() -> None:
    sheet = Sheet(edges=(180.0, 220.0, 300.0, 380.0))
    sheet.line("Consolidated statement of financial position as at 31 March 2025")
    sheet.heads("", "2025", "2024", align="right")
    sheet.heads("Notes", "RMB'000", "RMB'000", align="right")
    sheet.row("Total assets", "", "1,906,236", "1,784,424")
    sheet.row("Net assets", "", "1,002,118", "904,220")
    assert plain(sheet)["total_assets"] == 1_906_236 * THOUSAND
