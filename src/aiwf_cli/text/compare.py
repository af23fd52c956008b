"""The table of field types: how each is read from text, and held against gold.

Reading turns what a model or a rule said into the value that records.jsonl holds. Comparing reads
both sides in the same way and asks whether they are the same, with one difference: a bare figure
that is read counts in the field's unit (27,226 with 百万円 is 27226000000), a bare figure that is
compared counts in the base unit, as records and gold files hold it.

What is blank, `(none)`, `なし`, `無し` or `N/A` is absent; absent and 0 are never the same.
A new type of field is one line of `_TYPES`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from aiwf_cli.model.fields import Field, FieldType
from aiwf_cli.model.json import Json
from aiwf_cli.text.values import rows, slips
from aiwf_cli.text.values.amounts import AmountKind
from aiwf_cli.text.values.clauses import clause_likeness, explain_clauses, read_clause
from aiwf_cli.text.values.codes import code_likeness, printed_code, read_code
from aiwf_cli.text.values.field_type import TypeRules, single
from aiwf_cli.text.values.readers import (
    a_date,
    amount_reader,
    one_of_values,
    says_absent,
    verbatim,
    word_reader,
    yes_or_no,
)
from aiwf_cli.text.values.reading import Reading
from aiwf_cli.text.values.rows import Form
from aiwf_cli.text.values.tolerance import read_tolerance
from aiwf_cli.text.values.words import (
    quote_key,
    read_quote,
    read_text,
    same_quote,
    text_key,
    words_likeness,
)

__all__ = [
    "Comparison",
    "Reading",
    "comparable",
    "comparables_alike",
    "comparables_equal",
    "compare",
    "likeness",
    "likenesses",
    "read_value",
    "says_absent",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A value held against gold.

    `left` (the value) and `right` (gold) are what was compared, None where nothing is said. `trace`
    are the rules that made them. `explanation` names the slip in the words of a person when they
    differ and one is known; what only the document can tell (`other period`) is not among them.
    """

    equal: bool
    left: Json
    right: Json
    trace: tuple[str, ...] = ()
    explanation: str | None = None


def read_value(field: Field, raw: Json, *, unit: str | None = None) -> Reading:
    """What `raw`, as a model or a rule said it, means as a value of `field`.

    `unit` is what the document says a bare figure counts (百万円, in thousands); it goes before the
    field's own unit, and a unit printed with the figure before both. A row or subfield that cannot
    be read is None in the value, and the problem names it.
    """
    return _TYPES[field.type].read(field, raw, unit)


def compare(field: Field, value: Json, gold: Json) -> Comparison:
    """Whether `value` is right, both read in the way of the field's type and its `compare:`.

    Gold may be JSON or text as an expert types it (△1,041, 令和6年4月1日, 第11条5). What cannot be
    read is compared as text. In an object, a subfield that one side lacks does not count.
    The same both ways round, except for `contains` and a tolerance in percent, which look at gold.
    Raises TaskError when the field's tolerance makes no sense.
    """
    left, right = _form(field, value), _form(field, gold)
    equal = _same(field, left.value, right.value)
    return Comparison(
        equal=equal,
        left=left.value,
        right=right.value,
        trace=_trace(left, right),
        explanation=None if equal else _explain_forms(field, left, right),
    )


def comparable(field: Field, raw: Json) -> Json:
    """What is compared of `raw`, for who compares one value with many; None when it says nothing.

    Equal ones are the same. Others are not, but for quotes, `contains` and a tolerance.
    """
    return _form(field, raw).value


def comparables_equal(field: Field, value: Json, gold: Json) -> bool:
    """Whether what `comparable` made of a value is right, given what it made of gold."""
    return _same(field, value, gold)


def comparables_alike(field: Field, value: Json, gold: Json) -> float:
    """The likeness of what `comparable` made of a value and of gold."""
    return _near(field, value, gold)


def likeness(field: Field, value: Json, gold: Json) -> float:
    """How near `value` comes to `gold`, from 0 (nothing in common) to 1 (equal).

    Made for aligning the rows of lists: an object is as near as its subfields are on average.
    """
    return _near(field, _form(field, value).value, _form(field, gold).value)


def likenesses(field: Field, values: Sequence[Json], golds: Sequence[Json]) -> list[list[float]]:
    """The likeness of each of `values` (rows) to each of `golds` (columns); each is read once."""
    lefts, rights = ([_form(field, raw).value for raw in side] for side in (values, golds))
    return _table(field, lefts, rights)


def _table(field: Field, lefts: Sequence[Json], rights: Sequence[Json]) -> list[list[float]]:
    """The likeness of every left form to every right one; equal pairs are worked out once."""
    if field.type == "object":
        return rows.object_likenesses(field, lefts, rights, _table)
    if field.type == "list":
        return [[_near(field, left, right) for right in rights] for left in lefts]
    lines = {
        left: {right: _near(field, left, right) for right in set(rights)} for left in set(lefts)
    }
    return [[line[right] for right in rights] for line in map(lines.__getitem__, lefts)]


def _form(field: Field, raw: Json) -> Form:
    """What is compared of `raw`, and the rules that made it."""
    if says_absent(field, raw):
        absent = _rules_of(field).form(field, None)
        return absent if raw is None else replace(absent, trace=(f"{raw or 'blank'} → absent",))
    return _rules_of(field).form(field, raw)


def _same(field: Field, left: Json, right: Json) -> bool:
    if not _comparable(left, right):
        return left is right
    return _rules_of(field).same(field, left, right)


def _near(field: Field, left: Json, right: Json) -> float:
    if not _comparable(left, right):
        return float(left is right)
    return _rules_of(field).near(field, left, right)


def _explain(field: Field, left: Json, right: Json) -> str | None:
    if field.type in _FIGURES and {left, right} == {None, 0}:
        return "absent for zero" if left is None else "zero for absent"
    if not _comparable(left, right) or _same(field, left, right):
        return None
    return _rules_of(field).explain(field, left, right)


def _comparable(left: Json, right: Json) -> bool:
    """Whether both are there, and both were read or neither."""
    return left is not None and right is not None and _is_text(left) == _is_text(right)


def _is_text(form: Json) -> bool:
    return isinstance(form, str)


def _explain_forms(field: Field, left: Form, right: Form) -> str | None:
    if not right.readable:
        return "gold cannot be read"
    if not left.readable:
        return "value cannot be read"
    return _explain(field, left.value, right.value)


def _trace(left: Form, right: Form) -> tuple[str, ...]:
    if not left.trace and not right.trace:
        return ()
    value = [f"value: {rule}" for rule in left.trace]
    return (*value, *[f"gold: {rule}" for rule in right.trace])


def _rules_of(field: Field) -> TypeRules:
    """The line of the table, changed by what the field says under `compare: {how: …}`."""
    rules = _TYPES[field.type]
    how = field.compare.how if field.compare else None
    if how is None:
        return rules
    if how == "code":
        return _TYPES["code"]
    if field.type not in _TEXTS:
        return rules
    return _VERBATIM if how == "exact" else replace(rules, same=_contains, near=_near_contains)


def _contains(_field: Field, value: str, gold: str) -> bool:
    return gold in value


def _near_contains(_field: Field, value: str, gold: str) -> float:
    return 1.0 if gold in value else words_likeness(value, gold)


def _text_key(field: Field, value: str) -> str:
    return text_key(value, field.compare.ignore if field.compare else ())


def _quote_key(field: Field, value: str) -> str:
    return _text_key(field, quote_key(value))


def _code_key(field: Field, value: str) -> str:
    code = printed_code(value)
    return _text_key(field, code) if field.compare and field.compare.ignore else code


def _same_quote(_field: Field, value: str, gold: str) -> bool:
    return same_quote(value, gold)


def _same_number(field: Field, value: float | str, gold: float | str) -> bool:
    if isinstance(value, str) or isinstance(gold, str):
        return value == gold
    tolerance = field.compare.tolerance if field.compare else None
    return value == gold if tolerance is None else read_tolerance(tolerance).allows(value, gold)


def _no_slip(_value: Json, _gold: Json) -> None:
    return None


def _unlike(_value: Json, _gold: Json) -> float:
    return 0.0


def _figure(kind: AmountKind) -> TypeRules:
    read = amount_reader(kind)
    return single(read, slips.explain_numbers, slips.number_likeness, same=_same_number)


_FIGURES = ("integer", "number", "money", "percent")
_TEXTS = ("text", "quote", "code")
_VERBATIM = single(verbatim, slips.explain_texts, words_likeness)

_TYPES: dict[FieldType, TypeRules] = {
    "text": single(word_reader(read_text), slips.explain_texts, words_likeness, key=_text_key),
    "quote": single(
        word_reader(read_quote),
        slips.explain_texts,
        words_likeness,
        key=_quote_key,
        same=_same_quote,
    ),
    "integer": _figure("integer"),
    "number": _figure("number"),
    "money": _figure("money"),
    "percent": _figure("percent"),
    "date": single(a_date, slips.explain_dates, slips.date_likeness),
    "clause": single(word_reader(read_clause), explain_clauses, clause_likeness),
    "code": single(word_reader(read_code), slips.explain_codes, code_likeness, key=_code_key),
    "enum": single(one_of_values, _no_slip, _unlike),
    "bool": single(yes_or_no, _no_slip, _unlike),
    "list": TypeRules(
        read=lambda field, raw, unit: rows.read_list(field, raw, _reader(unit)),
        form=lambda field, raw: rows.list_form(field, raw, _form),
        same=lambda field, value, gold: rows.same_lists(field, value, gold, _same),
        explain=lambda field, value, gold: rows.explain_lists(field, value, gold, _explain),
        near=lambda field, value, gold: rows.near_lists(field, value, gold, _near),
    ),
    "object": TypeRules(
        read=lambda field, raw, unit: rows.read_object(field, raw, _reader(unit)),
        form=lambda field, raw: rows.object_form(field, raw, _form),
        same=lambda field, value, gold: rows.same_objects(field, value, gold, _same),
        explain=lambda field, value, gold: rows.explain_objects(field, value, gold, _explain),
        near=lambda field, value, gold: rows.near_objects(field, value, gold, _near),
    ),
}


def _reader(unit: str | None) -> rows.ReadPart:
    return lambda field, raw: read_value(field, raw, unit=unit)
