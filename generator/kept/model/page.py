"""What pages and outputs hand to `site`: pages, assets, and the texts of the frame around them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kept.model.stated import MarkedText


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """The picture that other sites show beside a link to a page."""

    url: str
    """Its whole address."""
    alt: str
    """What it shows, in words."""
    width: int
    """In pixels."""
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of one edition, finished except for the frame around it."""

    path: str
    """The address below the site's root: a folder (`""` for the home page, `"promises/x/"`) or a file, `"404.html"`.

    """
    section: str
    """The active tab: `"promises"`, `"voices"`... Other names activate no tab."""
    title: str
    """Plain text. The site's name is added, except on the home page."""
    description: str
    """Plain text."""
    body: str
    """Finished, sanitised HTML of the content of `<main>`."""
    page_class: str = "page"
    """Becomes the class `k-page--<page_class>` of the element around the body."""
    json_ld: tuple[Mapping[str, object], ...] = ()
    alternates: tuple[tuple[str, str, str], ...] = ()
    """Other forms of the same content, such as a feed, oEmbed or CSV: (media type, title, URL)."""
    image: Image | None = None
    facets: tuple[tuple[str, str], ...] = ()
    """What the search can narrow it by: (name, label), `("stage", "Moving day")`."""
    indexed: bool = True
    """True where the page is in the sitemap. Otherwise search engines are asked to leave it out."""
    says: tuple[MarkedText, ...] = ()
    """The verdicts, figures and counts that must stand on it, whatever its template is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One file of a site that is not a page, by its path from the site's root."""

    path: str
    content: bytes
    says: tuple[MarkedText, ...] | None = None
    """Of a page such as an embed: what must stand on it. None: no template has a part in its bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chrome:
    """The texts of the frame around every page of one edition. All plain text."""

    audience: str
    """`"public"` or `"internal"`."""
    site_name: str
    organisation: str
    locale: str
    """A BCP 47 tag, `"en-GB"`."""
    site_url: str | None
    """The address of the finished site, with its path; None: no canonical links and no sitemap."""
    tabs: tuple[tuple[str, str, str], ...]
    """(section, label, path) in reading order."""
    ribbon: str | None
    """The line above the header of an internal or preview site."""
    preview: bool = False
    """True for a site with unapproved items: every page says so, to people and to machines."""
    pages_left_out: frozenset[str] = frozenset()
    """Hand-written pages that are not on this site, by their file below `site_templates/content/`."""
    footer: tuple[str, ...]
    """The paragraphs of the footer."""
    footer_links: tuple[tuple[str, str], ...]
    """(label, path from the root or URL)."""
    correction: tuple[str, str] | None
    """(label, address for reporting an error)."""
    search: str
    """The label of the button that opens the search."""

    @property
    def home_url(self) -> str | None:
        """The absolute address of the home page, to which paths are appended; None where it is unknown."""
        return None if self.site_url is None else f"{self.site_url.rstrip('/')}/"

    @property
    def indexed(self) -> bool:
        """True where search engines may index the site: a public site without a ribbon."""
        return self.audience == "public" and self.ribbon is None
