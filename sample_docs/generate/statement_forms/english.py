"""Two American annual reports and the English report of a Japanese company."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from statement_forms import facts
from statement_forms.accounts import MILLION, THOUSAND, Balance, Income, Notation
from statement_forms.paper import LETTER, Cell, CellLike, Grid, Paper

_CENTRE = 306.0
_LETTER_TO_SHAREHOLDERS = (
    (
        "The year 2023 tested us. Gas and power prices fell by about a third from their 2022 "
        "peak, two of our storage fields were out of service for most of the winter, and we "
        "decided to close the Harrow Point plant seven years ahead of plan. The charges that "
        "followed from that decision explain most of our loss."
    ),
    (
        "We acted early. Capital spending was cut to $348 million, the dividend was reduced by "
        "half in July, and we refinanced the notes that would have fallen due in 2024. At year "
        "end we had liquidity of $1.3 billion, including the undrawn part of our credit "
        "facility."
    ),
    (
        "Our customers in the four coastal counties were served without a single load-shedding "
        "day. For that we thank the 3,120 people of Brackwater. We expect to return to profit "
        "in 2024."
    ),
)


def northfold() -> Paper:
    """Five years of selected data in thousands of dollars, the latest left, on the second page."""
    paper = Paper(size=LETTER, latin="tiro")
    paper.new_page()
    _northfold_market(paper)
    paper.new_page()
    paper.text(60, 62, "Selected Five-Year Financial Data", size=12, bold=True)
    y = paper.paragraph(
        60,
        82,
        492,
        "The following selected consolidated financial data are derived from our audited "
        "consolidated financial statements. They should be read together with Management’s "
        "Discussion and Analysis and the notes to the consolidated financial statements included "
        "elsewhere in this report.",
        size=9.5,
        leading=13,
    )
    bottom = _northfold_table(paper, y + 4)
    paper.lines(
        60,
        bottom + 18,
        (
            "(1)  Fiscal 2020 was a 53-week year; all other years presented were 52-week years.",
            "(2)  Long-term debt includes the current portion.",
        ),
        size=8,
        leading=12,
    )
    paper.text(_CENTRE, 760, "31", size=9, align="center")
    return paper


def _northfold_market(paper: Paper) -> None:
    paper.text(_CENTRE, 62, "PART II", size=11, align="center", bold=True)
    paper.text(
        60,
        92,
        "Market for Registrant’s Common Equity and Related Stockholder Matters",
        size=11,
        bold=True,
    )
    y = paper.paragraph(
        60,
        114,
        492,
        "Our common stock is traded under the symbol “NFLD”. As of November 8, 2024 there were 412 "
        "holders of record. We have never paid a cash dividend and do not expect to pay one in the "
        "foreseeable future; our credit agreement limits the dividends that we may pay.",
        size=10,
        leading=14,
    )
    rows: list[list[CellLike]] = [
        [Cell(text="Fiscal 2024", bold=True), _head("High"), _head("Low")],
    ]
    for quarter, high, low in (
        ("First quarter", "29.14", "24.02"),
        ("Second quarter", "33.87", "27.45"),
        ("Third quarter", "35.20", "30.66"),
        ("Fourth quarter", "38.95", "31.18"),
    ):
        rows.append([quarter, Cell(text=high, lead="$"), Cell(text=low, lead="$")])
    grid = Grid(widths=(200, 70, 70), height=15, size=9.5, across=(1,), down=())
    y = paper.table(130, y + 6, grid, rows)
    paper.text(60, y + 30, "Issuer Purchases of Equity Securities", size=10.5, bold=True)
    paper.paragraph(
        60,
        y + 48,
        492,
        "During the fourth quarter of fiscal 2024 we repurchased 118,400 shares of our common "
        "stock in the open market at an average price of $34.61 per share, for a total of $4.1 "
        "million. At September 28, 2024, $20.9 million remained available under the program "
        "that our Board of Directors approved in February 2023.",
        size=10,
        leading=14,
    )
    paper.text(_CENTRE, 760, "30", size=9, align="center")


def _northfold_table(paper: Paper, y: float) -> float:
    notation = Notation(scale=THOUSAND, rounding="round", negative="()")
    years = facts.NORTHFOLD
    dates = (
        "September 28,\n2024",
        "September 30,\n2023",
        "October 1,\n2022",
        "October 2,\n2021",
        "October 3,\n2020 (1)",
    )
    rows: list[list[CellLike]] = [
        ["", Cell(text="Fiscal Year Ended", span=5, bold=True)],
        [
            Cell(text="(in thousands, except per share data)", size=8),
            *(Cell(text=date, align="center", bold=True, size=8) for date in dates),
        ],
        [Cell(text="Statement of Operations Data:", bold=True), "", "", "", "", ""],
    ]

    def row(label: str, amounts: Sequence[int], field: str = "", **looks: bool) -> None:
        rows.append(_dollar_row(notation, label, amounts, field, **looks))

    def income(label: str, amount: Callable[[Income], int], field: str = "", **looks: bool) -> None:
        row(label, [amount(year) for year in years], field, **looks)

    income("Net sales", lambda year: year.sales, "net_sales", sign=True)
    income("Cost of sales", lambda year: year.cost)
    income("Gross profit", lambda year: year.gross, over=True)
    income("Operating expenses", lambda year: year.selling)
    income("Operating income (loss)", lambda year: year.operating, "operating_income", over=True)
    income("Other expense, net", lambda year: year.other_expense - year.other_income)
    income("Income (loss) before income taxes", lambda year: year.pretax, over=True)
    income("Provision (benefit) for income taxes", lambda year: year.taxes)
    income(
        "Net income (loss)", lambda year: year.net, "net_income", sign=True, over=True, grand=True
    )
    shares = zip(years, facts.NORTHFOLD_SHARES, strict=True)
    rows.append(_per_share("Net income (loss) per share", [_cents(y.net, s) for y, s in shares]))
    row("Weighted average shares outstanding", facts.NORTHFOLD_SHARES)
    rows.append([""] * 6)
    rows.append([Cell(text="Balance Sheet Data (at year end):", bold=True), "", "", "", "", ""])
    row("Working capital", [amount * 38 // 100 for amount in facts.NORTHFOLD_ASSETS], sign=True)
    row("Total assets", facts.NORTHFOLD_ASSETS, "total_assets")
    row("Long-term debt (2)", facts.NORTHFOLD_DEBT)
    row("Total stockholders’ equity", facts.NORTHFOLD_EQUITY, "net_assets")
    grid = Grid(
        widths=(172, 64, 64, 64, 64, 64),
        height=17,
        size=9,
        pad=5,
        across=(0, 2, len(rows)),
        down=(),
        heights={1: 26},
        line=0.7,
    )
    return paper.table(60, y, grid, rows)


def brackwater() -> Paper:
    """A loss in brackets, millions with one decimal, statements behind a letter."""
    paper = Paper(size=LETTER)
    notation = Notation(rounding="round", negative="()", decimals=1)
    _brackwater_letter(paper)
    _brackwater_income(paper, notation)
    _brackwater_balance(paper, notation)
    return paper


def _brackwater_letter(paper: Paper) -> None:
    paper.new_page()
    paper.text(72, 90, "BRACKWATER ENERGY CORPORATION", size=15, bold=True)
    paper.text(72, 108, "2023 Annual Report", size=11)
    paper.rule(72, 118, 540, 118, width=1.2)
    paper.text(72, 150, "To Our Shareholders", size=12, bold=True)
    y = 172.0
    for text in _LETTER_TO_SHAREHOLDERS:
        y = paper.paragraph(72, y, 468, text, size=10, leading=15) + 8
    paper.text(72, y + 24, "Marguerite Oyelaran", size=10)
    paper.text(72, y + 38, "Chair and Chief Executive Officer", size=10)
    paper.text(72, y + 52, "March 1, 2024", size=10)
    paper.text(_CENTRE, 760, "1", size=9, align="center")


def _brackwater_income(paper: Paper, notation: Notation) -> None:
    years = facts.BRACKWATER
    paper.new_page()
    _statement_title(
        paper,
        "CONSOLIDATED STATEMENTS OF OPERATIONS",
        "(Dollars in millions, except per share amounts)",
    )
    rows: list[list[CellLike]] = [
        [
            Cell(text="Years ended December 31", size=8.5),
            _head("2023"),
            _head("2022"),
            _head("2021"),
        ]
    ]

    def line(label: str, amount: Callable[[Income], int], field: str = "", **looks: bool) -> None:
        amounts = [amount(year) for year in years]
        rows.append(_dollar_row(notation, label, amounts, field, **looks))

    line("Operating revenues", lambda year: year.sales, "net_sales", sign=True)
    rows.append(["Operating expenses:", "", "", ""])
    line("    Fuel and purchased power", lambda year: year.cost)
    line("    Operation, maintenance and impairments", lambda year: year.selling)
    line("Total operating expenses", lambda year: year.cost + year.selling, over=True)
    line("Operating income (loss)", lambda year: year.operating, "operating_income", over=True)
    line("Other income", lambda year: year.other_income)
    line("Interest expense", lambda year: -year.other_expense)
    line("Income (loss) before income taxes", lambda year: year.pretax, over=True)
    line("Income tax expense (benefit)", lambda year: year.taxes)
    line("Net income (loss)", lambda year: year.profit, over=True)
    line("Less: net income attributable to noncontrolling interests", lambda year: year.minority)
    line(
        "Net income (loss) attributable to Brackwater",
        lambda year: year.net,
        "net_income",
        sign=True,
        over=True,
        grand=True,
    )
    rows.append([""] * 4)
    shares = 208_000_000
    per_share = [_cents(year.net, shares) for year in years]
    rows.append(_per_share("Basic and diluted earnings (loss) per share", per_share))
    rows.append(_per_share("Dividends declared per share", ["0.30", "0.60", "0.58"]))
    grid = Grid(widths=(258, 70, 70, 70), height=20, size=9.5, pad=6, across=(0, 1), down=())
    paper.table(72, 128, grid, rows)
    paper.text(72, 735, "See accompanying notes to consolidated financial statements.", size=8.5)
    paper.text(_CENTRE, 760, "58", size=9, align="center")


def _brackwater_balance(paper: Paper, notation: Notation) -> None:
    now, before = facts.BRACKWATER_BALANCE, facts.BRACKWATER_BEFORE
    paper.new_page()
    _statement_title(paper, "CONSOLIDATED BALANCE SHEETS", "(Dollars in millions)")
    rows: list[list[CellLike]] = [
        [Cell(text="December 31", size=8.5), _head("2023"), _head("2022")],
        [Cell(text="ASSETS", bold=True), "", ""],
    ]

    def line(label: str, amount: Callable[[Balance], int], field: str = "", **looks: bool) -> None:
        amounts = [amount(now), amount(before)]
        rows.append(_dollar_row(notation, label, amounts, field, **looks))

    line("Cash and cash equivalents", lambda day: day.cash, sign=True)
    line("Accounts receivable, net", lambda day: day.receivables)
    line("Fuel and materials", lambda day: day.inventories)
    line("Other current assets", lambda day: day.other_current)
    line("Total current assets", lambda day: day.current_assets, over=True)
    line("Property, plant and equipment, net", lambda day: day.tangible)
    line("Goodwill and other intangible assets", lambda day: day.intangible)
    line("Regulatory and other assets", lambda day: day.investments)
    line("Total assets", lambda day: day.assets, "total_assets", sign=True, over=True, grand=True)
    rows.append([""] * 3)
    rows.append([Cell(text="LIABILITIES AND EQUITY", bold=True), "", ""])
    line("Accounts payable", lambda day: day.payables, sign=True)
    line("Short-term borrowings", lambda day: day.short_debt)
    line("Other current liabilities", lambda day: day.other_current_liabilities)
    line("Total current liabilities", lambda day: day.current_liabilities, over=True)
    line("Long-term debt", lambda day: day.long_debt)
    line("Deferred income taxes and other", lambda day: day.other_fixed_liabilities)
    line("Total liabilities", lambda day: day.liabilities, over=True)
    line("Common stock and paid-in capital", lambda day: day.capital + day.surplus)
    line("Retained earnings", lambda day: day.retained)
    line("Treasury stock, at cost", lambda day: -day.treasury)
    line("Accumulated other comprehensive loss", lambda day: day.valuation)
    line("Total Brackwater shareholders’ equity", lambda day: day.equity, over=True)
    line("Noncontrolling interests", lambda day: day.minority)
    line("Total equity", lambda day: day.net_assets, "net_assets", over=True)
    line("Total liabilities and equity", lambda day: day.assets, sign=True, over=True, grand=True)
    grid = Grid(widths=(308, 80, 80), height=20, size=9.5, pad=6, across=(0, 1), down=())
    paper.table(72, 128, grid, rows)
    paper.text(72, 735, "See accompanying notes to consolidated financial statements.", size=8.5)
    paper.text(_CENTRE, 760, "59", size=9, align="center")


def hoshikuzu() -> Paper:
    """Yen in millions beside dollars in thousands; the prior year left of the current one."""
    paper = Paper()
    paper.new_page()
    paper.text(297.5, 80, "Consolidated Financial Highlights", size=17, align="center", bold=True)
    paper.text(
        297.5,
        100,
        "Hoshikuzu Ceramics Co., Ltd. and Consolidated Subsidiaries",
        size=10,
        align="center",
    )
    paper.text(297.5, 115, "For the years ended March 31, 2023 and 2024", size=10, align="center")
    bottom = _hoshikuzu_table(paper, 136)
    paper.lines(
        60,
        bottom + 18,
        (
            "Notes:",
            "1.  Yen amounts are rounded down to the nearest million yen.",
            "2.  U.S. dollar amounts are translated, for convenience only, at ¥151.40 = U.S.$1.00,",
            "     the rate prevailing on March 31, 2024.",
            "3.  Equity ratio = (net assets − non-controlling interests) / total assets.",
        ),
        size=8.5,
        leading=13,
    )
    paper.text(297.5, 812, "3", size=9, align="center")
    return paper


def _hoshikuzu_table(paper: Paper, y: float) -> float:
    yen = Notation(negative="()")
    dollars = Notation(scale=THOUSAND, rounding="round", negative="()")
    now, before = facts.HOSHIKUZU, facts.HOSHIKUZU_BEFORE
    today, then = facts.HOSHIKUZU_BALANCE, facts.HOSHIKUZU_LAST_YEAR_END
    rows: list[list[CellLike]] = [
        ["", Cell(text="Millions of yen", span=2, bold=True), _head("Thousands of\nU.S. dollars")],
        ["", _head("2023"), _head("2024"), _head("2024")],
        [Cell(text="For the year:", bold=True), "", "", ""],
    ]

    def line(label: str, old: int, new: int, field: str = "", *, sign: bool = False) -> None:
        cell = yen.cell(new, field=field, label=label)
        converted = int(Decimal(yen.value(new)) / Decimal("151.40"))
        rows.append(
            [
                Cell(text=label, indent=8),
                Cell(text=yen.text(old), lead="¥" if sign else ""),
                replace(cell, lead="¥" if sign else ""),
                Cell(text=dollars.text(converted), lead="$" if sign else ""),
            ]
        )

    line("Net sales", before.sales, now.sales, "net_sales", sign=True)
    line("Operating income", before.operating, now.operating, "operating_income")
    line("Ordinary income", before.ordinary, now.ordinary, "ordinary_income")
    line("Profit attributable to owners of parent", before.net, now.net, "net_income")
    line("Comprehensive income", before.profit + 1_902 * MILLION, now.profit + 1_540 * MILLION)
    line("Capital expenditures", 3_284 * MILLION, 4_106 * MILLION)
    rows.append([Cell(text="At year-end:", bold=True), "", "", ""])
    line("Total assets", then.assets, today.assets, "total_assets", sign=True)
    line("Net assets", then.net_assets, today.net_assets, "net_assets")
    line(
        "Interest-bearing debt",
        then.short_debt + then.long_debt,
        today.short_debt + today.long_debt,
    )
    rows.append([Cell(text="Ratios:", bold=True), "", "", ""])
    ratio = Cell(
        text=f"{today.equity_ratio}",
        value=today.equity_ratio,
        field="equity_ratio",
        label="Equity ratio (%)",
    )
    rows.append([Cell(text="Equity ratio (%)", indent=8), f"{then.equity_ratio}", ratio, "―"])
    rows.append([Cell(text="Return on equity (%)", indent=8), "7.4", "7.8", "―"])
    grid = Grid(
        widths=(235, 80, 80, 80),
        height=23,
        size=9.5,
        pad=7,
        across=(0, 2, 9, 13, len(rows)),
        down=(),
        heights={0: 28},
        line=0.8,
    )
    return paper.table(60, y, grid, rows)


def _statement_title(paper: Paper, title: str, unit: str) -> None:
    paper.text(_CENTRE, 72, "BRACKWATER ENERGY CORPORATION", size=11, align="center", bold=True)
    paper.text(_CENTRE, 90, title, size=11, align="center", bold=True)
    paper.text(_CENTRE, 106, unit, size=9, align="center")


def _head(text: str) -> Cell:
    return Cell(text=text, align="center", bold=True)


def _dollar_row(
    notation: Notation,
    label: str,
    amounts: Sequence[int],
    field: str = "",
    *,
    sign: bool = False,
    over: bool = False,
    grand: bool = False,
) -> list[CellLike]:
    """A row of amounts, the first of them the one asked for; nought is printed as a dash."""
    row: list[CellLike] = [Cell(text=label.strip(), indent=8.0 * label.startswith(" "))]
    for number, amount in enumerate(amounts):
        cell = notation.cell(amount, field=field if number == 0 else "", label=label.strip())
        if amount == 0:
            cell = replace(cell, text="—")
        row.append(
            replace(cell, lead="$" if sign else "", hang=amount < 0, over=over, under=2 * grand)
        )
    return row


def _per_share(label: str, texts: Sequence[str]) -> list[CellLike]:
    return [label, *(Cell(text=text, lead="$", hang=text.startswith("(")) for text in texts)]


def _cents(amount: int, shares: int) -> str:
    value = (Decimal(amount) / shares).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return f"({abs(value)})" if value < 0 else f"{value}"
