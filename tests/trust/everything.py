"""A portfolio with something of every kind, each approved by everybody, and what an edition holds of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import portfolios
from kept.model.edition import Edition
from kept.model.evidence import CaseStudy, Consent, Metric, Row, Testimonial
from kept.model.fields import Audience, Channel
from kept.model.policy import Policy, Requirement
from kept.model.portfolio import Portfolio, Record
from kept.model.register import Organisation, Person, Promise, Register, Stage
from portfolios import TODAY, approved, filled, with_records

PUBLIC, INTERNAL = Audience.PUBLIC, Audience.INTERNAL


def words(way: str) -> str:
    return f"words-of-{way}"


def promise(name: str, audience: Audience, *metrics: str) -> Promise:
    targets = tuple({"metric": metric, "at_least": Decimal(95), "from": date(2026, 1, 1)} for metric in metrics)
    return filled(
        Promise,
        words,
        id=name,
        audience=audience,
        owner="olive",
        stage="stage",
        targets=targets,
        misses__period="2026-Q1",
        restatements=(),
        retired=None,
        moved=(),
        reworded__changes_meaning=False,  # true would begin a second record
    )


def quote(name: str, audience: Audience, *promises: str) -> Testimonial:
    return filled(
        Testimonial,
        words,
        id=name,
        audience=audience,
        promises=promises,
        consent=CONSENT,
        review_by=None,
        substantiated_by=(),
        incidental=(),
        thanks__roles=(),
    )


def story(name: str, audience: Audience, quotes: tuple[str, ...], *promises: str) -> CaseStudy:
    return filled(
        CaseStudy,
        words,
        id=name,
        audience=audience,
        promises=promises,
        quotes=quotes,
        images=(),
        callouts__value="95",
        callouts__metric="slow",
        callouts__source=None,
        consent=CONSENT,
        review_by=None,
        thanks__roles=(),
    )


def measure(name: str, audience: Audience, *values: int) -> Metric:
    quarters = ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4")
    rows = tuple(
        Row.model_validate({"period": period, "value": Decimal(value), "status": "final"})
        for period, value in zip(quarters, values, strict=False)
    )
    return filled(
        Metric,
        words,
        id=name,
        audience=audience,
        unit="count",
        period="quarter",
        data_owner="connie",
        restatements=(),
        max_age_periods=2,
        due_days=45,
        rows=rows,
    )


CONSENT = filled(
    Consent,
    words,
    channels=(Channel.SITE,),
    assets=("name",),
    granted_on=date(2026, 2, 1),
    reconfirmed_on=None,
    expires_on=date(2027, 12, 1),
    withdrawn_on=None,
    refused_on=None,
)
REGISTER = Register(
    organisation=filled(
        Organisation, words, locale="en-GB", timezone="UTC", territories=("GB",), as_of=None, demo=False, demo_note=None
    ),
    people=tuple(Person(id=name, name=name.title()) for name in ("olive", "connie", "lena")),
    journey=(filled(Stage, words, id="stage", success_metrics=("fast", "slow")),),
    promises=(
        promise("first", PUBLIC, "fast"),
        promise("second", PUBLIC, "fast", "hidden"),
        promise("third", INTERNAL, "slow"),
        promise("fourth", PUBLIC, "slow"),
        promise("fifth", PUBLIC),
    ),
)
BARE = portfolios.portfolio(
    REGISTER,
    (
        quote("one", PUBLIC, "first"),
        quote("two", PUBLIC, "first", "second", "first"),
        quote("three", INTERNAL, "first", "third"),
        quote("four", PUBLIC, "third"),
        quote("five", PUBLIC, "nowhere"),
    ),
    (story("tale", PUBLIC, ("one", "three"), "second"), story("rumour", INTERNAL, (), "third")),
    (measure("fast", PUBLIC, 96, 94, 97), measure("slow", PUBLIC, 95, 96), measure("hidden", INTERNAL, 97, 98, 99, 90)),
    policy=Policy(
        require=Requirement(
            public=("promise-owner", "legal"), internal=("promise-owner",), public_numbers=("data-owner",)
        ),
        roles={"legal": ("lena",)},
    ),
)
METRICS = ("fast", "slow", "hidden")


def _everything_approved() -> dict[str, tuple[Record, ...]]:
    """Records of all three people about everything; older ones of the metrics through an earlier period too."""
    earlier = {name: metric.model_copy(update={"rows": metric.rows[:1]}) for name, metric in BARE.metrics.items()}
    then = approved(replace(BARE, metrics=earlier), "connie", *METRICS).trusted.records
    whole = approved(approved(approved(BARE, "olive"), "lena"), "connie", *METRICS)
    return {item: (*records, *then.get(item, ())) for item, records in whole.trusted.records.items()}


RECORDS = _everything_approved()
EVERY = tuple((item, index) for item, records in RECORDS.items() for index in range(len(records)))
VOICES = (*BARE.testimonials, *BARE.case_studies)


def with_some(
    chosen: Mapping[tuple[str, int], tuple[Audience, ...]], withdrawn: frozenset[str] = frozenset()
) -> Portfolio:
    """The portfolio with these records, each for these audiences, and these permissions withdrawn."""
    records: dict[str, tuple[Record, ...]] = {}
    for (item, index), audiences in chosen.items():
        record = RECORDS[item][index]
        narrowed = replace(record, approval=record.approval.model_copy(update={"audiences": audiences}))
        records[item] = (*records.get(item, ()), narrowed)
    without = {"consent": CONSENT.model_copy(update={"withdrawn_on": TODAY})}
    return replace(
        with_records(BARE, records),
        testimonials={
            name: item.model_copy(update=without) if name in withdrawn else item
            for name, item in BARE.testimonials.items()
        },
        case_studies={
            name: item.model_copy(update=without) if name in withdrawn else item
            for name, item in BARE.case_studies.items()
        },
    )


def holdings(edition: Edition) -> set[str]:
    """Everything an edition shows, by name: items, where they stand, rows."""
    found = {f"promise {entry.id}" for entry in edition.promises}
    for voice in edition.voices:
        found |= {f"voice {voice.id} under {name}" for name in voice.promises}
    for tale in edition.stories:
        found |= {f"story {tale.id} under {name}" for name in tale.promises}
        found |= {f"story {tale.id} quotes {name}" for name in tale.voices}
        found |= {f"story {tale.id} counts {callout.label}" for callout in tale.callouts}
    for metric in edition.metrics:
        found |= {f"metric {metric.id}", *(f"metric {metric.id} in {row.period}" for row in metric.rows)}
    return found


def ranks(edition: Edition) -> dict[str, int]:
    return {entry.id: entry.verdict.status.rank for entry in edition.promises}
