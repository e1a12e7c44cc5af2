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


def test_a_role_that_nobody_holds_is_explained(project: Project) -> None:
    project.edit("promises.toml", 'owner = "olive"\n', "")
    project.edit("evidence/metrics/punctuality.toml", 'data_owner = "connie"\n', "")
    project.write({"evidence/policy.toml": '[require]\ninternal = ["promise-owner", "brand"]\n'})
    hints = {finding.hint for finding in merged(project) if finding.code == "KPT601"}
    assert any("give the promise an `owner`" in hint for hint in hints)
    assert any("give the metric a `data_owner`" in hint for hint in hints)
    assert any('brand = ["..."]' in hint for hint in hints)
