"""What git remembers, read from real repositories."""

from __future__ import annotations

import pytest
from kept.files.git import git
from kept.files.git_history import History
from kept.files.tree import EmptyTree, GitTree, WorkingTree
from kept.model.register import Promise
from kept.portfolio.committers import committers
from projects import Project

QUOTE, REGISTER = "evidence/testimonials/nine-oclock.md", "promises.toml"
WORDS = "We come when we said we would."
SECOND = '\n[[promises]]\nid = "second"\nstatement = "Second."\naudience = "internal"\n'


def statements(project: Project, promise: str = "on-time") -> list[str]:
    portfolio, _ = project.load()
    return [state.statement for state in portfolio.formerly(promise)]


def reword(project: Project, old: str, new: str) -> None:
    project.edit(REGISTER, old, new).commit()


def test_what_a_promise_said_newest_first(approved: Project) -> None:
    reword(approved, WORDS, "One.")
    reword(approved, "One.", "Two.")
    approved.edit(REGISTER, "Two.", "Not committed.")
    assert statements(approved) == ["Two.", "One.", WORDS]
    portfolio, _ = approved.load()
    assert isinstance(next(portfolio.formerly("on-time")), Promise)
    assert not list(portfolio.formerly("no-such-promise"))


def test_states_that_cannot_be_used_are_passed_over(approved: Project) -> None:
    reword(approved, "statement =", "statment =")
    reword(approved, "[organisation]", "[organisation")
    reword(approved, "[organisation", "[organisation]")
    reword(approved, "statment =", "statement =")
    approved.edit(REGISTER, "[[promises]]", "[promises]").commit()
    approved.edit(REGISTER, "[promises]", "[[promises]]").commit()
    twice = (approved.root / REGISTER).read_text(encoding="utf-8") + SECOND.replace("second", "on-time")
    approved.write({REGISTER: twice.encode()}).commit()
    approved.git("rm", "--quiet", REGISTER)
    approved.commit()
    approved.git("checkout", "HEAD~2", "--", REGISTER)
    assert statements(approved) == [WORDS]


def test_a_state_that_comes_back_is_told_once_in_a_row(approved: Project) -> None:
    approved.edit(REGISTER, "[organisation]", "# A comment.\n[organisation]").commit()
    assert statements(approved) == [WORDS]
    reword(approved, WORDS, "One.")
    reword(approved, "One.", WORDS)
    assert statements(approved) == [WORDS, "One.", WORDS]


def test_states_of_a_merged_branch_count(approved: Project) -> None:
    approved.git("checkout", "--quiet", "-b", "side")
    reword(approved, WORDS, "One.")
    approved.git("checkout", "--quiet", "main")
    approved.write({"README.md": "x"}).commit()
    approved.git("merge", "--quiet", "--no-edit", "side")
    assert statements(approved) == ["One.", WORDS]


def test_a_long_history_is_read_in_parts(approved: Project) -> None:
    before = WORDS
    for number in range(45):
        after = f"Number {number}."
        reword(approved, before, after)
        before = after
    portfolio, _ = approved.load()
    assert [state.statement for state in portfolio.formerly("on-time")][-2:] == ["Number 0.", WORDS]
    assert len(list(portfolio.formerly("on-time"))) == 46


def test_without_a_repository_nothing_is_remembered(project: Project) -> None:
    assert statements(project) == []
    assert History.of(WorkingTree(project.root)) is None
    assert committers(EmptyTree(), ["on-time"]) == {}


def test_a_configuration_of_ones_own_changes_nothing(approved: Project) -> None:
    reword(approved, WORDS, "One.")
    for name, value in {
        "log.showRoot": "false",
        "log.showSignature": "true",
        "log.follow": "true",
        "diff.renames": "copies",
        "diff.relative": "true",
        "log.decorate": "full",
        "color.ui": "always",
        "core.quotePath": "true",
        "log.diffMerges": "first-parent",
        "diff.noprefix": "true",
        "core.pager": "false",
    }.items():
        approved.git("config", name, value)
    assert statements(approved) == ["One.", WORDS]
    changes = History(approved.root, "HEAD").changes(REGISTER)
    assert [change.path for change in changes] == [REGISTER, REGISTER]


def emails(project: Project, since: str) -> dict[str, frozenset[str]]:
    return committers(GitTree(project.root, since), ["on-time"])


def commit_by(project: Project, email: str) -> None:
    project.git("add", "--all")
    project.git("commit", "--quiet", "--author", f"X <{email}>", "--message", "x")


def test_whoever_commits_a_change_is_known_with_its_author(approved: Project) -> None:
    base = approved.git("rev-parse", "HEAD")
    approved.edit(QUOTE, "at nine", "at ten").edit("evidence/metrics/punctuality.csv", "97.5,200,195", "97.0,200,194")
    commit_by(approved, "one@x.example")
    approved.write({"evidence/case-studies/corner-books/new.png": b"x"})
    commit_by(approved, "two@x.example")
    assert emails(approved, base) == {
        "nine-oclock": {"one@x.example", "test@example.com"},
        "punctuality": {"one@x.example", "test@example.com"},
        "corner-books": {"two@x.example", "test@example.com"},
    }
    assert emails(approved, approved.git("rev-parse", "HEAD")) == {}


def test_only_the_promises_a_commit_changed_are_its_makers(approved: Project) -> None:
    approved.write({REGISTER: (approved.root / REGISTER).read_text(encoding="utf-8") + SECOND}).commit()
    base = approved.git("rev-parse", "HEAD")
    approved.edit(REGISTER, "Second.", "Other.").edit(REGISTER, "Lena Law", "Lena Lawless")
    commit_by(approved, "one@x.example")
    assert set(emails(approved, base)) == {"promise.second"}
    approved.edit(REGISTER, "Other.", "Other")
    approved.write({REGISTER: (approved.root / REGISTER).read_bytes() + b"["})
    commit_by(approved, "two@x.example")
    found = emails(approved, base)
    # Nobody can say what was changed in a register that nobody can read.
    assert found["promise.on-time"] == {"two@x.example", "test@example.com"}


def test_a_merge_makes_nobody_the_author_of_what_it_merges(approved: Project) -> None:
    base = approved.git("rev-parse", "HEAD")
    approved.git("checkout", "--quiet", "-b", "side")
    approved.write({REGISTER: (approved.root / REGISTER).read_text(encoding="utf-8") + SECOND})
    commit_by(approved, "one@x.example")
    approved.git("checkout", "--quiet", "main")
    reword(approved, WORDS, "We come.")
    approved.git("merge", "--quiet", "--no-commit", "side")
    commit_by(approved, "merger@x.example")
    found = emails(approved, base)
    assert found == {
        "promise.second": {"one@x.example", "test@example.com"},
        "promise.on-time": {"test@example.com"},
    }


def test_on_a_branch_without_a_commit_nobody_has_committed(approved: Project) -> None:
    head = approved.git("rev-parse", "HEAD")
    approved.git("checkout", "--quiet", "--orphan", "new")
    assert emails(approved, head) == {}
    assert approved.load(head)[0].trusted.ref == head


@pytest.mark.parametrize("name", ["with space.md", 'quote".md', "tab\t.md", "ü.md", "new\nline.md"])
def test_a_name_of_any_kind_is_told_as_it_is(approved: Project, name: str) -> None:
    approved.write({f"evidence/testimonials/{name}": b"x"}).commit()
    (change,) = History(approved.root, "HEAD").changes(f"evidence/testimonials/{name}")
    assert change.path == f"evidence/testimonials/{name}"


def test_in_a_subfolder_paths_begin_at_the_project(approved: Project) -> None:
    approved.write({"inner/promises.toml": "x = 1\n", "inner/evidence/approvals/a/b.toml": "x = 1\n"}).commit()
    history = History(approved.root / "inner", "HEAD")
    assert {change.path for change in history.changes("promises.toml", "evidence")} == {
        "promises.toml",
        "evidence/approvals/a/b.toml",
    }
    assert git(approved.root, "rev-parse", "HEAD")
