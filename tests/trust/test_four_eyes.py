"""Collecting, checking and approving an item takes different people (KPT202, KPT607)."""

from __future__ import annotations

from pathlib import Path

import pytest
from held import POLICY, REGISTER, STORY, VOICE, findings, messages
from kept.model.edition import PublicEdition
from kept.model.fields import Audience
from kept.pages.all import all_pages
from projects import Project

BY_TESSA = "captured_by: tessa"
ONE_PAIR = "one person may collect, check and approve"
TEMPLATES = Path(__file__).parents[2] / "site_templates"


@pytest.mark.parametrize("checker", ["tessa", "Tessa Takes", "TESSA", "tessa  takes"])
@pytest.mark.parametrize(("path", "day"), [(VOICE, "called back"), (STORY, "visited")])
def test_who_collected_the_words_cannot_be_the_one_who_checked_them(
    approved: Project, checker: str, path: str, day: str
) -> None:
    approved.edit(path, f"method: {day}, by: paul", f"method: {day}, by: {checker}")
    assert messages(approved, "KPT202") == {f"{checker} collected these words and also checked them."}


def test_a_collector_who_is_not_in_the_register_is_known_by_the_same_name(approved: Project) -> None:
    approved.edit(VOICE, BY_TESSA, "captured_by: Survey Desk").edit(VOICE, "by: paul", "by: survey desk")
    assert len(findings(approved, "KPT202")) == len(Audience)


def test_a_name_typed_in_another_unicode_form_is_the_same_name(approved: Project) -> None:
    approved.edit(VOICE, BY_TESSA, "captured_by: Jos\u00e9 Roe").edit(VOICE, "by: paul", "by: Jose\u0301 Roe")
    assert len(findings(approved, "KPT202")) == len(Audience)


def test_two_people_may_collect_and_check(approved: Project) -> None:
    assert messages(approved, "KPT202") == set()


@pytest.mark.parametrize("contact", ['emails = ["olive@small.example"]', 'logins = ["Olive-O"]'])
def test_a_second_id_with_the_same_address_is_the_same_person(project: Project, contact: str) -> None:
    project.edit(REGISTER, 'name = "Tessa Takes"', f'name = "Tessa Takes"\n{contact}')
    project.edit(REGISTER, 'owner = "olive"', 'owner = "tessa"').edit(VOICE, BY_TESSA, "captured_by: olive").commit()
    ended = project.kept("approve", "nine-oclock", "--as", "tessa", "--audience", "all")
    assert "tessa captured, verified or submitted it" in ended.err
    assert not (project.root / "evidence/approvals/nine-oclock/tessa.toml").exists()


def test_addresses_join_people_over_several_steps(project: Project) -> None:
    project.edit(
        REGISTER, 'name = "Connie Counts"', 'name = "Connie Counts"\nemails = ["olive@small.example", "c@x.example"]'
    )
    project.edit(REGISTER, 'name = "Tessa Takes"', 'name = "Tessa Takes"\nemails = ["c@x.example"]')
    project.edit(VOICE, "by: paul", "by: olive").commit()
    assert len(findings(project, "KPT202")) == len(Audience)


def test_a_small_organisation_can_do_without_and_its_method_page_says_so(approved: Project) -> None:
    approved.write({POLICY: "four_eyes = false\n"}).commit()
    approved.edit(VOICE, "by: paul", "by: olive").edit(VOICE, BY_TESSA, "captured_by: olive")
    approved.approve("nine-oclock", by="olive").commit()
    gated = approved.gated()
    assert [voice.id for voice in gated.public.voices] == ["nine-oclock"]
    assert ONE_PAIR in _method(gated.public)


def test_the_method_page_says_nothing_where_it_takes_two(approved: Project) -> None:
    assert ONE_PAIR not in _method(approved.gated().public)


def _method(edition: PublicEdition) -> str:
    return next(page.body for page in all_pages(edition, [TEMPLATES]) if page.path == "method/")


def test_the_policy_under_review_does_not_switch_four_eyes_off(approved: Project) -> None:
    approved.commit()
    approved.edit(VOICE, "by: paul", "by: tessa").write({POLICY: "four_eyes = false\n"})
    assert len(findings(approved, "KPT202")) == len(Audience)


def _committed_as(project: Project, email: str, **records: str) -> set[str]:
    """What is said of approvals (person by item) that somebody commits on a branch."""
    base = project.commit()
    for item, person in records.items():
        project.approve(item.replace("_", "-"), by=person)
    project.git("add", "--all")
    project.git(
        "-c", f"user.email={email}", "commit", "--quiet", "--author", f"Somebody <{email}>", "--message", "records"
    )
    gated = project.gated(trust_ref=base)
    return {
        found.message for found in gated.public_report if found.code == "KPT607" and found.severity == "information"
    }


def test_a_record_that_somebody_else_committed_is_pointed_out(project: Project) -> None:
    said = _committed_as(project, "olive@small.example", punctuality="connie", nine_oclock="olive")
    assert said == {
        "this is the decision of Connie Counts (connie), and Olive Owner (olive) committed it.",
    }


def test_one_address_that_records_for_several_people_is_pointed_out(project: Project) -> None:
    said = _committed_as(project, "laptop@elsewhere.example", punctuality="connie", nine_oclock="olive")
    assert len(said) == 2
    assert all("records for several people" in message for message in said)


@pytest.mark.parametrize(
    "email", ["41898282+github-actions[bot]@users.noreply.example", "ci-bot@x.example", "noreply@x.example"]
)
def test_a_program_that_records_for_everybody_is_not(project: Project, email: str) -> None:
    assert _committed_as(project, email, punctuality="connie", nine_oclock="olive") == set()


def test_ones_own_record_is_not(project: Project) -> None:
    assert _committed_as(project, "olive@small.example", nine_oclock="olive") == set()
