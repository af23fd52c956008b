"""The parts of a paper beside its main one: 附則, 別表第一, 様式第2号, Schedule 1, Exhibit B."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from aiwf_cli.text import numerals

_NUMBER = r"[0-9〇一二三四五六七八九十百]+"
_BRANCHES = rf"(?:の{_NUMBER})*"
_INSIDE = r"[^()〔〕\[\]]*(?:\([^()]*\)[^()〔〕\[\]]*)*"
_LABEL = (  # 附則(2) is its item 2, 附則〔2〕 the second of several
    rf"(?:〔(?P<label>{_INSIDE})〕"
    rf"|[(\[](?!(?:{_NUMBER}|[ァ-ヿ]|[A-Za-z]{{1,5}})[)\]])(?P<bracketed>{_INSIDE})[)\]])?"
)

SUPPLEMENT = "附則"
"""The section in which articles, or bare paragraphs, start again from 1."""

_SECTION = re.compile(
    rf"""
    (?P<supplement>[附付]則){_LABEL}
  | (?P<table>別表)(?:第?(?P<table_number>{_NUMBER}{_BRANCHES}))?
  | (?P<form>(?:別紙|別記)?様式)
    (?:第?(?P<form_number>{_NUMBER}{_BRANCHES})号?(?P<form_branch>{_BRANCHES}))?
  | (?P<sheet>別紙|別添|別記|別図)(?:第?(?P<sheet_number>{_NUMBER}{_BRANCHES}))?
    """,
    re.VERBOSE,
)
_ENGLISH_SECTION = re.compile(
    r"(?P<word>schedule|appendix|exhibit|annex|attachment|addendum|supplementary provisions?)"
    r"(?:[ \t\u3000\xa0]+(?:no\.?[ ]?)?"
    r"(?P<name>[0-9]{1,3}[a-z]?|[ivxl]+|[a-z](?:-[0-9]+)?)(?![\w']))?",
    re.IGNORECASE,
)
_FIRST_LETTERS = re.compile(
    r"[附付別様]|schedule|appendix|exhibit|annex|attachment|addendum|supplementary", re.IGNORECASE
)
_JAPANESE_NOTE = re.compile(
    r"[(〔\[].*|[^。]{0,40}|.{0,80}(?:施行|適用|実施|改定|改正|発効)(?:する|します|した|しました)[。.]?"
)
_ENGLISH_NOTE = re.compile(r"|[(\[:–—-].*|[A-Z“\"][^.;,]*")
_KANJI_RUN = re.compile(r"[〇一二三四五六七八九十百千]+")
_CHARACTERS_KEPT = 60


def read_section(text: str) -> tuple[str, str] | None:
    """The canonical section name at the start of `text` (NFKC), and the text behind it.

    Japanese names are read with their white space already removed. The label of a 附則 (its law
    number, its date) becomes part of its name: 附則〔令和3年法律第5号〕.
    """
    if match := _SECTION.match(text):
        return _japanese_name(match), text[match.end() :]
    if match := _ENGLISH_SECTION.match(text):
        name = match["name"] or ""
        return f"{match['word'].title()} {name.upper()}".rstrip(), text[match.end() :]
    return None


@dataclass(frozen=True, slots=True)
class SectionHeading:
    """A line that begins a section: its canonical name, how many characters print it, what follows.

    `stands_apart` says that white space, a bracket or a dash separates the two.
    """

    name: str
    length: int
    note: str
    stands_apart: bool


def section_heading(line: str) -> SectionHeading | None:
    """The section that `line` (as printed) heads; None when it is a sentence or else."""
    if not _FIRST_LETTERS.match(line):
        return None
    folded = unicodedata.normalize("NFKC", line)
    joined = "".join(folded.split())
    english = joined[0].isascii()
    read = read_section(folded if english else joined)
    if not read:
        return None
    name, rest = read
    note = rest.strip()
    if not (_ENGLISH_NOTE if english else _JAPANESE_NOTE).fullmatch(note):
        return None
    length = _printed_length(line, len(joined) - len("".join(note.split())))
    stands_apart = not line[length : length + 1].strip() or note[0] in "([〔:-–—―"
    return SectionHeading(name, length, note, stands_apart)


def _printed_length(printed: str, visible: int) -> int:
    """How many characters of `printed` hold its first `visible` characters that are not white."""
    seen = 0
    for length, character in enumerate(printed, 1):
        seen += len("".join(unicodedata.normalize("NFKC", character).split()))
        if seen >= visible:
            return length
    return len(printed)


def supplement_name(label: str) -> str:
    """The name of a 附則 that is told apart from others by `label`."""
    plain = "".join(unicodedata.normalize("NFKC", label).split())
    plain = re.sub(r"[()〔〕\[\]]", "", plain)[:_CHARACTERS_KEPT]
    return f"{SUPPLEMENT}〔{_arabic(plain)}〕" if plain else SUPPLEMENT


def _japanese_name(match: re.Match[str]) -> str:
    if match["supplement"]:
        return supplement_name(match["label"] or match["bracketed"] or "")
    if table := match["table"]:
        return table + _prefixed("第", match["table_number"])
    if form := match["form"]:
        number = _prefixed("第", match["form_number"], "号")
        return form + number + _arabic(match["form_branch"] or "")
    return match["sheet"] + _arabic(match["sheet_number"] or "")


def _prefixed(prefix: str, number: str | None, suffix: str = "") -> str:
    """第1の2: the suffix stands behind the first number, before its branches."""
    if not number:
        return ""
    first, *branches = _arabic(number).split("の")
    return prefix + first + suffix + "".join(f"の{branch}" for branch in branches)


def _arabic(text: str) -> str:
    """`text` with its kanji numbers in arabic digits."""

    def value(match: re.Match[str]) -> str:
        number = numerals.read_number(match[0])
        return match[0] if number is None else str(number)

    return _KANJI_RUN.sub(value, text)
