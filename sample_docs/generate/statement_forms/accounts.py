"""Accounts of invented companies, and how their figures are printed.

All amounts are whole yen (or dollars). What follows from other figures is computed here and
nowhere else: profits, totals, ratios; cash is what balances a balance sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Literal, TypeAlias

from statement_forms.paper import Cell

Rounding: TypeAlias = Literal["truncate", "round"]
Negative: TypeAlias = Literal["△", "▲", "−", "-", "()", "unsigned"]

MILLION = 1_000_000
THOUSAND = 1_000

_WIDE = str.maketrans("0123456789,.", "０１２３４５６７８９，．")


@dataclass(frozen=True, slots=True, kw_only=True)
class Income:
    """One period's income statement, from sales down to what the parent's owners get."""

    sales: int
    cost: int
    selling: int
    other_income: int
    other_expense: int
    special_gain: int = 0
    special_loss: int = 0
    taxes: int = 0
    minority: int = 0

    @property
    def gross(self) -> int:
        """売上総利益"""
        return self.sales - self.cost

    @property
    def operating(self) -> int:
        """営業利益"""
        return self.gross - self.selling

    @property
    def ordinary(self) -> int:
        """経常利益; under IFRS and US GAAP the profit before tax."""
        return self.operating + self.other_income - self.other_expense

    @property
    def pretax(self) -> int:
        """税引前当期純利益"""
        return self.ordinary + self.special_gain - self.special_loss

    @property
    def profit(self) -> int:
        """当期純利益, before the minority's part is taken off."""
        return self.pretax - self.taxes

    @property
    def net(self) -> int:
        """親会社株主に帰属する当期純利益"""
        return self.profit - self.minority


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """One day's balance sheet; `cash` is what makes both sides equal.

    `retained` is 利益剰余金 at this day, `treasury` a positive amount that is taken off.
    """

    receivables: int
    inventories: int
    other_current: int
    tangible: int
    intangible: int
    investments: int
    payables: int
    short_debt: int
    other_current_liabilities: int
    long_debt: int
    other_fixed_liabilities: int
    capital: int
    surplus: int
    retained: int
    treasury: int = 0
    valuation: int = 0
    minority: int = 0

    def __post_init__(self) -> None:
        if self.cash <= 0:
            raise ValueError(f"a balance sheet with {self.cash} of cash")

    @property
    def current_liabilities(self) -> int:
        """流動負債"""
        return self.payables + self.short_debt + self.other_current_liabilities

    @property
    def fixed_liabilities(self) -> int:
        """固定負債"""
        return self.long_debt + self.other_fixed_liabilities

    @property
    def liabilities(self) -> int:
        """負債合計"""
        return self.current_liabilities + self.fixed_liabilities

    @property
    def shareholders(self) -> int:
        """株主資本"""
        return self.capital + self.surplus + self.retained - self.treasury

    @property
    def equity(self) -> int:
        """自己資本: net assets without the minority's part."""
        return self.shareholders + self.valuation

    @property
    def net_assets(self) -> int:
        """純資産合計"""
        return self.equity + self.minority

    @property
    def assets(self) -> int:
        """総資産, equal to liabilities and net assets."""
        return self.liabilities + self.net_assets

    @property
    def fixed_assets(self) -> int:
        """固定資産"""
        return self.tangible + self.intangible + self.investments

    @property
    def current_assets(self) -> int:
        """流動資産"""
        return self.assets - self.fixed_assets

    @property
    def cash(self) -> int:
        """現金及び預金"""
        return self.current_assets - self.receivables - self.inventories - self.other_current

    @property
    def equity_ratio(self) -> float:
        """自己資本比率 in percent with one decimal."""
        return float(_rounded(Decimal(self.equity * 100) / self.assets, "0.1"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Notation:
    """How a statement prints amounts: the unit they are given in, its rounding, the minus sign.

    `unsigned` prints the amount alone and leaves it to the label to say that it is a loss.
    `decimals` are printed behind the point; `wide` prints full-width figures.
    """

    scale: int = MILLION
    rounding: Rounding = "truncate"
    negative: Negative = "△"
    decimals: int = 0
    wide: bool = False

    def units(self, amount: int) -> Decimal:
        """The amount in units, as printed."""
        step = Decimal(1).scaleb(-self.decimals)
        rounding = ROUND_DOWN if self.rounding == "truncate" else ROUND_HALF_UP
        return (Decimal(amount) / self.scale).quantize(step, rounding=rounding)

    def value(self, amount: int) -> int:
        """What the printed figure means in yen or dollars."""
        return int(self.units(amount) * self.scale)

    def text(self, amount: int) -> str:
        """The figure as printed."""
        units = self.units(amount)
        return self.signed(f"{abs(units):,}", negative=units < 0)

    def percent(self, value: float | None) -> str:
        """A percentage with one decimal; `None` is printed as not applicable."""
        if value is None:
            return "－"
        return self.signed(f"{abs(value):.1f}", negative=value < 0)

    def signed(self, digits: str, *, negative: bool) -> str:
        """Digits with the sign that this notation uses, full-width where it is."""
        digits = digits.translate(_WIDE) if self.wide else digits
        if not negative or self.negative == "unsigned":
            return digits
        return f"({digits})" if self.negative == "()" else self.negative + digits

    def cell(self, amount: int, *, field: str = "", label: str = "", bold: bool = False) -> Cell:
        """A cell that prints the amount; with a `field` it leaves a mark."""
        return Cell(
            text=self.text(amount), value=self.value(amount), field=field, label=label, bold=bold
        )


def growth(now: int, before: int) -> float | None:
    """The change in percent with one decimal; None where a loss makes it meaningless."""
    if before <= 0 or now < 0:
        return None
    return float(_rounded(Decimal(now - before) * 100 / before, "0.1"))


def share(part: int, whole: int) -> str:
    """A part of a whole in percent with one decimal, as a column 構成比 prints it."""
    return f"{_rounded(Decimal(part) * 100 / whole, '0.1')}"


def per_share(amount: int, shares: int, *, negative: str = "△") -> str:
    """Yen and sen a share, such as `45.32`."""
    value = _rounded(Decimal(amount) / shares, "0.01")
    return f"{negative}{abs(value):,}" if value < 0 else f"{value:,}"


def _rounded(value: Decimal, step: str) -> Decimal:
    return value.quantize(Decimal(step), rounding=ROUND_HALF_UP)
