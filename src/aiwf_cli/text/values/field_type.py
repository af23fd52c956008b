"""What a type of field is made of: how its values are read, and how two of them compare."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiwf_cli.model.fields import Field
from aiwf_cli.model.json import Json
from aiwf_cli.text.values.readers import ScalarReader, as_text
from aiwf_cli.text.values.reading import Reading, shorten, unreadable
from aiwf_cli.text.values.rows import Form


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeRules:
    """One type of field.

    `read` takes the field, what was said, and what a bare figure counts. `form` makes of what was
    said that which is compared. The others take the field and two such forms, the value's and
    gold's, neither of them None and both read or both unreadable (then they are text).
    """

    read: Callable[[Field, Json, str | None], Reading]
    form: Callable[[Field, Json], Form]
    same: Callable[[Field, Any, Any], bool]
    explain: Callable[[Field, Any, Any], str | None]
    near: Callable[[Field, Any, Any], float]


def single(
    read: ScalarReader,
    explain: Callable[[Any, Any], str | None],
    near: Callable[[Any, Any], float],
    *,
    key: Callable[[Field, Any], Json] | None = None,
    same: Callable[[Field, Any, Any], bool] | None = None,
) -> TypeRules:
    """A type whose values are single ones.

    `key` makes what is compared from what was read (default: that itself), `same` tells whether two
    are the same (default: equal).
    """

    def read_single(field: Field, raw: Json, unit: str | None) -> Reading:
        if raw is None:
            return Reading(None)
        if isinstance(raw, list | dict):
            return unreadable(raw, f"not a single {field.type}")
        return read(field, raw, unit or field.unit)

    def form(field: Field, raw: Json) -> Form:
        if raw is None or isinstance(raw, list | dict):
            return Form(raw) if raw is None else Form(str(raw), ("not one value",), readable=False)
        reading = read(field, raw, "")
        if reading.problem:
            return Form(as_text(raw), (reading.problem,), readable=False)
        value = reading.value
        compared = value if key is None or value is None else key(field, value)
        folded = () if compared == value else (f"compared as {shorten(str(compared))}",)
        return Form(compared, (*reading.trace, *folded))

    def near_or_same(field: Field, value: Any, gold: Any) -> float:
        is_same = value == gold or (same is not None and same(field, value, gold))
        return 1.0 if is_same else near(value, gold)

    return TypeRules(
        read=read_single,
        form=form,
        same=same or _equal,
        explain=lambda _field, value, gold: explain(value, gold),
        near=near_or_same,
    )


def _equal(_field: Field, value: Json, gold: Json) -> bool:
    return value == gold
