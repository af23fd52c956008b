"""Everything in a text that could be a marker, with what speaks for it where it stands.

A candidate's `weight` is the local evidence in points: how clear the marker is (`markers`),
whether its line begins something (`lines`), its caption (`titles`), what stands behind it
(`follows`). It says nothing about order; that is judged over all candidates together (`search`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from aiwf_cli.text.numbering.follows import against, removed_through
from aiwf_cli.text.numbering.levels import Level
from aiwf_cli.text.numbering.lines import BLANK, MAY_BEGIN, NEARLY_FULL, Line, Lines
from aiwf_cli.text.numbering.markers import Marker, read_marker
from aiwf_cli.text.numbering.readings import Family, Number
from aiwf_cli.text.numbering.sections import section_heading
from aiwf_cli.text.numbering.titles import (
    bracketed_title,
    caption_above,
    paper_title_above,
    plain_title,
)

CAPTION, REMOVED, WHOLE_LINE = 3, 3, 3
"""For a caption above the marker, for the word 削除 behind it, and for 第3条 or 附則 that has its
line to itself and its title; in points."""

SECTION, RUNS_ON, UNVOUCHED = 2, -4, -3
"""For the word 附則 or its like; against one that runs on without a space; against what looks like
the markers that a pattern found, but was not found by it."""

INSIDE, INSIDE_SENTENCE = -1, -3
"""Against a first member that stands inside a line: behind a sentence or a colon; elsewhere."""

MAX_MARKERS_ON_A_LINE = 4

_NAMED = frozenset({"article", "Article", "chapter"})
_FIRST_INSIDE = re.compile(
    r"(?<=[ \t\u3000\xa0:：。])(?:[(（](?:[aAi1１一アｱイｲ]|ⅰ)[)）]|[①⑴㋐](?![①-⓿]))(?![(（])"
)
_ENDS_ABOVE = re.compile(r"[.:：。;；—–][ \t\u3000\xa0]*$")
_ORNAMENT = re.compile(r"[【〔［\[《＜<■◆●◇□▼▲★☆#＃*＊・]{1,4}[ \t\u3000\xa0]*")
_ORNAMENT_BEHIND = re.compile(r"[】〕］\]》＞>*＊]{1,4}[ \t\u3000\xa0]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A place where a provision may begin.

    `begin` is where the provision would begin: at its marker, or at the caption above it. `body`
    is where its words do, behind marker and bracketed title; `title` is that title or caption.
    `follows` says that it stands behind another marker on the same line, `below_title` that what
    seems the title of another paper stands above its number 1. `through` is the last number of a
    deleted range. `level` is that of the pattern that found it, "" when none did. A section has
    its `name`.
    """

    kind: Literal["member", "chapter", "section", "contents"]
    marker: Marker
    line: int
    begin: int
    body: int
    weight: int
    title: str | None = None
    follows: bool = False
    below_title: bool = False
    through: Number | None = None
    level: str = ""
    name: str = ""

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
            at_start = list(_with_followers(lines, _given(lines, index, *given[index])))
        else:
            at_start = [_doubted(candidate, vouched) for candidate in _on_line(lines, index)]
        found += at_start
        found += _inside(lines, index, at_start[-1].body if at_start else lines[index].start + 1)
    return found


def _on_line(lines: Lines, index: int) -> Iterator[Candidate]:
    line = lines[index]
    if section := _section(lines, index):
        yield section
    elif marker := read_marker(lines.text, line.start, line.end) or _decorated(lines.text, line):
        yield from _with_followers(lines, _at_line_start(lines, index, marker))


def _given(lines: Lines, index: int, marker: Marker, level: Level) -> Candidate:
    """The candidate that a pattern found."""
    candidate = _at_line_start(lines, index, marker)
    if level.name != "section":
        return replace(candidate, level=level.name)
    heading = section_heading(lines.content(index))
    printed = lines.text[marker.start : marker.end].strip()
    return replace(candidate, kind="section", name=heading.name if heading else printed)


def _doubted(candidate: Candidate, vouched: Collection[Family]) -> Candidate:
    readings = candidate.marker.readings
    if readings and readings[0].family in vouched:
        return replace(candidate, weight=candidate.weight + UNVOUCHED)
    return candidate


def _at_line_start(lines: Lines, index: int, marker: Marker) -> Candidate:
    """The candidate that `marker` makes at the start of line `index`."""
    line_end = lines[index].end
    removed, through = removed_through(lines.text, marker, line_end)
    weight = marker.clarity + lines.beginning(index)
    weight += REMOVED if removed else against(lines.text, marker, line_end)
    candidate = replace(_candidate(lines, index, marker, weight), through=through)
    if marker.form in _NAMED and candidate.body == line_end:
        candidate = replace(candidate, weight=candidate.weight + WHOLE_LINE)
    if caption := caption_above(lines, index):
        title, begin = caption
        weight = candidate.weight + CAPTION
        candidate = replace(candidate, begin=begin, title=candidate.title or title, weight=weight)
    if _can_be_first(marker) and paper_title_above(lines, lines.at(candidate.begin)):
        candidate = replace(candidate, below_title=True)
    return candidate


def _candidate(lines: Lines, index: int, marker: Marker, weight: int) -> Candidate:
    titled = bracketed_title(lines.text, marker.body, lines[index].end)
    title, body = titled or (None, marker.body)
    return Candidate(
        kind="chapter" if marker.form == "chapter" else "member",
        marker=marker,
        line=index,
        begin=marker.start,
        body=body,
        weight=weight,
        title=title,
    )


def _with_followers(lines: Lines, first: Candidate) -> Iterator[Candidate]:
    """`first`, and the number 1 behind it on its line, as in 第5条 1. … and １　(1)　…"""
    yield first
    host, end = first, lines[first.line].end
    for _ in range(MAX_MARKERS_ON_A_LINE if first.kind == "member" else 0):
        marker = read_marker(lines.text, host.body, end) if host.body < end else None
        if not marker or not _can_be_first(marker):
            return
        weight = marker.clarity + MAY_BEGIN + against(lines.text, marker, end)
        host = replace(_candidate(lines, host.line, marker, weight), follows=True)
        yield host


def _inside(lines: Lines, index: int, start: int) -> Iterator[Candidate]:
    """First members inside a line, as in `2.2 You must: (a) pay;` with (b) on the next line."""
    end = lines[index].end
    next_end = lines[min(index + 1, len(lines) - 1)].end
    for match in _FIRST_INSIDE.finditer(lines.text, start, end):
        marker = read_marker(lines.text, match.start(), end)
        if marker and _can_be_first(marker):
            above = _ENDS_ABOVE.search(lines.text[max(start, match.start() - 4) : match.start()])
            weight = marker.clarity + against(lines.text, marker, next_end)
            weight += INSIDE if above else INSIDE_SENTENCE
            yield _candidate(lines, index, marker, weight)


def _can_be_first(marker: Marker) -> bool:
    return any(reading.number == ((1,),) for reading in marker.readings)


def _decorated(text: str, line: Line) -> Marker | None:
    """The marker of a heading such as 【第1条】, ■第1条 or ## 第1条; its ornaments belong to it."""
    before = _ORNAMENT.match(text, line.start, line.end)
    marker = read_marker(text, before.end(), line.end) if before else None
    if not marker or marker.form not in _NAMED:
        return None
    marker = replace(marker, start=line.start)
    behind = _ORNAMENT_BEHIND.match(text, marker.end, line.end)
    return replace(marker, end=behind.end(), body=behind.end()) if behind else marker


def _section(lines: Lines, index: int) -> Candidate | None:
    """附則, 別表第一, Schedule 1: a heading that begins another part of the paper."""
    heading = section_heading(lines.content(index))
    if not heading:
        return None
    line = lines[index]
    end = body = line.start + heading.length
    while body < line.end and lines.text[body] in BLANK:
        body += 1
    marker = Marker(line.start, end, body, "section", "", SECTION, ())
    weight = SECTION + against(lines.text, marker, line.end)
    if not heading.note:  # what a wrapped line hardly ever happens to hold
        weight += WHOLE_LINE + max(lines.beginning(index), NEARLY_FULL)
    else:
        weight += lines.beginning(index) + (0 if heading.stands_apart else RUNS_ON)
    return Candidate(
        kind="section",
        marker=marker,
        line=index,
        begin=line.start,
        body=body,
        weight=weight,
        title=plain_title(heading.note) or None,
        name=heading.name,
    )
