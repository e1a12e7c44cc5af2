"""Naming an employee: agreed to once, and not where the words are the name of a business, a product or a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from held import REGISTER, STORY, VOICE, below, messages

if TYPE_CHECKING:
    from projects import Project

NAMED = "Tessa Takes carried the piano"
AGREED = "thanks: { people: [ { name: Tessa Takes, agreed_on: 2026-03-01 } ] }"
BACK = "thanks: { people: [ { name: Tessa Takes, agreed_on: 2026-03-01, withdrawn_on: 2026-06-01 } ] }"


def named_in_story(project: Project) -> Project:
    return project.edit(STORY, "Four thousand books.", f"Four thousand books. {NAMED}.")


def test_who_agreed_in_one_approved_item_may_be_named_in_all(approved: Project) -> None:
    named_in_story(approved)
    assert messages(approved, "KPT316") != set()
    below(approved, VOICE, "attribution", AGREED)
    approved.approve("nine-oclock", by="olive").commit()
    assert messages(approved, "KPT316") == set()


def test_an_agreement_that_nobody_approved_covers_no_other_item(approved: Project) -> None:
    named_in_story(approved)
    below(approved, VOICE, "attribution", AGREED)
    approved.commit()
    assert messages(approved, "KPT316") != set()


def test_who_takes_it_back_in_one_item_has_taken_it_back_everywhere(approved: Project) -> None:
    below(named_in_story(approved), STORY, "audience", AGREED)
    approved.approve("corner-books", by="olive").commit()
    assert messages(approved, "KPT316") == set()
    below(approved, VOICE, "attribution", BACK)
    assert "the story names Tessa Takes, who works here and has not agreed to be named." in messages(approved, "KPT316")


def test_who_agrees_again_after_that_may_be_named(approved: Project) -> None:
    below(approved, VOICE, "attribution", BACK)
    again = AGREED.replace("2026-03-01", "2026-07-01")
    below(named_in_story(approved), STORY, "audience", again)
    approved.approve("corner-books", by="olive").commit()
    assert {message for message in messages(approved, "KPT316") if message.startswith("the story")} == set()


def test_thanks_name_whoever_agreed_elsewhere(approved: Project) -> None:
    below(approved, STORY, "audience", "thanks: { people: [ { name: Pete Porter, agreed_on: 2026-03-01 } ] }")
    below(approved, VOICE, "attribution", "thanks: { people: [ { name: Pete Porter } ] }")
    approved.approve("corner-books", "nine-oclock", by="olive").commit()
    assert messages(approved, "KPT316") == set()
    (inside,) = approved.gated().internal.voices_inside
    assert inside.thanked_people == ("Pete Porter",)


ORGANISATION = 'name = "Small Removals"'

BUSINESSES = [
    ("Tessa Takes", 'name = "Tessa Takes"', ""),
    ("Tessa Takes", 'name = "Takes & Daughters"', ""),
    ("Tessa Takes", 'name = "Takes Removals"', ""),
    ("Tessa Takes", 'name = "TessaTakes"', ""),
    ("Tessa Takes", 'name = "The Tessa Takes Company"', ""),
    ("Tessa Takes", ORGANISATION, 'site_url = { public = "https://tessatakes.example/" }'),
    ("Tessa Takes", ORGANISATION, 'site_url = { public = "https://www.tessa-takes.example/promises/" }'),
    ("Simon Willison", ORGANISATION, 'site_url = { public = "https://simonwillison.net/" }'),
    ("Dave Ramsey", 'name = "Ramsey Solutions"', ""),
    ("Käthe Krüger", 'name = "Krüger Umzüge GmbH"', ""),
    ("Jürgen Weiß", 'name = "Weiss Heizung"', ""),
    ("François Lefèvre", 'name = "Lefevre et fils"', ""),
    ("José Muñoz", 'name = "Mudanzas Muñoz"', ""),
    ("Giulia Ferrero", 'name = "Ferrero Traslochi"', ""),
    ("Jan de Vries", 'name = "De Vries Verhuizingen"', ""),
    ("Ewa Kowalska", 'name = "Kowalska Przeprowadzki"', ""),
    ("Sören Ångström", 'name = "Ångström Flytt"', ""),
    ("João Oliveira", 'name = "Oliveira Mudanças"', ""),
    ("Anna O'Brien", 'name = "O\'Brien Movers"', ""),
    ("Weiss, Jürgen", 'name = "Jürgen Weiss Umzüge"', ""),
    ("Marie Curie", ORGANISATION, 'site_url = { internal = "https://intern.mariecurie.example/x/" }'),
]


@pytest.mark.parametrize(("person", "organisation", "address"), BUSINESSES)
def test_the_founder_s_name_is_the_name_of_the_business(
    project: Project, person: str, organisation: str, address: str
) -> None:
    project.edit(REGISTER, 'name = "Tessa Takes"', f'name = "{person}"')
    project.edit(VOICE, "as they had said.\n", f"as they had said. {person} is the best.\n")
    assert len(messages(project, "KPT316")) == 1
    project.edit(REGISTER, ORGANISATION, f"{organisation}\n{address}")
    assert messages(project, "KPT316") == set()


def test_of_two_people_with_the_name_of_the_business_neither_is_it(project: Project) -> None:
    project.edit(REGISTER, ORGANISATION, 'name = "Takes Removals"')
    project.edit(REGISTER, 'name = "Lena Law"', 'name = "Tom Takes"')
    project.edit(VOICE, "as they had said.\n", "as they had said. Tom Takes carried.\n")
    assert len(messages(project, "KPT316")) == 1


def test_who_owns_a_public_promise_with_a_public_title_is_named_there_anyway(project: Project) -> None:
    project.edit(VOICE, "as they had said.\n", "as they had said. Olive Owner rang back.\n")
    assert len(messages(project, "KPT316")) == 1
    project.edit(REGISTER, 'name = "Olive Owner"', 'name = "Olive Owner"\ntitle = "Managing director"')
    assert messages(project, "KPT316") == set()


def test_the_name_of_the_speaker_s_own_business_names_no_employee(project: Project) -> None:
    project.edit(VOICE, "as they had said.\n", "as they had said. We at Tessa Takes are glad.\n")
    assert len(messages(project, "KPT316")) == 1
    project.edit(VOICE, "organisation: Mover and Sons", "organisation: Tessa Takes & Sons")
    assert messages(project, "KPT316") == set()


def test_the_name_of_a_story_s_customer_names_no_employee(project: Project) -> None:
    named_in_story(project).edit(STORY, "customer: Corner Books", "customer: Tessa Takes Books")
    assert messages(project, "KPT316") == set()


PLACES = [
    ("Leeds Porter", "We moved to Leeds in an hour"),
    ("Jordan Porter", "We moved from Jordan"),
    ("Georgia Porter", "We moved to Georgia"),
    ("Chad Porter", "A container came from Chad"),
    ("Pete Small", "The Small crew was here"),
    ("Pete Removals", "Removals are their trade"),
    ("Pete Come", "Come again"),
    ("Israel Porter", "We left Israel in May"),
    ("Malta Porter", "We moved to Malta"),
    ("Kenya Porter", "From Kenya with love"),
    ("Cuba Porter", "The boxes went to Cuba"),
    ("Ireland Porter", "They know Ireland well"),
    ("Holly France", "Our sofa went to France"),
    ("Anatole Holland-France", "We moved to France"),
    ("Paul England-Leeds", "Leeds is where we live"),
    ("Pete Said", "As Said before"),
    ("Cyprus Porter", "We moved to Cyprus"),
    ("Samoa Porter", "A postcard came from Samoa"),
    ("Haiti Porter", "We came from Haiti"),
    ("Togo Porter", "My sister is in Togo"),
]


@pytest.mark.parametrize(("thanked", "words"), PLACES)
def test_a_word_that_is_a_place_or_the_organisation_s_own_names_nobody(
    project: Project, thanked: str, words: str
) -> None:
    below(project, VOICE, "attribution", f"thanks: {{ people: [ {{ name: {thanked} }} ] }}")
    project.edit(VOICE, "as they had said.\n", f"as they had said. {words}.\n")
    assert {message for message in messages(project, "KPT316") if message.startswith("the words")} == set()


@pytest.mark.parametrize("words", ["Pete carried", "Porter was kind", "Thanks to Pete Porter"])
def test_who_is_thanked_and_has_not_agreed_is_found_by_any_part(project: Project, words: str) -> None:
    below(project, VOICE, "attribution", "thanks: { people: [ { name: Pete Porter } ] }")
    project.edit(VOICE, "as they had said.\n", f"as they had said. {words}.\n")
    assert "the words name Pete Porter, who works here and has not agreed to be named." in messages(project, "KPT316")
