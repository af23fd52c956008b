"""Answers from disk when they have been given before; each question is paid for once.

An entry is two lines: who asked (endpoint, custom_id, origin), then the endpoint's raw answer.
Only complete, valid answers are kept, and each is committed before anybody uses it.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, cast

from aiwf_cli.errors import ReplyError, StoreError
from aiwf_cli.llm.answer import NoAnswer, read_answer
from aiwf_cli.llm.base import Client, Images, Reply, Request
from aiwf_cli.llm.brake import Brake
from aiwf_cli.llm.chat import custom_id, pictures_of
from aiwf_cli.llm.counts import CallCounts
from aiwf_cli.llm.jsontext import object_in
from aiwf_cli.llm.leases import RENEW_SECONDS, Leases
from aiwf_cli.llm.schema import first_problem
from aiwf_cli.llm.store import Store
from aiwf_cli.model.json import dumps, loads

REPLIES = "reply"
"""The space of replies, by request key."""

IMPORTED = "imported"
"""The space of replies that came from batch files, by custom_id; they answer for any endpoint."""

Origin: TypeAlias = Literal["asked", "imported", "replayed"]

_POLL_SECONDS = (0.02, 0.05, 0.1, 0.25)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReply:
    """A kept reply: where it came from, its name in batch files, and the endpoint's raw answer."""

    custom_id: str
    endpoint: str
    origin: Origin
    raw: str

    def to_text(self) -> str:
        """The entry as the store holds it: a line of JSON about it, then the raw answer."""
        about = {"custom_id": self.custom_id, "endpoint": self.endpoint, "origin": self.origin}
        return f"{dumps(about)}\n{self.raw}"

    @classmethod
    def from_text(cls, text: str) -> KeptReply:
        """The entry that `to_text` wrote; raises ValueError or KeyError when it is none."""
        head, _, raw = text.partition("\n")
        about = cast("dict[str, str]", loads(head))
        return cls(
            custom_id=about["custom_id"],
            endpoint=about["endpoint"],
            origin=cast(Origin, about["origin"]),
            raw=raw,
        )


class CachedClient:
    """Answers a request from the store when it has been answered before; asks `inner` otherwise.

    Equal requests that are asked at the same time, by documents of this run or by another process
    on the same store, are one call. `endpoint` names who would answer: it is part of every key.
    With `images`, answers imported from batch files count as well. `exclusive=False` is for inner
    clients that ask nobody: they need no claim and no room on the disk. `fresh` asks again for what
    was answered before this client was made, and keeps the new answers in place of the old.
    """

    def __init__(
        self,
        inner: Client,
        store: Store,
        *,
        endpoint: str,
        origin: Origin = "asked",
        images: Images | None = None,
        exclusive: bool = True,
        fresh: bool = False,
        brake: Brake | None = None,
        counts: CallCounts | None = None,
    ) -> None:
        self._inner = inner
        self._store = store
        self._endpoint = endpoint
        self._origin: Origin = origin
        self._images = images
        self._exclusive = exclusive
        self._fresh: set[str] | None = set() if fresh else None
        self._brake = brake or Brake()
        self.counts = counts or CallCounts()
        self._leases = Leases(store)
        self._flights: dict[str, asyncio.Task[Reply]] = {}
        self._renewal: asyncio.Task[None] | None = None
        self._imports: bool | None = None

    async def ask(self, request: Request) -> Reply:
        """The stored reply, or the one that `inner` gives, which is stored before it is returned.

        A caller that is cancelled leaves its call in flight, so that what is paid for is kept.
        """
        key = request.key_for(self._endpoint)
        if (flight := self._flights.get(key)) is not None:
            return self._shared(await asyncio.shield(flight))
        if (reply := self._recall(key, request)) is not None:
            self.counts.cached += 1
            return reply
        self._brake.check(request)
        flight = self._start(key, request)
        return await asyncio.shield(flight)

    async def drain(self) -> None:
        """Waits until nothing is in flight: every answer on its way is kept then."""
        while self._flights:
            await asyncio.wait(self._flights.values())

    async def aclose(self) -> None:
        """Ends what is in flight, unkept, and gives all claims back."""
        tasks = [*self._flights.values(), *([self._renewal] if self._renewal else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._renewal = None
        self._leases.close()

    def _shared(self, reply: Reply) -> Reply:
        """A reply that somebody else's call brought."""
        self.counts.cached += 1
        return reply if reply.cached else replace(reply, cached=True)

    def _start(self, key: str, request: Request) -> asyncio.Task[Reply]:
        """The call for `key` as a task of its own, so that no single caller's end ends it."""
        flight = asyncio.get_running_loop().create_task(self._fetch(key, request))
        self._flights[key] = flight

        def landed(task: asyncio.Task[Reply]) -> None:
            del self._flights[key]
            if not task.cancelled():
                task.exception()  # every caller has it; without one, nobody is to be told

        flight.add_done_callback(landed)
        return flight

    async def _fetch(self, key: str, request: Request) -> Reply:
        if (reply := await self._imported(key, request)) is not None:
            self.counts.cached += 1
            return reply
        if not self._exclusive:
            return await self._inner.ask(request)
        try:
            return await self._pay(key, request)
        except StoreError as error:
            message, hint = error.message, error.hint
            self._brake.pull(lambda _: StoreError(message, hint=hint))
            raise

    async def _pay(self, key: str, request: Request) -> Reply:
        """The reply that `inner` gives, committed; StoreError when it cannot be kept."""
        self._store.ready()
        if (reply := await self._claim(key, request)) is not None:
            return self._shared(reply)
        try:
            reply = await self._inner.ask(request)
            self._keep_paid(key, reply)
        finally:
            with suppress(StoreError):
                self._leases.drop(key)
        self.counts.answered += 1
        return reply

    async def _claim(self, key: str, request: Request) -> Reply | None:
        """Waits until this process may ask for `key`; gives the reply if another one got it."""
        waits = 0
        while not self._leases.take(key):
            await self._brake.sleep(_POLL_SECONDS[min(waits, len(_POLL_SECONDS) - 1)], request)
            waits += 1
            if (reply := self._recall(key, request)) is not None:
                return reply
        if (reply := self._recall(key, request)) is not None:
            self._leases.drop(key)
            return reply
        if self._renewal is None:
            self._renewal = asyncio.get_running_loop().create_task(self._renew())
        return None

    async def _renew(self) -> None:
        """Keeps the claims alive; a store that cannot be written tells at the next call."""
        with suppress(StoreError):
            while True:
                await asyncio.sleep(RENEW_SECONDS)
                self._leases.renew()

    def _keep_paid(self, key: str, reply: Reply) -> None:
        """Commits an answer that somebody was asked for, and counts when that is impossible."""
        try:
            self._keep(key, reply, self._origin)
        except StoreError:
            self.counts.failed["not_kept"] += 1
            raise

    def _keep(self, key: str, reply: Reply, origin: Origin) -> None:
        """Commits the reply, and gives the claim on it back in the same transaction."""
        entry = KeptReply(
            custom_id=reply.custom_id, endpoint=self._endpoint, origin=origin, raw=reply.raw
        )
        with self._store.transaction():
            self._store.put(REPLIES, key, entry.to_text())
            self._leases.drop(key)
        if self._fresh is not None:
            self._fresh.add(key)

    def _recall(self, key: str, request: Request) -> Reply | None:
        """The kept reply under `key`; an entry that cannot be read is none."""
        if self._fresh is not None and key not in self._fresh:
            return None
        text = self._store.get(REPLIES, key)
        if text is None:
            return None
        try:
            entry = KeptReply.from_text(text)
            reply = read_answer(entry.raw, custom_id=entry.custom_id, cached=True)
            if request.schema is None:
                return reply
            return replace(reply, data=object_in(reply.text))
        except (NoAnswer, ReplyError, ValueError, KeyError, TypeError):
            return None

    async def _imported(self, key: str, request: Request) -> Reply | None:
        """The reply to `request` from an imported batch file, if there is a valid one."""
        if self._images is None or self._fresh is not None or not self._has_imports():
            return None
        name = custom_id(request, await pictures_of(request, self._images))
        raw = self._store.get(IMPORTED, name)
        if raw is None:
            return None
        try:
            reply = read_answer(raw, custom_id=name, cached=True)
            if request.schema is not None:
                reply = replace(reply, data=object_in(reply.text))
                if first_problem(request.schema, reply.data) is not None:
                    return None
        except (NoAnswer, ReplyError, ValueError):
            return None
        self._keep(key, reply, "imported")
        return reply

    def _has_imports(self) -> bool:
        if self._imports is None:
            self._imports = self._store.has_any(IMPORTED)
        return self._imports
