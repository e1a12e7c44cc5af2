"""Text that was opened in a wrong encoding is found, with what it probably was; letters of other languages are fine."""

# ruff: noqa: RUF001  letters of every script are what is tested here

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from held import REGISTER, VOICE
from hypothesis import given
from hypothesis import strategies as st
from kept.files.garbled import garbled

if TYPE_CHECKING:
    from projects import Project

TABLE = tomllib.loads((Path(__file__).parent / "garbled.toml").read_text("utf-8"))
PRIVATE = ["\uf0b7", "\uf0a7", "\uf0d8", "\uf0e0", "\uf0fc", "\uf04a", "\uf8ff", "\ue000", "\U000f0001", "\U0010fffd"]
PRIVATE += ["\uf020", "\uf02d", "\uf0a8", "\uf0bf", "\uf0d0", "\uf0fe", "\ue001", "\uf000", "\uf8fe", "\U00100000"]


@pytest.mark.parametrize(("text", "meant"), TABLE["misread"].items())
def test_a_text_in_a_wrong_encoding_is_found_with_what_it_was(text: str, meant: str) -> None:
    (found,) = garbled("a.md", f"one line\n{text}\n")
    assert found.code == "KPT104"
    assert found.place.line == 2
    assert "wrong encoding" in found.message
    assert (f'it was probably "{meant}"' in found.hint) or not meant


@pytest.mark.parametrize("text", TABLE["fine"]["sentences"])
def test_letters_that_belong_there_are_no_fault(text: str) -> None:
    assert list(garbled("a.md", f"{text}\n")) == []


@given(st.text(st.characters(max_codepoint=0x24F, exclude_categories=("Cc", "Cs")), min_size=1, max_size=20))
def test_what_somebody_opened_in_a_wrong_encoding_never_ends_the_program(text: str) -> None:
    misread = text.encode("utf-8").decode("cp1252", "replace")
    assert len(list(garbled("a.md", misread))) <= 2


@pytest.mark.parametrize("char", PRIVATE)
def test_a_character_of_one_font_is_found(char: str) -> None:
    (found,) = garbled("a.md", f"They came.\n{char} They left.\n")
    assert (found.place.line, found.place.column) == (2, 1)
    assert found.message == f"a character here (U+{ord(char):04X}) means something in one font only."


def test_the_bullet_of_a_word_processor_is_recognised() -> None:
    (found,) = garbled("a.md", "\uf0b7 One\n\uf0b7 Two\n\uf0b7 Three\n")
    assert found.message.endswith("means something in one font only, and so are 2 more in this file.")
    assert found.hint.startswith('it was probably "•"')


def test_words_in_a_wrong_encoding_stay_off_both_sites_until_they_are_corrected(approved: Project) -> None:
    assert approved.gated().public.voices
    for line in ("original: They rang", "They rang the bell at nine, as they had said.\n"):
        approved.edit(VOICE, line, line.replace("They rang", "TheyÂ´d rang"))
    approved.approve("corner-books", by="olive").commit()
    portfolio, report = approved.load()
    assert [(one.code, one.item, one.place.line) for one in report if one.code == "KPT104"] == [
        ("KPT104", "nine-oclock", 14)
    ]
    assert approved.gated().public.voices == approved.gated().internal.voices == ()
    assert "nine-oclock" in portfolio.faulty


def test_in_the_register_it_is_an_error_and_everything_else_is_read(approved: Project) -> None:
    approved.edit(REGISTER, "We come when we said", "We come whenÂ\u00a0we said")
    portfolio, report = approved.load()
    assert [one.code for one in report if one.code == "KPT104"] == ["KPT104"]
    assert portfolio.testimonials
