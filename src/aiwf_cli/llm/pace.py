"""How many requests may be in flight, and how close together they are sent.

Additive increase, multiplicative decrease (Chiu and Jain 1989) on a window that need not be whole:
a window of 2.5 lets three be in flight and sends them `latency / 2.5` apart, so that a limit on the
rate is met as smoothly as a limit on concurrency. What has been answered lately bounds the decrease
(as in BBR, by Little's law: rate x latency), and the window creeps where the endpoint last refused
and hurries far from there (as in CUBIC, RFC 9438).
"""

from __future__ import annotations

import math
from collections import deque

SMALLEST = 0.25
"""The smallest window: one request each four latencies."""

_HORIZON = 1.0
"""Seconds of answers that tell the endpoint's rate, or two latencies if that is longer."""

_GROWTH = ((0.05, 0.02), (0.15, 0.1), (0.4, 0.25), (math.inf, 1.0))
"""By how much a window of answers widens it, by its distance from where it was last refused."""


class Pace:
    """The window of one endpoint, moved by what comes back. Times are seconds of any one clock.

    Until the endpoint refuses for the first time, `ceiling` requests go out at once.
    """

    def __init__(self, ceiling: int) -> None:
        self.window = float(ceiling)
        self._ceiling = float(ceiling)
        self._edge: float | None = None
        self._latency = 0.0
        self._answers: deque[float] = deque()
        self._closed_until = -math.inf
        self._changed = -math.inf
        self._refusals_in_a_row = 0

    @property
    def in_flight(self) -> int:
        """How many requests may be in flight now."""
        return max(1, math.ceil(self.window))

    @property
    def gap(self) -> float:
        """The seconds to leave between two sends; 0 while the endpoint takes all."""
        return self._latency / self.window if self._edge is not None else 0.0

    @property
    def closed_until(self) -> float:
        """Before this time nothing is sent: the endpoint refused a whole window."""
        return self._closed_until

    def accepted(self, sent: float, now: float) -> None:
        """A request that was sent at `sent` has been answered, with whatever."""
        self._refusals_in_a_row = 0
        took = now - sent
        self._latency = took if not self._answers else 0.9 * self._latency + 0.1 * took
        self._answers.append(now)
        self._forget(now)
        if self._edge is not None:
            self.window = min(self._ceiling, self.window * self._growth(self._edge))
            if self.window >= self._ceiling:
                self._edge = None

    def refused(self, sent: float, now: float, after: float) -> None:
        """A request sent at `sent` met a limit; `after` are the seconds until it may come back.

        Refusals of what was sent before the last decrease change nothing: they are its reason.
        """
        answered = self._refusals_in_a_row < 4
        self._refusals_in_a_row += 1
        if self._refusals_in_a_row > max(4.0, self.window):
            self._closed_until = max(self._closed_until, now + after)
        if sent < self._changed:
            return
        self._latency = self._latency or max(now - sent, 0.05)
        floor = self._carried(now)
        near = self._edge is not None and self.window <= 1.15 * self._edge
        self._edge = self.window
        lower = max(SMALLEST, floor, self.window * (0.95 if near and answered else 0.5))
        self.window = min(self.window, lower)
        self._changed = now

    def _growth(self, edge: float) -> float:
        """The factor by which one answer widens the window."""
        distance = abs(self.window - edge) / edge
        share = next(share for within, share in _GROWTH if distance < within)
        return 1.0 + share / max(10.0, self.window)

    def _carried(self, now: float) -> float:
        """The window that the answers of the last horizon amount to; 0 before there was one."""
        since = now - self._horizon()
        if not self._answers or self._answers[0] > since:
            return 0.0
        lately = sum(1 for moment in self._answers if moment > since)
        return 0.95 * lately / self._horizon() * self._latency

    def _forget(self, now: float) -> None:
        """Lets go of answers that are older than any horizon to come, but for the last of them."""
        since = now - self._horizon()
        while len(self._answers) > 1 and self._answers[1] < since:
            self._answers.popleft()

    def _horizon(self) -> float:
        return max(_HORIZON, 2 * self._latency)
