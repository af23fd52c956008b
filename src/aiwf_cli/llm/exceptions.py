"""httpx2's exceptions as what they amount to for us."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from aiwf_cli.errors import EndpointError
from aiwf_cli.llm.faults import Fault, Refusal, Transient, from_status, short
from aiwf_cli.llm.waits import retry_after
from aiwf_cli.model.json import Json, loads

if TYPE_CHECKING:
    import httpx2

HTTP_EXCEPTIONS: Mapping[str, str] = {
    "HTTPStatusError": "status",
    "TimeoutException": "timeout",
    "ConnectTimeout": "timeout",
    "ReadTimeout": "timeout",
    "WriteTimeout": "timeout",
    "PoolTimeout": "timeout",
    "DecodingError": "body",
    "SSEError": "body",
    "StreamError": "body",
    "StreamConsumed": "body",
    "StreamClosed": "body",
    "ResponseNotRead": "body",
    "RequestNotRead": "body",
    "HTTPError": "connection",
    "RequestError": "connection",
    "TransportError": "connection",
    "NetworkError": "connection",
    "ReadError": "connection",
    "WriteError": "connection",
    "ConnectError": "connection",
    "CloseError": "connection",
    "ProxyError": "connection",
    "ProtocolError": "connection",
    "RemoteProtocolError": "connection",
    "LocalProtocolError": "setup",
    "UnsupportedProtocol": "setup",
    "TooManyRedirects": "setup",
    "InvalidURL": "setup",
    "CookieConflict": "setup",
    "ValueError": "setup",
    "Exception": "connection",
}
"""Every exception class of httpx2, and how it is read; a test walks the package. The last two are
what a proxy in the environment that is no URL raises, and anything else."""


def from_exception(error: BaseException, *, model: str, endpoint: str, now: float) -> Fault:
    """What an exception from a call amounts to; `now` is seconds since 1970.

    Classes are known by name, so that httpx2 need not be imported to tell them apart.
    """
    names = [kind.__name__ for kind in type(error).__mro__]
    way = next((HTTP_EXCEPTIONS[name] for name in names if name in HTTP_EXCEPTIONS), "setup")
    message = short(str(error)) or names[0]
    match way:
        case "status":
            status, body, headers = _response_of(error)
            after = retry_after(headers, now)
            return from_status(Refusal.of(status, body, after), model=model, endpoint=endpoint)
        case "timeout":
            return Transient("unreachable" if "ConnectTimeout" in names else "timeout", message)
        case "connection":
            unreached = {"ConnectError", "ProxyError"} & {*names}
            return Transient("unreachable" if unreached else "connection", message)
        case "body":
            return Transient("bad_body", message)
        case _:
            return EndpointError(f"{endpoint} cannot be asked: {message}", hint=_SETUP_HINT)


def _response_of(error: BaseException) -> tuple[int, Json, Mapping[str, str]]:
    """The status, the body and the headers of the response that an HTTPStatusError carries."""
    response = cast("httpx2.HTTPStatusError", error).response
    try:
        body = loads(response.content)
    except ValueError:
        body = response.text
    said = body if isinstance(body, dict | str) and body else f"HTTP {response.status_code}"
    return response.status_code, said, response.headers


_SETUP_HINT = "Check OPENAI_BASE_URL (or --base-url), OPENAI_API_KEY and the proxy settings."
