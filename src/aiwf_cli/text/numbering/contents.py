"""Finding tables of contents: headings one after the other, all of which come again with their text."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from aiwf_cli.text.numbering.candidates import Candidate
from aiwf_cli.text.numbering.lines import Lines, columns

_Key: TypeAlias = "tuple[str, str]"

LEAST_ENTRIES = 3
LEAST_REPEATED = 0.6
"""The share of entries that must come again outside the table, number and title alike."""

MOST_COLUMNS = 130
_ARTICLED = frozenset({"article", "chapter", "section"})
_ANY = _ARTICLED | {"Article", "Section", "dai", "plain"}
_TITLE_OF_TABLE = re.compile(r"(?:目\s*次|もくじ|(?:table\s+of\s+)?contents|index)", re.IGNORECASE)
_PAGE = re.compile(r"(?:^|[\s.．…‥・·_\-–—―─]{2,}|\s)[0-9０-９]{1,4}\s*$")
_FILLER = re.compile(r"[\s.．…‥・·_\-–—―─0-9０-９]*")
_RANGE = re.compile(r"[(（][^()（）]*第[^()（）]*条[^()（）]*[)）]\s*$")
_SENTENCE = re.compile(r"。|[^.]\.$|[;；、,，]$")
_NOT_A_LETTER = re.compile(r"[\W_]+")


@dataclass(slots=True)
class _Run:
    """Headings on unbroken lines; `goes_on` says that the lines before it are headings too."""

    goes_on: bool = False
    entries: list[Candidate] = field(default_factory=list)


def without_contents(lines: Lines, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates without those in tables of contents; one `contents` candidate stands for each."""
    articled = any(c.marker.form == "article" and c.weight > 0 for c in candidates)
    forms = _ARTICLED if articled else _ANY
    runs = _runs(lines, {c.line: c for c in candidates if not c.follows and _is_heading(c, forms)})
    dropped = _lines_of_tables(lines, candidates, runs)
    kept = []
    for candidate in candidates:
        first = dropped.get(candidate.line)
        if first is None:
            kept.append(candidate)
        elif candidate.line == first and not candidate.follows:
            kept.append(replace(candidate, kind="contents", weight=1))
    return kept


def _lines_of_tables(
    lines: Lines, candidates: Sequence[Candidate], runs: Sequence[_Run]
) -> dict[int, int]:
    """Each line that belongs to a table of contents, with the first line of the table."""
    in_runs = {
        entry.line for run in runs if len(run.entries) >= LEAST_ENTRIES for entry in run.entries
    }
    elsewhere: dict[_Key, list[tuple[int, str]]] = defaultdict(list)
    for candidate in candidates:
        if candidate.line not in in_runs and not candidate.follows:
            elsewhere[_key(lines, candidate)].append((candidate.line, _title(lines, candidate)))
    dropped: dict[int, int] = {}
    table_is_open = False
    for run in runs:
        again = [_comes_again(lines, entry, elsewhere) for entry in run.entries]
        if (
            table_is_open and run.goes_on
        ):  # the table's last lines, then perhaps the first of the text
            entries = run.entries[: (*again, False).index(False)]
        elif len(again) >= LEAST_ENTRIES and (
            _announced(lines, run.entries[0].line) or sum(again) >= LEAST_REPEATED * len(again)
        ):
            entries = run.entries
        else:
            entries = []
        table_is_open = bool(entries)
        if entries:
            first = entries[0].line
            dropped |= dict.fromkeys(range(first, entries[-1].line + 1), first)
    return dropped


def _runs(lines: Lines, headings: dict[int, Candidate]) -> list[_Run]:
    """All runs of headings; leaders, page numbers and one wrapped line may stand in between.

    A number that comes for the second time begins another run: there the table ends and the text begins.
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


def _is_heading(candidate: Candidate, forms: frozenset[str]) -> bool:
    """Whether a table of contents could name it: a plain beginning, of a list that has titles."""
    systems = {reading.family.system for reading in candidate.marker.readings}
    has_caption = candidate.begin < candidate.start
    return (
        candidate.weight > 0
        and candidate.marker.form in forms
        and not has_caption
        and not systems & {"kanji", "iroha", "letter", "roman"}
    )


def _is_entry(content: str) -> bool:
    """Whether a line is a heading and nothing else, with or without its page."""
    text = _PAGE.sub("", content)
    return columns(text) <= MOST_COLUMNS and not _SENTENCE.search(text)


def _announced(lines: Lines, first: int) -> bool:
    return any(
        _TITLE_OF_TABLE.fullmatch(lines.content(index)) for index in range(max(0, first - 2), first)
    )


def _comes_again(
    lines: Lines, entry: Candidate, elsewhere: Mapping[_Key, Sequence[tuple[int, str]]]
) -> bool:
    """Whether the entry is a heading elsewhere, title and all (or the beginning of a wrapped one)."""
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
        title = lines.text[candidate.marker.end : lines[candidate.line].end]
    plain = _RANGE.sub("", _PAGE.sub("", title))
    return _NOT_A_LETTER.sub("", unicodedata.normalize("NFKC", plain)).lower()
