"""What one audience may see on one day. Whoever holds an Edition knows that the gate has been passed.

The `...View` types list, one by one, the fields that may be public. What only the people inside may see stands in
types of its own, which no public edition has room for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from kept.model.evidence import OWN_WORD, Assurance, Ended, Range, Relationship, Restatement, Survey, Window
from kept.model.period import Cadence, Calendar, Period
from kept.model.register import Action, Alternative, Capability, Miss, Moment, Part, Retirement, Scenario
from kept.model.verdict import Interval, LiveState, Strength, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class PublisherView:
    """Who publishes the site."""

    name: str
    locale: str
    demo: bool
    demo_note: str | None = None
    """What a demo says of itself, where it is not simply invented."""
    site_url: str | None
    corrections: str | None
    note: str | None
    words_approved: bool = True
    """False where nobody in particular approves the names, titles and notes of the site."""
    four_eyes: bool = True
    """False where one person may collect, check and approve the same item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """Somebody who answers for something: a name and what they do."""

    name: str
    title: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StageView:
    """A stage of the journey."""

    id: str
    title: str
    question: str | None


ChangeKind = Literal["made", "target", "result", "restated", "target-restated", "moved", "reworded", "retired"]
"""What can happen to a promise: each of it has a date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One dated line of a promise's history."""

    on: date
    kind: ChangeKind
    period: Period | None = None
    metric: str | None = None
    value: Decimal | None = None
    """The result, the new target, or the restated value."""
    was: Decimal | None = None
    """The former target, or the value or level before the restatement."""
    due: date | None = None
    """Of a deadline that was moved: the new day..."""
    due_was: date | None = None
    """... and the former one."""
    target: Decimal | None = None
    """What a result is measured against."""
    kept: bool | None = None
    words: str | None = None
    """Why: of a miss, a restatement, a moved deadline, a rewording or a retirement."""
    field: str | None = None
    """Of a rewording: which text."""
    text_was: str | None = None
    """Of a rewording: the former text; None where there was none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseView:
    """A promise and its record, as this audience may see them."""

    id: str
    statement: str
    title: str
    """A few words for lists."""
    kind: Literal["standing", "deadline"]
    stage: str | None
    owner: PersonView | None
    made_on: date | None
    counts: str | None
    excludes: str | None
    remedy: str | None
    qualifier: str | None
    first_result: date | None
    verdict: Verdict
    misses: tuple[Miss, ...]
    """What was said about missed periods this audience can see, newest first."""
    changes: tuple[Change, ...]
    """Newest first."""
    retired: Retirement | None
    due: date | None = None
    """Of a promise with a deadline: its day."""
    strength: Strength | None = None
    """What the verdict rests on; None where there is nothing."""
    metrics: tuple[str, ...]
    """Ids of metrics in this edition, the targets' first."""
    voices: tuple[str, ...]
    """Ids of voices in this edition, newest first."""
    stories: tuple[str, ...]
    """Ids of stories in this edition, newest first."""

    @property
    def is_once(self) -> bool:
        """True where it has a deadline: then it is judged once."""
        return self.kind == "deadline" and self.due is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceView:
    """A quote with everything that makes it credible. Names are gone where the speaker did not want them."""

    id: str
    promises: tuple[str, ...]
    """Ids of promises in this edition."""
    body: str
    """Markdown."""
    lang: str | None
    """Where it differs from the site's language."""
    said_on: date | Period
    name: str | None
    """None unless named and permitted."""
    role: str | None
    organisation: str | None
    sector: str | None
    place: str | None
    relationship: Relationship
    incentive: str | None
    disclosure: str | None
    tone: Literal["praise", "mixed", "criticism"]
    source_kind: str
    edit: Literal["verbatim", "trimmed", "paraphrase", "translated"]
    original_lang: str | None
    translated_by: str | None
    approved_edit_on: date | None
    verified_on: date | None
    verified_how: str | None
    expected: str | None = None
    """What most customers get, where these words report something better."""
    is_known: bool = True
    """False where nobody knows who said it: that is another thing than a speaker who wants no name shown."""
    person: int | None = None
    """The same number for all words of one person, on both sites; it says nothing else and is never published."""
    outputs: frozenset[str] = frozenset()
    """The outputs the speaker permitted besides the pages, as the policy's `[channels]` names them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalloutView:
    """A number of a story, with its own source."""

    label: str
    value: str
    note: str | None
    period: str | None
    source: str | None
    metric: str | None
    """Id of a metric in this edition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageView:
    """A picture; its bytes are looked up by the digest."""

    digest: str
    """SHA-256 of the file, hexadecimal."""
    alt: str
    caption: str | None
    credit: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryView:
    """A case study."""

    id: str
    promises: tuple[str, ...]
    title: str
    summary: str
    customer: str
    sector: str | None
    place: str | None
    start: date
    end: date | None
    terms: str
    callouts: tuple[CalloutView, ...]
    voices: tuple[str, ...]
    """Ids of quoted voices in this edition."""
    images: tuple[ImageView, ...]
    customer_approved_on: date | None
    customer_approved_by: str | None
    review_by: date | None
    lang: str | None
    body: str
    """Markdown with its section headings."""
    expected: str | None = None
    """What most customers get, where this story reports something better."""
    outputs: frozenset[str] = frozenset()
    """As for a voice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """One published value."""

    period: Period
    value: Decimal | None
    """None where there was nothing to measure (n is 0), and where there is no result, for the reason in `note`."""
    n: int | None
    numerator: int | None
    published_on: date | None
    note: str | None
    interval: Interval | None = None
    """Of a share found by a survey."""

    @property
    def has_no_cases(self) -> bool:
        """True where there was nothing to measure."""
        return self.value is None and self.n == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricView:
    """A measured series and everything that says what it means."""

    id: str
    title: str
    definition: str
    unit: str
    direction: Literal["higher-is-better", "lower-is-better"]
    cadence: Cadence
    year_starts: int = 1
    """The month its year begins with."""
    denominator: str | None
    population: str | None
    exclusions: str | None
    method: str | None
    source: str | None
    data_owner: PersonView | None
    no_n_because: str | None
    survey: Survey | None
    assurance: Assurance = OWN_WORD
    """Who has checked the figures."""
    due_days: int = 45
    """How many days after a period its result is due."""
    max_age_periods: int = 2
    """For how many closed periods without a newer one a result counts."""
    decimals: int | None = None
    """With how many decimals its values are shown at most."""
    range: Range | None = None
    """The smallest and the largest number there can be."""
    window: Window | None = None
    """How far back each figure looks, where that is not its own period."""
    ended: Ended | None = None
    """That it is not measured any more."""
    rows: tuple[RowView, ...]
    """Final rows of closed periods, and what is said of missing ones, oldest first."""
    restatements: tuple[Restatement, ...]
    promises: tuple[str, ...]
    """Ids of promises in this edition that use it."""

    @property
    def calendar(self) -> Calendar:
        """How it divides time."""
        return Calendar(self.cadence, self.year_starts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How much of what was approved for this audience is shown. All counts."""

    voices_shown: int
    voices_received: int
    """Every testimonial on file that was offered for this audience, shown or not."""
    stories_shown: int = 0
    stories_received: int = 0
    """Every case study on file that was offered for this audience, shown or not."""
    promises_to_employees: int = 0
    """Promises in the register that are made to employees. Nothing else of them is public."""
    promises_not_shown: int = 0
    """Promises made to customers that are in the register and not on the public site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicEdition:
    """What anybody may see on one day."""

    publisher: PublisherView
    as_of: date
    stages: tuple[StageView, ...]
    promises: tuple[PromiseView, ...]
    """In the register's order, as are the journey's stages."""
    voices: tuple[VoiceView, ...]
    """Newest first."""
    stories: tuple[StoryView, ...]
    """Newest first."""
    metrics: tuple[MetricView, ...]
    """By id."""
    tally: Tally
    pages_left_out: frozenset[str] = frozenset()
    """Hand-written pages, by their file below `site_templates/content/`, that nobody has approved as they are."""
    notices: tuple[str, ...] = ()
    """Addresses below the root where something was published once and is not shown any more."""
    proposed: tuple[str, ...] | None = None
    """In a preview: the items shown that nobody has approved yet, `promise.<id>` for a promise. None: no preview."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """The best the open period can still come to, and nothing cleverer. Internal."""

    remaining: int
    """Cases still expected."""
    best: Decimal
    """The share if every one of them goes well, in per cent, rounded to one decimal away from the target's side."""
    reaches: bool
    """True where the target can still be met, compared exactly."""
    words: str
    """In one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPeriod:
    """Interim figures of the period under way. Internal."""

    metric: str
    period: Period
    value: Decimal
    n: int | None
    numerator: int | None = None
    note: str | None
    target: Decimal
    state: LiveState = LiveState.ON_TRACK
    projection: Projection | None = None
    """None where nobody says how many cases are still to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseInside:
    """What only the people inside may know about a promise."""

    promise: str
    audience: Literal["public", "internal"]
    published: Verdict | None
    """The verdict on the public site; None where the promise is not on it."""
    open_period: tuple[OpenPeriod, ...]
    """One per metric with figures."""
    live: LiveState | None = None
    """The worst of its metrics; None where the open period decides nothing: retired, or a deadline further off."""
    parts: tuple[Part, ...]
    actions: tuple[tuple[Action, PersonView | None], ...]
    capability: Capability | None
    alternatives: tuple[Alternative, ...]
    different_because: str | None
    allowed_wording: tuple[str, ...]
    forbidden_wording: tuple[str, ...]
    made_by: tuple[str, ...]
    kept_by: tuple[str, ...]
    made_in: tuple[str, ...]
    review_by: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceInside:
    """What only the people inside may know about a voice."""

    voice: str
    audience: Literal["public", "internal"]
    on_public_site: bool
    thanked_roles: tuple[str, ...]
    thanked_people: tuple[str, ...]
    """Names of employees who agreed."""
    channels: tuple[str, ...]
    consent_until: date | None
    review_by: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleView:
    """A role and what its people say and offer. Internal."""

    id: str
    title: str
    aliases: tuple[str, ...]
    team: str | None
    people: int | None
    summary: str | None
    questions: tuple[str, ...]
    scenarios: tuple[Scenario, ...]
    promises: tuple[str, ...]
    """Ids of promises this role has a part in, in the register's order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageInside:
    """What only the people inside may know about a stage."""

    stage: str
    job: str | None
    success: str | None
    success_metrics: tuple[str, ...]
    owner: PersonView | None
    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceEntry:
    """One line of the evidence list: what there is, and where it may be used. Internal."""

    id: str
    kind: Literal["voice", "story", "metric"]
    title: str
    promises: tuple[str, ...]
    sector: str | None
    dated: date | Period | None
    on_public_site: bool
    channels: tuple[str, ...]
    good_until: date | None
    """The first day on which an approval, a permission or a review date runs out."""
    disclosure: str | None = None
    """Of a voice: what must stand wherever its words do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InternalEdition:
    """What the people who keep the promises may see on one day."""

    publisher: PublisherView
    as_of: date
    why: str | None
    how: str | None
    what: str | None
    contribute_url: str | None
    stages: tuple[StageView, ...]
    stages_inside: tuple[StageInside, ...]
    promises: tuple[PromiseView, ...]
    promises_inside: tuple[PromiseInside, ...]
    """One per promise, in the same order."""
    voices: tuple[VoiceView, ...]
    voices_inside: tuple[VoiceInside, ...]
    """One per voice, in the same order."""
    stories: tuple[StoryView, ...]
    metrics: tuple[MetricView, ...]
    roles: tuple[RoleView, ...]
    evidence: tuple[EvidenceEntry, ...]
    """Kind by kind, newest first."""
    tally: Tally
    proposed: tuple[str, ...] | None = None
    """As in a public edition."""


Edition = PublicEdition | InternalEdition
