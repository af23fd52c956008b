"""How a worker and its parent talk: frames over pipes.

A frame is four bytes of length (big-endian) and so much JSON; `payload` in it tells how many bytes
follow the frame. JSON and not pickle: what a worker says after reading a hostile file is data.
"""

from __future__ import annotations

import json
import struct
from typing import BinaryIO, cast

from aiwf_cli.model.json import JsonObject
from aiwf_cli.sources.limits import Limits

LENGTH = struct.Struct(">I")
"""The head of a frame."""

ROOM = 2**20
"""Bytes of answers that may wait in a pipe until the parent has time for them, and again in the
parent: a worker goes on meanwhile."""


def frame(content: JsonObject) -> bytes:
    """A frame as it goes over the pipe; a path in it may hold bytes that are no text."""
    body = json.dumps(content, ensure_ascii=True).encode("ascii")
    return LENGTH.pack(len(body)) + body


def read_frame(stream: BinaryIO) -> JsonObject | None:
    """The next frame; None when the stream has ended."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    return cast(JsonObject, json.loads(stream.read(LENGTH.unpack(head)[0])))


def write_frame(stream: BinaryIO, content: JsonObject, payload: bytes) -> None:
    """Write a frame and the payload that it announces."""
    stream.write(frame({**content, "payload": len(payload)}))
    stream.write(payload)
    stream.flush()


def hard_limit(limits: Limits) -> float:
    """Seconds after which a worker that has not answered is ended from outside."""
    return 1.25 * limits.seconds + 0.5
