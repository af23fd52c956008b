"""What a spreadsheet shows in a cell: number formats (ECMA-376, part 1, 18.8.31), not all of them.

A number is shown in two ways: `text` is what the expert sees (0012, 49.8%, 27,226百万円), `figure`
says the same without rounding and with a plain minus, for fields that are figures: what Excel hides
behind `0.0%` is not lost, and what the expert sees there, `rounded`, is right as well. A format
that shows thousands without saying so (`#,##0,`) leaves a doubt which only the table can settle:
`scaled` is the figure as it is shown, `figure` the cell's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

_TOKEN = re.compile(
    r"""  "(?P<quoted>[^"]*)" | \\(?P<escaped>.) | _. | \*.
        | \[\$(?P<currency>[^\]-]*)[^\]]*\] | \[(?P<condition>[<>=]+-?[\d.]+)\] | \[[^\]]*\]
        | (?P<general>General|@) | (?P<figures>[0\#?]) | (?P<point>\.) | (?P<comma>,)
        | (?P<percent>%) | (?P<power>[Ee][+-]) | (?P<slash>/) | (?P<section>;) | (?P<literal>.)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_CONDITION = re.compile(r"([<>=]+)(-?[\d.]+)")
_SIGNS = str.maketrans("", "", "-−△▲()（）+")


class Shown(NamedTuple):
    """A cell's content as `text` for people, as `figure` or `scaled` for fields of figures.

    `rounded` is `scaled` with no more digits than are shown; "" where the format hides none.
    """

    text: str
    figure: str
    scaled: str
    rounded: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    """One of the up to four parts of a format, separated by `;`.

    `slots` are the placeholders of the whole part with the literals between them.
    """

    before: str = ""
    slots: tuple[str, ...] = ()
    decimals: str = ""
    after: str = ""
    grouped: bool = False
    thousands: int = 0
    percents: int = 0
    condition: str = ""
    plain: bool = False
    """Whether digits are shown as they come: General, and what is not understood."""


def show_number(value: float, code: str) -> Shown:
    """How a number looks in a cell with the number format `code`."""
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    sections = _sections(code)
    section, signed = _choose(sections, number)
    shown = abs(number) * 100**section.percents / 1000**section.thousands
    sign = "-" if number < 0 else ""
    before, after = (part.translate(_SIGNS).strip() for part in (section.before, section.after))
    scaled = f"{sign}{_marked(before, _digits(shown), after)}"
    says_scale = not section.thousands or before or after
    figure = scaled if says_scale else f"{sign}{_digits(abs(number))}"
    rounded = ""
    if section.plain:
        digits = _digits(shown)
    elif not section.slots and not section.decimals:
        digits = ""
    else:
        digits = _laid_out(shown, section)
        if (seen := _digits(_rounded(shown, section))) != _digits(shown):
            rounded = f"{sign}{_marked(before, seen, after)}"
    if not signed:
        sign = ""
    return Shown(f"{sign}{section.before}{digits}{section.after}".strip(), figure, scaled, rounded)


def _digits(number: Decimal) -> str:
    """All digits that Excel keeps (15), without an exponent or zeros behind the point."""
    text = f"{Decimal(f'{number:.15g}'):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _marked(before: str, digits: str, after: str) -> str:
    """The digits between a format's marks.

    In print 1.234 € may be thousands, in a cell it is not: a zero more says so.
    """
    in_euros = any(mark in before + after for mark in ("€", "EUR"))
    open_to_doubt = in_euros and len(digits.partition(".")[2]) == 3
    return f"{before}{digits}{'0' if open_to_doubt else ''}{after}"


def _choose(sections: tuple[_Section, ...], number: Decimal) -> tuple[_Section, bool]:
    """The section for a number, and whether a minus goes before it."""
    if any(section.condition for section in sections):
        for section in sections:
            if not section.condition or _holds(section.condition, number):
                return section, number < 0
        return sections[-1], number < 0
    if number < 0 and len(sections) > 1:
        return sections[1], False
    if number == 0 and len(sections) > 2:
        return sections[2], False
    return sections[0], number < 0


def _holds(condition: str, number: Decimal) -> bool:
    if not (match := _CONDITION.fullmatch(condition)):
        return False
    limit = Decimal(match[2])
    return {
        "<": number < limit,
        "<=": number <= limit,
        ">": number > limit,
        ">=": number >= limit,
        "=": number == limit,
        "<>": number != limit,
    }.get(match[1], False)


def _rounded(number: Decimal, section: _Section) -> Decimal:
    """A number with the section's decimals, rounded as Excel rounds: half away from zero."""
    places = Decimal(1).scaleb(-len(section.decimals))
    return Decimal(f"{number:.15g}").quantize(places, ROUND_HALF_UP)


def _laid_out(number: Decimal, section: _Section) -> str:
    """The digits of the rounded number in the section's placeholders."""
    whole, _, behind = f"{_rounded(number, section):f}".partition(".")
    kept = len(section.decimals.rstrip("#?"))
    while len(behind) > kept and behind.endswith("0"):
        behind = behind[:-1]
    zeros = sum(slot == "0" for slot in section.slots)
    whole = whole.lstrip("0").zfill(zeros)
    if section.grouped:
        whole = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", whole)
    elif any(slot not in "0#?" for slot in section.slots):
        whole = _filled(whole, section.slots)
    return f"{whole}.{behind}" if behind else whole


def _filled(digits: str, slots: tuple[str, ...]) -> str:
    """Digits put into placeholders from the right: 1234567 in 000-0000 is 123-4567."""
    left, parts = list(digits), list[str]()
    first = next(at for at, slot in enumerate(slots) if slot in "0#?")
    for at in reversed(range(len(slots))):
        if slots[at] not in "0#?":
            parts.append(slots[at])
        elif at == first:
            parts.append("".join(left))
        elif left:
            parts.append(left.pop())
    return "".join(reversed(parts))


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[_Section, ...]:
    """The sections of a number format."""
    parts: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(code or "General"):
        if token["section"]:
            parts.append([])
        else:
            parts[-1].append(token)
    return tuple(_section(part) for part in parts)


def _section(tokens: list[re.Match[str]]) -> _Section:
    kinds = [token.lastgroup for token in tokens]
    if "general" in kinds or "power" in kinds or "slash" in kinds:
        at = kinds.index("general") if "general" in kinds else len(tokens)
        literal = at < len(tokens) and "power" not in kinds and "slash" not in kinds
        return _Section(
            before=_text(tokens[:at]) if literal else "",
            after=_text(tokens[at + 1 :]) if literal else "",
            plain=True,
        )
    places = [at for at, kind in enumerate(kinds) if kind in ("figures", "point")]
    condition = next((t["condition"] for t in tokens if t["condition"]), "")
    if not places:
        return _Section(before=_text(tokens), condition=condition)
    first, last = places[0], places[-1]
    body, tail = tokens[first : last + 1], tokens[last + 1 :]
    scaling = 0
    while scaling < len(tail) and tail[scaling]["comma"]:
        scaling += 1
    point = next((at for at, token in enumerate(body) if token["point"]), len(body))
    slots = tuple(_text([t]) or t[0] for t in body[:point] if not t["comma"])
    return _Section(
        before=_text(tokens[:first]),
        slots=slots,
        decimals="".join(token[0] for token in body[point + 1 :] if token["figures"]),
        after=_text(tail[scaling:]),
        grouped=any(token["comma"] for token in body[:point]),
        thousands=scaling,
        percents=sum(kind == "percent" for kind in kinds),
        condition=condition,
    )


def _text(tokens: list[re.Match[str]]) -> str:
    """What the literal ones among `tokens` show."""
    shown = ("quoted", "escaped", "currency", "literal", "percent", "comma")
    return "".join(token[token.lastgroup] for token in tokens if token.lastgroup in shown)


_DATE_PART = re.compile(
    r'"([^"]*)"|\\(.)|\[\$[^\]]*\]|(y+|m{1,2}(?!m)|d{1,2}(?!d))|([/年月日.\-\s])|(;@)',
    re.IGNORECASE,
)
_LOCAL_DATE = "mm-dd-yy"
"""The built-in short date: every country sees it in its own order."""


def show_date(value: date, code: str) -> Shown:
    """How a date looks in a cell with the number format `code`.

    The figure is ISO 8601, as precise as it is shown (2024-03 for `yyyy"年"m"月"`), but never
    without the year. The text is the same unless the format is simple enough to be followed.
    """
    letters = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", code).lower()
    if "y" not in letters and "e" not in letters:
        precise = 10
    else:
        precise = 10 if "d" in letters else 7 if "m" in letters else 4
    day = value.date() if isinstance(value, datetime) else value
    iso = day.isoformat()[:precise]
    parts = [*_DATE_PART.finditer(code)]
    if code == _LOCAL_DATE or "".join(part[0] for part in parts) != code:
        return Shown(iso, iso, iso)
    return Shown("".join(_date_part(part, day) for part in parts).strip(), iso, iso)


def _date_part(part: re.Match[str], day: date) -> str:
    letters = part[3]
    if not letters:
        return part[1] or part[2] or part[4] or ""
    number = {"y": day.year, "m": day.month, "d": day.day}[letters[0].lower()]
    if letters[0] in "yY":
        return f"{number:04}" if len(letters) > 2 else f"{number % 100:02}"
    return f"{number:0{min(len(letters), 2)}}"
