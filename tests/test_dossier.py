"""Everything behind one item on one page: for a lawyer's letter or an audit."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from projects import Project, Ran

VOICE, REGISTER = "evidence/testimonials/nine-oclock.md", "promises.toml"
STORY = "evidence/case-studies/corner-books/index.md"


def dossier(project: Project, item: str, *options: str) -> dict[str, Any]:
    """The data of an item's dossier."""
    ran = project.kept("dossier", item, *options)
    assert ran.code == 0, ran.err
    return dict(json.loads((project.root / "dist" / "dossiers" / f"{item}.json").read_text(encoding="utf-8")))


def page(project: Project, item: str) -> str:
    """The page of an item's dossier."""
    assert project.kept("dossier", item).code == 0
    return (project.root / "dist" / "dossiers" / f"{item}.html").read_text(encoding="utf-8")


def words(html: str) -> str:
    """What a reader sees of a page."""
    return " ".join(unescape(re.sub(r"<style>.*?</style>|<[^>]*>", " ", html, flags=re.DOTALL)).split())


def test_it_is_a_page_and_data_and_says_that_it_is_confidential(approved: Project) -> None:
    ran = approved.kept("dossier", "nine-oclock")
    assert ran.out == (
        "wrote dist/dossiers/nine-oclock.html\n"
        "wrote dist/dossiers/nine-oclock.json\n"
        "Confidential: it holds original words, names and references that are on no site.\n"
    )
    assert "Confidential." in words(page(approved, "nine-oclock"))


@pytest.mark.parametrize("form", ["html", "json"])
def test_either_form_can_be_had_alone_and_elsewhere(form: str, approved: Project, tmp_path: Path) -> None:
    folder = tmp_path / "letter"
    assert approved.kept("dossier", "nine-oclock", "--format", form, "--out", str(folder)).code == 0
    assert [path.name for path in folder.iterdir()] == [f"nine-oclock.{form}"]


def test_an_approved_voice_is_told_from_its_words_to_its_pages(approved: Project) -> None:
    found = dossier(approved, "nine-oclock")
    assert found["schema"] == "kept.dossier/1"
    assert (found["kind"], found["path"]) == ("testimonial", VOICE)
    assert found["record"]["body"] == "They rang the bell at nine, as they had said."
    assert found["record"]["consent"]["ref"] == "vault:consents/1"
    assert found["statements"] == {"on-time": "We come when we said we would."}
    states = {(one["audience"], one["promise"], one["requires"]): one["state"] for one in found["answers"]}
    assert states == {
        ("public", "on-time", "promise-owner"): "approved",
        ("internal", "on-time", "promise-owner"): "approved",
    }
    (decision,) = found["decisions"]
    assert (decision["approver"], decision["name"], decision["decision"]) == ("olive", "Olive Owner", "approve")
    assert decision["digest"] == found["digest"]
    assert decision["is_current"]
    assert decision["protected"]
    shown = {one["audience"]: dict(one["pages"]) for one in found["shown"]}
    assert {"", "voices/", "voices/nine-oclock/", "promises/on-time/"} <= shown["public"].keys()
    assert all(one["now"] and not one["because"] for one in found["shown"])


def test_every_rule_that_was_asked_is_told_with_its_outcome(approved: Project) -> None:
    rules = dossier(approved, "nine-oclock")["rules"]
    outcomes = {rule["code"]: rule["outcome"] for rule in rules}
    assert outcomes["KPT310"] == "no objection"
    assert outcomes["KPT601"] == "no objection"
    assert not {"KPT403", "KPT105", "KPT801"} & outcomes.keys()


def test_what_holds_an_item_back_is_told_on_its_first_page(approved: Project) -> None:
    approved.edit(VOICE, "at nine,", "at nine sharp,")
    found = dossier(approved, "nine-oclock")
    assert {one["state"] for one in found["answers"]} == {"changed"}
    assert not found["decisions"][0]["is_current"]
    for one in found["shown"]:
        assert not one["now"]
        assert any("it has changed since Olive Owner (olive)" in why for why in one["because"])
    (rule,) = [rule for rule in found["rules"] if rule["code"] == "KPT603"]
    assert rule["outcome"] == "withheld"
    assert rule["place"].startswith(VOICE)
    assert "another content than it has now" in words(page(approved, "nine-oclock"))


def test_withdrawn_words_are_told_and_no_other_rule_is_said_to_be_kept(approved: Project) -> None:
    approved.edit(VOICE, "  channels:", "  withdrawn_on: 2026-11-01\n  channels:")
    found = dossier(approved, "nine-oclock")
    outcomes = {rule["code"]: rule["outcome"] for rule in found["rules"]}
    assert outcomes["KPT313"] == "withheld"
    assert outcomes["KPT310"] == "not asked"
    assert "Not asked, because it is held back in any case" in words(page(approved, "nine-oclock"))
    assert [one["pages"] for one in found["shown"]] == [[], []]


def test_a_promise_is_told_with_its_verdict_on_both_sites(approved: Project) -> None:
    found = dossier(approved, "promise.on-time")
    assert (found["kind"], found["title"]) == ("promise", "We come when we said we would.")
    assert {(one["audience"], one["status"]) for one in found["verdicts"]} == {("public", "kept"), ("internal", "kept")}
    periods = [period for period, _, _ in found["verdicts"][0]["record"]]
    assert periods == ["2026-Q3", "2026-Q2", "2026-Q1"]
    assert "punctuality: 95.5 (n = 200), at least 95" in words(page(approved, "promise.on-time"))


def test_a_metric_is_told_with_its_rows_and_the_promises_judged_by_it(approved: Project) -> None:
    found = dossier(approved, "punctuality")
    assert list(found["statements"]) == ["on-time"]
    text = words(page(approved, "punctuality"))
    assert "Promises judged by it on-time We come when we said we would." in text
    assert "2026-Q1 96.0 200 192 final 2026-04-14" in text
    assert found["decisions"][0]["is_current"]


def test_a_later_row_of_a_metric_does_not_make_its_approval_another_content(approved: Project) -> None:
    approved.edit("evidence/metrics/punctuality.csv", "interim,,", "final,2027-01-14,")
    assert dossier(approved, "punctuality", "--as-of", "2027-01-20")["decisions"][0]["is_current"]


def test_a_story_is_told_with_its_text(approved: Project) -> None:
    text = words(page(approved, "corner-books"))
    assert "The story as shown" in text
    assert "They stood on the shelves at nine." in text
    assert "Consent: ref vault:consents/2" in text


def test_the_history_of_its_files_comes_from_git(approved: Project) -> None:
    approved.edit(VOICE, "at nine,", "at nine sharp,").commit()
    found = dossier(approved, "nine-oclock")
    assert [(event["path"], event["what"]) for event in found["history"]] == [
        (VOICE, "changed"),
        ("evidence/approvals/nine-oclock/olive.toml", "added"),
        (VOICE, "added"),
    ]
    assert found["history"][0]["by"] == ["test@example.com"]
    assert [(event["kind"], event["person"]) for event in found["log"]] == [("approval", "olive")]


def test_the_history_of_a_promise_leaves_other_promises_out(approved: Project) -> None:
    approved.edit(REGISTER, 'name = "Lena Law"', 'name = "Lena Lawyer"').commit()
    approved.edit(REGISTER, "when we said we would.", "when we say we will.").commit()
    history = dossier(approved, "promise.on-time")["history"]
    assert [(event["path"], event["what"]) for event in history if event["path"] == REGISTER] == [
        (REGISTER, "changed"),
        (REGISTER, "added"),
    ]


def test_without_a_repository_it_says_that_nothing_protects_the_approvals(project: Project) -> None:
    found = dossier(project, "nine-oclock")
    assert found["history"] is None
    assert found["revision"] is None
    assert {one["state"] for one in found["answers"]} == {"missing"}
    text = words(page(project, "nine-oclock"))
    assert "no repository protects the approvals" in text
    assert "There is no history in git." in text


def test_what_was_taken_down_and_deleted_can_still_be_accounted_for(approved: Project) -> None:
    assert approved.kept("takedown", "nine-oclock").code == 0
    (approved.root / VOICE).unlink()
    approved.commit()
    found = dossier(approved, "nine-oclock")
    assert (found["kind"], found["record"], found["taken_down"]) == (None, None, "2026-11-20")
    assert found["decisions"][0]["approver"] == "olive"
    assert [event["what"] for event in found["history"] if event["path"] == VOICE] == ["deleted", "added"]
    text = words(page(approved, "nine-oclock"))
    assert "Taken down on 2026-11-20, from both sites." in text
    assert "its file is gone or cannot be read" in text


def test_when_it_was_first_published_is_told(approved: Project) -> None:
    approved.write(
        {"evidence/permalinks.lock": '[[page]]\npath = "voices/nine-oclock/"\nsince = 2026-04-01\ngone = 2026-05-01\n'}
    )
    public, internal = dossier(approved, "nine-oclock")["shown"]
    assert (public["since"], public["gone"]) == ("2026-04-01", "2026-05-01")
    assert internal["since"] is None
    assert "first published 2026-04-01" in words(page(approved, "nine-oclock"))


def test_an_item_that_cannot_be_read_is_told_with_what_is_wrong(approved: Project) -> None:
    approved.edit(VOICE, "attribution: named", "attribution: [")
    found = dossier(approved, "nine-oclock")
    assert found["record"] is None
    assert any(rule["outcome"] == "error" for rule in found["rules"])
    assert found["decisions"][0]["approver"] == "olive"


@pytest.mark.parametrize(
    ("item", "hint"),
    [
        ("nine-oclok", 'did you mean "nine-oclock"?'),
        ("on-time", 'did you mean "promise.on-time"?'),
        ("zzz", "an id is the name of its file; a promise is promise.<id>."),
        ("../../x", "an id is the name of its file; a promise is promise.<id>."),
    ],
)
def test_an_unknown_id_is_a_wrong_usage(item: str, hint: str, project: Project, command: Callable[..., Ran]) -> None:
    ran = command("dossier", item, "--root", str(project.root))
    assert ran.code == 2
    assert ran.err == f'kept: there is no item "{item}"; {hint}\n'
    assert not (project.root / "dist").exists()


# --- The page

HOSTILE = "</style><script>document.title='x'</script><img src=http://b.example/x>\"'&"


class _Tags(HTMLParser):
    """Collects the elements of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href", "style"} or name[:2] == "on"]


def test_whatever_a_file_holds_is_only_text_on_the_page(project: Project) -> None:
    yaml = json.dumps(HOSTILE)
    project.edit(VOICE, "name: Ada Mover", f"name: {yaml}").edit(VOICE, "role: Homeowner", f"role: {yaml}")
    project.edit(VOICE, "They rang the bell", f"{HOSTILE} They rang the bell")
    html = page(project, "nine-oclock")
    read = _Tags()
    read.feed(html)
    assert {"script", "img", "link", "iframe"}.isdisjoint(read.tags)
    assert read.addresses == []
    assert HOSTILE in unescape(html)


@pytest.mark.browser
def test_the_page_needs_nothing_beside_it_and_fits_its_paper(approved: Project, browser: Browser) -> None:
    approved.edit(VOICE, "They rang", f"They {'rang' * 90} the bell and rang")
    path = approved.root / "dist" / "dossiers" / "nine-oclock.html"
    page(approved, "nine-oclock")
    tab = browser.new_page(viewport={"width": 360, "height": 800})  # a phone; the paper is checked below
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(path.as_uri())
    assert asked == [path.as_uri()]
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    tab.emulate_media(media="print")
    tab.set_viewport_size({"width": 658, "height": 1000})  # what A4 leaves between its margins, in CSS pixels
    assert tab.evaluate("document.documentElement.scrollWidth") <= 658
    assert tab.pdf(format="A4").startswith(b"%PDF")
    tab.close()


def test_the_same_project_gives_the_same_dossier(approved: Project) -> None:
    assert page(approved, "nine-oclock") == page(approved, "nine-oclock")
    assert dossier(approved, "nine-oclock") == dossier(approved, "nine-oclock")
