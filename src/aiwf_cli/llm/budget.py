"""A limit on what a run may cost, kept before each call and not after."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal

from aiwf_cli.errors import ReplyError, UsageError
from aiwf_cli.llm.base import Client, Reply, Request
from aiwf_cli.llm.counts import CallCounts
from aiwf_cli.llm.prices import TYPICAL_OUTPUT, Price, estimate_request, price_of, total_cost

MOST_OUTPUT = 10**9
"""Stands for no limit on output tokens."""


class BudgetClient:
    """Asks `inner` while what was spent, what is in flight and the next call stay within a limit.

    Calls in flight count with an estimate: their input by its length, their output as the longest
    answer so far. A call that only they stand in the way of waits until they are paid; one that
    would pass the limit raises ReplyError `cost_limit`. UsageError when the price is not known.
    """

    def __init__(self, inner: Client, *, max_cost: Decimal, counts: CallCounts) -> None:
        self._inner = inner
        self._max_cost = max_cost
        self._counts = counts
        self._in_flight = Decimal(0)
        self._longest = 0
        self._paid = asyncio.Condition()

    async def ask(self, request: Request) -> Reply:
        """The reply to `request`, if it can be afforded."""
        estimate = await self._reserve(request)
        try:
            reply = await self._inner.ask(request)
            self._longest = max(self._longest, reply.tokens.output)
        finally:
            self._in_flight -= estimate
            await self._next()
        return reply

    async def _reserve(self, request: Request) -> Decimal:
        """Sets the estimated cost of `request` aside, as soon as there is room for it."""
        price, tokens = price_for(request.model), estimate_request(request, MOST_OUTPUT)
        async with self._paid:
            while True:
                output = min(tokens.output, self._longest or TYPICAL_OUTPUT)
                estimate = price.of(replace(tokens, output=output))
                spent = total_cost(self._counts.tokens) or Decimal(0)
                if spent + estimate > self._max_cost:
                    self._paid.notify()
                    raise self._passed(spent)
                if spent + self._in_flight + estimate <= self._max_cost:
                    self._in_flight += estimate
                    self._paid.notify()
                    return estimate
                await self._paid.wait()

    async def _next(self) -> None:
        """Lets the next one that waits look; it wakes the one after it when it goes on."""
        async with self._paid:
            self._paid.notify()

    def _passed(self, spent: Decimal) -> ReplyError:
        return ReplyError(
            "cost_limit",
            f"asking would pass the limit of {self._max_cost} USD (spent so far: {spent:.4f})",
            hint="Raise --max-cost and run it again: what was answered is kept.",
        )


def price_for(model: str) -> Price:
    """The price by which --max-cost is kept. Raises UsageError when it is not known."""
    price = price_of(model)
    if price is None:
        raise UsageError(
            f"--max-cost cannot be kept: no price is known for model {model!r}",
            hint="Leave --max-cost out, or name the model as its provider does.",
        )
    return price
