"""Everything in a text that could be a marker, with what speaks for it where it stands.

A candidate's `weight` is the local evidence in points: how clear the marker is (`markers`), whether its
line begins something (`lines`), what stands beside it (`context`). It says nothing about order; that is
judged over all candidates together (`search`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from aiwf_cli.text.numbering import context
from aiwf_cli.text.numbering.lines import BEGINS, MAY_BEGIN, Lines
from aiwf_cli.text.numbering.markers import Marker, Number, read_marker
from aiwf_cli.text.numbering.sections import read_section

MAX_MARKERS_ON_A_LINE = 4
CAPTION, REMOVED, WHOLE_LINE = 3, 3, 3
"""Points for a caption above the marker, for the word 削除 behind it, and for a named marker such as 第3条 or
附則 that has its line to itself and its title."""

_NAMED = frozenset({"article", "Article", "Section", "chapter"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A place where a provision may begin.

    `start` is where its marker begins, `begin` where the provision does (its caption's start, if one
    stands above), `body` where its words begin (behind marker and bracketed title). `title` is that
    title or caption without brackets. `follows` says that it stands behind another marker on the same
    line. `through` is the last number of a deleted range. A `section` candidate has its `name`.
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

    @property
    def start(self) -> int:
        """Where the marker begins."""
        return self.marker.start

    @property
    def number(self) -> Number:
        """The number of the first reading; () when there is none."""
        return self.marker.readings[0].number if self.marker.readings else ()


def find_candidates(lines: Lines) -> list[Candidate]:
    """All candidates of a text, in order."""
    return [candidate for index in range(len(lines)) for candidate in _on_line(lines, index)]


def _on_line(lines: Lines, index: int) -> Iterator[Candidate]:
    line = lines[index]
    if section := _section(lines, index):
        yield section
        return
    marker = read_marker(lines.text, line.start, line.end)
    if not marker:
        return
    first = at_line_start(lines, index, marker)
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
        return replace(candidate, begin=caption[0], title=candidate.title or _plain(above))
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


_SECTION_LINE = re.compile(
    r"[ \t\u3000\xa0]*(?:[附付別様]|schedule|appendix|exhibit|annex|attachment|addendum)", re.I
)
_BEHIND_SECTION = re.compile(
    r"(?:抄|\(.*\)|[(〔\[].*|[,:：―—–-].*|[^。]{0,40}|.{0,80}(?:施行|適用|実施|改定|改正|発効)(?:する|します|した|しました)[。.]?)"
)
_SUPPLEMENT = re.compile(r"[附付][ \t\u3000\xa0]*則")
_SECTION_MARKER_FORM = "section"


def _section(lines: Lines, index: int) -> Candidate | None:
    """附則, 別表第一, Schedule 1: a heading that begins another part, alone or with a note behind it."""
    line = lines[index]
    if not _SECTION_LINE.match(lines.text, line.start, line.end):
        return None
    printed = lines.content(index)
    folded = unicodedata.normalize("NFKC", printed)
    joined = "".join(folded.split())
    read = read_section(joined) if not joined[0].isascii() else read_section(folded)
    if not read or not _BEHIND_SECTION.fullmatch(read[1].strip()):
        return None
    name, rest = read
    end = line.start + _printed_length(printed, len(joined) - len("".join(rest.split())))
    spaced = lines.text[end : line.end][:1].isspace() or end == line.end
    against = context.against(lines.text, end, end, line.end, _SECTION_MARKER_FORM)
    weight = 2 + lines.beginning(index) + against + (0 if spaced or rest[:1] in "(〔[:―—–-" else -4)
    if not rest:
        weight += WHOLE_LINE
    marker = Marker(
        line.start, end, _behind_space(lines.text, end), _SECTION_MARKER_FORM, "", 2, ()
    )
    return Candidate(
        kind="section", marker=marker, line=index, begin=line.start, body=marker.body,
        weight=weight, title=_plain(lines.text[end : line.end]), name=name,
    )  # fmt: skip


def _printed_length(printed: str, visible: int) -> int:
    """How many characters of `printed` hold its first `visible` characters that are not white."""
    for length in range(1, len(printed) + 1):
        if len("".join(unicodedata.normalize("NFKC", printed[:length]).split())) >= visible:
            return length
    return len(printed)


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


__all__ = ["BEGINS", "Candidate", "at_line_start", "find_candidates"]
