"""From millimetres on a table to a photograph: where a pixel looks, and what lens and sensor do."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pdf import load_pymupdf

from tablet_photos.texture import Array, Colour, bell, blurred, noise, randoms

Vector = tuple[float, float, float]
"""x to the right, y towards the photographer, z up from the table; millimetres."""

Pixels = NDArray[np.uint8]

_ORIENTATION = 0x0112


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Where the camera stands: over (x, y) mm, `span` mm of table across the picture's middle.

    `tilt` leans it away from the vertical towards `azimuth`, `roll` turns it about its own axis
    (degrees). `distance` is the way to the table in mm: the nearer, the stronger the perspective.
    """

    span: float
    width: int = 800
    height: int = 600
    x: float = 0.0
    y: float = 0.0
    tilt: float = 12.0
    azimuth: float = 90.0
    roll: float = 0.0
    distance: float = 160.0

    @property
    def focal(self) -> float:
        """Focal length in pixels."""
        return self.distance * self.width / self.span

    def axes(self) -> tuple[Vector, Vector, Vector]:
        """Unit vectors of the picture in the world: its right, its down, its line of sight."""
        tilt, azimuth = math.radians(self.tilt), math.radians(self.azimuth)
        lean = (math.cos(azimuth), math.sin(azimuth))
        k = 1.0 - math.cos(tilt)
        right = (1.0 - k * lean[0] ** 2, -k * lean[0] * lean[1], -math.sin(tilt) * lean[0])
        down = (-k * lean[0] * lean[1], 1.0 - k * lean[1] ** 2, -math.sin(tilt) * lean[1])
        sight = (-math.sin(tilt) * lean[0], -math.sin(tilt) * lean[1], -math.cos(tilt))
        return *_turned(right, down, self.roll), sight

    @property
    def eye(self) -> Vector:
        """Where the lens is."""
        sight = self.axes()[2]
        away = [-self.distance * part for part in sight]
        return self.x + away[0], self.y + away[1], away[2]

    def ground(self, columns: Array, rows: Array) -> tuple[Array, Array]:
        """The points (x, y) of the table that pixels at `columns` and `rows` look at."""
        right, down, sight = self.axes()
        across, along = columns - self.width / 2, rows - self.height / 2
        ray = [sight[i] * self.focal + right[i] * across + down[i] * along for i in range(3)]
        eye = self.eye
        reach = -eye[2] / ray[2]
        return eye[0] + ray[0] * reach, eye[1] + ray[1] * reach

    def pixel(self, point: Vector) -> tuple[float, float]:
        """Column and row at which a point of the world is seen."""
        eye = self.eye
        away = [point[i] - eye[i] for i in range(3)]
        x, y, depth = (sum(a * b for a, b in zip(axis, away, strict=True)) for axis in self.axes())
        return self.width / 2 + self.focal * x / depth, self.height / 2 + self.focal * y / depth


def _turned(right: Vector, down: Vector, degrees: float) -> tuple[Vector, Vector]:
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    pairs = list(zip(right, down, strict=True))
    r, d = [c * a + s * b for a, b in pairs], [c * b - s * a for a, b in pairs]
    return (r[0], r[1], r[2]), (d[0], d[1], d[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Glare:
    """A reflection of a lamp: a bright spot at fractions (x, y) of the picture.

    `size` and `length` are standard deviations in fractions of its width, `angle` the direction in
    which it is long, `strength` what it adds (1 = white).
    """

    x: float
    y: float
    size: float
    strength: float
    length: float | None = None
    angle: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Optics:
    """What lens, sensor and encoder make of the light.

    `focus` is blur in pixels; `shake` a movement of that many pixels in the direction
    `shake_angle`; `exposure` scales the light; `white` tints it; `grain` is noise at mid grey in
    1/255; `quality` is the JPEG quality (None: PNG); `stored_turned` stores the pixels a quarter
    turn to the left with the EXIF mark that tells viewers to turn them back, as telephones do.
    """

    focus: float = 0.7
    shake: float = 0.0
    shake_angle: float = 0.0
    exposure: float = 1.0
    white: Colour = (1.0, 1.0, 1.0)
    grain: float = 2.5
    vignette: float = 0.18
    glares: tuple[Glare, ...] = ()
    quality: int | None = 86
    stored_turned: bool = False


def developed(light: Array, optics: Optics, seed: int) -> bytes:
    """The file that the camera writes for light (height x width x 3) that fell on its sensor."""
    light = _through_lens(light, optics)
    picture = _on_sensor(light, optics, seed)
    return _encoded(picture, optics)


def _through_lens(light: Array, optics: Optics) -> Array:
    height, width = light.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    for glare in optics.glares:
        light = light + _spot(x / width - glare.x, (y - glare.y * height) / width, glare)
    light = blurred(light, optics.focus)
    if optics.shake:
        light = _shaken(light, optics)
    radius = ((x / width - 0.5) ** 2 + (y / height - 0.5) ** 2) / 0.5
    dimmed = optics.exposure * (1.0 - optics.vignette * radius)
    seen: Array = light * dimmed[..., None] * np.asarray(optics.white)
    return seen


def _spot(x: Array, y: Array, glare: Glare) -> Array:
    c, s = math.cos(math.radians(glare.angle)), math.sin(math.radians(glare.angle))
    along, across = c * x + s * y, c * y - s * x
    core = bell(along, glare.length or glare.size) * bell(across, glare.size)
    return (glare.strength * core)[..., None]


def _shaken(light: Array, optics: Optics) -> Array:
    angle = math.radians(optics.shake_angle)
    steps = max(2, round(optics.shake))
    total = np.zeros_like(light)
    for step in range(steps):
        way = optics.shake * (step / (steps - 1) - 0.5)
        down, right = round(way * math.sin(angle)), round(way * math.cos(angle))
        total += np.roll(light, (down, right), axis=(0, 1))
    return total / steps


def _on_sensor(light: Array, optics: Optics, seed: int) -> Pixels:
    """Tone curve with a soft shoulder, then noise: fine in brightness, blotchy in colour."""
    shoulder = np.where(light > 0.8, 0.8 + 0.2 * np.tanh((light - 0.8) / 0.2), light)
    tone = np.power(np.clip(shoulder, 0.0, 1.0), 1.0 / 2.2) * 255.0
    source = randoms(seed)
    height, width = tone.shape[:2]
    stronger = 1.4 - tone.mean(axis=2) / 255.0
    tone += (optics.grain * stronger * source.standard_normal((height, width)))[..., None]
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    for channel in (0, 2):
        blotches = noise(x / 4.0, y / 4.0, seed + channel) - 0.5
        tone[..., channel] += 3.0 * optics.grain * blotches * stronger
    pixels: Pixels = np.clip(np.rint(tone), 0, 255).astype(np.uint8)
    return pixels


def _encoded(picture: Pixels, optics: Optics) -> bytes:
    pymupdf = load_pymupdf()
    if optics.stored_turned:
        picture = np.rot90(picture, 1)
    height, width = picture.shape[:2]
    pixmap = pymupdf.Pixmap(
        pymupdf.csRGB, width, height, np.ascontiguousarray(picture).tobytes(), False
    )
    if optics.quality is None:
        return bytes(pixmap.tobytes("png"))
    jpeg = bytes(pixmap.tobytes("jpeg", jpg_quality=optics.quality))
    return _with_orientation(jpeg, 6) if optics.stored_turned else jpeg


def _with_orientation(jpeg: bytes, value: int) -> bytes:
    """The JPEG with an EXIF segment that holds one tag: its orientation (EXIF 2.3, table 4)."""
    entry = _ORIENTATION.to_bytes(2, "big") + b"\0\3" + b"\0\0\0\1" + bytes([0, value, 0, 0])
    tiff = b"MM\0*" + b"\0\0\0\x08" + b"\0\1" + entry + b"\0\0\0\0"
    body = b"Exif\0\0" + tiff
    return jpeg[:2] + b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body + jpeg[2:]
