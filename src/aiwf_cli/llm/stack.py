"""The clients of a run, put together in one place.

    CachedClient         answers from disk; one call for each question
    ValidatingClient     reads and checks the JSON; one repair round
    BudgetClient         keeps --max-cost
    LimitedClient        owns retries, concurrency and giving up
    OpenAIClient         one HTTP call

A recording (`--replay`) takes the place of the three below, a dry run and `--requests-out` that of
all below the cache.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from aiwf_cli.errors import EndpointError
from aiwf_cli.llm.base import Client, Images, Reply, Request
from aiwf_cli.llm.batch import RequestsFile
from aiwf_cli.llm.brake import Brake
from aiwf_cli.llm.budget import BudgetClient
from aiwf_cli.llm.cache import IMPORTED, REPLIES, CachedClient
from aiwf_cli.llm.circuit import STARVING
from aiwf_cli.llm.counts import CallCounts
from aiwf_cli.llm.dialects import Dialects
from aiwf_cli.llm.endpoint import Endpoint, endpoint_from_env, no_key
from aiwf_cli.llm.faults import Cause
from aiwf_cli.llm.limits import CONCURRENCY, PATIENCE, LimitedClient, Patience
from aiwf_cli.llm.openai import OpenAIClient
from aiwf_cli.llm.plan import DryRunClient, Plan, RequestsOutClient
from aiwf_cli.llm.prices import price_of
from aiwf_cli.llm.replay import ReplayClient
from aiwf_cli.llm.store import Store
from aiwf_cli.llm.validate import ValidatingClient


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a run asks. At most one of `replay`, `requests_out` and `dry_run` is set.

    `timeout` is in seconds for each call, `patience` says how often each kind of fault is met with
    another try, `starving` how many seconds an endpoint may refuse everything, `max_cost` is in US
    dollars for the run; `fresh` asks again for what has been answered before.
    """

    base_url: str | None = None
    concurrency: int = CONCURRENCY
    timeout: float = 600.0
    patience: Mapping[Cause, Patience] = field(default_factory=lambda: PATIENCE)
    starving: float = STARVING
    max_cost: Decimal | None = None
    fresh: bool = False
    replay: Path | None = None
    requests_out: Path | None = None
    dry_run: bool = False


@dataclass(slots=True, kw_only=True)
class Stack:
    """A run's client and what belongs to it.

    `endpoint` names who answers, free of secrets. `counts` and `notes` grow while it runs; `plan`
    is what a dry run found, `requests` the batch file being written.
    """

    client: CachedClient
    endpoint: str
    counts: CallCounts
    brake: Brake
    plan: Plan | None = None
    requests: RequestsFile | None = None
    openai: OpenAIClient | None = None
    _dialects: Dialects | None = field(default=None, repr=False)

    @property
    def notes(self) -> tuple[str, ...]:
        """What people should know of the endpoint: formats and parameters it did not take."""
        return self._dialects.notes if self._dialects is not None else ()

    async def warm_up(self) -> None:
        """Gets the endpoint's client and its prices ready in a thread, while documents are read."""
        if self.openai is not None:
            await self.openai.warm_up()
            await asyncio.to_thread(price_of, "")

    def stop(self) -> None:
        """Sends nothing more: who asks gets `Stopped`; what is in flight is kept."""
        self.brake.pull()

    async def aclose(self, *, grace: float = 0.0) -> None:
        """Ends it all: waits up to `grace` seconds for what is in flight, closes connections.

        The requests file is finished. Raises UsageError when it cannot be written.
        """
        if grace > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.client.drain(), grace)
        await self.client.aclose()
        if self.openai is not None:
            await self.openai.aclose()
        if self.requests is not None:
            self.requests.close()


def build_client(
    settings: Settings, store: Store, images: Images, *, env: Mapping[str, str] | None = None
) -> Stack:
    """The stack that `settings` describe, on a store; `images` renders pages when they are sent.

    `env` stands in for the environment, which names the endpoint and its key.

    Without a key the cache may still answer all that is asked: EndpointError is raised at once only
    when it holds nothing, else by the first request that would have to be sent. Raises UsageError
    when the recording cannot be read.
    """
    counts, brake = CallCounts(), Brake()
    if settings.replay is not None:
        return _replaying(settings.replay, settings, store, images, counts, brake)
    if settings.dry_run or settings.requests_out is not None:
        return _asking_nobody(settings, store, images, counts, brake, env)
    known = not settings.fresh and (store.has_any(REPLIES) or store.has_any(IMPORTED))
    endpoint = endpoint_from_env(settings.base_url, key_needed=not known, env=env)
    if endpoint.lacks_key:
        return _without_key(endpoint, store, images, counts, brake)
    return _asking(endpoint, settings, store, images, counts, brake)


def _asking(
    endpoint: Endpoint,
    settings: Settings,
    store: Store,
    images: Images,
    counts: CallCounts,
    brake: Brake,
) -> Stack:
    """Every client there is, round one that asks the endpoint."""
    dialects = Dialects(endpoint.name, store)
    openai = OpenAIClient(endpoint, images, dialects, counts=counts, timeout=settings.timeout)
    inner: Client = LimitedClient(
        openai,
        concurrency=settings.concurrency,
        brake=brake,
        counts=counts,
        patience=settings.patience,
        starving=settings.starving,
    )
    if settings.max_cost is not None:
        inner = BudgetClient(inner, max_cost=settings.max_cost, counts=counts)
    client = CachedClient(
        ValidatingClient(inner, counts=counts),
        store,
        endpoint=endpoint.name,
        images=images,
        fresh=settings.fresh,
        brake=brake,
        counts=counts,
    )
    return Stack(
        client=client,
        endpoint=endpoint.name,
        counts=counts,
        brake=brake,
        openai=openai,
        _dialects=dialects,
    )


class KeylessClient:
    """Sends nothing, as there is no key: the first request ends the run."""

    def __init__(self, endpoint: Endpoint, brake: Brake) -> None:
        self._endpoint = endpoint
        self._brake = brake

    async def ask(self, request: Request) -> Reply:
        """Never a reply: raises EndpointError."""
        error = no_key(self._endpoint)
        self._brake.pull(lambda _: EndpointError(error.message, hint=error.hint))
        raise error


def _without_key(
    endpoint: Endpoint, store: Store, images: Images, counts: CallCounts, brake: Brake
) -> Stack:
    client = CachedClient(
        KeylessClient(endpoint, brake),
        store,
        endpoint=endpoint.name,
        images=images,
        brake=brake,
        counts=counts,
    )
    return Stack(client=client, endpoint=endpoint.name, counts=counts, brake=brake)


def _replaying(
    file: Path, settings: Settings, store: Store, images: Images, counts: CallCounts, brake: Brake
) -> Stack:
    replay = ReplayClient(file, images, counts=counts)
    client = CachedClient(
        ValidatingClient(replay, counts=counts, repair=False),
        store,
        endpoint=replay.endpoint,
        origin="replayed",
        fresh=settings.fresh,
        brake=brake,
        counts=counts,
    )
    return Stack(client=client, endpoint=replay.endpoint, counts=counts, brake=brake)


def _asking_nobody(
    settings: Settings,
    store: Store,
    images: Images,
    counts: CallCounts,
    brake: Brake,
    env: Mapping[str, str] | None,
) -> Stack:
    endpoint = endpoint_from_env(settings.base_url, key_needed=False, env=env)
    dry = DryRunClient()
    requests = RequestsFile(settings.requests_out) if settings.requests_out is not None else None
    client = CachedClient(
        dry if requests is None else RequestsOutClient(requests, images),
        store,
        endpoint=endpoint.name,
        images=images,
        exclusive=False,
        fresh=settings.fresh,
        brake=brake,
        counts=counts,
    )
    return Stack(
        client=client,
        endpoint=endpoint.name,
        counts=counts,
        brake=brake,
        plan=dry.plan if requests is None else None,
        requests=requests,
    )
