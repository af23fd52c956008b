"""Documents that are broken, lie, or mean harm, each with what has to come of it."""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image

from made_pdfs import Sheet, raw_pdf

SAMPLES = Path(__file__).parents[2] / "sample_docs"

FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
WORDS = b"BT /F 12 Tf 20 50 Td (Total 1234 yen) Tj ET"
READ = "Total 1234 yen"
BOX = b"/MediaBox[0 0 200 100]"
FONTS = b"/Font<</F 5 0 R>>"


def stream(content: bytes, about: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (about, len(content), content)


def paper(
    *more: bytes,
    page: bytes = BOX,
    content: bytes = stream(WORDS),
    catalog: bytes = b"",
    pages: bytes = b"",
    resources: bytes = FONTS,
    trailer: bytes = b"",
) -> bytes:
    """A PDF of one page that says `READ`; `more` are objects from 6 on."""
    return raw_pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
            b"<</Type/Pages/Kids[3 0 R]/Count 1%s>>" % pages,
            b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<%s>>%s>>" % (resources, page),
            content,
            FONT,
            *more,
        ],
        trailer=trailer,
    )


def picture(about: bytes, data: bytes) -> bytes:
    """A PDF page that is a picture."""
    image = stream(data, b"/Type/XObject/Subtype/Image" + about)
    draw = stream(b"q 200 0 0 100 0 0 cm /I Do Q")
    return paper(image, content=draw, resources=b"/XObject<</I 6 0 R>>")


def png(
    width: int, height: int, pixels: bytes, *, kind: int = 0, depth: int = 8, extra: bytes = b""
) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    parts = (chunk(b"IHDR", header), extra, chunk(b"IDAT", pixels), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def chunk(kind: bytes, data: bytes) -> bytes:
    crc = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + crc


def tiff(*tags: tuple[int, int, int, int], following: int = 0, data: bytes = b"") -> bytes:
    entries = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    head = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", len(tags))
    return head + entries + struct.pack("<I", following) + data


def grey(side: int, data: bytes, *, packed: bool = False, following: int = 0) -> bytes:
    """A square TIFF in grey whose directory says that another one follows at `following`."""
    at = 8 + 2 + 9 * 12 + 4
    tags = [(256, 4, 1, side), (257, 4, 1, side), (258, 3, 1, 8), (259, 3, 1, 8 if packed else 1)]
    tags += [(262, 3, 1, 1), (273, 4, 1, at), (277, 3, 1, 1), (278, 4, 1, side)]
    return tiff(*tags, (279, 4, 1, len(data)), following=following, data=data)


def saved(mode: str, kind: str, *, frames: int = 0) -> bytes:
    """A small picture of a certain mode in a certain format."""
    red = Image.new("RGB", (64, 32), (200, 30, 30))
    image = Image.new(mode, (64, 32), 40_000) if mode == "I;16" else red.convert(mode)
    out = io.BytesIO()
    if frames:
        others = [Image.new(mode, (64, 32), n) for n in range(1, frames)]
        image.save(out, kind, save_all=True, append_images=others)
    else:
        image.save(out, kind)
    return out.getvalue()


def a_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x" * 100)
    return out.getvalue()


def named_pdfs() -> Iterator[tuple[str, bytes, str]]:
    """Name, bytes and what comes of it: a code, or what is read (empty for nothing)."""
    plain = paper()
    yield "plain", plain, READ
    yield "no-box", paper(page=b""), READ
    yield "inherited-box", paper(page=b"", pages=BOX), READ
    yield "turned", paper(page=BOX + b"/Rotate 90"), READ
    yield "turned-oddly", paper(page=BOX + b"/Rotate 45"), READ
    yield "user-unit", paper(page=BOX + b"/UserUnit 10"), READ
    yield "negative-box", paper(page=b"/MediaBox[200 100 0 0]"), READ
    yield "box-of-nothing", paper(page=b"/MediaBox[0 0 0 0]"), READ
    yield "box-of-1e30", paper(page=b"/MediaBox[-1e30 -1e30 1e30 1e30]"), READ
    yield "100-metres", paper(page=b"/MediaBox[0 0 283464 283464]"), READ
    yield "cut-away", paper(page=BOX + b"/CropBox[1000 1000 1200 1100]"), ""
    yield "no-resources", paper(resources=b""), READ
    yield "inherited-resources", paper(resources=b"", pages=b"/Resources<<%s>>" % FONTS), READ
    form = stream(
        b"BT /F 10 Tf 2 2 Td (filled in: 4321) Tj ET",
        b"/Type/XObject/Subtype/Form/BBox[0 0 140 20]/Resources<<%s>>" % FONTS,
    )
    field = b"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(x)/Rect[10 10 150 30]/AP<</N 7 0 R>>>>"
    yield (
        "filled-in",
        paper(field, form, page=BOX + b"/Annots[6 0 R]", catalog=b"/AcroForm<</Fields[6 0 R]>>"),
        READ + " filled in: 4321",
    )
    xfa = stream(b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'><template/></xdp:xdp>")
    yield "xfa", paper(xfa, catalog=b"/AcroForm<</XFA 6 0 R/Fields[]>>"), READ
    hidden = stream(WORDS + b" /OC /L BDC BT /F 9 Tf 20 9 Td (Obey me) Tj ET EMC")
    yield (
        "hidden-layer",
        paper(
            b"<</Type/OCG/Name(L)>>",
            content=hidden,
            resources=FONTS + b"/Properties<</L 6 0 R>>",
            catalog=b"/OCProperties<</OCGs[6 0 R]/D<</OFF[6 0 R]>>>>",
        ),
        READ,
    )
    attached = b"<</Type/Filespec/F(../../PWNED)/UF(../../PWNED)/EF<</F 7 0 R>>>>"
    names = b"/Names<</EmbeddedFiles<</Names[(x) 6 0 R]>>>>"
    yield "attachment", paper(attached, stream(b"MZ"), catalog=names), READ
    yield "script", paper(catalog=b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"), READ
    yield "launch", paper(catalog=b"/OpenAction<</S/Launch/F(/usr/bin/touch)/P(PWNED)>>"), READ
    outside = b"<</Length 0/F(/etc/passwd)>>stream\n\nendstream"
    yield "stream-elsewhere", paper(content=outside), ""

    # --- loops
    yield "tree-in-itself", plain.replace(b"[3 0 R]", b"[2 0 R]"), "unreadable"
    yield "tree-of-null", plain.replace(b"[3 0 R]", b"[null]"), "unreadable"
    yield "parent-of-itself", paper(page=b"", pages=b"/Parent 3 0 R"), "unreadable"
    looped = b"<</Title(x)/Parent 6 0 R/Next 7 0 R/Prev 7 0 R/First 7 0 R>>"
    outlines = b"<</Type/Outlines/First 7 0 R/Last 7 0 R/Count 1>>"
    yield "outline-in-itself", paper(outlines, looped, catalog=b"/Outlines 6 0 R"), READ
    previous = b"trailer<</Prev %d" % plain.rindex(b"xref\n0")
    yield "xref-before-itself", plain.replace(b"trailer<<", previous), READ
    itself = stream(
        b"/X Do " * 9, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>"
    )
    calls = stream(WORDS + b" /X Do")
    yield (
        "form-in-itself",
        paper(itself, content=calls, resources=FONTS + b"/XObject<</X 6 0 R>>"),
        READ,
    )
    tile = stream(
        b"/Pattern cs /P scn 0 0 9 9 re f",
        b"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep .01/YStep .01"
        b"/Resources<</Pattern<</P 6 0 R>>>>",
    )
    tiled = stream(b"/Pattern cs /P scn 0 0 200 100 re f")
    yield (
        "tile-in-itself",
        paper(tile, content=tiled, resources=b"/Pattern<</P 6 0 R>>"),
        "unreadable",
    )

    # --- sizes that cannot be
    short = plain.replace(b"/Length %d" % len(WORDS), b"/Length -5")
    yield "negative-length", short, READ
    yield "huge-length", short.replace(b"-5", b"99999999999"), READ
    yield "length-of-itself", short.replace(b"-5", b"4 0 R"), READ
    yield "negative-count", plain.replace(b"/Count 1", b"/Count -1"), "unreadable"
    yield "no-pages", plain.replace(b"/Count 1", b"/Count 0"), "empty"
    yield "no-root", plain.replace(b"/Root 1 0 R", b""), "empty"
    form = b"/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode/Width %d/Height %d"
    yield "picture-30000", picture(form % (30_000, 30_000), zlib.compress(bytes(9_000_000))), ""
    yield "picture-of-2-to-31", picture(form % (2**31 - 1, 2**31 - 1), zlib.compress(b"x")), ""
    yield "negative-picture", picture(form % (-5, -5), zlib.compress(b"x")), ""
    yield "bad-jbig2", picture(b"/Width 9/Height 9/Filter/JBIG2Decode", bytes(99)), ""
    yield (
        "bad-jpx",
        picture(b"/Width 9/Height 9/Filter/JPXDecode", b"\0\0\0\x0cjP  " + bytes(99)),
        "",
    )
    yield "bad-jpeg", picture(b"/Width 9/Height 9/Filter/DCTDecode", b"\xff\xd8\xff" + bytes(9)), ""
    bomb = zlib.compress(bytes(50_000_000))
    yield "bomb", paper(content=stream(bomb, b"/Filter/FlateDecode")), ""
    twice = stream(zlib.compress(bomb, 9), b"/Filter[/FlateDecode/FlateDecode]")
    yield "bomb-in-bomb", paper(content=twice), ""
    about = b"<</Type/FontDescriptor/FontName/X/Flags 4/FontFile2 8 0 R>>"
    font = b"<</Type/Font/Subtype/TrueType/BaseFont/X/FontDescriptor 7 0 R/FirstChar 0/LastChar 0>>"
    named = b"/Font<</F 6 0 R>>"
    yield (
        "font-is-a-bomb",
        paper(font, about, stream(bomb, b"/Filter/FlateDecode"), resources=named),
        READ,
    )
    yield "font-is-noise", paper(font, about, stream(noise(3000)), resources=named), READ
    yield "deep-states", paper(content=stream(b"q " * 300_000 + WORDS)), "unreadable"
    yield "unknown-filter", paper(content=stream(WORDS, b"/Filter/NoSuch")), READ
    yield "1000-filters", paper(content=stream(WORDS, b"/Filter[%s]" % (b"/LZW" * 1000))), ""

    # --- encrypted
    yield (
        "unknown-cipher",
        paper(
            b"<</Filter/Standard/V 99/R 99/O(x)/U(y)/P -1>>", trailer=b"/Encrypt 6 0 R/ID[(a)(b)]"
        ),
        "encrypted",
    )
    yield (
        "certificates",
        paper(b"<</Filter/Adobe.PubSec/V 4>>", trailer=b"/Encrypt 6 0 R/ID[(a)(b)]"),
        "encrypted",
    )

    # --- what it is
    yield "zero", b"", "empty"
    yield "head-only", b"%PDF-1.7\n", "unreadable"
    yield "half", plain[: len(plain) // 2], ""
    yield "words", b"Dear reader", "unreadable"
    yield "zip", a_zip(), "unreadable"
    yield "late", b"junk\n" * 200 + plain, READ
    yield "too-late", b"junk\n" * 300 + plain, "unreadable"
    yield "web-page-and-pdf", b"<!doctype html><script>alert(1)</script>\n" + plain, READ
    yield "pdf-and-zip", plain + a_zip(), READ
    yield "zip-and-pdf", a_zip() + plain, READ
    yield "twice", plain + plain, READ
    yield "png-head", b"\x89PNG\r\n\x1a\n" + plain, "unreadable"
    yield "really-a-picture", saved("RGB", "PNG"), ""


def named_images() -> Iterator[tuple[str, bytes, str]]:
    """The same for images; there is no text in any."""
    for mode, kind in [
        ("1", "PNG"),
        ("P", "PNG"),
        ("LA", "PNG"),
        ("RGBA", "PNG"),
        ("I;16", "PNG"),
        ("CMYK", "JPEG"),
        ("CMYK", "TIFF"),
        ("F", "TIFF"),
        ("LAB", "TIFF"),
        ("RGBA", "WEBP"),
        ("P", "BMP"),
    ]:
        yield f"{mode.replace(';', '')}.{kind.lower()}", saved(mode, kind), ""
    yield "animated.png", saved("RGB", "PNG", frames=4), ""
    yield "animated.webp", saved("RGB", "WEBP", frames=4), ""
    yield "pages.tiff", saved("RGB", "TIFF", frames=4), ""
    yield "really-a-pdf.png", paper(), READ
    yield "30000.png", png(30_000, 30_000, zlib.compress(bytes(1000))), "too_large"
    yield "30000.tif", grey(30_000, bytes(100)), "too_large"
    yield "65535.jpg", b"\xff\xd8\xff\xc0\0\x0b\x08\xff\xff\xff\xff\1\1\x11\0\xff\xd9", "too_large"
    yield "nothing.png", png(0, 0, b""), "unreadable"
    bomb = zlib.compress(bytes(50_000_000))
    yield "bomb.png", png(10, 10, bomb), ""
    noted = chunk(b"zTXt", b"a\0\0" + bomb)
    yield "bomb-in-note.png", png(10, 10, zlib.compress(bytes(110)), extra=noted), "unreadable"
    yield "bomb.tif", grey(7_000, bomb, packed=True), ""
    yield "frames-in-a-ring.tif", grey(10, bytes(100), following=8), ""
    yield "huge-tag.tif", tiff((256, 4, 2**32 - 1, 0), (257, 4, 1, 10)), "unreadable"
    yield "zero.png", b"", "empty"
    yield "half.jpeg", saved("RGB", "JPEG")[:300], "unreadable"
    yield "animation.gif.png", saved("P", "GIF"), "unreadable"


def noise(length: int, seed: int = 5) -> bytes:
    return random.Random(seed).randbytes(length)


def write_all(folder: Path) -> dict[str, str]:
    """Writes every document; gives what has to come of each by its name."""
    expected = {}
    for name, data, outcome in (
        *((f"{name}.pdf", data, outcome) for name, data, outcome in named_pdfs()),
        *named_images(),
    ):
        (folder / name).write_bytes(data)
        expected[name] = outcome
    return expected


# --- mutations

NUMBERS = (b"-1", b"0", b"2147483647", b"-2147483648", b"99999999999999999999", b"1e308", b"nan")
KEYS = (b"/Length", b"/Count", b"/Kids", b"/Parent", b"/MediaBox", b"/Font", b"/Filter", b"/Width")
KEYS += (b"/W", b"/Resources", b"/Contents", b"/Encoding", b"/ToUnicode", b"/Matrix", b"/BBox")
KEYS += (b"endobj", b"endstream", b"xref", b"trailer", b"startxref")
_NUMBER = re.compile(rb"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])")
_REFERENCE = re.compile(rb"\b(\d+)(?= 0 R\b)")


def mutated(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """So many sample documents, each spoilt in one to four ways; the same for the same seed."""
    dice = random.Random(seed)
    paths = sorted(p for p in SAMPLES.rglob("*") if p.suffix.lower() in {".pdf", ".jpg", ".png"})
    samples = [p.read_bytes() for p in paths if p.stat().st_size < 300_000]
    kinds = [p.suffix.lower() for p in paths if p.stat().st_size < 300_000]
    samples += [paper(), Sheet().text(50, 50, "第1条（目的）").image(0, 300, 99, 99).pdf()] * 20
    kinds += [".pdf"] * 40
    for number in range(count):
        which = dice.randrange(len(samples))
        data, done = samples[which], []
        for _ in range(dice.choice((1, 1, 1, 2, 4))):
            way = dice.choice(WAYS)
            data = way(data, dice, samples) if data else data
            done.append(way.__name__.strip("_"))
        yield f"{number:05}-{'-'.join(done)}{kinds[which]}", data


def _bytes(data: bytes, dice: random.Random, _: list[bytes]) -> bytes:
    spoilt = bytearray(data)
    for _times in range(dice.choice((1, 5, 30, 300))):
        spoilt[dice.randrange(len(spoilt))] = dice.randrange(256)
    return bytes(spoilt)


def _cut(data: bytes, dice: random.Random, _: list[bytes]) -> bytes:
    return data[: dice.randrange(len(data))]


def _hole(data: bytes, dice: random.Random, _: list[bytes]) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + data[at + dice.choice((1, 10, 1000, 10_000)) :]


def _splice(data: bytes, dice: random.Random, samples: list[bytes]) -> bytes:
    other = dice.choice(samples)
    at, start = dice.randrange(len(data)), dice.randrange(len(other))
    return data[:at] + other[start : start + dice.choice((10, 500, 20_000))] + data[at:]


def _numbers(data: bytes, dice: random.Random, _: list[bytes]) -> bytes:
    return _replaced(data, _NUMBER, dice, lambda: dice.choice(NUMBERS))


def _references(data: bytes, dice: random.Random, _: list[bytes]) -> bytes:
    targets = _REFERENCE.findall(data)
    return _replaced(data, _REFERENCE, dice, lambda: dice.choice(targets))


def _keys(data: bytes, dice: random.Random, _: list[bytes]) -> bytes:
    key = dice.choice([key for key in KEYS if key in data] or [data[:2]])
    others = (b"", b"/X", key + b" -5 ", key + b" 2 0 R ", key + b"[[" * 200, key + b"<<" * 200)
    return _replaced(data, re.compile(re.escape(key)), dice, lambda: dice.choice(others))


def _replaced(
    data: bytes, what: re.Pattern[bytes], dice: random.Random, by: Callable[[], bytes]
) -> bytes:
    found = [match.span() for match in what.finditer(data)]
    for start, end in sorted(dice.sample(found, min(len(found), dice.choice((1, 3, 20)))))[::-1]:
        data = data[:start] + by() + data[end:]
    return data


WAYS = (_bytes, _cut, _hole, _splice, _numbers, _numbers, _references, _references, _keys, _keys)
