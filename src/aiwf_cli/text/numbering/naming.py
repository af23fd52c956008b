"""Giving each provision of the tree the clause it is cited by.

Under 第N条 the levels have names, and which list is which level shows in its style: `1.`, `２　`
and ① count paragraphs (項); 一, (1), （一） count items (号); kana, letters and roman numbers are
sub-items. Three things overrule that. A list that begins with 2 goes on from a first paragraph
without number, which becomes a provision of its own. A list that elsewhere in the paper stands
inside the paragraphs is one of items. And a lead that announces a list (次の…, 以下の…) is
followed by items.

Papers without 第N条 are cited by their printed path (`paths`).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from aiwf_cli.text.numbering import paths
from aiwf_cli.text.numbering.clause import Clause
from aiwf_cli.text.numbering.order import SECOND_NUMBER, counts_paragraphs
from aiwf_cli.text.numbering.readings import Family
from aiwf_cli.text.numbering.sections import SUPPLEMENT
from aiwf_cli.text.numbering.tree import Node

_ANNOUNCES_LIST = re.compile(r"[次左](?:の|に|のとおり)|(?:以下|下記)(?:の|に)")
_COUNTED = frozenset({"arabic", "kanji", ""})


class Namer:
    """Names the provisions of one text.

    `clauses` holds the clause of every node. `first_paragraphs` holds, by article, the clause of
    its first paragraph when that has no number, and the node of the second one.
    """

    def __init__(self, text: str, roots: Sequence[Node]) -> None:
        self.clauses: dict[Node, Clause] = {}
        self.first_paragraphs: dict[Node, tuple[Clause, Node]] = {}
        self._text = text
        self._inside = _paragraphs_in_paragraphs(roots)
        for root, name in zip(roots, section_names(roots), strict=True):
            self._name_part(root, Clause(section=name))

    def _name_part(self, root: Node, clause: Clause) -> None:
        self.clauses[root] = clause
        restarting = paths.sections_restart(root)
        lists_of_section = []
        for node in root.children:
            if self._is_article(node):
                self._name(node, replace(clause, article=node.number[0]))
            elif _has_named_levels(clause.section, node):
                lists_of_section.append(node)
            else:
                self._name(node, replace(clause, path=paths.head(node, restarting)))
        if lists_of_section:
            self._name_lists(root, clause, lists_of_section)

    def _is_article(self, node: Node) -> bool:
        """Whether it is a 第N条, by the built-in rules or by a pattern for articles."""
        candidate = node.candidate
        if not candidate or candidate.marker.form == "article":
            return True
        marker = candidate.marker
        return candidate.level == "article" and "条" in self._text[marker.start : marker.end]

    def _name(self, node: Node, clause: Clause) -> None:
        self.clauses[node] = clause
        if clause.path:
            for child in node.children:
                self._name(child, replace(clause, path=paths.longer(clause.path, child)))
        elif clause.item or clause.subitems or clause.paragraph is not None:
            for child in node.children:
                self._name(child, _inside_paragraph(clause, child))
        elif node.children:
            self._name_lists(node, clause, node.children)

    def _name_lists(self, node: Node, clause: Clause, children: Sequence[Node]) -> None:
        """Name the lists right under an article or right under 附則, its paragraphs or items."""
        paragraphs = self._paragraphs(node, children)
        lead = clause
        if paragraphs and paragraphs[0].number == SECOND_NUMBER:
            lead = replace(clause, paragraph=1)
            self.first_paragraphs[node] = (lead, paragraphs[0])
        lone = lead is clause and len({child.number for child in paragraphs}) == 1
        for child in children:
            if child not in paragraphs:
                self._name(child, _inside_paragraph(lead, child))
            elif lone and clause.article:
                self._name(child, clause)
            else:
                self._name(child, replace(clause, paragraph=child.number[-1][0]))

    def _paragraphs(self, node: Node, children: Sequence[Node]) -> list[Node]:
        """Those of an article's children that are its paragraphs."""
        lists: dict[Family | None, list[Node]] = defaultdict(list)
        for child in children:
            lists[child.family].append(child)
        counting = {family for family, members in lists.items() if self._counts(node, members[0])}
        return [child for child in children if child.family in counting]

    def _counts(self, node: Node, first: Node) -> bool:
        """Whether the list that begins with `first` counts the paragraphs of `node`."""
        family, level = first.family, first.candidate.level if first.candidate else ""
        if level in ("paragraph", "item") or family is None:
            return level != "item"
        if family.form == "kou" or first.number == SECOND_NUMBER or len(first.number) > 1:
            return True
        if not counts_paragraphs(family) or self._usually_deeper(family):
            return False
        lead = self._text[node.candidate.body if node.candidate else node.begin : first.begin]
        return not _ANNOUNCES_LIST.search(lead)

    def _usually_deeper(self, family: Family) -> bool:
        """Whether lists of `family` mostly stand inside paragraphs of another style."""
        inside = self._inside
        return any(inside[out, inn] > inside[inn, out] for out, inn in inside if inn == family)


def section_names(roots: Sequence[Node]) -> list[str]:
    """The section of each root; several 附則 of one paper are told apart by label or place."""
    printed = [root.candidate.name if root.candidate else "" for root in roots]
    supplements = [name.startswith(SUPPLEMENT) for name in printed]
    how_many = Counter(root.part for root, is_one in zip(roots, supplements, strict=True) if is_one)
    seen = Counter[int]()
    names = []
    for root, name, is_supplement in zip(roots, printed, supplements, strict=True):
        seen[root.part] += is_supplement
        if is_supplement and how_many[root.part] == 1:
            names.append(SUPPLEMENT)
        elif name == SUPPLEMENT and seen[root.part] > 1:
            names.append(f"{SUPPLEMENT}〔{seen[root.part]}〕")
        else:
            names.append(name)
    return names


def _paragraphs_in_paragraphs(roots: Sequence[Node]) -> Counter[tuple[Family, Family]]:
    """How often lists that could be paragraphs stand inside others that could."""
    found = Counter[tuple[Family, Family]]()
    for node in (node for root in roots for node in root.walk()):
        outer, inner = node.parent.family if node.parent else None, node.family
        if outer and inner and counts_paragraphs(outer) and counts_paragraphs(inner):
            found[outer, inner] += 1
    return found


def _has_named_levels(section: str, node: Node) -> bool:
    """附則 counts paragraphs or items and 別表 items, even where neither has articles."""
    if section.startswith(SUPPLEMENT):
        return True
    kanji = node.family is not None and node.family.system == "kanji"
    return bool(section) and not section.isascii() and kanji


def _inside_paragraph(clause: Clause, node: Node) -> Clause:
    """The clause of a list member in an article, a paragraph or an item."""
    if not node.reading:
        return clause
    counted = node.reading.family.system in _COUNTED
    if counted and not clause.item and not clause.subitems:
        return replace(clause, item=node.number[-1])
    return replace(clause, subitems=(*clause.subitems, paths.bare_label(node.reading)))
