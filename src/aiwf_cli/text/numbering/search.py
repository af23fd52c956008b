"""Choosing among candidates: the reading of the whole text whose numbers make the most sense.

The state of reading is a stack of open lists, outermost first: 第5条 > paragraph 2 > item 3. A candidate is
passed over (it is a reference, an amount, the chance start of a wrapped line: nothing gained), or one of
its readings is taken: it continues an open list, which closes those inside it, or opens a list of its own
in the last provision. Taking it earns its weight and points for its order: counting up is expected,
opening a list costs a little and pays when its second member comes, a gap, a repeated number or a start
from 1 costs more. The best total wins. A false `2` costs the true `2` its place: so neighbours decide
what no rule about one line could.

It is a Viterbi search over these states with a beam, run twice. The second time it knows the habits of
the paper: which lists stand in which, and how each is printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from aiwf_cli.text.numbering.candidates import Candidate
from aiwf_cli.text.numbering.markers import Component, Family, Number, Reading

BEAM, MARGIN = 12, 16
"""How many states are kept after each candidate, and how far behind the best one they may be. Neighbouring
markers settle most doubts at once."""

NEXT = 4
GAP, MOST_MISSING, MOST_MISSING_NAMED = -3, 5, 2
REPEATED = -3
FIRST, SECOND, AGAIN = -2, 0, -5
HIGHER_UP, UPSIDE_DOWN, IN_ITS_KIN = -4, -3, -4
RESTART, BELOW_TITLE, NEW_ROOT = -6, 5, -4
USUAL = 1
RARE_STYLE, HOUSE_STYLE = -3, 2
HOPELESS = -9
"""A candidate of this weight or less is never taken, whatever its number."""

SECOND_NUMBER: Number = ((2,),)
ROOT_FORMS = frozenset({"article", "Article"})
NAMED_FORMS = ROOT_FORMS | {"Section"}
PARAGRAPHS = frozenset({Family("arabic", "plain"), Family("arabic", "circled"), Family("", "kou")})

_RANKS = {
    "article": 0, "Article": 0, "Section": 1, "dai": 1, "kou": 3, "gou": 5,
    "ROMAN plain": 1, "LETTER plain": 2, "arabic plain": 3, "arabic circled": 4, "kanji plain": 4.5,
    "kanji paren": 5, "arabic paren": 5, "arabic rparen": 6, "iroha plain": 7, "gojuon plain": 7,
    "level article": 0, "level paragraph": 3, "level item": 5, "LETTER paren": 7, "letter paren": 7, "ROMAN paren": 7, "roman paren": 9, "roman plain": 9,
}  # fmt: skip
_COMMON_RANK = 8

OpenList: TypeAlias = "tuple[Family, Number]"
Stack: TypeAlias = "tuple[OpenList, ...]"
Move: TypeAlias = "tuple[int, Stack, bool]"
Chain: TypeAlias = "tuple[Candidate, Reading | None, int, int, Chain] | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A candidate that was taken: its reading, and how many lists stand round its own.

    `part` counts the papers in the text from 0. Headings have no reading.
    """

    candidate: Candidate
    reading: Reading | None
    depth: int
    part: int


@dataclass(frozen=True, slots=True)
class Habits:
    """What this paper usually does: lists in lists, and how the members of each are printed."""

    inside: Counter[tuple[Family | None, Family]] = field(default_factory=Counter)
    styles: Counter[tuple[Family, str]] = field(default_factory=Counter)
    members: Counter[Family] = field(default_factory=Counter)

    def nesting(self, outer: Family | None, inner: Family) -> int:
        """Points for opening a list of `inner` in a member of `outer`."""
        if self.inside[outer, inner] >= 3:
            return USUAL
        return UPSIDE_DOWN if outer and rank(inner) <= rank(outer) else 0

    def style(self, family: Family, style: str) -> int:
        """Points for a member of `family` that is printed in `style`."""
        total, alike = self.members[family], self.styles[family, style]
        if total >= 10 and alike < total / 20:
            return RARE_STYLE
        return HOUSE_STYLE if alike >= 3 and alike > total / 2 else 0


class _State(NamedTuple):
    """One way of having read the text so far; `chain` links the placed candidates, last first."""

    score: int
    stack: Stack
    part: int
    section: str
    last: int
    chain: Chain


def search(candidates: Sequence[Candidate]) -> tuple[Placed, ...]:
    """The candidates that begin provisions, each with its reading and depth, in order."""
    first = _best_reading(candidates, Habits())
    return _best_reading(candidates, _habits(first))


def rank(family: Family) -> float:
    """How far out lists of a family usually stand; 0 is outermost."""
    by_form = _RANKS.get(family.form)
    return by_form if by_form is not None else _RANKS.get(" ".join(family), _COMMON_RANK)


def _habits(placed: Iterable[Placed]) -> Habits:
    habits, path = Habits(), list[Family]()
    for item in placed:
        if not item.reading:
            path = path[:1] if item.candidate.kind == "chapter" else []
            continue
        family = item.reading.family
        path[item.depth :] = [family]
        habits.inside[path[item.depth - 1] if item.depth else None, family] += 1
        habits.styles[family, item.candidate.marker.style] += 1
        habits.members[family] += 1
    return habits


def _best_reading(candidates: Sequence[Candidate], habits: Habits) -> tuple[Placed, ...]:
    rules = _Rules(habits, _outermost(candidates))
    beam = [_State(0, (), 0, "", -1, None)]
    for index, candidate in enumerate(candidates):
        if candidate.weight <= HOPELESS:
            continue
        is_host = index + 1 < len(candidates) and candidates[index + 1].follows
        beam = _best(_extend(beam, candidate, index, rules, is_host))
    return _unchain(max(beam, key=lambda state: state.score).chain)


def _outermost(candidates: Sequence[Candidate]) -> frozenset[Family]:
    """The families that alone can be outermost in the main part: those of 第N条, or none in particular.

    Where patterns were given for articles, it is what they found.
    """
    given = [c for c in candidates if c.level == "article"]
    articles = given or [c for c in candidates if c.weight > 0 and c.marker.form == "article"]
    if given or len(articles) >= 3 or any(c.number[0] <= (2,) for c in articles):
        return frozenset(r.family for c in articles for r in c.marker.readings)
    return frozenset()


def _extend(
    beam: Sequence[_State], candidate: Candidate, index: int, rules: _Rules, is_host: bool
) -> Iterable[_State]:
    """The states after one more candidate: each state without it, and with it in every way.

    `is_host` says that the next candidate stands on the same line and hangs on this one being taken.
    """
    best = {(state.stack, state.part, state.section, False): state for state in reversed(beam)}
    if candidate.kind == "contents":
        return [_under_heading(state, candidate) for state in beam]
    if candidate.kind != "member":
        return [*beam, *(_under_heading(state, candidate) for state in beam)]
    worth = [(reading, rules.worth(candidate, reading)) for reading in candidate.marker.readings]
    for state in beam:
        if candidate.follows and state.last != index - 1:
            continue
        for reading, own in worth:
            for gain, stack, restarts in rules.moves(state.stack, reading, state.section):
                score, part = state.score + own + gain, state.part + restarts
                if restarts and candidate.below_title:
                    score += BELOW_TITLE
                section = "" if restarts else state.section
                key = (stack, part, section, is_host)
                if key not in best or best[key].score < score:
                    chain = (candidate, reading, len(stack) - 1, part, state.chain)
                    best[key] = _State(
                        score, _skip_removed(stack, candidate), part, section, index, chain
                    )
    return best.values()


def _best(states: Iterable[_State]) -> list[_State]:
    """The states that are worth going on with, best first."""
    ranked = sorted(states, key=lambda state: -state.score)[:BEAM]
    return [state for state in ranked if state.score >= ranked[0].score - MARGIN]


def _under_heading(state: _State, heading: Candidate) -> _State:
    """After a chapter or a table of contents only the outermost list goes on; after 附則 or 別表 none."""
    opens = heading.kind == "section"
    return state._replace(
        score=state.score + heading.weight,
        stack=() if opens else state.stack[:1],
        section=heading.name if opens else state.section,
        chain=(heading, None, 0, state.part, state.chain),
    )


def _skip_removed(stack: Stack, candidate: Candidate) -> Stack:
    """After 第38条から第40条まで　削除 the list stands at 40."""
    return (*stack[:-1], (stack[-1][0], candidate.through)) if candidate.through else stack


def _unchain(chain: Chain) -> tuple[Placed, ...]:
    placed: list[Placed] = []
    while chain:
        candidate, reading, depth, part, chain = chain
        placed.append(Placed(candidate=candidate, reading=reading, depth=depth, part=part))
    return tuple(reversed(placed))


@dataclass(frozen=True, slots=True)
class _Rules:
    """The order a paper keeps: what may follow what, and for how many points."""

    habits: Habits
    outermost: frozenset[Family]
    known: dict[tuple[Family | None, Family], int] = field(default_factory=dict)

    def worth(self, candidate: Candidate, reading: Reading) -> int:
        """Points for a reading as it stands, whatever its number."""
        return (
            candidate.weight
            - reading.doubt
            + self.habits.style(reading.family, candidate.marker.style)
        )

    def moves(self, stack: Stack, reading: Reading, section: str) -> Iterator[Move]:
        """Every way to take a reading in a state: points, the new stack, whether a new paper begins."""
        member: OpenList = (reading.family, reading.number)
        for depth, (family, last) in enumerate(stack):
            if family != reading.family:
                continue
            gain = advance(last, reading.number, family.form)
            if gain is not None:
                yield gain, (*stack[:depth], member), False
            elif depth == 0:
                yield RESTART, (member,), True
            elif is_first(reading.number):
                yield AGAIN, (*stack[:depth], member), False
        yield from self._openings(stack, member, section)

    def _openings(self, stack: Stack, member: OpenList, section: str) -> Iterator[Move]:
        family, number = member
        if family.form not in ROOT_FORMS and family not in self.outermost:
            yield from self._inside(stack, member)
        if self.outermost and family not in self.outermost and not section:
            return
        if not stack:
            yield self._root(member, section), (member,), False
            if section and family in self.outermost and is_first(number):
                yield RESTART + self._nesting(None, family), (member,), True
        elif stack[0][0] != family and rank(family) < rank(stack[0][0]) and is_first(number):
            restarts = family.form in ROOT_FORMS and bool(section)
            yield NEW_ROOT + self._nesting(None, family), (member,), restarts

    def _root(self, member: OpenList, section: str) -> int:
        family, number = member
        nesting = self._nesting(None, family)
        if section and number == SECOND_NUMBER and counts_paragraphs(family):
            return SECOND + nesting
        if is_first(number):
            return FIRST + nesting
        excerpt = GAP if family.form in ROOT_FORMS else gap(number[-1][0] - 1, family.form)
        return FIRST + nesting + excerpt

    def _inside(self, stack: Stack, member: OpenList) -> Iterator[Move]:
        """Opening a list in the last provision, or in one of those round it."""
        family, number = member
        if number == SECOND_NUMBER:
            if stack and stack[0][0] in self.outermost:  # its first paragraph has no number
                gain = SECOND if counts_paragraphs(family) else SECOND + GAP
                yield gain + self._nesting(stack[0][0], family), (stack[0], member), False
            return
        if not is_first(number[-1:]):
            return
        for depth in range(len(stack), 0, -1):
            parent, above = stack[depth - 1]
            if number[:-1] not in ((), above) or (
                family.form == "Section" and parent.form != "Article"
            ):
                continue
            gain = FIRST + self._nesting(parent, family)
            if depth < len(stack):
                gain += HIGHER_UP
            if any(family == outer for outer, _ in stack[:depth]):
                gain += IN_ITS_KIN
            yield gain, (*stack[:depth], member), False

    def _nesting(self, outer: Family | None, inner: Family) -> int:
        key = (outer, inner)
        if key not in self.known:
            self.known[key] = self.habits.nesting(outer, inner)
        return self.known[key]


def counts_paragraphs(family: Family) -> bool:
    """Whether lists of `family` usually are paragraphs of an article."""
    return family in PARAGRAPHS or family.form == "level paragraph"


def is_first(number: Number) -> bool:
    """Whether a list can begin with `number`: 1, 1.1."""
    return all(component == (1,) for component in number)


def advance(last: Number, number: Number, form: str = "") -> int | None:
    """Points for `number` after `last` in a list of `form`; None when it does not come after it."""
    if number == last:
        return REPEATED
    common = 0
    while common < min(len(last), len(number)) and last[common] == number[common]:
        common += 1
    below = number[common + 1 :]
    if common == len(number) or not is_first(below):
        return None
    skipped_heading = len(below)  # 5.3 is followed by 6.1 when the heading of 6 is not printed
    if common == len(last):
        return (NEXT if number[common] == (1,) else GAP) - skipped_heading
    step = _component_step(last[common], number[common], form)
    return None if step is None else step - skipped_heading


def _component_step(last: Component, new: Component, form: str) -> int | None:
    """Points from 104の11 to 104の12 or 105, from 11 to 11A, and over a gap; None when going back."""
    if new in ((*last, 1), (*last, 2)):
        return NEXT
    for length in range(len(last), 0, -1):
        if new == (*last[: length - 1], last[length - 1] + 1):
            return NEXT
    if new <= last:
        return None
    missing = next((b - a for a, b in zip(last, new, strict=False) if a != b), 1) - 1
    return gap(missing, form)


def gap(missing: int, form: str) -> int:
    """Points for skipping numbers: less is thought of it where the marker says what it is."""
    return GAP - min(missing, MOST_MISSING_NAMED if form in NAMED_FORMS else MOST_MISSING)
