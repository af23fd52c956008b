"""The books of a run's calls: every request that was sent is explained."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from aiwf_cli.model.json import JsonObject
from aiwf_cli.model.record import Tokens


@dataclass(slots=True)
class CallCounts:
    """What became of the calls so far; `made == answered + retried + failed + in flight`.

    `made` are requests sent to the endpoint (or answered by a replay file), `cached` those that
    needed none. `answered` gave a valid answer. `retried` and `failed` count by cause: the sent
    requests after which another one was sent for the same question, and those after which it was
    given up. `tokens` holds what was charged, by model, wasted answers included.
    """

    cached: int = 0
    made: int = 0
    answered: int = 0
    retried: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    tokens: dict[str, Tokens] = field(default_factory=dict)

    def charge(self, model: str, tokens: Tokens) -> None:
        """Books `tokens` on `model`."""
        self.tokens[model] = self.tokens.get(model, Tokens()) + tokens

    @property
    def in_flight(self) -> int:
        """Requests sent and not yet explained."""
        return self.made - self.answered - self.retried.total() - self.failed.total()

    @property
    def all_tokens(self) -> Tokens:
        """The tokens of all models together."""
        return sum(self.tokens.values(), Tokens())

    def to_json(self) -> JsonObject:
        """The counts as the manifest holds them."""
        return {
            "made": self.made,
            "cached": self.cached,
            "answered": self.answered,
            "retried": dict(sorted(self.retried.items())),
            "failed": dict(sorted(self.failed.items())),
        }
