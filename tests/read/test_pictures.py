"""A picture is found and shown whatever its name: another ending, or accents written in the other way."""

from __future__ import annotations

import io
import unicodedata
from typing import TYPE_CHECKING, Literal

import pytest
from held import PICTURE, STORY
from kept import pipeline
from kept.pictures.derive import Picture, derive, kind_of, mislabelled
from PIL import Image
from projects import PIXEL, TODAY

if TYPE_CHECKING:
    from projects import Project

NAMES = [
    "küche.png",
    "Kühlschrank groß.png",
    "caféœuvre.png",
    "piñata.png",
    "ação.png",
    "żółw.png",
    "příklad.png",
    "ångström.png",
    "ő.png",
    "é\u0301.png",
    "が.png",
    "パン.png",
    "한국.png",
    "й.png",
    "ї.png",
    "ά.png",
    "Ç.png",
    "ệ.png",
    "şehir-ğ.png",
    "ñandú-é.png",
]
Form = Literal["NFC", "NFD"]
FORMS: list[tuple[Form, Form]] = [("NFC", "NFD"), ("NFD", "NFC")]


@pytest.mark.parametrize(("on_disk", "in_file"), FORMS)
@pytest.mark.parametrize("name", NAMES)
def test_a_name_written_in_the_other_unicode_form_is_the_same_name(
    project: Project, name: str, on_disk: Form, in_file: Form
) -> None:
    written, lying = unicodedata.normalize(in_file, name), unicodedata.normalize(on_disk, name)
    (project.root / PICTURE).rename((project.root / PICTURE).with_name(lying))
    project.edit(STORY, "shelves.png", written)
    portfolio, report = project.load()
    assert [finding.message for finding in report if finding.severity == "error"] == []
    assert portfolio.images["corner-books", written] == PIXEL


def test_another_name_is_still_another(project: Project) -> None:
    (project.root / PICTURE).rename((project.root / PICTURE).with_name("kuche.png"))
    project.edit(STORY, "shelves.png", "küche.png")
    _, report = project.load()
    assert [finding.message for finding in report if finding.code == "KPT103"] == [
        'there is no picture "küche.png" here.'
    ]


def picture(kind: str) -> bytes:
    """A small picture of a kind."""
    held = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(held, kind)
    return held.getvalue()


ENDINGS = [
    (kind, f"a.b{ending}")
    for kind in ("PNG", "JPEG", "WEBP", "GIF")
    for ending in (".png", ".jpg", ".JPEG", ".webp", ".gif", ".jfif", ".bmp", "", ".svg")
]
RIGHT = {"PNG": {".png"}, "JPEG": {".jpg", ".jpeg"}, "WEBP": {".webp"}, "GIF": {".gif"}}


@pytest.mark.parametrize(("kind", "name"), ENDINGS)
def test_a_picture_is_what_its_bytes_are(kind: str, name: str) -> None:
    content = picture(kind)
    assert kind_of(content) == kind
    assert isinstance(derive(content, name), Picture)
    is_right = any(name.lower().endswith(ending) for ending in RIGHT[kind])
    better = mislabelled(content, name)
    assert (better is None) is is_right
    assert is_right or (better is not None and mislabelled(content, better) is None)


def test_a_wrong_ending_is_told_and_the_picture_is_shown(approved: Project) -> None:
    approved.write({PICTURE: picture("JPEG")}).approve("corner-books", by="olive").commit()
    portfolio, found = approved.load()
    report = pipeline.check(approved.root, portfolio, found, TODAY).report
    (finding,) = [one for one in report if one.code == "KPT104"]
    assert finding.severity == "information"
    assert finding.message == "shelves.png has a wrong ending for what it holds; the picture is shown all the same."
    assert finding.hint.startswith("rename it to shelves.jpg, here and in the folder")
    assert approved.gated().public.stories[0].images
