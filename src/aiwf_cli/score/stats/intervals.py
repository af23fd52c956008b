"""Intervals: how far a rate may be from the truth, given how little was looked at."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from random import Random

from aiwf_cli.model.rates import Interval

Z95 = 1.959963984540054
"""The standard normal's 97.5 % point."""
RESAMPLES = 2000
_WORTH_NUMPY = 100
"""Documents above which numpy is faster in spite of its loading."""
_AT_ONCE = 1 << 20
"""Drawn documents that are kept in memory at a time."""


def wilson(part: float, whole: float) -> Interval | None:
    """The 95 % score interval of `part / whole` (Wilson 1927); None when there is no whole."""
    if not whole:
        return None
    share, square = part / whole, Z95 * Z95
    middle = (part + square / 2) / (whole + square)
    reach = Z95 / (whole + square) * sqrt(whole * share * (1 - share) + square / 4)
    low = 0.0 if part == 0 else max(0.0, middle - reach)
    return low, 1.0 if part == whole else min(1.0, middle + reach)


def clustered(parts: Sequence[int], wholes: Sequence[int], *, seed: int = 0) -> Interval | None:
    """The 95 % interval of `sum(parts) / sum(wholes)` when what counts is drawn in clusters.

    Cells of one document fail together: documents are drawn again with replacement, `RESAMPLES`
    times, and the middle 95 % of the rates is taken (percentile bootstrap, Efron 1979). It is never
    narrower than Wilson's over all cells: few documents, or all of them right, prove little. The
    order of documents does not matter.
    """
    if not (simple := wilson(sum(parts), sum(wholes))):
        return None
    documents = sorted(zip(parts, wholes, strict=True))
    rates = resampled(*zip(*documents, strict=True), seed=seed)
    low, high = rates[int(0.025 * len(rates))], rates[-1 - int(0.025 * len(rates))]
    return min(low, simple[0]), max(high, simple[1])


def resampled(parts: Sequence[int], wholes: Sequence[int], *, seed: int = 0) -> list[float]:
    """The rates of `RESAMPLES` samples of documents drawn with replacement, sorted.

    The same seed and documents give the same rates. Samples without a cell are left out.
    """
    if len(parts) <= _WORTH_NUMPY:
        return _resampled_few(parts, wholes, seed)
    import numpy as np

    draw = np.random.Generator(np.random.PCG64(seed))
    counts = np.array([parts, wholes], dtype=np.int64)
    size = counts.shape[1]
    rates: list[float] = []
    at_once = max(1, _AT_ONCE // size)
    for begun in range(0, RESAMPLES, at_once):
        samples = draw.integers(0, size, (min(at_once, RESAMPLES - begun), size))
        part, whole = counts[0][samples].sum(axis=1), counts[1][samples].sum(axis=1)
        rates += (part[whole > 0] / whole[whole > 0]).tolist()
    return sorted(rates)


def _resampled_few(parts: Sequence[int], wholes: Sequence[int], seed: int) -> list[float]:
    draw, counts = Random(seed), [*zip(parts, wholes, strict=True)]
    rates: list[float] = []
    for _ in range(RESAMPLES):
        sample = draw.choices(counts, k=len(counts))
        if whole := sum(whole for _, whole in sample):
            rates.append(sum(part for part, _ in sample) / whole)
    return sorted(rates)
