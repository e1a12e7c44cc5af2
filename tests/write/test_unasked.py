"""A decision of somebody whom nobody asked is written down, and never looks like one that counts."""

from __future__ import annotations

import pytest
from projects import Project

COUNTS = "Commit the records: they count once they are on the protected branch."


def approve(project: Project, *items: str, by: str, audience: str = "all") -> tuple[str, str]:
    ran = project.kept("approve", *items, "--as", by, "--audience", audience)
    assert ran.code == 0
    return ran.out, ran.err


@pytest.mark.parametrize("item", ["nine-oclock", "promise.on-time"])
def test_an_approval_that_the_policy_does_not_ask_for_says_that_it_does_not_count(approved: Project, item: str) -> None:
    out, err = approve(approved, item, by="lena")
    assert out == f"wrote evidence/approvals/{item}/lena.toml\n"
    assert err == (
        f"kept: {item}: this record does not count, because for the public and internal site the policy does not ask "
        "Lena Law (lena). Who can approve it: Olive Owner (olive) as promise-owner.\n"
    )


def test_one_that_counts_among_others_is_still_to_be_committed(approved: Project) -> None:
    out, err = approve(approved, "promise.on-time", "punctuality", by="connie")
    assert COUNTS in out
    assert "promise.on-time: this record does not count" in err
    assert "punctuality" not in err


def test_a_role_that_only_the_public_asks_for_has_no_say_inside(approved: Project) -> None:
    policy = '[require]\npublic = ["promise-owner", "legal"]\n[roles]\nlegal = ["lena"]\n'
    approved.write({"evidence/policy.toml": policy}).commit()
    assert approve(approved, "nine-oclock", by="lena", audience="public")[1] == ""
    assert (
        "for the internal site the policy does not ask Lena Law (lena)"
        in approve(approved, "corner-books", by="lena", audience="internal")[1]
    )


def test_whoever_made_it_is_not_named_as_somebody_who_can(approved: Project) -> None:
    approved.edit("evidence/testimonials/nine-oclock.md", "captured_by: tessa", "captured_by: olive")
    assert approve(approved, "nine-oclock", by="lena")[1].endswith(
        "Who can approve it: nobody yet; `kept check` says what is missing.\n"
    )


def test_a_revocation_of_somebody_without_a_say_takes_nothing_back(approved: Project) -> None:
    ran = approved.kept("revoke", "nine-oclock", "--as", "lena")
    assert (ran.code, COUNTS in ran.out) == (0, False)
    assert ran.err.endswith(
        "does not ask Lena Law (lena). Who can take it back: Olive Owner (olive) as promise-owner.\n"
    )
    assert approved.kept("revoke", "nine-oclock", "--as", "olive").err == ""


def test_whom_the_files_that_are_committed_with_it_will_ask_is_taken_at_their_word(project: Project) -> None:
    project.git("init", "--quiet")
    project.write({"evidence/policy.toml": '[require]\npublic = ["legal"]\n[roles]\nlegal = ["lena"]\n'})
    assert approve(project, "nine-oclock", by="lena") == (
        f"wrote evidence/approvals/nine-oclock/lena.toml\n{COUNTS}\n",
        "",
    )
