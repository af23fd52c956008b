"""What can go wrong between us and an endpoint, as one map to what is done about it.

Every HTTP status, every error object and every exception (`llm/exceptions.py`) ends as one of
    Transient       try again after a while; when that does not help, ReplyError or EndpointError
    Unsupported     the endpoint does not know a format or a parameter; ask in another dialect
    ReplyError      there is no answer to this request
    EndpointError   there is no answer to any request: key, model, address, quota
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from aiwf_cli.errors import AiwfError, EndpointError, ReplyError
from aiwf_cli.model.json import Json, JsonObject

Cause: TypeAlias = Literal[
    "rate_limited",
    "overloaded",
    "server_error",
    "timeout",
    "connection",
    "unreachable",
    "bad_body",
    "empty",
    "refusal",
    "truncated",
]


class Transient(Exception):  # noqa: N818 - a finding; who retries decides what becomes of it
    """A fault that may be gone next time; `after` are the seconds the endpoint asks to wait.

    `error` is what a request ends in whose patience is used up, where the fault says so itself.
    """

    def __init__(
        self,
        cause: Cause,
        message: str,
        *,
        after: float | None = None,
        error: ReplyError | None = None,
    ) -> None:
        super().__init__(message)
        self.cause: Cause = cause
        self.message = message
        self.after = after
        self.error = error


class Unsupported(Exception):  # noqa: N818 - a finding; the adapter changes its dialect
    """The endpoint refuses a part of the body.

    `parts` are what it may mean: parameters' names, `response_format`, or `schema` (this one only).
    """

    def __init__(self, parts: tuple[str, ...], message: str) -> None:
        super().__init__(message)
        self.parts = parts
        self.message = message


class Adapted(Exception):  # noqa: N818 - a finding; who retries asks again at once
    """The adapter has changed its dialect: the same request may do now."""


Fault: TypeAlias = "Transient | Unsupported | AiwfError"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An endpoint's no, in its own words: HTTP status, error object, when to come back."""

    status: int
    message: str
    code: str = ""
    kind: str = ""
    param: str = ""
    after: float | None = None

    @classmethod
    def of(cls, status: int, error: Json, after: float | None = None) -> Refusal:
        """The refusal in an endpoint's error object, however it is shaped."""
        if isinstance(error, dict) and isinstance(error.get("error"), dict | str):
            error = error["error"]
        if not isinstance(error, dict):
            return cls(status=status, message=short(error), after=after)
        message = error.get("message") or error.get("detail") or error
        return cls(
            status=status,
            message=short(message),
            code=str(error.get("code") or ""),
            kind=str(error.get("type") or ""),
            param=str(error.get("param") or ""),
            after=after,
        )

    def says(self, *words: str) -> bool:
        """Whether any of `words` stands in what the endpoint says, whatever the case."""
        text = f"{self.code} {self.kind} {self.param} {self.message}".lower()
        return any(word in text for word in words)


def from_error_object(error: JsonObject, *, model: str, endpoint: str) -> Fault:
    """What an error object that came with HTTP 200 amounts to; its code may be a status."""
    refusal = Refusal.of(500, error)
    if refusal.code.isdecimal() and 400 <= int(refusal.code) <= 599:
        refusal = replace(refusal, status=int(refusal.code))
    return from_status(refusal, model=model, endpoint=endpoint)


def from_status(refusal: Refusal, *, model: str, endpoint: str) -> Fault:
    """What an HTTP status and its error object amount to."""
    if (whole := _concerns_all(refusal, model=model, endpoint=endpoint)) is not None:
        return whole
    if parts := _unsupported(refusal):
        return Unsupported(parts, refusal.message)
    if refusal.status == 429:
        return Transient("rate_limited", refusal.message, after=refusal.after)
    if refusal.status in (503, 529):
        return Transient("overloaded", refusal.message, after=refusal.after)
    if refusal.status in (408, 504):
        return Transient("timeout", refusal.message, after=refusal.after)
    if refusal.status >= 500 or refusal.status == 409:
        return Transient("server_error", refusal.message, after=refusal.after)
    return rejected(refusal)


def rejected(refusal: Refusal) -> ReplyError:
    """The error of a request that the endpoint will never answer."""
    if refusal.says("content_filter", "responsibleaipolicy", "content management policy"):
        return ReplyError(
            "content_filter", f"the endpoint's content filter refused it: {refusal.message}"
        )
    if _too_long(refusal):
        return ReplyError(
            "rejected",
            f"the request is too long for the model: {refusal.message}",
            hint="Narrow the document with a select step, or use split on the ask step.",
        )
    return ReplyError(
        "rejected", f"the endpoint refused the request (HTTP {refusal.status}): {refusal.message}"
    )


def _concerns_all(refusal: Refusal, *, model: str, endpoint: str) -> EndpointError | None:
    status, said = refusal.status, refusal.message
    if status == 402 or refusal.says("insufficient_quota", "billing_"):
        return EndpointError(
            f"the quota at {endpoint} is used up: {said}",
            hint="Add credit or use another key; what was answered is kept and not asked again.",
        )
    if status == 401 or (status < 500 and refusal.says("invalid_api_key", "api key not valid")):
        return EndpointError(
            f"{endpoint} refuses the key: {said}",
            hint="Set OPENAI_API_KEY to a key of this endpoint, or --base-url to the key's own.",
        )
    if status == 403:
        return EndpointError(
            f"{endpoint} does not let this key in: {said}",
            hint="Check that the key's project may use this model from here.",
        )
    if status == 404 or (status < 500 and _unknown_model(refusal)):
        return EndpointError(
            f"{endpoint} does not know model {model!r}, or is no chat endpoint: {said}",
            hint="Name a model it has with --model or AIWF_MODEL; a base URL usually ends in /v1.",
        )
    return None


def _unknown_model(refusal: Refusal) -> bool:
    gone = refusal.says("does not exist", "not found", "unknown model", "invalid model")
    return refusal.says("model_not_found") or (gone and refusal.says("model"))


def _unsupported(refusal: Refusal) -> tuple[str, ...]:
    """The parts of the body that the endpoint may be refusing; () when it refuses none."""
    if refusal.status not in (400, 415, 422, 500, 501) or _too_long(refusal):
        return ()
    if refusal.says("invalid_json_schema", "invalid schema", "schema conversion"):
        return ("schema",)
    if refusal.says("response_format", "json_schema", "json_object", "structured output"):
        return ("response_format",)
    if refusal.status >= 500 or not refusal.says(*_REFUSING):
        return ()
    named = [name for name in _PARAMETERS if name == refusal.param]
    spoken = [name for name in _PARAMETERS if re.search(rf"\b{name}\b", refusal.message)]
    return tuple(named or spoken)


_PARAMETERS = ("temperature", "max_completion_tokens", "max_tokens", "reasoning_effort", "seed")

_REFUSING = (
    "support",
    "unknown",
    "unrecognized",
    "unexpected",
    "extra",
    "not permitted",
    "not allowed",
    "only the default",
    "not available",
    "deprecated",
)


def _too_long(refusal: Refusal) -> bool:
    return refusal.status == 413 or refusal.says(
        "context_length", "context length", "context size", "context window", "too many tokens"
    )


def short(value: Json) -> str:
    """A message in one line for people, without control characters; of a web page, its words."""
    text = "".join(sign if sign.isprintable() else " " for sign in str(value)[:5000])
    if text.lstrip().startswith("<"):
        text = re.sub(r"<[^<>]*>", " ", text)
    text = " ".join(text.split())
    return text if len(text) <= 300 else f"{text[:300]}…"
