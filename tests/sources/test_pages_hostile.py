"""Files that are broken or mean harm: each has one clear answer, soon, and costs little."""

from __future__ import annotations

import os
import struct
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from aiwf_cli.errors import ParseError
from aiwf_cli.model.document import Page
from aiwf_cli.sources.limits import Limits, ReadOptions
from aiwf_cli.sources.mupdf import pymupdf
from aiwf_cli.sources.pages import read_pages, render_page
from made_pdfs import Sheet, pdf_of, raw_pdf

CODES = {"unreadable", "encrypted", "empty", "timeout", "too_large", "vanished"}


@pytest.fixture(autouse=True)
def _soon() -> Iterator[None]:
    """No test here may take long."""
    start = time.process_time()
    yield
    assert time.process_time() - start < 8


def code_of(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(ParseError) as caught:
        read_pages(data, limits or Limits())
    assert caught.value.code in CODES
    return caught.value.code


def encrypted(user: str, owner: str = "owner") -> bytes:
    mupdf = pymupdf()
    with mupdf.open(stream=Sheet().text(50, 50, "secret").pdf(), filetype="pdf") as pdf:
        data = pdf.tobytes(encryption=mupdf.PDF_ENCRYPT_AES_256, user_pw=user, owner_pw=owner)
    assert isinstance(data, bytes)
    return data


def png(width: int, height: int, pixels: bytes) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", pixels), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def page_of(content: bytes, rest: bytes = b"", *more: bytes) -> bytes:
    """A PDF of one page with this content stream; `more` are objects from 5 on."""
    packed = zlib.compress(content, 9)
    return raw_pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Contents 4 0 R%s>>" % rest,
            b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed),
            *more,
        ]
    )


# --- what a file is


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"Dear reader,\nthis is a letter.\n", "plain text"),
        (b"<!DOCTYPE html><html><body>404", "a web page"),
        (b"PK\x03\x04\x14\0\6\0", "ZIP archive or an Office document"),
        (b"GIF89a\1\0\1\0", "GIF"),
        (bytes(100), "zero bytes"),
        (bytes(range(1, 256)), "no kind we know"),
    ],
)
def test_what_is_neither_pdf_nor_image_is_named(data: bytes, message: str) -> None:
    with pytest.raises(ParseError, match=message) as caught:
        read_pages(data)
    assert caught.value.code == "unreadable"


def test_the_name_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "page.png"
    path.write_bytes(Sheet().text(50, 50, "a PDF all the same").pdf())
    assert read_pages(path)[0].text == "a PDF all the same"


def test_a_pdf_may_begin_late() -> None:
    data = b"GIF87 or whatever\n" + Sheet().text(50, 50, "here").pdf()
    with pytest.raises(ParseError, match="GIF"):
        read_pages(b"GIF87a" + bytes(2000))
    assert read_pages(data)[0].text == "here"


def test_an_empty_file_is_empty() -> None:
    assert code_of(b"") == "empty"


def test_a_pdf_without_pages_is_empty() -> None:
    assert code_of(pdf_of([])) == "empty"


def test_a_file_that_is_gone_has_vanished(tmp_path: Path) -> None:
    with pytest.raises(ParseError) as caught:
        read_pages(tmp_path / "gone.pdf")
    assert caught.value.code == "vanished"


def test_a_folder_is_no_document(tmp_path: Path) -> None:
    with pytest.raises(ParseError) as caught:
        read_pages(tmp_path)
    assert caught.value.code == "unreadable"


def test_a_pipe_keeps_nobody_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    with pytest.raises(ParseError, match="no plain file"):
        read_pages(tmp_path / "pipe.pdf")


def test_a_file_may_be_too_large(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-" + bytes(2000))
    with pytest.raises(ParseError) as caught:
        read_pages(tmp_path / "a.pdf", Limits(bytes=1000))
    assert caught.value.code == "too_large"


# --- damage


def test_a_pdf_cut_off_anywhere_has_one_answer() -> None:
    whole = pdf_of([Sheet().text(50, 50, "page one"), Sheet().text(50, 50, "page two")])
    for length in range(0, len(whole), 23):
        try:
            pages = read_pages(whole[:length])
        except ParseError as error:
            assert error.code in {"unreadable", "empty"}
        else:
            assert any("damaged" in note for note in pages[0].notes)


@pytest.mark.parametrize("seed", range(8))
def test_a_pdf_with_bytes_changed_has_one_answer(seed: int) -> None:
    data = bytearray(pdf_of([Sheet().text(50, 50, "page one")], compress=False))
    for place in range(seed + 9, len(data), 97 + seed):
        data[place] = (data[place] * 7 + seed) % 256
    try:
        read_pages(bytes(data))
    except ParseError as error:
        assert error.code in CODES


def test_a_repaired_file_says_so() -> None:
    data = Sheet().text(50, 50, "here").pdf()
    (page,) = read_pages(data[: data.rindex(b"xref")])
    assert page.text == "here"
    assert page.notes == ("the file is damaged and was repaired: parts may be missing",)


def test_a_page_that_alone_is_broken_leaves_the_others() -> None:
    data = pdf_of([Sheet().text(50, 50, f"page {n}") for n in (1, 2, 3)])
    broken = data.replace(b"/Count 3", b"/Count 4")
    pages = read_pages(broken)
    assert [page.text for page in pages] == ["page 1", "page 2", "page 3", ""]
    assert pages[3].notes[0].startswith("page 4 cannot be read")


# --- passwords


def test_an_encrypted_file_says_so_and_opens_with_its_password() -> None:
    data = encrypted("geheim")
    assert code_of(data) == "encrypted"
    with pytest.raises(ParseError, match="none of those given"):
        read_pages(data, options=ReadOptions(passwords=("wrong", "")))
    (page,) = read_pages(data, options=ReadOptions(passwords=("wrong", "geheim")))
    assert page.text == "secret"
    picture = render_page(data, 1, dpi=72, max_side=800, passwords=("geheim",))
    assert picture.height == 800


def test_a_file_that_only_forbids_changes_opens() -> None:
    assert read_pages(encrypted(""))[0].text == "secret"


def test_passwords_are_in_no_repr() -> None:
    assert "hush" not in repr(ReadOptions(passwords=("hush",)))


# --- size


def test_an_image_of_30000_by_30000_pixels_is_not_decoded() -> None:
    assert code_of(png(30_000, 30_000, zlib.compress(bytes(1000)))) == "too_large"


def test_a_pdf_of_10000_pages_is_too_large() -> None:
    kids = range(3, 10_003)
    data = raw_pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[%s]/Count 10000>>" % b" ".join(b"%d 0 R" % n for n in kids),
            *(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>" for _ in kids),
        ]
    )
    with pytest.raises(ParseError, match="10,000 pages; the limit is 2,000") as caught:
        read_pages(data)
    assert caught.value.code == "too_large"


def test_a_page_100_metres_wide_is_read_and_drawn_small() -> None:
    data = Sheet(283_464, 842).text(50, 50, "wide").pdf()
    (page,) = read_pages(data)
    assert (page.text, page.width) == ("wide", 283_464)
    picture = render_page(data, 1, dpi=300, max_side=1600)
    assert picture.width == 1600
    assert picture.height < 10


def test_rendering_is_bounded_by_pixels() -> None:
    picture = render_page(
        Sheet().pdf(), 1, dpi=600, max_side=10**6, limits=Limits(pixels=1_000_000)
    )
    assert picture.width * picture.height < 1_010_000


def test_a_decompression_bomb_of_nothing_is_an_empty_page() -> None:
    (page,) = read_pages(page_of(b" " * 50_000_000))
    assert page.text == ""


def test_thousands_of_words_at_random_are_read_quietly(
    capfd: pytest.CaptureFixture[str],
) -> None:
    places = ((n * 7919 % 5000 / 10, n * 104_729 % 7000 / 10, n) for n in range(8_000))
    content = b"\n".join(b"BT /F 3 Tf 1 0 0 1 %g %g Tm (w%d) Tj ET" % place for place in places)
    fonts = b"/Resources<</Font<</F 5 0 R>>>>"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    (page,) = read_pages(page_of(content, fonts, font))
    assert isinstance(page, Page)
    assert capfd.readouterr().out == ""


# --- loops


def test_a_page_tree_that_contains_itself_is_unreadable() -> None:
    catalog = b"<</Type/Catalog/Pages 2 0 R>>"
    itself = b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"
    assert code_of(raw_pdf([catalog, itself])) == "unreadable"
    there = b"<</Type/Pages/Kids[3 0 R]/Count 1000>>"
    back = b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 1000>>"
    assert code_of(raw_pdf([catalog, there, back])) == "unreadable"


def test_a_count_of_pages_that_cannot_be_is_unreadable() -> None:
    tree = b"<</Type/Pages/Kids[3 0 R]/Count 2147483647>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    assert code_of(raw_pdf([b"<</Type/Catalog/Pages 2 0 R>>", tree, page])) == "unreadable"


def form(number: int, content: bytes) -> bytes:
    return (
        b"<</Type/XObject/Subtype/Form/BBox[0 0 99 99]/Resources<</XObject<</X %d 0 R>>>>"
        b"/Length %d>>stream\n%s\nendstream" % (number, len(content), content)
    )


def test_a_form_within_itself_ends() -> None:
    resources = b"/Resources<</XObject<</X 5 0 R>>>>"
    (page,) = read_pages(page_of(b"/X Do", resources, form(5, b"/X Do /X Do")))
    assert page.text == ""


def test_forms_within_forms_3000_deep_end() -> None:
    resources = b"/Resources<</XObject<</X 5 0 R>>>>"
    forms = [form(number, b"/X Do") for number in range(6, 3006)]
    try:
        read_pages(page_of(b"/X Do", resources, *forms))
    except ParseError as error:
        assert error.code == "unreadable"


def test_brackets_100000_deep_end() -> None:
    deep = b"<</Type/Catalog/Pages 2 0 R/A %s%s>>" % (b"[" * 100_000, b"]" * 100_000)
    assert code_of(raw_pdf([deep, b"<</Type/Pages/Kids[]/Count 0>>"])) in {"empty", "unreadable"}


def test_time_is_limited_between_pages() -> None:
    data = pdf_of([Sheet().lines(50, 50, ["some text"] * 40) for _ in range(50)])
    assert code_of(data, Limits(seconds=0.0)) == "timeout"
