"""Tablets that are not ours, and pictures that nobody can read."""

from __future__ import annotations

from dataclasses import replace

from tablet_photos.camera import Glare, Optics, View
from tablet_photos.grounds import (
    blue_tray,
    cloth,
    cutting_mat,
    dark_desk,
    fingers,
    green_tray,
    pale_wood,
    paper,
    ruled_form,
    steel,
    wood,
)
from tablet_photos.light import Lamp
from tablet_photos.picture import Picture
from tablet_photos.render import Placed
from tablet_photos.sample import Sample
from tablet_photos.stock import (
    BLUE,
    CAPLET,
    COATED,
    FLAT,
    OVAL,
    PALE_GREEN,
    PALE_PINK,
    PINK,
    PLAIN,
    PLAIN_CAPLET,
    beside,
    pressed,
    printed,
    single,
    stacked,
    white_capsule,
)

NOT_OURS = (
    Sample(
        file="IMG_2090.jpg", verdict="not ours", status="none", imprint=("KT 219",),
        picture=Picture(
            seed=2090, ground=wood, view=View(span=28, tilt=20, azimuth=105),
            lamp=Lamp(azimuth=320, elevation=38),
            things=(Placed(body=COATED, face=pressed(stacked("KT", "219")), angle=17),),
        ),
    ),
    Sample(
        file="IMG_2091.jpg", verdict="not ours", status="none", imprint=("KT 50B",),
        picture=Picture(
            seed=2091, ground=green_tray, view=View(span=30, tilt=14),
            things=(
                Placed(
                    body=replace(CAPLET, colour=PINK), angle=-12,
                    face=pressed(beside("KT", "50B"), 90),
                ),
            ),
        ),
    ),
    Sample(
        file="返品/IMG_0011.jpg", verdict="not ours", status="none", imprint=("KT 660",),
        picture=Picture(
            seed=7011, ground=pale_wood, view=View(span=28, tilt=16, azimuth=50),
            things=(Placed(body=COATED, face=pressed(stacked("KT", "660")), angle=-10),),
        ),
    ),
    Sample(
        file="IMG_2093.jpg", verdict="not ours", status="none", imprint=("KT 21",),
        picture=Picture(
            seed=2093, ground=fingers, view=View(span=29, tilt=15),
            lamp=Lamp(azimuth=215),
            things=(Placed(body=PLAIN, face=pressed(stacked("KT", "21", size=1.8)), angle=13),),
        ),
    ),
    Sample(
        file="IMG_2094.jpg", verdict="not ours", status="none", imprint=("OR 77",),
        picture=Picture(
            seed=2094, ground=ruled_form, view=View(span=30, tilt=23, azimuth=115),
            lamp=Lamp(direct=0.44, ambient=0.32),
            optics=Optics(glares=(Glare(x=0.7, y=0.25, size=0.1, strength=0.5),)),
            things=(
                Placed(
                    body=replace(PLAIN, colour=PALE_GREEN), angle=-33,
                    face=pressed(stacked("OR", "77", size=1.8)),
                ),
            ),
        ),
    ),
    Sample(
        file="IMG_2095.jpeg", verdict="not ours", status="none", imprint=("LM 40",),
        picture=Picture(
            seed=2095, ground=steel, view=View(span=31, tilt=19, azimuth=60),
            things=(
                Placed(
                    body=replace(OVAL, colour=BLUE), angle=22,
                    face=printed(single("LM 40", size=2.0), ink=(0.88, 0.88, 0.86)),
                ),
            ),
        ),
    ),
    Sample(
        file="持参薬_2.jpg", verdict="not ours", status="none", imprint=("MZ-C5",),
        picture=Picture(
            seed=3002, ground=cloth, view=View(span=34, tilt=16),
            things=(
                Placed(
                    body=white_capsule((0.62, 0.07, 0.08)), angle=-17,
                    face=printed(beside("MZ-C5", "MZ-C5", 1.45, 4.7)),
                ),
            ),
        ),
    ),
    Sample(
        file="持参薬_3.jpg", verdict="not ours", status="none",
        picture=Picture(
            seed=3003, ground=dark_desk, view=View(span=28, tilt=18, azimuth=70),
            things=(Placed(body=PLAIN, angle=40),),
        ),
    ),
    Sample(
        file="持参薬_4.jpg", verdict="not ours", status="none",
        picture=Picture(
            seed=3004, ground=blue_tray, view=View(span=34, tilt=21),
            things=(Placed(body=PLAIN_CAPLET, face=pressed((), 90), angle=-26),),
        ),
    ),
    Sample(
        file="持参薬_5.jpg", verdict="not ours", status="none", imprint=("TS 903",),
        picture=Picture(
            seed=3005, ground=paper, view=View(span=27, tilt=12, azimuth=130),
            lamp=Lamp(azimuth=200, direct=0.46, ambient=0.28),
            things=(
                Placed(
                    body=replace(FLAT, length=8.8, width=8.8, colour=PALE_PINK), angle=10,
                    face=pressed(stacked("TS", "903")),
                ),
            ),
        ),
    ),
    Sample(
        file="持参薬_6.jpg", verdict="not ours", status="none", imprint=("250",),
        picture=Picture(
            seed=3006, ground=cutting_mat, view=View(span=33, tilt=17, azimuth=100),
            things=(Placed(body=PLAIN_CAPLET, face=pressed(single("250", size=2.3)), angle=12),),
        ),
    ),
)  # fmt: skip

UNREADABLE = (
    Sample(
        file="IMG_2097.jpg", verdict="unreadable", status="none",
        picture=Picture(
            seed=2097, ground=steel, view=View(span=29, tilt=24),
            optics=Optics(
                focus=1.6, exposure=1.15,
                glares=(
                    Glare(x=0.5, y=0.48, size=0.085, strength=2.6),
                    Glare(x=0.5, y=0.48, size=0.02, length=0.35, angle=-35, strength=0.6),
                    Glare(x=0.5, y=0.48, size=0.35, strength=0.25),
                ),
            ),
            things=(Placed(body=COATED, face=pressed(stacked("KT", "215")), angle=-14),),
        ),
    ),
    Sample(
        file="IMG_2098.jpg", verdict="unreadable", status="none",
        picture=Picture(
            seed=2098, ground=pale_wood, view=View(span=38, tilt=20),
            optics=Optics(focus=3.0, shake=44, shake_angle=28, quality=60),
            things=(Placed(body=PLAIN, face=pressed(stacked("HN", "416")), angle=9),),
        ),
    ),
    Sample(
        file="IMG_2099.jpg", verdict="unreadable", status="none",
        picture=Picture(
            seed=2099, ground=wood, view=View(span=44, tilt=23, azimuth=60),
            lamp=Lamp(elevation=70, softness=0.9, direct=0.25, ambient=0.3),
            optics=Optics(focus=6.5, exposure=0.16, grain=9.0, quality=40),
            things=(Placed(body=OVAL, face=pressed(single("KT-453", size=1.6)), angle=-31),),
        ),
    ),
)  # fmt: skip
