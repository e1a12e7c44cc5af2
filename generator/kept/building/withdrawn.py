"""Takes withdrawn items off a site that is online."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from kept.audit.folder import Folder
from kept.audit.leaks import Leaks
from kept.building.making import Building
from kept.findings import BuildError
from kept.model.edition import PublicEdition
from kept.site import search
from kept.site.folder import MARKER
from kept.site.holding import drop, hold_back
from kept.site.publish import publish
from kept.site.shipped import shipped

_DEPLOYED_WITHIN = timedelta(days=14)
"""Within this time a site without a withdrawn item is deployed, wherever kept is built every night."""


def clean_old(building: Building, folder: Path) -> tuple[str, ...] | None:
    """Publishes the old site without the files that contain withdrawn items; None where there is no old site."""
    if not building.target.is_dir():
        return None
    shutil.copytree(building.target, folder)
    search.drop(folder)
    leaking, named = traces(building, folder)
    hold_back(folder, leaking, building.locale)
    drop(folder, named)
    with suppress(BuildError):
        search.make_searchable(folder)
    publish(folder, building.target)
    return tuple(sorted(leaking | named))


def delete_made_before(building: Building, out: Path) -> tuple[Path, ...]:
    """Deletes previews and sites of other days that still contain withdrawn items; gives the deleted folders.

    Only folders that carry kept's mark are deleted. They can be built again at any time.
    """
    if not building.secrets.taken_back:
        return ()
    audience = building.audience
    made = [
        *out.glob(f"preview-{audience}"),
        *out.glob(f"as-of-*/{audience}"),
        *out.glob(f"as-of-*/preview-{audience}"),
    ]
    marked = [site for site in sorted(made) if not site.is_symlink() and (site / MARKER).is_file()]
    found = tuple(site for site in marked if any(traces(building, site)))
    for site in found:
        shutil.rmtree(site)
        with suppress(OSError):
            if site.parent != out:
                site.parent.rmdir()
    return found


def traces(building: Building, folder: Path) -> tuple[set[str], set[str]]:
    """Where a site contains withdrawn items: in the text of files, and in their names."""
    edition = building.edition
    taken_back = building.secrets.in_site(edition).only(building.secrets.taken_back)
    leaking, named = Leaks(taken_back, without_evidence=shipped()).files(Folder(folder))
    notices = {f"{path}index.html" for path in edition.notices} if isinstance(edition, PublicEdition) else set()
    return leaking, named - notices


def is_pressing(building: Building) -> bool:
    """True where something was withdrawn and, as far as is known here, may still be online.

    Where the old site is not at hand, as in a job that deploys, the ledger of addresses tells: an item presses while
    its address is not marked as gone, and for two weeks after, because the mark is committed before a site without the
    item is deployed.
    """
    if not building.secrets.taken_back:
        return False
    if building.target.is_dir():
        return any(traces(building, building.target))
    published = building.checked.portfolio.ledgers.permalinks or {}
    day = building.edition.as_of
    online = {
        path.rstrip("/").rpartition("/")[2]
        for path, entry in published.items()
        if not entry.gone or day - entry.gone <= _DEPLOYED_WITHIN
    }
    return not online.isdisjoint(building.secrets.taken_back)
