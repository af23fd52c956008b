"""How much one document may cost, and how it is to be read: values that cross to the workers."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Literal, TypeAlias, cast

from aiwf_cli.model.json import Json, JsonObject

OcrMode: TypeAlias = Literal["auto", "never", "always"]

NEEDS_OCR = "needs OCR"
"""What stands in the note of a page whose text has to be recognised from its picture."""

_MIB = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a document may cost before it is given up with `too_large` or `timeout`.

    `bytes` is the size of the file; `pages` of a PDF or frames of an image; `pixels` of one frame
    or rendered page; `seconds` of wall time for one request to a worker; `memory` in bytes is what
    a worker process may allocate.
    """

    bytes: int = 512 * _MIB
    pages: int = 2_000
    pixels: int = 120_000_000
    seconds: float = 60.0
    memory: int = 1_536 * _MIB

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

    @property
    def key(self) -> str:
        """What of the options changes the pages, as a word for the key of a cache.

        Passwords are no part of it: a file that opens has the same pages whichever opened it.
        """
        return f"ocr={self.ocr}"

    def to_json(self) -> JsonObject:
        """The options by name, passwords included: for a worker's pipe, not for a file."""
        return {"ocr": self.ocr, "passwords": list(self.passwords)}

    @classmethod
    def from_json(cls, data: Json) -> ReadOptions:
        """The options that `to_json` wrote."""
        options = cast("dict[str, object]", data)
        return cls(
            ocr=cast(OcrMode, options["ocr"]),
            passwords=tuple(cast("list[str]", options["passwords"])),
        )
