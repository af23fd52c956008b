"""Solids on a table, seen by a camera: hidden surfaces, shading and shadows."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tablet_photos.bodies import FACE_PX_PER_MM, Body, Face, relief
from tablet_photos.camera import View
from tablet_photos.light import Lamp, Surface, lit
from tablet_photos.texture import Array, noise, sampled, smoothstep

Mask = NDArray[np.bool_]

_FINER = 2
"""Solids are drawn at this many times the picture's resolution and averaged: smooth edges."""
_STEPS = 10
_HALVINGS = 5


BLANK = Face()


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A body that lies on the table at (x, y) mm, turned clockwise by `angle`, `face` upwards."""

    body: Body
    face: Face = BLANK
    x: float = 0.0
    y: float = 0.0
    angle: float = 0.0

    def own(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Points of the table in the body's coordinates."""
        return self.turned(x - self.x, y - self.y)

    def turned(self, x: Array, y: Array) -> tuple[Array, Array]:
        """A direction over the table in the body's coordinates."""
        c, s = math.cos(math.radians(self.angle)), math.sin(math.radians(self.angle))
        return c * x + s * y, c * y - s * x

    def world(self, u: Array, v: Array) -> tuple[Array, Array]:
        """Directions of the body's coordinates in those of the table."""
        c, s = math.cos(math.radians(self.angle)), math.sin(math.radians(self.angle))
        return c * u - s * v, s * u + c * v


def shade_of(things: tuple[Placed, ...], x: Array, y: Array, lamp: Lamp) -> tuple[Array, Array]:
    """The share of the lamp and of the room's light that reach the table beside the things."""
    direct, sky = np.ones_like(x), np.ones_like(x)
    towards = lamp.direction
    lean = np.asarray(towards[0] / towards[2]), np.asarray(towards[1] / towards[2])
    for thing in things:
        body = thing.body
        u, v = thing.own(x, y)
        to_u, to_v = thing.turned(*lean)
        for height in np.linspace(0.15, 0.92, 5) * body.top:
            away = body.distance(u + to_u * height, v + to_v * height)
            edge = 0.08 + lamp.softness * height * 0.8
            direct = np.minimum(direct, smoothstep(-edge, edge, away + 0.12 * height))
        gap = np.maximum(body.distance(u, v), 0.0)
        sky *= 1.0 - 0.55 * np.exp(-gap / (0.35 * body.top))
    return direct, sky


def draw(picture: Array, view: View, thing: Placed, lamp: Lamp, seed: int) -> None:
    """Draw a body into the picture (light, height x width x 3)."""
    box = _box(view, thing, picture.shape)
    if box is None:
        return
    top, bottom, left, right = box
    columns, rows = _grid(top, bottom, left, right)
    hit, x, y, z = _seen(view, thing, columns, rows)
    light = _shaded(thing, lamp, x, y, z, seed)
    cover, light = _coarser(hit.astype(np.float64)[..., None]), _coarser(light * hit[..., None])
    patch = picture[top:bottom, left:right]
    patch *= 1.0 - cover
    patch += light


def _box(view: View, thing: Placed, shape: tuple[int, ...]) -> tuple[int, int, int, int] | None:
    body = thing.body
    reach = np.asarray([body.length / 2 + 0.3, body.width / 2 + 0.3])
    around = reach * np.asarray([(-1, -1), (-1, 1), (1, -1), (1, 1)])
    dx, dy = thing.world(around[:, 0], around[:, 1])
    corners = [(thing.x + float(x), thing.y + float(y)) for x, y in zip(dx, dy, strict=True)]
    pixels = [view.pixel((x, y, z)) for x, y in corners for z in (0.0, body.top)]
    columns, rows = zip(*pixels, strict=True)
    box = (
        max(0, math.floor(min(rows))),
        min(shape[0], math.ceil(max(rows))),
        max(0, math.floor(min(columns))),
        min(shape[1], math.ceil(max(columns))),
    )
    return box if box[0] < box[1] and box[2] < box[3] else None


def _grid(top: int, bottom: int, left: int, right: int) -> tuple[Array, Array]:
    fine = (np.arange(0.5, _FINER)) / _FINER
    rows = (np.arange(top, bottom)[:, None] + fine).ravel()
    columns = (np.arange(left, right)[:, None] + fine).ravel()
    across, down = np.meshgrid(columns, rows)
    return across, down


def _coarser(image: Array) -> Array:
    height, width, depth = image.shape
    cells = image.reshape(height // _FINER, _FINER, width // _FINER, _FINER, depth)
    result: Array = cells.mean(axis=(1, 3))
    return result


def _seen(
    view: View, thing: Placed, columns: Array, rows: Array
) -> tuple[Mask, Array, Array, Array]:
    """Which rays meet the body, and where: down the ray in steps, then halving the last one."""
    body = thing.body
    ground_x, ground_y = view.ground(columns, rows)
    eye = view.eye
    lean_x, lean_y = (eye[0] - ground_x) / eye[2], (eye[1] - ground_y) / eye[2]
    u, v = thing.own(ground_x, ground_y)
    lean_u, lean_v = thing.turned(lean_x, lean_y)

    def below(z: Array | float) -> Mask:
        return z <= body.height(u + lean_u * z, v + lean_v * z)

    heights = np.linspace(body.top, body.floor, _STEPS)
    met = np.zeros(columns.shape, dtype=bool)
    low = np.full(columns.shape, body.floor)
    for z in heights:
        now = below(float(z)) & ~met
        low[now] = z
        met |= now
    high = low + (heights[0] - heights[1])
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        inside = below(middle)
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    return met, ground_x + lean_x * low, ground_y + lean_y * low, low


def _shaded(thing: Placed, lamp: Lamp, x: Array, y: Array, z: Array, seed: int) -> Array:
    body = thing.body
    u, v = thing.own(x, y)
    slope_u, slope_v, wall = _slopes(body, u, v, z)
    worked = relief(thing.face, body.length, body.width)
    column = (u + body.length / 2) * FACE_PX_PER_MM
    row = (v + body.width / 2) * FACE_PX_PER_MM
    upper = 1.0 - wall
    rough = [body.roughness * (noise(u * 9.0, v * 9.0, seed + i) - 0.5) for i in (5, 6)]
    slope_u = slope_u + upper * sampled(worked.slope_u, column, row) + rough[0]
    slope_v = slope_v + upper * sampled(worked.slope_v, column, row) + rough[1]
    colour = body.material(u, v, seed)
    if thing.face.finish == "printed":
        share = (0.92 * upper * sampled(worked.ink, column, row))[..., None]
        colour = colour * (1.0 - share) + np.asarray(thing.face.ink) * share
    slope_x, slope_y = thing.world(slope_u, slope_v)
    sky = 1.0 - 0.35 * upper * sampled(worked.hollow, column, row)
    sky *= 0.62 + 0.38 * smoothstep(0.0, 0.75 * body.top, z)
    surface = Surface(
        colour=colour, slope_x=slope_x, slope_y=slope_y, shine=body.shine, polish=body.polish
    )
    return lit(surface, x, y, lamp, 1.0, sky)


def _slopes(body: Body, u: Array, v: Array, z: Array) -> tuple[Array, Array, Array]:
    """How the surface rises along u and v, and the share (0 to 1) of side wall in it."""
    step = 0.03
    inner = -body.distance(u, v)
    out_u = body.distance(u + step, v) - body.distance(u - step, v)
    out_v = body.distance(u, v + step) - body.distance(u, v - step)
    here = body.height(u, v)
    wall = ((here - z > 0.12) | (inner < 0.05)).astype(np.float64)
    fall_u = _rise(body, u, v, step, 0.0)
    fall_v = _rise(body, u, v, 0.0, step)
    steep = 3.5 / (2.0 * step)
    slope_u = np.where(wall > 0, -steep * out_u, fall_u)
    slope_v = np.where(wall > 0, -steep * out_v, fall_v)
    return slope_u, slope_v, wall


def _rise(body: Body, u: Array, v: Array, du: float, dv: float) -> Array:
    after, before = body.height(u + du, v + dv), body.height(u - du, v - dv)
    here = body.height(u, v)
    after, before = np.where(after < 0, here, after), np.where(before < 0, here, before)
    return (after - before) / (2.0 * (du + dv))
