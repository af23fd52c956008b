"""A strip to cells: pieces of one line of type, every character in its place.

A strip is cut at wide white before it is read. The recogniser, given a row of a table at once,
leaves out a sign that stands after white; given piece by piece it does not. What it left out all
the same shows as ink that no character accounts for, and is read again without its neighbours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

from aiwf_cli.sources.ocr.engine import Glyph, Pixels
from aiwf_cli.sources.ocr.ink import Ink, InkRun
from aiwf_cli.sources.ocr.spacing import PlacedCharacter, blanks_between, em_of, figure_pitch

Read: TypeAlias = Callable[[Pixels], Sequence[Glyph]]

_CUT = 0.95
"""White at which a strip is cut before it is read, in heights of its ink (a kanji has 0.9 em)."""

_LONGEST = 60
_SHORT_CUT = 0.4
"""Heights of a piece above which it is cut at narrower white, and how narrow that may be: more than
the white within い or 川."""

_MARGIN = 0.25
"""White left round a piece that is read, in heights of its ink."""

_AIR = 0.25
"""The same above and below it, at most."""

_UNREAD = 0.3
"""Width and height of ink, in heights of the line's, that should have given a character."""

_REACH = 0.75
_NARROW_REACH = 0.45
"""How far from the middle of its character ink may lie, in heights of the line's ink; and from that
of a figure or a Latin letter."""

_DOUBTED = 0.5
"""Score of a character beside ink that was read as nothing."""

_TWICE = 0.27
"""Ems between the middles of two full-width characters below which they are one, read twice."""


_UPRIGHT = frozenset("1lIi|!/")
_FLAT = 1.5
"""Characters that a dash is taken for where it stands alone; ink that is wider than it is high by
this factor is none of them."""


@dataclass(frozen=True, slots=True)
class StripCell:
    """What one piece of a strip says: characters in order, the rows of its ink, its type size."""

    characters: tuple[PlacedCharacter, ...]
    rows: InkRun
    em: float

    @property
    def text(self) -> str:
        """Its characters with the spaces between them."""
        return "".join(" " * item.spaces + item.text for item in self.characters)

    def places(self) -> list[PlacedCharacter | None]:
        """The character at each offset of its text; None at spaces."""
        found: list[PlacedCharacter | None] = []
        for item in self.characters:
            found += (None,) * item.spaces
            found.append(item)
        return found

    @property
    def score(self) -> float:
        """The mean score of its characters."""
        return sum(item.score for item in self.characters) / len(self.characters)


def read_cells(strip: Pixels, ink: Ink, read: Read) -> list[StripCell]:
    """The cells of a strip that say something, from its beginning to its end."""
    runs = ink.runs()
    groups = list(_cut(runs, ink.height)) if runs else []
    placed = [item for group in groups for item in _read_group(strip, ink, group, read)]
    if not placed:
        return []
    em = em_of("".join(item.text for item in placed), ink.height, strip.shape[0])
    return list(_cells(_read_once_each(placed, em), ink, em))


def _cells(placed: Sequence[PlacedCharacter], ink: Ink, em: float) -> Iterator[StripCell]:
    """The characters parted into cells at wide white and at ruled lines.

    What no space parts is made to touch, as the characters of a font do.
    """
    pitch = figure_pitch(placed)
    cell = [replace(placed[0], spaces=0)]
    for before, character in pairwise(placed):
        item = character
        blanks = blanks_between(before, item, em, pitch)
        if blanks > 1 or ink.is_ruled(before.end, item.start):
            yield _cell(cell, ink, em)
            cell, blanks = [], 0
        if cell and not blanks:
            middle = (before.end + item.start) / 2
            cell[-1] = replace(cell[-1], end=middle)
            item = replace(item, start=middle)
        cell.append(replace(item, spaces=blanks))
    yield _cell(cell, ink, em)


def _cell(characters: Sequence[PlacedCharacter], ink: Ink, em: float) -> StripCell:
    first, last = characters[0], characters[-1]
    top, bottom = ink.rows(round(first.start), round(last.end))
    if first is last and first.text in _UPRIGHT and last.end - first.start > _FLAT * (bottom - top):
        characters = [replace(first, text="-")]
    return StripCell(tuple(characters), (top, bottom), em)


def _cut(runs: Sequence[InkRun], height: float) -> Iterator[list[InkRun]]:
    """Runs of ink in groups, parted at wide white; none much longer than is good to read."""
    group = [runs[0]]
    for before, run in pairwise(runs):
        if run[0] - before[1] >= _CUT * height:
            yield from _shortened(group, height)
            group = []
        group.append(run)
    yield from _shortened(group, height)


def _shortened(group: list[InkRun], height: float) -> Iterator[list[InkRun]]:
    """A group cut at the widest white in its middle, again and again while it is too long."""
    start, end = group[0][0], group[-1][1]
    whites = [
        (run[0] - before[1], at)
        for at, (before, run) in enumerate(pairwise(group), 1)
        if abs(run[0] - (start + end) / 2) < 0.3 * (end - start)
    ]
    white, at = max(whites, default=(0, 0))
    if end - start <= _LONGEST * height or white < _SHORT_CUT * height:
        yield group
        return
    yield from _shortened(group[:at], height)
    yield from _shortened(group[at:], height)


def _read_group(strip: Pixels, ink: Ink, group: list[InkRun], read: Read) -> list[PlacedCharacter]:
    """The characters of a group, read again in parts where one was left out."""
    placed = _read(strip, ink, group, read)
    at = _left_out(ink, group, placed)
    if at is None:
        return placed
    parts = [part for part in (group[:at], group[at:]) if part]
    again = [item for part in parts for item in _read(strip, ink, part, read)]
    best = max(placed, again, key=_sense)
    at = _left_out(ink, group, best)
    return best if at is None else _doubted(best, group[at])


def _doubted(placed: Sequence[PlacedCharacter], unread: InkRun) -> list[PlacedCharacter]:
    """The characters, the one beside ink that was read as nothing a doubtful one: is it a sign?"""
    middle = (unread[0] + unread[1]) / 2
    beside = min(placed, key=lambda item: abs(middle - item.centre))
    return [
        replace(item, score=min(item.score, _DOUBTED)) if item is beside else item
        for item in placed
    ]


def _sense(placed: Sequence[PlacedCharacter]) -> float:
    return sum(item.score**2 for item in placed)


def _read(strip: Pixels, ink: Ink, group: Sequence[InkRun], read: Read) -> list[PlacedCharacter]:
    start, end = ink.around(group[0][0], group[-1][1], round(_MARGIN * ink.height))
    air = round(_AIR * ink.height)
    glyphs = read(strip[max(0, ink.top - air) : ink.bottom + air, start:end])
    centres = [start + glyph.centre * (end - start) for glyph in glyphs]
    edges = _edges(centres, group)
    return [
        PlacedCharacter(glyph.text, left, right, centre, glyph.score, int(glyph.spaced))
        for glyph, centre, (left, right) in zip(glyphs, centres, edges, strict=True)
    ]


def _edges(centres: Sequence[float], runs: Sequence[InkRun]) -> list[tuple[float, float]]:
    """Where each character begins and ends: at the widest white between it and the next."""
    if not centres:
        return []
    whites = [(before[1], run[0]) for before, run in pairwise(runs)]
    lefts, rights = [float(runs[0][0])], list[float]()
    for one, other in pairwise(centres):
        between = [
            (min(end, other) - max(start, one), start, end)
            for start, end in whites
            if start < other and end > one
        ]
        middle = (one + other) / 2
        _, end_of_one, start_of_other = max(between, default=(0.0, middle, middle))
        rights.append(float(end_of_one))
        lefts.append(float(start_of_other))
    rights.append(float(runs[-1][1]))
    return list(zip(lefts, rights, strict=True))


def _left_out(ink: Ink, group: Sequence[InkRun], placed: Sequence[PlacedCharacter]) -> int | None:
    """The index of the first run of ink that is a character and was read as none."""
    least = _UNREAD * ink.height
    for at, (start, end) in enumerate(group):
        top, bottom = ink.rows(start, end)
        if not placed or min(end - start, bottom - top) < least:
            continue
        middle = (start + end) / 2
        if all(abs(middle - item.centre) > _reach(item) * ink.height for item in placed):
            return at
    return None


def _reach(item: PlacedCharacter) -> float:
    return _NARROW_REACH if item.text.isascii() else _REACH


def _read_once_each(placed: Sequence[PlacedCharacter], em: float) -> list[PlacedCharacter]:
    """The characters without those that were read a second time, as り and リ in one place."""
    kept = [placed[0]]
    for item in placed[1:]:
        if item.centre - kept[-1].centre >= _TWICE * em or (item.text + kept[-1].text).isascii():
            kept.append(item)
        elif item.score > kept[-1].score:
            kept[-1] = replace(item, start=kept[-1].start, spaces=kept[-1].spaces)
        else:
            kept[-1] = replace(kept[-1], end=item.end)
    return kept
