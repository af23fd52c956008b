"""How long to wait before asking again."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime

LONGEST = 120.0
"""Seconds: an endpoint that asks for a longer wait is not waited for."""


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """The seconds an endpoint asks to wait, from `Retry-After-Ms` or `Retry-After`.

    `Retry-After` is a number of seconds or an HTTP date (RFC 9110, 10.2.3), held against `now`
    (seconds since 1970); a date that has passed is 0. None when there is no such header or it
    makes no sense.
    """
    if (milliseconds := _number(headers.get("retry-after-ms"))) is not None:
        return milliseconds / 1000
    stated = headers.get("retry-after")
    if (seconds := _number(stated)) is not None:
        return seconds
    try:
        return max(0.0, parsedate_to_datetime(stated or "").timestamp() - now)
    except (ValueError, OverflowError):
        return None


def backoff(tries: int, *, first: float, longest: float, draw: Callable[[], float]) -> float:
    """The seconds before try `tries + 1`: doubling from `first`, shortened at random by up to half.

    `draw` gives numbers in [0, 1). The jitter keeps many requests from coming back together.
    """
    whole = min(longest, first * 2.0 ** min(tries - 1, 30))
    return whole * (0.5 + 0.5 * draw())


def _number(stated: str | None) -> float | None:
    try:
        value = float(stated or "")
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None
