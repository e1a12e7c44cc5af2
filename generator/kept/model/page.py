"""What `render` hands to `site`: pages, assets, and what the frame around them says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kept.model.stated import Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of one edition, finished except for the frame around it."""

    path: str
    """A folder's URL from the site's root: `""` is the home, `"promises/x/"`; or a file, `"404.html"`."""
    section: str
    """The active tab: `"promises"`, `"voices"`...; a name that is no tab lights none."""
    title: str
    """Plain text. The site's name is added, except on the home, whose title stands alone."""
    description: str
    """Plain text."""
    body: str
    """Finished, sanitised HTML of the content of `<main>`."""
    page_class: str = "page"
    """Ends up as the class `k-page--<page_class>` on the element around the body."""
    json_ld: tuple[Mapping[str, object], ...] = ()
    alternates: tuple[tuple[str, str, str], ...] = ()
    """(media type, title, URL) of the same thing in another form: a feed, oEmbed, the CSV."""
    indexed: bool = True
    """In the sitemap; a page that is not asks search engines to leave it out."""
    says: tuple[Said, ...] = ()
    """The verdicts, figures and counts that must stand on it, whatever its template is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One file of a site that is not a page, by its path from the site's root."""

    path: str
    content: bytes
    says: tuple[Said, ...] | None = None
    """Of a page such as an embed: what must stand on it. None: no template has a part in its bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chrome:
    """What the frame around every page of one edition says. All plain text."""

    audience: str
    """`"public"` or `"internal"`."""
    site_name: str
    organisation: str
    locale: str
    """A BCP 47 tag, `"en-GB"`."""
    site_url: str | None
    """Where the site will live, with its sub-path; None: no canonical links and no sitemap."""
    tabs: tuple[tuple[str, str, str], ...]
    """(section, label, path) in reading order."""
    ribbon: str | None
    """The line above the header of an internal or preview site."""
    preview: bool = False
    """True for a site that shows what nobody has approved yet: every page says so to people and to machines."""
    pages_left_out: frozenset[str] = frozenset()
    """Hand-written pages, by their file below `site_templates/content/`, that are not on this site."""
    footer: tuple[str, ...]
    """Paragraphs."""
    footer_links: tuple[tuple[str, str], ...]
    """(label, path from the root or URL)."""
    correction: tuple[str, str] | None
    """(label, where to report an error)."""

    @property
    def home_url(self) -> str | None:
        """The home's absolute address, which every path is appended to; None where it is not known."""
        return None if self.site_url is None else f"{self.site_url.rstrip('/')}/"

    @property
    def indexed(self) -> bool:
        """True where search engines are welcome: a public site that carries no ribbon."""
        return self.audience == "public" and self.ribbon is None
