"""What stands beside a verdict and never moves it: the open period, how far a survey can be trusted, who checked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kept.model.edition import OpenPeriod
from kept.model.evidence import Assurance, Metric, Row
from kept.model.period import Period
from kept.model.register import Promise, Retirement
from kept.model.verdict import LiveState, Strength
from kept.verdicts.measured import Measured
from kept.verdicts.open_period import live_state, open_periods, projection
from kept.verdicts.rules import live_rules
from kept.verdicts.strength import strength
from kept.verdicts.verdict import verdict
from kept.verdicts.wilson import wilson
from records import metric, promise

DAY = date(2026, 11, 20)
AT_LEAST = {"metric": "on-time", "at_least": 95, "from": date(2026, 1, 1)}
AT_MOST = {"metric": "complaints", "at_most": 1, "from": date(2026, 1, 1)}


def so_far(value: str, **more: Any) -> Row:  # noqa: ANN401  whatever a row holds
    """An interim row of the quarter under way."""
    return Row(period="2026-Q4", value=Decimal(value), status="interim", **more)


def live(made: Promise, *metrics: Metric, day: date = DAY) -> tuple[tuple[OpenPeriod, ...], LiveState | None]:
    """The open period of a promise: each figure, and the worst."""
    by_id = {entry.id: entry for entry in metrics}
    figures = tuple(open_periods(made, by_id, day))
    return figures, live_state(made, by_id, figures, day)


# --- The period under way


@pytest.mark.parametrize(
    ("value", "warn", "state"),
    [
        ("96", None, LiveState.ON_TRACK),
        ("95", None, LiveState.ON_TRACK),
        ("94.9", None, LiveState.BELOW),
        ("96", "1", LiveState.AT_RISK),
        ("96.1", "1", LiveState.ON_TRACK),
        ("95", "0", LiveState.AT_RISK),
        ("94.9", "1", LiveState.BELOW),
    ],
)
def test_the_figures_so_far_are_compared_as_a_result_would_be(value: str, warn: str | None, state: LiveState) -> None:
    series = metric("on-time", (so_far(value),), warn_within=Decimal(warn) if warn else None)
    figures, worst = live(promise(AT_LEAST), series)
    assert (figures[0].state, worst) == (state, state)


def test_the_cases_decide_and_not_the_printed_share() -> None:
    series = metric("on-time", (so_far("95.0", n=10_000, numerator=9496),))
    assert live(promise(AT_LEAST), series)[1] is LiveState.BELOW


def test_a_warning_is_measured_from_the_cases_too() -> None:
    series = metric("on-time", (so_far("96", n=1000, numerator=960),), warn_within=Decimal(1))
    assert live(promise(AT_LEAST), series)[1] is LiveState.AT_RISK


def test_without_figures_there_is_no_evidence() -> None:
    assert live(promise(AT_LEAST), metric("on-time", ())) == ((), LiveState.NO_EVIDENCE)


def test_a_figure_published_tomorrow_is_not_known_today() -> None:
    series = metric("on-time", (so_far("96", published_on=date(2026, 11, 21)),))
    assert live(promise(AT_LEAST), series)[1] is LiveState.NO_EVIDENCE
    assert live(promise(AT_LEAST), series, day=date(2026, 11, 21))[1] is LiveState.ON_TRACK


def test_a_promise_stands_no_better_than_the_worst_of_its_metrics() -> None:
    made = promise(AT_LEAST, {**AT_LEAST, "metric": "tidy"})
    good, bad = metric("on-time", (so_far("99"),)), metric("tidy", (so_far("80"),))
    assert live(made, good, bad)[1] is LiveState.BELOW
    assert live(made, good, metric("tidy", ()))[1] is LiveState.NO_EVIDENCE


def test_a_target_that_is_not_in_force_yet_asks_for_nothing() -> None:
    assert live(promise({**AT_LEAST, "from": date(2027, 1, 1)}), metric("on-time", (so_far("80"),))) == ((), None)


def test_what_is_retired_is_not_under_way() -> None:
    made = promise(AT_LEAST).model_copy(update={"retired": Retirement(on=date(2026, 11, 1), why="Sold.")})
    assert live(made, metric("on-time", (so_far("80"),)))[1] is None


@pytest.mark.parametrize(
    ("due", "state"),
    [(date(2026, 12, 31), LiveState.BELOW), (date(2027, 3, 30), LiveState.BELOW), (date(2027, 3, 31), None)],
)
def test_before_its_last_period_a_deadline_is_not_at_stake(due: date, state: LiveState | None) -> None:
    made = promise(AT_LEAST, kind="deadline", due=due)
    assert live(made, metric("on-time", (so_far("80"),)))[1] is state


def test_every_state_has_its_rule() -> None:
    assert list(live_rules()) == list(LiveState)


# --- The best it can still come to


@pytest.mark.parametrize(
    ("target", "row", "words"),
    [
        (AT_LEAST, {"n": 100, "numerator": 94, "expected": 141}, "Room for 1 more, with 41 still to come."),
        (
            AT_LEAST,
            {"n": 100, "numerator": 90, "expected": 141},
            "Out of reach: at best 92.9 %, with 41 still to come.",
        ),
        (AT_LEAST, {"n": 19, "numerator": 18, "expected": 20}, "Room for no more, with 1 still to come."),
        (AT_MOST, {"n": 100, "numerator": 2, "expected": 200}, "Room for no more, with 100 still to come."),
        (
            AT_MOST,
            {"n": 100, "numerator": 3, "expected": 200},
            "Out of reach: at best 1.5 %, with 100 still to come.",
        ),
        (AT_MOST, {"n": 99, "numerator": 2, "expected": 100}, "Out of reach: at best 2.0 %, with 1 still to come."),
    ],
)
def test_a_projection_says_what_would_have_to_happen(target: dict[str, Any], row: dict[str, int], words: str) -> None:
    name = target["metric"]
    direction = "higher-is-better" if "at_least" in target else "lower-is-better"
    (figure,), _ = live(promise(target), metric(name, (so_far("50", **row),), direction=direction))
    assert figure.projection is not None
    assert figure.projection.words == words


@settings(max_examples=60)
@given(
    n=st.integers(1, 400),
    kept=st.integers(0, 400),
    more=st.integers(1, 200),
    level=st.integers(1, 99),
    up=st.booleans(),
)
def test_the_room_is_the_most_that_may_still_go_wrong(n: int, kept: int, more: int, level: int, *, up: bool) -> None:
    """Tried by hand: with that many misses the target is met, with one more it is not."""
    numerator, expected = min(kept, n), n + more
    target = {"metric": "on-time", "at_least" if up else "at_most": level, "from": date(2026, 1, 1)}
    found = projection(
        metric("on-time", (), direction="higher-is-better" if up else "lower-is-better"),
        so_far("50", n=n, numerator=numerator, expected=expected),
        promise(target).targets[0],
    )
    if found is None or not found.reaches:
        return

    def met(wrong: int) -> bool:
        return (
            100 * (numerator + more - wrong) >= level * expected
            if up
            else 100 * (numerator + wrong) <= level * expected
        )

    assert met(found.room)
    assert found.room == more or not met(found.room + 1)


def test_a_projection_is_never_rounded_towards_the_target() -> None:
    series = metric("on-time", (so_far("90", n=9_000, numerator=8_499, expected=10_000),))
    (figure,), _ = live(promise(AT_LEAST), series)
    assert figure.projection is not None
    assert (figure.projection.best, figure.projection.reaches) == (Decimal("94.9"), False)


@pytest.mark.parametrize(
    "row", [{}, {"n": 100}, {"n": 100, "numerator": 90}, {"n": 100, "numerator": 90, "expected": 100}]
)
def test_nothing_is_projected_that_nobody_can_explain(row: dict[str, int]) -> None:
    (figure,), _ = live(promise(AT_LEAST), metric("on-time", (so_far("90", **row),)))
    assert figure.projection is None


def test_days_are_not_projected() -> None:
    series = metric("on-time", (so_far("90", n=1, numerator=1, expected=9),), unit="days")
    assert live(promise(AT_LEAST), series)[0][0].projection is None


# --- How far a survey can be trusted


@pytest.mark.parametrize(
    ("numerator", "n", "low", "high"),
    [
        # Worked by hand from the formula, and as textbooks print them, rounded outwards.
        (81, 263, "25.5", "36.7"),
        (15, 148, "6.2", "16.1"),
        (0, 20, "0.0", "16.2"),
        (1, 29, "0.6", "17.2"),
        (20, 20, "83.8", "100.0"),
    ],
)
def test_the_interval_is_the_one_of_wilson(numerator: int, n: int, low: str, high: str) -> None:
    """Source: R. G. Newcombe (1998), Statistics in Medicine 17, page 862, table I, method 3."""
    found = wilson(Decimal(numerator) / n, n)
    assert found is not None
    assert (str(found.low), str(found.high)) == (low, high)


@given(st.integers(1, 10_000), st.data())
def test_the_share_lies_within_its_interval_and_that_within_a_hundred(n: int, data: st.DataObject) -> None:
    share = Decimal(data.draw(st.integers(0, n))) / n
    found = wilson(share, n)
    wider = wilson(share, max(1, n // 2))
    assert found is not None
    assert wider is not None
    assert 0 <= found.low <= 100 * share <= found.high <= 100
    assert wider.low <= found.low
    assert found.high <= wider.high


def test_nobody_asked_is_no_interval() -> None:
    assert wilson(Decimal(1), 0) is None


SURVEY = {"sponsor": "Us", "question": "On time?"}
ROW = Row(period="2026-Q3", value=Decimal("95.5"), n=200, numerator=191, status="final")


@pytest.mark.parametrize(("survey", "unit"), [(None, "percent"), (SURVEY, "rating")])
def test_what_is_no_share_found_by_asking_has_no_interval(survey: dict[str, str] | None, unit: str) -> None:
    series = metric("on-time", (ROW,), survey=survey, unit=unit)
    assert judged(series).results[0].interval is None


def test_an_interval_never_moves_a_verdict() -> None:
    counted, asked = (judged(metric("on-time", (ROW,), survey=survey)) for survey in (None, SURVEY))
    assert asked.results[0].interval is not None
    assert asked.results[0].interval.low < 95 < asked.results[0].interval.high
    assert (asked.status, asked.because) == (counted.status, counted.because)


def judged(series: Metric) -> Any:  # noqa: ANN401  a verdict
    """The verdict of a promise on the metric's newest quarter."""
    measured = {"on-time": Measured.known_on(series, DAY, series.period_of(ROW))}
    return verdict(promise({**AT_LEAST, "from": date(2026, 7, 1)}), measured, DAY)


# --- Who checked


AUDITED = {"kind": "independent-audit", "by": "Byrne and Partners", "on": date(2026, 10, 20)}
OURSELVES = {"kind": "own-audited", "by": "Internal audit", "on": date(2026, 10, 20)}
OWN = {"kind": "own"}


def rests_on(*kinds: dict[str, Any] | None, day: date = DAY, voices: bool = False) -> Strength | None:
    """The strength of a promise with one metric per kind; None for one that is not shown."""
    names = [f"metric-{index}" for index in range(len(kinds))]
    measured = {
        name: Measured.known_on(metric(name, (), assurance=Assurance.model_validate(kind)), day, None)
        for name, kind in zip(names, kinds, strict=True)
        if kind is not None
    }
    made = promise(*({**AT_LEAST, "metric": name} for name in names))
    return strength(made, measured, has_voices=voices)


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ((AUDITED,), Strength.INDEPENDENT),
        ((OURSELVES,), Strength.OWN_AUDITED),
        ((OWN,), Strength.OWN),
        ((AUDITED, OURSELVES), Strength.OWN_AUDITED),
        ((AUDITED, OURSELVES, OWN), Strength.OWN),
        ((AUDITED, None), Strength.OWN),
    ],
)
def test_a_verdict_rests_on_the_weakest_of_its_figures(
    kinds: tuple[dict[str, Any] | None, ...], expected: Strength
) -> None:
    assert rests_on(*kinds) is expected


def test_without_figures_it_rests_on_voices_or_on_nothing() -> None:
    assert rests_on(None, voices=True) is Strength.VOICES
    assert rests_on(None) is None


def test_before_the_auditors_reported_nobody_had_checked() -> None:
    assert rests_on(AUDITED, day=date(2026, 10, 19)) is Strength.OWN


def test_who_checked_never_moves_a_verdict() -> None:
    own, audited = (
        judged(metric("on-time", (ROW,), assurance=Assurance.model_validate(kind))) for kind in (OWN, AUDITED)
    )
    assert own == audited


def test_the_open_period_is_the_one_the_day_lies_in() -> None:
    (figure,), _ = live(promise(AT_LEAST), metric("on-time", (so_far("96"),)))
    assert figure.period == Period.parse("2026-Q4", figure.period.cadence)
