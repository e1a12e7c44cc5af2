"""A published picture says nothing about people, places and programs (KPT803)."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kept.audit import Needles, Secret, audit
from kept.audit.image_metadata import notes
from kept.pictures.derive import Picture, derive
from PIL import Image, ImageCms, PngImagePlugin

Write = Callable[[dict[str, bytes]], Path]
TRACE = "Rosalind Keane"
KINDS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp", "GIF": "gif"}
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def saved(kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize((40, 30)).convert("P" if kind == "GIF" else "RGB").save(buffer, kind, **options)
    return buffer.getvalue()


def moving(kind: str) -> bytes:
    buffer = io.BytesIO()
    frames = [Image.new("L", (9, 9), shade) for shade in (0, 200, 90)]
    frames[0].save(buffer, kind, save_all=True, append_images=frames[1:], loop=0)
    return buffer.getvalue()


def exif() -> Image.Exif:
    data = Image.Exif()
    data[0x013B] = TRACE
    return data


def text_chunk(kind: str) -> PngImagePlugin.PngInfo:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", TRACE, zip=kind == "zip")
    return notes


def segment(marker: int, data: bytes) -> bytes:
    """A JPEG with one more segment."""
    content = saved("JPEG")
    return content[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data + content[2:]


def chunk_more(kind: bytes, data: bytes) -> bytes:
    """A WebP with one more chunk."""
    content = saved("WEBP") + kind + struct.pack("<I", len(data)) + data
    return content[:4] + struct.pack("<I", len(content) - 8) + content[8:]


def found(content: bytes, name: str, folder: Path) -> list[str]:
    (folder / name).write_bytes(content)
    return [finding.message for finding in audit(folder, None, None) if finding.code == "KPT803"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_plain_picture_is_clean(kind: str, tmp_path: Path) -> None:
    assert found(saved(kind), f"a.{KINDS[kind]}", tmp_path) == []


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_a_moving_picture_is_clean(kind: str, tmp_path: Path) -> None:
    assert found(moving(kind), f"a.{KINDS[kind]}", tmp_path) == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_kept_derives_from_a_telling_picture_is_clean(kind: str, tmp_path: Path) -> None:
    options = {"comment": TRACE} if kind == "GIF" else {"exif": exif(), "icc_profile": PROFILE}
    picture = derive(saved(kind, **options), f"a.{KINDS[kind]}")
    assert isinstance(picture, Picture)
    for asset in picture.assets:
        assert list(notes(asset.content)) == []
        assert found(asset.content, Path(asset.path).name, tmp_path) == []


TELLING = {
    "EXIF in a PNG": (saved("PNG", exif=exif()), "EXIF"),
    "EXIF in a JPEG": (saved("JPEG", exif=exif()), "EXIF"),
    "EXIF in a WebP": (saved("WEBP", exif=exif()), "EXIF"),
    "EXIF in a TIFF": (saved("TIFF") + b"Exif\0\0" + TRACE.encode(), "EXIF or XMP"),
    "text in a PNG": (saved("PNG", pnginfo=text_chunk("")), "text or data of its own (tEXt)"),
    "packed text in a PNG": (saved("PNG", pnginfo=text_chunk("zip")), "text or data of its own (zTXt)"),
    "XMP in a JPEG": (saved("JPEG", xmp=TRACE.encode()), "XMP"),
    "XMP in a WebP": (saved("WEBP", xmp=TRACE.encode()), "XMP"),
    "a comment in a JPEG": (saved("JPEG", comment=TRACE), "a comment"),
    "a comment in a GIF": (saved("GIF", comment=TRACE), "a comment"),
    "IPTC in a JPEG": (segment(0xED, b"Photoshop 3.0\0" + TRACE.encode()), "IPTC"),
    "a program's data in a JPEG": (segment(0xEC, b"Ducky\0" + TRACE.encode()), "data of a program (APP12)"),
    "a chunk of its own in a WebP": (chunk_more(b"note", TRACE.encode()), "data of its own (note)"),
    "a program's data in a GIF": (
        saved("GIF")[:-1] + b"\x21\xff\x0bXMP DataXMP\x0e" + TRACE.encode() + b"\0;",
        "a program",
    ),
    "behind a PNG": (saved("PNG") + TRACE.encode(), "bytes after its end"),
    "behind a JPEG": (saved("JPEG") + TRACE.encode(), "bytes after its end"),
    "behind a WebP": (saved("WEBP") + TRACE.encode(), "bytes after its end"),
    "behind a GIF": (saved("GIF") + TRACE.encode(), "bytes after its end"),
}


@pytest.mark.parametrize("case", TELLING)
def test_a_picture_that_tells_is_found_and_what_it_tells_too(case: str, tmp_path: Path) -> None:
    content, kind = TELLING[case]
    (message,) = found(content, "a.png", tmp_path)
    assert message.startswith("This picture carries ")
    assert kind in message
    leaks = audit(tmp_path, Needles.of([Secret("x", "name", TRACE)], []), None)
    assert [finding.item for finding in leaks if finding.code == "KPT801"] == ["x"]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_colour_profile_is_no_trace_but_its_words_are_read(kind: str, tmp_path: Path) -> None:
    named = PROFILE.replace("sRGB".encode("utf-16-be"), "Mara".encode("utf-16-be"))
    content = saved(kind, icc_profile=named)
    assert found(content, "a.png", tmp_path) == []
    assert any(note.needed and note.content for note in notes(content))
    secret = Secret("x", "name", "Mara built-in")
    assert [finding.code for finding in audit(tmp_path, Needles.of([secret], []), None)] == ["KPT801"]


@pytest.mark.parametrize(
    ("drawing", "kind"),
    [
        ("<svg><!-- by Rosalind --></svg>", "a comment"),
        ("<svg><metadata>x</metadata></svg>", "a <metadata> element"),
        ('<svg sodipodi:docname="/home/mara/badge.svg"/>', "(sodipodi:docname)"),
    ],
)
def test_a_drawing_that_tells_is_found(drawing: str, kind: str, tmp_path: Path) -> None:
    (message,) = found(drawing.encode(), "a.svg", tmp_path)
    assert kind in message


def test_a_plain_drawing_is_clean(tmp_path: Path) -> None:
    assert found(b'<svg><title>Kept</title><path d="M0 0"/></svg>', "a.svg", tmp_path) == []


@settings(max_examples=300)
@given(content=st.sampled_from([content for content, _ in TELLING.values()]), data=st.data())
def test_damaged_pictures_are_read_as_far_as_they_go(content: bytes, data: st.DataObject) -> None:
    damaged = bytearray(content[: data.draw(st.integers(0, len(content)))])
    for _ in range(data.draw(st.integers(0, 6)) if damaged else 0):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    list(notes(bytes(damaged)))


def test_bytes_that_are_no_zlib_stream_are_passed_over() -> None:
    chunk = b"zTXt" + b"Author\0\0\x78\x9c\xff\xff\xff\xff"
    content = saved("PNG")
    packed = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    assert [note.kind for note in notes(content[:33] + packed + content[33:])] == ["text or data of its own (zTXt)"]
