"""Tablets of ours that a careful person reads and finds in the master."""

from __future__ import annotations

from dataclasses import replace

from tablet_photos.blister import Sheet
from tablet_photos.bodies import Face
from tablet_photos.camera import Glare, Optics, View
from tablet_photos.grounds import (
    blue_tray,
    cloth,
    cutting_mat,
    dark_desk,
    fingers,
    green_tray,
    pale_wood,
    palm,
    paper,
    ruled_form,
    steel,
    wood,
)
from tablet_photos.lettering import Line
from tablet_photos.light import Lamp
from tablet_photos.picture import Picture
from tablet_photos.render import Placed
from tablet_photos.sample import Sample
from tablet_photos.stock import (
    BLUE,
    CAPLET,
    COATED,
    FLAT,
    ORANGE,
    OVAL,
    PALE_BLUE,
    PALE_GREEN,
    PALE_ORANGE,
    PALE_PINK,
    PALE_YELLOW,
    PINK,
    PLAIN,
    PLAIN_CAPLET,
    YELLOW,
    beside,
    pressed,
    printed,
    single,
    stacked,
    white_capsule,
)

_KAZEYOMIN = replace(COATED, length=8.0, width=8.0, colour=PALE_PINK)
_POCKETS = tuple(
    Placed(
        body=_KAZEYOMIN,
        face=pressed(stacked("KT", "305", size=1.6)),
        x=-14.6 + 14.6 * column,
        y=-7.5 + 15.0 * row,
        angle=(-14.0, 9.0, 31.0, -6.0, 17.0, 3.0)[3 * row + column],
    )
    for row in range(2)
    for column in range(3)
)


def _sheet(name: str, strength: str, latin: str) -> Sheet:
    return Sheet(
        width=50.0,
        height=45.0,
        pockets=_POCKETS,
        band=(0.80, 0.47, 0.45),
        print_=(
            Line(text=f"{name}錠{strength}", size=2.3, y=-19.0, font="japan"),
            Line(text=f"{latin} {strength}", size=1.5, y=0.2),
            Line(text=strength, size=1.9, x=-17.0, y=19.0),
            Line(text="KT", size=1.9, x=17.0, y=19.0),
        ),
    )


PLAIN_VIEWS = (
    Sample(
        file="IMG_2041.jpg", verdict="ours", status="exact",
        imprint=("KT 214",), product_code="00067",
        picture=Picture(
            seed=2041, ground=wood, view=View(span=27, tilt=14),
            things=(Placed(body=COATED, face=pressed(stacked("KT", "214")), angle=-7),),
        ),
    ),
    Sample(
        file="IMG_2042.jpg", verdict="ours", status="exact",
        imprint=("KT 131",), product_code="00044",
        picture=Picture(
            seed=2042, ground=green_tray,
            view=View(span=34, tilt=40, x=1.5, y=-1, distance=75),
            lamp=Lamp(azimuth=205, elevation=38),
            things=(
                Placed(
                    body=replace(OVAL, colour=YELLOW),
                    face=pressed(single("KT 131", size=1.9)), angle=15,
                ),
            ),
        ),
    ),
    Sample(
        file="IMG_2047.jpg", verdict="ours", status="exact",
        imprint=("HN 402",), product_code="00440",
        picture=Picture(
            seed=2047, ground=ruled_form, view=View(span=36, tilt=20, azimuth=60),
            lamp=Lamp(azimuth=250, direct=0.52, ambient=0.42),
            things=(
                Placed(
                    body=white_capsule((0.10, 0.36, 0.20)),
                    face=printed(beside("HN", "402", apart=3.9)), angle=-24,
                ),
            ),
        ),
    ),
    Sample(
        file="IMG_2050.jpg", verdict="ours", status="exact",
        imprint=("KT 508",), product_code="00118",
        picture=Picture(
            seed=2050, ground=pale_wood,
            view=View(span=23, width=600, height=800, tilt=16, roll=-8),
            optics=Optics(stored_turned=True),
            things=(
                Placed(body=replace(CAPLET, colour=PINK), face=pressed(beside("KT", "508"), 90)),
            ),
        ),
    ),
    Sample(
        file="窓口写真(2).jpg", verdict="ours", status="exact",
        imprint=("HN 640",), product_code="00502",
        picture=Picture(
            seed=2, ground=blue_tray, view=View(span=30, tilt=18, azimuth=120, x=2),
            lamp=Lamp(azimuth=310, elevation=36),
            things=(
                Placed(
                    body=replace(FLAT, length=9.0, width=9.0, colour=PALE_GREEN),
                    face=replace(pressed(stacked("HN", "640", size=1.9), 90), depth=0.26), angle=21,
                ),
            ),
        ),
    ),
    Sample(
        file="錠剤_表裏_07.jpg", verdict="ours", status="exact",
        imprint=("KT 326",), product_code="00095",
        picture=Picture(
            seed=7, ground=cloth, view=View(span=36, tilt=10),
            things=(
                Placed(
                    body=replace(PLAIN, colour=PALE_YELLOW), x=-6.5, y=0.5, angle=-5,
                    face=pressed(single("KT", size=2.2)),
                ),
                Placed(
                    body=replace(PLAIN, colour=PALE_YELLOW), x=6.0, y=-0.3, angle=12,
                    face=pressed(single("326", size=2.1)),
                ),
            ),
        ),
    ),
    Sample(
        file="DSC00318.JPG", verdict="ours", status="exact",
        imprint=("ヒヨリアン 5",), product_code="00215",
        picture=Picture(
            seed=318, ground=dark_desk, view=View(span=26, tilt=17, azimuth=70),
            lamp=Lamp(azimuth=200, tint=(1.0, 0.86, 0.62), direct=0.5, ambient=0.22),
            optics=Optics(exposure=0.62, grain=6.5, focus=0.8, white=(1.06, 1.0, 0.86)),
            things=(
                Placed(
                    body=replace(COATED, colour=ORANGE), angle=9,
                    face=printed(
                        (
                            Line(text="ヒヨリアン", size=1.05, y=-1.0, font="japan"),
                            Line(text="5", size=1.9, y=1.7),
                        )
                    ),
                ),
            ),
        ),
    ),
    Sample(
        file="IMG_2055.jpg", verdict="ours", status="exact",
        imprint=("KT 305",), product_code="00080",
        picture=Picture(
            seed=2055, ground=wood,
            view=View(span=53, tilt=14, roll=-6, y=-0.5, width=960, height=760),
            sheet=_sheet("カゼヨミン", "5mg", "KAZEYOMIN"), things=_POCKETS,
        ),
    ),
    Sample(
        file="IMG_2056.jpg", verdict="ours", status="exact",
        imprint=("KT 305",), product_code="00080",
        picture=Picture(
            seed=2056, ground=blue_tray,
            view=View(span=55, tilt=12, azimuth=30, roll=11, y=-0.5, width=960, height=780),
            sheet=replace(
                _sheet("カゼヨミン", "10mg", "KAZEYOMIN"), band=(0.50, 0.60, 0.80),
            ),
            things=_POCKETS[:1] + _POCKETS[2:],
            lamp=Lamp(azimuth=140, elevation=40),
        ),
    ),
    Sample(
        file="鑑別依頼_0611_01.jpg", verdict="ours", status="exact",
        imprint=("HN 27",), product_code="00407",
        picture=Picture(
            seed=611, ground=steel, view=View(span=40, tilt=19),
            lamp=Lamp(azimuth=225, elevation=45),
            things=tuple(
                Placed(
                    body=replace(FLAT, colour=PALE_BLUE), x=x, y=y, angle=angle,
                    face=pressed(stacked("HN", "27", size=1.75)) if shown else pressed((), 90),
                )
                for x, y, angle, shown in (
                    (-10.5, -5.5, 18.0, True),
                    (2.0, -7.5, 65.0, False),
                    (11.5, -1.0, -24.0, True),
                    (-4.5, 5.5, 201.0, True),
                    (7.0, 8.0, 140.0, False),
                )
            ),
        ),
    ),
    Sample(
        file="IMG_2061.jpg", verdict="ours", status="exact",
        imprint=("KT 017",), product_code="00013",
        picture=Picture(
            seed=2061, ground=palm, view=View(span=29, tilt=12, azimuth=110),
            things=(
                Placed(
                    body=replace(FLAT, length=7.5, width=7.5), angle=-11,
                    face=pressed(stacked("KT", "017", size=1.6)),
                ),
            ),
        ),
    ),
    Sample(
        file="IMG_2063.jpg", verdict="ours", status="exact",
        imprint=("KT 731", "KT 731 250"), product_code="00163",
        picture=Picture(
            seed=2063, ground=fingers, view=View(span=34, tilt=14),
            lamp=Lamp(azimuth=240, elevation=40),
            things=(
                Placed(
                    body=PLAIN_CAPLET, angle=6,
                    face=pressed(
                        (
                            Line(text="KT 731", size=1.5, x=-3.9),
                            Line(text="250", size=1.5, x=4.0),
                        ),
                        90,
                    ),
                ),
            ),
        ),
    ),
    Sample(
        file="IMG_2064.jpg", verdict="ours", status="normalised",
        imprint=("HN-118",), product_code="00415",
        picture=Picture(
            seed=2064, ground=dark_desk, view=View(span=31, tilt=22, azimuth=130),
            optics=Optics(quality=48),
            things=(
                Placed(body=OVAL, face=printed(single("HN-118", size=1.75)), angle=-16),
            ),
        ),
    ),
    Sample(
        file="2024-06-03 14.22.05.png", verdict="ours", status="normalised",
        imprint=("KT 452",), product_code="00104",
        picture=Picture(
            seed=1422, ground=blue_tray, view=View(span=19, width=640, height=480, tilt=8),
            optics=Optics(quality=None, grain=1.2),
            things=(Placed(body=COATED, face=pressed(stacked("KT", "452"), 0), angle=4),),
        ),
    ),
    Sample(
        file="IMG_2068.jpg", verdict="ours", status="exact",
        imprint=("KT 609",), product_code="00140",
        picture=Picture(
            seed=2068, ground=ruled_form, view=View(span=28, tilt=15, roll=180),
            lamp=Lamp(direct=0.48, ambient=0.3),
            things=(
                Placed(
                    body=replace(PLAIN, colour=PALE_ORANGE), angle=5,
                    face=pressed(stacked("KT", "609", size=1.75)),
                ),
            ),
        ),
    ),
    Sample(
        file="IMG_2070.jpg", verdict="ours", status="exact",
        imprint=("HN 204",), product_code="00422",
        picture=Picture(
            seed=2070, ground=cutting_mat, view=View(span=27, tilt=20, azimuth=45),
            lamp=Lamp(azimuth=170, elevation=33),
            things=(
                Placed(
                    body=PLAIN, angle=92,
                    face=Face(lines=stacked("HN", "204"), finish="raised", depth=0.17),
                ),
            ),
        ),
    ),
    Sample(
        file="返品/IMG_0007.jpg", verdict="ours", status="exact",
        imprint=("ZR 12",), product_code="00518",
        picture=Picture(
            seed=7007, ground=pale_wood, view=View(span=32, tilt=24, azimuth=75),
            optics=Optics(glares=(Glare(x=0.8, y=0.15, size=0.12, strength=0.35),)),
            things=(
                Placed(body=CAPLET, face=pressed(beside("ZR", "12", apart=3.6), 90), angle=-13),
            ),
        ),
    ),
    Sample(
        file="返品/IMG_0009.jpg", verdict="ours", status="exact",
        imprint=("415",), product_code="00449",
        picture=Picture(
            seed=7009, ground=wood, view=View(span=27, tilt=11, roll=30),
            things=(Placed(body=PLAIN, face=pressed(single("415", size=2.2)), angle=-4),),
        ),
    ),
    Sample(
        file="IMG_2071.jpg", verdict="ours", status="exact",
        imprint=("KT C20",), product_code="00206",
        picture=Picture(
            seed=2071, ground=paper, view=View(span=35, tilt=18, azimuth=100),
            lamp=Lamp(azimuth=300, direct=0.42, ambient=0.34),
            things=(
                Placed(
                    body=white_capsule(BLUE), angle=163,
                    face=printed(beside("KT", "C20", size=1.8, apart=4.2)),
                ),
            ),
        ),
    ),
)  # fmt: skip
