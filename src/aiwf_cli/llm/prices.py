"""What calls cost, from a price list that lies in a package: nothing is looked up over the network.

Estimates of tokens are made without any tokenizer. They lean high: a dry run may promise too much
cost, not too little.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from aiwf_cli.llm.base import ImageRef, Request
from aiwf_cli.model.json import dumps
from aiwf_cli.model.record import Tokens

TOKENS_PER_ASCII = 0.27
"""English prose and JSON: 3.7 to 4.5 characters a token in the vocabularies of 2024 and later."""

TOKENS_PER_WIDE = 0.85
"""Japanese: 0.65 to 0.85 tokens a character in vocabularies of 200,000; older ones need 1.1."""

MESSAGE_TOKENS = 6
"""What a message costs besides its text."""

PATCH = 32
"""Pixels on a side of the squares in which models see pictures."""

MOST_PATCHES = 1536
"""Squares that a picture is scaled down to at most."""

LONG_SIDE_INCHES = 11.7
"""The longer side of A4: what is taken for a page whose size is not known yet."""

TYPICAL_OUTPUT = 800
"""Output tokens that a call is taken to need while none has been seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """US dollars for one token, by kind."""

    input: Decimal
    cached_input: Decimal
    output: Decimal

    def of(self, tokens: Tokens) -> Decimal:
        """US dollars for `tokens`."""
        fresh = max(0, tokens.input - tokens.cached_input)
        return (
            fresh * self.input
            + tokens.cached_input * self.cached_input
            + tokens.output * self.output
        )


@cache
def price_of(model: str) -> Price | None:
    """The list price of `model` (as it is for short prompts), or None when it is not known."""
    from genai_prices import Usage, calc_price

    many = 1000
    kinds = {
        "input": Usage(input_tokens=many),
        "cached_input": Usage(input_tokens=many, cache_read_tokens=many),
        "output": Usage(output_tokens=many),
    }
    for name in (model, model.rpartition("/")[2]):
        try:
            prices = {
                kind: calc_price(usage, model_ref=name).total_price / many
                for kind, usage in kinds.items()
            }
        except LookupError:
            continue
        return Price(**prices)
    return None


def cost(model: str, tokens: Tokens) -> Decimal | None:
    """US dollars for `tokens` of `model`, or None when its price is not known."""
    price = price_of(model)
    return None if price is None else price.of(tokens)


def total_cost(tokens: Mapping[str, Tokens]) -> Decimal | None:
    """US dollars for the tokens of several models, or None when the price of one is not known."""
    costs = [cost(model, spent) for model, spent in tokens.items()]
    known = [amount for amount in costs if amount is not None]
    return sum(known, Decimal(0)) if len(known) == len(costs) else None


def estimate_tokens(text: str) -> int:
    """About how many tokens a text is; counts its ASCII and its wide characters."""
    wide = (len(text.encode("utf-8", "replace")) - len(text)) // 2
    return math.ceil((len(text) - wide) * TOKENS_PER_ASCII + wide * TOKENS_PER_WIDE)


def image_tokens(image: ImageRef) -> int:
    """About how many tokens a page is as a picture, taken for an A4 page: its 32-pixel squares."""
    long = min(float(image.max_side), LONG_SIDE_INCHES * image.dpi)
    squares = math.ceil(long / PATCH) * math.ceil(long / math.sqrt(2) / PATCH)
    return min(MOST_PATCHES, squares)


def estimate_request(request: Request, output: int = TYPICAL_OUTPUT) -> Tokens:
    """About what a request will be charged for, if its answer has about `output` tokens."""
    said = sum(estimate_tokens(message.text) + MESSAGE_TOKENS for message in request.messages)
    seen = sum(map(image_tokens, request.images))
    told = estimate_tokens(dumps(request.schema)) if request.schema is not None else 0
    most = request.max_output_tokens or output
    return Tokens(input=said + seen + told, output=min(output, most))
