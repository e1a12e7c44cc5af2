"""What is new since a day: for each audience only what it may see, and in every format only text."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from changed import NEW, NEW_WORDS
from held import REGISTER, TABLE
from markdown_it import MarkdownIt
from projects import approved as approved_in

if TYPE_CHECKING:
    from pathlib import Path

    from projects import Project

MISSED = "2026-Q3,94.0,200,188"
LATER = date(2026, 11, 24)
SINCE = ("--since", "2026-11-20", "--as-of", "2026-11-25")
FORMATS = ("md", "html", "slack", "teams")
WORDS = "They rang the bell at ten, as they had said."
HOSTILE = "<b>@all</b> [x](https://evil.example) <!channel> *y*"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A quarter that became a miss, with its explanation; a new voice that is approved, and one inside that is not."""
    project = approved_in(tmp_path_factory.mktemp("digest"))
    register = (project.root / REGISTER).read_text(encoding="utf-8")
    miss = (
        'misses = [{ period = "2026-Q3", why = "Two vans broke down.", changed = "There is a third van now.", '
        'customers_got = "The hour back." }]'
    )
    parts = 'parts = [{ role = "driver", does = ["Is there at nine."] }]'
    roles = '\n[[roles]]\nid = "driver"\ntitle = "Driver"\nsummary = "Drives."\n'
    told_now = register.replace("targets = [", f"{miss}\n{parts}\ntargets = [", 1) + roles
    told_now = told_now.replace("as_of = 2026-11-20", "as_of = 2026-11-24")
    project.write({REGISTER: told_now}).edit(TABLE, "2026-Q3,95.5,200,191", MISSED).write({NEW: NEW_WORDS})
    project.approve("promise.on-time", "nine-oclock", "corner-books", "ten-oclock", by="olive")
    project.approve("punctuality", by="connie").commit(LATER)
    inside = NEW_WORDS.replace("at ten", "at noon").replace("crm:2", "crm:3").replace("Bea Boxer", "Cleo Noon")
    project.write({NEW.replace("ten", "noon"): inside}).commit(LATER)
    return project


def told(project: Project, audience: str, form: str, *more: str) -> str:
    ran = project.kept("digest", *SINCE, "--audience", audience, "--format", form, *more)
    assert ran.code == 0, ran.err
    return ran.out


def readable(form: str, text: str) -> str:
    """What a reader sees of a digest."""
    if form == "md":
        text = MarkdownIt("commonmark").render(text)
    if form in {"md", "html"}:
        return " ".join(re.sub(r"<[^>]*>", " ", text).replace("\u2060", "").split())
    return " ".join(json.loads(f'"{one}"') for one in re.findall(r'"text": "((?:[^"\\]|\\.)*)"', text))


@pytest.mark.parametrize("form", FORMATS)
def test_results_misses_voices_and_what_waits_are_told_inside(project: Project, form: str) -> None:
    text = readable(form, told(project, "internal", form))
    assert "Q3 2026: missed (was kept)" in text
    assert "188 of 200 (94.0%), target 95% or more" in text
    assert "Why: Two vans broke down." in text
    assert "Changed since: There is a third van now." in text
    assert "New voices, for Driver" in text
    assert "Bea Boxer" in text
    assert "Waiting for Olive Owner" in text
    assert "Not approved yet." in text


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_that_its_audience_may_not_see_is_in_it(project: Project, form: str) -> None:
    inside, outside = told(project, "internal", form), told(project, "public", form)
    for text in (inside, outside):
        assert WORDS not in text, "quotes are linked, never repeated"
        assert "noon" not in readable(form, text), "what is not approved is not told"
    for word in ("Waiting for", "Driver", "Not approved", "Bea Boxer"):
        assert word not in readable(form, outside)
    assert "New voices, We come when we said we would" in readable(form, outside)
    assert "A customer, about:" in readable(form, outside), "the feeds' permission does not cover the name"


def test_what_was_known_already_is_not_news(project: Project) -> None:
    text = readable("md", told(project, "internal", "md"))
    assert "Q1 2026" not in text
    assert "Q2 2026" not in text


def test_nothing_is_news_where_nothing_is(project: Project) -> None:
    public = project.kept("digest", "--since", "2026-11-24", "--audience", "public", "--as-of", "2026-11-25")
    assert "Nothing is new." in public.out


@pytest.mark.parametrize("form", FORMATS)
def test_text_of_a_file_stays_text(form: str, project: Project) -> None:
    title = '[[promises]]\nid = "on-time"\n'
    register = (project.root / REGISTER).read_text(encoding="utf-8")
    try:
        project.write({REGISTER: register.replace(title, f"{title}short = '{HOSTILE}'\n")})
        text = told(project, "internal", form)
    finally:
        project.write({REGISTER: register})
    if form == "md":
        assert 'evil.example"' not in MarkdownIt("commonmark").render(text)
        assert "@all" not in text
    elif form == "html":
        assert "<b>@all" not in text
    else:
        kinds = set(re.findall(r'"type": "([^"]+)"', text))
        assert "mrkdwn" not in kinds
        assert "TextBlock" not in kinds


def test_slack_and_teams_get_what_they_take(project: Project) -> None:
    slack = json.loads(told(project, "internal", "slack"))
    assert [block["type"] for block in slack["blocks"]][:2] == ["header", "rich_text"]
    assert len(slack["blocks"]) <= 50
    (attached,) = json.loads(told(project, "internal", "teams"))["attachments"]
    assert attached["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert {one["type"] for one in attached["content"]["body"]} == {"RichTextBlock"}


def test_a_day_that_is_not_over_is_refused_with_what_to_do(project: Project) -> None:
    ran = project.kept("digest", "--since", "2026-11-24")
    assert ran.code == 2
    assert "Name an earlier day" in ran.err
    ran = project.kept("digest", "--since", "2026-11-20", "--days", "1")
    assert ran.code == 2
    assert "either --since DATE or --days N" in ran.err


def test_days_are_counted_back_from_today(project: Project) -> None:
    assert project.kept("digest", "--days", "4").out == project.kept("digest", "--since", "2026-11-20").out


def test_a_promise_that_was_not_on_the_site_then_is_one_line_with_its_last_result_and_without_its_older_misses(
    project: Project,
) -> None:
    text = readable("md", told(project, "internal", "md"))
    assert "On the site since then" not in text
    ran = project.kept("digest", "--since", "2026-01-02", "--as-of", "2026-11-25")
    assert "On the site since then" in ran.out
    assert "the last: Q3 2026, missed)" in readable("md", ran.out), readable("md", ran.out)
    assert "Two vans broke down" not in ran.out


@pytest.mark.parametrize(
    ("template", "command"),
    [
        ("digest/digest.html", ("digest", *SINCE, "--audience", "public", "--format", "html")),
        ("difference/difference.html", ("diff", "main", "--format", "html")),
        ("dossier/dossier.html", ("dossier", "nine-oclock")),
    ],
)
def test_a_template_of_a_project_runs_nothing_in_a_report(
    tmp_path: Path, template: str, command: tuple[str, ...]
) -> None:
    project = approved_in(tmp_path / "project")
    code = "{{ cycler.__init__.__globals__.os.getcwd() }}"
    project.write({f"site_templates/{template}": f"<p>ran {code}</p>"})
    ran = project.kept(*command)
    assert ran.code == 1, ran.out
    assert "runs nothing" in ran.err
    assert f"site_templates/{template}:1" in ran.err
