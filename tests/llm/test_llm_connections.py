"""Connections stay open between calls, certificates are checked, and proxies are gone through."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import pytest
from asking import GOOD, ask, ask_all, question, stack
from scripted_server import ScriptedServer, Served, said

from aiwf_cli.llm.base import Reply
from aiwf_cli.llm.connections import trust


def slowly(_: dict, __: int) -> Served:
    return Served(body=said(GOOD).body, latency=0.05)


@pytest.mark.parametrize(("at_once", "connections"), [(1, 1), (4, 4)])
def test_as_many_connections_as_calls_at_once(
    at_once: int, connections: int, tmp_path: Path
) -> None:
    with ScriptedServer(slowly) as server:
        requests = [question(f"{number} 円") for number in range(12)]
        replies = ask(tmp_path, server.url, *requests, concurrency=at_once)
    assert all(isinstance(reply, Reply) for reply in replies)
    assert (server.calls, server.connections) == (12, connections)


def test_a_connection_that_the_endpoint_closed_is_opened_anew(tmp_path: Path) -> None:
    def once(_: dict, __: int) -> Served:
        return Served(body=said(GOOD).body, cut=10_000)  # all of it, and then the end

    with ScriptedServer(once) as server:
        requests = [question(f"{number} 円") for number in range(5)]
        replies = ask(tmp_path, server.url, *requests, concurrency=1)
    assert all(isinstance(reply, Reply) for reply in replies)
    assert server.connections >= 5


def test_calls_that_are_cancelled_leave_sound_connections(tmp_path: Path) -> None:
    async def main() -> list[Reply | BaseException]:
        built = stack(tmp_path, server.url, concurrency=2, timeout=0.05)
        first = await asyncio.gather(
            *(built.client.ask(question(f"late {n}")) for n in range(4)), return_exceptions=True
        )
        assert all(isinstance(reply, Exception) for reply in first)
        return await ask_all(built, (question(f"{n} 円") for n in range(4)))

    def late(body: dict, _: int) -> Served:
        waits = "late" in body["messages"][-1]["content"]
        return Served(body=said(GOOD).body, latency=0.5 if waits else 0.0)

    with ScriptedServer(late) as server:
        assert all(isinstance(reply, Reply) for reply in asyncio.run(main()))


def test_a_proxy_of_the_environment_is_gone_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ScriptedServer(lambda *_: said(GOOD)) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url.removesuffix("/v1"))
        (reply,) = ask(tmp_path, "http://models.example/v1", question())
    assert isinstance(reply, Reply)
    assert proxy.headers[0]["host"] == "models.example"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_nobody_is_trusted_without_a_certificate(scheme: str) -> None:
    assert trust(scheme).verify_mode is ssl.CERT_REQUIRED
    assert trust(scheme).check_hostname
