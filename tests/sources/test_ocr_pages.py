"""Pages that need OCR: which do, and what is said where it is missing or does not succeed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from aiwf_cli.errors import ParseError
from aiwf_cli.model.document import Page
from aiwf_cli.sources.limits import Limits, OcrMode, ReadOptions, needs_ocr
from aiwf_cli.sources.ocr.extra import INSTALL, ocr_identity, ocr_installed
from aiwf_cli.sources.ocr.pages import advised, failed

SCAN = Page(
    number=2,
    width=595,
    height=842,
    text="",
    words=(),
    origin="none",
    notes=("no text layer: needs OCR",),
)
TEXT = Page(number=1, width=595, height=842, text="第1条", words=())
BROKEN = Page(
    number=3, width=0, height=0, text="", words=(), origin="none", notes=("page 3 cannot be read",)
)


@pytest.mark.parametrize(
    ("mode", "wanted"),
    [("auto", [False, True, False]), ("never", [False] * 3), ("always", [True, True, False])],
)
def test_which_pages_are_read_from_their_pictures(mode: OcrMode, wanted: list[bool]) -> None:
    assert [needs_ocr(page, ReadOptions(ocr=mode)) for page in (TEXT, SCAN, BROKEN)] == wanted


def test_without_the_extra_a_page_says_how_to_install_it() -> None:
    page = advised(SCAN)
    assert page.notes == (f"no text layer: needs OCR (install OCR: {INSTALL})",)
    assert (page.text, page.origin, page.number) == ("", "none", 2)


def test_a_text_layer_that_was_to_be_replaced_stays_and_is_told() -> None:
    page = advised(TEXT)
    assert (page.text, page.notes) == ("第1条", (f"needs OCR (install OCR: {INSTALL})",))


def test_a_page_that_ocr_could_not_read_says_why() -> None:
    page = failed(SCAN, ParseError("timeout", "not read within 180 s"))
    assert page.notes == ("no text layer: needs OCR (OCR failed: not read within 180 s)",)


def test_every_page_has_time_and_memory_of_its_own() -> None:
    limits = Limits(seconds=5, memory=10, ocr_seconds=7, ocr_memory=20).for_ocr()
    assert (limits.seconds, limits.memory) == (7, 20)
    assert Limits.from_json(limits.to_json()) == limits


def test_the_identity_of_ocr_names_what_its_text_depends_on() -> None:
    assert ocr_installed() == bool(ocr_identity())
    if ocr_installed():
        assert [part.rpartition("-")[0] for part in ocr_identity().split()] == [
            "ocr",
            "rapidocr",
            "onnxruntime",
            "opencv-python-headless",
        ]
        assert not ocr_identity().endswith("-")


def test_asking_for_the_identity_loads_nothing_of_ocr() -> None:
    program = (
        "import sys; from aiwf_cli.run.reading import PageReader; "
        "from aiwf_cli.sources.ocr.extra import ocr_identity; ocr_identity(); "
        "print(*{'numpy', 'cv2', 'onnxruntime', 'rapidocr', 'PIL'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
