"""What ties a speaker to us stands in the same card, wherever the words stand (KPT320 to KPT322)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, get_args

import pytest
from held import REGISTER, VOICE, below, messages, places
from kept import pipeline
from kept.building.checked import Checked
from kept.model.evidence import Relationship
from kept.model.fields import Audience
from kept.outputs.all import assets
from kept.pages.all import all_pages
from kept.resources import Resources
from projects import TODAY, small

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from projects import Project

WORDS = "They rang the bell at nine, as they had said."
TIES = {
    "employee": "works for us",
    "partner": "is a partner of ours",
    "investor": "has invested in us",
    "supplier": "supplies us",
    "family": "is family of somebody here",
    "paid": "was paid",
}


def test_every_relationship_but_a_customer_s_is_a_tie() -> None:
    assert {"customer", *TIES} == set(get_args(Relationship))


@pytest.mark.parametrize("relationship", TIES)
def test_a_tie_that_the_card_would_not_tell_withholds_the_words(project: Project, relationship: str) -> None:
    below(project, VOICE, "attribution", f"relationship: {relationship}")
    assert messages(project, "KPT320") == {f"the speaker {TIES[relationship]}, and the card would not say so."}
    assert places(project, "KPT320") == {"nine-oclock.md:12:15"}
    below(project, VOICE, "attribution", "disclosure: Ada is close to us.")
    assert messages(project, "KPT320") == set()


def test_a_customer_has_nothing_to_disclose(project: Project) -> None:
    assert messages(project, "KPT320") | messages(project, "KPT321") | messages(project, "KPT322") == set()


@pytest.mark.parametrize("nothing", ["\\u200b", "\\u2800", "\\u3164", "\\u00ad\\u2060", " \\u034f ", ""])
def test_a_disclosure_that_nobody_can_see_is_none(project: Project, nothing: str) -> None:
    below(project, VOICE, "attribution", "relationship: paid", f'disclosure: "{nothing}"')
    assert "nine-oclock" not in project.load()[0].testimonials


@pytest.mark.parametrize("something", ["§", "👪", "家族", "Ada\\u200bMover"])
def test_a_disclosure_of_any_script_is_one(project: Project, something: str) -> None:
    below(project, VOICE, "attribution", "relationship: paid", f'disclosure: "{something}"')
    assert messages(project, "KPT320") == set()
    assert "nine-oclock" in project.load()[0].testimonials


INCENTIVE = "incentive: {{ what: a voucher, conditioned_on_sentiment: {} }}"


def test_words_that_had_to_be_good_are_never_shown_whatever_is_disclosed(project: Project) -> None:
    below(project, VOICE, "attribution", INCENTIVE.format("true"), "disclosure: Ada got a voucher.")
    assert messages(project, "KPT321") == {"a voucher was given for saying something good, so the words prove nothing."}
    assert places(project, "KPT321") == {"nine-oclock.md:12:57"}
    assert messages(project, "KPT322") == set()


def test_any_other_incentive_is_disclosed(project: Project) -> None:
    below(project, VOICE, "attribution", INCENTIVE.format("false"))
    assert messages(project, "KPT322") == {
        "the speaker got something for it (a voucher), and the card would not say so."
    }
    below(project, VOICE, "attribution", "disclosure: Everyone who answered got a voucher.")
    assert messages(project, "KPT322") == set()


# --- Wherever the words stand

EVERYWHERE = """
stage = "after"
parts = [ { role = "crew", does = ["ring the bell"], ask = "May I?" } ]

[[journey]]
id = "after"
title = "After"

[[roles]]
id = "crew"
title = "Crew"
people = 64
"""
DISCLOSED = "Ada gets our <surplus> boxes & crates."


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """A project in which a disclosed voice is on as many outputs as there are."""
    project = small(tmp_path_factory.mktemp("disclosed"))
    register = (project.root / REGISTER).read_text()
    urls = 'site_url = { public = "https://p.example/", internal = "https://i.example/" }'
    project.write({REGISTER: register.replace("demo = true", f"demo = true\n{urls}") + EVERYWHERE})
    below(project, VOICE, "attribution", "relationship: partner", f'disclosure: "{DISCLOSED}"')
    below(project, VOICE, "attribution", "thanks: { roles: [crew] }")
    project.edit(VOICE, "channels: [site]", "channels: [site, sales, syndication, social]")
    project.approve("promise.on-time", "nine-oclock", "corner-books", by="olive").approve("punctuality", by="connie")
    project.commit()
    portfolio, found = project.load()
    return pipeline.check(project.root, portfolio, found, TODAY)


def outputs(checked: Checked, audience: Audience, root: Path) -> dict[str, str]:
    """Everything a site consists of, by path, without the frame."""
    edition = checked.edition(audience)
    resources = Resources.of(root)
    pages = {page.path: page.body for page in all_pages(edition, resources.roots)}
    files = {asset.path: asset.content.decode("utf-8", "replace") for asset in assets(edition, resources.roots)}
    return pages | files


_CARD = re.compile(r"<(figure|tr|article|li)\b.*?</\1>", re.DOTALL)


def lacking(path: str, text: str) -> Iterator[str]:
    """What of an output has the words and not the disclosure in the same card, row or object."""
    if path.endswith((".json", ".jsonld")):
        yield from (str(found) for found in _objects(json.loads(text)) if "boxes" not in str(found))
        return
    cards = [card[0] for card in _CARD.finditer(text) if WORDS in card[0]]
    if sum(card.count(WORDS) for card in cards) != text.count(WORDS):
        yield f"{path}: the words stand outside of any card"
    yield from (card for card in cards if "Ada gets our &lt;surplus&gt; boxes &amp; crates." not in card)


def _objects(value: object) -> Iterator[object]:
    """The innermost objects that hold the words."""
    if isinstance(value, dict):
        inner = [found for entry in value.values() for found in _objects(entry)]
        yield from inner
        if not inner and any(isinstance(entry, str) and WORDS in entry for entry in value.values()):
            yield value
    elif isinstance(value, list):
        for entry in value:
            yield from _objects(entry)


EXPECTED = {
    Audience.PUBLIC: {"", "promises/on-time/", "voices/", "voices/nine-oclock/", "stories/corner-books/"},
    Audience.INTERNAL: {"", "promises/on-time/", "roles/crew/", "evidence/", "voices/nine-oclock/"},
}


@pytest.mark.parametrize("audience", Audience)
def test_the_disclosure_stands_in_the_same_card_on_every_page_and_in_every_file(
    checked: Checked, audience: Audience, tmp_path: Path
) -> None:
    """Role pages, lists, data and embeds too."""
    found = {path: text for path, text in outputs(checked, audience, tmp_path).items() if WORDS in text}
    assert EXPECTED[audience] <= found.keys()
    assert [entry for path, text in found.items() for entry in lacking(path, text)] == []
