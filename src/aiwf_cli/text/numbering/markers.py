"""Reading the marker at one place of a text: 第3条の2, ２．, ①, (ⅳ), Section 2.01, イ.

One marker may have several readings (`i` is the ninth letter and the first roman number, イ the
first of イロハ and the second of アイウ); which of them holds, only its neighbours tell. Markers
are read as printed, before any folding: ①, ⑴, ⒈ and 1 are four styles.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from aiwf_cli.text import numerals

Component: TypeAlias = tuple[int, ...]
"""A number with its branches: (104, 11) is 104の11, (12, 1) is 12A."""

Number: TypeAlias = tuple[Component, ...]
"""A number with its dots: ((11,), (5,)) is 11.5."""


_NAMED_FORMS = frozenset({"article", "kou", "gou", "dai", "Article", "Section"})


class Family(NamedTuple):
    """The lists a marker can be a member of: a number system in a form (`arabic` in `paren`)."""

    system: str
    form: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a marker; `labels` are its components as printed, in NFKC: `11`, `.5`.

    `doubt` counts against it: a character was taken for one that looks like it.
    """

    family: Family
    number: Number
    labels: tuple[str, ...]
    doubt: int = 0


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker at `text[start:end]`; what it introduces begins at `body`, behind the white space.

    `style` is how it is printed (`９．　`), the same for all members of a neatly set list.
    `clarity` says how little else it could be, in points. `form` is that of all its readings, or
    `chapter` for a heading that only groups.
    """

    start: int
    end: int
    body: int
    form: str
    style: str
    clarity: int
    readings: tuple[Reading, ...]

    def surer(self, clarity: int) -> Marker:
        """The same marker with at least this clarity."""
        return replace(self, clarity=max(self.clarity, clarity))

    @property
    def label(self) -> str:
        """The number as its first reading has it."""
        return "".join(self.readings[0].labels) if self.readings else ""


_D, _K, _S = "[0-9０-９]", "[〇一二三四五六七八九十百千]", "[ \t\u3000\xa0]"
_N = rf"(?:{_D}{{1,4}}|{_K}{{1,7}})"
_BRANCHES = rf"(?:{_S}*[のノ]{_S}*{_N}(?!{_S}*[つ者人個件以般部週年月日]))*"
_LATIN = "[A-Za-zＡ-Ｚａ-ｚ]"
_ROMAN = "[IVXLivxlＩＶＸＬｉｖｘｌ]"
_ROMAN_CHARACTER = "[ⅰ-ⅿⅠ-Ⅿ]"
_KANA = "[ァ-ヴｦ-ﾝ]"
_ODD = "[口へ力卜]"  # what readers of scanned pages make of ロヘカト
_POINT = rf"(?=．|\.(?:{_S}|$))"  # what makes a letter a marker: not the point in U.S.
_WORD_NUMBER = r"(?:[0-9]{1,3}[A-Z]?|[IVXL]+)"

_SYNTAX = re.compile(
    rf"""
    (?P<chapter>
        第{_S}*{_N}{_S}*[編篇部章節款目]{_BRANCHES}
      | (?:PART|Part|CHAPTER|Chapter|TITLE|Title|DIVISION|Division){_S}+
        (?:{_WORD_NUMBER}|[A-Z])(?!\w))
  | (?P<article>第{_S}*{_N}{_S}*条{_BRANCHES} | {_N}{_S}*条(?![件例約文項]){_BRANCHES})
  | (?P<kou>第{_S}*{_N}{_S}*項)
  | (?P<gou>第{_S}*{_N}{_S}*号{_BRANCHES})
  | (?P<dai>第{_S}*{_N}{_BRANCHES}(?={_S}|$))
  | (?P<Article>(?:ARTICLE|Article|Art\.|ART\.){_S}*{_WORD_NUMBER}(?:-[0-9]{{1,2}})?(?!\w|\.[0-9]))
  | (?P<Section>
        (?:SECTION|Section|SEC\.|Sec\.|§§?|CLAUSE|Clause|(?:ARTICLE|Article)(?={_S}*\d+\.\d)){_S}*
        (?:[0-9]{{1,5}}[A-Z]?(?:\.[0-9]{{1,3}}[A-Z]?)*|[IVXL]+)(?!\w|\.[0-9]))
  | (?P<paren>
        [(（〔]{_S}*(?:{_D}{{1,3}}[A-Z]?|{_K}{{1,4}}(?:[のノ]{_K}{{1,3}})*|{_LATIN}{{1,5}}
        |{_KANA}|{_ODD}|{_ROMAN_CHARACTER}){_S}*[)）〕](?:[のノ]{_N}(?={_S}|$))?
      | [⑴-⒇㈠-㈩⒜-⒵])
  | (?P<circled>
        [①-⑳㉑-㉟㊱-㊿❶-❿⓫-⓴⓵-⓾㊀-㊉㋐-㋾ⓐ-ⓩⒶ-Ⓩ]
      | [○〇◯]{_S}?{_D}{{1,2}}(?!{_D}))
  | (?P<dotted>
        {_D}{{1,3}}[A-Z]?(?:[.．]{_D}{{1,3}}[A-Z]?)+(?!{_D})
      | {_D}{{1,2}}(?:[-－‐–]{_D}{{1,2}}){{1,3}}(?!{_D}))
  | (?P<rparen>
        (?:{_D}{{1,3}}|{_K}{{1,3}}|{_LATIN}|{_ROMAN}{{1,5}}|{_KANA}|{_ROMAN_CHARACTER}){_S}?[)）])
  | (?P<plain>
        {_D}{{1,3}}[A-Z]?(?!{_D}) | {_K}{{1,4}}(?:[のノ]{_K}{{1,3}})*
      | {_LATIN}{{1,2}}{_POINT} | {_ROMAN}{{1,6}}{_POINT} | {_LATIN}(?=\u3000)
      | {_KANA}(?!{_KANA}|ー) | {_ODD}(?={_S}) | {_ROMAN_CHARACTER} | [⒈-⒛])
    """,
    re.VERBOSE,
)
_NO_BRACKETS = {ord(bracket): None for bracket in "()〔〕. "}
_SEPARATOR = re.compile(rf"(?P<point>[.．、:：]?)(?P<space>{_S}*)")
_BLANK = re.compile(rf"{_S}*")
_NUMBERED_LETTER = re.compile(r"([0-9]+)([A-Z]?)")
_WORD_OR_SIGN = re.compile(r"^(?:[A-Za-z]+\.?|§+)\s*")
_LOOK_ALIKES = dict(zip("二口八へ千力卜ニハ", "ニロハヘチカト二八", strict=True))

CLEAR, SPACED, STUCK, STUCK_KANJI, STUCK_LETTER = 2, 1, -1, -2, -9
"""How clear a marker is: in brackets, with a point or a wide space; with a narrow space; with none,
as readers of scanned pages leave it."""

_STUCK = {"kanji": STUCK_KANJI, "letter": STUCK_LETTER, "LETTER": STUCK_LETTER}

NAMED, APART = 3, 1
"""How much clearer the words 第 … 条, Article, Section make it, and white space or a title
behind."""

LOOKS_ALIKE = 2


def read_marker(text: str, at: int, end: int | None = None) -> Marker | None:
    """The marker that begins at `at`; None when nothing there looks like one.

    `end` is where the line ends; the marker and its white space lie before it.
    """
    end = len(text) if end is None else end
    match = _SYNTAX.match(text, at, end)
    if not match:
        return None
    form = match.lastgroup or ""
    if form == "chapter":
        return _marker(text, match, end, form, NAMED, ())
    readings = _readings(form, match[0])
    if not readings:
        return None
    if form in ("plain", "dotted"):
        return _unbracketed(text, match, end, readings)
    clarity = _named_clarity(text, match, end) if form in _NAMED_FORMS else CLEAR
    return _marker(text, match, end, form, clarity, readings)


def read_label(label: str, form: str) -> tuple[Reading, ...]:
    """Every reading of a bare label (`12A`, `iv`, `二の二`, `ロ`) as a list member in `form`."""
    folded = "".join(unicodedata.normalize("NFKC", label).split())
    return tuple(
        Reading(Family(system, form), (component,), (read_as,), doubt)
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
def _readings(form: str, printed: str) -> tuple[Reading, ...]:
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


def _branched(form: str, printed: str) -> tuple[Reading, ...]:
    """第104条の11 and its kin; arabic or kanji, both are one family."""
    numbers = tuple(numerals.read_number(number) or 0 for number in re.findall(_N, printed))
    label = "の".join(map(str, numbers))
    return (Reading(Family("", form), (numbers,), (label,)),) if all(numbers) else ()


def _hyphened(printed: str, form: str) -> tuple[Reading, ...]:
    """Article 4-2, which is how 第4条の2 is translated: a branch, not a level."""
    base, branch = printed.split("-")
    if not base.isdigit():
        return ()
    number = ((int(base), int(branch)),)
    return (Reading(Family("arabic", form), number, (base, f"-{branch}")),)


def _dotted(printed: str, form: str) -> tuple[Reading, ...]:
    plain = re.sub("[－‐–]", "-", unicodedata.normalize("NFKC", printed))
    labels = re.findall(r"[.\-]?[0-9A-Z]+", plain)
    counted = labels[:-1] if labels[-1] in (".0", ".00") else labels  # 1.0 heads 1.1
    components = [_systems(label.lstrip(".-")) for label in counted]
    if not all(components):
        return ()
    number = tuple(systems[0][1] for systems in components)
    return (Reading(Family("arabic", form), number, tuple(labels)),)


def _inside_circle(printed: str) -> str:
    """The label in ⑫, ❷, ㊂, ㋐, ⓑ, ○２."""
    if printed[0] in "○〇◯":
        return printed[1:]
    folded = unicodedata.normalize("NFKC", printed)
    number = numerals.read_number(printed) if folded == printed else None
    return folded if number is None else str(number)


def _unbracketed(
    text: str, match: re.Match[str], end: int, readings: tuple[Reading, ...]
) -> Marker | None:
    """A marker without brackets: all depends on what separates it from its words."""
    separator = _SEPARATOR.match(text, match.end(), end)
    if not separator:
        return None
    point, space = separator["point"], separator["space"]
    alone = separator.end() == end
    if point in (":", "：") or (
        point == "." and not space and text[separator.end() : end][:1].isdigit()
    ):
        return None  # 10:30, 2.5
    if point or space[:1] == "\u3000" or "⒈" <= match[0] <= "⒛":
        clarity = CLEAR
    elif space or alone:
        clarity = SPACED
    else:
        system = readings[0].family.system
        clarity = _STUCK.get(system, STUCK)
    marker = _marker(text, match, end, "plain", clarity, readings)
    return replace(
        marker,
        end=separator.end("point"),
        body=separator.end(),
        style=_style(text, match.start(), separator.end("point"), end),
    )


def _marker(
    text: str,
    match: re.Match[str],
    end: int,
    form: str,
    clarity: int,
    readings: tuple[Reading, ...],
) -> Marker:
    start, stop = match.span()
    return Marker(
        start,
        stop,
        _behind_blank(text, stop, end),
        form,
        _style(text, start, stop, end),
        clarity,
        readings,
    )


def _named_clarity(text: str, match: re.Match[str], end: int) -> int:
    behind = text[match.end() : end][:1]
    apart = not behind or behind in "(（【〔［[ \t\u3000\xa0.:：—–-"
    named = NAMED if match.lastgroup != "article" or match[0].startswith("第") else 0
    return named + (APART if apart else -APART)


def _style(text: str, start: int, end: int, line_end: int) -> str:
    """How it is set: its digits' width, its brackets or point, the white space behind it."""
    behind = text[end] if end < line_end else "\n"
    return _shape(text[start:end]) + (behind if behind in " \t\u3000\xa0\n" else "")


@lru_cache(maxsize=4096)
def _shape(printed: str) -> str:
    shape = re.sub("[0-9]+", "9", re.sub("[０-９]+", "９", printed))
    return re.sub(r"[^\W\d_一]", "x", re.sub(_K + "+", "一", shape))


def _behind_blank(text: str, start: int, end: int) -> int:
    blank = _BLANK.match(text, start, end)
    return blank.end() if blank else start
