"""The way through, one step after the other: read, judge, render, stamp, audit, publish."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from kept.approvals.messages import for_both
from kept.audit import Public, audit
from kept.audit.inflated import inflated
from kept.audit.withheld import needles, needles_of_output
from kept.components.untranslated import untranslated
from kept.edition.gate import gates
from kept.edition.policy_change import policy_change
from kept.files.git_history import History
from kept.files.tree import BesideRegister, GitTree, RevisionTree, WorkingTree, trusted_tree
from kept.findings import Finding, Place, Report, Severity, UsageError
from kept.history.branch import Branch
from kept.history.decisions import Event, chronicle
from kept.history.known_on import as_it_stood
from kept.model.edition import Edition, InternalEdition, PublicEdition
from kept.model.fields import Audience
from kept.model.page import Asset, Page
from kept.model.portfolio import Portfolio
from kept.outputs.all import assets
from kept.pages.all import chrome, internal_pages, public_pages
from kept.pictures import derive
from kept.pictures.derive import Picture
from kept.portfolio import load as reading
from kept.portfolio.inventory import Inventory
from kept.pull.run import Asking, Pulling, pulled
from kept.report.dossier import Dossier
from kept.report.dossier_gathering import gathered, pages_with
from kept.report.summary import Summary, summarise
from kept.resources import Resources
from kept.site import docs_tree
from kept.site.engine import Engine
from kept.site.folder import write_site
from kept.site.publish import publish
from kept.site.shell import shells
from kept.site.skeleton import ShellKey
from kept.site.work_folder import HOME, scratch
from kept.write.publication import additions, require_recorded
from kept.write.save import write_files

_OUTPUTS = ("api", "embed", "feeds")
"""Folders of the public site for which a speaker's permission is asked apart from that for its pages."""

Tell = Callable[[str], None]
"""Is told, in a few words, which step begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Both editions of one day, and everything that was found on the way."""

    portfolio: Portfolio
    public: PublicEdition
    internal: InternalEdition
    pictures: dict[str, Picture]
    """Every usable picture, by the digest of its original."""
    report: Report
    summary: Summary
    is_today: bool = True
    """False where the day asked about is not today: such a site is never published."""

    @property
    def is_preview(self) -> bool:
        """True where the editions show what nobody has approved yet."""
        return self.public.proposed is not None

    def edition(self, audience: Audience) -> Edition:
        """What this audience may see."""
        return self.public if audience is Audience.PUBLIC else self.internal


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One finished site, and what its audit found."""

    audience: Audience
    folder: Path
    pages: int
    report: Report
    published: bool
    """True where it took the last good one's place."""
    wrote: tuple[str, ...] = ()
    """The ledgers that publishing it changed, as paths from the project's root."""
    unrecorded: Mapping[str, str] = field(default_factory=dict)
    """By path: the new text of each ledger that does not hold yet what the site says."""


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


def load_stood(root: Path, ref: str | None, day: date) -> tuple[Portfolio | None, Report]:
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
    stood = mainline.stood(day)
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
    tolerate: frozenset[str] = frozenset(),
) -> list[Site]:
    """The sites of these audiences, each put into its folder unless a fault makes it untrustworthy.

    A preview, and the site of another day than today, go to folders of their own.

    Args:
        root: the project's root.
        checked: what `check` gave.
        audiences: whose sites.
        out: where they go.
        engine: what draws the frame.
        tell: is told which step begins.
        tolerate: codes that stop no site this time, because taking something down must not wait for them.

    Raises:
        BuildError, UsageError: a site cannot be made. The last good one is as it was.
    """
    is_final = checked.is_today and not checked.is_preview
    base = out if checked.is_today else out / f"as-of-{checked.public.as_of}"
    sites = []
    for audience in audiences:
        target = base / (f"preview-{audience}" if checked.is_preview else audience)
        faults = Report.of(fault for fault in checked.report if _stops(fault, audience, tolerate))
        if faults and is_final:
            sites.append(Site(audience=audience, folder=target, pages=0, report=faults, published=False))
            continue
        sites.append(_site(root, checked, audience, target, engine, tell, tolerate))
        if sites[-1].published and audience is Audience.PUBLIC and is_final:
            sites[-1] = replace(sites[-1], unrecorded=additions(checked.portfolio, checked.public))
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


def _stops(fault: Finding, audience: Audience, tolerate: frozenset[str]) -> bool:
    return fault.stops_site and fault.audience in {None, audience} and fault.code not in tolerate


def _site(
    root: Path,
    checked: Checked,
    audience: Audience,
    target: Path,
    engine: Engine,
    tell: Tell,
    tolerate: frozenset[str],
) -> Site:
    edition = checked.edition(audience)
    resources = Resources.of(root)
    with scratch(root) as work:
        tell(f"{audience}: rendering")
        pages = _pages(edition, resources, checked.pictures)
        tell(f"{audience}: drawing the frame with {engine}")
        frames = shells(
            resources,
            work=work / "engine",
            chrome=chrome(edition, is_today=checked.is_today),
            needs=ShellKey.needed(pages),
            engine=engine,
        )
        tell(f"{audience}: writing {len(pages)} pages")
        files = write_site(work / audience, frames, pages, _assets(edition, resources, checked.pictures))
        tell(f"{audience}: auditing {len(files)} files")
        report = Report.of(frames.findings) + audit_site(work / audience, checked, audience, preview=checked.is_preview)
        is_sound = not any(_stops(fault, audience, tolerate) for fault in report)
        if is_sound:
            tell(f"{audience}: publishing")
            publish(work / audience, target)
    return Site(audience=audience, folder=target, pages=len(pages), report=report, published=is_sound)


def audit_site(folder: Path, checked: Checked | None, audience: Audience, *, preview: bool = False) -> Report:
    """What is wrong with the bytes of a finished site. Without `checked` nobody knows what would be a leak."""
    is_public = audience is Audience.PUBLIC
    if checked is None:
        return audit(folder, None, None, public=Public() if is_public else None, preview=preview)
    edition = checked.edition(audience)
    publisher = edition.publisher
    public = Public(publisher.name) if is_public else None
    hidden = needles(checked.portfolio, edition)
    outputs = {f"{output}/": needles_of_output(checked.portfolio, checked.public, output) for output in _OUTPUTS}
    found = audit(
        folder, hidden, publisher.site_url, public=public, outputs=outputs if is_public else {}, preview=preview
    )
    if is_public:
        found += inflated(checked.portfolio, checked.public, checked.internal)
    policy = checked.portfolio.trusted.policy
    return found.weighed(policy.severity if policy else {})


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
            audience: pages_with(item, _pages(edition, resources, checked.pictures))
            for audience, edition in editions.items()
        },
        history=History.of(tree),
    )


def _pages(edition: Edition, resources: Resources, pictures: dict[str, Picture]) -> list[Page]:
    if isinstance(edition, InternalEdition):
        return list(internal_pages(edition, resources.roots, pictures))
    return list(public_pages(edition, resources.roots, pictures))


def _assets(edition: Edition, resources: Resources, pictures: dict[str, Picture]) -> list[Asset]:
    """Tables, data, embeds, feeds, and the pictures of the stories this edition shows, each once."""
    shown = {image.digest for story in edition.stories for image in story.images}
    of_pictures = {asset.path: asset for digest in sorted(shown & pictures.keys()) for asset in pictures[digest].assets}
    return [*assets(edition, resources.roots), *of_pictures.values()]


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
