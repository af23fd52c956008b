"""The statements task: every convention of printed accounts by rule, and what a model copied."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest
from typesetting import Sheet, document

from aiwf_cli.model.document import Document
from aiwf_cli.model.json import JsonObject
from aiwf_cli.model.record import Value
from aiwf_cli.run.checking import check_task
from aiwf_cli.run.extracted import Extracted
from aiwf_cli.run.pipeline import run_pipeline
from aiwf_cli.sources.limits import Limits
from aiwf_cli.sources.pdf import read_pdf
from aiwf_cli.sources.tasks import load_task
from aiwf_cli.text.compare import compare
from support import ScriptedClient

SAMPLE_DOCS = Path(__file__).resolve().parents[2] / "sample_docs"
SAMPLES = SAMPLE_DOCS / "statements"
GOLD: Mapping[str, JsonObject] = {
    line["file"]: line
    for line in map(json.loads, (SAMPLES / "gold.jsonl").read_text("utf-8").splitlines())
}
PICTURES = {"scan_0012.pdf", "FAX_20240628_そらまめ計画.tif"}
NOTHING: JsonObject = {"value": None, "label": None, "quote": None}
FIGURES = (
    "net_sales",
    "operating_income",
    "ordinary_income",
    "net_income",
    "total_assets",
    "net_assets",
    "equity_ratio",
)


def run(document: Document, variant: str = "rules", **replies: Any) -> Extracted:
    task = load_task("statements", variant)
    return asyncio.run(run_pipeline(task, document, ScriptedClient(replies)))


def values(outcome: Extracted) -> dict[str, Value]:
    assert outcome.record.error is None, outcome.record.error
    return cast("dict[str, Value]", outcome.record.values)


def plain(*sheets: Sheet) -> dict[str, Any]:
    """What the rules read, without what they leave empty."""
    found = values(run(document(*sheets)))
    return {name: value.value for name, value in found.items() if value.value is not None}


def doubts(*sheets: Sheet) -> dict[str, str]:
    """What the rules ask a person to look at, and why."""
    found = values(run(document(*sheets)))
    return {name: value.notes[0] for name, value in found.items() if value.needs_review}


@pytest.fixture
def forms(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The generator's forms of 決算短信, to draw documents of our own with."""
    monkeypatch.syspath_prepend(str(SAMPLE_DOCS / "generate"))
    from statement_forms import accounts, paper, tanshin

    return accounts, paper, tanshin


@pytest.mark.parametrize("newest_last", [False, True])
def test_the_real_example_comes_out_exactly(forms: Any, newest_last: bool) -> None:
    accounts, paper_module, tanshin = forms
    million = accounts.MILLION
    paper, notation = paper_module.Paper(), accounts.Notation()
    now, before = "30年３月期第３四半期", "29年３月期第３四半期"
    paper.new_page()
    y = tanshin.masthead(
        paper,
        tanshin.Masthead(
            title="平成30年３月期　第３四半期決算短信〔日本基準〕（連結）",
            date="平成30年２月８日",
            company="株式会社みくら計測",
            market="東",
            code="0777",
            url="https://www.mikura-keisoku.example/",
            president="（役職名）代表取締役社長　（氏名）水城　航",
            contact="（役職名）経理部長　（氏名）早瀬　碧",
        ),
    )
    y = tanshin.section(
        paper, y, "１．平成30年３月期第３四半期の連結業績（平成29年４月１日～平成29年12月31日）"
    )
    y = tanshin.subsection(
        paper, y, "（１）連結経営成績（累計）", "（％表示は、対前年同四半期増減率）"
    )
    labels = ("売上高", "営業利益", "経常利益", "親会社株主に帰属する\n四半期純利益")
    pairs = ((27_226, 23_634), (-1_041, -2_120), (-928, -2_304), (-720, -1_900))
    columns = [
        tanshin.series(label, first * million, last * million, 3.1)
        for label, (first, last) in zip(labels, pairs, strict=True)
    ]
    y = tanshin.results(paper, y, notation, columns, (now, before), newest_last=newest_last)
    y = tanshin.subsection(paper, y, "（２）連結財政状態")
    rows = [
        (now, tanshin.texts("50,489", "25,500", "49.8")),
        ("29年３月期", tanshin.texts("48,211", "26,105", "53.4")),
    ]
    heads, units = tanshin.POSITION
    y = tanshin.position(paper, y, rows[::-1] if newest_last else rows, heads, units)
    y = tanshin.note(paper, y, f"（参考）自己資本　{now}　25,152百万円　　29年３月期　25,744百万円")
    y = tanshin.section(
        paper, y, "３．平成30年３月期の連結業績予想（平成29年４月１日～平成30年３月31日）"
    )
    forecast = tanshin.forecast(tanshin.YEAR, (40_000, 900, 800, 500), (6.1, None, None, None))
    tanshin.results(paper, y, notation, forecast, ("通期",))
    data = paper.pdf(title="短信", author="株式会社みくら計測", created="2018-02-08")

    pages = read_pdf(data, (), Limits())
    found = values(run(Document(id="q3.pdf", sha256="0" * 64, pages=pages)))

    assert {name: value.value for name, value in found.items()} == {
        "net_sales": 27_226_000_000,
        "operating_income": -1_041_000_000,
        "ordinary_income": -928_000_000,
        "net_income": -720_000_000,
        "total_assets": 50_489_000_000,
        "net_assets": 25_500_000_000,
        "equity_ratio": 49.8,
        "period": "2017-12-31",
        "unit": "百万円",
        "consolidated": True,
    }
    assert not any(value.needs_review for value in found.values())


@cache
def sample(file: str) -> Document:
    pages = read_pdf((SAMPLES / file).read_bytes(), (), Limits())
    return Document(id=file, sha256="0" * 64, pages=pages)


@pytest.mark.parametrize("file", sorted(set(GOLD) - PICTURES))
def test_the_rules_read_every_sample_that_has_text(file: str) -> None:
    found = values(run(sample(file)))
    fields = load_task("statements").spec.fields
    gold = cast("dict[str, Any]", GOLD[file]["fields"])

    assert {
        name: (found[name].value, wanted)
        for name, wanted in gold.items()
        if not compare(fields[name], found[name].value, wanted).equal
    } == {}
    for value in found.values():
        assert all(evidence.match == "exact" for evidence in value.evidence)


def two_columns(
    *heads: str, unit: str = "（単位：百万円）", title: str = "連結損益計算書"
) -> Sheet:
    sheet = Sheet(edges=(200, 290, 380, 470, 560))
    sheet.line(title)
    sheet.right(unit)
    sheet.heads(*heads)
    return sheet


@pytest.mark.parametrize(
    ("label", "printed", "value"),
    [
        ("営業利益", "△1,041", -1041),
        ("営業利益", "▲1,041", -1041),
        ("営業利益", "−1,041", -1041),
        ("営業利益", "-1,041", -1041),
        ("営業利益", "(1,041)", -1041),
        ("営業利益", "△ 1,041", -1041),
        ("営業利益", "赤字 1,041", -1041),
        ("営業損失", "1,041", -1041),
        ("営業損失", "△1,041", -1041),
        ("営業損失", "(1,041)", -1041),
        ("営業利益又は営業損失（△）", "1,041", 1041),
        ("営業利益又は営業損失（△）", "△1,041", -1041),
        ("営業利益（△は損失）", "１，０４１", 1041),
        ("営　業　利　益", "1,041", 1041),
        ("Operating loss", "1,041", -1041),
        ("Operating income (loss)", "1,041", 1041),
    ],
)
def test_signs_are_read_by_mark_and_by_label(label: str, printed: str, value: int) -> None:
    sheet = two_columns("前期", "当期", unit="（単位：千円）")
    sheet.row("売上高", "9,000", "9,810")
    sheet.row(label, "2,222", printed)
    assert plain(sheet)["operating_income"] == value * 1000


def test_a_loss_that_should_bear_a_mark_and_does_not_is_not_decided() -> None:
    sheet = two_columns("前期", "当期")
    sheet.row("売上高", "9,000", "9,810")
    sheet.row("営業損失（△）", "△2,222", "1,041")
    assert "operating_income" not in plain(sheet)
    assert "operating_income" in doubts(sheet)


def test_brackets_round_a_part_of_another_figure_are_no_minus() -> None:
    sheet = two_columns("金額", unit="（単位：千円）", title="貸借対照表の要旨")
    sheet.row("利益剰余金", "24,089")
    sheet.row("（うち当期純利益）", "(3,232)")
    sheet.row("純資産合計", "26,089")
    found = plain(sheet)
    assert (found["net_income"], found["net_assets"]) == (3_232_000, 26_089_000)


def test_a_dash_is_no_figure_and_needs_no_review() -> None:
    sheet = two_columns("前期", "当期")
    sheet.row("売上高", "9,000", "9,810")
    sheet.row("経常利益", "1,041", "―")
    assert "ordinary_income" not in plain(sheet) and "ordinary_income" not in doubts(sheet)


@pytest.mark.parametrize(
    ("heads", "column"),
    [
        (("前連結会計年度", "当連結会計年度"), 1),
        (("当連結会計年度", "前連結会計年度", "増減金額"), 0),
        (("2023年３月期", "2024年３月期", "増減率"), 1),
        (("2024/3期", "2023/3期"), 0),
        (("第57期", "第58期"), 1),
        (("2022年３月", "2023年３月", "2024年３月"), 2),
        (("2023年３月期\n実績", "2024年３月期\n実績", "2025年３月期\n予想"), 1),
        (("予算", "実績", "差異", "達成率"), 1),
        (("前第３四半期\n連結累計期間", "当第３四半期\n連結累計期間"), 1),
        (("当第２四半期\n会計期間", "当第２四半期\n累計期間"), 1),
        (("Three Months Ended\nMarch 31, 2024", "Year Ended\nMarch 31, 2024"), 1),
        (("March 31,\n2023", "March 31,\n2024"), 1),
    ],
)
def test_the_current_column_is_told_by_its_heading(heads: tuple[str, ...], column: int) -> None:
    sheet = Sheet(edges=(150, 240, 330, 420, 510))
    sheet.line("連結損益計算書")
    sheet.right("（単位：百万円）")
    sheet.feed()
    sheet.heads(*heads)
    sheet.feed(0.5)
    sheet.row("売上高", *[f"{n},{n}{n}{n}" for n in range(1, len(heads) + 1)])
    sheet.row("営業利益", *[f"△{n}{n}{n}" for n in range(1, len(heads) + 1)])
    found = plain(sheet)
    assert found["net_sales"] == 1111_000_000 * (column + 1)
    assert found["operating_income"] == -111_000_000 * (column + 1)


@pytest.mark.parametrize(
    "heads", [("", ""), ("東京", "大阪"), ("機械", "食品"), ("前回予想", "今回予想")]
)
def test_columns_that_say_nothing_of_the_kind_are_not_chosen_from(heads: tuple[str, str]) -> None:
    sheet = two_columns(*heads)
    sheet.row("売上高", "9,000", "9,810")
    sheet.row("営業利益", "900", "981")
    assert not plain(sheet).keys() & set(FIGURES)


def test_figures_of_a_forecast_table_do_not_count() -> None:
    sheet = Sheet(edges=(150, 230, 310, 390))
    sheet.line("業績予想の修正に関するお知らせ")
    sheet.line("１．2025年３月期通期連結業績予想数値の修正（2024年４月１日～2025年３月31日）")
    sheet.heads("売上高", "営業利益", "経常利益")
    sheet.heads("百万円", "百万円", "百万円", align="right")
    sheet.row("前回発表予想（Ａ）", "26,400", "690", "520")
    sheet.row("今回修正予想（Ｂ）", "25,400", "590", "420")
    sheet.row("増減額（Ｂ－Ａ）", "△1,000", "△100", "△100")
    sheet.row("前期実績", "24,000", "500", "400")
    assert not plain(sheet).keys() & set(FIGURES)


def test_ifrs_has_no_ordinary_income_even_where_the_parents_own_accounts_have_one() -> None:
    sheet = Sheet(edges=(150, 230, 310, 390, 470))
    sheet.line("2024年12月期　決算短信〔ＩＦＲＳ〕（連結）")
    sheet.line("１．2024年12月期の連結業績（2024年１月１日～2024年12月31日）")
    sheet.heads("売上収益", "営業利益", "税引前利益", "親会社の所有者に\n帰属する当期利益")
    sheet.feed(0.5)
    sheet.heads("百万円", "百万円", "百万円", "百万円", align="right")
    sheet.row("2024年12月期", "9,876", "543", "500", "321")
    sheet.row("2023年12月期", "9,000", "500", "480", "300")
    sheet.feed()
    sheet.line("（参考）個別業績の概要")
    sheet.line("１．2024年12月期の個別業績（2024年１月１日～2024年12月31日）")
    sheet.heads("売上高", "営業利益", "経常利益", "当期純利益")
    sheet.heads("百万円", "百万円", "百万円", "百万円", align="right")
    sheet.row("2024年12月期", "5,555", "222", "333", "111")
    found = plain(sheet)

    assert "ordinary_income" not in found and "ordinary_income" not in doubts(sheet)
    assert (found["net_sales"], found["net_income"]) == (9_876_000_000, 321_000_000)


def test_the_owners_share_is_taken_where_it_is_told_apart() -> None:
    sheet = two_columns("前連結会計年度", "当連結会計年度")
    sheet.row("当期利益（△は損失）", "1,400", "△1,614")
    sheet.row("当期利益（△は損失）の帰属")
    sheet.row("親会社の所有者", "1,359", "△1,553", x=8)
    sheet.row("非支配持分", "41", "△61", x=8)
    assert plain(sheet)["net_income"] == -1_553_000_000


def test_each_figure_is_in_the_unit_of_its_own_table() -> None:
    sheet = two_columns("前期", "当期", unit="（単位：千円）", title="１．損益の状況（個別）")
    sheet.row("売　上　高", "900,123", "1,000,456")
    sheet.row("営業損失", "1,041", "2,052")
    sheet.feed()
    sheet.line("２．財産の状況（個別）")
    sheet.right("（単位：百万円）")
    sheet.heads("前期", "当期")
    sheet.row("総資産", "5,048", "5,089")
    sheet.row("純資産", "2,550", "2,500")
    found = plain(sheet)

    assert (found["net_sales"], found["operating_income"]) == (1_000_456_000, -2_052_000)
    assert (found["total_assets"], found["net_assets"]) == (5_089_000_000, 2_500_000_000)
    assert "more than one unit: 千円、百万円" in " ".join(
        values(run(document(sheet)))["unit"].notes
    )


def test_five_years_with_units_in_a_column_of_their_own() -> None:
    sheet = Sheet(edges=(190, 235, 310, 385, 460))
    sheet.line("(1) 連結経営指標等")
    sheet.heads("回次", "第52期", "第53期", "第54期")
    sheet.heads("決算年月", "2022年３月", "2023年３月", "2024年３月")
    sheet.row("売上高", "(百万円)", "22,345", "23,456", "24,567")
    sheet.feed(1.6)
    label = "親会社株主に帰属する\n当期純利益又は\n親会社株主に帰属する\n当期純損失(△)"
    sheet.row(label, "(百万円)", "600", "701", "△802")
    sheet.feed(1.6)
    sheet.row("総資産額", "(百万円)", "41,000", "42,000", "43,333")
    sheet.row("１株当たり当期純利益", "(円)", "40.00", "45.00", "△52.00")
    sheet.row("自己資本比率", "(％)", "48.0", "49.0", "50.1")
    sheet.row("自己資本利益率", "(％)", "3.0", "3.4", "―")
    assert plain(sheet) == {
        "net_sales": 24_567_000_000,
        "net_income": -802_000_000,
        "total_assets": 43_333_000_000,
        "equity_ratio": 50.1,
        "period": "2024-03-31",
        "unit": "百万円",
        "consolidated": True,
    }


def test_quarters_of_the_current_year_do_not_stand_for_the_year() -> None:
    sheet = Sheet(edges=(150, 210, 270, 330, 390, 450))
    sheet.line("2024年３月期　決算説明資料（連結）")
    sheet.right("（単位：百万円）")
    sheet.heads(("2024年３月期", 5))
    sheet.heads("１Ｑ", "２Ｑ", "３Ｑ", "４Ｑ", "通期")
    sheet.row("売上高", "6,000", "6,100", "6,200", "6,267", "24,567")
    sheet.row("営業利益", "△100", "△200", "△100", "△167", "△567")
    found = plain(sheet)
    assert (found["net_sales"], found["operating_income"]) == (24_567_000_000, -567_000_000)


def test_figures_with_units_of_their_own_and_figures_in_bullets() -> None:
    sheet = two_columns("前期", "当期", unit="")
    sheet.row("売上高", "12億34百万円", "18,910百万円")
    sheet.row("総資産", "41億円", "42億20百万円")
    sheet.line("・営業損失　853百万円（前年同期は営業利益717百万円）")
    found = plain(sheet)
    assert (found["net_sales"], found["total_assets"]) == (18_910_000_000, 4_220_000_000)
    assert found["operating_income"] == -853_000_000


def test_a_statement_below_a_forecast_is_no_forecast_and_a_name_says_nothing() -> None:
    sheet = Sheet(edges=(200, 290))
    sheet.line("株式会社そらまめ計画")
    sheet.line("３．業績予想に関する事項")
    sheet.line("通期の業績予想に変更はありません。")
    sheet.line("貸借対照表（令和元年12月31日現在）")
    sheet.right("（単位：千円）")
    sheet.heads("金額")
    sheet.row("資産合計", "68,605")
    sheet.row("純資産合計", "26,089")
    found = plain(sheet)
    assert (found["total_assets"], found["period"]) == (68_605_000, "2019-12-31")


def test_an_amount_without_any_unit_is_not_guessed() -> None:
    sheet = two_columns("前期", "当期", unit="")
    sheet.row("売上高", "9,000", "9,810")
    sheet.row("営業利益", "900", "981")
    assert "net_sales" not in plain(sheet)
    assert doubts(sheet)["net_sales"] == "no unit is printed for 9,810"


def test_two_tables_that_disagree_are_shown_to_a_person() -> None:
    first = two_columns("2024年３月期", title="連結業績　2024年３月期　決算概要")
    first.row("売上高", "9,810")
    first.row("営業利益", "900")
    second = two_columns("2024年３月期", title="連結業績")
    second.row("売上高", "9,910")
    second.row("営業利益", "901")
    assert doubts(first, second)["net_sales"] == "several figures are as likely: 9,810、9,910"
    assert plain(first, second)["operating_income"] == 900_000_000  # cut off or rounded


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("経常収益", "net_sales"),
        ("完成工事高", "net_sales"),
        ("営業収益", "net_sales"),
        ("売上収益", "net_sales"),
        ("資産の部合計", "total_assets"),
        ("資本合計", "net_assets"),
    ],
)
def test_other_names_of_a_figure_are_known_from_the_tasks_synonyms(label: str, field: str) -> None:
    sheet = two_columns("前期", "当期")
    sheet.row(label, "9,000", "9,810")
    sheet.row("減価償却費", "100", "120")
    assert plain(sheet)[field] == 9_810_000_000


# ---- with a model ---------------------------------------------------------------------------


def reply(**given: Any) -> JsonObject:
    figures: JsonObject = dict.fromkeys(FIGURES, NOTHING)
    return {**figures, "period": None, "consolidated": None, **given}


def copied(value: str, label: str, quote: str = "") -> JsonObject:
    return {"value": value, "label": label, "quote": quote or None}


def quarter() -> Document:
    sheet = Sheet(edges=(150, 230, 310, 390))
    sheet.line("2024年３月期　第３四半期決算短信〔日本基準〕（連結）")
    sheet.line("１．連結業績（2023年４月１日～2023年12月31日）")
    sheet.heads("売上高", "営業利益", "経常利益")
    sheet.heads("百万円", "百万円", "百万円", align="right")
    sheet.row("2024年３月期第３四半期", "18,910", "△853", "△715")
    sheet.row("2023年３月期第３四半期", "21,520", "717", "823")
    return document(sheet)


def test_what_a_model_copies_is_converted_and_found_in_its_table() -> None:
    answer = reply(
        net_sales=copied("18,910", "売上高", "2024年３月期第３四半期 | 18,910 | △853 | △715"),
        operating_income=copied("△853", "営業利益"),
        period="2023年12月31日",
        consolidated=True,
    )
    found = values(run(quarter(), "base", figures=answer))

    assert found["net_sales"].value == 18_910_000_000
    assert found["operating_income"].value == -853_000_000
    assert found["operating_income"].evidence[0].quote == "△853"
    assert found["operating_income"].evidence[0].boxes
    assert "label: 営業利益" in found["operating_income"].notes
    assert (found["period"].value, found["consolidated"].value) == ("2023-12-31", True)
    assert found["ordinary_income"].value is None
    assert not any(value.needs_review for value in found.values())


def test_a_figure_that_is_not_in_the_document_needs_review() -> None:
    answer = reply(net_sales=copied("99,999", "売上高", "売上高 | 99,999"), period="2023年12月31日")
    sales = values(run(quarter(), "base", figures=answer))["net_sales"]
    assert sales.needs_review and "the quote is not in the document" in sales.notes


def test_a_loss_copied_without_a_sign_is_negative_by_its_label() -> None:
    sheet = two_columns("金額", title="第33期決算公告　損益計算書の要旨")
    sheet.row("売上高", "9,810")
    sheet.row("営業損失", "1,045")
    answer = reply(operating_income=copied("1,045", "営業損失", "営業損失 | 1,045"))
    found = values(run(document(sheet), "base", figures=answer))
    assert found["operating_income"].value == -1_045_000_000


def test_a_period_that_the_rules_read_otherwise_needs_review() -> None:
    answer = reply(net_sales=copied("18,910", "売上高"), period="2024年３月31日")
    period = values(run(quarter(), "base", figures=answer))["period"]
    assert (period.value, period.needs_review) == ("2024-03-31", True)
    assert "the rules read 2023-12-31" in period.notes


def test_accounts_that_cannot_be_are_flagged_and_left_as_they_are() -> None:
    sheet = two_columns("2024年３月31日現在", title="貸借対照表")
    sheet.row("総資産", "1,000")
    sheet.row("純資産", "2,500")
    sheet.row("自己資本比率（％）", "49.8")
    found = values(run(document(sheet)))
    assert found["net_assets"].value == 2_500_000_000
    assert found["net_assets"].needs_review and found["total_assets"].needs_review
    assert "純資産が総資産より大きい" in " ".join(found["net_assets"].notes)


def asked(variant: str, document: Document) -> str:
    client = ScriptedClient({"figures": reply()})
    asyncio.run(run_pipeline(load_task("statements", variant), document, client))
    return client.requests[0].messages[-1].text


def test_variants_differ_in_what_they_tell_the_model() -> None:
    base, bare = asked("base", quarter()), asked("bare", quarter())
    synonyms, few_shot = asked("synonyms", quarter()), asked("few-shot", quarter())

    assert "経常収益" in base and "どの数値を選ぶか" in base
    assert "経常収益" in synonyms and "どの数値を選ぶか" not in synonyms
    assert "経常収益" not in bare and "IFRS" not in bare
    assert "第21期決算公告" in few_shot and "第21期決算公告" not in base
    table = "2024年３月期第３四半期 | 18,910 | △853 | △715"
    for prompt in (base, bare, synonyms, few_shot):
        assert prompt.index("<document>") < prompt.index(table)
        assert prompt.endswith("</document>")


def test_an_example_is_not_shown_to_the_document_it_was_made_from() -> None:
    example = "第２四半期累計（４－９月） / 当期"
    own = sample("shirakabasoft_2025Q2_setsumei.pdf")
    assert asked("few-shot", own).count(example) == 1
    assert asked("few-shot", quarter()).count(example) == 1


def test_the_examples_answer_in_the_shape_that_is_asked_for() -> None:
    path = Path(load_task("statements").folder) / "examples" / "figures.jsonl"
    for row in map(json.loads, path.read_text("utf-8").splitlines()):
        assert set(row["answer"]) == {*FIGURES, "period", "consolidated"}
        for name in FIGURES:
            figure = row["answer"][name]
            if figure["value"] is None:
                assert figure == NOTHING
            else:
                assert figure["value"] in figure["quote"] and figure["quote"] in row["text"]


def test_the_task_and_its_variants_are_fit_to_run() -> None:
    assert check_task("statements").findings == ()
