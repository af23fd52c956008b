"""Which row of a record is which row of gold.

Rows that are equal in everything are paired first. The others are paired so that as many of their
values as possible are equal over the whole list; between equally good pairings, those whose pairs
have more in common, and look more alike. Rows that agree on nothing stay alone: being absent on
both sides is no agreement, but a long passage that is nearly the same is. The order of rows does
not matter.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from aiwf_cli.model.gold import GoldRow
from aiwf_cli.model.json import Json
from aiwf_cli.score.assignment import assign
from aiwf_cli.score.judge import Judge
from aiwf_cli.text.values.words import words_likeness

ValueRow: TypeAlias = Mapping[str, Json]

LONG_PASSAGE = 20
"""Characters from which on a nearly equal passage shows that two rows are the same."""
NEARLY = 0.75
"""The likeness of two passages that are nearly equal."""
_FINE = 1000
"""Steps in which likeness is counted; only the finer part of a weight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """Pairs of a gold row and a record's row, both from 0, in gold's order; and rows left alone."""

    pairs: tuple[tuple[int, int], ...]
    equal: frozenset[int]
    """The rows of gold whose partners say exactly the same."""
    gold_alone: tuple[int, ...]
    value_alone: tuple[int, ...]


def align(
    golds: Sequence[GoldRow], values: Sequence[ValueRow], judges: Mapping[str, Judge]
) -> Alignment:
    """The rows of one list held against gold's; `judges` are those of the labelled subfields."""
    pairs = _equal_rows(golds, values, judges)
    equal = frozenset(pairs)
    gold_left = [at for at in range(len(golds)) if at not in pairs]
    taken = set(pairs.values())
    value_left = [at for at in range(len(values)) if at not in taken]
    if gold_left and value_left:
        rest = _rest(
            [(at, golds[at]) for at in gold_left], [(at, values[at]) for at in value_left], judges
        )
        pairs.update(rest.pairs())
        taken = set(pairs.values())
    return Alignment(
        pairs=tuple(sorted(pairs.items())),
        equal=equal,
        gold_alone=tuple(at for at in range(len(golds)) if at not in pairs),
        value_alone=tuple(at for at in range(len(values)) if at not in taken),
    )


def _equal_rows(
    golds: Sequence[GoldRow], values: Sequence[ValueRow], judges: Mapping[str, Judge]
) -> dict[int, int]:
    """Pairs of rows that are equal in every labelled value, in order.

    No other pairing has more equal values, as long as equality goes from one to the next, every
    row labels the same subfields, and each label is one value; else there are none. (Swapping the
    partners of an equal pair gains at most as much on one side as it loses on the other.)
    """
    if not all(judge.chains for judge in judges.values()):
        return {}
    names = tuple(judges)
    waiting: dict[tuple[Json, ...], deque[int]] = {}
    for at, value in enumerate(values):
        with suppress(TypeError):  # a list where a single value is expected does not hash
            waiting.setdefault(tuple([value.get(name) for name in names]), deque()).append(at)
    pairs: dict[int, int] = {}
    for at, gold in enumerate(golds):
        key: list[Json] = []
        for name in names:
            label = gold.get(name)
            if label is None or len(label.values) > 1:
                return {}
            key.append(label.values[0] if label.values else None)
        if same := waiting.get(tuple(key)):
            pairs[at] = same.popleft()
    return pairs


class _GoldRow(NamedTuple):
    """A row of gold: what each label allows, by subfield; what is not labelled is missing."""

    at: int
    forms: dict[str, tuple[Json, ...]]


class _ValueRow(NamedTuple):
    """A row of the record: what its values compare as, and all of that as one text."""

    at: int
    forms: dict[str, Json]
    text: str


class _Column(NamedTuple):
    """A value of a subfield, and the places of the rows that have it."""

    form: Json
    places: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rest:
    """The rows of a list that are not simply equal, sorted by what they say.

    Rows are named by their places in the two sequences.
    """

    golds: Sequence[_GoldRow]
    values: Sequence[_ValueRow]
    judges: Mapping[str, Judge]

    def pairs(self) -> dict[int, int]:
        """The best pairs, as rows of gold and of the record."""
        found = assign(self._weights())
        members = defaultdict[str, list[int]](list)
        for row, column in sorted(found.items(), key=lambda pair: self.golds[pair[0]].at):
            members[self.values[column].text].append(self.golds[row].at)
        pairs: dict[int, int] = {}
        for value in self.values:  # equal rows of the record are given out in their order
            if golds := members.get(value.text):
                pairs[golds.pop(0)] = value.at
        return pairs

    def _weights(self) -> dict[int, dict[int, int]]:
        """For rows that may be paired: equal values, then many in one pair, then likeness.

        Each goes before the next however many rows there are; likeness where it can matter.
        """
        equal = self._equal_counts()
        partners = Counter(column for edges in equal.values() for column in edges)
        pairs, width = min(len(self.golds), len(self.values)), len(self.judges)
        heavy = 1 + pairs * width * _FINE
        heaviest = heavy * (1 + pairs * width * width)
        weights: dict[int, dict[int, int]] = {}
        for row, edges in equal.items():
            weights[row] = {}
            for column, count in edges.items():
                contested = len(edges) > 1 or partners[column] > 1
                alike = self._likeness(row, column) if contested else 1
                weights[row][column] = count * heaviest + count * count * heavy + alike
        return weights

    def _equal_counts(self) -> dict[int, dict[int, int]]:
        """How many values are equal, if any; 0 for rows with a nearly equal passage."""
        counts: dict[int, dict[int, int]] = {row: {} for row in range(len(self.golds))}
        for name, judge in self.judges.items():
            columns = self._columns(name)
            for row, gold in enumerate(self.golds):
                wanted = [form for form in gold.forms.get(name, ()) if form is not None]
                edges = counts[row]
                for place in _places_of(judge, columns, wanted):
                    edges[place] = edges.get(place, 0) + 1
                for place in _places_near(judge, columns, wanted):
                    edges.setdefault(place, 0)
        return counts

    def _columns(self, name: str) -> dict[str, _Column]:
        """The different values of a subfield, and in which rows they stand."""
        columns: dict[str, _Column] = {}
        for place, value in enumerate(self.values):
            if (form := value.forms[name]) is not None:
                columns.setdefault(_key(form), _Column(form, [])).places.append(place)
        return columns

    def _likeness(self, row: int, column: int) -> int:
        """How alike two rows are: at most `_FINE` for every subfield; at least 1."""
        alike = 0.0
        for name, wanted in self.golds[row].forms.items():
            ours = self.values[column].forms[name]
            alike += max([self.judges[name].likeness(ours, theirs) for theirs in wanted])
        return max(1, int(alike * (_FINE - 1)))


def _rest(
    golds: Sequence[tuple[int, GoldRow]],
    values: Sequence[tuple[int, ValueRow]],
    judges: Mapping[str, Judge],
) -> _Rest:
    """These rows with their numbers, made ready to be paired."""
    gold_rows = [
        _GoldRow(
            at,
            {
                name: tuple([judge.form(value) for value in gold[name].values or (None,)])
                for name, judge in judges.items()
                if name in gold
            },
        )
        for at, gold in golds
    ]
    value_rows: list[_ValueRow] = []
    for at, value in values:
        forms = {name: judge.form(value.get(name)) for name, judge in judges.items()}
        value_rows.append(_ValueRow(at, forms, repr(forms)))
    return _Rest(
        golds=sorted(gold_rows, key=lambda row: (repr(row.forms), row.at)),
        values=sorted(value_rows, key=lambda row: (row.text, row.at)),
        judges=judges,
    )


def _places_of(
    judge: Judge, columns: Mapping[str, _Column], wanted: Sequence[Json]
) -> Iterable[int]:
    """Where a value that is the same as one of `wanted` stands."""
    if judge.is_exact and len(wanted) == 1:
        found = columns.get(_key(wanted[0]))
        return found.places if found else ()
    return {
        place
        for column in columns.values()
        if any(judge.same_forms(column.form, form) for form in wanted)
        for place in column.places
    }


def _places_near(
    judge: Judge, columns: Mapping[str, _Column], wanted: Sequence[Json]
) -> Iterator[int]:
    """Where a long passage that is nearly the same as one of `wanted` stands."""
    if judge.field.type not in ("text", "quote"):
        return
    for form in wanted:
        if not isinstance(form, str) or len(form) < LONG_PASSAGE:
            continue
        longest = len(form) * (2 - NEARLY) / NEARLY
        for other, places in columns.values():
            may_be = isinstance(other, str) and LONG_PASSAGE <= len(other) <= longest
            if may_be and words_likeness(str(other), form, at_least=NEARLY):
                yield from places


def _key(form: Json) -> str:
    """A form to look up by: 12 and 12.0 are one; 1, true and "1" are three."""
    if isinstance(form, float) and form.is_integer():
        form = int(form)
    return repr(form)
