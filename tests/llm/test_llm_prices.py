"""Costs come from a list that lies here; estimates lean high; a budget is kept beforehand."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path

import pytest
from asking import GOOD, ask, ask_all, page, question, stack
from scripted_server import ScriptedServer, said

from aiwf_cli.errors import ReplyError, UsageError
from aiwf_cli.llm.base import Message, Pending, Reply
from aiwf_cli.llm.prices import (
    cost,
    estimate_request,
    estimate_tokens,
    image_tokens,
    price_of,
    total_cost,
)
from aiwf_cli.model.record import Tokens

MILLION = 1_000_000


def test_a_known_model_has_its_price() -> None:
    price = price_of("gpt-4o-mini")
    assert price is not None
    assert price.of(Tokens(input=MILLION)) == Decimal("0.15")
    assert price.of(Tokens(output=MILLION)) == Decimal("0.60")
    assert price.of(Tokens(input=MILLION, cached_input=MILLION)) == Decimal("0.075")
    assert cost("openai/gpt-4o-mini", Tokens(input=MILLION)) == Decimal("0.15")


def test_an_unknown_price_is_none_and_makes_a_sum_unknown() -> None:
    tokens = Tokens(input=1000)
    assert cost("our-own-model", tokens) is None
    assert total_cost({"gpt-4o-mini": tokens, "our-own-model": tokens}) is None
    assert total_cost({}) == 0


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("", 0, 0),
        # counts by vocabularies of 200,000 tokens
        ("The quick brown fox jumps over the lazy dog.", 10, 14),
        ("利用者は、本サービスの利用により生じた損害について責任を負わないものとします。", 24, 38),
        ('{"name": "value", "amount": 12}', 8, 14),
    ],
)
def test_estimates_lean_high(text: str, least: int, most: int) -> None:
    assert least <= estimate_tokens(text) <= most


def test_a_page_costs_by_its_squares_up_to_a_limit() -> None:
    assert image_tokens(page()) == 1536
    small = page().__class__(sha256="0" * 64, page=1, dpi=60, max_side=4000)
    assert image_tokens(small) == 22 * 16


def test_a_request_is_charged_for_its_text_its_schema_and_its_pages() -> None:
    seen = question(messages=(Message(role="user", text="Read.", images=(page(),)),))
    bare = estimate_request(question(schema=None))
    assert estimate_request(question()).input > bare.input > 10
    assert estimate_request(seen).input > 1536
    assert estimate_request(question(max_output_tokens=5)).output == 5


def test_a_budget_is_not_passed_and_the_calls_it_allows_are_made(tmp_path: Path) -> None:
    """Each answer costs 40 x 0.25 + 60 x 0.025 + 10 x 2 millionths: 0.0000315 USD."""
    with ScriptedServer(lambda _, __: said(GOOD)) as server:
        ended = ask(
            tmp_path,
            server.url,
            *(question(f"{n} 円") for n in range(400)),
            max_cost=Decimal("0.005"),
        )
    replies = [end for end in ended if isinstance(end, Reply)]
    errors = [end for end in ended if not isinstance(end, Reply)]
    assert {error.code for error in errors} == {"cost_limit"}
    assert "--max-cost" in errors[0].hint
    assert len(replies) == server.calls
    spent = len(replies) * Decimal("0.0000315")
    assert Decimal("0.004") < spent <= Decimal("0.005"), "and most of it is used"


def test_a_budget_of_a_model_without_a_price_cannot_be_kept(tmp_path: Path) -> None:
    [error] = ask(tmp_path, "http://127.0.0.1:9/v1", question(model="own"), max_cost=Decimal(1))
    assert isinstance(error, UsageError)
    assert "'own'" in error.message


def test_a_dry_run_counts_what_is_cached_and_what_would_be_asked(tmp_path: Path) -> None:
    with ScriptedServer(lambda _, __: said(GOOD)) as server:
        ask(tmp_path, server.url, *(question(f"{n} 円") for n in range(3)))

        async def main():
            built = stack(tmp_path, server.url, dry_run=True)
            ended = await ask_all(built, (question(f"{n % 10} 円") for n in range(20)))
            return ended, built

        ended, built = asyncio.run(main())
        assert server.calls == 3
    assert sum(isinstance(end, Reply) for end in ended) == 6
    assert sum(isinstance(end, Pending) for end in ended) == 14
    assert built.counts.cached == 6
    assert built.plan.requests == 7
    assert built.plan.tokens["gpt-5-mini"].input > 7 * 20
    assert 0 < built.plan.cost < 1


def test_what_was_spent_is_counted_even_for_answers_that_are_none(tmp_path: Path) -> None:
    async def main(url: str):
        built = stack(tmp_path, url)
        ended = await ask_all(built, [question()])
        return ended, built.counts

    with ScriptedServer(lambda _, __: said("{", finish="length")) as server:
        [error], counts = asyncio.run(main(server.url))
    assert isinstance(error, ReplyError)
    twice = Tokens(input=200, output=20, cached_input=120)
    assert counts.tokens == {"gpt-5-mini": twice}, "it was asked again, in vain"
