"""What labels, headings and titles of financial statements mean."""

from __future__ import annotations

import pytest

from aiwf_cli.text.statements.dated import dates_in
from aiwf_cli.text.statements.labels import read_label, read_share
from aiwf_cli.text.statements.moments import Moment, moment_of
from aiwf_cli.text.statements.periods import document_period
from aiwf_cli.text.statements.scope import document_scope
from aiwf_cli.text.statements.sentences import folded_body, told_figures
from aiwf_cli.text.statements.units import unit_name
from aiwf_cli.text.statements.words import Says, what_says
from support import document

ALIKE = {
    "売上高": (
        "売 上 高|Ⅰ　売上高|１．売上高|【売　上　高　計】|売上高（百万円）|連結売上高|売上高 ……"
    ),
    "営業利益": (
        "営業損失|営業利益又は営業損失（△）（千円）|営業利益（△は損失）|【営 業 損 益 金 額】"
        "|② 営業利益"
    ),
    "当期純利益": (
        "四半期純利益|四半期（当期）純利益|中間純利益|当期純利益 ※2|当期純利益(注)1|当期純損失"
        "|親会社株主に帰属する四半期純利益|当期純利益又は純損失（△）|（うち当期純利益）"
    ),
    "資産合計": "資産の部合計|資 産 合 計|【資産合計】",
    "純資産合計": "純資産|純資産の部合計|（純資産合計）|純資産額",
    "自己資本比率": "自己資本比率（％）|自己資本比率(%)",
    "Operating income": "Operating income (loss)|OPERATING LOSS|Operating profit/(loss)",
    "Net income": "Net loss|Net (loss) income|Net earnings|Net income (loss) (Note 3)",
    "Net income attributable to owners": "Net income (loss) attributable to Fernlea Mills Company",
}


@pytest.mark.parametrize(
    ("printed", "usual"),
    [(text, usual) for usual, texts in ALIKE.items() for text in texts.split("|")],
)
def test_labels_of_the_same_figure_have_one_key(printed: str, usual: str) -> None:
    assert read_label(printed).key == read_label(usual).key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("当期純利益", "税引前当期純利益"),
        ("当期純利益", "非支配株主に帰属する当期純利益"),
        ("当期純利益", "１株当たり当期純利益"),
        ("総資産", "総資産経常利益率"),
        ("資産合計", "流動資産合計"),
        ("純資産合計", "負債・純資産合計"),
        ("自己資本比率", "連結自己資本比率（国内基準）"),
        ("売上高", "売上高営業利益率"),
        ("売上高", "売上原価"),
        ("受注高", "受"),
        ("Net income", "Less: net income attributable to noncontrolling interests"),
        ("Net income", "Income before income taxes"),
        ("Total equity", "Total liabilities and equity"),
    ],
)
def test_labels_of_different_figures_have_different_keys(one: str, other: str) -> None:
    assert read_label(one).key != read_label(other).key


def test_a_label_tells_a_loss_its_mark_a_part_and_the_owners_share() -> None:
    assert read_label("営業損失").loss and not read_label("営業損失").marked
    assert read_label("営業損失（△）").loss and read_label("営業損失（△）").marked
    assert not read_label("営業利益又は営業損失（△）").loss
    assert not read_label("Income (loss) before tax").loss and read_label("Net loss").loss
    assert read_label("（うち当期純損失）").part and read_label("（うち当期純損失）").loss
    assert read_label("親会社の所有者に帰属する当期利益").owners
    assert read_label("Profit attributable to owners of parent").owners
    assert not read_label("当期利益").owners


def test_the_owners_share_may_be_told_below_a_heading() -> None:
    share = read_share("当期利益（△は損失）の帰属", "親会社の所有者")
    assert share is not None and share.owners and share.key == read_label("当期利益").key
    assert read_share("当期利益の帰属", "非支配持分") is None
    assert read_share("その他の内訳", "親会社の所有者") is None


@pytest.mark.parametrize(
    ("heading", "says"),
    [
        ("前第３四半期連結累計期間", Says.PRIOR | Says.CUMULATIVE),
        ("当連結会計年度", Says.CURRENT),
        ("2025年３月期（予想）", Says.FORECAST),
        ("実績値（Ｂ）", Says.ACTUAL),
        ("対前期増減率", Says.CHANGE),
        ("構成比（％）", Says.CHANGE),
        ("当第２四半期連結会計期間", Says.QUARTER | Says.CURRENT),
        ("第２四半期会計期間（７－９月）", Says.QUARTER),
        ("第２四半期累計（４－９月）", Says.CUMULATIVE),
        ("10月～３月", Says.CUMULATIVE),
        ("Three Months Ended June 30,", Says.QUARTER),
        ("Years ended December 31", Says.CUMULATIVE),
        ("１株当たり", Says.PER_SHARE),
        ("報告セグメント", Says.SEGMENT),
        ("個別業績の概要", Says.SINGLE),
        ("Non-consolidated results", Says.SINGLE),
    ],
)
def test_headings_say_which_figures_stand_below_them(heading: str, says: Says) -> None:
    assert says in what_says(heading)


def test_what_is_not_consolidated_is_not_said_to_be() -> None:
    for text in ("（非連結）", "Non-consolidated", "unconsolidated", "nonconsolidated"):
        assert Says.CONSOLIDATED not in what_says(text)


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("2024年３月期第３四半期", "2023-12-31"),
        ("2024年３月期３Ｑ", "2023-12-31"),
        ("2025/3期", "2025-03-31"),
        ("24/3期", "2024-03-31"),
        ("2024年９月末", "2024-09-30"),
        ("令和６年３月31日現在", "2024-03-31"),
        ("平成31年３月期", "2019-03-31"),
        ("令和元年12月期", "2019-12-31"),
        ("September 28, 2024", "2024-09-28"),
        ("30 June 2024", "2024-06-30"),
        ("R5.12.31", "2023-12-31"),
    ],
)
def test_dates_beside_figures_are_read_in_every_form(printed: str, iso: str) -> None:
    (dated,) = dates_in(printed)
    assert dated.iso == iso


def test_a_year_without_its_era_is_the_one_near_the_reports_own() -> None:
    assert dates_in("６年３月期第２四半期") == ()
    assert dates_in("６年３月期第２四半期", "2023-09-30")[0].iso == "2023-09-30"
    assert dates_in("30年３月期", "2018-03-31")[0].iso == "2018-03-31"
    assert dates_in("24年３月期", "2024-03-31")[0].iso == "2024-03-31"


def test_headings_and_corner_make_one_date_together() -> None:
    assert moment_of(["September 28,", "2024"]) == Moment(date="2024-09-28")
    assert moment_of(["2023"], ["Years ended December 31"]) == Moment(date="2023-12-31")
    assert moment_of(["第43期（当期）"]) == Moment(ordinal=43)
    assert moment_of(["2023年度"]) == Moment(year=2023)
    assert moment_of(["金額"]) == Moment()


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("2024年３月期　第３四半期決算短信\n（2023年４月１日～2023年12月31日）", "2023-12-31"),
        ("2024年２月期 決算短信\n１．業績（2023年２月21日～2024年２月20日）", "2024-02-20"),
        ("2023年12月期　決算短信\n（2022年10月１日～2023年12月31日）の15か月間", "2023-12-31"),
        (
            "2024年３月期 決算短信\n３．業績予想（2024年４月１日～2025年３月31日）",
            "2024-03-31",
        ),
        ("損益計算書\n自　令和５年４月１日\n至　令和６年３月31日", "2024-03-31"),
        ("貸借対照表（令和６年３月31日現在）", "2024-03-31"),
        (
            "(自 2022年４月１日 至 2023年３月31日) (自 2023年４月１日 至 2024年３月31日)",
            "2024-03-31",
        ),
        ("For the years ended March 31, 2023 and 2024", "2024-03-31"),
        ("長期借入金　返済期間　2023年４月１日～2033年３月31日", None),
        ("2025年３月期 業績予想の修正に関するお知らせ", None),
        ("コード番号 0421", None),
    ],
)
def test_a_document_says_which_period_it_reports_on(text: str, end: str | None) -> None:
    period = document_period(document(text))
    assert (period and period.end) == end


@pytest.mark.parametrize(
    ("text", "consolidated"),
    [
        ("2024年３月期 決算短信〔日本基準〕（連結）\n（参考）個別業績の概要", True),
        ("2024年３月期 決算短信〔日本基準〕（非連結）\n連結子会社はありません", False),
        ("当社は連結財務諸\n表を作成しておりません。連結業績は記載しておりません", False),
        ("【連 結 貸 借 対 照 表】", True),
        ("貸　借　対　照　表", False),
        ("CONSOLIDATED BALANCE SHEETS", True),
        ("Summary of results", None),
    ],
)
def test_a_document_says_whether_it_is_consolidated(text: str, consolidated: bool | None) -> None:
    scope = document_scope(document(text))
    assert (scope and scope.consolidated) == consolidated


def test_a_sentence_tells_a_figure_of_the_company_and_the_period_only() -> None:
    text = (
        "当連結会計年度の売上高は84,328百万円（前期比5.6％増）となりました。食品事業の売上高は"
        "300百万円でした。\n翌期の売上高は90,000百万円を見込んでおります。この結果、自己資本比\n率は"
        "48.3％（前期は48.6％）となりました。前期の売上高は79,867百万円でした。"
    )
    folded = folded_body(document(text))

    assert [told.figure for told in told_figures(folded, "売上高", percent=False)] == [
        "84,328百万円"
    ]
    assert [told.figure for told in told_figures(folded, "自己資本比率", percent=True)] == [
        "48.3％"
    ]


@pytest.mark.parametrize(
    ("printed", "signs", "name"),
    [
        ("百万円", "", "百万円"),
        ("（単位：千円）", "", "千円"),
        ("Dollars in millions", "", "millions of dollars"),
        ("thousands", "Net sales $ 412,677", "thousands of dollars"),
        ("Millions of yen", "", "millions of yen"),
        ("£m", "", "millions of pounds"),
        ("thousands", "no sign at all", ""),
        ("%", "", ""),
        ("円銭", "", ""),
    ],
)
def test_a_unit_of_amounts_has_one_name(printed: str, signs: str, name: str) -> None:
    assert unit_name(printed, signs) == name
