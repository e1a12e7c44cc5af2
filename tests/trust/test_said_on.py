"""When something was said is known to the day, the month, the quarter or the year, and shown as exactly as that."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from held import REGISTER, VOICE, messages
from judging import context, quote
from judging import messages as objections
from kept.approvals.digests import evidence_digest
from kept.components.locale_formats import Formats
from kept.model.evidence import Testimonial
from kept.model.period import Period
from kept.model.when import earliest
from kept.rules.genuine import not_a_user, source_missing
from render.demo import documents, pages

if TYPE_CHECKING:
    from projects import Project

WRITTEN = {
    "2026-03-02": (date(2026, 3, 2), "2 Mar 2026"),
    "2026-03": (date(2026, 3, 1), "March 2026"),
    "2026-12": (date(2026, 12, 1), "December 2026"),
    "2026-Q1": (date(2026, 1, 1), "Q1 2026"),
    "2026-Q4": (date(2026, 10, 1), "Q4 2026"),
    '"2025-Q2"': (date(2025, 4, 1), "Q2 2025"),
    "2024": (date(2024, 1, 1), "2024"),
    '"2024"': (date(2024, 1, 1), "2024"),
    "1998": (date(1998, 1, 1), "1998"),
    "1998-07": (date(1998, 7, 1), "July 1998"),
}


@pytest.mark.parametrize(("written", "known"), WRITTEN.items())
def test_it_is_shown_as_exactly_as_it_is_known(approved: Project, written: str, known: tuple[date, str]) -> None:
    approved.edit(VOICE, "said_on: 2026-03-02", f"said_on: {written}")
    portfolio, _ = approved.load()
    said = portfolio.testimonials["nine-oclock"].said_on
    assert earliest(said) == known[0]
    assert str(said) == written.strip('"')
    assert Formats("en-GB").when(said) == known[1]
    if known[0] <= date(2026, 11, 20):
        approved.approve("nine-oclock", by="olive").commit()
        edition = approved.gated().public
        assert known[1] in pages(edition)["voices/nine-oclock/"].title
        page = pages(edition)["voices/index.html" if "voices/index.html" in pages(edition) else "voices/"]
        assert known[1] in page.body


LOCALES = {
    ("de-DE", "2026-03"): "März 2026",
    ("de-DE", "2026-Q1"): "Q1 2026",
    ("fr-FR", "2026-03"): "mars 2026",
    ("fr-FR", "2026-Q1"): "T1 2026",
    ("es-ES", "2026-03"): "marzo de 2026",
    ("es-ES", "2026-Q1"): "T1 2026",
    ("ja-JP", "2026"): "2026年",
    ("nl-NL", "2026-03"): "maart 2026",
    ("pl-PL", "2026-03"): "marzec 2026",
    ("it-IT", "2026"): "2026",
}


@pytest.mark.parametrize(("locale", "written"), LOCALES)
def test_every_locale_writes_it_its_own_way(locale: str, written: str) -> None:
    said = quote("They came.", said_on=written).said_on
    assert Formats(locale).when(said) == LOCALES[locale, written]


OTHERWISE = [
    *("2026-13", "2026-Q5", "2026-H1", "2026-W07", "26-03", "March 2026", "2026-3", "FY2026", "202603", "1899", "2200"),
    *(
        "2026-00",
        "2026-Q0",
        "Q1 2026",
        "2026 Q1",
        "03-2026",
        "2026/03",
        "spring 2026",
        "about 2026",
        "2026-03-",
        "2026Q1",
    ),
]


@pytest.mark.parametrize("written", OTHERWISE)
def test_anything_else_is_told_how_to_be_written(project: Project, written: str) -> None:
    project.edit(VOICE, "said_on: 2026-03-02", f"said_on: {written}")
    (finding,) = [one for one in project.findings() if one.code == "KPT101"]
    assert finding.message.endswith("but a day, a month, a quarter or a year is needed.")
    assert (
        finding.hint
        == "write it as exactly as it is known, without quotation marks: 2026-11-20, 2026-11, 2026-Q4 or 2026."
    )


def test_a_digest_of_a_day_is_what_it_was_and_each_way_of_writing_has_its_own(project: Project) -> None:
    portfolio, _ = project.load()
    voice = portfolio.testimonials["nine-oclock"]
    assert voice.model_dump(mode="json")["said_on"] == "2026-03-02"
    digests = {
        evidence_digest(portfolio, Testimonial.model_validate({**dict(voice), "said_on": said}))
        for said in (date(2026, 3, 2), "2026-03", "2026-Q1", "2026")
    }
    assert len(digests) == 4


def test_words_of_a_year_are_older_than_a_change_within_it(approved: Project) -> None:
    change = 'material_changes = [{ on = 2026-02-01, what = "evenings are promised too" }]\n'
    approved.edit(REGISTER, "targets = ", f"{change}targets = ").approve("promise.on-time", by="olive").commit()
    assert messages(approved, "KPT205") == set()
    approved.edit(VOICE, "said_on: 2026-03-02", "said_on: 2026").approve("nine-oclock", by="olive").commit()
    assert len(messages(approved, "KPT205")) == 1


def test_only_words_of_a_time_that_has_not_begun_are_not_said_yet() -> None:
    for said in ("2026", "2026-Q4", "2026-11", date(2026, 11, 20)):
        assert not [one for one in objections(source_missing(quote("Hm.", said_on=said), context())) if "after" in one]
    for said in ("2027", "2027-Q1", "2026-12", date(2026, 11, 21)):
        assert [one for one in objections(source_missing(quote("Hm.", said_on=said), context())) if "after" in one]


def test_a_speaker_who_became_a_customer_within_the_year_may_not_have_been_one_yet() -> None:
    told = quote("Hm.", said_on="2026", source={"kind": "survey"}, speaker={"customer_from": date(2026, 5, 1)})
    assert len(objections(not_a_user(told, context()))) == 1


def test_voices_are_sorted_by_the_first_day_they_may_be_of(approved: Project) -> None:
    text = (approved.root / VOICE).read_text("utf-8")
    for name, said in {"of-june": "2026-06", "of-the-year": "2026", "of-may": "2026-05-30", "of-q2": "2026-Q2"}.items():
        words = text.replace("2026-03-02\nspeaker", f"{said}\nspeaker").replace("as they had said", f"as {name} said")
        approved.write({f"evidence/testimonials/{name}.md": words.encode()})
    approved.approve("of-june", "of-the-year", "of-may", "of-q2", by="olive").commit()
    ordered = [voice.id for voice in approved.gated().public.voices]
    assert ordered == ["of-june", "of-may", "of-q2", "nine-oclock", "of-the-year"]


def test_the_data_say_it_as_it_is_known_too(approved: Project) -> None:
    text = (approved.root / VOICE).read_text("utf-8").replace("channels: [site]", "channels: [site, syndication]")
    approved.write({VOICE: text.replace("said_on: 2026-03-02", "said_on: 2026-Q1").encode()})
    approved.approve("nine-oclock", by="olive").commit()
    (voice,) = documents(approved.gated().public)["voices"]["voices"]
    assert voice["said_on"] == "2026-Q1"
    assert json.dumps(voice).count("Q1 2026") == 1


def test_a_period_made_by_a_program_is_taken_as_it_is() -> None:
    month = Period.parse("2026-03", quote("x", said_on="2026-03").said_on.cadence)  # type: ignore[union-attr]
    assert quote("x", said_on=month).said_on == month
