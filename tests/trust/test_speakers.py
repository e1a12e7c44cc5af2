"""People on the record are counted as people, and an author nobody knows is called just that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from held import VOICE, below, messages
from judging import quote
from kept.edition.speakers import speakers
from kept.model.evidence import Speaker
from render.demo import documents, files, pages

if TYPE_CHECKING:
    from projects import Project

Person = tuple[str | None, str | None, str | None]
"""Name, organisation and the reference to contact details."""

SAME: list[tuple[Person, Person]] = [
    (("Jo Roe", None, "crm:1"), ("Kim Poe", None, "crm:1")),
    (("Jo Roe", None, "crm:1"), (None, None, "crm:1")),
    (("Jo Roe", "Corner Books", "crm:1"), ("Jo Roe", "Corner Books", "crm:2")),
    (("Jo Roe", "Corner Books", None), ("jo  roe", "CORNER BOOKS", None)),
    (("Jürgen Weiß", "Bäckerei Weiß", None), ("JÜRGEN WEISS", "Bäckerei Weiss", "crm:3")),
    (("Жанна", "Книги", None), ("ЖАННА", "КНИГИ", None)),
    (("田中", "書店", "crm:1"), ("田中", "書店", "crm:2")),
    (("Jo Roe", None, None), ("Jo Roe", None, None)),
    (("سارة", "مكتبة", None), ("سارة", "مكتبة", None)),
    (("Élodie", "Librairie", None), ("ÉLODIE", "librairie", None)),
    (("Jo Roe", "Corner Books", "crm:1"), ("J. Roe", "Corner Bookshop", "crm:1")),
    (("Zoe\u0301", "Atelier", None), ("Zo\u00e9", "Atelier", None)),
    (("\uff2a\uff4f Roe", "Books", None), ("Jo Roe", "Books", None)),
    (("Jo\u00a0Roe", "Books", None), ("Jo Roe", "Books", None)),
    (("김민수", "서점", "crm:7"), ("김민수", "서점", None)),
    (("अनीता", "दुकान", None), ("अनीता", "दुकान", None)),
    (("Ελένη", "Βιβλία", None), ("ΕΛΈΝΗ", "ΒΙΒΛΊΑ", None)),
    ((None, "Corner Books", "crm:1"), (None, "Other Books", "crm:1")),
    (("Jo Roe ", "Corner Books", None), (" Jo Roe", "Corner  Books", None)),
    (("Łukasz", "Sklep", "crm:4"), ("łukasz", "SKLEP", "crm:5")),
]
OTHERS: list[tuple[Person, Person]] = [
    (("Jo Roe", None, "crm:1"), ("Jo Roe", None, "crm:2")),
    (("Jo Roe", "Corner Books", None), ("Jo Roe", "Book Corner", None)),
    (("Jo Roe", "Corner Books", "crm:1"), ("Kim Poe", "Corner Books", "crm:2")),
    ((None, None, None), (None, None, None)),
    ((None, "Corner Books", None), (None, "Corner Books", None)),
    ((None, None, "crm:1"), (None, None, "crm:2")),
    (("María", None, "crm:1"), ("María", None, "crm:2")),
    (("田中", "書店", None), ("田中", "花屋", None)),
    (("Jo Roe", None, "crm:1"), ("Jo Roe", None, None)),
    (("Anna", "Sklep", "crm:1"), ("Anna", "Sklep 2", "crm:2")),
    (("Jo Roe", "Corner Books", None), ("Joe Roe", "Corner Books", None)),
    (("Jo Roe", "Corner Books", "crm:1"), ("Roe Jo", "Corner Books", "crm:2")),
    (("Jo Roe jr", "Corner Books", None), ("Jo Roe sr", "Corner Books", None)),
    (("김민수", "서점", None), ("김민지", "서점", None)),
    (("Jo Roe", "Corner Books", "crm:1"), ("Jo Roe", None, "crm:2")),
    ((None, "Corner Books", "crm:1"), (None, "Corner Books", "crm:2")),
    (("Jo Roe", "Corner Books", "crm:1"), ("Jo Roe", "Corner Books Ltd", "crm:2")),
    (("Jo Roe", None, "crm:1"), ("Kim Poe", None, None)),
    (("Ελένη", "Βιβλία", None), ("Ελένα", "Βιβλία", None)),
    (("Jo Roe", "Corner Books", "crm:1"), ("Jo Roe", "Corner Books London", "mail:1")),
]


def numbers(*people: Person) -> set[int]:
    """The numbers of the speakers of as many quotes."""
    voices = [
        quote("Hm.", id=f"quote-{index}", speaker=Speaker(name=name, organisation=organisation, contact_ref=reference))
        for index, (name, organisation, reference) in enumerate(people)
    ]
    return set(speakers(voices).values())


@pytest.mark.parametrize("pair", SAME)
def test_one_reference_or_one_name_and_organisation_is_one_person(pair: tuple[Person, Person]) -> None:
    assert numbers(*pair) == {1}


@pytest.mark.parametrize("pair", OTHERS)
def test_anybody_else_is_somebody_else(pair: tuple[Person, Person]) -> None:
    assert numbers(*pair) == {1, 2}


def test_who_is_one_with_two_others_makes_them_one() -> None:
    assert numbers(("Jo", "A", "crm:1"), ("Jo", "B", "crm:2"), ("Jo", "A", "crm:2")) == {1}


def test_two_quotes_of_one_person_are_one_person_on_the_record(approved: Project) -> None:
    again = (
        (approved.root / VOICE)
        .read_text("utf-8")
        .replace("Ada Mover", "Kim Poe")
        .replace("organisation: Mover", "organisation: Other")
    )
    approved.write({"evidence/testimonials/again.md": again.encode()})
    approved.approve("again", by="olive").commit()
    public = approved.gated().public
    assert "One person on the record" in pages(public)["voices/"].body
    assert "1 customer." in pages(public)["method/"].body
    approved.edit("evidence/testimonials/again.md", '"crm:1"', '"crm:2"').approve("again", by="olive").commit()
    assert "Two people on the record" in pages(approved.gated().public)["voices/"].body
    assert "2 customers." in pages(approved.gated().public)["method/"].body


def test_an_author_nobody_knows_is_not_one_who_wants_no_name(approved: Project) -> None:
    approved.edit(VOICE, "attribution: named", "attribution: unknown").edit(VOICE, "  name: Ada Mover\n", "")
    approved.edit(VOICE, "channels: [site]", "channels: [site, syndication]").approve(
        "nine-oclock", by="olive"
    ).commit()
    public = approved.gated().public
    told = pages(public)
    bodies = "".join(page.body + page.title + page.description for page in told.values())
    assert "Author not known" in told["voices/nine-oclock/"].title
    assert "Author not known" in told["voices/"].body
    assert "withheld" not in bodies
    (voice,) = documents(public)["voices"]["voices"]
    assert voice["speaker"]["known"] is False
    assert voice["show_with_words"].startswith("Author not known, Homeowner")
    assert b"withheld at" not in b"".join(text for path, text in files(public).items() if "schemas" not in path)


def test_a_name_beside_an_unknown_author_is_asked_about(project: Project) -> None:
    project.edit(VOICE, "attribution: named", "attribution: unknown")
    assert messages(project, "KPT201") == {"it says that nobody knows who said it, and a name is there."}


def test_the_name_of_an_unknown_author_s_business_stands_nowhere(project: Project) -> None:
    project.edit(VOICE, "attribution: named", "attribution: unknown").edit(VOICE, "  name: Ada Mover\n", "")
    below(project, VOICE, "attribution", "disclosure: Mover and Sons is our neighbour")
    assert messages(project, "KPT315") == {'nobody knows who said nine-oclock, and the words name "Mover and Sons".'}
