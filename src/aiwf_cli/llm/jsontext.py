"""The JSON object in what a model said, when there is exactly one.

Models wrap their JSON in code fences, put a sentence before it, think aloud first, or leave a
trailing comma. Those are undone; anything that could be read in two ways is refused, because a
guess here would be taken for an extraction later.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import NoReturn, cast

from aiwf_cli.model.json import Json, JsonObject, dumps, loads

_STRING = r'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)'
"""A JSON string; one that is not ended goes to the end, so that no scan begins in it again."""

_TRAILING_COMMA = re.compile(rf"({_STRING})|,(?=\s*[}}\]])", re.DOTALL)
_BRACE_OR_STRING = re.compile(rf"{_STRING}|[{{}}]", re.DOTALL)
_MEMBER = re.compile(r'\{\s*["}]')


def object_in(text: str) -> JsonObject:
    """The one JSON object that `text` says.

    Raises ValueError, with a sentence for people and models, when there is none, when it is
    broken or when there are several different ones.
    """
    said = text.rpartition("</think>")[2].strip().removeprefix("\ufeff")
    try:
        whole = _parse(said, strict=True)
    except (ValueError, RecursionError):
        whole = _fished(said)
    if not isinstance(whole, dict):
        raise ValueError(f"the answer is a JSON {_kind(whole)}, not an object")  # noqa: TRY004
    return _encodable(whole) if "\\u" in said else whole


def well_formed(text: str) -> str:
    """`text` without lone surrogates, which no file or body can carry; pairs become characters."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _encodable(value: JsonObject) -> JsonObject:
    text = dumps(value)
    clean = well_formed(text)
    return value if clean is text else cast(JsonObject, loads(clean))


def _fished(said: str) -> JsonObject:
    found: list[JsonObject] = []
    for candidate in _outermost(said):
        value = _lenient(candidate)
        if value not in found:
            found.append(value)
    if not found:
        raise ValueError("there is no JSON object in the answer")
    if len(found) > 1:
        raise ValueError(f"there are {len(found)} different JSON objects in the answer")
    return found[0]


def _outermost(said: str) -> Iterator[str]:
    """The parts of `said` in outermost braces that look like JSON objects, not like prose."""
    at = 0
    while (match := _MEMBER.search(said, at)) is not None:
        end = _closing(said, match.start())
        yield said[match.start() : end]
        at = end


def _closing(said: str, start: int) -> int:
    """Just behind the brace that closes the one at `start`; braces in strings do not count."""
    depth = 0
    for token in _BRACE_OR_STRING.finditer(said, start):
        if token.group() == "{":
            depth += 1
        elif token.group() == "}":
            depth -= 1
            if depth == 0:
                return token.end()
    raise ValueError("the JSON object in the answer is not closed")


def _lenient(candidate: str) -> JsonObject:
    """A candidate in braces, forgiven its trailing commas and raw line breaks in strings."""
    repaired = _TRAILING_COMMA.sub(lambda match: match.group(1) or "", candidate)
    try:
        return cast(JsonObject, _parse(repaired, strict=False))
    except RecursionError:
        raise ValueError("the JSON in the answer is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"the JSON in the answer is broken: {error}") from None


def _parse(text: str, *, strict: bool) -> Json:
    value = json.loads(text, strict=strict, parse_constant=_no_constant, parse_float=_finite_number)
    return cast(Json, value)


def _finite_number(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{text:.40} is larger than any number can be")
    return number


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _kind(value: Json) -> str:
    if isinstance(value, list):
        return "list"
    return "string" if isinstance(value, str) else "value"
