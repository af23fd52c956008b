"""Pictures read: text, tables, and boxes that lie on the words however the page lies."""

from __future__ import annotations

import io
import re
from functools import cache

import pytest
from PIL import Image, ImageDraw

from aiwf_cli.model.document import Box, Page
from aiwf_cli.sources.mupdf import pymupdf
from aiwf_cli.sources.ocr.extra import INSTALL, ocr_installed
from aiwf_cli.sources.pages import read_pages, recognise_page
from aiwf_cli.text.quotes.boxes import line_boxes

pytestmark = pytest.mark.skipif(not ocr_installed(), reason=f"needs OCR: {INSTALL}")

WIDTH, HEIGHT = 420, 300
CSS = "td {padding-right: 40pt}"
HTML = """
<p style="font-size:14pt">会員規約（抜粋）</p>
<p>第11条（免責）天災により生じた損害の責任は負いません。</p>
<table>
<tr><td></td><td>売上高</td><td>営業利益</td></tr>
<tr><td>2024年3月期</td><td>27,226</td><td>△1,041</td></tr>
<tr><td>2023年3月期</td><td>25,500</td><td>928</td></tr>
</table>
<p>Refunds are made within 14 days of purchase.</p>
"""


@cache
def printed(html: str = HTML) -> bytes:
    """A page of a PDF with a text layer: what the scans below are scans of."""
    with pymupdf().open() as pdf:
        page = pdf.new_page(width=WIDTH, height=HEIGHT)
        page.insert_htmlbox(pymupdf().Rect(30, 20, WIDTH - 30, HEIGHT - 20), html, css=CSS)
        return bytes(pdf.tobytes())


@cache
def photographed(html: str = HTML, dpi: int = 200) -> Image.Image:
    """The page as pixels, with a margin into which it can be turned."""
    with pymupdf().open(stream=printed(html), filetype="pdf") as pdf:
        drawn = pdf[0].get_pixmap(dpi=dpi)
    return Image.frombytes("RGB", (drawn.width, drawn.height), drawn.samples)


def scanned(picture: Image.Image, rotate: int = 0, dpi: int = 200) -> bytes:
    """A PDF of one page that is a picture, which the viewer is told to turn."""
    data = io.BytesIO()
    picture.save(data, "PNG")
    with pymupdf().open() as pdf:
        page = pdf.new_page(width=picture.width * 72 / dpi, height=picture.height * 72 / dpi)
        page.insert_image(page.rect, stream=data.getvalue())
        page.set_rotation(rotate)
        return bytes(pdf.tobytes())


def saved(picture: Image.Image, kind: str, **settings: object) -> bytes:
    data = io.BytesIO()
    picture.save(data, kind, **settings)
    return data.getvalue()


def recognised(data: bytes) -> Page:
    (page,) = read_pages(data)
    assert (page.text, page.origin) == ("", "none")
    return recognise_page(data, page)


def box_of(page: Page, quote: str) -> Box:
    at = page.text.index(quote)
    (box,) = line_boxes(page, at, at + len(quote))
    return box


def overlap(one: Box, other: Box) -> float:
    """The area that two boxes share, as a share of the smaller one."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return max(0.0, wide) * max(0.0, high) / min(areas)


def turned(box: Box, quarters: int) -> Box:
    """Where a box of the page lies when the page is turned to the left so many times."""
    width, height = WIDTH, HEIGHT
    for _ in range(quarters):
        x0, y0, x1, y1 = box
        box = (y0, width - x1, y1, width - x0)
        width, height = height, width
    return box


QUOTES = ("免責", "損害の責任", "27,226", "△1,041", "purchase")


@pytest.mark.parametrize("quarters", range(4))
def test_boxes_lie_on_the_words_of_a_turned_scan(quarters: int) -> None:
    (original,) = read_pages(printed())
    page = recognised(scanned(photographed().rotate(90 * quarters, expand=True)))
    for quote in QUOTES:
        assert overlap(box_of(page, quote), turned(box_of(original, quote), quarters)) > 0.6, quote
    assert page.origin == "ocr"


def test_a_scan_that_the_viewer_turns() -> None:
    (original,) = read_pages(printed())
    page = recognised(scanned(photographed().rotate(90, expand=True), rotate=90))
    assert (page.width, page.height) == pytest.approx((WIDTH, HEIGHT), abs=1)
    for quote in QUOTES:
        assert overlap(box_of(page, quote), box_of(original, quote)) > 0.6, quote


def test_a_photograph_that_its_camera_says_is_turned() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    data = saved(photographed().rotate(90, expand=True), "JPEG", exif=exif, dpi=(200, 200))
    (original,) = read_pages(printed())
    page = recognised(data)
    for quote in QUOTES:
        assert overlap(box_of(page, quote), box_of(original, quote)) > 0.6, quote


@pytest.mark.parametrize("degrees", [3, -6])
def test_boxes_lie_on_the_words_of_a_scan_that_lies_askew(degrees: int) -> None:
    upright = photographed()
    page = recognised(scanned(upright.rotate(degrees, fillcolor="white", resample=3)))
    (original,) = read_pages(printed())
    for quote in QUOTES:
        marks = Image.new("L", upright.size)
        scale = 200 / 72
        box = tuple(side * scale for side in box_of(original, quote))
        ImageDraw.Draw(marks).rectangle(box, fill=255)
        found = marks.rotate(degrees, resample=3).getbbox()
        assert found
        where: Box = tuple(side / scale for side in found)  # type: ignore[assignment]
        assert overlap(box_of(page, quote), where) > 0.6, quote
    (told,) = re.findall(r"the page lies at (\S+) degrees", page.notes[0])
    assert float(told) == pytest.approx(-degrees, abs=0.3)


def test_a_table_keeps_its_rows_and_columns() -> None:
    lines = recognised(scanned(photographed())).text.splitlines()
    heads, now, before = (line.split() for line in lines if "売上高" in line or "年3月期" in line)
    assert heads == ["売上高", "営業利益"]
    assert now == ["2024年3月期", "27,226", "△1,041"]
    assert before == ["2023年3月期", "25,500", "928"]


def test_a_small_sign_before_a_figure_is_not_lost() -> None:
    html = "<p>売上高 27,226百万円 営業利益 △1,041百万円</p>"
    assert "△1,041百万円" in recognised(scanned(photographed(html))).text


def test_a_lone_dash_is_no_figure() -> None:
    rows = "".join(f"<tr><td>第{n}四半期末</td><td>20.00</td><td>-</td></tr>" for n in (2, 3, 4))
    page = recognised(scanned(photographed(f"<table>{rows}</table>")))
    cells = [line.split() for line in page.text.splitlines()]
    assert [row[:2] for row in cells] == [[f"第{n}四半期末", "20.00"] for n in (2, 3, 4)]
    assert all(cell in "-―" for row in cells for cell in row[2:])


def test_the_same_picture_gives_the_same_page() -> None:
    data = scanned(photographed())
    assert recognised(data) == recognised(data)


def test_a_garbled_text_layer_gives_way_to_what_the_page_shows() -> None:
    with pymupdf().open(stream=scanned(photographed()), filetype="pdf") as pdf:
        garbled = "第11条（免責）当店は責任を負いません。".encode().decode("latin-1")
        pdf[0].insert_text((30, 12), garbled, fontsize=3)
        data = bytes(pdf.tobytes())
    (page,) = read_pages(data)
    assert page.notes[-1] == "garbled text, not what the page shows: needs OCR"
    assert "損害の責任は負いません。" in recognise_page(data, page).text


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (40, 40), (600, 400)])
def test_a_picture_without_text_has_none(size: tuple[int, int]) -> None:
    page = recognised(saved(Image.new("RGB", size, "beige"), "PNG"))
    assert (page.text, page.words, page.origin) == ("", (), "none")
    assert page.notes == ("read by OCR: no text in the picture",)


def test_words_stay_on_the_page_and_in_the_text() -> None:
    page = recognised(saved(photographed().crop((0, 150, 700, 500)), "PNG", dpi=(200, 200)))
    for word in page.words:
        x0, y0, x1, y1 = word.box
        assert 0 <= x0 <= x1 <= page.width and 0 <= y0 <= y1 <= page.height
        assert page.text[word.start : word.end].strip() == page.text[word.start : word.end] != ""
