"""What became of a document as lines of text: ready to be written, and to be kept for reruns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self, cast

from aiwf_cli.llm.jsontext import well_formed
from aiwf_cli.model.json import Json, dumps, loads
from aiwf_cli.model.record import Tokens, Trace
from aiwf_cli.run.extracted import Extracted
from aiwf_cli.run.flat import FlatColumn, csv_lines
from aiwf_cli.run.writer import Lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of a document, ready to be written and kept."""

    lines: Lines
    needs_review: bool
    calls: Mapping[str, int]
    """Calls, made or cached, by step."""

    def to_text(self) -> str:
        """A line of JSON that tells what follows, then the lines as they are."""
        record, traces, table = self.lines.record, self.lines.traces, self.lines.table
        head = dumps([self.needs_review, dict(self.calls), len(record), len(traces), len(table)])
        return f"{head}\n{record}{traces}{table}"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The result that `to_text` wrote; raises ValueError or TypeError when it is none."""
        end = text.index("\n") + 1
        review, calls, *lengths = cast("list[Json]", loads(text[:end]))
        record, traces, table = cast("list[int]", lengths)
        if len(text) != end + record + traces + table:
            raise ValueError("the lines of a result are as long as it says")
        begin, stop = end + record, end + record + traces
        return cls(
            lines=Lines(record=text[end:begin], traces=text[begin:stop], table=text[stop:]),
            needs_review=bool(review),
            calls=dict(cast("Mapping[str, int]", calls)),
        )


def result_of(extracted: Extracted, columns: Sequence[FlatColumn]) -> Result:
    """What was extracted from a document, as lines."""
    record = extracted.record
    calls: dict[str, int] = {}
    for trace in extracted.traces:
        if trace.made + trace.cached:
            calls[trace.step] = trace.made + trace.cached
    return Result(
        lines=Lines(
            record=well_formed(dumps(record.to_json())) + "\n",
            traces=_lines_of(extracted.traces),
            table=well_formed(csv_lines(record, columns)),
        ),
        needs_review=record.needs_review,
        calls=calls,
    )


def known_of(extracted: Extracted, result: Result) -> Result:
    """The `result` of a document as a later run tells it, when all its calls are cached."""
    traces = _lines_of(map(_cached, extracted.traces))
    return replace(result, lines=replace(result.lines, traces=traces))


def _lines_of(traces: Iterable[Trace]) -> str:
    return well_formed("".join(dumps(trace.to_json()) + "\n" for trace in traces))


def _cached(trace: Trace) -> Trace:
    return replace(
        trace,
        made=0,
        cached=trace.made + trace.cached,
        tokens=Tokens(),
        cached_tokens=trace.tokens + trace.cached_tokens,
    )
