"""What one audience may see on one day. An Edition exists only if its content has passed the gate.

Each `...View` type lists the fields that may be public. What is only for internal readers is in separate types, which a
public edition cannot contain.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from kept.model.evidence import OWN_WORD, Assurance, Ended, Range, Relationship, Restatement, Survey, Window
from kept.model.heard import Heard
from kept.model.ledgers import Term
from kept.model.period import Cadence, Calendar, Period
from kept.model.register import Action, Alternative, Capability, Miss, Moment, Part, Retirement, Scenario
from kept.model.verdict import Interval, LiveState, PeriodVerdict, Strength, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class PublisherView:
    """Who publishes the site."""

    name: str
    locale: str
    demo: bool
    demo_note: str | None = None
    """A demo's own description of itself; None for the standard sentence."""
    site_url: str | None
    corrections: str | None
    note: str | None
    words_approved: bool = True
    """False where nobody needs to approve the names, titles and notes on the site."""
    four_eyes: bool = True
    """False where one person may collect, check and approve the same item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """A person who answers for something: their name and job."""

    name: str
    title: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StageView:
    """A stage of the journey."""

    id: str
    title: str
    question: str | None


ChangeKind = Literal["made", "target", "result", "restated", "target-restated", "moved", "reworded", "retired"]
"""The kinds of dated changes to a promise."""


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
    """The former target, or the value or target before the restatement."""
    due: date | None = None
    """For a moved deadline: the new day."""
    due_was: date | None = None
    """For a moved deadline: the former day."""
    target: Decimal | None = None
    """The target that a result is compared with."""
    kept: bool | None = None
    words: str | None = None
    """The reason for a miss, a restatement, a moved deadline, a rewording or a retirement."""
    changes_meaning: bool = False
    """For a rewording: True where the promise means something else since."""
    field: str | None = None
    """For a rewording: which text changed."""
    is_without_words: bool = False
    """Of a rewording: True where the former text was taken out since."""
    text_was: str | None = None
    """For a rewording: the former text; None where there was none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingView:
    """What a promise said from some day on."""

    since: date | None
    """None for its first wording."""
    statement: str | None
    """None only where the words were taken out since."""
    qualifier: str | None
    counts: str | None
    excludes: str | None
    remedy: str | None
    begins_record: bool
    """True where it means something else than the wording before it, so that a new record begins."""
    taken_out: frozenset[str] = frozenset()
    """The texts whose words are not shown any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseView:
    """A promise and its record, as this audience may see it."""

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
    """The explanations of missed periods that this audience can see, newest first."""
    changes: tuple[Change, ...]
    """Newest first."""
    retired: Retirement | None
    due: date | None = None
    """For a promise with a deadline: the deadline."""
    strength: Strength | None = None
    """How strong the evidence behind the verdict is; None where there is none."""
    metrics: tuple[str, ...]
    """The ids of metrics in this edition, those with targets first."""
    voices: tuple[str, ...]
    """Ids of voices in this edition, newest first."""
    stories: tuple[str, ...]
    """Ids of stories in this edition, newest first."""

    wordings: tuple[WordingView, ...] = ()
    """What it said and says, oldest first."""

    def wording(self, period: Period) -> WordingView | None:
        """The wording a period was judged by: the one that was public on its first day."""
        begun = [one for one in self.wordings if one.since is None or one.since <= period.start]
        return begun[-1] if begun else None

    def record_of(self, period: Period) -> date | None:
        """The day on which the record began that a period belongs to; None for the first record."""
        begun = (one.since for one in self.wordings if one.begins_record and one.since and one.since <= period.start)
        return max(begun, default=None)

    @property
    def current_record(self) -> tuple[PeriodVerdict, ...]:
        """The periods judged by what the promise means now, oldest first."""
        begins = max((one.since for one in self.wordings if one.begins_record and one.since), default=None)
        return tuple(entry for entry in self.verdict.record if self.record_of(entry.period) == begins)

    @property
    def is_once(self) -> bool:
        """True where it has a deadline: then it is judged once."""
        return self.kind == "deadline" and self.due is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceView:
    """A quote with everything a reader needs to judge it. Names are left out where the speaker did not want them."""

    id: str
    promises: tuple[str, ...]
    """Ids of promises in this edition."""
    body: str
    """Markdown."""
    lang: str | None
    """The language, where it differs from the site's."""
    said_on: date | Period
    name: str | None
    """None unless the speaker is named and permitted it."""
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
    """What most customers get, where this quote reports something better."""
    is_known: bool = True
    """False where nobody knows who said it, which differs from a speaker who wants no name shown."""
    person: int | None = None
    """A number shared by all quotes of one person, on both sites. It has no other meaning and is never published."""
    outputs: frozenset[str] = frozenset()
    """The outputs besides the pages that the speaker permitted, named as in the policy's `[channels]`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalloutView:
    """A figure in a case study, with its own source."""

    label: str
    value: str
    note: str | None
    period: str | None
    source: str | None
    metric: str | None
    """Id of a metric in this edition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageView:
    """A picture. Its bytes are found by the digest."""

    digest: str
    """The SHA-256 of the file, in hexadecimal."""
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
    """What most customers get, where this case study reports something better."""
    outputs: frozenset[str] = frozenset()
    """The outputs besides the pages that the customer permitted, named as in the policy's `[channels]`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """One published value."""

    period: Period
    value: Decimal | None
    """None where there was nothing to measure (n is 0), or no result; `note` then has the reason."""
    n: int | None
    numerator: int | None
    published_on: date | None
    note: str | None
    interval: Interval | None = None
    """For a percentage from a survey: its likely range."""

    @property
    def has_no_cases(self) -> bool:
        """True where there was nothing to measure."""
        return self.value is None and self.n == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionView:
    """By which texts a metric was measured from some day on."""

    since: date | None
    """None for its first texts."""
    texts: tuple[tuple[str, str | None], ...]
    """(field, text) of each text that says what its figures mean."""
    taken_out: frozenset[str] = frozenset()
    """The texts whose words are not shown any more."""


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
    """The month in which its year begins."""
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
    """The number of days after a period by which its result is due."""
    max_age_periods: int = 2
    """The number of closed periods for which a result counts without a newer one."""
    decimals: int | None = None
    """The largest number of decimals shown."""
    range: Range | None = None
    """The smallest and the largest possible value."""
    window: Window | None = None
    """The span of time that each figure covers, where that is not its own period."""
    ended: Ended | None = None
    """When and why it stopped being measured; None while it is."""
    rows: tuple[RowView, ...]
    """Final rows of closed periods and explanations of missing ones, oldest first."""
    restatements: tuple[Restatement, ...]
    promises: tuple[str, ...]
    """Ids of promises in this edition that use it."""
    definitions: tuple[DefinitionView, ...] = ()
    """By which texts it was measured and is, oldest first."""

    def definition_in(self, period: Period) -> DefinitionView | None:
        """The texts a period was measured by: those that were public on its first day."""
        begun = [one for one in self.definitions if one.since is None or one.since <= period.start]
        return begun[-1] if begun else None

    @property
    def calendar(self) -> Calendar:
        """Its calendar."""
        return Calendar(self.cadence, self.year_starts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many of the items approved for this audience are shown."""

    voices_shown: int
    voices_received: int
    """The number of testimonials on file for this audience, shown or not."""
    stories_shown: int = 0
    stories_received: int = 0
    """The number of case studies on file for this audience, shown or not."""
    promises_to_employees: int = 0
    """Promises in the register that are made to employees. Nothing else of them is public."""
    promises_not_shown: int = 0
    """Promises made to customers that are in the register and not on the public site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """In a preview: an item that a rule keeps off the site, with as much of it as the permission allows."""

    kind: Literal["voice", "story"]
    promises: tuple[str, ...]
    """The promises of this edition that it is for."""
    codes: tuple[str, ...]
    """The rules that withhold it, `KPT401`."""
    words: str | None
    """Its words; None where a permission, a withdrawal or a revocation forbids them, and then nothing else is said."""
    speaker: str | None = None
    """The line below the words; None without words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicEdition:
    """What the public may see on one day."""

    publisher: PublisherView
    as_of: date
    stages: tuple[StageView, ...]
    promises: tuple[PromiseView, ...]
    """In the order of the register; the stages of the journey too."""
    voices: tuple[VoiceView, ...]
    """Newest first."""
    stories: tuple[StoryView, ...]
    """Newest first."""
    metrics: tuple[MetricView, ...]
    """By id."""
    tally: Tally
    pages_left_out: frozenset[str] = frozenset()
    """Hand-written pages that are not approved as they are, by their file below `site_templates/content/`."""
    terms: tuple[Term, ...] = ()
    """What its results are read by, as the ledger keeps it; no page prints it."""
    notices: tuple[str, ...] = ()
    """Addresses below the root where something was published and is no longer shown."""
    proposed: tuple[str, ...] | None = None
    """In a preview: the shown items that nobody has approved yet, `promise.<id>` for a promise. None: not a preview."""
    replaced: tuple[tuple[str, Verdict | None], ...] = ()
    """In a preview: the promises whose verdict or record is another one until everything is approved, each with the
    verdict until then; None where the promise is not on the site until then."""
    withheld: tuple[Withheld, ...] = ()
    """In a preview: what rules keep off this site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """The best result that the period under way can still reach. Internal."""

    remaining: int
    """The number of cases still expected."""
    best: Decimal
    """The percentage if all of them go well.

    It is rounded to one decimal so that it never seems to meet a target that it misses.
    """
    reaches: bool
    """True where the target can still be met. Compared exactly, before rounding."""
    room: int
    """The number of them that may still go wrong without missing the target; 0 where it cannot be met any more."""
    words: str
    """The projection in one sentence."""


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
    """None where the number of expected cases is not given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseInside:
    """What only internal readers may know about a promise."""

    promise: str
    audience: Literal["public", "internal"]
    published: Verdict | None
    """The verdict on the public site; None where the promise is not on it."""
    open_period: tuple[OpenPeriod, ...]
    """One for each metric that has interim figures."""
    live: LiveState | None = None
    """The worst state of its metrics; None for a retired promise, or where the deadline is in a later period."""
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
    """What only internal readers may know about a testimonial."""

    voice: str
    thanked_roles: tuple[str, ...]
    thanked_people: tuple[str, ...]
    """The names of employees who agreed to be thanked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleView:
    """A role and what its people do, say and may offer. Internal."""

    id: str
    title: str
    aliases: tuple[str, ...]
    team: str | None
    people: int | None
    summary: str | None
    questions: tuple[str, ...]
    scenarios: tuple[Scenario, ...]
    promises: tuple[str, ...]
    """The ids of the promises this role helps to keep, in the order of the register."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageInside:
    """What only internal readers may know about a stage."""

    stage: str
    job: str | None
    success: str | None
    success_metrics: tuple[str, ...]
    owner: PersonView | None
    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceEntry:
    """One line of the evidence list: an item and where it may be used. Internal."""

    id: str
    kind: Literal["voice", "story", "metric"]
    title: str
    promises: tuple[str, ...]
    sector: str | None
    dated: date | Period | None
    on_public_site: bool
    usable_until: date | None
    """The last day before an approval, a permission or a review runs out on a site that shows it."""
    disclosure: str | None = None
    """For a testimonial: the sentence that must be shown with its words."""
    uses: frozenset[str] = frozenset()
    """Where it may be used outside: `web`, `sales`, `social`, `partners`."""
    not_web: tuple[str, ...] = ()
    """What keeps it off the public site: codes of rules, or `inside` where it was never meant for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Something that is kept off a site, why, and on whom it waits. Its words are not here. Internal."""

    kind: Literal["promise", "voice", "story", "metric"]
    item: str | None
    """Its id, where this edition shows it; None where it is kept off this site too, and not even its name is told."""
    promises: tuple[str, ...]
    """Ids of promises in this edition that it is about."""
    sites: frozenset[str]
    """`public`, `internal`: the sites it is kept off."""
    codes: tuple[str, ...]
    """The rules that hold it back, each once."""
    waits_on: tuple[PersonView, ...]
    """Who can do something about it."""
    since: date | None
    """Since when it has been on file, or since when its permission has ended; None where no date is on file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerView:
    """Everything that one person answers for. Internal."""

    id: str
    person: PersonView
    promises: tuple[str, ...]
    """Ids of promises in this edition."""
    stages: tuple[str, ...]
    """Ids of stages."""
    metrics: tuple[str, ...]
    """Ids of metrics in this edition whose data are theirs."""
    actions: tuple[tuple[str, Action], ...]
    """(id of a promise in this edition, what they do about it)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerInside:
    """When a speaker was asked, and when they may be asked again. Internal."""

    voice: str
    asked_on: date | None
    """The last time, as far as `evidence/asks.csv` knows."""
    asked: int
    """How often in the quarter of the day."""
    free_on: date | None
    """The first day on which the policy allows another request; None where they may be asked today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InternalEdition:
    """What internal readers, the people who keep the promises, may see on one day."""

    publisher: PublisherView
    as_of: date
    why: str | None
    how: str | None
    what: str | None
    contribute_url: str | None
    switchboard: str | None = None
    """What is dialled before an extension."""
    public_url: str | None = None
    """Where the public site stands."""
    stages: tuple[StageView, ...]
    stages_inside: tuple[StageInside, ...]
    promises: tuple[PromiseView, ...]
    promises_inside: tuple[PromiseInside, ...]
    """One for each promise, in the same order."""
    voices: tuple[VoiceView, ...]
    voices_inside: tuple[VoiceInside, ...]
    """One for each testimonial, in the same order."""
    stories: tuple[StoryView, ...]
    metrics: tuple[MetricView, ...]
    roles: tuple[RoleView, ...]
    evidence: tuple[EvidenceEntry, ...]
    """Grouped by kind, newest first."""
    tally: Tally
    held: tuple[Held, ...] = ()
    """What is held back from a site, the oldest first."""
    owners: tuple[OwnerView, ...] = ()
    """Who answers for something, in the register's order."""
    heard: tuple[Heard, ...] = ()
    """What customers said and what was changed, the newest first; naming promises of this edition only."""
    speakers: tuple[SpeakerInside, ...] = ()
    """Whose words are shown, and when they may be asked again; one per voice, in the order of `voices`."""
    proposed: tuple[str, ...] | None = None
    """The same as in a public edition."""
    replaced: tuple[tuple[str, Verdict | None], ...] = ()
    """In a preview: the promises whose verdict or record is another one until everything is approved, each with the
    verdict until then; None where the promise is not on the site until then."""
    withheld: tuple[Withheld, ...] = ()
    """In a preview: what rules keep off this site."""


Edition = PublicEdition | InternalEdition
