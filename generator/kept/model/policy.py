"""The policy (evidence/policy.toml): who may approve what, and how long approvals and permissions last."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from kept.findings import Severity, rules
from kept.model.evidence import SourceKind
from kept.model.fields import Channel, ChannelText, Noun, Slug, Territory, Text
from kept.model.sources import MetricSource

RoleName = Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$")]


_BY_WEIGHT = (Severity.INFORMATION, Severity.WITHHELD, Severity.ERROR)


def _only_tightened(weights: dict[str, Severity]) -> dict[str, Severity]:
    for code, weight in weights.items():
        rule = rules().get(code)
        if rule is None:
            message = f'there is no rule "{code}"; docs/rules has the list'
            raise ValueError(message)
        if _BY_WEIGHT.index(weight) < _BY_WEIGHT.index(rule.severity) and not rule.may_loosen:
            message = f'{code} weighs "{rule.severity}" and may only be tightened; write a heavier one, or take it out'
            raise ValueError(message)
    return weights


class Requirement(Noun):
    """The approver roles that each kind of use needs."""

    public: Annotated[tuple[RoleName, ...], Field(min_length=1)] = ("promise-owner",)
    """Roles for everything on the public site, in addition to `internal`."""
    internal: Annotated[tuple[RoleName, ...], Field(min_length=1)] = ("promise-owner",)
    """Roles for everything on the internal site."""
    public_numbers: tuple[RoleName, ...] = ("data-owner",)
    """Additional roles for metrics on the public site."""
    site: tuple[RoleName, ...] = ()
    """Roles that must approve the site's own words: the register's names, titles and notes, and hand-written pages."""
    regulated: tuple[RoleName, ...] = ()
    """Additional roles for promises marked `regulated`, and for everything shown with them."""


class Channels(Noun):
    """The permission that each output needs."""

    pages: ChannelText = Channel.SITE
    """The channel that a permission must include for the pages of the site."""
    one_page: ChannelText = Channel.SALES
    """The channel for sheets that sales hands out."""
    images: ChannelText = Channel.SALES
    """The channel for images that sales hands out."""
    embed: ChannelText = Channel.SYNDICATION
    """The channel for cards embedded in other websites."""
    api: ChannelText = Channel.SYNDICATION
    """The channel for the API."""
    feeds: ChannelText = Channel.SYNDICATION
    """The channel for the feeds."""
    share_card: ChannelText = Channel.SOCIAL
    """The channel for cards that social networks show."""


class Defaults(Noun):
    """What holds for every testimonial and story whose file does not say it. Approvals cover these values too."""

    source_kind: SourceKind | None = None
    """The `kind` of every `source` without one."""
    captured_by: Text | None = None
    """Who wrote the words down, where `source` does not say it."""
    verified_by: Text | None = None
    """Who checked, where `verified` does not say it."""
    channels: tuple[ChannelText, ...] = ()
    """What a permission covers that names no channels. It makes no permission by itself."""
    territories: tuple[Territory, ...] = ()
    """The countries of a permission that names none."""


NO_DEFAULTS = Defaults()
"""Every file says everything itself."""


class Policy(Noun):
    """An organisation's rules for its own evidence."""

    require: Requirement = Requirement()
    """The roles that must approve each kind of use."""
    roles: dict[RoleName, tuple[Slug, ...]] = Field(default_factory=dict)
    """The people who hold each approver role. promise-owner and data-owner come from the promise and the metric."""
    approval_valid_months: Annotated[int, Field(ge=1, le=120)] = 12
    """The number of months for which an approval is valid."""
    reconfirm_months: Annotated[int, Field(ge=1, le=240)] = 24
    """The number of months after which a speaker must be asked again."""
    voice_max_promises: Annotated[int, Field(ge=1)] = 3
    """The largest number of promises that one testimonial may be shown with."""
    voice_max_asks_per_quarter: Annotated[int, Field(ge=1)] = 2
    """How many times a speaker may be asked in a quarter."""
    min_group: Annotated[int, Field(ge=1)] = 5
    """The smallest group of employees that may be mentioned without naming anybody."""
    signatures: Literal["optional", "required"] = "optional"
    """Whether an approval counts only if its approver has signed it."""
    channels: Channels = Channels()
    """The permission that each output needs."""
    severity: Annotated[dict[str, Annotated[Severity, Field(strict=False)]], AfterValidator(_only_tightened)] = Field(
        default_factory=dict
    )
    """Other severities for rules, by code: `error`, `withheld` or `information`. They can only be made stricter."""
    sources: tuple[MetricSource, ...] = ()
    """The sources that `kept pull` reads. Only those in the trusted revision are used, because they receive secrets."""
    four_eyes: bool = True
    """Whether different people must collect, check and approve an item. If not, the method page says so."""
    defaults: Defaults = NO_DEFAULTS
    """What is the same for many testimonials and stories, written once. Changing it changes what was approved."""
    switchboard: Annotated[str, Field(pattern=r"^\+?[0-9][0-9 ()-]{0,20}$")] | None = None
    """What is dialled before an extension, so that "ext. 412" can be tapped: `+44 113 496 0`."""
    notes: Text | None = None
    """Notes about these rules."""
