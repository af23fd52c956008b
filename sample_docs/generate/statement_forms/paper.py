"""Paper on which statements are set by coordinates: text, ruled tables, and what they give away.

Sizes and positions are PDF points, origin at the top left of the page; `y` of text is its baseline.
Japanese is set in the font that lies in PyMuPDF, Latin letters and figures in one of the standard
faces. Whatever is printed as the value of a field leaves a `Mark` with its page, so that gold
and document come from one hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal, TypeAlias

from pdf import finish, load_pymupdf

Align: TypeAlias = Literal["left", "center", "right", "spread"]
Colour: TypeAlias = tuple[float, float, float]
Plain: TypeAlias = "bool | int | float | str | None"

A4 = (595.0, 842.0)
LETTER = (612.0, 792.0)
BLACK: Colour = (0.0, 0.0, 0.0)

_BOLD = {"helv": "hebo", "tiro": "tibo", "cour": "cobo"}
_LATIN_MARKS = "−–—‘’“”•†"
_TRIANGLES = {"△": 1.55, "▲": 1.55}
_TRIANGLE_SINK = 0.17
_NOT_FIRST = "、。，．）」』〕】％・ーぁぃぅぇぉっゃゅょ"
_NOT_LAST = "（「『〔【"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A field's value where it was printed.

    `value` is what a program should make of it (base units), `text` what the page says, `label`
    what the page calls it, `quote` the row or the sentence that it stands in.
    """

    field: str
    value: Plain
    text: str
    label: str
    page: int
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a table; `span` columns wide.

    `under` is the number of lines drawn below its text (1 for a sum, 2 for a grand total), `over`
    draws one above. `lead` stands at the left edge of the cell (a currency sign), `hang` lets a
    closing bracket stand outside the column of figures. A cell with a `field` leaves a mark; its
    `label` is the row's first text when it says none.
    """

    text: str = ""
    span: int = 1
    align: Align | None = None
    bold: bool = False
    size: float | None = None
    indent: float = 0.0
    under: int = 0
    over: bool = False
    lead: str = ""
    hang: bool = False
    fill: Colour | None = None
    colour: Colour = BLACK
    field: str = ""
    value: Plain = None
    label: str = ""


CellLike: TypeAlias = "Cell | str"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """How a table is ruled and set.

    `across` and `down` are the numbers of the horizontal and vertical lines to draw, counted from
    the table's top left edge; None draws all. `heights` overrides `height` for single rows.
    """

    widths: tuple[float, ...]
    height: float = 13.0
    size: float = 8.0
    pad: float = 3.0
    align: tuple[Align, ...] = ("left", "right")
    across: tuple[int, ...] | None = None
    down: tuple[int, ...] | None = None
    heights: dict[int, float] = field(default_factory=dict)
    line: float = 0.5

    def height_of(self, row: int) -> float:
        """The height of a row in points."""
        return self.heights.get(row, self.height)

    def align_of(self, column: int) -> Align:
        """How a column's cells stand; the last entry of `align` serves all further columns."""
        return self.align[min(column, len(self.align) - 1)]


@cache
def _font(name: str) -> Any:
    return load_pymupdf().Font(name)


def _is_latin(char: str) -> bool:
    return ord(char) < 0x250 or char in _LATIN_MARKS


@dataclass(frozen=True, slots=True)
class _Run:
    """Characters set in one font and size."""

    text: str
    font: str
    size: float
    drop: float = 0.0

    @property
    def width(self) -> float:
        return float(_font(self.font).text_length(self.text, fontsize=self.size))


class Paper:
    """A document in the making; pages are added at its end and drawn on one after the other."""

    def __init__(self, *, size: tuple[float, float] = A4, latin: str = "helv") -> None:
        """An empty document; `latin` is `helv`, `tiro` or `cour`."""
        self._document = load_pymupdf().open()
        self._latin = latin
        self._size = size
        self._writer: Any = None
        self._style: tuple[bool, Colour] = (False, BLACK)
        self._page: Any = None
        self.marks: list[Mark] = []

    @property
    def page_number(self) -> int:
        """The number of the page being drawn on, from 1."""
        return int(self._document.page_count)

    def new_page(self) -> None:
        """Add a page and draw on it from now on."""
        self._flush()
        width, height = self._size
        self._page = self._document.new_page(width=width, height=height)
        self._writer = load_pymupdf().TextWriter(self._page.rect)

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """How wide `text` is when set in `size`."""
        return sum(run.width for run in self._runs(text, size, bold=bold))

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 9.0,
        align: Align = "left",
        bold: bool = False,
        colour: Colour = BLACK,
    ) -> None:
        """Set one line; `x` is its left edge, middle or right edge as `align` says."""
        shift = {"center": 0.5, "right": 1.0}.get(align, 0.0)
        at = x - shift * self.width(text, size, bold=bold)
        for run in self._runs(text, size, bold=bold):
            self._use(outline=bold and run.font == "cjk", colour=colour)
            self._writer.append(
                (at, y + run.drop), run.text, font=_font(run.font), fontsize=run.size
            )
            at += run.width

    def spread(self, x0: float, x1: float, y: float, text: str, *, size: float) -> None:
        """Set the characters of `text` evenly between `x0` and `x1`, as forms do with labels."""
        widths = [self.width(char, size) for char in text]
        gap = (x1 - x0 - sum(widths)) / max(1, len(text) - 1)
        at = x0
        for char, width in zip(text, widths, strict=True):
            self.text(at, y, char, size=size)
            at += width + gap

    def mark(self, name: str, value: Plain, text: str, *, label: str, quote: str) -> None:
        """Note that the page being drawn on prints `text` as the value of the field `name`."""
        self.marks.append(
            Mark(
                field=name, value=value, text=text, label=label, page=self.page_number, quote=quote
            )
        )

    def lines(
        self, x: float, y: float, texts: Iterable[str], *, size: float = 9.0, leading: float = 14.0
    ) -> float:
        """Set lines one below the other; gives the baseline after the last one."""
        for text in texts:
            self.text(x, y, text, size=size)
            y += leading
        return y

    def paragraph(
        self,
        x: float,
        y: float,
        width: float,
        text: str,
        *,
        size: float = 9.0,
        leading: float = 15.0,
    ) -> float:
        """Set running text in lines of at most `width`; gives the baseline after the last one."""
        return self.lines(x, y, self._wrap(text, width, size), size=size, leading=leading)

    def rule(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        *,
        width: float = 0.5,
        dashed: bool = False,
    ) -> None:
        """Draw a straight line."""
        self._page.draw_line((x0, y0), (x1, y1), width=width, dashes="[2 2] 0" if dashed else None)

    def box(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        *,
        width: float = 0.5,
        fill: Colour | None = None,
        border: Colour | None = BLACK,
    ) -> None:
        """Draw a rectangle, filled when `fill` says so, without a border when `border` is None."""
        self._flush()
        self._page.draw_rect((x0, y0, x1, y1), color=border, fill=fill, width=width)

    def table(self, x: float, y: float, grid: Grid, rows: Sequence[Sequence[CellLike]]) -> float:
        """Draw a table whose top left corner is (`x`, `y`); gives the y of its lower edge."""
        edges = [x]
        for width in grid.widths:
            edges.append(edges[-1] + width)
        tops = [y]
        for index, row in enumerate(rows):
            tops.append(tops[-1] + grid.height_of(index))
            self._row(edges, tops[-2], tops[-1], grid, row)
        self._rules(edges, tops, grid, rows)
        return tops[-1]

    def pdf(self, *, title: str, author: str, created: str) -> bytes:
        """The document as a PDF, the same bytes every time; `created` is an ISO date."""
        self._flush()
        data = self._document.tobytes(no_new_id=True)
        return finish(data, title=title, author=author, created=created)

    def _row(
        self, edges: list[float], top: float, bottom: float, grid: Grid, row: Sequence[CellLike]
    ) -> None:
        cells = [Cell(text=cell) if isinstance(cell, str) else cell for cell in row]
        column = 0
        for cell in cells:
            align = cell.align or ("center" if cell.span > 1 else grid.align_of(column))
            left, right = edges[column], edges[column + cell.span]
            self._cell((left, top, right, bottom), replace(cell, align=align), grid)
            column += cell.span
        printed = [part for cell in cells for part in (cell.lead, cell.text) if part]
        quote = " ".join(printed).replace("\n", "")
        for cell in cells:
            if cell.field:
                label = cell.label or cells[0].text
                self.mark(cell.field, cell.value, cell.text, label=label, quote=quote)

    def _cell(self, box: tuple[float, float, float, float], cell: Cell, grid: Grid) -> None:
        left, top, right, bottom = box
        if cell.fill:
            self.box(left, top, right, bottom, fill=cell.fill, border=None)
        size = cell.size or grid.size
        lines = cell.text.split("\n")
        leading = size * 1.25
        y = (top + bottom) / 2 + size * 0.36 - leading * (len(lines) - 1) / 2
        if cell.lead:
            self.text(left + grid.pad, y, cell.lead, size=size, bold=cell.bold)
        for line in lines:
            self._cell_line(left + grid.pad + cell.indent, right - grid.pad, y, line, cell, size)
            y += leading
        if cell.over:
            self.rule(left + grid.pad, top + 0.4, right, top + 0.4)
        for number in range(cell.under):
            at = bottom - 0.6 + 1.6 * number
            self.rule(left + grid.pad, at, right, at)

    def _cell_line(
        self, left: float, right: float, y: float, line: str, cell: Cell, size: float
    ) -> None:
        style: dict[str, Any] = {"size": size, "bold": cell.bold, "colour": cell.colour}
        match cell.align:
            case "spread":
                self.spread(left, right, y, line, size=size)
            case "center":
                self.text((left + right) / 2, y, line, align="center", **style)
            case "right":
                hang = self.width(")", size, bold=cell.bold) if cell.hang else 0.0
                self.text(right + hang, y, line, align="right", **style)
            case _:
                self.text(left, y, line, **style)

    def _rules(
        self,
        edges: list[float],
        tops: list[float],
        grid: Grid,
        rows: Sequence[Sequence[CellLike]],
    ) -> None:
        for number in range(len(tops)) if grid.across is None else grid.across:
            self.rule(edges[0], tops[number], edges[-1], tops[number], width=grid.line)
        wanted = set(range(len(edges)) if grid.down is None else grid.down)
        for index, row in enumerate(rows):
            for number in wanted & _inner_edges(row, len(edges)):
                x = edges[number]
                self.rule(x, tops[index], x, tops[index + 1], width=grid.line)

    def _use(self, *, outline: bool, colour: Colour) -> None:
        if (outline, colour) != self._style:
            self._flush()
            self._style = (outline, colour)

    def _flush(self) -> None:
        """Put what was written so far on the page; bold Japanese is drawn with an outline."""
        if self._page is None:
            return
        outline, colour = self._style
        self._writer.write_text(self._page, color=colour, render_mode=2 if outline else 0)
        self._writer = load_pymupdf().TextWriter(self._page.rect)

    def _runs(self, text: str, size: float, *, bold: bool) -> list[_Run]:
        latin = _BOLD[self._latin] if bold else self._latin
        runs: list[_Run] = []
        for char in text:
            scale = _TRIANGLES.get(char, 1.0)
            drop = size * _TRIANGLE_SINK if scale != 1.0 else 0.0
            font = latin if _is_latin(char) else "cjk"
            run = _Run(char, font, size * scale, drop)
            if runs and (runs[-1].font, runs[-1].size) == (run.font, run.size):
                runs[-1] = replace(run, text=runs[-1].text + char)
            else:
                runs.append(run)
        return runs

    def _wrap(self, text: str, width: float, size: float) -> list[str]:
        if " " in text and all(_is_latin(char) for char in text):
            return self._wrap_pieces([word + " " for word in text.split(" ")], width, size)
        return self._wrap_pieces(_japanese_pieces(text), width, size)

    def _wrap_pieces(self, pieces: list[str], width: float, size: float) -> list[str]:
        lines = [""]
        for piece in pieces:
            if lines[-1] and self.width((lines[-1] + piece).rstrip(), size) > width:
                lines.append("")
            lines[-1] += piece
        return [line.rstrip() for line in lines]


def _inner_edges(row: Sequence[CellLike], count: int) -> set[int]:
    """The column edges of a row that no spanning cell covers."""
    edges, at = {0}, 0
    for cell in row:
        at += cell.span if isinstance(cell, Cell) else 1
        edges.add(at)
    return edges | {count - 1}


def _japanese_pieces(text: str) -> list[str]:
    """The pieces between which a line may break: figures and Latin words stay whole."""
    pieces: list[str] = []
    for char in text:
        glued = pieces and (
            char in _NOT_FIRST
            or pieces[-1][-1] in _NOT_LAST
            or (char.isascii() and pieces[-1][-1].isascii() and not char.isspace())
        )
        if glued:
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces
