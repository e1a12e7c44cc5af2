"""Whose words they are, and whether somebody could show it (KPT201 to KPT205)."""

from __future__ import annotations

import time
from datetime import date

import pytest
from held import METRIC, REGISTER, STORY, VOICE, below, findings, messages, places, without
from hypothesis import given
from hypothesis import strategies as st
from judging import CAPTURED, context, promise, quote, story
from kept.model.evidence import Consent, Source, Speaker
from kept.rules.genuine import changed_since, not_a_user, personal_data, source_missing
from projects import TODAY, Project

# --- KPT201: nobody could show where it comes from


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("original:", "their exact words (`original`)"),
        ("contact_ref:", "a reference to the speaker's contact details (`speaker.contact_ref`)"),
    ],
)
def test_a_quote_that_nobody_could_prove_is_withheld(project: Project, key: str, said: str) -> None:
    without(project, VOICE, key)
    assert messages(project, "KPT201") == {f"nobody could show where it comes from: it lacks {said}."}
    assert project.gated().public.voices == ()


def test_everything_that_is_lacking_is_named_at_once_and_at_the_first_of_it(project: Project) -> None:
    project.edit(VOICE, 'ref: "vault:surveys/1", captured_on: 2026-03-02, ', "")
    without(project, VOICE, "original:")
    (message,) = messages(project, "KPT201")
    assert message.endswith(
        "their exact words (`original`), a reference to the source (`source.ref`), the day it was captured "
        "(`source.captured_on`)."
    )


def test_a_story_needs_a_source_and_no_speaker(project: Project) -> None:
    project.edit(STORY, 'ref: "vault:interviews/1", ', "")
    assert messages(project, "KPT201") == {
        "nobody could show where it comes from: it lacks a reference to the source (`source.ref`)."
    }
    assert list(source_missing(story(source=Source(kind="survey", ref="x:1", captured_on=CAPTURED)), context())) == []


# --- KPT202: nobody has checked it


def test_words_that_nobody_checked_are_withheld(project: Project) -> None:
    without(project, VOICE, "verified:")
    assert messages(project, "KPT202") == {"nobody has checked that a real customer said it."}


def test_a_check_that_has_not_happened_yet_is_none(project: Project) -> None:
    project.edit(VOICE, "by: paul, on: 2026-03-02", "by: paul, on: 2026-11-21")
    assert messages(project, "KPT202") == {"the check is dated 2026-11-21, after 2026-11-20."}
    assert places(project, "KPT202") == {"nine-oclock.md:13:48"}
    assert messages(project, "KPT202", date(2026, 11, 21)) == set()


@pytest.mark.parametrize("path", [VOICE, STORY])
def test_what_no_customer_said_is_never_shown_however_well_it_is_approved(approved: Project, path: str) -> None:
    below(approved, path, "audience:", "synthetic: true")
    approved.approve("nine-oclock", "corner-books", by="olive").commit()
    gated = approved.gated()
    shown = (
        (gated.public.voices, gated.internal.voices)
        if path == VOICE
        else (gated.public.stories, gated.internal.stories)
    )
    assert shown == ((), ())
    assert messages(approved, "KPT202") == {"it is marked `synthetic`: no customer said it, and it is never shown."}
    assert places(approved, "KPT202") == {f"{path.rsplit('/', maxsplit=1)[-1]}:4:12"}


def test_nobody_has_said_it_before_its_day(project: Project) -> None:
    project.edit(VOICE, "said_on: 2026-03-02", "said_on: 2027-03-02")
    assert messages(project, "KPT201") == {"it says that it was said on 2027-03-02, after 2026-11-20."}
    assert messages(project, "KPT201", date(2027, 3, 2)) == set()


def test_whoever_is_to_be_named_has_a_name(project: Project) -> None:
    project.edit(VOICE, "  name: Ada Mover\n", "")
    assert messages(project, "KPT201") == {"the speaker is to be named, and nobody's name is there."}
    project.edit(VOICE, "attribution: named", "attribution: role-only")
    assert messages(project, "KPT201") == set()


# --- KPT203: what a repository never forgets


@pytest.mark.parametrize(
    "written",
    [
        "write to ada@mover.example please",
        "Ada.Mover+crew@sub.domain.co.uk",
        "call +44 113 496 0000",
        "(0113) 496 0000",
        "0044-113-4960000",
        "01134960000 after six",
        "ada&#64;mover&#46;example",
        "0&#52;4 20 7946 0000",
        "ada@*mover*.example",
    ],
)
def test_contact_details_are_found_wherever_they_stand(written: str) -> None:
    assert personal(quote(f"They came. {written}")) == {("original",), ("body",)}
    assert personal(quote("They came.", disclosure=written)) == {("disclosure",)}
    assert personal(story(callouts=({"label": "Books", "value": "4,000", "source": written},))) == {
        ("callouts", 0, "source")
    }


@pytest.mark.parametrize(
    "written",
    [
        "crm:10391",
        "vault:calls/0113/4960000",
        "on 2026-11-20 and 20.11.2026",
        "2,000,000 boxes in 24 hours",
        "order 00123",
        "from 07 - - - 9, or 00 1 2 3 4 5 on the form",
        "0.5 to 0.75",
        "v1.2.3.4.5.6.7.8.9",
        "from 9 to 3 days, 1 in 1000000",
        "ask @small-removals",
        "https://example.com/0044113496000",
    ],
)
def test_references_dates_and_numbers_are_no_contact_details(written: str) -> None:
    assert personal(quote("They came.", disclosure=written)) == set()


@pytest.mark.parametrize("name", ["consents/ada.pdf", "scan-17.JPG", "vault:forms/9.docx", "form.heic"])
@pytest.mark.parametrize("head", ["source", "consent"])
def test_a_reference_to_a_signed_form_is_not_kept(head: str, name: str) -> None:
    told = quote("They came.").model_copy(
        update={head: Source(kind="letter", ref=name) if head == "source" else Consent(ref=name)}
    )
    assert personal(told) == {(head, "ref")}


def test_contact_details_in_a_metric_are_found_with_their_place(project: Project) -> None:
    below(project, METRIC, "title", 'exclusions = "Ask connie@small.example"')
    assert places(project, "KPT203") == {"punctuality.toml:2:14"}


def test_people_of_the_register_may_have_addresses(project: Project) -> None:
    assert "olive@small.example" in (project.root / REGISTER).read_text()
    assert findings(project, "KPT203") == []


@given(st.text(max_size=200))
def test_looking_for_contact_details_ends_whatever_is_written(text: str) -> None:
    assert personal(quote("They came.", incidental=(f"x{text}",))) <= {("incidental", 0)}


@pytest.mark.parametrize("start", ["+0", "a@", "a" * 64 + "@", "a@" + "b." * 30, "(0", "00 "])
def test_looking_for_contact_details_is_quick_in_hostile_text(start: str) -> None:
    """Half a million characters made to go back and forth in; a slow search would take minutes."""
    began = time.process_time()
    personal(quote("They came.", disclosure=(start * (500_000 // len(start))) + "!"))
    assert time.process_time() - began < 20


def personal(item: object) -> set[tuple[str | int, ...]]:
    """Where KPT203 is said."""
    return {objection.path for objection in personal_data(item, context())}  # type: ignore[arg-type]  # any noun


# --- KPT204: no user of it


def speaker(start: date | None = None, end: date | None = None) -> Speaker:
    """A customer from a day on, until a day."""
    return Speaker(name="Ada Mover", customer_from=start, customer_until=end)


def test_words_of_somebody_who_was_no_customer_yet() -> None:
    (objection,) = not_a_user(quote("They came.", speaker=speaker(date(2026, 3, 3))), context())
    assert objection.path == ("speaker", "customer_from")
    assert objection.message == "the speaker became a customer on 2026-03-03, after these words of 2026-03-02"
    assert list(not_a_user(quote("They came.", speaker=speaker(CAPTURED)), context())) == []


def test_where_nobody_noted_the_capture_the_day_it_was_said_counts() -> None:
    told = quote("They came.", source=Source(kind="chat"), said_on=date(2026, 5, 1), speaker=speaker(date(2026, 4, 1)))
    assert list(not_a_user(told, context())) == []


@pytest.mark.parametrize(
    ("until", "confirmed", "is_said"),
    [
        (date(2026, 11, 20), None, True),
        (date(2026, 11, 21), None, False),
        (date(2026, 10, 1), date(2026, 9, 30), True),
        (date(2026, 10, 1), date(2026, 10, 1), False),
    ],
)
def test_words_of_somebody_who_has_stopped_hold_if_they_were_confirmed_since(
    until: date, confirmed: date | None, *, is_said: bool
) -> None:
    told = quote("They came.", speaker=speaker(None, until), consent=Consent(reconfirmed_on=confirmed))
    assert [objection.path for objection in not_a_user(told, context())] == [("speaker", "customer_until")] * is_said


# --- KPT205: it has changed since

CHANGED = promise("We come.", material_changes=({"on": date(2026, 6, 1), "what": "evenings are promised too"},))


@pytest.mark.parametrize(
    ("confirmed", "as_of", "is_said"),
    [
        (None, TODAY, True),
        (None, date(2026, 5, 31), False),
        (date(2026, 6, 1), TODAY, False),
        (date(2026, 5, 31), TODAY, True),
    ],
)
def test_words_older_than_what_they_are_about(confirmed: date | None, as_of: date, *, is_said: bool) -> None:
    told = quote("They came.", consent=Consent(reconfirmed_on=confirmed))
    found = list(changed_since(told, context(promises=[CHANGED], as_of=as_of)))
    assert len(found) == is_said
    for objection in found:
        assert '"quick" changed on 2026-06-01 (evenings are promised too), after these words' in objection.message


def test_a_story_is_as_old_as_its_end() -> None:
    running = story(dates={"start": CAPTURED, "end": date(2026, 6, 2)})
    assert list(changed_since(running, context(promises=[CHANGED]))) == []
    assert len(list(changed_since(story(), context(promises=[CHANGED])))) == 1


def test_a_promise_that_is_not_shown_has_not_changed() -> None:
    assert list(changed_since(quote("They came."), context())) == []


def test_it_holds_nothing_back_unless_the_policy_says_so(approved: Project) -> None:
    below(approved, REGISTER, "targets", 'material_changes = [{ on = 2026-06-01, what = "evenings too" }]')
    approved.approve("promise.on-time", by="olive").commit()
    assert [finding.severity for finding in findings(approved, "KPT205")] == ["information"] * 4
    assert len(approved.gated().public.voices) == 1
    approved.write({"evidence/policy.toml": '[severity]\nKPT205 = "withheld"\n'}).commit()
    assert approved.gated().public.voices == ()
    assert approved.gated().internal.stories == ()
