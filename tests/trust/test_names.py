"""Whoever is not to be named is found: in words, in file names, in what a picture says about itself."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kept.language.names import Names

PEOPLE = (
    "Ada Mover",
    "Dr. Will O'Brien",
    "Jürgen Müller",
    "山田 太郎",
    "Vincent van der Berg",
    "Anne-Marie Smith-Jones",
    "Furey, Bláthnaid",
    "Jo Ng",
    "Kim L.",
    "Søren",
    "Herr Dr.",
)
EVERYBODY = Names(PEOPLE)


def found(text: str, *, is_prose: bool = True) -> list[tuple[str, str]]:
    """Who is named in a text, and in which words."""
    return [(named.person, named.words) for named in EVERYBODY.find(text, is_prose=is_prose)]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("We met Ada Mover there.", [("Ada Mover", "Ada Mover")]),
        ("ada mover came", [("Ada Mover", "ada mover")]),
        ("Mover, Ada", [("Ada Mover", "Mover, Ada")]),
        ("Ada  \n  Mover\u2019s van", [("Ada Mover", "Ada  \n  Mover")]),
        ("Ada's van, Mr Mover", [("Ada Mover", "Ada"), ("Ada Mover", "Mover")]),
        ("the mover came, adamant", []),
        ("They will come, said Will.", [("Dr. Will O'Brien", "Will")]),
        ("O\u02bcBrien", [("Dr. Will O'Brien", "O\u02bcBrien")]),
        ("OBrien and O\u2019Brien", [("Dr. Will O'Brien", "OBrien"), ("Dr. Will O'Brien", "O\u2019Brien")]),
        ("Dr. Who", []),
        ("Herr Mueller", [("Jürgen Müller", "Mueller")]),
        ("HERR MÜLLER", [("Jürgen Müller", "MÜLLER")]),
        ("Ju\u0308rgen", [("Jürgen Müller", "Ju\u0308rgen")]),
        ("昨日山田太郎さんが来た", [("山田 太郎", "山田太郎")]),
        ("the Bergs of Berg", [("Vincent van der Berg", "Berg")]),
        ("van der", []),
        ("Smith Jones", [("Anne-Marie Smith-Jones", "Smith Jones")]),
        ("Bla\u0301thnaid Furey", [("Furey, Bláthnaid", "Bla\u0301thnaid Furey")]),
        ("Jo, so and Ng", [("Jo Ng", "Ng")]),
        ("Kim and L", [("Kim L.", "Kim")]),
        ("Soren", [("Søren", "Soren")]),
        ("soren", []),
        ("Nobody at all", []),
        ("", []),
    ],
)
def test_names_in_words(text: str, named: list[tuple[str, str]]) -> None:
    assert found(text) == named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("ada_mover-01.png", [("Ada Mover", "ada_mover")]),
        ("AdaMover.png", [("Ada Mover", "AdaMover")]),
        ("moverada.png", [("Ada Mover", "moverada")]),
        ("img-ada2.png", [("Ada Mover", "ada")]),
        ("mueller.jpg", [("Jürgen Müller", "mueller")]),
        ("muller.jpg", [("Jürgen Müller", "muller")]),
        ("will.jpg", [("Dr. Will O'Brien", "will")]),
        ("willo'brien.jpg", [("Dr. Will O'Brien", "willo'brien")]),
        ("O\u02bcBrienWill.jpg", [("Dr. Will O'Brien", "O\u02bcBrienWill")]),
        ("jo.jpg", []),
        ("shelves.png", []),
    ],
)
def test_names_in_file_names(text: str, named: list[tuple[str, str]]) -> None:
    assert found(text, is_prose=False) == named


def test_two_people_of_one_name_are_both_found() -> None:
    both = Names(["Ada Mover", "Ben Mover"])
    assert [named.person for named in both.find("The Movers, said Mover")] == ["Ada Mover", "Ben Mover"]


def test_it_says_which_part_and_where() -> None:
    parts = [(named.part, named.start) for named in EVERYBODY.find("Ada or Mover. Then Ada Mover")]
    assert parts == [("given name", 0), ("surname", 7), ("name", 19)]


def test_nobody_is_found_where_nobody_is_asked_for() -> None:
    assert list(Names([]).find("Ada Mover")) == []


NAME = st.text("abcdefgh", min_size=3, max_size=9).map(str.title)


@given(NAME, NAME, st.text(" .,!?-\n", min_size=1, max_size=4), st.text("xyz ", max_size=30))
def test_a_whole_name_is_found_wherever_it_stands(given_name: str, surname: str, mark: str, around: str) -> None:
    text = f"{around}{mark}{given_name} {surname}{mark}{around}"
    (named,) = Names([f"{given_name} {surname}"]).find(text)
    assert text[named.start :].startswith(named.words)
    assert named.words == f"{given_name} {surname}"


def test_two_hundred_people_are_looked_for_in_ten_thousand_quotes_in_a_second() -> None:
    people = Names(
        f"Given{chr(97 + i // 26)}{chr(97 + i % 26)} Sur{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(200)
    )
    text = "They told us between nine and ten, in Cork, after a night on the ferry; at nine they were at the door. " * 2
    start = time.process_time()
    assert not any(list(people.find(text)) for _ in range(10_000))
    assert time.process_time() - start < 1
