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
    """The address of the public site."""
    internal: SiteAddress | None = None
    """The address of the internal site."""


class Organisation(Noun):
    """Who makes the promises."""

    name: Text
    """The name, as the public knows it."""
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
    """Why the organisation exists. Shown on the internal home."""
    how: Text | None = None
    """How it goes about that. Shown on the internal home."""
    what: Text | None = None
    """What it does. Shown on the internal home."""
    site_url: SiteUrl = SiteUrl()
    """Where the finished sites stand."""
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
    """A short name that the other files use. It never changes."""
    name: Text
    """The full name, as it is shown."""
    title: Text | None = None
    """What the person does."""
    emails: tuple[Text, ...] = ()
    """Their e-mail addresses, to know who committed what. Never shown."""
    logins: tuple[Text, ...] = ()
    """Their names on the forge, to know who approved what. Never shown."""


class Moment(Noun):
    """A moment of the journey that no promise covers yet."""

    title: Text
    """What happens, as the customer would say it."""
    touchpoint: Text | None = None
    """Where it happens: a letter, a call, a visit."""
    note: Text | None = None
    """What you know about it."""


class Stage(Noun):
    """One stage of the customer's journey, in order."""

    id: Slug
    """A short name that the promises use. It never changes."""
    title: Text
    """What the stage is called."""
    question: Text | None = None
    """What the customer asks at this stage."""
    job: Text | None = None
    """What the customer wants to get done."""
    success: Text | None = None
    """What it means that the stage went well."""
    success_metrics: tuple[Slug, ...] = ()
    """The metrics that show whether it did."""
    owner: Slug | None = None
    """Who answers for the stage: an id of [[people]]."""
    moments: tuple[Moment, ...] = ()
    """Moments that no promise covers yet."""


class Scenario(Noun):
    """A situation a role meets, and what to say and offer."""

    situation: Text
    """What happens."""
    say: Text | None = None
    """What to say."""
    may_offer: Text | None = None
    """What you may offer without asking."""
    escalate: Text | None = None
    """Whom to ring."""


class Role(Noun):
    """A job in the organisation that promises are in the hands of."""

    id: Slug
    """A short name that the promises use. It never changes."""
    title: Text
    """What the role is called."""
    aliases: tuple[Text, ...] = ()
    """What else people call it, so that they find it."""
    team: Text | None = None
    """The team it belongs to."""
    people: Annotated[int, Field(ge=1)] | None = None
    """How many people have this role."""
    summary: Text | None = None
    """What customers meet in this role; one sentence."""
    questions: tuple[Text, ...] = ()
    """What to ask yourself before you leave the customer."""
    scenarios: tuple[Scenario, ...] = ()
    """What may happen, what to say and what you may offer."""


class Target(Noun):
    """What a metric must reach, from the start of a period on."""

    model_config = Noun.model_config | {"populate_by_name": True}

    metric: Slug
    """The metric it is about."""
    at_least: Number | None = None
    """The value that must be reached or passed."""
    at_most: Number | None = None
    """The value that must not be passed."""
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
    """The role."""
    does: tuple[Text, ...] = ()
    """What this role does that keeps the promise."""
    not_yours: Text | None = None
    """What is somebody else's to do."""
    if_wrong: Text | None = None
    """What to do when it goes wrong."""
    ask: Text | None = None
    """Whom to ring."""


class Miss(Noun):
    """What happened when the promise was missed, and what followed."""

    period: Text
    """The period that was missed."""
    why: Text
    """Why, for readers."""
    customers_got: Text | None = None
    """What the customers who were let down received."""
    changed: Text | None = None
    """What you changed since."""
    next_result: Day | None = None
    """The day on which the next result is due."""


class Action(Noun):
    """What is being done about it. Internal."""

    cause: Text
    """What goes wrong."""
    action: Text
    """What is being done about it."""
    owner: Slug
    """Who does it: an id of [[people]]."""
    due: Day
    """By when."""


class Capability(Noun):
    """What operations say they can really do. Internal."""

    by: Slug
    """Who says so: an id of [[people]]."""
    on: Day
    """The day on which they said so."""
    note: Text
    """What operations can really do."""


class Alternative(Noun):
    """What somebody else offers. Internal."""

    who: Text
    """Who else makes an offer."""
    offer: Text
    """What they promise."""
    source: Text | None = None
    """Where you read it."""
    seen_on: Day | None = None
    """The day on which you read it."""


class MaterialChange(Noun):
    """A change of the promise, or of what is promised, after which earlier words may no longer fit."""

    on: Day
    """The day of the change."""
    what: Text
    """What is different since."""


class Environment(Noun):
    """What stands behind an environmental promise about the future.

    Source:
        Directive (EU) 2024/825, art. 1(2)(b).
    """

    plan: Text
    """Where the plan can be read."""
    due: Day
    """The day by which it is to be reached."""
    verifier: Text
    """Who checks the progress, from outside."""


class Wording(Noun):
    """How the promise may be said."""

    allowed: tuple[Text, ...] = ()
    """How the promise may be told."""
    forbidden: tuple[Text, ...] = ()
    """How it must not be told."""
    qualifier: Text | None = None
    """The sentence that always stands beside it."""


class Retirement(Noun):
    """When and why a promise is no longer made. Its page, its record and its last result stay."""

    on: Day
    """The day from which it is not made any more."""
    why: Text
    """Why it ended, for readers."""


class TargetRestatement(Noun):
    """A target that was published wrongly, and the right one. The level alone can be restated."""

    model_config = Noun.model_config | {"populate_by_name": True}

    metric: Slug
    """The metric whose target was wrong."""
    since: Day = Field(alias="from")
    """Which target: the day it holds from."""
    was: Number
    """The level that was published."""
    now: Number
    """The right level."""
    why: Text
    """What was wrong, for readers."""
    on: Day
    """The day on which the correction is made public."""


class Postponement(Noun):
    """A deadline that was moved, in public and before it fell."""

    was: Day
    """The former day."""
    now: Day
    """The new day."""
    why: Text
    """Why it was moved, for readers."""
    on: Day
    """The day on which that is made public."""


class Promise(Noun):
    """One promise the organisation makes."""

    id: Slug
    """A short name that becomes part of an address and never changes."""
    statement: Text
    """The promise, as customers read it."""
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
    """The stage of the journey it belongs to."""
    audience: AudienceText
    """`public`: made to customers. `internal`: made among yourselves."""
    owner: Slug | None = None
    """Who answers for it and approves it: an id of [[people]]."""
    made_by: tuple[Text, ...] = ()
    """Who made the promise. Shown to your own people only."""
    kept_by: tuple[Text, ...] = ()
    """Who keeps it. Shown to your own people only."""
    made_on: Day | None = None
    """Since when it is made."""
    made_in: tuple[Text, ...] = ()
    """Where it is made: pages, posters, contracts. Shown to your own people only."""
    review_by: Day | None = None
    """The day by which somebody asks whether it should still be made."""
    counts: Text | None = None
    """What counts as a case."""
    excludes: Text | None = None
    """What does not count."""
    remedy: Text | None = None
    """What customers get where you fall short."""
    first_result: Day | None = None
    """When the first result is expected, for a promise that is still measuring."""
    targets: tuple[Target, ...] = ()
    """What must be reached, each from a day on."""
    restatements: tuple[TargetRestatement, ...] = ()
    """Targets that were published wrong, each with the right level."""
    retired: Retirement | None = None
    """That it is not made any more, since when and why."""
    parts: tuple[Part, ...] = ()
    """What each role does that keeps it. Shown to your own people only."""
    misses: tuple[Miss, ...] = ()
    """What is to be said about periods that were missed."""
    actions: tuple[Action, ...] = ()
    """What is being done about it. Shown to your own people only."""
    capability: Capability | None = None
    """What operations can really do. Shown to your own people only."""
    alternatives: tuple[Alternative, ...] = ()
    """What others promise. Shown to your own people only."""
    different_because: Text | None = None
    """Why yours is different. Shown to your own people only."""
    wording: Wording = Wording()
    """How the promise may be told and how not."""
    material_changes: tuple[MaterialChange, ...] = ()
    """What changed about the product since words were collected."""
    environment: Environment | None = None
    """What stands behind a claim about the environment."""
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
    """Who makes the promises."""
    people: tuple[Person, ...] = ()
    """Owners, approvers and everybody else the other files name."""
    journey: tuple[Stage, ...] = ()
    """The stages before, during and after the purchase, in order."""
    roles: tuple[Role, ...] = ()
    """The roles of the people who keep the promises."""
    promises: tuple[Promise, ...] = ()
    """What is promised."""


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
