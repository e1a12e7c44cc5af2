"""The input of the site engine: hand-written pages, static files, skeleton pages, theme and configuration."""

from __future__ import annotations

import posixpath
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from rcssmin import cssmin

from kept.findings import BuildError, Finding, Place, UsageError
from kept.model.fields import Audience
from kept.resources import FOLDER
from kept.site import mkdocs_settings, skeleton
from kept.site.skeleton import Holes
from kept.site.tabs import link, tabs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from kept.model.page import Chrome
    from kept.resources import Resources
    from kept.site.engine import Engine
    from kept.site.skeleton import Skeleton

_STYLES = ("assets/chrome.css", "assets/kept.css")
_INSIDE = "assets/inside."
_SEARCH = "assets/search.js"
"""The beginning of the names of assets that only the internal site has."""
_CONFIG = "mkdocs.yml"
_LANGUAGE = "kept"
_FAVICON = "assets/favicon.svg"


@dataclass(frozen=True, slots=True)
class Docs:
    """The input of the engine in a work folder, ready to build."""

    config: Path
    output: Path
    """The folder where the engine will write."""
    hand_written: Mapping[str, str]
    """The address of each Markdown file, as a path from the root."""
    static: Mapping[str, Path]
    """Every other file, by its path in the site: where to find its minified version."""


def faults(resources: Resources, editions: Iterable[Chrome]) -> Iterator[Finding]:
    """The faults that would stop a build of these editions before any page is made.

    Findings:
        KPT101, KPT104: in mkdocs.yml; a tab that leads nowhere. KPT107: a symbolic link in site_templates/.
    """
    node, found = mkdocs_settings.checked(resources.config)
    yield from found
    try:
        resources.tree(".")
    except UsageError as error:
        yield _fault("KPT107", Place(FOLDER), error)
        return
    if node is None or found:
        return
    for chrome in editions:
        urls = {path: _url(path) for path in _content(resources, chrome) if path.endswith(".md")}
        try:
            tabs(chrome, mkdocs_settings.navigation(node, chrome.audience), urls)
        except UsageError as error:
            yield _fault("KPT101", mkdocs_settings.place(node, "nav", resources.config.name), error)


def _fault(code: str, place: Place, error: UsageError) -> Finding:
    """The finding for a fault that would stop a build: its first sentence says what is wrong, the rest what to do."""
    message, _, hint = str(error).partition(". ")
    return Finding(code=code, place=place, message=f"{message}.", hint=hint)


def _content(resources: Resources, chrome: Chrome) -> dict[str, Path]:
    """The hand-written files of an edition that are approved as they are."""
    return {
        path: source
        for folder in ("both", chrome.audience)
        for path, source in resources.tree(f"content/{folder}").items()
        if f"{folder}/{path}" not in chrome.pages_left_out
    }


def plant(resources: Resources, work: Path, chrome: Chrome, pages: Sequence[Skeleton], engine: Engine) -> Docs:
    """Writes the engine's input for this edition into `work`."""
    content = _content(resources, chrome)
    assets = {f"assets/{path}": source for path, source in resources.tree("assets").items()}
    if chrome.audience != Audience.INTERNAL:
        assets = {path: source for path, source in assets.items() if not path.startswith(_INSIDE)}
    written = {path: source for path, source in content.items() if path.endswith(".md")}
    urls = {path: _url(path) for path in written}
    static = {path: source for path, source in (content | assets).items() if path not in written}
    _copy(written | static, work / "docs")
    for page in pages:
        _write(work / "docs", page.source, page.markdown)
    _copy(resources.tree("theme"), work / "theme")
    words = _WORDS % (_language(chrome.locale, engine), chrome.locale)
    _write(work / "theme", f"partials/languages/{_LANGUAGE}.html", words)
    project = mkdocs_settings.read(resources.config)
    ours = _ours(chrome, project, urls) | {"nav": [{"kept": pages[0].source}]}
    _write(work, _CONFIG, mkdocs_settings.write(project, ours))
    finished = {path: work / "docs" / path for path in static}
    return Docs(work / _CONFIG, work / "site", urls, finished)


def hand_written(resources: Resources, audience: str) -> dict[str, Path]:
    """By page path: the hand-written file of that page."""
    content = resources.tree("content/both") | resources.tree(f"content/{audience}")
    return {f"{_url(path)}index.html": source for path, source in content.items() if path.endswith(".md")}


def _ours(chrome: Chrome, project: mkdocs_settings.Node, urls: Mapping[str, str]) -> dict[str, object]:
    """The settings that kept decides, whatever the project's `mkdocs.yml` says.

    Zensical accepts only folders relative to the file.
    """
    return {
        "site_name": chrome.site_name,
        "site_url": chrome.home_url,
        "docs_dir": "docs",
        "site_dir": "site",
        "use_directory_urls": True,
        "strict": True,
        "plugins": [],
        "not_in_nav": "*",
        # The engine does not know the pages that kept stamps, so it cannot check links to them; the audit does.
        "validation": {"links": {"not_found": "warn", "anchors": "warn", "unrecognized_links": "info"}},
        "theme": {
            "name": mkdocs_settings.value(project, "theme", "name")
            or mkdocs_settings.value(project, "theme")
            or "material",
            "custom_dir": "theme",
            "variant": "classic",  # zensical's name for the look of mkdocs-material
            "font": False,
            "language": _LANGUAGE,
            "direction": _direction(chrome.locale),
        },
        "extra": {"kept": _frame(chrome, project, urls)},
    }


def _frame(chrome: Chrome, project: mkdocs_settings.Node, urls: Mapping[str, str]) -> dict[str, object]:
    """The values for the theme's templates in `config.extra.kept`: plain text, and URLs escaped for an attribute."""
    correction = chrome.correction
    return {
        "site_name": chrome.site_name,
        "organisation": chrome.organisation,
        "indexed": chrome.indexed,
        "ribbon": chrome.ribbon,
        "preview": chrome.preview,
        "home": "./",
        "styles": [*_STYLES, *([f"{_INSIDE}css"] if chrome.audience == Audience.INTERNAL else [])],
        "scripts": [_SEARCH, *([f"{_INSIDE}js"] if chrome.audience == Audience.INTERNAL else [])],
        "search": chrome.search,
        "favicon": mkdocs_settings.value(project, "theme", "favicon") or _FAVICON,
        "tabs": tabs(chrome, mkdocs_settings.navigation(project, chrome.audience), urls),
        "footer": list(chrome.footer),
        "footer_links": [{"label": label, **link(url)} for label, url in chrome.footer_links],
        "correction": {"label": correction[0], **link(correction[1])} if correction else None,
        "missing": skeleton.missing(Holes.of(chrome)),
    }


def _url(path: str) -> str:
    folder, name = posixpath.split(path.removesuffix(".md"))
    return posixpath.join(folder, "" if name in {"index", "README"} else f"{name}/")


def _copy(files: Mapping[str, Path], folder: Path) -> None:
    for path, source in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.suffix == ".css":
            # Readers need no comments and line breaks, and load the page faster without them.
            target.write_text(cssmin(source.read_text(encoding="utf-8")), encoding="utf-8")
        else:
            shutil.copyfile(source, target)


def _write(folder: Path, path: str, text: str) -> None:
    target = folder / path
    if target.exists():
        message = f"{path} is hand-written in site_templates/, but kept makes that file itself. Give it another name."
        raise BuildError(message)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(text.encode())


def _language(locale: str, engine: Engine) -> str:
    """The theme's translation closest to this locale; English where it has none."""
    parts = locale.split("-")
    nearest = ("-".join(parts[:count]) for count in range(len(parts), 0, -1))
    folder = engine.theme / "partials/languages"
    return next((name for name in nearest if (folder / f"{name}.html").is_file()), "en")


def _direction(locale: str) -> str:
    try:
        order = Locale.parse(locale, sep="-").character_order
    except (ValueError, UnknownLocaleError) as error:
        message = f"The locale {locale!r} is not known. Use a language tag such as en-GB."
        raise UsageError(message) from error
    return "rtl" if order == "right-to-left" else "ltr"


_WORDS = """{%% import "partials/languages/%s.html" as base %%}\
{%% macro t(key) %%}{%% if key == "language" %%}%s{%% else %%}{{ base.t(key) }}{%% endif %%}{%% endmacro %%}
"""
"""A template of the theme's translation in which `<html lang>` is exactly the organisation's locale."""
