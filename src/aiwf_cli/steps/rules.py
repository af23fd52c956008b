"""What a check's rules say of values: whether each holds, and in plain words why not.

A rule that names subfields of a list (`items.price`) is judged row by row; only a sum may add up a
whole column. A rule about a value that is not there cannot be judged, and says so.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from aiwf_cli.errors import StepError
from aiwf_cli.model.fields import Field
from aiwf_cli.model.rules import CheckRule, CompareRule, OneOfRule, RangeRule, SumRule
from aiwf_cli.steps.exact import Fact, Figure, fact, written
from aiwf_cli.steps.sight import Absent, Sight
from aiwf_cli.text.compare import compare, read_value
from aiwf_cli.text.values.tolerance import read_tolerance

RuleStatus: TypeAlias = Literal["ok", "failed", "not applicable", "skipped"]
_RELATIONS: dict[str, tuple[Callable[[Any, Any], bool], str]] = {
    "<": (operator.lt, "is not below"),
    "<=": (operator.le, "is above"),
    "==": (operator.eq, "is not"),
    "!=": (operator.ne, "is"),
    ">=": (operator.ge, "is below"),
    ">": (operator.gt, "is not above"),
}
"""What each relation is, and how it is said that it does not hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """How a rule fared, once or for one row (from 0) of a list.

    `fields` are the paths it is about; `reason` says why it failed or could not be judged.
    """

    status: RuleStatus
    reason: str = ""
    fields: tuple[str, ...] = ()
    row: int | None = None

    @property
    def bare_reason(self) -> str:
        """The reason as it is said where its row stands."""
        return self.reason if self.row is None else self.reason.removeprefix(_row(self.row))


def _row(at: int) -> str:
    return f"row {at + 1}: "


def judge(rule: CheckRule, sight: Sight) -> Iterator[Judgement]:
    """How a rule fares: once, or in every row of the list that it is about."""
    rows = rows_of(rule, sight)
    if rows is None:
        yield from _judge(rule, sight)
        return
    value = sight.values[rows]
    count = len(value) if isinstance(value, list) else 0
    if not count:
        yield Judgement(status="not applicable", reason=f"{sight.label(rows)} has no rows")
    for at in range(count):
        for judgement in _judge(rule, replace(sight, rows=rows, row=at)):
            told = f"{_row(at)}{judgement.reason}" if judgement.reason else ""
            yield replace(judgement, row=at, reason=told)


def rows_of(rule: CheckRule, sight: Sight) -> str | None:
    """The list whose rows a rule goes over, if any."""
    if rule.sum is not None and "." not in rule.sum.total:
        return None
    in_condition = sight.mentions(rule.when) if rule.when else ()
    for path in (*paths_of(rule, sight), *in_condition):
        name, _, sub = path.partition(".")
        if sub and sight.fields[name].type == "list":
            return name
    return None


def paths_of(rule: CheckRule, sight: Sight) -> tuple[str, ...]:
    """The fields that a rule is about, each once."""
    paths: Sequence[str] = ()
    match rule:
        case CheckRule(required=tuple() as required):
            paths = required
        case CheckRule(sum=SumRule() as rule_sum):
            paths = (rule_sum.total, *(part.removeprefix("-") for part in rule_sum.of))
        case CheckRule(range=RangeRule(field=path)) | CheckRule(one_of=OneOfRule(field=path)):
            paths = (path,)
        case CheckRule(compare=CompareRule(left=left, right=right)):
            sides = (left, right) if isinstance(right, str) else (left,)
            paths = [path for side in sides for path in sight.mentions(side)]
        case CheckRule(expression=str() as expression):
            paths = sight.mentions(expression)
        case _:
            pass
    return tuple(dict.fromkeys(paths))


def _judge(rule: CheckRule, sight: Sight) -> Iterator[Judgement]:
    """How a rule fares where it stands; of several required fields each is told by itself."""
    fields = rule.fields or paths_of(rule, sight)
    try:
        if rule.when and not _holds(rule.when, sight):
            yield Judgement(status="skipped", reason=f"not the case: {rule.when}")
        elif rule.required is not None:
            yield from _required(rule, sight)
        else:
            wrong = _wrong(rule, sight)
            reason = (rule.reason or wrong) if wrong else ""
            yield Judgement(status="failed" if wrong else "ok", reason=reason, fields=fields)
    except Absent as absent:
        yield Judgement(status="not applicable", reason=str(absent))


def _holds(expression: str, sight: Sight) -> bool:
    """Whether a condition holds; it may ask whether a value is there (`sales is none`)."""
    try:
        return bool(sight.worked_out(expression))
    except Absent:
        sight.given(sight.mentions(expression))
        raise


def _required(rule: CheckRule, sight: Sight) -> Iterator[Judgement]:
    missing = [path for path in rule.required or () if sight.value(path) in (None, [])]
    for path in missing:
        reason = rule.reason or f"{sight.label(path)}: required, but not found"
        yield Judgement(status="failed", reason=reason, fields=rule.fields or (path,))
    if not missing:
        yield Judgement(status="ok")


def _wrong(rule: CheckRule, sight: Sight) -> str:
    """Why a rule does not hold, blank when it does. Raises Absent when it cannot be judged."""
    match rule:
        case CheckRule(sum=SumRule() as given):
            return _wrong_sum(given, sight)
        case CheckRule(range=RangeRule() as given):
            return _wrong_range(given, sight)
        case CheckRule(compare=CompareRule() as given):
            return _wrong_relation(given, sight)
        case CheckRule(one_of=OneOfRule() as given):
            return _wrong_choice(given, sight)
        case _:
            return _wrong_expression(rule.expression or "", sight)


def _wrong_sum(rule: SumRule, sight: Sight) -> str:
    parts = [(part.startswith("-"), part.removeprefix("-")) for part in rule.of]
    sight.given([rule.total, *(path for _, path in parts)])
    total, added, words = _figure(sight, rule.total), Figure(0), ""
    for minus, path in parts:
        part = _figure(sight, path)
        added = added - part if minus else added + part
        sign = " − " if minus else " + " if words else ""
        words += f"{sign}{'Σ ' if '.' in path else ''}{sight.label(path)} {written(part)}"
    off = abs(total - added)
    if off <= _allowed(rule.tolerance, total):
        return ""
    return f"{sight.label(rule.total)} {written(total)} ≠ {words} (difference {written(off)})"


def _figure(sight: Sight, path: str) -> Figure:
    """A figure, or the sum of a column of them."""
    found = fact(sight.value(path))
    column = found if isinstance(found, list) else [found]
    if any(not isinstance(part, Figure) for part in column):
        raise StepError("bad_rule", f"{path} is no number: {sight.value(path)!r:.80}")
    return sum((part for part in column if isinstance(part, Figure)), Figure(0))


def _allowed(tolerance: float | str, whole: Figure) -> Figure:
    known = read_tolerance(tolerance)
    return Figure(known.size * abs(whole)) if known.relative else Figure(known.size)


def _wrong_range(rule: RangeRule, sight: Sight) -> str:
    sight.given([rule.field])
    value, shown = fact(sight.value(rule.field)), sight.label(rule.field)
    low, high = (bound(sight.field(rule.field), limit) for limit in (rule.min, rule.max))
    if low is not None and _is_below(value, low):
        return f"{shown} {written(value)} is below {written(low)}"
    if high is not None and _is_below(high, _begun(value, high)):
        return f"{shown} {written(value)} is above {written(high)}"
    return ""


def _is_below(one: Fact, other: Fact) -> bool:
    """Whether the first of two figures, or of two ISO dates, is the lower one."""
    match one, other:
        case Figure() as number, Figure() as limit:
            return number < limit
        case str() as date, str() as limit:
            return date < limit
        case _:
            raise StepError("bad_rule", f"{one!r:.80} and {other!r:.80} have no order")


def _begun(value: Fact, high: Fact) -> Fact:
    """A date as far as a bound goes: what lies in 2024 is not above 2024."""
    return value[: len(high)] if isinstance(value, str) and isinstance(high, str) else value


def bound(field: Field, limit: float | str | None) -> Fact:
    """A bound as the field's own value: a number in the base unit, a date. None when not given.

    Raises StepError `bad_rule` when it cannot be read.
    """
    if limit is None or (field.type != "date" and not isinstance(limit, str)):
        return fact(limit)
    reading = read_value(field.model_copy(update={"unit": ""}), str(limit))
    if reading.value is None:
        raise StepError("bad_rule", f"{str(limit)!r} is no {field.type}: {reading.problem}")
    return fact(reading.value)


def _wrong_relation(rule: CompareRule, sight: Sight) -> str:
    left, right = sight.reckon(rule.left), sight.reckon(rule.right)
    try:
        holds = _stands(left, rule, right)
    except TypeError as error:
        told = f"{rule.left} and {rule.right} cannot be compared: {error}"
        raise StepError("bad_rule", told) from error
    if holds:
        return ""
    sides = _side(rule.left, left, sight), _side(rule.right, right, sight)
    words = f" {_RELATIONS[rule.must_be][1]} ".join(sides)
    if isinstance(left, Figure) and isinstance(right, Figure) and left != right:
        words += f" (difference {written(abs(left - right))})"
    return words


def _stands(left: Fact, rule: CompareRule, right: Fact) -> bool:
    relation, _ = _RELATIONS[rule.must_be]
    if not (isinstance(left, Figure) and isinstance(right, Figure)):
        return relation(left, right)
    allowed = _allowed(rule.tolerance, right)
    if rule.must_be in ("==", "!="):
        near = abs(left - right) <= allowed
        return near if rule.must_be == "==" else not near
    return relation(left, right + allowed if "<" in rule.must_be else right - allowed)


def _side(expression: str | float, value: Fact, sight: Sight) -> str:
    """One side of a comparison in words: a field by its label, an expression as it is written."""
    if not isinstance(expression, str):
        return written(value)
    plain = sight.mentions(expression) == (expression.strip(),)
    return f"{sight.label(expression.strip()) if plain else expression} {written(value)}"


def _wrong_choice(rule: OneOfRule, sight: Sight) -> str:
    sight.given([rule.field])
    field, value = sight.field(rule.field), sight.value(rule.field)
    if any(compare(field, value, known).equal for known in rule.values):
        return ""
    known = ", ".join(str(one) for one in rule.values)
    return f"{sight.label(rule.field)} {written(fact(value))} is none of {known}"


def _wrong_expression(expression: str, sight: Sight) -> str:
    if sight.reckon(expression):
        return ""
    told = [f"{sight.label(p)} {written(fact(sight.value(p)))}" for p in sight.mentions(expression)]
    return f"does not hold: {expression}" + (f" ({', '.join(told)})" if told else "")


def in_words(rule: CheckRule) -> str:
    """The rule as the trace names it."""
    match rule:
        case CheckRule(required=tuple() as required):
            return f"required: {', '.join(required)}"
        case CheckRule(sum=SumRule() as given):
            parts = " + ".join(given.of).replace("+ -", "- ")
            return f"sum: {given.total} = {parts}"
        case CheckRule(range=RangeRule() as given):
            low = "…" if given.min is None else given.min
            high = "…" if given.max is None else given.max
            return f"range: {low} <= {given.field} <= {high}"
        case CheckRule(compare=CompareRule() as given):
            return f"compare: {given.left} {given.must_be} {given.right}"
        case CheckRule(one_of=OneOfRule() as given):
            return f"one_of: {given.field}"
        case _:
            return f"expression: {rule.expression}"
