"""The pace keeps limited endpoints busy without a storm of refusals, here in simulated time."""

from __future__ import annotations

import heapq
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from asking import GOOD, ask, question
from scripted_server import ScriptedServer, Served, refused, said

from aiwf_cli.llm.pace import SMALLEST, Pace


@dataclass
class Bucket:
    """A server that takes `rate` requests a second, and `rate` at once when it has rested."""

    rate: float

    def __post_init__(self) -> None:
        self.tokens, self.at = self.rate, 0.0

    def takes(self, now: float, inside: int) -> bool:
        self.tokens = min(self.rate, self.tokens + (now - self.at) * self.rate)
        self.at = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


@dataclass
class Slots:
    """A server that works on `most` requests at a time."""

    most: int

    def takes(self, now: float, inside: int) -> bool:
        return inside < self.most


@dataclass
class Outcome:
    seconds: float
    refusals: int


def simulate(
    server: Bucket | Slots, requests: int, *, latency: float, after: float, ceiling: int = 32
) -> Outcome:
    """Sends `requests` as a gate would, in the order of events; a refusal comes back `after`."""
    pace, draw = Pace(ceiling), random.Random(1).random
    now, next_send, waiting, out, inside, refusals = 0.0, 0.0, requests, 0, 0, 0
    events: list[tuple[float, int, str, float]] = []
    while waiting or events:
        start = max(next_send, pace.closed_until)
        if waiting and out < pace.in_flight and now >= start:
            waiting, out = waiting - 1, out + 1
            next_send = max(next_send, now - pace.gap) + pace.gap
            if server.takes(now, inside):
                inside += 1
                took = latency * (0.9 + 0.2 * draw())
                heapq.heappush(events, (now + took, len(events), "answer", now))
            else:
                heapq.heappush(events, (now + 0.003, len(events), "refusal", now))
            continue
        moments = [events[0][0]] if events else []
        if waiting and out < pace.in_flight:
            moments.append(start)
        now = max(now, min(moments))
        while events and events[0][0] <= now:
            _, _, what, sent = heapq.heappop(events)
            if what == "answer":
                out, inside = out - 1, inside - 1
                pace.accepted(sent, now)
            elif what == "refusal":
                out, refusals = out - 1, refusals + 1
                pace.refused(sent, now, after)
                heapq.heappush(events, (now + after, len(events), "again", now))
            else:
                waiting += 1
    return Outcome(seconds=now, refusals=refusals)


@pytest.mark.parametrize("after", [0.05, 1.0])
@pytest.mark.parametrize(
    ("rate", "latency"), [(5, 0.2), (20, 0.05), (50, 0.2), (100, 0.2), (10, 2.0)]
)
def test_a_limit_on_the_rate_is_used_by_nine_tenths(
    rate: float, latency: float, after: float
) -> None:
    requests = int(rate * 40)
    done = simulate(Bucket(rate), requests, latency=latency, after=after)
    shortest = requests / rate
    assert done.seconds <= shortest / 0.9 + latency
    assert done.refusals < 0.15 * requests + 3 * 32


@pytest.mark.parametrize("slots", [2, 8, 20])
def test_a_limit_on_concurrency_is_used_as_well(slots: int) -> None:
    requests = slots * 100
    done = simulate(Slots(slots), requests, latency=0.2, after=0.5)
    assert done.seconds <= requests * 0.2 / slots / 0.8
    assert done.refusals < 0.15 * requests + 3 * 32


def test_an_endpoint_that_takes_all_is_not_slowed_down() -> None:
    done = simulate(Slots(1000), 320, latency=0.2, after=1)
    assert done.refusals == 0
    assert done.seconds < 10 * 0.2 * 1.15


def test_when_a_limit_is_lifted_the_pace_climbs_again() -> None:
    pace = Pace(32)
    for moment in range(20):
        pace.refused(sent=moment, now=moment + 0.01, after=0)
    assert pace.window == SMALLEST
    now = 20.0
    for answers in range(1, 2000):  # noqa: B007
        now += max(0.01, pace.gap)
        pace.accepted(sent=now - 0.1, now=now)
        if pace.gap == 0:
            break
    assert pace.in_flight == 32
    assert now < 60


def test_after_a_whole_window_of_refusals_nothing_is_sent_until_the_endpoint_asks_for_more() -> (
    None
):
    pace = Pace(32)
    for number in range(32):
        pace.refused(sent=0.0, now=0.1 + number / 1000, after=20.0)
    assert pace.closed_until > 20
    assert pace.in_flight < 32


def limited(rate: float) -> Callable[[dict, int], Served]:
    bucket = Bucket(rate)
    started = time.monotonic()
    good = said(GOOD)
    busy = refused(429, "slow down", headers={"retry-after-ms": "100"})

    def script(body: dict, times: int) -> Served:
        taken = bucket.takes(time.monotonic() - started, 0)
        return Served(body=good.body, latency=0.1) if taken else busy

    return script


def test_a_real_server_with_a_limit_is_kept_busy(tmp_path: Path) -> None:
    with ScriptedServer(limited(100)) as server:
        ask(tmp_path, server.url, *(question(f"{number} 円") for number in range(300)))
        seconds = server.arrivals[-1] - server.arrivals[0]
    assert seconds < 200 / 100 / 0.9 + 0.7, "100 at once, then 100 a second"
    assert server.calls < 300 * 1.3
