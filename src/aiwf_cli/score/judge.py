"""One cell: is what the run says right? Asked of the field's type, and remembered."""

from __future__ import annotations

from aiwf_cli.model.fields import Field
from aiwf_cli.model.gold import Label
from aiwf_cli.model.json import Json
from aiwf_cli.model.rates import Outcome
from aiwf_cli.text.compare import (
    comparable,
    comparables_alike,
    comparables_equal,
    compare,
    says_absent,
)

_MOST_REMEMBERED = 1 << 16
_LONGEST_NOTHING = 16
"""Longer texts are not looked at: they say something."""


class Judge:
    """Holds values of one field against its labels."""

    def __init__(self, field: Field) -> None:
        self.field = field
        how = field.compare.how if field.compare else None
        tolerant = field.compare is not None and field.compare.tolerance is not None
        self.is_single = field.type not in ("list", "object")
        self._is_figure = field.type in ("integer", "number", "money", "percent") and how is None
        is_quote = field.type == "quote" and how is None
        self.is_exact = self.is_single and how != "contains" and not tolerant and not is_quote
        """Whether two values are the same exactly when what is compared of them is."""
        self.chains = self.is_exact or is_quote
        """Whether equality goes from one to the next: if A is B and B is C, then A is C. Quotes may
        differ a little at their ends; for them it holds as long as passages do not overlap."""
        self._forms: dict[tuple[type, Json], Json] = {}

    def outcome(self, value: Json, label: Label) -> Outcome:
        """What becomes of the cell that `label` describes when the run says `value`."""
        for gold in label.values:
            if value == gold and value is not None and type(value) is type(gold):
                return "correct"
        if self.says_nothing(value):
            return "absent_ok" if label.allows_nothing else "missed"
        if label.absent:
            return "invented"
        return "correct" if any(self.same(value, gold) for gold in label.values) else "wrong"

    def says_nothing(self, value: Json) -> bool:
        """Whether the run says that there is nothing."""
        if not isinstance(value, str):
            return value is None
        return len(value) <= _LONGEST_NOTHING and says_absent(self.field, value)

    def same(self, value: Json, gold: Json) -> bool:
        """Whether the two are the same; None is the same as nothing."""
        if value is None or gold is None:
            return False
        if value == gold and type(value) is type(gold):
            return True
        if not self.is_single:
            return compare(self.field, value, gold).equal
        return self.same_forms(self.form(value), self.form(gold))

    def form(self, value: Json) -> Json:
        """What is compared of a value: None when it says nothing. Forms of single types hash."""
        if not self.is_single or isinstance(value, list | dict):
            return comparable(self.field, value)
        if value is None or (self._is_figure and type(value) is int):
            return value
        key = (type(value), value)
        if key not in self._forms:
            if len(self._forms) >= _MOST_REMEMBERED:
                self._forms.clear()
            self._forms[key] = comparable(self.field, value)
        return self._forms[key]

    def same_forms(self, value: Json, gold: Json) -> bool:
        """Whether two forms, neither of them None, are the same."""
        return comparables_equal(self.field, value, gold)

    def likeness(self, value: Json, gold: Json) -> float:
        """How near two forms are, from 0 to 1."""
        return comparables_alike(self.field, value, gold)
