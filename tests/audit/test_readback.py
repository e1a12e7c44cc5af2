"""A finished site is read back: every verdict, value and count on it is the one that was worked out."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from kept.audit import audit
from kept.components.glyphs import GLYPHS
from kept.findings import BuildError, Finding
from kept.model.edition import Edition
from kept.model.page import Page
from kept.model.stated import Stated
from kept.outputs.all import assets
from kept.pages.all import all_pages
from kept.pages.stated import stated
from kept.resources import packaged
from render import demo, editions

TEMPLATES = (packaged() / "site_templates",)
_FRAME = (
    '<!doctype html>\n<html lang="en"><head><title>{title}</title></head>\n<body><main>{body}</main></body></html>\n'
)


def drawn(edition: Edition) -> Iterator[Page]:
    """Every page of an edition."""
    return all_pages(edition, TEMPLATES)


def write(edition: Edition, folder: Path) -> Path:
    """The pages and files of an edition in a plain frame."""
    for page in drawn(edition):
        target = folder / (page.path if page.path.endswith(".html") else f"{page.path}index.html")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_FRAME.format(title=page.title, body=page.body), encoding="utf-8")
    for asset in assets(edition, TEMPLATES):
        target = folder / asset.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(asset.content)
    return folder


def found(folder: Path, edition: Edition) -> list[Finding]:
    """What the audit says of verdicts and figures."""
    return [one for one in audit(folder, None, None, stated=stated(edition)) if one.code == "KPT804"]


def _in(language: str) -> Edition:
    return editions.public(publisher=editions.publisher(locale=language))


SITES: dict[str, Callable[[], Edition]] = {
    "the demo": demo.public,
    "seven promises": editions.public,
    "thirty promises": lambda: editions.many(30, 200),
    "a hundred and one promises": lambda: editions.many(101, 30),  # the list of promises begins a second page
    "no promises": lambda: editions.public(promises=(), metrics=(), voices=(), stories=()),
    "the people inside": editions.internal,
    "in German": lambda: _in("de-DE"),
    "in French": lambda: _in("fr-FR"),
    "in Arabic": lambda: _in("ar-EG"),
}


@pytest.mark.parametrize("name", SITES)
def test_a_site_as_it_was_drawn_says_what_was_worked_out(name: str, tmp_path: Path) -> None:
    edition = SITES[name]()
    assert found(write(edition, tmp_path / "site"), edition) == []


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(editions.public(), tmp_path_factory.mktemp("readback") / "public")


@cache
def _edition() -> Edition:
    return editions.public()


@cache
def _stated() -> Stated:
    return stated(_edition())


def of_these_files(folder: Path) -> list[Finding]:
    """What the audit says of the verdicts and figures in the files that are here; the others are not asked for."""
    here = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    asked = _stated().without({*_stated().pages, *_stated().files} - here)
    return [one for one in audit(folder, None, None, stated=asked) if one.code == "KPT804"]


HOME, PROMISE, EMBED = "index.html", "promises/arrival/index.html", "embed/promises/arrival/index.html"
VERDICT = 'data-kept="verdict:arrival">'
CHANGES: dict[str, tuple[str, str, str, str]] = {
    # file, what stands there, what stands there instead, what is said about it
    "another verdict": (PROMISE, "Kept in Q3 2026</span>", "Kept since 2020</span>", "where the engine says"),
    "another verdict in an embed": (EMBED, "Kept in Q3 2026</span>", "Kept for ever</span>", "where the engine says"),
    "the colour of another verdict": (PROMISE, "k-tag k-v--kept", "k-tag k-v--missed", "the colour of another"),
    "the drawing of another verdict": (PROMISE, GLYPHS["kept"], GLYPHS["missed"], "is not the one kept has"),
    "another drawing on the home": (HOME, GLYPHS["missed"], GLYPHS["kept"], "is not the one kept has"),
    "a card in another colour": (PROMISE, 'k-verdict k-v--kept"', 'k-verdict k-v--missed"', "the colour of “missed”"),
    "another value": (
        PROMISE,
        'data-kept="value:arrival:2026-q3">95.4',
        'data-kept="value:arrival:2026-q3">98.4',
        "98.4",
    ),
    "another target": (PROMISE, ':at-least:95">', ':at-least:95">not ', "says “not "),
    "another day": (
        PROMISE,
        'data-kept="published:arrival:2026-q3">',
        'data-kept="published:arrival:2026-q3">1 ',
        "“1 ",
    ),
    "a verdict hidden": (PROMISE, VERDICT, f"hidden {VERDICT}", "is hidden"),
    "a verdict hidden by a style": (PROMISE, VERDICT, f'style="display: none" {VERDICT}', "is hidden"),
    "a verdict without height": (PROMISE, VERDICT, f'style="height: 0; overflow: hidden" {VERDICT}', "is hidden"),
    "a verdict outside the page": (
        PROMISE,
        VERDICT,
        f'style="position: absolute; left: -9999px" {VERDICT}',
        "is hidden",
    ),
    "a verdict without a colour": (
        PROMISE,
        VERDICT,
        f'style="-webkit-text-fill-color:transparent" {VERDICT}',
        "is hidden",
    ),
    "a page hidden": (PROMISE, "<main>", '<main aria-hidden="true">', "is hidden"),
    "a page only read aloud": (PROMISE, "<main>", '<main class="k-vh">', "is hidden"),
    "a page in a template": (PROMISE, "<main>", "<main><template>", "is hidden"),
    "a verdict in a comment": (PROMISE, '<div class="k-verdict', '<!-- <div class="k-verdict', "does not say"),
    "a mark taken away": (PROMISE, VERDICT, ">", "none that kept handed over"),
    "a mark of something unknown": (PROMISE, VERDICT, 'data-kept="verdict:nobody">', "says nothing of that kind"),
    "the verdict of another promise": (HOME, "verdict:arrival", "verdict:heard", "verdict of heard"),
    "an unmarked verdict": (PROMISE, "<h1 ", "<p>Kept in Q4 2024</p><h1 ", "is not so"),
    "another headline": (HOME, "Five kept in Q3 2026.", "Seven kept in Q3 2026.", "Seven kept"),
    "another count of results": ("results/2026-q3/index.html", "kept and ", "kept, no miss and ", "no miss"),
    "another value in the table of a metric": ("metrics/arrival/index.html", ">95.4%<", ">99.4%<", "99.4%"),
    "another count on the method page": (
        "method/index.html",
        'data-kept="now:missed">',
        'data-kept="now:missed">0',
        "says “0",
    ),
    "another record": (PROMISE, 'data-kept="record:arrival">', 'data-kept="record:arrival">Always. ', "Always."),
    "another verdict in the data": ("api/v1/promises.json", '"verdict": "missed"', '"verdict": "kept"', "promises["),
    "another value in the table of records": ("api/v1/records.csv", "95.4", "99.4", "line "),
    "another value in the table of a metric as data": ("metrics/arrival/arrival.csv", "95.4", "99.4", "line "),
    "another sentence in the feed": ("feeds/changes.xml", "<title>", "<title>All kept: ", "line "),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_found(name: str, clean: Path, tmp_path: Path) -> None:
    path, old, new, says = CHANGES[name]
    before = (clean / path).read_text(encoding="utf-8")
    assert old in before
    (site := tmp_path / "public").mkdir()
    for file, text in ((HOME, (clean / HOME).read_text(encoding="utf-8")), (path, before.replace(old, new))):
        (site / file).parent.mkdir(parents=True, exist_ok=True)
        (site / file).write_text(text, encoding="utf-8")
    messages = [f"{one.place.path}: {one.message}" for one in of_these_files(site)]
    assert any(says in one and path in one for one in messages), messages


def test_of_a_few_files_that_are_as_they_were_nothing_is_said(clean: Path, tmp_path: Path) -> None:
    """Without this, a change would be found in a file that is only not where it was."""
    for file in {HOME, *(path for path, *_ in CHANGES.values())}:
        (tmp_path / "public" / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(clean / file, tmp_path / "public" / file)
    assert of_these_files(tmp_path / "public") == []


STYLES = {
    "marked things hidden": ("[data-kept] { display: none }", "hides what the engine says"),
    "verdicts hidden on a phone": ("@media (width < 40rem) { .k-hero, .k-tag { font-size: 0 } }", "“.k-tag” hides"),
    "a whole page hidden": ("main { visibility: hidden }", "“main” hides"),
    "a verdict printed": ('.k-card::before { content: "Kept in Q3 2026" }', "reads as a verdict"),
    "tags by a part of their class": ('span[class*="tag"] { opacity: 0 }', "hides what the engine says"),
    "a verdict printed in two texts": ('h1::after { content: "" "Ke" "pt in Q3 2026" }', "reads as a verdict"),
    "a verdict printed by a variable": (
        ':root { --w: "Kept in Q3 2026" } h1::after { content: var(--w) }',
        "reads as a verdict",
    ),
    "a verdict printed in code points": ('h1::after { content: "\\4b ept" }', "reads as a verdict"),
}


@pytest.mark.parametrize("name", STYLES)
def test_a_style_that_hides_or_prints_a_verdict_is_found(name: str, clean: Path, tmp_path: Path) -> None:
    css, says = STYLES[name]
    site = Path(shutil.copytree(clean, tmp_path / "public"))
    (site / "look.css").write_text(css, encoding="utf-8")
    page = site / HOME
    page.write_text(
        page.read_text(encoding="utf-8").replace("</head>", f"<style>{css}</style></head>"), encoding="utf-8"
    )
    messages = {one.place.path: one.message for one in found(site, _edition())}
    assert says in messages["public/look.css"]
    assert says in messages[f"public/{HOME}"]


HONEST = """.k-tag { opacity: inherit } .k-tag { opacity: var(--o) } .k-tag { opacity: .9 } .k-tag { opacity: 1 }
.k-tag svg, .k-card__f:empty, [class^="advert"] { display: none }
:root { --font: "Kept Sans", sans-serif; --i: url("data:image/svg+xml,kept") }"""


def test_a_style_may_hide_what_is_not_marked(clean: Path, tmp_path: Path) -> None:
    site = Path(shutil.copytree(clean, tmp_path / "public"))
    own = (packaged() / "site_templates/assets/kept.css").read_text(encoding="utf-8")
    (site / "look.css").write_text(f"{own}\n{HONEST}", encoding="utf-8")
    assert found(site, _edition()) == []


@pytest.mark.parametrize("path", [PROMISE, EMBED, "api/v1/promises.json", "metrics/arrival/arrival.csv"])
def test_a_missing_file_is_found(path: str, clean: Path, tmp_path: Path) -> None:
    site = Path(shutil.copytree(clean, tmp_path / "public"))
    (site / path).unlink()
    assert [one.place.path for one in found(site, _edition())] == [f"public/{path}"]


def test_a_site_of_another_day_is_one_finding(clean: Path) -> None:
    edition = _edition()
    later = dataclasses.replace(edition, as_of=edition.as_of.replace(day=edition.as_of.day + 1))
    (only,) = found(clean, later)
    assert f"--as-of {edition.as_of}" in (only.hint or "")


def test_a_finding_names_the_template_to_look_at(clean: Path, tmp_path: Path) -> None:
    site = Path(shutil.copytree(clean, tmp_path / "public"))
    page = site / PROMISE
    page.write_text(page.read_text(encoding="utf-8").replace(VERDICT, f"hidden {VERDICT}"), encoding="utf-8")
    assert {"site_templates/pages/promise.html" in (one.hint or "") for one in found(site, _edition())} == {True}


FAULTS = {
    "code": ("{{ cycler.__init__.__globals__ }}", "runs nothing"),
    "a name that is not there": ("{{ nothing.at_all }}", "take your own copy away"),
    "a broken tag": ("{% if %}", "take your own copy away"),
}


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("template", ["pages/method.html", "blocks/marks.html"])
def test_a_template_that_cannot_be_used_is_named_with_its_line(name: str, template: str, tmp_path: Path) -> None:
    text, says = FAULTS[name]
    own = tmp_path / "site_templates" / template
    own.parent.mkdir(parents=True)
    original = (TEMPLATES[0] / template).read_text(encoding="utf-8")
    start = "<div" if template.startswith("pages") else "<span"
    own.write_text(original.replace(start, f"{text}{start}", 1), encoding="utf-8")
    with pytest.raises(BuildError, match=rf"site_templates/{template}:\d+: .*{says}"):
        list(all_pages(editions.public(), (own.parent.parent, *TEMPLATES)))


def test_what_must_be_said_does_not_depend_on_templates() -> None:
    """What pages say is the same whether templates drew them or not."""

    def says(templates: tuple[Path, ...]) -> Iterator[object]:
        yield from ((page.path, page.says) for page in all_pages(editions.public(), templates))
        yield from ((asset.path, asset.says) for asset in assets(editions.public(), templates))

    assert list(says(())) == list(says(TEMPLATES))
