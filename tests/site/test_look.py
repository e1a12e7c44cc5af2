"""mkdocs.yml is data: ordinary looks pass, and nothing in it is run or brings a file from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from kept.resources import packaged
from kept.site import look
from projects import Project, Ran

PRIVATE = "words of a file outside the project"


def faults(text: str) -> list[str]:
    _, findings = look.read(text, "mkdocs.yml")
    return [f"{finding.code} {finding.place.line}:{finding.place.column} {finding.message}" for finding in findings]


ORDINARY = {
    "the least": "site_name: Ours\n",
    "a theme in one word": "theme: material\n",
    "the other engine": "theme: { name: zensical }\n",
    "one palette": "theme:\n  name: material\n  palette:\n    primary: deep purple\n    accent: lime\n",
    "two palettes": (
        "theme:\n  palette:\n    - media: '(prefers-color-scheme: light)'\n      scheme: default\n      toggle:\n"
        "        icon: material/brightness-7\n        name: Dark\n    - scheme: slate\n"
    ),
    "a logo": "theme: { logo: assets/logo.svg, favicon: assets/favicon.svg }\n",
    "icons": "theme:\n  icon:\n    logo: material/library\n    admonition: { note: octicons/tag-16 }\n",
    "features": "theme: { features: [navigation.tabs, navigation.top, content.code.copy] }\n",
    "fonts": "theme: { font: { text: Roboto, code: Roboto Mono } }\n",
    "no font": "theme: { font: false, language: de, direction: ltr }\n",
    "overrides": "theme: { custom_dir: site_templates/theme }\n",
    "words with signs": "nav:\n  - public: [{ 'R & D > \"ours\"': about.md }]\nextra: { ours: { a: 'R & D, 3' } }\n",
    "tabs": "nav:\n  - public: [promises, { Shop: 'https://shop.example/' }]\n",
    "styles": "extra_css: [assets/ours.css]\n",
    "extra": "extra:\n  homepage: https://example.com\n  social:\n    - { icon: simple/mastodon, link: x }\n",
    "extensions": "markdown_extensions: [abbr, admonition, attr_list, def_list, footnotes, tables, toc, md_in_html]\n",
    "options": "markdown_extensions:\n  - toc: { permalink: true, title: On this page, toc_depth: 3 }\n  - smarty\n",
    "keys for extensions": "markdown_extensions:\n  toc: { permalink: true }\n  tables: {}\n",
    "long names": "markdown_extensions: [markdown.extensions.tables]\n",
    "pymdown": (
        "markdown_extensions:\n  - pymdownx.superfences\n  - pymdownx.details\n  - pymdownx.highlight\n"
        "  - pymdownx.tabbed: { alternate_style: true }\n  - pymdownx.tasklist: { custom_checkbox: true }\n"
    ),
    "what kept decides": "docs_dir: docs\nsite_dir: site\nstrict: true\nuse_directory_urls: false\nedit_uri: ''\n",
    "search": "plugins:\n  - search\n",
    "no plugins": "plugins: []\n",
    "no extensions": "markdown_extensions:\n",
}


@pytest.mark.parametrize("text", ORDINARY.values(), ids=ORDINARY)
def test_an_ordinary_look_passes(text: str) -> None:
    assert faults(text) == []


def test_the_look_that_ships_with_kept_passes() -> None:
    assert faults((packaged() / "mkdocs.yml").read_text(encoding="utf-8")) == []


HOSTILE = {
    "a program in a value": ("site_name: !!python/object/apply:os.system ['touch ran']\n", "1:12"),
    "a program in a list": ("extra:\n  a:\n    - !!python/object/apply:os.system ['touch ran']\n", "3:7"),
    "a program as a key": ("? !!python/object/apply:os.system ['touch ran']\n: x\n", "1:3"),
    "a program in an option": (
        "markdown_extensions:\n  - toc:\n      slugify: !!python/object/apply:os.system ['touch ran']\n",
        "3:16",
    ),
    "a name of a program": ("extra: { a: !!python/name:os.system }\n", "1:13"),
    "a module": ("extra: { a: !!python/module:os }\n", "1:13"),
    "a new object": ("nav: !!python/object/new:subprocess.Popen [[touch, ran]]\n", "1:6"),
    "a tag of its own": ("extra: { a: !run x }\n", "1:13"),
    "a tag in full": ("extra: { a: !<tag:yaml.org,2002:python/object/apply:os.getcwd> [] }\n", "1:13"),
    "a tag on what is ignored": ("docs_dir: !!python/object/apply:os.system ['touch ran']\n", "1:11"),
    "a variable": ("site_name: !ENV [HOME, x]\n", "1:12"),
    "a path": ("extra: { a: !relative $config_dir }\n", "1:13"),
    "bytes": ("extra: { a: !!binary aGk= }\n", "1:13"),
    "a hook": ("hooks: [run.py]\n", "1:1"),
    "a plugin": ("plugins:\n  - search\n  - macros\n", "1:1"),
    "a plugin with options": ("plugins:\n  - search: { lang: en }\n  - exec: { run: x }\n", "1:1"),
    "another file": ("INHERIT: ../other.yml\n", "1:1"),
    "snippets": ("markdown_extensions:\n  - pymdownx.snippets: { base_path: ['/'] }\n", "2:5"),
    "snippets in one word": ("markdown_extensions: [tables, pymdownx.snippets]\n", "1:31"),
    "snippets as a key": ("markdown_extensions:\n  pymdownx.snippets: { base_path: / }\n", "2:3"),
    "pictures from elsewhere": ("markdown_extensions: [pymdownx.b64]\n", "1:23"),
    "an extension nobody knows": ("markdown_extensions: [run]\n", "1:23"),
    "an extension by its module": ("markdown_extensions: ['os.path:join']\n", "1:23"),
    "fences of one's own": (
        "markdown_extensions:\n  - pymdownx.superfences:\n      custom_fences: [{ name: x, class: x, format: x }]\n",
        "3:7",
    ),
    "a counter of somebody else": ("extra:\n  analytics: { provider: google, property: x }\n", "2:3"),
    "a banner": ("extra: { consent: { title: x, description: x } }\n", "1:10"),
    "a list of versions": ("extra: { version: { provider: mike } }\n", "1:10"),
    "markup in a value": ("extra:\n  homepage: 'x\"><b>100 % kept</b>'\n", "2:13"),
    "markup in a key": ("extra: { tags: { '<script>': x } }\n", "1:18"),
    "markup in a tab": ("nav:\n  - public: [promises, { '<b>100 % kept</b>': about.md }]\n", "2:26"),
    "a handler in a tab": ("nav:\n  - public: [{ 'Us\" onclick=\"x': about.md }]\n", "2:16"),
    "a script": ("extra_javascript: [x.js]\n", "1:1"),
    "templates": ("extra_templates: [x.xml]\n", "1:1"),
    "templates of the theme": ("theme: { static_templates: [x.html] }\n", "1:10"),
    "another theme": ("theme: { name: readthedocs }\n", "1:16"),
    "words on every page": ("copyright: <b>100 % kept</b>\n", "1:1"),
    "a theme that stands twice": ("theme: material\ntheme: { name: nobody }\n", "2:16"),
}


@pytest.mark.parametrize(("text", "where"), HOSTILE.values(), ids=HOSTILE)
def test_what_could_run_or_read_something_is_refused_at_its_place(text: str, where: str) -> None:
    assert faults(text)[0].startswith(f"KPT101 {where} ")


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("a: [", "1:5"),
        ("a: b: c\n", "1:5"),
        ("- a\n", "1:1"),
        ("just words\n", "1:1"),
        ("", "1:1"),
        ("a: 1\n---\nb: 2\n", "2:1"),
    ],
)
def test_what_is_no_list_of_keys_is_told_at_its_place(text: str, where: str) -> None:
    (fault,) = faults(text)
    assert fault.startswith(f"KPT104 {where} ")


@pytest.mark.parametrize("text", ["a: &a [x]\nextra: { b: *a }\n", "a: &a\n  <<: *a\n", "[" * 5000])
def test_what_could_fill_the_memory_is_refused(text: str) -> None:
    (fault,) = faults(text)
    assert fault.startswith("KPT104 ")


def test_every_fault_is_told_and_a_misspelt_key_has_its_neighbour() -> None:
    _, findings = look.read("thme: material\nhooks: [a.py]\nmarkdown_extensions: [tabels]\n", "mkdocs.yml")
    assert [finding.place.line for finding in findings] == [1, 2, 3]
    assert findings[0].hint == "did you mean theme?"
    assert findings[2].hint == "did you mean tables?"


RAN = {
    "a tag": "theme: material\nextra:\n  x: !!python/object/apply:os.system ['touch {ran}']\n",
    "a tag in an extension": (
        "markdown_extensions:\n  - toc:\n      title: !!python/object/apply:os.system ['touch {ran}']\n"
    ),
    "another file with a tag": "INHERIT: other.yml\n",
}


@pytest.mark.parametrize("text", RAN.values(), ids=RAN)
def test_a_check_names_it_and_a_build_runs_nothing(
    approved: Project, tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    ran = tmp_path_factory.mktemp("outside") / "ran"
    approved.write({"mkdocs.yml": text.format(ran=ran), "other.yml": RAN["a tag"].format(ran=ran)}).commit()
    checked = approved.kept("check")
    assert checked.code == 1
    assert "mkdocs.yml:" in checked.out
    built = approved.kept("build")
    assert built.code == 2
    assert "mkdocs.yml:" in built.err
    assert not ran.exists()
    assert not (approved.root / "dist").exists()


def test_no_file_from_outside_the_project_reaches_a_page(
    approved: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "private.txt"
    outside.write_text(PRIVATE, encoding="utf-8")
    approved.write(
        {
            "mkdocs.yml": f"markdown_extensions:\n  - pymdownx.snippets: {{ base_path: ['{outside.parent}'] }}\n",
            "site_templates/content/public/about.md": '# About\n\n--8<-- "private.txt"\n',
        }
    ).commit()
    assert approved.kept("build").code == 2
    approved.write({"mkdocs.yml": "theme: material\n"}).commit()
    assert approved.kept("build").code == 0
    assert not [
        page for page in Path(approved.root / "dist").rglob("*.html") if PRIVATE in page.read_text(encoding="utf-8")
    ]


def test_a_projects_own_look_is_built(approved: Project) -> None:
    text = "theme:\n  name: material\n  palette: { primary: teal, accent: lime }\n  favicon: assets/favicon.svg\n"
    text += "markdown_extensions:\n  - admonition\n  - pymdownx.superfences\n  - pymdownx.tasklist\n"
    page = "# About\n\n!!! note\n    Ours.\n\n- [x] done\n\n```python\nprint(1)\n```\n"
    approved.write({"mkdocs.yml": text, "site_templates/content/public/about.md": page}).commit()
    assert approved.kept("build", "--audience", "public").code == 0
    built = (approved.root / "dist/public/about/index.html").read_text(encoding="utf-8")
    assert 'class="admonition note"' in built
    assert "task-list-item" in built


STOPS = {
    "a tab that leads nowhere": {"mkdocs.yml": "theme: material\nnav:\n  - public: [vioces]\n"},
    "a tab without a label": {"mkdocs.yml": "nav:\n  - public: [about.md]\n"},
    "a tab of the internal site": {"mkdocs.yml": "nav:\n  - internal: [{ Run: 'javascript:x' }]\n"},
    "a feature": {"mkdocs.yml": "theme: { features: [navigation.instant] }\n"},
    "templates elsewhere": {"mkdocs.yml": "theme: { custom_dir: overrides }\n"},
    "no YAML": {"mkdocs.yml": "theme: [\n"},
}


@pytest.mark.parametrize("files", STOPS.values(), ids=STOPS)
def test_what_stops_a_build_is_found_by_a_check(
    approved: Project, command: Callable[..., Ran], files: Mapping[str, str]
) -> None:
    approved.write(files).commit()
    checked = command("check")
    assert checked.code == 1
    assert "mkdocs.yml:" in checked.out
    assert command("build").code != 0


def test_a_link_among_the_templates_is_found_by_a_check(approved: Project, command: Callable[..., Ran]) -> None:
    folder = approved.root / "site_templates/content"
    folder.mkdir(parents=True)
    (folder / "public").symlink_to(approved.root / "evidence")
    checked = command("check")
    assert checked.code == 1
    assert "is a symbolic link. [KPT107, error]" in checked.out
    assert command("build").code != 0


def test_hand_written_pages_may_be_tabs(approved: Project, command: Callable[..., Ran]) -> None:
    nav = "nav:\n  - public: [promises, { About us: about.md }, { Shop: 'https://shop.example/' }]\n"
    approved.write({"mkdocs.yml": nav, "site_templates/content/public/about.md": "# About\n"}).commit()
    assert command("check").code == 0
