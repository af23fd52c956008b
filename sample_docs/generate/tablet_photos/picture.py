"""One photograph: what lies where, under which lamp, through which camera."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tablet_photos.blister import Sheet
from tablet_photos.camera import Optics, View, developed
from tablet_photos.grounds import Ground
from tablet_photos.light import Lamp, lit
from tablet_photos.render import Placed, draw, shade_of

DAYLIGHT = Lamp()
TELEPHONE = Optics()


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A scene and how it is photographed; `seed` gives it its grain."""

    seed: int
    ground: Ground
    things: tuple[Placed, ...]
    view: View
    lamp: Lamp = DAYLIGHT
    optics: Optics = TELEPHONE
    sheet: Sheet | None = None


def photograph(picture: Picture) -> bytes:
    """The picture's file: JPEG, or PNG when its optics ask for no JPEG quality."""
    view, lamp = picture.view, picture.lamp
    columns, rows = np.meshgrid(np.arange(0.5, view.width), np.arange(0.5, view.height))
    x, y = view.ground(columns, rows)
    ground = picture.sheet.on(picture.ground) if picture.sheet else picture.ground
    direct, sky = shade_of(picture.things, x, y, lamp)
    light = lit(ground(x, y, picture.seed), x, y, lamp, direct, sky)
    for number, thing in enumerate(picture.things):
        draw(light, view, thing, lamp, picture.seed + number)
    if picture.sheet:
        light = picture.sheet.cover(light, x, y, lamp, picture.seed)
    return developed(light, picture.optics, picture.seed)
