"""Skeleton pages, from which the engine's frame is cut out, and hostile pages that check the cut."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import yaml

from kept.findings import BuildError, Finding, Place
from kept.model.page import Page
from kept.site import stamp
from kept.site.stamp import HOLES, Shell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from kept.model.page import Chrome

_NAME = "kept-skeleton"
_ONE_LINE = 2**31 - 1
"""The widest line that the YAML writer knows, in C and in Python."""
_Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class ShellKey(NamedTuple):
    """What decides a page's frame: the active tab, the path up to the root, the layout."""

    section: str
    depth: int
    page_class: str

    @classmethod
    def of(cls, page: Page) -> ShellKey:
        """The key of this page's frame."""
        return cls(page.section, page.path.count("/"), page.page_class)

    @classmethod
    def needed(cls, pages: Iterable[Page]) -> frozenset[ShellKey]:
        """The keys of these pages' frames; the frame for missing pages is always included."""
        return frozenset(cls.of(page) for page in pages if page.path != stamp.NOT_FOUND)


@dataclass(frozen=True, slots=True)
class Skeleton:
    """One page for the engine to render, with placeholders or hostile values instead of content."""

    key: ShellKey
    source: str
    """Its Markdown file in the engine's input; its folder has a name that no real page has."""
    rendered: str
    """Its HTML file in the engine's output."""
    front_matter: Mapping[str, object]

    @property
    def markdown(self) -> str:
        """The text of the file. Everything is in the front matter, so that no Markdown is interpreted."""
        # Quoted and escaped on one line, so that a `---` in a value cannot end the front matter.
        dumped = yaml.dump(self.front_matter, Dumper=_Dumper, default_style='"', width=_ONE_LINE)
        return f"---\n{dumped}---\n"


@dataclass(frozen=True, slots=True)
class Probe:
    """A hostile page that the engine renders as a whole, to compare it with the stamped page."""

    skeleton: Skeleton
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Holes:
    """The holes in the shells of one edition: their placeholders, and how many times each occurs."""

    tokens: Mapping[str, str]
    times: Mapping[str, int]

    @classmethod
    def of(cls, chrome: Chrome) -> Holes:
        """The holes for this edition. Without a `site_url` pages have no canonical address."""
        # The digest makes sure that the frame does not contain the placeholder by chance. Equal input gives equal
        # bytes.
        salt = hashlib.sha256(repr(chrome).encode("utf-8", "backslashreplace")).hexdigest()[:16]
        names = [name for name in HOLES if name != "canonical" or chrome.home_url]
        return cls({name: f"{_NAME}-{name}-{salt}" for name in names}, {name: HOLES[name].times for name in names})

    @property
    def without_address(self) -> Holes:
        """The holes of the page for missing addresses, which has no address of its own."""
        return Holes(
            {name: token for name, token in self.tokens.items() if name != "canonical"},
            {name: count for name, count in self.times.items() if name != "canonical"},
        )

    def cut(self, rendered: Path, where: str) -> Shell:
        """The shell cut from this rendered skeleton."""
        return stamp.cut(rendered.read_bytes().decode("utf-8"), self.tokens, self.times, where)


def skeletons(needs: Iterable[tuple[str, int, str]], holes: Holes) -> list[Skeleton]:
    """One skeleton for each different need, in a fixed order.

    Raises:
        BuildError: two different frames are needed at the root, where there is only one page.
    """
    keys = sorted({ShellKey(*need) for need in needs})
    if not any(key.depth for key in keys):
        keys.append(ShellKey("", 1, "page"))  # for the hostile pages
    if len(homes := [key for key in keys if key.depth == 0]) > 1:
        message = f"Only the home stands at the site's root; {len(homes)} layouts are asked for there: {homes}."
        raise BuildError(message)
    return [_skeleton(number, key, holes.tokens) for number, key in enumerate(keys)]


def probes(of: list[Skeleton], holes: Holes, chrome: Chrome) -> list[Probe]:
    """Hostile pages for the first, the middle and the last frame below the root."""
    keys = [skeleton.key for skeleton in of if skeleton.key.depth]
    chosen = list(dict.fromkeys((keys[0], keys[len(keys) // 2], keys[-1])))
    hostile = _hostile(holes)
    made = []
    for number, key in enumerate(chosen, start=len(of)):
        page = Page(
            path="a b/" * key.depth,
            section=key.section,
            title=hostile,
            description=hostile,
            body=f"<p>{hostile}</p>\n{stamp.text(hostile)}",
            page_class=key.page_class,
            json_ld=({"@type": "Thing", "name": hostile},),
            alternates=(("text/csv", hostile, "x.csv?a=1&b='2'"),),
        )
        values = stamp.values(page, chrome)
        poured = {name: values[name] for name in holes.tokens}
        made.append(Probe(_skeleton(number, key, poured), poured))
    return made


def differing(probe: Probe, shell: Shell, rendered: Path) -> Finding | None:
    """KPT806 where stamping this page gives other bytes than rendering it; otherwise None.

    Findings:
        KPT806
    """
    whole, stamped = rendered.read_bytes(), shell.pour(probe.values)
    if whole == stamped:
        return None
    spot = next((n for n, pair in enumerate(zip(whole, stamped, strict=False)) if pair[0] != pair[1]), len(stamped))
    around = slice(max(0, spot - 40), spot + 40)
    return Finding(
        code="KPT806",
        place=Place("site_templates/theme/main.html"),
        message=(
            f"A page stamped for {probe.skeleton.key} is not what the theme renders: from byte {spot} on it has "
            f"{stamped[around]!r} for {whole[around]!r}."
        ),
        hint="print each hole of page.meta.kept as it is (`| safe`), at the places where the shipped main.html does.",
    )


def missing(holes: Holes) -> dict[str, str]:
    """The placeholders of `404.html`, which the engine renders without a page."""
    return {**holes.without_address.tokens, "page_class": "missing"}


def _skeleton(number: int, key: ShellKey, filling: Mapping[str, str]) -> Skeleton:
    folders = f"{_NAME}/" * (key.depth - 1)
    name = f"{folders}{_NAME}-{number}" if key.depth else "index"
    return Skeleton(
        key=key,
        source=f"{name}.md",
        rendered=f"{name}/index.html" if key.depth else "index.html",
        front_matter={
            "title": _NAME,
            "section": key.section,
            "kept": {**filling, "page_class": stamp.attribute(key.page_class)},
        },
    )


def _hostile(holes: Holes) -> str:
    return "\n".join((*_HOSTILE, *holes.tokens.values()))


_HOSTILE = (
    """"double" 'single' `tick` \\ back & &amp; < >""",
    "</script><script>alert(1)</script></title></textarea>",
    "<!-- --> <![CDATA[ ]]> <?php ?>",
    "{{ config }} {% raw %} {# note #} {%- endblock -%} ${x} <% %>",
    "--8<-- '/etc/passwd'\n---\n...\n!!! note",
    "{: onclick=alert(1) } [x](javascript:alert(1)) ![x](x){ onload=x }",
    "\u202eright to left\u202c \u200f\u2028\u2029\u0085\u00a0 \U0001f600 e\u0301",
    "!ENV HOME %(asctime)s {0} \t\r\n  end",
)
"""Text with a special meaning for some layer on the way: HTML, JavaScript, templates, Markdown."""
