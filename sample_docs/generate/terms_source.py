"""The source text of a sample terms-of-service document, read into its structure.

A source file is a YAML front matter (layout, numbering, title block; see `terms_pages`) between
two lines `---`, then one block a line:

    = text      chapter heading                 > text    a line at the right
    == text     a section whose articles are numbered anew (附則) or that has none (別表)
    # title     article      #+ title   branch article of the one before (第5条の2)
    #x title    an article that has been deleted; its number stays
    - text      paragraph    -- text    item    --- text   sub-item
    | a | b |   table row    @toc   table of contents    @page   page break
    < # …       the same, in the version before the amendment; `<=` when nothing changed
    text        a plain paragraph

No number is written in a source: numbers printed in the document and numbers in the gold are both
counted from this structure. `[[…]]` marks a sentence that is a disclaimer; one pair for each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

_MARK = re.compile(r"\[\[(.+?)\]\]")
_BLOCK = re.compile(r"^(==?|#[+x]?|-{1,3}|>|@\w+)(?:\s+(.*))?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """A paragraph, an item or a sub-item: its text as printed, its disclaimers, what is below."""

    text: str
    disclaimers: tuple[str, ...] = ()
    below: tuple[Provision, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article; `branch` is 2 in 第5条の2, `section` is 附則 where numbers start anew."""

    number: int
    branch: int | None
    title: str
    section: str = ""
    deleted: bool = False
    paragraphs: tuple[Provision, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A block that is no article: `kind` is chapter, section, plain, right, toc or page."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of cells; the first row is the header."""

    rows: tuple[tuple[str, ...], ...]


Block = Article | Line | Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document: its front matter, its blocks, and per article its version before (or None).

    `before` maps the index of an article in `blocks` to the earlier version of that article. It is
    empty unless the document sets both versions side by side.
    """

    path: Path
    front: dict[str, Any]
    blocks: tuple[Block, ...]
    before: dict[int, Article]

    @property
    def file(self) -> str:
        """The name of the PDF."""
        return str(self.front["file"])

    @property
    def articles(self) -> tuple[Article, ...]:
        """The articles that are in force, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Article))


def read_source(path: Path) -> Source:
    """The document that `path` describes; raises ValueError on a line it cannot read."""
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    builder = _Builder()
    for number, line in enumerate(body.splitlines(), start=2 + front.count("\n") + 1):
        try:
            builder.add(line.strip())
        except (IndexError, ValueError) as error:
            raise ValueError(f"{path.name}, line {number}: {error}: {line[:40]}") from error
    builder.close()
    return Source(
        path=path,
        front=dict(YAML(typ="safe").load(front)),
        blocks=tuple(builder.blocks),
        before=builder.before,
    )


def provision(text: str) -> Provision:
    """A provision without anything below it, its marks taken out of the text."""
    if text.count("[[") != text.count("]]") or text.count("[[") != len(_MARK.findall(text)):
        raise ValueError("[[ and ]] do not pair")
    return Provision(text=_MARK.sub(r"\1", text), disclaimers=tuple(_MARK.findall(text)))


class _Counter:
    """Counts articles of one version of the document, section by section."""

    def __init__(self) -> None:
        self.section = ""
        self.number = 0
        self.branch: int | None = None

    def enter(self, section: str) -> None:
        self.section, self.number, self.branch = section, 0, None

    def article(self, mark: str, title: str) -> Article:
        if mark == "#+":
            self.branch = (self.branch or 1) + 1
        else:
            self.number, self.branch = self.number + 1, None
        return Article(
            number=self.number,
            branch=self.branch,
            title=title,
            section=self.section,
            deleted=mark == "#x",
        )


class _Builder:
    """Gathers blocks line by line."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.before: dict[int, Article] = {}
        self._now, self._then = _Counter(), _Counter()
        self._lines: dict[str, list[tuple[str, str]]] = {"": [], "<": []}
        self._open: dict[str, Article] = {}
        self._same = False

    def add(self, line: str) -> None:
        if not line:
            return
        side = "<" if line.startswith("<") else ""
        line = line[len(side) :].strip()
        if side and line == "=":
            self._same = True
        elif line.startswith("|"):
            self._add_row(tuple(cell.strip() for cell in line.strip("|").split("|")))
        elif match := _BLOCK.match(line):
            self._add_block(side, match[1], match[2] or "")
        else:
            self._plain("plain", line)

    def _add_block(self, side: str, mark: str, text: str) -> None:
        if mark.startswith("#"):
            if not side:
                self.close()
            self._open[side] = (self._then if side else self._now).article(mark, text)
        elif mark.startswith("-"):
            if side not in self._open:
                raise ValueError("a provision outside an article")
            self._lines[side].append((mark, text))
        elif mark == "==":
            self._plain("section", text)
            self._now.enter(text)
            self._then.enter(text)
        else:
            kinds = {"=": "chapter", ">": "right"}
            self._plain(kinds.get(mark, mark.lstrip("@")), text)

    def _plain(self, kind: str, text: str) -> None:
        self.close()
        self.blocks.append(Line(kind=kind, text=text))

    def _add_row(self, cells: tuple[str, ...]) -> None:
        self.close()
        if self.blocks and isinstance(self.blocks[-1], Table):
            self.blocks[-1] = Table(rows=(*self.blocks[-1].rows, cells))
        else:
            self.blocks.append(Table(rows=(cells,)))

    def close(self) -> None:
        """Ends the article that is being read, in both versions."""
        now, then = self._open.pop("", None), self._open.pop("<", None)
        if now:
            article = replace(now, paragraphs=_nested(self._lines[""]))
            if self._same:
                old = self._then.article("#", article.title)
                then, self._lines["<"] = old, list(self._lines[""])
            if then:
                self.before[len(self.blocks)] = replace(then, paragraphs=_nested(self._lines["<"]))
            self.blocks.append(article)
        self._lines, self._same = {"": [], "<": []}, False


def _nested(lines: list[tuple[str, str]], depth: int = 1) -> tuple[Provision, ...]:
    """Provisions of `depth` dashes from `lines`, each with the deeper ones that follow it."""
    return tuple(
        replace(provision(text), below=_nested(deeper, depth + 1))
        for text, deeper in _groups(lines, depth)
    )


def _groups(
    lines: list[tuple[str, str]], depth: int
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    starts = [index for index, (mark, _) in enumerate(lines) if len(mark) == depth]
    if lines and (not starts or starts[0] != 0):
        raise ValueError("an item without its paragraph")
    for start, end in pairwise([*starts, len(lines)]):
        yield lines[start][1], lines[start + 1 : end]
