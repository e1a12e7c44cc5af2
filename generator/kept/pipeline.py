"""The way through, one step after the other: read, judge, render, stamp, audit, publish."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from kept.approvals.messages import for_both
from kept.audit.withheld import Secrets
from kept.building import Building, Checked, Site, Tell, pages_of
from kept.components.untranslated import untranslated
from kept.edition.gate import gates
from kept.edition.policy_change import policy_change
from kept.files.git_history import History
from kept.files.tree import BesideRegister, GitTree, RevisionTree, WorkingTree, trusted_tree
from kept.findings import Finding, Place, Report, Severity, UsageError
from kept.history.branch import Branch
from kept.history.decisions import Event, chronicle
from kept.history.known_on import as_it_stood
from kept.model.edition import Edition
from kept.model.fields import Audience
from kept.model.portfolio import Portfolio
from kept.pages.all import chrome
from kept.pictures import derive
from kept.pictures.derive import Picture
from kept.portfolio import load as reading
from kept.portfolio.inventory import Inventory
from kept.pull.run import Asking, Pulling, pulled
from kept.report.dossier import Dossier
from kept.report.dossier_gathering import gathered, pages_with
from kept.report.summary import summarise
from kept.resources import Resources
from kept.site import docs_tree
from kept.site.engine import Engine
from kept.site.work_folder import HOME
from kept.write.publication import additions, require_recorded
from kept.write.save import write_files


def load(root: Path, trust_ref: str | None) -> tuple[Portfolio | None, Report]:
    """Everything the organisation wrote down; None without a usable register.

    Raises:
        TrustRefError: the revision that says what is approved cannot be read.
    """
    working = WorkingTree(root)
    trusted, revision = trusted_tree(root, trust_ref, working)
    return reading.read(working, trusted, revision)


def load_beside_register(root: Path, trust_ref: str | None) -> tuple[Portfolio | None, Report]:
    """The same with the register as the trusted revision has it, where the one that lies here cannot be used.

    Everything else is as it lies here, so that what was withdrawn or taken down and is not yet committed stays gone.

    Raises:
        TrustRefError: the revision cannot be read.
    """
    trusted, revision = trusted_tree(root, trust_ref, WorkingTree(root))
    return reading.read(BesideRegister(root, trusted), trusted, revision)


def inventory(root: Path) -> Inventory:
    """What there is to take back, whether or not the register and the repository can be used."""
    return Inventory.of(WorkingTree(root))


def load_revision(root: Path, ref: str | None) -> tuple[Portfolio | None, Report]:
    """Everything the organisation had written down at a revision, judged by what was approved there.

    Raises:
        TrustRefError: the revision cannot be read.
    """
    _, revision = trusted_tree(root, ref, WorkingTree(root))
    tree = RevisionTree(root, revision or "HEAD")
    return reading.read(tree, tree, revision)


def load_on(root: Path, ref: str | None, day: date) -> tuple[Portfolio | None, Report]:
    """What stood at a revision on a day that is over: items as they were approved, and no later decision.

    For telling what was known, and never for a build: here stands what has been withdrawn since. Without a repository
    nothing is known of earlier decisions, and it is what `load` gives.

    Raises:
        TrustRefError: the revision cannot be read.
    """
    tree, revision = trusted_tree(root, ref, WorkingTree(root))
    if not isinstance(tree, GitTree):
        return load(root, ref)
    mainline = Branch(tree)
    stood = mainline.tree_on(day)
    portfolio, report = reading.read(stood, stood, revision, day)
    if portfolio:
        # Nothing of it is under review, so nobody is its author for having committed something since.
        portfolio = as_it_stood(replace(portfolio, committers={}), mainline.formerly, day)
    return portfolio, report


def log(root: Path) -> list[Event]:
    """Every decision and publication that leads to `HEAD`, oldest first.

    Raises:
        TrustRefError: the history cannot be read.
        UsageError: there is none.
    """
    tree, revision = trusted_tree(root, None, WorkingTree(root))
    if revision is None:
        message = "there is no git repository here, so nothing remembers what was decided when. Run `git init`, commit."
        raise UsageError(message)
    history = History.of(tree)
    return list(chronicle(history)) if history else []


def pull(root: Path, trust_ref: str | None, asking: Asking, *, dry_run: bool) -> Pulling:
    """Figures from their sources into the tables, and what came from where into evidence/sources.lock.

    Args:
        root: the project's root.
        trust_ref: the revision whose policy says what the sources are.
        asking: what is asked of whom.
        dry_run: whether nothing is to be written.

    Findings:
        KPT103, KPT901, KPT902, KPT904 to KPT906; what is wrong with the policy or the lock, where they cannot be read.

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
    """Both editions of a day, judged, with the pictures they show.

    Args:
        root: the project's root.
        portfolio: what `load` read.
        found: what it found.
        as_of: the day that counts as today.
        preview: whether what waits for a decision is shown too, marked as proposed.
        is_today: whether `as_of` is today, or the day on which a demo stands still.

    Findings:
        What `load` found, what the gate holds back, what a changed policy would; KPT104 for an unusable picture;
        KPT101, KPT104 and KPT107 for what would stop a build, in mkdocs.yml and in site_templates/; KPT101 for a
        language without words.
    """
    (public, held_back), (internal, held_back_inside) = gates(portfolio, as_of=as_of, preview=preview)
    pictures, unusable = _pictures(root, portfolio)
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
    """The sites of these audiences, each put into its folder unless a fault makes it untrustworthy.

    Nothing keeps words online that were withdrawn or taken down: while the site that stands there has them, no fault
    of another item stops the new one, and a page that would still have them is held back.

    A preview, and the site of another day than today, go to folders of their own.

    Args:
        root: the project's root.
        checked: what `check` gave.
        audiences: whose sites.
        out: where they go.
        engine: what draws the frame.
        tell: is told which step begins.
        urgent: whether something is being taken down right now.

    Raises:
        BuildError, UsageError: a site cannot be made. The last good one is as it was.
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
    """The same sites, once the ledgers hold what they say: from now on it is published."""
    recorded = []
    for site in sites:
        write_files(root, site.unrecorded)
        recorded.append(replace(site, wrote=tuple(site.unrecorded), unrecorded={}))
    return recorded


def require_published(root: Path, checked: Checked, trust_ref: str | None) -> None:
    """Ends the command unless the committed ledgers hold everything that the public site of this day says.

    Raises:
        BuildError: they do not.
    """
    working = WorkingTree(root)
    trusted, _ = trusted_tree(root, trust_ref, working)
    require_recorded(additions(checked.portfolio, checked.public), working, trusted)


def dossier(root: Path, checked: Checked, item: str, trust_ref: str | None) -> Dossier:
    """Everything behind one item: `checked` says where it stands, git what became of it.

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
            audience: pages_with(item, pages_of(edition, resources, checked.pictures))
            for audience, edition in editions.items()
        },
        history=History.of(tree),
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
