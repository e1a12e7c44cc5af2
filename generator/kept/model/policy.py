"""The policy (evidence/policy.toml): who may approve what, and how long things stay good."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from kept.findings import Severity, rules
from kept.model.fields import Channel, ChannelText, Noun, Slug, Text
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
    """Which approver roles each kind of use needs."""

    public: Annotated[tuple[RoleName, ...], Field(min_length=1)] = ("promise-owner",)
    """For everything on the public site, in addition to what `internal` needs."""
    internal: Annotated[tuple[RoleName, ...], Field(min_length=1)] = ("promise-owner",)
    """For everything on the internal site."""
    public_numbers: tuple[RoleName, ...] = ("data-owner",)
    """For metrics on the public site, in addition."""
    site: tuple[RoleName, ...] = ()
    """For the site's own words: names, titles, stages and notes of the register, and hand-written pages."""
    regulated: tuple[RoleName, ...] = ()
    """For promises marked `regulated`, and everything shown for them, in addition."""


class Channels(Noun):
    """Which permission each output needs."""

    pages: ChannelText = Channel.SITE
    """For the pages of the site."""
    one_page: ChannelText = Channel.SALES
    """For the sheets that sales hands out."""
    images: ChannelText = Channel.SALES
    """For images that sales hands out."""
    embed: ChannelText = Channel.SYNDICATION
    """For cards on other people's pages."""
    api: ChannelText = Channel.SYNDICATION
    """For the data that programs read."""
    feeds: ChannelText = Channel.SYNDICATION
    """For the feeds."""
    share_card: ChannelText = Channel.SOCIAL
    """For the cards that social networks show."""


class Policy(Noun):
    """The rules of this organisation for its own evidence."""

    require: Requirement = Requirement()
    """Which roles must approve for which use."""
    roles: dict[RoleName, tuple[Slug, ...]] = Field(default_factory=dict)
    """Who holds each approver role; promise-owner and data-owner come from the promise and the metric."""
    approval_valid_months: Annotated[int, Field(ge=1, le=120)] = 12
    """After how many months an approval runs out."""
    reconfirm_months: Annotated[int, Field(ge=1, le=240)] = 24
    """After how many months a speaker is asked again."""
    voice_max_promises: Annotated[int, Field(ge=1)] = 3
    """Under how many promises one voice may stand."""
    voice_max_asks_per_quarter: Annotated[int, Field(ge=1)] = 2
    """How often one speaker may be asked in a quarter."""
    min_group: Annotated[int, Field(ge=1)] = 5
    """The smallest group of employees that may be spoken of without naming anybody."""
    signatures: Literal["optional", "required"] = "optional"
    """Whether an approval counts only with its approver's signature beside it."""
    channels: Channels = Channels()
    """Which permission each output needs."""
    severity: Annotated[dict[str, Annotated[Severity, Field(strict=False)]], AfterValidator(_only_tightened)] = Field(
        default_factory=dict
    )
    """What a rule weighs here instead: by its code, `error`, `withheld` or `information`."""
    sources: tuple[MetricSource, ...] = ()
    """What `kept pull` reads, at which address. They count as the trusted revision has them: secrets are sent there."""
    four_eyes: bool = True
    """Whether collecting, checking and approving an item takes different people; where not, the method page says so."""
    notes: Text | None = None
    """Anything you want to remember about these rules."""
