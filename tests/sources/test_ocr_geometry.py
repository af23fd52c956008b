"""Places in a picture, in the straight frame and on the page: there and back."""

from __future__ import annotations

from math import cos, dist, radians, sin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiwf_cli.sources.ocr.straight import Straight, direction
from aiwf_cli.sources.ocr.strips import Strip, free_ends, joined, strip_of
from aiwf_cli.sources.ocr.turning import put_right

lengths = st.floats(1, 4000)
angles = st.floats(-45, 315)
frames = st.builds(Straight, x=lengths, y=lengths, angle=angles, scale=st.floats(0.05, 4))
strips = st.builds(Strip, x=lengths, y=lengths, length=lengths, height=lengths, angle=angles)


@given(frames, lengths, lengths)
@settings(deadline=None)
def test_a_place_comes_back_to_where_it_was(frame: Straight, x: float, y: float) -> None:
    u, v = frame.into(x, y)
    left, top, right, bottom = frame.out((u, v, u, v))
    assert (left, top) == pytest.approx((right, bottom), abs=1e-6)
    assert (left, top) == pytest.approx((x * frame.scale, y * frame.scale), abs=1e-6)


@given(frames, lengths, lengths, st.floats(0, 300), st.floats(0, 300))
@settings(deadline=None)
def test_a_box_on_the_page_holds_its_box_in_the_frame(
    frame: Straight, x: float, y: float, wide: float, high: float
) -> None:
    u, v = frame.into(x, y)
    left, top, right, bottom = frame.out((u, v, u + wide, v + high))
    assert left <= right and top <= bottom
    diagonal = dist((0, 0), (wide, high))
    assert right - left <= diagonal + 1e-6 and bottom - top <= diagonal + 1e-6
    assert (right - left) + (bottom - top) >= wide * 0.99 + high * 0.99 - 1e-6


@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_turned_by_quarters_a_box_keeps_its_sides(angle: int) -> None:
    frame = Straight(x=500, y=400, angle=angle, scale=0.36)
    left, top, right, bottom = frame.out((10, 20, 40, 25))
    sides = (30, 5) if angle in (0, 180) else (5, 30)
    assert (right - left, bottom - top) == pytest.approx(sides)


@pytest.mark.parametrize(
    ("angle", "way"), [(0, 0), (11, 0), (-11, 0), (350, 0), (90, 1), (-90, 3), (180, 2), (45, 4)]
)
def test_the_direction_of_a_line(angle: float, way: int) -> None:
    assert direction(angle) == way


@given(strips, st.floats(0, 1), st.floats(0, 1))
@settings(deadline=None)
def test_parts_of_a_strip_lie_where_their_ends_say(strip: Strip, a: float, b: float) -> None:
    start, end = sorted((a * strip.length, b * strip.length))
    part = strip.part(start, end)
    along, below = strip.offset(*part.end(-1))
    assert (along, below) == pytest.approx((start - strip.length / 2, 0), abs=1e-6)
    assert part.length == pytest.approx(end - start)
    assert strip.part(0, strip.length).end(1) == pytest.approx(strip.end(1), abs=1e-6)


@given(strips)
@settings(deadline=None)
def test_read_from_its_other_end_a_strip_is_the_same_rectangle(strip: Strip) -> None:
    other = strip.reversed()
    assert other.end(-1) == pytest.approx(strip.end(1), abs=1e-6)
    assert (other.length, other.height) == (strip.length, strip.height)
    assert strip.upended().upended().length == strip.length


@given(lengths, lengths, st.floats(10, 500), st.floats(1, 9), st.floats(-44, 134))
@settings(deadline=None)
def test_a_strip_is_found_again_from_its_corners(
    x: float, y: float, length: float, height: float, angle: float
) -> None:
    c, s = cos(radians(angle)), sin(radians(angle))
    corners = [
        (x + a * length / 2 * c - b * height / 2 * s, y + a * length / 2 * s + b * height / 2 * c)
        for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    ]
    strip = strip_of(corners)
    assert (strip.x, strip.y) == pytest.approx((x, y), abs=1e-6)
    assert (strip.length, strip.height) == pytest.approx((length, height), abs=1e-6)
    assert strip.angle == pytest.approx(angle, abs=1e-6)


def word(x: float, y: float = 100.0, length: float = 100.0, height: float = 20.0) -> Strip:
    """A strip that begins at x."""
    return Strip(x=x + length / 2, y=y, length=length, height=height, angle=0.0)


def test_neighbours_in_a_line_are_one_strip_and_read_once() -> None:
    (line,) = joined([word(205), word(100), word(190)], 0.0)
    assert (line.end(-1)[0], line.end(1)[0]) == (100, 305)


def test_lines_below_each_other_and_columns_stay_apart() -> None:
    assert len(joined([word(100), word(100, y=130), word(400)], 0.0)) == 3


def test_a_strip_grows_up_to_its_neighbours() -> None:
    one, other = word(100), word(210)
    assert free_ends(one, [one, other], 50) == (50, 10)
    assert free_ends(one, [one, word(210, y=300)], 50) == (50, 50)


def test_what_stands_on_its_head_is_put_right() -> None:
    assert put_right(word(0), 180.0).angle == 180
    lone = Strip(x=0, y=0, length=21, height=20, angle=90)
    assert put_right(lone, 0.0).angle == 0.0
