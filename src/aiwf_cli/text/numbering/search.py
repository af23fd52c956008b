"""Choosing among candidates: the reading of the whole text whose numbers make the most sense.

A state of reading is a stack of open lists, outermost first: 第5条 > paragraph 2 > item 3. At
each candidate a state goes on without it (it is a reference, an amount, the chance start of a
wrapped line) for nothing, or takes one of its readings for the points that it earns: its weight,
which is the evidence where it stands, and what its number is worth after those before it
(`order`). A reading goes on with an open list, which closes those inside it, or opens one in the
last provision. The best total wins. A false `2` costs the true `2` its place, and so neighbours
decide what no rule about a single line could: whether (i) is a letter or a number, whether a line
begins a paragraph or goes on.

It is a Viterbi search with a beam, run twice: the second time it knows the habits of the paper,
which lists stand in which and how each is printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from aiwf_cli.text.numbering.candidates import Candidate
from aiwf_cli.text.numbering.order import Habits, OpenLists, Rules
from aiwf_cli.text.numbering.readings import Family, MarkerReading

BEAM, MARGIN = 12, 12
"""How many states are kept after each candidate, and how many points they may be behind the best.
Neighbouring markers settle most doubts at once."""

HOPELESS = -9
"""A candidate of this weight or less is never taken, whatever its number."""

BELOW_TITLE = 5
"""For another paper that begins below what looks like its title."""

_Chain: TypeAlias = "tuple[Candidate, MarkerReading | None, int, int, _Chain] | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A candidate that was taken: its reading, and how many lists stand round its own.

    `part` counts the papers in the text from 0. Headings have no reading.
    """

    candidate: Candidate
    reading: MarkerReading | None
    depth: int
    part: int


class _State(NamedTuple):
    """One way of having read the text so far.

    `last` is the index of the last candidate taken; `chain` links all taken, last first.
    """

    score: int
    stack: OpenLists
    part: int
    section: str
    last: int
    chain: _Chain


def search(candidates: Sequence[Candidate]) -> tuple[Placed, ...]:
    """The candidates that begin provisions, each with its reading and depth, in order."""
    first = _best_reading(candidates, Habits())
    return _best_reading(candidates, _habits(first))


def _habits(placed: Iterable[Placed]) -> Habits:
    habits, path = Habits(), list[Family]()
    for item in placed:
        if item.reading:
            outer = path[item.depth - 1] if item.depth else None
            path[item.depth :] = [item.reading.family]
            habits.note(outer, item.reading.family, item.candidate.marker.style)
    return habits


def _best_reading(candidates: Sequence[Candidate], habits: Habits) -> tuple[Placed, ...]:
    rules = Rules(habits, _outermost(candidates))
    beam = [_State(0, (), 0, "", -1, None)]
    for index, candidate in enumerate(candidates):
        if candidate.kind == "contents":
            beam = [_under_heading(state, candidate) for state in beam]
        elif candidate.kind != "member":
            beam = _best([*beam, *(_under_heading(state, candidate) for state in beam)])
        elif candidate.weight > HOPELESS:
            is_host = index + 1 < len(candidates) and candidates[index + 1].follows
            beam = _best(_with_and_without(beam, candidate, index, rules, is_host))
    return _unchain(max(beam, key=lambda state: state.score).chain)


def _outermost(candidates: Sequence[Candidate]) -> frozenset[Family]:
    """The families that alone can be outermost in the main part: those of 第N条, if it has such.

    Where patterns were given for articles, it is what they found.
    """
    given = [c for c in candidates if c.level == "article"]
    articles = given or [c for c in candidates if c.weight > 0 and c.marker.form == "article"]
    if given or len(articles) >= 3 or any(c.number[0] <= (2,) for c in articles):
        return frozenset(r.family for c in articles for r in c.marker.readings)
    return frozenset()


def _with_and_without(
    beam: Sequence[_State], candidate: Candidate, index: int, rules: Rules, is_host: bool
) -> Iterable[_State]:
    """The states after one more candidate: each state without it, and with it in every way.

    `is_host` says that the next candidate stands on the same line and hangs on this one being
    taken; only then are states that took it kept apart from those that did not.
    """
    best = {(state.stack, state.part, state.section, False): state for state in reversed(beam)}
    worth = [(reading, _worth(candidate, reading, rules)) for reading in candidate.marker.readings]
    for state in beam:
        if candidate.follows and state.last != index - 1:
            continue
        for reading, own in worth:
            for points, stack, another in rules.moves(state.stack, reading, state.section):
                score = state.score + own + points
                if another and candidate.below_title:
                    score += BELOW_TITLE
                part, section = state.part + another, "" if another else state.section
                key = (stack, part, section, is_host)
                if key not in best or best[key].score < score:
                    chain = (candidate, reading, len(stack) - 1, part, state.chain)
                    stack = _behind_removed(stack, candidate)
                    best[key] = _State(score, stack, part, section, index, chain)
    return best.values()


def _worth(candidate: Candidate, reading: MarkerReading, rules: Rules) -> int:
    """Points for a reading as it stands, whatever its number."""
    style = rules.habits.style(reading.family, candidate.marker.style)
    return candidate.weight - reading.doubt + style


def _behind_removed(stack: OpenLists, candidate: Candidate) -> OpenLists:
    """After 第38条から第40条まで　削除 the list stands at 40."""
    return (*stack[:-1], (stack[-1][0], candidate.through)) if candidate.through else stack


def _under_heading(state: _State, heading: Candidate) -> _State:
    """After a chapter only the outermost list goes on; after 附則 or 別表 none does."""
    opens = heading.kind == "section"
    return state._replace(
        score=state.score + heading.weight,
        stack=() if opens else state.stack[:1],
        section=heading.name if opens else state.section,
        chain=(heading, None, 0, state.part, state.chain),
    )


def _best(states: Iterable[_State]) -> list[_State]:
    """The states that are worth going on with, best first."""
    ranked = sorted(states, key=lambda state: -state.score)[:BEAM]
    return [state for state in ranked if state.score >= ranked[0].score - MARGIN]


def _unchain(chain: _Chain) -> tuple[Placed, ...]:
    placed: list[Placed] = []
    while chain:
        candidate, reading, depth, part, chain = chain
        placed.append(Placed(candidate=candidate, reading=reading, depth=depth, part=part))
    return tuple(reversed(placed))
