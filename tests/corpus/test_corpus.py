"""A thousand quotes and stories in nine languages, free of real leaks, are published, whatever of them is withheld."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from corpus.generator import quotes, sentences, stories
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kept import pipeline
from kept.audit import audit
from kept.audit.withheld import Secrets
from kept.edition.gate import gates
from kept.findings import Report
from kept.model.fields import Audience
from kept.model.policy import Policy
from kept.model.register import Organisation, Promise, Register, Target
from kept.site.engine import Engine
from portfolios import OLIVE, TODAY, approved, portfolio

if TYPE_CHECKING:
    from kept.building.checked import Checked, Site
    from kept.model.portfolio import Portfolio

QUOTES, STORIES = 1000, 90
WITHHELD = 5
"""Every fifth waits for approval."""


def corpus(count: int, told: int) -> Portfolio:
    """So many quotes and stories, of which every fifth waits for approval."""
    promise = Promise(
        id="on-time",
        statement="We come when we said we would.",
        audience=Audience.PUBLIC,
        owner="olive",
        targets=(
            Target.model_validate(
                {"metric": "none-yet", "at_least": 95, "from": TODAY.replace(year=2025)}, strict=False
            ),
        ),
    )
    organisation = Organisation(name="Small Removals", locale="en-GB", demo=True, as_of=TODAY)
    register = Register(organisation=organisation, people=(OLIVE,), promises=(promise,))
    voices, cases = tuple(quotes(count)), tuple(stories(told))
    whole = portfolio(register, voices, cases, policy=Policy(approval_valid_months=12))
    names = ([voice.id for voice in voices], [case.id for case in cases])
    ready = [name for kind in names for number, name in enumerate(kind) if number % WITHHELD]
    return approved(whole, "olive", "promise.on-time", *ready)


def published(folder: Path, whole: Portfolio) -> tuple[Checked, list[Site]]:
    checked = pipeline.check(folder, whole, Report(), TODAY)
    sites = pipeline.build(
        folder, checked, tuple(Audience), out=folder / "dist", engine=Engine.MKDOCS, tell=lambda _: None
    )
    return checked, sites


def test_there_are_nine_languages() -> None:
    assert len(sentences()) == 9


def test_a_thousand_quotes_and_stories_are_published_without_a_stop(tmp_path: Path) -> None:
    checked, sites = published(tmp_path, corpus(QUOTES, STORIES))
    assert [finding.message for site in sites for finding in site.report if finding.rule.stops_site] == []
    assert all(site.published for site in sites)
    assert "it repeats words of" not in " ".join(finding.message for finding in checked.report)
    assert len(checked.public.voices) > 0.75 * QUOTES
    assert len(checked.public.stories) > 0.5 * STORIES


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Portfolio]:
    """A site of some of them."""
    folder = tmp_path_factory.mktemp("corpus")
    whole = corpus(90, 18)
    _, sites = published(folder, whole)
    assert all(site.published for site in sites)
    return folder / "dist/public", whole


NAMES = [
    "M&S",
    "Target",
    "Buffer",
    "Element",
    "Window",
    "J. R.",
    "A/B",
    "H&M",
    "Home Office",
    "Open Table",
    "Customer",
    "Promises",
    "The Promise",
    "Search",
    "Kept",
    "Data",
    "On Time",
    "Method",
    "How We Know",
    "Small",
    "Q3",
    "Light",
]
PHRASES = [
    "Great service!",
    "You can get up and running in no time.",
    "Kept in the last quarter.",
    "No complaints at all.",
    "Thank you, all of you!",
    "How results are measured and judged",
    "手続きが簡単になりました。",
    "We came on time.",
]


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES), st.sampled_from(PHRASES)), max_size=6),
    st.integers(0, 1000),
)
def test_no_set_of_withheld_items_without_a_leak_stops_a_site(
    small: tuple[Path, Portfolio], withheld: list[tuple[str, str, str]], seed: int
) -> None:
    folder, whole = small
    drafts = {}
    for (name, organisation, words), voice in zip(withheld, quotes(100, seed), strict=False):
        speaker = voice.speaker.model_copy(update={"name": name, "organisation": organisation})
        draft = voice.model_copy(
            update={"id": f"draft-{voice.id}", "speaker": speaker, "body": words, "original": words}
        )
        drafts[draft.id] = draft
    told = {f"draft-{story.id}": story.model_copy(update={"id": f"draft-{story.id}"}) for story in stories(9, seed)}
    more = replace(whole, testimonials={**whole.testimonials, **drafts}, case_studies={**whole.case_studies, **told})
    (edition, _), _ = gates(more, as_of=TODAY)
    report = audit(folder, Secrets(more).in_site(edition), None)
    assert [(finding.message, finding.place) for finding in report if finding.code == "KPT801"] == []
