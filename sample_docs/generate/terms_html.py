"""A terms-of-service document's blocks as HTML, numbered in its own style.

The keys of the front matter are explained in `terms_pages`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

import pdf
from terms_numbering import Numbering
from terms_source import Article, Block, Line, Provision, Source, Table

CSS = """
body { margin: 0; font-family: sans-serif; font-size: 10pt; line-height: 1.55; color: #000; }
p { margin: 0; }
.title { font-size: 16pt; text-align: center; }
.right { text-align: right; }
.chapter { text-align: center; font-size: 1.1em; margin: 1.2em 0 0.4em 0; }
.section { text-align: center; font-size: 1.1em; margin: 1.4em 0 0.5em 0; }
.heading { margin-top: 0.8em; }
.deleted { margin-top: 0.8em; }
.opens { margin-top: 0.8em; }
.heading-below { margin-top: 0; }
.para { margin-left: 1.5em; text-indent: -1.5em; }
.bare { margin-left: 0; }
.item { margin-left: 3em; text-indent: -1.5em; }
.sub { margin-left: 4.5em; text-indent: -1.5em; }
.pushed { page-break-before: always; margin-top: 0; }
.newpage { page-break-before: always; font-size: 1pt; }
.toc { line-height: 1.5; }
.small { font-size: 8pt; }
.grey { color: #666; }
table { border-collapse: collapse; margin: 0.5em 0 0.5em 0; }
td, th { border: 0.5px solid #000; padding: 3px 4px; vertical-align: top; }
"""
"""The style common to all documents; a document's own `css` comes after it."""


def body(source: Source, contents: dict[str, int], pushed: frozenset[str]) -> Iterator[str]:
    """The document's blocks in order.

    `contents` are the lines of the table of contents with their pages, `pushed` the headings that
    begin a new page.
    """
    setter = _Setter(source, pushed)
    if "compare" in source.front:
        yield from _side_by_side(source, setter)
        return
    for block in source.blocks:
        if isinstance(block, Line) and block.kind == "toc":
            yield from _contents_lines(source, contents)
        else:
            yield setter.block(block)


def _side_by_side(source: Source, setter: _Setter) -> Iterator[str]:
    """Each article as a row: the version before at the left, the amended one at the right."""
    head = "".join(f"<th>{escape(name)}</th>" for name in source.front["compare"])
    yield f'<table class="compare"><tr>{head}</tr>'
    ended = False
    for index, block in enumerate(source.blocks):
        if isinstance(block, Article):
            before = source.before.get(index)
            old = setter.block(before) if before else '<p class="new">（新設）</p>'
            yield f"<tr><td>{old}</td><td>{setter.block(block)}</td></tr>"
        else:
            yield "" if ended else "</table>"
            ended = True
            yield setter.block(block)
    yield "" if ended else "</table>"


class _Setter:
    """Turns blocks into HTML with the document's numbering."""

    def __init__(self, source: Source, pushed: frozenset[str]) -> None:
        self._front = source.front
        self._pushed = pushed
        self._numbering = Numbering.of(source)
        self._gap = escape(source.front.get("gap", "　"))

    def block(self, block: Block) -> str:
        match block:
            case Article():
                return "".join(self._article(block))
            case Table(rows=rows):
                return _table(rows)
            case Line(kind="page"):
                return '<p class="newpage">&nbsp;</p>'
            case Line(kind=kind, text=text):
                return f'<p class="{kind}{self._push(text)}">{escape(text)}</p>'

    def _push(self, heading: str) -> str:
        """The class that moves a heading to the next page, when it has to move."""
        return " pushed" if re.sub("<.*?>", "", heading) in self._pushed else ""

    def _article(self, article: Article) -> Iterator[str]:
        words = {
            "number": escape(self._numbering.article_marker(article)),
            "title": escape(article.title),
        }
        if article.deleted:
            yield f'<p class="deleted">{self._front["deleted"].format(**words)}</p>'
            return
        heading = self._front.get("heading", "").format(**words)
        opening = self._front.get("opening", "").format(**words)
        if heading:
            yield f'<p class="heading{self._push(heading)}">{heading}</p>'
        for index, paragraph in enumerate(article.paragraphs):
            marker = self._numbering.paragraph_marker(article, index)
            above = opening if index == 0 else ""
            classes = ["para" if marker else "bare"]
            if above:
                classes.append("heading-below" if heading else "opens")
            yield self._line(" ".join(classes), marker, paragraph, above)
            yield from self._items(paragraph)

    def _items(self, paragraph: Provision) -> Iterator[str]:
        for index, item in enumerate(paragraph.below):
            yield self._line("item", self._numbering.item_marker(index), item)
            for deeper, sub in enumerate(item.below):
                yield self._line("sub", self._numbering.subitem_marker(deeper), sub)

    def _line(self, kind: str, marker: str, part: Provision, above: str = "") -> str:
        start = above + (escape(marker) + self._gap if marker else "")
        return f'<p class="{kind}">{start}{escape(part.text)}</p>'


def _table(rows: tuple[tuple[str, ...], ...]) -> str:
    head, *body = rows
    cells = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    lines = ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in body]
    return f"<table><tr>{cells}</tr>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def headings(source: Source) -> list[str]:
    """Chapters, sections and article headings as printed: the entries of a table of contents."""
    numbering, entries = Numbering.of(source), []
    for block in source.blocks:
        if isinstance(block, Article):
            number = numbering.article_marker(block)
            form = source.front.get("deleted" if block.deleted else "heading", "")
            entries.append(re.sub("<.*?>", "", form.format(number=number, title=block.title)))
        elif isinstance(block, Line) and block.kind in {"chapter", "section"}:
            entries.append(block.text)
    return [entry for entry in entries if entry]


def _contents_lines(source: Source, contents: dict[str, int]) -> Iterator[str]:
    """Entry, dots, page: as many dots as fill the line."""
    width, size = source.front["toc"]["width"], source.front["toc"]["size"]
    for entry, page in contents.items():
        room = width / size - _ems(f"{entry}  {page}")
        dots = "." * max(2, int(room / _ems(".")))
        yield f'<p class="toc" style="font-size:{size}pt">{escape(entry)} {dots} {page}</p>'


def _ems(text: str) -> float:
    """The width of `text` in ems as `sans-serif` sets it: Helvetica, or a square for kanji."""
    helvetica = pdf.load_pymupdf().Font("helv")
    return sum(1.0 if sign > "\u2e80" else helvetica.text_length(sign, 1) for sign in text)
