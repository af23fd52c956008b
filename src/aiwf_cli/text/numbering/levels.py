"""Patterns for the levels of a paper, by a model or a person: checked before they are used.

A pattern is a regular expression for the beginning of a line, as the `regex` package understands
it, with `^` for line starts. Its group `number` (else its first group, else the whole match)
holds the number. Patterns only say where provisions may begin and on which level; order is judged
as ever.

Nothing a pattern does may hang or flood the program: it is compiled only when it is short and
repeats little, and runs on the text for a second at most.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from aiwf_cli.text.numbering.lines import Lines
from aiwf_cli.text.numbering.markers import Marker, read_marker
from aiwf_cli.text.numbering.readings import Family, MarkerReading, read_label
from aiwf_cli.text.pattern_size import too_much

NAMES = ("section", "chapter", "article", "paragraph", "item", "subitem")
"""The levels a pattern may be for; names that begin with `subitem` are all sub-items."""

SECONDS = 1.0
"""How long one pattern may run over a text."""

MAX_PATTERN = 1000
"""Characters that a pattern may have."""

MAX_LEVELS, MAX_SLOW = 24, 2
"""Patterns that are tried on a text, and those that may take too long before no more are tried."""

_SHOWN = 60
"""Characters that a reason quotes."""

LEAST_LINES, MOST_MATCHED = 20, 0.9
"""From so many lines on, a pattern must not match more than this share of them."""

_SURE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A pattern for the provisions of one level, with examples of what it must match."""

    name: str
    pattern: str
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedLevels:
    """The levels that may be used on a text; the others, each with the reason in plain words."""

    accepted: tuple[Level, ...] = ()
    rejected: tuple[tuple[Level, str], ...] = ()


def check_levels(levels: Sequence[Level], text: str) -> CheckedLevels:
    """Sort `levels` by whether they can be used on `text`; raises nothing for a bad pattern."""
    lines = Lines(text)
    accepted, rejected = [], []
    slow = 0
    for count, level in enumerate(levels):
        try:
            reason = _too_many(count, slow) or _objection(level, lines)
        except TimeoutError:
            slow += 1
            reason = f"the pattern takes longer than {SECONDS:g} s on this text"
        if reason:
            rejected.append((level, reason))
        else:
            accepted.append(level)
    return CheckedLevels(accepted=tuple(accepted), rejected=tuple(rejected))


def level_markers(lines: Lines, levels: Sequence[Level]) -> dict[int, tuple[Marker, Level]]:
    """The markers that (checked) levels find, by line; of two on a line the earlier level has it.

    Raises TimeoutError when a pattern takes longer than `SECONDS`.
    """
    found: dict[int, tuple[Marker, Level]] = {}
    for level in levels:
        for match in _matches(_compiled(level), lines.text):
            index = _line_begun(lines, match)
            marker = None if index is None else _marker(lines, index, match, level)
            if index is not None and marker:
                found.setdefault(index, (marker, level))
    return found


def _too_many(count: int, slow: int) -> str | None:
    if count >= MAX_LEVELS:
        return f"there are more than {MAX_LEVELS} patterns"
    return "the patterns before it took too long" if slow >= MAX_SLOW else None


def _objection(level: Level, lines: Lines) -> str | None:
    """Why `level` cannot be used; None when it can. Raises TimeoutError."""
    if level.name not in NAMES and not level.name.startswith("subitem"):
        return f"{_quoted(level.name)} is no level; there are {', '.join(NAMES)}"
    if not level.pattern or len(level.pattern) > MAX_PATTERN:
        return f"the pattern has {len(level.pattern)} characters; 1 to {MAX_PATTERN} are allowed"
    if reason := too_much(level.pattern):
        return f"the pattern {reason}"
    problem = _compile_problem(level)
    if problem:
        return f"the pattern does not compile: {problem}"
    try:
        return _objection_to_examples(level) or _objection_to_matches(level, lines)
    except MemoryError:
        return "the pattern needs too much memory on this text"


def _objection_to_examples(level: Level) -> str | None:
    pattern = _compiled(level)
    if pattern.search("", timeout=SECONDS):
        return "the pattern matches the empty string"
    for example in level.examples:
        lines = Lines(example)
        begun = [
            (index, match)
            for match in _matches(pattern, lines.text)
            if (index := _line_begun(lines, match)) is not None
        ]
        if not begun:
            return f"the pattern does not match its own example {_quoted(example)}"
        if not any(_marker(lines, index, match, level) for index, match in begun):
            return f"what the pattern captures in its example {_quoted(example)} is no number"
    return None


def _objection_to_matches(level: Level, lines: Lines) -> str | None:
    begun = unread = 0
    captured = ""
    for match in _matches(_compiled(level), lines.text):
        if match.start() == match.end():
            return "the pattern matches the empty string"
        index = _line_begun(lines, match)
        if index is None:
            continue
        begun += 1
        if not _marker(lines, index, match, level):
            unread, captured = unread + 1, _captured(match)
    if len(lines) >= LEAST_LINES and begun > MOST_MATCHED * len(lines):
        return f"the pattern matches {begun} of {len(lines)} lines"
    if unread > begun / 2:
        return f"what the pattern captures is no number: {_quoted(captured)}"
    return None


def _quoted(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "…")


def _compile_problem(level: Level) -> str | None:
    import regex

    try:
        _compiled(level)
    except (regex.error, RecursionError, OverflowError, MemoryError) as problem:
        return str(problem) or type(problem).__name__
    return None


def _compiled(level: Level) -> Any:
    """The compiled pattern; the `regex` package keeps it, so that compiling again costs nothing."""
    import regex

    with warnings.catch_warnings(action="ignore"):
        return regex.compile(level.pattern, regex.MULTILINE)


def _matches(pattern: Any, text: str) -> Iterator[Any]:
    yield from pattern.finditer(text, timeout=SECONDS)


def _line_begun(lines: Lines, match: Any) -> int | None:
    """The line whose first characters `match` holds; None when it begins elsewhere."""
    shown = match.group().lstrip()
    if not shown:
        return None
    start = match.end() - len(shown)
    index = lines.at(start)
    return index if index >= 0 and lines[index].start == start else None


def _captured(match: Any) -> str:
    groups = match.groupdict()
    if "number" in groups:
        return groups["number"] or ""
    return (match.group(1) or "") if match.re.groups else match.group()


def _marker(lines: Lines, index: int, match: Any, level: Level) -> Marker | None:
    """The marker that a match makes, read by the built-in rules if they see the same number."""
    line = lines[index]
    end = min(match.end(), line.end)
    if level.name in ("section", "chapter"):
        return Marker(line.start, end, _behind(lines, end, line.end), level.name, "", _SURE, ())
    readings = _readings(_captured(match).strip(), level)
    built_in = read_marker(lines.text, line.start, line.end)
    if built_in and (not readings or _same_number(built_in.readings, readings)):
        return built_in.surer(_SURE) if built_in.readings else None
    if not readings:
        return None
    return Marker(
        line.start, end, _behind(lines, end, line.end), readings[0].family.form, "", _SURE, readings
    )


def _same_number(printed: Sequence[MarkerReading], captured: Sequence[MarkerReading]) -> bool:
    """Whether both begin with the same number; a pattern may have caught 6 of 第6条の2."""
    return bool({r.number[0][0] for r in printed} & {r.number[0][0] for r in captured})


def _readings(captured: str, level: Level) -> tuple[MarkerReading, ...]:
    """Every reading of the captured number; arabic and kanji numbers belong to one family."""
    marker = read_marker(captured, 0)
    whole = marker is not None and marker.end == len(captured)
    readings = marker.readings if marker and whole else read_label(captured, "")
    return tuple(replace(it, family=_family(it.family.system, level)) for it in readings)


def _family(system: str, level: Level) -> Family:
    return Family("" if system in ("arabic", "kanji") else system, f"level {level.name}")


def _behind(lines: Lines, start: int, end: int) -> int:
    """Where the words behind a marker begin."""
    rest = lines.text[start:end]
    return start + len(rest) - len(rest.lstrip())
