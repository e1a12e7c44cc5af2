"""Nothing keeps words online that were taken back: not a page, not a template, not another fault."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from held import METRIC, STORY
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kept import cli
from kept.building import site
from projects import SMALL, Project
from sites import WITH_ADDRESSES, copy, traces

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = "They rang the bell at nine, as they had said."
ABOUT = "site_templates/content/public/about.md"
HOME = "site_templates/pages/home.html"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The small project, everything approved, published and committed."""
    project = Project(tmp_path_factory.mktemp("built")).write({**SMALL, "promises.toml": WITH_ADDRESSES})
    project.approve("promise.on-time", "nine-oclock", "corner-books", by="olive").approve("punctuality", by="connie")
    project.write({".gitignore": "dist/\n.kept/\n"}).commit()
    done = project.kept("build")
    assert done.code == 0, done.out + done.err
    project.commit()
    return project


@pytest.fixture
def online(built: Project, tmp_path: Path) -> Project:
    """The same for this test alone."""
    return copy(built, tmp_path)


def page(text: str) -> bytes:
    return f"---\ntitle: About\nsection: method\n---\n# About\n\n{text}\n".encode()


def is_gone(project: Project) -> bool:
    """True where neither site says the words, nor names who said them."""
    dist = project.root / "dist"
    return all((dist / site / "index.html").is_file() for site in ("public", "internal")) and not traces(
        dist, "They rang the bell at nine", "Ada Mover", "Mover and Sons"
    )


def test_a_story_that_waits_and_names_a_speaker_as_their_card_does_stops_nothing(online: Project) -> None:
    told = "Ada Mover, Homeowner, Mover and Sons, was glad of the new shop."
    online.edit(STORY, "Four thousand books.", f"Four thousand books. {told}").commit()
    done = online.kept("build")
    assert done.code == 0, done.out + done.err
    assert traces(online.root / "dist", "Mover and Sons")
    assert not traces(online.root / "dist", "was glad of the new shop", "Four thousand books")


def test_a_hand_written_page_that_says_them_is_held_back_and_named(online: Project) -> None:
    online.write({ABOUT: page(f"A customer wrote: {WORDS}")})
    assert online.kept("build").code == 0
    online.kept("withdraw", "nine-oclock", "--on", "2026-11-19")
    done = online.kept("build")
    assert done.code == 0, done.out + done.err
    assert f"{ABOUT}:7:" in done.out
    assert "Held back: /about/index.html." in done.out
    assert is_gone(online)
    assert "No longer published" in (online.root / "dist/public/about/index.html").read_text()
    assert "We come when we said" in (online.root / "dist/public/index.html").read_text()


def test_without_the_old_site_the_same_page_stops_the_new_one(online: Project) -> None:
    """Where nothing is online any more, there is time to mend it."""
    online.write({ABOUT: page(f"A customer wrote: {WORDS}")})
    assert online.kept("takedown", "nine-oclock").code == 0
    assert is_gone(online)
    done = online.kept("build", "--audience", "public")
    assert done.code == 1
    assert f"{ABOUT}:7:" in done.out
    assert is_gone(online)


def test_where_a_template_says_them_the_site_is_drawn_with_the_templates_of_kept(online: Project) -> None:
    online.write({HOME: f"<main><h1>Home</h1><p>{WORDS}</p></main>".encode()})
    done = online.kept("takedown", "nine-oclock")
    assert done.code == 0, done.out + done.err
    assert is_gone(online)
    assert "We come when we said" in (online.root / "dist/public/index.html").read_text()


@pytest.mark.parametrize("how", ["takedown", "withdraw"])
def test_a_configuration_that_cannot_be_used_does_not_keep_them_online(online: Project, how: str) -> None:
    online.write({"mkdocs.yml": "theme: [\n", "site_templates/theme/main.html": "{% if %}"})
    assert take_back(online, how) == 0
    assert is_gone(online)


def test_after_a_withdrawal_a_build_does_not_wait_for_a_claim_of_another_page(online: Project) -> None:
    online.write({ABOUT: page("This is an independent review site.")})
    assert online.kept("build", "--audience", "public").code == 1
    online.kept("withdraw", "nine-oclock", "--on", "2026-11-19")
    done = online.kept("build")
    assert done.code == 0, done.out + done.err
    assert "KPT503" in done.out
    assert is_gone(online)
    assert online.kept("build", "--audience", "public").code == 1, "now it is in nobody's way any more"


def test_a_job_that_deploys_from_a_fresh_clone_publishes_without_them_whatever_else_is_wrong(online: Project) -> None:
    online.kept("build", "--publish")
    online.write({ABOUT: page("[Nothing is here](/nowhere/).")}).commit()
    assert online.kept("takedown", "nine-oclock").code == 0
    online.commit()
    shutil.rmtree(online.root / "dist")
    done = online.kept("build", "--publish", "--audience", "public")
    assert done.code == 0, done.out + done.err
    assert "KPT802" in done.out
    assert not traces(online.root / "dist", "They rang the bell at nine", "Ada Mover")
    online.commit()
    shutil.rmtree(online.root / "dist")
    later = online.kept("build", "--audience", "public", "--as-of", "2026-12-05")
    assert later.code == 1, "two weeks later the broken link is to be mended first"


def test_a_draft_of_a_short_name_stops_nothing_and_can_be_taken_down(online: Project) -> None:
    voice = (online.root / "evidence/testimonials/nine-oclock.md").read_text()
    draft = voice.replace("Mover and Sons", '"M&S"').replace("Ada Mover", "J. R.").replace(WORDS, "Prompt and kind.")
    online.write({"evidence/testimonials/draft.md": draft.encode()}).commit()
    assert online.kept("build").code == 0
    online.approve("draft", by="olive").commit()
    assert online.kept("build").code == 0
    assert traces(online.root / "dist", "Prompt and kind")
    assert online.kept("takedown", "draft").code == 0
    assert not traces(online.root / "dist", "Prompt and kind")


# --- Wherever they stand


def in_metric(project: Project) -> None:
    project.edit(METRIC, "data_owner", f'exclusions = "One wrote: {WORDS}"\ndata_owner')
    project.approve("punctuality", by="connie")


def in_story(project: Project) -> None:
    project.edit(STORY, "Four thousand books.", WORDS).edit(STORY, "quotes: [nine-oclock]\n", "")
    project.approve("corner-books", by="olive")


PLACES: dict[str, Callable[[Project], object]] = {
    "a figure": in_metric,
    "a story": in_story,
    "a page": lambda project: project.write({ABOUT: page(f"One wrote: *{WORDS}* (Ada Mover, Mover and Sons)")}),
    "the home page": lambda project: project.write({HOME: f"<h1>Home</h1><p>{WORDS}</p>".encode()}),
    "a picture's text": lambda project: project.write(
        {"site_templates/assets/a.svg": f"<svg><text>{WORDS}</text></svg>"}
    ),
    "the name of a file": lambda project: project.write({"site_templates/assets/ada-mover.txt": "x"}),
    "the stylesheet": lambda project: project.write({"site_templates/assets/extra.css": f'a{{content: "{WORDS}"}}'}),
    "a broken configuration": lambda project: project.write({"mkdocs.yml": "theme: [\n"}),
    "a claim": lambda project: project.write({"site_templates/content/both/claim.md": page("An independent website.")}),
    "unsafe markup": lambda project: project.write(
        {"site_templates/content/public/unsafe.md": page('<p onclick="x()">x</p>')}
    ),
}


def take_back(project: Project, how: str) -> int:
    """Has the quote taken down, or withdrawn and the sites built; the exit code."""
    common = ["--root", str(project.root)]
    if how == "takedown":
        return run(["takedown", "nine-oclock", "--out", str(project.root / "dist"), *common])
    run(["withdraw", "nine-oclock", "--on", "2026-11-19", *common])
    return run(["build", "--out", str(project.root / "dist"), *common])


def run(arguments: list[str]) -> int:
    return int(cli.cli.main(arguments, prog_name="kept", standalone_mode=False))


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.sets(st.sampled_from(sorted(PLACES)), max_size=4), st.sampled_from(["takedown", "withdraw"]))
def test_what_is_taken_back_is_always_gone_in_the_end(built: Project, places: set[str], how: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        project = copy(built, Path(folder))
        for place in places:
            PLACES[place](project)
        project.commit()
        assert take_back(project, how) == 0
        assert is_gone(project)


def test_the_other_engine_does_not_keep_them_online_either(online: Project) -> None:
    online.write({"mkdocs.yml": "theme: [\n", HOME: f"<h1>Home</h1><p>{WORDS}</p>".encode()})
    done = online.kept("takedown", "nine-oclock", "--engine", "zensical")
    assert done.code == 0, done.out + done.err
    assert is_gone(online)


def test_the_shortest_configuration_draws_the_site(online: Project) -> None:
    online.write({"mkdocs.yml": site._LEAST})  # noqa: SLF001  no other way leads to it while kept's own works
    assert online.kept("build").code == 0
    assert "We come when we said" in (online.root / "dist/public/index.html").read_text()
