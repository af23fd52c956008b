"""Giving each provision of the tree the clause it is cited by.

Under 第N条 the levels have names, and which list is which level shows in its style: `1.`, `２　` and ①
count paragraphs (項); 一, (1), （一） count items (号); kana, letters and roman numbers are sub-items. Three
things overrule that. A list that begins with 2 continues an unnumbered first paragraph, which becomes a
provision of its own. A list that elsewhere in the paper stands inside the paragraphs is one of items. And
a lead that announces a list (次の…, 以下の…) is followed by items. Papers without 第N条 are cited by their printed path.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from aiwf_cli.text import numerals
from aiwf_cli.text.numbering.clause import Clause
from aiwf_cli.text.numbering.markers import Family, Reading
from aiwf_cli.text.numbering.search import PARAGRAPHS
from aiwf_cli.text.numbering.sections import SUPPLEMENT
from aiwf_cli.text.numbering.tree import Node


_ANNOUNCES_LIST = re.compile(r"[次左](?:の|に|のとおり)|(?:以下|下記)(?:の|に)")
_COUNTED = frozenset({"arabic", "kanji", ""})
_KANA = frozenset({"iroha", "gojuon"})


class Namer:
    """Names the provisions of one text: `clauses` by node, and the unnumbered first paragraphs."""

    def __init__(self, text: str, roots: Sequence[Node]) -> None:
        self._text = text
        self._inside = Counter(
            (node.parent.family, node.family)
            for root in roots
            for node in root.walk()
            if node.parent and node.parent.family in PARAGRAPHS and node.family in PARAGRAPHS
        )
        self.clauses: dict[Node, Clause] = {}
        self.first_paragraphs: dict[Node, tuple[Clause, Node]] = {}
        """By article: the clause of its unnumbered first paragraph, and the second one."""
        for root, name in zip(roots, section_names(roots), strict=True):
            self._name_part(root, name)

    def _name_part(self, root: Node, name: str) -> None:
        self.clauses[root] = Clause(section=name)
        restarting = _sections_restart(root)
        for node in root.children:
            family = node.family
            if family and (family.form == "article" or _is_article(self._text, node)):
                self._name(node, Clause(section=name, article=node.number[0]))
            elif name and not restarting and _has_named_levels(name, node):
                continue
            elif node.reading:
                self._name(
                    node, Clause(section=name, path=_path_head(node.reading, node, restarting))
                )
        named = [node for node in root.children if node not in self.clauses]
        if named:
            self._name_lists(root, self.clauses[root], named)

    def _name(self, node: Node, clause: Clause) -> None:
        self.clauses[node] = clause
        if not node.children:
            return
        if clause.path:
            for child in node.children:
                self._name(child, replace(clause, path=_path(clause.path, child)))
        elif clause.item or clause.subitems or clause.paragraph is not None:
            for child in node.children:
                self._name(child, _inside_paragraph(clause, child))
        else:
            self._name_lists(node, clause, node.children)

    def _name_lists(self, node: Node, clause: Clause, children: Sequence[Node]) -> None:
        """Name the lists right under an article (or right under 附則): which are its paragraphs?"""
        lists: dict[Family | None, list[Node]] = defaultdict(list)
        for child in children:
            lists[child.family].append(child)
        paragraphs = [
            child
            for members in lists.values()
            if self._are_paragraphs(node, members)
            for child in members
        ]
        second = paragraphs[0] if paragraphs and paragraphs[0].number == ((2,),) else None
        lone = not second and len({child.number for child in paragraphs}) == 1
        lead = clause
        if second:
            lead = replace(clause, paragraph=1)
            self.first_paragraphs[node] = (lead, second)
        for child in children:
            if child in paragraphs:
                number = child.number[-1][0]
                self._name(
                    child, clause if lone and clause.article else replace(clause, paragraph=number)
                )
            else:
                self._name(child, _inside_paragraph(lead, child))

    def _are_paragraphs(self, node: Node, members: Sequence[Node]) -> bool:
        first = members[0]
        if (
            first.family is None
            or first.family.form == "kou"
            or first.number == ((2,),)
            or len(first.number) > 1
        ):
            return True
        if first.family not in PARAGRAPHS:
            return False
        if any(
            self._inside[outer, first.family] > self._inside[first.family, outer]
            for outer in PARAGRAPHS
        ):
            return False
        lead = self._text[node.candidate.body if node.candidate else node.begin : first.begin]
        return not _ANNOUNCES_LIST.search(lead)


def section_names(roots: Sequence[Node]) -> list[str]:
    """The section of each root; several 附則 of one paper are told apart by label or place."""
    printed = [root.candidate.name if root.candidate else "" for root in roots]
    supplements = Counter(
        root.part for root, name in zip(roots, printed, strict=True) if name.startswith(SUPPLEMENT)
    )
    names, seen = [], Counter[int]()
    for root, name in zip(roots, printed, strict=True):
        if name.startswith(SUPPLEMENT):
            seen[root.part] += 1
            if supplements[root.part] == 1:
                name = SUPPLEMENT
            elif name == SUPPLEMENT and seen[root.part] > 1:
                name = f"{SUPPLEMENT}〔{seen[root.part]}〕"
        names.append(name)
    return names


def _is_article(text: str, node: Node) -> bool:
    """Whether a pattern for articles found it and 条 is printed in it."""
    candidate = node.candidate
    if not candidate or candidate.level != "article":
        return False
    return "条" in text[candidate.marker.start : candidate.marker.end]


def _has_named_levels(section: str, node: Node) -> bool:
    """附則 counts paragraphs or items, a 別表 items, even without articles."""
    if section.startswith(SUPPLEMENT):
        return True
    return not section.isascii() and node.family is not None and node.family.system == "kanji"


def _inside_paragraph(clause: Clause, node: Node) -> Clause:
    """The clause of a list member in an article, a paragraph or an item."""
    if node.family is None or not node.reading:
        return clause
    counted = node.family.system in _COUNTED
    if counted and not clause.item and not clause.subitems:
        return replace(clause, item=node.number[-1])
    return replace(clause, subitems=(*clause.subitems, _label(node.reading)))


def _label(reading: Reading) -> str:
    """A sub-item's label without brackets; kanji numbers in arabic digits."""
    if reading.family.system == "kanji":
        return "の".join(map(str, reading.number[-1]))
    return reading.labels[-1].lstrip(".-")


def _sections_restart(root: Node) -> bool:
    """Whether Section 1 comes in every Article, so that a section is cited with its article."""
    articles = [node for node in root.children if node.family and node.family.form == "Article"]
    firsts = [
        child.number
        for article in articles
        for child in article.children
        if child.family and child.family.form == "Section" and len(child.number) == 1
    ]
    return len(firsts) > len(set(firsts))


def _path_head(reading: Reading, node: Node, restarting: bool) -> tuple[str, ...]:
    family, label = reading.family, reading.labels[0]
    match family.form:
        case "Article" if family.system == "arabic" and not restarting:
            return reading.labels
        case "Article":
            return (f"ARTICLE {label}",)
        case "dai":
            return (f"第{label}",)
        case "Section" if len(label.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) > 3:
            return (f"§ {label}", *reading.labels[1:])
        case "Section":
            return reading.labels
        case "plain" if family.system == "kanji":
            return (_label(reading),)
        case "plain" if family.system in ("arabic", "ROMAN", "LETTER"):
            return reading.labels
        case _:
            return (f"({_label(reading)})",)


def _path(above: tuple[str, ...], node: Node) -> tuple[str, ...]:
    """The printed path of a member of a provision whose own path is `above`."""
    reading = node.reading
    if not reading:
        return above
    if len(reading.number) > 1:
        return reading.labels
    return (*above, _path_step(reading, node.parent.family if node.parent else None, above))


def _path_step(reading: Reading, outer: Family | None, above: tuple[str, ...]) -> str:
    """A step in its own brackets: 4(b); numbers go on with a dot (4.1) where no bracket is before."""
    family = reading.family
    if family.form == "Section":
        return f", Section {reading.labels[0]}"
    if family.form == "plain" and outer:
        if family.system in _KANA and outer.system not in _KANA:
            return _label(reading)
        if (
            family.system == "arabic"
            and outer.form in ("plain", "Section")
            and above[-1][-1] != ")"
        ):
            return f".{reading.labels[0]}"
    return f"({_label(reading)})"
