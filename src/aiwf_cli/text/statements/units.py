"""The unit that a document states its amounts in, and the one name that it goes by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from aiwf_cli.model.document import Span
from aiwf_cli.text.statements.candidates import Candidate
from aiwf_cli.text.statements.words import Says, what_say
from aiwf_cli.text.tables.table import Entry
from aiwf_cli.text.tables.units import rounded_unit, stated_unit
from aiwf_cli.text.values.reading import fold_width
from aiwf_cli.text.values.units import read_unit

_JAPANESE: Mapping[int, str] = {
    1: "円",
    10**3: "千円",
    10**6: "百万円",
    10**8: "億円",
    10**9: "十億円",
}
_UNIT_BEHIND = re.compile(r"(?<=\d)(?:十億|百万|千|億)?円")
_ENGLISH: Mapping[int, str] = {
    1: "",
    10**3: "thousands of ",
    10**6: "millions of ",
    10**9: "billions of ",
}
_CURRENCIES: Mapping[str, str] = {"JPY": "yen", "USD": "dollars", "EUR": "euros", "GBP": "pounds"}


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedUnit:
    """A unit of amounts: as printed, by its one name, and the figure that it was found with."""

    printed: str
    name: str
    entry: Entry


def stated_units(found: Iterable[Candidate], signs: str) -> tuple[StatedUnit, ...]:
    """The units that the candidates' figures are in, each once, the most frequent first.

    `signs` is text in which a currency sign tells what `in thousands` are thousands of. Of a yen
    and a translated column the yen one is the document's.
    """
    units: dict[str, list[StatedUnit]] = {}
    for candidate in found:
        if Says.PER_SHARE in what_say((*candidate.beside, candidate.printed)):
            continue
        entry = candidate.entry
        own = _UNIT_BEHIND.search(fold_width(entry.cell.text))
        printed = own[0] if own else entry.unit
        name = unit_name(printed, signs)
        if name:
            unit = StatedUnit(printed=printed, name=name, entry=entry)
            units.setdefault(name, []).append(unit)
    if any(_is_yen(name) for name in units):
        units = {name: many for name, many in units.items() if _is_yen(name)}
    return tuple(many[0] for many in sorted(units.values(), key=len, reverse=True))


def unit_behind(figure: str) -> str:
    """The name of the unit behind a figure: 38,204百万円 → 百万円; empty without one."""
    own = _UNIT_BEHIND.search(fold_width(figure))
    return unit_name(own[0]) if own else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedUnit:
    """A unit that a line states, and where in the document it does."""

    text: str
    span: Span


def printed_unit(text: str) -> PrintedUnit | None:
    """The first unit that a line of `text` states for its figures; None when none does."""
    at = 0
    for line in text.split("\n"):
        unit = stated_unit(line) or rounded_unit(line)
        if unit:
            return PrintedUnit(text=unit, span=(at, at + len(line)))
        at += len(line) + 1
    return None


def unit_name(printed: str, signs: str = "") -> str:
    """The one name of a printed unit: 百万円, thousands of dollars; empty when it is no money."""
    if not printed:
        return ""
    unit = read_unit(printed)
    currencies = unit.currencies or (frozenset() if unit.name else _currency_of(signs))
    scale = int(unit.scale) if unit.scale == unit.scale.to_integral_value() else 0
    if not currencies:
        return ""
    if "JPY" in currencies and not printed.isascii():
        return _JAPANESE.get(scale, "")
    currency = next((code for code in _CURRENCIES if code in currencies), "")
    if not currency or scale not in _ENGLISH:
        return ""
    return f"{_ENGLISH[scale]}{_CURRENCIES[currency]}"


def _is_yen(name: str) -> bool:
    return name.endswith(("円", "yen"))


_SIGNS: Sequence[tuple[str, re.Pattern[str]]] = (
    ("JPY", re.compile(r"[¥￥円]|\byen\b", re.IGNORECASE)),
    ("EUR", re.compile(r"€|\beuros?\b", re.IGNORECASE)),
    ("GBP", re.compile(r"£|\bpounds?\b", re.IGNORECASE)),
    ("USD", re.compile(r"\$|\bdollars?\b", re.IGNORECASE)),
)


def _currency_of(text: str) -> frozenset[str]:
    """The currency whose sign a text has most often; none when it has no sign."""
    counts = {code: len(form.findall(text)) for code, form in _SIGNS}
    best = max(counts, key=lambda code: counts[code])
    return frozenset({best}) if counts[best] else frozenset()
