"""Figures for rules: decimals that reckon exactly and get on with the numbers that people write.

A task author writes `sales * 0.1 == tax`; in binary fractions that fails for many sales, and plain
decimals refuse to be multiplied by 0.1 at all.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TypeAlias

from aiwf_cli.model.json import Json, JsonObject

Fact: TypeAlias = "None | bool | str | Figure | list[Fact] | dict[str, Fact]"
"""A value as rules see it."""


class Figure(Decimal):
    """A decimal number to which a float counts as it is written: 0.1 is a tenth."""

    __slots__ = ()

    def __add__(self, other: object) -> Figure:
        return Figure(Decimal.__add__(self, _exact(other)))

    __radd__ = __add__

    def __sub__(self, other: object) -> Figure:
        return Figure(Decimal.__sub__(self, _exact(other)))

    def __rsub__(self, other: object) -> Figure:
        return Figure(Decimal.__rsub__(self, _exact(other)))

    def __mul__(self, other: object) -> Figure:
        return Figure(Decimal.__mul__(self, _exact(other)))

    __rmul__ = __mul__

    def __truediv__(self, other: object) -> Figure:
        return Figure(Decimal.__truediv__(self, _exact(other)))

    def __rtruediv__(self, other: object) -> Figure:
        return Figure(Decimal.__rtruediv__(self, _exact(other)))

    def __neg__(self) -> Figure:
        return Figure(Decimal.__neg__(self))

    def __abs__(self) -> Figure:
        return Figure(Decimal.__abs__(self))

    def __eq__(self, other: object) -> bool:
        exact = _exact_or_other(other)
        return isinstance(exact, Decimal) and Decimal.__eq__(self, exact)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __lt__(self, other: object) -> bool:
        return Decimal.__lt__(self, _exact(other))

    def __le__(self, other: object) -> bool:
        return Decimal.__le__(self, _exact(other))

    def __gt__(self, other: object) -> bool:
        return Decimal.__gt__(self, _exact(other))

    def __ge__(self, other: object) -> bool:
        return Decimal.__ge__(self, _exact(other))

    def __hash__(self) -> int:
        return Decimal.__hash__(self)


def _exact(other: object) -> Decimal:
    """A number as a decimal. Raises TypeError for what is none."""
    exact = _exact_or_other(other)
    if isinstance(exact, Decimal):
        return exact
    raise TypeError(f"{other!r} is no number")


def _exact_or_other(other: object) -> object:
    if isinstance(other, float):
        return Decimal(repr(other))
    return Decimal(other) if isinstance(other, int) else other


def figure(number: float | Decimal | str) -> Figure:
    """A JSON number as it is written. Raises decimal.InvalidOperation for text that is none."""
    return Figure(repr(number) if isinstance(number, float) else number)


def fact(value: Json) -> Fact:
    """A plain value with its numbers made figures, however deep they lie."""
    match value:
        case None | bool() | str():
            return value
        case int() | float():
            return figure(value)
        case list():
            return [fact(part) for part in value]
        case dict():
            return facts(value)


def facts(values: JsonObject) -> dict[str, Fact]:
    """`fact` for each of them."""
    return {name: fact(value) for name, value in values.items()}


def written(value: Fact) -> str:
    """A value for people: figures with their thousands separated, in full."""
    if isinstance(value, Figure):
        whole = value == value.to_integral_value()
        return f"{value.to_integral_value() if whole else value.normalize():,f}"
    return f"「{value}」" if isinstance(value, str) else str(value)
