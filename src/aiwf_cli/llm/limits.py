"""The one owner of retries, concurrency and giving up."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aiwf_cli.errors import EndpointError, ReplyError
from aiwf_cli.llm.base import Client, Reply, Request
from aiwf_cli.llm.brake import Brake
from aiwf_cli.llm.circuit import STARVING, Circuit
from aiwf_cli.llm.counts import CallCounts
from aiwf_cli.llm.faults import Adapted, Cause, Transient
from aiwf_cli.llm.pace import Pace
from aiwf_cli.llm.turnstile import Turnstile
from aiwf_cli.llm.waits import LONGEST, backoff

CONCURRENCY = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often a request is sent, at most, while it meets one kind of fault.

    The wait doubles from `first` to `longest` seconds unless the endpoint names one.
    """

    tries: int
    first: float = 0.5
    longest: float = 8.0


PATIENCE: Mapping[Cause, Patience] = {
    "rate_limited": Patience(tries=10, longest=60.0),
    "overloaded": Patience(tries=8, longest=30.0),
    "server_error": Patience(tries=5),
    "timeout": Patience(tries=3),
    "connection": Patience(tries=5, first=0.25),
    "unreachable": Patience(tries=4, longest=4.0),
    "bad_body": Patience(tries=4),
    "empty": Patience(tries=2, first=0.25),
    "refusal": Patience(tries=2, first=0.25),
    "truncated": Patience(tries=2, first=0.25),
}
"""A model draws its answers: one that refused or ran on without end is asked once more."""

_LIMITS: tuple[Cause, ...] = ("rate_limited", "overloaded")
_DRAWN: Mapping[str, Cause] = {"refusal": "refusal", "truncated": "truncated"}


class LimitedClient:
    """Sends requests as fast as the endpoint takes them, and again when that may help.

    Raises ReplyError when a request's patience is used up, and EndpointError when nothing can be
    expected for any request; then the brake is pulled, so that all others end at once.
    """

    def __init__(
        self,
        inner: Client,
        *,
        concurrency: int = CONCURRENCY,
        brake: Brake | None = None,
        counts: CallCounts | None = None,
        patience: Mapping[Cause, Patience] = PATIENCE,
        starving: float = STARVING,
        draw: Callable[[], float] = random.random,
    ) -> None:
        self._inner = inner
        self._brake = brake or Brake()
        self._counts = counts or CallCounts()
        self._patience = patience
        self._draw = draw
        self._pace = Pace(concurrency)
        self._turnstile = Turnstile(self._pace, self._brake)
        self._circuit = Circuit(starving=starving)
        self._inside = 0

    async def ask(self, request: Request) -> Reply:
        """The reply to `request`, after as many tries as its faults deserve."""
        tries: Counter[Cause] = Counter()
        while True:
            await self._turnstile.leave(request)
            try:
                outcome = await self._once(request)
                while not isinstance(outcome, Reply) and self._circuit.doubtful:
                    await self._brake.sleep(self._wait(outcome, tries), request)
                    outcome = await self._once(request)  # in its place: nobody else need try now
            finally:
                self._turnstile.back()
            if isinstance(outcome, Reply):
                return outcome
            await self._brake.sleep(self._wait(outcome, tries), request)

    async def _once(self, request: Request) -> Reply | Transient | Adapted:
        """One call, and how it went; tells pace, counts and circuit."""
        clock = asyncio.get_running_loop().time
        sent = clock()
        self._counts.made += 1
        self._inside += 1
        try:
            reply = await self._inner.ask(request)
        except Adapted as finding:
            return finding
        except Transient as fault:
            if fault.cause in _LIMITS:
                shortest = self._patience[fault.cause].first
                self._pace.refused(sent, clock(), fault.after or shortest)
                self._circuit.refused(sent)
            else:
                self._circuit.stumbled()
            return fault
        except (ReplyError, EndpointError) as error:
            if isinstance(error, ReplyError) and (cause := _DRAWN.get(error.code)):
                self._circuit.succeeded()
                return Transient(cause, error.message, error=error)
            self._counts.failed[error.code if isinstance(error, ReplyError) else "endpoint"] += 1
            raise self._ended(error) from None
        except BaseException as error:  # a page that cannot be rendered, or the run's end
            cancelled = isinstance(error, asyncio.CancelledError)
            self._counts.failed["cancelled" if cancelled else "not_sent"] += 1
            raise
        finally:
            self._inside -= 1
        self._pace.accepted(sent, clock())
        self._circuit.succeeded()
        return reply

    def _wait(self, finding: Transient | Adapted, tries: Counter[Cause]) -> float:
        """The seconds to wait before the next try; raises when there is to be none."""
        if isinstance(finding, Adapted):
            self._counts.retried["unsupported"] += 1
            return 0.0
        tries[finding.cause] += 1
        patience = self._patience[finding.cause]
        now = asyncio.get_running_loop().time()
        if not self._inside and (starved := self._circuit.starved(now, finding)) is not None:
            self._counts.failed[finding.cause] += 1
            raise self._ended(starved)
        if tries[finding.cause] >= patience.tries or (finding.after or 0.0) > LONGEST:
            self._counts.failed[finding.cause] += 1
            raise self._ended(_given_up(finding, tries.total()))
        self._counts.retried[finding.cause] += 1
        if finding.after is not None:
            return finding.after + 0.1 * self._draw()
        return backoff(
            tries[finding.cause], first=patience.first, longest=patience.longest, draw=self._draw
        )

    def _ended(self, error: ReplyError | EndpointError) -> ReplyError | EndpointError:
        """`error`, or what it means for the whole run; that ends all other requests too."""
        if isinstance(error, ReplyError):
            whole = self._circuit.failed(error)
            if whole is None:
                return error
            error = whole
        message, hint = error.message, error.hint
        self._brake.pull(lambda _: EndpointError(message, hint=hint))
        return error


def _given_up(fault: Transient, tries: int) -> ReplyError | EndpointError:
    """The error that a request ends in whose patience is used up."""
    if fault.error is not None:
        return fault.error
    after = f" after {tries} tries" if tries > 1 else ""
    if fault.cause == "unreachable":
        return EndpointError(
            f"the endpoint cannot be reached{after}: {fault.message}",
            hint="Check OPENAI_BASE_URL (or --base-url), the network and whether it is running.",
        )
    if fault.cause == "rate_limited":
        asked = f" (it asks to wait {fault.after:.0f} s)" if fault.after is not None else ""
        return ReplyError(
            "rate_limited",
            f"the endpoint limits requests{asked}, still{after}: {fault.message}",
            hint="Run it again later: what was answered is kept. A lower --concurrency may help.",
        )
    if fault.cause == "empty":
        return ReplyError("invalid_output", f"the model said nothing{after}: {fault.message}")
    what = _WORDS.get(fault.cause, "the endpoint failed")
    return ReplyError("server_error", f"{what}{after}: {fault.message}")


_WORDS: Mapping[str, str] = {
    "timeout": "the endpoint took too long",
    "connection": "the connection to the endpoint broke",
    "bad_body": "the endpoint's answer was no chat completion",
    "overloaded": "the endpoint is overloaded",
}
