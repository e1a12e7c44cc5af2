"""Whole runs of `kept build` on the demo and on the example: what is published, what is not, what stays."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest
from commands import KEPT
from kept import pipeline
from kept.audit.withheld import secrets
from kept.model.fields import Audience
from projects import Project
from sites import copy, voice

REPOSITORY = Path(__file__).parents[1]


def tree(folder: Path) -> dict[str, str]:
    """Every file below a folder with the digest of its bytes."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def demo(built_demo: Path) -> Path:
    """The demo, committed, and built once."""
    return built_demo


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


class Elsewhere(NamedTuple):
    """The demo built once more, by a process in another folder, time zone, locale and hash seed."""

    dist: Path
    had_no_network: bool


@pytest.fixture(scope="module")
def elsewhere(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Elsewhere:
    other = tmp_path_factory.mktemp("elsewhere é")
    shutil.copytree(demo, other, ignore=shutil.ignore_patterns("dist", ".kept"), dirs_exist_ok=True)
    can_leave_the_network = os.geteuid() == 0 and shutil.which("unshare") is not None
    environment = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "7"}
    done = subprocess.run(
        [*(("unshare", "--net") if can_leave_the_network else ()), *KEPT, "build", "--root", str(other)],
        cwd=other,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return Elsewhere(other / "dist", can_leave_the_network)


def test_the_same_input_gives_the_same_bytes_anywhere(demo: Path, elsewhere: Elsewhere) -> None:
    """Another folder, time zone, locale and hash seed change nothing."""
    assert tree(elsewhere.dist) == tree(demo / "dist")


def test_building_needs_no_network(elsewhere: Elsewhere) -> None:
    if not elsewhere.had_no_network:
        pytest.skip("taking the network away needs root and unshare")
    assert (elsewhere.dist / "public" / "index.html").is_file()
    assert (elsewhere.dist / "internal" / "index.html").is_file()


def test_both_engines_give_the_same_pages(with_sites: Project, tmp_path: Path) -> None:
    """The list of pages and their bodies; only the frame around them differs."""
    done = with_sites.kept("build", "--engine", "zensical", "--out", str(tmp_path / "theirs"))
    assert done.code == 0, done.out + done.err
    for audience in Audience:
        ours, theirs = with_sites.root / "dist" / audience, tmp_path / "theirs" / audience
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


@pytest.mark.parametrize("last_line", ["public: writing", "public: publishing", "internal: publishing"])
def test_a_build_killed_at_any_stage_leaves_the_last_good_site(with_sites: Project, last_line: str) -> None:
    """The process is killed as soon as it says that it has come to this stage."""
    root = with_sites.root
    before = tree(root / "dist")
    with_sites.edit("promises.toml", "as_of = 2026-11-20", "as_of = 2026-11-21").commit()
    process = subprocess.Popen(
        [*KEPT, "build"],
        cwd=root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )
    assert process.stderr
    with process.stderr as told:
        assert any(line.startswith(last_line) for line in told), f"it never came to {last_line!r}"
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    killed = tree(root / "dist")
    assert with_sites.kept("build").code == 0
    after = tree(root / "dist")
    assert after != before
    for audience in Audience:
        assert below(audience, killed) in (below(audience, before), below(audience, after)), f"half a site: {audience}"
    assert not list((root / ".kept").glob("build-*"))


def test_a_full_disk_leaves_the_last_good_site_and_says_so(with_sites: Project, tmp_path: Path) -> None:
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("a small disk of one's own needs root")
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(disk)], check=True)
    try:
        project = copy(with_sites, disk / "project")
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


def test_a_site_that_fails_its_audit_is_not_published(with_sites: Project) -> None:
    """A hand-written page repeats withdrawn words: the build says where, and yesterday's site stays."""
    before = tree(with_sites.root / "dist" / "public")
    words = "We counted forty boxes and all forty boxes arrived."
    with_sites.write(
        {
            "evidence/testimonials/forty-boxes.md": voice(
                words, 2, ("  basis:", "  withdrawn_on: 2026-11-01\n  basis:")
            ),
            "site_templates/content/public/about.md": f"---\ntitle: About\n---\n# About\n\n{words}\n".encode(),
        }
    ).commit()
    done = with_sites.kept("build", "--audience", "public")
    assert done.code == 1
    assert "KPT801" in done.out
    assert "forty-boxes" in done.out
    assert tree(with_sites.root / "dist" / "public") == before


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
