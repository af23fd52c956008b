"""The openai package's exceptions, and httpx2's behind them, as what they amount to for us."""

from __future__ import annotations

from collections.abc import Mapping

from aiwf_cli.errors import EndpointError, ReplyError
from aiwf_cli.llm.faults import Fault, Refusal, Transient, from_status, short
from aiwf_cli.llm.waits import retry_after
from aiwf_cli.model.json import Json

OPENAI_EXCEPTIONS: Mapping[str, str] = {
    "OpenAIError": "setup",
    "_AmbiguousModuleClientUsageError": "setup",
    "APIRemovedInV1": "setup",
    "MutuallyExclusiveAuthError": "setup",
    "StreamAlreadyConsumed": "body",
    "OAuthError": "status",
    "SubjectTokenProviderError": "setup",
    "APIError": "body",
    "APIResponseValidationError": "body",
    "APIStatusError": "status",
    "APIConnectionError": "connection",
    "APITimeoutError": "timeout",
    "BadRequestError": "status",
    "AuthenticationError": "status",
    "PermissionDeniedError": "status",
    "NotFoundError": "status",
    "ConflictError": "status",
    "UnprocessableEntityError": "status",
    "RateLimitError": "status",
    "InternalServerError": "status",
    "LengthFinishReasonError": "truncated",
    "ContentFilterFinishReasonError": "content_filter",
    "InvalidWebhookSignatureError": "body",
    "WebSocketConnectionClosedError": "connection",
    "WebSocketQueueFullError": "connection",
}
"""Every exception class of the openai package, and how it is read; a test walks the package."""


def from_exception(error: BaseException, *, model: str, endpoint: str, now: float) -> Fault:
    """What an exception from a call amounts to; `now` is seconds since 1970.

    Classes are known by name, so that the openai package need not be imported to tell them apart.
    """
    names = [kind.__name__ for kind in type(error).__mro__]
    way = next((OPENAI_EXCEPTIONS[name] for name in names if name in OPENAI_EXCEPTIONS), "setup")
    message = short(str(error))
    if way == "status":
        status, body, headers = _response_of(error)
        after = retry_after(headers, now)
        return from_status(Refusal.of(status, body, after), model=model, endpoint=endpoint)
    if way == "connection":
        return _from_connection(error, endpoint)
    if way == "timeout":
        unreached = "ConnectTimeout" in _names(error.__cause__)
        return Transient("unreachable" if unreached else "timeout", message)
    if way == "body":
        return Transient("bad_body", message)
    if way == "truncated":
        return ReplyError("truncated", message)
    if way == "content_filter":
        return ReplyError("content_filter", message)
    return EndpointError(f"{endpoint} cannot be asked: {message}", hint=_SETUP_HINT)


def _response_of(error: BaseException) -> tuple[int, Json, Mapping[str, str]]:
    """The status, the body and the headers that an APIStatusError carries."""
    response = getattr(error, "response", None)
    body = getattr(error, "body", None)
    return (
        int(getattr(error, "status_code", 0) or 500),
        body if isinstance(body, dict | str) else str(error),
        getattr(response, "headers", {}),
    )


def _from_connection(error: BaseException, endpoint: str) -> Fault:
    cause = error.__cause__
    reason = short(str(cause or error)) or type(cause or error).__name__
    names = _names(cause)
    if names & {"UnsupportedProtocol", "InvalidURL", "LocalProtocolError", "TooManyRedirects"}:
        return EndpointError(f"{endpoint} cannot be asked: {reason}", hint=_SETUP_HINT)
    if names & {"ConnectError", "ConnectTimeout", "ProxyError"}:
        return Transient("unreachable", reason)
    return Transient("connection", reason)


def _names(error: BaseException | None) -> set[str]:
    return {kind.__name__ for kind in type(error).__mro__}


_SETUP_HINT = "Check OPENAI_BASE_URL (or --base-url), OPENAI_API_KEY and the proxy settings."
