"""Reading a reference to a clause, however it is written.

    第11条第5項 = 第11条5 = 11条5項 = 第十一条第五項 = 第１１条５． = 第11条⑤
    第11条の5 is a branch article, 第11条(5) is item 5
    Section 2.01(c) = 2.01 (c) = 2.01(c);  Article 5, paragraph 2, point (a) = 5(2)(a)

A reference is read from left to right, one step after the other; what is left over at the end makes
the whole no reference at all. Enclosed numerals are read before Unicode folds them (① says 項 where
(1) says 号).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from aiwf_cli.text import numerals
from aiwf_cli.text.numbering.clause import Clause
from aiwf_cli.text.numbering.sections import SUPPLEMENT, read_section

MAX_LENGTH = 200
"""A longer text is no reference."""

_NUMBER = r"[0-9]{1,4}|[〇一二三四五六七八九十百千]+"
_WRAPPING = "「」『』【】[]\"'“”‘’〈〉《》 \t\n\r\u3000"
_TRAILING = _WRAPPING + ".。．,、:：;；"
_CIRCLED = re.compile(r"[①-⑳㉑-㉟㊱-㊿❶-❿⓫-⓴⓵-⓾]")

_OWN_PAPER = re.compile(
    r"(?:本|この|当)(?:利用規約|規約|契約書?|約款|法律?|規程|規則|条例|会則|定款)の?"
)
_ARTICLE = re.compile(rf"第?({_NUMBER})条((?:の(?:{_NUMBER}))*)")
_TITLE = re.compile(rf"\((?!(?:{_NUMBER}|[ァ-ヿ]|[A-Za-z]{{1,3}})\))[^()]*\)")
_PART_OF_PARAGRAPH = re.compile(
    r"の?(?:ただし書き?|但書|本文|前段|後段|柱書き?|各号列記以外の部分)$"
)
_JAPANESE_STEP = re.compile(
    rf"""(?:の(?=第)|[.・,\-])?(?:
        第?(?P<paragraph>{_NUMBER})項
      | 第?(?P<item>{_NUMBER})号(?P<branches>(?:の(?:{_NUMBER}))*)
      | ⟨(?P<circled>[0-9]+)⟩
      | \((?P<bracketed>{_NUMBER})\)
      | 第?(?P<bare>{_NUMBER})
      | \((?P<label>[ァ-ヿ]|[A-Za-z]{{1,5}})\)
      | (?P<loose>[ァ-ヿ]|[A-Za-z]{{1,5}})\)?
    )""",
    re.VERBOSE,
)

_WORD = (
    r"(?:articles?|art\.?|sections?|sec\.?|§+|clauses?|cl\.?|paragraphs?|paras?\.?|sub-?sections?"
    r"|sub-?clauses?|sub-?paragraphs?|points?|items?|rules?|regulations?|no\.?)"
)
_ROMAN_ARTICLE = re.compile(
    r"(article)\s+(?P<number>[ivxl]+|[0-9]+[a-z]?)(?:\s*,?\s*section\s+(?P<section>[0-9]+[a-z]?))?(?![\w])",
    re.IGNORECASE,
)
_HEAD = re.compile(
    rf"(?P<word>{_WORD}\s*)?(?P<head>⟨[0-9]+⟩|[0-9]{{1,5}}[A-Z]{{0,2}}|[IVXL]+|[A-Z]|\((?:[0-9A-Za-z]{{1,5}}|[ァ-ヿ])\))(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_DAI = re.compile(rf"第({_NUMBER})((?:の(?:{_NUMBER}))*)(?![条章節款目編部項号])")
_PRINTED_STEP = re.compile(
    rf"""
      \s*[.．]\s?(?P<dotted>[0-9]{{1,3}}[A-Z]?)(?![0-9])
    | (?P<hyphened>-[0-9]{{1,3}})(?![0-9])
    | (?:\s*,?\s*{_WORD})?\s*\.?\((?P<bracketed>{_NUMBER}|[A-Za-z]{{1,5}}|[ァ-ヿ])\)
    | \s*,?\s*{_WORD}\s*(?P<worded>[0-9]{{1,3}}|[a-z])(?![\w])
    | \.(?P<letter>[a-z]|[ivx]+)(?![\w])
    | ⟨(?P<circled>[0-9]+)⟩
    | (?P<kana>[ァ-ヿ])
    """,
    re.VERBOSE | re.IGNORECASE,
)


def parse_clause(text: str) -> Clause | None:
    """The clause that `text` names, however written; None when it names none, or several."""
    if len(text) > MAX_LENGTH:
        return None
    folded = fold(text).strip(_WRAPPING).rstrip(_TRAILING)
    return _japanese("".join(folded.split())) or _printed(" ".join(folded.split()))


def fold(text: str) -> str:
    """`text` in NFKC, with circled numbers kept apart as ⟨5⟩."""

    def circled(match: re.Match[str]) -> str:
        return f"⟨{numerals.read_number(match[0])}⟩"

    return unicodedata.normalize("NFKC", _CIRCLED.sub(circled, text))


def _japanese(text: str) -> Clause | None:
    if own := _OWN_PAPER.match(text):
        text = text[own.end() :]
    section, rest = read_section(text) or ("", text)
    clause = Clause(section=section)
    if article := _ARTICLE.match(rest):
        clause = replace(clause, article=_branched(article[1], article[2]))
        rest = rest[article.end() :]
        if not all(clause.article):
            return None
        if title := _TITLE.match(rest):
            rest = rest[title.end() :]
    elif not section or (rest and not _may_lack_articles(section, rest)):
        return None
    return _take_steps(clause, _PART_OF_PARAGRAPH.sub("", rest))


def _may_lack_articles(section: str, rest: str) -> bool:
    """附則 may consist of paragraphs, a 別表 of items."""
    return section.startswith(SUPPLEMENT) or (section[0] > "z" and rest[0] == "第")


def _take_steps(clause: Clause, rest: str) -> Clause | None:
    while rest:
        step = _JAPANESE_STEP.match(rest)
        following = step and _one_step_deeper(clause, step)
        if not step or not following:
            return None
        clause, rest = following, rest[step.end() :]
    return clause


def _one_step_deeper(clause: Clause, step: re.Match[str]) -> Clause | None:
    """The clause with one more level; None when the levels stand in no possible order."""
    if label := step["label"] or step["loose"]:
        return replace(clause, subitems=(*clause.subitems, label))
    written = next(
        filter(None, map(step.__getitem__, ("paragraph", "item", "circled", "bare", "bracketed")))
    )
    number = numerals.read_number(written)
    if not number:
        return None
    inside_item = bool(clause.item or clause.subitems)
    if step["paragraph"]:
        fits = clause.paragraph is None and not inside_item
        return replace(clause, paragraph=number) if fits else None
    if step["item"]:
        return None if inside_item else replace(clause, item=_branched(written, step["branches"]))
    if inside_item:
        return replace(clause, subitems=(*clause.subitems, str(number)))
    if step["bracketed"] or clause.paragraph is not None:
        return replace(clause, item=(number,))
    return replace(clause, paragraph=number)


def _branched(number: str, branches: str) -> tuple[int, ...]:
    return tuple(numerals.read_number(part) or 0 for part in (number, *branches.split("の")[1:]))


def _printed(text: str) -> Clause | None:
    section, rest = read_section(text) or ("", text)
    if section:
        rest = rest.lstrip(" ,")
    if section and not rest:
        return Clause(section=section)
    steps = _head(rest)
    if not steps:
        return None
    path, rest = steps
    while rest:
        step = _PRINTED_STEP.match(rest)
        if not step:
            return None
        path, rest = (*path, printed_step(step)), rest[step.end() :]
    return Clause(section=section, path=path)


def _head(text: str) -> tuple[tuple[str, ...], str] | None:
    """The first step of a printed path, and the text behind it."""
    if (article := _ROMAN_ARTICLE.match(text)) and (path := _article_path(article)):
        return path, text[article.end() :]
    if dai := _DAI.match(text):
        number = "の".join(map(str, _branched(dai[1], dai[2])))
        return (f"第{number}",), text[dai.end() :]
    head = _HEAD.match(text)
    if not head or not (label := head_label(head["head"], worded=bool(head["word"]))):
        return None
    return (label,), text[head.end() :]


def _article_path(match: re.Match[str]) -> tuple[str, ...] | None:
    number = match["number"].upper()
    if number[0].isdigit():
        label = f"ARTICLE {number}" if match["section"] else number
    elif numerals.read_roman(number):
        label = f"ARTICLE {number}"
    else:
        return None
    return (label, f", Section {match['section']}") if match["section"] else (label,)


def head_label(text: str, *, worded: bool) -> str | None:
    """How a path begins: `11`, `12A`, `IV`, `B`, `(b)`; a long number keeps its sign: `§ 1983`.

    `worded` says that Section, Clause or the like stood before it.
    """
    if text.startswith("⟨"):
        return f"({text[1:-1]})"
    if text.startswith("("):
        return text if is_list_label(text[1:-1]) else None
    if text[0].isdigit():
        digits = text.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
        if len(digits) < 4:
            return text.upper()
        return f"§ {text.upper()}" if worded else None
    return text if text.isupper() and (len(text) == 1 or numerals.read_roman(text)) else None


def is_list_label(label: str) -> bool:
    """Whether a list may number a member so: 12, b, aa, xiv, ア."""
    return bool(
        numerals.read_number(label)
        or numerals.read_letter(label)
        or numerals.read_roman(label)
        or numerals.read_gojuon(label)
    )


def printed_step(step: re.Match[str]) -> str:
    """A step of a path in its canonical form: .5, -5, (b), (2), ア."""
    if step["dotted"]:
        return f".{step['dotted']}"
    if step["hyphened"]:
        return step["hyphened"]
    if step["kana"]:
        return step["kana"]
    label = step["bracketed"] or step["worded"] or step["letter"] or step["circled"]
    number = None if label.isascii() else numerals.read_number(label)
    return f"({label if number is None else number})"
