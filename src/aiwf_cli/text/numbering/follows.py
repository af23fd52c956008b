"""What the words behind a marker say against it: that it is a reference, or an amount."""

from __future__ import annotations

import re

from aiwf_cli.text.numbering.markers import Marker, read_marker
from aiwf_cli.text.numbering.readings import Number
from aiwf_cli.text.numbering.titles import BRACKETED

REFERENCE, PERHAPS, AMOUNT = -9, -3, -8
"""Against a marker, in points: it is referred to; perhaps so; it counts something."""

_S = "[ \t\u3000\xa0]*"
_N = "[0-9０-９〇一二三四五六七八九十百千]+"
_NEXT_LINE = r"[ \t\u3000\xa0\r\n\f\x1a]*"

_PARTICLE = (  # not にわか, はじめ, もし, できる, やむ
    r"(?:[のをがへと]|に(?!わか)|も(?!し)|は(?!じめ)|で(?!き)|や(?!む|り)"
    r"|、|，|・|及び|又は|若しくは|並びに|かつ|から|まで|より|ないし|乃至|～|〜"
    r"|以[上下内外降前後]|中「|[」』）)】〕］])"
)
_NAMED_REFERENCE = re.compile(
    rf"{_PARTICLE}|[ \t]?(?:第?{_S}{_N}{_S}[項号]|各[項号]|ただし書|但書|本文(?!化)|[前後]段|柱書)"
    rf"|[0-9０-９]|関係|所定|違反|参照|各"
)
_SPACED_REFERENCE = re.compile(
    rf"{_S}(?:の規定|に規定|に定め|に基づ|及び第|又は第|から第|第?{_N}[項号](?:の規定|に|の))"
)
_REFERENCE_ON_NEXT_LINE = re.compile(rf"{_NEXT_LINE}(?:{_PARTICLE}|第?{_N}[項号])")
_GOES_ON = re.compile(rf"{_NEXT_LINE}{_PARTICLE}")
_MEMBER_REFERENCE = re.compile(
    rf"{_PARTICLE}|{_S}(?:及び|又は|若しくは|並びに|から[（(⑴①]|、|〜|～)"
)
_COUNTER = re.compile(
    r"[年月日時分秒週人名個件社者回度割倍％%‰円銭株口台枚点歳級種箇通本冊頁]"
    r"|[条項号章節款編つ桁畳坪階泊万億兆千百]"
    r"|[かカヵヶケ][月所年国]|ドル|ユーロ|ポイント|パーセント|ページ|メガ|ギガ|キロ|センチ|ミリ"
    r"|[,，.．:：/／\-－~～〜+×]\s?[0-9０-９]|(?:st|nd|rd|th)\b|以[上下内外]|分の|番|丁目|第?[0-9]"
)
_WORD = re.compile(r"一[般部方切定時括律環覧連致旦応層体同見]|十分|万一|千葉|百貨")
_ENGLISH_NAMED_REFERENCE = re.compile(
    r"\([0-9a-z]{1,4}\)|\s*[,;)]|\s*,?\s*(?:and|or|to|through|of|above|below|shall|hereof|hereto"
    r"|hereunder|herein|is|are|was|were|will|may|does|applies|apply|provides|if|for|in|by|on|as"
    r"|that|which|without|with|the)\b"
)
_ENGLISH_ON_NEXT_LINE = re.compile(rf"{_NEXT_LINE}(?:\([0-9a-z]{{1,4}}\)|[a-z])")
_ENGLISH_MEMBER_REFERENCE = re.compile(
    r"\s*(?:(?:and|or|to|through)\s+\(?[0-9a-z]{1,4}\)|(?:above|below|hereof)\b|[,;)](?:\s|$)"
    r"|(?:of|in)\s+(?:this|the|sub)?\s*(?:section|clause|article|paragraph|subsection|agreement)\b)",
    re.IGNORECASE,
)
_LOWER_WORD = re.compile(r"\s+[a-z]")

_REMOVED = re.compile(
    rf"{_S}(?P<to>(?:から|及び|[～〜－\-–・、]|ないし|乃至|to\b|and\b|through\b){_S}"
    rf"(?P<last>[^\n削略\[(（]{{1,14}}?)(?:まで)?)?{_S}[.:]?{_S}[\[(（]?"
    rf"(?:削{_S}除|欠{_S}番|略[）)]|同左|repealed|reserved|intentionally|omitted|deleted)",
    re.IGNORECASE,
)
_LAST_LABEL = re.compile(rf"(?:第{_S})?(.*?){_S}[条項号]?((?:の{_N})*)$")

_JAPANESE_NAMES = frozenset({"article", "kou", "gou", "dai", "chapter", "section"})


def against(text: str, marker: Marker, line_end: int) -> int:
    """How much what stands behind the marker speaks against it, in points (0 or less)."""
    form, end = marker.form, marker.end
    if form in _JAPANESE_NAMES:
        return _against_japanese_name(text, marker, line_end)
    if form in ("Article", "Section"):
        return _against_english_name(text, marker, line_end)
    if _ENGLISH_MEMBER_REFERENCE.match(text, end, line_end):
        return REFERENCE
    if form == "plain":
        return _against_plain(text, marker, line_end)
    return REFERENCE if _MEMBER_REFERENCE.match(text, end, line_end) else 0


def removed_through(text: str, marker: Marker, line_end: int) -> tuple[bool, Number | None]:
    """Whether it is printed as deleted, and up to which number: 第38条から第40条まで　削除."""
    match = _REMOVED.match(text, marker.end, line_end)
    if not match:
        return False, None
    if not match["last"]:
        return not match["to"], None
    label = _LAST_LABEL.fullmatch(match["last"].strip(" \t\u3000.．"))
    if not label:
        return False, None
    printed = f"第{label[1]}条{label[2]}" if marker.form == "article" else f"{label[1]}{label[2]}　"
    last = read_marker(printed, 0)
    return (True, last.readings[0].number) if last and last.readings else (False, None)


def _against_japanese_name(text: str, marker: Marker, line_end: int) -> int:
    end, body = marker.end, marker.body
    if _NAMED_REFERENCE.match(text, end, line_end):
        return REFERENCE
    if _SPACED_REFERENCE.match(text, end, line_end):
        return PERHAPS if body > end else REFERENCE
    if body >= line_end and marker.form == "article":
        return REFERENCE if _REFERENCE_ON_NEXT_LINE.match(text, line_end) else 0
    title = BRACKETED.match(text, body, line_end)
    return REFERENCE if title and _GOES_ON.match(text, title.end()) else 0


def _against_english_name(text: str, marker: Marker, line_end: int) -> int:
    if _ENGLISH_NAMED_REFERENCE.match(text, marker.end, line_end):
        return REFERENCE
    if marker.body >= line_end and _ENGLISH_ON_NEXT_LINE.match(text, line_end):
        return REFERENCE
    return 0


def _against_plain(text: str, marker: Marker, line_end: int) -> int:
    """`2 years`, 10日以内, 3又は4 are amounts; `2. years` and `２　年会費` are not."""
    end, body = marker.end, marker.body
    if text[end - 1] in ".．、" or text[end:body].startswith("\u3000") or body >= line_end:
        return 0
    system = marker.readings[0].family.system if marker.readings else ""
    if system == "kanji" and _WORD.match(text, marker.start, line_end):
        return REFERENCE
    if system in ("arabic", "kanji") and _COUNTER.match(text, body, line_end):
        return AMOUNT if body == end and system == "arabic" else PERHAPS
    if _MEMBER_REFERENCE.match(text, end, line_end):
        return REFERENCE
    return PERHAPS if _LOWER_WORD.match(text, end, line_end) else 0
