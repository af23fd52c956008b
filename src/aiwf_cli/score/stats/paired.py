"""The difference of two rates on the same documents, and its interval.

Cells of one document change together, so documents are what is drawn. With few of them, or few that
differ, resampling alone finds too little spread: hence two corrections (docs/scoring.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import atan, ceil, cos, pi, sin, sqrt
from typing import TYPE_CHECKING, NamedTuple

from aiwf_cli.model.rates import Interval
from aiwf_cli.score.stats.intervals import Z95
from aiwf_cli.score.stats.luck import LEVEL, MOST_DOCUMENTS, POWER

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

RESAMPLES = 4000
_AT_ONCE = 1 << 20
"""Drawn documents that are kept in memory at a time."""
_MANY = 300
"""Degrees of freedom from which on Student's t is as good as normal but for its first terms."""


class Both(NamedTuple):
    """One document in both runs: the cells that are right, and all cells."""

    right_a: int
    cells_a: int
    right_b: int
    cells_b: int

    @property
    def mirrored(self) -> Both:
        """The document with the runs' places changed."""
        return Both(self.right_b, self.cells_b, self.right_a, self.cells_a)

    @property
    def differs(self) -> bool:
        """Whether the document counts differently in the two runs."""
        return self[:2] != self[2:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The rate of B less that of A, its 95 % interval, and how many documents would make it clear.

    `documents_needed` is None where it is clear, or where there is no difference.
    """

    delta: float
    ci95: Interval
    documents_needed: int | None

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.ci95[0] > 0 or self.ci95[1] < 0


def difference(documents: Sequence[Both], *, seed: int = 0) -> Difference | None:
    """The difference over these documents; None when one of the runs has no cells.

    The interval spans three: the difference itself; the percentile interval of `RESAMPLES` paired
    samples of documents (both runs on the same), widened for few documents as Hesterberg (2015)
    says; and Student's interval with two more documents, one for and one against, each as different
    as those that differ are (in the spirit of Agresti & Min 2005, Bonett & Price 2012). The same
    documents give the same interval in any order, and the mirrored one when A and B change places.
    """
    if not (sum(one.cells_a for one in documents) and sum(one.cells_b for one in documents)):
        return None
    straight = sorted(documents)
    mirrored = sorted(one.mirrored for one in documents)
    if mirrored < straight:
        found = _difference(mirrored, seed)
        low, high = found.ci95
        return Difference(
            delta=-found.delta, ci95=(-high, -low), documents_needed=found.documents_needed
        )
    return _difference(straight, seed)


def _difference(documents: Sequence[Both], seed: int) -> Difference:
    delta = _delta(documents)
    spans = ((delta, delta), _resampled(documents, seed), _with_two_more(documents, delta))
    ci95 = (max(-1.0, min(low for low, _ in spans)), min(1.0, max(high for _, high in spans)))
    found = Difference(delta=delta, ci95=ci95, documents_needed=None)
    if found.is_clear or not delta:
        return found
    return Difference(delta=delta, ci95=ci95, documents_needed=_needed(documents, delta))


def _delta(documents: Sequence[Both]) -> float:
    right_a, cells_a, right_b, cells_b = map(sum, zip(*documents, strict=True))
    return right_b / cells_b - right_a / cells_a


def _resampled(documents: Sequence[Both], seed: int) -> Interval:
    """The expanded percentile interval: quantiles further out, as Student's t is wider than z."""
    if len(documents) < 2:
        return 0.0, 0.0
    from statistics import NormalDist

    deltas = _drawn(documents, seed)
    wider = sqrt(len(documents) / (len(documents) - 1)) * t95(len(documents) - 1)
    left_out = int(NormalDist().cdf(-wider) * len(deltas))
    return float(deltas[left_out]), float(deltas[-1 - left_out])


def _drawn(documents: Sequence[Both], seed: int) -> NDArray[float64]:
    """The differences in samples of documents drawn with replacement, sorted.

    Equal documents are drawn together: only how often each kind comes matters.
    """
    import numpy as np

    kinds = Counter(documents)
    shares = np.array([*kinds.values()]) / len(documents)
    draw = np.random.Generator(np.random.PCG64(seed))
    at_once = max(1, _AT_ONCE // len(kinds))
    sums = [
        draw.multinomial(len(documents), shares, min(at_once, RESAMPLES - begun)) @ [*kinds]
        for begun in range(0, RESAMPLES, at_once)
    ]
    right_a, cells_a, right_b, cells_b = np.concatenate(sums).T
    drawn = (cells_a > 0) & (cells_b > 0)
    return np.sort(right_b[drawn] / cells_b[drawn] - right_a[drawn] / cells_a[drawn])


def _with_two_more(documents: Sequence[Both], delta: float) -> Interval:
    """Student's interval over documents, with one more in favour and one more against.

    They differ as much as the documents that differ do on the average, or in one cell where none
    does: so the interval has a width even if all documents are alike.
    """
    own = _contributions(documents, delta)
    theirs = [one for one, both in zip(own, documents, strict=True) if both.differs]
    cells = sum(max(both.cells_a, both.cells_b) for both in documents) / len(documents)
    square = sum(one * one for one in theirs) / len(theirs) if theirs else 1 / max(1, cells) ** 2
    n = len(documents) + 2
    mean = sum(own) / n
    spread = (sum(one * one for one in own) + 2 * square) / n - mean * mean
    reach = t95(max(1, len(documents) - 1)) * sqrt(spread / n)
    return mean - reach, mean + reach


def _contributions(documents: Sequence[Both], delta: float) -> list[float]:
    """What each document adds to the difference, on a scale on which their mean is `delta`.

    The influence of a document on a difference of ratios; with equally many cells in every document
    it is the difference of its own two rates.
    """
    n = len(documents)
    right_a, cells_a, right_b, cells_b = map(sum, zip(*documents, strict=True))
    rate_a, rate_b = right_a / cells_a, right_b / cells_b
    return [
        delta
        + (one.right_b - rate_b * one.cells_b) * n / cells_b
        - (one.right_a - rate_a * one.cells_a) * n / cells_a
        for one in documents
    ]


def _needed(documents: Sequence[Both], delta: float) -> int:
    """Documents of this spread that would show this difference with a power of 80 %.

    The spread is taken with two more documents, as for the interval.
    """
    from statistics import NormalDist

    low, high = _with_two_more(documents, delta)
    n = len(documents) + 2
    spread = ((high - low) / 2 / t95(max(1, len(documents) - 1))) ** 2 * n
    reach = NormalDist().inv_cdf(1 - LEVEL / 2) + NormalDist().inv_cdf(POWER)
    needed = ceil(min(spread * (reach / delta) ** 2, MOST_DOCUMENTS))
    return min(max(needed, len(documents) + 1), MOST_DOCUMENTS)


def t95(freedom: int) -> float:
    """The 97.5 % point of Student's t with so many degrees of freedom."""
    if freedom > _MANY:  # Abramowitz & Stegun 26.7.5
        z = Z95
        return z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
    low, high = 1.9, 13.0
    while high - low > 1e-10:
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, freedom) < 0.95 else (low, middle)
    return high


def _within(t: float, freedom: int) -> float:
    """The probability of a Student's t between -t and t (Abramowitz & Stegun 26.7.3 and 26.7.4)."""
    angle = atan(t / sqrt(freedom))
    odd = freedom % 2
    term = total = cos(angle) if odd else 1.0
    for k in range(2 + odd, freedom - 1, 2):
        term *= (k - 1) / k * cos(angle) ** 2
        total += term
    if not odd:
        return sin(angle) * total
    return 2 / pi * (angle + (sin(angle) * total if freedom > 1 else 0.0))
