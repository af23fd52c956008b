"""A chat-completions server on loopback that does what a test tells it, down to the last byte."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self


@dataclass(frozen=True, kw_only=True)
class Served:
    """What the server does with one request.

    `cut` ends the connection after so many bytes of the body, `drip` sends it byte by byte with
    pauses, `reset` breaks the connection instead of answering; times are seconds.
    """

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    latency: float = 0.0
    cut: int | None = None
    drip: float = 0.0
    reset: bool = False


Script = Callable[[dict, int], Served]
"""Given a request's body and how often that body came before, what to do."""


def said(content: str | None, *, finish: str = "stop", refusal: str | None = None) -> Served:
    """A chat completion with `content`."""
    return Served(body=json.dumps(completion(content, finish=finish, refusal=refusal)).encode())


def completion(
    content: str | None, *, finish: str = "stop", refusal: str | None = None, model: str = "m-1"
) -> dict:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1700000000,
        "model": model,
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": content, "refusal": refusal},
                "finish_reason": finish,
            }
        ],
        "usage": {
            "prompt_tokens": 100,
            "completion_tokens": 10,
            "total_tokens": 110,
            "prompt_tokens_details": {"cached_tokens": 60},
        },
    }


def refused(status: int, message: str, *, headers: dict | None = None, **error: str) -> Served:
    """An error as OpenAI words it."""
    body = {"error": {"message": message, "type": "e", "param": None, "code": None, **error}}
    return Served(status=status, body=json.dumps(body).encode(), headers=headers or {})


class ScriptedServer:
    """Serves a script on a thread of its own; `bodies` and `headers` are what it was sent.

    `connections` is how many were opened so far.
    """

    def __init__(self, script: Script, *, port: int = 0) -> None:
        self.script = script
        self.bodies: list[dict] = []
        self.headers: list[dict[str, str]] = []
        self.arrivals: list[float] = []
        self.connections = 0
        self._times: Counter[str] = Counter()
        self._loop = asyncio.new_event_loop()
        self._socket = socket.create_server(("127.0.0.1", port))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/v1"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._stop = asyncio.Event()
        self._writers: set[asyncio.StreamWriter] = set()

    @property
    def calls(self) -> int:
        return len(self.bodies)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _serve(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._until_stopped())

    async def _until_stopped(self) -> None:
        server = await asyncio.start_server(self._connection, sock=self._socket, backlog=1024)
        await self._stop.wait()
        server.close()
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.sleep(0.001)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.decode("latin-1").split("\r\n")
                headers = {
                    name.lower(): value.strip()
                    for name, _, value in (line.partition(":") for line in lines[1:] if line)
                }
                raw = await reader.readexactly(int(headers.get("content-length", 0)))
                if not await self._answer(json.loads(raw), headers, writer):
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _answer(self, body: dict, headers: dict, writer: asyncio.StreamWriter) -> bool:
        text = json.dumps(body, sort_keys=True)
        self.arrivals.append(time.monotonic())
        self.bodies.append(body)
        self.headers.append(headers)
        served = self.script(body, self._times[text])
        self._times[text] += 1
        await asyncio.sleep(served.latency)
        if served.reset:
            linger = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            writer.transport.abort()
            return False
        told = {"content-type": "application/json", **served.headers}
        head = [f"HTTP/1.1 {served.status} X", f"content-length: {len(served.body)}"]
        head += [f"{name}: {value}" for name, value in told.items()]
        writer.write("\r\n".join([*head, "", ""]).encode("latin-1"))
        if served.drip:
            for byte in served.body:
                writer.write(bytes([byte]))
                await asyncio.sleep(served.drip)
        else:
            writer.write(served.body[: served.cut])
        await writer.drain()
        return served.cut is None
