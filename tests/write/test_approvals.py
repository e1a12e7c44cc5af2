"""What `kept approve` writes: one decision of one person about exact content, and never more than they decided."""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import portfolios
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kept.files.toml import load
from kept.files.validation import validate
from kept.findings import UsageError
from kept.model.approval import Approval
from kept.model.evidence import Testimonial
from kept.model.fields import Audience
from kept.model.portfolio import Portfolio
from kept.model.register import Organisation, Promise, Register
from kept.write.approve import Decision, approvable, approval_files
from kept.write.save import write_files
from portfolios import OLIVE, TODAY, filled
from projects import TABLE, Project

BOTH = tuple(Audience)
PUBLIC, INTERNAL = (Audience.PUBLIC,), (Audience.INTERNAL,)
RECORD = "evidence/approvals/nine-oclock/olive.toml"
METRIC_RECORD = "evidence/approvals/punctuality/connie.toml"


def decide(project: Project, *items: str, by: str = "olive", sites: tuple[Audience, ...] = BOTH) -> Mapping[str, str]:
    portfolio, _ = project.load()
    return approval_files(portfolio, items, Decision(person=by, audiences=sites, on=TODAY))


def record(project: Project, path: str = RECORD) -> dict[str, object]:
    return tomllib.loads((project.root / path).read_text(encoding="utf-8"))


def test_a_record_says_who_decided_what_about_which_content(project: Project) -> None:
    project.approve("nine-oclock", by="olive")
    written = record(project)
    assert list(written) == [
        "schema",
        "item",
        "audiences",
        "decision",
        "digest",
        "file",
        "promises",
        "approver",
        "approved_on",
        "expires_on",
    ]
    assert written["audiences"] == ["public", "internal"]
    assert written["expires_on"] == date(2027, 11, 20)
    assert list(written["promises"]) == ["on-time"]  # type: ignore[call-overload]  # a table


def test_a_metric_is_approved_through_its_last_final_row(project: Project) -> None:
    project.approve("punctuality", by="connie")
    assert record(project, METRIC_RECORD)["through"] == "2026-Q3"


def test_a_record_names_the_one_it_replaces(project: Project) -> None:
    project.approve("nine-oclock", by="olive")
    before = (project.root / RECORD).read_bytes()
    project.edit("evidence/testimonials/nine-oclock.md", "at nine", "at ten").approve("nine-oclock", by="olive")
    assert record(project)["supersedes"] == f"sha256:{hashlib.sha256(before).hexdigest()}"


def test_the_same_content_can_be_approved_site_by_site(project: Project) -> None:
    project.approve("nine-oclock", by="olive", audience="internal")
    project.approve("nine-oclock", by="olive", audience="public")
    assert record(project)["audiences"] == ["public", "internal"]


def test_approving_for_one_site_does_not_prolong_the_other(project: Project) -> None:
    project.approve("nine-oclock", by="olive", audience="public")
    project.edit(RECORD, "2027-11-20", "2026-12-24").approve("nine-oclock", by="olive", audience="internal")
    assert record(project)["audiences"] == ["public", "internal"]
    assert record(project)["expires_on"] == date(2026, 12, 24)


def test_approving_a_change_for_one_site_does_not_approve_it_for_the_other(project: Project) -> None:
    project.approve("nine-oclock", by="olive", audience="public")
    project.edit("evidence/testimonials/nine-oclock.md", "at nine", "at ten")
    project.approve("nine-oclock", by="olive", audience="internal")
    assert record(project)["audiences"] == ["internal"]


def test_an_approval_that_has_run_out_is_not_revived_for_the_other_site(project: Project) -> None:
    project.approve("nine-oclock", by="olive", audience="public").edit(RECORD, "2027-11-20", "2026-11-20")
    project.approve("nine-oclock", by="olive", audience="internal")
    assert record(project)["audiences"] == ["internal"]


def test_after_a_rewording_one_site_does_not_vouch_for_the_other(project: Project) -> None:
    project.approve("nine-oclock", by="olive", audience="public")
    project.edit("promises.toml", "when we said we would", "on the minute")
    with pytest.raises(UsageError, match=r"olive's approval of 2026-11-20 for the public site would be lost"):
        decide(project, "nine-oclock", sites=INTERNAL)
    assert decide(project, "nine-oclock", sites=BOTH)


def test_new_rows_for_the_inside_do_not_cost_the_public_the_old_ones(project: Project) -> None:
    table = "evidence/metrics/punctuality.csv"
    project.write({table: "\n".join(TABLE.split("\n")[:3]) + "\n"})
    project.approve("punctuality", by="connie", audience="public").write({table: TABLE})
    with pytest.raises(UsageError, match="through 2026-Q2 for the public site would be lost"):
        decide(project, "punctuality", by="connie", sites=INTERNAL)
    project.approve("punctuality", by="connie")
    assert record(project, METRIC_RECORD)["through"] == "2026-Q3"


def test_a_promise_reworded_since_its_approval_loses_nothing(project: Project) -> None:
    project.approve("promise.on-time", by="olive", audience="public")
    project.edit("promises.toml", "when we said we would", "on the minute")
    assert decide(project, "promise.on-time", sites=INTERNAL)


def test_taking_back_needs_nothing_and_never_runs_out(project: Project) -> None:
    project.edit("evidence/testimonials/nine-oclock.md", "captured_by: tessa", "captured_by: olive")
    project.revoke("nine-oclock", by="olive")
    written = record(project)
    assert (written["decision"], written["audiences"]) == ("revoke", ["public", "internal"])
    assert "expires_on" not in written


def test_nothing_is_written_unless_everything_can_be(project: Project) -> None:
    project.write({"evidence/testimonials/broken.md": "nothing"})
    project.edit("evidence/case-studies/corner-books/index.md", "[nine-oclock]", "[nine-o-clock]")
    ran = project.kept(
        "approve", "nine-oclock", "corner-books", "broken", "nine-oclok", "--as", "tessa", "--audience", "all"
    )
    assert ran.code == 2
    assert ran.err.splitlines() == [
        "kept: nine-oclock: tessa captured, verified or submitted it, so somebody else must approve it.",
        "corner-books has errors; repair it first (`kept check` says how).",
        "broken cannot be read; repair it first (`kept check` says how).",
        'there is no item "nine-oclok". Did you mean nine-oclock?',
    ]
    assert not (project.root / "evidence/approvals").exists()


@pytest.mark.parametrize(
    ("person", "words"),
    [("oliv", 'there is no person "oliv" in [[people]]. Did you mean olive?'), ("x", 'there is no person "x" in')],
)
def test_only_people_who_are_named_can_decide(project: Project, person: str, words: str) -> None:
    with pytest.raises(UsageError, match=re.escape(words)):
        project.approve("nine-oclock", by=person)


@pytest.mark.parametrize("role", ['legal"\ndecision = "approve', "Legal", "", "legal\x7f", "legal\udcff", "a--b"])
def test_a_role_that_is_no_name_is_refused_before_it_is_written(project: Project, role: str) -> None:
    portfolio, _ = project.load()
    with pytest.raises(UsageError, match="a role is written"):
        approval_files(portfolio, ["nine-oclock"], Decision(person="olive", audiences=BOTH, on=TODAY, role=role))


def test_everything_can_be_approved_by_its_name(project: Project) -> None:
    portfolio, _ = project.load()
    assert approvable(portfolio) == ("site", "promise.on-time", "corner-books", "nine-oclock", "punctuality")


# What a file may hold: nothing that nobody can see, or it would not have been read.
visible = st.text(
    st.characters(min_codepoint=32, blacklist_categories=("Cs", "Cc", "Zl", "Zp"), blacklist_characters="\ufeff"),
    min_size=1,
    max_size=20,
).filter(
    lambda text: any(unicodedata.category(char)[0] in "LNPS" for char in text.strip("\u115f\u1160\u2800\u3164\uffa0"))
)


def one_voice(submitted_by: str) -> Portfolio:
    """A portfolio whose only voice was submitted by somebody with this name."""
    promise = filled(Promise, str, id="fast", audience="public", owner="olive", targets=(), misses=())
    voice = filled(Testimonial, str, id="voice", promises=("fast",), attribution="named", submitted_by=submitted_by)
    organisation = Organisation(name="Small", locale="en-GB")
    return portfolios.portfolio(Register(organisation=organisation, people=(OLIVE,), promises=(promise,)), (voice,))


@given(visible)
def test_whatever_a_file_holds_its_record_says_what_was_meant(name: str) -> None:
    (text,) = approval_files(
        replace(one_voice(name)), ["voice"], Decision(person="olive", audiences=PUBLIC, on=TODAY)
    ).values()
    document, faults = load(text, "x.toml")
    assert document, faults
    approval, faults = validate(Approval, document.data, document.place, item=None)
    assert approval, faults
    assert (approval.submitted_by, approval.decision, approval.audiences) == (name, "approve", PUBLIC)


def test_files_are_written_whole_or_not_at_all(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(project.root, {"evidence/new.toml": "before"})

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(OSError, match="No space"):
        write_files(project.root, {"evidence/new.toml": "after"})
    assert (project.root / "evidence/new.toml").read_text(encoding="utf-8") == "before"
    assert [path.name for path in (project.root / "evidence").iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("link", ["evidence", "evidence/approvals", "evidence/approvals/nine-oclock", RECORD])
def test_no_record_is_written_through_a_link(project: Project, link: str) -> None:
    outside = project.root.parent / f"{project.root.name}-outside"
    outside.mkdir()
    files = decide(project, "nine-oclock")
    place = project.root / link
    if place.exists():
        place.rename(outside / "moved")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(outside)
    with pytest.raises(UsageError, match="is a symbolic link"):
        write_files(project.root, files)
    assert not [path for path in outside.rglob("*.toml") if "approvals" in str(path) or path.name == "olive.toml"]


def test_a_metric_that_is_measured_otherwise_now_can_be_approved_anew(approved: Project) -> None:
    table = "period,value,n,numerator,status,published_on,note\n2026-09,95.5,200,191,final,2026-10-14,\n"
    approved.edit("evidence/metrics/punctuality.toml", 'period = "quarter"', 'period = "month"')
    approved.write({"evidence/metrics/punctuality.csv": table})
    ran = approved.kept("approve", "punctuality", "--as", "connie", "--audience", "public")
    assert (ran.code, ran.err) == (0, "")
    record = (approved.root / "evidence/approvals/punctuality/connie.toml").read_text(encoding="utf-8")
    assert 'through = "2026-09"' in record


def test_an_id_that_a_promise_has_means_that_promise_before_anything_nearly_called_so(project: Project) -> None:
    for old, new in (("punctuality.toml", "on-times.toml"), ("punctuality.csv", "on-times.csv")):
        (project.root / "evidence/metrics" / old).rename(project.root / "evidence/metrics" / new)
    ran = project.kept("approve", "on-time", "--as", "olive", "--audience", "all")
    assert ran.err == 'kept: there is no item "on-time". Did you mean promise.on-time?\n'
    assert 'did you mean "promise.on-time"?' in project.kept("dossier", "on-time").err
