"""Is a difference between two runs more than luck? Tests and sample sizes for paired documents.

A document either got better, got worse, or stayed: only the first two say which run is better. All
is computed by hand and exactly where that is quick, so that no statistics package is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import comb, exp, lgamma, log, log1p, sqrt

LEVEL = 0.05
"""A difference is clear when luck alone would make one as large less often than this."""
POWER = 0.8
"""How surely the documents asked for would show a difference."""
MOST_DOCUMENTS = 100_000
"""What is said for any larger number of documents."""
_FEW = 100
"""Documents that differ, up to which sample sizes come from the exact test itself."""
_SPREADS = 8
"""Standard deviations (and whole documents) beyond which a binomial is as good as never."""


def mcnemar(better: int, worse: int) -> float:
    """The two-sided p of the exact McNemar test: a fair coin thrown `better + worse` times.

    1 when nothing differs (McNemar 1947; exact by the binomial distribution).
    """
    n, few = better + worse, min(better, worse)
    ways = one = 1
    for k in range(few):
        one = one * (n - k) // (k + 1)
        ways += one
    return min(1.0, 2 * ways / (1 << n))


def holm(p_values: Sequence[float]) -> list[float]:
    """The p values corrected for being several, in the order given (Holm 1979).

    The smallest counts as many times as there are, the next once less, and so on; none becomes
    smaller than one before it.
    """
    corrected, highest = [1.0] * len(p_values), 0.0
    order = sorted(range(len(p_values)), key=lambda at: p_values[at])
    for done, at in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - done) * p_values[at]))
        corrected[at] = highest
    return corrected


def documents_to_tell(
    better: int, worse: int, documents: int, *, level: float = LEVEL
) -> int | None:
    """How many documents would show a difference of the size seen, with a power of 80 %.

    Seen are `better` and `worse` of `documents`; shown means that `mcnemar` goes below `level` in
    the right direction. One document says little about which way things go, so half a document is
    added to each side before their shares are taken. None when both are equal; never more than
    `MOST_DOCUMENTS`, which stands for that or more.
    """
    if better == worse:
        return None
    differ = better + worse
    towards = (max(better, worse) + 0.5) / (differ + 1)
    needed = _needed(differ / documents, towards, level)
    return min(max(needed, documents + 1), MOST_DOCUMENTS)


def _needed(differing: float, towards: float, level: float) -> int:
    """Documents needed when a share of them differs, and of those a share goes one way."""
    rough = _needed_of_many(differing, towards, level)
    if rough * differing > _FEW:
        return rough
    low, high = 0, rough
    while high < MOST_DOCUMENTS and _power(high, differing, towards, level) < POWER:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        enough = _power(middle, differing, towards, level) >= POWER
        low, high = (low, middle) if enough else (middle, high)
    return high


def _needed_of_many(differing: float, towards: float, level: float) -> int:
    """The same by the normal approximation (Connor 1987), one step for the test's being exact."""
    from statistics import NormalDist

    normal, difference = NormalDist(), differing * (2 * towards - 1)
    reach = normal.inv_cdf(1 - level / 2) * sqrt(differing)
    reach += normal.inv_cdf(POWER) * sqrt(differing - difference**2)
    return int(min((reach / difference) ** 2 + 1 / difference, 10 * MOST_DOCUMENTS)) + 1


def _power(documents: int, differing: float, towards: float, level: float) -> float:
    """How likely so many documents show the difference, however many of them turn out to differ."""
    mean = documents * differing
    reach = _SPREADS * (sqrt(mean * (1 - differing)) + 1)
    first, last = max(0, int(mean - reach)), min(documents, int(mean + reach) + 1)
    return sum(
        _chance(k, documents, differing) * _power_of_differing(k, towards, level)
        for k in range(first, last + 1)
    )


@lru_cache(maxsize=1 << 12)
def _power_of_differing(differ: int, towards: float, level: float) -> float:
    """The same when so many documents differ."""
    most = _most_against(differ, level)
    return sum(_chance(differ - k, differ, towards) for k in range(most + 1))


@lru_cache(maxsize=1 << 12)
def _most_against(differ: int, level: float) -> int:
    """How many of them may go the other way while the test is below `level`; -1: not even none."""
    ways, k = 0, 0
    while 2 * (ways := ways + comb(differ, k)) < level * (1 << differ):
        k += 1
    return k - 1


def _chance(k: int, n: int, share: float) -> float:
    """The binomial probability of `k` in `n`."""
    if share in (0.0, 1.0):
        return float(k == n * share)
    ways = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    return exp(ways + k * log(share) + (n - k) * log1p(-share))
