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
    """Their full name."""
    role: Text | None = None
    """What they are in the story: `Homeowner`, `Head of IT`."""
    organisation: Text | None = None
    """The company or body they speak for."""
    sector: Text | None = None
    """The branch of trade their organisation is in."""
    place: Text | None = None
    """Where they live or work."""
    contact_ref: Text | None = None
    """An opaque reference to where the contact details are kept, never the details."""
    customer_from: Day | None = None
    """Since when they have used what was promised."""
    customer_until: Day | None = None
    """When they stopped."""


class Incentive(Noun):
    """What the speaker got for saying it."""

    what: Text
    """What they received: `A £10 book token`."""
    conditioned_on_sentiment: bool
    """True where they got it only for praise. Such words are never shown."""


class Source(Noun):
    """Where the words came from."""

    kind: Literal["recorded-call", "interview", "survey", "letter", "email", "review", "video", "event", "chat"]
    """How the words reached you."""
    ref: Text | None = None
    """Where you keep the recording, the letter or the form: an opaque reference, never the thing itself."""
    captured_on: Day | None = None
    """The day on which the words were written down."""
    captured_by: Text | None = None
    """Who wrote them down. That person can neither check nor approve them."""


class Verification(Noun):
    """How it was checked that a real customer said it."""

    method: Text
    """How it was checked that a real customer said it."""
    by: Text
    """Who checked it. That person did not collect the words and cannot approve them."""
    on: Day
    """The day of the check."""


class Consent(Noun):
    """The speaker's permission."""

    basis: Literal["consent", "contract", "legitimate-interest"] | None = None
    """On what the permission rests: consent, a contract, or a legitimate interest."""
    ref: Text | None = None
    """Where you keep the permission."""
    granted_on: Day | None = None
    """The day on which they agreed."""
    reconfirmed_on: Day | None = None
    """The day on which they agreed again, later."""
    channels: tuple[ChannelText, ...] = ()
    """What they permitted their words for: `site`, `sales`, `syndication`, `social`."""
    territories: tuple[Territory, ...] = ()
    """The countries they permitted it for. Empty: all."""
    assets: tuple[Literal["name", "photo", "logo", "video"], ...] = ()
    """What else they permitted: their `name`, a `photo`, the `logo`, a `video`."""
    expires_on: Day | None = None
    """The first day on which the permission no longer holds."""
    withdrawn_on: Day | None = None
    """The day on which they took the permission back. From then on nothing is shown."""


class ThankedPerson(Noun):
    """An employee who agreed to be thanked by name."""

    name: Text
    """The name of the employee."""
    agreed_on: Day | None = None
    """The day on which the employee agreed to be named."""
    withdrawn_on: Day | None = None
    """The day on which the employee took that back."""


class Expected(Noun):
    """What most customers get, shown beside an outcome that is better than that."""

    result: Text
    """What most customers get, in a sentence."""
    metric: Slug
    """The metric that shows it."""


class Thanks(Noun):
    """Who kept the promise. Internal."""

    roles: tuple[Slug, ...] = ()
    """The roles whose people made it happen."""
    people: tuple[ThankedPerson, ...] = ()
    """Employees to thank by name, each with their own agreement."""


IN_THEIR_WORDS = ("verbatim", "trimmed")
"""The edits that leave the speaker's own words, some left out at most."""

Relationship = Literal["customer", "employee", "partner", "investor", "supplier", "family", "paid"]


class Testimonial(Noun):
    """A quote: YAML front matter, and a Markdown body that is the quote as shown."""

    __test__ = False  # pytest would take the name for a test class

    id: Slug
    """The name of the file, without its ending. It becomes part of an address and never changes."""
    promises: Annotated[tuple[Slug, ...], Field(min_length=1)]
    """The promises these words are about."""
    audience: AudienceText
    """`public`: for anybody. `internal`: for your own people only."""
    said_on: When
    """The day they said it, or the month (2026-11), the quarter (2026-Q4) or the year (2026)."""
    speaker: Speaker
    """Whose words they are."""
    attribution: Literal["named", "role-only", "anonymous", "unknown"]
    """As they want it; `unknown` where nobody knows who said it."""
    relationship: Relationship = "customer"
    """What ties the speaker to you."""
    tone: Literal["praise", "mixed", "criticism"] = "praise"
    """What the words amount to; a voice about a miss is mixed or criticism."""
    incentive: Incentive | None = None
    """What the speaker received for saying it."""
    disclosure: Text | None = None
    """A sentence shown in the same card: what ties the speaker to you, or what they received."""
    source: Source
    """Where the words came from."""
    verified: Verification | None = None
    """Who checked that a real customer said it, how and when."""
    original: Text | None = None
    """Their exact words; the body is these words, shortened at most."""
    edit: Literal["verbatim", "trimmed", "paraphrase", "translated"] = "verbatim"
    """What was done to the words: nothing, shortened, told in other words, or translated."""
    format: Literal["plain", "markdown"] | None = None
    """How the words are written; where it is left out, exact and shortened words are plain text, others Markdown."""
    original_lang: Language | None = None
    """The language in which it was said, where the words are a translation."""
    translated_by: Text | None = None
    """Who translated it."""
    speaker_approved_edit_on: Day | None = None
    """The day on which the speaker agreed to the edited words."""
    consent: Consent = Consent()
    """What the speaker permitted."""
    review_by: Day | None = None
    """The day by which somebody looks at it again."""
    substantiated_by: tuple[Slug, ...] = ()
    """Metrics that carry a number or a comparison in the words."""
    incidental: tuple[Text, ...] = ()
    """Numbers in the words that claim nothing ("14 boxes"), as they stand there; the approver agrees."""
    outcome: Literal["typical", "exceptional"] | None = None
    """Whether most customers get what the words report."""
    expected: Expected | None = None
    """What most customers get, where these words report more than that."""
    synthetic: bool = False
    """True for words no person said: kept for tests and drafts, never shown."""
    thanks: Thanks = Thanks()
    """Whom to thank. Shown to your own people only."""
    submitted_by: Text | None = None
    """Who added this file. That person cannot approve it."""
    lang: Language | None = None
    """The language of the words; the organisation's where there is none."""
    body: Text
    """The words as they are shown."""

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
    """The first day."""
    end: Day | None = None
    """The last day."""


class Callout(Noun):
    """A number of a story, with its own source."""

    label: Text
    """What the number is."""
    value: Text
    """The number, as it is shown."""
    note: Text | None = None
    """What a reader must know to understand it."""
    period: Text | None = None
    """The time it is about."""
    source: Text | None = None
    """Where the number comes from, where no metric carries it."""
    metric: Slug | None = None
    """The metric that says this number."""

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
    """What the picture shows, for those who cannot see it."""
    caption: Text | None = None
    """A line below the picture."""
    credit: Text | None = None
    """Who made the picture."""
    asset: Literal["photo", "logo", "video"] | None = None
    """What of the customer's it shows, a face or a logo; then the permission must name it."""


class CaseStudy(Noun):
    """A story: YAML front matter, and a Markdown body with the sections of `STORY_SECTIONS`."""

    id: Slug
    """The name of the folder. It becomes part of an address and never changes."""
    promises: Annotated[tuple[Slug, ...], Field(min_length=1)]
    """The promises this story is about."""
    audience: AudienceText
    """`public`: for anybody. `internal`: for your own people only."""
    title: Text
    """The title of its page."""
    summary: Text
    """One or two sentences for lists."""
    customer: Text
    """Who the customer is, as they want to be called."""
    sector: Text | None = None
    """The branch of trade the customer is in."""
    place: Text | None = None
    """Where it happened."""
    dates: Dates
    """From when to when it ran."""
    terms: Text
    """What the customer paid: "full price, no discount"."""
    callouts: tuple[Callout, ...] = ()
    """Up to a few numbers, each with its own source."""
    quotes: tuple[Slug, ...] = ()
    """Testimonials it quotes, by id."""
    outcome: Literal["typical", "exceptional"] | None = None
    """Whether most customers get what the callouts report."""
    expected: Expected | None = None
    """What most customers get, where the story reports more than that."""
    synthetic: bool = False
    """True for a story that did not happen: kept for tests and drafts, never shown."""
    images: tuple[Image, ...] = ()
    """The pictures, in the order in which they are shown."""
    source: Source
    """Where the story came from."""
    verified: Verification | None = None
    """Who checked it with the customer, how and when."""
    customer_approved_on: Day | None = None
    """The day on which the customer agreed to this text."""
    customer_approved_by: Text | None = None
    """Who agreed for the customer."""
    consent: Consent = Consent()
    """What the customer permitted."""
    review_by: Day | None = None
    """The day by which somebody looks at it again."""
    thanks: Thanks = Thanks()
    """Whom to thank. Shown to your own people only."""
    submitted_by: Text | None = None
    """Who added this file. That person cannot approve it."""
    lang: Language | None = None
    """The language of the text; the organisation's where there is none."""
    body: Text
    """The text, with its sections."""


STORY_SECTIONS = ("The challenge", "What we did", "What happened")


class Bounds(Noun):
    """Between which values a new row is believable."""

    low: Number | None = None
    """The lowest value that is believable."""
    high: Number | None = None
    """The highest value that is believable."""


class Range(Noun):
    """The smallest and the largest number there can be: 1 to 5 stars, -100 to 100 of a Net Promoter Score."""

    low: Number
    """The smallest number there can be."""
    high: Number
    """The largest number there can be."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low >= self.high:
            message = f"{self.low} is not below {self.high}; write the smallest number as `low`, the largest as `high`"
            raise ValueError(message)
        return self


class Window(Noun):
    """How far back each figure looks, where that is not its own period: the last 30 days, the last 12 weeks."""

    last: Annotated[int, Field(ge=1, le=1000)]
    """How many."""
    of: Literal["days", "weeks", "months"]
    """Of what: days, weeks, months."""


class Ended(Noun):
    """That a metric is not measured any more. What was published of it stays."""

    on: Day
    """Its last day: periods that begin later are not judged by it."""
    why: Text
    """Why it is not measured any more, for readers."""
    followed_by: Slug | None = None
    """The metric that is measured instead."""


class Survey(Noun):
    """Who asked whom what.

    Source:
        AAPOR, Transparency Initiative disclosure elements.
    """

    sponsor: Text | None = None
    """Who paid for the survey."""
    conductor: Text | None = None
    """Who asked."""
    question: Text | None = None
    """The question, word for word."""
    mode: Text | None = None
    """How people were asked: by e-mail, by telephone, on paper."""
    invited: Annotated[int, Field(ge=1)] | None = None
    """How many people were asked."""
    weighting: Text | None = None
    """How the answers were weighted, where they were."""


class Restatement(Noun):
    """A published value that was wrong, and the right one."""

    period: Text
    """The period whose value was wrong."""
    was: Number | None = None
    """Left out, with `was_n = 0`, where it had been published that there was nothing to measure."""
    now: Number | None = None
    """Left out where there was nothing to measure after all."""
    was_n: Annotated[int, Field(ge=0)] | None = None
    """The former n, where that changed too."""
    was_numerator: Annotated[int, Field(ge=0)] | None = None
    """The former numerator; without it nobody knows it any more."""
    why: Text
    """What was wrong, for readers."""
    on: Day
    """The day on which the correction is made public."""

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
    """Why it was changed, for readers."""
    on: Day
    """The day on which the new text is made public."""


class Assurance(Noun):
    """Who has checked the figures. It stands beside a verdict and never changes it."""

    kind: Literal["independent-audit", "own-audited", "own"]
    """Who has checked the figures: an auditor from outside, your own audit, or nobody but whoever counts."""
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
    """The period, as the metric counts: `2026-Q3`, `2026-09`, `2026-W38`."""
    value: Number | None = None
    """None where there was nothing to measure (n is 0), and where the result is missing."""
    n: Annotated[int, Field(ge=0)] | None = None
    """How many cases there were."""
    numerator: Annotated[int, Field(ge=0)] | None = None
    """In how many of them it went as promised."""
    expected: Annotated[int, Field(ge=0)] | None = None
    """Of an interim row: how large n is expected to be when the period has closed."""
    status: Literal["interim", "final", "missing"]
    """`missing` says, with its reason in `note`, that there is no result of a period."""
    published_on: Day | None = None
    """The day on which the result was made public."""
    note: Text | None = None
    """What a reader must know about this result."""

    @property
    def is_settled(self) -> bool:
        """True of what is said of a period for good: its result, or why there is none."""
        return self.status in {"final", "missing"}


class Metric(Noun):
    """A measured series: a definition in TOML beside its rows in CSV."""

    id: Slug
    """The name of the file, without its ending. It becomes part of an address and never changes."""
    title: Text
    """What is measured, in a few words."""
    definition: Text
    """What is measured, in one sentence a customer understands."""
    unit: Unit
    """What the values are: `percent`, `days`, `EUR`, `rating` or a word of your own."""
    direction: Literal["higher-is-better", "lower-is-better"]
    """Whether more is better or less."""
    period: Annotated[Cadence, Field(strict=False)]
    """How long a period is."""
    year_starts: Annotated[int, Field(ge=1, le=12)] = 1
    """The month its year begins with: 4 for April. Then `FY2026` is the year that ends in 2026."""
    audience: AudienceText = Audience.PUBLIC
    """`public`: for anybody. `internal`: for your own people only."""
    denominator: Text | None = None
    """Out of what: what `n` counts."""
    population: Text | None = None
    """Who or what could have been counted."""
    exclusions: Text | None = None
    """What is left out, and how much that is."""
    method: Text | None = None
    """How a value is worked out."""
    source: Text | None = None
    """The system the figures come from."""
    data_owner: Slug | None = None
    """Who answers for the figures and approves them: an id of [[people]]."""
    no_n_because: Text | None = None
    """Why the number of cases behind a percentage is not published; shown beside every value."""
    decimals: Annotated[int, Field(ge=0, le=6)] | None = None
    """With how many decimals its values are shown at most; without it, as many as each was written with."""
    range: Range | None = None
    """Of an index or a rating: the smallest and the largest number there can be."""
    window: Window | None = None
    """How far back each figure looks, where that is not its own period."""
    min_n: Annotated[int, Field(ge=0)] | None = None
    """Below how many cases a percentage is not shown publicly."""
    warn_within: Number | None = None
    """How near the target a period under way counts as at risk."""
    max_age_periods: Annotated[int, Field(ge=1, le=100)] = 2
    """After how many closed periods without a result the last one is out of date."""
    due_days: Annotated[int, Field(ge=0, le=1000)] = 45
    """How many days after a period its result is due; until then its absence says nothing."""
    bounds: Bounds = Bounds()
    """Between which values a new row is believable. Outside them it waits for the data owner."""
    survey: Survey | None = None
    """Who asked whom what, where the figures come from a survey."""
    assurance: Assurance = OWN_WORD
    """Who has checked the figures."""
    restatements: tuple[Restatement, ...] = ()
    """Published values that were wrong, each with the right one."""
    reworded: tuple[Rewording, ...] = ()
    """What its published texts said before."""
    ended: Ended | None = None
    """That it is not measured any more, and what is instead."""
    submitted_by: Text | None = None
    """Who added this file. That person cannot approve it."""
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
