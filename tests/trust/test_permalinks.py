"""A published address goes on saying something, unless it names somebody (KPT106, notices)."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import TYPE_CHECKING

import pytest
from held import METRIC, REGISTER, STORY, TABLE, VOICE, below, findings, messages, places
from kept import pipeline
from kept.write.permalinks_ledger import permalinks_file
from projects import TODAY

if TYPE_CHECKING:
    from projects import Project

LOCK, TAKEDOWNS = "evidence/permalinks.lock", "evidence/takedowns.toml"


def lock(*paths: str, more: str = "") -> str:
    """The list of these addresses, published in January."""
    return "".join(f'\n[[page]]\npath = "{path}"\nsince = 2026-01-31\n{more}' for path in paths)


def takedown(*items: str) -> str:
    """The list of these items."""
    return "".join(f'\n[[takedown]]\nitem = "{item}"\non = 2026-11-01\n' for item in items)


PERIODS = ("results/2026-q1/", "results/2026-q2/", "results/2026-q3/")
EVERYTHING = (
    *("promises/on-time/", "voices/nine-oclock/", "stories/corner-books/", "metrics/punctuality/"),
    *PERIODS,
)


@pytest.fixture
def published(approved: Project) -> Project:
    """The approved project, everything of which was published in January."""
    approved.write({LOCK: lock(*EVERYTHING)}).commit()
    return approved


def test_what_is_still_shown_has_no_notice_and_is_not_lost(published: Project) -> None:
    assert published.gated().public.notices == ()
    assert findings(published, "KPT106") == []


@pytest.mark.parametrize(
    ("path", "old", "new", "address"),
    [
        (VOICE, "said_on: 2026-03-02", "said_on: 2026-03-03", "voices/nine-oclock/"),
        (VOICE, "audience: public", "audience: internal", "voices/nine-oclock/"),
        (VOICE, "promises: [on-time]", "promises: [on-tme]", "voices/nine-oclock/"),
        (VOICE, "---\npromises", "---\npromises: [", "voices/nine-oclock/"),
        (METRIC, "data_owner", 'exclusions = "None."\ndata_owner', "metrics/punctuality/"),
    ],
)
def test_a_notice_stands_where_something_is_not_shown_any_more(
    published: Project, path: str, old: str, new: str, address: str
) -> None:
    published.edit(path, old, new)
    assert published.gated().public.notices == (address,)
    assert findings(published, "KPT106") == []


@pytest.mark.parametrize(
    ("files", "address", "item"),
    [
        ((VOICE,), "voices/nine-oclock/", "nine-oclock"),
        ((METRIC, TABLE), "metrics/punctuality/", "punctuality"),
    ],
)
def test_what_was_deleted_is_lost_until_it_is_taken_down(
    published: Project, files: tuple[str, ...], address: str, item: str
) -> None:
    for path in files:
        (published.root / path).unlink()
    published.edit(STORY, "quotes: [nine-oclock]\n", "")
    assert messages(published, "KPT106") == {f"/{address} was published on 2026-01-31, and its file is gone."}
    (finding,) = findings(published, "KPT106")
    assert finding.hint.endswith(f"kept takedown {item}")
    published.write({TAKEDOWNS: takedown(item)})
    assert findings(published, "KPT106") == []
    assert address in published.gated().public.notices


def test_what_is_marked_as_gone_was_taken_down_long_ago(published: Project) -> None:
    published.write({LOCK: lock("voices/older/", more="gone = 2026-05-01\n")}).commit()
    assert findings(published, "KPT106") == []
    assert published.gated().public.notices == ("voices/older/",)


# --- Promises


def test_a_promise_that_was_public_is_not_hidden(published: Project) -> None:
    published.edit(REGISTER, 'audience = "public"', 'audience = "internal"')
    assert messages(published, "KPT106") == {"the promise at /promises/on-time/ was public and would be hidden."}
    assert places(published, "KPT106") == {"promises.toml:28:12"}


def test_a_promise_that_was_public_is_not_deleted(published: Project) -> None:
    register = (published.root / REGISTER).read_text()
    published.write({REGISTER: register.partition("[[promises]]")[0]})
    assert messages(published, "KPT106") == {
        "the promise at /promises/on-time/ was public and is not in the register any more."
    }
    published.write({TAKEDOWNS: takedown("on-time", "promise.on-time")})
    assert len(findings(published, "KPT106")) == 1


def test_a_promise_is_retired_and_stays(published: Project) -> None:
    below(published, REGISTER, "targets", 'retired = { on = 2026-11-01, why = "We stopped." }')
    published.approve("promise.on-time", by="olive").commit()
    assert findings(published, "KPT106") == []
    assert published.gated().public.notices == ()


@pytest.mark.parametrize("as_of", [TODAY, TODAY.replace(year=2028)])
def test_a_promise_once_public_does_not_vanish_because_its_approval_was_taken_back_or_ran_out(
    published: Project, as_of: date
) -> None:
    if as_of == TODAY:
        published.revoke("promise.on-time", by="olive").commit()
    (finding,) = findings(published, "KPT106", as_of)
    assert finding.message == (
        "the promise at /promises/on-time/ was public and would vanish with its record: nothing of it may be shown."
    )
    assert finding.rule.stops_site
    assert "retired = { ... }" in finding.hint
    assert "promises/on-time/" in published.gated(as_of).public.notices


def test_a_public_promise_that_cannot_be_read_does_not_vanish(published: Project) -> None:
    published.edit(REGISTER, "statement =", "statment =")
    [found] = findings(published, "KPT106")
    assert (found.item, found.stops_site) == ("promise.on-time", True)
    assert "was public and cannot be read" in found.message


# --- The list itself


def test_a_list_that_cannot_be_read_stops_the_public_site(published: Project) -> None:
    published.write({LOCK: "[[page]\n"})
    assert messages(published, "KPT106") == {
        "nobody can say which addresses were published: evidence/permalinks.lock cannot be read."
    }
    assert permalinks_file(published.load()[0], published.gated().public) == {}
    assert published.gated().public.notices == ()


@pytest.mark.parametrize(
    "path", ["", "voices/", "promises/", "method/", "voices/page/2/", "metrics/a/b/", "api/v1/", "nowhere/x/"]
)
def test_an_address_that_is_no_item_s_is_nobody_s_business(published: Project, path: str) -> None:
    """`voices/` is the list itself: a notice would take its place."""
    published.write({LOCK: lock(path)})
    assert published.gated().public.notices == ()
    assert findings(published, "KPT106") == []


@pytest.mark.parametrize("path", ["../x/", "voices/../x/", "/voices/x/", "voices/X/", "voices/x", "voices//x/", "a b/"])
def test_an_address_that_leads_elsewhere_is_refused(published: Project, path: str) -> None:
    published.write({LOCK: lock(path)})
    assert [finding.code for finding in published.load()[1] if finding.place.path == LOCK] == ["KPT101"]
    assert len(findings(published, "KPT106")) == 1


def test_a_change_cannot_forget_what_the_protected_branch_says_was_published(published: Project) -> None:
    (published.root / LOCK).unlink()
    (published.root / VOICE).unlink()
    assert messages(published, "KPT106") == {"/voices/nine-oclock/ was published on 2026-01-31, and its file is gone."}


# --- Addresses that name somebody


@pytest.mark.parametrize(
    ("name", "organisation", "item"),
    [
        ("Ada Mover", "Mover and Sons", "ada-on-time"),
        ("Ada Mover", "Mover and Sons", "mover"),
        ("Ada Mover", "Mover and Sons", "adamover"),
        ("Zoë Müller", "Mover and Sons", "zoe-s-piano"),
        ("Zoë Müller", "Mover and Sons", "mueller-2"),
        ("Zoë Müller", "Mover and Sons", "muller"),
        ("Ada Mover", "Big Tree", "big-tree-moves"),
        ("Ada Mover", "Big Tree", "bigtree"),
    ],
)
def test_an_address_that_names_who_withdrew_gets_no_notice(
    published: Project, name: str, organisation: str, item: str
) -> None:
    moved(published, name, organisation, item)
    assert f"voices/{item}/" not in published.gated().public.notices


@pytest.mark.parametrize("item", ["up-and-running", "sons-and-daughters", "removers", "adamant"])
def test_a_word_that_only_looks_like_a_name_keeps_its_notice(published: Project, item: str) -> None:
    moved(published, "Ada Mover", "Mover and Sons", item)
    assert f"voices/{item}/" in published.gated().public.notices


def moved(project: Project, name: str, organisation: str, item: str) -> None:
    """The voice of somebody else under another id, published once and withdrawn."""
    project.edit(VOICE, "Ada Mover", name).edit(VOICE, "Mover and Sons", organisation)
    below(project, VOICE, "consent", "  withdrawn_on: 2026-11-01")
    (project.root / VOICE).rename(project.root / f"evidence/testimonials/{item}.md")
    project.edit(STORY, "quotes: [nine-oclock]\n", "").write({LOCK: lock(f"voices/{item}/")}).commit()


def test_a_story_called_after_its_customer_gets_no_notice(published: Project) -> None:
    below(published, STORY, "consent", "  withdrawn_on: 2026-11-01")
    assert published.gated().public.notices == ()
    published.edit(STORY, "customer: Corner Books", "customer: Another Shop")
    assert published.gated().public.notices == ("stories/corner-books/",)


def test_once_its_file_is_gone_the_list_still_knows_that_an_address_names_somebody(approved: Project) -> None:
    written = permalinks_file(approved.load()[0], approved.gated().public)
    assert {entry["path"] for entry in entries(written) if entry.get("silent")} == {"stories/corner-books/"}
    approved.write(written).write({TAKEDOWNS: takedown("corner-books", "nine-oclock")})
    for path in (STORY, VOICE):
        (approved.root / path).unlink()
    approved.commit()
    assert approved.gated().public.notices == ("voices/nine-oclock/",)


def test_when_nobody_can_say_what_was_taken_down_no_evidence_is_shown(approved: Project) -> None:
    approved.write({TAKEDOWNS: "takedown = [\n"}).commit()
    gated = approved.gated()
    for edition in (gated.public, gated.internal):
        assert (edition.voices, edition.stories, edition.metrics) == ((), (), ())
    assert messages(approved, "KPT605") == {
        "nobody can say whether it was taken down: evidence/takedowns.toml cannot be read."
    }
    hints = {finding.hint for finding in findings(approved, "KPT605")}
    assert hints == {"repair that file first; `kept check` says where."}


# --- Keeping the list


def entries(written: dict[str, str]) -> list[dict[str, object]]:
    """The addresses of a list."""
    pages: list[dict[str, object]] = tomllib.loads(written[LOCK])["page"]
    return pages


def test_what_is_published_is_remembered_since_that_day(approved: Project) -> None:
    written = entries(permalinks_file(approved.load()[0], approved.gated().public))
    assert {(entry["path"], entry["since"]) for entry in written} == {(path, TODAY) for path in EVERYTHING}


def test_nothing_new_changes_nothing(published: Project) -> None:
    assert permalinks_file(published.load()[0], published.gated().public) == {}


def test_what_is_gone_is_marked_and_what_comes_back_is_not(published: Project) -> None:
    published.revoke("nine-oclock", "corner-books", by="olive").commit()
    written = permalinks_file(published.load()[0], published.gated().public)
    gone = {entry["path"]: entry.get("silent", False) for entry in entries(written) if "gone" in entry}
    assert gone == {"voices/nine-oclock/": False, "stories/corner-books/": True}
    published.write(written).approve("nine-oclock", "corner-books", by="olive").commit()
    again = permalinks_file(published.load()[0], published.gated().public)
    assert [entry for entry in entries(again) if "gone" in entry] == []
    assert {entry["since"] for entry in entries(again)} == {TODAY.replace(month=1, day=31)}


def test_a_check_says_what_would_be_lost_as_an_error(published: Project) -> None:
    (published.root / VOICE).unlink()
    report = pipeline.check(published.root, *published.load(), TODAY).report
    assert report.has_errors
    assert report.stops_site


# --- Periods


def test_a_notice_stands_where_a_period_has_no_results_any_more(published: Project) -> None:
    published.write({LOCK: lock(*PERIODS, "results/2025-12/")}).commit()
    assert published.gated().public.notices == ("results/2025-12/",)
    published.revoke("promise.on-time", by="olive").commit()
    assert published.gated().public.notices == ("results/2025-12/", *PERIODS)
    assert findings(published, "KPT106") == []
