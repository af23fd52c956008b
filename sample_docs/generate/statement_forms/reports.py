"""決算短信 of three invented companies with the usual headings."""

from __future__ import annotations

from statement_forms import facts, tanshin
from statement_forms.accounts import MILLION, Notation, growth, per_share
from statement_forms.paper import Cell, CellLike, Grid, Paper
from statement_forms.tanshin import LEFT, RIGHT, Masthead, Series

_QUARTER = ("売上高", "営業利益", "経常利益", "親会社株主に帰属する\n四半期純利益")
_ALONE = ("売上高", "営業利益", "経常利益", "当期純利益")


def hisame() -> Paper:
    """A third quarter with losses: 百万円, △, last year's quarter below, forecast at the foot."""
    paper, notation = Paper(), Notation()
    now, before = facts.HISAME, facts.HISAME_BEFORE
    period, last = "2024年３月期第３四半期", "2023年３月期第３四半期"
    shares = 15_270_600
    paper.new_page()
    y = tanshin.masthead(
        paper,
        Masthead(
            title="2024年３月期　第３四半期決算短信〔日本基準〕（連結）",
            date="2024年２月９日",
            company="氷雨精機株式会社",
            market="東",
            code="0421",
            url="https://www.hisame-seiki.example/",
            president="（役職名）代表取締役社長　　　（氏名）真壁　穂高",
            contact="（役職名）執行役員管理本部長　（氏名）井伏　咲子　　TEL　0266-00-2140",
            schedule=(
                "四半期報告書提出予定日　2024年２月13日　　　配当支払開始予定日　－",
                "四半期決算補足説明資料作成の有無：有　　　四半期決算説明会開催の有無：無",
            ),
        ),
    )
    y = tanshin.section(
        paper, y, "１．2024年３月期第３四半期の連結業績（2023年４月１日～2023年12月31日）"
    )
    y = tanshin.subsection(
        paper, y, "（１）連結経営成績（累計）", "（％表示は、対前年同四半期増減率）"
    )
    columns = tanshin.profit_series(now, before, (3.4, -21.7, -18.2, -24.0), _QUARTER)
    y = tanshin.results(paper, y, notation, columns, (period, last))
    comprehensive = notation.text(now.profit + 153_000_000), notation.text(before.profit)
    y = tanshin.note(
        paper,
        y,
        f"（注）包括利益　{period}　{comprehensive[0]}百万円（－％）"
        f"　　{last}　{comprehensive[1]}百万円（△16.3％）",
    )
    y = tanshin.position(
        paper,
        y,
        (
            (period, [Cell(text=per_share(now.net, shares)), Cell(text="－")]),
            (last, [Cell(text=per_share(before.net, shares)), Cell(text="－")]),
        ),
        ("１株当たり\n四半期純利益", "潜在株式調整後１株当たり\n四半期純利益"),
        ("円　銭", "円　銭"),
    )
    y = tanshin.subsection(paper, y + 2, "（２）連結財政状態")
    y = tanshin.positions(
        paper,
        y,
        notation,
        (period, facts.HISAME_BALANCE),
        ("2023年３月期", facts.HISAME_LAST_YEAR_END),
    )
    y = tanshin.section(paper, y + 8, "２．配当の状況") - 8
    y = tanshin.dividends(
        paper,
        y,
        (
            ("2023年３月期", "－/20.00/－/22.00/42.00"),
            ("2024年３月期", "－/20.00/－//"),
            ("2024年３月期（予想）", "///15.00/35.00"),
        ),
    )
    y = tanshin.note(paper, y, "（注）直近に公表されている配当予想からの修正の有無：有")
    y = tanshin.section(
        paper, y + 8, "３．2024年３月期の連結業績予想（2023年４月１日～2024年３月31日）"
    )
    y = tanshin.subsection(paper, y - 2, "", "（％表示は、対前期増減率）")
    forecast = tanshin.forecast(tanshin.YEAR, (26_400, -690, -520, -610), (-10.6, None, None, None))
    y = tanshin.results(paper, y, notation, forecast, ("通期",))
    tanshin.note(paper, y, "（注）直近に公表されている業績予想からの修正の有無：有")
    _hisame_notes(paper, shares)
    return paper


def _hisame_notes(paper: Paper, shares: int) -> None:
    paper.new_page()
    y = tanshin.section(paper, 60, "※　注記事項")
    y = paper.lines(
        LEFT + 8,
        y + 4,
        (
            "（１）当四半期連結累計期間における重要な子会社の異動：無",
            "（２）四半期連結財務諸表の作成に特有の会計処理の適用：有",
            "（３）会計方針の変更・会計上の見積りの変更・修正再表示",
            "　　　①　会計基準等の改正に伴う会計方針の変更：無",
            "　　　②　①以外の会計方針の変更：無",
            "　　　③　会計上の見積りの変更：有",
            "　　　④　修正再表示：無",
            "（４）発行済株式数（普通株式）",
        ),
        size=8.5,
        leading=15,
    )
    rows: list[list[CellLike]] = [
        ["", "2024年３月期３Ｑ", "2023年３月期"],
        ["①　期末発行済株式数（自己株式を含む）", "15,480,000株", "15,480,000株"],
        ["②　期末自己株式数", "209,412株", "209,400株"],
        ["③　期中平均株式数（四半期累計）", f"{shares:,}株", "15,271,044株"],
    ]
    y = paper.table(LEFT + 24, y - 6, Grid(widths=(200, 110, 110), height=15), rows) + 24
    y = tanshin.section(paper, y, "※　業績予想の適切な利用に関する説明、その他特記事項")
    paper.paragraph(
        LEFT + 8,
        y + 4,
        RIGHT - LEFT - 8,
        "本資料に記載されている業績見通し等の将来に関する記述は、当社が現在入手している情報及び合理的であると"
        "判断する一定の前提に基づいており、その達成を当社として約束する趣旨のものではありません。工作機械向けの"
        "受注は第３四半期に入っても回復が遅れており、固定費の削減を進めておりますが、通期では営業損失690百万円を"
        "見込んでおります。",
        size=8.5,
    )
    tanshin.page_number(paper, "－ 2 －")


def geppaku() -> Paper:
    """A full year; the parent's own figures follow, and the text rounds where tables truncate."""
    paper, notation = Paper(latin="tiro"), Notation()
    now, before = facts.GEPPAKU, facts.GEPPAKU_BEFORE
    period, last = "2024年３月期", "2023年３月期"
    shares = 26_874_000
    paper.new_page()
    y = tanshin.masthead(
        paper,
        Masthead(
            title="2024年３月期　決算短信〔日本基準〕（連結）",
            date="2024年５月10日",
            company="月白フーズ株式会社",
            market="東",
            code="0258",
            url="https://www.geppaku-foods.example/ir/",
            president="（役職名）代表取締役社長執行役員（氏名）御厨　一葉",
            contact="（役職名）経理部長　　　　　　　（氏名）小暮　直哉　　TEL　03-0000-7718",
            schedule=(
                "定時株主総会開催予定日　2024年６月26日　　　配当支払開始予定日　2024年６月27日",
                "有価証券報告書提出予定日　2024年６月26日",
                "決算補足説明資料作成の有無：有　　　決算説明会開催の有無：有（機関投資家向け）",
            ),
        ),
    )
    y = tanshin.section(paper, y, "１．2024年３月期の連結業績（2023年４月１日～2024年３月31日）")
    y = tanshin.subsection(paper, y, "（１）連結経営成績", "（％表示は対前期増減率）")
    columns = tanshin.profit_series(now, before, (4.1, 12.8, 10.2, 8.7), tanshin.YEAR)
    y = tanshin.results(paper, y, notation, columns, (period, last))
    y = tanshin.position(
        paper,
        y - 8,
        (
            (period, tanshin.texts(per_share(now.net, shares), "－", "8.5", "6.6", "4.3")),
            (last, tanshin.texts(per_share(before.net, shares), "－", "6.5", "4.9", "3.2")),
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
    y = tanshin.note(
        paper, y, "（参考）持分法投資損益　2024年３月期　－百万円　　2023年３月期　－百万円"
    )
    y = tanshin.subsection(paper, y, "（２）連結財政状態")
    y = tanshin.positions(
        paper,
        y,
        notation,
        (period, facts.GEPPAKU_BALANCE),
        (last, facts.GEPPAKU_LAST_YEAR_END),
        shares=shares,
    )
    y = tanshin.subsection(paper, y, "（３）連結キャッシュ・フローの状況")
    y = tanshin.cash_flows(
        paper,
        y,
        notation,
        (
            (period, (5_284, -3_402, -1_627, facts.GEPPAKU_BALANCE.cash // MILLION - 120)),
            (last, (4_106, -2_918, -1_355, facts.GEPPAKU_LAST_YEAR_END.cash // MILLION - 120)),
        ),
    )
    y = tanshin.section(paper, y, "２．配当の状況") - 8
    y = tanshin.dividends(
        paper,
        y,
        (
            ("2023年３月期", "－/14.00/－/15.00/29.00/779/42.8/2.7"),
            ("2024年３月期", "－/15.00/－/18.00/33.00/886/34.9/3.0"),
            ("2025年３月期（予想）", "－/18.00/－/18.00/36.00//36.5/"),
        ),
        ratios=True,
    )
    y = tanshin.section(
        paper, y, "３．2025年３月期の連結業績予想（2024年４月１日～2025年３月31日）"
    )
    y = tanshin.subsection(
        paper, y - 2, "", "（％表示は、通期は対前期、四半期は対前年同四半期増減率）"
    )
    half = tanshin.forecast(tanshin.YEAR, (43_100, 1_720, 1_810, 1_190), (3.1, 1.9, 0.8, 1.4))
    year = tanshin.forecast(tanshin.YEAR, (86_500, 3_800, 3_980, 2_650), (2.6, 4.7, 3.5, 4.3))
    both = [
        Series(label=a.label, amounts=a.amounts + b.amounts, changes=a.changes + b.changes)
        for a, b in zip(half, year, strict=True)
    ]
    tanshin.results(paper, y, notation, both, ("第２四半期（累計）", "通　　期"))
    _geppaku_second_page(paper, notation)
    return paper


def _geppaku_second_page(paper: Paper, notation: Notation) -> None:
    period, last = "2024年３月期", "2023年３月期"
    paper.new_page()
    y = tanshin.section(paper, 60, "（参考）個別業績の概要")
    y = tanshin.section(
        paper, y + 4, "１．2024年３月期の個別業績（2023年４月１日～2024年３月31日）"
    )
    y = tanshin.subsection(paper, y, "（１）個別経営成績", "（％表示は対前期増減率）")
    alone = tanshin.profit_series(
        facts.GEPPAKU_ALONE,
        facts.GEPPAKU_ALONE_BEFORE,
        (3.0, 9.4, 8.8, 6.1),
        _ALONE,
        marked=False,
    )
    y = tanshin.results(paper, y, notation, alone, (period, last))
    y = tanshin.subsection(paper, y, "（２）個別財政状態")
    rows = []
    for name, (assets, net_assets) in (
        (period, facts.GEPPAKU_ALONE_BALANCE),
        (last, facts.GEPPAKU_ALONE_BALANCE_BEFORE),
    ):
        ratio = f"{net_assets / assets * 100:.1f}"
        rows.append((name, tanshin.texts(notation.text(assets), notation.text(net_assets), ratio)))
    y = tanshin.position(paper, y, rows, *tanshin.POSITION)
    y = tanshin.note(
        paper,
        y,
        "（参考）自己資本　2024年３月期　"
        f"{notation.text(facts.GEPPAKU_ALONE_BALANCE[1])}百万円　　2023年３月期　"
        f"{notation.text(facts.GEPPAKU_ALONE_BALANCE_BEFORE[1])}百万円",
    )
    _geppaku_story(paper, y + 20)
    tanshin.page_number(paper, "2")


def _geppaku_story(paper: Paper, y: float) -> None:
    rounded = Notation(rounding="round")
    now = facts.GEPPAKU
    sales = rounded.text(now.sales)
    change = growth(now.sales, facts.GEPPAKU_BEFORE.sales)
    sentence = f"当連結会計年度の売上高は{sales}百万円（前期比{change}％増）となりました。"
    y = tanshin.section(paper, y, "１．経営成績等の概況　（１）当期の経営成績の概況")
    y = paper.paragraph(
        LEFT + 8,
        y + 4,
        RIGHT - LEFT - 8,
        "当連結会計年度におけるわが国経済は、行動制限の緩和により外食需要が戻る一方、原材料価格と物流費の上昇が"
        "続きました。当社グループは、冷凍惣菜の値上げと不採算品目の整理を進め、主力の業務用冷凍食品では学校給食"
        "及び宿泊施設向けの販売が伸長しました。",
        size=8.5,
    )
    y = paper.paragraph(LEFT + 8, y, RIGHT - LEFT - 8, sentence, size=8.5)
    paper.mark("net_sales", rounded.value(now.sales), sales, label="売上高", quote=sentence)
    paper.text(
        LEFT + 8,
        y + 4,
        "（注）本文中の金額は、百万円未満を四捨五入して表示しております。",
        size=7.5,
    )


def hiiragi() -> Paper:
    """The page that is then scanned: first year of Reiwa, the prior year in the upper row."""
    paper, notation = Paper(latin="tiro"), Notation()
    now, before = facts.HIIRAGI, facts.HIIRAGI_BEFORE
    period, last = "令和元年12月期", "平成30年12月期"
    paper.new_page()
    y = tanshin.masthead(
        paper,
        Masthead(
            title="令和元年12月期　決算短信〔日本基準〕（連結）",
            date="令和２年２月７日",
            company="株式会社柊計測器",
            market="東",
            code="0672",
            url="https://www.hiiragi-keisoku.example/",
            president="（役職名）代表取締役社長　　（氏名）柊　正太郎",
            contact="（役職名）経理部長　　　　　（氏名）水無瀬　徹　　TEL　075-000-5821",
            schedule=(
                "定時株主総会開催予定日　令和２年３月26日　　配当支払開始予定日　令和２年３月27日",
            ),
        ),
    )
    y = tanshin.section(
        paper, y, "１．令和元年12月期の連結業績（平成31年１月１日～令和元年12月31日）"
    )
    y = tanshin.subsection(paper, y, "（１）連結経営成績", "（％表示は対前期増減率）")
    columns = tanshin.profit_series(now, before, (5.8, 14.2, 13.7, 15.9), tanshin.YEAR)
    y = tanshin.results(paper, y, notation, columns, (period, last), newest_last=True)
    y = tanshin.subsection(paper, y + 4, "（２）連結財政状態")
    y = tanshin.positions(
        paper,
        y,
        notation,
        (period, facts.HIIRAGI_BALANCE),
        (last, facts.HIIRAGI_LAST_YEAR_END),
        newest_last=True,
    )
    y = tanshin.section(paper, y + 10, "２．配当の状況") - 8
    y = tanshin.dividends(
        paper,
        y,
        (
            ("平成30年12月期", "－/15.00/－/15.00/30.00"),
            ("令和元年12月期", "－/15.00/－/15.00/30.00"),
            ("令和２年12月期（予想）", "－/15.00/－/16.00/31.00"),
        ),
    )
    y = tanshin.section(
        paper, y + 10, "３．令和２年12月期の連結業績予想（令和２年１月１日～令和２年12月31日）"
    )
    y = tanshin.subsection(paper, y - 2, "", "（％表示は、対前期増減率）")
    forecast = tanshin.forecast(tanshin.YEAR, (12_800, 960, 1_010, 690), (2.9, 2.7, 1.7, 1.3))
    tanshin.results(paper, y, notation, forecast, ("通期",))
    return paper
