"""The files that decide, when something is wrong with them: nobody is entitled by a file that cannot be read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from kept.files.git import git
from kept.files.tree import EmptyTree, GitTree, WorkingTree
from kept.findings import Place, TrustRefError
from kept.portfolio import approval_records
from kept.portfolio.allowed_signers import signers
from kept.portfolio.reading import Reading
from kept.portfolio.signatures import SIGNERS
from kept.portfolio.signing_keys import usable
from projects import Project

if TYPE_CHECKING:
    from pathlib import Path

RECORD = "evidence/approvals/nine-oclock/olive.toml"
POLICY = "evidence/policy.toml"


class Losing(WorkingTree):
    """A tree whose files vanish between being listed and being read."""

    def read(self, path: str, limit: int) -> bytes:
        """Never returns: the file is gone."""
        raise FileNotFoundError(2, f"No such file or directory ({limit})", path)


def test_files_that_vanish_entitle_nobody(project: Project) -> None:
    project.write({POLICY: "", RECORD: ""})
    base, faults = approval_records.trusted(Losing(project.root), "ref")
    assert base.policy is None
    assert not base.people
    assert not base.records
    assert {fault.place.path for fault in faults} == {POLICY, RECORD}
    assert all("No such file" in fault.message for fault in faults)


@pytest.mark.parametrize("content", [b"\xff\xfea", b"a\x00", b"a = ", b"notes = 1"])
def test_a_policy_that_cannot_be_read_is_no_policy(project: Project, content: bytes) -> None:
    base, faults = approval_records.trusted(WorkingTree(project.write({POLICY: content}).root), "ref")
    assert base.policy is None
    assert [fault.place.path for fault in faults] == [POLICY]


def test_a_record_that_is_no_text_counts_for_nothing(project: Project) -> None:
    base, (fault,) = approval_records.trusted(WorkingTree(project.write({RECORD: b"\xff\xfea"}).root), "ref")
    assert not base.records
    assert fault.code == "KPT104"


@pytest.mark.parametrize("register", ["people = 1\npromises = 1", "[[people]]\nid = 1", "[", "people = ['x']"])
def test_a_register_that_makes_no_sense_names_nobody(project: Project, register: str) -> None:
    project.write({"promises.toml": register, "evidence/metrics/punctuality.toml": "data_owner = 1"})
    base, _ = approval_records.trusted(WorkingTree(project.root), "ref")
    assert (base.people, base.promise_owners, base.data_owners, base.promise_metrics) == ({}, {}, {}, {})


def test_who_owns_what_is_read_from_the_files_that_decide(approved: Project) -> None:
    head = approved.git("rev-parse", "HEAD")
    approved.edit("promises.toml", 'owner = "olive"', 'owner = "lena"')
    base, faults = approval_records.trusted(GitTree(approved.root, head), head)
    assert base.promise_owners == {"on-time": "olive"}
    assert base.data_owners == {"punctuality": "connie"}
    assert base.promise_metrics == {"on-time": frozenset({"punctuality"})}
    assert set(base.records) == {"promise.on-time", "nine-oclock", "corner-books", "punctuality"}
    assert not faults


def test_a_revision_gives_what_was_committed_and_nothing_else(approved: Project) -> None:
    tree = GitTree(approved.root, "HEAD")
    assert RECORD in tree
    assert "evidence/loose.md" not in tree
    assert tree.read(RECORD, 5) == (approved.root / RECORD).read_bytes()[:6]
    with pytest.raises(FileNotFoundError):
        tree.read("evidence/approvals/nobody.toml", 5)


def test_an_empty_tree_has_nothing() -> None:
    tree = EmptyTree()
    assert tree.paths() == ()
    assert RECORD not in tree
    with pytest.raises(FileNotFoundError):
        tree.read(RECORD, 1)


def test_keys_that_vanish_are_a_fault_and_no_keys(project: Project) -> None:
    tree = Losing(project.write({SIGNERS: "olive ssh-ed25519 AAAA"}).root)
    (fault,) = signers(Reading(tree), None, ["olive"])
    assert "No such file" in fault.message


K, L = "ssh-ed25519 AAAAkey", "ssh-ed25519 AAAAother"


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        (f"* {K}", (1, 1), '"*" is a pattern, so that one key would sign for whoever it fits.'),
        (f"# keys\n\n  ol?ve {K}\n", (3, 3), '"ol?ve" is a pattern, so that one key would sign for whoever it fits.'),
        (f"!olive {K}", (1, 1), '"!olive" is a pattern, so that one key would sign for whoever it fits.'),
        (
            f"olive,connie {K}",
            (1, 1),
            '"olive,connie" names several people, so that one of them could sign for the others.',
        ),
        (f'"olive,*" {K}', (1, 1), '"olive,*" names several people, so that one of them could sign for the others.'),
        (f"olive Cert-Authority {K}", (1, 7), "whoever has this key could make keys that sign (cert-authority)."),
        (
            f'olive namespaces="kept-approval",cert-authority {K}',
            (1, 34),
            "whoever has this key could make keys that sign (cert-authority).",
        ),
    ],
)
def test_a_key_that_is_not_that_of_one_person_is_nobodys(
    project: Project, text: str, place: tuple[int, int], message: str
) -> None:
    project.write({SIGNERS: text})
    (fault,) = signers(Reading(WorkingTree(project.root)), None, ["olive", "connie"])
    assert (fault.code, fault.place, fault.message) == ("KPT101", Place(SIGNERS, *place), message)
    assert fault.hint.startswith("give each approver a key and a line of their own")
    assert usable(text.encode()) == b""


def test_a_key_that_two_people_have_is_neither_ones(project: Project) -> None:
    text = f"olive {K} laptop\nlena {L}\nconnie {K}=\n"
    project.write({SIGNERS: text})
    faults = list(signers(Reading(WorkingTree(project.root)), None, ["olive", "connie", "lena"]))
    assert [(fault.place.line, fault.place.column) for fault in faults] == [(1, 19), (3, 20)]
    assert faults[0].message.startswith("the same key is given to connie too")
    assert usable(text.encode()) == f"lena {L}\n".encode()


def test_keys_of_one_person_each_are_left_as_they_are() -> None:
    text = f'# x\r\nolive {K}\r\n\r\n "olive" namespaces="kept-approval" {L} spare\r\n'
    assert usable(text.encode()) == f'olive {K}\n"olive" namespaces="kept-approval" {L} spare\n'.encode()


@pytest.mark.parametrize("line", [f"olive@small.example {K}", '"olive', f'"" {K}', "olive", f"olive\x00* {K}", "\xff"])
def test_a_line_that_names_nobody_gives_nobody_a_key(line: str) -> None:
    assert usable(line.encode("latin-1")) == b""


def test_an_ssh_keygen_that_knows_no_signatures_ends_the_run(
    approved: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    approved.write({POLICY: 'signatures = "required"\n'}).commit()
    old = tmp_path / "tools" / "ssh-keygen"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\necho 'unknown option -- Y\nusage: ssh-keygen' >&2\nexit 1\n", encoding="ascii")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{old.parent}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(TrustRefError, match=r"OpenSSH 8\.9"):
        approved.load()


def test_without_git_the_text_says_what_to_do(approved: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(TrustRefError, match="install git"):
        approved.load()


def test_somebody_elses_repository_is_told_apart(approved: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(TrustRefError, match=r"safe\.directory"):
        approved.load()


def test_what_git_says_is_shown_without_control_characters(tmp_path: Path) -> None:
    with pytest.raises(TrustRefError) as refused:
        git(tmp_path, "\x1b[31mfrobnicate")
    assert str(refused.value).isprintable()


def test_git_that_gives_no_reason_is_quoted_as_such(approved: Project) -> None:
    with pytest.raises(TrustRefError, match="gave no reason"):
        git(approved.root, "rev-parse", "--verify", "--quiet", "nothing")


def test_something_nowhere_written_stands_at_the_top_of_the_register(project: Project) -> None:
    assert Reading(WorkingTree(project.root)).place("nothing", ()) == Place("promises.toml", 1, 1)
