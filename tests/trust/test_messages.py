"""What a reviewer reads: each cause once, and the command that mends it."""

from __future__ import annotations

from datetime import date

from kept.approvals.messages import for_both
from kept.findings import Report
from projects import Project


def merged(project: Project) -> Report:
    gated = project.gated()
    return for_both(gated.public_report, gated.internal_report)


def test_what_concerns_both_sites_is_said_once_with_one_command_for_both(project: Project) -> None:
    (finding,) = [finding for finding in merged(project) if finding.item == "nine-oclock"]
    assert finding.audience is None
    assert finding.message == "Olive Owner (olive), who owns the promise, has not approved it."
    assert finding.hint == "ask Olive Owner (olive): kept approve nine-oclock --as olive --audience all"


def test_what_concerns_one_site_names_it(project: Project) -> None:
    project.approve("promise.on-time", "nine-oclock", by="olive", audience="internal")
    (finding,) = [finding for finding in merged(project) if finding.item == "nine-oclock"]
    assert finding.audience == "public"
    assert "for the public site. Olive Owner (olive) approved it for the internal site only." in finding.message
    assert finding.hint.endswith("--audience public")


def test_a_revocation_for_the_public_alone_says_so_inside(project: Project) -> None:
    project.approve("promise.on-time", by="olive").revoke("nine-oclock", by="olive")
    project.edit("evidence/approvals/nine-oclock/olive.toml", '["public", "internal"]', '["public"]')
    by_site = {finding.audience: finding for finding in merged(project) if finding.item == "nine-oclock"}
    assert by_site["public"].code == "KPT605"
    assert by_site["internal"].code == "KPT601"
    assert ". Olive Owner (olive) took it back for the public site only." in by_site["internal"].message


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
    assert by_item["corner-books"].hint == by_item["nine-oclock"].hint == first.format("Olive Owner (olive)")
    assert by_item["punctuality"].hint == first.format("Connie Counts (connie) and Olive Owner (olive)")
    assert by_item["nine-oclock"].code == "KPT606"
    assert by_item["nine-oclock"].message == (
        "nobody holds the role promise-owner yet, so Olive Owner's approval (olive) of 2026-11-20 does not count yet."
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
        "commit that to the protected branch first: only the files here give the role to Lena Law (lena)."
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


def test_nobody_is_sent_to_approve_their_own_work(project: Project) -> None:
    project.write({"evidence/policy.toml": '[roles]\npromise-owner = ["lena"]\n'})
    project.edit("evidence/testimonials/nine-oclock.md", "captured_by: tessa", "captured_by: Olive Owner")
    (finding,) = [finding for finding in merged(project) if finding.item == "nine-oclock"]
    assert finding.message == "Lena Law (lena) or Olive Owner (olive) has to approve it, and neither has."
    assert finding.hint == "ask Lena Law (lena): kept approve nine-oclock --as lena --audience all"
    project.approve("nine-oclock", by="lena")
    assert project.gated().codes("nine-oclock") <= {"KPT601"}  # only its promise is not approved yet


NOBODY_ELSE = (
    "nobody approves their own work, and whoever holds the role made it: Olive Owner (olive), named in "
    "source.captured_by and submitted_by. Have somebody else do that part, or name one more person under [roles] in "
    'evidence/policy.toml, on the protected branch: promise-owner = ["..."].'
)


def test_where_nobody_else_is_entitled_the_fields_that_are_in_the_way_are_named(project: Project) -> None:
    path = "evidence/testimonials/nine-oclock.md"
    project.edit(path, "captured_by: tessa", "captured_by: olive").edit(
        path, "\nverified", "\nsubmitted_by: olive-o\nverified"
    )
    (finding,) = [finding for finding in merged(project) if finding.item == "nine-oclock"]
    assert (finding.code, finding.hint) == ("KPT601", NOBODY_ELSE)


def test_whoever_approved_their_own_work_is_told_who_else_can(project: Project) -> None:
    project.approve("nine-oclock", by="olive")
    project.edit("evidence/approvals/nine-oclock/olive.toml", "approver", 'submitted_by = "olive"\napprover')
    (alone,) = [finding for finding in merged(project) if finding.item == "nine-oclock"]
    assert alone.code == "KPT607"
    assert alone.message.endswith("submitted or committed it (submitted_by in the approval).")
    assert "whoever holds the role made it: Olive Owner (olive), named in submitted_by in the approval" in alone.hint
    project.write({"evidence/policy.toml": '[roles]\npromise-owner = ["lena"]\n'})
    (another,) = [finding for finding in merged(project) if finding.item == "nine-oclock"]
    assert another.hint == "ask Lena Law (lena): kept approve nine-oclock --as lena --audience all"


def test_rows_that_the_data_owner_submitted_wait_for_somebody_else(approved: Project) -> None:
    metric, table = "evidence/metrics/punctuality.toml", "evidence/metrics/punctuality.csv"
    approved.write({"evidence/policy.toml": '[roles]\ndata-owner = ["lena"]\n'})
    approved.edit(metric, 'data_owner = "connie"\n', 'data_owner = "connie"\nsubmitted_by = "connie"\n').commit()
    for person in ("lena", "olive"):
        approved.approve("punctuality", by=person)
    approved.edit(table, "91.0,100,91,interim,,", "91.0,100,91,final,2027-01-14,").commit()
    hints = {f.audience: f.hint for f in approved.findings(date(2027, 2, 1)) if f.code == "KPT407"}
    assert hints == {
        "public": "ask Lena Law (lena): kept approve punctuality --as lena --audience public",
        "internal": "ask Olive Owner (olive): kept approve punctuality --as olive --audience internal",
    }
    approved.write({"evidence/policy.toml": ""}).commit()
    hints = {f.audience: f.hint for f in approved.findings(date(2027, 2, 1)) if f.code == "KPT607"}
    assert "the role made it: Connie Counts (connie), named in submitted_by" in hints["public"]


def test_what_costs_an_item_only_a_part_does_not_say_that_the_item_is_gone(approved: Project) -> None:
    second = '\n[[promises]]\nid = "with-care"\nstatement = "Nothing breaks."\naudience = "public"\nowner = "lena"\n'
    second += 'targets = [{ metric = "punctuality", at_least = 95, from = 2026-01-01 }]\n'
    approved.write({"promises.toml": (approved.root / "promises.toml").read_bytes() + second.encode()})
    approved.edit("evidence/testimonials/nine-oclock.md", "[on-time]", "[on-time, with-care]").commit()
    approved.approve("nine-oclock", by="olive").commit()
    printed = approved.check()
    assert (
        "Lena Law (lena), who owns the promise, has not approved it. Olive Owner's approval (olive) of 2026-11-20 does "
        "not count for the promise with-care: the policy does not ask them. [KPT606, part withheld from both sites]"
    ) in printed
    lacking = "promise.with-care: Lena Law (lena), who owns the promise, has not approved it."
    assert f"{lacking} [KPT601, withheld from both sites]" in printed
    approved.revoke("nine-oclock", by="olive").commit()
    assert "took the approval back on 2026-11-20. [KPT605, withheld from both sites]" in approved.check()


def ask_legal_for_the_public_site(project: Project) -> Project:
    """The small project, in which the public site needs Lena Law as well."""
    return project.write({"evidence/policy.toml": POLICY_LEGAL})


POLICY_LEGAL = """\
[require]
public = ["promise-owner", "legal"]

[roles]
legal = ["lena"]
"""


def test_who_is_missing_is_said_and_whose_approval_counts_already(project: Project) -> None:
    ask_legal_for_the_public_site(project)
    project.approve("promise.on-time", by="olive").approve("promise.on-time", "nine-oclock", by="lena")
    (finding,) = [finding for finding in merged(project) if finding.item == "nine-oclock"]
    assert (finding.code, finding.audience) == ("KPT601", None)
    assert finding.message == (
        "Olive Owner (olive), who owns the promise, has not approved it. Lena Law's approval (lena) counts for the "
        "public site."
    )
    assert finding.hint == "ask Olive Owner (olive): kept approve nine-oclock --as olive --audience all"


def test_an_approval_that_does_not_hold_any_more_is_not_said_to_count(project: Project) -> None:
    ask_legal_for_the_public_site(project)
    project.approve("promise.on-time", by="olive").approve("promise.on-time", "nine-oclock", by="lena")
    project.edit("evidence/testimonials/nine-oclock.md", "at nine", "at ten")
    assert not [finding for finding in merged(project) if "counts for" in finding.message]


def test_a_role_that_is_no_owners_is_named(project: Project) -> None:
    ask_legal_for_the_public_site(project)
    project.approve("promise.on-time", "nine-oclock", by="olive")
    (finding,) = [finding for finding in merged(project) if finding.item == "nine-oclock"]
    assert finding.message == (
        "Lena Law (lena), asked as legal, has not approved it for the public site. Olive Owner's approval (olive) "
        "counts for the public site."
    )


def test_whom_nobody_asked_is_told_beside_whom_is_missing(project: Project) -> None:
    project.approve("nine-oclock", by="connie")
    (finding,) = [finding for finding in merged(project) if finding.item == "nine-oclock"]
    assert finding.code == "KPT606"
    assert finding.message.startswith("Olive Owner (olive), who owns the promise, has not approved it.")
    assert "Connie Counts's approval (connie) of 2026-11-20 does not count" in finding.message


def test_figures_that_wait_for_one_person_are_one_finding(project: Project) -> None:
    (finding,) = [finding for finding in merged(project) if finding.item == "punctuality"]
    assert finding.message == "Connie Counts (connie), who answers for the figures, has not approved it."
    assert finding.hint == "ask Connie Counts (connie): kept approve punctuality --as connie --audience all"
    project.approve("punctuality", by="connie")
    assert not [finding for finding in merged(project) if finding.item == "punctuality"]


def test_words_for_several_promises_of_one_owner_wait_once(project: Project) -> None:
    second = '\n[[promises]]\nid = "with-care"\nstatement = "Nothing breaks."\naudience = "public"\nowner = "olive"\n'
    second += 'targets = [{ metric = "punctuality", at_least = 95, from = 2026-01-01 }]\n'
    project.write({"promises.toml": (project.root / "promises.toml").read_bytes() + second.encode()})
    project.edit("evidence/testimonials/nine-oclock.md", "[on-time]", "[on-time, with-care]")
    assert len([finding for finding in merged(project) if finding.item == "nine-oclock"]) == 1


def test_figures_of_the_people_inside_are_asked_for_there_alone(project: Project) -> None:
    project.edit("evidence/metrics/punctuality.toml", "unit =", 'audience = "internal"\nunit =')
    messages = {finding.message for finding in merged(project) if finding.item == "punctuality"}
    assert messages == {
        "Connie Counts (connie) or Olive Owner (olive) has to approve it for the internal site, and neither has."
    }
