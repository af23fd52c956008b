"""The parts of a 決算短信: masthead, results, position, dividends, forecast.

The form has the labels above the columns, a period at the head of each row, and often a
percentage beside each amount. Each part draws itself below `y` and gives the y below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from statement_forms.accounts import MILLION, Balance, Income, Notation, growth, per_share
from statement_forms.paper import Cell, Grid, Paper

LEFT, RIGHT = 48.0, 547.0
MIDDLE = (LEFT + RIGHT) / 2
ROW = 13.5
GAP = 15.0
YEAR = ("売上高", "営業利益", "経常利益", "親会社株主に帰属する\n当期純利益")
POSITION = (("総資産", "純資産", "自己資本比率"), ("百万円", "百万円", "％"))
POSITION_PER_SHARE = (
    (*POSITION[0], "１株当たり純資産"),
    (*POSITION[1], "円　銭"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Masthead:
    """What stands above the first table: who reports what, and when."""

    title: str
    date: str
    company: str
    market: str
    code: str
    url: str
    president: str
    contact: str
    schedule: tuple[str, ...] = ()
    rounding: str = "（百万円未満切捨て）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One column of results: a heading and its amounts now and before.

    `changes` are the percentages beside them; None means not applicable. A series without a
    `field` is not asked for.
    """

    label: str
    amounts: tuple[int, ...]
    changes: tuple[float | None, ...]
    field: str = ""


def series(
    label: str, now: int, before: int, change_before: float | None, field: str = ""
) -> Series:
    """A column of two rows, the change of the upper one computed."""
    return Series(
        label=label,
        amounts=(now, before),
        changes=(growth(now, before), change_before),
        field=field,
    )


def masthead(paper: Paper, head: Masthead) -> float:
    """Draw the head of the first page."""
    paper.text(MIDDLE, 50, head.title, size=13, align="center", bold=True)
    paper.text(RIGHT, 68, head.date, size=8.5, align="right")
    y = 84.0
    for left, right in (
        (f"上場会社名　　{head.company}", f"上場取引所　{head.market}"),
        (f"コード番号　　{head.code}　　URL　{head.url}", ""),
        (f"代　表　者　　{head.president}", ""),
        (f"問合せ先責任者{head.contact}", ""),
        *((line, "") for line in head.schedule),
    ):
        paper.text(LEFT, y, left, size=8)
        paper.text(RIGHT, y, right, size=8, align="right")
        y += 12.5
    paper.text(RIGHT, y, head.rounding, size=7.5, align="right")
    return y + 14


def section(paper: Paper, y: float, title: str) -> float:
    """Draw a numbered heading."""
    paper.text(LEFT, y, title, size=9, bold=True)
    return y + 13


def subsection(paper: Paper, y: float, title: str, note: str = "") -> float:
    """Draw a heading in brackets with a note at the right margin."""
    paper.text(LEFT, y, title, size=8.5)
    paper.text(RIGHT, y, note, size=7, align="right")
    return y + 4


def results(
    paper: Paper,
    y: float,
    notation: Notation,
    columns: Sequence[Series],
    periods: Sequence[str],
    *,
    unit: str = "百万円",
    first: float = 109.0,
    share: float = 0.6,
    newest_last: bool = False,
) -> float:
    """Draw amounts with a percentage beside each, a row for each period.

    The first of `periods` is the one asked for; `newest_last` turns the rows round. `first` is the
    width of the column of periods, `share` how much of each pair of columns the amount takes.
    """
    each = (RIGHT - LEFT - first) / len(columns)
    widths = [first]
    for _ in columns:
        widths += [each * share, each * (1 - share)]
    heads: list[list[Cell | str]] = [
        ["", *(Cell(text=column.label, span=2, size=7.5) for column in columns)],
        ["", *(Cell(text=text, size=6.5) for _ in columns for text in (unit, "％"))],
    ]
    rows: list[list[Cell | str]] = []
    for number, period in enumerate(periods):
        row: list[Cell | str] = [Cell(text=period, size=7.5)]
        for column in columns:
            name = column.field if number == 0 else ""
            label = column.label.replace("\n", "")
            row.append(notation.cell(column.amounts[number], field=name, label=label))
            row.append(notation.percent(column.changes[number]))
        rows.append(row)
    body = rows[::-1] if newest_last else rows
    return _boxed(paper, y, widths, [*heads, *body], heads=len(columns))


def position(
    paper: Paper,
    y: float,
    rows: Sequence[tuple[str, Sequence[Cell]]],
    heads: Sequence[str],
    units: Sequence[str],
    *,
    first: float = 109.0,
) -> float:
    """Draw a table of single columns, such as total assets, net assets, ratio."""
    each = (RIGHT - LEFT - first) / len(heads)
    body: list[list[Cell | str]] = [
        ["", *(Cell(text=head, align="center", size=7.5) for head in heads)],
        ["", *(Cell(text=unit, size=6.5) for unit in units)],
    ]
    for period, cells in rows:
        body.append([Cell(text=period, size=7.5), *cells])
    return _boxed(paper, y, [first] + [each] * len(heads), body, heads=len(heads), single=True)


def position_cells(
    notation: Notation,
    balance: Balance,
    ratio: str,
    *,
    now: bool,
    labels: tuple[str, str] = ("総資産", "純資産"),
) -> list[Cell]:
    """Total assets, net assets and equity ratio; marked when they are the period asked for."""
    fields = ("total_assets", "net_assets", "equity_ratio") if now else ("", "", "")
    return [
        notation.cell(balance.assets, field=fields[0], label=labels[0]),
        notation.cell(balance.net_assets, field=fields[1], label=labels[1]),
        Cell(
            text=notation.signed(f"{balance.equity_ratio:.1f}", negative=False),
            value=balance.equity_ratio,
            field=fields[2],
            label=ratio,
        ),
    ]


def dividends(
    paper: Paper, y: float, rows: Sequence[tuple[str, str]], *, ratios: bool = False
) -> float:
    """Draw 配当の状況; a row is a period and its entries, separated by slashes.

    There are five entries, with `ratios` three more: the amount paid, and two percentages.
    """
    wide = (
        ("配当金総額\n（合計）", "配当性向\n（連結）", "純資産配当率\n（連結）") if ratios else ()
    )
    first, extra = 109.0, 56.0
    each = (RIGHT - LEFT - first - extra * len(wide)) / 5
    quarters = ("第１四半期末", "第２四半期末", "第３四半期末", "期末", "合計")
    units = ("円　銭",) * 5 + ("百万円", "％", "％")[: len(wide)]
    table: list[list[Cell | str]] = [
        ["", Cell(text="年間配当金", span=5, size=7.5), *("" for _ in wide)],
        ["", *(Cell(text=text, align="center", size=6.5) for text in (*quarters, *wide))],
        ["", *(Cell(text=unit, size=6.5) for unit in units)],
    ]
    for period, entries in rows:
        table.append([Cell(text=period, size=7.5), *entries.split("/")])
    grid = Grid(
        widths=(first, *[each] * 5, *[extra] * len(wide)),
        height=ROW,
        size=8,
        across=(0, 2, len(table)),
        heights={0: 12, 1: 21 if wide else 13, 2: 9.5},
    )
    bottom = paper.table(LEFT, y, grid, table)
    paper.rule(LEFT + first, y + 12, LEFT + first + 5 * each, y + 12)
    return bottom + GAP


def note(paper: Paper, y: float, *texts: str) -> float:
    """Draw notes close below the table that ended with the usual gap above `y`."""
    return paper.lines(LEFT, y - 5, texts, size=7.5, leading=11) + 5


def profit_series(
    now: Income,
    before: Income,
    changes: tuple[float | None, float | None, float | None, float | None],
    labels: tuple[str, str, str, str],
    *,
    marked: bool = True,
) -> list[Series]:
    """The four columns of a Japanese income statement, from sales to net income."""
    fields = ("net_sales", "operating_income", "ordinary_income", "net_income")
    pairs = (
        (now.sales, before.sales),
        (now.operating, before.operating),
        (now.ordinary, before.ordinary),
        (now.net, before.net),
    )
    return [
        series(label, *pair, change, field if marked else "")
        for label, pair, change, field in zip(labels, pairs, changes, fields, strict=True)
    ]


def page_number(paper: Paper, text: str) -> None:
    """Draw the page number at the foot of the page."""
    paper.text(MIDDLE, 822, text, size=8, align="center")


def texts(*texts: str) -> list[Cell]:
    """Cells with these texts."""
    return [Cell(text=text) for text in texts]


def forecast(
    labels: tuple[str, ...], millions: tuple[int, ...], changes: tuple[float | None, ...]
) -> list[Series]:
    """The columns of a forecast with one row, amounts in millions of yen."""
    return [
        Series(label=label, amounts=(amount * MILLION,), changes=(change,))
        for label, amount, change in zip(labels, millions, changes, strict=True)
    ]


def positions(
    paper: Paper,
    y: float,
    notation: Notation,
    now: tuple[str, Balance],
    before: tuple[str, Balance],
    *,
    shares: int = 0,
    newest_last: bool = False,
) -> float:
    """The table of 財政状態 with 自己資本 in a note; per share when `shares` are given."""
    rows = []
    for name, balance in (now, before):
        cells = position_cells(notation, balance, "自己資本比率", now=name == now[0])
        if shares:
            cells.append(Cell(text=per_share(balance.equity, shares)))
        rows.append((name, cells))
    heads, units = POSITION_PER_SHARE if shares else POSITION
    y = position(paper, y, rows[::-1] if newest_last else rows, heads, units)
    equity = "　　".join(
        f"{name}　{notation.text(balance.equity)}百万円"
        for name, balance in ((before, now) if newest_last else (now, before))
    )
    return note(paper, y, f"（参考）自己資本　{equity}")


def cash_flows(
    paper: Paper,
    y: float,
    notation: Notation,
    rows: tuple[tuple[str, tuple[int, int, int, int]], ...],
) -> float:
    """Draw キャッシュ・フローの状況; a row is a period and four amounts in millions of yen."""
    return position(
        paper,
        y,
        [
            (name, [Cell(text=notation.text(amount * MILLION)) for amount in amounts])
            for name, amounts in rows
        ],
        (
            "営業活動による\nキャッシュ・フロー",
            "投資活動による\nキャッシュ・フロー",
            "財務活動による\nキャッシュ・フロー",
            "現金及び現金同等物\n期末残高",
        ),
        ("百万円",) * 4,
    )


def _boxed(
    paper: Paper,
    y: float,
    widths: Sequence[float],
    rows: Sequence[Sequence[Cell | str]],
    *,
    heads: int,
    single: bool = False,
) -> float:
    lines = max(cell.text.count("\n") for cell in rows[0] if isinstance(cell, Cell)) + 1
    step = 1 if single else 2
    grid = Grid(
        widths=tuple(widths),
        height=ROW,
        size=8.5,
        across=(0, 1, len(rows)),
        down=(0, *range(1, 2 + step * heads, step)),
        heights={0: 4 + 9.5 * lines, 1: 9.5},
    )
    return paper.table(LEFT, y, grid, rows) + GAP
