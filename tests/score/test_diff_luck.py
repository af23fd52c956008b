"""Tests over documents, and how many documents would show a difference: against scipy."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, binomtest, t

from aiwf_cli.score.stats.luck import (
    MOST_DOCUMENTS,
    POWER,
    documents_to_tell,
    holm,
    mcnemar,
)
from aiwf_cli.score.stats.paired import t95


@given(st.integers(0, 3000), st.integers(0, 3000))
@settings(max_examples=60, deadline=None)
def test_mcnemar_is_the_exact_binomial_test(better: int, worse: int) -> None:
    expected = binomtest(better, better + worse).pvalue if better + worse else 1.0
    assert mcnemar(better, worse) == pytest.approx(expected, rel=1e-9, abs=1e-300)


@given(st.lists(st.floats(0, 1), max_size=12))
@settings(deadline=None)
def test_holm_rejects_what_its_definition_rejects(p_values: list[float]) -> None:
    """At any level: go up from the smallest while p <= level / (those left)."""
    corrected = holm(p_values)
    for level in (0.01, 0.05, 0.2, 0.7):
        rejected: set[int] = set()
        for done, at in enumerate(sorted(range(len(p_values)), key=lambda at: p_values[at])):
            if p_values[at] * (len(p_values) - done) > level:
                break
            rejected.add(at)
        assert {at for at, p in enumerate(corrected) if p <= level} == rejected


def test_holm_of_known_values() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []
    assert holm([1.0, 1.0]) == [1.0, 1.0]


def test_students_t_agrees_with_scipy() -> None:
    for freedom in (1, 2, 3, 4, 9, 10, 29, 100, 299, 300, 301, 2000):
        assert t95(freedom) == pytest.approx(t.ppf(0.975, freedom), abs=1e-6)


def power(documents: int, differing: float, towards: float, level: float) -> float:
    """The chance that the exact test shows the difference, by scipy."""
    total = 0.0
    for k in range(documents + 1):
        most = next((c - 1 for c in range(k + 1) if 2 * binom.cdf(c, k, 0.5) >= level), k)
        shown = binom.sf(k - most - 1, k, towards) if most >= 0 else 0.0
        total += binom.pmf(k, documents, differing) * shown
    return total


@pytest.mark.parametrize(
    ("better", "worse", "documents", "level"),
    [(5, 0, 12, 0.05), (0, 4, 8, 0.05), (7, 1, 20, 0.05), (6, 0, 9, 0.01)],
)
def test_so_many_documents_are_enough_and_one_less_is_not(
    better: int, worse: int, documents: int, level: float
) -> None:
    needed = documents_to_tell(better, worse, documents, level=level)
    assert needed is not None
    differing = (better + worse) / documents
    towards = (max(better, worse) + 0.5) / (better + worse + 1)
    assert power(needed, differing, towards, level) >= POWER
    assert power(needed - 1, differing, towards, level) < POWER


def test_large_numbers_come_near_the_exact_ones() -> None:
    for better, worse, documents in ((60, 30, 1000), (300, 170, 1000), (90, 45, 150)):
        needed = documents_to_tell(better, worse, documents) or 0
        differ, towards = better + worse, (better + 0.5) / (better + worse + 1)
        shown = sum(
            binom.pmf(k, needed, differ / documents)
            * binom.sf(k - binom.ppf(0.025, k, 0.5), k, towards)
            for k in range(1, needed + 1)
        )
        assert shown == pytest.approx(POWER, abs=0.03) or needed == documents + 1


def test_no_difference_asks_for_nothing_and_a_tiny_one_for_very_many() -> None:
    assert documents_to_tell(0, 0, 30) is None
    assert documents_to_tell(4, 4, 30) is None
    assert documents_to_tell(501, 500, 2000) == MOST_DOCUMENTS


def test_one_document_that_differs_promises_little() -> None:
    """Were it sure that all others go the same way, 78 would do."""
    assert (documents_to_tell(1, 0, 10) or 0) > 200


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 500))
@settings(max_examples=60, deadline=None)
def test_the_number_is_the_same_both_ways_and_more_than_there_are(
    better: int, worse: int, alike: int
) -> None:
    documents = better + worse + alike
    needed = documents_to_tell(better, worse, documents)
    assert needed == documents_to_tell(worse, better, documents)
    assert (needed is None) == (better == worse)
    assert needed is None or documents < needed <= MOST_DOCUMENTS


def test_luck_alone_seldom_makes_a_p_value_below_the_level() -> None:
    draw, below, rounds = Random(3), 0, 2000
    for _ in range(rounds):
        differ = draw.randint(0, 30)
        better = sum(draw.random() < 0.5 for _ in range(differ))
        below += mcnemar(better, differ - better) < 0.05
    assert below / rounds < 0.05
