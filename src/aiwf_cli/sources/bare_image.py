"""JPEG and PNG files without what is not the picture: place, time, camera, comments, thumbnails.

Nothing is decoded: the compressed picture is copied as it is, so the result is the same bytes
whatever encoder is installed. Both functions give no bytes when the file is not laid out as it
should be.
"""

from __future__ import annotations

import re
import zlib

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"gAMA", b"sRGB", b"cHRM"})

_MARKER = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])", re.DOTALL)
"""A marker in entropy-coded data: not a stuffed 0xFF00, not a restart (ITU-T T.81, B.1.1)."""

_EOI, _SOI, _SOS, _COMMENT, _JFIF, _ADOBE = 0xD9, 0xD8, 0xDA, 0xFE, 0xE0, 0xEE
_APPLICATION = range(0xE0, 0xF0)


def bare_png(data: bytes) -> bytes:
    """The first picture of a PNG with only the chunks that draw it (ISO/IEC 15948)."""
    kept = [_PNG] if data.startswith(_PNG) else []
    at = len(_PNG)
    while kept and at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4])
        kind, chunk = data[at + 4 : at + 8], data[at : at + 12 + length]
        if len(chunk) != 12 + length or zlib.crc32(chunk[4:-4]) != int.from_bytes(chunk[-4:]):
            return b""
        if kind in _PNG_KEPT:
            kept.append(chunk)
        if kind == b"IEND":
            return b"".join(kept)
        at += len(chunk)
    return b""


def bare_jpeg(data: bytes) -> bytes:
    """A JPEG with only the segments that draw it; what follows its end is gone too.

    Kept of the application segments are JFIF (its resolution) and Adobe (its colours).
    """
    if data[:2] != bytes((0xFF, _SOI)):
        return b""
    kept = [data[:2]]
    at = 2
    while found := _MARKER.match(data, at):
        marker, at = found[1][0], found.end()
        if marker == _EOI:
            return b"".join([*kept, bytes((0xFF, _EOI))])
        end = at + int.from_bytes(data[at : at + 2])
        if end < at + 2 or end > len(data):
            return b""
        segment = bytes((0xFF, marker)) + data[at:end]
        if marker == _SOS:
            scan = _MARKER.search(data, end)
            if scan is None:
                return b""
            segment += data[end : scan.start()]
            end = scan.start()
        if _draws(marker):
            kept.append(segment)
        at = end
    return b""


def _draws(marker: int) -> bool:
    return marker in (_JFIF, _ADOBE) or (marker != _COMMENT and marker not in _APPLICATION)
