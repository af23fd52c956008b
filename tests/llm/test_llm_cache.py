"""Each question is paid for once, and every answer that was paid for is kept."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import threading
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from asking import GOOD, ask_all, no_pixels, page, question, stack
from scripted_server import ScriptedServer, completion, refused, said

from aiwf_cli.errors import ReplyError, StoreError
from aiwf_cli.llm.answer import one_line, read_answer
from aiwf_cli.llm.base import Message, Reply, Request, Stopped
from aiwf_cli.llm.brake import Brake
from aiwf_cli.llm.cache import CachedClient
from aiwf_cli.llm.store import Store


@dataclass
class Model:
    """Answers after a moment, and remembers what it was asked."""

    content: str = GOOD
    seconds: float = 0.01
    asked: list[Request] = field(default_factory=list)
    error: Exception | None = None

    async def ask(self, request: Request) -> Reply:
        self.asked.append(request)
        await asyncio.sleep(self.seconds)
        if self.error is not None:
            raise self.error
        return recorded(self.content)


def recorded(content: str) -> Reply:
    return read_answer(one_line(json.dumps(completion(content))), custom_id="c" * 64)


def cached(folder: Path, model: Model, **options: object) -> CachedClient:
    return CachedClient(model, Store(folder), endpoint="https://e/v1", **options)  # type: ignore[arg-type]


def run(work: Callable[[], Coroutine]) -> object:
    return asyncio.run(work())


def test_a_question_is_asked_once_and_answered_from_disk_after_that(tmp_path: Path) -> None:
    model = Model()

    async def main() -> tuple[Reply, Reply, Reply]:
        client = cached(tmp_path, model)
        first = await client.ask(question())
        second = await client.ask(question(label="another document"))
        later = await cached(tmp_path, model).ask(question())
        assert (client.counts.answered, client.counts.cached) == (1, 1)
        await client.aclose()
        return first, second, later

    first, second, later = run(main)
    assert len(model.asked) == 1
    assert not first.cached
    assert second.cached and later.cached
    assert later.data == {"name": "あおぞら商会", "amount": 12}
    assert (later.raw, later.tokens, later.custom_id) == (first.raw, first.tokens, "c" * 64)


def test_equal_questions_at_the_same_time_are_one_call(tmp_path: Path) -> None:
    model = Model(seconds=0.05)

    async def main() -> list[Reply]:
        client = cached(tmp_path, model)
        replies = await asyncio.gather(*(client.ask(question()) for _ in range(20)))
        await client.aclose()
        return replies

    replies = run(main)
    assert len(model.asked) == 1
    assert sorted(reply.cached for reply in replies) == [False] + [True] * 19


def test_a_hit_needs_no_pixels(tmp_path: Path) -> None:
    shown = question(messages=(Message(role="user", text="Read.", images=(page(1),)),))

    async def main() -> Reply:
        await cached(tmp_path, Model()).ask(shown)
        return await cached(tmp_path, Model(), images=no_pixels).ask(shown)

    assert run(main).cached


def test_what_failed_is_asked_again(tmp_path: Path) -> None:
    model = Model(error=ReplyError("truncated", "cut off"))

    async def main() -> Reply:
        client = cached(tmp_path, model)
        results = await asyncio.gather(
            *(client.ask(question()) for _ in range(3)), return_exceptions=True
        )
        assert all(isinstance(result, ReplyError) for result in results)
        assert len(model.asked) == 1, "those who waited with it share its failure"
        model.error = None
        reply = await client.ask(question())
        await client.aclose()
        return reply

    assert not run(main).cached


def test_a_caller_that_is_cancelled_leaves_its_call_to_be_kept(tmp_path: Path) -> None:
    model = Model(seconds=0.05)

    async def main() -> None:
        client = cached(tmp_path, model)
        caller = asyncio.create_task(client.ask(question()))
        await asyncio.sleep(0.01)
        caller.cancel()
        await asyncio.gather(caller, return_exceptions=True)
        await client.drain()
        assert (await client.ask(question())).cached
        await client.aclose()

    run(main)
    assert len(model.asked) == 1


def test_after_a_stop_what_is_in_flight_is_kept_and_nothing_new_is_asked(tmp_path: Path) -> None:
    model, brake = Model(seconds=0.05), Brake()

    async def main() -> None:
        client = cached(tmp_path, model, brake=brake)
        known = await client.ask(question("known"))
        flying = asyncio.create_task(client.ask(question("in flight")))
        await asyncio.sleep(0.01)
        brake.pull()
        with pytest.raises(Stopped):
            await client.ask(question("new"))
        assert (await client.ask(question("known"))).raw == known.raw
        assert not (await flying).cached
        await client.aclose()

    run(main)
    assert len(model.asked) == 2


def test_a_stop_ends_requests_that_wait_for_their_turn_or_their_next_try(tmp_path: Path) -> None:
    busy = refused(429, "slow down", headers={"retry-after": "60"})

    async def main(url: str) -> list:
        built = stack(tmp_path, url, concurrency=2)
        await built.warm_up()
        asked = [asyncio.create_task(built.client.ask(question(str(n)))) for n in range(6)]
        await asyncio.sleep(0.3)
        started = time.monotonic()
        built.stop()
        ended = await asyncio.gather(*asked, return_exceptions=True)
        await built.aclose(grace=5)
        assert time.monotonic() - started < 1
        return ended

    with ScriptedServer(lambda _, __: busy) as server:
        ended = run(lambda: main(server.url))
    assert {type(end) for end in ended} == {Stopped}


def test_a_damaged_entry_is_asked_again(tmp_path: Path) -> None:
    model = Model()

    async def main() -> None:
        await cached(tmp_path, model).ask(question())
        with sqlite3.connect(tmp_path / "cache.db") as connection:
            connection.execute("UPDATE Cache SET value = replace(value, '12', '13')")
        connection.close()
        assert not (await cached(tmp_path, model).ask(question())).cached

    run(main)
    assert len(model.asked) == 2


def test_fresh_asks_again_once_and_keeps_the_new_answer(tmp_path: Path) -> None:
    old, new = Model(), Model(content=GOOD.replace("12", "13"))

    async def main() -> None:
        await cached(tmp_path, old).ask(question())
        client = cached(tmp_path, new, fresh=True)
        assert not (await client.ask(question())).cached
        assert (await client.ask(question())).cached
        kept = await cached(tmp_path, old).ask(question())
        assert kept.data == {"name": "あおぞら商会", "amount": 13}

    run(main)
    assert (len(old.asked), len(new.asked)) == (1, 1)


def test_nobody_is_asked_when_the_answer_could_not_be_kept(tmp_path: Path) -> None:
    model = Model()

    async def main() -> None:
        client = cached(tmp_path / "cache", model)
        await client.ask(question("first"))
        (tmp_path / "cache" / "cache.db").unlink()
        with pytest.raises(StoreError):
            await client.ask(question("second"))

    run(main)
    assert len(model.asked) == 1


def test_a_reply_is_committed_before_it_is_used(tmp_path: Path) -> None:
    async def main() -> None:
        client = cached(tmp_path, Model())
        await client.ask(question())
        found: list[bool] = []
        other = threading.Thread(target=lambda: found.append(Store(tmp_path).has_any("reply")))
        other.start()
        other.join()
        assert found == [True]
        await client.aclose()

    run(main)


def test_a_real_run_again_costs_nothing(tmp_path: Path) -> None:
    async def main(url: str) -> tuple[int, int]:
        built = stack(tmp_path, url)
        await ask_all(built, (question(f"{n % 50} 円") for n in range(100)))
        return built.counts.made, built.counts.cached

    with ScriptedServer(lambda _, __: said(GOOD)) as server:
        assert run(lambda: main(server.url)) == (50, 50)
        assert run(lambda: main(server.url)) == (0, 100)
        assert server.calls == 50
