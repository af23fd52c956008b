"""Endpoints' answers (chat completions) read into replies; what is not an answer gets its name."""

from __future__ import annotations

import json
from typing import Any, cast

from aiwf_cli.errors import ReplyError
from aiwf_cli.llm.base import Reply
from aiwf_cli.llm.jsontext import well_formed
from aiwf_cli.model.json import Json, JsonObject, dumps
from aiwf_cli.model.record import Tokens


class NoAnswer(Exception):  # noqa: N818 - a finding, turned into an error by whoever asked
    """What came back is no chat completion: HTML, an error object, nothing said.

    `error` is the endpoint's error object when it sent one; `empty` when nothing at all was said.
    """

    def __init__(
        self, message: str, *, error: JsonObject | None = None, empty: bool = False
    ) -> None:
        super().__init__(message)
        self.error = error
        self.empty = empty


def one_line(text: str | bytes) -> str:
    """An endpoint's JSON as the cache keeps it: one line, compact, characters as they are.

    The same text comes out when it is put in again. Raises NoAnswer when it is not JSON.
    """
    try:
        return well_formed(dumps(json.loads(text)))
    except (ValueError, RecursionError):
        start = text[:60] if isinstance(text, str) else text[:60].decode("utf-8", "replace")
        raise NoAnswer(f"not JSON: {' '.join(start.split())!r}") from None


def read_answer(raw: str, *, custom_id: str = "", cached: bool = False) -> Reply:
    """The reply in `raw`, a chat completion in one line (see `one_line`).

    Raises NoAnswer when it is none, and ReplyError (`refusal`, `content_filter`, `truncated`) when
    the model did answer but not with an answer.
    """
    body = json.loads(raw)
    choice = _choice(body)
    message = _object(choice.get("message"))
    finish = str(choice.get("finish_reason") or "stop")
    text = _said(message.get("content"))
    _check(finish, text, message.get("refusal"))
    return Reply(
        text=text,
        finish=finish,
        model=str(body.get("model") or ""),
        tokens=read_usage(body),
        raw=raw,
        custom_id=custom_id,
        cached=cached,
    )


def usage_in(raw: str) -> Tokens:
    """The tokens an answer was charged for, whatever else is wrong with it."""
    body = json.loads(raw)
    return read_usage(body) if isinstance(body, dict) else Tokens()


def read_usage(body: JsonObject) -> Tokens:
    """The tokens as the endpoint counted them; zeros where it did not."""
    usage = _object(body.get("usage"))
    details = _object(usage.get("prompt_tokens_details"))
    return Tokens(
        input=_count(usage.get("prompt_tokens")),
        output=_count(usage.get("completion_tokens")),
        cached_input=_count(details.get("cached_tokens")),
    )


def _choice(body: Any) -> JsonObject:
    if not isinstance(body, dict):
        raise NoAnswer("not a chat completion but a JSON value of another kind")
    choices = body.get("choices")
    if isinstance(choices, list) and choices and isinstance(choices[0], dict):
        return cast(JsonObject, choices[0])
    if error := body.get("error"):
        found: JsonObject = error if isinstance(error, dict) else {"message": str(error)}
        raise NoAnswer(f"an error: {found.get('message')}", error=found)
    raise NoAnswer("an answer without choices", empty=True)


def _check(finish: str, text: str, refusal: Json) -> None:
    if refusal:
        raise ReplyError("refusal", f"the model refused: {str(refusal)[:300]}")
    if finish == "content_filter":
        raise ReplyError("content_filter", "the endpoint's content filter stopped the answer")
    if finish in ("length", "max_tokens"):
        raise ReplyError(
            "truncated",
            "the answer was cut off: it reached the limit of output tokens (finish_reason=length)",
            hint="Raise the model's max_output_tokens, or ask for less at once (split, for_each).",
        )
    if finish == "error":
        raise NoAnswer("the endpoint stopped with an error in the middle of the answer")
    if not text.strip():
        raise NoAnswer("an empty answer", empty=True)


def _said(content: Json) -> str:
    """The text of a message's content, whether it is one string or a list of parts."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(str(_object(part).get("text") or "") for part in content)
    return ""


def _object(value: Json) -> JsonObject:
    return value if isinstance(value, dict) else {}


def _count(value: Json) -> int:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return max(0, cast(int, value)) if whole else 0
