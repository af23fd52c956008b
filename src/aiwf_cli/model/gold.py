"""Gold: what the expert says is right, document by document (DESIGN §8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from aiwf_cli.model.json import Json, JsonObject

OR = " || "
"""Stands between two values of which both are right."""


@dataclass(frozen=True, slots=True)
class Label:
    """What the expert says of one cell: any of `values` is right; none of them: there is nothing.

    None among them says that nothing is right, too. A cell without a label is not labelled.
    """

    values: tuple[Json, ...]

    @property
    def absent(self) -> bool:
        """Whether it is known that there is nothing."""
        return not self.values

    @property
    def allows_nothing(self) -> bool:
        """Whether it is right to find nothing."""
        return not self.values or None in self.values

    @property
    def shown(self) -> Json:
        """The label as people write it: its value, several joined by `||`, None for nothing."""
        if len(self.values) > 1:
            return OR.join("(none)" if value is None else str(value) for value in self.values)
        return self.values[0] if self.values else None


GoldRow: TypeAlias = Mapping[str, Label]
"""A row of a list field: labels by subfield; a missing one is not labelled."""
GoldContent: TypeAlias = "Label | tuple[GoldRow, ...]"
"""What gold says of a field: a label, or the rows of a list (none: known to have none)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldPlace:
    """Where the expert found a value: the page counts from 1; either part may be missing."""

    page: int | None = None
    quote: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldDocument:
    """What gold says of one document.

    `fields` lacks what is not labelled. `steps` are right outputs of single steps, as far as the
    expert wrote them. `places` are keyed by field, or by list field, row (from 0) and subfield.
    """

    file: str
    fields: Mapping[str, GoldContent] = field(default_factory=dict)
    steps: Mapping[str, JsonObject] = field(default_factory=dict)
    places: Mapping[tuple[str, int | None, str | None], GoldPlace] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """A gold file, read: its documents in order, and what the reader wants to tell about it.

    `sha256` is the hash of the file's bytes. `remarks` are sentences about cells and columns that a
    person should look at; `unknown_columns` are headers or keys that name no field.
    """

    name: str
    sha256: str
    documents: tuple[GoldDocument, ...]
    remarks: tuple[str, ...] = ()
    unknown_columns: tuple[str, ...] = ()
