"""Press-through packs: foil with print, and clear pockets with tablets in them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tablet_photos.grounds import Ground
from tablet_photos.lettering import Line, inked
from tablet_photos.light import Lamp, Surface
from tablet_photos.render import Placed
from tablet_photos.texture import Array, Colour, bell, noise, sampled, smoothstep

_PX_PER_MM = 24.0
_CORNER = 3.0
_WELT = 1.1
"""How far a pocket's wall stands off its tablet, in mm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet of `width` x `height` mm around (0, 0) that shows its clear side.

    `pockets` are the tablets in it; an empty pocket is one whose body nobody draws. `print_` are
    the lines on the foil under the plastic, in `ink`; `band` colours a stripe along the upper edge.
    """

    width: float
    height: float
    pockets: tuple[Placed, ...]
    print_: tuple[Line, ...] = ()
    ink: Colour = (0.04, 0.07, 0.20)
    band: Colour | None = None
    foil: Colour = (0.58, 0.59, 0.60)

    def on(self, table: Ground) -> Ground:
        """The table with this sheet on it."""

        def surface(x: Array, y: Array, seed: int) -> Surface:
            under = table(x, y, seed)
            sheet = self._foil(x, y, seed)
            inside = self._inside(x, y)
            shadow = 1.0 - 0.45 * smoothstep(1.6, -0.4, self._outside(x - 0.5, y - 0.5))
            colour = under.colour * shadow[..., None]
            share = inside[..., None]
            return Surface(
                colour=colour * (1.0 - share) + sheet.colour * share,
                slope_x=under.slope_x * (1.0 - inside) + sheet.slope_x * inside,
                slope_y=under.slope_y * (1.0 - inside) + sheet.slope_y * inside,
                shine=sheet.shine,
                polish=sheet.polish,
            )

        return surface

    def _outside(self, x: Array, y: Array) -> Array:
        dx = np.abs(x) - self.width / 2 + _CORNER
        dy = np.abs(y) - self.height / 2 + _CORNER
        beyond = np.sqrt(np.maximum(dx, 0.0) ** 2 + np.maximum(dy, 0.0) ** 2)
        away: Array = beyond + np.minimum(np.maximum(dx, dy), 0.0) - _CORNER
        return away

    def _inside(self, x: Array, y: Array) -> Array:
        return smoothstep(0.06, -0.06, self._outside(x, y))

    def _foil(self, x: Array, y: Array, seed: int) -> Surface:
        """Foil pressed with a fine grid, printed, slightly buckled."""
        slope_x, slope_y = 0.13 * np.sin(7.0 * x), 0.13 * np.sin(7.0 * y)
        slope_x += 0.5 * (noise(x / 7.0, y / 7.0, seed + 11) - 0.5)
        slope_y += 0.5 * (noise(x / 7.0, y / 7.0, seed + 12) - 0.5)
        sheen = 0.8 + 0.4 * noise(x / 12.0, y / 9.0, seed + 13)
        colour = np.asarray(self.foil) * sheen[..., None]
        if self.band:
            stripe = (y < -self.height / 2 + 6.5).astype(np.float64)[..., None]
            colour = colour * (1.0 - stripe) + np.asarray(self.band) * stripe
        ink = self._printed(x, y)[..., None] * 0.9
        colour = colour * (1.0 - ink) + np.asarray(self.ink) * ink
        return Surface(colour=colour, slope_x=slope_x, slope_y=slope_y, shine=0.16, polish=12.0)

    def _printed(self, x: Array, y: Array) -> Array:
        field = _print_of(self)
        column, row = (x + self.width / 2) * _PX_PER_MM, (y + self.height / 2) * _PX_PER_MM
        return sampled(field, column, row)

    def cover(self, picture: Array, x: Array, y: Array, lamp: Lamp, seed: int) -> Array:
        """The picture under the sheet's plastic: pocket walls, their highlights, a faint film."""
        towards = lamp.direction
        for pocket in self.pockets:
            away = pocket.body.distance(*pocket.own(x, y))
            wall = bell(away - 0.5 * _WELT, 0.32 * _WELT)
            du = (pocket.body.distance(*pocket.own(x + 0.05, y)) - away) / 0.05
            dv = (pocket.body.distance(*pocket.own(x, y + 0.05)) - away) / 0.05
            facing = du * towards[0] + dv * towards[1]
            bright = np.clip(facing, 0.0, None) ** 6 * wall
            dim = np.clip(-facing, 0.0, None) ** 2 * wall
            rim = bell(away - _WELT, 0.10)
            inside = smoothstep(_WELT, 0.2, away)
            streak = self._streak(pocket, x, y, lamp) * (0.75 + 0.5 * noise(x, y, seed + 21))
            picture = picture * (1.0 - 0.45 * dim - 0.22 * rim)[..., None]
            picture = picture + (0.7 * bright + 0.025 * inside + streak)[..., None]
        return picture

    def _streak(self, pocket: Placed, x: Array, y: Array, lamp: Lamp) -> Array:
        """The lamp's image on the pocket's top, towards the lamp."""
        towards = lamp.direction
        reach = 0.36 * pocket.body.width
        u, v = x - pocket.x - reach * towards[0], y - pocket.y - reach * towards[1]
        across = towards[0] * u + towards[1] * v
        along = -towards[1] * u + towards[0] * v
        return 0.5 * bell(across + 0.09 * along**2, 0.22) * bell(along, 0.9)


@lru_cache(maxsize=4)
def _print_of(sheet: Sheet) -> Array:
    return inked(sheet.print_, sheet.width, sheet.height, _PX_PER_MM)
