"""Replies out of the cache and into it, as OpenAI batch output files."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import assert_never

from aiwf_cli.errors import ReplyError, UsageError
from aiwf_cli.llm.answer import NoAnswer, read_answer
from aiwf_cli.llm.batch import (
    AnsweredLine,
    BadLine,
    FailedLine,
    private_file,
    read_outputs,
    require_outputs,
    write_output,
)
from aiwf_cli.llm.cache import IMPORTED, REPLIES, KeptReply
from aiwf_cli.llm.store import Store

_AT_ONCE = 500


@dataclass(slots=True, kw_only=True)
class ImportReport:
    """What became of the lines of an imported file.

    `imported` answers are in the cache now; `failed` lines told of failed requests; `unusable`
    counts answers that are none (`truncated`, `refusal` …) by code; `bad` lines are not of the
    format. Nothing but the first is kept.
    """

    imported: int = 0
    failed: int = 0
    unusable: Counter[str] = field(default_factory=Counter)
    bad: list[BadLine] = field(default_factory=list)


def import_(store: Store, file: Path) -> ImportReport:
    """Keeps every answer in a batch output file, for any endpoint that is asked the same body.

    Whether an answer fits its schema is checked when it is asked for. Raises UsageError when the
    file cannot be read or is none, and StoreError when the cache cannot be written.
    """
    require_outputs(file)
    report = ImportReport()
    waiting: dict[str, str] = {}
    for _, line in read_outputs(file):
        match line:
            case AnsweredLine():
                if _usable(line, report):
                    waiting[line.custom_id] = line.raw
                    report.imported += 1
            case FailedLine():
                report.failed += 1
            case BadLine():
                report.bad.append(line)
            case _:
                assert_never(line)
        if len(waiting) >= _AT_ONCE:
            store.put_many(IMPORTED, waiting)
            waiting = {}
    store.put_many(IMPORTED, waiting)
    return report


def export(store: Store, file: Path) -> int:
    """Writes every reply in the cache to a batch output file; returns how many there are.

    A request that was answered more than once (by several endpoints, or imported) is written once,
    as its endpoint's own latest answer. Lines are in the order of their custom_id, so the same
    replies give the same bytes. Raises UsageError when the file cannot be written.
    """
    places = _places(store)
    partial = file.with_name(f"{file.name}.part")
    try:
        with private_file(partial) as stream:
            for custom_id in sorted(places):
                raw = _raw(store, *places[custom_id])
                if raw is not None:
                    stream.write(write_output(custom_id, raw).encode("utf-8"))
        partial.replace(file)
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror or error}") from error
    return len(places)


def _places(store: Store) -> dict[str, tuple[str, str]]:
    """Where the reply to export stands, as space and key, by custom_id."""
    places = {key: (IMPORTED, key) for key in store.keys(IMPORTED)}
    own: set[str] = set()
    for key, text in store.texts(REPLIES):
        entry = _entry(text)
        if entry is None or not entry.custom_id:
            continue
        if entry.origin == "asked" or entry.custom_id not in own:
            places[entry.custom_id] = (REPLIES, key)
        if entry.origin == "asked":
            own.add(entry.custom_id)
    return places


def _raw(store: Store, space: str, key: str) -> str | None:
    text = store.get(space, key)
    if text is None or space == IMPORTED:
        return text
    entry = _entry(text)
    return None if entry is None else entry.raw


def _entry(text: str) -> KeptReply | None:
    try:
        return KeptReply.from_text(text)
    except (ValueError, KeyError, TypeError):
        return None


def _usable(line: AnsweredLine, report: ImportReport) -> bool:
    try:
        read_answer(line.raw)
    except ReplyError as error:
        report.unusable[error.code] += 1
    except NoAnswer:
        report.unusable["no_answer"] += 1
    else:
        return True
    return False
