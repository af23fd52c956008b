"""What it means to ask a model: a request, its reply, and the one method of every client.

A request says all that can change the answer and nothing else: its key is the same today and
tomorrow, here and on another machine. Pages shown as pictures are named by where they come from
(`ImageRef`), so that a request can be looked up without rendering anything. Clients wrap clients:
`llm/stack.py` puts cache, validation, budget, limits and endpoint together.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

from aiwf_cli.errors import UsageError
from aiwf_cli.model.json import JsonObject, digest, dumps
from aiwf_cli.model.record import Tokens

KEY_VERSION = 1
"""Raised when what a key is made of changes, so that older entries simply miss."""

Role: TypeAlias = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRef:
    """A page as a picture, named by where it comes from.

    `sha256` is the hash of the document's file (64 hex digits), `page` counts from 1, `dpi` is the
    resolution the page is rendered at, and `max_side` the pixels that its longer side may have at
    most (it is scaled down to that).
    """

    sha256: str
    page: int
    dpi: int
    max_side: int

    def to_json(self) -> JsonObject:
        """The reference as it goes into a key."""
        return {
            "sha256": self.sha256,
            "page": self.page,
            "dpi": self.dpi,
            "max_side": self.max_side,
        }


EncodedImage: TypeAlias = tuple[bytes, str]
"""An encoded picture and its media type, such as `image/png`."""

Images: TypeAlias = Callable[[ImageRef], Awaitable[EncodedImage]]
"""Renders a page; asked only when a picture has to leave the machine or be hashed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One turn of the conversation: its text, then its pictures in order."""

    role: Role
    text: str
    images: tuple[ImageRef, ...] = ()

    def to_json(self) -> JsonObject:
        """The message as it goes into a key."""
        return {
            "role": self.role,
            "text": self.text,
            "images": [image.to_json() for image in self.images],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A question to a model, complete in itself.

    `schema` is a strict JSON schema of an object (every property required, nullable instead of
    optional, `additionalProperties: false`); without one the reply is plain text. `schema_name`
    is what the endpoint is told the schema is called (letters, digits, `_`, `-`). What is None is
    left to the endpoint. `repeat` numbers the votes on one question: 0 is the question itself.
    `label` tells people who asks (document and step) and is no part of the key.
    """

    model: str
    messages: tuple[Message, ...]
    schema: JsonObject | None = None
    schema_name: str = "answer"
    temperature: float | None = None
    max_output_tokens: int | None = None
    reasoning_effort: str | None = None
    repeat: int = 0
    label: str = field(default="", compare=False)

    def key_for(self, endpoint: str) -> str:
        """The request's key at `endpoint`: SHA-256 (64 hex digits) of all that makes the answer.

        Two requests with the same key are the same question. The order of a schema's properties is
        part of it (models answer in that order); timeouts, keys, concurrency and the label are not.
        """
        return digest(
            {
                "version": KEY_VERSION,
                "endpoint": endpoint,
                "model": self.model,
                "messages": [message.to_json() for message in self.messages],
                "schema": None if self.schema is None else dumps(self.schema),
                "schema_name": self.schema_name if self.schema is not None else None,
                "temperature": None if self.temperature is None else float(self.temperature),
                "max_output_tokens": self.max_output_tokens,
                "reasoning_effort": self.reasoning_effort,
                "repeat": self.repeat,
            }
        )

    @property
    def images(self) -> tuple[ImageRef, ...]:
        """Every picture of every message, in order."""
        return tuple(image for message in self.messages for image in message.images)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back for a request: a whole and, where a schema was asked for, a valid answer.

    `text` is what the model said; `data` is the JSON object in it (None for a request without a
    schema). `finish` is the endpoint's reason for stopping (`stop`), `model` the model as the
    endpoint calls it, `tokens` what the endpoint counted. `raw` is the endpoint's answer, one line
    of JSON, as the cache keeps it. `custom_id` names the request in batch files. `cached` is true
    when nobody had to be asked for it now.
    """

    text: str
    finish: str
    model: str
    tokens: Tokens
    raw: str
    custom_id: str = ""
    data: JsonObject | None = None
    cached: bool = False


class Client(Protocol):
    """Whoever can answer a request: an endpoint, a file, or a client wrapped round a client."""

    async def ask(self, request: Request) -> Reply:
        """The reply to `request`.

        Raises ReplyError when there is no answer for this request, EndpointError when there will
        be none for any, StoreError when the cache cannot keep one, and `Pending` or `Stopped`
        when nobody is to be asked.
        """
        ...


class Nobody:
    """The client of tasks that ask no model."""

    async def ask(self, request: Request) -> Reply:
        """Never a reply."""
        raise UsageError(f"nobody to ask: {request.label}")


class Unasked(Exception):  # noqa: N818 - a turn of the flow, not an error
    """The request was not sent, and that is no failure: its document ends here for now."""

    def __init__(self, request: Request | None = None) -> None:
        """`request` is what was not sent; none when it did not come to a request."""
        what = "the document" if request is None else request.label or request.model
        super().__init__(f"not asked: {what}")
        self.request = request


class Pending(Unasked):
    """The answer is not there yet: a dry run, or a request written to a batch file."""


class Stopped(Unasked):
    """The run is being interrupted: what is in flight is kept, nothing new is asked."""
