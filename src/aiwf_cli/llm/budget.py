"""A limit on what a run may cost, kept before each call and not after."""

from __future__ import annotations

from decimal import Decimal

from aiwf_cli.errors import ReplyError, UsageError
from aiwf_cli.llm.base import Client, Reply, Request
from aiwf_cli.llm.counts import Counts
from aiwf_cli.llm.prices import TYPICAL_OUTPUT, estimate_request, price_of, total_cost


class BudgetClient:
    """Asks `inner` while what was spent, what is in flight and the next call stay within a limit.

    Calls in flight count with an estimate: their input by its length, their output as the longest
    answer so far. Raises ReplyError `cost_limit` for a call that would pass the limit, and
    UsageError when the model's price is not known.
    """

    def __init__(self, inner: Client, *, max_cost: Decimal, counts: Counts) -> None:
        self._inner = inner
        self._max_cost = max_cost
        self._counts = counts
        self._in_flight = Decimal(0)
        self._longest = 0

    async def ask(self, request: Request) -> Reply:
        """The reply to `request`, if it can be afforded."""
        estimate = self._estimate(request)
        spent = total_cost(self._counts.tokens) or Decimal(0)
        if spent + self._in_flight + estimate > self._max_cost:
            raise ReplyError(
                "cost_limit",
                f"asking would pass the limit of {self._max_cost} USD "
                f"(spent {spent:.4f}, in flight about {self._in_flight:.4f})",
                hint="Raise --max-cost and run it again: what was answered is kept.",
            )
        self._in_flight += estimate
        try:
            reply = await self._inner.ask(request)
        finally:
            self._in_flight -= estimate
        self._longest = max(self._longest, reply.tokens.output)
        return reply

    def _estimate(self, request: Request) -> Decimal:
        price = price_of(request.model)
        if price is None:
            raise UsageError(
                f"--max-cost cannot be kept: no price is known for model {request.model!r}",
                hint="Leave --max-cost out, or name the model as its provider does.",
            )
        return price.of(estimate_request(request, self._longest or TYPICAL_OUTPUT))
