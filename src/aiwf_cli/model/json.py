"""JSON as the project knows it: types, and the two ways to write it.

`dumps` is what files hold (compact, readable characters); `canonical` is what hashes are made of
(sorted keys as well, after RFC 8785 in spirit: one value, one text).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from math import isfinite
from typing import TypeAlias, cast

Json: TypeAlias = "None | bool | int | float | str | list[Json] | dict[str, Json]"
JsonObject: TypeAlias = "dict[str, Json]"


def dumps(value: object) -> str:
    """One line of JSON with its characters as they are; raises ValueError on NaN and infinity."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def loads(text: str | bytes) -> Json:
    """The value that `text` holds; raises json.JSONDecodeError when it is not JSON."""
    return cast(Json, json.loads(text))


def canonical(value: object) -> str:
    """The one JSON text of a value: sorted keys, no spaces."""
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True
    )


def digest(value: object) -> str:
    """SHA-256 (64 hex digits) of the canonical JSON of `value`."""
    return hashlib.sha256(canonical(value).encode("utf-8", "surrogatepass")).hexdigest()


def to_json(value: object) -> Json:
    """`value` as plain JSON: tuples and other sequences as lists, mappings as objects.

    What JSON has no form for becomes its text: a date, and a number beyond all bounds.
    """
    match value:
        case float() if not isfinite(value):
            return str(value)
        case None | bool() | int() | float() | str():
            return value
        case Mapping():
            return {str(key): to_json(part) for key, part in value.items()}
        case list() | tuple() | set() | frozenset():
            return [to_json(part) for part in value]
        case _:
            return str(value)
