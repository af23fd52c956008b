"""A file to pages, a page to a picture, a picture to text: what is done with a document's bytes."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from typing import TypeAlias

from aiwf_cli.errors import ParseError
from aiwf_cli.model.document import Page
from aiwf_cli.sources.images import Picture, read_image, render_image
from aiwf_cli.sources.limits import Limits, ReadOptions
from aiwf_cli.sources.pdf import read_pdf, render_pdf
from aiwf_cli.sources.sniff import kind_of

BytesOrPath: TypeAlias = "bytes | str | os.PathLike[str]"
"""A file's bytes, or where it lies."""

_DEFAULT_LIMITS = Limits()
_DEFAULT_OPTIONS = ReadOptions()


def read_pages(
    content: BytesOrPath,
    limits: Limits = _DEFAULT_LIMITS,
    options: ReadOptions = _DEFAULT_OPTIONS,
) -> tuple[Page, ...]:
    """The pages of a PDF or image with their text in reading order, words and furniture.

    A page that alone cannot be read is a page without text and with a note that says why. A page
    whose text has to be recognised first is one that `limits.needs_ocr`.

    Raises ParseError: `vanished`, `unreadable`, `empty`, `encrypted`, `too_large`, `timeout`.
    """
    from aiwf_cli.text.furniture import find_furniture

    data = content if isinstance(content, bytes) else read_bytes(content, limits)
    try:
        if kind_of(data) == "pdf":
            pages = read_pdf(data, options.passwords, limits)
        else:
            pages = read_image(data, limits)
        return find_furniture(pages)
    except MemoryError:
        raise out_of_memory(limits) from None


def render_page(
    content: BytesOrPath,
    number: int,
    *,
    dpi: int,
    max_side: int,
    limits: Limits = _DEFAULT_LIMITS,
    passwords: Sequence[str] = (),
) -> Picture:
    """Page `number` (from 1) as a picture for a model's eyes, at most `max_side` pixels a side.

    PDF pages are drawn at `dpi`; images keep their pixels. Line art and type go out as PNG,
    photographs and noisy scans as JPEG. The same bytes in give the same bytes out.

    Raises ParseError as `read_pages` does; `unreadable` when there is no such page.
    """
    data = content if isinstance(content, bytes) else read_bytes(content, limits)
    try:
        if kind_of(data) == "pdf":
            return render_pdf(data, number, dpi, max_side, passwords, limits)
        return render_image(data, number, max_side, limits)
    except MemoryError:
        raise out_of_memory(limits) from None


def recognise_page(
    content: BytesOrPath,
    page: Page,
    *,
    threads: int = 1,
    limits: Limits = _DEFAULT_LIMITS,
    passwords: Sequence[str] = (),
) -> Page:
    """A page that `read_pages` gave, with the text of its picture instead of its own.

    Raises ParseError as `render_page` does, and `unreadable` when OCR is not installed.
    """
    from aiwf_cli.sources.ocr.pages import DPI, MAX_SIDE, recognised_page

    picture = render_page(
        content, page.number, dpi=DPI, max_side=MAX_SIDE, limits=limits, passwords=passwords
    )
    try:
        return recognised_page(page, picture, threads)
    except ImportError as error:
        raise ParseError("unreadable", f"OCR is installed but cannot be loaded: {error}") from error
    except MemoryError:
        raise out_of_memory(limits) from None


def read_bytes(path: str | os.PathLike[str], limits: Limits) -> bytes:
    """The bytes of a file.

    Raises ParseError `vanished` when it is gone, `unreadable` when it may not be read or is no
    plain file, `too_large` when it has more bytes than `limits` allow.
    """
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode):
                raise ParseError("unreadable", "it is no plain file")
            if about.st_size > limits.bytes:
                raise ParseError(
                    "too_large", f"{about.st_size:,} bytes; the limit is {limits.bytes:,}"
                )
            return file.read()
    except FileNotFoundError:
        raise ParseError("vanished", "the file was there and is gone") from None
    except OSError as error:
        raise ParseError("unreadable", f"the file cannot be read: {error.strerror}") from error


def _without_waiting(path: str, flags: int) -> int:
    """Open a file; a pipe to which nobody writes does not keep us waiting."""
    return os.open(path, flags | os.O_NONBLOCK)


def out_of_memory(limits: Limits) -> ParseError:
    """The error of a document that wants more memory than it may have."""
    return ParseError("too_large", f"it needs more memory than {limits.memory:,} bytes")
