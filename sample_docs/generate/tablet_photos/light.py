"""The lamp over the table, and what a lit surface sends back."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tablet_photos.texture import Array, Colour

_WRAP = 0.25
"""How far light creeps past the edge of shade: tablets and skin let some of it through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lamp:
    """A lamp towards `azimuth` (degrees, 0 = right, 90 = towards the photographer) and `elevation`.

    `direct` and `ambient` are the brightness of a white sheet under the lamp alone and under the
    room's light alone; `tint` colours the lamp; `softness` is the size of the lamp: it widens
    shadows and highlights. `fall` makes the light fade across the table (share lost per 100 mm).
    """

    azimuth: float = 235.0
    elevation: float = 42.0
    direct: float = 0.55
    ambient: float = 0.33
    tint: Colour = (1.0, 0.98, 0.94)
    softness: float = 0.35
    fall: float = 0.6

    @property
    def direction(self) -> tuple[float, float, float]:
        """The unit vector from the table to the lamp."""
        azimuth, elevation = math.radians(self.azimuth), math.radians(self.elevation)
        flat = math.cos(elevation)
        return flat * math.cos(azimuth), flat * math.sin(azimuth), math.sin(elevation)

    def fading(self, x: Array, y: Array) -> Array:
        """How bright the lamp is at points of the table, 1 at (0, 0)."""
        to_x, to_y, _ = self.direction
        return np.clip(1.0 + self.fall * (x * to_x + y * to_y) / 100.0, 0.35, 1.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """What a patch of the picture shows: colour, slope and shine of each pixel.

    `colour` is height x width x 3; `slope_x` and `slope_y` are how steeply it rises (mm per mm);
    `shine` is the strength of highlights, `polish` how small they are.
    """

    colour: Array
    slope_x: Array
    slope_y: Array
    shine: float = 0.0
    polish: float = 30.0


def lit(
    surface: Surface, x: Array, y: Array, lamp: Lamp, shade: Array | float, open_sky: Array | float
) -> Array:
    """The light that a surface at points (x, y) sends straight up.

    `shade` is the share of the lamp that reaches it, `open_sky` that of the room's light.
    """
    length = np.sqrt(1.0 + surface.slope_x**2 + surface.slope_y**2)
    towards = lamp.direction
    cosine = (towards[2] - surface.slope_x * towards[0] - surface.slope_y * towards[1]) / length
    diffuse = np.clip((cosine + _WRAP) / (1.0 + _WRAP), 0.0, None) / _level(towards[2])
    brightness = lamp.fading(x, y)
    direct = lamp.direct * diffuse * shade * brightness
    ambient = lamp.ambient * (0.55 + 0.45 / length) * open_sky
    highlight = surface.shine * _highlight(surface, length, lamp) * shade * brightness
    light = np.empty_like(surface.colour)
    for channel, tint in enumerate(lamp.tint):
        light[..., channel] = surface.colour[..., channel] * (direct * tint + ambient)
        light[..., channel] += highlight * tint
    return light


def _level(height: float) -> float:
    return (height + _WRAP) / (1.0 + _WRAP)


def _highlight(surface: Surface, length: Array, lamp: Lamp) -> Array:
    """Blinn's highlight for an eye straight above (Blinn 1977)."""
    x, y, z = lamp.direction
    half = math.sqrt(x * x + y * y + (z + 1.0) ** 2)
    cosine = (z + 1.0 - surface.slope_x * x - surface.slope_y * y) / (half * length)
    return np.power(np.clip(cosine, 0.0, 1.0), surface.polish / (0.3 + lamp.softness))
