"""Sets the source of a terms-of-service document as a PDF.

Front matter of a source, besides `file`, `title`, `author`, `created` and `numbering`:

    page: A4                    A4, B5, A5, Letter, A4-landscape, or [width, height] in points
    margin: [t, r, b, l]        points
    columns: 1                  gutter: 20
    head:, foot:                HTML at the top and bottom of each page; {page} and {pages}
    titleblock:                 HTML above the text
    css:                        the document's own style, added to the common one
    heading: "{number}（{title}）"    the line above an article; empty for none
    opening: ""                 what its first paragraph starts with, e.g. "{number}　"
    deleted: "{number}　削除"    a deleted article
    gap: "　"                   between a marker and its text
    toc: {width:, size:}        of the lines that `@toc` sets
    keep: true                  no heading stays alone at the foot of a page
    compare: [改定前, 改定後]     both versions side by side
    scan: {angles:, dpi:, …}    print and scan it (`pdf.scan`)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pdf
from terms_html import CSS, body, headings
from terms_source import Line, Source

_SIZES = {
    "A4": (595.0, 842.0),
    "A4-landscape": (842.0, 595.0),
    "B5": (516.0, 729.0),
    "A5": (420.0, 595.0),
    "Letter": (612.0, 792.0),
}


def render(source: Source) -> bytes:
    """The finished PDF of a document, scanned if its front matter says so."""
    data = text_pdf(source)
    if options := source.front.get("scan"):
        data = pdf.scan(data, **options)
    front = source.front
    return pdf.finish(
        data, title=front["title"], author=front["author"], created=str(front["created"])
    )


def text_pdf(source: Source) -> bytes:
    """The document as a PDF with text, before any scanning; metadata and fonts unfinished."""
    pushed = _left_alone(source) if source.front.get("keep") else frozenset[str]()
    if "toc" not in source.front:
        return _set(source, {}, pushed)
    draft = pdf.page_texts(_set(source, dict.fromkeys(headings(source), 1), pushed))
    contents = {entry: _page_of(entry, draft) for entry in headings(source)}
    return _set(source, contents, pushed)


def _left_alone(source: Source) -> frozenset[str]:
    """The headings to push to the next page, found by setting the text until none is alone."""
    bare = {name: value for name, value in source.front.items() if name not in {"head", "foot"}}
    source, pushed = replace(source, front=bare), frozenset[str]()
    entries = headings(source)
    chapters = {b.text for b in source.blocks if isinstance(b, Line) and b.kind == "chapter"}
    for _ in entries:
        texts = pdf.page_texts(_set(source, {}, pushed))
        last_lines = {text.strip().rsplit("\n", 1)[-1] for text in texts}
        alone = last_lines.intersection(entries) - pushed
        if not alone:
            break
        pushed |= alone
        # A chapter's first article goes with it.
        pushed -= {b for a, b in pairwise(entries) if a in pushed & chapters}
    return pushed


def _set(source: Source, contents: dict[str, int], pushed: frozenset[str]) -> bytes:
    front = source.front
    html = f"<body>{front['titleblock']}{''.join(body(source, contents, pushed))}</body>"
    css = CSS + front.get("css", "")
    sheet = _sheet(source)

    def furniture(number: int, count: int) -> Sequence[pdf.Fixed]:
        top, right, bottom, left = front["margin"]
        places = {
            "head": (left, 20.0, sheet.width - right, top - 4.0),
            "foot": (left, sheet.height - bottom + 6.0, sheet.width - right, sheet.height - 8.0),
        }
        texts = {
            name: front[name].format(page=number, pages=count) for name in places if name in front
        }
        return [pdf.Fixed(rect=places[name], html=text) for name, text in texts.items()]

    return pdf.flow(html, css, lambda _: sheet, furniture)


def _sheet(source: Source) -> pdf.Sheet:
    front = source.front
    width, height = _SIZES[front["page"]] if isinstance(front["page"], str) else front["page"]
    top, right, bottom, left = front["margin"]
    columns, gutter = front.get("columns", 1), front.get("gutter", 20)
    each = (width - left - right - gutter * (columns - 1)) / columns
    lefts = [left + (each + gutter) * index for index in range(columns)]
    return pdf.Sheet(
        width=width,
        height=height,
        frames=tuple((x, top, x + each, height - bottom) for x in lefts),
    )


def _page_of(entry: str, pages: Sequence[str]) -> int:
    """The last page on which `entry` is a whole line."""
    found = [number for number, text in enumerate(pages, 1) if entry in text.split("\n")]
    if not found:
        raise ValueError(f"not in the document as a line: {entry}")
    return found[-1]
