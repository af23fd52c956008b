"""Reading the marker at one place of a text: 第3条の2, ２．, ①, (ⅳ), Section 2.01, イ.

One marker may have several readings (`i` is the ninth letter and the first roman number, イ the
first of イロハ and the second of アイウ); which of them holds, only its neighbours tell. Markers
are read as printed, before any folding: ①, ⑴, ⒈ and 1 are four styles.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from aiwf_cli.text.numbering.readings import MarkerReading, readings_of

_NAMED_FORMS = frozenset({"article", "kou", "gou", "dai", "Article", "Section"})


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
    readings: tuple[MarkerReading, ...]

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
_SEPARATOR = re.compile(rf"(?P<point>[.．、:：]?)(?P<space>{_S}*)")
_BLANK = re.compile(rf"{_S}*")

CLEAR, SPACED, STUCK, STUCK_KANJI, STUCK_LETTER = 2, 1, -1, -2, -9
"""How clear a marker is: in brackets, with a point or a wide space; with a narrow space; with none,
as readers of scanned pages leave it."""

_STUCK = {"kanji": STUCK_KANJI, "letter": STUCK_LETTER, "LETTER": STUCK_LETTER}

NAMED, APART = 3, 1
"""How much clearer the words 第 … 条, Article, Section make it, and white space or a title
behind."""


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
    readings = readings_of(form, match[0])
    if not readings:
        return None
    if form in ("plain", "dotted"):
        return _unbracketed(text, match, end, readings)
    clarity = _named_clarity(text, match, end) if form in _NAMED_FORMS else CLEAR
    return _marker(text, match, end, form, clarity, readings)


def _unbracketed(
    text: str, match: re.Match[str], end: int, readings: tuple[MarkerReading, ...]
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
    readings: tuple[MarkerReading, ...],
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
