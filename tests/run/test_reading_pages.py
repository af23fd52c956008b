"""Documents read through the store: parsed once, recognised once, page by page."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from aiwf_cli.llm.base import Stopped
from aiwf_cli.llm.store import Store
from aiwf_cli.model.document import Page, Source
from aiwf_cli.run.hashing import hash_file
from aiwf_cli.run.progress import Progress
from aiwf_cli.run.reading import PageReader
from aiwf_cli.run.workers import Workers
from aiwf_cli.sources.limits import Limits, OcrMode, ReadOptions
from aiwf_cli.sources.mupdf import pymupdf
from aiwf_cli.sources.ocr.extra import INSTALL, ocr_installed

installed = pytest.mark.skipif(not ocr_installed(), reason=f"needs OCR: {INSTALL}")
missing = pytest.mark.skipif(ocr_installed(), reason="shows what happens where OCR is missing")


def run(work: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    return asyncio.run(work())


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A page of text and two pages that are pictures of text."""
    path = tmp_path / "mixed.pdf"
    with pymupdf().open() as pdf:
        pdf.new_page(width=300, height=100).insert_text((20, 40), "A page of text")
        for words in ("First scan 1,234", "Second scan 5,678"):
            with pymupdf().open() as drawn:
                drawn.new_page(width=300, height=100).insert_text((20, 40), words, fontsize=14)
                picture = drawn[0].get_pixmap(dpi=150).tobytes("png")
            page = pdf.new_page(width=300, height=100)
            page.insert_image(page.rect, stream=picture)
        pdf.save(path)
    return path


class Reading:
    """A reader with a store in a folder, and workers that can be counted."""

    def __init__(self, folder: Path, ocr: OcrMode = "auto", limits: Limits | None = None) -> None:
        self.progress = Progress()
        self.workers = Workers(1, limits or Limits())
        self.reader = PageReader(
            store=Store(folder),
            workers=self.workers,
            options=ReadOptions(ocr=ocr),
            count=self.progress,
        )

    async def read(self, path: Path) -> tuple[Page, ...]:
        sha256 = await hash_file(path)
        async with self.workers:
            return await self.reader.read(Source(id=path.name, path=str(path)), sha256)


def read(path: Path, store: Path, ocr: OcrMode = "auto", **limits: float) -> tuple[Page, ...]:
    settings = Limits(**limits)  # type: ignore[arg-type]
    pages: tuple[Page, ...] = run(lambda: Reading(store, ocr, settings).read(path))
    return pages


def test_the_identity_names_ocr_only_where_pages_depend_on_it(tmp_path: Path) -> None:
    names = {mode: Reading(tmp_path, mode).reader.identity for mode in ("auto", "never", "always")}
    assert len(set(names.values())) == 3
    assert "rapidocr" not in names["never"]
    assert ("rapidocr" in names["auto"]) == ocr_installed()


def test_never_means_never(mixed: Path, tmp_path: Path) -> None:
    text, scan, _ = read(mixed, tmp_path / "store", ocr="never")
    assert text.text == "A page of text"
    assert (scan.text, scan.notes) == ("", ("no text layer: needs OCR",))


@missing
def test_without_ocr_the_other_pages_still_count(mixed: Path, tmp_path: Path) -> None:
    text, scan, _ = read(mixed, tmp_path / "store")
    assert (text.text, text.notes) == ("A page of text", ())
    assert scan.notes == (f"no text layer: needs OCR (install OCR: {INSTALL})",)


@missing
def test_without_ocr_always_keeps_the_text_layer_and_says_so(mixed: Path, tmp_path: Path) -> None:
    text, _, _ = read(mixed, tmp_path / "store", ocr="always")
    assert (text.text, text.notes) == (
        "A page of text",
        (f"needs OCR (install OCR: {INSTALL})",),
    )


@installed
def test_pictures_are_read_and_kept(mixed: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    reading = Reading(store)
    pages = run(lambda: reading.read(mixed))
    assert [page.origin for page in pages] == ["text", "ocr", "ocr"]
    assert [page.text for page in pages[1:]] == ["First scan 1,234", "Second scan 5,678"]
    assert (reading.progress.ocr_wanted, reading.progress.ocr_done) == (2, 2)
    assert read(mixed, store) == pages


@installed
def test_what_is_kept_asks_no_worker(mixed: Path, tmp_path: Path) -> None:
    pages = read(mixed, tmp_path / "store")
    assert read(mixed, tmp_path / "store", memory=1, ocr_memory=1) == pages


@installed
def test_always_reads_the_picture_of_a_page_with_text(mixed: Path, tmp_path: Path) -> None:
    pages = read(mixed, tmp_path / "store", ocr="always")
    assert [page.origin for page in pages] == ["ocr", "ocr", "ocr"]
    assert pages[0].text == "A page of text"


@installed
def test_a_page_that_takes_too_long_costs_only_itself(mixed: Path, tmp_path: Path) -> None:
    text, scan, _ = read(mixed, tmp_path / "store", ocr_seconds=0.01)
    assert text.text == "A page of text"
    assert scan.notes == ("no text layer: needs OCR (OCR failed: not read within 0.01 s)",)
    assert read(mixed, tmp_path / "store")[1].text == "First scan 1,234"


@installed
def test_a_page_that_wants_too_much_memory_costs_only_itself(mixed: Path, tmp_path: Path) -> None:
    text, scan, _ = read(mixed, tmp_path / "store", ocr_memory=200_000_000)
    assert text.text == "A page of text"
    assert "OCR failed" in scan.notes[0]


@installed
def test_a_run_that_is_stopped_begins_no_further_page(mixed: Path, tmp_path: Path) -> None:
    reading = Reading(tmp_path / "store")
    reading.reader.stop()
    with pytest.raises(Stopped):
        run(lambda: reading.read(mixed))
    assert read(mixed, tmp_path / "store")[2].text == "Second scan 5,678"
