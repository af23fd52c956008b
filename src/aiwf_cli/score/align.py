"""Which row of a record is which row of gold.

Rows that are equal in everything are paired first. The others are paired so that as many of their
values as possible are equal over the whole list; between equally good pairings, those whose pairs
have more in common, and look more alike. Rows that agree on nothing stay alone: being absent on
both sides is no agreement, but a long passage that is nearly the same is. The order of rows does
not matter.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from aiwf_cli.model.gold import GoldRow
from aiwf_cli.model.json import Json
from aiwf_cli.score.assignment import assign
from aiwf_cli.score.judge import Judge
from aiwf_cli.text.words import words_likeness

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
        rest = _Rest(golds=golds, values=values, judges=judges)
        pairs.update(rest.pairs(gold_left, value_left))
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


@dataclass(slots=True, kw_only=True)
class _Rest:
    """The rows of a list that are not simply equal, and what their values compare as."""

    golds: Sequence[GoldRow]
    values: Sequence[ValueRow]
    judges: Mapping[str, Judge]
    gold_forms: dict[int, dict[str, tuple[Json, ...]]] = field(default_factory=dict)
    """What each label allows, by row and subfield; what is not labelled is missing."""
    value_forms: dict[int, dict[str, Json]] = field(default_factory=dict)

    def pairs(self, golds: Sequence[int], values: Sequence[int]) -> dict[int, int]:
        """The best pairs among these rows."""
        for at in golds:
            self.gold_forms[at] = self._gold_forms(self.golds[at])
        for at in values:
            self.value_forms[at] = {
                n: j.form(self.values[at].get(n)) for n, j in self.judges.items()
            }
        gold_order = sorted(golds, key=lambda at: repr(self.gold_forms[at]))
        value_order = sorted(values, key=lambda at: repr(self.value_forms[at]))
        edges = self._weights(gold_order, value_order)
        found = assign(edges)
        pairs = {gold_order[row]: value_order[column] for row, column in found.items()}
        return self._in_order(pairs)

    def _gold_forms(self, gold: GoldRow) -> dict[str, tuple[Json, ...]]:
        return {
            name: tuple(judge.form(value) for value in gold[name].values or (None,))
            for name, judge in self.judges.items()
            if name in gold
        }

    def _weights(self, golds: Sequence[int], values: Sequence[int]) -> dict[int, dict[int, int]]:
        """For rows that may be paired: equal values, then many in one pair, then likeness.

        Each goes before the next however many rows there are; likeness where it can matter.
        """
        equal = self._equal_counts(golds, values)
        partners = defaultdict[int, int](int)
        for edges in equal.values():
            for column in edges:
                partners[column] += 1
        pairs, width = min(len(golds), len(values)), len(self.judges)
        heavy = 1 + pairs * width * _FINE
        heaviest = heavy * (1 + pairs * width * width)
        weights: dict[int, dict[int, int]] = {}
        for row, edges in equal.items():
            weights[row] = {}
            for column, count in edges.items():
                contested = len(edges) > 1 or partners[column] > 1
                alike = self._likeness(golds[row], values[column]) if contested else 1
                weights[row][column] = count * heaviest + count * count * heavy + alike
        return weights

    def _equal_counts(
        self, golds: Sequence[int], values: Sequence[int]
    ) -> dict[int, dict[int, int]]:
        """How many values are equal, if any; 0 for rows with a nearly equal passage."""
        counts: dict[int, dict[int, int]] = {row: {} for row in range(len(golds))}
        for name in self.judges:
            for row, column in self._same(name, golds, values):
                counts[row][column] = counts[row].get(column, 0) + 1
            for row, column in self._nearly_same(name, golds, values):
                counts[row].setdefault(column, 0)
        return counts

    def _same(
        self, name: str, golds: Sequence[int], values: Sequence[int]
    ) -> Iterator[tuple[int, int]]:
        """Rows with the same value in a subfield, by their places in the two sequences."""
        judge = self.judges[name]
        columns = self._columns(name, values)
        for row, at in enumerate(golds):
            wanted = self.gold_forms[at].get(name, ())
            found: set[int] = set()
            for form in wanted:
                if form is None:
                    continue
                if judge.is_exact:
                    found.update(columns[key].places if (key := _key(form)) in columns else ())
                    continue
                for column in columns.values():
                    if judge.same_forms(column.form, form):
                        found.update(column.places)
            yield from ((row, place) for place in found)

    def _nearly_same(
        self, name: str, golds: Sequence[int], values: Sequence[int]
    ) -> Iterator[tuple[int, int]]:
        if self.judges[name].field.type not in ("text", "quote"):
            return
        columns = [c for c in self._columns(name, values).values() if _is_long(c.form)]
        for row, at in enumerate(golds if columns else ()):
            for form in filter(_is_long, self.gold_forms[at].get(name, ())):
                for column in columns:
                    if words_likeness(str(column.form), str(form), at_least=NEARLY):
                        yield from ((row, place) for place in column.places)

    def _columns(self, name: str, values: Sequence[int]) -> dict[str, _Column]:
        """The different values of a subfield, and in which rows they stand."""
        columns: dict[str, _Column] = {}
        for place, at in enumerate(values):
            if (form := self.value_forms[at][name]) is not None:
                columns.setdefault(_key(form), _Column(form, [])).places.append(place)
        return columns

    def _likeness(self, gold: int, value: int) -> int:
        """How alike two rows are: at most `_FINE` for every subfield; at least 1."""
        alike = 0.0
        for name, wanted in self.gold_forms[gold].items():
            ours = self.value_forms[value][name]
            alike += max([self.judges[name].likeness(ours, theirs) for theirs in wanted])
        return max(1, int(alike * (_FINE - 1)))

    def _in_order(self, pairs: dict[int, int]) -> dict[int, int]:
        """The same pairs, with equal rows of the record given out in their order."""
        groups = defaultdict[str, list[int]](list)
        for gold in sorted(pairs):
            groups[repr(self.value_forms[pairs[gold]])].append(gold)
        every = defaultdict[str, list[int]](list)
        for value in sorted(self.value_forms):
            every[repr(self.value_forms[value])].append(value)
        return {
            gold: value
            for key, members in groups.items()
            for gold, value in zip(members, every[key], strict=False)
        }


class _Column(NamedTuple):
    """A value of a subfield, and the places of the rows that have it."""

    form: Json
    places: list[int]


def _key(form: Json) -> str:
    """A form to look up by: 12 and 12.0 are one; 1, true and "1" are three."""
    if isinstance(form, float) and form.is_integer():
        form = int(form)
    return repr(form)


def _is_long(form: Json) -> bool:
    return isinstance(form, str) and len(form) >= LONG_PASSAGE
