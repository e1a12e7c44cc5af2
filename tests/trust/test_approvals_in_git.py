"""What is approved is what the protected branch says: real repositories, real records, the real command."""

from __future__ import annotations

import shutil
from datetime import date

import pytest
from kept.approvals.digests import evidence_digest
from kept.findings import UsageError
from projects import VOICE, Project
from quoted import BOTH, QUOTE, RECORD, codes, shown


def test_what_is_approved_and_committed_is_shown_on_both_sites(approved: Project) -> None:
    public, report, internal, internal_report = approved.gated()
    assert shown(approved) == BOTH
    assert [promise.verdict.status for promise in public.promises] == ["kept"]
    assert [story.id for story in internal.stories] == ["corner-books"]
    assert not report
    assert not internal_report


def test_without_an_approval_nothing_is_shown(project: Project) -> None:
    project.commit()
    gated = project.gated()
    assert not gated.public.promises
    assert not gated.internal.evidence
    assert codes(project) == {"KPT601"}
    assert gated.codes("promise.on-time") == gated.codes("punctuality") == {"KPT601"}


def test_one_changed_word_takes_the_words_off_both_sites(approved: Project) -> None:
    approved.edit(QUOTE, "at nine", "at ten")
    assert not shown(approved)
    assert codes(approved) == {"KPT603"}
    assert not approved.gated().public.stories[0].voices


def test_changing_it_back_needs_no_new_approval(approved: Project) -> None:
    approved.edit(QUOTE, "at nine", "at ten")
    approved.commit()
    approved.edit(QUOTE, "at ten", "at nine")
    assert shown(approved) == BOTH


def test_another_pixel_is_another_picture(approved: Project) -> None:
    picture = approved.root / "evidence/case-studies/corner-books/shelves.png"
    picture.write_bytes(picture.read_bytes() + b"\0")
    assert codes(approved, "corner-books") == {"KPT603"}


def test_a_comment_in_the_file_of_an_item_is_a_change_of_the_item(approved: Project) -> None:
    approved.edit(QUOTE, "said_on: 2026-03-02", "said_on: 2026-03-02  # Said at the door.")
    assert codes(approved) == {"KPT603"}


def test_a_comment_or_the_order_of_keys_in_the_register_changes_no_promise(approved: Project) -> None:
    before = 'audience = "public"\nowner = "olive"'
    approved.edit("promises.toml", before, '# Ours.\nowner = "olive"\naudience = "public"')
    assert codes(approved, "promise.on-time") == set()
    assert shown(approved) == BOTH


def test_a_record_from_before_files_were_named_holds_for_the_content(approved: Project) -> None:
    record = (approved.root / RECORD).read_text(encoding="utf-8")
    approved.write({RECORD: "".join(line for line in record.splitlines(keepends=True) if not line.startswith("file"))})
    approved.edit(QUOTE, "said_on: 2026-03-02", "said_on: 2026-03-02  # Said at the door.").commit()
    assert shown(approved) == BOTH


def test_an_approval_for_the_inside_never_implies_the_public(project: Project) -> None:
    project.approve("promise.on-time", by="olive").approve("nine-oclock", by="olive", audience="internal")
    project.commit()
    assert shown(project) == {"internal"}
    (finding,) = [finding for finding in project.gated().public_report if finding.item == "nine-oclock"]
    assert finding.code == "KPT601"
    assert "Olive Owner (olive) approved it for the internal site only" in finding.message


def test_what_is_approved_for_the_public_may_be_seen_inside(project: Project) -> None:
    project.approve("promise.on-time", "nine-oclock", by="olive", audience="public").commit()
    assert shown(project) == BOTH


def test_an_approval_runs_out_on_its_day(approved: Project) -> None:
    assert shown(approved, date(2027, 11, 19)) == BOTH
    assert not shown(approved, date(2027, 11, 20))
    assert codes(approved, as_of=date(2027, 11, 20)) == {"KPT604"}


def test_the_policy_can_shorten_approvals_already_given(approved: Project) -> None:
    approved.write({"evidence/policy.toml": "approval_valid_months = 1\n"}).commit()
    assert shown(approved, date(2026, 12, 19)) == BOTH
    assert codes(approved, as_of=date(2026, 12, 20)) == {"KPT604"}


def test_an_approval_dated_tomorrow_does_not_hold_today(approved: Project) -> None:
    assert not shown(approved, date(2026, 11, 19))
    assert codes(approved, as_of=date(2026, 11, 19)) == {"KPT602"}


def test_a_revocation_outweighs_every_approval(approved: Project) -> None:
    approved.revoke("nine-oclock", by="olive").commit()
    assert not shown(approved)
    assert codes(approved) == {"KPT605"}


def test_one_of_two_entitled_people_can_revoke_what_the_other_approved(approved: Project) -> None:
    approved.revoke("punctuality", by="olive").commit()
    gated = approved.gated()
    assert gated.codes("punctuality") == {"KPT605"}
    assert [promise.verdict.status for promise in gated.public.promises] == ["no-result"]


def test_a_revocation_for_the_inside_alone_counts_for_the_public_too(approved: Project) -> None:
    approved.revoke("nine-oclock", by="olive")
    approved.edit(RECORD, '["public", "internal"]', '["internal"]')
    approved.commit()
    assert not shown(approved)


def test_a_revocation_by_somebody_without_a_say_changes_nothing(approved: Project) -> None:
    approved.revoke("nine-oclock", by="connie").commit()
    assert shown(approved) == BOTH


def test_an_approval_by_somebody_the_policy_does_not_name_is_none(project: Project) -> None:
    project.approve("promise.on-time", by="olive").approve("nine-oclock", by="connie")
    project.commit()
    assert codes(project) == {"KPT606"}


def test_somebody_who_has_left_the_people_is_entitled_to_nothing(approved: Project) -> None:
    approved.edit("promises.toml", '[[people]]\nid = "connie"', '[[people]]\nid = "conrad"')
    approved.edit("evidence/metrics/punctuality.toml", "connie", "conrad").commit()
    assert approved.gated().codes("punctuality") == {"KPT606"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("captured_by: tessa", "captured_by: olive"),
        ("captured_by: tessa", "captured_by: Olive  Owner"),
        ("consent:\n", "submitted_by: OLIVE@small.example\nconsent:\n"),
        ("by: paul", "by: olive-o"),
    ],
    ids=["captured, by id", "captured, by name", "submitted, by address", "verified, by login"],
)
def test_whoever_made_it_cannot_be_its_check(approved: Project, old: str, new: str) -> None:
    approved.edit(QUOTE, old, new)
    with pytest.raises(UsageError, match="somebody else must approve it"):
        approved.approve("nine-oclock", by="olive")
    # A record written by hand is refused in the same way.
    portfolio, _ = approved.load()
    now = evidence_digest(portfolio, portfolio.testimonials["nine-oclock"])
    before = (approved.root / RECORD).read_text(encoding="utf-8")
    then = before.split('digest = "')[1].split('"')[0]
    file = before.split('file = "')[1].split('"')[0]
    approved.edit(RECORD, then, now).edit(RECORD, file, portfolio.texts["nine-oclock"]).commit()
    assert "KPT607" in codes(approved)


def test_whoever_submits_the_figures_cannot_approve_them(approved: Project) -> None:
    approved.edit("evidence/metrics/punctuality.toml", "data_owner", 'submitted_by = "connie"\ndata_owner')
    with pytest.raises(UsageError, match="somebody else"):
        approved.approve("punctuality", by="connie")


def test_an_approval_that_stands_only_in_the_change_is_only_proposed(project: Project) -> None:
    project.commit()
    project.approve("promise.on-time", "nine-oclock", by="olive")
    assert not shown(project)
    assert codes(project, "promise.on-time") == {"KPT602"}
    project.commit()
    assert shown(project) == BOTH


def test_a_new_approval_of_a_changed_text_is_proposed_and_not_called_changed(approved: Project) -> None:
    approved.edit(QUOTE, "at nine", "at ten").approve("nine-oclock", by="olive")
    assert codes(approved) == {"KPT602"}
    approved.edit(QUOTE, "at ten", "at eleven")
    assert codes(approved) == {"KPT603"}


def test_deleting_a_record_counts_once_it_is_committed(approved: Project) -> None:
    (approved.root / RECORD).unlink()
    assert shown(approved) == BOTH
    approved.commit()
    assert codes(approved) == {"KPT601"}


def test_rewording_a_promise_makes_its_evidence_suspect(approved: Project) -> None:
    approved.edit("promises.toml", "We come when we said we would.", "We come on the minute.")
    assert codes(approved, "promise.on-time") == {"KPT603", "KPT408"}
    approved.approve("promise.on-time", by="olive").commit()
    assert codes(approved) == codes(approved, "corner-books") == {"KPT608"}
    approved.approve("nine-oclock", "corner-books", by="olive").commit()
    assert shown(approved) == BOTH


def test_entitling_oneself_in_a_change_to_the_policy_counts_for_nothing(project: Project) -> None:
    project.approve("promise.on-time", by="olive").approve("nine-oclock", by="connie").commit()
    project.write({"evidence/policy.toml": '[roles]\npromise-owner = ["connie"]\n'})
    assert codes(project) == {"KPT606"}
    project.commit()
    assert shown(project) == BOTH


def test_dropping_a_requirement_in_a_change_to_the_policy_counts_for_nothing(approved: Project) -> None:
    policy = '[require]\npublic = ["promise-owner", "legal"]\n\n[roles]\nlegal = ["connie"]\n'
    approved.write({"evidence/policy.toml": policy}).commit()
    assert shown(approved) == {"internal"}
    (approved.root / "evidence/policy.toml").unlink()
    assert shown(approved) == {"internal"}
    approved.git("checkout", "--", "evidence/policy.toml")
    approved.approve("promise.on-time", "nine-oclock", by="connie").commit()
    assert shown(approved) == BOTH


def test_everybody_the_policy_asks_for_is_named_at_once(project: Project) -> None:
    policy = '[require]\npublic = ["promise-owner", "legal"]\n\n[roles]\nlegal = ["connie"]\n'
    project.write({"evidence/policy.toml": policy}).commit()
    messages = {f.message for f in project.gated().public_report if f.item == "promise.on-time"}
    assert messages == {
        "Olive Owner (olive), who owns the promise, has not approved it for the public site.",
        "Connie Counts (connie), asked as legal, has not approved it for the public site.",
    }
    project.approve("promise.on-time", by="connie").commit()
    messages = {f.message for f in project.gated().public_report if f.item == "promise.on-time"}
    assert messages == {
        (
            "Olive Owner (olive), who owns the promise, has not approved it for the public site. Connie Counts's "
            "approval (connie) counts for the public site."
        )
    }


def test_making_oneself_the_owner_in_a_change_counts_for_nothing(project: Project) -> None:
    project.approve("promise.on-time", "nine-oclock", by="connie").commit()
    project.edit("promises.toml", 'owner = "olive"', 'owner = "connie"').approve("promise.on-time", by="connie")
    assert codes(project) == codes(project, "promise.on-time") == {"KPT606"}


def test_using_a_metric_in_ones_own_promise_entitles_to_it_only_once_committed(project: Project) -> None:
    own = '[[promises]]\nid = "quick"\nstatement = "Quick."\naudience = "internal"\nowner = "lena"\n'
    project.edit("promises.toml", "[[promises]]", f"{own}\n[[promises]]")
    project.approve("punctuality", by="lena").approve("punctuality", by="connie").commit()
    (project.root / "evidence/approvals/punctuality/connie.toml").unlink()
    project.commit()
    targets = 'owner = "lena"\ntargets = [{ metric = "punctuality", at_least = 1, from = 2026-01-01 }]'
    project.edit("promises.toml", 'owner = "lena"', targets)
    assert project.gated().codes("punctuality") == {"KPT606"}


def test_a_policy_that_cannot_be_read_entitles_nobody(approved: Project) -> None:
    approved.write({"evidence/policy.toml": "approval_valid_months = 'long'\n"})
    assert shown(approved) == BOTH
    assert "KPT101" in {finding.code for finding in approved.findings()}
    approved.commit()
    gated = approved.gated()
    assert not gated.public.promises
    assert not gated.internal.promises
    assert {finding.code for finding in gated.public_report} == {"KPT606"}
    assert not approved.kept("check", "--format", "json").err


def test_a_broken_record_is_told_apart_from_its_repaired_copy(approved: Project) -> None:
    good = (approved.root / RECORD).read_text(encoding="utf-8")
    approved.write({RECORD: good.replace("decision", "decison")}).commit()
    approved.write({RECORD: good})
    (fault,) = [finding for finding in approved.findings() if finding.place.path == RECORD]
    assert "in the commit " in fault.message
    assert codes(approved) == {"KPT602"}


def test_a_link_in_a_commit_is_no_record(approved: Project) -> None:
    shutil.copy(approved.root / RECORD, approved.root / "kept-elsewhere.toml")
    (approved.root / RECORD).unlink()
    (approved.root / RECORD).symlink_to("../../../kept-elsewhere.toml")
    approved.commit()
    assert codes(approved) == {"KPT601"}


def test_the_documents_beside_the_records_are_no_records(approved: Project) -> None:
    approved.write({"evidence/approvals/README.md": "How we approve.", "evidence/approvals/.gitkeep": ""}).commit()
    assert shown(approved) == BOTH
    assert not approved.findings()


def test_an_approval_of_one_item_is_none_of_another(approved: Project) -> None:
    approved.write({"evidence/testimonials/copy.md": VOICE})
    record = (approved.root / RECORD).read_text(encoding="utf-8")
    approved.write({"evidence/approvals/copy/olive.toml": record.replace('item = "nine-oclock"', 'item = "copy"')})
    approved.commit()
    assert codes(approved, "copy") == {"KPT603"}


def test_an_approval_through_a_period_that_is_none_holds_for_nothing(approved: Project) -> None:
    approved.edit("evidence/approvals/punctuality/connie.toml", '"2026-Q3"', '"2026-13"').commit()
    assert "KPT603" in approved.gated().codes("punctuality")
