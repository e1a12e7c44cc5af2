"""Files that nobody means well with, or that something went wrong with: a finding each, and never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from kept.files.git import shown
from kept.files.text import hidden
from kept.files.tree import WorkingTree
from kept.language.markup import clean
from kept.portfolio import evidence
from projects import METRIC, REGISTER, STORY, TABLE, VOICE, Project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kept.findings import Finding
    from projects import Ran


def about(project: Project, path: str) -> list[Finding]:
    return [finding for finding in project.findings() if finding.place.path == path and finding.severity == "error"]


def test_a_symbolic_link_is_reported_and_never_followed(project: Project, tmp_path: Path) -> None:
    secret = tmp_path.parent / f"{tmp_path.name}-secret.md"
    secret.write_text(VOICE, encoding="utf-8")
    (project.root / "evidence/testimonials/link.md").symlink_to(secret)
    (project.root / "evidence/testimonials/folder").symlink_to(tmp_path.parent, target_is_directory=True)
    assert [finding.code for finding in about(project, "evidence/testimonials/link.md")] == ["KPT107"]
    assert [finding.code for finding in about(project, "evidence/testimonials/folder")] == ["KPT107"]
    portfolio, _ = project.load()
    assert "link" not in portfolio.testimonials


def test_a_picture_that_is_a_link_is_not_published(project: Project) -> None:
    picture = project.root / "evidence/case-studies/corner-books/shelves.png"
    picture.unlink()
    picture.symlink_to("/etc/hostname")
    portfolio, report = project.load()
    assert {"KPT107", "KPT103"} <= {finding.code for finding in report}
    assert not portfolio.images
    assert "corner-books" in portfolio.faulty


def test_an_evidence_folder_that_is_a_link_is_not_read(project: Project) -> None:
    (project.root / "evidence").rename(project.root / "elsewhere")
    (project.root / "evidence").symlink_to("elsewhere")
    portfolio, _ = project.load()
    assert not portfolio.testimonials
    assert [finding.code for finding in about(project, "evidence")] == ["KPT107"]


def test_a_register_that_is_a_link_is_not_read(project: Project, command: Callable[..., Ran]) -> None:
    (project.root / "promises.toml").rename(project.root / "elsewhere.toml")
    (project.root / "promises.toml").symlink_to("elsewhere.toml")
    ran = command("check")
    assert ran.code == 1
    assert "promises.toml: unsafe-path: this is a symbolic link. [KPT107, error]" in ran.out


def test_a_link_that_takes_a_files_place_during_the_run_is_not_followed(project: Project) -> None:
    working = WorkingTree(project.root)
    path = "evidence/testimonials/nine-oclock.md"
    assert path in working
    (project.root / path).unlink()
    (project.root / path).symlink_to("/etc/hostname")
    with pytest.raises(OSError, match="symbolic"):
        working.read(path, 10)


def test_a_file_that_vanishes_during_the_run_costs_only_itself(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def paths(
        self: WorkingTree, before: Callable[[WorkingTree], tuple[str, ...]] = WorkingTree.paths
    ) -> tuple[str, ...]:
        found = before(self)
        (project.root / "evidence/testimonials/nine-oclock.md").unlink(missing_ok=True)
        return found

    monkeypatch.setattr(WorkingTree, "paths", paths)
    portfolio, report = project.load()
    assert [(finding.code, finding.item) for finding in report if finding.code == "KPT104"] == [
        ("KPT104", "nine-oclock")
    ]
    assert "punctuality" in portfolio.metrics


def test_a_pipe_in_a_files_place_does_not_stop_the_run(project: Project) -> None:
    os.mkfifo(project.root / "evidence/testimonials/pipe.md")
    assert [finding.code for finding in about(project, "evidence/testimonials/pipe.md")] == ["KPT107"]
    working = WorkingTree(project.root)
    assert working.read("evidence/testimonials/pipe.md", 10) == b""


def test_a_folder_in_a_files_place_is_walked_like_any_other(project: Project) -> None:
    project.write({"evidence/testimonials/folder.md/inner.md": VOICE})
    assert [finding.code for finding in about(project, "evidence/testimonials/folder.md/inner.md")] == ["KPT101"]


def test_a_file_in_the_folders_place_is_reported(project: Project) -> None:
    for path in sorted((project.root / "evidence").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (project.root / "evidence").rmdir()
    project.write({"evidence": "not a folder"})
    assert [finding.code for finding in about(project, "evidence")] == ["KPT107"]


def test_names_that_are_one_on_a_mac_or_on_windows_are_reported(project: Project) -> None:
    project.write(
        {
            "evidence/case-studies/corner-books/Shelves.png": b"",
            "evidence/case-studies/Corner-Books/other.png": b"",
            "evidence/case-studies/corner-books/caf\u00e9.png": b"",
            "evidence/case-studies/corner-books/cafe\u0301.png": b"",
        }
    )
    twins = [finding.place.path for finding in project.findings() if finding.code == "KPT107"]
    assert twins == [
        "evidence/case-studies/corner-books",
        "evidence/case-studies/corner-books/caf\u00e9.png",
        "evidence/case-studies/corner-books/shelves.png",
    ]


@pytest.mark.parametrize("name", ["tab\there.md", "esc\x1b[31m.md", "back\\slash.md", "bytes\udcff.md"])
def test_a_name_that_cannot_be_printed_is_shown_with_escapes(project: Project, name: str) -> None:
    (project.root / "evidence/testimonials" / name).write_text(VOICE, encoding="utf-8")
    found = [finding for finding in project.findings() if finding.code == "KPT107"]
    assert len(found) == 1
    assert found[0].place.path.isprintable()


def test_fifty_megabytes_of_markdown_are_not_read_into_memory(project: Project) -> None:
    with (project.root / "evidence/testimonials/long.md").open("wb") as file:
        file.write(VOICE.encode())
        file.truncate(50_000_000)
    (fault,) = about(project, "evidence/testimonials/long.md")
    assert (fault.code, fault.item) == ("KPT104", "long")
    assert "2 MB" in fault.message


def test_a_picture_that_is_too_large_is_not_cut_off_but_refused(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "MAX_IMAGE_BYTES", 50)
    portfolio, report = project.load()
    assert [finding.code for finding in report if finding.item == "corner-books"] == ["KPT104"]
    assert not portfolio.images


def test_a_picture_that_vanishes_during_the_run_withholds_its_story(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(
        self: WorkingTree,
        path: str,
        limit: int,
        before: Callable[[WorkingTree, str, int], bytes] = WorkingTree.read,
    ) -> bytes:
        if path.endswith(".png"):
            raise FileNotFoundError(2, "No such file or directory", path)
        return before(self, path, limit)

    monkeypatch.setattr(WorkingTree, "read", read)
    portfolio, report = project.load()
    assert [finding.code for finding in report if finding.item == "corner-books"] == ["KPT104"]
    assert "corner-books" in portfolio.faulty


def test_folders_nested_without_end_are_walked(project: Project) -> None:
    """As deep as a path can be on Linux; one call frame each would be too many."""
    outermost = project.root / "evidence/testimonials/a"
    folder = os.open(outermost.parent, os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("a", dir_fd=folder)
        inner = os.open("a", os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = inner
    os.close(folder)
    assert project.load()[0].testimonials
    # Python's own rmtree, which clears temporary folders away, would not get to the bottom of it.
    subprocess.run(["rm", "-rf", str(outermost)], check=True)


def test_a_thousand_promises_are_read(project: Project) -> None:
    promise = REGISTER[REGISTER.index("[[promises]]") :]
    many = "".join(promise.replace("on-time", f"on-time-{number}") for number in range(1000))
    portfolio, report = project.write({"promises.toml": REGISTER + many}).load()
    assert len(portfolio.register.promises) == 1001
    assert not report.has_errors


@pytest.mark.parametrize(
    "register",
    [
        "a = " + "[" * 100_000,
        ".".join(["a"] * 100_000) + " = 1",
        "[" + ".".join(["a"] * 100_000) + "]",
        "a = " + "9" * 100_000,
        "a = 1e" + "9" * 50,
        "a = { " * 10_000,
        "[[" * 20_000,
        "\n".join("k = 1" for _ in range(5_000)),
        "a = [" + ",".join(['"\u00e9"'] * 30_000) + "]\na = 1",
    ],
    ids=["arrays", "dotted key", "dotted table", "digits", "exponent", "tables", "brackets", "twice", "one long line"],
)
def test_a_toml_bomb_is_a_finding(register: str, project: Project) -> None:
    _, found = project.write({"promises.toml": register}).load_raw()
    assert {finding.code for finding in found if finding.place.path == "promises.toml"} & {"KPT102", "KPT104"}


@pytest.mark.parametrize(
    "block",
    [
        "a: " + "[" * 99_000,
        "a: " + "[" * 20_000 + "]" * 20_000,
        "- " * 50_000,
        "? " * 50_000,
        "a: &a [x]\n" + "\n".join(f"b{n}: [*a, *a, *a, *a]" for n in range(1_000)),
        "\n".join("a: 1" for _ in range(5_000)),
        "a: " + "x" * 300_000,
    ],
    ids=["brackets", "closed brackets", "hyphens", "question marks", "aliases", "twice", "long"],
)
def test_a_yaml_bomb_is_a_finding(block: str, project: Project) -> None:
    project.write({"evidence/testimonials/bomb.md": f"---\n{block}\n---\nwords\n"})
    faults = about(project, "evidence/testimonials/bomb.md")
    assert 0 < len(faults) <= 20


def test_a_number_with_a_huge_exponent_is_refused_before_it_is_calculated_with(project: Project) -> None:
    project.edit("promises.toml", "at_least = 95", "at_least = 1e999999999")
    project.edit("evidence/metrics/punctuality.toml", "data_owner", "warn_within = 1e-999999999\ndata_owner")
    assert {finding.place.path for finding in project.findings() if finding.code == "KPT101"} == {
        "promises.toml",
        "evidence/metrics/punctuality.toml",
    }


def test_thousands_of_wrong_references_are_reported_in_seconds(project: Project) -> None:
    promise = REGISTER[REGISTER.index("[[promises]]") :]
    many = "".join(promise.replace("on-time", f"on-time-{number:04}") for number in range(300))
    project.write({"promises.toml": REGISTER + many})
    project.write(
        {
            f"evidence/testimonials/voice-{number}.md": VOICE.replace("[on-time]", f"[in-time-{number}]")
            for number in range(200)
        }
    )
    _, report = project.load()
    wrong = [finding for finding in report if finding.code == "KPT103"]
    assert len(wrong) == 200
    assert sum("did you mean" in finding.hint for finding in wrong) <= 20


def test_one_files_faults_never_keep_another_from_being_published(approved: Project) -> None:
    approved.write(
        {
            "evidence/testimonials/broken.md": "no front matter",
            "evidence/testimonials/latin.md": VOICE.replace("Ada", "Zo\u00e9").encode("latin-1"),
            "evidence/metrics/broken.toml": METRIC.replace("percent", "per cent"),
            "evidence/metrics/broken.csv": TABLE,
            "evidence/case-studies/broken/index.md": STORY.replace("terms: Full price\n", ""),
        }
    )
    public, report, _, _ = approved.gated()
    assert [voice.id for voice in public.voices] == ["nine-oclock"]
    assert [story.id for story in public.stories] == ["corner-books"]
    assert not report.has_errors
    assert {finding.item for finding in approved.findings() if finding.severity == "error"} >= {"broken", "latin"}


def test_what_cannot_be_printed_is_escaped() -> None:
    assert shown("plain/name.md") == "plain/name.md"
    assert shown("caf\u00e9") == "caf\u00e9"
    assert shown("a\x1b[0m\udcff") == "a\\x1b[0m\\udcff"


def test_the_limit_of_recursion_is_what_python_gives() -> None:
    """The tests of bombs mean something only while Python itself would not cope with them."""
    assert sys.getrecursionlimit() <= 1500


def test_a_text_that_a_page_would_show_otherwise_is_not_read(project: Project) -> None:
    """What is left out of a page stands between the letters of a name or a number, and no rule would find them."""
    shown_otherwise = {chr(code) for code in range(sys.maxunicode + 1) if clean(chr(code)) != chr(code)}
    assert [char for char in shown_otherwise if not hidden(char)] == []
    voice = project.root / "evidence/testimonials/on-the-dot.md"
    for number, char in enumerate(("\ufdd0", "\U0001fffe")):
        said = voice.with_name(f"said-{number}.md")
        said.write_text(VOICE.replace("original:", f'disclosure: "Ring 020 79{char}46 0958"\noriginal:', 1), "utf-8")
        (finding,) = about(project, f"evidence/testimonials/said-{number}.md")
        assert (finding.code, f"U+{ord(char):04X}" in finding.message) == ("KPT104", True)


@pytest.mark.parametrize("escape", [r"\ud800", r"\uFDD0", r"\U0010FFFF", r"\0"])
def test_nor_is_one_that_an_escape_makes(project: Project, escape: str) -> None:
    said = project.root / "evidence/testimonials/said.md"
    said.write_text(VOICE.replace("original:", f'disclosure: "They got{escape} a voucher"\noriginal:', 1), "utf-8")
    assert [finding.code for finding in about(project, "evidence/testimonials/said.md")] == ["KPT104"]
