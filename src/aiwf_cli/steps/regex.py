"""regex: applies a fixed or an earlier step's pattern to the text; matches carry their place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from aiwf_cli.errors import StepError
from aiwf_cli.model.json import Json, JsonObject
from aiwf_cli.model.steps import RegexStep
from aiwf_cli.steps.base import StepContext, StepResult, bare
from aiwf_cli.text.patterns import Pattern, compile_pattern, half_width

if TYPE_CHECKING:
    import regex

MOST_PATTERNS = 100
"""Patterns that are tried on a document, one after the other: a model may write any number."""


async def run(step: RegexStep, context: StepContext) -> StepResult:
    """Named groups of the match as values; with `rows`, every match as a row; all in `matches`."""
    text = half_width(context.view.text) if step.fold_width else context.view.text
    for pattern in _patterns(step, context):
        found = list(pattern.matches(text, seconds=step.timeout))
        if found:
            return StepResult(output=_output(step, context, pattern, found))
    return StepResult(output={step.rows: [], "matches": []} if step.rows else {"matches": []})


def _patterns(step: RegexStep, context: StepContext) -> Iterator[Pattern]:
    given: object = step.pattern
    if step.pattern_from:
        given = context.evaluate(step.pattern_from)
    for count, text in enumerate(_texts(given)):
        if count >= MOST_PATTERNS:
            raise StepError("bad_pattern", f"there are more than {MOST_PATTERNS} patterns.")
        yield compile_pattern(text, ignore_case=step.ignore_case, fold_width=step.fold_width)


def _texts(given: object) -> Iterator[str]:
    """The pattern texts in a pattern, a list of them, or objects that hold them as `pattern`."""
    if isinstance(given, str):
        yield given
    elif isinstance(given, dict):
        yield from _texts(given.get("pattern", bare(given)))
    elif isinstance(given, Iterable):
        for part in given:
            yield from _texts(part)
    else:
        raise StepError("bad_pattern", f"a pattern was expected, not {given!r:.120}.")


def _output(
    step: RegexStep, context: StepContext, pattern: Pattern, found: list[regex.Match[str]]
) -> JsonObject:
    matches: list[Json] = [_match(context, match) for match in found]
    output: JsonObject = {"pattern": pattern.text, "matches": matches}
    if step.rows:
        rows: list[Json] = [_groups(context, match) for match in found]
        return {**output, step.rows: rows}
    return {**output, **_groups(context, found[0 if step.take == "first" else -1])}


def _match(context: StepContext, match: regex.Match[str]) -> JsonObject:
    start, end = context.view.to_document(match.span())
    return {
        "text": context.document.text[start:end],
        "span": [start, end],
        "page": context.document.page_at(start).number,
    }


def _groups(context: StepContext, match: regex.Match[str]) -> JsonObject:
    """The named groups that took part, as values with their place."""
    values: JsonObject = {}
    for name in match.re.groupindex:
        if match.start(name) < 0:
            continue
        start, end = context.view.to_document(match.span(name))
        values[name] = {"value": context.document.text[start:end], "span": [start, end]}
    return values
