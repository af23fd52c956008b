"""How much one document may cost, and how it is to be read: values that cross to the workers."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Literal, TypeAlias, cast

from aiwf_cli.model.document import Page
from aiwf_cli.model.json import Json, JsonObject

OcrMode: TypeAlias = Literal["auto", "never", "always"]

PARSER_VERSION = "3"
"""Changes when the same file would give other pages; part of the key under which pages are kept."""

NEEDS_OCR = "needs OCR"
"""What stands in the note of a page whose text has to be recognised from its picture."""

OCR_FAILED = "OCR failed"
"""What such a note says when recognition was tried and did not succeed."""

_MIB = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a document may cost before it is given up with `too_large` or `timeout`.

    `bytes` is the size of the file; `pages` of a PDF or frames of an image; `pixels` of one frame
    or rendered page; `seconds` of wall time for one request to a worker; `memory` in bytes is what
    a worker process may allocate. `ocr_seconds` and `ocr_memory` are the same for a page that is
    recognised from its picture: however many a document has, each has its own.
    """

    bytes: int = 512 * _MIB
    pages: int = 2_000
    pixels: int = 120_000_000
    seconds: float = 60.0
    memory: int = 1_536 * _MIB
    ocr_seconds: float = 180.0
    ocr_memory: int = 2_560 * _MIB

    def for_ocr(self) -> Limits:
        """The limits of a worker that recognises pages."""
        return replace(self, seconds=self.ocr_seconds, memory=self.ocr_memory)

    def to_json(self) -> JsonObject:
        """The limits by name."""
        return cast(JsonObject, asdict(self))

    @classmethod
    def from_json(cls, data: Json) -> Limits:
        """The limits that `to_json` wrote."""
        return cls(**cast("dict[str, int]", data))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """How a document is read. `passwords` are tried in turn on an encrypted one."""

    ocr: OcrMode = "auto"
    passwords: tuple[str, ...] = field(default=(), repr=False)


def needs_ocr(page: Page, options: ReadOptions) -> bool:
    """Whether a page's text is to be recognised from its picture under these options.

    A page that cannot be read at all has no picture either.
    """
    if options.ocr == "auto":
        return any(NEEDS_OCR in note for note in page.notes)
    return options.ocr == "always" and page.width > 0
