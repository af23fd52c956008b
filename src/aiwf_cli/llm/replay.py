"""Answers from a recording: a batch output file in place of an endpoint."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import assert_never

from aiwf_cli.errors import ReplyError, UsageError
from aiwf_cli.llm.answer import NoAnswer, read_answer
from aiwf_cli.llm.base import Images, Reply, Request
from aiwf_cli.llm.batch import (
    AnsweredLine,
    BadLine,
    FailedLine,
    output_line,
    read_outputs,
    require_outputs,
)
from aiwf_cli.llm.chat import custom_id, pictures_of
from aiwf_cli.llm.counts import CallCounts


class ReplayClient:
    """Answers requests from a batch output file by their custom_id, and asks nobody.

    The file is hashed when the client is made and read when the first answer is needed; answers
    stay in the file until then. Raises UsageError when the file cannot be read or is no batch
    output, and ReplyError `no_reply` for a request that it does not answer.
    """

    def __init__(self, file: Path, images: Images, *, counts: CallCounts | None = None) -> None:
        self._file = file
        self._images = images
        self._counts = counts or CallCounts()
        self._sha256 = _sha256(file)
        require_outputs(file)
        self._places: dict[str, int] | None = None
        self._failed: dict[str, str] = {}
        self._bad: list[BadLine] = []

    @property
    def endpoint(self) -> str:
        """Who answers, for request keys: this file with this content."""
        return f"replay:{self._sha256}"

    async def ask(self, request: Request) -> Reply:
        """The recorded reply; its JSON is not checked here."""
        name = custom_id(request, await pictures_of(request, self._images))
        if self._places is None:
            self._places = self._index()
        self._counts.made += 1
        try:
            reply = self._recorded(name, request)
        except ReplyError as error:
            self._counts.failed[error.code] += 1
            raise
        self._counts.charge(request.model, reply.tokens)
        return reply

    def _recorded(self, name: str, request: Request) -> Reply:
        place = (self._places or {}).get(name)
        if place is None:
            raise self._missing(name)
        with self._file.open("rb") as stream:
            stream.seek(place)
            line = output_line(stream.readline(), 0)
        if not isinstance(line, AnsweredLine) or line.custom_id != name:
            raise UsageError(f"{self._file} was changed while it was being read")
        try:
            return read_answer(line.raw, custom_id=name)
        except NoAnswer as wrong:
            raise ReplyError("no_reply", f"the recorded reply is no answer: {wrong}") from None

    def _index(self) -> dict[str, int]:
        """Where each answer stands in the file; the last one of a request counts."""
        places: dict[str, int] = {}
        for at, line in read_outputs(self._file):
            match line:
                case AnsweredLine():
                    places[line.custom_id] = at
                case FailedLine():
                    self._failed[line.custom_id] = line.reason
                case BadLine():
                    self._bad.append(line)
                case _:
                    assert_never(line)
        return places

    def _missing(self, name: str) -> ReplyError:
        if name in self._failed:
            what = f"{self._file.name} holds an error for this request: {self._failed[name]}"
            return ReplyError("no_reply", what)
        bad = ""
        if self._bad:
            first = self._bad[0]
            count = len(self._bad)
            bad = f"; {count} of its lines are unreadable (line {first.number}: {first.reason})"
        return ReplyError(
            "no_reply",
            f"{self._file.name} has no reply to this request ({name[:12]}…){bad}",
            hint="It was recorded with another prompt, model or document. Record it again, or ask "
            "an endpoint.",
        )


def _sha256(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise UsageError(
            f"the recording {file} cannot be read: {error.strerror or error}",
            hint="--replay takes a batch output file, such as sample_docs/terms/replies.jsonl.",
        ) from error
