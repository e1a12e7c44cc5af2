"""Where each piece of evidence may be used outside the organisation, and why not elsewhere."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from kept.findings import Finding, Severity
from kept.model.fields import Audience
from kept.model.policy import Channels
from kept.rules.permission import permits_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kept.edition.clearance import Clearance
    from kept.model.edition import EvidenceEntry
    from kept.model.evidence import CaseStudy, Testimonial
    from kept.model.portfolio import Portfolio

WEB, SALES, SOCIAL, PARTNERS = "web", "sales", "social", "partners"
INSIDE = "inside"
"""Instead of a rule: it was never meant for anybody but the people inside."""


def with_uses(
    entries: Iterable[EvidenceEntry], portfolio: Portfolio, public: Clearance, findings: Iterable[Finding]
) -> Iterator[EvidenceEntry]:
    """The same entries, each with where it may be used.

    Args:
        entries: what the people inside may see.
        portfolio: the permissions and the policy.
        public: what is on the public site.
        findings: what holds something back from it.
    """
    against: defaultdict[str, list[str]] = defaultdict(list)
    for finding in findings:
        if finding.item and not finding.in_part and finding.severity is not Severity.INFORMATION:
            against[finding.item].append(finding.code)
    policy = portfolio.trusted.policy
    channels = policy.channels if policy else Channels()
    for entry in entries:
        codes = tuple(dict.fromkeys(against[entry.id]))
        item = portfolio.testimonials.get(entry.id) or portfolio.case_studies.get(entry.id)
        if item is None:
            meant = portfolio.metrics[entry.id].audience is Audience.PUBLIC
            everywhere = frozenset((WEB, SALES, SOCIAL, PARTNERS))
            uses = everywhere if entry.id in public.metrics else frozenset[str]()
        else:
            meant = item.audience is Audience.PUBLIC
            uses = _of_words(item, codes, channels, portfolio, is_public=entry.on_public_site)
        not_web = () if entry.on_public_site else codes if meant else (INSIDE,)
        yield replace(entry, uses=uses, not_web=not_web)


def _of_words(
    item: Testimonial | CaseStudy, codes: tuple[str, ...], channels: Channels, portfolio: Portfolio, *, is_public: bool
) -> frozenset[str]:
    """Where words may be used: on the site if they are shown there, elsewhere if the speaker also permitted it."""
    permitted = item.consent.channels
    if not is_public:
        # Approved for the public, and all that is lacking is the speaker's yes to the web: sales may still use it.
        only_the_web = codes == ("KPT311",) and channels.pages not in permitted and permits_name(item)
        covered = set(portfolio.register.organisation.territories) <= set(item.consent.territories)
        is_for_sales = only_the_web and covered and channels.one_page in permitted
        return frozenset([SALES] if is_for_sales else [])
    asked = ((SALES, channels.one_page), (SOCIAL, channels.share_card), (PARTNERS, channels.embed))
    return frozenset([WEB, *(use for use, channel in asked if channel in permitted)])
