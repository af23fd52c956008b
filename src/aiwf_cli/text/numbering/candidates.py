"""Everything in a text that could be a marker, with what speaks for it where it stands.

A candidate's `weight` is the local evidence in points: how clear the marker is (`markers`), whether its
line begins something (`lines`), what stands beside it (`context`). It says nothing about order; that is
judged over all candidates together (`search`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from aiwf_cli.text.numbering import context
from aiwf_cli.text.numbering.lines import MAY_BEGIN, Line, Lines
from aiwf_cli.text.numbering.levels import Level
from aiwf_cli.text.numbering.markers import Family, Marker, Number, read_marker
from aiwf_cli.text.numbering.sections import section_heading

MAX_MARKERS_ON_A_LINE = 4
CAPTION, REMOVED, WHOLE_LINE, STUCK, UNVOUCHED = 3, 3, 3, -4, -3
"""Points for a caption above the marker, for the word 削除 behind it, and for a named marker such as 第3条 or
附則 that has its line to itself and its title; against a 附則 that runs on without a space."""

_NAMED = frozenset({"article", "Article", "chapter"})
_ORNAMENT = re.compile(r"[【〔［\[《＜<■◆●◇□▼▲★☆#＃*＊・]{1,4}[ \t\u3000\xa0]*")
_ORNAMENT_BEHIND = re.compile(r"[】〕］\]》＞>*＊]{1,4}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A place where a provision may begin.

    `start` is where its marker begins, `begin` where the provision does (its caption's start, if one
    stands above), `body` where its words begin (behind marker and bracketed title). `title` is that
    title or caption without brackets. `follows` says that it stands behind another marker on the same
    line. `through` is the last number of a deleted range. A `section` candidate has its `name`.
    `below_title` says that what seems the title of another paper stands above its number 1.
    `level` is that of the pattern that found it, "" when none did.
    """

    kind: Literal["member", "chapter", "section", "contents"]
    marker: Marker
    line: int
    begin: int
    body: int
    weight: int
    title: str | None = None
    follows: bool = False
    through: Number | None = None
    name: str = ""
    below_title: bool = False
    level: str = ""

    @property
    def start(self) -> int:
        """Where the marker begins."""
        return self.marker.start

    @property
    def number(self) -> Number:
        """The number of the first reading; () when there is none."""
        return self.marker.readings[0].number if self.marker.readings else ()


def find_candidates(
    lines: Lines, given: Mapping[int, tuple[Marker, Level]] | None = None
) -> list[Candidate]:
    """All candidates of a text, in order.

    `given` are markers found by patterns, by line. What looks like one of them and was not found by
    any must be strong to count (a pattern may have forgotten 第3条の2).
    """
    given = given or {}
    vouched = {marker.readings[0].family for marker, _ in given.values() if marker.readings}
    found: list[Candidate] = []
    for index in range(len(lines)):
        if index in given:
            found += _with_followers(lines, _given(lines, index, *given[index]))
        else:
            found += (_doubted(candidate, vouched) for candidate in _on_line(lines, index))
    return found


def _doubted(candidate: Candidate, vouched: Collection[Family]) -> Candidate:
    readings = candidate.marker.readings
    if readings and readings[0].family in vouched:
        return replace(candidate, weight=candidate.weight + UNVOUCHED)
    return candidate


def _given(lines: Lines, index: int, marker: Marker, level: Level) -> Candidate:
    """The candidate that a pattern found: nothing behind it makes it a mere reference."""
    candidate = at_line_start(lines, index, marker)
    if level.name == "section":
        heading = section_heading(lines.content(index))
        printed = lines.text[marker.start : marker.end].strip()
        return replace(candidate, kind="section", name=heading.name if heading else printed)
    return replace(candidate, level=level.name)


def _on_line(lines: Lines, index: int) -> Iterator[Candidate]:
    line = lines[index]
    if section := _section(lines, index):
        yield section
        return
    marker = read_marker(lines.text, line.start, line.end) or _decorated(lines.text, line)
    if not marker:
        return
    yield from _with_followers(lines, at_line_start(lines, index, marker))


def _decorated(text: str, line: Line) -> Marker | None:
    """The marker of a heading such as 【第1条】, ■第1条 or ## 第1条; its ornaments belong to it."""
    before = _ORNAMENT.match(text, line.start, line.end)
    marker = read_marker(text, before.end(), line.end) if before else None
    if not marker or marker.form not in _NAMED:
        return None
    behind = _ORNAMENT_BEHIND.match(text, marker.end, line.end)
    end = behind.end() if behind else marker.end
    return replace(marker, start=line.start, end=end, body=_behind_space(text, end))


def _with_followers(lines: Lines, first: Candidate) -> Iterator[Candidate]:
    yield first
    if first.kind == "member":
        yield from _behind(lines, first)


def at_line_start(lines: Lines, index: int, marker: Marker) -> Candidate:
    """The candidate that `marker` makes at the start of line `index`."""
    caption = context.caption_above(lines, index)
    line = lines[index]
    removed, through = context.removed_through(lines.text, marker.end, line.end, marker.form)
    weight = marker.clarity + lines.beginning(index)
    if caption:
        weight += CAPTION
    if removed:
        weight += REMOVED
    else:
        weight += context.against(lines.text, marker.end, marker.body, line.end, marker.form)
    candidate = _candidate(lines, index, marker, weight, through)
    if marker.form in _NAMED and candidate.body == line.end:
        candidate = replace(candidate, weight=candidate.weight + WHOLE_LINE)
    if caption:
        above = lines.text[caption[0] + 1 : caption[1] - 1]
        candidate = replace(candidate, begin=caption[0], title=candidate.title or _plain(above))
    if _is_first(marker) and context.title_above(lines, lines.at(candidate.begin)):
        candidate = replace(candidate, below_title=True)
    return candidate


def _candidate(
    lines: Lines, index: int, marker: Marker, weight: int, through: Number | None
) -> Candidate:
    line = lines[index]
    span = context.bracketed_title(lines.text, marker.body, line.end)
    body, title = marker.body, None
    if span:
        body, title = (
            _behind_space(lines.text, span[1]),
            _plain(lines.text[span[0] + 1 : span[1] - 1]),
        )
    return Candidate(
        kind="chapter" if marker.form == "chapter" else "member",
        marker=marker,
        line=index,
        begin=marker.start,
        body=body,
        weight=weight,
        title=title,
        through=through,
    )


def _behind(lines: Lines, host: Candidate) -> Iterator[Candidate]:
    """The markers that follow `host` on its line: 第5条 1. …, １　(1)　…; each is a first member."""
    end = lines[host.line].end
    for _ in range(MAX_MARKERS_ON_A_LINE):
        marker = read_marker(lines.text, host.body, end) if host.body < end else None
        if not marker or marker.form == "chapter" or not _is_first(marker):
            return
        weight = marker.clarity + MAY_BEGIN
        weight += context.against(lines.text, marker.end, marker.body, end, marker.form)
        host = replace(_candidate(lines, host.line, marker, weight, None), follows=True)
        yield host


def _is_first(marker: Marker) -> bool:
    return any(reading.number == ((1,),) for reading in marker.readings)


def _section(lines: Lines, index: int) -> Candidate | None:
    """附則, 別表第一, Schedule 1: a heading that begins another part of the paper."""
    line = lines[index]
    heading = section_heading(lines.content(index))
    if not heading:
        return None
    end = line.start + heading.length
    weight = 2 + lines.beginning(index) + context.against(lines.text, end, end, line.end, "section")
    if not heading.note:
        weight += WHOLE_LINE
    elif not heading.stands_apart:
        weight += STUCK
    marker = Marker(line.start, end, _behind_space(lines.text, end), "section", "", 2, ())
    return Candidate(
        kind="section",
        marker=marker,
        line=index,
        begin=line.start,
        body=marker.body,
        weight=weight,
        title=_plain(heading.note),
        name=heading.name,
    )


def _behind_space(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\u3000\xa0":
        at += 1
    return at


def _plain(text: str) -> str | None:
    """A title in one line, without the brackets round it; None when nothing is left."""
    plain = "".join(
        part.strip() if not part.isascii() else f" {part.strip()} " for part in text.splitlines()
    )
    return plain.strip(" \t\u3000（）()【】〔〕「」") or None
