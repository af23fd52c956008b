"""Texts as the cache's database holds them: behind a checksum over their name and themselves."""

from __future__ import annotations

import re
import zlib

_SURROGATE = re.compile("[\ud800-\udfff]")


def sealed(name: str, text: str) -> str:
    """A JSON text as the database holds it; lone surrogates in it are written as JSON escapes."""
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError:
        text = _SURROGATE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
        data = text.encode("utf-8")
    return f"{_checksum(name, data):08x}\n{text}"


def unsealed(name: str, stored: str) -> str | None:
    """The text that `sealed` made, or None when its checksum does not fit."""
    head, _, text = stored.partition("\n")
    try:
        fits = int(head, 16) == _checksum(name, text.encode("utf-8"))
    except ValueError:
        return None
    return text if fits else None


def _checksum(name: str, data: bytes) -> int:
    return zlib.crc32(data, zlib.crc32(name.encode("utf-8")))
