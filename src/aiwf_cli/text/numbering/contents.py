"""Headings that are printed again: tables of contents, and chapters that serve as running heads.

A table of contents is a run of headings, one after the other, most of which come again elsewhere
with the same number and title, and with words behind them. It may stand in front or at the end.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from aiwf_cli.text.numbering.candidates import Candidate
from aiwf_cli.text.numbering.lines import Lines, columns

LEAST_ENTRIES = 3
LEAST_REPEATED = 0.6
"""The share of entries that must come again outside the table, number and title alike."""

MOST_COLUMNS = 130

_Key: TypeAlias = "tuple[str, str]"
_Titles: TypeAlias = "Mapping[_Key, Sequence[tuple[int, str]]]"

_NAMED = frozenset({"article", "chapter", "section"})
_UNNAMED = frozenset({"Article", "Section", "dai", "plain"})
_UNTITLED_SYSTEMS = frozenset({"kanji", "iroha", "letter", "roman"})
_TITLE_OF_TABLE = re.compile(r"目\s*次|もくじ|(?:table\s+of\s+)?contents|index", re.IGNORECASE)
_LEADERS = r"\s.．…‥・·_\-–—―─"
_PAGE = re.compile(rf"(?:^|[{_LEADERS}]{{2,}}|\s)[0-9０-９]{{1,4}}\s*$")
_LED = re.compile(r"[.．…‥・·_]{3,}\s*[0-9０-９]{1,4}\s*$")
_FILLER = re.compile(rf"[{_LEADERS}0-9０-９]*")
_RANGE = re.compile(r"[(（][^()（）]*第[^()（）]*条[^()（）]*[)）]\s*$")
_SENTENCE = re.compile(r"。|[^.]\.$|[;；、,，]$")
_NOT_A_LETTER = re.compile(r"[\W_]+")
_UNITS = "編篇部章節款目"


@dataclass(slots=True)
class _Run:
    """Headings on unbroken lines; `goes_on` says that the lines before it are headings too."""

    goes_on: bool = False
    entries: list[Candidate] = field(default_factory=list)


def without_repeated(lines: Lines, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates without those of tables of contents and without repeated chapters.

    One `contents` candidate stands where each table does.
    """
    return list(_without_repeated_chapters(lines, _without_contents(lines, candidates)))


def _without_repeated_chapters(
    lines: Lines, candidates: Iterable[Candidate]
) -> Iterable[Candidate]:
    """第2章 on every page is a running head; within another 第2編 it would be a chapter."""
    current: dict[str, str] = {}
    for candidate in candidates:
        if candidate.kind == "chapter":
            printed = _key(lines, candidate)[1]
            unit = next((unit for unit in printed if unit in _UNITS), "")
            if current.get(unit) == printed:
                continue
            depth = _UNITS.index(unit) if unit else 0
            current = {u: name for u, name in current.items() if u and _UNITS.index(u) < depth}
            current[unit] = printed
        yield candidate


def _without_contents(lines: Lines, candidates: Sequence[Candidate]) -> Iterable[Candidate]:
    articled = any(c.marker.form == "article" and c.weight > 0 for c in candidates)
    forms = _NAMED if articled else _NAMED | _UNNAMED
    runs = _runs(lines, {c.line: c for c in candidates if _is_heading(lines, c, forms)})
    tables = _lines_of_tables(lines, candidates, runs)
    for candidate in candidates:
        first = tables.get(candidate.line)
        if first is None:
            yield candidate
        elif candidate.marker.start == lines[first].start:
            yield replace(candidate, kind="contents", weight=0)


def _lines_of_tables(
    lines: Lines, candidates: Sequence[Candidate], runs: Sequence[_Run]
) -> dict[int, int]:
    """Each line that belongs to a table of contents, with the first line of the table."""
    found: dict[int, int] = {}
    if all(len(run.entries) < LEAST_ENTRIES for run in runs):
        return found
    elsewhere = _titles_outside(lines, candidates, runs)
    table_is_open = False
    for run in runs:
        again = [_comes_again(lines, entry, elsewhere) for entry in run.entries]
        entries: Sequence[Candidate] = ()
        if (
            table_is_open and run.goes_on
        ):  # the table's last lines, then perhaps the first of the text
            entries = run.entries[: (*again, False).index(False)]
        elif len(again) >= LEAST_ENTRIES and (
            _announced(lines, run.entries[0].line) or sum(again) >= LEAST_REPEATED * len(again)
        ):
            entries = run.entries
        table_is_open = bool(entries)
        if entries:
            first = entries[0].line
            found |= dict.fromkeys(range(first, entries[-1].line + 1), first)
    return found


def _titles_outside(lines: Lines, candidates: Sequence[Candidate], runs: Sequence[_Run]) -> _Titles:
    """The titles (with their lines) of all headings that stand in no long run, by number."""
    in_runs = {
        entry.line for run in runs if len(run.entries) >= LEAST_ENTRIES for entry in run.entries
    }
    titles: dict[_Key, list[tuple[int, str]]] = defaultdict(list)
    for candidate in candidates:
        if candidate.line not in in_runs and not candidate.follows:
            titles[_key(lines, candidate)].append((candidate.line, _title(lines, candidate)))
    return titles


def _runs(lines: Lines, headings: Mapping[int, Candidate]) -> list[_Run]:
    """All runs of headings; leaders, page numbers and one wrapped line may stand in between.

    A number that comes again begins another run: there the table ends and the text begins.
    """
    runs = [_Run()]
    seen: set[_Key] = set()
    others = 0
    for index in range(len(lines)):
        content = lines.content(index)
        heading = headings.get(index)
        if heading and _is_entry(content):
            others = 0
            if _key(lines, heading) in seen:
                runs.append(_Run(goes_on=True))
                seen.clear()
            runs[-1].entries.append(heading)
            seen.add(_key(lines, heading))
        elif not _FILLER.fullmatch(content):
            others += 1
            if others > 1 or heading or _SENTENCE.search(content):
                runs.append(_Run())
                seen.clear()
                others = 0
    return runs


def _is_heading(lines: Lines, candidate: Candidate, forms: frozenset[str]) -> bool:
    """Whether a table of contents could name it: a plain beginning, of a list that has titles.

    A line behind a full one may go on with its sentence, but not when leaders lead to its page.
    """
    systems = {reading.family.system for reading in candidate.marker.readings}
    has_caption = candidate.begin < candidate.marker.start
    return bool(
        (candidate.weight > 0 or _LED.search(lines.content(candidate.line)))
        and candidate.marker.form in forms
        and not candidate.follows
        and not has_caption
        and not systems & _UNTITLED_SYSTEMS
    )


def _is_entry(content: str) -> bool:
    """Whether a line is a heading and nothing else, with or without its page."""
    title = _PAGE.sub("", content)  # leaders may be as long as the line
    return columns(title) <= MOST_COLUMNS and not _SENTENCE.search(title)


def _announced(lines: Lines, first: int) -> bool:
    """Whether 目次 or the like stands above line `first`."""
    above = range(max(0, first - 2), first)
    return any(_TITLE_OF_TABLE.fullmatch(lines.content(index)) for index in above)


def _comes_again(lines: Lines, entry: Candidate, elsewhere: _Titles) -> bool:
    """Whether it is a heading elsewhere, title and all (or the beginning of a wrapped one)."""
    title = _title(lines, entry)
    return any(
        title == other or (title and other and (other.startswith(title) or title.startswith(other)))
        for line, other in elsewhere.get(_key(lines, entry), ())
        if line != entry.line
    )


def _key(lines: Lines, candidate: Candidate) -> _Key:
    """What kind of heading it is, with its number."""
    marker = candidate.marker
    printed = unicodedata.normalize("NFKC", lines.text[marker.start : marker.end])
    return marker.form, candidate.name or marker.label or "".join(printed.split())


def _title(lines: Lines, candidate: Candidate) -> str:
    """The letters of the candidate's title or of the line behind it, without leaders and page."""
    title = candidate.title
    if title is None:
        start = candidate.marker.end
        title = lines.text[start : min(lines[candidate.line].end, start + MOST_COLUMNS)]
    plain = _RANGE.sub("", _PAGE.sub("", title))
    return _NOT_A_LETTER.sub("", unicodedata.normalize("NFKC", plain)).lower()
