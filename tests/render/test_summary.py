"""The headline is counted from the verdicts and claims nothing more."""

from __future__ import annotations

import dataclasses

import pytest
from kept.components import headline
from kept.components.headline import Headline
from kept.components.page_context import PageContext
from kept.model.edition import PromiseView, PublicEdition
from kept.model.period import Cadence, Period
from kept.model.verdict import Status
from render import editions


def headline_of(*promises: PromiseView) -> Headline:
    return headline.headline(PageContext(_edition(promises), (), {}))


def _edition(promises: tuple[PromiseView, ...]) -> PublicEdition:
    return editions.public(promises=promises, voices=(), stories=())


def promise(status: Status, period: str | None = "2026-Q3") -> PromiseView:
    """A promise with this verdict on this quarter."""
    made = editions.promise(f"{status}-{period}", editions.metric("arrival"))
    when = Period.parse(period, Cadence.QUARTER) if period else None
    return dataclasses.replace(made, verdict=dataclasses.replace(made.verdict, status=status, period=when))


def test_no_promise() -> None:
    found = headline_of()
    assert (found.promises, found.kept, found.lede) == ("No promises published yet.", "", "")


@pytest.mark.parametrize(
    ("status", "kept"),
    [
        (Status.KEPT, "Kept in Q3 2026."),
        (Status.MISSED, "Missed in Q3 2026."),
        (Status.NO_RESULT, "No result reported for Q3 2026."),
        (Status.OUT_OF_DATE, "Its last result is out of date."),
    ],
)
def test_one_promise(status: Status, kept: str) -> None:
    found = headline_of(promise(status))
    assert (found.promises, found.kept) == ("One promise.", kept)


def test_one_promise_without_a_result() -> None:
    assert headline_of(editions.promise("p")).kept == "Still being measured."


def test_a_result_that_was_never_due_for_any_period() -> None:
    assert headline_of(promise(Status.NO_RESULT, None)).kept == "No result reported."


def test_several_promises_of_one_period() -> None:
    found = headline_of(*[promise(Status.KEPT)] * 3, promise(Status.MISSED), promise(Status.MEASURING, None))
    assert (found.promises, found.kept) == ("Five promises.", "Three kept in Q3 2026.")
    assert found.lede.startswith("One missed and one still being measured.")


def test_none_kept() -> None:
    assert headline_of(promise(Status.MISSED), promise(Status.MISSED)).kept == "None kept in Q3 2026."


def test_results_of_different_periods_are_not_called_by_one_of_them() -> None:
    found = headline_of(promise(Status.KEPT), promise(Status.KEPT), promise(Status.KEPT, "2026-Q2"))
    assert found.kept == "Three kept at the last count."
    assert "Latest results: Q3 2026 for two and Q2 2026 for one." in found.lede
    assert "Q3" not in found.eyebrow


def test_a_result_that_is_out_of_date_is_not_counted_as_kept() -> None:
    found = headline_of(promise(Status.KEPT), promise(Status.OUT_OF_DATE, "2025-Q1"))
    assert found.kept == "One kept in Q3 2026."
    assert found.lede.startswith("One out of date.")


def test_nothing_measured_yet() -> None:
    assert headline_of(editions.promise("a"), editions.promise("b")).kept == "None measured yet."


def test_counts_beyond_twenty_are_digits() -> None:
    assert headline_of(*[promise(Status.KEPT)] * 21).promises == "21 promises."
