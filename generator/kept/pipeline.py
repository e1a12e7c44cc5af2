"""The pipeline, one step after the other: read, judge, make pages, stamp, audit, publish."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kept.approvals.messages import for_both
from kept.building.checked import Checked, Site
from kept.components.untranslated import untranslated
from kept.edition.gate import gates
from kept.edition.policy_change import policy_change
from kept.edition.replaced import with_replaced
from kept.files.tree import WorkingTree, trusted_tree
from kept.findings import Report
from kept.loading import load_here
from kept.model.edition import Edition
from kept.model.fields import Audience
from kept.model.portfolio import Portfolio
from kept.pages.frame import chrome
from kept.pictures.of_stories import pictures_of_stories
from kept.pull.run import Asking, Pulling, pulled
from kept.report.summary import summarise
from kept.resources import Resources
from kept.site import docs_tree
from kept.site.engine import Engine
from kept.site.work_folder import HOME
from kept.write.publication import additions, require_recorded
from kept.write.save import write_files

if TYPE_CHECKING:
    from kept.building.making import Tell


def load(root: Path, trust_ref: str | None) -> tuple[Portfolio | None, Report]:
    """Everything the organisation wrote; None without a usable register.

    Raises:
        TrustRefError: the revision that says what is approved cannot be read.
    """
    return load_here(root, trust_ref)


def pull(root: Path, trust_ref: str | None, asking: Asking, *, dry_run: bool) -> Pulling:
    """Pulls figures into the tables, and writes what was pulled into evidence/sources.lock.

    Args:
        root: the project's root.
        trust_ref: the revision whose policy lists the sources.
        asking: everything else the pull needs.
        dry_run: whether to write nothing.

    Findings:
        KPT103, KPT901, KPT902, KPT904 to KPT906; also faults of the policy or the lock.

    Raises:
        UsageError: there is no such source.
    """
    working = WorkingTree(root)
    pulling = pulled(working, trusted_tree(root, trust_ref, working)[0], asking)
    if not dry_run:
        write_files(root, pulling.files)
    return pulling


def check(
    root: Path, portfolio: Portfolio, found: Report, as_of: date, *, preview: bool = False, is_today: bool = True
) -> Checked:
    """Both editions of a day, judged, with their pictures.

    Args:
        root: the project's root.
        portfolio: the result of `load`.
        found: the findings of `load`.
        as_of: the day that counts as today.
        preview: whether items that wait for a decision are shown too, marked as proposed.
        is_today: whether `as_of` is today, or the fixed day of a demo.

    Findings:
        What `load` found, what the gate holds back, what a changed policy would; KPT104 for an unusable picture;
            KPT101, KPT104 and KPT107 for what would stop a build, in mkdocs.yml and in site_templates/; KPT101 for a
            language without words.
    """
    (public, held_back), (internal, held_back_inside) = gates(portfolio, as_of=as_of, preview=preview)
    pictures, unusable = pictures_of_stories(portfolio, cache=root / HOME / "images")
    until_then: dict[Audience, Edition] = {}
    if preview:
        # What has not been approved must not look as if it had: verdicts say what they would replace.
        (public_now, _), (internal_now, _) = gates(portfolio, as_of=as_of)
        public, internal = with_replaced(public, public_now), with_replaced(internal, internal_now)
        until_then = {Audience.PUBLIC: public_now, Audience.INTERNAL: internal_now}
    policy = portfolio.trusted.policy
    sites: dict[Audience, tuple[Edition, Report]] = {
        Audience.PUBLIC: (public, held_back),
        Audience.INTERNAL: (internal, held_back_inside),
    }
    frame = docs_tree.faults(Resources.of(root), (chrome(public), chrome(internal)))
    more = Report.of((*policy_change(portfolio, sites, as_of), *frame, *untranslated(portfolio)))
    report = (found + for_both(held_back, held_back_inside) + unusable + more).weighed(
        policy.severity if policy else {}
    )
    return Checked(
        portfolio=portfolio,
        public=public,
        internal=internal,
        pictures=pictures,
        report=report,
        summary=summarise(portfolio, public, internal, report),
        until_then=until_then,
        is_today=is_today,
    )


def build(
    root: Path,
    checked: Checked,
    audiences: Iterable[Audience],
    *,
    out: Path,
    engine: Engine,
    tell: Tell,
    urgent: bool = False,
) -> list[Site]:
    """Builds the sites of these audiences. Each is published unless a fault makes it untrustworthy.

    Withdrawn or taken-down words go offline in any case. While the published site still contains them, no fault of
    another item stops the new site, and a page that would still contain them is held back.

    A preview and the site of another day are put into separate folders.

    Args:
        root: the project's root.
        checked: the result of `check`.
        audiences: which sites to build.
        out: the folder for the sites.
        engine: draws the frame of the pages.
        tell: called when a step begins.
        urgent: whether this build is part of a takedown.

    Raises:
        BuildError, UsageError: a site cannot be made. The last good one is unchanged.
    """
    # A check needs none of these, and starts a tenth faster without them.
    from kept.audit.withheld import Secrets  # noqa: PLC0415
    from kept.building.making import Building  # noqa: PLC0415
    from kept.building.site import build_site  # noqa: PLC0415
    from kept.building.withdrawn import delete_made_before  # noqa: PLC0415

    base = out if checked.is_today else out / f"as-of-{checked.public.as_of}"
    audiences = tuple(audiences)
    secrets = Secrets(checked.portfolio, map(checked.edition, audiences))
    sites = []
    for audience in audiences:
        target = base / (f"preview-{audience}" if checked.is_preview else audience)
        building = Building(root, checked, secrets, audience, target, engine, tell)
        site = build_site(building, urgent=urgent)
        if checked.is_final:
            site = replace(site, deleted=delete_made_before(building, out))
        if site.published and not site.is_old and audience is Audience.PUBLIC and checked.is_final:
            site = replace(site, unrecorded=additions(checked.portfolio, checked.public))
        sites.append(site)
    return sites


def record(root: Path, sites: Iterable[Site]) -> list[Site]:
    """Writes what the sites say into the ledgers; from then on it counts as published. The same sites."""
    recorded = []
    for site in sites:
        write_files(root, site.unrecorded)
        recorded.append(replace(site, wrote=tuple(site.unrecorded), unrecorded={}))
    return recorded


def require_published(root: Path, checked: Checked, trust_ref: str | None) -> None:
    """Stops the command unless the committed ledgers contain everything that the public site of this day says.

    Raises:
        BuildError: something is missing in them.
    """
    working = WorkingTree(root)
    trusted, _ = trusted_tree(root, trust_ref, working)
    require_recorded(additions(checked.portfolio, checked.public), working, trusted)
