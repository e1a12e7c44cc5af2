"""Whoever wants no name shown is named nowhere, and no employee without their agreement (KPT315, KPT316)."""

from __future__ import annotations

import io
import zlib
from datetime import date
from typing import TYPE_CHECKING

import pytest
from held import PICTURE, POLICY, REGISTER, STORY, VOICE, below, messages, places
from hypothesis import given
from hypothesis import strategies as st
from kept.rules.picture_metadata import metadata
from PIL import Image
from PIL.PngImagePlugin import PngInfo

if TYPE_CHECKING:
    from collections.abc import Callable

    from projects import Project


@pytest.fixture
def unnamed(project: Project) -> Project:
    """The small project, whose speaker wants only their role shown."""
    return project.edit(VOICE, "attribution: named", "attribution: role-only")


def test_a_speaker_without_a_name_who_is_named_nowhere_is_fine(unnamed: Project) -> None:
    assert messages(unnamed, "KPT315") == set()


def test_a_speaker_who_wants_to_be_named_may_be_named_anywhere(project: Project) -> None:
    project.edit(VOICE, "as they had said.\n", "as they had said. Ada Mover\n")
    assert messages(project, "KPT315") == set()


@pytest.mark.parametrize(
    "line",
    [
        "disclosure: Ada lives next door to our depot.",
        "incentive: { what: Mrs Mover's deposit back, conditioned_on_sentiment: false }",
        "expected: { result: As Ada Mover says, metric: punctuality }",
        "translated_by: Ada Mover",
        "disclosure: From ADA MOVER herself",
        "disclosure: Mover, Ada",
        "disclosure: A\u200bda M\u00f3ver",
        "disclosure: \uff21\uff44\uff41 wrote it",
        "disclosure: Mover and Sons is our neighbour",
        "disclosure: __Ada__ wrote it",
    ],
)
def test_the_name_is_found_in_every_text_that_is_shown(unnamed: Project, line: str) -> None:
    below(unnamed, VOICE, "attribution", line)
    (message,) = messages(unnamed, "KPT315")
    assert message.startswith("the speaker of nine-oclock wants no name shown, and the words name ")
    assert unnamed.gated().public.voices == unnamed.gated().internal.voices == ()


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("method: called back", "method: called Ada Mover back", "13:21"),
        ("role: Homeowner", "role: Ada's neighbour", "7:9"),
        ("place: Leeds", "place: Mover Street", "9:10"),
        ("body", "Ada", "22:1"),
    ],
)
def test_where_the_name_stands_is_told(unnamed: Project, old: str, new: str, place: str) -> None:
    if old == "body":
        unnamed.edit(VOICE, "---\nThey rang", "---\nAda: they rang")
    else:
        unnamed.edit(VOICE, old, new)
    assert places(unnamed, "KPT315") == {f"nine-oclock.md:{place}"}


@pytest.mark.parametrize(
    "line",
    [
        "disclosure: And so they came. The sons, too.",
        "disclosure: adamant, removers, a mover",
        "disclosure: nothing of the kind",
    ],
)
def test_words_that_only_look_like_the_name_are_none(unnamed: Project, line: str) -> None:
    below(unnamed, VOICE, "attribution", line)
    assert messages(unnamed, "KPT315") == set()


@pytest.mark.parametrize("field", ["captured_by: tessa", "original: They rang"])
def test_what_is_on_no_site_may_hold_the_name(unnamed: Project, field: str) -> None:
    unnamed.edit(VOICE, field, f"{field.partition(':')[0]}: Ada Mover")
    assert messages(unnamed, "KPT315") == set()


@pytest.mark.parametrize("name", ["ada-mover", "mover", "ada-on-time", "adamover", "thanks-from-mover-and-sons"])
def test_an_id_is_an_address_and_names_nobody(unnamed: Project, name: str) -> None:
    (unnamed.root / VOICE).rename(unnamed.root / f"evidence/testimonials/{name}.md")
    unnamed.edit(STORY, "[nine-oclock]", f"[{name}]")
    said = messages(unnamed, "KPT315")
    assert len(said) == 1
    assert "and the file's name is " in said.pop()


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("alt: Full shelves", "alt: Ada at her shelves", "the story names"),
        ("alt: Full shelves", "alt: Full shelves, caption: Ada Mover", "the story names"),
        ("alt: Full shelves", "alt: Full shelves, credit: A. Mover", "the story names"),
        ("Four thousand books.", "Four thousand books of Ada's.", "the story names"),
        ("customer: Corner Books", "customer: Mover and Sons", "the story names"),
        ("label: Books", "label: Ada's books", "the story names"),
        ("outcome: typical", "outcome: typical\ncustomer_approved_by: Ada Mover", "the story names"),
        ("shelves.png", "ada-s-shelves.png", "a picture's file name names"),
    ],
)
def test_a_story_that_quotes_somebody_unnamed_does_not_name_them(
    unnamed: Project, old: str, new: str, where: str
) -> None:
    (unnamed.root / PICTURE).rename((unnamed.root / PICTURE).with_name("ada-s-shelves.png")) if "ada-s" in new else None
    unnamed.edit(STORY, old, new)
    (message,) = messages(unnamed, "KPT315")
    assert where in message
    assert unnamed.gated().public.stories == unnamed.gated().internal.stories == ()


@pytest.mark.parametrize(
    "name",
    [
        "A&#100;a Mo&#118;er",
        "A*d*a M*ove*r",
        "Mr Mo&shy;ver",
        "Mo\u00adver",
        "Mo[ver](https://x.example/)",
        "Mo`ver`",
    ],
)
def test_markup_in_the_midst_of_a_name_hides_nobody(unnamed: Project, name: str) -> None:
    for old in (
        "original: They rang the bell at nine, as they had said.",
        "They rang the bell at nine, as they had said.\n",
    ):
        unnamed.edit(VOICE, old, old.replace("They rang", f"{name} rang"))
    assert len(messages(unnamed, "KPT315")) == 1
    assert unnamed.gated().public.voices == unnamed.gated().internal.voices == ()


def test_who_has_not_permitted_their_name_is_not_named_in_their_own_words(approved: Project) -> None:
    approved.edit(VOICE, "  assets: [name]\n", "").approve("nine-oclock", by="olive").commit()
    assert [voice.name for voice in approved.gated().public.voices] == [None]
    below(approved, VOICE, "attribution", 'disclosure: "A friend of Ada Mover."')
    approved.approve("nine-oclock", by="olive").commit()
    assert 'the speaker of nine-oclock has not permitted their name, and the words name "Ada Mover".' in messages(
        approved, "KPT311"
    )
    assert approved.gated().public.voices == approved.gated().internal.voices == ()


@pytest.mark.parametrize("name", ["Oliv&#101; Owner", "Ol**iv**e Owner"])
def test_markup_hides_no_employee_either(approved: Project, name: str) -> None:
    below(approved, VOICE, "attribution", f'disclosure: "{name} asked me."')
    assert len(messages(approved, "KPT316")) == 1


def test_a_speaker_without_an_organisation_is_named_by_their_name_alone(unnamed: Project) -> None:
    unnamed.edit(VOICE, "  organisation: Mover and Sons\n", "")
    assert messages(unnamed, "KPT315") == set()
    unnamed.edit(STORY, "alt: Full shelves", "alt: Ada at her shelves")
    assert len(messages(unnamed, "KPT315")) == 1


def test_a_picture_without_a_single_byte_names_nobody(unnamed: Project) -> None:
    unnamed.write({PICTURE: b""})
    assert messages(unnamed, "KPT315") == set()


def test_a_story_s_folder_is_an_address_too(unnamed: Project) -> None:
    (unnamed.root / STORY).parent.rename(unnamed.root / "evidence/case-studies/ada-s-books")
    assert {message.partition(", and ")[2] for message in messages(unnamed, "KPT315")} == {
        'the story\'s folder names "ada".'
    }


def test_a_story_that_does_not_quote_them_may_name_them(unnamed: Project) -> None:
    unnamed.edit(STORY, "quotes: [nine-oclock]\n", "").edit(STORY, "Four thousand", "Ada's four thousand")
    assert messages(unnamed, "KPT315") == set()


# --- What cameras and editors write into a picture


def picture(form: str, **options: object) -> bytes:
    """A small picture in a format."""
    held = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(held, form, **options)
    return held.getvalue()


def exif(tag: int, value: object) -> bytes:
    """EXIF with one field."""
    held = Image.Exif()
    held[tag] = value
    return held.tobytes()


def png(**chunks: str) -> bytes:
    """A PNG with texts of every kind."""
    info = PngInfo()
    for name, text in chunks.items():
        info.add_itxt(name, text, zip=True) if name == "XML" else info.add_text(name, text, zip=name == "Comment")
    return picture("PNG", pnginfo=info)


def jpeg_with(marker: int, content: bytes) -> bytes:
    """A JPEG with one more segment."""
    plain = picture("JPEG")
    return plain[:2] + bytes([0xFF, marker]) + (len(content) + 2).to_bytes(2, "big") + content + plain[2:]


XMP = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><dc:creator>Ada Mover</dc:creator></x:xmpmeta>"
IPTC = b"\x1c\x02\x50" + (9).to_bytes(2, "big") + b"Ada Mover"
PHOTOSHOP = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + len(IPTC).to_bytes(4, "big") + IPTC
NAMING: dict[str, Callable[[], bytes]] = {
    "EXIF artist": lambda: picture("JPEG", exif=exif(0x013B, "Ada Mover")),
    "EXIF author of Windows": lambda: picture("JPEG", exif=exif(0x9C9D, "Ada Mover".encode("utf-16-le"))),
    "EXIF comment": lambda: picture("JPEG", exif=exif(0x9286, b"ASCII\0\0\0Ada Mover")),
    "EXIF of a PNG": lambda: picture("PNG", exif=exif(0x013B, "Ada Mover")),
    "EXIF of a WebP": lambda: picture("WEBP", exif=exif(0x013B, "Ada Mover")),
    "PNG text": lambda: png(Author="Ada Mover"),
    "PNG text, compressed": lambda: png(Comment="Ada Mover"),
    "PNG text, international": lambda: png(XML="<dc:creator>Ada Mover</dc:creator>"),
    "XMP": lambda: jpeg_with(0xE1, XMP),
    "IPTC": lambda: jpeg_with(0xED, PHOTOSHOP),
    "JPEG comment": lambda: jpeg_with(0xFE, b"by Ada Mover"),
    "GIF comment": lambda: picture("GIF", comment=b"by Ada Mover"),
}


@pytest.mark.parametrize("kind", NAMING)
def test_the_name_is_found_inside_a_picture(unnamed: Project, kind: str) -> None:
    unnamed.write({PICTURE: NAMING[kind]()})
    (message,) = messages(unnamed, "KPT315")
    assert message == ('the speaker of nine-oclock wants no name shown, and a picture\'s metadata names "Ada Mover".')
    assert places(unnamed, "KPT315") == {"index.md:14:13"}


def chunk(kind: bytes, content: bytes) -> bytes:
    """One part of a PNG."""
    return len(content).to_bytes(4, "big") + kind + content + zlib.crc32(kind + content).to_bytes(4, "big")


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that unpacks to a wall of pixels."""
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x06\0\0\0"
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no picture at all",
        b"\x89PNG\r\n\x1a\n",
        picture("JPEG")[:40],
        picture("PNG")[:50],
        b"II*\0\xff\xff\xff\xff",
        b"<svg xmlns='http://www.w3.org/2000/svg'><title>Ada Mover</title></svg>",
        bomb(20_000, 20_000),
        bomb(9_000, 9_000),
        picture("PNG")[:33] + chunk(b"zTXt", b"a\0\0" + zlib.compress(b"x" * 80_000_000)) + picture("PNG")[33:],
        picture("JPEG", exif=exif(0x013B, "Ada"))[:20] + b"\xff" * 400,
    ],
)
def test_what_is_no_picture_says_nothing_and_does_no_harm(content: bytes) -> None:
    assert metadata(content) == ""


@given(st.binary(max_size=30), st.integers(0, 600), st.sampled_from(list(NAMING)))
def test_a_damaged_picture_does_no_harm(junk: bytes, at: int, kind: str) -> None:
    whole = NAMING[kind]()
    assert isinstance(metadata(whole[:at] + junk + whole[at + len(junk) :]), str)


# --- Employees


THANKED = "thanks: {{ people: [ {{ name: Pete Porter{} }} ] }}"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("", {"Pete Porter has not agreed to be named, so the thanks leave the name out."}),
        (", agreed_on: 2026-11-20", set()),
        (
            ", agreed_on: 2026-11-21",
            {"Pete Porter has not agreed to be named, so the thanks leave the name out."},
        ),
        (
            ", agreed_on: 2026-03-01, withdrawn_on: 2026-11-01",
            {"Pete Porter took their agreement back, so the thanks leave the name out."},
        ),
        (
            ", agreed_on: 2026-03-01, withdrawn_on: 2027-11-01",
            {"Pete Porter took their agreement back, so the thanks leave the name out."},
        ),
    ],
)
def test_an_employee_is_thanked_by_name_if_they_agreed(approved: Project, answer: str, said: set[str]) -> None:
    below(approved, VOICE, "attribution", THANKED.format(answer))
    approved.approve("nine-oclock", by="olive").commit()
    assert messages(approved, "KPT316") == said
    (inside,) = approved.gated().internal.voices_inside
    assert inside.thanked_people == (() if said else ("Pete Porter",))


def test_nobody_thanked_is_named_in_the_words_without_their_agreement(project: Project) -> None:
    below(project, VOICE, "attribution", THANKED.format(""))
    project.edit(VOICE, "as they had said.\n", "as they had said, and Pete carried.\n")
    assert "the words name Pete Porter, who works here and has not agreed to be named." in messages(project, "KPT316")
    assert project.gated().public.voices == ()
    project.edit(VOICE, "Pete Porter", "Pete Porter, agreed_on: 2026-03-01")
    assert messages(project, "KPT316") == set()


@pytest.mark.parametrize(
    ("path", "old", "new", "where"),
    [
        (VOICE, "as they had said.\n", "as they had said. Tessa Takes is great.\n", "the words name"),
        (VOICE, "attribution: named", "attribution: named\ndisclosure: Takes, Tessa sold it", "the words name"),
        (STORY, "Four thousand books.", "Four thousand books, said Tessa Takes.", "the story names"),
        (STORY, "alt: Full shelves", "alt: Tessa Takes at work", "the story names"),
    ],
)
def test_people_of_the_register_are_named_only_with_their_agreement(
    project: Project, path: str, old: str, new: str, where: str
) -> None:
    project.edit(path, old, new)
    assert messages(project, "KPT316") == {f"{where} Tessa Takes, who works here and has not agreed to be named."}
    below(project, path, "audience", "thanks: { people: [ { name: Tessa Takes, agreed_on: 2026-03-01 } ] }")
    assert messages(project, "KPT316") == set()


def test_a_word_of_a_name_of_the_register_is_an_ordinary_word(project: Project) -> None:
    project.edit(VOICE, "as they had said.\n", "as they had said. Law and order, Takes time.\n")
    assert messages(project, "KPT316") == set()


def test_an_employee_inside_a_picture_is_named_too(project: Project) -> None:
    project.write({PICTURE: picture("JPEG", exif=exif(0x013B, "Tessa Takes"))})
    assert messages(project, "KPT316") == {
        "a picture's metadata names Tessa Takes, who works here and has not agreed to be named."
    }


def test_an_id_names_no_employee(project: Project) -> None:
    (project.root / VOICE).rename(project.root / "evidence/testimonials/thank-you-tessa-takes.md")
    project.edit(STORY, "[nine-oclock]", "[thank-you-tessa-takes]")
    assert messages(project, "KPT316") == {
        "the file's name names Tessa Takes, who works here and has not agreed to be named."
    }


ROLE = '[[roles]]\nid = "crew"\ntitle = "Crew"\npeople = {}\n'


@pytest.mark.parametrize(("people", "least", "is_small"), [(4, 5, True), (5, 5, False), (5, 6, True), (64, 5, False)])
def test_a_role_of_a_few_is_as_good_as_a_name(approved: Project, people: int, least: int, *, is_small: bool) -> None:
    register = (approved.root / REGISTER).read_text()
    approved.write({REGISTER: register + "\n" + ROLE.format(people), POLICY: f"min_group = {least}\n"})
    below(approved, VOICE, "attribution", "thanks: { roles: [crew] }")
    approved.approve("nine-oclock", by="olive").commit()
    said = (
        f'only {people} people are "crew", fewer than the {least} of `min_group`: the role is as good as a name, and '
    )
    assert messages(approved, "KPT316", date(2026, 11, 20)) == (
        {f"{said}the thanks leave it out."} if is_small else set()
    )
    (inside,) = approved.gated().internal.voices_inside
    assert inside.thanked_roles == (() if is_small else ("Crew",))
