"""A trial balance as accounting programs print it, and accounts with a prior year beside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from statement_forms import facts
from statement_forms.accounts import THOUSAND, Balance, Income, Notation, share
from statement_forms.paper import Cell, CellLike, Grid, Paper

_CENTRE = 297.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One line of a trial balance: what stood there a month ago, the month's two sides, and now.

    `debit` and `credit` are None on lines that are differences and have no sides of their own.
    """

    label: str
    before: int
    now: int
    debit: int | None
    credit: int | None
    field: str = ""
    total: bool = False


def maruta() -> Paper:
    """A small company's trial balance in yen: the month before, the month's turnover, and now."""
    paper = Paper(latin="cour")
    before, now = facts.MARUTA_BALANCE_NOVEMBER, facts.MARUTA_BALANCE
    _trial_page(paper, "貸借対照表", _maruta_balance(before, now), whole=now.assets, page=1)
    _trial_page(paper, "損益計算書", _maruta_income(), whole=facts.MARUTA.sales, page=2)
    return paper


def _trial_page(paper: Paper, name: str, accounts: list[Account], *, whole: int, page: int) -> None:
    notation = Notation(scale=1, negative="-")
    paper.new_page()
    paper.text(_CENTRE, 52, "残　高　試　算　表", size=14, align="center", bold=True)
    paper.text(
        _CENTRE,
        70,
        f"（{name}）　　自 令和 5年12月 1日　至 令和 5年12月31日",
        size=9,
        align="center",
    )
    paper.text(36, 92, "有限会社 まるた螺子製作所", size=9)
    paper.text(
        36, 105, "事業年度：令和 5年 1月 1日 ～ 令和 5年12月31日　　　税込・決算整理後", size=8
    )
    paper.text(559, 92, f"{page} 頁", size=8, align="right")
    paper.text(559, 105, "（単位：円）", size=8, align="right")
    rows: list[list[CellLike]] = [
        [
            Cell(text=text, align="center", fill=(0.9, 0.9, 0.9))
            for text in ("勘　定　科　目", "前月残高", "借方金額", "貸方金額", "当月残高", "構成比")
        ]
    ]
    shaded = []
    for account in accounts:
        if account.total:
            shaded.append(len(rows))
        rows.append(_trial_row(account, notation, whole))
    edges = sorted({0, 1, len(rows), *shaded, *(number + 1 for number in shaded)})
    grid = Grid(
        widths=(153, 84, 82, 82, 84, 38),
        height=19 if len(rows) > 24 else 20,
        size=8.5,
        across=tuple(edges),
        line=0.4,
    )
    bottom = paper.table(36, 112, grid, rows)
    for number in range(1, len(rows) - 1):
        y = 112 + grid.height * (number + 1)
        if number + 1 not in edges:
            paper.rule(36, y, 559, y, width=0.25, dashed=True)
    paper.text(559, bottom + 14, "出力日：令和 6年 2月20日　 9:42", size=7, align="right")


def _trial_row(account: Account, notation: Notation, whole: int) -> list[CellLike]:
    sides = (
        "" if amount is None else notation.text(amount)
        for amount in (account.debit, account.credit)
    )
    label = f"【{account.label}】" if account.total else account.label
    ratio = share(account.now, whole)
    now = notation.cell(account.now, field=account.field, label=account.label)
    return [
        Cell(text=label, indent=0 if account.total else 8),
        notation.text(account.before),
        *sides,
        now,
        Cell(text=ratio, size=7.5),
    ]


def _asset(label: str, before: int, now: int, turnover: int) -> Account:
    """A line whose balance grows on the debit side; `turnover` percent of it went out."""
    credit = max(0, now * turnover // 100, before - now)
    return Account(label=label, before=before, now=now, debit=now - before + credit, credit=credit)


def _claim(label: str, before: int, now: int, turnover: int) -> Account:
    """A line whose balance grows on the credit side."""
    mirrored = _asset(label, before, now, turnover)
    return replace(mirrored, debit=mirrored.credit, credit=mirrored.debit)


def _sum(label: str, parts: list[Account], field: str = "") -> Account:
    return Account(
        label=label,
        before=sum(part.before for part in parts),
        now=sum(part.now for part in parts),
        debit=sum(part.debit or 0 for part in parts),
        credit=sum(part.credit or 0 for part in parts),
        field=field,
        total=True,
    )


def _maruta_balance(before: Balance, now: Balance) -> list[Account]:
    def asset(label: str, name: str, turnover: int = 0) -> Account:
        return _asset(label, getattr(before, name), getattr(now, name), turnover)

    def claim(label: str, name: str, turnover: int = 0) -> Account:
        return _claim(label, getattr(before, name), getattr(now, name), turnover)

    current = [
        asset("現金及び預金", "cash", 118),
        asset("売　掛　金", "receivables", 54),
        asset("棚　卸　資　産", "inventories", 31),
        asset("その他の流動資産", "other_current", 12),
    ]
    fixed = [
        asset("有形固定資産", "tangible"),
        asset("無形固定資産", "intangible"),
        asset("投資その他の資産", "investments"),
    ]
    short = [
        claim("買　掛　金", "payables", 61),
        claim("短　期　借　入　金", "short_debt"),
        claim("未払金・未払費用・預り金", "other_current_liabilities", 44),
    ]
    long = [claim("長　期　借　入　金", "long_debt")]
    kept = facts.MARUTA_RETAINED_BEFORE
    month = facts.MARUTA.net - facts.MARUTA_NOVEMBER.net
    own = [
        Account(label="資　本　金", before=now.capital, now=now.capital, debit=0, credit=0),
        Account(label="前期繰越利益", before=kept, now=kept, debit=0, credit=0),
        Account(
            label="当期純損益金額",
            before=facts.MARUTA_NOVEMBER.net,
            now=facts.MARUTA.net,
            debit=max(0, -month),
            credit=max(0, month),
        ),
    ]
    return [
        *current,
        _sum("流動資産合計", current),
        *fixed,
        _sum("固定資産合計", fixed),
        _sum("資産合計", [*current, *fixed], "total_assets"),
        *short,
        _sum("流動負債合計", short),
        *long,
        _sum("固定負債合計", long),
        _sum("負債合計", [*short, *long]),
        *own,
        _sum("純資産合計", own, "net_assets"),
        _sum("負債・純資産合計", [*short, *long, *own]),
    ]


def _maruta_income() -> list[Account]:
    before, now = facts.MARUTA_NOVEMBER, facts.MARUTA

    def difference(label: str, amount: Callable[[Income], int], field: str = "") -> Account:
        return Account(
            label=label,
            before=amount(before),
            now=amount(now),
            debit=None,
            credit=None,
            field=field,
            total=True,
        )

    def parts(name: str, labels: tuple[tuple[str, int], ...], *, debit: bool) -> list[Account]:
        """Lines that together make one figure of the income statement; shares are percent."""
        whole_before, whole_now = getattr(before, name), getattr(now, name)
        left_before, left_now, lines = whole_before, whole_now, []
        for number, (label, percent) in enumerate(labels):
            last = number == len(labels) - 1
            then = left_before if last else whole_before * percent // 100
            today = left_now if last else whole_now * percent // 100
            left_before, left_now = left_before - then, left_now - today
            side = _asset if debit else _claim
            lines.append(side(label, then, today, 0))
        return lines

    sales = parts("sales", (("製　品　売　上　高", 83), ("加　工　賃　収　入", 17)), debit=False)
    cost = parts(
        "cost", (("材　料　費", 46), ("労　務　費", 31), ("外　注　加　工　費", 23)), debit=True
    )
    selling = parts(
        "selling",
        (
            ("役　員　報　酬", 27),
            ("給　料　手　当", 24),
            ("法　定　福　利　費", 9),
            ("荷　造　運　賃", 7),
            ("地　代　家　賃", 12),
            ("減　価　償　却　費", 8),
            ("そ　の　他　経　費", 13),
        ),
        debit=True,
    )
    income = parts("other_income", (("受　取　利　息", 1), ("雑　収　入", 99)), debit=False)
    expense = parts("other_expense", (("支　払　利　息", 100),), debit=True)
    taxes = _asset("法人税、住民税及び事業税", before.taxes, now.taxes, 0)
    return [
        *sales,
        _sum("売　上　高　計", sales, "net_sales"),
        *cost,
        _sum("売　上　原　価　計", cost),
        difference("売上総損益金額", lambda period: period.gross),
        *selling,
        _sum("販売管理費計", selling),
        difference("営 業 損 益 金 額", lambda period: period.operating, "operating_income"),
        *income,
        _sum("営業外収益計", income),
        *expense,
        _sum("営業外費用計", expense),
        difference("経 常 損 益 金 額", lambda period: period.ordinary, "ordinary_income"),
        difference("税引前当期純損益金額", lambda period: period.pretax),
        taxes,
        difference("当期純損益金額", lambda period: period.net, "net_income"),
    ]


def hakumokuren() -> Paper:
    """Consolidated accounts over three pages: prior year left, percentages of the whole beside."""
    paper, notation = Paper(latin="tiro"), Notation(scale=THOUSAND)
    _hakumokuren_story(paper, notation)
    _hakumokuren_balance(paper, notation)
    _hakumokuren_income(paper, notation)
    return paper


def _hakumokuren_story(paper: Paper, notation: Notation) -> None:
    now, before = facts.HAKUMOKUREN_BALANCE, facts.HAKUMOKUREN_LAST_YEAR_END
    millions = Notation()
    fall = millions.text(before.assets - now.assets)
    repaid = millions.text(before.liabilities - now.liabilities)
    paper.new_page()
    paper.text(
        60, 70, "株式会社ハクモクレン化学　　第48期（2023年７月１日～2024年６月30日）", size=10
    )
    paper.rule(60, 76, 535, 76)
    paper.text(60, 104, "【経営者による財政状態及び経営成績の状況の分析】", size=11, bold=True)
    y = paper.paragraph(
        66,
        130,
        464,
        "（１）経営成績　当連結会計年度は、電子材料向けの機能性樹脂が在庫調整の影響を受け、"
        "数量が前期を大きく下回りました。主原料であるナフサ系モノマーの価格転嫁は概ね完了しましたが、稼働率の低下により製造固定費の負担が"
        "増し、営業損失を計上いたしました。なお、投資有価証券の売却により特別利益を計上しております。",
        size=9.5,
        leading=17,
    )
    y = paper.paragraph(
        66,
        y + 10,
        464,
        "（２）財政状態　当連結会計年度末の資産合計は、前連結会計年度末に比べ"
        f"{fall}百万円減少いたしました。これは主に、"
        "現金及び預金並びに受取手形及び売掛金が減少したことによるものであります。"
        f"負債合計は、長期借入金の返済が進んだことにより、{repaid}百万円減少いたしました。",
        size=9.5,
        leading=17,
    )
    sentence = (
        f"この結果、自己資本比率は{now.equity_ratio}％"
        f"（前期は{before.equity_ratio}％）となりました（注）。"
    )
    y = paper.paragraph(66, y, 464, sentence, size=9.5, leading=17)
    paper.mark(
        "equity_ratio",
        now.equity_ratio,
        f"{now.equity_ratio}",
        label="自己資本比率",
        quote=sentence,
    )
    paper.rule(66, y + 14, 220, y + 14)
    paper.paragraph(
        66,
        y + 28,
        464,
        f"（注）自己資本比率＝自己資本÷資産合計×100。自己資本は、純資産合計から非支配株主持分を控除した"
        f"{notation.text(now.equity)}千円（前期{notation.text(before.equity)}千円）であります。",
        size=8,
        leading=13,
    )
    paper.text(_CENTRE, 815, "18", size=8.5, align="center")


def _beside(
    paper: Paper,
    y: float,
    notation: Notation,
    heads: tuple[str, str, str],
    rows: list[tuple[str, int | None, int | None, int, str]],
    wholes: tuple[int, int],
) -> float:
    """A table of label, prior amount and percentage, current amount and percentage.

    A row is label, amount before, amount now, indent and field; amounts None make a heading.
    """
    grey = (0.93, 0.93, 0.93)
    table: list[list[CellLike]] = [
        [
            Cell(text="", fill=grey),
            Cell(text=heads[0], span=2, fill=grey),
            Cell(text=heads[1], span=2, fill=grey),
        ],
        [
            Cell(text=text, align="center", size=7.5, fill=grey)
            for text in ("区　　分", *("金額（千円）", heads[2]) * 2)
        ],
    ]
    for label, before, now, level, field in rows:
        if before is None or now is None:
            table.append([Cell(text=label, indent=8.0 * level), "", "", "", ""])
            continue
        table.append(
            [
                Cell(text=label, indent=8.0 * level),
                notation.text(before) if before else "―",
                _percent(before, wholes[0], notation) if before else "―",
                notation.cell(now, field=field, label=label.replace("\n", "")),
                _percent(now, wholes[1], notation),
            ]
        )
    tall = {number: 24.0 for number, row in enumerate(rows, start=2) if "\n" in row[0]}
    grid = Grid(
        widths=(187, 92, 52, 92, 52),
        height=18,
        size=8.5,
        pad=4,
        across=(0, 1, 2, len(table)),
        heights={0: 4 + 11 * (heads[0].count("\n") + 1), **tall},
    )
    return paper.table(60, y, grid, table)


def _percent(part: int, whole: int, notation: Notation) -> str:
    return notation.percent(float(share(part, whole)))


def _hakumokuren_balance(paper: Paper, notation: Notation) -> None:
    before, now = facts.HAKUMOKUREN_LAST_YEAR_END, facts.HAKUMOKUREN_BALANCE

    def row(
        label: str, name: str, level: int = 2, field: str = ""
    ) -> tuple[str, int | None, int | None, int, str]:
        return label, getattr(before, name), getattr(now, name), level, field

    paper.new_page()
    paper.text(60, 60, "（１）【連結財務諸表】", size=10, bold=True)
    paper.text(66, 78, "①　【連結貸借対照表】", size=10)
    rows = [
        ("（資産の部）", None, None, 0, ""),
        row("現金及び預金", "cash"),
        row("受取手形及び売掛金", "receivables"),
        row("棚卸資産", "inventories"),
        row("その他", "other_current"),
        row("流動資産合計", "current_assets", 1),
        row("有形固定資産合計", "tangible"),
        row("無形固定資産合計", "intangible"),
        row("投資その他の資産合計", "investments"),
        row("固定資産合計", "fixed_assets", 1),
        row("資産合計", "assets", 1, "total_assets"),
        ("（負債の部）", None, None, 0, ""),
        row("支払手形及び買掛金", "payables"),
        row("短期借入金", "short_debt"),
        row("その他", "other_current_liabilities"),
        row("流動負債合計", "current_liabilities", 1),
        row("長期借入金", "long_debt"),
        row("退職給付に係る負債", "other_fixed_liabilities"),
        row("固定負債合計", "fixed_liabilities", 1),
        row("負債合計", "liabilities", 1),
        ("（純資産の部）", None, None, 0, ""),
        row("資本金", "capital"),
        row("資本剰余金", "surplus"),
        row("利益剰余金", "retained"),
        ("自己株式", -before.treasury, -now.treasury, 2, ""),
        row("株主資本合計", "shareholders", 1),
        row("その他の包括利益累計額合計", "valuation", 1),
        row("非支配株主持分", "minority", 1),
        row("純資産合計", "net_assets", 1, "net_assets"),
        row("負債純資産合計", "assets", 1),
    ]
    heads = (
        "前連結会計年度\n（2023年６月30日）",
        "当連結会計年度\n（2024年６月30日）",
        "構成比（％）",
    )
    _beside(paper, 90, notation, heads, rows, (before.assets, now.assets))
    paper.text(_CENTRE, 815, "31", size=8.5, align="center")


def _hakumokuren_income(paper: Paper, notation: Notation) -> None:
    before, now = facts.HAKUMOKUREN_BEFORE, facts.HAKUMOKUREN

    def row(
        label: str, name: str, level: int = 0, field: str = ""
    ) -> tuple[str, int | None, int | None, int, str]:
        return label, getattr(before, name), getattr(now, name), level, field

    paper.new_page()
    paper.text(66, 60, "②　【連結損益計算書】", size=10)
    rows = [
        row("売上高", "sales", 0, "net_sales"),
        row("売上原価", "cost"),
        row("売上総利益", "gross", 1),
        row("販売費及び一般管理費", "selling"),
        row("営業利益又は営業損失（△）", "operating", 1, "operating_income"),
        row("営業外収益合計", "other_income"),
        row("営業外費用合計", "other_expense"),
        row("経常利益又は経常損失（△）", "ordinary", 1, "ordinary_income"),
        row("特別利益合計", "special_gain"),
        row("特別損失合計", "special_loss"),
        row("税金等調整前当期純利益又は\n税金等調整前当期純損失（△）", "pretax", 1),
        row("法人税等合計", "taxes"),
        row("当期純利益又は当期純損失（△）", "profit", 1),
        row("非支配株主に帰属する当期純利益", "minority"),
        row(
            "親会社株主に帰属する当期純利益又は\n親会社株主に帰属する当期純損失（△）",
            "net",
            1,
            "net_income",
        ),
    ]
    heads = (
        "前連結会計年度\n（自　2022年７月１日\n　至　2023年６月30日）",
        "当連結会計年度\n（自　2023年７月１日\n　至　2024年６月30日）",
        "百分比（％）",
    )
    _beside(paper, 72, notation, heads, rows, (before.sales, now.sales))
    paper.text(_CENTRE, 815, "32", size=8.5, align="center")
