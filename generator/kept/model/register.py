"""The register (promises.toml): the organisation, its people, journey, roles and promises."""

from __future__ import annotations

from typing import Annotated, Literal, Self
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from pydantic import AfterValidator, Field, model_validator

from kept.model.evidence import Rewording
from kept.model.fields import AudienceText, Day, Language, Noun, Number, Slug, Territory, Text
from kept.model.units import Unit
from kept.model.web_addresses import Contact, FormAddress, SiteAddress


def _known_locale(tag: str) -> str:
    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError) as error:
        message = f'"{tag}" is not a locale; write a language and a country, like "en-GB"'
        raise ValueError(message) from error
    return tag


def _known_timezone(name: str) -> str:
    if name not in available_timezones():
        message = f'"{name}" is not a time zone; write a name like "Europe/Dublin"'
        raise ValueError(message)
    return name


class SiteUrl(Noun):
    """Where the finished sites will stand; sub-paths work."""

    public: SiteAddress | None = None
    internal: SiteAddress | None = None


class Organisation(Noun):
    """Who makes the promises."""

    name: Text
    locale: Annotated[str, AfterValidator(_known_locale)]
    """How dates, numbers and plurals are written, and the language of the pages: `en-GB`."""
    timezone: Annotated[str, AfterValidator(_known_timezone)] = "UTC"
    """Where a day begins: `Europe/Dublin`."""
    territories: tuple[Territory, ...] = ()
    """The countries the public site is for: a speaker's consent must cover them all."""
    demo: bool = False
    """True for an invented organisation; every page then says so."""
    demo_note: Text | None = None
    """What a demo adds to the sentence that kept prints on every page of one. Only a demo may set it."""
    as_of: Day | None = None
    """The day the demo stands still on. Only a demo may set it."""
    why: Text | None = None
    how: Text | None = None
    what: Text | None = None
    site_url: SiteUrl = SiteUrl()
    corrections: Contact | None = None
    """Where a reader reports a mistake."""
    contribute_url: FormAddress | None = None
    """The organisation's own form for new evidence; `{role}` and `{promise}` are filled in."""
    publisher_note: Text | None = None
    """One sentence about who publishes this, shown in the footer."""

    @model_validator(mode="after")
    def _only_a_demo_stands_still(self) -> Self:
        for name in ("as_of", "demo_note"):
            if getattr(self, name) and not self.demo:
                message = f"only a demo may set `{name}`; take it out, or set `demo = true`"
                raise ValueError(message)
        return self


class Person(Noun):
    """Somebody who owns, approves or counts."""

    id: Slug
    name: Text
    title: Text | None = None
    emails: tuple[Text, ...] = ()
    logins: tuple[Text, ...] = ()


class Moment(Noun):
    """A moment of the journey that no promise covers yet."""

    title: Text
    touchpoint: Text | None = None
    note: Text | None = None


class Stage(Noun):
    """One stage of the customer's journey, in order."""

    id: Slug
    title: Text
    question: Text | None = None
    """What the customer asks at this stage."""
    job: Text | None = None
    success: Text | None = None
    success_metrics: tuple[Slug, ...] = ()
    owner: Slug | None = None
    moments: tuple[Moment, ...] = ()


class Scenario(Noun):
    """A situation a role meets, and what to say and offer."""

    situation: Text
    say: Text | None = None
    may_offer: Text | None = None
    escalate: Text | None = None


class Role(Noun):
    """A job in the organisation that promises are in the hands of."""

    id: Slug
    title: Text
    aliases: tuple[Text, ...] = ()
    team: Text | None = None
    people: Annotated[int, Field(ge=1)] | None = None
    summary: Text | None = None
    """What customers meet in this role; one sentence."""
    questions: tuple[Text, ...] = ()
    scenarios: tuple[Scenario, ...] = ()


class Target(Noun):
    """What a metric must reach, from the start of a period on."""

    model_config = Noun.model_config | {"populate_by_name": True}

    metric: Slug
    at_least: Number | None = None
    at_most: Number | None = None
    since: Day = Field(alias="from")
    """The first day it holds; written `from`."""
    unit: Unit | None = None
    """What the level is counted in, for whoever wants to say it; it must be the metric's."""

    @model_validator(mode="after")
    def _one_direction(self) -> Self:
        if (self.at_least is None) == (self.at_most is None):
            message = "a target has one limit; write either `at_least` or `at_most`"
            raise ValueError(message)
        return self

    @property
    def level(self) -> Number:
        """The value to reach."""
        return self.at_least if self.at_least is not None else self.at_most  # type: ignore[return-value]  # one is set

    def is_met_by(self, value: Number) -> bool:
        """True where `value` reaches the level, compared exactly."""
        return value >= self.level if self.at_least is not None else value <= self.level


class Part(Noun):
    """What one role does that keeps the promise."""

    role: Slug
    does: tuple[Text, ...] = ()
    not_yours: Text | None = None
    if_wrong: Text | None = None
    ask: Text | None = None


class Miss(Noun):
    """What happened when the promise was missed, and what followed."""

    period: Text
    why: Text
    customers_got: Text | None = None
    changed: Text | None = None
    next_result: Day | None = None


class Action(Noun):
    """What is being done about it. Internal."""

    cause: Text
    action: Text
    owner: Slug
    due: Day


class Capability(Noun):
    """What operations say they can really do. Internal."""

    by: Slug
    on: Day
    note: Text


class Alternative(Noun):
    """What somebody else offers. Internal."""

    who: Text
    offer: Text
    source: Text | None = None
    seen_on: Day | None = None


class MaterialChange(Noun):
    """A change of the promise, or of what is promised, after which earlier words may no longer fit."""

    on: Day
    what: Text


class Environment(Noun):
    """What stands behind an environmental promise about the future.

    Source:
        Directive (EU) 2024/825, art. 1(2)(b).
    """

    plan: Text
    """Where the plan can be read."""
    due: Day
    verifier: Text
    """Who checks the progress, from outside."""


class Wording(Noun):
    """How the promise may be said."""

    allowed: tuple[Text, ...] = ()
    forbidden: tuple[Text, ...] = ()
    qualifier: Text | None = None


class Retirement(Noun):
    """When and why a promise is no longer made. Its page, its record and its last result stay."""

    on: Day
    why: Text


class TargetRestatement(Noun):
    """A target that was published wrongly, and the right one. The level alone can be restated."""

    model_config = Noun.model_config | {"populate_by_name": True}

    metric: Slug
    since: Day = Field(alias="from")
    """Which target: the day it holds from."""
    was: Number
    now: Number
    why: Text
    on: Day


class Postponement(Noun):
    """A deadline that was moved, in public and before it fell."""

    was: Day
    now: Day
    why: Text
    on: Day


class Promise(Noun):
    """One promise the organisation makes."""

    id: Slug
    statement: Text
    short: Text | None = None
    """A few words for lists; the statement where there are none."""
    kind: Literal["standing", "deadline"] = "standing"
    """Judged every period, for as long as it is made; or judged once, by a day."""
    due: Day | None = None
    """Of a promise with a deadline: the last day on which its targets may be reached."""
    moved: tuple[Postponement, ...] = ()
    """What `due` was before."""
    reworded: tuple[Rewording, ...] = ()
    """What its published texts said before."""
    stage: Slug | None = None
    audience: AudienceText
    owner: Slug | None = None
    made_by: tuple[Text, ...] = ()
    kept_by: tuple[Text, ...] = ()
    made_on: Day | None = None
    made_in: tuple[Text, ...] = ()
    review_by: Day | None = None
    counts: Text | None = None
    excludes: Text | None = None
    remedy: Text | None = None
    first_result: Day | None = None
    """When the first result is expected, for a promise that is still measuring."""
    targets: tuple[Target, ...] = ()
    restatements: tuple[TargetRestatement, ...] = ()
    retired: Retirement | None = None
    parts: tuple[Part, ...] = ()
    misses: tuple[Miss, ...] = ()
    actions: tuple[Action, ...] = ()
    capability: Capability | None = None
    alternatives: tuple[Alternative, ...] = ()
    different_because: Text | None = None
    wording: Wording = Wording()
    material_changes: tuple[MaterialChange, ...] = ()
    environment: Environment | None = None
    regulated: bool = False
    """True where the law says more about it than about others: then `require.regulated` approves too."""

    @property
    def title(self) -> str:
        """The short name, or the statement."""
        return self.short or self.statement

    @property
    def metrics(self) -> tuple[str, ...]:
        """The ids of the metrics its targets name, each once, in order."""
        return tuple(dict.fromkeys(target.metric for target in self.targets))


class Register(Noun):
    """Everything in promises.toml that could be read."""

    organisation: Organisation
    people: tuple[Person, ...] = ()
    journey: tuple[Stage, ...] = ()
    roles: tuple[Role, ...] = ()
    promises: tuple[Promise, ...] = ()


__all__ = [
    "Action",
    "Alternative",
    "Capability",
    "Environment",
    "Language",
    "MaterialChange",
    "Miss",
    "Moment",
    "Organisation",
    "Part",
    "Person",
    "Postponement",
    "Promise",
    "Register",
    "Retirement",
    "Role",
    "Scenario",
    "SiteUrl",
    "Stage",
    "Target",
    "TargetRestatement",
    "Wording",
]
