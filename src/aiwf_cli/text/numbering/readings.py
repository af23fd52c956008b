"""What a printed number can mean: `iv` is 4, `ロ` is 2 or 43, `i` is the letter or the number.

Numbers are tuples, so that branches and dots can be compared: 第104条の11 is ((104, 11),), 11.5 is
((11,), (5,)). A reading puts a number into a family, the kind of list it could be a member of.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from aiwf_cli.text import numerals

Component: TypeAlias = tuple[int, ...]
"""A number with its branches: (104, 11) is 104の11, (12, 1) is 12A."""

Number: TypeAlias = tuple[Component, ...]
"""A number with its dots: ((11,), (5,)) is 11.5."""

LOOKS_ALIKE = 2
"""Against reading a character as one that looks like it, as readers of scanned pages mistake it."""

_NUMBER = re.compile("[0-9０-９]{1,4}|[〇一二三四五六七八九十百千]{1,7}")
_NO_BRACKETS = {ord(bracket): None for bracket in "()〔〕. "}
_NUMBERED_LETTER = re.compile(r"([0-9]+)([A-Z]?)")
_WORD_OR_SIGN = re.compile(r"^(?:[A-Za-z]+\.?|§+)\s*")
_LOOK_ALIKES = dict(zip("二口八へ千力卜ニハ", "ニロハヘチカト二八", strict=True))


class Family(NamedTuple):
    """The lists a marker can be a member of: a number system in a form (`arabic` in `paren`)."""

    system: str
    form: str


@dataclass(frozen=True, slots=True)
class MarkerReading:
    """One way to understand a marker; `labels` are its components as printed, in NFKC: `11`, `.5`.

    `doubt` counts against it: a character was taken for one that looks like it.
    """

    family: Family
    number: Number
    labels: tuple[str, ...]
    doubt: int = 0


def read_label(label: str, form: str) -> tuple[MarkerReading, ...]:
    """Every reading of a bare label (`12A`, `iv`, `二の二`, `ロ`) as a list member in `form`."""
    folded = "".join(unicodedata.normalize("NFKC", label).split())
    return tuple(
        MarkerReading(Family(system, form), (component,), (read_as,), doubt)
        for read_as, doubt in ((folded, 0), (_LOOK_ALIKES.get(folded, ""), LOOKS_ALIKE))
        for system, component in _systems(read_as)
    )


def _systems(label: str) -> list[tuple[str, Component]]:
    """The number systems that `label` is a numeral of, with its value in each."""
    if numbered := _NUMBERED_LETTER.fullmatch(label):
        letter = (ord(numbered[2]) - ord("A") + 1,) if numbered[2] else ()
        return [("arabic", (int(numbered[1]), *letter))] if int(numbered[1]) else []
    parts = [numerals.read_number(part) or 0 for part in re.split("[のノ]", label)]
    if all(parts):
        return [("arabic" if label[0].isdecimal() else "kanji", tuple(parts))]
    upper = label.isupper()
    found = [
        ("LETTER" if upper else "letter", numerals.read_letter(label)),
        ("ROMAN" if upper else "roman", numerals.read_roman(label)),
        ("iroha", numerals.read_iroha(label)),
        ("gojuon", numerals.read_gojuon(label)),
    ]
    if len(label) > 1:  # ii is more often 2 than the 35th letter
        found.reverse()
    return [(system, (value,)) for system, value in found if value]


@lru_cache(maxsize=4096)
def readings_of(form: str, printed: str) -> tuple[MarkerReading, ...]:
    """Every reading of a marker as `printed` in `form`, which says what its syntax is."""
    match form:
        case "article" | "kou" | "gou" | "dai":
            return _branched(form, printed)
        case "Section" if printed[-1].isdigit() or printed[-2].isdigit():
            return _dotted(_WORD_OR_SIGN.sub("", printed), form)
        case "Article" if "-" in printed:
            return _hyphened(_WORD_OR_SIGN.sub("", printed), form)
        case "Article" | "Section":
            return read_label(_WORD_OR_SIGN.sub("", printed), form)
        case "dotted":
            return _dotted(printed, "plain")
        case "circled":
            return read_label(_inside_circle(printed), form)
        case _:
            folded = unicodedata.normalize("NFKC", printed)
            return read_label(folded.translate(_NO_BRACKETS), form)


def _branched(form: str, printed: str) -> tuple[MarkerReading, ...]:
    """第104条の11 and its kin; arabic or kanji, both are one family."""
    numbers = tuple(numerals.read_number(number) or 0 for number in _NUMBER.findall(printed))
    label = "の".join(map(str, numbers))
    return (MarkerReading(Family("", form), (numbers,), (label,)),) if all(numbers) else ()


def _hyphened(printed: str, form: str) -> tuple[MarkerReading, ...]:
    """Article 4-2, which is how 第4条の2 is translated: a branch, not a level."""
    base, branch = printed.split("-")
    if not base.isdigit():
        return ()
    number = ((int(base), int(branch)),)
    return (MarkerReading(Family("arabic", form), number, (base, f"-{branch}")),)


def _dotted(printed: str, form: str) -> tuple[MarkerReading, ...]:
    plain = re.sub("[－‐–]", "-", unicodedata.normalize("NFKC", printed))
    labels = re.findall(r"[.\-]?[0-9A-Z]+", plain)
    counted = labels[:-1] if labels[-1] in (".0", ".00") else labels  # 1.0 heads 1.1
    components = [_systems(label.lstrip(".-")) for label in counted]
    if not all(components):
        return ()
    number = tuple(systems[0][1] for systems in components)
    return (MarkerReading(Family("arabic", form), number, tuple(labels)),)


def _inside_circle(printed: str) -> str:
    """The label in ⑫, ❷, ㊂, ㋐, ⓑ, ○２."""
    if printed[0] in "○〇◯":
        return printed[1:]
    folded = unicodedata.normalize("NFKC", printed)
    number = numerals.read_number(printed) if folded == printed else None
    return folded if number is None else str(number)
