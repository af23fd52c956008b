"""Which gold document is which document of the run, although people write file names in many ways.

Surest first: the same name; the same but for case, width and Unicode form; the end of the path (a
base name alone, a folder more or less); a name without its ending. Each step only joins what has
one partner, and what is joined is out of the way of the next.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from aiwf_cli.model.score import Unjoined
from aiwf_cli.sources.discover import ENDINGS
from aiwf_cli.text.normalise import fold

_MOST_NEAREST = 200
"""Unjoined names for which the nearest is looked for."""
_NEAR = 60
"""Likeness (of 100) below which a name is not worth naming."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Gold names with the run's names for them, and what is left on both sides."""

    pairs: dict[str, str]
    gold_only: tuple[Unjoined, ...]
    run_only: tuple[Unjoined, ...]


def join(gold: Sequence[str], run: Sequence[str]) -> Joined:
    """Joins gold's file names with the run's, one to one."""
    pairs: dict[str, str] = {}
    left, open_run = dict.fromkeys(gold), dict.fromkeys(run)
    doubtful: dict[str, tuple[str, ...]] = {}
    for keys in (_exact, _folded, _endings, _stems):
        names = [name for name in left if keys is not _stems or _has_no_ending(name)]
        found = _one_to_one(names, open_run, keys, doubtful)
        pairs.update(found)
        for name, partner in found.items():
            del left[name], open_run[partner]
    free = {
        name: tuple(partner for partner in partners if partner in open_run)
        for name, partners in doubtful.items()
    }
    ours, theirs = tuple(left), tuple(open_run)
    return Joined(
        pairs=pairs,
        gold_only=tuple(_unjoined(name, theirs, at, free) for at, name in enumerate(ours)),
        run_only=tuple(_unjoined(name, ours, at, {}) for at, name in enumerate(theirs)),
    )


Keys = Callable[[str], tuple[str, ...]]


def _exact(name: str) -> tuple[str, ...]:
    return (_path(name),)


def _folded(name: str) -> tuple[str, ...]:
    return (fold(_path(name)),)


def _endings(name: str) -> tuple[str, ...]:
    """The ends of the path, the longest first: a/b/c.pdf, b/c.pdf, c.pdf."""
    parts = fold(_path(name)).split("/")
    return tuple("/".join(parts[at:]) for at in range(len(parts)))


def _stems(name: str) -> tuple[str, ...]:
    """The ends of the path without the file's ending, for names that were written without one."""
    return tuple(_without_ending(path) for path in _endings(name))


def _has_no_ending(name: str) -> bool:
    """Whether a name was written without the file's ending (.pdf)."""
    return not name.strip().lower().endswith(ENDINGS)


def _without_ending(path: str) -> str:
    return next((path.removesuffix(end) for end in ENDINGS if path.endswith(end)), path)


def _path(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip()).replace("\\", "/").removeprefix("./")


def _one_to_one(
    gold: Iterable[str], run: Iterable[str], keys: Keys, doubtful: dict[str, tuple[str, ...]]
) -> dict[str, str]:
    """Pairs in which one name is the other, or an end of it, and neither has a second partner."""
    gold, run = tuple(gold), tuple(run)
    whole_run, any_run = _index(run, keys)
    whole_gold, any_gold = _index(gold, keys)
    found: dict[str, str] = {}
    for name in gold:
        partners = _partners(name, keys, whole_run, any_run)
        if len(partners) > 1:
            doubtful[name] = partners
        elif partners and len(_partners(partners[0], keys, whole_gold, any_gold)) == 1:
            found[name] = partners[0]
    return found


def _index(names: Sequence[str], keys: Keys) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The names by their whole key, and by any of their keys."""
    whole, anyhow = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for name in names:
        own = keys(name)
        whole[own[0]].append(name)
        for key in own:
            anyhow[key].append(name)
    return whole, anyhow


def _partners(
    name: str, keys: Keys, whole: dict[str, list[str]], anyhow: dict[str, list[str]]
) -> tuple[str, ...]:
    """Names of which `name` is an end, or which are an end of `name`."""
    own = keys(name)
    found = dict.fromkeys(anyhow.get(own[0], ()))
    for key in own:
        found.update(dict.fromkeys(whole.get(key, ())))
    return tuple(found)


def _unjoined(
    name: str, others: Sequence[str], at: int, doubtful: dict[str, tuple[str, ...]]
) -> Unjoined:
    candidates = doubtful.get(name, ())
    nearest = candidates[0] if candidates else None
    if nearest is None and at < _MOST_NEAREST:
        nearest = _nearest(name, others)
    return Unjoined(file=name, nearest=nearest, candidates=candidates)


def _nearest(name: str, others: Sequence[str]) -> str | None:
    from rapidfuzz.fuzz import ratio
    from rapidfuzz.process import extractOne

    found = extractOne(name, others, scorer=ratio, processor=_likened, score_cutoff=_NEAR)
    return found[0] if found else None


def _likened(name: str) -> str:
    """What of a name is likened to others: without the ending, which most have in common."""
    return _without_ending(fold(_path(name)))
