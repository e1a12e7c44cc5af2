"""Makes one site: pages, frame, files, audit; and publishes it if nothing stops it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kept.audit import leaks_in
from kept.audit.folder import Folder
from kept.audit.leaks import Leaks
from kept.audit.withheld import Secrets
from kept.building.audited import audit_site, sources_of
from kept.building.checked import Checked, Site, stops
from kept.findings import BuildError, Finding, Place, Report
from kept.model.edition import Edition, InternalEdition
from kept.model.fields import Audience
from kept.model.page import Asset
from kept.model.stated import Stated
from kept.outputs import share_cards
from kept.outputs.all import assets
from kept.pages.all import all_pages
from kept.pages.frame import chrome
from kept.pages.previewed import preview_pages
from kept.pages.stated import stated_by
from kept.pictures.cache import PictureCache
from kept.pictures.derive import Picture
from kept.pictures.share_card import RECIPE
from kept.resources import Resources
from kept.site import search
from kept.site.engine import Engine
from kept.site.folder import write_site
from kept.site.holding import drop, hold_back
from kept.site.publish import publish
from kept.site.shell import shells
from kept.site.shipped import shipped
from kept.site.skeleton import ShellKey
from kept.site.work_folder import HOME

Tell = Callable[[str], None]
"""Called with a few words whenever a step begins."""


@dataclass(frozen=True, slots=True)
class Building:
    """One site to be built, and everything that this takes."""

    root: Path
    checked: Checked
    secrets: Secrets
    audience: Audience
    target: Path
    engine: Engine
    tell: Tell

    @property
    def locale(self) -> str:
        """The language of the site's own words."""
        return self.edition.publisher.locale

    @property
    def edition(self) -> Edition:
        """What the site's readers may see."""
        return self.checked.edition(self.audience)

    def made(
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
        stopped = stops(self._audited(folder, stated.without(held)) if held else report, audience, tolerate)
        if not stopped:
            report += (indexed := self._searchable(folder))
            stopped = stops(indexed, audience)
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
            sources=sources_of(self.root, self.audience),
            stated=stated,
        )

    def _held_back(self, folder: Path, report: Report, tolerate: frozenset[str]) -> tuple[str, ...]:
        """Holds back every file with a fault that stops the site; gives their paths."""
        needles = self.secrets.in_site(self.edition)
        leaking, named = Leaks(needles, without_evidence=shipped()).files(Folder(folder))
        places = {fault.place.path.partition("/")[2] for fault in stops(report, self.audience, tolerate)}
        faulty = {path for path in places if (folder / path).is_file()}
        hold_back(folder, leaking | faulty, self.locale)
        drop(folder, named)
        return tuple(sorted(leaking | faulty | named))


def pictures_of(edition: Edition, pictures: dict[str, Picture]) -> list[Asset]:
    """The pictures of the stories this edition shows, each once."""
    shown = {image.digest for story in edition.stories for image in story.images}
    found = {asset.path: asset for digest in sorted(shown & pictures.keys()) for asset in pictures[digest].assets}
    return list(found.values())
