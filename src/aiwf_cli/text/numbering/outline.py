"""The numbered provisions of a text, and the clause of any place in it.

How a text becomes an outline, one module a step:

1. `lines`: the visible lines without furniture, and how likely each begins something new.
2. `markers`, `titles`, `follows`, `candidates`: what stands at a line start and may be a number, in all
   its readings, with the local evidence for and against.
3. `contents`: a table of contents repeats headings that come elsewhere with their text; it goes.
4. `order`, `search`: of all ways to take or leave the candidates, that whose numbers count up best.
5. `tree`, `naming`, `paths`: what stands in what, and under which clause each is cited.
6. `lost`: items whose numbers are not printed, where the lead promises them.

Offsets always count in the text as it was given; furniture is skipped, not cut out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import cast

from aiwf_cli.model.document import Span
from aiwf_cli.model.json import Json, JsonObject
from aiwf_cli.text.numbering.candidates import find_candidates
from aiwf_cli.text.numbering.clause import Clause
from aiwf_cli.text.numbering.contents import without_repeated
from aiwf_cli.text.numbering.levels import Level, level_markers
from aiwf_cli.text.numbering.lines import Lines
from aiwf_cli.text.numbering.lost import lost_items
from aiwf_cli.text.numbering.naming import Namer
from aiwf_cli.text.numbering.references import parse_clause
from aiwf_cli.text.numbering.search import search
from aiwf_cli.text.numbering.titles import title_line
from aiwf_cli.text.numbering.tree import Node, build


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """A numbered provision: the characters from `start` to `end`, with all that stands in it.

    `level` is section, article, paragraph, item or subitem. `marker` is the number as printed, "" when
    `inferred`: then no number is printed and it was concluded from its neighbours. `title` is the
    heading or caption without its brackets; a caption above the number belongs to the provision.
    `part` counts the papers in one text, from 0.
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
class Outline(Sequence[Provision]):
    """The provisions of a text in its order, an outer one before those inside it."""

    provisions: tuple[Provision, ...] = ()

    def __len__(self) -> int:
        return len(self.provisions)

    def __getitem__(self, index: int) -> Provision:  # type: ignore[override]
        return self.provisions[index]

    def __iter__(self) -> Iterator[Provision]:
        return iter(self.provisions)

    def provision_at(self, offset: int) -> Provision | None:
        """The innermost provision that holds the character at `offset`; None between provisions."""
        starts, holders = self._segments
        place = bisect_right(starts, offset) - 1
        return holders[place] if place >= 0 else None

    def clause_at(self, offset: int) -> Clause | None:
        """The clause that a sentence at `offset` is cited by; None outside all provisions."""
        provision = self.provision_at(offset)
        return provision.clause if provision else None

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


def outline(
    text: str, *, levels: Sequence[Level] | None = None, furniture: Sequence[Span] = ()
) -> Outline:
    """The outline of `text`; `furniture` are the spans of running heads and page numbers in it.

    `levels` (checked: see `check_levels`) say where the provisions of their level may begin; the
    built-in rules find all others. Raises TimeoutError when a pattern runs too long.
    """
    lines = Lines(text, furniture)
    candidates = without_repeated(lines, find_candidates(lines, level_markers(lines, levels or ())))
    roots = build(search(candidates), len(lines.text))
    namer = Namer(lines.text, roots)
    provisions = [
        provision
        for root in roots
        for node in root.walk()
        for provision in _provisions(lines, namer, node)
    ]
    provisions.sort(key=lambda provision: (provision.start, -provision.end))
    return Outline(provisions=tuple(provisions))


def _provisions(lines: Lines, namer: Namer, node: Node) -> Iterator[Provision]:
    """The provision of a node, and its unnumbered first paragraph."""
    candidate = node.candidate
    first, second = namer.first_paragraphs.get(node, (None, node))
    title, body = _title_and_body(lines, node, before=second.begin if first else node.end)
    if candidate:
        clause = namer.clauses[node]
        yield Provision(
            clause=clause,
            level=_level(clause, node),
            marker=lines.text[candidate.marker.start : candidate.marker.end],
            title=title,
            start=node.begin,
            end=node.end,
            part=node.part,
        )
    if first:
        yield _inferred(first, "paragraph", (body, second.begin), node)
    lead = first or namer.clauses[node]
    if not lead.path and not lead.item and not lead.subitems:
        lead_end = node.children[0].begin if node.children else node.end
        if not node.children or node.children[0] is second:
            for number, span in enumerate(lost_items(lines, body, lead_end), 1):
                yield _inferred(replace(lead, item=(number,)), "item", span, node)


def _inferred(clause: Clause, level: str, span: Span, node: Node) -> Provision:
    """A provision whose number is not printed."""
    return Provision(
        clause=clause,
        level=level,
        marker="",
        start=span[0],
        end=span[1],
        inferred=True,
        part=node.part,
    )


def _title_and_body(lines: Lines, node: Node, before: int) -> tuple[str | None, int]:
    """The title of a provision, and where its words begin; a title has words behind it."""
    candidate = node.candidate
    if candidate is None:
        return None, node.begin
    if candidate.title is None and _may_have_title(node):
        title, body = title_line(lines, candidate.line, candidate.body)
        if body < before:
            return title, body
    return candidate.title, candidate.body


def _may_have_title(node: Node) -> bool:
    """Articles and what stands for them in dotted papers have headings; items only look so."""
    family = node.family
    return node.depth == 0 or (family is not None and family.form == "Section")


def _level(clause: Clause, node: Node) -> str:
    if clause.path:
        return ("article", "paragraph", "item", "subitem")[min(len(clause.path), 4) - 1]
    if node.depth < 0:
        return "section"
    if clause.subitems:
        return "subitem"
    if clause.item:
        return "item"
    return "article" if clause.article and node.depth == 0 else "paragraph"
