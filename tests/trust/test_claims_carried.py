"""What carries a claim, what can be argued, and what most customers get (KPT401, KPT402)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from judging import CAPTURED, TODAY, context, messages, metric, promise, quote, story
from kept.findings import Severity
from kept.model.evidence import Expected
from kept.model.policy import Policy
from kept.rules.claims import claims, excuse_misused, story_supported, supported
from kept.rules.quotation import approved_edit, verbatim
from kept.rules.typical import typical

# --- What carries a claim

FAST = "They came twice as fast."


def test_a_metric_with_a_result_carries_a_claim() -> None:
    item = quote(FAST, substantiated_by=("late", "on-time"))
    assert messages(supported(item, context(metric("on-time")))) == []
    lacking = '"twice as fast" is a claim, and late and on-time, which should carry it, have no result on this site'
    assert messages(supported(item, context(metric("on-time", has_rows=False)))) == [lacking]
    alone = item.model_copy(update={"substantiated_by": ("late",)})
    assert messages(supported(alone, context())) == [
        '"twice as fast" is a claim, and late, which should carry it, has no result on this site'
    ]


def test_a_claim_without_a_metric_is_named_with_its_place() -> None:
    (found,) = supported(quote("They came.\n\nIt was **twice** as fast."), context(metric("on-time")))
    assert found.message == '"twice as fast" is a claim, and no metric carries it'
    assert found.offset == (2, 10)
    assert "incidental" not in found.hint


def test_five_claims_are_named_at_once() -> None:
    assert len(list(supported(quote("14 boxes fewer, " * 9), context()))) == 5


@pytest.mark.parametrize(
    ("promised", "said", "language"),
    [
        ("An engineer within 24 hours.", "Within twenty-four hours he was here.", "en"),
        ("An engineer within twenty-four hours.", "Fixed after a 24-hour wait.", "en"),
        ("An engineer within 24 hours.", "Nach vierundzwanzig Stunden war er da.", "de"),
        ("An engineer within 24 hours.", "En 24 heures.", "fr"),
        ("Settled in 14 days.", "Inside a fortnight it was done.", "en"),
        ("At the door within the hour.", "Within an hour!", "en"),
        ("Half the price.", "It was half the price.", "en"),
        ("30 % less.", "30 percent less", "en"),
    ],
)
def test_what_the_promise_says_may_be_repeated(promised: str, said: str, language: str) -> None:
    item = quote(said, lang=language)
    assert claims(item, context(promises=[promise(promised)])) == []
    assert claims(item, context(promises=[promise("Soon.", counts=promised)])) == []
    assert claims(item, context(promises=[promise("Soon.")])) != []
    assert claims(item.model_copy(update={"promises": ("another",)}), context(promises=[promise(promised)])) != []


def test_another_number_than_the_promised_one_is_a_claim() -> None:
    (claim,) = claims(quote("Within 12 hours."), context(promises=[promise("Within 24 hours.")]))
    assert claim.words == "12 hours"


def test_an_incidental_number_claims_nothing() -> None:
    item = quote("14 boxes **fewer** and 3 hours saved.", incidental=("14 boxes", "3 hours"))
    assert messages(supported(item, context())) == []
    few = quote("4 boxes fewer, 14 boxes fewer", incidental=("4 boxes",))
    assert [claim.words for claim in claims(few, context())] == ["14 boxes"]
    (left,) = supported(quote("3 dogs fewer and 14 boxes fewer", incidental=("14 boxes",)), context())
    assert left.message == '"3 dogs" is a claim, and no metric carries it'
    assert left.hint == (
        'name the metric that shows it in `substantiated_by`; if it claims nothing about what you do, list "3 dogs" in '
        "`incidental`."
    )


def test_incidental_excuses_no_share_and_no_comparison() -> None:
    item = quote("30 % and twice as fast, 14 boxes", incidental=("30 %", "twice as fast", "15 boxes", "**"))
    found = [*excuse_misused(item, context()), *supported(item, context())]
    assert [(entry.path, entry.message) for entry in found[:3]] == [
        (("incidental", 0), '"30 %" is listed as incidental, and is a share, a multiple or a comparison'),
        (("incidental", 1), '"twice as fast" is listed as incidental, and is a share, a multiple or a comparison'),
        (("incidental", 2), '"15 boxes" is listed as incidental, and does not stand in the quote'),
    ]
    assert [entry.message.split('"')[1] for entry in found[3:]] == ["**", "30 %", "twice as fast"]


# --- What can be argued, and what can be done

ARGUABLE = "70 % of our orders go through it, and they moved 140 boxes."


def test_what_can_be_argued_is_told_once_and_holds_nothing_back() -> None:
    (found,) = supported(quote(ARGUABLE), context())
    assert found.message == '"70 %", "140 boxes" read like claims'
    assert (found.withholds_item, found.weight, found.offset) == (False, Severity.INFORMATION, (0, 1))
    assert not context().withholds(found)
    assert messages(supported(quote(ARGUABLE, substantiated_by=("on-time",)), context(metric("on-time")))) == []
    assert messages(typical(quote(ARGUABLE), context(metric("on-time")))) == []


def test_whoever_approves_may_say_that_it_claims_nothing() -> None:
    item = quote(ARGUABLE, incidental=("70 % of our orders", "140 boxes"))
    assert [*excuse_misused(item, context()), *supported(item, context())] == []


def test_a_policy_that_is_strict_about_claims_is_not_about_what_can_be_argued() -> None:
    strict = replace(context(), policy=Policy(severity={"KPT401": Severity.ERROR}))
    (found,) = supported(quote(ARGUABLE), strict)
    assert strict.weight(found) is Severity.INFORMATION
    (claim,) = supported(quote(FAST), strict)
    assert strict.weight(claim) is Severity.ERROR


KIND = "They were kind, careful and cheerful from the first morning to the last box. We would ask them again at once. "


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        (f"{KIND}{FAST}", "substantiated_by`, or leave the sentence out and mark the cut with …"),
        (f"They were kind. {FAST}", "have the speaker approve what is left (`speaker_approved_edit_on`)."),
        (FAST, "nothing is left: if no metric shows it, ask the speaker what else they would say."),
    ],
)
def test_the_advice_depends_on_what_is_left_without_the_claim(words: str, advice: str) -> None:
    (found,) = supported(quote(words), context())
    assert found.hint.endswith(advice)


@pytest.mark.parametrize("rest", [KIND, "They were kind. ", ""])
def test_whoever_follows_the_advice_meets_no_other_rule(rest: str) -> None:
    original = f"{rest}{FAST}"
    (found,) = supported(quote(original), context())
    cut = quote(f"{rest}…", original, edit="trimmed")
    if "leave the sentence out" not in found.hint:
        assert rest == ""
        return
    if "speaker_approved_edit_on" in found.hint:
        assert messages(approved_edit(cut, context()))
        cut = cut.model_copy(update={"speaker_approved_edit_on": TODAY})
    assert [*approved_edit(cut, context()), *verbatim(cut, context()), *supported(cut, context())] == []


# --- The organisation's own words

CALLED_OUT: dict[str, Any] = {"label": "Books", "value": "9,240", "note": "26 of 28 crates, halved", "source": "A list"}


@pytest.mark.parametrize(
    ("title", "loose"),
    [
        ("9,240 books", []),
        ("Nine thousand books", []),
        ("Ten thousand books fewer", ["Ten thousand books"]),
        ("9,000 books fewer", []),
        ("9,200 books fewer", ["9,200 books"]),
        ("Ten thousand books", []),
        ("Two crates", []),
        ("26 of 28", []),
        ("26 of 30", ["26 of 30"]),
        ("28 crates", []),
        ("Halved", []),
        ("Doubled", ["Doubled"]),
        ("Ten days later, or eleven days", []),
        ("Done in twelve days", ["twelve days"]),
        ("Within 24 hours", []),
        ("Within the hour", []),
        ("Saved 30,000 books", ["30,000 books"]),
    ],
)
def test_a_number_in_a_title_stands_in_a_callout_too(title: str, loose: list[str]) -> None:
    told = story(title=title, callouts=[CALLED_OUT], dates={"start": CAPTURED, "end": date(2026, 3, 12)})
    found = messages(story_supported(told, context(promises=[promise("Within 24 hours.")])))
    assert found == [f'"{words}" is a claim, and no callout of this story shows it with its source' for words in loose]


@pytest.mark.parametrize("field", ["title", "summary", "body"])
def test_what_is_refused_in_a_title_is_refused_in_every_text_of_a_story(field: str) -> None:
    (found,) = story_supported(story(**{field: "Twice as fast."}), context())
    assert found.path == (field,)
    assert found.message == '"Twice as fast" is a claim, and no callout of this story shows it with its source'
    shown = story(**{field: "Twice as fast."}, callouts=[{"label": "Twice as fast", "value": "2", "source": "A list"}])
    assert messages(story_supported(shown, context())) == []


def test_a_claim_in_the_body_of_a_story_is_named_with_its_place() -> None:
    (found,) = story_supported(story(body="## What happened\n\nThey came.\n\nIt took half the time."), context())
    assert found.offset == (4, 9)


def test_what_can_be_argued_in_a_story_is_information() -> None:
    (found,) = story_supported(story(body="The crew lost ninety minutes carrying."), context())
    assert found.message == '"ninety minutes" reads like a claim'
    assert not context().withholds(found)
    assert messages(story_supported(story(), context())) == []


# --- What most customers get

IS_SILENT = "reports an outcome, and nothing says whether most customers get as much"
MOST = Expected(result="Nine in ten within a day", metric="on-time")


def test_a_claim_says_whether_most_get_as_much() -> None:
    item, known = quote("It was halved.", substantiated_by=("on-time",)), context(metric("on-time"))
    assert messages(typical(item, known)) == [f'"halved" {IS_SILENT}']
    assert messages(typical(item, context())) == []
    assert messages(typical(item.model_copy(update={"outcome": "typical"}), known)) == []
    assert messages(typical(item.model_copy(update={"tone": "criticism"}), known)) == []
    assert messages(typical(quote("They came at nine."), known)) == []


def test_an_exceptional_outcome_stands_beside_what_most_get() -> None:
    known = context(metric("on-time"))
    item = quote("It was halved.", outcome="exceptional", expected=MOST, substantiated_by=("halved",))
    assert messages(typical(item, context(metric("on-time"), metric("halved")))) == []
    assert messages(typical(item, context(metric("halved")))) == [
        "what most customers get rests on on-time, which has no result on this site"
    ]
    assert messages(typical(item.model_copy(update={"expected": None}), context(metric("halved")))) == [
        "the outcome is called exceptional, and what most customers get is missing"
    ]
    assert messages(typical(story(outcome="exceptional", expected=MOST.model_dump()), known)) == []


@pytest.mark.parametrize("value", ["26 of 28", "9 days", "96 %", "twice as fast"])
def test_a_callout_of_ones_own_that_measures_an_outcome_says_so(value: str) -> None:
    own = {"label": "Done", "value": value, "source": "A list"}
    general = {"label": "On time", "value": "96 %", "metric": "on-time"}
    known = context(metric("on-time"))
    assert messages(typical(story(callouts=[general, own]), known)) == [f'"{value}" {IS_SILENT}']
    assert messages(typical(story(callouts=[general, own], outcome="typical"), known)) == []
    for told, judged in (
        (story(callouts=[own], outcome="typical"), known),
        (story(callouts=[own, general], outcome="typical"), context()),
    ):
        assert messages(typical(told, judged)) == [
            "the outcome is called typical, and no metric on this site shows what most customers get"
        ]


@pytest.mark.parametrize("value", ["4,000", "£11,480", "14 boxes", "three", "26 m"])
def test_a_fact_of_the_job_is_no_outcome(value: str) -> None:
    fact = {"label": "Books", "value": value, "source": "A list"}
    general = {"label": "On time", "value": "96 %", "metric": "on-time"}
    assert messages(typical(story(callouts=[fact, general]), context(metric("on-time")))) == []


@pytest.mark.parametrize("outcome", [None, "exceptional"])
def test_the_same_words_are_never_objected_to_twice(outcome: str | None) -> None:
    lacking = context(metric("on-time", has_rows=False))
    item = quote(FAST, substantiated_by=("on-time",), outcome=outcome)
    assert len(list(supported(item, lacking))) == 1
    assert list(typical(item, lacking)) == []
    told = story(title=FAST, callouts=[{"label": "Done", "value": "9 days", "source": "A list"}], outcome=outcome)
    assert len(list(story_supported(told, lacking))) == 1
    assert list(typical(told, lacking)) == []
