"""A business report, a notice on a missed forecast, and slides on a second quarter."""

from __future__ import annotations

from statement_forms import facts
from statement_forms.accounts import MILLION, THOUSAND, Balance, Income, Notation, growth, per_share
from statement_forms.paper import Cell, CellLike, Colour, Grid, Paper

_CENTRE = 297.5
_NAVY: Colour = (0.09, 0.20, 0.40)
_PALE: Colour = (0.90, 0.94, 0.99)
_GREY: Colour = (0.45, 0.45, 0.45)
_WHITE: Colour = (1.0, 1.0, 1.0)


def yunagi() -> Paper:
    """A business report: four years, oldest left, and a unit of its own in every row's label."""
    paper = Paper(latin="tiro")
    paper.new_page()
    paper.text(_CENTRE, 84, "事　業　報　告", size=17, align="center", bold=True)
    paper.text(_CENTRE, 108, "2023年10月１日から2024年９月30日まで", size=10, align="center")
    paper.text(60, 146, "１．会社の現況に関する事項", size=11, bold=True)
    paper.text(66, 166, "（１）事業の経過及び成果", size=10)
    sales = Notation().units(facts.YUNAGI[3].sales)
    change = growth(facts.YUNAGI[3].sales, facts.YUNAGI[2].sales)
    y = paper.paragraph(
        72,
        186,
        458,
        "当事業年度における印刷業界は、用紙・インキの値上がりに加え、商業印刷の需要減少が続きました。当社は、食品"
        "包装向けの軟包材印刷と自治体向けの封入封緘業務に注力し、価格改定にも取り組みました。その結果、売上高は"
        f"{sales // 100}億{sales % 100}百万円（前期比{change}％増）となりました。",
        size=9.5,
        leading=17,
    )
    paper.text(66, y + 12, "（２）財産及び損益の状況の推移", size=10)
    y = _yunagi_table(paper, y + 20)
    y = paper.lines(
        72,
        y + 14,
        (
            "（注）１．１株当たり当期純利益は、期中平均発行済株式総数により算出しております。",
            "　　　２．売上高及び総資産は百万円未満、その他は千円未満を切り捨てております。",
        ),
        size=8,
        leading=13,
    )
    paper.text(66, y + 16, "（３）対処すべき課題", size=10)
    paper.paragraph(
        72,
        y + 36,
        458,
        "第44期は、軟包材印刷の新ラインを2025年１月に稼働させる予定であり、償却負担が先行いたします。採用難への対応"
        "として、封入封緘業務の自動化と夜間操業の見直しを進めてまいります。",
        size=9.5,
        leading=17,
    )
    paper.text(_CENTRE, 815, "－ 2 －", size=8.5, align="center")
    return paper


def _yunagi_table(paper: Paper, y: float) -> float:
    millions, thousands = Notation(), Notation(scale=THOUSAND)
    years = facts.YUNAGI
    lines: tuple[tuple[str, Notation, tuple[int, ...], str], ...] = (
        ("売上高（百万円）", millions, tuple(year.sales for year in years), "net_sales"),
        (
            "営業利益又は営業損失（△）（千円）",
            thousands,
            tuple(year.operating for year in years),
            "operating_income",
        ),
        ("経常利益（千円）", thousands, tuple(y.ordinary for y in years), "ordinary_income"),
        ("当期純利益（千円）", thousands, tuple(year.net for year in years), "net_income"),
        ("総資産（百万円）", millions, facts.YUNAGI_ASSETS, "total_assets"),
        ("純資産（千円）", thousands, facts.YUNAGI_NET_ASSETS, "net_assets"),
    )
    heads = (
        "第40期\n（2021年９月期）",
        "第41期\n（2022年９月期）",
        "第42期\n（2023年９月期）",
        "第43期（当期）\n（2024年９月期）",
    )
    rows: list[list[CellLike]] = [
        [
            Cell(text="区　　　分", align="center"),
            *(Cell(text=head, align="center", size=8) for head in heads),
        ]
    ]
    for label, notation, amounts, field in lines:
        cells = [notation.cell(amount) for amount in amounts[:-1]]
        now = notation.cell(amounts[-1], field=field, label=label)
        rows.append([Cell(text=label, size=8), *cells, now])
    shares = [per_share(year.net, facts.YUNAGI_SHARES) for year in years]
    rows.insert(5, [Cell(text="１株当たり当期純利益（円）", size=8), *shares])
    grid = Grid(widths=(148, 80, 80, 80, 84), height=22, size=9, pad=5, heights={0: 30})
    return paper.table(60, y, grid, rows)


def kuroganemochi() -> Paper:
    """A notice on the difference from the forecast: the forecast stands above what came of it."""
    paper, notation = Paper(), Notation(negative="−")
    now, before = facts.KUROGANEMOCHI, facts.KUROGANEMOCHI_BEFORE
    paper.new_page()
    paper.text(545, 62, "2024年３月11日", size=9.5, align="right")
    paper.text(50, 82, "各　位", size=10)
    paper.lines(
        310,
        104,
        (
            "会 社 名　クロガネモチ・エステート株式会社",
            "代表者名　代表取締役社長　　椿山　誠司",
            "　　　　　（コード番号　0588　福証）",
            "問合せ先　取締役管理部長　　古賀　あやめ",
            "　　　　　（TEL　092-000-4410）",
        ),
        size=9,
        leading=14,
    )
    paper.text(
        _CENTRE,
        204,
        "通期業績予想と実績値との差異及び特別損失の計上に関するお知らせ",
        size=12.5,
        align="center",
        bold=True,
    )
    y = paper.paragraph(
        60,
        234,
        478,
        "　2023年９月14日に公表いたしました2024年１月期（2023年２月１日～2024年１月31日）の"
        "個別業績予想と、本日公表の実績値との間に差異が生じましたので、下記のとおりお知らせいたします。なお、当社は連結財務諸表を作成しておりません。",
        size=9.5,
        leading=16,
    )
    paper.text(_CENTRE, y + 8, "記", size=10, align="center")
    paper.text(
        60,
        y + 32,
        "１．2024年１月期 通期個別業績予想と実績値との差異（2023年２月１日～2024年１月31日）",
        size=9.5,
        bold=True,
    )
    y = _difference_table(paper, y + 42, notation, now, before) + 26
    paper.text(60, y, "２．差異の理由", size=9.5, bold=True)
    y = paper.paragraph(
        66,
        y + 18,
        470,
        "売上高及び営業利益は、福岡市内で予定していた分譲用地２件の引渡しが翌期に延期されたことにより、予想を下回り"
        "ました。当期純利益につきましては、下記の特別損失を計上したことにより、損失となりました。",
        size=9.5,
        leading=16,
    )
    paper.text(60, y + 10, "３．特別損失の計上", size=9.5, bold=True)
    loss = notation.text(now.special_loss)
    paper.paragraph(
        66,
        y + 28,
        470,
        f"商業施設「クロガネモチ・テラス」について、収益性の低下により減損損失{loss}百万円を特別損失に計上いたしました。",
        size=9.5,
        leading=16,
    )
    paper.text(545, y + 96, "以　上", size=10, align="right")
    return paper


def _difference_table(
    paper: Paper, y: float, notation: Notation, now: Income, before: Income
) -> float:
    labels = ("売上高", "営業利益", "経常利益", "当期純利益")
    fields = ("net_sales", "operating_income", "ordinary_income", "net_income")
    forecast = tuple(amount * MILLION for amount in (13_200, 1_180, 1_010, 640))
    actual = (now.sales, now.operating, now.ordinary, now.net)
    last = (before.sales, before.operating, before.ordinary, before.net)
    shares = 8_120_000
    gaps = tuple(
        int(notation.units(a) - notation.units(f)) * MILLION
        for a, f in zip(actual, forecast, strict=True)
    )
    changes = tuple(growth(a, f) for a, f in zip(actual, forecast, strict=True))
    unit = [Cell(text="百万円", size=7)] * 4 + [Cell(text="円　銭", size=7)]

    def printed(amounts: tuple[int, ...]) -> list[CellLike]:
        return [notation.text(amount) for amount in amounts]

    rows: list[list[CellLike]] = [
        ["", *(Cell(text=text, align="center") for text in (*labels, "１株当たり\n当期純利益"))],
        ["", *unit],
        ["前回発表予想（Ａ）", *printed(forecast), per_share(forecast[3], shares)],
        [
            "実績値（Ｂ）",
            *(
                notation.cell(amount, field=field, label=label)
                for amount, field, label in zip(actual, fields, labels, strict=True)
            ),
            per_share(actual[3], shares, negative="−"),
        ],
        ["増減額（Ｂ－Ａ）", *printed(gaps), ""],
        ["増減率（％）", *(notation.percent(change) for change in changes), ""],
        [
            Cell(text="（ご参考）前期実績\n（2023年１月期）", size=8),
            *printed(last),
            per_share(last[3], shares),
        ],
    ]
    grid = Grid(
        widths=(116, 72, 72, 72, 72, 72),
        height=20,
        size=9,
        pad=5,
        across=(0, 1, 3, 4, 5, 6, 7),
        heights={0: 28, 1: 11, 6: 28},
    )
    return paper.table(60, y, grid, rows)


def shirakaba() -> Paper:
    """Slides: the quarter alone stands left of the half year that is asked for."""
    paper = Paper(size=(720.0, 405.0))
    notation = Notation(rounding="round", negative="▲")
    paper.new_page()
    paper.box(0, 0, 720, 405, fill=_NAVY, border=None)
    paper.text(60, 165, "2025年３月期 第２四半期（中間期）", size=26, colour=_WHITE)
    paper.text(60, 205, "決算補足説明資料", size=26, colour=_WHITE)
    paper.text(60, 300, "シラカバソフト株式会社", size=15, colour=_WHITE)
    paper.text(60, 324, "証券コード：0741　　2024年11月12日", size=11, colour=_WHITE)
    _slide(paper, "連結業績サマリー", "単位：百万円（四捨五入）", 2)
    _shirakaba_results(paper, notation)
    _slide(paper, "連結貸借対照表の概要", "単位：百万円（四捨五入）", 3)
    _shirakaba_balance(paper, notation)
    return paper


def _slide(paper: Paper, title: str, unit: str, number: int) -> None:
    paper.new_page()
    paper.box(0, 0, 720, 46, fill=_NAVY, border=None)
    paper.text(28, 31, title, size=18, colour=_WHITE)
    paper.text(696, 62, unit, size=9, align="right", colour=_GREY)
    paper.text(28, 392, "Copyright © Shirakaba Soft Co., Ltd.", size=7, colour=_GREY)
    paper.text(696, 392, str(number), size=9, align="right", colour=_GREY)


def _shirakaba_results(paper: Paper, notation: Notation) -> None:
    quarter, quarter_before = facts.SHIRAKABA_QUARTER, facts.SHIRAKABA_QUARTER_BEFORE
    half, half_before = facts.SHIRAKABA_HALF, facts.SHIRAKABA_HALF_BEFORE
    plan = {"sales": 18_000, "operating": 620, "ordinary": 640, "net": 410}
    lines = (
        ("売上高", "sales", "net_sales"),
        ("売上総利益", "gross", ""),
        ("販売費及び一般管理費", "selling", ""),
        ("営業利益", "operating", "operating_income"),
        ("経常利益", "ordinary", "ordinary_income"),
        ("親会社株主に帰属する\n中間純利益", "net", "net_income"),
    )

    def head(text: str, span: int = 1) -> Cell:
        return Cell(text=text, span=span, align="center", size=9, fill=_NAVY, colour=_WHITE)

    rows: list[list[CellLike]] = [
        [
            head(""),
            head("第２四半期会計期間（７－９月）", 3),
            head("第２四半期累計（４－９月）", 3),
            head("通期予想", 2),
        ],
        [
            head(""),
            *(head(text) for text in ("前年同期", "当期", "増減率") * 2),
            head("2025/3期"),
            head("進捗率"),
        ],
    ]
    for label, name, field in lines:
        three = [getattr(period, name) for period in (quarter_before, quarter)]
        six = [getattr(period, name) for period in (half_before, half)]
        year = plan.get(name)
        progress = f"{six[1] / (year * MILLION) * 100:.1f}%" if year else "―"
        rows.append(
            [
                Cell(text=label),
                notation.text(three[0]),
                Cell(text=notation.text(three[1]), bold=True),
                _signed_percent(notation, growth(three[1], three[0])),
                notation.text(six[0]),
                Cell(
                    text=notation.text(six[1]),
                    value=notation.value(six[1]),
                    field=field,
                    label=label.replace("\n", ""),
                    bold=True,
                    fill=_PALE,
                ),
                _signed_percent(notation, growth(six[1], six[0])),
                notation.text(year * MILLION) if year else "―",
                progress,
            ]
        )
    grid = Grid(
        widths=(132, 68, 68, 62, 68, 68, 62, 72, 62),
        height=34,
        size=11,
        pad=6,
        heights={0: 22, 1: 20},
        down=(0, 1, 4, 7, 9),
        line=0.6,
    )
    y = paper.table(29, 72, grid, rows)
    paper.lines(
        34,
        y + 22,
        (
            "● 第２四半期会計期間は、大型案件の検収が第３四半期にずれ込み、営業損失となりました。",
            "● 累計では、クラウド保守サービスの伸長により増収。通期予想に変更はありません。",
        ),
        size=10,
        leading=17,
    )


def _signed_percent(notation: Notation, value: float | None) -> str:
    if value is None:
        return "―"
    return f"{'+' if value >= 0 else ''}{notation.percent(value)}%"


def _shirakaba_balance(paper: Paper, notation: Notation) -> None:
    before, now = facts.SHIRAKABA_LAST_YEAR_END, facts.SHIRAKABA_BALANCE
    lines: tuple[tuple[str, str, str], ...] = (
        ("流動資産", "current_assets", ""),
        ("固定資産", "fixed_assets", ""),
        ("総資産", "assets", "total_assets"),
        ("流動負債", "current_liabilities", ""),
        ("固定負債", "fixed_liabilities", ""),
        ("負債合計", "liabilities", ""),
        ("純資産", "net_assets", "net_assets"),
        ("（うち自己資本）", "equity", ""),
    )
    rows: list[list[CellLike]] = [
        [
            Cell(text=text, align="center", fill=_NAVY, colour=_WHITE, size=10)
            for text in ("", "2024年３月期末", "2024年９月末", "増減額")
        ]
    ]
    for label, name, field in lines:
        rows.append(_balance_row(notation, label, name, field, before, now))
    rows.append(
        [
            "自己資本比率",
            f"{before.equity_ratio}%",
            Cell(
                text=f"{now.equity_ratio}%",
                value=now.equity_ratio,
                field="equity_ratio",
                label="自己資本比率",
                bold=True,
                fill=_PALE,
            ),
            f"+{now.equity_ratio - before.equity_ratio:.1f}pt",
        ]
    )
    grid = Grid(widths=(190, 130, 130, 110), height=27, size=11.5, pad=10, down=(0, 1, 4), line=0.6)
    paper.table(80, 76, grid, rows)


def _balance_row(
    notation: Notation, label: str, name: str, field: str, before: Balance, now: Balance
) -> list[CellLike]:
    then, today = getattr(before, name), getattr(now, name)
    gap = int(notation.units(today) - notation.units(then)) * MILLION
    bold = bool(field)
    return [
        Cell(text=label, bold=bold, indent=0 if bold else 10),
        notation.text(then),
        Cell(
            text=notation.text(today),
            value=notation.value(today),
            field=field,
            label=label,
            bold=bold,
            fill=_PALE,
        ),
        notation.text(gap),
    ]
