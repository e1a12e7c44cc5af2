"""`kept init`: from a few answers to a repository that builds."""

from __future__ import annotations

import os
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from kept.findings import UsageError
from kept.write.forges import Forge, forge_files
from kept.write.start import Person, Written, project_files, promises_of
from projects import Project

if TYPE_CHECKING:
    from pathlib import Path

    from projects import Ran

OWN_FILES = {"promises.toml", "README.md", ".gitignore", ".gitattributes", "evidence/policy.toml"}
EVERY_FILE = {*OWN_FILES, *forge_files(Forge.GITHUB, "ada@x.example", "main")}
ANSWERS = ("--name", "Ægir & Søn", "--promise", 'No "small print", ever.', "--person", "Ada Example <ada@x.example>")


def init(folder: Path, *options: str, **environment: str) -> Ran:
    """The command, run beside the folder that it makes."""
    folder.parent.mkdir(exist_ok=True, parents=True)
    return Project(folder.parent, environment).kept("init", folder.name, *options)


def as_ada(folder: Path) -> dict[str, str]:
    """An environment in which git knows Ada."""
    config = folder / "gitconfig"
    config.write_text("[user]\nname = Ada Example\nemail = ada@x.example\n")
    return {"GIT_CONFIG_GLOBAL": str(config)}


def register(folder: Path) -> dict[str, Any]:
    """What the new promises.toml says."""
    return tomllib.loads((folder / "promises.toml").read_text(encoding="utf-8"))


def test_a_new_repository_builds_at_once_with_empty_pages(tmp_path: Path) -> None:
    folder = tmp_path / "ours"
    ran = init(folder, *ANSWERS, **as_ada(tmp_path))
    assert (ran.code, ran.err) == (0, "")
    assert {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and ".git/" not in str(path)
    } == {*EVERY_FILE, "evidence/approvals/site/ada-example.toml"}
    project = Project(folder)
    project.commit()
    checked = project.kept("check")
    assert checked.code == 0, checked.out
    assert "0 errors." in checked.out
    built = project.kept("build")
    assert built.code == 0, built.out + built.err
    assert (folder / "dist/public/index.html").exists()
    assert project.git("status", "--short") == ""


def test_what_was_answered_stands_in_the_register(tmp_path: Path) -> None:
    init(tmp_path / "ours", *ANSWERS)
    written = register(tmp_path / "ours")
    assert written["organisation"] == {"name": "Ægir & Søn", "locale": "en-GB"}
    assert written["people"] == [{"id": "ada-example", "name": "Ada Example", "emails": ["ada@x.example"]}]
    assert written["promises"] == [
        {
            "id": "no-small-print-ever",
            "statement": 'No "small print", ever.',
            "audience": "public",
            "owner": "ada-example",
        }
    ]


def test_the_first_people_come_from_git_where_nobody_is_named(tmp_path: Path) -> None:
    config = tmp_path / "gitconfig"
    config.write_text("[user]\nname = Bo Git\nemail = bo@x.example\n")
    ran = init(tmp_path / "ours", *ANSWERS[:4], GIT_CONFIG_GLOBAL=str(config))
    assert ran.code == 0, ran.err
    assert register(tmp_path / "ours")["people"] == [{"id": "bo-git", "name": "Bo Git", "emails": ["bo@x.example"]}]
    assert "git config user" not in ran.out


def test_a_missing_git_identity_is_said_before_the_first_commit_needs_it(tmp_path: Path) -> None:
    ran = init(tmp_path / "ours", *ANSWERS)
    assert 'git config user.name "..."' in ran.out
    assert 'git config user.email "..."' in ran.out


@pytest.mark.parametrize("there", sorted(EVERY_FILE))
def test_nothing_that_exists_is_overwritten(tmp_path: Path, there: str) -> None:
    folder = tmp_path / "ours"
    Project(folder).write({there: "mine\n"})
    ran = init(folder, *ANSWERS)
    assert ran.code == 2
    assert there in ran.err
    assert [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()] == [there]
    assert (folder / there).read_text() == "mine\n"


def test_nobody_approves_in_the_name_of_somebody_else(tmp_path: Path) -> None:
    environment = as_ada(tmp_path)
    ran = init(tmp_path / "ours", *ANSWERS[:4], "--person", "Bo Boss <bo@x.example>", **environment)
    assert not (tmp_path / "ours/evidence/approvals").exists()
    assert "kept approve site --as PERSON" in ran.out


@pytest.mark.parametrize("missing", ["--name", "--promise", "--person"])
def test_without_a_person_to_ask_every_answer_must_be_given(tmp_path: Path, missing: str) -> None:
    at = ANSWERS.index(missing)
    ran = init(tmp_path / "ours", *ANSWERS[:at], *ANSWERS[at + 2 :], GIT_CONFIG_GLOBAL=os.devnull)
    assert (ran.code, (tmp_path / "ours").exists()) == (2, False)
    assert f"{missing} is missing, and nobody is here to be asked" in ran.err


@pytest.mark.parametrize("locale", ["english", "xx-YY-ZZ-Q", "en_GB_"])
def test_an_unknown_locale_is_refused_before_anything_is_written(tmp_path: Path, locale: str) -> None:
    ran = init(tmp_path / "ours", *ANSWERS, "--locale", locale)
    assert (ran.code, (tmp_path / "ours").exists()) == (2, False)
    assert "--locale en-GB" in ran.err


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_of_promises_is_taken_as_spreadsheets_write_it(tmp_path: Path, delimiter: str) -> None:
    rows = [
        ("Statement", "Owner", "Notes", "id"),
        ("We come when we said.", "Cy Owner", "x", "on-time"),
        ("", "", "", ""),
        ("We  pay\u00a0back.", "", "", ""),
    ]
    table = tmp_path / "promises.csv"
    table.write_text("\ufeff" + "\r\n".join(delimiter.join(row) for row in rows), encoding="utf-8")
    ran = init(tmp_path / "ours", *ANSWERS[:2], *ANSWERS[4:], "--from", str(table))
    assert ran.code == 0, ran.err
    written = register(tmp_path / "ours")
    assert [(one["id"], one["statement"], one["owner"]) for one in written["promises"]] == [
        ("on-time", "We come when we said.", "cy-owner"),
        ("pay-back", "We pay back.", "ada-example"),
    ]


def test_every_faulty_line_of_a_table_is_named_at_once() -> None:
    with pytest.raises(UsageError) as refused:
        promises_of("statement,id\n,a\nWe come.,On Time\n,b\n", "promises.csv")
    first, second, third = str(refused.value).splitlines()
    assert first == "promises.csv, line 2: there is no statement."
    assert second.startswith('promises.csv, line 3: "On Time" cannot be an id.')
    assert third == "promises.csv, line 4: there is no statement."


@pytest.mark.parametrize(
    ("table", "said"),
    [("", "has no column `statement`"), ("promise\nx\n", "it has promise"), ("statement\n", "no promise below")],
)
def test_a_table_without_promises_says_what_it_should_have(table: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        promises_of(table, "promises.csv")


def test_promises_that_begin_alike_get_ids_of_their_own() -> None:
    text = project_files(
        "X", "en-GB", [Person("Ada")], [Written("We pay."), Written("We pay!"), Written("我们准时到达")]
    )
    ids = [promise["id"] for promise in tomllib.loads(text["promises.toml"])["promises"]]
    assert ids == ["pay", "pay-2", "promise-3"]


def test_without_a_forge_there_are_no_workflows(tmp_path: Path) -> None:
    assert init(tmp_path / "ours", *ANSWERS, "--forge", "none").code == 0
    there = {path.name for path in (tmp_path / "ours").iterdir()}
    assert not {".github", ".gitlab", ".gitlab-ci.yml"} & there
