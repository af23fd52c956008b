"""When an endpoint is given up as a whole."""

from __future__ import annotations

from aiwf_cli.errors import EndpointError, ReplyError
from aiwf_cli.llm.faults import Transient

STARVING = 90.0
"""Seconds without an answer after which an endpoint that only refuses is given up. Limits that are
counted by the minute have passed by then."""


class Circuit:
    """Tells when an endpoint answers nobody.

    That is when `limit` requests in a row were given up, or when it has met everything with a limit
    for `starving` seconds. Times are seconds of any one clock.
    """

    def __init__(self, limit: int = 8, starving: float = STARVING) -> None:
        self._limit = limit
        self._starving = starving
        self._refused_since: float | None = None
        self._in_a_row = 0
        self._stumbles = 0
        self._answered = False
        self._last = ""

    @property
    def doubtful(self) -> bool:
        """Whether so many tries failed in a row that the endpoint may be down."""
        return self._stumbles >= self._limit

    def succeeded(self) -> None:
        """A request was answered."""
        self._answered = True
        self._in_a_row = self._stumbles = 0
        self._refused_since = None

    def refused(self, sent: float) -> None:
        """A request that was sent at `sent` met a limit."""
        if self._refused_since is None:
            self._refused_since = sent

    def starved(self, now: float, fault: Transient) -> EndpointError | None:
        """The error that ends the run when nothing has been let through for too long.

        Asked when nothing is in flight: a long answer on its way is a sign of life.
        """
        if self._refused_since is None or now - self._refused_since < self._starving:
            return None
        return EndpointError(
            f"the endpoint has let nothing through for {now - self._refused_since:.0f} s, so the "
            f"run was stopped; the last: {fault.message}",
            hint="What was answered is kept: run the same command again later.",
        )

    def stumbled(self) -> None:
        """A try failed; its request may be tried again."""
        self._stumbles += 1

    def failed(self, error: ReplyError) -> EndpointError | None:
        """A request was given up; gives the error that ends the run when it is one too many.

        The model's own ways not to answer (refusal, truncation …) are answers to the circuit. A
        rejected request counts while every one before it was rejected in the same words.
        """
        if error.code not in ("rate_limited", "server_error", "rejected"):
            self.succeeded()
            return None
        if error.code == "rejected" and (self._answered or self._last not in ("", error.message)):
            return None
        self._last = error.message
        self._in_a_row += 1
        if self._in_a_row < self._limit:
            return None
        return EndpointError(
            f"the endpoint failed {self._in_a_row} requests in a row, so the run was stopped; "
            f"the last: {error.message}",
            hint="What was answered is kept: run the same command again when the endpoint is well.",
        )
