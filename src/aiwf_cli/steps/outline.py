"""outline: finds the numbered clauses of the document, by given patterns or the built-in rules."""

from __future__ import annotations

from typing import cast

from aiwf_cli.model.json import Json, JsonObject
from aiwf_cli.model.steps import OutlineStep
from aiwf_cli.steps.base import StepContext, StepResult
from aiwf_cli.steps.cited import cited
from aiwf_cli.text.numbering.decision import outline_by_patterns
from aiwf_cli.text.numbering.levels import Level
from aiwf_cli.text.numbering.outline import Outline, outline

NAMED_BY_RULES = frozenset({"section", "chapter"})
"""Levels that clauses are cited by under their own names (附則, 別表第1): a pattern has none."""


async def run(step: OutlineStep, context: StepContext) -> StepResult:
    """The outline, its articles, and why patterns were not used where they were not; and the
    clauses of the values that `clauses` names.

    Numbers count over the whole document: a select step before it does not narrow it.
    """
    text, furniture = context.document.text, context.document.furniture
    if step.patterns is None:
        found = outline(text, furniture=furniture)
        return StepResult(output={**_told(found), **cited(step, context, found)})
    given = _levels(context.evaluate(step.patterns))
    levels = tuple(level for level in given if level.name not in NAMED_BY_RULES)
    decision = outline_by_patterns(text, levels, furniture=furniture)
    used: list[Json] = [level.name for level in decision.levels]
    left: list[Json] = [
        f"{level.name}: found by the built-in rules, which know their names"
        for level in given
        if level.name in NAMED_BY_RULES
    ]
    reasons: list[Json] = [*left, *decision.reasons]
    told = _told(decision.outline)
    filled = cited(step, context, decision.outline)
    return StepResult(output={"patterns_used": used, "reasons": reasons, **told, **filled})


def _told(found: Outline) -> JsonObject:
    """An outline as a step's output: its articles at a glance, then every provision."""
    articles: list[Json] = [str(p.clause) for p in found if p.level == "article"]
    return {"articles": articles, **found.to_json()}


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
