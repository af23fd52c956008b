"""Intervals: against scipy, and against the truth in a simulation."""

from __future__ import annotations

from random import Random

import pytest
from scipy.stats import binomtest

from aiwf_cli.score.stats.intervals import clustered, resampled, wilson


@pytest.mark.parametrize(
    ("part", "whole"), [(0, 1), (1, 1), (3, 7), (85, 107), (0, 400), (399, 400)]
)
def test_wilson_agrees_with_scipy(part: int, whole: int) -> None:
    theirs = binomtest(part, whole).proportion_ci(method="wilson")
    assert wilson(part, whole) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_there_is_no_interval_of_nothing() -> None:
    assert wilson(0, 0) is None
    assert clustered([], []) is None
    assert clustered([0, 0], [0, 0]) is None


def test_the_same_documents_give_the_same_interval() -> None:
    parts, wholes = [1, 5, 9, 10] * 50, [10] * 200
    assert clustered(parts, wholes) == clustered(parts, wholes)
    assert clustered(parts[:8], wholes[:8]) == clustered(parts[:8], wholes[:8])


def test_few_and_many_documents_are_drawn_alike() -> None:
    draw = Random(1)
    parts = [draw.randint(0, 10) for _ in range(100)]
    few = resampled(parts, [10] * 100)
    many = resampled([*parts, 0], [*[10] * 100, 0])
    for at in (50, 500, 1000, 1500, 1950):
        assert few[at] == pytest.approx(many[at], abs=0.01)


def test_cells_that_fail_together_widen_the_interval() -> None:
    alone = clustered([9] * 40, [10] * 40)
    together = clustered([10] * 36 + [0] * 4, [10] * 40)
    assert alone and together
    assert alone == wilson(360, 400)
    assert together[1] - together[0] > 2 * (alone[1] - alone[0])


def test_the_interval_covers_the_truth_as_often_as_it_says() -> None:
    """Documents of 12 cells, each document right at a rate of its own around 0.8."""
    draw, covered, rounds = Random(7), 0, 120
    for _ in range(rounds):
        shares = [draw.betavariate(4, 1) for _ in range(30)]
        parts = [sum(draw.random() < share for _ in range(12)) for share in shares]
        low, high = clustered(parts, [12] * 30) or (1, 0)
        covered += low <= 0.8 <= high
    assert covered / rounds > 0.88
