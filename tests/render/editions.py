"""Editions made by hand: what the gate would have let through, for pages of every kind and size."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

from kept.model.edition import (
    CalloutView,
    Change,
    InternalEdition,
    MetricView,
    PersonView,
    PromiseView,
    PublicEdition,
    PublisherView,
    RowView,
    StageView,
    StoryView,
    Tally,
    VoiceView,
)
from kept.model.evidence import Restatement, Survey
from kept.model.period import Cadence, Period
from kept.model.register import Miss
from kept.model.verdict import PeriodVerdict, Result, Status, Verdict
from render import inside
from render.inside import LEVEL, OWNER

AS_OF = date(2026, 11, 20)
STAGES = (
    StageView(id="before", title="Before moving day", question="What will it cost?"),
    StageView(id="during", title="On the day", question=None),
    StageView(id="after", title="After the last box", question=None),
)
Values = Sequence[str | None]
QUARTERS: Values = ("94.2", "95.8", "96.1", "95.0", "93.9", "97.0", "96.2", "95.4")
"""Two years of a promise; 95 is promised. None: not reported."""


def publisher(**fields: object) -> PublisherView:
    """Ternway, or somebody else."""
    known: dict[str, Any] = {
        "name": "Ternway",
        "locale": "en-GB",
        "demo": True,
        "site_url": "https://promises.example/",
        "corrections": "mailto:corrections@ternway.example",
        "note": None,
    }
    return PublisherView(**known | fields)


def metric(name: str, values: Values = QUARTERS, *, last: str = "2026-Q3", **fields: object) -> MetricView:
    """A series whose newest value is about the quarter `last`."""
    end = Period.parse(last, Cadence.QUARTER)
    rows = tuple(
        RowView(
            period=end + (index - len(values) + 1),
            value=Decimal(value),
            n=1200 + index,
            numerator=1100 + index,
            published_on=(end + (index - len(values) + 2)).start + timedelta(days=14),
            note=None,
        )
        for index, value in enumerate(values)
        if value is not None
    )
    known: dict[str, Any] = {
        "id": name,
        "title": f"Moves counted for {name}",
        "definition": "Moves where the crew was at the door within the hour given.",
        "unit": "percent",
        "direction": "higher-is-better",
        "cadence": Cadence.QUARTER,
        "denominator": "All moves in the quarter",
        "population": "Household moves",
        "exclusions": "Moves the customer postponed",
        "method": "Counted in the crew app",
        "source": "Job records",
        "data_owner": PersonView(name="Tomasz Bielak", title="Head of Reporting"),
        "no_n_because": None,
        "survey": None,
        "rows": rows,
        "restatements": (),
        "promises": (),
    }
    return MetricView(**known | fields)


def record(series: MetricView, level: Decimal = LEVEL) -> tuple[PeriodVerdict, ...]:
    """The verdict of every quarter of a series, those without a row included."""
    if not series.rows:
        return ()
    rows = {row.period: row for row in series.rows}
    first, last = series.rows[0].period, series.rows[-1].period
    return tuple(_judged(series, first + step, rows.get(first + step), level) for step in range(last - first + 1))


def _judged(series: MetricView, period: Period, row: RowView | None, level: Decimal) -> PeriodVerdict:
    lower = series.direction == "lower-is-better"
    value = row.value if row else None
    met = None if value is None else (value <= level if lower else value >= level)
    result = Result(
        metric=series.id,
        period=period,
        target=level,
        direction="at-most" if lower else "at-least",
        value=value,
        n=row.n if row else None,
        numerator=row.numerator if row else None,
        published_on=row.published_on if row else None,
        met=met,
    )
    status: Literal[Status.KEPT, Status.MISSED, Status.NO_RESULT]
    status = Status.NO_RESULT if met is None else Status.KEPT if met else Status.MISSED
    return PeriodVerdict(period=period, status=status, results=(result,))


def verdict(periods: tuple[PeriodVerdict, ...], status: Status | None = None) -> Verdict:
    """The verdict on the newest period; measuring where there is none."""
    last = periods[-1] if periods else None
    return Verdict(
        status=status or (last.status if last else Status.MEASURING),
        period=last.period if last else None,
        results=last.results if last else (),
        because="Worked out from the newest period.",
        record=periods,
        next_result=date(2027, 1, 14),
    )


def promise(name: str, series: MetricView | None = None, **fields: object) -> PromiseView:
    """A promise judged by a series; measuring without one."""
    periods = record(series) if series else ()
    known: dict[str, Any] = {
        "id": name,
        "statement": f"We keep {name}.",
        "title": f"Keep {name}",
        "kind": "standing",
        "stage": "during",
        "owner": OWNER,
        "made_on": date(2024, 10, 1),
        "counts": "Every move.",
        "excludes": "Moves you postpone.",
        "remedy": "We credit £50 within five working days.",
        "qualifier": None,
        "first_result": None,
        "verdict": verdict(periods),
        "misses": (),
        "changes": (*_results(periods), Change(on=date(2024, 10, 1), kind="made")),
        "metrics": (series.id,) if series else (),
        "voices": (),
        "stories": (),
    }
    return PromiseView(**{"retired": None} | known | fields)


def _results(periods: tuple[PeriodVerdict, ...]) -> tuple[Change, ...]:
    return tuple(
        Change(
            on=one.results[0].published_on or one.period.end,
            kind="result",
            period=one.period,
            metric=one.results[0].metric,
            value=one.results[0].value,
            target=one.results[0].target,
            kept=one.results[0].met,
        )
        for one in reversed(periods)
    )


def voice(
    ident: str, promises: tuple[str, ...], body: str = "They rang before I had to.", **fields: object
) -> VoiceView:
    """A named customer's words."""
    known: dict[str, Any] = {
        "id": ident,
        "promises": promises,
        "body": body,
        "lang": None,
        "said_on": date(2026, 2, 11),
        "name": "Rosalind Keane",
        "role": "Homeowner",
        "organisation": None,
        "sector": None,
        "place": "Kilkenny",
        "relationship": "customer",
        "incentive": None,
        "disclosure": None,
        "tone": "praise",
        "source_kind": "recorded-call",
        "edit": "verbatim",
        "original_lang": None,
        "translated_by": None,
        "approved_edit_on": None,
        "verified_on": date(2026, 2, 20),
        "verified_how": "Matched to the job",
    }
    return VoiceView(**known | fields)


def story(name: str, promises: tuple[str, ...], **fields: object) -> StoryView:
    """A case study with a callout from a metric and one from elsewhere."""
    known: dict[str, Any] = {
        "id": name,
        "promises": promises,
        "title": "Nine thousand books that stayed in order",
        "summary": "A library crossed a canal.",
        "customer": "Wharfside Community Library",
        "sector": "Libraries",
        "place": "Leeds",
        "start": date(2026, 2, 28),
        "end": date(2026, 3, 10),
        "terms": "Full price, no discount.",
        "callouts": (
            CalloutView(label="Books", value="9,240", note="in crates", period=None, source="Catalogue", metric=None),
            CalloutView(label="Met", value="97%", note=None, period="2026-Q1", source=None, metric="arrival"),
        ),
        "voices": (),
        "images": (),
        "customer_approved_on": date(2026, 3, 30),
        "customer_approved_by": "Farida Holroyd, Librarian",
        "review_by": date(2027, 9, 30),
        "lang": None,
        "body": "## The challenge\n\nOrder.\n\n## What we did\n\nCrates.\n\n## What happened\n\nIt opened.",
    }
    return StoryView(**known | fields)


def public(**fields: object) -> PublicEdition:
    """The public edition of an organisation with seven promises: five kept, one missed, one measuring."""
    known = _common() | fields
    shown, told = len(known["voices"]), len(known["stories"])
    tally = Tally(voices_shown=shown, voices_received=shown + 3, stories_shown=told, stories_received=told + 1)
    known.setdefault("tally", tally)
    return PublicEdition(**known)


def internal(**fields: object) -> InternalEdition:
    """The same from inside."""
    known = _common() | fields
    promises, voices = known["promises"], known["voices"]
    more: dict[str, Any] = {
        "why": "A move is a day people talk about for years.",
        "how": "We count whether we did it.",
        "what": "House removals.",
        "contribute_url": "https://inside.example/add?role={role}&promise={promise}",
        "stages_inside": tuple(inside.of_stage(one) for one in known["stages"]),
        "promises_inside": tuple(inside.of_promise(one) for one in promises),
        "voices_inside": tuple(inside.of_voice(one) for one in voices),
        "roles": (inside.role("crew-leader", tuple(one.id for one in promises)),),
        "evidence": tuple(inside.listed(one) for one in voices),
        "tally": Tally(voices_shown=len(voices), voices_received=len(voices)),
    }
    return InternalEdition(**more | known)


def _common() -> dict[str, Any]:
    arrival = metric(
        "arrival",
        restatements=(
            Restatement(
                period="2025-Q2", was=Decimal("96.9"), now=Decimal("96.1"), why="Counted twice.", on=date(2025, 9, 16)
            ),
        ),
    )
    survey = Survey(sponsor="Ternway", question="Did you hear it from us first?", mode="E-mail", invited=2478)
    heard = metric("heard", ("88.0", "96.4"), survey=survey)
    days = metric("days", ("9", "12"), unit="days", direction="lower-is-better")
    late = metric("late", ("96.0", None, "93.2"))
    series = {one.id: one for one in (arrival, heard, days, late)}
    promises = _seven(series)
    named = {name: tuple(one.id for one in promises if name in one.metrics) for name in series}
    return {
        "publisher": publisher(),
        "as_of": AS_OF,
        "stages": STAGES,
        "promises": promises,
        "voices": VOICES,
        "stories": (story("wharfside", ("arrival",), voices=("table",)),),
        "metrics": tuple(dataclasses.replace(one, promises=named[one.id]) for one in sorted(series.values(), key=_id)),
    }


VOICES = (
    voice("hall", ("days",), "I rang on the Friday. By the Thursday the hall was a hall again."),
    voice("table", ("arrival", "late"), "Nobody had rung. " * 12, tone="criticism", said_on=date(2026, 1, 3)),
    voice(
        "jars",
        ("heard",),
        "Not one jar of her *jam* was broken.",
        name=None,
        edit="translated",
        original_lang="pl",
        translated_by="Clara Lemoine",
        approved_edit_on=date(2025, 12, 1),
        said_on=date(2025, 11, 9),
    ),
    voice("van", ("late",), "It was all there.", relationship="supplier", disclosure="Sells us crates.", lang="ga"),
)


def _seven(series: Mapping[str, MetricView]) -> tuple[PromiseView, ...]:
    misses = (
        Miss(
            period="2026-Q3",
            why="On three Fridays we took more moves than we had crews for.",
            customers_got="£60 off the bill, all of them.",
            changed="The diary closes on a Friday once every crew has a job.",
            next_result=date(2027, 1, 14),
        ),
    )
    return (
        promise("arrival", series["arrival"], stage="before", stories=("wharfside",), voices=("table",)),
        promise("heard", series["heard"], voices=("jars",)),
        promise("days", series["days"], stage="after", verdict=_days(series["days"]), voices=("hall",)),
        promise("late", series["late"], misses=misses, voices=("table", "van")),
        promise("boxes", stage="after", first_result=date(2027, 1, 14), owner=None),
        promise("list", series["arrival"], stage=None, counts=None, excludes=None, remedy=None),
        promise("price", series["arrival"], stage="before"),
    )


def _days(series: MetricView) -> Verdict:
    return verdict(record(series, Decimal(14)))


def _id(series: MetricView) -> str:
    return series.id


def many(promises: int, voices: int) -> PublicEdition:
    """A large organisation: voices are spread evenly over its promises."""
    series = metric("arrival")
    about = {index: [f"v{one}" for one in range(index, voices, promises)] for index in range(promises)}
    return public(
        promises=tuple(
            promise(f"p{index}", series, voices=tuple(about[index]), stage=STAGES[index % 3].id)
            for index in range(promises)
        ),
        voices=tuple(
            voice(f"v{index}", (f"p{index % promises}",), f"Voice number {index} said a thing. " * (1 + index % 9))
            for index in range(voices)
        ),
        stories=(),
        metrics=(dataclasses.replace(series, promises=tuple(f"p{index}" for index in range(promises))),),
    )
