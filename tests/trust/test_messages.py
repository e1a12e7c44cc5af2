"""What a reviewer reads: each cause once, and the command that mends it."""

from __future__ import annotations

from kept.findings import Report
from kept.trust.messages import for_both
from projects import Project


def merged(project: Project) -> Report:
    gated = project.gated()
    return for_both(gated.public_report, gated.internal_report)


def test_what_concerns_both_sites_is_said_once_with_one_command_for_both(project: Project) -> None:
    (finding,) = [finding for finding in merged(project) if finding.item == "nine-oclock"]
    assert finding.audience is None
    assert finding.message == "promise-owner (olive) has not approved it."
    assert finding.hint == "ask olive: kept approve nine-oclock --as olive --audience all"


def test_what_concerns_one_site_names_it(project: Project) -> None:
    project.approve("promise.on-time", "nine-oclock", by="olive", audience="internal")
    (finding,) = [finding for finding in merged(project) if finding.item == "nine-oclock"]
    assert finding.audience == "public"
    assert "for the public site (olive approved it for the internal site)" in finding.message
    assert finding.hint.endswith("--audience public")


def test_a_revocation_for_the_public_alone_says_so_inside(project: Project) -> None:
    project.approve("promise.on-time", by="olive").revoke("nine-oclock", by="olive")
    project.edit("evidence/approvals/nine-oclock/olive.toml", '["public", "internal"]', '["public"]')
    by_site = {finding.audience: finding for finding in merged(project) if finding.item == "nine-oclock"}
    assert by_site["public"].code == "KPT605"
    assert by_site["internal"].code == "KPT601"
    assert "(olive took it back for the public site)" in by_site["internal"].message


def test_an_approval_dated_in_the_future_waits_for_its_day(project: Project) -> None:
    project.approve("promise.on-time", by="olive")
    project.edit(
        "evidence/approvals/promise.on-time/olive.toml", "approved_on = 2026-11-20", "approved_on = 2026-11-21"
    )
    (finding,) = [finding for finding in merged(project) if finding.item == "promise.on-time"]
    assert (finding.code, finding.hint) == ("KPT602", "correct the date, or wait for the day.")


def test_before_the_first_commit_that_is_what_is_missing(project: Project) -> None:
    project.git("init", "--quiet")
    project.approve("promise.on-time", "nine-oclock", by="olive")
    by_item = {finding.item: finding for finding in merged(project) if finding.audience is None}
    first = "make the first commit: the files here give the role to {}, but nothing is committed yet."
    assert by_item["corner-books"].message == "nobody holds the role promise-owner yet, so nobody has approved it."
    assert by_item["corner-books"].hint == by_item["nine-oclock"].hint == first.format("olive")
    assert by_item["punctuality"].hint == first.format("connie and olive")
    assert by_item["nine-oclock"].code == "KPT606"
    assert by_item["nine-oclock"].message == (
        "olive approved it on 2026-11-20, and nobody holds the role promise-owner yet."
    )
    project.commit()
    waiting = {finding.item for finding in merged(project) if finding.code in {"KPT601", "KPT606"}}
    assert waiting == {"corner-books", "punctuality"}


def test_whom_only_the_files_under_review_name_is_told_to_be_committed_first(project: Project) -> None:
    project.edit("promises.toml", 'owner = "olive"\n', "").edit(
        "evidence/metrics/punctuality.toml", 'data_owner = "connie"\n', ""
    )
    project.commit()
    project.edit("promises.toml", 'audience = "public"\n', 'audience = "public"\nowner = "lena"\n')
    hints = {finding.item: finding.hint for finding in merged(project) if finding.audience is None}
    assert hints["nine-oclock"] == (
        "commit that to the protected branch first: only the files here give the role to lena."
    )
    # Nobody owns the data here either.
    (lacking,) = [finding.hint for finding in merged(project) if "data-owner" in finding.message]
    assert lacking.startswith("give the metric a `data_owner`")


def test_a_role_that_nobody_holds_is_explained(project: Project) -> None:
    project.edit("promises.toml", 'owner = "olive"\n', "")
    project.edit("evidence/metrics/punctuality.toml", 'data_owner = "connie"\n', "")
    project.write({"evidence/policy.toml": '[require]\ninternal = ["promise-owner", "brand"]\n'})
    hints = {finding.hint for finding in merged(project) if finding.code == "KPT601"}
    assert any("give the promise an `owner`" in hint for hint in hints)
    assert any("give the metric a `data_owner`" in hint for hint in hints)
    assert any('brand = ["..."]' in hint for hint in hints)
