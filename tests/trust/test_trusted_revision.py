"""Which revision decides, whatever else a repository, a variable or a name says. On real repositories."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from kept.findings import TrustRefError
from projects import Project
from quoted import BOTH, QUOTE, RECORD, codes, shown


def test_a_repository_without_a_commit_has_no_approvals(project: Project) -> None:
    project.approve("promise.on-time", "nine-oclock", by="olive")
    project.git("init", "--quiet")
    portfolio, report = project.load()
    assert portfolio.trusted.ref == "HEAD"
    assert not portfolio.trusted.people
    assert "KPT610" not in {finding.code for finding in report}
    assert not shown(project)


def test_where_there_is_no_repository_every_report_says_that_nothing_protects_the_approvals(project: Project) -> None:
    project.approve("promise.on-time", "nine-oclock", by="olive")
    assert shown(project) == BOTH
    assert "KPT610" in {finding.code for finding in project.load()[1]}
    refused = project.kept("check", "--trust-ref", "main")
    assert refused.code == 2
    assert "no git repository" in refused.err


def test_a_detached_head_is_read_like_any_other(approved: Project) -> None:
    approved.git("checkout", "--quiet", "--detach")
    assert shown(approved) == BOTH


@pytest.mark.parametrize("ref", ["origin/main", "no-such-branch", "0" * 40, "", "HEAD:promises.toml", "main\x1b[31m"])
def test_a_revision_that_cannot_be_read_is_an_error_with_the_fix_and_never_a_fallback(
    approved: Project, ref: str
) -> None:
    with pytest.raises(TrustRefError, match="fetch-depth: 0") as refused:
        approved.load(ref)
    assert str(refused.value).isprintable()
    if ref:
        ran = approved.kept("check", "--trust-ref", ref)
        assert (ran.code, ran.out) == (2, "")


@pytest.mark.parametrize("ref", ["^HEAD", "HEAD..HEAD", "HEAD...HEAD", "..", "HEAD^@", "HEAD^!", "HEAD^-"])
def test_what_names_several_commits_or_none_of_them_decides_nothing(approved: Project, ref: str) -> None:
    approved.commit()
    with pytest.raises(TrustRefError) as refused:
        approved.load(ref)
    assert str(refused.value) == (
        f'"{ref}" excludes commits or is a range, and one commit says what is approved: '
        "name a branch, a tag or a commit with --trust-ref."
    )


@pytest.mark.parametrize("ref", ["--upload-pack=touch pwned", "--help", "-h", "--all", "--git-dir=/tmp", "--exec=sh"])
def test_a_revision_that_looks_like_an_option_is_only_a_name(approved: Project, ref: str) -> None:
    with pytest.raises(TrustRefError):
        approved.load(ref)
    assert not (approved.root / "pwned").exists()


def test_a_tag_called_like_the_protected_branch_decides_nothing(approved: Project) -> None:
    protected = approved.git("rev-parse", "HEAD")
    approved.edit(QUOTE, "at nine", "at ten").approve("nine-oclock", by="olive")
    approved.commit()
    approved.git("update-ref", "refs/remotes/origin/main", protected)
    assert codes(approved) == set()
    assert not shown(approved, trust_ref="origin/main")
    approved.git("tag", "origin/main")
    with pytest.raises(TrustRefError, match="ambiguous"):
        approved.load("origin/main")
    assert not shown(approved, trust_ref="refs/remotes/origin/main")


def test_a_tag_called_head_decides_nothing(approved: Project) -> None:
    approved.git("tag", "HEAD", "HEAD")
    assert shown(approved) == BOTH


def test_in_a_pull_request_the_target_branch_decides(approved: Project) -> None:
    approved.git("update-ref", "refs/remotes/origin/main", "HEAD")
    approved.edit(QUOTE, "at nine", "at ten").approve("nine-oclock", by="olive").commit()
    ran = approved.kept("check", GITHUB_BASE_REF="main")
    assert "stands only in this change. [KPT602, withheld from both sites]" in ran.out
    assert "KPT602" not in approved.kept("check").out
    assert approved.kept("check", GITHUB_BASE_REF="gone").code == 2


def test_a_project_in_a_subfolder_reads_its_own_approvals(approved: Project, tmp_path: Path) -> None:
    outer = tmp_path / "outer"
    outer.mkdir()
    for name in ("promises.toml", "evidence"):
        shutil.move(approved.root / name, outer / name)
    approved.write({"promises.toml": "another = 'file'", "evidence/policy.toml": "nonsense = 1"})
    approved.commit()
    inner = Project(outer)
    assert shown(inner) == BOTH
    inner.edit(QUOTE, "at nine", "at ten")
    assert codes(inner) == {"KPT603"}


def test_a_worktree_reads_the_branch_it_is_on(approved: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("worktree") / "tree"
    approved.git("worktree", "add", "--quiet", str(elsewhere))
    worktree = Project(elsewhere)
    assert (elsewhere / ".git").is_file()
    assert shown(worktree) == BOTH
    worktree.edit(QUOTE, "at nine", "at ten")
    worktree.git("add", "--all")
    worktree.git("commit", "--quiet", "-m", "reworded")
    assert codes(worktree) == {"KPT603"}
    assert shown(approved) == BOTH


def test_a_folder_in_somebody_elses_repository_has_no_approvals(
    approved: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outer = tmp_path_factory.mktemp("outer")
    Project(outer).write({"README.md": "x"}).commit()
    shutil.copytree(approved.root, outer / "inner", ignore=shutil.ignore_patterns(".git"))
    assert not shown(Project(outer / "inner"))


def test_without_git_a_repository_cannot_be_trusted(approved: Project) -> None:
    ran = approved.kept("check", PATH="/nonexistent")
    assert ran.code == 2
    assert "git is not installed" in ran.err
    assert "Traceback" not in ran.err


def test_variables_that_lead_git_elsewhere_are_not_followed(
    approved: Project, project_elsewhere: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(project_elsewhere.root / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(project_elsewhere.root))
    monkeypatch.setenv("GIT_INDEX_FILE", "/nonexistent")
    assert shown(approved) == BOTH


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GIT_ICASE_PATHSPECS", "1"),
        ("GIT_LITERAL_PATHSPECS", "x"),
        ("GIT_CONFIG_COUNT", "x"),
        ("GIT_CONFIG_PARAMETERS", "'"),
        ("GIT_TRACE", "1"),
        ("GIT_SOMETHING_NEW", "1"),
    ],
)
def test_what_a_hook_or_a_job_tells_git_tells_kept_nothing(
    approved: Project, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert shown(approved) == BOTH


def test_no_variable_makes_git_trust_a_repository_of_somebody_else(
    approved: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "safe.directory")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "*")
    monkeypatch.setenv("GIT_CONFIG_PARAMETERS", "'safe.directory'='*'")
    with pytest.raises(TrustRefError, match=r"safe\.directory"):
        approved.load()


@pytest.fixture
def project_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A repository with nothing in it that matters."""
    elsewhere = Project(tmp_path_factory.mktemp("elsewhere"))
    elsewhere.write({"README.md": "x"}).commit()
    return elsewhere


def test_a_replacement_object_replaces_nothing(approved: Project) -> None:
    blob = approved.git("rev-parse", f"HEAD:{RECORD}")
    approved.git("rm", "--quiet", RECORD)
    approved.commit()
    empty = approved.git("rev-parse", "HEAD")
    approved.git("replace", empty, "HEAD~1")
    assert blob
    assert codes(approved) == {"KPT601"}


def test_a_missing_object_is_an_error_with_the_fix(approved: Project) -> None:
    blob = approved.git("rev-parse", f"HEAD:{RECORD}")
    (approved.root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    ran = approved.kept("check")
    assert ran.code == 2
    assert "git does not have the content of evidence/approvals/nine-oclock/olive.toml" in ran.err


def test_a_branch_whose_commit_is_missing_is_not_taken_for_an_empty_one(approved: Project) -> None:
    head = approved.git("rev-parse", "HEAD")
    (approved.root / ".git/objects" / head[:2] / head[2:]).unlink()
    for way in ("branch", "detached"):
        if way == "detached":
            (approved.root / ".git/HEAD").write_text(head + "\n", encoding="ascii")
        ran = approved.kept("check")
        assert (way, ran.code) == (way, 2)
        assert "cannot be read" in ran.err


def test_a_broken_repository_is_an_error_and_not_an_empty_one(approved: Project) -> None:
    shutil.rmtree(approved.root / ".git")
    (approved.root / ".git").mkdir()
    ran = approved.kept("check")
    assert ran.code == 2
    assert "not a git repository" in ran.err


def test_a_repository_of_somebody_else_is_an_error_with_the_fix(approved: Project) -> None:
    ran = approved.kept("check", GIT_TEST_ASSUME_DIFFERENT_OWNER="1")
    assert ran.code == 2
    assert "safe.directory" in ran.err
