"""The shape of what steps put out: plain values, and values that say more than themselves.

Under a field's name stands a plain value, or an object that says more: `{"value": …, "quote": …,
"span": [start, end], "unit": …, "notes": […], "review": …}`, where only `value` is needed.
"""

from __future__ import annotations

from typing import TypeGuard

from aiwf_cli.model.json import Json, JsonObject

SAYS_MORE = frozenset({"value", "quote", "span", "unit", "notes", "review", "derived"})
"""The keys of an output value that says more than itself; `derived` says that its quote shows what
it was made from, not the value itself."""


def says_more(value: object) -> TypeGuard[JsonObject]:
    """Whether an output value is an object that carries its quote, place or unit with it."""
    return isinstance(value, dict) and "value" in value and value.keys() <= SAYS_MORE


def bare(value: Json) -> Json:
    """An output value without what it says more."""
    return value["value"] if says_more(value) else value


class SeenOutput(dict[str, Json]):
    """A step's output as expressions see it: what it did not put out is none."""


class SeenValue(dict[str, Json]):
    """A value that says more, as templates see it: as true as the value in it."""

    def __bool__(self) -> bool:
        return bool(self.get("value"))
