"""The audit: checks the bytes of a finished site, without knowing how they were made."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from kept.audit import halves, image_metadata, preview, ratings
from kept.audit.fairness import HOME, Fair, Heard
from kept.audit.folder import File, Folder
from kept.audit.html import Splitter, Tag, split, tag
from kept.audit.leaks import Leaks
from kept.audit.limit import Tally
from kept.audit.link_targets import Addresses, Way
from kept.audit.links import Links, Reference, css_addresses, references
from kept.audit.needles import Needles, Secret
from kept.audit.readback import Readback
from kept.audit.unsafe_markup import NOT_FOUND, Unsafe, foreign
from kept.audit.weight import too_heavy
from kept.findings import Finding, Place, Report
from kept.model.stated import Stated

__all__ = ["Needles", "Public", "Secret", "audit", "leaks_in"]

# A tag is worth a look if it has a name that does something, an address, a handler or a style.
_TELLING = re.compile(
    r"<(?:script|style|base|meta)|[\s/\"'](?:on[a-z]|(?:xlink:)?href|(?:image)?src|poster|data\s*=|background|(?:form)?action"
    r"|ping|style)",
    re.IGNORECASE,
)


class Public(NamedTuple):
    """A site for everybody, which must also present its evidence fairly."""

    publisher: str | None = None
    """The publisher that the site must name; None where it is unknown and any name is enough."""


def audit(  # noqa: PLR0913  one for each fact that may be known about a site
    folder: Path,
    needles: Needles | None,
    site_url: str | None,
    *,
    public: Public | None = None,
    outputs: Mapping[str, Needles] = MappingProxyType({}),
    preview: bool = False,
    without_evidence: Collection[str] = (),
    sources: Mapping[str, File] = MappingProxyType({}),
    stated: Stated | None = None,
    in_two: bool | None = None,
) -> Report:
    """All faults in the bytes of a finished site.

    Args:
        folder: the site. The paths in the findings begin with its name.
        needles: what must not be found in it; None to skip the search for leaks.
        site_url: the address of the site; None: the address in its home page (`rel="canonical"`). Where neither is
            known, all absolute addresses count as foreign.
        outputs: by pattern of paths, such as `api/*`: what must not be found there, although pages may contain it.
        public: what a public site must say about itself; None for an internal site.
        preview: whether the site should be a preview, which says so on every page and is never published.
        without_evidence: the SHA-256, in hexadecimal, of files that cannot contain evidence, such as the theme's
            scripts and fonts.
        sources: by page of the site: its hand-written file, which a leak is reported in.
        stated: what its files must say; None leaves that unchecked.
        in_two: whether two processes share the files; None: where there are enough files, and two cores. The result is
            the same.

    Raises:
        UsageError: there is no such folder, or it is empty.

    Findings:
        KPT501 to KPT504, KPT801 to KPT805, KPT807, KPT808.
    """
    site = Folder(folder)
    tally = Tally()
    tally.add(_links_out(site))
    addresses = Addresses(site_url or _own_address(site))
    readback = Readback(site, stated) if stated else None
    if readback:
        tally.add(readback.of_its_day())

    def inspector() -> _Inspector:
        """One that has seen nothing yet."""
        fair = Fair(site, addresses, public.publisher) if public else None
        leaks = Leaks(needles, without_evidence=without_evidence, sources=sources) if needles else None
        made = _Inspector(site, leaks, addresses, fair, is_preview=preview)
        made.outputs = {paths: Leaks(hidden) for paths, hidden in outputs.items()}
        made.readback = readback if readback and readback.is_of_its_day else None
        return made

    looking = inspector()
    if looking.leaks:
        tally.add(looking.leaks.in_paths((path, f"{folder.name}/{path}") for path in (*site.paths, *site.links)))
    is_split = in_two if in_two is not None else len(site.paths) >= halves.WORTH and halves.is_possible()
    if not (is_split and looking.finds_nothing_in_halves()):
        looking = inspector() if is_split else looking
        for path in site.paths:
            tally.add(looking.problems_at(path))
    tally.add(looking.fair.site() if looking.fair else ())
    tally.add(too_heavy(site, addresses))
    return tally.report


def leaks_in(folder: Path, paths: Iterable[str], needles: Needles) -> Report:
    """The secrets in some files of a site, such as the search index, which is made from its audited pages.

    Findings:
        KPT801.
    """
    site, leaks, tally = Folder(folder), Leaks(needles), Tally()
    for path in paths:
        tally.add(leaks.in_file(site.file(path)))
    return tally.report


def _own_address(site: Folder) -> str | None:
    """The address that the home page gives for itself; None where it gives none."""
    found = filter(None, map(tag, split(site.text(HOME)).tokens))
    return next((one.get("href") for one in found if (one.name, one.get("rel")) == ("link", "canonical")), None)


def _links_out(site: Folder) -> Iterator[Finding]:
    for path in site.links:
        yield Finding(
            code="KPT801",
            place=Place(f"{site.root.name}/{path}"),
            message="This is a symbolic link: a web server would follow it to files that are not part of the site.",
            hint="Put a copy of the file in its place.",
        )


def _unreadable(shown: str, error: OSError) -> Finding:
    return Finding(
        code="KPT801",
        place=Place(shown),
        message=f"This file cannot be read ({error.strerror}), so nobody can say what is in it.",
        hint="Build the site again; if that does not help, look at the permissions of the folder.",
    )


class _Inspector:
    """Checks one file of a site after the other, and remembers what all pages have in common."""

    def __init__(
        self, site: Folder, leaks: Leaks | None, addresses: Addresses, fair: Fair | None, *, is_preview: bool
    ) -> None:
        self.leaks = leaks
        self.fair = fair
        self.outputs: Mapping[str, Leaks] = {}
        self.readback: Readback | None = None
        self._site = site
        self._links = Links(site, addresses)
        self._unsafe = Unsafe(addresses, site.text(NOT_FOUND))
        self._addresses = addresses
        self._is_preview = is_preview
        self._splitter = Splitter()
        self._seen: dict[int, set[str]] = defaultdict(set)
        """By depth: tags that have been checked already and mean the same on every page of that depth."""
        self._judged: set[str] = set()
        """Tags that have been checked already, apart from their addresses."""

    def finds_nothing_in_halves(self) -> bool:
        """True where two processes together find no fault in any file; then this knows all that both have read."""
        found = halves.at_once(self._heard_in, self._site.paths)
        if found is None:
            return False
        if self.fair:
            self.fair.heard.update(found[1])
        return True

    def _heard_in(self, paths: Sequence[str]) -> Heard | None:
        """What these files say about the whole site; None where there is any fault in them."""
        if any(True for path in paths for _ in self.problems_at(path)) or (self.fair and self.fair.has_claims):
            return None
        return self.fair.heard if self.fair else Heard()

    def problems_at(self, path: str) -> Iterator[Finding]:
        """All faults in the file at a path."""
        try:
            file = self._site.file(path)
        except OSError as error:
            yield _unreadable(f"{self._site.root.name}/{path}", error)
        else:
            yield from self.problems(file)

    def problems(self, file: File) -> Iterator[Finding]:
        """All faults in one file."""
        for paths, leaks in self.outputs.items():
            if fnmatchcase(file.path, paths):
                yield from leaks.in_file(file)
        if file.is_page and file.text is not None:
            yield from self._page(file, file.text)
            return
        if self.leaks:
            yield from self.leaks.in_file(file)
        if self.readback:
            yield from self.readback.file(file)
        yield from image_metadata.problems(file)
        if file.text is not None:
            yield from self._other(file, file.text)

    def _page(self, file: File, text: str) -> Iterator[Finding]:
        markup = self._splitter.split(text)
        seen = self._seen[file.depth]
        fresh = sorted(markup.tokens - seen)
        if self.leaks:
            yield from self.leaks.in_page(file, markup, fresh)
        yield from preview.problems(file, text, expected=self._is_preview)
        if self.readback:
            meant = self._splitter.split(preview.without_marks(text)) if self._is_preview else markup
            yield from self.readback.page(file, meant)
        if self.fair:
            yield from self.fair.page(file, text, markup.words)
        for token in fresh:
            if self.readback and token[:6].lower() == "<style":
                yield from self.readback.styles(file, token.partition(">")[2])
            if self.fair and ratings.is_telling(token):
                yield from ratings.problems(file, token)
            found = _understood(token)
            if found:
                if token not in self._judged:
                    self._judged.add(token)
                    yield from self._unsafe.problems(file, token, *found)
                yield from self._leading(file, token, *found)
            if not found or all(self._addresses.is_rooted(url, file.depth) for url, _ in found[1]):
                seen.add(token)

    def _leading(self, file: File, token: str, found: Tag, addresses: tuple[Reference, ...]) -> Iterator[Finding]:
        for url, _ in addresses:
            yield from self._links.problem(file, url, token)
        if found.name == "script" and found.content:
            yield from self._links.in_data(file, found.content)

    def _other(self, file: File, text: str) -> Iterator[Finding]:
        if file.is_drawing:
            for token in sorted(self._splitter.split(text).tokens):
                if found := _understood(token):
                    yield from self._unsafe.problems(file, token, *found)
                    yield from self._leading(file, token, *found)
        elif file.path.lower().endswith(".css"):
            yield from self.readback.styles(file, text) if self.readback else ()
            for url in dict.fromkeys(css_addresses(text)):
                yield from self._links.problem(file, url, url)
                if self._addresses.target(url, "").way is Way.ELSEWHERE:
                    message, hint = foreign(url)
                    yield Finding(code="KPT805", place=file.place(url), message=message, hint=hint)
        elif not file.path.lower().endswith((".js", ".mjs", ".map")):
            yield from self._links.in_data(file, text)


@lru_cache(maxsize=5_000)
def _understood(token: str) -> tuple[Tag, tuple[Reference, ...]] | None:
    """A tag that is worth checking, with its addresses; None for others."""
    found = tag(token) if _TELLING.search(token) else None
    return (found, tuple(references(found))) if found else None
