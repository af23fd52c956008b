"""What an outline is: provisions with their clauses, and the clause of any place in the text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from aiwf_cli.model.json import Json, JsonObject
from aiwf_cli.text.numbering.clause import Clause
from aiwf_cli.text.numbering.references import parse_clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """A numbered provision: the characters from `start` to `end`, with all that stands in it.

    `level` is section, article, paragraph, item or subitem. `marker` is the number as printed, ""
    when `inferred`: then no number is printed and it was concluded from its neighbours. `title`
    is the heading or caption without its brackets; a caption above the number belongs to the
    provision. `part` counts the papers in one text, from 0.
    """

    clause: Clause
    level: str
    marker: str
    start: int
    end: int
    title: str | None = None
    inferred: bool = False
    part: int = 0

    def to_json(self) -> JsonObject:
        """The provision with its clause in canonical form."""
        return {
            "clause": str(self.clause),
            "level": self.level,
            "marker": self.marker,
            "title": self.title,
            "start": self.start,
            "end": self.end,
            "inferred": self.inferred,
            "part": self.part,
        }

    @classmethod
    def from_json(cls, data: Json) -> Provision:
        """The provision that `to_json` wrote; raises ValueError when its clause is none."""
        row = cast("dict[str, object]", data)
        clause = parse_clause(cast(str, row["clause"]))
        if clause is None:
            raise ValueError(f"not a clause: {row['clause']!r}")
        return cls(
            clause=clause,
            level=cast(str, row["level"]),
            marker=cast(str, row["marker"]),
            title=cast("str | None", row["title"]),
            start=cast(int, row["start"]),
            end=cast(int, row["end"]),
            inferred=cast(bool, row["inferred"]),
            part=cast(int, row["part"]),
        )


@dataclass(frozen=True, kw_only=True)
class Outline:
    """The provisions of a text in its order, an outer one before those inside it."""

    provisions: tuple[Provision, ...] = ()

    def __len__(self) -> int:
        return len(self.provisions)

    def __getitem__(self, index: int) -> Provision:
        return self.provisions[index]

    def __iter__(self) -> Iterator[Provision]:
        return iter(self.provisions)

    def provision_at(self, offset: int) -> Provision | None:
        """The innermost provision that holds the character at `offset`; None between provisions."""
        starts, holders = self._segments
        place = bisect_right(starts, offset) - 1
        return holders[place] if place >= 0 else None

    def to_json(self) -> JsonObject:
        """The outline as a step's output."""
        return {"provisions": [provision.to_json() for provision in self.provisions]}

    @classmethod
    def from_json(cls, data: Json) -> Outline:
        """The outline that `to_json` wrote; raises ValueError when it holds something else."""
        rows = cast("dict[str, list[Json]]", data)["provisions"]
        return cls(provisions=tuple(Provision.from_json(row) for row in rows))

    @cached_property
    def _segments(self) -> tuple[list[int], list[Provision | None]]:
        """Where the innermost provision changes, and what it is from there on."""
        changes: dict[int, Provision | None] = {}
        around: list[Provision] = []
        for provision in self.provisions:
            while around and around[-1].end <= provision.start:
                closed = around.pop()
                changes[closed.end] = around[-1] if around else None
            changes[provision.start] = provision
            around.append(provision)
        while around:
            closed = around.pop()
            changes[closed.end] = around[-1] if around else None
        return sorted(changes), [changes[offset] for offset in sorted(changes)]
