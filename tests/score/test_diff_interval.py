"""The interval of the overall difference: against scipy, and against the truth in simulations."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import bootstrap

from aiwf_cli.score.stats.paired import Both, difference

CELLS = 12
Draw = Callable[[Random], Both]


def document(draw: Random, right_a: float, fixed: float, broken: float) -> Both:
    """A document of `CELLS` cells: how often A is right, and how often B changes that."""
    a = [draw.random() < right_a for _ in range(CELLS)]
    b = [draw.random() >= broken if right else draw.random() < fixed for right in a]
    return Both(sum(a), CELLS, sum(b), CELLS)


def luck_alone(draw: Random) -> Both:
    """Cells change at random, as often for the better as for the worse."""
    return document(draw, 0.9, 0.09, 0.01)


def few_change(draw: Random) -> Both:
    """About two documents in ten have a cell that changes."""
    return document(draw, 0.9, 0.1, 0.005)


def documents_change(draw: Random) -> Both:
    """One document in four gets much better, one in ten somewhat worse."""
    fixed = 0.6 if draw.random() < 0.25 else 0.0
    return document(draw, draw.betavariate(4, 1), fixed, 0.3 if draw.random() < 0.1 else 0.0)


def sizes_differ(draw: Random) -> Both:
    """Documents have 1 to 30 cells, and B invents some."""
    cells, right = draw.randint(1, 30), draw.betavariate(5, 1)
    a = sum(draw.random() < right for _ in range(cells))
    b = a + sum(draw.random() < 0.3 for _ in range(cells - a)) - (draw.random() < 0.1) * (a > 0)
    return Both(a, cells, b, cells + (draw.random() < 0.3))


def truth(one: Draw) -> float:
    """The true difference, from the parts that the documents are drawn of."""
    if one is luck_alone:
        return 0.1 * 0.09 - 0.9 * 0.01
    if one is few_change:
        return 0.1 * 0.1 - 0.9 * 0.005
    if one is documents_change:
        return 0.2 * 0.25 * 0.6 - 0.8 * 0.1 * 0.3
    cells, right = 15.5, 15.5 * 5 / 6
    nothing_right = sum(120 / prod(range(m + 1, m + 6)) for m in range(1, 31)) / 30
    gained = 0.3 * (cells - right) - 0.1 * (1 - nothing_right)
    return (right + gained) / (cells + 0.3) - right / cells


def coverage(one: Draw, documents: int, rounds: int) -> float:
    draw, covered, true = Random(11), 0, truth(one)
    for _ in range(rounds):
        found = difference([one(draw) for _ in range(documents)])
        assert found
        covered += found.ci95[0] <= true <= found.ci95[1]
    return covered / rounds


@pytest.mark.parametrize("one", [luck_alone, few_change, documents_change, sizes_differ])
@pytest.mark.parametrize("documents", [10, 30])
def test_the_interval_covers_the_truth_as_often_as_it_says(one: Draw, documents: int) -> None:
    assert coverage(one, documents, 100) > 0.89  # 95 % less what luck may do in 100 rounds


@pytest.mark.soak
@pytest.mark.parametrize("one", [luck_alone, few_change, documents_change, sizes_differ])
@pytest.mark.parametrize("documents", [5, 10, 20, 30, 100, 300])
def test_the_interval_covers_the_truth_in_a_long_simulation(one: Draw, documents: int) -> None:
    assert coverage(one, documents, 1000) > 0.92


def test_with_many_documents_it_is_the_percentile_interval_of_scipy() -> None:
    draw = Random(5)
    documents = [documents_change(draw) for _ in range(400)]
    found = difference(documents)
    differences = np.array([(one.right_b - one.right_a) / CELLS for one in documents])
    theirs = bootstrap(
        (differences,),
        np.mean,
        n_resamples=4000,
        method="percentile",
        rng=np.random.default_rng(1),
    ).confidence_interval
    assert found
    assert found.delta == pytest.approx(differences.mean())
    width = theirs.high - theirs.low
    assert found.ci95 == pytest.approx((theirs.low, theirs.high), abs=0.06 * width)


def test_documents_that_are_all_alike_leave_a_width() -> None:
    for documents in (1, 2, 10, 50):
        same, better = [Both(10, 12, 10, 12)] * documents, [Both(10, 12, 11, 12)] * documents
        for found in (difference(same), difference(better)):
            assert found
            assert found.ci95[0] < found.delta < found.ci95[1]


def test_one_document_proves_nothing() -> None:
    found = difference([Both(0, 12, 12, 12)])
    assert found
    assert not found.is_clear
    assert found.documents_needed


def test_what_every_document_shows_is_clear() -> None:
    found = difference([Both(8, 12, 10, 12)] * 10)
    assert found
    assert found.is_clear
    assert found.documents_needed is None


def test_more_documents_of_the_kind_make_it_clear() -> None:
    """As many as were asked for are enough in about four of five cases."""
    draw, seen, rounds = Random(8), 0, 150
    spread = [Both(10, 12, 11, 12)] * 5 + [Both(10, 12, 9, 12)] * 2 + [Both(10, 12, 10, 12)] * 13
    found = difference(spread)
    assert found
    assert not found.is_clear
    assert found.documents_needed
    for _ in range(rounds):
        again = difference(draw.choices(spread, k=found.documents_needed))
        seen += again is not None and again.ci95[0] > 0
    assert 0.7 < seen / rounds < 0.97


def test_there_is_no_difference_of_nothing() -> None:
    assert difference([]) is None
    assert difference([Both(0, 0, 0, 0)]) is None


boths = st.builds(
    lambda a, b, m, n: Both(min(a, m), m, min(b, n), n),
    st.integers(0, 9),
    st.integers(0, 9),
    st.integers(0, 9),
    st.integers(0, 9),
)


@given(st.lists(boths, min_size=1, max_size=12), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_order_does_not_matter_and_places_changed_mirror_it(
    documents: list[Both], random: Random
) -> None:
    found, shuffled = difference(documents), [*documents]
    random.shuffle(shuffled)
    assert difference(shuffled) == found
    mirrored = difference([one.mirrored for one in documents])
    if found is None or mirrored is None:
        assert found == mirrored
        return
    assert -1 <= found.ci95[0] <= found.delta <= found.ci95[1] <= 1
    assert mirrored.delta == pytest.approx(-found.delta)
    assert mirrored.ci95 == pytest.approx((-found.ci95[1], -found.ci95[0]))
    assert mirrored.documents_needed == found.documents_needed
