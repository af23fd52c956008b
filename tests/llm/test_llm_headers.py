"""Endpoints get what the openai package would send them, by the same variables."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from asking import GOOD, question
from scripted_server import ScriptedServer, said

from aiwf_cli.errors import EndpointError
from aiwf_cli.llm.endpoint import endpoint_from_env
from aiwf_cli.llm.stack import Settings, build_client
from aiwf_cli.llm.store import Store

VARIABLES = {
    "OPENAI_API_KEY": "key-of-the-test",
    "OPENAI_ORG_ID": "org-orchard",
    "OPENAI_PROJECT_ID": "proj-pears",
    "OPENAI_CUSTOM_HEADERS": "X-Team: orchard\nX-Route: a:b\nno colon",
}


async def no_pages(_: object) -> tuple[bytes, str]:
    raise AssertionError("no pictures are asked for")


def test_headers_and_query_are_those_of_the_openai_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def ours(url: str) -> None:
        settings = Settings(base_url=f"{url}?api-version=7")
        built = build_client(settings, Store(tmp_path), no_pages, env=VARIABLES)
        await built.client.ask(question())
        await built.aclose()

    async def theirs(url: str) -> None:
        from openai import AsyncOpenAI

        async with AsyncOpenAI(base_url=url, default_query={"api-version": "7"}) as client:
            await client.chat.completions.create(
                model="m", messages=[{"role": "user", "content": "?"}]
            )

    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)
    with ScriptedServer(lambda _, __: said(GOOD)) as server:
        asyncio.run(ours(server.url))
        asyncio.run(theirs(server.url))
    sent, expected = server.headers
    leave_out = {"user-agent", "content-length", "connection", "accept-encoding"}
    for name in expected.keys() - leave_out:
        if not name.startswith("x-stainless"):
            assert sent.get(name) == expected[name], name


@pytest.mark.parametrize(
    "variables",
    [
        {"OPENAI_CUSTOM_HEADERS": "X-Team: 果樹園"},
        {"OPENAI_CUSTOM_HEADERS": ": nameless"},
        {"OPENAI_ORG_ID": "org\x00"},
    ],
)
def test_a_header_that_cannot_be_sent_is_refused(variables: dict[str, str]) -> None:
    with pytest.raises(EndpointError, match="holds what no header can"):
        endpoint_from_env(env={"OPENAI_API_KEY": "k", **variables})


def test_the_users_own_headers_are_secrets() -> None:
    endpoint = endpoint_from_env(env=VARIABLES)
    assert {"key-of-the-test", "orchard", "org-orchard"} <= {*endpoint.secrets}
