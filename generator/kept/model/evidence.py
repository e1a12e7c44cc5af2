"""Evidence: testimonials, case studies and metrics, as written in evidence/."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from kept.language import markup
from kept.model.exposure import FileName, Hidden, Internal, OrganisationName, PersonName, Public, Reference
from kept.model.fields import Audience, AudienceText, ChannelText, Day, Language, Noun, Number, Slug, Territory, Text
from kept.model.period import Cadence, Calendar, Period
from kept.model.text_digest import is_text_digest, text_digest
from kept.model.units import Unit
from kept.model.when import When


class Speaker(Noun):
    """The person whose words these are."""

    name: PersonName[Text | None] = None
    """Their full name."""
    role: Text | None = None
    """Their role in this matter: `Homeowner`, `Head of IT`."""
    organisation: OrganisationName[Text | None] = None
    """The company or body they speak for."""
    sector: Text | None = None
    """The industry their organisation is in."""
    place: Text | None = None
    """Where they live or work."""
    contact_ref: Reference[Text | None] = None
    """A reference to where you keep their contact details; never the details themselves."""
    customer_from: Day | None = None
    """The day since which they have been a customer."""
    customer_until: Day | None = None
    """The day on which they stopped being a customer."""


class Incentive(Noun):
    """What the speaker received for the testimonial."""

    what: Text
    """What they received: `A £10 book token`."""
    conditioned_on_sentiment: bool
    """True where they received it only if they praised you. Such words are never shown."""


SourceKind = Literal["recorded-call", "interview", "survey", "letter", "email", "review", "video", "event", "chat"]


class Source(Noun):
    """Where the words came from."""

    kind: SourceKind
    """How the words reached you. Where it is the same for many: `source_kind` in `[defaults]` of the policy."""
    ref: Reference[Text | None] = None
    """A reference to where you keep the recording, letter or form; never the material itself."""
    captured_on: Day | None = None
    """The day on which the words were written down."""
    captured_by: Text | None = None
    """Who wrote them down. That person can neither check nor approve them."""


class Verification(Noun):
    """How it was checked that a real customer said it."""

    method: Text
    """How it was checked that a real customer said it."""
    by: Hidden[Text]
    """Who checked it. That person did not collect the words and cannot approve them."""
    on: Day
    """The day of the check."""


class Consent(Noun):
    """The speaker's permission."""

    basis: Literal["consent", "contract", "legitimate-interest"] | None = None
    """What the permission is based on: consent, a contract, or a legitimate interest."""
    ref: Reference[Text | None] = None
    """A reference to where you keep the permission."""
    granted_on: Day | None = None
    """The day on which they agreed."""
    reconfirmed_on: Day | None = None
    """The day on which they last confirmed it."""
    channels: tuple[ChannelText, ...] = ()
    """What their words may be used for: `site`, `sales`, `syndication`, `social`."""
    territories: tuple[Territory, ...] = ()
    """The countries in which they may be used. Empty: all."""
    assets: tuple[Literal["name", "photo", "logo", "video"], ...] = ()
    """What else may be used: their `name`, a `photo`, the `logo`, a `video`."""
    expires_on: Day | None = None
    """The first day on which the permission no longer holds."""
    withdrawn_on: Day | None = None
    """The day on which they took the permission back. From then on nothing is shown."""
    refused_on: Day | None = None
    """The day on which they said no. Nothing is shown, and nobody asks them again about these words."""
    conditions: Text | None = None
    """What they ask for before their words are shown: "Show me the page first". Never shown outside a review."""
    conditions_met_on: Day | None = None
    """The day on which their conditions were met. Before that nothing is shown."""


class ThankedPerson(Noun):
    """An employee who agreed to be thanked by name."""

    name: PersonName[Text]
    """The name of the employee."""
    agreed_on: Day | None = None
    """The day on which the employee agreed to be named."""
    withdrawn_on: Day | None = None
    """The day on which the employee took that back."""


class Expected(Noun):
    """What most customers get. Shown beside a result that is better than that."""

    result: Text
    """What most customers get, in a sentence."""
    metric: Slug
    """The metric that proves it."""


class Thanks(Noun):
    """Who should be thanked for keeping the promise. Internal."""

    roles: tuple[Slug, ...] = ()
    """The roles that should be thanked."""
    people: tuple[ThankedPerson, ...] = ()
    """Employees to thank by name, each with their own agreement."""


IN_THEIR_WORDS = ("verbatim", "trimmed")
"""The edits that leave the speaker's own words, at most shortened."""

Relationship = Literal["customer", "employee", "partner", "investor", "supplier", "family", "paid"]


class Testimonial(Noun):
    """A quote: YAML front matter, and a Markdown body that is the quote as shown."""

    __test__ = False  # pytest would take the name for a test class

    id: Slug
    """The name of the file, without its ending. It becomes part of an address and never changes."""
    promises: Annotated[tuple[Slug, ...], Field(min_length=1)]
    """The promises that these words are evidence for."""
    audience: AudienceText
    """`public`: for anybody. `internal`: for your own people only."""
    said_on: When
    """The day they said it, or the month (2026-11), the quarter (2026-Q4) or the year (2026)."""
    speaker: Public[Speaker]
    """Whose words they are."""
    attribution: Literal["named", "role-only", "anonymous", "unknown"]
    """How the speaker wants to be named; `unknown` where nobody knows who said it."""
    relationship: Relationship = "customer"
    """The speaker's relationship to you."""
    tone: Literal["praise", "mixed", "criticism"] = "praise"
    """What the words express; about a missed promise this is `mixed` or `criticism`."""
    incentive: Public[Incentive | None] = None
    """What the speaker received for saying it."""
    disclosure: Public[Text | None] = None
    """A sentence shown with the quote: the speaker's connection to you, or what they received."""
    source: Source
    """Where the words came from."""
    verified: Public[Verification | None] = None
    """Who checked that a real customer said it, how and when."""
    original: Text | None = None
    """The speaker's exact words. The body may only shorten them."""
    edit: Literal["verbatim", "trimmed", "paraphrase", "translated"] = "verbatim"
    """How the words were edited: not at all, shortened, paraphrased or translated."""
    format: Literal["plain", "markdown"] | None = None
    """Whether the body is plain text or Markdown.

    By default exact and shortened words are plain text, others Markdown.
    """
    original_lang: Language | None = None
    """The language in which it was said, where the words are a translation."""
    translated_by: Public[Text | None] = None
    """Who translated it."""
    speaker_approved_edit_on: Day | None = None
    """The day on which the speaker agreed to the edited words."""
    consent: Consent = Consent()
    """What the speaker permitted."""
    review_by: Day | None = None
    """The day by which somebody must look at it again."""
    substantiated_by: tuple[Slug, ...] = ()
    """The metrics that prove the numbers or comparisons in the words."""
    incidental: tuple[Text, ...] = ()
    """Numbers in the words that are not claims ("14 boxes"), exactly as written there. The approver agrees to them."""
    outcome: Literal["typical", "exceptional"] | None = None
    """Whether most customers get the result that the words report."""
    expected: Public[Expected | None] = None
    """What most customers get, where these words report something better."""
    synthetic: bool = False
    """True for invented words, for tests and drafts. They are never shown."""
    thanks: Internal[Thanks] = Thanks()
    """Who should be thanked. Shown to your own people only."""
    submitted_by: Text | None = None
    """Who added this file. That person cannot approve it."""
    lang: Language | None = None
    """The language of the words; by default the organisation's."""
    body: Public[Text]
    """The words as they are shown."""

    @property
    def is_plain(self) -> bool:
        """True where the words are plain text, so that "d**n" keeps its asterisks."""
        return self.format == "plain" or (self.format is None and self.edit in IN_THEIR_WORDS)

    @property
    def markdown(self) -> str:
        """The words as Markdown, in whichever format they are written."""
        return markup.escaped(self.body) if self.is_plain else self.body


class Dates(Noun):
    """The dates of a case study."""

    start: Day
    """The first day."""
    end: Day | None = None
    """The last day."""


class Callout(Noun):
    """A figure in a case study, with its own source."""

    label: Text
    """What the figure measures."""
    value: Text
    """The figure, as it is shown."""
    note: Text | None = None
    """What a reader must know to understand the figure."""
    period: Text | None = None
    """The time it covers."""
    source: Text | None = None
    """Where the figure comes from, where no metric has it."""
    metric: Slug | None = None
    """The metric that has this figure."""

    @model_validator(mode="after")
    def _comes_from_somewhere(self) -> Self:
        if not self.source and not self.metric:
            message = "nobody can see where this number comes from; give it a `source`, or the id of a `metric`"
            raise ValueError(message)
        return self


class Image(Noun):
    """A picture of a story."""

    file: Hidden[FileName[Text]]
    """The name of the file, in the same folder as index.md."""
    alt: Text
    """A description of the picture for people who cannot see it."""
    caption: Text | None = None
    """A line below the picture."""
    credit: Text | None = None
    """Who took or drew the picture."""
    asset: Literal["photo", "logo", "video"] | None = None
    """What it shows of the customer: their face, their logo, a video. The permission must then include it."""


class CaseStudy(Noun):
    """A story: YAML front matter, and a Markdown body with the sections of `STORY_SECTIONS`."""

    id: Slug
    """The name of the folder. It becomes part of an address and never changes."""
    promises: Annotated[tuple[Slug, ...], Field(min_length=1)]
    """The promises this story is about."""
    audience: AudienceText
    """`public`: for anybody. `internal`: for your own people only."""
    title: Public[Text]
    """The title of its page."""
    summary: Public[Text]
    """One or two sentences, for lists."""
    customer: Public[OrganisationName[Text]]
    """Who the customer is, as they want to be called."""
    sector: Public[Text | None] = None
    """The industry the customer is in."""
    place: Public[Text | None] = None
    """Where it happened."""
    dates: Dates
    """When it began and ended."""
    terms: Public[Text]
    """What the customer paid, and any discount: "full price, no discount"."""
    callouts: Public[tuple[Callout, ...]] = ()
    """A few figures, each with its own source."""
    quotes: tuple[Slug, ...] = ()
    """Testimonials it quotes, by id."""
    outcome: Literal["typical", "exceptional"] | None = None
    """Whether most customers get the results in the callouts."""
    expected: Public[Expected | None] = None
    """What most customers get, where the case study reports something better."""
    synthetic: bool = False
    """True for an invented case study, for tests and drafts. It is never shown."""
    images: Public[tuple[Image, ...]] = ()
    """The pictures, in the order in which they are shown."""
    source: Source
    """Where the story came from."""
    verified: Verification | None = None
    """Who checked it with the customer, how and when."""
    customer_approved_on: Day | None = None
    """The day on which the customer agreed to this text."""
    customer_approved_by: Public[Text | None] = None
    """Who agreed for the customer."""
    consent: Consent = Consent()
    """What the customer permitted."""
    review_by: Day | None = None
    """The day by which somebody must look at it again."""
    thanks: Thanks = Thanks()
    """Who should be thanked. Shown to your own people only."""
    submitted_by: Text | None = None
    """Who added this file. That person cannot approve it."""
    lang: Language | None = None
    """The language of the text; by default the organisation's."""
    body: Public[Text]
    """The text, with its sections."""


STORY_SECTIONS = ("The challenge", "What we did", "What happened")


class Bounds(Noun):
    """The range of plausible values for new rows."""

    low: Number | None = None
    """The lowest plausible value."""
    high: Number | None = None
    """The highest plausible value."""


class Range(Noun):
    """The smallest and the largest possible value: 1 to 5 stars, -100 to 100 for a Net Promoter Score."""

    low: Number
    """The smallest possible value."""
    high: Number
    """The largest possible value."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low >= self.high:
            message = f"{self.low} is not below {self.high}; write the smallest number as `low`, the largest as `high`"
            raise ValueError(message)
        return self


class Window(Noun):
    """The span of time that each figure covers, where that is not its own period: the last 30 days or 12 weeks."""

    last: Annotated[int, Field(ge=1, le=1000)]
    """The number of days, weeks or months."""
    of: Literal["days", "weeks", "months"]
    """The unit: days, weeks or months."""


class Ended(Noun):
    """When and why a metric stopped being measured. Its published results stay."""

    on: Day
    """The last day of measurement: periods that begin later are not judged by it."""
    why: Text
    """Why it is not measured any more, for readers."""
    followed_by: Slug | None = None
    """The metric that is measured instead."""


class Survey(Noun):
    """How a survey was done.

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
    """A correction of a published value."""

    period: Text
    """The period whose value was wrong."""
    was: Number | None = None
    """The published value. Leave it out, with `was_n = 0`, if "nothing to measure" had been published."""
    now: Number | None = None
    """The right value. Leave it out if there was nothing to measure after all."""
    was_n: Annotated[int, Field(ge=0)] | None = None
    """The published n, where that changes too."""
    was_numerator: Annotated[int, Field(ge=0)] | None = None
    """The published numerator, where it is known."""
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
    """A change to a published text."""

    field: Text
    """The key of the text: `statement`, `qualifier`, `counts`; for a metric `definition`, `method`, `exclusions`..."""
    was: Text | None = None
    """The former text. Leave it out if there was none."""
    why: Text
    """Why it was changed, for readers."""
    on: Day
    """The day on which the new text is made public."""

    @property
    def was_digest(self) -> str:
        """The digest of the former text, whether it stands here or only its digest; empty where there was none."""
        return self.was if self.was and is_text_digest(self.was) else text_digest(self.was)

    @property
    def is_without_words(self) -> bool:
        """True where the former text was taken out and only its digest stands here."""
        return is_text_digest(self.was)


class Assurance(Noun):
    """Who has checked the figures. It is shown beside a verdict and never changes it."""

    kind: Literal["independent-audit", "own-audited", "own"]
    """The kind of check: by an independent auditor, by your own audit, or by nobody else (`own`)."""
    by: Text | None = None
    """The name of the auditor."""
    on: Day | None = None
    """The date of the auditor's report."""
    report: Text | None = None
    """Where the report can be read."""

    @model_validator(mode="after")
    def _names_who_checked(self) -> Self:
        if self.kind != "own" and not (self.by and self.on):
            message = f'"{self.kind}" says that somebody checked, and not who and when; add `by` and `on`'
            raise ValueError(message)
        return self


OWN_WORD = Assurance(kind="own")
"""The figures were checked only by the people who produced them."""


class Row(Noun):
    """One line of a metric's table."""

    period: Text
    """The period, as the metric counts: `2026-Q3`, `2026-09`, `2026-W38`."""
    value: Number | None = None
    """The value. Leave it out if there was nothing to measure (n is 0) or if the result is missing."""
    n: Annotated[int, Field(ge=0)] | None = None
    """The number of cases."""
    numerator: Annotated[int, Field(ge=0)] | None = None
    """The number of cases in which the promise was kept."""
    expected: Annotated[int, Field(ge=0)] | None = None
    """Only for an interim row: the n expected at the end of the period."""
    status: Literal["interim", "final", "missing"]
    """`missing` means that there is no result for this period, for the reason in `note`."""
    published_on: Day | None = None
    """The day on which the result was made public."""
    note: Public[Text | None] = None
    """What a reader must know about this result."""

    @property
    def is_settled(self) -> bool:
        """True where nothing more is expected: the row has a final result, or says why there is none."""
        return self.status in {"final", "missing"}


class Metric(Noun):
    """A measured series: a definition in TOML and, beside it, the rows in CSV."""

    id: Slug
    """The name of the file, without its ending. It becomes part of an address and never changes."""
    title: Public[Text]
    """What is measured, in a few words."""
    definition: Public[Text]
    """What is measured, in one sentence that a customer understands."""
    unit: Unit
    """The unit of the values: `percent`, `days`, `EUR`, `rating`, or a word of your own."""
    direction: Literal["higher-is-better", "lower-is-better"]
    """Whether a higher or a lower value is better."""
    period: Annotated[Cadence, Field(strict=False)]
    """The length of a period."""
    year_starts: Annotated[int, Field(ge=1, le=12)] = 1
    """The month in which its year begins: 4 for April. `FY2026` is then the year that ends in 2026."""
    audience: AudienceText = Audience.PUBLIC
    """`public`: for anybody. `internal`: for your own people only."""
    denominator: Public[Text | None] = None
    """What `n`, the number of cases of a row, counts: "moves completed in the quarter"."""
    population: Public[Text | None] = None
    """Everybody or everything that could have been counted."""
    exclusions: Public[Text | None] = None
    """What is left out, and how much that is."""
    method: Public[Text | None] = None
    """How a value is calculated."""
    aggregation: Literal["share", "mean"] = "share"
    """How a percentage is made: `share`, so many of n cases, or `mean`, the average of n percentages."""
    source: Public[Text | None] = None
    """The system that the figures come from."""
    data_owner: Slug | None = None
    """Who answers for the figures and approves them: an id in [[people]]."""
    no_n_because: Public[Text | None] = None
    """Why the number of cases behind a percentage is not published; shown beside every value."""
    decimals: Annotated[int, Field(ge=0, le=6)] | None = None
    """The largest number of decimals shown. By default as many as each value was written with."""
    range: Range | None = None
    """For an index or a rating: the smallest and the largest possible value."""
    window: Window | None = None
    """The span of time that each figure covers, where that is not its own period."""
    min_n: Annotated[int, Field(ge=0)] | None = None
    """The smallest number of cases for which a percentage is shown publicly."""
    warn_within: Number | None = None
    """How close to the target a period under way counts as at risk, in the metric's unit."""
    max_age_periods: Annotated[int, Field(ge=1, le=100)] = 2
    """The number of closed periods without a new result after which the last result is out of date."""
    due_days: Annotated[int, Field(ge=0, le=1000)] = 45
    """The number of days after a period by which its result is due. Before that a missing result is not reported."""
    bounds: Bounds = Bounds()
    """The range of plausible values. A pulled row outside it waits for the data owner."""
    survey: Public[Survey | None] = None
    """How the survey was done, where the figures come from a survey."""
    assurance: Public[Assurance] = OWN_WORD
    """Who has checked the figures."""
    restatements: Public[tuple[Restatement, ...]] = ()
    """Corrections of published values."""
    reworded: Public[tuple[Rewording, ...]] = ()
    """Changes to published texts."""
    ended: Public[Ended | None] = None
    """When and why it stopped being measured, and what is measured instead."""
    submitted_by: Text | None = None
    """Who added this file. That person cannot approve it."""
    rows: Public[tuple[Row, ...]] = ()
    """The rows in order of time, in whatever order the file has them."""

    def has_ended_before(self, period: Period) -> bool:
        """True for a period that begins after the last day of measurement."""
        return self.ended is not None and period.start > self.ended.on

    def period_of(self, row: Row) -> Period:
        """The period of a row."""
        return self.calendar.period(row.period)

    @property
    def calendar(self) -> Calendar:
        """Its calendar."""
        return Calendar(self.period, self.year_starts)

    @property
    def is_counted(self) -> bool:
        """True for a percentage that is a share of n cases, neither weighted nor an average of percentages."""
        is_weighted = self.survey is not None and self.survey.weighting is not None
        return self.unit == "percent" and self.aggregation == "share" and not is_weighted


Evidence = Testimonial | CaseStudy | Metric

IMPLIED = ("id", "rows", "body")
"""Fields that are not keys in an item's file: its file name, its table, and the text below its front matter."""
