"""The tree of provisions that the placed candidates make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from aiwf_cli.text.numbering.candidates import Candidate
from aiwf_cli.text.numbering.readings import Family, MarkerReading, Number
from aiwf_cli.text.numbering.search import Placed


@dataclass(slots=True, eq=False)
class Node:
    """A provision as it stands among the others; `end` is where the next one outside it begins.

    The root of each part of a paper has no reading: the main part has no candidate either, 附則
    and 別表 have their heading.
    """

    candidate: Candidate | None
    reading: MarkerReading | None
    parent: Node | None
    part: int
    begin: int
    end: int
    depth: int = -1
    children: list[Node] = field(default_factory=list)

    @property
    def family(self) -> Family | None:
        """The family of the list it is a member of."""
        return self.reading.family if self.reading else None

    @property
    def number(self) -> Number:
        """Its number in that list; () for a root."""
        return self.reading.number if self.reading else ()

    def walk(self) -> Iterator[Node]:
        """The provisions inside it, itself first, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()


def build(placed: Sequence[Placed], length: int) -> tuple[Node, ...]:
    """The roots of all parts, in order; `length` is where the text ends."""
    roots = [Node(None, None, None, 0, 0, length)]
    path = [roots[0]]
    for item in placed:
        begin = item.candidate.begin
        if item.reading is None:
            _close(path, begin)
            if item.candidate.kind == "section":
                roots[-1].end = begin
                roots.append(Node(item.candidate, None, None, item.part, begin, length))
            path = [roots[-1]]
            continue
        if item.part != roots[-1].part:
            _close(path, begin)
            roots[-1].end = begin
            roots.append(Node(None, None, None, item.part, begin, length))
            path = [roots[-1]]
        while not _holds(path[-1], item.depth, item.reading.number):
            path.pop().end = begin
        node = Node(item.candidate, item.reading, path[-1], item.part, begin, length, item.depth)
        path[-1].children.append(node)
        path.append(node)
    return tuple(roots)


def _close(path: list[Node], at: int) -> None:
    for node in path[1:]:
        node.end = at


def _holds(node: Node, depth: int, number: Number) -> bool:
    """Whether a member at `depth` is inside `node`: in a deeper list, or behind one more dot."""
    if node.depth == depth:
        return len(node.number) < len(number) and number[: len(node.number)] == node.number
    return node.depth < depth
