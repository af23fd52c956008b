"""Requests as chat-completions bodies: the one form that every endpoint and every batch file takes.

The first rung of the ladder is the body as it is meant (strict JSON schema). Endpoints that do not
know a format or a parameter get another dialect of the same request; what names a request in batch
files (`custom_id`) is always the hash of its first-rung body, so it is the same everywhere.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, cast

from aiwf_cli.llm.base import ImageRef, Images, Message, Request
from aiwf_cli.llm.jsontext import well_formed
from aiwf_cli.model.json import Json, JsonObject, digest, dumps

Format: TypeAlias = Literal["json_schema", "json_object", "plain"]

LADDER: tuple[Format, ...] = ("json_schema", "json_object", "plain")
"""Output formats from the strictest to the one that every endpoint knows."""

Pictures: TypeAlias = Mapping[ImageRef, str]
"""Rendered pages as `data:` URLs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """What an endpoint's model has been found to understand.

    `format` is the rung it takes; `schemas` holds lower rungs for single schemas (by digest) that
    it refused; `dropped` are parameters it refuses, `renamed` those it knows under another name.
    """

    format: Format = "json_schema"
    schemas: Mapping[str, Format] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()
    renamed: Mapping[str, str] = field(default_factory=dict)

    def format_for(self, schema: JsonObject) -> Format:
        """The rung at which `schema` is asked for: the lower of the model's and the schema's."""
        if not self.schemas:
            return self.format
        own = self.schemas.get(digest(schema), self.format)
        return max(own, self.format, key=LADDER.index)

    def to_json(self) -> JsonObject:
        """The dialect as the cache keeps it."""
        dropped: list[Json] = [*sorted(self.dropped)]
        return {
            "format": self.format,
            "schemas": dict(self.schemas),
            "dropped": dropped,
            "renamed": dict(self.renamed),
        }

    @classmethod
    def from_json(cls, data: Json) -> Dialect:
        """The dialect that `to_json` wrote; raises ValueError, KeyError or TypeError otherwise."""
        row = cast("dict[str, Json]", data)
        formats = [row["format"], *cast("dict[str, str]", row["schemas"]).values()]
        if not all(name in LADDER for name in formats):
            raise ValueError(f"unknown output format in {formats}")
        return cls(
            format=cast(Format, row["format"]),
            schemas=cast("dict[str, Format]", row["schemas"]),
            dropped=frozenset(cast("list[str]", row["dropped"])),
            renamed=cast("dict[str, str]", row["renamed"]),
        )


FIRST_RUNG = Dialect()


def chat_body(
    request: Request, pictures: Pictures | None = None, dialect: Dialect = FIRST_RUNG
) -> JsonObject:
    """The body to POST to `/chat/completions`; `pictures` holds every image of the request."""
    messages = request.messages
    body: JsonObject = {"model": request.model, "messages": []}
    if request.schema is not None:
        rung = dialect.format_for(request.schema)
        if rung != "json_schema":
            messages = told(messages, request.schema)
        if rung != "plain":
            body["response_format"] = _response_format(request, rung)
    body["messages"] = [_message(message, pictures or {}) for message in messages]
    for name, value in _parameters(request).items():
        if name not in dialect.dropped:
            body[dialect.renamed.get(name, name)] = value
    return body


def custom_id(request: Request, pictures: Pictures | None = None) -> str:
    """The request's name in batch files: SHA-256 of the canonical JSON of its first-rung body."""
    return digest(chat_body(request, pictures))


async def pictures_of(request: Request, images: Images) -> dict[ImageRef, str]:
    """Every picture of the request as a `data:` URL, each rendered once."""
    pictures: dict[ImageRef, str] = {}
    for ref in request.images:
        if ref not in pictures:
            data, media_type = await images(ref)
            pictures[ref] = f"data:{media_type};base64,{base64.b64encode(data).decode('ascii')}"
    return pictures


def told(messages: tuple[Message, ...], schema: JsonObject) -> tuple[Message, ...]:
    """The messages with the schema told in words, in the constant part that comes first."""
    words = (
        "Answer with one JSON object and nothing else: no explanation, no code fence. "
        f"It must be valid against this JSON schema:\n{dumps(schema)}"
    )
    if messages and messages[0].role == "system":
        head = messages[0]
        first = Message(role="system", text=f"{head.text}\n\n{words}", images=head.images)
        return (first, *messages[1:])
    return (Message(role="system", text=words), *messages)


def _response_format(request: Request, rung: Format) -> JsonObject:
    if rung == "json_object":
        return {"type": "json_object", "schema": request.schema}
    return {
        "type": "json_schema",
        "json_schema": {"name": request.schema_name, "schema": request.schema, "strict": True},
    }


def _message(message: Message, pictures: Pictures) -> JsonObject:
    text = well_formed(message.text)
    if not message.images:
        return {"role": message.role, "content": text}
    parts: list[Json] = [{"type": "text", "text": text}]
    parts += [{"type": "image_url", "image_url": {"url": pictures[ref]}} for ref in message.images]
    return {"role": message.role, "content": parts}


def _parameters(request: Request) -> JsonObject:
    """The sampling parameters that the request sets; a repeat gets a seed, so its body differs."""
    every: JsonObject = {
        "temperature": request.temperature,
        "max_completion_tokens": request.max_output_tokens,
        "reasoning_effort": request.reasoning_effort,
        "seed": request.repeat or None,
    }
    return {name: value for name, value in every.items() if value is not None}
