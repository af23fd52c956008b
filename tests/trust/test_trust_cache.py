"""A cache from anywhere is safe to open: nothing in it runs, and what is wrong with it is told."""

from __future__ import annotations

import asyncio
import os
import pickle
import shutil
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import diskcache
import pytest
from asking import GOOD, ask_all, question, stack
from scripted_server import ScriptedServer, said

from aiwf_cli.llm import base
from aiwf_cli.llm.base import Request
from aiwf_cli.llm.cache import REPLIES
from aiwf_cli.llm.maintenance import verify
from aiwf_cli.llm.store import Store
from aiwf_cli.model.json import dumps
from office import Office, right, write_office


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


PORT = free_port()
"""Of the endpoint in this file: its address is part of what is kept."""


class Harm:
    """Makes a folder when it is unpickled."""

    def __init__(self, canary: Path) -> None:
        self.canary = canary

    def __reduce__(self) -> tuple[object, ...]:
        return (os.mkdir, (str(self.canary),))


def poison(cache: Path, canary: Path) -> None:
    """Puts pickles wherever diskcache would look for values, keys and settings."""
    harm = pickle.dumps(Harm(canary))
    (cache / "x.val").write_bytes(harm)
    with closing(sqlite3.connect(cache / "cache.db")) as connection, connection:
        rows = [row for (row,) in connection.execute("SELECT rowid FROM Cache")]
        for turn, row in enumerate(rows):
            change, value = (
                ("value = ?, mode = 4", harm),
                ("key = ?, raw = 0", harm + bytes([turn])),
                ("filename = ?, mode = 4, value = NULL", "x.val"),
                ("filename = ?, mode = 2, value = NULL", "../../../letters/0000.pdf"),
            )[turn % 4]
            connection.execute(f"UPDATE Cache SET {change} WHERE rowid = ?", (value, row))
        connection.execute("INSERT INTO Settings VALUES ('sqlite_user_version', '7')")
        connection.execute("UPDATE Settings SET value = 1 WHERE key = 'size_limit'")


def plain_diskcache_reads(folder: Path) -> None:
    """Reads a cache as diskcache does when nobody keeps it from unpickling."""
    with diskcache.Cache(str(folder)) as plain, suppress(Exception):
        for key in plain:
            plain.get(key)


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office whose letters have all been asked about."""
    office = write_office(tmp_path_factory.mktemp("office"), 4)
    with ScriptedServer(right, port=PORT) as server:
        office.extract(server.url)
    return office


@pytest.fixture
def office(answered: Office, tmp_path: Path) -> Office:
    """The same with a cache and runs of its own."""
    work = tmp_path / "work"
    shutil.copytree(answered.aiwf.folder, work, symlinks=True)
    return replace(answered, aiwf=replace(answered.aiwf, folder=work))


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """The endpoint that answered, which would answer again."""
    with ScriptedServer(right, port=PORT) as served:
        yield served


def test_no_command_runs_a_pickle_or_follows_a_path_out_of_a_hostile_cache(
    office: Office, server: ScriptedServer, tmp_path: Path
) -> None:
    canary = tmp_path / "canary"
    poison(office.cache, canary)
    plain_diskcache_reads(shutil.copytree(office.cache, tmp_path / "copy"))
    assert canary.exists(), "the poison is one"
    canary.rmdir()
    office.aiwf("cache", "verify", code=5)
    office.aiwf("cache", "export", "replies.jsonl")
    assert not canary.exists()
    office.extract(server.url)
    assert not canary.exists()
    assert office.totals() == office.right_totals
    assert (office.letters / "0000.pdf").exists(), "a file that it names is not touched"


def test_an_empty_database_is_put_aside_with_a_clear_message(
    office: Office, server: ScriptedServer
) -> None:
    (office.cache / "cache.db").write_bytes(b"")
    done = office.extract(server.url)
    [aside] = office.cache.glob("damaged-*")
    assert aside.name in done.err and "damaged" in done.err
    assert (aside / "cache.db").read_bytes() == b""
    assert server.calls == office.count, "what was lost is asked again"
    assert office.totals() == office.right_totals


def test_verify_names_a_changed_entry_and_the_next_run_asks_for_it(
    office: Office, server: ScriptedServer
) -> None:
    with closing(sqlite3.connect(office.cache / "cache.db")) as connection, connection:
        change = "UPDATE Cache SET value = replace(value, '1001', '9001')"
        connection.execute(f"{change} WHERE key LIKE 'reply/%' OR key LIKE 'results/%'")
    told = office.aiwf("cache", "verify", code=5).err
    assert told.count("damaged: reply/") == 1
    office.extract(server.url)
    assert server.calls == 1
    assert office.totals() == office.right_totals


def test_a_known_result_that_is_not_ours_is_made_again(
    office: Office, server: ScriptedServer
) -> None:
    odd = ["[]", "7", dumps([1, 2, 3, 4, 5]), dumps(["", "", "", False, 5])]
    store = Store(office.cache)
    for key, text in zip(store.keys("results"), odd, strict=True):
        store.put("results", key, text)
    store.close()
    office.extract(server.url)
    assert server.calls == 0, "the replies are known"
    assert office.totals() == office.right_totals


def key_of_version(request: Request, endpoint: str, version: int) -> str:
    """The key that the program would have made when its keys had another version."""
    now, base.KEY_VERSION = base.KEY_VERSION, version
    try:
        return request.key_for(endpoint)
    finally:
        base.KEY_VERSION = now


def test_what_an_older_key_version_wrote_is_missed_and_left_alone(tmp_path: Path) -> None:
    request = question()

    async def main(url: str) -> bool:
        built = stack(tmp_path, url)
        [reply] = await ask_all(built, [request])
        return reply.cached  # type: ignore[union-attr]

    with ScriptedServer(lambda _, __: said(GOOD)) as server:
        asyncio.run(main(server.url))
        store, key = Store(tmp_path), request.key_for(server.url)
        old = key_of_version(request, server.url, base.KEY_VERSION - 1)
        assert old != key
        store.put(REPLIES, old, store.get(REPLIES, key) or "")
        store.delete(REPLIES, key)
        store.close()
        assert asyncio.run(main(server.url)) is False, "asked again"
        assert asyncio.run(main(server.url)) is True
    assert Store(tmp_path).keys(REPLIES) == [old, key]
    assert verify(Store(tmp_path)).damaged == ()


@pytest.mark.soak
def test_nothing_is_evicted_past_a_gibibyte(tmp_path: Path) -> None:
    store, text = Store(tmp_path / "cache"), "x" * 2**24
    for number in range(72):
        store.put("parsed", str(number), text)
    assert (tmp_path / "cache" / "cache.db").stat().st_size > 1.1 * 2**30
    assert store.keys("parsed") == [str(number) for number in range(72)]
    assert all(store.get("parsed", key) == text for key in ("0", "1", "71"))
    assert verify(store).sound == 72
