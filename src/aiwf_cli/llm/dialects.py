"""What each model of an endpoint has been found to understand: learnt once, kept in the cache."""

from __future__ import annotations

from dataclasses import replace

from aiwf_cli.llm.base import Request
from aiwf_cli.llm.chat import FIRST_RUNG, LADDER, Dialect, Format
from aiwf_cli.llm.store import Store
from aiwf_cli.model.json import JsonObject, digest, dumps, loads

DIALECTS = "dialect"
"""The space of dialects, by digest of endpoint and model."""

_RENAMES = {"max_completion_tokens": "max_tokens"}
"""Parameters that have an older name, which is tried before they are left out."""


class Dialects:
    """The dialect of each model at one endpoint.

    A refusal changes the dialect at once; it is kept for later runs when an answer has proven it.
    """

    def __init__(self, endpoint: str, store: Store | None = None) -> None:
        self._endpoint = endpoint
        self._store = store
        self._known: dict[str, Dialect] = {}
        self._unproven: set[str] = set()

    @property
    def notes(self) -> tuple[str, ...]:
        """What people should know: formats and parameters that a model is not asked with."""
        found: list[str] = []
        for model, dialect in self._known.items():
            found += [f"{model} does not take {name}: it is left out" for name in dialect.dropped]
            if dialect.format != FIRST_RUNG.format:
                found.append(f"{model} is asked for JSON as {dialect.format}: it takes no schema")
            if dialect.schemas:
                found.append(f"{model} refuses {len(dialect.schemas)} of the schemas as strict")
        return tuple(sorted(found))

    def of(self, model: str) -> Dialect:
        """The dialect to ask `model` in: what is known of it, else the first rung."""
        if model not in self._known:
            self._known[model] = self._load(model)
        return self._known[model]

    def adapt(
        self, request: Request, used: Dialect, body: JsonObject, parts: tuple[str, ...]
    ) -> bool:
        """Learns from a refusal of `body`; False when there is nothing left to change.

        `used` is the dialect in which it was asked: when another request has changed the dialect
        since, the new one is tried first.
        """
        now = self.of(request.model)
        if now is not used:
            return True
        changed = self._changed(request, now, body, parts)
        if changed is None:
            return False
        self._known[request.model] = changed
        self._unproven.add(request.model)
        return True

    def proven(self, model: str) -> None:
        """Keeps the model's dialect for later runs, now that it has brought an answer."""
        if model in self._unproven:
            self._unproven.discard(model)
            if self._store is not None:
                self._store.put(DIALECTS, self._key(model), dumps(self.of(model).to_json()))

    def _changed(
        self, request: Request, now: Dialect, body: JsonObject, parts: tuple[str, ...]
    ) -> Dialect | None:
        if parts in (("schema",), ("response_format",)):
            return self._lowered(request, now, for_all=parts == ("response_format",))
        part = next((part for part in parts if part in body), None)
        if part is None:
            return None
        meant = next((name for name, sent in now.renamed.items() if sent == part), part)
        if meant in _RENAMES and meant not in now.renamed:
            return replace(now, renamed={**now.renamed, meant: _RENAMES[meant]})
        return replace(now, dropped=now.dropped | {meant})

    def _lowered(self, request: Request, now: Dialect, *, for_all: bool) -> Dialect | None:
        """One rung down the ladder, for every schema or for this request's alone."""
        if request.schema is None:
            return None
        rung = LADDER.index(now.format_for(request.schema)) + 1
        if rung == len(LADDER):
            return None
        lower: Format = LADDER[rung]
        if for_all:
            return replace(now, format=lower)
        return replace(now, schemas={**now.schemas, digest(request.schema): lower})

    def _load(self, model: str) -> Dialect:
        text = self._store.get(DIALECTS, self._key(model)) if self._store is not None else None
        if text is None:
            return FIRST_RUNG
        try:
            return Dialect.from_json(loads(text))
        except (ValueError, KeyError, TypeError, AttributeError):
            return FIRST_RUNG

    def _key(self, model: str) -> str:
        return digest([self._endpoint, model])
