"""Requests and stacks for the tests of asking a model."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

from aiwf_cli.llm.base import EncodedImage, ImageRef, Message, Reply, Request
from aiwf_cli.llm.limits import PATIENCE, Patience
from aiwf_cli.llm.stack import Settings, Stack, build_client
from aiwf_cli.llm.store import Store

SCHEMA = {
    "type": "object",
    "properties": {
        "name": {"type": ["string", "null"]},
        "amount": {"type": ["integer", "null"]},
    },
    "required": ["name", "amount"],
    "additionalProperties": False,
}

KEY = "sk-canary-0123456789abcdef"

GOOD = '{"name": "あおぞら商会", "amount": 12}'

IMPATIENT = {
    cause: Patience(tries=p.tries, first=0.001, longest=0.01) for cause, p in PATIENCE.items()
}


def question(text: str = "あおぞら商会 12円", **changes: object) -> Request:
    """A small request with a schema."""
    fields: dict = {
        "model": "gpt-5-mini",
        "messages": (
            Message(role="system", text="Read the name and the amount."),
            Message(role="user", text=text),
        ),
        "schema": SCHEMA,
        "schema_name": "receipt",
        "label": "receipt.pdf/read",
    }
    return Request(**{**fields, **changes})


def page(number: int = 1) -> ImageRef:
    return ImageRef(sha256="ab" * 32, page=number, dpi=150, max_side=1600)


async def pixels(ref: ImageRef) -> EncodedImage:
    """Pictures for tests: their bytes tell which page they show."""
    return f"picture of page {ref.page}".encode(), "image/png"


async def no_pixels(ref: ImageRef) -> EncodedImage:
    raise AssertionError(f"page {ref.page} was rendered although nobody needs it")


def stack(folder: Path, url: str = "http://127.0.0.1:9/v1", **settings: object) -> Stack:
    """A stack on a store in `folder` that asks `url` and hardly waits between tries."""
    chosen = Settings(**{"base_url": url, "patience": IMPATIENT, **settings})  # type: ignore[arg-type]
    return build_client(chosen, Store(folder), pixels, env={"OPENAI_API_KEY": KEY})


async def ask_all(built: Stack, requests: Iterable[Request]) -> list[Reply | BaseException]:
    """Asks for everything at once, and ends the stack; failures stand in the list."""
    asked = (built.client.ask(request) for request in requests)
    try:
        return await asyncio.gather(*asked, return_exceptions=True)
    finally:
        await built.aclose()


def ask(folder: Path, url: str, *requests: Request, **settings: object) -> list:
    """Asks once, from outside of any loop."""

    async def main() -> list:
        return await ask_all(stack(folder, url, **settings), requests)

    return asyncio.run(main())
