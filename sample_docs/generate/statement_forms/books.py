"""Balance sheets and income statements as books, notices and accounting programs print them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from statement_forms import facts
from statement_forms.accounts import THOUSAND, Balance, Income, Notation
from statement_forms.paper import Cell, CellLike, Grid, Paper

_CENTRE = 297.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a balance sheet or an income statement.

    `amount` None is a heading. `level` indents the label; `total` draws a line above the amount.
    """

    label: str
    amount: int | None = None
    field: str = ""
    level: int = 0
    total: bool = False


def tsuwabuki() -> Paper:
    """A builder's annual accounts: cover, balance sheet in two sides, spaced labels, 千円."""
    paper, notation = Paper(latin="tiro"), Notation(scale=THOUSAND)
    _tsuwabuki_cover(paper)
    _tsuwabuki_balance(paper, notation)
    _tsuwabuki_income(paper, notation)
    return paper


def _tsuwabuki_cover(paper: Paper) -> None:
    paper.new_page()
    paper.box(120, 150, 475, 330, width=1.2)
    paper.box(124, 154, 471, 326)
    paper.text(_CENTRE, 205, "第　５８　期", size=16, align="center")
    paper.text(_CENTRE, 250, "計　算　書　類", size=24, align="center", bold=True)
    paper.text(_CENTRE, 290, "自　令和５年４月１日", size=12, align="center")
    paper.text(_CENTRE, 310, "至　令和６年３月31日", size=12, align="center")
    contents = (
        "１．貸 借 対 照 表",
        "２．損 益 計 算 書",
        "３．株主資本等変動計算書（省略）",
        "４．個 別 注 記 表（省略）",
    )
    paper.lines(210, 430, contents, size=11, leading=24)
    paper.text(_CENTRE, 640, "石 蕗 建 設 株 式 会 社", size=16, align="center")
    paper.text(_CENTRE, 664, "静岡県　　　知事許可（特－０）第000000号", size=9, align="center")


def _tsuwabuki_balance(paper: Paper, notation: Notation) -> None:
    balance = facts.TSUWABUKI_BALANCE
    paper.new_page()
    paper.text(_CENTRE, 80, "貸　借　対　照　表", size=15, align="center", bold=True)
    paper.text(_CENTRE, 100, "（令和６年３月31日現在）", size=9, align="center")
    paper.text(545, 118, "（単位：千円）", size=8.5, align="right")
    assets = (
        Entry(label="【流 動 資 産】", amount=balance.current_assets),
        Entry(label="現 金 預 金", amount=balance.cash, level=1),
        Entry(label="完成工事未収入金", amount=balance.receivables, level=1),
        Entry(label="未成工事支出金", amount=balance.inventories, level=1),
        Entry(label="そ　の　他", amount=balance.other_current, level=1),
        Entry(label=""),
        Entry(label="【固 定 資 産】", amount=balance.fixed_assets),
        Entry(label="有形固定資産", amount=balance.tangible, level=1),
        Entry(label="無形固定資産", amount=balance.intangible, level=1),
        Entry(label="投資その他の資産", amount=balance.investments, level=1),
    )
    claims = (
        Entry(label="【流 動 負 債】", amount=balance.current_liabilities),
        Entry(label="工 事 未 払 金", amount=balance.payables, level=1),
        Entry(label="短 期 借 入 金", amount=balance.short_debt, level=1),
        Entry(label="未成工事受入金その他", amount=balance.other_current_liabilities, level=1),
        Entry(label="【固 定 負 債】", amount=balance.fixed_liabilities),
        Entry(label="長 期 借 入 金", amount=balance.long_debt, level=1),
        Entry(label="退職給付引当金", amount=balance.other_fixed_liabilities, level=1),
        Entry(label="負 債 合 計", amount=balance.liabilities, total=True),
        Entry(label="純 資 産 の 部"),
        Entry(label="【株 主 資 本】", amount=balance.shareholders),
        Entry(label="資　本　金", amount=balance.capital, level=1),
        Entry(label="資 本 剰 余 金", amount=balance.surplus, level=1),
        Entry(label="利 益 剰 余 金", amount=balance.retained, level=1),
        Entry(label="【評価・換算差額等】", amount=balance.valuation),
        Entry(label="純 資 産 合 計", amount=balance.net_assets, field="net_assets", total=True),
    )
    totals = (
        Entry(label="資 産 合 計", amount=balance.assets, field="total_assets"),
        Entry(label="負債・純資産合計", amount=balance.assets),
    )
    bottom = two_sides(
        paper,
        50,
        124,
        notation,
        (("資　産　の　部", assets), ("負　債　の　部", claims)),
        totals,
        widths=(150, 97.5, 150, 97.5),
    )
    paper.text(50, bottom + 16, "（注）記載金額は、千円未満を切り捨てて表示しております。", size=8)
    paper.text(_CENTRE, 815, "－ 1 －", size=8, align="center")


def _tsuwabuki_income(paper: Paper, notation: Notation) -> None:
    now = facts.TSUWABUKI
    paper.new_page()
    paper.text(_CENTRE, 80, "損　益　計　算　書", size=15, align="center", bold=True)
    paper.text(_CENTRE, 100, "自　令和５年４月１日　　至　令和６年３月31日", size=9, align="center")
    paper.text(500, 118, "（単位：千円）", size=8.5, align="right")
    entries: tuple[tuple[Entry, bool], ...] = (
        (Entry(label="完 成 工 事 高", amount=now.sales, field="net_sales"), True),
        (Entry(label="完 成 工 事 原 価", amount=now.cost), True),
        (Entry(label="完成工事総利益", amount=now.gross, level=1, total=True), True),
        (Entry(label="販売費及び一般管理費", amount=now.selling), True),
        (
            Entry(
                label="営 業 利 益",
                amount=now.operating,
                field="operating_income",
                level=1,
                total=True,
            ),
            True,
        ),
        (Entry(label="営 業 外 収 益"), True),
        (Entry(label="受取利息及び配当金", amount=4_218_306, level=1), False),
        (Entry(label="雑　収　入", amount=now.other_income - 4_218_306, level=1), False),
        (Entry(label="", amount=now.other_income), True),
        (Entry(label="営 業 外 費 用"), True),
        (Entry(label="支 払 利 息", amount=7_902_551, level=1), False),
        (Entry(label="雑　損　失", amount=now.other_expense - 7_902_551, level=1), False),
        (Entry(label="", amount=now.other_expense), True),
        (
            Entry(
                label="経 常 利 益",
                amount=now.ordinary,
                field="ordinary_income",
                level=1,
                total=True,
            ),
            True,
        ),
        (Entry(label="特 別 利 益"), True),
        (Entry(label="固定資産売却益", amount=now.special_gain, level=1), True),
        (Entry(label="特 別 損 失"), True),
        (Entry(label="固定資産除却損", amount=now.special_loss, level=1), True),
        (Entry(label="税引前当期純利益", amount=now.pretax, level=1, total=True), True),
        (Entry(label="法人税、住民税及び事業税", amount=now.taxes), True),
        (
            Entry(label="当 期 純 利 益", amount=now.net, field="net_income", level=1, total=True),
            True,
        ),
    )
    rows: list[list[CellLike]] = [
        [
            Cell(text="科　　　　目", align="center"),
            Cell(text="金　　　　額", span=2, align="center"),
        ]
    ]
    for entry, outer in entries:
        cell = _amount(entry, notation)
        rows.append([_label(entry), "" if outer else cell, cell if outer else ""])
    grid = Grid(
        widths=(205, 110, 110),
        height=22,
        size=9.5,
        pad=6,
        across=(0, 1, len(rows)),
        heights={0: 24},
    )
    paper.table(85, 124, grid, rows)
    paper.text(_CENTRE, 815, "－ 2 －", size=8, align="center")


def miotsukushi() -> Paper:
    """A public notice with losses that only the labels tell; boxed, balance sheet beside income."""
    paper = Paper()
    notation = Notation(rounding="round", negative="unsigned")
    now, balance = facts.MIOTSUKUSHI, facts.MIOTSUKUSHI_BALANCE
    paper.new_page()
    paper.box(40, 60, 555, 470, width=1.6)
    paper.box(43.5, 63.5, 551.5, 466.5)
    paper.text(_CENTRE, 92, "第３３期決算公告", size=16, align="center", bold=True)
    paper.lines(
        330,
        112,
        (
            "令和６年６月27日",
            "広島県呉市澪標町一丁目０番０号",
            "澪標ロジスティクス株式会社",
            "代表取締役社長　梶取　稔",
        ),
        size=8.5,
        leading=13,
    )
    paper.text(172, 176, "貸借対照表の要旨", size=10, align="center", bold=True)
    paper.text(172, 190, "（令和６年３月31日現在）　　（単位：百万円）", size=7.5, align="center")
    paper.text(434, 176, "損益計算書の要旨", size=10, align="center", bold=True)
    paper.text(
        434,
        190,
        "自 令和５年４月１日　至 令和６年３月31日　（単位：百万円）",
        size=7.5,
        align="center",
    )
    _miotsukushi_balance(paper, notation, balance, now)
    _miotsukushi_income(paper, notation, now)
    paper.text(52, 455, "（注）記載金額は百万円未満を四捨五入して表示しております。", size=7.5)
    return paper


def _miotsukushi_balance(
    paper: Paper, notation: Notation, balance: Balance, income: Income
) -> None:
    assets = (
        Entry(label="流動資産", amount=balance.current_assets),
        Entry(label="固定資産", amount=balance.fixed_assets),
        Entry(label="有形固定資産", amount=balance.tangible, level=1),
        Entry(label="無形固定資産", amount=balance.intangible, level=1),
        Entry(label="投資その他の資産", amount=balance.investments, level=1),
    )
    claims = (
        Entry(label="流動負債", amount=balance.current_liabilities),
        Entry(label="固定負債", amount=balance.fixed_liabilities),
        Entry(label="負債合計", amount=balance.liabilities, total=True),
        Entry(label="株主資本", amount=balance.shareholders),
        Entry(label="資本金", amount=balance.capital, level=1),
        Entry(label="資本剰余金", amount=balance.surplus, level=1),
        Entry(label="利益剰余金", amount=balance.retained, level=1),
        Entry(label="（うち当期純損失）", amount=income.net, level=2),
        Entry(label="評価・換算差額等", amount=balance.valuation),
        Entry(label="純資産合計", amount=balance.net_assets, field="net_assets", total=True),
    )
    totals = (
        Entry(label="資産合計", amount=balance.assets, field="total_assets"),
        Entry(label="負債・純資産合計", amount=balance.assets),
    )
    two_sides(
        paper,
        50,
        198,
        notation,
        (("資産の部", assets), ("負債及び純資産の部", claims)),
        totals,
        widths=(78, 38, 92, 38),
        height=18,
        size=7.5,
    )


def _miotsukushi_income(paper: Paper, notation: Notation, now: Income) -> None:
    entries = (
        Entry(label="売上高", amount=now.sales, field="net_sales"),
        Entry(label="売上原価", amount=now.cost),
        Entry(label="売上総利益", amount=now.gross, level=1, total=True),
        Entry(label="販売費及び一般管理費", amount=now.selling),
        Entry(
            label="営業損失", amount=now.operating, field="operating_income", level=1, total=True
        ),
        Entry(label="営業外収益", amount=now.other_income),
        Entry(label="営業外費用", amount=now.other_expense),
        Entry(label="経常損失", amount=now.ordinary, field="ordinary_income", level=1, total=True),
        Entry(label="特別損失", amount=now.special_loss),
        Entry(label="税引前当期純損失", amount=now.pretax, level=1, total=True),
        Entry(label="法人税、住民税及び事業税", amount=now.taxes),
        Entry(label="当期純損失", amount=now.net, field="net_income", level=1, total=True),
    )
    rows: list[list[CellLike]] = [
        [Cell(text="科　目", align="center"), Cell(text="金　額", align="center")]
    ]
    rows += [[_label(entry), _amount(entry, notation)] for entry in entries]
    grid = Grid(widths=(150, 70), height=18, size=8, pad=4, across=(0, 1, len(rows)))
    paper.table(324, 198, grid, rows)


def soramame() -> Paper:
    """Two pages that are then faxed: a cover sheet, and a notice with a balance sheet only."""
    paper, notation = Paper(), Notation(scale=THOUSAND)
    balance = facts.SORAMAME_BALANCE
    paper.new_page()
    _fax_header(paper, "P.1/2")
    paper.text(_CENTRE, 120, "ＦＡＸ送付状", size=22, align="center", bold=True)
    rows: list[list[CellLike]] = [
        ["送信先", "若紫信用組合　本店営業部　御中"],
        ["発信元", "株式会社そらまめ計画　管理部　経理　野分"],
        ["日　付", "令和６年６月28日（金）"],
        ["件　名", "第４期　決算公告の写し"],
        ["枚　数", "２枚（本状を含む）"],
    ]
    grid = Grid(widths=(90, 330), height=30, size=12, pad=8, align=("center", "left"))
    y = paper.table(88, 160, grid, rows) + 50
    message = (
        "いつもお世話になっております。",
        "ご依頼いただきました決算公告の写しをお送りいたします。",
        "損益計算書は公告しておりませんので、必要な場合はお申し付けください。",
    )
    paper.lines(90, y, message, size=11, leading=24)
    paper.new_page()
    _fax_header(paper, "P.2/2")
    paper.text(_CENTRE, 110, "第４期決算公告", size=18, align="center", bold=True)
    paper.lines(
        330,
        145,
        (
            "令和６年６月28日",
            "神奈川県三浦市南下町０番地",
            "株式会社そらまめ計画",
            "代表取締役　蚕豆　しずく",
        ),
        size=10.5,
        leading=17,
    )
    paper.text(_CENTRE, 240, "貸借対照表の要旨（令和６年３月31日現在）", size=12.5, align="center")
    paper.text(540, 262, "（単位：千円）", size=10.5, align="right")
    _soramame_balance(paper, notation, balance)
    return paper


def _soramame_balance(paper: Paper, notation: Notation, balance: Balance) -> None:
    assets = (
        Entry(label="流動資産", amount=balance.current_assets),
        Entry(label="固定資産", amount=balance.fixed_assets),
    )
    claims = (
        Entry(label="流動負債", amount=balance.current_liabilities),
        Entry(label="固定負債", amount=balance.fixed_liabilities),
        Entry(label="負債合計", amount=balance.liabilities, total=True),
        Entry(label="株主資本", amount=balance.shareholders),
        Entry(label="資本金", amount=balance.capital, level=1),
        Entry(label="資本剰余金", amount=balance.surplus, level=1),
        Entry(label="利益剰余金", amount=balance.retained, level=1),
        Entry(label="（うち当期純利益）", amount=facts.SORAMAME_NET, field="net_income", level=2),
        Entry(label="純資産合計", amount=balance.net_assets, field="net_assets", total=True),
    )
    totals = (
        Entry(label="資産合計", amount=balance.assets, field="total_assets"),
        Entry(label="負債・純資産合計", amount=balance.assets),
    )
    two_sides(
        paper,
        56,
        272,
        notation,
        (("資産の部", assets), ("負債及び純資産の部", claims)),
        totals,
        widths=(120, 90, 180, 94),
        height=29,
        size=11.5,
    )


def _fax_header(paper: Paper, page: str) -> None:
    paper.text(40, 24, "2024-06-28  10:14", size=9)
    paper.text(220, 24, "FROM: SORAMAME KEIRI", size=9)
    paper.text(400, 24, "TO: 03-0000-1144", size=9)
    paper.text(555, 24, page, size=9, align="right")


def two_sides(
    paper: Paper,
    x: float,
    y: float,
    notation: Notation,
    sides: tuple[tuple[str, Sequence[Entry]], tuple[str, Sequence[Entry]]],
    totals: tuple[Entry, Entry],
    *,
    widths: tuple[float, float, float, float],
    height: float = 26,
    size: float = 9,
) -> float:
    """Draw a balance sheet with assets left and claims right; gives the y of its lower edge.

    An amount whose label stands in brackets （うち…） is printed in brackets, as notices do.
    """
    head: list[CellLike] = [Cell(text=title, span=2, align="center") for title, _ in sides]
    captions: list[CellLike] = [
        Cell(text=text, align="center") for text in ("科　目", "金　額") * 2
    ]
    rows: list[list[CellLike]] = [head, captions]
    for left, right in zip_longest(sides[0][1], sides[1][1]):
        rows.append([*_side(left, notation), *_side(right, notation)])
    rows.append([*_side(totals[0], notation), *_side(totals[1], notation)])
    count = len(rows)
    grid = Grid(
        widths=widths,
        height=height,
        size=size,
        pad=4,
        align=("left", "right", "left", "right"),
        across=(0, 1, 2, count - 1, count),
    )
    return paper.table(x, y, grid, rows)


def _side(entry: Entry | None, notation: Notation) -> list[CellLike]:
    if entry is None:
        return ["", ""]
    amount = _amount(entry, notation)
    if entry.label.startswith("（うち"):
        amount = replace(amount, text=f"({amount.text})")
    return [_label(entry), amount]


def _label(entry: Entry) -> Cell:
    if entry.amount is None and entry.label and "【" not in entry.label and entry.level == 0:
        align = "center" if "の 部" in entry.label else "left"
        return Cell(text=entry.label, align=align)  # type: ignore[arg-type]
    return Cell(text=entry.label, indent=9.0 * entry.level)


def _amount(entry: Entry, notation: Notation) -> Cell:
    if entry.amount is None:
        return Cell()
    cell = notation.cell(entry.amount, field=entry.field, label=entry.label)
    return replace(cell, align="right", over=entry.total)
