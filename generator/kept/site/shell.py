"""The adapter to the site engine: one run per edition, and out come the shells its pages are stamped into."""

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
    """What the engine drew for one edition: frames to stamp pages into, and what is finished already."""

    chrome: Chrome
    by_key: Mapping[ShellKey, Shell]
    missing: Shell
    """The frame of `404.html`, whose links start at the site's root."""
    hand_written: tuple[Asset, ...]
    """The finished pages of `site_templates/content/`."""
    assets: tuple[Asset, ...]
    """Stylesheets, scripts and images: the project's own, and what the theme's frames ask for."""
    findings: tuple[Finding, ...] = field(default=())
    """KPT806, if stamping does not yield what rendering would."""

    def stamp(self, page: Page) -> bytes:
        """The finished page.

        Raises:
            BuildError: no frame was drawn for its section, depth and class.
        """
        shell = self.missing if page.path == stamp.NOT_FOUND else self.by_key.get(ShellKey.of(page))
        if shell is None:
            message = f"No frame was drawn for {page.path!r} ({ShellKey.of(page)}). Name it among the needs."
            raise BuildError(message)
        return shell.pour(stamp.values(page, self.chrome))


def shells(
    resources: Resources, *, work: Path, chrome: Chrome, needs: Iterable[tuple[str, int, str]], engine: Engine
) -> Shells:
    """What the engine draws for this edition. Runs it once; offline; equal input gives equal bytes.

    Args:
        resources: where the theme, the hand-written pages and `mkdocs.yml` are.
        work: an empty folder for the docs tree and the engine's output.
        chrome: what the frame says.
        needs: (section, depth, page class) of every page that will be stamped.
        engine: who draws.

    Raises:
        BuildError: the engine fails or warns, or the theme lacks a hole.
        UsageError: the engine is not installed, or `mkdocs.yml` asks for what kept cannot honour.
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
    """The page with its links from the site's root made relative, as all others are.

    That is how a hand-written page links to what kept makes: the engines disagree about where other links lead that
    are not to one of their own files.
    """
    return _FROM_ROOT.sub(rb"\g<1>" + b"../" * url.count("/"), html)


def _assets(files: Mapping[str, bytes]) -> tuple[Asset, ...]:
    return tuple(Asset(path=path, content=content) for path, content in sorted(files.items()))
