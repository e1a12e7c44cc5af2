"""Builds one site and publishes it, unless a fault stops it.

Withdrawn or taken-down items go offline in any case. While the published site still contains one, no fault of another
item stops the new site, and a file that would still contain it is held back. Only a public site that would rewrite or
lose a published result is not made: then the old one goes on without the words.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from kept.audit.fairness import HOME as HOME_PAGE
from kept.building.checked import Site, stops
from kept.building.making import Building
from kept.building.withdrawn import clean_old, is_pressing
from kept.findings import BuildError, Finding, Report, UsageError
from kept.model.fields import Audience
from kept.resources import CONFIG, Resources, packaged
from kept.site.engine import Engine
from kept.site.work_folder import scratch
from kept.write.takedown import NEVER_IN_THE_WAY

_LEAST = "site_name: kept\ntheme:\n  name: material\n  custom_dir: site_templates/theme\n  font: false\n"
"""The shortest configuration that draws the pages."""


def build_site(building: Building, *, urgent: bool) -> Site:
    """Makes and publishes the site unless a fault stops it. Withdrawn items go offline in any case.

    Raises:
        BuildError, UsageError: it cannot be made.
    """
    faults = stops(building.checked.report, building.audience)
    rewrites = building.audience is Audience.PUBLIC and any(_is_of_the_record(building, fault) for fault in faults)
    with scratch(building.root) as work:
        if not building.checked.is_final:
            return building.made(work / "new", Resources.of(building.root), frozenset(), Report())
        if not urgent and faults and not is_pressing(building):
            return _refused(building, faults)
        if rewrites:
            return _cleaned(building, work, Report(), rewrites=True) or replace(
                _refused(building, faults), report=Report()
            )
        tolerate = NEVER_IN_THE_WAY if urgent or faults else frozenset[str]()
        try:
            made = building.made(work / "new", Resources.of(building.root), tolerate, Report())
        except (BuildError, UsageError):
            if not urgent and not is_pressing(building):
                raise
            return _rescued(building, work, None)
        if made.published or not (urgent or is_pressing(building)):
            return made
        return _rescued(building, work, made)


def _is_of_the_record(building: Building, fault: Finding) -> bool:
    """True for rewritten history, and for a lost promise or lost figures; not for the lost page of a quote or story."""
    if fault.code == "KPT408":
        return True
    known = building.checked.portfolio.ledgers.permalinks
    item = fault.item or "promise."
    return fault.code == "KPT106" and (known is None or item.startswith("promise.") or f"metrics/{item}/" in known)


def _refused(building: Building, faults: Report) -> Site:
    return Site(audience=building.audience, folder=building.target, pages=0, report=faults, published=False)


def _rescued(building: Building, work: Path, refused: Site | None) -> Site:
    """The site without the files that would stop it, with less and less of the project's own look if needed.

    First with the project's templates and configuration, then with kept's own, then with mkdocs and the shortest
    configuration. Otherwise the old site.

    Raises:
        BuildError, UsageError: there is no old one, and no new one can be made.
    """
    found = refused.report if refused else Report()
    for name, one, resources in _ways(building, work):
        with suppress(BuildError, UsageError):
            site = one.made(work / name, resources, NEVER_IN_THE_WAY, found, holding=True)
            if site.published and (name != "project" or HOME_PAGE not in site.held_back):
                return site
    cleaned = _cleaned(building, work, found)
    return cleaned or refused or building.made(work / "last", Resources.of(building.root), NEVER_IN_THE_WAY, found)


def _cleaned(building: Building, work: Path, found: Report, *, rewrites: bool = False) -> Site | None:
    """The old site without the withdrawn items; None where there is no old site."""
    held = clean_old(building, work / "old")
    if held is None:
        return None
    return Site(
        audience=building.audience,
        folder=building.target,
        pages=0,
        report=found,
        published=True,
        held_back=held,
        is_old=True,
        rewrites=rewrites,
    )


def _ways(building: Building, work: Path) -> Iterator[tuple[str, Building, Resources]]:
    """How the site can be drawn, the project's own way first."""
    yield "project", building, Resources.of(building.root)
    yield "own", building, Resources((packaged(),))
    least = work / "least-configuration"
    least.mkdir(parents=True)
    (least / CONFIG).write_text(_LEAST, encoding="utf-8")
    yield "least", replace(building, engine=Engine.MKDOCS), Resources((least, packaged()))
