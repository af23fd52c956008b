"""Tablets that are easily misread, and tablets whose code fits more than one product."""

from __future__ import annotations

from dataclasses import replace

from tablet_photos.camera import Glare, Optics, View
from tablet_photos.grounds import (
    blue_tray,
    cloth,
    cutting_mat,
    dark_desk,
    green_tray,
    pale_wood,
    palm,
    steel,
    wood,
)
from tablet_photos.light import Lamp
from tablet_photos.picture import Picture
from tablet_photos.render import Placed
from tablet_photos.sample import Sample
from tablet_photos.stock import (
    COATED,
    FLAT,
    OVAL,
    PALE_BLUE,
    PALE_PINK,
    PALE_YELLOW,
    PLAIN,
    YELLOW,
    pressed,
    printed,
    single,
    stacked,
)

EASILY_MISREAD = (
    Sample(
        file="IMG_2074.jpg", verdict="ours", status="exact",
        imprint=("HN Z02",), product_code="00467",
        picture=Picture(
            seed=2074, ground=cutting_mat, view=View(span=30, tilt=16),
            optics=Optics(focus=1.3),
            things=(
                Placed(
                    body=replace(PLAIN, colour=PALE_PINK), angle=14,
                    face=pressed(stacked("HN", "Z02", stretch=0.85)),
                ),
            ),
        ),
    ),
    Sample(
        file="IMG_2075.jpg", verdict="ours", status="exact",
        imprint=("KT B85",), product_code="00185",
        picture=Picture(
            seed=2075, ground=steel, view=View(span=29, tilt=22, azimuth=60),
            optics=Optics(
                glares=(Glare(x=0.62, y=0.36, size=0.02, length=0.3, angle=-40, strength=0.7),)
            ),
            lamp=Lamp(azimuth=215, elevation=36),
            things=(
                Placed(
                    body=replace(COATED, colour=PALE_BLUE), angle=-19,
                    face=pressed(stacked("KT", "B85", stretch=0.92)),
                ),
            ),
        ),
    ),
    Sample(
        file="IMG_2078.jpg", verdict="ours", status="exact",
        imprint=("HN I10",), product_code="00458",
        picture=Picture(
            seed=2078, ground=dark_desk, view=View(span=26, tilt=13, azimuth=140),
            things=(
                Placed(
                    body=replace(FLAT, length=8.6, width=8.6, colour=PALE_YELLOW), angle=8,
                    face=pressed(stacked("HN", "I10")),
                ),
            ),
        ),
    ),
    Sample(
        file="IMG_2080.jpg", verdict="ours", status="confusable",
        imprint=("KT 105",), product_code="00029",
        picture=Picture(
            seed=2080, ground=blue_tray, view=View(span=28, tilt=19, azimuth=80),
            lamp=Lamp(azimuth=250, elevation=38),
            things=(
                Placed(
                    body=replace(COATED, colour=PALE_YELLOW), angle=-9,
                    face=pressed(stacked("KT", "105")),
                ),
            ),
        ),
    ),
    Sample(
        file="鑑別依頼_0611_04.jpg", verdict="ours", status="exact",
        imprint=("HN S50",), product_code="00459",
        picture=Picture(
            seed=614, ground=green_tray, view=View(span=42, tilt=27, x=5, y=-3),
            optics=Optics(focus=0.9, quality=58, exposure=0.85, grain=4.0),
            things=(
                Placed(
                    body=replace(COATED, length=8.4, width=8.4, colour=YELLOW),
                    face=pressed(stacked("HN", "S50")), x=-1, y=-1, angle=24,
                ),
            ),
        ),
    ),
)  # fmt: skip

AMBIGUOUS = (
    Sample(
        file="IMG_2083.jpg", verdict="ambiguous", status="ambiguous",
        imprint=("HN 80", "HN B0"),
        picture=Picture(
            seed=2083, ground=wood, view=View(span=40, tilt=25, azimuth=70),
            optics=Optics(focus=2.9, quality=55),
            things=(
                Placed(
                    body=replace(OVAL, colour=PALE_YELLOW), angle=-21,
                    face=pressed(single("HN 80", size=1.7)),
                ),
            ),
        ),
    ),
    Sample(
        file="IMG_2084.png", verdict="ambiguous", status="ambiguous",
        imprint=("KT 01", "KT O1"),
        picture=Picture(
            seed=2084, ground=pale_wood, view=View(span=21, width=640, height=480, tilt=10),
            optics=Optics(quality=None, grain=1.2),
            things=(
                Placed(
                    body=PLAIN, angle=6, face=pressed(stacked("KT", "O1", size=1.8, stretch=0.72)),
                ),
            ),
        ),
    ),
    Sample(
        file="IMG_2085.jpg", verdict="ambiguous", status="ambiguous", imprint=("HN 331",),
        picture=Picture(
            seed=2085, ground=palm, view=View(span=27, tilt=15, azimuth=85),
            lamp=Lamp(azimuth=260),
            things=(
                Placed(
                    body=replace(COATED, colour=PALE_YELLOW), angle=-15,
                    face=pressed(stacked("HN", "331")),
                ),
            ),
        ),
    ),
    Sample(
        file="IMG_2088.jpg", verdict="ambiguous", status="ambiguous",
        imprint=("66", "99"),
        picture=Picture(
            seed=2088, ground=cloth, view=View(span=26, tilt=9, azimuth=20),
            things=(Placed(body=FLAT, face=pressed(single("66", size=2.6)), angle=101),),
        ),
    ),
    Sample(
        file="鑑別依頼_0611_05.jpg", verdict="ambiguous", status="ambiguous",
        imprint=("KT 140 / SB 330", "SB 330 / KT 140"),
        picture=Picture(
            seed=615, ground=steel, view=View(span=36, tilt=17),
            optics=Optics(glares=(Glare(x=0.1, y=0.9, size=0.15, strength=0.4),)),
            things=(
                Placed(body=PLAIN, face=pressed(stacked("KT", "140")), x=-6.5, y=-1.5, angle=11),
                Placed(
                    body=replace(FLAT, length=8.6, width=8.6, colour=YELLOW), x=6.5, y=1.5,
                    face=printed(stacked("SB", "330", size=1.6)), angle=-20,
                ),
            ),
        ),
    ),
)  # fmt: skip
