"""The register (promises.toml): the organisation, its people, journey, roles and promises."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from pydantic import AfterValidator, Field, model_validator

from kept.model.evidence import Rewording
from kept.model.exposure import Internal, Open, Public, Reference
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
    """The addresses of the finished sites; they may have a path."""

    public: Public[SiteAddress | None] = None
    """The address of the public site."""
    internal: Internal[SiteAddress | None] = None
    """The address of the internal site."""


class Organisation(Noun):
    """The organisation that makes the promises."""

    name: Public[Text]
    """The name, as the public knows it."""
    locale: Annotated[str, AfterValidator(_known_locale)]
    """The language of the pages and the format of dates and numbers: `en-GB`."""
    timezone: Annotated[str, AfterValidator(_known_timezone)] = "UTC"
    """The time zone that decides when a day begins: `Europe/Dublin`."""
    territories: tuple[Territory, ...] = ()
    """The countries the public site is for. A speaker's permission must include all of them."""
    demo: bool = False
    """True for an invented organisation; every page then says so."""
    demo_note: Public[Text | None] = None
    """A demo's own sentence, added to the notice on every page. Only for a demo."""
    as_of: Day | None = None
    """The day that a demo always shows. Only for a demo."""
    why: Internal[Text | None] = None
    """Why the organisation exists. Shown on the internal home page."""
    how: Internal[Text | None] = None
    """How it does that. Shown on the internal home page."""
    what: Internal[Text | None] = None
    """What it does. Shown on the internal home page."""
    site_url: SiteUrl = SiteUrl()
    """The addresses of the finished sites."""
    corrections: Public[Contact | None] = None
    """Where readers can report a mistake."""
    contribute_url: Internal[FormAddress | None] = None
    """The address of your form for new evidence; kept fills in `{role}` and `{promise}`."""
    publisher_note: Public[Text | None] = None
    """One sentence about who publishes this, shown in the footer."""

    @model_validator(mode="after")
    def _only_a_demo_stands_still(self) -> Self:
        for name in ("as_of", "demo_note"):
            if getattr(self, name) and not self.demo:
                message = f"only a demo may set `{name}`; take it out, or set `demo = true`"
                raise ValueError(message)
        return self


class Person(Noun):
    """A person who owns, approves or counts something."""

    id: Slug
    """A short name that the other files use. It never changes."""
    name: Open[Text]
    """The full name, as it is shown."""
    title: Open[Text | None] = None
    """What the person does."""
    emails: Reference[tuple[Text, ...]] = ()
    """Their e-mail addresses, which show who committed what. Never shown on a site."""
    logins: tuple[Text, ...] = ()
    """Their user names on the forge, which show who approved what. Never shown on a site."""


class Moment(Noun):
    """A moment in the customer's journey that no promise covers yet."""

    title: Text
    """What happens, in the customer's words."""
    touchpoint: Text | None = None
    """Where it happens: a letter, a call, a visit."""
    note: Text | None = None
    """What you know about it."""


class Stage(Noun):
    """One stage of the customer's journey, in order."""

    id: Slug
    """A short name that the promises use. It never changes."""
    title: Public[Text]
    """What the stage is called."""
    question: Public[Text | None] = None
    """What the customer asks at this stage."""
    job: Internal[Text | None] = None
    """What the customer wants to achieve."""
    success: Internal[Text | None] = None
    """What a good result of this stage is."""
    success_metrics: tuple[Slug, ...] = ()
    """The metrics that show whether it was good."""
    owner: Slug | None = None
    """Who answers for the stage: an id in [[people]]."""
    moments: Internal[tuple[Moment, ...]] = ()
    """Moments that no promise covers yet."""


class Scenario(Noun):
    """A situation a role meets, and what to say and offer."""

    situation: Text
    """What happens."""
    say: Text | None = None
    """What to say."""
    may_offer: Text | None = None
    """What you may offer without asking anybody."""
    escalate: Text | None = None
    """Whom to call."""


class Role(Noun):
    """A job in the organisation whose people keep promises."""

    id: Slug
    """A short name that the promises use. It never changes."""
    title: Internal[Text]
    """What the role is called."""
    aliases: Internal[tuple[Text, ...]] = ()
    """Other names for the role, so that people find it."""
    team: Internal[Text | None] = None
    """The team it belongs to."""
    people: Annotated[int, Field(ge=1)] | None = None
    """How many people have this role."""
    summary: Internal[Text | None] = None
    """What customers meet in this role; one sentence."""
    questions: Internal[tuple[Text, ...]] = ()
    """Questions to ask yourself before you leave the customer."""
    scenarios: Internal[tuple[Scenario, ...]] = ()
    """Situations, with what to say and what you may offer."""


class Target(Noun):
    """The level that a metric must reach, from the start of a period on."""

    model_config = Noun.model_config | {"populate_by_name": True}

    metric: Slug
    """The metric it applies to."""
    at_least: Number | None = None
    """The value to reach or exceed."""
    at_most: Number | None = None
    """The value not to exceed."""
    since: Day = Field(alias="from")
    """The first day on which it applies; written `from`."""
    unit: Unit | None = None
    """The unit of the level, if you want to state it. It must be the metric's."""

    @model_validator(mode="after")
    def _one_direction(self) -> Self:
        if (self.at_least is None) == (self.at_most is None):
            message = "a target has one limit; write either `at_least` or `at_most`"
            raise ValueError(message)
        return self

    @property
    def level(self) -> Number:
        """The value to reach."""
        return self.at_least if self.at_least is not None else self.at_most  # type: ignore[return-value]  # one of the two is set

    def is_met_by(self, value: Number) -> bool:
        """True where `value` meets the target, compared exactly."""
        return value >= self.level if self.at_least is not None else value <= self.level


class Part(Noun):
    """What one role does that keeps the promise."""

    role: Slug
    """The role."""
    does: tuple[Text, ...] = ()
    """What this role does that keeps the promise."""
    not_yours: Text | None = None
    """What is somebody else's job."""
    if_wrong: Text | None = None
    """What to do when it goes wrong."""
    ask: Text | None = None
    """Whom to call."""


class Miss(Noun):
    """The explanation of a missed period."""

    period: Text
    """The period that was missed."""
    why: Text
    """Why it was missed, for readers."""
    customers_got: Text | None = None
    """What the affected customers received."""
    changed: Text | None = None
    """What you have changed since."""
    next_result: Day | None = None
    """The day on which the next result is due."""


class Action(Noun):
    """What is being done about a problem with the promise. Internal."""

    cause: Text
    """The problem."""
    action: Text
    """What is being done about the problem."""
    owner: Slug
    """Who does it: an id in [[people]]."""
    due: Day
    """The day by which it is done."""


class Capability(Noun):
    """What operations can really deliver, in their own words. Internal."""

    by: Slug
    """Who says so: an id in [[people]]."""
    on: Day
    """The day on which they said so."""
    note: Text
    """What operations can really deliver."""


class Alternative(Noun):
    """What a competitor offers. Internal."""

    who: Text
    """The competitor."""
    offer: Text
    """What they promise."""
    source: Text | None = None
    """Where you read it."""
    seen_on: Day | None = None
    """The day on which you read it."""


class MaterialChange(Noun):
    """A change to the promise or the product, after which earlier testimonials may no longer fit."""

    on: Day
    """The day of the change."""
    what: Text
    """What has changed."""


class Environment(Noun):
    """The plan behind an environmental promise about the future.

    Source:
        Directive (EU) 2024/825, art. 1(2)(b).
    """

    plan: Text
    """Where the plan can be read."""
    due: Day
    """The day by which the goal is to be reached."""
    verifier: Text
    """The independent expert who checks the progress."""


class Wording(Noun):
    """How the promise may be worded elsewhere."""

    allowed: Internal[tuple[Text, ...]] = ()
    """Wordings that may be used."""
    forbidden: Internal[tuple[Text, ...]] = ()
    """Wordings that must not be used."""
    qualifier: Public[Text | None] = None
    """The sentence that must always be shown with it."""


class Retirement(Noun):
    """When and why a promise ended. Its page, its record and its last result stay."""

    on: Day
    """The first day on which it is no longer made."""
    why: Text
    """Why it ended, for readers."""


class TargetRestatement(Noun):
    """A correction of a published target. Only its level can be corrected."""

    model_config = Noun.model_config | {"populate_by_name": True}

    metric: Slug
    """The metric whose target was wrong."""
    since: Day = Field(alias="from")
    """The day from which the wrong target applied; written `from`."""
    was: Number
    """The published level."""
    now: Number
    """The right level."""
    why: Text
    """What was wrong, for readers."""
    on: Day
    """The day on which the correction is made public."""


class Postponement(Noun):
    """A deadline that was moved publicly, before it passed."""

    was: Day
    """The former deadline."""
    now: Day
    """The new deadline."""
    why: Text
    """Why it was moved, for readers."""
    on: Day
    """The day on which the move is made public."""


class PromiseRewording(Rewording):
    """A change to a published text of a promise."""

    changes_meaning: bool = False
    """True where the promise is stricter or looser since, so that a new record begins beside the old one."""


class Promise(Noun):
    """One promise the organisation makes."""

    id: Slug
    """A short name that becomes part of an address and never changes."""
    statement: Public[Text]
    """The promise, as customers read it."""
    short: Public[Text | None] = None
    """A few words for lists; by default the statement."""
    kind: Literal["standing", "deadline"] = "standing"
    """`standing`: judged every period. `deadline`: judged once, on a day."""
    due: Day | None = None
    """For a promise with a deadline: the last day for reaching its targets."""
    moved: Public[tuple[Postponement, ...]] = ()
    """Earlier deadlines."""
    reworded: Public[tuple[PromiseRewording, ...]] = ()
    """Changes to published texts."""
    stage: Slug | None = None
    """The stage of the journey it belongs to."""
    audience: AudienceText
    """`public`: made to customers. `internal`: made to colleagues."""
    owner: Slug | None = None
    """Who answers for it and approves it: an id in [[people]]."""
    made_by: Internal[tuple[Text, ...]] = ()
    """Who made the promise. Shown to your own people only."""
    kept_by: Internal[tuple[Text, ...]] = ()
    """Who keeps it. Shown to your own people only."""
    made_on: Day | None = None
    """The day since which it is made."""
    made_in: Internal[tuple[Text, ...]] = ()
    """Where it is made: pages, posters, contracts. Shown to your own people only."""
    review_by: Internal[Day | None] = None
    """The day by which somebody decides whether to keep making it."""
    counts: Public[Text | None] = None
    """What counts as a case."""
    excludes: Public[Text | None] = None
    """What does not count."""
    remedy: Public[Text | None] = None
    """What customers get if you break the promise."""
    first_result: Day | None = None
    """The day on which the first result is expected."""
    targets: tuple[Target, ...] = ()
    """The levels to reach, each from a day on."""
    restatements: Public[tuple[TargetRestatement, ...]] = ()
    """Corrections of published targets."""
    retired: Public[Retirement | None] = None
    """When and why it ended."""
    parts: Internal[tuple[Part, ...]] = ()
    """What each role does to keep it. Shown to your own people only."""
    misses: Public[tuple[Miss, ...]] = ()
    """Explanations of missed periods."""
    actions: Internal[tuple[Action, ...]] = ()
    """What is being done about problems. Shown to your own people only."""
    capability: Internal[Capability | None] = None
    """What operations can really deliver. Shown to your own people only."""
    alternatives: Internal[tuple[Alternative, ...]] = ()
    """What competitors promise. Shown to your own people only."""
    different_because: Internal[Text | None] = None
    """Why yours is different. Shown to your own people only."""
    wording: Wording = Wording()
    """How the promise may be worded elsewhere."""
    material_changes: Open[tuple[MaterialChange, ...]] = ()
    """Changes to the promise or the product since testimonials were collected."""
    environment: Open[Environment | None] = None
    """The plan behind an environmental promise."""
    regulated: bool = False
    """True where special law applies to it. Then the roles in `require.regulated` must approve too."""

    @property
    def qualifier(self) -> str | None:
        """The sentence that must always be shown with it."""
        return self.wording.qualifier

    @property
    def title(self) -> str:
        """The short name, or the statement."""
        return self.short or self.statement

    @property
    def means_this_since(self) -> date | None:
        """The day of its last rewording that changed what it means; None where there is none."""
        return max((entry.on for entry in self.reworded if entry.changes_meaning), default=None)

    @property
    def metrics(self) -> tuple[str, ...]:
        """The ids of the metrics its targets name, each once, in order."""
        return tuple(dict.fromkeys(target.metric for target in self.targets))


class Register(Noun):
    """The readable parts of promises.toml."""

    organisation: Organisation
    """The organisation that makes the promises."""
    people: tuple[Person, ...] = ()
    """Owners, approvers and everybody else who is named in the other files."""
    journey: tuple[Stage, ...] = ()
    """The stages before, during and after a purchase, in order."""
    roles: tuple[Role, ...] = ()
    """The roles of the people who keep the promises."""
    promises: tuple[Promise, ...] = ()
    """The promises."""


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
