"""Tablets and capsules as solids: outline, height, and what stands on their face.

A body's own coordinates are (u, v) mm from its middle, u along its length.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from tablet_photos.lettering import Line, inked
from tablet_photos.texture import Array, Colour, blurred, noise, smoothstep

FACE_PX_PER_MM = 60.0

Shape = Literal["round", "oval", "oblong", "capsule"]
Finish = Literal["pressed", "raised", "printed"]

WHITE: Colour = (0.90, 0.89, 0.86)


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """What a side of a tablet bears: lines of text and score lines.

    `depth` is how deep (or, raised, how high) letters stand in mm; `ink` colours printed ones.
    `score` lists the directions of score lines: 0 lies along the length, 90 across it.
    """

    lines: tuple[Line, ...] = ()
    finish: Finish = "pressed"
    depth: float = 0.2
    ink: Colour = (0.05, 0.05, 0.06)
    score: tuple[Literal[0, 90], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A solid: its shape, size (mm) and material.

    `band` is the height of its side wall, `cup` that of the vault above it; `bevel` (mm) gives it a
    flat face with slanting edges in place of a vault. `end` is the colour of a capsule's cap.
    """

    shape: Shape
    length: float
    width: float
    band: float = 1.6
    cup: float = 0.9
    bevel: float | None = None
    colour: Colour = WHITE
    end: Colour | None = None
    shine: float = 0.05
    polish: float = 18.0
    roughness: float = 0.05
    speckle: float = 0.03

    @property
    def floor(self) -> float:
        """Height of the wall's lower edge over the table: below it the body curves away."""
        if self.shape == "capsule":
            return self.width * 0.3
        return 0.15 if self.bevel else self.cup * 0.8

    @property
    def top(self) -> float:
        """Height of its highest point over the table."""
        if self.shape == "capsule":
            return self.width
        return self.floor + self.band + self.cup

    def distance(self, u: Array, v: Array) -> Array:
        """Millimetres from the outline seen from above; negative inside."""
        if self.shape == "oval":
            return _to_ellipse(u, v, self.length / 2, self.width / 2)
        radius = self.width / 2
        straight = 0.0 if self.shape == "round" else self.length / 2 - radius
        along = np.maximum(np.abs(u) - straight, 0.0)
        return np.sqrt(along * along + v * v) - radius

    def height(self, u: Array, v: Array) -> Array:
        """Height of the upper surface over the table; below it (-1) outside of the outline."""
        inner = -self.distance(u, v)
        reach = self.width / 2
        share = np.clip(inner / reach, 0.0, 1.0)
        if self.shape == "capsule":
            vault = reach + reach * np.sqrt(np.maximum(1.0 - (1.0 - share) ** 2, 0.0))
            vault += 0.06 * (u > self._seam) if self.end else 0.0
        elif self.bevel:
            slant = np.clip(inner / self.bevel, 0.0, 1.0)
            vault = self.floor + self.band + self.cup * (1.0 - (1.0 - slant) ** 2)
        else:
            vault = self.floor + self.band + self.cup * (1.0 - (1.0 - share) ** 2)
        return np.where(inner > 0.0, vault, -1.0)

    @property
    def _seam(self) -> float:
        return 0.06 * self.length

    def material(self, u: Array, v: Array, seed: int) -> Array:
        """Its colour at each point, with the grains of powder that went into it."""
        base = np.broadcast_to(np.asarray(self.colour), (*u.shape, 3))
        if self.end:
            base = np.where((u > self._seam)[..., None], np.asarray(self.end), base)
        grain = 1.0 + self.speckle * (2.0 * noise(u * 7.0, v * 7.0, seed) - 1.0)
        if self.end:
            grain *= 1.0 - 0.35 * np.exp(-(((u - self._seam) / 0.07) ** 2))
        coloured: Array = base * grain[..., None]
        return coloured


def _to_ellipse(u: Array, v: Array, a: float, b: float) -> Array:
    """About the distance to an ellipse: exact on it, right to first order near it."""
    k = np.sqrt((u / a) ** 2 + (v / b) ** 2)
    slope = np.sqrt((u / a**2) ** 2 + (v / b**2) ** 2)
    return k * (k - 1.0) / np.maximum(slope, 1e-9) * (k > 0.02) - b * (k <= 0.02)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relief:
    """A face worked out: how it slopes, how hollow it is, and where there is ink (all 0 to 1)."""

    slope_u: Array
    slope_v: Array
    hollow: Array
    ink: Array


@lru_cache(maxsize=4)
def relief(face: Face, length: float, width: float) -> Relief:
    """The relief of a face of that size, at `FACE_PX_PER_MM`."""
    letters = inked(face.lines, length, width, FACE_PX_PER_MM)
    flat = np.zeros_like(letters)
    grooves = _grooves(face, letters.shape)
    if face.finish == "printed":
        rise, ink = flat, blurred(letters, 1.5)
    else:
        sign = 1.0 if face.finish == "raised" else -1.0
        worked = smoothstep(0.06, 0.8, blurred(letters, 0.065 * FACE_PX_PER_MM))
        rise, ink = sign * face.depth * worked, flat
    rise = np.minimum(rise, -grooves) if face.finish == "pressed" else rise - grooves
    slope_v = np.asarray(np.gradient(rise, 1.0 / FACE_PX_PER_MM, axis=0))
    slope_u = np.asarray(np.gradient(rise, 1.0 / FACE_PX_PER_MM, axis=1))
    hollow = np.clip(-rise / max(face.depth, 1e-6), 0.0, 1.5)
    return Relief(slope_u=slope_u, slope_v=slope_v, hollow=hollow, ink=ink)


def _grooves(face: Face, shape: tuple[int, ...]) -> Array:
    rows, columns = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float64)
    depth = np.zeros(shape)
    for direction in face.score:
        away = rows - shape[0] / 2 if direction == 0 else columns - shape[1] / 2
        depth = np.maximum(depth, 0.32 * smoothstep(0.30, 0.04, np.abs(away) / FACE_PX_PER_MM))
    return depth
