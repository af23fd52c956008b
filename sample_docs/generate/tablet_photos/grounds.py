"""What tablets lie on when somebody takes their picture: surfaces over (x, y) mm."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from tablet_photos.light import Surface
from tablet_photos.texture import (
    Array,
    Colour,
    bell,
    blend,
    bumps,
    layered_noise,
    noise,
    smoothstep,
)

Ground = Callable[[Array, Array, int], Surface]
"""Points of the table and a seed to what lies there."""


def _flat(colour: Array, shine: float = 0.0, polish: float = 30.0) -> Surface:
    level = np.zeros(colour.shape[:2])
    return Surface(colour=colour, slope_x=level, slope_y=level, shine=shine, polish=polish)


def wood(x: Array, y: Array, seed: int) -> Surface:
    """A varnished table: long grain, a few pores, a joint between two boards."""
    sway = 2.5 * noise(x / 45.0, y / 12.0, seed)
    rings = 0.5 + 0.5 * np.sin(2.1 * (y + sway) + 3.0 * noise(x / 30.0, y / 5.0, seed + 1))
    fibre = layered_noise(x / 9.0, y * 3.2, seed + 2)
    pores = smoothstep(0.80, 0.93, noise(x / 2.4, y * 6.0, seed + 3))
    tone = 0.45 * rings * noise(x / 40.0, y / 3.0, seed + 4) + 0.75 * fibre
    colour = blend((0.16, 0.075, 0.032), (0.46, 0.26, 0.125), np.clip(tone, 0.0, 1.0))
    colour *= (1.0 - 0.45 * pores)[..., None]
    joint = bell(y - 9.5 - 0.05 * noise(x, y, seed), 0.22)
    colour *= (1.0 - 0.8 * joint)[..., None]
    return _flat(colour, shine=0.03, polish=6.0)


def pale_wood(x: Array, y: Array, seed: int) -> Surface:
    """A bright, unvarnished desk top."""
    fibre = layered_noise(x * 1.6, y / 14.0, seed, octaves=4)
    bands = noise(x / 2.2 + noise(x, y / 40.0, seed + 2), y / 70.0, seed + 1)
    colour = blend((0.47, 0.32, 0.18), (0.70, 0.54, 0.36), np.clip(0.6 * fibre + 0.4 * bands, 0, 1))
    return _flat(colour, shine=0.02, polish=4.0)


def steel(x: Array, y: Array, seed: int) -> Surface:
    """A brushed steel tray: fine lines that carry long soft reflections."""
    lines = layered_noise(x / 22.0, y * 7.0, seed, octaves=2)
    sheen = noise(x / 30.0, y / 55.0, seed + 2)
    tone = np.clip(0.35 * lines + 0.65 * sheen, 0.0, 1.0)
    colour = blend((0.20, 0.21, 0.22), (0.50, 0.51, 0.52), tone)
    scratch = smoothstep(0.985, 1.0, noise(x / 9.0 + y / 3.0, y / 1.5 - x * 4.0, seed + 3))
    colour += (0.18 * scratch)[..., None]
    level = np.zeros_like(x)
    slope_y = 0.5 * (noise(x / 22.0, y * 7.0, seed) - 0.5)
    return Surface(colour=colour, slope_x=level, slope_y=slope_y, shine=0.10, polish=9.0)


def tray(x: Array, y: Array, seed: int, *, colour: Colour) -> Surface:
    """A dispensing tray of grained plastic, with a rim."""
    grain = layered_noise(x * 3.5, y * 3.5, seed, octaves=2)
    worn = noise(x / 18.0, y / 18.0, seed + 4)
    tint = np.asarray(colour) * (0.86 + 0.20 * grain + 0.10 * worn)[..., None]
    dust = smoothstep(0.93, 0.99, noise(x * 1.8, y * 1.8, seed + 5))
    tint = tint + (0.16 * dust)[..., None]
    slope_x, slope_y = bumps(x * 3.5, y * 3.5, seed, 0.3)
    rim = smoothstep(12.5, 13.5, -y + 0.04 * x)
    slope_y = slope_y - 1.1 * rim * smoothstep(16.0, 14.5, -y + 0.04 * x)
    return Surface(colour=tint, slope_x=slope_x, slope_y=slope_y, shine=0.05, polish=10.0)


green_tray: Ground = partial(tray, colour=(0.10, 0.27, 0.19))
blue_tray: Ground = partial(tray, colour=(0.07, 0.17, 0.36))


def paper(x: Array, y: Array, seed: int) -> Surface:
    """Copy paper, not quite flat."""
    fibre = layered_noise(x * 2.5, y * 2.5, seed)
    cloud = noise(x / 14.0, y / 14.0, seed + 3)
    tone = np.asarray((0.83, 0.83, 0.82)) * (0.955 + 0.05 * fibre + 0.03 * cloud)[..., None]
    slope = 0.10 * (noise(x / 25.0, y / 25.0, seed + 4) - 0.5)
    return Surface(colour=tone, slope_x=slope, slope_y=slope, shine=0.0)


def ruled_form(x: Array, y: Array, seed: int) -> Surface:
    """A printed form: paper with thin grey rules and a thicker one."""
    sheet = paper(x, y, seed)
    turned = 0.995 * y + 0.06 * x
    rule = smoothstep(0.16, 0.06, np.abs((turned + 500.0) % 9.0 - 4.5))
    upright = smoothstep(0.16, 0.06, np.abs(x - 0.06 * y + 13.0))
    ink = np.maximum(rule, upright) * 0.6
    colour = sheet.colour * (1.0 - ink)[..., None]
    return Surface(colour=colour, slope_x=sheet.slope_x, slope_y=sheet.slope_y)


def cutting_mat(x: Array, y: Array, seed: int) -> Surface:
    """A green mat with a centimetre grid, finer ticks and old cuts."""
    grain = layered_noise(x * 4.0, y * 4.0, seed, octaves=2)
    tint = np.asarray((0.035, 0.16, 0.105)) * (0.8 + 0.45 * grain)[..., None]
    away = [np.abs((p + 503.0) % 10.0 - 5.0) for p in (x, y)]
    grid = np.maximum(smoothstep(0.16, 0.07, away[0]), smoothstep(0.16, 0.07, away[1]))
    cut = smoothstep(0.10, 0.02, np.abs(y - 0.62 * x - 6.0 - noise(x / 6.0, y, seed) * 0.3))
    tint = tint + (0.22 * grid + 0.05 * cut)[..., None] * np.asarray((0.8, 1.0, 0.75))
    return _flat(tint, shine=0.02, polish=5.0)


def cloth(x: Array, y: Array, seed: int) -> Surface:
    """Woven grey-blue cloth."""
    wavy = 0.35 * noise(x / 3.0, y / 3.0, seed)
    warp, weft = np.sin(5.2 * (x + wavy)), np.sin(5.2 * (y + wavy))
    over = (np.sin(2.6 * (x + wavy)) * np.sin(2.6 * (y + wavy))) > 0
    thread = np.where(over, warp, weft)
    fuzz = layered_noise(x * 2.0, y * 2.0, seed + 2)
    tone = np.clip(0.5 + 0.22 * thread + 0.5 * (fuzz - 0.5), 0.0, 1.0)
    colour = blend((0.10, 0.13, 0.19), (0.26, 0.30, 0.38), tone)
    slope_x = np.where(over, 0.35 * np.cos(5.2 * (x + wavy)), 0.0)
    slope_y = np.where(over, 0.0, 0.35 * np.cos(5.2 * (y + wavy)))
    return Surface(colour=colour, slope_x=slope_x, slope_y=slope_y)


def dark_desk(x: Array, y: Array, seed: int) -> Surface:
    """A dark desk pad that looks like leather."""
    folds = layered_noise(x * 1.1, y * 1.1, seed)
    colour = blend((0.035, 0.035, 0.04), (0.085, 0.083, 0.085), folds)
    slope_x, slope_y = bumps(x * 1.4, y * 1.4, seed, 0.9)
    return Surface(colour=colour, slope_x=slope_x, slope_y=slope_y, shine=0.03, polish=8.0)


def _skin(x: Array, y: Array, seed: int) -> Array:
    flush = layered_noise(x / 9.0, y / 9.0, seed)
    mottle = layered_noise(x / 1.6, y / 1.6, seed + 7, octaves=2)
    colour = blend((0.55, 0.27, 0.18), (0.74, 0.46, 0.34), np.clip(1.7 * flush - 0.35, 0, 1))
    return colour * (0.93 + 0.14 * mottle)[..., None]


def _creased(colour: Array, fold: Array) -> Array:
    red = np.stack([1.0 - 0.28 * fold, 1.0 - 0.44 * fold, 1.0 - 0.46 * fold], axis=-1)
    darker: Array = colour * red
    return darker


def palm(x: Array, y: Array, seed: int) -> Surface:
    """The hollow of a hand: skin, its fine ridges, a few of its lines."""
    ridges = np.sin(9.0 * (0.4 * x + 0.9 * y) + 12.0 * noise(x / 10.0, y / 10.0, seed + 1))
    fine = layered_noise(x * 0.7 - y * 0.7, x * 1.8 + y * 1.8, seed + 2)
    fold, slope = np.zeros_like(x), np.zeros_like(x)
    for offset, lean, bend, width, deep in (
        (-9.5, 0.30, 0.012, 0.34, 1.0),
        (9.0, 0.55, -0.010, 0.38, 1.0),
        (10.5, 0.35, -0.006, 0.16, 0.4),
        (-3.5, -0.80, 0.004, 0.13, 0.3),
        (-16.0, 0.15, -0.008, 0.2, 0.5),
    ):
        away = y - lean * x - offset - bend * x * x + 0.5 * noise(x / 4.0, y / 4.0, seed + 3)
        away += 0.18 * noise(x * 1.3, y * 1.3, seed + 8)
        fold = np.maximum(fold, deep * bell(away, width))
        slope += 0.38 * deep * bell(away, 2.4 * width) * away / width
    colour = _creased(_skin(x, y, seed), np.clip(fold + 0.35 * smoothstep(0.66, 0.9, fine), 0, 1))
    rough = 0.30 * (fine - 0.5)
    return Surface(
        colour=colour,
        slope_x=0.014 * x + rough,
        slope_y=0.018 * y + rough + slope + 0.035 * ridges,
        shine=0.07,
        polish=6.0,
    )


def fingers(x: Array, y: Array, seed: int) -> Surface:
    """Fingers side by side, their joints' creases across them and dark gaps between them."""
    breadth = 15.5
    y = y + 0.02 * x + 0.5 * np.sin(x / 11.0)
    number = np.rint(y / breadth)
    off = (y - breadth * number) / (breadth / 2)
    round_off = off * np.sqrt(np.abs(off))
    joint = x - 6.0 + 5.5 * np.abs(number - 0.4) + 1.2 * off**2
    joint += 0.4 * noise(x / 2.0, y / 2.0, seed + 3)
    fold, slope_x = np.zeros_like(x), np.zeros_like(x)
    for offset, deep in ((-14.0, 0.5), (-12.9, 0.9), (-0.5, 0.6), (0.7, 1.0), (1.7, 0.5)):
        away = joint - offset
        fold = np.maximum(fold, deep * bell(away, 0.15) * (1.0 - 0.6 * off**2))
        slope_x += 0.35 * deep * bell(away, 0.4) * away / 0.15
    prints = np.sin(11.0 * x + 10.0 * noise(x / 5.0, y / 5.0, seed + 1) + 5.0 * off**2)
    fine = layered_noise(x * 2.2, y * 0.8, seed + 2)
    colour = _creased(_skin(x, y, seed), np.clip(fold + 0.3 * smoothstep(0.68, 0.9, fine), 0, 1))
    colour *= (1.0 - 0.93 * smoothstep(0.80, 1.0, np.abs(off)))[..., None]
    return Surface(
        colour=colour,
        slope_x=slope_x + 0.05 * prints + 0.25 * (fine - 0.5),
        slope_y=-1.1 * round_off,
        shine=0.06,
        polish=6.0,
    )
