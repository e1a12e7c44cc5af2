"""Runs the site engine once for an edition and cuts its pages into shells for stamping."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kept.findings import BuildError
from kept.model.page import Asset
from kept.site import skeleton, stamp
from kept.site.docs_tree import plant
from kept.site.engine_files import needed
from kept.site.skeleton import Holes, ShellKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from kept.findings import Finding
    from kept.model.page import Chrome, Page
    from kept.resources import Resources
    from kept.site.engine import Engine
    from kept.site.stamp import Shell


@dataclass(frozen=True, slots=True, kw_only=True)
class Shells:
    """The result of the engine for one edition: shells to stamp pages into, and files that are already finished."""

    chrome: Chrome
    by_key: Mapping[ShellKey, Shell]
    missing: Shell
    """The shell of `404.html`, whose links start at the site's root."""
    hand_written: tuple[Asset, ...]
    """The finished pages of `site_templates/content/`."""
    assets: tuple[Asset, ...]
    """Stylesheets, scripts and images: the project's own, and those that the theme's frames load."""
    findings: tuple[Finding, ...] = field(default=())
    """KPT806, if stamping gives other bytes than rendering."""

    def stamp(self, page: Page) -> bytes:
        """The finished page.

        Raises:
            BuildError: there is no shell for its section, depth and class.
        """
        shell = self.missing if page.path == stamp.NOT_FOUND else self.by_key.get(ShellKey.of(page))
        if shell is None:
            message = f"No frame was drawn for {page.path!r} ({ShellKey.of(page)}). Name it among the needs."
            raise BuildError(message)
        return shell.pour(stamp.values(page, self.chrome))


def shells(
    resources: Resources, *, work: Path, chrome: Chrome, needs: Iterable[tuple[str, int, str]], engine: Engine
) -> Shells:
    """Runs the engine once for this edition, offline. The same input gives the same bytes.

    Args:
        resources: where the theme, the hand-written pages and `mkdocs.yml` are.
        work: an empty folder for the docs tree and the engine's output.
        chrome: the texts of the frame.
        needs: (section, depth, page class) of every page that will be stamped.
        engine: which engine to run.

    Raises:
        BuildError: the engine fails or warns, or a placeholder is missing in the theme.
        UsageError: the engine is not installed, or `mkdocs.yml` has a setting that kept cannot use.
    """
    holes = Holes.of(chrome)
    plain = skeleton.skeletons(needs, holes)
    hostile = skeleton.probes(plain, holes, chrome)
    docs = plant(resources, work, chrome, [*plain, *(probe.skeleton for probe in hostile)], engine)
    engine.build(docs.config)
    by_key = {each.key: holes.cut(docs.output / each.rendered, f"skeleton {each.key}") for each in plain}
    missing = holes.without_address.cut(docs.output / stamp.NOT_FOUND, stamp.NOT_FOUND)
    compared = (
        skeleton.differing(probe, by_key[probe.skeleton.key], docs.output / probe.skeleton.rendered)
        for probe in hostile
    )
    pages = {
        f"{url}index.html": _uprooted((docs.output / url / "index.html").read_bytes(), url)
        for url in docs.hand_written.values()
    }
    frames = [b"".join(shell.literals) for shell in (*by_key.values(), missing)]
    files = dict(needed(docs.output, [*frames, *pages.values()]))
    files |= {path: source.read_bytes() for path, source in docs.static.items()}
    return Shells(
        chrome=chrome,
        by_key=by_key,
        missing=missing,
        hand_written=_assets(pages),
        assets=_assets(files),
        findings=tuple(finding for finding in compared if finding),
    )


_FROM_ROOT = re.compile(rb"""(<(?:a|img)\b[^<>]*?\b(?:href|src)=")/(?!/)""")


def _uprooted(html: bytes, url: str) -> bytes:
    """The page in which links from the site's root are relative, as all others are.

    Hand-written pages link to kept's pages from the root, because the engines treat other links to unknown files
    differently.
    """
    return _FROM_ROOT.sub(rb"\g<1>" + b"../" * url.count("/"), html)


def _assets(files: Mapping[str, bytes]) -> tuple[Asset, ...]:
    return tuple(Asset(path=path, content=content) for path, content in sorted(files.items()))
