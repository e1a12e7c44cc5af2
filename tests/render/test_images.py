"""What becomes of a picture on its way to a page."""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kept.pictures.derive import MAX_BYTES, Picture, Unusable, derive
from PIL import Image, ImageCms, PngImagePlugin

if TYPE_CHECKING:
    from pathlib import Path

TRACE = "Rosalind Keane, 53.35 N"


def photo(width: int = 40, height: int = 30, mode: str = "RGB") -> Image.Image:
    """A picture whose left half differs from its right half."""
    image = Image.new(mode, (width, height), "white")
    image.paste("red" if mode in {"RGB", "RGBA"} else 0, (0, 0, width // 2, height))
    return image


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def made(content: bytes, name: str) -> Picture:
    picture = derive(content, name)
    assert isinstance(picture, Picture), picture
    return picture


def refused(content: bytes, name: str) -> Unusable:
    problem = derive(content, name)
    assert isinstance(problem, Unusable)
    return problem


def opened(picture: Picture, path: str) -> Image.Image:
    return Image.open(io.BytesIO(next(asset.content for asset in picture.assets if asset.path == path)))


def widths(picture: Picture) -> list[int]:
    return [width for _, width in picture.srcset]


def test_a_large_photograph_becomes_three_widths_of_webp_and_one_jpeg() -> None:
    picture = made(saved(photo(2000, 1000), "JPEG"), "boiler.jpg")
    assert widths(picture) == [480, 960, 1600]
    assert (picture.width, picture.height) == (960, 480)
    assert picture.src.endswith("-960.jpg")
    assert [opened(picture, path).size for path, _ in picture.srcset] == [(480, 240), (960, 480), (1600, 800)]
    assert opened(picture, picture.src).format == "JPEG"


@pytest.mark.parametrize(
    ("width", "expected"), [(1, [1]), (300, [300]), (500, [500]), (700, [480, 700]), (1600, [480, 960, 1600])]
)
def test_a_picture_is_never_made_larger_nor_kept_in_two_sizes_that_are_nearly_one(
    width: int, expected: list[int]
) -> None:
    assert widths(made(saved(photo(width, 8), "PNG"), "logo.png")) == expected


def test_a_logo_keeps_what_shows_through_it() -> None:
    image = photo(mode="RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    picture = made(saved(image, "PNG"), "logo.png")
    assert picture.src.endswith(".png")
    assert all(opened(picture, asset.path).mode == "RGBA" for asset in picture.assets)


def test_an_alpha_channel_through_which_nothing_shows_is_dropped() -> None:
    assert made(saved(photo(mode="RGBA"), "PNG"), "logo.png").src.endswith(".jpg")


def test_a_palette_picture_keeps_its_exact_colours() -> None:
    picture = made(saved(photo().convert("P"), "GIF"), "plan.gif")
    assert opened(picture, picture.srcset[0][0]).convert("RGB").getpixel((2, 2)) == (255, 0, 0)
    assert picture.src.endswith(".png")


def tagged(kind: str) -> bytes:
    """A picture with everything in it that a picture can say about its maker."""
    exif = Image.Exif()
    exif[0x010E] = exif[0x013B] = TRACE
    exif[0x0112] = 1
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options: dict[str, Any] = {"exif": exif, "icc_profile": profile}
    if kind == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("Author", TRACE)
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", TRACE)
    elif kind == "GIF":
        options = {"comment": TRACE}
    else:
        options |= {"xmp": TRACE.encode()} | ({"comment": TRACE} if kind == "JPEG" else {})
    return saved(photo(), kind, **options) + TRACE.encode()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_nothing_but_the_pixels_is_published(kind: str) -> None:
    content = tagged(kind)
    assert TRACE.encode() in content
    for asset in made(content, f"x.{kind.lower()}").assets:
        assert TRACE.encode() not in asset.content
        assert not {"exif", "xmp", "icc_profile", "comment", "Author"} & set(opened_bytes(asset.content).info)


def opened_bytes(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_a_photograph_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = made(saved(photo(40, 30), "JPEG", exif=exif), "x.jpg")
    assert (picture.width, picture.height) == (30, 40)


def test_colours_of_another_profile_are_turned_into_those_of_a_screen() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))  # a profile that does not fit is ignored
    plain = made(saved(photo(), "PNG"), "x.png")
    assert made(saved(photo(), "PNG", icc_profile=lab.tobytes()), "x.png").assets == plain.assets
    assert made(saved(photo(), "PNG", icc_profile=b"not a profile"), "x.png").assets == plain.assets
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    assert widths(made(saved(photo(), "PNG", icc_profile=srgb.tobytes()), "x.png")) == [40]
    wide = made(saved(photo(), "PNG", icc_profile=swapped(srgb.tobytes())), "x.png")
    assert opened(wide, wide.src).convert("RGB").getpixel((5, 5)) != (255, 0, 0)


def swapped(profile: bytes) -> bytes:
    """An sRGB profile whose red and blue have changed places."""
    return profile.replace(b"rXYZ", b"tXYZ", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"tXYZ", b"bXYZ", 1)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "I;16", "RGB", "RGBA"])
def test_every_kind_of_pixel_becomes_one_a_browser_shows(mode: str) -> None:
    image = (
        photo(mode="L").convert("I").point(lambda level: level * 257).convert("I;16")
        if mode == "I;16"
        else photo().convert(mode)
    )
    kind, suffix = ("JPEG", "jpg") if mode == "CMYK" else ("PNG", "png")
    picture = made(saved(image, kind), f"x.{suffix}")
    shown = opened(picture, picture.src).convert("RGB")
    dark, light = shown.getpixel((3, 3)), shown.getpixel((37, 27))
    assert isinstance(dark, tuple)
    assert isinstance(light, tuple)
    assert sum(dark) < 500
    assert sum(light) > 700


def test_a_telephone_s_jpeg_with_a_second_picture_behind_it_is_a_jpeg() -> None:
    assert made(saved(photo(), "MPO", save_all=True, append_images=[photo()]), "IMG_1.jpg").src.endswith(".jpg")


def test_the_same_picture_gives_the_same_bytes() -> None:
    content = saved(photo(700, 300), "JPEG")
    assert made(content, "a.jpg") == made(content, "b.JPEG")


@pytest.mark.parametrize(
    ("content", "name", "says", "hint"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "logo.svg", "can carry scripts", "Export it as a PNG"),
        (b"\n<?xml version='1.0'?><svg/>", "logo.png", "can carry scripts", "Export it as a PNG"),
        (b"ftypheic", "IMG_1.HEIC", "not a kind of picture that every browser shows", "Save it as a JPEG"),
        (b"", "a.png", "is empty", "Add the picture again"),
        (b"\0" * (MAX_BYTES + 1), "a.png", "has 30 MB; the limit is 30 MB", "at most 3000 pixels wide"),
        (b"hello", "a.png", "does not hold a picture", "save it again as a JPEG"),
        (saved(photo(200, 200), "JPEG")[:-200], "a.jpg", "is damaged", "Add it again from the original"),
        (saved(photo(), "GIF", save_all=True, append_images=[photo(mode="L")]), "a.gif", "moves", "Export one frame"),
        (saved(photo(), "WEBP", save_all=True, append_images=[photo(mode="L")]), "a.webp", "moves", "Export one frame"),
        (saved(photo(), "PNG", save_all=True, append_images=[photo(mode="L")]), "a.png", "moves", "Export one frame"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)
def test_what_cannot_be_shown_is_explained_in_plain_words(content: bytes, name: str, says: str, hint: str) -> None:
    problem = refused(content, name)
    assert problem.message.startswith(name)
    assert says in problem.message
    assert hint in problem.hint


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be very large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [7_072, 9_999, 60_000])
def test_a_picture_that_would_fill_the_memory_is_not_opened(side: int) -> None:
    assert "too many pixels" in refused(bomb(side, side), "a.png").message


def test_the_largest_permitted_photograph_is_made_small_without_being_unpacked_whole() -> None:
    picture = made(saved(Image.new("RGB", (8000, 6200), "red"), "JPEG"), "a.jpg")
    assert (picture.width, picture.height) == (960, 744)


@settings(max_examples=60)
@given(kind=st.sampled_from(["JPEG", "PNG", "WEBP", "GIF"]), data=st.data())
def test_damaged_bytes_are_refused_or_shown_and_never_stop_the_build(kind: str, data: st.DataObject) -> None:
    content = bytearray(saved(photo(), kind))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    del content[data.draw(st.integers(len(content) // 2, len(content))) :]
    assert isinstance(derive(bytes(content), f"x.{kind.lower()}"), Picture | Unusable)


def test_a_second_build_finds_the_finished_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = saved(photo(700, 300), "JPEG")
    first = derive(content, "a.jpg", cache=tmp_path / "pictures")
    monkeypatch.setattr(Image, "open", lambda *_, **__: pytest.fail("the picture was made again"))
    assert derive(content, "a.jpg", cache=tmp_path / "pictures") == first
    assert isinstance(derive(b"<svg />", "a.jpg", cache=tmp_path / "pictures"), Unusable)


def test_unusable_pictures_are_not_kept(tmp_path: Path) -> None:
    assert isinstance(derive(b"hello", "a.jpg", cache=tmp_path), Unusable)
    assert list(tmp_path.iterdir()) == []


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_cache_is_not_believed(tmp_path: Path, data: st.DataObject) -> None:
    content = saved(photo(), "PNG")
    first = derive(content, "a.png", cache=tmp_path)
    (kept,) = tmp_path.iterdir()
    damaged = bytearray(kept.read_bytes())
    damaged[data.draw(st.integers(0, len(damaged) - 1))] ^= data.draw(st.integers(1, 255))
    kept.write_bytes(damaged[: data.draw(st.integers(0, len(damaged)))])
    assert derive(content, "a.png", cache=tmp_path) == first


def test_a_cache_that_cannot_be_written_does_not_stop_the_build(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert isinstance(derive(saved(photo(), "PNG"), "a.png", cache=tmp_path / "file"), Picture)
