"""A changed policy says what it will withhold before it is merged."""

from __future__ import annotations

from held import POLICY
from kept import pipeline
from kept.findings import Severity
from projects import TODAY, Project


def said(project: Project) -> dict[str, str]:
    """By site: what a check says of the policy that lies here."""
    portfolio, found = project.load()
    report = pipeline.check(project.root, portfolio, found, TODAY).report
    about = [finding for finding in report if finding.place.path == POLICY and finding.code == "KPT601"]
    assert all(finding.severity is Severity.INFORMATION for finding in about)
    return {str(finding.audience): finding.message for finding in about}


def test_one_more_role_says_whom_it_asks_and_what_leaves_until_then(approved: Project) -> None:
    approved.write({POLICY: '[require]\npublic = ["promise-owner", "legal"]\n[roles]\nlegal = ["lena"]\n'})
    assert said(approved) == {
        "public": "with this policy, 4 items will need an approval that they do not have, from legal (Lena Law). "
        "4 items leave the public site until then: corner-books, nine-oclock, promise.on-time, punctuality."
    }


def test_a_policy_that_asks_for_less_says_what_comes(approved: Project) -> None:
    approved.write({POLICY: '[require]\npublic = ["promise-owner", "legal"]\n[roles]\nlegal = ["lena"]\n'}).commit()
    (approved.root / POLICY).unlink()
    approved.write({POLICY: "min_group = 5\n"})
    assert said(approved) == {
        "public": "4 items will be shown on the public site not shown there now: corner-books, nine-oclock, "
        "promise.on-time, punctuality."
    }


def test_a_policy_that_asks_for_the_sites_own_words_says_that_the_site_waits_for_them(approved: Project) -> None:
    policy = '[require]\nsite = ["legal"]\n[roles]\nlegal = ["lena"]\n'
    approved.write({POLICY: policy})
    assert said(approved) == {
        "public": "with this policy, 1 item will need an approval that it does not have, from legal (Lena Law). "
        "The site's own words are among them (item site): the public site is not built until then."
    }
    approved.commit()
    approved.approve("site", by="lena").commit()
    approved.write({POLICY: f"{policy}# the same\n"})
    assert said(approved) == {}


def test_the_difference_says_it_too(approved: Project) -> None:
    approved.git("checkout", "--quiet", "-b", "work")
    approved.write({POLICY: '[require]\npublic = ["promise-owner", "legal"]\n[roles]\nlegal = ["lena"]\n'}).commit()
    ran = approved.kept("diff", "main")
    assert "With this policy, 4 items will need an approval that they do not have, from legal (Lena Law)." in ran.out
    assert "4 items leave the public site until then: corner-books, nine-oclock, promise.on-time, punct" in ran.out


def test_a_policy_that_changes_nothing_on_the_sites_says_nothing(approved: Project) -> None:
    approved.write({POLICY: "voice_max_promises = 2\n"})
    assert said(approved) == {}


def test_the_committed_policy_says_nothing(approved: Project) -> None:
    approved.write({POLICY: '[require]\npublic = ["promise-owner", "legal"]\n[roles]\nlegal = ["lena"]\n'}).commit()
    assert said(approved) == {}
