"""Tiny real PDFs, written by hand: what stands where, in which order, painted how.

Coordinates are points from the top left, `y` is the baseline. Kanji come from a font that is not
embedded: MuPDF has one of its own.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

FONTS = {"latin": "F1", "bold": "F2", "kanji": "H1", "tate": "V1", "mono": "F3"}

_LATIN = b"<</Type/Font/Subtype/Type1/BaseFont/%s/Encoding/WinAnsiEncoding>>"
_KANJI = b"<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/%s/DescendantFonts[7 0 R]>>"
_GLYPHS = (
    b"<</Type/Font/Subtype/CIDFontType0/BaseFont/HeiseiMin-W3/DW 1000/W[1 94 500]"
    b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 6>>/FontDescriptor 8 0 R>>"
)
_DESCRIPTOR = (
    b"<</Type/FontDescriptor/FontName/HeiseiMin-W3/Flags 4/FontBBox[0 -200 1000 900]"
    b"/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 700/StemV 80>>"
)
_FIXED = (
    _LATIN % b"Helvetica",
    _LATIN % b"Helvetica-Bold",
    _LATIN % b"Courier",
    _KANJI % (b"HeiseiMin-W3", b"UniJIS-UTF16-H"),
    _GLYPHS,
    _DESCRIPTOR,
    _KANJI % (b"HeiseiMin-W3-V", b"UniJIS-UTF16-V"),
)
_RESOURCES = (
    b"<</Font<</F1 3 0 R/F2 4 0 R/F3 5 0 R/H1 6 0 R/V1 9 0 R>>"
    b"/ExtGState<</Clear<</ca 0>>/Solid<</ca 1>>>>%s>>"
)


@dataclass
class Sheet:
    """A page to be: a list of drawing commands, put out in order or shuffled."""

    width: float = 595
    height: float = 842
    rotate: int = 0
    commands: list[bytes] = field(default_factory=list)
    xobjects: dict[str, bytes] = field(default_factory=dict)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 10,
        font: str = "",
        color: tuple[float, float, float] = (0, 0, 0),
        mode: int = 0,
        turn: int = 0,
        spacing: float = 0,
        state: str = "Solid",
    ) -> Sheet:
        """Put a string at a place; `turn` is degrees counterclockwise, `spacing` between glyphs."""
        font = font or ("latin" if text.isascii() else "kanji")
        coded = text.encode("cp1252" if text.isascii() else "utf-16-be").hex()
        if font in ("kanji", "tate"):
            coded = text.encode("utf-16-be").hex()
        a, b = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1), 45: (0.7071, 0.7071)}[turn]
        paint = " ".join(map(str, color))
        self.commands.append(
            f"q /{state} gs {paint} rg BT /{FONTS[font]} {size} Tf {mode} Tr {spacing} Tc "
            f"{a} {b} {-b} {a} {x} {self.height - y} Tm <{coded}> Tj ET Q".encode()
        )
        return self

    def lines(
        self, x: float, y: float, lines: Iterable[str], *, size: float = 10, pitch: float = 0
    ):
        """Put strings one below the other."""
        for index, line in enumerate(lines):
            self.text(x, y + index * (pitch or 1.5 * size), line, size=size)
        return self

    def box(self, x: float, y: float, width: float, height: float, gray: float) -> Sheet:
        """Fill a rectangle."""
        bottom = self.height - y - height
        self.commands.append(f"q {gray} g {x} {bottom} {width} {height} re f Q".encode())
        return self

    def image(self, x: float, y: float, width: float, height: float, gray: int = 200) -> Sheet:
        """Put a plain grey picture."""
        name = f"I{len(self.xobjects)}"
        self.xobjects[name] = (
            b"<</Type/XObject/Subtype/Image/Width 2/Height 2/ColorSpace/DeviceGray"
            b"/BitsPerComponent 8/Length 4>>stream\n%s\nendstream" % bytes([gray] * 4)
        )
        bottom = self.height - y - height
        self.commands.append(f"q {width} 0 0 {height} {x} {bottom} cm /{name} Do Q".encode())
        return self

    def shuffled(self, seed: int) -> Sheet:
        """The same page with its commands in another order."""
        mixed = self.commands[:]
        random.Random(seed).shuffle(mixed)
        return Sheet(self.width, self.height, self.rotate, mixed, self.xobjects)

    def pdf(self) -> bytes:
        """A PDF of this page alone."""
        return pdf_of([self])


def pdf_of(sheets: Sequence[Sheet], *, compress: bool = True) -> bytes:
    """A PDF of several pages."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"", *_FIXED]
    kids = []
    for sheet in sheets:
        names = b""
        for name, image in sheet.xobjects.items():
            objects.append(image)
            names += b"/%s %d 0 R" % (name.encode(), len(objects))
        content = b"\n".join(sheet.commands)
        packed = zlib.compress(content) if compress else content
        how = b"/Filter/FlateDecode" if compress else b""
        objects.append(b"<</Length %d%s>>stream\n%s\nendstream" % (len(packed), how, packed))
        resources = _RESOURCES % (b"/XObject<<%s>>" % names if names else b"")
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %g %g]/Rotate %d/Contents %d 0 R/Resources%s>>"
            % (sheet.width, sheet.height, sheet.rotate, len(objects), resources)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(kids), len(kids))
    return raw_pdf(objects)


def raw_pdf(objects: Sequence[bytes], *, trailer: bytes = b"") -> bytes:
    """A PDF of numbered objects; the first is the catalog."""
    out = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        trailer,
        start,
    )
