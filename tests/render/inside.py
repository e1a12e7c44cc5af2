"""What only the people inside see of a promise, a voice, a stage and a job: for the editions made by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kept.model.edition import (
    EvidenceEntry,
    OpenPeriod,
    PersonView,
    PromiseInside,
    PromiseView,
    RoleView,
    StageInside,
    StageView,
    VoiceInside,
    VoiceView,
)
from kept.model.period import Cadence, Period
from kept.model.register import Action, Alternative, Capability, Part, Scenario
from kept.model.verdict import LiveState

OWNER = PersonView(name="Gethin Morris", title="Finance Director")
LEVEL = Decimal(95)


def role(name: str, promises: tuple[str, ...]) -> RoleView:
    """A job with everything that may be said of one."""
    return RoleView(
        id=name,
        title="Crew leader",
        aliases=("foreman", "team leader"),
        team="Crews",
        people=36,
        summary="You ring the bell.",
        questions=("Where is the kettle?",),
        scenarios=(
            Scenario(
                situation="The keys are late",
                say="We wait.",
                may_offer="The first hour",
                escalate="Desk, 0113 496 0412",
            ),
        ),
        promises=promises,
    )


def of_stage(stage: StageView) -> StageInside:
    """A stage: nothing but its owner."""
    return StageInside(stage=stage.id, job=None, success=None, success_metrics=(), owner=OWNER, moments=())


def of_promise(view: PromiseView) -> PromiseInside:
    """A promise: everything that may be said of one, and a quarter under way where it has figures."""
    opened: tuple[OpenPeriod, ...] = ()
    if view.metrics:
        opened = (
            OpenPeriod(
                metric=view.metrics[0],
                period=Period.parse("2026-Q4", Cadence.QUARTER),
                value=Decimal("94.4"),
                n=400,
                note="Not final.",
                target=LEVEL,
                state=LiveState.BELOW,
            ),
        )
    return PromiseInside(
        promise=view.id,
        audience="public",
        published=view.verdict,
        open_period=opened,
        live=LiveState.BELOW if opened else LiveState.NO_EVIDENCE,
        parts=(Part(role="crew-leader", does=("Press the button at the door.",), not_yours="The price.", ask="Desk"),),
        actions=((Action(cause="Late lorries", action="Load early.", owner="x", due=date(2026, 11, 2)), OWNER),),
        capability=Capability(by="x", on=date(2026, 10, 20), note="46 starts a day."),
        alternatives=(Alternative(who="Others", offer="A morning", source="Their site", seen_on=date(2026, 8, 1)),),
        different_because="We survey first.",
        allowed_wording=("An hour, kept",),
        forbidden_wording=("Always on time",),
        made_by=("Marketing",),
        kept_by=("Crews",),
        made_in=("website:/prices",),
        review_by=date(2027, 3, 31),
    )


def of_voice(view: VoiceView) -> VoiceInside:
    """A quote: where it may be used, and whom it thanks."""
    return VoiceInside(
        voice=view.id,
        thanked_roles=("crew-leader",),
        thanked_people=("Sean Duffy",),
    )


def listed(view: VoiceView) -> EvidenceEntry:
    """A quote in the list of all evidence."""
    return EvidenceEntry(
        id=view.id,
        kind="voice",
        title=view.body[:60],
        promises=view.promises,
        sector=None,
        dated=view.said_on,
        on_public_site=True,
        usable_until=date(2026, 12, 23),
    )
