"""The numbered provisions of a text, and the clause of any place in it.

How a text becomes an outline, one module a step:

1. `lines`: the visible lines without furniture, and how likely each begins something new.
2. `markers`, `readings`: what may be a number at one place, and all that it can mean. `titles`,
   `follows`, `sections`, `candidates`: the local evidence for and against each.
3. `contents`: a table of contents repeats headings that come elsewhere with their text; it goes.
4. `order`, `search`: of all ways to take or leave the candidates, that whose numbers count up
   best.
5. `tree`, `naming`, `paths`: what stands in what, and under which clause each is cited.
6. `lost`: items whose numbers are not printed, where the lead promises them.

Offsets always count in the text as it was given; furniture is skipped, not cut out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from aiwf_cli.model.document import Span
from aiwf_cli.text.numbering.candidates import find_candidates
from aiwf_cli.text.numbering.clause import Clause
from aiwf_cli.text.numbering.contents import without_repeated
from aiwf_cli.text.numbering.levels import Level, level_markers
from aiwf_cli.text.numbering.lines import Lines
from aiwf_cli.text.numbering.lost import lost_items
from aiwf_cli.text.numbering.naming import Namer
from aiwf_cli.text.numbering.provisions import Outline, Provision
from aiwf_cli.text.numbering.search import search
from aiwf_cli.text.numbering.titles import title_line
from aiwf_cli.text.numbering.tree import Node, build

__all__ = ["Outline", "Provision", "outline"]


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
    """The provision of a node, with those inside it whose numbers are not printed."""
    clause, candidate = namer.clauses[node], node.candidate
    first, second = namer.first_paragraphs.get(node, (None, node))
    title, body = _title_and_body(lines, node, before=second.begin if first else node.end)
    if candidate:
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
    lead_end = node.children[0].begin if node.children else node.end
    if _may_have_items(first or clause) and (not node.children or node.children[0] is second):
        for number, span in enumerate(lost_items(lines, body, lead_end), 1):
            yield _inferred(replace(first or clause, item=(number,)), "item", span, node)


def _may_have_items(clause: Clause) -> bool:
    """Whether it is an article, a paragraph, or 附則 and the like without such."""
    return bool(clause.article or clause.section) and not (
        clause.path or clause.item or clause.subitems
    )


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
