"""The revision that decides, in every shape a repository has: merged, rebased, cut off, nested, other line ends."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from kept.findings import TrustRefError
from projects import PIXEL, Project
from quoted import QUOTE, RECORD

PROTECTED = "refs/remotes/origin/main"


def shown(project: Project, trust_ref: str | None = None) -> bool:
    gated = project.gated(trust_ref=trust_ref)
    voices = {voice.id for voice in gated.public.voices}
    assert voices == {voice.id for voice in gated.internal.voices}
    return "nine-oclock" in voices


def codes(project: Project, trust_ref: str | None = None) -> set[str]:
    return {code for code in project.gated(trust_ref=trust_ref).codes("nine-oclock") if code.startswith("KPT6")}


@pytest.fixture
def branch(approved: Project) -> Project:
    """A branch on which the words were changed and approved again, and a protected branch that went on."""
    approved.git("update-ref", PROTECTED, "HEAD")
    approved.git("checkout", "--quiet", "-b", "work")
    approved.edit(QUOTE, "at nine", "at ten").commit()
    approved.approve("nine-oclock", by="olive").commit()
    approved.git("checkout", "--quiet", "main")
    approved.write({"README.md": "went on"}).commit()
    approved.git("update-ref", PROTECTED, "HEAD")
    approved.git("checkout", "--quiet", "work")
    return approved


def test_on_a_branch_what_it_brings_is_proposed(branch: Project) -> None:
    assert codes(branch, PROTECTED) == {"KPT602"}
    assert shown(branch)


@pytest.mark.parametrize("way", [["merge", "--no-ff", "--no-edit"], ["merge", "--squash"], ["rebase"]], ids=str)
def test_once_merged_in_any_way_it_counts(branch: Project, way: list[str]) -> None:
    if way == ["rebase"]:
        branch.git("rebase", "--quiet", PROTECTED)
        assert codes(branch, PROTECTED) == {"KPT602"}
        branch.git("checkout", "--quiet", "-B", "main", "work")
    else:
        branch.git("checkout", "--quiet", "main")
        branch.git(*way, "work")
        branch.commit()
    branch.git("update-ref", PROTECTED, "HEAD")
    assert shown(branch, PROTECTED)
    assert not codes(branch, PROTECTED)


def test_the_merge_commit_that_a_ci_job_checks_out_is_judged_by_its_target(branch: Project) -> None:
    branch.git("checkout", "--quiet", "--detach", PROTECTED)
    branch.git("merge", "--quiet", "--no-ff", "--no-edit", "work")
    assert codes(branch, PROTECTED) == {"KPT602"}
    assert shown(branch)


def test_a_shallow_clone_is_refused_whatever_it_is_asked_for(approved: Project, tmp_path: Path) -> None:
    approved.write({"README.md": "x"}).commit()
    clone = tmp_path / "clone"
    approved.git("clone", "--quiet", "--depth", "1", f"file://{approved.root}", str(clone))
    for ref in (None, "HEAD", "refs/remotes/origin/main"):
        with pytest.raises(TrustRefError, match=r"fetch-depth: 0.*git fetch --unshallow"):
            Project(clone).load(ref)
    ran = Project(clone).kept("check")
    assert (ran.code, ran.out) == (2, "")
    assert Project(clone).kept("log").code == 2
    Project(clone).git("fetch", "--quiet", "--unshallow")
    assert shown(Project(clone))


def test_a_clone_without_contents_is_refused_and_fetches_nothing(approved: Project, tmp_path: Path) -> None:
    approved.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    approved.git("clone", "--quiet", "--no-checkout", "--filter=blob:none", f"file://{approved.root}", str(clone))
    shutil.copytree(approved.root / "evidence", clone / "evidence")
    shutil.copy(approved.root / "promises.toml", clone)
    with pytest.raises(TrustRefError):
        Project(clone).load()
    missing = Project(clone).git("rev-list", "--objects", "--all", "--missing=print")
    assert missing.count("?") > 5


def test_a_project_in_a_submodule_is_judged_by_its_own_commit(
    approved: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outer = Project(tmp_path_factory.mktemp("outer"))
    outer.write({"promises.toml": "another = 'file'"}).commit()
    outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(approved.root), "inner")
    outer.commit()
    inner = Project(outer.root / "inner")
    assert (inner.root / ".git").is_file()
    assert shown(inner)
    inner.edit(QUOTE, "at nine", "at ten").approve("nine-oclock", by="olive")
    assert codes(inner) == {"KPT602"}
    inner.commit()
    assert shown(inner)


@pytest.mark.parametrize("attributes", ["", "evidence/** -text\n"])
def test_a_checkout_with_other_line_ends_holds_what_was_approved(
    approved: Project, tmp_path: Path, attributes: str
) -> None:
    approved.write({".gitattributes": attributes}).commit()
    clone = tmp_path / "clone"
    approved.git("-c", "core.autocrlf=true", "clone", "--quiet", str(approved.root), str(clone))
    assert (b"\r\n" in (clone / QUOTE).read_bytes()) is (not attributes)
    assert (clone / "evidence/case-studies/corner-books/shelves.png").read_bytes() == PIXEL
    windows = Project(clone)
    windows.git("config", "core.autocrlf", "true")
    assert shown(windows)
    assert not windows.findings()
    # Approving there writes the same record, whatever the line ends of the file are.
    windows.edit(QUOTE, "at nine", "at ten").approve("nine-oclock", by="olive").commit()
    assert shown(windows)


def test_whose_commits_they_are_is_not_asked_once_they_are_merged(branch: Project) -> None:
    branch.edit(QUOTE, "at ten", "at one")
    branch.git("add", "--all")
    branch.git("commit", "--quiet", "--author", "O <1+olive-o@users.noreply.example.com>", "--message", "x")
    branch.approve("nine-oclock", by="olive").commit()
    assert codes(branch, PROTECTED) == {"KPT607"}
    assert shown(branch)


def test_a_revocation_that_was_deleted_is_undone_by_a_new_approval(approved: Project) -> None:
    approved.revoke("nine-oclock", by="olive").commit()
    approved.git("rm", "--quiet", RECORD)
    approved.commit()
    assert codes(approved) == {"KPT605"}
    approved.approve("nine-oclock", by="olive").commit()
    assert shown(approved)


def test_a_record_replaced_before_it_was_committed_replaces_the_committed_one(approved: Project) -> None:
    committed = (approved.root / RECORD).read_bytes()
    before = (approved.root / QUOTE).read_bytes()
    approved.edit(QUOTE, "at nine", "at ten").approve("nine-oclock", by="olive")
    approved.edit(QUOTE, "at ten", "at one").approve("nine-oclock", by="olive").commit()
    assert shown(approved)
    approved.write({RECORD: committed, QUOTE: before}).commit()
    assert codes(approved) == {"KPT609"}


def test_a_record_that_only_changed_its_mode_is_no_old_one(approved: Project) -> None:
    approved.git("update-index", "--chmod=+x", RECORD)
    approved.git("commit", "--quiet", "--message", "mode")
    assert shown(approved)
