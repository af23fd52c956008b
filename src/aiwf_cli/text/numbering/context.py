"""What stands beside a marker: its title, its caption, and signs that it is a mere reference."""

from __future__ import annotations

import re

from aiwf_cli.text.numbering.lines import MAY_BEGIN, Lines, columns, ends_sentence
from aiwf_cli.text.numbering.markers import Number, read_marker
from aiwf_cli.text.numbering.sections import section_heading

LIKELY_REFERENCE, PERHAPS_REFERENCE, QUANTITY = -9, -3, -8
"""How much speaks against a marker because of what follows it, in points."""

MAX_TITLE = 60
MAX_CAPTION_LINES = 4

_S = "[ \t\u3000\xa0]*"
_N = "[0-9０-９〇一二三四五六七八九十百千]+"
_PARTICLE = (
    r"(?:[のをにがへもとは](?!わか|じめ|もな)|で(?!き)|や(?!む|り)|、|，|・|及び|又は|若しくは|並びに|かつ|から|まで|より|ないし|乃至|"
    r"～|〜|以[上下外内降前後]|中「|[」』）)】〕］])"
)
_BRACKETED = re.compile(
    r"(?:\([^()\n]{1,60}\)|（(?:[^（）\n]|（[^（）\n]*）){1,60}）|【[^】\n]{1,60}】|〔[^〕\n]{1,60}〕|［[^］\n]{1,60}］|\[[^\]\n]{1,60}\])"
)
_QUOTED = re.compile(r"[「『][^」』\n]{1,40}[」』](?=[ \t\u3000]*$)")

_AFTER_NAMED = re.compile(
    rf"(?:{_PARTICLE}|[ \t]?(?:第?{_S}{_N}{_S}[項号]|各[項号]|ただし書|但書|本文(?!化)|前段|後段|柱書|に[規定およ]|の[規定])"
    rf"|第{_S}{_N}[項号]|[0-9０-９]|関係|所定|違反|参照|各)"
)
_AFTER_MEMBER = re.compile(
    rf"(?:{_PARTICLE}|{_S}(?:及び|又は|若しくは|並びに|から[（(⑴①]|、|〜|～))"
)
_NAMED_AFTER_SPACE = re.compile(
    rf"{_S}(?:の規定|に規定|に定め|に基づ|及び第|又は第|から第|第?{_N}[項号](?:の規定|に|の))"
)
_QUANTITY = re.compile(
    r"(?:[年月日時分秒週人名個件社者回度割倍％%‰円銭株口台枚点歳級種箇通本冊頁条項号章節款編つ桁畳坪階泊]|か[月所年国]|カ[月所国]|ヶ[月所]|ヵ月"
    r"|ケ月|ドル|ユーロ|ポイント|パーセント|ページ|メガ|ギガ|キロ|センチ|ミリ|[万億兆千百]|[,，.．:：/／\-－~～〜+×]\s?[0-9０-９]|st\b|nd\b|rd\b|th\b"
    r"|以[上下内外]|分の|番|丁目|第?[0-9])"
)
_AFTER_ENGLISH_NAME = re.compile(
    r"(?:\([0-9a-z]{1,4}\)|\s*,?\s*(?:and|or|to|through|of|above|below|shall|hereof|hereto|hereunder|herein|is|are|was|were|will|may"
    r"|does|applies|apply|provides|if|for|in|by|on|as|that|which|without|with|the)\b|\s*[,;)])"
)
_AFTER_ENGLISH_MEMBER = re.compile(
    r"\s*(?:(?:and|or|to|through)\s+\(?[0-9a-z]{1,4}\)|(?:above|below|hereof)\b|[,;)](?:\s|$)|(?:of|in)\s+(?:this|the|sub)?\s*"
    r"(?:section|clause|article|paragraph|subsection|agreement)\b)",
    re.IGNORECASE,
)
_LOWER_WORD = re.compile(r"\s+[a-z]")
_REMOVED = re.compile(
    rf"{_S}(?P<to>(?:から|及び|～|〜|－|-|–|・|、|ないし|乃至|to\b|and\b|through\b){_S}(?P<last>[^\n削\[(（]{{1,14}}?)(?:まで)?)?"
    rf"{_S}[.:]?{_S}[\[(（]?(?:削{_S}除|欠番|repealed|reserved|intentionally|omitted|deleted)",
    re.IGNORECASE,
)
_RUN_IN_TITLE = re.compile(r"([A-Z][^.:;。]{2,70})[.:](?=\s+[A-Z(“\"])")
_NO_TITLE = re.compile(r"[。、，；;]|[.．]$|(?:する|とする|します|ません|ない)$")
_LABEL_IN_RANGE = re.compile(rf"(?:第{_S})?(.*?){_S}[条項号]?((?:の{_N})*)$")


def against(text: str, end: int, body: int, line_end: int, form: str) -> int:
    """How much the text behind a marker (its end at `end`) speaks for a reference or an amount."""
    if form in ("article", "kou", "gou", "dai", "chapter", "section"):
        return _against_named(text, end, body, line_end)
    if form in ("Article", "Section"):
        return LIKELY_REFERENCE if _AFTER_ENGLISH_NAME.match(text, end, line_end) else 0
    if _AFTER_ENGLISH_MEMBER.match(text, end, line_end):
        return LIKELY_REFERENCE
    if form == "plain":
        return _against_plain(text, end, body, line_end)
    return LIKELY_REFERENCE if _AFTER_MEMBER.match(text, end, line_end) else 0


def _against_named(text: str, end: int, body: int, line_end: int) -> int:
    if _AFTER_NAMED.match(text, end, line_end):
        return LIKELY_REFERENCE
    if _NAMED_AFTER_SPACE.match(text, end, line_end):
        return PERHAPS_REFERENCE if body > end else LIKELY_REFERENCE
    title = _BRACKETED.match(text, body, line_end)
    if title and re.compile(_PARTICLE).match(text, title.end(), line_end):
        return LIKELY_REFERENCE
    return 0


def _against_plain(text: str, end: int, body: int, line_end: int) -> int:
    """`2 years`, 10日以内, 3又は4 are amounts; `2. years` and `２　年会費` are not."""
    pointed = text[end - 1] in ".．、"
    wide = text[end:body].startswith("\u3000")
    if pointed or wide or body == line_end:
        return 0
    if _QUANTITY.match(text, body, line_end):
        return QUANTITY if body == end else PERHAPS_REFERENCE
    if _AFTER_MEMBER.match(text, end, line_end):
        return LIKELY_REFERENCE
    return PERHAPS_REFERENCE if _LOWER_WORD.match(text, end, line_end) else 0


def removed_through(text: str, end: int, line_end: int, form: str) -> tuple[bool, Number | None]:
    """Whether the provision is printed as deleted, and up to which number (第38条から第40条まで　削除)."""
    match = _REMOVED.match(text, end, min(len(text), line_end))
    if not match:
        return False, None
    if not match["last"]:
        return not match["to"], None
    label = _LABEL_IN_RANGE.fullmatch(match["last"].strip(" \t\u3000.．"))
    if not label:
        return False, None
    printed = f"第{label[1]}条{label[2]}" if form == "article" else f"{label[1]}{label[2]}　"
    marker = read_marker(printed, 0)
    return (True, marker.readings[0].number) if marker and marker.readings else (False, None)


def bracketed_title(text: str, body: int, line_end: int) -> tuple[int, int] | None:
    """The span of a title in brackets that stands right behind a marker, with its brackets."""
    title = _BRACKETED.match(text, body, line_end) or _QUOTED.match(text, body, line_end)
    if not title or _is_marker(title[0]):
        return None
    rest = text[title.end() : line_end]
    if rest and not rest[0].isspace() and re.match(_PARTICLE, rest):
        return None
    return None if "。" in title[0] else title.span()


def title_line(lines: Lines, index: int, body: int) -> tuple[str | None, int]:
    """An unbracketed title that fills the rest of line `index` from `body`, and where the words begin.

    Without one: (None, body). A title is short, is no sentence, and the line behind it begins something.
    """
    rest = lines.text[body : lines[index].end]
    if not rest:
        return None, body
    if (run_in := _RUN_IN_TITLE.match(rest)) and _is_capitalised(run_in[1]):
        return run_in[1], body
    alone = index + 1 < len(lines) and lines.beginning(index + 1) >= MAY_BEGIN
    if not alone or columns(rest) > MAX_TITLE or _NO_TITLE.search(rest):
        return None, body
    return rest.strip(" .:："), lines[index + 1].start


def _is_capitalised(words: str) -> bool:
    return all(word[0].isupper() or len(word) < 4 for word in words.split() if word[0].isalpha())


def caption_above(lines: Lines, index: int) -> tuple[int, int] | None:
    """The span of the caption （目的） that stands alone on the line (or lines) above line `index`."""
    if index == 0 or lines.content(index - 1)[-1] not in "）)】］〕":
        return None
    for first in range(index - 1, max(-1, index - 1 - MAX_CAPTION_LINES), -1):
        if lines.content(first)[0] not in "（(【［〔":
            continue
        joined = "".join(lines.content(row) for row in range(first, index))
        caption = re.fullmatch(r"[（(【［〔]([^。]{1,120})[）)】］〕]", joined)
        if caption and _balanced(caption[1]) and not _is_marker(joined):
            return lines[first].start, lines[index - 1].end
        return None
    return None


def title_above(lines: Lines, index: int) -> bool:
    """Whether the line above line `index` could be the title of another paper, behind a finished one."""
    if index < 2 or not lines.content(index - 2).endswith("。"):
        return False
    above = lines.content(index - 1)
    return (
        columns(above) <= MAX_TITLE
        and not ends_sentence(above)
        and above[0] not in "（(【"
        and not read_marker(above, 0)
        and not section_heading(above)
    )


def _balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character in "（(") - (character in "）)")
        if depth < 0:
            return False
    return depth == 0


def _is_marker(text: str) -> bool:
    """Whether a bracketed text is itself a marker, such as （１） or (a)."""
    marker = read_marker(text, 0)
    return bool(
        marker and marker.readings and marker.end == len(text) and not ends_sentence(text[:-1])
    )
