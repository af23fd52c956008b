"""Images as pages, and pages as pictures."""

from __future__ import annotations

import io
import random

import pytest
from PIL import Image, PngImagePlugin

from aiwf_cli.errors import ParseError
from aiwf_cli.sources.images import Picture
from aiwf_cli.sources.limits import Limits
from aiwf_cli.sources.pages import read_pages, render_page
from made_pdfs import Sheet, pdf_of

RED, GREEN = (220, 30, 30), (30, 160, 60)


def two_colours(width: int = 60, height: int = 40) -> Image.Image:
    """Red on the left, green on the right."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(GREEN, (width // 2, 0, width, height))
    return image


def noise(width: int, height: int) -> Image.Image:
    """As good as a photograph: no two pixels alike."""
    return Image.frombytes("RGB", (width, height), random.Random(1).randbytes(3 * width * height))


def saved(image: Image.Image, kind: str, **settings: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **settings)
    return out.getvalue()


def opened(picture: Picture) -> Image.Image:
    image = Image.open(io.BytesIO(picture.data))
    assert image.size == (picture.width, picture.height)
    assert image.get_format_mimetype() == picture.media_type
    return image.convert("RGB")


def render(data: bytes, number: int = 1, max_side: int = 1600) -> Picture:
    return render_page(data, number, dpi=150, max_side=max_side)


def alike(one: object, other: tuple[int, int, int]) -> bool:
    assert isinstance(one, tuple)
    return all(abs(a - b) < 30 for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP", "BMP"])
def test_an_image_is_a_page_without_text(kind: str) -> None:
    (page,) = read_pages(saved(two_colours(), kind, dpi=(72, 72)))
    assert (page.number, page.text, page.origin) == (1, "", "none")
    assert (page.width, page.height) == pytest.approx((60, 40), abs=0.01)
    assert page.notes == ("no text layer: needs OCR",)


def test_the_files_resolution_gives_points() -> None:
    (page,) = read_pages(saved(two_colours(600, 300), "PNG", dpi=(300, 300)))
    assert (page.width, page.height) == (144, 72)


@pytest.mark.parametrize("dpi", [1, 0, 100_000])
def test_a_resolution_that_cannot_be_is_not_believed(dpi: int) -> None:
    (page,) = read_pages(saved(two_colours(), "JPEG", dpi=(dpi, dpi)))
    assert (page.width, page.height) == (60, 40)


def test_a_tiff_has_a_page_for_each_frame() -> None:
    frames = [two_colours(60 + 10 * n, 40) for n in range(3)]
    data = saved(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    pages = read_pages(data)
    assert [(page.number, page.width) for page in pages] == [(1, 60), (2, 70), (3, 80)]
    assert render(data, 3).width == 80


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize(("orientation", "left"), [(1, RED), (3, GREEN), (6, None), (8, None)])
def test_orientation_is_honoured(
    kind: str, orientation: int, left: tuple[int, int, int] | None
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = saved(two_colours(), kind, exif=exif)
    (page,) = read_pages(data)
    image = opened(render(data))
    if left:
        assert (page.width, page.height) == image.size == (60, 40)
        assert alike(image.getpixel((10, 20)), left)
    else:
        assert (page.width, page.height) == image.size == (40, 60)
        top = RED if orientation == 6 else GREEN
        assert alike(image.getpixel((20, 10)), top)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_what_goes_out_names_no_place_and_no_camera(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Kamera Kanaria"
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "Kamera Kanaria")
    settings = {"pnginfo": info} if kind == "PNG" else {"comment": b"Kamera Kanaria"}
    data = saved(two_colours(), kind, exif=exif, **settings) + b"Kamera Kanaria"
    assert b"Kanaria" in data
    for max_side in (1600, 30):
        assert b"Kanaria" not in render(data, max_side=max_side).data


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_an_image_that_fits_goes_out_as_it_was_compressed(kind: str) -> None:
    data = saved(two_colours(), kind, **({"progressive": True} if kind == "JPEG" else {}))
    picture = render(data)
    before, after = Image.open(io.BytesIO(data)), Image.open(io.BytesIO(picture.data))
    assert before.tobytes() == after.tobytes()
    assert len(picture.data) <= len(data)


def test_large_images_are_scaled_down_and_small_ones_never_up() -> None:
    data = saved(two_colours(900, 300), "PNG")
    assert opened(render(data, max_side=300)).size == (300, 100)
    assert opened(render(data, max_side=2000)).size == (900, 300)


def test_photographs_go_out_as_jpeg_and_drawings_as_png() -> None:
    assert render(saved(noise(200, 200), "BMP")).media_type == "image/jpeg"
    assert render(saved(two_colours(), "BMP")).media_type == "image/png"
    assert render(saved(two_colours(900, 300), "JPEG"), max_side=300).media_type == "image/jpeg"


def test_transparent_parts_are_white() -> None:
    image = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    assert alike(opened(render(saved(image, "PNG"))).getpixel((5, 5)), (255, 255, 255))


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "PA", "CMYK", "I;16", "YCbCr", "HSV", "F"])
def test_every_kind_of_pixel_can_be_looked_at(mode: str) -> None:
    grey = Image.linear_gradient("L")
    if mode == "I;16":
        image = grey.convert("I").point(lambda value: value * 256).convert("I;16")
    elif mode == "PA":
        image = grey.convert("P").convert("PA")
    else:
        image = grey.convert("RGB").convert(mode) if mode == "HSV" else grey.convert(mode)
    kind = "TIFF" if mode not in ("PA", "HSV") else "PNG"
    if kind == "PNG":
        image = image.convert("RGBA")
    opened_image = opened(render(saved(image, kind)))
    top, bottom = opened_image.getpixel((128, 2)), opened_image.getpixel((128, 253))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert abs(top[0] - bottom[0]) > 200


def test_a_fax_of_few_lines_is_stretched_to_what_it_looks_like() -> None:
    image = Image.new("1", (400, 200), 1)
    data = saved(image, "TIFF", dpi=(200, 100), compression="group4")
    (page,) = read_pages(data)
    picture = render(data)
    assert (page.width, page.height) == (144, 144)
    assert picture.width == picture.height == 400


def test_a_pdf_page_is_drawn_at_the_resolution_asked_for() -> None:
    data = Sheet(300, 200).text(20, 50, "Hello").pdf()
    picture = render_page(data, 1, dpi=144, max_side=1600)
    assert (picture.media_type, picture.width, picture.height) == ("image/png", 600, 400)
    assert render_page(data, 1, dpi=144, max_side=150).width == 150


def test_a_turned_pdf_page_is_drawn_as_displayed() -> None:
    picture = render_page(Sheet(300, 200, rotate=90).pdf(), 1, dpi=72, max_side=1600)
    assert (picture.width, picture.height) == (200, 300)


def test_the_same_bytes_give_the_same_picture() -> None:
    for data in (
        Sheet().text(50, 50, "Hello").image(100, 100, 80, 80).pdf(),
        saved(noise(400, 300), "WEBP"),
        saved(two_colours(), "JPEG"),
    ):
        assert render(data, max_side=200) == render(data, max_side=200)


def test_a_page_that_is_not_there_cannot_be_drawn() -> None:
    for data in (pdf_of([Sheet(), Sheet()]), saved(two_colours(), "PNG")):
        with pytest.raises(ParseError, match="no page 3") as caught:
            render(data, 3)
        assert caught.value.code == "unreadable"


def test_pixels_are_counted_before_they_are_decoded() -> None:
    data = saved(Image.new("1", (3000, 2000)), "PNG")
    for work in (
        read_pages,
        lambda d, limits: render_page(d, 1, dpi=72, max_side=9, limits=limits),
    ):
        with pytest.raises(ParseError, match="3,000 x 2,000 pixels") as caught:
            work(data, limits=Limits(pixels=5_000_000))
        assert caught.value.code == "too_large"


def test_a_broken_frame_is_a_page_with_a_note() -> None:
    frames = [noise(60, 40), noise(60, 40)]
    data = saved(frames[0], "TIFF", save_all=True, append_images=frames[1:], compression="jpeg")
    first, second = read_pages(data[:-400] + bytes(400))
    assert (first.width, second.width) == (60, 0)
    assert "picture 2 is damaged" in second.notes[0]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP", "BMP"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_image_is_unreadable(kind: str, share: float) -> None:
    data = saved(noise(80, 80), kind)
    with pytest.raises(ParseError) as caught:
        read_pages(data[: int(share * len(data))])
    assert caught.value.code == "unreadable"
