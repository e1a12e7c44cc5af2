"""No public byte comes from a field without an approval: every text says which field it is in, and is looked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import canaries
from canaries import CANARY
from hypothesis import example, given, settings
from hypothesis import strategies as st
from kept.edition.gate import gates
from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.model.fields import Audience
from kept.model.policy import Policy, Requirement
from kept.model.portfolio import Portfolio
from kept.model.register import Promise
from kept.outputs.all import assets
from kept.pages.all import all_pages
from portfolios import TODAY, approved, with_item

TEMPLATES = (Path(__file__).parents[2] / "site_templates",)
POLICY = Policy(
    require=Requirement(site=("legal",)),
    roles={"legal": ("lena",)},
    notes="CANARY-Policy.notes-public",
    switchboard="+44 113 496 0",
)
WHOLE = canaries.whole(POLICY)
OF = {"Promise": "promise.promise", "Testimonial": "voice", "CaseStudy": "story", "Metric": "metric", "Row": "metric"}
"""By the noun that a field is in: how the id of the item begins that owns it."""
SITE = frozenset({"Organisation", "Person", "Stage"})
"""The nouns whose public texts are the site's own words."""
ITEMS = [f"{kind}-{audience}" for kind in ("promise.promise", "voice", "story", "metric") for audience in Audience]
MAKERS: dict[str, Callable[[Audience, str], Testimonial | CaseStudy | Metric | Promise]] = {
    "promise.promise-public": canaries.a_promise,
    "voice-public": canaries.a_voice,
    "story-public": canaries.a_story,
    "metric-public": canaries.a_metric,
}
EVERYTHING = frozenset(ITEMS)
decisions = st.dictionaries(st.sampled_from(ITEMS), st.sampled_from(["public", "all", "internal"]))


def _decided(given_for: dict[str, str]) -> Portfolio:
    """Each item approved for the sites that were drawn for it, and the site's own words approved."""
    by_site = {"public": (Audience.PUBLIC,), "internal": (Audience.INTERNAL,), "all": tuple(Audience)}
    decided = approved(WHOLE, "lena", "site", audiences=(Audience.PUBLIC,))
    for item, sites in given_for.items():
        decided = approved(decided, "olive", item, audiences=by_site[sites])
    return decided


def _published(portfolio: Portfolio) -> set[tuple[str, str]]:
    """(field, for whom) of each text in the bytes of the public site."""
    (edition, report), _ = gates(portfolio, as_of=TODAY)
    if any(finding.stops_site and finding.code.startswith("KPT6") for finding in report):
        return set()
    pages = [f"{page.title} {page.description} {page.body} {page.json_ld}" for page in all_pages(edition, TEMPLATES)]
    files = [f"{asset.path} {asset.content.decode('utf-8', 'ignore')}" for asset in assets(edition, TEMPLATES)]
    return set(CANARY.findall("\n".join((*pages, *files))))


@settings(max_examples=12)
@given(given_for=decisions, edited=st.sets(st.sampled_from(sorted(MAKERS))))
@example(given_for=dict.fromkeys(ITEMS, "all"), edited=set())
@example(given_for=dict.fromkeys(ITEMS, "all"), edited=set(MAKERS))
@example(given_for={}, edited=set())
def test_every_public_text_belongs_to_an_item_with_an_approval_in_force(
    given_for: dict[str, str], edited: set[str]
) -> None:
    decided = _decided(given_for)
    for item in edited:
        decided = with_item(decided, MAKERS[item](Audience.PUBLIC, "edited"))
    in_force = {item for item, sites in given_for.items() if sites != "internal"} - edited
    for field, whom in _published(decided):
        noun = field.partition(".")[0]
        assert whom == "public", (field, whom)
        assert noun in SITE or f"{OF[noun]}-public" in in_force, (field, in_force)


def test_what_is_approved_is_there_to_be_found() -> None:
    found = {field.partition(".")[0] for field, _ in _published(_decided(dict.fromkeys(ITEMS, "all")))}
    assert found >= {"Promise", "Testimonial", "CaseStudy", "Metric", *SITE}


def test_the_sites_own_words_stay_as_they_were_approved() -> None:
    decided = _decided(dict.fromkeys(ITEMS, "all"))
    register = decided.register
    words = {"name": "CANARY-Organisation.name-edited", "publisher_note": "CANARY-Organisation.publisher_note-edited"}
    people = tuple(one.model_copy(update={"name": "CANARY-Person.name-edited"}) for one in register.people)
    stages = tuple(one.model_copy(update={"title": "CANARY-Stage.title-edited"}) for one in register.journey)
    organisation = register.organisation.model_copy(update=words)
    changed = {"organisation": organisation, "people": people, "journey": stages}
    after = replace(decided, register=register.model_copy(update=changed))
    assert _published(after) == _published(decided)


def test_without_approved_words_of_its_own_no_site_is_published() -> None:
    decided = approved(WHOLE, "olive", *ITEMS)
    assert _published(decided) == set()
    assert _published(_decided(dict.fromkeys(ITEMS, "all"))) != set()
