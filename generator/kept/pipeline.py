"""The pipeline, one step after the other: read, judge, make pages, stamp, audit, publish."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from kept.approvals.messages import for_both
from kept.approvals.once_merged import once_merged
from kept.audit.withheld import Secrets
from kept.building import Building, Checked, Site, Tell
from kept.components.page_context import PageContext
from kept.components.untranslated import untranslated
from kept.edition.gate import gates
from kept.edition.policy_change import policy_change
from kept.edition.replaced import with_replaced
from kept.files import branches, remote
from kept.files.git_history import History
from kept.files.tree import BesideRegister, GitTree, RevisionTree, WorkingTree, trusted_tree
from kept.findings import Finding, Place, Report, Severity, UsageError
from kept.history.branch import Branch
from kept.history.decisions import Event, chronicle
from kept.history.known_on import as_it_stood
from kept.model.edition import Edition
from kept.model.fields import Audience
from kept.model.portfolio import Portfolio
from kept.model.register import Organisation
from kept.outputs import sheets as handouts
from kept.pages.all import all_pages
from kept.pages.frame import chrome
from kept.pages.previewed import differing_paths
from kept.pictures import derive
from kept.pictures.derive import Picture
from kept.portfolio import load as reading
from kept.portfolio import merged
from kept.portfolio.inventory import Inventory
from kept.pull.run import Asking, Pulling, pulled
from kept.report.difference import gathering
from kept.report.difference.values import Difference
from kept.report.dossier import Dossier
from kept.report.dossier_gathering import gathered, pages_with
from kept.report.summary import summarise
from kept.resources import Resources
from kept.site import docs_tree
from kept.site.engine import Engine
from kept.site.work_folder import HOME
from kept.write.approve_page import ApprovePages
from kept.write.publication import additions, require_recorded
from kept.write.save import write_files


def load(root: Path, trust_ref: str | None) -> tuple[Portfolio | None, Report]:
    """Everything the organisation wrote; None without a usable register.

    Raises:
        TrustRefError: the revision that says what is approved cannot be read.
    """
    working = WorkingTree(root)
    trusted, revision = trusted_tree(root, trust_ref, working)
    return reading.read(working, trusted, revision)


def load_beside_register(root: Path, trust_ref: str | None) -> tuple[Portfolio | None, Report]:
    """Like `load`, but with the trusted revision's register where the one here cannot be used.

    All other files are read from the working tree, so that uncommitted withdrawals and takedowns are respected.

    Raises:
        TrustRefError: the revision cannot be read.
    """
    trusted, revision = trusted_tree(root, trust_ref, WorkingTree(root))
    return reading.read(BesideRegister(root, trusted), trusted, revision)


def inventory(root: Path) -> Inventory:
    """What can be taken down; works without a usable register or repository."""
    return Inventory.of(WorkingTree(root))


def load_revision(root: Path, ref: str | None) -> tuple[Portfolio | None, Report]:
    """Everything the organisation had written at a revision, judged by the approvals in that revision.

    Raises:
        TrustRefError: the revision cannot be read.
    """
    _, revision = trusted_tree(root, ref, WorkingTree(root))
    tree = RevisionTree(root, revision or "HEAD")
    return reading.read(tree, tree, revision)


def load_on(root: Path, ref: str | None, day: date) -> tuple[Portfolio | None, Report]:
    """The portfolio of a revision as it was on an earlier day: items as approved then, without later decisions.

    It is only for reports, never for a build, because it contains items that were withdrawn later. Without a repository
    earlier decisions are unknown, and the result is that of `load`.

    Raises:
        TrustRefError: the revision cannot be read.
    """
    tree, revision = trusted_tree(root, ref, WorkingTree(root))
    if not isinstance(tree, GitTree):
        return load(root, ref)
    mainline = Branch(tree)
    earlier = mainline.tree_on(day)
    portfolio, report = reading.read(earlier, earlier, revision, day)
    if portfolio:
        # Nothing here is under review, so a later commit must not make anybody an author.
        portfolio = as_it_stood(replace(portfolio, committers={}), mainline.formerly, day)
    return portfolio, report


def log(root: Path) -> list[Event]:
    """Every decision and publication in the commits up to `HEAD`, oldest first.

    Raises:
        TrustRefError: the history cannot be read.
        UsageError: there is no history.
    """
    tree, revision = trusted_tree(root, None, WorkingTree(root))
    if revision is None:
        message = "there is no git repository here, so nothing remembers what was decided when. Run `git init`, commit."
        raise UsageError(message)
    history = History.of(tree)
    return list(chronicle(history)) if history else []


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
    pictures, unusable = _pictures(root, portfolio)
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
    base = out if checked.is_today else out / f"as-of-{checked.public.as_of}"
    audiences = tuple(audiences)
    secrets = Secrets(checked.portfolio, map(checked.edition, audiences))
    sites = []
    for audience in audiences:
        target = base / (f"preview-{audience}" if checked.is_preview else audience)
        site = Building(root, checked, secrets, audience, target, engine, tell).site(urgent=urgent)
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


def dossier(root: Path, checked: Checked, item: str, trust_ref: str | None) -> Dossier:
    """Everything about one item: `checked` says where it is shown, git has its history.

    Raises:
        UsageError: there is no such item.
    """
    tree, _ = trusted_tree(root, trust_ref, WorkingTree(root))
    resources = Resources.of(root)
    editions = {audience: checked.edition(audience) for audience in Audience}
    return gathered(
        checked.portfolio,
        item,
        as_of=checked.public.as_of,
        report=checked.report,
        editions=editions,
        pages={
            audience: pages_with(item, all_pages(edition, resources.roots, checked.pictures))
            for audience, edition in editions.items()
        },
        history=History.of(tree),
    )


def sheets(root: Path, checked: Checked, item: str) -> Mapping[str, str]:
    """By file name: the sheets of a promise, a story or a sector, as documents that need nothing beside them.

    Raises:
        UsageError: the public site has nothing of that name that may be handed out.
    """
    found = handouts.alone(PageContext(checked.public, Resources.of(root).roots, {}), item)
    if not found:
        message = (
            f"There is no sheet of {item}: the public site of {checked.public.as_of} shows no promise, story or sector "
            "of that name that may be handed out. A story needs a permission for sales. "
            "`kept check` says what is held back."
        )
        raise UsageError(message)
    return found


def difference(
    root: Path,
    ref: str,
    today: Callable[[Organisation | None], date],
    *,
    preview_url: str | None = None,
    repository: str | None = None,
    branch: str | None = None,
) -> Difference:
    """What the change that lies here does to both sites, against the commit where it left a revision.

    Args:
        root: the project's root.
        ref: the revision that the change goes into.
        today: gives the day that counts as today.
        preview_url: where the previews of both sites can be looked at.
        repository: its address on the forge; None: that of the remote `origin`.
        branch: the change's own branch there; None: the one that is checked out.

    Raises:
        TrustRefError: the revision cannot be read.
        UsageError: it and what is checked out have no commit in common.
    """
    _, revision = trusted_tree(root, ref, WorkingTree(root))
    base = branches.merge_base(root, revision or ref)
    if base is None:
        message = f"what is checked out and {ref} have no commit in common, so nothing can be compared. Name another."
        raise UsageError(message)
    newer = branches.commits_since(root, base, revision or ref)
    before, found_before = load_revision(root, base)
    here, found = load(root, base)
    if here is None:
        organisation = before.register.organisation if before else None
        name = organisation.name if organisation else ""
        return gathering.broken(name, today(organisation), (ref, base[:10], newer), found)
    day = today(here.register.organisation)
    working = WorkingTree(root)
    whole = merged.whole(working, here)
    roots = Resources.of(root).roots
    pictures = _pictures(root, here)[0] if preview_url else {}
    repository, branch = repository or remote.origin(root), branch or branches.checked_out(root)
    approve = ApprovePages(here, repository, branch, day) if repository and branch else None
    return gathering.difference(
        gathering.Change(
            organisation=here.register.organisation.name,
            as_of=day,
            ref=ref,
            base=base[:10],
            newer=newer,
            before=before,
            here=here,
            merged=once_merged(here, whole.trusted, whole.ledgers),
            lying=whole.lying,
            found_before=found_before,
            found=check(root, here, found, day).report,
            files=branches.changed_files(root, base),
            preview_url=preview_url,
            # Drawing both sites at four moments takes a while, and only links need it.
            pages=lambda old, new: differing_paths(old, new, roots, pictures) if preview_url else (),
            approve_page=approve.page if approve else lambda *_: None,
        )
    )


def _pictures(root: Path, portfolio: Portfolio) -> tuple[dict[str, Picture], Report]:
    pictures: dict[str, Picture] = {}
    findings = []
    for story in portfolio.case_studies.values():
        for index, image in enumerate(story.images):
            content = portfolio.images.get((story.id, image.file))
            if content is None:
                continue
            picture = derive.derive(content, image.file, cache=root / HOME / "images")
            place = portfolio.place(story.id, ("images", index, "file"))
            if isinstance(picture, Picture):
                pictures[hashlib.sha256(content).hexdigest()] = picture
                if better := derive.mislabelled(content, image.file):
                    findings.append(_mislabelled(place, image.file, better, story.id))
                continue
            findings.append(
                Finding(code="KPT104", place=place, message=picture.message, hint=picture.hint, item=story.id)
            )
    return pictures, Report.of(findings)


def _mislabelled(place: Place, name: str, better: str, item: str) -> Finding:
    return Finding(
        code="KPT104",
        place=place,
        message=f"{name} has a wrong ending for what it holds; the picture is shown all the same.",
        hint=f"rename it to {better}, here and in the folder; whoever approved it approves it once more then.",
        item=item,
        weight=Severity.INFORMATION,
    )
