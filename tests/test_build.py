"""Whole runs of `kept build` on the demo and on the example: what is published, what is not, what stays."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from commands import KEPT
from kept import pipeline
from kept.audit.withheld import secrets
from kept.model.fields import Audience
from projects import Project
from sites import copy

REPOSITORY = Path(__file__).parents[1]

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("builds of the demo")]


def tree(folder: Path) -> dict[str, str]:
    """Every file below a folder with the digest of its bytes."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def demo(built_demo: Path) -> Path:
    """The demo, committed, and built once."""
    return built_demo


@pytest.fixture
def own(built_demo: Path, tmp_path: Path) -> Project:
    """The same for this test alone."""
    return copy(Project(built_demo), tmp_path / "own")


def test_check_passes_on_the_demo_and_names_everything_it_holds_back(demo: Path) -> None:
    done = Project(demo).kept("check")
    assert done.code == 0, done.out
    codes = set(re.findall(r"\[(KPT\d+), withheld", done.out))
    assert {"KPT310", "KPT311", "KPT312", "KPT313", "KPT314", "KPT601", "KPT603", "KPT605"} <= codes
    assert done.out.splitlines()[-1].startswith("Promises: 5 kept, 1 missed, 1 measuring, 1 retired.")


@pytest.mark.parametrize("audience", list(Audience))
def test_what_is_held_back_is_in_no_byte_of_the_site(demo: Path, audience: Audience) -> None:
    """The words, names and references of withheld items, searched for plainly, apart from the audit's own search."""
    portfolio, found = pipeline.load(demo, None)
    assert portfolio
    as_of = portfolio.register.organisation.as_of
    assert as_of
    checked = pipeline.check(demo, portfolio, found, as_of)
    edition = checked.edition(audience)
    shown = {voice.id for voice in edition.voices} | {story.id for story in edition.stories}
    withheld = {*portfolio.testimonials, *portfolio.case_studies} - shown
    assert withheld
    content = b"".join(path.read_bytes() for path in (demo / "dist" / audience).rglob("*") if path.is_file())
    text = " ".join(content.decode("utf-8", "ignore").split())
    for secret in secrets(portfolio):
        is_telling = secret.kind in {"reference", "id"} or (secret.kind == "text" and len(secret.value) > 40)
        if secret.item in withheld and is_telling:
            assert " ".join(secret.value.split()) not in text, secret


def test_every_page_of_the_demo_says_that_it_is_invented(demo: Path) -> None:
    for page in (demo / "dist").rglob("*.html"):
        assert "invented" in page.read_text(encoding="utf-8").lower(), page


def test_the_same_input_gives_the_same_bytes_anywhere(demo: Path, tmp_path: Path) -> None:
    """Another folder, time zone, locale and hash seed change nothing."""
    other = tmp_path / "elsewhere é"
    shutil.copytree(demo, other, ignore=shutil.ignore_patterns("dist", ".kept"))
    elsewhere = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "7"}
    done = Project(other).kept_as_process("build", **elsewhere)
    assert done.code == 0, done.out + done.err
    assert tree(other / "dist") == tree(demo / "dist")


def test_both_engines_give_the_same_pages(demo: Path, own: Project, tmp_path: Path) -> None:
    """The list of pages and their bodies; only the frame around them differs."""
    done = own.kept("build", "--engine", "zensical", "--out", str(tmp_path / "theirs"))
    assert done.code == 0, done.out + done.err
    for audience in Audience:
        ours, theirs = demo / "dist" / audience, tmp_path / "theirs" / audience
        pages = sorted(page.relative_to(ours).as_posix() for page in ours.rglob("*.html"))
        assert pages == sorted(page.relative_to(theirs).as_posix() for page in theirs.rglob("*.html"))
        different = [page for page in pages if body(ours / page) != body(theirs / page)]
        assert different == []


def below(audience: Audience, files: dict[str, str]) -> dict[str, str]:
    """The files of one site."""
    return {path.removeprefix(f"{audience}/"): one for path, one in files.items() if path.startswith(f"{audience}/")}


def body(page: Path) -> str:
    """What a page says inside <main>."""
    found = re.search(r"<main\b.*?</main>", page.read_text(encoding="utf-8"), re.DOTALL)
    assert found, page
    return found[0]


def test_building_needs_no_network(demo: Path, own: Project, tmp_path: Path) -> None:
    if os.geteuid() != 0 or not shutil.which("unshare"):
        pytest.skip("taking the network away needs root and unshare")
    out = tmp_path / "offline"
    done = subprocess.run(
        ["unshare", "--net", *KEPT, "build", "--root", str(own.root), "--out", str(out)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert tree(out) == tree(demo / "dist")


def test_a_build_killed_at_any_moment_leaves_the_last_good_site(own: Project, tmp_path: Path) -> None:
    before = tree(own.root / "dist")
    own.edit("promises.toml", "as_of = 2026-11-20", "as_of = 2026-11-21")
    done = own.kept("build", "--out", str(tmp_path / "new"))
    assert done.code == 0
    after = tree(tmp_path / "new")
    for delay in (0.5, 1.0, 1.6, 2.2, 3.0):
        process = subprocess.Popen(
            [*KEPT, "build"],
            cwd=own.root,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(delay)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for audience in Audience:
            site = tree(own.root / "dist" / audience)
            assert site in (below(audience, before), below(audience, after)), f"half a site after {delay} s"
    own.edit("promises.toml", "as_of = 2026-11-21", "as_of = 2026-11-20")
    assert own.kept("build").code == 0
    assert tree(own.root / "dist") == before
    assert not list((own.root / ".kept").glob("build-*"))


def test_a_full_disk_leaves_the_last_good_site_and_says_so(demo: Path, tmp_path: Path) -> None:
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("a small disk of one's own needs root")
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(disk)], check=True)
    try:
        project = Project(disk / "project")
        shutil.copytree(demo, project.root, ignore=shutil.ignore_patterns("internal", ".kept"))
        before = tree(project.root / "dist")
        with (disk / "ballast").open("wb") as ballast:
            free = shutil.disk_usage(disk).free
            ballast.write(b"x" * max(0, free - 400_000))
        done = project.kept_as_process("build", "--audience", "public")
        assert done.code == 1
        assert "Traceback" not in done.err
        assert "space" in done.err
        assert tree(project.root / "dist") == before
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_site_that_fails_its_audit_is_not_published(own: Project) -> None:
    """A hand-written page repeats withdrawn words: the build says where, and yesterday's site stays."""
    before = tree(own.root / "dist")
    portfolio, _ = own.load()
    withdrawn = next(voice for voice in portfolio.testimonials.values() if voice.consent.withdrawn_on)
    text = f"---\ntitle: About\nsection: method\n---\n# About\n\n{withdrawn.body}\n"
    own.write({"site_templates/content/public/about.md": text.encode()})
    own.approve("site", by="miriam-okello").commit()
    done = own.kept("build")
    assert done.code == 1
    assert "KPT801" in done.out
    assert withdrawn.id in done.out
    assert tree(own.root / "dist" / "public") == below(Audience.PUBLIC, before)


def test_the_rail_example_builds_from_real_figures(tmp_path: Path) -> None:
    """216 monthly figures, three promises, no voices, percentages without n: honest pages, nothing withheld."""
    rail = Project(tmp_path / "rail")
    example = REPOSITORY / "examples" / "rail-punctuality"
    shutil.copytree(example, rail.root, ignore=shutil.ignore_patterns("dist", ".kept"))
    rail.commit()
    done = rail.kept("build")
    assert done.code == 0, done.out + done.err
    assert "0 withheld. 0 errors." in done.out
    public = rail.root / "dist" / "public"
    assert not (public / "voices").exists()
    tables = [path.read_text(encoding="utf-8") for path in public.glob("metrics/*/*.csv")]
    assert sum(len(table.splitlines()) - 1 for table in tables) == 216
