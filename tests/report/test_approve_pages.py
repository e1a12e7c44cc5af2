"""The links "Approve as ...": a forge's page for a new file, filled in with a record that counts as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from changed import NEW, NEW_WORDS, card, told
from kept.files.remote import web_address

if TYPE_CHECKING:
    from projects import Project


@pytest.fixture
def branch(approved: Project) -> Project:
    """A change that adds a quote, in a clone of a repository on a forge."""
    approved.git("remote", "add", "origin", "git@forge.example:our/promises.git")
    approved.git("checkout", "--quiet", "-b", "work/one")
    approved.write({NEW: NEW_WORDS}).commit()
    return approved


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("git@github.com:our/promises.git", "https://github.com/our/promises"),
        ("ssh://git@gitlab.our.example:2222/group/sub/promises.git", "https://gitlab.our.example/group/sub/promises"),
        ("https://me:secret-token@forge.example/our/promises.git", "https://forge.example/our/promises"),
        ("/srv/git/promises.git", None),
        ("file:///srv/git/promises.git", None),
        ("https://[::1", None),
        ("git@forge.example:our/pro mises.git", None),
    ],
)
def test_the_repositorys_address_is_what_git_fetches_it_from_without_anybodys_secret(
    remote: str, address: str | None
) -> None:
    assert web_address(remote) == address


@pytest.mark.parametrize(
    ("repository", "start", "names"),
    [
        ("https://github.com/our/promises", "https://github.com/our/promises/new/work/one?", ("filename", "value")),
        (
            "https://gitlab.our.example/g/promises",
            "https://gitlab.our.example/g/promises/-/new/work/one?",
            ("file_name", "content"),
        ),
    ],
)
def test_a_record_from_the_page_approves_the_item_once_it_is_merged(
    branch: Project, repository: str, start: str, names: tuple[str, str]
) -> None:
    ((name, address),) = card(told(branch, "--repository", repository), "ten-oclock")["approve_pages"]
    assert name == "Olive Owner"
    assert address.startswith(start)
    values = parse_qs(urlsplit(address).query)
    path, text = (values[one][0] for one in names)
    assert path == "evidence/approvals/ten-oclock/olive.toml"
    branch.write({path: text.encode()}).commit()
    assert card(told(branch), "ten-oclock")["needs"] == []
    branch.git("checkout", "--quiet", "-B", "main")
    assert "ten-oclock" in {voice.id for voice in branch.gated().public.voices}


def test_the_links_stand_in_the_comment_and_on_the_page_and_in_no_public_repository(branch: Project) -> None:
    address = "https://forge.example/our/promises/new/work/one?filename=evidence/approvals/ten-oclock/olive.toml"
    assert f"* [Approve as Olive Owner]({address}" in branch.kept("diff", "main", "--format", "md").out
    assert "Approve as Olive Owner</a>" in branch.kept("diff", "main", "--format", "html").out
    assert "olive.toml" not in branch.kept("diff", "main", "--format", "md", "--public-repository").out


def test_no_link_is_there_for_whoever_made_it_or_where_a_record_must_be_signed(branch: Project) -> None:
    branch.write({NEW: NEW_WORDS.replace("captured_by: tessa", "captured_by: olive")}).commit()
    assert card(told(branch), "ten-oclock")["approve_pages"] == []
    branch.write({NEW: NEW_WORDS, "evidence/policy.toml": 'signatures = "required"\n'}).commit()
    branch.git("branch", "--force", "main", "HEAD")
    branch.git("checkout", "--quiet", "-B", "work/two")
    branch.edit(NEW, "at ten", "at noon").commit()
    assert card(told(branch), "ten-oclock")["approve_pages"] == []


def test_nothing_in_an_address_can_leave_its_link(branch: Project) -> None:
    branch.git("checkout", "--quiet", "-b", "we)ird-<b>")
    comment = branch.kept("diff", "main", "--format", "md").out
    assert "/new/we%29ird-%3Cb%3E?" in comment
    assert branch.kept("diff", "main", "--repository", "javascript:x").code == 2
