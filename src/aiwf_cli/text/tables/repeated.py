"""Headings above ones that repeat: Group and Company over 2024, 2023, 2024, 2023.

Wherever such headings are set, each stands over one round of those below.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aiwf_cli.text.tables.columns import Stretch, overlap


def rounds_below(
    columns: Sequence[Stretch],
    left: float,
    places: Sequence[Stretch],
    below: Sequence[tuple[str, range]],
) -> list[range] | None:
    """The columns of some headings, each over one round of those below; None where none repeat.

    `places` are those of the headings from left to right, `below` the texts of the headings under
    them with the columns that they stand over; the first column begins right of `left`.
    """
    if len(places) < 2:
        return None
    single = [(text, taken) for text, taken in below if len(taken) == 1]
    for rounds in _rounds(single, len(places)):
        shares = [range(each[0][1].start, each[-1][1].stop) for each in rounds]
        if all(map(_lies_over, places, [_reach(columns, left, share) for share in shares])):
            return shares
    return None


def _rounds(
    below: Sequence[tuple[str, range]], count: int
) -> Iterator[list[Sequence[tuple[str, range]]]]:
    """The last headings in `count` rounds of the same texts, several in each; the longest first."""
    for first in range(len(below)):
        rest = below[first:]
        size, odd = divmod(len(rest), count)
        if odd or size < 2:
            continue
        rounds = [rest[at : at + size] for at in range(0, len(rest), size)]
        texts = [tuple(text for text, _ in each) for each in rounds]
        if len(set(texts)) == 1 and len(set(texts[0])) == size:
            yield rounds


def _reach(columns: Sequence[Stretch], left: float, taken: range) -> Stretch:
    """From where the column before ends to where the last of some columns does."""
    begins = columns[taken.start - 1][1] if taken.start else left
    return begins, columns[taken.stop - 1][1]


def _lies_over(one: Stretch, other: Stretch) -> bool:
    return overlap(one, other) > 0
