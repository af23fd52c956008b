"""Whether a step had the right value, although the record says something else or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from aiwf_cli.model.gold import Label
from aiwf_cli.model.json import Json, JsonObject
from aiwf_cli.score.judge import Judge
from aiwf_cli.score.step_cells import output_of
from aiwf_cli.steps.output import says_more
from aiwf_cli.text.compare import read_value
from aiwf_cli.text.normalise import fold

PLACES = frozenset({"span", "page", "pages", "passages", "boxes", "evidence", "line"})
"""Keys of outputs under which figures tell where something stands, and are no values."""

_LONGEST_LEAF = 400
_LONGEST_FIGURE = 40
_MOST_LEAVES = 5000


class Leaf(NamedTuple):
    """A text or number in what a step put out, and the unit that was said with it."""

    step: str
    value: str | int | float
    unit: str | None


class Seen:
    """What stands anywhere in what a document's steps put out, with the step it stands in."""

    def __init__(self, order: Sequence[str], traces: Mapping[str, JsonObject]) -> None:
        self._leaves: dict[str, dict[Leaf, None]] = {}
        """By what a value has in common with itself written differently."""
        for step in order:
            for leaf in _leaves(step, output_of(traces.get(step))):
                for trait in _traits(leaf.value):
                    self._leaves.setdefault(trait, {})[leaf] = None

    def first(self, label: Label, judge: Judge) -> str | None:
        """The first step that had a right value, whatever became of it later.

        Right is what the field's own comparison says.
        """
        for gold in label.values:
            for trait in _traits(gold):
                for leaf in self._leaves.get(trait, ()):
                    if _says(leaf, gold, judge):
                        return leaf.step
        return None


def _says(leaf: Leaf, gold: Json, judge: Judge) -> bool:
    """Whether a leaf is what gold says: as it stands, or read in its unit or the field's."""
    if judge.same(leaf.value, gold):
        return True
    read = read_value(judge.field, leaf.value, unit=leaf.unit)
    return judge.same(read.value, gold)


def _leaves(step: str, output: Json) -> Iterator[Leaf]:
    """The values somewhere in an output, as far as it is not too large."""
    waiting: list[tuple[Json, str | None]] = [(output, None)]
    for _ in range(_MOST_LEAVES):
        if not waiting:
            return
        match waiting.pop():
            case list() as items, unit:
                waiting += [(item, unit) for item in reversed(items)]
            case dict() as parts, _ if says_more(parts):
                said = parts.get("unit")
                waiting.append((parts["value"], said if isinstance(said, str) else None))
            case dict() as parts, unit:
                inside = [(part, unit) for key, part in parts.items() if key not in PLACES]
                waiting += reversed(inside)
            case (str() | int() | float()) as value, unit if not isinstance(value, bool):
                yield Leaf(step, value, unit)


@lru_cache(maxsize=1 << 14)
def _text_traits(text: str) -> frozenset[str]:
    folded = fold(text)
    digits = "".join(filter(str.isdecimal, folded)).strip("0")
    found = {folded} if len(folded) > 2 else set[str]()
    if len(text) <= _LONGEST_FIGURE and len(digits) > 2:
        found.add(f"#{digits}")
    return frozenset(found)


def _traits(value: Json) -> Iterable[str]:
    """What values that may be the same have in common: folded text, the digits of a figure."""
    if isinstance(value, str):
        return _text_traits(value) if len(value) <= _LONGEST_LEAF else ()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ()
    return _text_traits(f"{abs(value):.15g}" if isinstance(value, float) else str(abs(value)))
