"""A portfolio in which every text says in which field it stands, so that each is found again wherever it goes."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import portfolios
from kept.model.evidence import CaseStudy, Metric, Row, Testimonial
from kept.model.fields import Audience, Channel
from kept.model.register import Organisation, Person, Promise, Register, Role, Stage
from portfolios import TODAY, filled

if TYPE_CHECKING:
    from collections.abc import Callable

    from kept.model.policy import Policy
    from kept.model.portfolio import Portfolio

CANARY = re.compile(r"CANARY-([A-Za-z._]+)-(\w+)")


def canary(audience: str) -> Callable[[str], str]:
    """Makes a text that says which field it is in, and for whom."""
    return lambda way: f"CANARY-{way}-{audience}"


def row(period: str, **fields: object) -> Row:
    """One row of the metric."""
    return Row.model_validate({"period": period, "value": Decimal(96), "status": "final", **fields})


def a_promise(audience: Audience, says: str = "") -> Promise:
    """A promise to somebody; its texts say for whom it is, or `says`."""
    return filled(
        Promise,
        canary(says or audience),
        id=f"promise-{audience}",
        audience=audience,
        owner="olive",
        stage=f"stage-{audience}",
        targets=(
            {"metric": f"metric-{audience}", "at_least": Decimal(97), "from": TODAY.replace(year=2025)},
            {"metric": "metric-internal", "at_least": Decimal(1), "from": TODAY.replace(month=10, day=1)},
        ),
        misses__period="2026-Q2",
        reworded__field="statement",
        retired__on=TODAY,
    )


def a_voice(audience: Audience, says: str = "") -> Testimonial:
    """Words about that promise."""
    return filled(
        Testimonial,
        canary(says or audience),
        id=f"voice-{audience}",
        audience=audience,
        promises=(f"promise-{audience}",),
        attribution="named",
        consent__channels=(Channel.SITE,),
        consent__assets=("name", "photo"),
        consent__expires_on=None,
        consent__withdrawn_on=None,
        consent__refused_on=None,
        review_by=None,
        substantiated_by=(f"metric-{audience}",),
        thanks__roles=("role",),
    )


def a_story(audience: Audience, says: str = "") -> CaseStudy:
    """A story about it."""
    return filled(
        CaseStudy,
        canary(says or audience),
        id=f"story-{audience}",
        audience=audience,
        promises=(f"promise-{audience}",),
        callouts__metric=f"metric-{audience}",
        quotes=(f"voice-{audience}", "voice-internal"),
        consent__assets=("name", "photo"),
        consent__expires_on=None,
        consent__withdrawn_on=None,
        consent__refused_on=None,
        review_by=None,
    )


def a_metric(audience: Audience, says: str = "") -> Metric:
    """A metric it is judged by."""
    note = canary(says or audience)("Metric.rows.note")
    return filled(
        Metric,
        canary(says or audience),
        id=f"metric-{audience}",
        audience=audience,
        period="quarter",
        direction="higher-is-better",
        data_owner="olive",
        restatements__period="2026-Q2",
        reworded__field="definition",
        rows=(
            row("2026-Q2", note=note),
            row("2026-Q3", note=note),
            row("2026-Q4", status="interim", note="CANARY-Row.open-x"),
        ),
    )


def whole(policy: Policy | None = None) -> Portfolio:
    """A public and an internal one of everything, every field filled in, nothing approved."""
    register = Register(
        organisation=filled(
            Organisation, canary("public"), locale="en-GB", timezone="Europe/Dublin", territories=("GB",), as_of=TODAY
        ),
        people=tuple(filled(Person, canary("public"), id=one) for one in ("olive", "lena")),
        journey=tuple(filled(Stage, canary(a), id=f"stage-{a}", owner="olive") for a in Audience),
        roles=(filled(Role, canary("internal"), id="role", people=64),),
        promises=tuple(a_promise(a) for a in Audience),
    )
    images = {(f"story-{a}", a_story(a).images[0].file): f"picture {a}".encode() for a in Audience}
    return portfolios.portfolio(
        register,
        tuple(a_voice(a) for a in Audience),
        tuple(a_story(a) for a in Audience),
        tuple(a_metric(a) for a in Audience),
        images,
        policy,
    )
