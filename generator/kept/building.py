"""Builds one site from its edition: makes the pages, audits them and publishes the folder.

Withdrawn or taken-down items go offline in any case. While the published site still contains one, no fault of another
item stops the new site, and a file that would still contain it is held back.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from kept.audit import Public, audit, leaks_in
from kept.audit.fairness import HOME as HOME_PAGE
from kept.audit.folder import File, Folder
from kept.audit.inflated import inflated
from kept.audit.leaks import Leaks
from kept.audit.withheld import Secrets
from kept.findings import BuildError, Finding, Place, Report, UsageError
from kept.model.edition import Edition, InternalEdition, PublicEdition
from kept.model.fields import Audience
from kept.model.page import Asset
from kept.model.portfolio import Portfolio
from kept.model.stated import Stated
from kept.outputs import share_cards
from kept.outputs.all import assets
from kept.outputs.output import PERMISSIONS
from kept.pages.all import all_pages
from kept.pages.frame import chrome
from kept.pages.previewed import preview_pages
from kept.pages.stated import stated as stated_of
from kept.pages.stated import stated_by
from kept.pictures.cache import PictureCache
from kept.pictures.derive import Picture
from kept.pictures.share_card import RECIPE
from kept.report.summary import Summary
from kept.resources import CONFIG, Resources, packaged
from kept.site import search
from kept.site.docs_tree import hand_written
from kept.site.engine import Engine
from kept.site.folder import write_site
from kept.site.holding import drop, hold_back
from kept.site.publish import publish
from kept.site.shell import shells
from kept.site.shipped import shipped
from kept.site.skeleton import ShellKey
from kept.site.work_folder import HOME, scratch
from kept.write.takedown import NEVER_IN_THE_WAY

_LEAST = "site_name: kept\ntheme:\n  name: material\n  custom_dir: site_templates/theme\n  font: false\n"
"""The shortest configuration that draws the pages."""

Tell = Callable[[str], None]
"""Called with a few words whenever a step begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Both editions of one day, and all findings."""

    portfolio: Portfolio
    public: PublicEdition
    internal: InternalEdition
    pictures: dict[str, Picture]
    """Every usable picture, by the digest of its original."""
    report: Report
    summary: Summary
    until_then: Mapping[Audience, Edition] = field(default_factory=dict)
    """Of a preview: both editions without what waits for a decision."""
    is_today: bool = True
    """False where the requested day is not today; such a site is never published."""

    @property
    def is_preview(self) -> bool:
        """True where the editions show items that nobody has approved yet."""
        return self.public.proposed is not None

    @property
    def is_final(self) -> bool:
        """True where the site may be published: it is today's, and everything in it is approved."""
        return self.is_today and not self.is_preview

    def edition(self, audience: Audience) -> Edition:
        """What this audience may see."""
        return self.public if audience is Audience.PUBLIC else self.internal


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One finished site, and the findings of its audit."""

    audience: Audience
    folder: Path
    pages: int
    report: Report
    published: bool
    """True where it replaced the last good site."""
    wrote: tuple[str, ...] = ()
    """The ledgers that its publication changed, as paths from the project's root."""
    unrecorded: Mapping[str, str] = field(default_factory=dict)
    """By path: the new text of each ledger that lacks something this site says."""
    held_back: tuple[str, ...] = ()
    """Its files that are held back, because they contained something withdrawn that must not wait for a repair."""
    is_old: bool = False
    """True where no new site could be made, and the old one is online without the withdrawn items."""


@dataclass(frozen=True, slots=True)
class Building:
    """The building of one site."""

    root: Path
    checked: Checked
    secrets: Secrets
    audience: Audience
    target: Path
    engine: Engine
    tell: Tell

    def site(self, *, urgent: bool) -> Site:
        """Makes and publishes the site unless a fault stops it. Withdrawn items go offline in any case.

        Raises:
            BuildError, UsageError: it cannot be made.
        """
        faults = _stops(self.checked.report, self.audience)
        with scratch(self.root) as work:
            if not self.checked.is_final:
                return self._made(work / "new", Resources.of(self.root), frozenset(), Report())
            if not urgent and faults and not self._is_pressing():
                return self._refused(faults)
            tolerate = NEVER_IN_THE_WAY if urgent or faults else frozenset[str]()
            try:
                site = self._made(work / "new", Resources.of(self.root), tolerate, Report())
            except (BuildError, UsageError):
                if not urgent and not self._is_pressing():
                    raise
                return self._rescued(work, None)
            if site.published or not (urgent or self._is_pressing()):
                return site
            return self._rescued(work, site)

    def _made(
        self, work: Path, resources: Resources, tolerate: frozenset[str], found: Report, *, holding: bool = False
    ) -> Site:
        """The site made with these resources; with `holding`, without the files that would stop it."""
        edition, checked, audience = self.checked.edition(self.audience), self.checked, self.audience
        self.tell(f"{audience}: rendering")
        cards = share_cards.drawn(edition, resources.roots, PictureCache(self.root / HOME / "cards", RECIPE))
        until_then = checked.until_then.get(audience)
        made = (
            preview_pages(edition, until_then, resources.roots, checked.pictures)
            if until_then
            else all_pages(edition, resources.roots, checked.pictures)
        )
        pages = [cards.beside(page) for page in made]
        self.tell(f"{audience}: drawing the frame with {self.engine}")
        frames = shells(
            resources,
            work=work / "engine",
            chrome=chrome(edition, is_today=checked.is_today),
            needs=ShellKey.needed(pages),
            engine=self.engine,
        )
        self.tell(f"{audience}: writing {len(pages)} pages")
        folder = work / audience
        drawn = list(assets(edition, resources.roots))
        pictures = pictures_of(edition, checked.pictures)
        stated = stated_by(edition, pages, drawn, is_internal=isinstance(edition, InternalEdition))
        files = write_site(folder, frames, pages, [*drawn, *pictures, *cards.assets])
        self.tell(f"{audience}: auditing {len(files)} files")
        report = Report.of(frames.findings) + self._audited(folder, stated)
        held = self._held_back(folder, report, tolerate) if holding else ()
        stopped = _stops(self._audited(folder, stated.without(held)) if held else report, audience, tolerate)
        if not stopped:
            report += (indexed := self._searchable(folder))
            stopped = _stops(indexed, audience)
        if not stopped:
            self.tell(f"{audience}: publishing")
            publish(folder, self.target)
        return Site(
            audience=audience,
            folder=self.target,
            pages=len(pages),
            report=found + report,
            published=not stopped,
            held_back=held,
        )

    def _searchable(self, folder: Path) -> Report:
        """Makes the search index from the audited pages, and searches it for secrets as everything else.

        Findings:
            KPT801; KPT809: the pages cannot be indexed, and the site has no search.
        """
        self.tell(f"{self.audience}: making it searchable")
        try:
            index = search.make_searchable(folder)
        except BuildError as error:
            message, _, hint = str(error).partition(". ")
            place = Place(f"{self.audience}/{search.FOLDER}/")
            return Report.of(
                [Finding(code="KPT809", place=place, message=f"{message}. The site has no search.", hint=hint)]
            )
        return leaks_in(folder, index, self.secrets.in_site(self.checked.edition(self.audience)))

    def _audited(self, folder: Path, stated: Stated) -> Report:
        return audit_site(
            folder,
            self.checked,
            self.audience,
            preview=self.checked.is_preview,
            secrets=self.secrets,
            sources=_sources(self.root, self.audience),
            stated=stated,
        )

    def _refused(self, faults: Report) -> Site:
        return Site(audience=self.audience, folder=self.target, pages=0, report=faults, published=False)

    def _rescued(self, work: Path, refused: Site | None) -> Site:
        """The site without the files that would stop it, with less and less of the project's own look if needed.

        First with the project's templates and configuration, then with kept's own, then with mkdocs and the shortest
        configuration. Otherwise the old site.

        Raises:
            BuildError, UsageError: there is no old one, and no new one can be made.
        """
        found = refused.report if refused else Report()
        for name, building, resources in self._ways(work):
            with suppress(BuildError, UsageError):
                site = building._made(work / name, resources, NEVER_IN_THE_WAY, found, holding=True)  # noqa: SLF001  the same class
                if site.published and (name != "project" or HOME_PAGE not in site.held_back):
                    return site
        held = self._clean_old(work / "old")
        if held is None:
            return refused or self._made(work / "last", Resources.of(self.root), NEVER_IN_THE_WAY, found)
        return Site(
            audience=self.audience,
            folder=self.target,
            pages=0,
            report=found,
            published=True,
            held_back=held,
            is_old=True,
        )

    def _ways(self, work: Path) -> Iterator[tuple[str, Building, Resources]]:
        """How the site can be drawn, the project's own way first."""
        yield "project", self, Resources.of(self.root)
        yield "own", self, Resources((packaged(),))
        least = work / "least-configuration"
        least.mkdir(parents=True)
        (least / CONFIG).write_text(_LEAST, encoding="utf-8")
        yield "least", replace(self, engine=Engine.MKDOCS), Resources((least, packaged()))

    def _held_back(self, folder: Path, report: Report, tolerate: frozenset[str]) -> tuple[str, ...]:
        """Holds back every file with a fault that stops the site; gives their paths."""
        needles = self.secrets.in_site(self.checked.edition(self.audience))
        leaking, named = Leaks(needles, without_evidence=shipped()).files(Folder(folder))
        places = {fault.place.path.partition("/")[2] for fault in _stops(report, self.audience, tolerate)}
        faulty = {path for path in places if (folder / path).is_file()}
        hold_back(folder, leaking | faulty, self._locale)
        drop(folder, named)
        return tuple(sorted(leaking | faulty | named))

    def _clean_old(self, folder: Path) -> tuple[str, ...] | None:
        """Publishes the old site without the files that contain withdrawn items; None where there is no old site."""
        if not self.target.is_dir():
            return None
        shutil.copytree(self.target, folder)
        search.drop(folder)
        leaking, named = self._traces(folder)
        hold_back(folder, leaking, self._locale)
        drop(folder, named)
        with suppress(BuildError):
            search.make_searchable(folder)
        publish(folder, self.target)
        return tuple(sorted(leaking | named))

    def _traces(self, folder: Path) -> tuple[set[str], set[str]]:
        """Where a site contains withdrawn items: in the text of files, and in their names."""
        edition = self.checked.edition(self.audience)
        taken_back = self.secrets.in_site(edition).only(self.secrets.taken_back)
        leaking, named = Leaks(taken_back, without_evidence=shipped()).files(Folder(folder))
        notices = {f"{path}index.html" for path in edition.notices} if isinstance(edition, PublicEdition) else set()
        return leaking, named - notices

    def _is_pressing(self) -> bool:
        """True where something was withdrawn and, as far as is known here, is still online."""
        if not self.secrets.taken_back:
            return False
        if self.target.is_dir():
            return any(self._traces(self.target))
        published = self.checked.portfolio.ledgers.permalinks or {}
        online = {path.rstrip("/").rpartition("/")[2] for path, entry in published.items() if not entry.gone}
        return not online.isdisjoint(self.secrets.taken_back)

    @property
    def _locale(self) -> str:
        return self.checked.edition(self.audience).publisher.locale


def _stops(faults: Iterable[Finding], audience: Audience, tolerate: frozenset[str] = frozenset()) -> Report:
    """The faults that stop a site from being published."""
    return Report.of(
        fault
        for fault in faults
        if fault.stops_site and fault.audience in {None, audience} and fault.code not in tolerate
    )


def _sources(root: Path, audience: Audience) -> dict[str, File]:
    """By page: its hand-written file."""
    found = hand_written(Resources.of(root), audience)
    inside = {page: path for page, path in found.items() if path.is_relative_to(root.resolve())}
    return {
        page: File(page, path.read_bytes(), path.relative_to(root.resolve()).as_posix())
        for page, path in inside.items()
    }


def audit_site(
    folder: Path,
    checked: Checked | None,
    audience: Audience,
    *,
    preview: bool = False,
    secrets: Secrets | None = None,
    sources: Mapping[str, File] = MappingProxyType({}),
    stated: Stated | None = None,
) -> Report:
    """The faults in the bytes of a finished site.

    Args:
        folder: the site.
        checked: the result of `check`. Without it no leaks can be found.
        audience: whose site it is.
        preview: whether it should be a preview.
        secrets: the secrets of `checked`, if already computed.
        sources: by page, its hand-written file.
        stated: what the site of this edition must say, if already worked out.
    """
    is_public = audience is Audience.PUBLIC
    if checked is None:
        return audit(folder, None, None, public=Public() if is_public else None, preview=preview)
    edition = checked.edition(audience)
    publisher = edition.publisher
    public = Public(publisher.name) if is_public else None
    secrets = secrets or Secrets(checked.portfolio)
    in_outputs = secrets.in_outputs(checked.public, PERMISSIONS) if is_public else {}
    found = audit(
        folder,
        secrets.in_site(edition),
        publisher.site_url,
        public=public,
        outputs={PERMISSIONS[name]: hidden for name, hidden in in_outputs.items()},
        preview=preview,
        without_evidence=shipped(),
        sources=sources,
        stated=stated or stated_of(edition),
    )
    if is_public:
        found += inflated(checked.portfolio, checked.public, checked.internal)
    policy = checked.portfolio.trusted.policy
    return found.weighed(policy.severity if policy else {})


def pictures_of(edition: Edition, pictures: dict[str, Picture]) -> list[Asset]:
    """The pictures of the stories this edition shows, each once."""
    shown = {image.digest for story in edition.stories for image in story.images}
    found = {asset.path: asset for digest in sorted(shown & pictures.keys()) for asset in pictures[digest].assets}
    return list(found.values())
