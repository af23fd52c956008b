"""What a file is, by its first bytes: names and endings lie."""

from __future__ import annotations

from typing import Literal, TypeAlias

from aiwf_cli.errors import ParseError

FileKind: TypeAlias = Literal["pdf", "image"]

_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+", b"BM")
_HEADER = 1024
"""A PDF may begin with other bytes: readers look for its header in so many (ISO 32000-1, H.3)."""

_OTHERS = (
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"GIF8", "a GIF image"),
    (b"%!PS", "a PostScript file"),
    (b"\x7fELF", "a program"),
)


def kind_of(data: bytes) -> FileKind:
    """Whether `data` is a PDF or an image that we read.

    Raises ParseError `empty` for no bytes and `unreadable`, saying what it looks like, for others.
    """
    if not data:
        raise ParseError("empty", "the file is empty (0 bytes)")
    if data.startswith(_IMAGES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return "image"
    if b"%PDF-" in data[:_HEADER]:
        return "pdf"
    raise ParseError(
        "unreadable",
        f"neither a PDF nor an image, whatever its name says: it looks like {_guess(data)}",
        hint="Convert it to PDF, or take it out of the folder.",
    )


def _guess(data: bytes) -> str:
    for magic, name in _OTHERS:
        if data.startswith(magic):
            return name
    head = data[:_HEADER]
    if not head.strip(b"\0"):
        return "a run of zero bytes"
    if b"<html" in head.lower() or b"<!doctype html" in head.lower():
        return "a web page"
    if b"\0" not in head and sum(byte < 9 for byte in head) == 0:
        return "plain text"
    return "data of no kind we know"
