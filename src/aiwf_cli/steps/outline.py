"""outline: finds the numbered clauses of the document, by given patterns or the built-in rules."""

from __future__ import annotations

from typing import cast

from aiwf_cli.model.json import Json, JsonObject
from aiwf_cli.model.task import OutlineStep
from aiwf_cli.steps.base import StepContext, StepResult
from aiwf_cli.text.numbering.patterns import Level, outline_by


async def run(step: OutlineStep, context: StepContext) -> StepResult:
    """The outline, its articles, and why patterns were not used where they were not.

    Numbers count over the whole document: a select step before it does not narrow it.
    """
    levels = _levels(context.evaluate(step.patterns)) if step.patterns else ()
    made = outline_by(context.document.text, levels, furniture=context.document.furniture)
    articles: list[Json] = [str(p.clause) for p in made.outline if p.level == "article"]
    reasons: list[Json] = [*made.reasons]
    output: JsonObject = {"articles": articles, "reasons": reasons, **made.outline.to_json()}
    return StepResult(output=output)


def _levels(given: object) -> tuple[Level, ...]:
    """The patterns an earlier step put out, as far as they have the form of patterns."""
    rows = cast("list[object]", given) if isinstance(given, list | tuple) else []
    return tuple(
        Level(
            name=str(row.get("name", "")),
            pattern=str(row.get("pattern", "")),
            examples=tuple(str(example) for example in row.get("examples") or ()),
        )
        for row in rows
        if isinstance(row, dict)
    )
