"""Readers of single values: what a model or a rule said, JSON or text, as a value of its type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from aiwf_cli.model.fields import Field
from aiwf_cli.model.json import Json
from aiwf_cli.text.values.amounts import AmountKind, read_amount, read_json_number
from aiwf_cli.text.values.dates import read_date
from aiwf_cli.text.values.reading import Reading, is_absent, unreadable
from aiwf_cli.text.values.words import read_bool, read_enum, spells_a_value

Scalar: TypeAlias = str | int | float
ScalarReader: TypeAlias = Callable[[Field, Scalar, str], Reading]
"""From the field, what was said, and the unit of a bare figure."""


def amount_reader(kind: AmountKind) -> ScalarReader:
    """The reader of a kind of figure; a bare figure counts in the unit."""

    def read(_field: Field, raw: Scalar, unit: str) -> Reading:
        if isinstance(raw, str):
            return read_amount(kind, raw, unit)
        if type(raw) is int and not unit:
            return Reading(raw)
        if isinstance(raw, bool):
            return unreadable(as_text(raw), "not a figure")
        return read_json_number(kind, raw, unit)

    return read


def word_reader(read_words: Callable[[str], Reading]) -> ScalarReader:
    """The reader of text in some form; a JSON number is taken by its digits."""

    def read(_field: Field, raw: Scalar, _unit: str) -> Reading:
        if isinstance(raw, str):
            return read_words(raw)
        return read_words(as_text(raw)).after(f"{as_text(raw)} came as a number")

    return read


def a_date(field: Field, raw: Scalar, unit: str) -> Reading:
    """The reader of a date, whose day comes first where the field says so."""
    return word_reader(lambda text: read_date(text, field.day_first))(field, raw, unit)


def verbatim(_field: Field, raw: Scalar, _unit: str) -> Reading:
    """The text itself, character for character."""
    return Reading(as_text(raw))


def yes_or_no(field: Field, raw: Scalar, _unit: str) -> Reading:
    """The reader of a bool: JSON's own, or a word."""
    return Reading(raw) if isinstance(raw, bool) else read_bool(as_text(raw), values_of(field))


def one_of_values(field: Field, raw: Scalar, _unit: str) -> Reading:
    """The reader of an enum."""
    return read_enum(as_text(raw), values_of(field))


def values_of(field: Field) -> Mapping[str, tuple[str, ...]]:
    """The field's allowed values, each with its other spellings."""
    values = field.values
    return values if isinstance(values, dict) else dict.fromkeys(values, ())


def as_text(raw: Json) -> str:
    """`raw` as text: strings as they are, true and false as JSON writes them."""
    return str(raw).lower() if isinstance(raw, bool) else str(raw)


def says_absent(field: Field, raw: Json) -> bool:
    """Whether `raw` says that there is nothing: null, blank, `(none)`, `なし`, `N/A` (`is_absent`).

    Unless the word is a value of the field: なし is "no" to a bool, and may be one of an enum.
    """
    if not isinstance(raw, str):
        return raw is None
    if not is_absent(raw):
        return False
    if field.type == "bool":
        return read_bool(raw, values_of(field)).value is None
    return field.type != "enum" or not spells_a_value(raw, values_of(field))
