"""What holds for any portfolio on any day: the public sees part of what the inside sees; less trust shows less."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

import portfolios
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kept.edition.gate import gate, gates
from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.model.fields import Audience
from kept.model.policy import Policy, Requirement
from portfolios import TODAY, approved, with_records
from trust.everything import (
    BARE,
    EVERY,
    INTERNAL,
    PUBLIC,
    REGISTER,
    VOICES,
    holdings,
    promise,
    ranks,
    with_some,
)

N = TypeVar("N")

days = st.dates(date(2026, 1, 1), date(2028, 6, 30))

audiences = st.sampled_from([(PUBLIC, INTERNAL), (PUBLIC, INTERNAL), (PUBLIC,), (INTERNAL,)])
choices = st.sets(st.sampled_from(EVERY), max_size=len(EVERY) // 3).flatmap(
    # Most approvals are there, or nearly nothing would ever be shown.
    lambda left_out: st.fixed_dictionaries({key: audiences for key in EVERY if key not in left_out})
)


def test_with_everything_approved_all_of_it_is_shown() -> None:
    (public, _), (internal, _) = gates(with_some(dict.fromkeys(EVERY, (PUBLIC, INTERNAL))), as_of=TODAY)
    assert {promise.id: promise.verdict.status for promise in public.promises} == {
        "first": "kept",
        "second": "missed",
        "fourth": "no-result",
    }
    assert {promise.id: promise.verdict.status for promise in internal.promises} == {
        "first": "kept",
        "second": "kept",
        "third": "no-result",
        "fourth": "no-result",
        "fifth": "no-result",
    }
    assert [voice.id for voice in public.voices] == ["two", "one"]
    assert [voice.id for voice in internal.voices] == ["two", "three", "one", "four"]
    assert public.voices[0].promises == ("first", "second")
    assert [(tale.id, tale.voices) for tale in public.stories] == [("tale", ("one",))]


STRICTER_INSIDE = Policy(
    require=Requirement(public=("promise-owner",), internal=("promise-owner", "legal"), public_numbers=()),
    roles={"legal": ("lena",)},
)


@given(choices, days, st.sampled_from([BARE.trusted.policy, STRICTER_INSIDE]))
def test_the_public_sees_a_part_of_what_the_inside_sees_and_no_better_verdict(
    chosen: dict[tuple[str, int], tuple[Audience, ...]], day: date, policy: Policy
) -> None:
    whole = with_some(chosen)
    whole = replace(whole, trusted=replace(whole.trusted, policy=policy))
    (public, _), (internal, _) = gates(whole, as_of=day)
    assert holdings(public) <= holdings(internal)
    within = ranks(internal)
    assert all(rank >= within[name] for name, rank in ranks(public).items())


@given(choices, st.sets(st.sampled_from(EVERY)), days, st.sampled_from(Audience))
def test_taking_an_approval_away_never_adds_anything_and_never_improves_a_verdict(
    chosen: dict[tuple[str, int], tuple[Audience, ...]], taken: set[tuple[str, int]], day: date, audience: Audience
) -> None:
    before, _ = gate(with_some(chosen), audience, as_of=day)
    left = {key: value for key, value in chosen.items() if key not in taken}
    after, _ = gate(with_some(left), audience, as_of=day)
    assert holdings(after) <= holdings(before)
    was = ranks(before)
    assert all(rank >= was[name] for name, rank in ranks(after).items())


@given(choices, st.sets(st.sampled_from(VOICES)), days)
def test_a_withdrawn_permission_takes_the_words_off_both_sites_and_nothing_else(
    chosen: dict[tuple[str, int], tuple[Audience, ...]], withdrawn: set[str], day: date
) -> None:
    before, after = with_some(chosen), with_some(chosen, frozenset(withdrawn))
    for audience in Audience:
        was, _ = gate(before, audience, as_of=day)
        now, report = gate(after, audience, as_of=day)
        gone = {name for name in holdings(was) if set(name.split()) & withdrawn}
        assert holdings(now) == holdings(was) - gone
        named = {voice.id for voice in now.voices} | {tale.id for tale in now.stories}
        named |= {name for tale in now.stories for name in tale.voices}
        named |= {name for made in now.promises for name in (*made.voices, *made.stories)}
        assert not named & withdrawn
        reported = {finding.item for finding in report if finding.code == "KPT313"}
        assert withdrawn & {name.split()[1] for name in gone} <= reported <= withdrawn


@given(choices, days, st.randoms(use_true_random=False))
def test_the_order_in_which_files_were_found_changes_nothing(
    chosen: dict[tuple[str, int], tuple[Audience, ...]], day: date, order: random.Random
) -> None:
    whole = with_some(chosen)

    def shuffled(found: Mapping[str, N]) -> dict[str, N]:
        names = list(found)
        order.shuffle(names)
        return {name: found[name] for name in names}

    other = replace(
        whole,
        testimonials=shuffled(whole.testimonials),
        case_studies=shuffled(whole.case_studies),
        metrics=shuffled(whole.metrics),
        trusted=replace(whole.trusted, records=shuffled(whole.trusted.records)),
    )
    assert gates(other, as_of=day) == gates(whole, as_of=day)


@pytest.mark.parametrize("audience", list(Audience))
def test_everything_that_is_held_back_is_reported(audience: Audience) -> None:
    edition, report = gate(BARE, audience, as_of=TODAY)
    assert not holdings(edition)
    meant = {f"promise.{entry.id}" for entry in REGISTER.promises if audience in {entry.audience, INTERNAL}}
    items: list[Testimonial | CaseStudy | Metric] = [*BARE.testimonials.values(), *BARE.case_studies.values()]
    items += BARE.metrics.values()
    meant |= {item.id for item in items if audience in {item.audience, INTERNAL}}
    assert {finding.item for finding in report} == meant


def test_one_audience_is_judged_as_both_are() -> None:
    whole = with_some(dict.fromkeys(EVERY, (PUBLIC, INTERNAL)))
    assert gates(whole, as_of=TODAY) == (gate(whole, PUBLIC, as_of=TODAY), gate(whole, INTERNAL, as_of=TODAY))


def test_a_faulty_item_is_withheld_together_with_what_depends_on_it() -> None:
    whole = replace(
        with_some(dict.fromkeys(EVERY, (PUBLIC, INTERNAL))), faulty=frozenset({"promise.first", "slow", "tale"})
    )
    (public, _), (internal, _) = gates(whole, as_of=TODAY)
    for edition in (public, internal):
        assert "first" not in {promise.id for promise in edition.promises}
        assert "slow" not in {metric.id for metric in edition.metrics}
        assert "one" not in {voice.id for voice in edition.voices}
        assert "tale" not in {tale.id for tale in edition.stories}
    assert {voice.id: voice.promises for voice in public.voices} == {"two": ("second",)}
    assert internal.stages_inside[0].success_metrics == ("fast",)


@pytest.mark.parametrize(("count", "expected"), [(1, ["2026-Q1"]), (0, [])])
def test_rows_wait_for_everybody_who_must_see_them(count: int, expected: list[str]) -> None:
    """The promise's owner has seen fewer rows than the data owner: only those are shown."""
    seen = {name: metric.model_copy(update={"rows": metric.rows[:count]}) for name, metric in BARE.metrics.items()}
    whole = approved(replace(BARE, metrics=seen), "olive", "fast")
    whole = approved(whole, "lena", "fast")
    whole = replace(approved(replace(whole, metrics=BARE.metrics), "connie", "fast"), proposed={})
    whole = approved(whole, "olive", "promise.first")
    whole = approved(whole, "lena", "promise.first")
    edition, report = gate(whole, PUBLIC, as_of=TODAY)
    assert [[str(row.period) for row in metric.rows] for metric in edition.metrics] == [expected]
    assert [finding.code for finding in report if finding.item == "fast"] == ["KPT407"]
    assert edition.promises[0].verdict.status == "no-result"
    assert edition.promises[0].verdict.because == "The result for 2026-Q3 is on file and has not been approved."


def test_what_the_inside_needs_the_public_needs_too() -> None:
    whole = approved(replace(BARE, trusted=replace(BARE.trusted, policy=STRICTER_INSIDE)), "olive", "promise.first")
    for edition, _ in gates(whole, as_of=TODAY):
        assert not edition.promises
    for edition, _ in gates(approved(whole, "lena", "promise.first"), as_of=TODAY):
        assert [made.id for made in edition.promises] == ["first"]


def test_a_role_given_to_somebody_who_is_not_among_the_people_entitles_to_nothing() -> None:
    whole = approved(approved(BARE, "olive", "promise.first"), "lena", "promise.first")
    others = {name: person for name, person in whole.trusted.people.items() if name != "lena"}
    edition, report = gate(replace(whole, trusted=replace(whole.trusted, people=others)), PUBLIC, as_of=TODAY)
    assert not edition.promises
    assert "KPT606" in {finding.code for finding in report if finding.item == "promise.first"}


def test_an_out_of_date_metric_is_named() -> None:
    whole = with_some(dict.fromkeys(EVERY, (PUBLIC, INTERNAL)))
    edition, report = gate(whole, PUBLIC, as_of=date(2027, 8, 20))
    statuses = {promise.id: promise.verdict.status for promise in edition.promises}
    assert statuses["first"] == statuses["fourth"] == "out-of-date"
    assert {(finding.item, finding.promise) for finding in report if finding.code == "KPT405"} == {
        ("fast", "first"),
        ("slow", "fourth"),
    }


def test_only_the_metric_that_holds_a_verdict_back_is_named_as_out_of_date() -> None:
    first = BARE.metrics["hidden"].model_copy(update={"rows": BARE.metrics["hidden"].rows[:1]})
    whole = portfolios.with_item(BARE, promise("first", INTERNAL, "hidden", "slow"))
    whole = approved(portfolios.with_item(whole, first), "olive", "promise.first")
    edition, report = gate(approved(whole, "connie", "slow", "hidden"), INTERNAL, as_of=date(2027, 2, 1))
    assert [made.verdict.status for made in edition.promises] == ["out-of-date"]
    assert [finding.item for finding in report if finding.code == "KPT405"] == ["hidden"]


def test_an_approval_of_rows_through_no_period_is_none() -> None:
    records = dict(approved(BARE, "connie", "fast").trusted.records)
    (record,) = records["fast"]
    records["fast"] = (replace(record, approval=record.approval.model_copy(update={"through": "soon"})),)
    _, report = gate(with_records(BARE, records), INTERNAL, as_of=TODAY)
    assert [finding.code for finding in report if finding.item == "fast"] == ["KPT603"]


def test_a_metric_is_shown_before_it_has_a_row() -> None:
    empty = BARE.metrics["slow"].model_copy(update={"rows": ()})
    whole = approved(portfolios.with_item(BARE, empty), "connie", "slow")
    edition, report = gate(whole, INTERNAL, as_of=TODAY)
    assert [(metric.id, metric.rows) for metric in edition.metrics] == [("slow", ())]
    (finding,) = [finding for finding in report if finding.item == "slow"]
    assert finding.code == "KPT703"
    assert finding.message == "its table has no line yet, so there is no result."
    assert finding.hint == "add a line for each period that is over; the newest is 2026-Q3."


def test_a_correction_is_told_with_the_value_it_replaced() -> None:
    corrections = (
        {"period": "2026-Q1", "was": Decimal(94), "now": Decimal(96), "why": "Counted twice.", "on": date(2026, 6, 1)},
        {"period": "2026-Q4", "was": Decimal(1), "now": Decimal(2), "why": "Not out yet.", "on": date(2026, 11, 1)},
    )
    rows = tuple(row.model_copy(update={"published_on": date(2026, 10, 10)}) for row in BARE.metrics["fast"].rows)
    fast = BARE.metrics["fast"].model_dump(by_alias=True) | {"restatements": corrections, "rows": ()}
    corrected = Metric.model_validate(fast).model_copy(update={"rows": rows})
    whole = approved(portfolios.with_item(BARE, corrected), "connie", "fast")
    whole = approved(approved(whole, "olive", "promise.first"), "lena", "promise.first", "fast")
    edition, _ = gate(whole, PUBLIC, as_of=TODAY)
    (made,) = edition.promises
    told = [(change.kind, str(change.period), change.value, change.was, change.kept) for change in made.changes]
    assert ("restated", "2026-Q1", Decimal(96), Decimal(94), None) in told
    assert ("result", "2026-Q1", Decimal(94), None, False) in told
    assert not [change for change in told if change[1] == "2026-Q4"]
    assert [entry.period for entry in edition.metrics[0].restatements] == ["2026-Q1"]
    assert [entry.status for entry in made.verdict.record] == ["kept", "missed", "kept"]
