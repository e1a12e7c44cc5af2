"""In a preview: the quotes and stories that rules keep off a site, and what may be said of each."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kept.edition.evidence_projection import voice_view
from kept.findings import Severity
from kept.model.edition import Withheld
from kept.model.evidence import Testimonial
from kept.model.fields import Audience
from kept.model.policy import Channels

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kept.edition.clearance import Clearance
    from kept.findings import Finding
    from kept.model.evidence import CaseStudy
    from kept.model.portfolio import Portfolio

_ABOUT_THE_WORDS = frozenset(
    (
        *("KPT201", "KPT202", "KPT204", "KPT205", "KPT301", "KPT303"),
        *("KPT320", "KPT322", "KPT401", "KPT402", "KPT404", "KPT405", "KPT505", "KPT701"),
        # Approvals that may still be given.
        *("KPT601", "KPT602", "KPT603", "KPT604", "KPT606", "KPT607", "KPT608"),
    )
)
"""The rules whose objections a reviewer judges by reading the words. Of any other rule the words are left out: the
speaker, or whoever took them down, has not permitted them, or nobody can say."""


def withheld(
    portfolio: Portfolio, cleared: Clearance, findings: Iterable[Finding], audience: Audience
) -> Iterator[Withheld]:
    """Everything meant for this audience that is not on its site, by id; withdrawn and taken-down items are left out.

    Args:
        portfolio: what was read.
        cleared: what is on the site.
        findings: those of this site.
        audience: who the site is for.
    """
    codes: defaultdict[str, list[str]] = defaultdict(list)
    for finding in findings:
        if finding.item and finding.severity is not Severity.INFORMATION:
            codes[finding.item].append(finding.code)
    items: tuple[Testimonial | CaseStudy, ...] = (*portfolio.testimonials.values(), *portfolio.case_studies.values())
    for item in sorted(items, key=lambda one: one.id):
        is_meant = item.audience is Audience.PUBLIC or audience is Audience.INTERNAL
        is_shown = item.id in cleared.testimonials or item.id in cleared.case_studies
        if is_meant and not is_shown and item.id in codes and item.id not in portfolio.withdrawn:
            yield _entry(item, cleared, tuple(dict.fromkeys(codes[item.id])))


def _entry(item: Testimonial | CaseStudy, cleared: Clearance, codes: tuple[str, ...]) -> Withheld:
    may_be_read = _ABOUT_THE_WORDS.issuperset(codes) and not item.synthetic
    words, speaker = _said(item) if may_be_read else (None, None)
    return Withheld(
        kind="voice" if isinstance(item, Testimonial) else "story",
        promises=tuple(promise for promise in item.promises if promise in cleared.promises),
        codes=codes,
        words=words,
        speaker=speaker,
    )


def _said(item: Testimonial | CaseStudy) -> tuple[str, str | None]:
    """The words, and who said them as far as the speaker wants to be named."""
    if not isinstance(item, Testimonial):
        return f"{item.title}\n\n{item.summary}", None
    shown = voice_view(item, (), "", Channels())
    return item.body, ", ".join(part for part in (shown.name, shown.role, shown.organisation) if part) or None
