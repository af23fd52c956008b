"""The model: an OpenAI-compatible endpoint on loopback that answers by rule, after a latency.

    python -m tests.bench.server

It prints its port and ends when its standard input ends. `POST /<milliseconds>/v1/chat/completions`
waits so long and then answers what the schema asks for with what the document says behind its
labels; `GET /calls` gives the number of calls answered so far. Written on bare asyncio: whatever it
spends is taken from the program that is being measured.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys

from .corpus import PARTS

_LABELLED = {
    name: re.compile(rf"^(?:{'|'.join(map(re.escape, labels))}): (.+)$", re.MULTILINE)
    for name, labels in PARTS.items()
}
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Connection(asyncio.Protocol):
    """One client's connection: requests one after the other, kept alive between them."""

    calls = 0
    """Calls that all connections answered."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._received = b""

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        size = int(length[1]) if length else 0
        if found and len(body) >= size:
            self._received = body[size:]
            self._answer(head, body[:size])

    def _answer(self, head: bytes, body: bytes) -> None:
        path = head.split(b" ", 2)[1].decode()
        if path == "/calls":
            self._send({"calls": Connection.calls})
            return
        seconds = int(path.split("/")[1]) / 1000
        loop = asyncio.get_running_loop()
        received = loop.time()
        reply = completion(json.loads(body))
        Connection.calls += 1
        loop.call_at(received + seconds, self._send, reply)

    def _send(self, answer: dict[str, object]) -> None:
        body = json.dumps(answer).encode()
        self._transport.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
            b"content-length: %d\r\n\r\n%b" % (len(body), body)
        )


def completion(body: dict) -> dict[str, object]:
    """The chat completion that answers a request's body."""
    prompt = body["messages"][-1]["content"]
    schema = body["response_format"]["json_schema"]["schema"]
    said = {name: _said(name, part, prompt) for name, part in schema["properties"].items()}
    content = json.dumps(said, ensure_ascii=False)
    asked, answered = len(prompt) // 4, len(content) // 4
    return {
        "id": f"answer-{Connection.calls}",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": body["model"],
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": content, "refusal": None},
                "logprobs": None,
                "finish_reason": "stop",
            }
        ],
        "usage": {
            "prompt_tokens": asked,
            "completion_tokens": answered,
            "total_tokens": asked + answered,
            "prompt_tokens_details": {"cached_tokens": min(asked, 64)},
        },
    }


def _said(name: str, schema: dict, prompt: str) -> object:
    """What the document says of a field: its value, with the line it stands in if that is asked."""
    found = _LABELLED[name].search(prompt)
    value, line = (found[1], found[0]) if found else (None, None)
    parts = _properties(schema)
    if parts is None:
        return value
    return {part: {"value": value, "quote": line}.get(part) for part in parts}


def _properties(schema: dict) -> list[str] | None:
    """The parts of an object that may be null; None when it is no object."""
    for form in (schema, *schema.get("anyOf", ())):
        if "properties" in form:
            return list(form["properties"])
    return None


async def serve() -> None:
    """Serves until standard input ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Connection, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve())
