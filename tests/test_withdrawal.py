"""Whatever is taken back is gone from every byte of both sites: withdraw, takedown, revoke, on real builds."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pytest
from commands import KEPT
from held import METRIC, REGISTER, STORY, TABLE
from kept.model.ledgers import READINGS, RESULTS
from projects import SMALL, Project
from sites import WITH_ADDRESSES, copy, digests, traces

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from projects import Ran

SECRETS = (
    "They rang the bell at nine",
    "Ada Mover",
    "Mover and Sons",
    "Homeowner, Leeds",
    "vault:surveys/1",
    "vault:consents/1",
    "crm:1",
)
TAKEDOWNS, LOCK = "evidence/takedowns.toml", "evidence/permalinks.lock"
MISS = "missed,punctuality,at-least,95,90.5,200,181"
NOTICE = "voices/nine-oclock/index.html"
REMEMBERED = (
    "wrote evidence/permalinks.lock; commit it: it remembers every published address, so that none is ever lost.\n"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The small project, everything approved, published and committed."""
    project = Project(tmp_path_factory.mktemp("built")).write({**SMALL, "promises.toml": WITH_ADDRESSES})
    project.approve("promise.on-time", "nine-oclock", "corner-books", by="olive").approve("punctuality", by="connie")
    project.write({".gitignore": "dist/\n.kept/\n"}).commit()
    done = project.kept("build", "--publish")
    assert done.code == 0, done.out + done.err
    assert REMEMBERED in done.out
    project.commit()
    for audience in ("public", "internal"):
        assert {word for word, _ in traces(project.root / "dist" / audience, *SECRETS)} >= set(SECRETS[:3])
    return project


@pytest.fixture
def online(built: Project, tmp_path: Path) -> Project:
    """The same for this test alone."""
    return copy(built, tmp_path)


def is_gone(project: Project) -> None:
    """No trace on either site, and on the public one a notice that names nobody."""
    public, internal = project.root / "dist/public", project.root / "dist/internal"
    assert traces(public, *SECRETS) == traces(internal, *SECRETS) == set()
    assert traces(internal, "nine-oclock") == set()
    assert {path for _, path in traces(public, "nine-oclock")} == {NOTICE}
    notice = (public / NOTICE).read_text(encoding="utf-8")
    assert re.search(r'<meta\b[^>]*name="?robots"?[^>]*noindex', notice)
    assert "nine-oclock" not in (public / "sitemap.xml").read_text()
    assert "They stood on the shelves at nine." in (public / "stories/corner-books/index.html").read_text()


def test_a_figure_that_repeats_the_words_goes_with_them(online: Project) -> None:
    words = "They rang the bell at nine, as they had said."
    told = '[{ field = "exclusions", why = "It was missing.", on = 2026-11-20 }]'
    new = f'exclusions = "What customers wrote: {words}"\nreworded = {told}\ndata_owner'
    online.edit(METRIC, "data_owner", new)
    online.approve("punctuality", by="connie").commit()
    done = online.kept("build", "--publish")
    assert (done.code, LOCK in done.out) == (0, False)  # no address is new, and none is gone
    page = "metrics/punctuality/index.html"
    assert page in {path for _, path in traces(online.root / "dist/public", SECRETS[0])}
    done = online.kept("takedown", "nine-oclock")
    assert done.code == 0, done.out + done.err
    is_gone(online)
    assert "public: changed /metrics/punctuality/\n" in done.out


def test_after_a_withdrawal_and_a_build_there_is_no_trace(online: Project) -> None:
    done = online.kept("withdraw", "nine-oclock", "--on", "2026-11-19")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("wrote evidence/testimonials/nine-oclock.md\n")
    done = online.kept("build", "--publish")
    assert done.code == 0, done.out + done.err
    is_gone(online)
    assert 'path = "voices/nine-oclock/"\nsince = 2026-11-20\ngone = 2026-11-20\n' in (online.root / LOCK).read_text()


@pytest.mark.parametrize("how", ["withdraw", "takedown"])
def test_sites_of_other_days_and_previews_go_too_and_nothing_else(online: Project, how: str) -> None:
    dist = online.root / "dist"
    for made in ("as-of-2026-11-19/public", "preview-public"):
        shutil.copytree(dist / "public", dist / made)
        assert traces(dist / made, SECRETS[0])
    online.write({"dist/as-of-mine/public/note.txt": SECRETS[0]})
    if how == "withdraw":
        online.kept("withdraw", "nine-oclock", "--on", "2026-11-19")
        done = online.kept("build")
    else:
        done = online.kept("takedown", "nine-oclock")
    assert done.code == 0, done.out + done.err
    assert not (dist / "as-of-2026-11-19").exists()
    assert not (dist / "preview-public").exists()
    assert "Deleted dist/as-of-2026-11-19/public" in done.out
    assert (dist / "as-of-mine/public/note.txt").is_file()
    is_gone(online)


def test_after_a_revocation_a_commit_and_a_build_there_is_no_trace(online: Project) -> None:
    online.revoke("nine-oclock", by="olive").commit()
    done = online.kept("build", "--publish")
    assert done.code == 0, done.out + done.err
    is_gone(online)


def test_a_takedown_works_while_everything_else_is_broken_and_lists_what_changed(online: Project) -> None:
    """Another item, another promise and a lost address stop any other build; a takedown does not wait for them."""
    register = (online.root / REGISTER).read_text()
    online.write(
        {
            "evidence/testimonials/broken.md": "---\npromises: [\n---\nBroken.\n",
            REGISTER: register + '\n[[promises]]\nid = "broken"\nstatment = "Never."\n',
            LOCK: (online.root / LOCK).read_text() + '\n[[page]]\npath = "voices/lost/"\nsince = 2026-01-31\n',
        }
    )
    public, internal = online.root / "dist/public", online.root / "dist/internal"
    before = digests(public), digests(internal)
    refused = online.kept("build", "--publish", "--audience", "public")
    assert refused.code == 1
    assert "KPT106" in refused.out
    assert digests(public) == before[0]
    done = online.kept("takedown", "nine-oclock")
    assert done.code == 0, done.out + done.err
    is_gone(online)
    assert f"wrote {TAKEDOWNS}" in done.out
    listed = set(re.findall(r"^(public|internal): (gone|changed|new) /(.*)$", done.out, re.MULTILINE))
    assert listed == {
        (site.name, verb, re.sub(r"(^|/)index\.html$", r"\1", path))
        for site, then in zip((public, internal), before, strict=True)
        for verb, path in differences(then, digests(site))
    }
    assert {("public", "changed", "voices/nine-oclock/"), ("internal", "gone", "voices/nine-oclock/")} <= listed
    assert {("public", "changed", "stories/corner-books/"), ("internal", "changed", "stories/corner-books/")} <= listed
    assert "delete that folder" not in done.out
    for made in ("preview-public", "as-of-2026-11-01"):
        (online.root / "dist" / made).mkdir()
    again = online.kept("takedown", "nine-oclock")
    assert again.code == 0, again.out + again.err
    for made in ("preview-public", "as-of-2026-11-01"):
        assert f"dist/{made}/ was made before and may hold it still: delete that folder." in again.out
    assert "wrote" not in again.out
    assert "public: " not in again.out
    is_gone(online)


@pytest.mark.parametrize("how", ["revoke", "takedown"])
def test_figures_can_go_at_once_and_the_miss_that_they_showed_stays(online: Project, how: str) -> None:
    """The ledger of the build before remembers it; of the figures themselves there is no trace."""
    ledger = (online.root / RESULTS).read_text()
    online.write({RESULTS: ledger.replace("kept,punctuality,at-least,95,95.5,200,191", MISS)})
    online.edit(TABLE, "95.5,200,191", "90.5,200,181").approve("punctuality", by="connie").commit()
    assert online.kept("build", "--publish").code == 0
    page = online.root / "dist/public/promises/on-time/index.html"
    assert "90.5" in page.read_text(encoding="utf-8")
    if how == "revoke":
        online.revoke("punctuality", by="connie").commit()
        done = online.kept("build", "--publish")
    else:
        done = online.kept("takedown", "punctuality")
    assert done.code == 0, done.out + done.err
    for audience in ("public", "internal"):
        assert traces(online.root / "dist" / audience, "90.5", "181") == set()
    text = page.read_text(encoding="utf-8")
    assert "Missed in Q3 2026" in text
    assert "as published on 20 Nov 2026; its figures are not shown any more" in text
    records = (online.root / "dist/public/api/v1").glob("*.csv")
    assert any("2026-Q3,2026-07-01,2026-09-30,missed,,,,,,,,,\n" in csv.read_text() for csv in records)


def rewrites(project: Project) -> None:
    ledger = (project.root / RESULTS).read_text()
    project.write({RESULTS: ledger.replace("kept,punctuality,at-least,95,95.5,200,191", MISS)})
    project.edit(TABLE, "95.5,200,191", "90.5,200,181").approve("punctuality", by="connie").commit()
    assert project.kept("build", "--publish").code == 0
    project.commit()
    project.edit(TABLE, "90.5,200,181", "95.5,200,191").approve("punctuality", by="connie").commit()


def hides_the_promise(project: Project) -> None:
    rewrites(project)
    project.edit(TABLE, "95.5,200,191", "90.5,200,181").approve("punctuality", by="connie")
    project.edit(REGISTER, 'id = "on-time"', 'id = "another"').commit()


@pytest.mark.parametrize("how", ["withdraw", "takedown"])
@pytest.mark.parametrize(("change", "code"), [(rewrites, "KPT408"), (hides_the_promise, "KPT106")])
def test_words_taken_back_do_not_carry_a_rewritten_miss_online(
    online: Project, how: str, change: Callable[[Project], None], code: str
) -> None:
    """The words go from the old public site; the new one waits, and no ledger learns of it."""
    change(online)
    ledgers = {path: (online.root / path).read_bytes() for path in (RESULTS, READINGS)}
    if how == "withdraw":
        assert online.kept("withdraw", "nine-oclock", "--on", "2026-11-19").code == 0
        done = online.kept("build", "--publish")
    else:
        done = online.kept("takedown", "nine-oclock")
    assert done.code == 1, done.out + done.err
    assert code in done.out
    assert "The new public site was NOT published: it would change or lose a published result." in done.err
    for audience in ("public", "internal"):
        assert traces(online.root / "dist" / audience, *SECRETS) == set()
    records = [path.read_text() for path in (online.root / "dist/public/api/v1").glob("*.csv")]
    assert any("2026-Q3,2026-07-01,2026-09-30,missed," in text for text in records)
    assert {path: (online.root / path).read_bytes() for path in ledgers} == ledgers


def differences(before: dict[str, str], after: dict[str, str]) -> set[tuple[str, str]]:
    """What became of each file."""
    return (
        {("gone", path) for path in before.keys() - after.keys()}
        | {("new", path) for path in after.keys() - before.keys()}
        | {("changed", path) for path in before.keys() & after.keys() if before[path] != after[path]}
    )


def test_a_killed_takedown_is_recorded_all_the_same(online: Project) -> None:
    process = subprocess.Popen(
        [*KEPT, "takedown", "corner-books"],
        cwd=online.root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    until = time.monotonic() + 60
    while not (online.root / TAKEDOWNS).exists() and time.monotonic() < until:
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert 'item = "corner-books"' in (online.root / TAKEDOWNS).read_text()
    done = online.kept("build", "--publish")
    assert done.code == 0, done.out + done.err
    for audience in ("public", "internal"):
        assert traces(online.root / "dist" / audience, "Four thousand books", "Corner Books", "A shop moved") == set()
    # The address names the customer, so that not even a notice stands there.
    assert traces(online.root / "dist/public", "corner-books") == set()


def test_a_deleted_file_can_be_taken_down_and_a_notice_stays(online: Project) -> None:
    (online.root / "evidence/testimonials/nine-oclock.md").unlink()
    online.edit(STORY, "quotes: [nine-oclock]\n", "").approve("corner-books", by="olive").commit()
    done = online.kept("takedown", "nine-oclock")
    assert done.code == 0, done.out + done.err
    assert "nine-oclock has no file here. If its file was renamed" in done.out
    is_gone(online)


def test_a_takedown_does_not_wait_for_hand_written_pages(online: Project) -> None:
    """One leads nowhere, and claims too much."""
    text = "---\ntitle: About\nsection: method\n---\n# About\n\n"
    about = f"{text}[A story](../stories/long-gone/). This is an independent review site.\n"
    online.write({"site_templates/content/public/about.md": about.encode()})
    refused = online.kept("build", "--publish", "--audience", "public")
    assert "KPT503" in refused.out
    done = online.kept("takedown", "corner-books")
    assert done.code == 0, done.out + done.err
    assert "KPT503" in done.out
    assert "KPT802" in done.out
    assert traces(online.root / "dist/public", "Four thousand books", "A shop moved") == set()


# --- While the register, or the repository, cannot be used


def test_a_takedown_does_not_wait_for_a_register_that_cannot_be_read(online: Project) -> None:
    """The committed one takes its place; a withdrawal that nobody has committed yet holds all the same."""
    head = online.git("rev-parse", "HEAD")
    online.write({REGISTER: (online.root / REGISTER).read_text() + "[[[\n"})
    line = (online.root / REGISTER).read_text().count("\n")
    withdrawn = online.kept("withdraw", "corner-books", "--on", "2026-11-19")
    assert withdrawn.out.startswith(f"wrote {STORY}\n"), withdrawn.err
    assert withdrawn.code == 0
    assert "withdrawn_on: 2026-11-19" in (online.root / STORY).read_text()
    done = online.kept("takedown", "nine-oclock")
    assert done.code == 0, done.out + done.err
    said = f"{REGISTER}:{line} cannot be used; both sites are built with {REGISTER} as committed in {head[:10]}."
    assert said in done.out
    assert f"{REGISTER}:{line}:" in done.out.replace(said, "")
    assert 'item = "nine-oclock"' in (online.root / TAKEDOWNS).read_text()
    for audience in ("public", "internal"):
        site = online.root / "dist" / audience
        assert traces(site, *SECRETS, "Four thousand books", "They stood on the shelves") == set()
        assert (site / "promises/on-time/index.html").is_file()


def test_without_any_usable_register_a_takedown_is_recorded_and_says_how_to_go_on(online: Project) -> None:
    online.write({REGISTER: (online.root / REGISTER).read_text() + "[[[\n"}).commit()
    before = digests(online.root / "dist")
    done = online.kept("takedown", "nine-oclock")
    assert done.code == 1
    assert done.out.startswith(f"wrote {TAKEDOWNS}; commit it")
    assert "KPT104" in done.out
    line = (online.root / REGISTER).read_text().count("\n")
    assert f"the takedown is recorded, and no site was built without it: {REGISTER}:{line} cannot be used" in done.err
    assert "Repair it and commit that, then run `kept build`." in done.err
    assert "delete dist/public/voices/nine-oclock/ and dist/internal/voices/nine-oclock/." in done.err
    assert "take dist/public/ and dist/internal/ off the web" in done.err
    assert 'item = "nine-oclock"' in (online.root / TAKEDOWNS).read_text()
    assert digests(online.root / "dist") == before
    online.git("checkout", "HEAD~1", "--", REGISTER)
    online.commit()
    assert online.kept("build", "--publish").code == 0
    is_gone(online)


@pytest.mark.usefixtures("approved")
def test_where_nothing_is_published_a_takedown_in_vain_says_that_too(
    approved: Project, command: Callable[..., Ran]
) -> None:
    approved.write({REGISTER: "[organisation]\n"}).commit()
    done = command("takedown", "nine-oclock")
    assert done.code == 1
    assert "kept knows of no site here" in done.err
    assert (approved.root / TAKEDOWNS).exists()


def test_a_shallow_clone_records_a_takedown_and_a_withdrawal_before_it_refuses(
    approved: Project, command: Callable[..., Ran]
) -> None:
    approved.commit()
    clone = Project(approved.root / "clone")
    approved.git("clone", "--quiet", "--depth", "1", f"file://{approved.root}", str(clone.root))
    done = command("takedown", "nine-oclock", "--root", str(clone.root))
    assert done.code == 2
    assert done.out.startswith(f"wrote {TAKEDOWNS}")
    assert "the takedown is recorded" in done.err
    assert "fetch-depth: 0" in done.err
    assert 'item = "nine-oclock"' in (clone.root / TAKEDOWNS).read_text()
    done = command("withdraw", "corner-books", "--on", "2026-11-20", "--root", str(clone.root))
    assert done.code == 0, done.err
    assert "withdrawn_on: 2026-11-20" in (clone.root / STORY).read_text()


# --- What is refused, and changes nothing


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("promise.on-time", "promise.on-time is a promise, and what was promised in public is never hidden."),
        ("on-time", "on-time is a promise, and what was promised in public is never hidden."),
        ("nine-oclok", 'there is no item "nine-oclok". Did you mean nine-oclock?'),
        (
            "voices",
            'there is no item "voices". It is called like its file; where that was renamed, name what it is called',
        ),
        ('x"\n[[takedown]]', "there is no item"),
        ("../nine-oclock", "there is no item"),
    ],
)
def test_what_cannot_be_taken_down_is_refused_with_the_fix(
    approved: Project, command: Callable[..., Ran], item: str, said: str
) -> None:
    approved.write({LOCK: '[[page]]\npath = "promises/on-time/"\nsince = 2026-01-31\n'})
    done = command("takedown", item)
    assert done.code == 2
    assert said in done.err
    assert "retired = {" in done.err or "promise" not in said
    assert not (approved.root / TAKEDOWNS).exists()
    assert not (approved.root / "dist").exists()


def test_an_item_whose_name_would_break_the_list_is_refused(approved: Project, command: Callable[..., Ran]) -> None:
    approved.write({'evidence/testimonials/a"b.md': "---\npromises: [\n---\nx\n"})
    done = command("takedown", 'a"b')
    assert done.code == 2
    assert not (approved.root / TAKEDOWNS).exists()


def test_a_list_that_cannot_be_read_is_not_written_to(approved: Project, command: Callable[..., Ran]) -> None:
    approved.write({TAKEDOWNS: "[[takedown]\n"})
    done = command("takedown", "nine-oclock")
    assert (done.code, done.out) == (2, "")
    assert f"{TAKEDOWNS} cannot be read, so nothing of the evidence is shown until it is repaired." in done.err
    assert (approved.root / TAKEDOWNS).read_text() == "[[takedown]\n"


def test_withdrawing_what_nobody_knows_changes_nothing(approved: Project, command: Callable[..., Ran]) -> None:
    before = {path: path.read_bytes() for path in approved.root.rglob("*.md")}
    done = command("withdraw", "nine-oclok", "--on", "2026-11-20")
    assert done.code == 2
    assert "Did you mean nine-oclock?" in done.err
    assert {path: path.read_bytes() for path in approved.root.rglob("*.md")} == before
