"""check: holds what was read so far against rules; what breaks one needs a person's look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING

from aiwf_cli.model.fields import Field
from aiwf_cli.model.json import Json, JsonObject
from aiwf_cli.model.rules import CheckRule, CheckStep
from aiwf_cli.model.task import Task
from aiwf_cli.steps.base import Finding, StepContext, StepResult
from aiwf_cli.steps.exact import facts
from aiwf_cli.steps.rules import Judgement, RuleStatus, in_words, judge
from aiwf_cli.steps.said import values_said
from aiwf_cli.steps.sight import Sight
from aiwf_cli.steps.templates import environment

if TYPE_CHECKING:
    from jinja2 import nodes

_WORST_FIRST: tuple[RuleStatus, ...] = ("failed", "ok", "not applicable", "skipped")
MOST_REASONS = 20
"""A rule about many rows tells no more reasons than this in the trace."""


async def run(step: CheckStep, context: StepContext) -> StepResult:
    """How every rule fared; what failed is a finding about the fields concerned."""
    fields = context.task.spec.fields
    values = values_said(fields, context.said)
    sight = Sight(
        fields=fields,
        values=values,
        facts=facts(values),
        evaluate=context.evaluate,
        mentions=cache(partial(mentions, context.task, fields)),
    )
    told: list[Json] = []
    findings: list[Finding] = []
    for rule in step.rules:
        judgements = tuple(judge(rule, sight))
        told.append(_told(rule, judgements))
        findings += [finding for one in judgements for finding in _findings(step, one)]
    return StepResult(output={"ok": not findings, "rules": told}, findings=tuple(findings))


def _told(rule: CheckRule, judgements: Sequence[Judgement]) -> JsonObject:
    """A rule as the trace shows it: the worst that was found, and why."""
    status = min((one.status for one in judgements), key=_WORST_FIRST.index)
    reasons = dict.fromkeys(one.reason for one in judgements if one.status == status and one.reason)
    shown: list[Json] = [*list(reasons)[:MOST_REASONS]]
    return {"rule": in_words(rule), "status": status, "reasons": shown}


def _findings(step: CheckStep, judgement: Judgement) -> list[Finding]:
    if judgement.status != "failed":
        return []
    if not judgement.fields:
        return [Finding(field=None, note=f"{step.name}: {judgement.reason}")]
    return [
        Finding(field=path, row=judgement.row, note=judgement.bare_reason)
        for path in judgement.fields
    ]


def mentions(task: Task, fields: Mapping[str, Field], expression: str) -> tuple[str, ...]:
    """The fields that an expression is about, in order; subfields as `list.sub`.

    A field may be named alone or behind `values.`. Raises jinja2.TemplateError when the text is no
    expression.
    """
    from jinja2 import nodes

    tree = environment(task).parse("{{ " + expression + " }}")
    found: dict[str, None] = {}
    inside: set[int] = set()  # nodes that are part of a longer path
    for node in tree.find_all((nodes.Getattr, nodes.Getitem, nodes.Name)):
        if id(node) in inside:
            continue
        path = _path(node, inside)
        if path[:1] == ("values",) and "values" not in fields:
            path = path[1:]
        if path and path[0] in fields:
            subfields = fields[path[0]].of or {}
            deep = len(path) > 1 and path[1] in subfields
            found[".".join(path[:2]) if deep else path[0]] = None
    return tuple(found)


def _path(node: nodes.Node, inside: set[int]) -> tuple[str, ...]:
    """The names of `a.b.c` or `a["b"]`; nothing when it does not begin with a name."""
    from jinja2 import nodes

    match node:
        case nodes.Name():
            return (node.name,)
        case nodes.Getattr():
            inside.add(id(node.node))
            before = _path(node.node, inside)
            return (*before, node.attr) if before else ()
        case nodes.Getitem(arg=nodes.Const(value=str() as key)):
            inside.add(id(node.node))
            before = _path(node.node, inside)
            return (*before, key) if before else ()
        case _:
            return ()
