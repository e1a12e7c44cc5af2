"""Evidence: testimonials, case studies and metrics, as written in evidence/."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from kept.language import markup
from kept.model.fields import Audience, AudienceText, ChannelText, Day, Language, Noun, Number, Slug, Territory, Text
from kept.model.period import Cadence, Calendar, Period
from kept.model.units import Unit
from kept.model.when import When


class Speaker(Noun):
    """Whose words they are."""

    name: Text | None = None
    role: Text | None = None
    organisation: Text | None = None
    sector: Text | None = None
    place: Text | None = None
    contact_ref: Text | None = None
    """An opaque reference to where the contact details are kept, never the details."""
    customer_from: Day | None = None
    """Since when they have used what was promised."""
    customer_until: Day | None = None
    """When they stopped."""


class Incentive(Noun):
    """What the speaker got for saying it."""

    what: Text
    conditioned_on_sentiment: bool


class Source(Noun):
    """Where the words came from."""

    kind: Literal["recorded-call", "interview", "survey", "letter", "email", "review", "video", "event", "chat"]
    ref: Text | None = None
    captured_on: Day | None = None
    captured_by: Text | None = None


class Verification(Noun):
    """How it was checked that a real customer said it."""

    method: Text
    by: Text
    on: Day


class Consent(Noun):
    """The speaker's permission."""

    basis: Literal["consent", "contract", "legitimate-interest"] | None = None
    ref: Text | None = None
    granted_on: Day | None = None
    reconfirmed_on: Day | None = None
    channels: tuple[ChannelText, ...] = ()
    territories: tuple[Territory, ...] = ()
    assets: tuple[Literal["name", "photo", "logo", "video"], ...] = ()
    expires_on: Day | None = None
    withdrawn_on: Day | None = None


class ThankedPerson(Noun):
    """An employee who agreed to be thanked by name."""

    name: Text
    agreed_on: Day | None = None
    withdrawn_on: Day | None = None


class Expected(Noun):
    """What most customers get, shown beside an outcome that is better than that."""

    result: Text
    metric: Slug


class Thanks(Noun):
    """Who kept the promise. Internal."""

    roles: tuple[Slug, ...] = ()
    people: tuple[ThankedPerson, ...] = ()


IN_THEIR_WORDS = ("verbatim", "trimmed")
"""The edits that leave the speaker's own words, some left out at most."""

Relationship = Literal["customer", "employee", "partner", "investor", "supplier", "family", "paid"]


class Testimonial(Noun):
    """A quote: YAML front matter, and a Markdown body that is the quote as shown."""

    __test__ = False  # pytest would take the name for a test class

    id: Slug
    promises: Annotated[tuple[Slug, ...], Field(min_length=1)]
    audience: AudienceText
    said_on: When
    """The day they said it, or the month (2026-11), the quarter (2026-Q4) or the year (2026)."""
    speaker: Speaker
    attribution: Literal["named", "role-only", "anonymous", "unknown"]
    """As they want it; `unknown` where nobody knows who said it."""
    relationship: Relationship = "customer"
    tone: Literal["praise", "mixed", "criticism"] = "praise"
    """What the words amount to; a voice about a miss is mixed or criticism."""
    incentive: Incentive | None = None
    disclosure: Text | None = None
    source: Source
    verified: Verification | None = None
    original: Text | None = None
    """Their exact words; the body is these words, shortened at most."""
    edit: Literal["verbatim", "trimmed", "paraphrase", "translated"] = "verbatim"
    format: Literal["plain", "markdown"] | None = None
    """How the words are written; where it is left out, exact and shortened words are plain text, others Markdown."""
    original_lang: Language | None = None
    translated_by: Text | None = None
    speaker_approved_edit_on: Day | None = None
    consent: Consent = Consent()
    review_by: Day | None = None
    substantiated_by: tuple[Slug, ...] = ()
    """Metrics that carry a number or a comparison in the words."""
    incidental: tuple[Text, ...] = ()
    """Numbers in the words that claim nothing ("14 boxes"), as they stand there; the approver agrees."""
    outcome: Literal["typical", "exceptional"] | None = None
    """Whether most customers get what the words report."""
    expected: Expected | None = None
    synthetic: bool = False
    """True for words no person said: kept for tests and drafts, never shown."""
    thanks: Thanks = Thanks()
    submitted_by: Text | None = None
    lang: Language | None = None
    """The language of the words; the organisation's where there is none."""
    body: Text

    @property
    def is_plain(self) -> bool:
        """True where nothing in the words is markup: "d**n" keeps its asterisks."""
        return self.format == "plain" or (self.format is None and self.edit in IN_THEIR_WORDS)

    @property
    def markdown(self) -> str:
        """The words as Markdown, whichever way they are written."""
        return markup.escaped(self.body) if self.is_plain else self.body


class Dates(Noun):
    """From when to when a story ran."""

    start: Day
    end: Day | None = None


class Callout(Noun):
    """A number of a story, with its own source."""

    label: Text
    value: Text
    note: Text | None = None
    period: Text | None = None
    source: Text | None = None
    metric: Slug | None = None

    @model_validator(mode="after")
    def _comes_from_somewhere(self) -> Self:
        if not self.source and not self.metric:
            message = "nobody can see where this number comes from; give it a `source`, or the id of a `metric`"
            raise ValueError(message)
        return self


class Image(Noun):
    """A picture of a story."""

    file: Text
    """Its name, beside index.md."""
    alt: Text
    caption: Text | None = None
    credit: Text | None = None
    asset: Literal["photo", "logo", "video"] | None = None
    """What of the customer's it shows, a face or a logo; then the permission must name it."""


class CaseStudy(Noun):
    """A story: YAML front matter, and a Markdown body with the sections of `STORY_SECTIONS`."""

    id: Slug
    promises: Annotated[tuple[Slug, ...], Field(min_length=1)]
    audience: AudienceText
    title: Text
    summary: Text
    customer: Text
    sector: Text | None = None
    place: Text | None = None
    dates: Dates
    terms: Text
    """What the customer paid: "full price, no discount"."""
    callouts: tuple[Callout, ...] = ()
    quotes: tuple[Slug, ...] = ()
    """Testimonials it quotes, by id."""
    outcome: Literal["typical", "exceptional"] | None = None
    """Whether most customers get what the callouts report."""
    expected: Expected | None = None
    synthetic: bool = False
    """True for a story that did not happen: kept for tests and drafts, never shown."""
    images: tuple[Image, ...] = ()
    source: Source
    verified: Verification | None = None
    customer_approved_on: Day | None = None
    customer_approved_by: Text | None = None
    consent: Consent = Consent()
    review_by: Day | None = None
    thanks: Thanks = Thanks()
    submitted_by: Text | None = None
    lang: Language | None = None
    body: Text


STORY_SECTIONS = ("The challenge", "What we did", "What happened")


class Bounds(Noun):
    """Between which values a new row is believable."""

    low: Number | None = None
    high: Number | None = None


class Range(Noun):
    """The smallest and the largest number there can be: 1 to 5 stars, -100 to 100 of a Net Promoter Score."""

    low: Number
    high: Number

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low >= self.high:
            message = f"{self.low} is not below {self.high}; write the smallest number as `low`, the largest as `high`"
            raise ValueError(message)
        return self


class Window(Noun):
    """How far back each figure looks, where that is not its own period: the last 30 days, the last 12 weeks."""

    last: Annotated[int, Field(ge=1, le=1000)]
    of: Literal["days", "weeks", "months"]


class Ended(Noun):
    """That a metric is not measured any more. What was published of it stays."""

    on: Day
    """Its last day: periods that begin later are not judged by it."""
    why: Text
    followed_by: Slug | None = None
    """The metric that is measured instead."""


class Survey(Noun):
    """Who asked whom what.

    Source:
        AAPOR, Transparency Initiative disclosure elements.
    """

    sponsor: Text | None = None
    conductor: Text | None = None
    question: Text | None = None
    mode: Text | None = None
    invited: Annotated[int, Field(ge=1)] | None = None
    weighting: Text | None = None


class Restatement(Noun):
    """A published value that was wrong, and the right one."""

    period: Text
    was: Number | None = None
    """Left out, with `was_n = 0`, where it had been published that there was nothing to measure."""
    now: Number | None = None
    """Left out where there was nothing to measure after all."""
    was_n: Annotated[int, Field(ge=0)] | None = None
    """The former n, where that changed too."""
    was_numerator: Annotated[int, Field(ge=0)] | None = None
    """The former numerator; without it nobody knows it any more."""
    why: Text
    on: Day

    @model_validator(mode="after")
    def _says_what_it_was(self) -> Self:
        if self.was is None and self.was_n != 0:
            message = (
                "`was` is missing, the value that was published; write it, or `was_n = 0` where it was published that "
                "there was nothing to measure"
            )
            raise ValueError(message)
        if self.was is None and self.now is None:
            message = "it says neither what was wrong nor what is right; write `was`, `now`, or both"
            raise ValueError(message)
        return self


class Rewording(Noun):
    """A published text that says something else now, and what it said before."""

    field: Text
    """The key of the text: `statement`, `counts`, `excludes`; of a metric `definition`, `method`, `exclusions`..."""
    was: Text | None = None
    """The former text; without it there was none."""
    why: Text
    on: Day
    """The day on which the new text is made public."""


class Assurance(Noun):
    """Who has checked the figures. It stands beside a verdict and never changes it."""

    kind: Literal["independent-audit", "own-audited", "own"]
    by: Text | None = None
    """Who checked: an outside auditor, or our own audit."""
    on: Day | None = None
    """The day of their report."""
    report: Text | None = None
    """Where it can be read."""

    @model_validator(mode="after")
    def _names_who_checked(self) -> Self:
        if self.kind != "own" and not (self.by and self.on):
            message = f'"{self.kind}" says that somebody checked, and not who and when; add `by` and `on`'
            raise ValueError(message)
        return self


OWN_WORD = Assurance(kind="own")
"""Nobody but whoever counted has checked."""


class Row(Noun):
    """One line of a metric's table."""

    period: Text
    value: Number | None = None
    """None where there was nothing to measure (n is 0), and where the result is missing."""
    n: Annotated[int, Field(ge=0)] | None = None
    numerator: Annotated[int, Field(ge=0)] | None = None
    expected: Annotated[int, Field(ge=0)] | None = None
    """Of an interim row: how large n is expected to be when the period has closed."""
    status: Literal["interim", "final", "missing"]
    """`missing` says, with its reason in `note`, that there is no result of a period."""
    published_on: Day | None = None
    note: Text | None = None

    @property
    def is_settled(self) -> bool:
        """True of what is said of a period for good: its result, or why there is none."""
        return self.status in {"final", "missing"}


class Metric(Noun):
    """A measured series: a definition in TOML beside its rows in CSV."""

    id: Slug
    title: Text
    definition: Text
    unit: Unit
    direction: Literal["higher-is-better", "lower-is-better"]
    period: Annotated[Cadence, Field(strict=False)]
    year_starts: Annotated[int, Field(ge=1, le=12)] = 1
    """The month its year begins with: 4 for April. Then `FY2026` is the year that ends in 2026."""
    audience: AudienceText = Audience.PUBLIC
    denominator: Text | None = None
    population: Text | None = None
    exclusions: Text | None = None
    method: Text | None = None
    source: Text | None = None
    data_owner: Slug | None = None
    no_n_because: Text | None = None
    """Why the number of cases behind a percentage is not published; shown beside every value."""
    decimals: Annotated[int, Field(ge=0, le=6)] | None = None
    """With how many decimals its values are shown at most; without it, as many as each was written with."""
    range: Range | None = None
    """Of an index or a rating: the smallest and the largest number there can be."""
    window: Window | None = None
    """How far back each figure looks, where that is not its own period."""
    min_n: Annotated[int, Field(ge=0)] | None = None
    warn_within: Number | None = None
    max_age_periods: Annotated[int, Field(ge=1, le=100)] = 2
    due_days: Annotated[int, Field(ge=0, le=1000)] = 45
    """How many days after a period its result is due; until then its absence says nothing."""
    bounds: Bounds = Bounds()
    survey: Survey | None = None
    assurance: Assurance = OWN_WORD
    restatements: tuple[Restatement, ...] = ()
    reworded: tuple[Rewording, ...] = ()
    """What its published texts said before."""
    ended: Ended | None = None
    """That it is not measured any more, and what is instead."""
    submitted_by: Text | None = None
    rows: tuple[Row, ...] = ()
    """In order of time, whatever the file's order."""

    def has_ended_before(self, period: Period) -> bool:
        """True of a period that begins after its last day."""
        return self.ended is not None and period.start > self.ended.on

    def period_of(self, row: Row) -> Period:
        """The period a row is about."""
        return self.calendar.period(row.period)

    @property
    def calendar(self) -> Calendar:
        """How it divides time."""
        return Calendar(self.period, self.year_starts)


Evidence = Testimonial | CaseStudy | Metric

IMPLIED = ("id", "rows", "body")
"""Fields that are no keys of an item's file: its name, the table beside it and the text below its front matter."""
