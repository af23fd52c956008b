"""OpenAI's batch formats: requests out, recorded answers in and out, one JSON object a line.

Input lines are what the Batch API and vLLM's `run_batch` take, output lines are what they give.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeAlias, cast

from aiwf_cli.errors import UsageError
from aiwf_cli.llm.answer import NoAnswer, one_line
from aiwf_cli.model.json import Json, JsonObject, dumps

URL = "/v1/chat/completions"
NOT_JSON = "not JSON"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredLine:
    """A batch output line that holds an answer: the endpoint's, as one line of JSON."""

    number: int
    custom_id: str
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedLine:
    """A batch output line that says that its request failed, and how."""

    number: int
    custom_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """A line that is no batch output line, and why."""

    number: int
    reason: str


BatchLine: TypeAlias = "AnsweredLine | FailedLine | BadLine"


def read_outputs(file: Path) -> Iterator[tuple[int, BatchLine]]:
    """Every line of a batch output file but the blank ones, with the byte it begins at.

    Raises UsageError when the file cannot be read.
    """
    try:
        with file.open("rb") as stream:
            at = 0
            for number, line in enumerate(stream, start=1):
                if line.strip():
                    yield at, output_line(line, number)
                at += len(line)
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror or error}") from error


def require_outputs(file: Path) -> None:
    """Raises UsageError for a file that has lines, but none of a batch output file."""
    first: BadLine | None = None
    for _, line in read_outputs(file):
        if not isinstance(line, BadLine):
            return
        first = first or line
    if first is not None:
        why = "its lines are not JSON" if first.reason.startswith(NOT_JSON) else first.reason
        raise UsageError(
            f"{file} is no batch output: {why}.",
            hint="Recorded replies look like sample_docs/terms/replies.jsonl; "
            "`aiwf cache export FILE` writes such a file.",
        )


def output_line(line: bytes, number: int) -> BatchLine:
    """What one line of a batch output file says."""
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return BadLine(number=number, reason=f"{NOT_JSON}: {error}")
    if not isinstance(row, dict) or not isinstance(row.get("custom_id"), str):
        return BadLine(number=number, reason="no custom_id")
    name, response = row["custom_id"], row.get("response")
    if row.get("error"):
        return FailedLine(number=number, custom_id=name, reason=_reason(row["error"]))
    if not isinstance(response, dict) or not isinstance(response.get("body"), dict):
        return BadLine(number=number, reason="no response.body (is this a file of requests?)")
    if response.get("status_code", 200) != 200:
        status = f"HTTP {response['status_code']}: "
        return FailedLine(number=number, custom_id=name, reason=status + _reason(response["body"]))
    try:
        return AnsweredLine(
            number=number, custom_id=name, raw=one_line(json.dumps(response["body"]))
        )
    except NoAnswer as wrong:
        return BadLine(number=number, reason=str(wrong))


def write_output(custom_id: str, raw: str) -> str:
    """The batch output line of an answer; the endpoint's body stands in it as it is."""
    name = dumps(custom_id)
    short = "".join(sign for sign in custom_id if sign.isalnum())[:24]
    return (
        f'{{"id":"batch_req_{short}","custom_id":{name},"response":{{"status_code":200,'
        f'"request_id":"req_{short}","body":{raw}}},"error":null}}\n'
    )


class RequestsFile:
    """A batch input file in the making: each request once; it is there when it is closed.

    Raises UsageError when the file cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self._seen: set[str] = set()
        self._partial = path.with_name(f"{path.name}.part")
        self._stream: BinaryIO | None = None

    def add(self, custom_id: str, body: JsonObject) -> None:
        """Writes a request, unless it is in the file already."""
        if custom_id in self._seen:
            return
        line = {"custom_id": custom_id, "method": "POST", "url": URL, "body": body}
        try:
            self._opened().write(f"{dumps(line)}\n".encode())
        except OSError as error:
            raise self._unwritable(error) from error
        self._seen.add(custom_id)
        self.count += 1

    def close(self) -> None:
        """Finishes the file under its own name; an empty one when nothing was added."""
        try:
            self._opened().close()
            self._partial.replace(self.path)
        except OSError as error:
            raise self._unwritable(error) from error
        finally:
            self._stream = None

    def discard(self) -> None:
        """Takes back what was written."""
        if self._stream is not None:
            with suppress(OSError):
                self._stream.close()
                self._partial.unlink(missing_ok=True)
            self._stream = None

    def _opened(self) -> BinaryIO:
        if self._stream is None:
            self._stream = private_file(self._partial)
        return self._stream

    def _unwritable(self, error: OSError) -> UsageError:
        return UsageError(f"{self.path} cannot be written: {error.strerror or error}")


def private_file(path: Path) -> BinaryIO:
    """A new file for writing that only its owner may read: it holds what documents say."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    return cast(BinaryIO, os.fdopen(descriptor, "wb"))


def _reason(error: Json) -> str:
    if isinstance(error, dict):
        inner = error.get("error")
        found = inner if isinstance(inner, dict) else error
        return str(found.get("message") or found)[:300]
    return str(error)[:300]
