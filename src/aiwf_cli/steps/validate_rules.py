"""What is wrong with the rules of a check step that no single key shows: types, lists, bounds."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from aiwf_cli.model.fields import Field
from aiwf_cli.model.rules import CheckRule, CheckStep
from aiwf_cli.model.task import Task
from aiwf_cli.steps.problem import Loc, Problem, attempt, error, names_of, within

_NUMBERS = frozenset({"integer", "number", "money", "percent"})
_ORDERED = _NUMBERS | {"date"}


def check_problems(task: Task, step: CheckStep) -> Iterator[Problem]:
    """What is wrong with the rules of a check; their expressions are looked at elsewhere."""
    for at, rule in enumerate(step.rules):
        paths = tuple(_paths(rule))
        unknown = [path for _, path in paths if field_at(task, path) is None]
        for path in dict.fromkeys(unknown):
            yield error(
                ("rules", at), f"{path!r} is no field of the task.", names_of(task.spec.fields)
            )
        if not unknown:
            yield from within(("rules", at), _of_rule(task, rule))


def rule_expressions(step: CheckStep) -> Iterator[tuple[Loc, str]]:
    """Every expression of a check's rules, with its key."""
    for at, rule in enumerate(step.rules):
        for key, text in (("when", rule.when), ("expression", rule.expression)):
            if text:
                yield ("rules", at, key), text
        if rule.compare is not None:
            for side in ("left", "right"):
                if isinstance(text := getattr(rule.compare, side), str):
                    yield ("rules", at, "compare", side), text


def _paths(rule: CheckRule) -> Iterator[tuple[str, str]]:
    """The fields that a rule names outside of expressions, each with its key."""
    yield from (("required", path) for path in rule.required or ())
    if rule.sum is not None:
        yield "sum", rule.sum.total
        yield from (("sum", part.removeprefix("-")) for part in rule.sum.of)
    if rule.range is not None:
        yield "range", rule.range.field
    if rule.one_of is not None:
        yield "one_of", rule.one_of.field
    yield from (("fields", path) for path in rule.fields)


def field_at(task: Task, path: str) -> Field | None:
    """The field that `name` means, the subfield that `name.sub` does; None where there is none."""
    name, _, sub = path.partition(".")
    field = task.spec.fields.get(name)
    return (field.of or {}).get(sub) if field is not None and sub else field


def _of_rule(task: Task, rule: CheckRule) -> Iterator[Problem]:
    """What is wrong with a rule whose fields are all there."""
    from aiwf_cli.steps.rules import bound
    from aiwf_cli.text.values.tolerance import read_tolerance

    for key, path in _paths(rule):
        allowed = {"sum": _NUMBERS, "range": _ORDERED}.get(key)
        field = field_at(task, path)
        if allowed is not None and field is not None and field.type not in allowed:
            told = f"It should be of type {', '.join(sorted(allowed))}."
            yield error((key,), f"{path} is of type {field.type}.", told)
    dotted = [path for key, path in _paths(rule) if "." in path and key != "fields"]
    lists = {path.partition(".")[0] for path in dotted}
    if len(lists) > 1 and not (rule.sum and "." not in rule.sum.total):
        told = f"A rule goes over the rows of one list, not of {' and '.join(sorted(lists))}."
        yield error((), told, "Write one rule for each.")
    for key in ("sum", "compare"):
        if given := getattr(rule, key):
            yield from attempt((key, "tolerance"), partial(read_tolerance, given.tolerance))
    if rule.range is not None and (field := field_at(task, rule.range.field)):
        for key in ("min", "max"):
            limit = getattr(rule.range, key)
            yield from attempt(("range", key), partial(bound, field, limit))
