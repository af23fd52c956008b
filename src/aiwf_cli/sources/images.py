"""Pictures: image files as pages, and pages as pictures that a model can look at.

One point is one pixel at the resolution that the file names; without one, or with one that no
camera or scanner has, 72 dpi is taken, so that a pixel is a point. EXIF orientation is honoured:
width and height are those of the picture as it is looked at.

What goes out carries no metadata of the file: no place, no time, no name of the camera.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from struct import error as _struct_error
from typing import TYPE_CHECKING, cast

from aiwf_cli.errors import ParseError
from aiwf_cli.model.document import Page
from aiwf_cli.sources.bare_image import bare_jpeg, bare_png
from aiwf_cli.sources.limits import NEEDS_OCR, Limits

if TYPE_CHECKING:
    from PIL.Image import Image

_FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP")
"""Pillow's names of what we read; a JPEG of a camera that keeps a second picture becomes MPO."""

_DPI = (36, 2400)
"""Resolutions below and above these are taken for accidents."""

_DEFAULT_DPI = 72.0

QUALITY = 90
"""JPEG quality of photographs."""

NOISE = 0.6
"""Bytes a pixel of a PNG above which a picture is a photograph or a noisy scan."""

_SQUARE = 1.1
"""Dots per inch may differ by this factor in the two directions before it is made up for."""

_ORIENTATION = 0x0112
_ON_ITS_SIDE = 5
"""The EXIF tag, and its first value that swaps width and height; 1 is upright."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An encoded picture of `width` times `height` pixels; `media_type` such as `image/png`."""

    data: bytes
    media_type: str
    width: int
    height: int


def read_image(data: bytes, limits: Limits) -> tuple[Page, ...]:
    """One page for each frame of an image file, without text; broken frames bear a note.

    Raises ParseError `unreadable` when no frame can be decoded, `too_large` for too many frames or
    pixels.
    """
    pages: list[Page] = []
    with _opened(data) as image:
        try:
            while _seek(image, len(pages), limits):
                pages.append(_page(image, len(pages)))
        except _pillow_errors() as error:
            pages.append(_broken(len(pages), error))
    if not any(page.width for page in pages):
        raise ParseError("unreadable", pages[0].notes[0])
    return tuple(pages)


def render_image(data: bytes, number: int, max_side: int, limits: Limits) -> Picture:
    """A frame as a picture of at most `max_side` pixels a side; never enlarged.

    A JPEG or PNG that fits and stands upright goes out as it is, less its metadata, so its bytes
    depend on no encoder. Photographs become JPEG, everything else PNG.
    """
    with _opened(data) as image:
        try:
            if not _seek(image, number - 1, limits):
                raise ParseError("unreadable", f"no page {number} in the image")
            return _as_it_is(image, data, max_side) or _redrawn(image, max_side)
        except _pillow_errors() as error:
            raise _damaged(number, error) from error


def encoded(image: Image, *, photograph: bool = False) -> Picture:
    """An RGB or grey image as JPEG when it is a photograph, known or by its noise, else as PNG."""
    width, height = image.size
    data = b"" if photograph else _saved(image, "PNG")
    if not photograph and len(data) <= NOISE * width * height:
        return Picture(data=data, media_type="image/png", width=width, height=height)
    data = _saved(image, "JPEG", quality=QUALITY, subsampling=0)
    return Picture(data=data, media_type="image/jpeg", width=width, height=height)


def _saved(image: Image, kind: str, **settings: int) -> bytes:
    image.info.clear()
    out = io.BytesIO()
    image.save(out, kind, **settings)
    return out.getvalue()


def _opened(data: bytes) -> Image:
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # limits are our own, checked before a pixel is decoded
    try:
        with warnings.catch_warnings(action="ignore"):
            return Image.open(io.BytesIO(data), formats=_FORMATS)
    except UnidentifiedImageError as error:
        raise ParseError("unreadable", "the image is damaged from its beginning on") from error
    except _pillow_errors() as error:
        raise ParseError("unreadable", f"the image cannot be opened: {error}") from error


def _pillow_errors() -> tuple[type[Exception], ...]:
    """What Pillow's decoders raise when a file is at fault."""
    return (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        IndexError,
        KeyError,
        TypeError,
        _struct_error,
    )


def _seek(image: Image, index: int, limits: Limits) -> bool:
    """Turn to a frame without decoding it; False when there is none of that number.

    Only a TIFF has frames that are pages; of other formats the first counts (no previews, no
    animation). Raises ParseError `too_large` when it has too many pixels or is one too many.
    """
    if index >= limits.pages:
        raise ParseError("too_large", f"more than {limits.pages:,} frames")
    if index and image.format != "TIFF":
        return False
    try:
        with warnings.catch_warnings(action="ignore"):
            image.seek(index)
    except EOFError:
        return False
    if image.width * image.height > limits.pixels:
        raise ParseError(
            "too_large",
            f"{image.width:,} x {image.height:,} pixels; the limit is {limits.pixels:,} in all",
        )
    return True


def _page(image: Image, index: int) -> Page:
    """The frame as a page; it is decoded once, to know that it can be."""
    width, height = _points(image)
    try:
        if image.format in ("JPEG", "MPO"):
            image.draft("L", (image.width // 8, image.height // 8))
        _load(image)
    except _pillow_errors() as error:
        return _broken(index, error)
    return _blank(index + 1, width, height, f"no text layer: {NEEDS_OCR}")


def _broken(index: int, error: Exception) -> Page:
    return _blank(index + 1, 0.0, 0.0, _damaged(index + 1, error).message)


def _blank(number: int, width: float, height: float, note: str) -> Page:
    return Page(
        number=number,
        width=width,
        height=height,
        text="",
        words=(),
        origin="none",
        notes=(note,),
    )


def _damaged(number: int, error: Exception) -> ParseError:
    return ParseError("unreadable", f"picture {number} is damaged: {error}")


def _load(image: Image) -> None:
    with warnings.catch_warnings(action="ignore"):
        image.load()


def _points(image: Image) -> tuple[float, float]:
    """Width and height in points of the frame as it is looked at."""
    across, down = _resolution(image)
    width, height = image.size
    if _orientation(image) >= _ON_ITS_SIDE and image.format != "TIFF":  # Pillow turns a TIFF itself
        width, height = height, width
    return round(width * 72 / across, 2), round(height * 72 / down, 2)


def _resolution(image: Image) -> tuple[float, float]:
    """Dots per inch across and down of the frame as it is looked at; 72 when it is not known."""
    try:
        across, down = (float(dots) for dots in image.info["dpi"])
    except (KeyError, ValueError, TypeError, ZeroDivisionError):
        return _DEFAULT_DPI, _DEFAULT_DPI
    if not (_DPI[0] <= across <= _DPI[1] and _DPI[0] <= down <= _DPI[1]):
        return _DEFAULT_DPI, _DEFAULT_DPI
    return (down, across) if _orientation(image) >= _ON_ITS_SIDE else (across, down)


def _orientation(image: Image) -> int:
    """The EXIF orientation; ask before the frame is decoded."""
    try:
        with warnings.catch_warnings(action="ignore"):
            return int(image.getexif().get(_ORIENTATION, 1))
    except _pillow_errors():
        return 1


def _as_it_is(image: Image, data: bytes, max_side: int) -> Picture | None:
    """The file without its metadata, when nothing about the picture has to change."""
    plain = image.mode in ("1", "L", "P", "RGB") and "transparency" not in image.info
    if not plain or max(image.size) > max_side or _orientation(image) != 1:
        return None
    kind = "image/png" if image.format == "PNG" else "image/jpeg"
    bare = bare_png(data) if image.format == "PNG" else bare_jpeg(data)
    if not bare:
        return None
    _load(image)
    return Picture(data=bare, media_type=kind, width=image.width, height=image.height)


def _redrawn(image: Image, max_side: int) -> Picture:
    """The frame scaled down, turned upright, flattened on white, its pixels made square."""
    from PIL import ImageOps
    from PIL.Image import Resampling

    photograph = image.format in ("JPEG", "MPO")
    across, down = _resolution(image)
    if image.mode in ("L", "RGB"):
        image.thumbnail((max_side, max_side), Resampling.LANCZOS, reducing_gap=3.0)
    _load(image)
    turned = ImageOps.exif_transpose(_flattened(image))
    if max(across, down) > _SQUARE * min(across, down):
        turned = _square(turned, across, down)
    turned.thumbnail((max_side, max_side), Resampling.LANCZOS)
    return encoded(turned, photograph=photograph)


def _square(image: Image, across: float, down: float) -> Image:
    """A fax of more dots across than down (or the reverse), stretched to what it looks like."""
    most = max(across, down)
    return image.resize((round(image.width * most / across), round(image.height * most / down)))


def _flattened(image: Image) -> Image:
    """The image as grey or RGB, transparent parts on white, deep greys brought down to a byte."""
    from PIL import Image

    if image.mode in ("L", "RGB"):
        return image
    if image.mode == "1":
        return image.convert("L")
    if image.mode.startswith("I") or image.mode == "F":
        return _shallow(image)
    if image.mode in ("LA", "PA", "RGBA", "RGBa", "La") or "transparency" in image.info:
        layer = image.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        paper.alpha_composite(layer)
        flat = paper.convert("RGB")
        flat.info["exif"] = image.info.get("exif", b"")
        return flat
    return image.convert("RGB")


def _shallow(image: Image) -> Image:
    """An image of 16 or 32 bits a pixel as 8-bit grey, its darkest black and its lightest white."""
    values = image.convert("F")
    low, high = cast("tuple[float, float]", values.getextrema())
    scale = 255 / (high - low) if high > low else 0.0
    return values.point(lambda value: value * scale - low * scale).convert("L")
