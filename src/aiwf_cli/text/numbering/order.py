"""The order a paper keeps: which marker may follow which, and how natural that is, in points.

Counting up is expected. Opening a list costs a little, which its second member pays back; a gap,
a repeated number, a start from 1 cost more. The points were set by thought and tried on papers in
many styles; doubling or halving any of them changes little, because a wrong reading loses several
at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

from aiwf_cli.text.numbering.readings import Component, Family, MarkerReading, Number

NEXT = 4
"""The number that was to come."""

REPEATED, GAP, MOST_MISSING, MOST_MISSING_NAMED = -3, -3, 5, 2
"""The same number again; numbers skipped, and at most so many points more for those missing (fewer
where the marker says what it is, as 第9条 does)."""

FIRST, SECOND, AGAIN = -2, 0, -5
"""A list opened with 1; with 2, behind a first paragraph without number; with 1 once more."""

HIGHER_UP, UPSIDE_DOWN, IN_ITS_KIN = -4, -3, -4
"""Opened not in the last provision but in one round it; in a style that usually stands further in;
inside a list of the same style."""

RESTART, NEW_ROOT, UNNAMED_ROOT = -6, -4, -3
"""The outermost list starts again, as another paper would; another list becomes the outermost; the
outermost list is one of bare numbers, of which a single one is no outline."""

USUAL, RARE_STYLE, HOUSE_STYLE = 1, -3, 2
"""Where this paper has such lists; printed as this paper hardly ever does, or as it mostly does."""

MAX_DEPTH = 10
"""How many lists may stand in one another."""

ROOT_FORMS = frozenset({"article", "Article"})
NAMED_FORMS = ROOT_FORMS | {"Section"}
SECOND_NUMBER: Number = ((2,),)

OpenList: TypeAlias = "tuple[Family, Number]"
"""A list that may go on: its family, and the number of its last member."""

OpenLists: TypeAlias = "tuple[OpenList, ...]"
"""The open lists, outermost first."""

Move: TypeAlias = "tuple[int, OpenLists, bool]"
"""What taking a reading comes to: points, the new stack, whether another paper begins."""

_PARAGRAPHS = frozenset({Family("arabic", "plain"), Family("arabic", "circled"), Family("", "kou")})
_RANKS = {
    "article": 0, "Article": 0, "Section": 1, "dai": 1, "kou": 3, "gou": 5,
    "level article": 0, "level paragraph": 3, "level item": 5,
    "ROMAN plain": 1, "LETTER plain": 2, "arabic plain": 3, "arabic circled": 4, "kanji plain": 4.5,
    "kanji paren": 5, "arabic paren": 5, "arabic rparen": 6, "iroha plain": 7, "gojuon plain": 7,
    "LETTER paren": 7, "letter paren": 7, "ROMAN paren": 7, "roman paren": 9, "roman plain": 9,
}  # fmt: skip
_COMMON_RANK = 8
_HABIT, _STYLED = 3, 10  # members that make a habit; that make rarity worth noting


def counts_paragraphs(family: Family) -> bool:
    """Whether lists of `family` usually are the paragraphs of an article."""
    return family in _PARAGRAPHS or family.form == "level paragraph"


def rank(family: Family) -> float:
    """How far in lists of `family` usually stand; 0 is outermost."""
    by_form = _RANKS.get(family.form)
    return by_form if by_form is not None else _RANKS.get(" ".join(family), _COMMON_RANK)


def is_first(number: Number) -> bool:
    """Whether a list can begin with `number`: 1, 1.1."""
    return number.count((1,)) == len(number)


@lru_cache(maxsize=4096)
def advance(last: Number, number: Number, form: str = "") -> int | None:
    """Points for `number` after `last` in a list of `form`; None when it goes back."""
    if number == last:
        return REPEATED
    common = 0
    while common < min(len(last), len(number)) and last[common] == number[common]:
        common += 1
    below = number[common + 1 :]
    if common == len(number) or not is_first(below):
        return None
    unprinted = len(below)  # 5.3 is followed by 6.1 when the heading of 6 has no number
    if common == len(last):
        return (NEXT if number[common] == (1,) else GAP) - unprinted
    step = _step(last[common], number[common], form)
    return None if step is None else step - unprinted


def _step(last: Component, new: Component, form: str) -> int | None:
    """Points from 104の11 to 104の12 or 105, from 11 to 11A, over a gap; None when going back."""
    branches = ((*last, 1), (*last, 2))
    nexts = ((*last[:cut], last[cut] + 1) for cut in range(len(last)))
    if new in branches or new in nexts:
        return NEXT
    if new < last:
        return None
    missing = next((b - a for a, b in zip(last, new, strict=False) if a != b), 1) - 1
    return _gap(missing, form)


def _gap(missing: int, form: str) -> int:
    return GAP - min(missing, MOST_MISSING_NAMED if form in NAMED_FORMS else MOST_MISSING)


@dataclass(frozen=True, slots=True)
class Habits:
    """What this paper usually does: lists in lists, and how the members of each are printed."""

    inside: Counter[tuple[Family | None, Family]] = field(default_factory=Counter)
    styles: Counter[tuple[Family, str]] = field(default_factory=Counter)
    members: Counter[Family] = field(default_factory=Counter)

    def note(self, outer: Family | None, family: Family, style: str) -> None:
        """Count one member of `family`, printed in `style`, in a provision of `outer`."""
        self.inside[outer, family] += 1
        self.styles[family, style] += 1
        self.members[family] += 1

    def nesting(self, outer: Family | None, inner: Family) -> int:
        """Points for opening a list of `inner` in a member of `outer`."""
        if self.inside[outer, inner] >= _HABIT:
            return USUAL
        return UPSIDE_DOWN if outer and rank(inner) <= rank(outer) else 0

    def style(self, family: Family, style: str) -> int:
        """Points for a member of `family` that is printed in `style`."""
        total, alike = self.members[family], self.styles[family, style]
        if total >= _STYLED and alike < total / 20:
            return RARE_STYLE
        return HOUSE_STYLE if alike >= _HABIT and alike > total / 2 else 0


@dataclass(frozen=True, slots=True)
class Rules:
    """The ways to take a marker in a state of reading.

    Only families in `outermost`, if there are any, can be outermost in the main part of the paper.
    """

    habits: Habits
    outermost: frozenset[Family]
    _nesting_points: dict[tuple[Family | None, Family], int] = field(default_factory=dict)

    def moves(self, stack: OpenLists, reading: MarkerReading, section: str) -> Iterator[Move]:
        """Every way to take `reading` while the lists of `stack` are open in `section`."""
        member: OpenList = (reading.family, reading.number)
        for depth, (family, last) in enumerate(stack):
            if family != reading.family:
                continue
            points = advance(last, reading.number, family.form)
            if points is not None:
                yield points, (*stack[:depth], member), False
            elif depth == 0:
                yield RESTART, (member,), True
            elif is_first(reading.number):
                yield AGAIN, (*stack[:depth], member), False
        family = reading.family
        if family.form not in ROOT_FORMS and family not in self.outermost:
            yield from self._inside(stack, member)
        if not self.outermost or family in self.outermost or section:
            yield from self._outermost(stack, member, section)

    def _inside(self, stack: OpenLists, member: OpenList) -> Iterator[Move]:
        """Open a list in the last provision, or in one of those round it."""
        family, number = member
        if number == SECOND_NUMBER:
            if stack and stack[0][0] in self.outermost:  # its first paragraph has no number
                points = SECOND if counts_paragraphs(family) else SECOND + GAP
                yield points + self._nesting(stack[0][0], family), (stack[0], member), False
            return
        if not is_first(number[-1:]) or len(stack) >= MAX_DEPTH:
            return
        for depth in range(len(stack), 0, -1):
            outer, above = stack[depth - 1]
            if len(number) > 1 and number[:-1] != above:
                continue
            if family.form == "Section" and outer.form != "Article":
                continue
            points = FIRST + self._nesting(outer, family)
            points += HIGHER_UP if depth < len(stack) else 0
            points += IN_ITS_KIN if any(family == kin for kin, _ in stack[:depth]) else 0
            yield points, (*stack[:depth], member), False

    def _outermost(self, stack: OpenLists, member: OpenList, section: str) -> Iterator[Move]:
        """Open an outermost list: the first of its part, or in place of the one there is."""
        family, number = member
        nesting = self._nesting(None, family)
        if stack:
            if is_first(number) and rank(family) < rank(stack[0][0]):
                another = bool(section) and family.form in ROOT_FORMS
                yield NEW_ROOT + nesting, (member,), another
            return
        if section and number == SECOND_NUMBER and counts_paragraphs(family):
            yield SECOND + nesting, (member,), False
        elif is_first(number):
            unnamed = 0 if section or family.form in NAMED_FORMS else UNNAMED_ROOT
            yield FIRST + unnamed + nesting, (member,), False
            if section and family in self.outermost:
                yield RESTART + nesting, (member,), True
        else:  # a part of a paper only
            skipped = GAP if family.form in ROOT_FORMS else _gap(number[-1][0] - 1, family.form)
            yield FIRST + skipped + nesting, (member,), False

    def _nesting(self, outer: Family | None, inner: Family) -> int:
        key = (outer, inner)
        if key not in self._nesting_points:
            self._nesting_points[key] = self.habits.nesting(outer, inner)
        return self._nesting_points[key]
