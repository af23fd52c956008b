"""決算短信 of a bank, of a company under IFRS, of fifteen months, and of a railway of its own."""

from __future__ import annotations

from statement_forms import facts, tanshin
from statement_forms.accounts import MILLION, Balance, Notation, per_share
from statement_forms.paper import Cell, CellLike, Grid, Paper
from statement_forms.tanshin import LEFT, RIGHT, Masthead, Series


def suzukake() -> Paper:
    """A bank: 経常収益 for sales, no operating income, and a ratio that is not the regulator's."""
    paper, notation = Paper(), Notation()
    now, before = facts.SUZUKAKE, facts.SUZUKAKE_BEFORE
    period, last = "2024年３月期", "2023年３月期"
    shares = 36_206_000
    paper.new_page()
    y = tanshin.masthead(
        paper,
        Masthead(
            title="2024年３月期　決算短信〔日本基準〕（連結）",
            date="2024年５月13日",
            company="株式会社すずかけ銀行",
            market="東",
            code="0834",
            url="https://www.suzukakebank.example/",
            president="（役職名）取締役頭取　　　　　（氏名）栂野　正臣",
            contact="（役職名）執行役員総合企画部長（氏名）相良　美緒　　TEL　026-000-1181",
            schedule=(
                "定時株主総会開催予定日　2024年６月25日　　　配当支払開始予定日　2024年６月26日",
                "有価証券報告書提出予定日　2024年６月25日　　　特定取引勘定設置の有無　　無",
                "決算補足説明資料作成の有無：有　　　決算説明会開催の有無：有",
            ),
        ),
    )
    y = tanshin.section(paper, y, "１．2024年３月期の連結業績（2023年４月１日～2024年３月31日）")
    y = tanshin.subsection(paper, y, "（１）連結経営成績", "（％表示は、対前期増減率）")
    columns = [
        tanshin.series("経常収益", now.sales, before.sales, 2.2, "net_sales"),
        tanshin.series("経常利益", now.ordinary, before.ordinary, -6.4, "ordinary_income"),
        tanshin.series("親会社株主に帰属する当期純利益", now.net, before.net, -4.9, "net_income"),
    ]
    y = tanshin.results(paper, y, notation, columns, (period, last))
    y = tanshin.note(
        paper,
        y,
        f"（注）包括利益　2024年３月期　{notation.text(now.profit + 2_788_000_000)}百万円（－％）"
        "　　2023年３月期　△1,606百万円（－％）",
    )
    y = tanshin.position(
        paper,
        y,
        (
            (period, tanshin.texts(per_share(now.net, shares), "－", "4.2", "0.3", "20.9")),
            (last, tanshin.texts(per_share(before.net, shares), "－", "3.6", "0.2", "18.7")),
        ),
        (
            "１株当たり\n当期純利益",
            "潜在株式調整後\n１株当たり当期純利益",
            "自己資本\n当期純利益率",
            "総資産\n経常利益率",
            "経常収益\n経常利益率",
        ),
        ("円　銭", "円　銭", "％", "％", "％"),
    )
    y = tanshin.subsection(paper, y, "（２）連結財政状態")
    y = tanshin.positions(
        paper,
        y,
        notation,
        (period, facts.SUZUKAKE_BALANCE),
        (last, facts.SUZUKAKE_LAST_YEAR_END),
        shares=shares,
    )
    y = tanshin.note(
        paper,
        y + 2,
        "（注）「自己資本比率」は、（期末純資産の部合計－期末非支配株主持分）を期末資産の部合計で除して算出しております。",
        "　　　本「自己資本比率」は、自己資本比率告示に定める自己資本比率ではありません。",
    )
    y = tanshin.subsection(paper, y, "（３）連結キャッシュ・フローの状況")
    y = tanshin.cash_flows(
        paper,
        y,
        notation,
        (
            (period, (-4_218, 18_606, -1_386, facts.SUZUKAKE_BALANCE.cash // MILLION - 1_204)),
            (last, (-62_447, 21_380, -1_352, facts.SUZUKAKE_LAST_YEAR_END.cash // MILLION - 1_391)),
        ),
    )
    y = tanshin.section(paper, y, "２．配当の状況") - 8
    tanshin.dividends(
        paper,
        y,
        (
            ("2023年３月期", "－/17.50/－/17.50/35.00/1,267/33.7/1.2"),
            ("2024年３月期", "－/17.50/－/20.00/37.50/1,357/30.2/1.3"),
            ("2025年３月期（予想）", "－/20.00/－/20.00/40.00//30.8/"),
        ),
        ratios=True,
    )
    _suzukake_second_page(paper, notation)
    return paper


def _suzukake_second_page(paper: Paper, notation: Notation) -> None:
    paper.new_page()
    y = tanshin.section(
        paper, 60, "３．2025年３月期の連結業績予想（2024年４月１日～2025年３月31日）"
    )
    y = tanshin.subsection(paper, y - 2, "", "（％表示は、対前期増減率）")
    forecast = tanshin.forecast(
        ("経常利益", "親会社株主に帰属する当期純利益"), (6_900, 4_700), (3.6, 4.6)
    )
    y = tanshin.results(paper, y, notation, forecast, ("通期",))
    y = tanshin.section(paper, y + 14, "（参考）自己資本比率の状況")
    rows: list[list[CellLike]] = [
        ["", "2024年３月末", "2023年３月末"],
        ["連結自己資本比率（国内基準）", "9.84％", "9.61％"],
        ["単体自己資本比率（国内基準）", "9.52％", "9.33％"],
        ["リスク・アセット等（連結）", "1,048,226百万円", "1,041,380百万円"],
    ]
    grid = Grid(widths=(190, 110, 110), height=15)
    y = paper.table(LEFT, y, grid, rows) + 14
    paper.paragraph(
        LEFT,
        y,
        RIGHT - LEFT,
        "（注）自己資本比率（国内基準）は、銀行法第14条の２の規定に基づく自己資本比率告示に定められた算式により算出して"
        "おります。",
        size=7.5,
        leading=12,
    )
    tanshin.page_number(paper, "－ 2 －")


def nagisaka() -> Paper:
    """IFRS: no ordinary income; the profit before tax beside it and two profits of the year."""
    paper, notation = Paper(), Notation(negative="▲")
    now, before = facts.NAGISAKA, facts.NAGISAKA_BEFORE
    period, last = "2024年２月期", "2023年２月期"
    paper.new_page()
    y = tanshin.masthead(
        paper,
        Masthead(
            title="2024年２月期　決算短信〔ＩＦＲＳ〕（連結）",
            date="2024年４月11日",
            company="株式会社ナギサカ",
            market="東・名",
            code="0317",
            url="https://www.nagisaka.example/",
            president="（役職名）代表執行役社長　　　（氏名）鞍馬　唯",
            contact="（役職名）財務部シニアマネジャー（氏名）夏井　慶　　TEL　052-000-6600",
            schedule=(
                "定時株主総会開催予定日　2024年５月23日　　　配当支払開始予定日　2024年５月24日",
                "有価証券報告書提出予定日　2024年５月24日",
                "決算補足説明資料作成の有無：有　　　決算説明会開催の有無：有",
            ),
        ),
    )
    y = tanshin.section(paper, y, "１．2024年２月期の連結業績（2023年３月１日～2024年２月29日）")
    y = tanshin.subsection(paper, y, "（１）連結経営成績", "（％表示は対前期増減率）")
    columns = [
        tanshin.series("売上収益", now.sales, before.sales, 2.4, "net_sales"),
        tanshin.series("営業利益", now.operating, before.operating, 18.9, "operating_income"),
        tanshin.series("税引前利益", now.ordinary, before.ordinary, 21.3),
        tanshin.series("当期利益", now.profit, before.profit, 24.0),
        tanshin.series(
            "親会社の所有者に\n帰属する当期利益", now.net, before.net, 23.5, "net_income"
        ),
        tanshin.series("当期包括利益\n合計額", now.profit + 506_000_000, 1_688_000_000, 11.2),
    ]
    y = tanshin.results(paper, y, notation, columns, (period, last), first=66)
    shares = 40_213_000
    y = tanshin.position(
        paper,
        y - 6,
        (
            (
                period,
                tanshin.texts(
                    per_share(now.net, shares, negative="▲"), "－", "▲4.5", "▲1.6", "▲1.1"
                ),
            ),
            (last, tanshin.texts(per_share(before.net, shares), "33.71", "3.9", "1.6", "1.7")),
        ),
        (
            "基本的１株当たり\n当期利益",
            "希薄化後１株当たり\n当期利益",
            "親会社所有者帰属持分\n当期利益率",
            "資産合計\n税引前利益率",
            "売上収益\n営業利益率",
        ),
        ("円　銭", "円　銭", "％", "％", "％"),
        first=66,
    )
    y = tanshin.subsection(paper, y, "（２）連結財政状態")
    y = tanshin.position(
        paper,
        y,
        tuple(
            (name, _ifrs_position(notation, balance, shares, now=name == period))
            for name, balance in (
                (period, facts.NAGISAKA_BALANCE),
                (last, facts.NAGISAKA_LAST_YEAR_END),
            )
        ),
        (
            "資産合計",
            "資本合計",
            "親会社の所有者に\n帰属する持分",
            "親会社所有者\n帰属持分比率",
            "１株当たり親会社\n所有者帰属持分",
        ),
        ("百万円", "百万円", "百万円", "％", "円　銭"),
        first=66,
    )
    y = tanshin.subsection(paper, y, "（３）連結キャッシュ・フローの状況")
    y = tanshin.cash_flows(
        paper,
        y,
        notation,
        (
            (period, (6_318, -4_906, -398, facts.NAGISAKA_BALANCE.cash // MILLION)),
            (last, (9_447, -5_220, -2_911, facts.NAGISAKA_LAST_YEAR_END.cash // MILLION)),
        ),
    )
    y = tanshin.section(paper, y, "２．配当の状況") - 8
    y = tanshin.dividends(
        paper,
        y,
        (
            ("2023年２月期", "－/15.00/－/15.00/30.00/1,206/88.8/3.4"),
            ("2024年２月期", "－/15.00/－/0.00/15.00/603/－/1.8"),
            ("2025年２月期（予想）", "－/0.00/－/10.00/10.00//57.4/"),
        ),
        ratios=True,
    )
    y = tanshin.section(
        paper, y, "３．2025年２月期の連結業績予想（2024年３月１日～2025年２月28日）"
    )
    y = tanshin.subsection(paper, y - 2, "", "（％表示は、対前期増減率）")
    forecast = tanshin.forecast(
        ("売上収益", "営業利益", "税引前利益", "当期利益", "親会社の所有者に\n帰属する当期利益"),
        (145_000, 1_650, 1_180, 720, 700),
        (1.9, None, None, None, None),
    )
    tanshin.results(paper, y, notation, forecast, ("通期",), first=66)
    return paper


def _ifrs_position(notation: Notation, balance: Balance, shares: int, *, now: bool) -> list[Cell]:
    assets, equity, ratio = tanshin.position_cells(
        notation, balance, "親会社所有者帰属持分比率", now=now, labels=("資産合計", "資本合計")
    )
    owners = notation.cell(balance.equity)
    return [assets, equity, owners, ratio, Cell(text=per_share(balance.equity, shares))]


def muhyo() -> Paper:
    """Fifteen months: no percentages, an impairment, the prior period ended in September."""
    paper, notation = Paper(latin="tiro"), Notation(negative="▲")
    now, before = facts.MUHYO, facts.MUHYO_BEFORE
    period, last = "2023年12月期", "2022年９月期"
    shares = 19_800_000
    paper.new_page()
    y = tanshin.masthead(
        paper,
        Masthead(
            title="2023年12月期　決算短信〔日本基準〕（連結）",
            date="2024年２月14日",
            company="霧氷マテリアルズ株式会社",
            market="東",
            code="0463",
            url="https://www.muhyo-materials.example/",
            president="（役職名）代表取締役社長　　（氏名）楡木　恭介",
            contact="（役職名）取締役経営管理部長（氏名）早蕨　千尋　　TEL　0776-00-3300",
            schedule=(
                "定時株主総会開催予定日　2024年３月27日　　　配当支払開始予定日　2024年３月28日",
                "決算補足説明資料作成の有無：無　　　決算説明会開催の有無：有",
            ),
        ),
    )
    y = tanshin.section(paper, y, "１．2023年12月期の連結業績（2022年10月１日～2023年12月31日）")
    y = tanshin.subsection(paper, y, "（１）連結経営成績", "（％表示は対前期増減率）")
    columns = [
        Series(label=c.label, amounts=c.amounts, changes=(None, c.changes[1]), field=c.field)
        for c in tanshin.profit_series(now, before, (6.7, 3.1, 2.2, 0.4), tanshin.YEAR)
    ]
    y = tanshin.results(paper, y, notation, columns, (period, last))
    y = tanshin.note(
        paper,
        y,
        "（注１）包括利益　2023年12月期　▲698百万円（－％）　　2022年９月期　1,048百万円（▲2.6％）",
        "（注２）当社は決算期を９月30日から12月31日に変更いたしました。これに伴い、2023年12月期は",
        "　　　　2022年10月１日から2023年12月31日までの15か月間のため、増減率は記載しません。",
    )
    y = tanshin.position(
        paper,
        y,
        (
            (
                period,
                tanshin.texts(per_share(now.net, shares, negative="▲"), "－", "▲4.6", "1.5", "1.3"),
            ),
            (last, tanshin.texts(per_share(before.net, shares), "－", "4.9", "3.0", "3.4")),
        ),
        (
            "１株当たり\n当期純利益",
            "潜在株式調整後\n１株当たり当期純利益",
            "自己資本\n当期純利益率",
            "総資産\n経常利益率",
            "売上高\n営業利益率",
        ),
        ("円　銭", "円　銭", "％", "％", "％"),
    )
    y = tanshin.subsection(paper, y, "（２）連結財政状態")
    y = tanshin.positions(
        paper,
        y,
        notation,
        (period, facts.MUHYO_BALANCE),
        (last, facts.MUHYO_LAST_YEAR_END),
        shares=shares,
    )
    y = tanshin.section(paper, y, "２．配当の状況") - 8
    y = tanshin.dividends(
        paper,
        y,
        (
            ("2022年９月期", "－/10.00/－/10.00/20.00/396/41.0/2.0"),
            ("2023年12月期", "－/10.00/－/0.00/10.00/198/－/1.0"),
            ("2024年12月期（予想）", "－/0.00/－/5.00/5.00//24.8/"),
        ),
        ratios=True,
    )
    y = tanshin.section(
        paper, y, "３．2024年12月期の連結業績予想（2024年１月１日～2024年12月31日）"
    )
    y = tanshin.subsection(paper, y - 2, "", "（％表示は、対前期増減率）")
    forecast = tanshin.forecast(tanshin.YEAR, (43_500, 980, 920, 400), (None, None, None, None))
    y = tanshin.results(paper, y, notation, forecast, ("通期",))
    tanshin.note(
        paper,
        y,
        "（注）2023年12月期は15か月間の変則決算であるため、対前期増減率は記載しておりません。",
    )
    return paper


def yukishiro() -> Paper:
    """A railway without a group: 営業収益, Heisei years, full-width figures."""
    paper, notation = Paper(latin="tiro"), Notation(wide=True)
    now, before = facts.YUKISHIRO, facts.YUKISHIRO_BEFORE
    period, last = "平成31年３月期", "平成30年３月期"
    labels = ("営業収益", "営業利益", "経常利益", "当期純利益")
    paper.new_page()
    y = tanshin.masthead(
        paper,
        Masthead(
            title="平成31年３月期　決算短信〔日本基準〕（非連結）",
            date="令和元年５月15日",
            company="雪代鉄道株式会社",
            market="札",
            code="0906",
            url="http://www.yukishiro-railway.example/",
            president="（役職名）取締役社長　　　（氏名）箕輪　清志",
            contact="（役職名）常務取締役総務部長（氏名）東雲　隆　ＴＥＬ　０１３４－００－１９",
            schedule=(
                "定時株主総会開催予定日　令和元年６月27日　　配当支払開始予定日　令和元年６月28日",
                "有価証券報告書提出予定日　令和元年６月28日",
                "決算補足説明資料作成の有無：無　　　決算説明会開催の有無：無",
            ),
        ),
    )
    y = tanshin.section(paper, y, "１．平成31年３月期の業績（平成30年４月１日～平成31年３月31日）")
    y = tanshin.subsection(paper, y, "（１）経営成績", "（％表示は対前期増減率）")
    columns = tanshin.profit_series(now, before, (-1.8, -9.6, -12.4, 6.3), labels)
    y = tanshin.results(paper, y, notation, columns, (period, last), first=80, share=0.47)
    shares = 2_400_000
    wide = str.maketrans("0123456789,.", "０１２３４５６７８９，．")
    y = tanshin.position(
        paper,
        y - 4,
        (
            (
                period,
                tanshin.texts(per_share(now.net, shares).translate(wide), "－", "１．２", "０．８"),
            ),
            (
                last,
                tanshin.texts(
                    per_share(before.net, shares).translate(wide), "－", "２．９", "１．４"
                ),
            ),
        ),
        (
            "１株当たり\n当期純利益",
            "潜在株式調整後\n１株当たり当期純利益",
            "自己資本\n当期純利益率",
            "総資産\n経常利益率",
        ),
        ("円　銭", "円　銭", "％", "％"),
    )
    y = tanshin.subsection(paper, y, "（２）財政状態")
    y = tanshin.positions(
        paper,
        y,
        notation,
        (period, facts.YUKISHIRO_BALANCE),
        (last, facts.YUKISHIRO_LAST_YEAR_END),
    )
    y = tanshin.section(paper, y + 6, "２．配当の状況") - 8
    y = tanshin.dividends(
        paper,
        y,
        (
            ("平成30年３月期", "－/－/－/１５．００/１５．００"),
            ("平成31年３月期", "－/－/－/１５．００/１５．００"),
            ("令和２年３月期（予想）", "－/－/－/１５．００/１５．００"),
        ),
    )
    y = tanshin.section(
        paper, y + 6, "３．令和２年３月期の業績予想（平成31年４月１日～令和２年３月31日）"
    )
    y = tanshin.subsection(paper, y - 2, "", "（％表示は、対前期増減率）")
    forecast = tanshin.forecast(labels, (4_060, 140, 90, 50), (-1.2, -20.0, -26.5, -12.1))
    y = tanshin.results(paper, y, notation, forecast, ("通　　期",), first=80, share=0.47)
    tanshin.note(
        paper, y, "（注）当社は連結財務諸表を作成しておりませんので、連結業績は記載しておりません。"
    )
    return paper
