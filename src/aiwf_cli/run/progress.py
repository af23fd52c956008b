"""How far a run is, counted document by document."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from aiwf_cli.llm.base import Unasked
from aiwf_cli.model.json import Json
from aiwf_cli.model.record import Tokens
from aiwf_cli.model.run import Counts
from aiwf_cli.run.extracted import Extracted
from aiwf_cli.run.result import Result


@dataclass(slots=True, kw_only=True)
class Progress:
    """How far a run is: what a screen shows while it goes on, and the manifest at its end."""

    documents: int = 0
    ok: int = 0
    failed: int = 0
    needs_review: int = 0
    known: int = 0
    """Documents whose result was known from before."""
    known_calls: int = 0
    """Calls that those documents took when they were asked about."""
    pending: int = 0
    """Documents that wait for replies nobody was asked for (dry run, requests to a file)."""
    waits_for: set[str] = field(default_factory=set)
    """The steps whose replies they wait for."""
    made: Counter[str] = field(default_factory=Counter)
    """Calls by step."""
    cached: Counter[str] = field(default_factory=Counter)
    tokens: dict[str, Tokens] = field(default_factory=dict)
    failures: Counter[str] = field(default_factory=Counter)
    """Failed documents by code."""
    ocr_wanted: int = 0
    """Pages to be read by OCR, as far as is known."""
    ocr_done: int = 0

    @property
    def done(self) -> int:
        """Documents that are through."""
        return self.ok + self.failed + self.pending

    @property
    def asked(self) -> int:
        """Calls that somebody was asked for."""
        return self.made.total()

    @property
    def answered_from_cache(self) -> int:
        """Calls that the cache answered."""
        return self.cached.total()

    def count(self, extracted: Extracted) -> None:
        """Counts a document that went through the pipeline, or failed before it."""
        record = extracted.record
        self.ok += record.status == "ok"
        self.failed += record.status == "failed"
        self.needs_review += record.needs_review
        if record.error:
            self.failures[record.error.code] += 1
        for trace in extracted.traces:
            if trace.made or trace.cached:
                self.made[trace.step] += trace.made
                self.cached[trace.step] += trace.cached
                if trace.made:
                    tokens = self.tokens.get(trace.step, Tokens())
                    self.tokens[trace.step] = tokens + trace.tokens

    def count_known(self, result: Result) -> None:
        """Counts a document whose result was known."""
        self.ok += 1
        self.known += 1
        self.known_calls += sum(result.calls.values())
        self.needs_review += result.needs_review
        self.cached.update(result.calls)

    def wait(self, unasked: Unasked) -> None:
        """Counts a document that waits for a reply."""
        self.pending += 1
        if unasked.request is not None:
            self.waits_for.add(unasked.request.schema_name)

    def counts(self) -> Counts:
        """The documents by what became of them."""
        return Counts(
            documents=self.ok + self.failed,
            ok=self.ok,
            failed=self.failed,
            needs_review=self.needs_review,
        )

    def by_step(self) -> dict[str, Json]:
        """Calls and tokens of each step that asked, for the manifest."""
        return {
            step: {
                "made": self.made[step],
                "cached": self.cached[step],
                "tokens": self.tokens.get(step, Tokens()).to_json(),
            }
            for step in dict.fromkeys([*self.made, *self.cached])
        }

    def total_tokens(self) -> Tokens:
        """The tokens of all steps."""
        return sum(self.tokens.values(), Tokens())
