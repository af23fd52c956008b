"""Reading the marker that stands at one place of a text: 第3条の2, ２．, ①, (ⅳ), Section 2.01, イ.

One marker may have several readings (`i` is the ninth letter and the first roman number, イ the first
of イロハ and the second of アイウ); which of them holds, only its neighbours tell. Markers are read as
printed, before any folding: ①, ⑴, ⒈ and 1 are four styles.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from aiwf_cli.text import numerals

Component: TypeAlias = tuple[int, ...]
"""A number with its branches: (104, 11) is 104の11, (12, 1) is 12A."""

Number: TypeAlias = tuple[Component, ...]
"""A number with its dots: ((11,), (5,)) is 11.5."""


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

    @property
    def label(self) -> str:
        """The number as its first reading has it; the style, which is the printed text, of a chapter."""
        return "".join(self.readings[0].labels) if self.readings else self.style


_D, _K, _S = "[0-9０-９]", "[〇一二三四五六七八九十百千]", "[ \t\u3000\xa0]"
_N = rf"(?:{_D}{{1,4}}|{_K}{{1,7}})"
_BRANCHES = rf"(?:{_S}*[のノ]{_S}*{_N}(?!{_S}*[つ者人個件以般部週年月日]))*"
_LATIN = "[A-Za-zＡ-Ｚａ-ｚ]"
_ROMAN = "[IVXLivxlＩＶＸＬｉｖｘｌ]"
_KANA = "[ァ-ヴｦ-ﾝ]"
_LOOK_ALIKE = {"二": "ニ", "口": "ロ", "八": "ハ", "へ": "ヘ", "千": "チ", "力": "カ", "卜": "ト", "ニ": "二", "ハ": "八"}  # fmt: skip
_ODD = "[口へ力卜]"

_SYNTAX = re.compile(
    rf"""
    (?P<chapter>第{_S}*{_N}{_S}*[編篇部章節款目]{_BRANCHES})
  | (?P<article>第{_S}*{_N}{_S}*条{_BRANCHES} | {_N}{_S}*条(?!件|例|約|文|項){_BRANCHES})
  | (?P<kou>第{_S}*{_N}{_S}*項)
  | (?P<gou>第{_S}*{_N}{_S}*号{_BRANCHES})
  | (?P<dai>第{_S}*{_N}{_BRANCHES}(?={_S}|[\n\r]|$))
  | (?P<part>(?:PART|Part|CHAPTER|Chapter|TITLE|Title|DIVISION|Division){_S}+(?:[0-9]{{1,3}}[A-Z]?|[IVXL]+|[A-Z])(?![\w]))
  | (?P<Article>(?:ARTICLE|Article|Art\.|ART\.){_S}*(?:[0-9]{{1,3}}[A-Z]?|[IVXL]+)(?![\w]|\.[0-9]))
  | (?P<Section>(?:SECTION|Section|SEC\.|Sec\.|§§?|CLAUSE|Clause){_S}*
        (?:[0-9]{{1,5}}[A-Z]?(?:\.[0-9]{{1,3}}[A-Z]?)*|[IVXL]+)(?![\w]|\.[0-9]))
  | (?P<paren>[(（〔]{_S}*(?:{_D}{{1,3}}[A-Z]?|{_K}{{1,4}}(?:[のノ]{_K}{{1,3}})*|{_LATIN}{{1,5}}|{_KANA}|{_ODD}|[ⅰ-ⅿⅠ-Ⅿ])
        {_S}*[)）〕] | [⑴-⒇㈠-㈩⒜-⒵])
  | (?P<circled>[①-⑳㉑-㉟㊱-㊿❶-❿⓫-⓴⓵-⓾㊀-㊉㋐-㋾ⓐ-ⓩⒶ-Ⓩ] | [○〇◯]{_S}?{_D}{{1,2}}(?!{_D}))
  | (?P<dotted>{_D}{{1,3}}[A-Z]?(?:[.．]{_D}{{1,3}}[A-Z]?)+(?!{_D}) | {_D}{{1,2}}(?:[-－‐–]{_D}{{1,2}}){{1,3}}(?!{_D}))
  | (?P<rparen>(?:{_D}{{1,3}}|{_K}{{1,3}}|{_LATIN}|{_ROMAN}{{1,5}}|{_KANA}|[ⅰ-ⅿⅠ-Ⅿ]){_S}?[)）])
  | (?P<plain>{_D}{{1,3}}[A-Z]?(?!{_D}) | {_K}{{1,4}}(?:[のノ]{_K}{{1,3}})* | {_LATIN}{{1,2}}(?=[.．]) | {_ROMAN}{{1,6}}(?=[.．])
        | {_KANA}(?!{_KANA}|ー) | {_ODD}(?={_S}) | [ⅰ-ⅿⅠ-Ⅿ⒈-⒛] | {_LATIN}(?=\u3000))
    """,
    re.VERBOSE,
)
_SEPARATOR = re.compile(rf"(?P<point>[.．、:：]?){_S}*")
_BODY = re.compile(rf"{_S}*")
_NUMBERED_LETTER = re.compile(r"([0-9]+)([A-Z]?)")
_WORD_OR_SIGN = re.compile(r"^(?:[A-Za-z]+\.?|§+)\s*")
_STUCK_CLARITY = {"arabic": -1, "kanji": -5, "iroha": -3, "gojuon": -3}
_NUMBERLESS = frozenset({"chapter", "part"})


def read_marker(text: str, at: int, end: int | None = None) -> Marker | None:
    """The marker that begins at `at`; None when nothing there looks like one.

    `end` is where the line ends; the marker and its white space lie before it.
    """
    end = len(text) if end is None else end
    match = _SYNTAX.match(text, at, end)
    if not match:
        return None
    form = match.lastgroup or ""
    if form in _NUMBERLESS:
        printed = "".join(unicodedata.normalize("NFKC", match[0]).split())
        return Marker(at, match.end(), _skip(text, match.end(), end), "chapter", printed, 3, ())
    readings = _readings(form, match[0])
    return _plain_marker(text, match, end, readings) if form in ("plain", "dotted") else (
        Marker(at, match.end(), _skip(text, match.end(), end), readings[0].family.form,
               _style(text, at, match.end(), end), _clarity(text, match, end), readings)
        if readings else None
    )  # fmt: skip


def read_label(label: str, form: str) -> tuple[Reading, ...]:
    """Every reading of a bare label (`12A`, `iv`, `二の二`, `ロ`) as a list member in `form`."""
    folded = "".join(unicodedata.normalize("NFKC", label).split())
    readings = [
        Reading(Family(system, form), (component,), (folded,))
        for system, component in _systems(folded)
    ]
    if (other := _LOOK_ALIKE.get(folded)) is not None:
        readings += [
            Reading(Family(system, form), (component,), (other,), doubt=2)
            for system, component in _systems(other)
        ]
    return tuple(readings)


def _systems(label: str) -> list[tuple[str, Component]]:
    """The number systems that `label` is a numeral of, with its value in each."""
    if numbered := _NUMBERED_LETTER.fullmatch(label):
        letter = (ord(numbered[2]) - 64,) if numbered[2] else ()
        return [("arabic", (int(numbered[1]), *letter))] if int(numbered[1]) else []
    parts = [numerals.read_kanji(part) or 0 for part in re.split("[のノ]", label)]
    if all(parts):
        return [("kanji", tuple(parts))]
    upper = label.isupper()
    found = (
        ("LETTER" if upper else "letter", numerals.read_letter(label)),
        ("ROMAN" if upper else "roman", numerals.read_roman(label)),
        ("iroha", numerals.read_iroha(label)),
        ("gojuon", numerals.read_gojuon(label)),
    )
    return [(system, (value,)) for system, value in found if value]


def _readings(form: str, printed: str) -> tuple[Reading, ...]:
    if form in ("article", "kou", "gou", "dai"):
        return _branched(form, printed)
    if form == "Article":
        return read_label(_WORD_OR_SIGN.sub("", printed), form)
    if form == "Section":
        label = _WORD_OR_SIGN.sub("", printed)
        return _dotted(label, form) if label[0].isdigit() else read_label(label, form)
    if form == "circled":
        return _circled(printed)
    if form == "dotted":
        return _dotted(printed, "plain")
    folded = unicodedata.normalize("NFKC", printed)
    return read_label(folded.strip("()〔〕. "), form)


def _branched(form: str, printed: str) -> tuple[Reading, ...]:
    """第104条の11 and its kin; arabic or kanji, both are one family."""
    numbers = re.findall(_N, printed)
    values = tuple(numerals.read_number(number) or 0 for number in numbers)
    if not all(values):
        return ()
    label = "の".join(map(str, values))
    return (Reading(Family("", form), (values,), (label,)),)


def _dotted(printed: str, form: str) -> tuple[Reading, ...]:
    plain = re.sub("[－‐–]", "-", unicodedata.normalize("NFKC", printed))
    labels = re.findall(r"[.\-]?[0-9A-Z]+", plain)
    components = [_systems(label.lstrip(".-")) for label in labels]
    if not all(components):
        return ()
    number = tuple(systems[0][1] for systems in components)
    return (Reading(Family("arabic", form), number, tuple(labels)),)


def _circled(printed: str) -> tuple[Reading, ...]:
    if printed[0] in "○〇◯":
        return read_label(printed[1:], "circled")
    number = numerals.read_number(printed)
    label = (
        unicodedata.normalize("NFKC", printed)
        if number is None or "㊀" <= printed <= "㊉"
        else str(number)
    )
    return read_label(label, "circled")


def _plain_marker(
    text: str, match: re.Match[str], end: int, readings: tuple[Reading, ...]
) -> Marker | None:
    """A marker without brackets: all depends on what separates it from its body."""
    start, label_end = match.span()
    separator = _SEPARATOR.match(text, label_end, end)
    if not readings or not separator:
        return None
    point, body = separator["point"], separator.end()
    enclosed = "⒈" <= text[start] <= "⒛"
    if point in (":", "：") or (
        point == "." and body == separator.end("point") < end and text[body].isdigit()
    ):
        return None
    if point or enclosed:
        clarity = 2
    elif body == end:
        clarity = 1 if end > label_end or start > 0 else 0
    elif body > label_end:
        clarity = 2 if text[label_end] == "\u3000" else 1
    else:
        clarity = _STUCK_CLARITY.get(readings[0].family.system, -9)
    return Marker(
        start,
        separator.end("point"),
        body,
        "plain",
        _style(text, start, separator.end("point"), end),
        clarity,
        readings,
    )


def _clarity(text: str, match: re.Match[str], end: int) -> int:
    if match.lastgroup in ("article", "dai", "kou", "gou", "Article", "Section"):
        named = match[0].startswith("第") or match.lastgroup in ("Article", "Section")
        apart = match.end() == end or text[match.end()] in "(（【〔［[ \t\u3000\xa0.:：—–-"
        return (3 if named else 0) + (1 if apart else -1)
    return 2


def _style(text: str, start: int, end: int, line_end: int) -> str:
    """How the marker is set: its digits' width, its brackets or point, the white space behind it."""
    printed = text[start:end]
    shape = re.sub("[0-9]+", "9", re.sub("[０-９]+", "９", printed))
    shape = re.sub(r"[^\W\d_一]", "x", re.sub(_K + "+", "一", shape)) if len(shape) < 12 else "…"
    behind = text[end] if end < line_end else "\n"
    return shape + (behind if behind in " \t\u3000\xa0\n" else "")


def _skip(text: str, start: int, end: int) -> int:
    blank = _BODY.match(text, start, end)
    return blank.end() if blank else start
