"""Rules, pages and outputs are found by themselves, and each is drawn, explained and tried by a test."""

from __future__ import annotations

import re
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import pytest
from kept.components.page_context import PageContext
from kept.findings import rules
from kept.model.edition import Edition
from kept.model.fields import Audience
from kept.model.policy import Channels
from kept.outputs.output import OUTPUTS, PERMISSIONS
from kept.pages.all import all_pages, registered
from kept.pages.page import Pages
from kept.pages.previewed import preview_pages
from kept.rules.rule import RULES, Rule
from render import demo

TESTS = "".join(
    path.read_text(encoding="utf-8") for path in (demo.REPOSITORY / "tests").rglob("*.py") if path != Path(__file__)
)


@cache
def sites() -> dict[Audience, Edition]:
    """The demo's editions, the public one with an address whose voice is gone."""
    return {Audience.PUBLIC: replace(demo.public(), notices=("voices/gone/",)), Audience.INTERNAL: demo.inside()}


FILES = re.compile(r"^\| (`.*`) \| ((?:public|internal)(?:, internal)?) \|$", re.MULTILINE)


def listed() -> dict[Audience, list[str]]:
    """By site: the patterns of its files, as `docs/api.md` lists them."""
    rows = FILES.findall((demo.REPOSITORY / "docs" / "api.md").read_text(encoding="utf-8"))
    return {
        audience: [
            pattern for patterns, sites in rows if audience in sites for pattern in re.findall("`(.*?)`", patterns)
        ]
        for audience in Audience
    }


@pytest.mark.parametrize("one", RULES, ids=lambda one: one.check.__name__)
def test_a_rule_names_its_codes_and_each_is_in_the_catalogue(one: Rule) -> None:
    """`test_rules.py` then asks for the code's manual page, its failing example and its passing twin."""
    codes = re.findall(r"KPT[0-9]{3}", (one.check.__doc__ or "").partition("Findings:")[2])
    assert codes
    assert set(codes) <= set(rules())


@pytest.mark.parametrize("pages", registered(), ids=lambda pages: pages.module)
def test_a_page_is_drawn_from_a_template_of_its_class_and_named_in_a_test(pages: Pages) -> None:
    for audience in pages.audiences:
        ctx = PageContext(sites()[audience], demo.TEMPLATES, {})
        made = list(pages.make(ctx))
        assert made, f"{pages.module} makes no page of the demo"
        for page in made:
            assert (demo.TEMPLATES[0] / "pages" / f"{page.page_class}.html").is_file()
        addresses = {page.path.partition("/")[0] for page in made}
        assert any(re.search(rf"[\"/]{re.escape(one)}[\"/]", TESTS) for one in addresses), addresses


def test_every_template_of_a_page_is_used() -> None:
    made = [page for edition in sites().values() for page in all_pages(edition, demo.TEMPLATES)]
    made += preview_pages(demo.public(), demo.public(), demo.TEMPLATES, {})
    assert {page.page_class for page in made} == {path.stem for path in (demo.TEMPLATES[0] / "pages").glob("*.html")}


@pytest.mark.parametrize("audience", Audience)
def test_every_file_of_an_output_is_listed_in_the_manual_and_every_listed_one_is_made(audience: Audience) -> None:
    patterns, files = listed()[audience], demo.files(sites()[audience])
    assert {path for path in files if not any(fnmatchcase(path, one) for one in patterns)} == set()
    assert {one for one in patterns if not any(fnmatchcase(path, one) for path in files)} == set()


def test_every_output_makes_a_file_of_the_demo() -> None:
    contexts = {audience: PageContext(edition, demo.TEMPLATES, {}) for audience, edition in sites().items()}
    empty = [one for one in OUTPUTS if not any(list(one.make(contexts[audience])) for audience in one.audiences)]
    assert empty == []


def test_every_output_that_asks_for_a_permission_is_a_channel_of_the_policy() -> None:
    assert set(PERMISSIONS) <= set(Channels.model_fields)
