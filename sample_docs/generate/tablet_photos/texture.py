"""Noise and soft steps over coordinates: what surfaces are made of.

Points are arrays of millimetres in the plane of the table. Everything is float64 and seeded, so a
picture comes out the same on every machine: a last-digit difference of a processor's sine would
have to fall on the border between two of 256 grey values to show.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Colour = tuple[float, float, float]
"""Linear red, green and blue, 1.0 being white under full light."""

_LATTICE = 256


def randoms(seed: int) -> np.random.RandomState:
    """A stream of random numbers that numpy has promised never to change (NEP 19)."""
    return np.random.RandomState(seed)


def smoothstep(low: float, high: float, x: Array) -> Array:
    """0 below `low`, 1 above `high` (the other way round when `low` > `high`), smooth between."""
    t = np.clip((x - low) / (high - low), 0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


def bell(x: Array, width: float) -> Array:
    """1 at 0, falling off like a bell with standard deviation `width`."""
    return np.exp(-0.5 * (x / width) ** 2)


@lru_cache(maxsize=16)
def _lattice(seed: int) -> Array:
    """A table of random values whose last row and column repeat the first, row after row."""
    table = randoms(seed).random_sample((_LATTICE, _LATTICE))
    return np.pad(table, ((0, 1), (0, 1)), mode="wrap").ravel()


def noise(x: Array, y: Array, seed: int) -> Array:
    """Smooth random values between 0 and 1 that change over about one unit of `x` and `y`."""
    table = _lattice(seed)
    x0, y0 = np.floor(x), np.floor(y)
    fx, fy = x - x0, y - y0
    fx *= fx * (3.0 - 2.0 * fx)
    fy *= fy * (3.0 - 2.0 * fy)
    mask, stride = _LATTICE - 1, _LATTICE + 1
    at = (y0.astype(np.int64) & mask) * stride + (x0.astype(np.int64) & mask)
    top, bottom = table.take(at), table.take(at + stride)
    top += (table.take(at + 1) - top) * fx
    bottom += (table.take(at + stride + 1) - bottom) * fx
    result: Array = top + (bottom - top) * fy
    return result


def layered_noise(x: Array, y: Array, seed: int, octaves: int = 3) -> Array:
    """Noise with finer and fainter noise upon it, between 0 and 1.

    Each layer is turned against the one before, so that the lattice behind it does not show.
    """
    total = np.zeros_like(x)
    weight = 0.0
    for octave in range(octaves):
        step, turn = 2.0**octave, 0.55 + 1.1 * octave
        c, s = step * math.cos(turn), step * math.sin(turn)
        total += noise(c * x + s * y + 17.0 * octave, c * y - s * x, seed + octave) / step
        weight += 1.0 / step
    return total / weight


def bumps(x: Array, y: Array, seed: int, steepness: float) -> tuple[Array, Array]:
    """The slopes along x and y of a rough surface whose grains are about one unit wide."""
    first, second = (layered_noise(x, y, seed + i, octaves=1) - 0.5 for i in (40, 50))
    return steepness * first, steepness * second


def blend(a: Colour, b: Colour, t: Array) -> Array:
    """Colours between `a` (t = 0) and `b` (t = 1), with one more axis than `t`."""
    return np.stack([p + (q - p) * t for p, q in zip(a, b, strict=True)], axis=-1)


def blurred(image: Array, sigma: float) -> Array:
    """`image` under a Gaussian blur of `sigma` pixels along its first two axes."""
    if sigma <= 0.0:
        return image
    reach = max(1, round(3.0 * sigma))
    weights = bell(np.arange(-reach, reach + 1, dtype=np.float64), sigma)
    weights /= weights.sum()
    for axis in (0, 1):
        image = _filtered(image, weights, axis)
    return image


def _filtered(image: Array, weights: Array, axis: int) -> Array:
    reach = len(weights) // 2
    pad = [(0, 0)] * image.ndim
    pad[axis] = (reach, reach)
    wide = np.pad(image, pad, mode="edge")
    size = image.shape[axis]
    total = np.zeros_like(image)
    for offset, weight in enumerate(weights):
        part = [slice(None)] * image.ndim
        part[axis] = slice(offset, offset + size)
        total += weight * wide[tuple(part)]
    return total


def sampled(grid: Array, column: Array, row: Array) -> Array:
    """`grid` read between its cells at fractional `column` and `row`; 0 outside of it."""
    height, width = grid.shape
    x0, y0 = np.floor(column), np.floor(row)
    fx, fy = column - x0, row - y0
    inside = (x0 >= 0) & (y0 >= 0) & (x0 < width - 1) & (y0 < height - 1)
    at = np.where(inside, y0 * width + x0, 0.0).astype(np.int64)
    flat = grid.ravel()
    top, bottom = flat.take(at), flat.take(at + width)
    top += (flat.take(at + 1) - top) * fx
    bottom += (flat.take(at + width + 1) - bottom) * fx
    return np.where(inside, top + (bottom - top) * fy, 0.0)
