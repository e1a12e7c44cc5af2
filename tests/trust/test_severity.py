"""The policy makes a rule heavier; lighter only where the catalogue lets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from held import POLICY, REGISTER, VOICE, below, findings
from kept import pipeline
from kept.findings import Finding, Place, Report, Severity, rules
from kept.model.policy import Policy
from projects import TODAY
from pydantic import ValidationError

if TYPE_CHECKING:
    from projects import Project

ORDER = (Severity.INFORMATION, Severity.WITHHELD, Severity.ERROR)


@pytest.mark.parametrize("weight", Severity)
@pytest.mark.parametrize("code", rules())
def test_every_rule_may_be_tightened_and_only_the_marked_ones_loosened(code: str, weight: Severity) -> None:
    rule = rules()[code]
    if ORDER.index(weight) >= ORDER.index(rule.severity) or rule.may_loosen:
        assert Policy(severity={code: weight}).severity == {code: weight}
    else:
        with pytest.raises(ValidationError, match=f'{code} weighs "{rule.severity}" and may only be tightened'):
            Policy(severity={code: weight})


def test_the_ones_that_may_be_loosened_are_those_that_say_so() -> None:
    loose = {code for code, rule in rules().items() if rule.may_loosen and rule.severity is not Severity.INFORMATION}
    assert loose == {"KPT314", "KPT505", "KPT701"}


@pytest.mark.parametrize(
    ("line", "said", "place"),
    [
        ('KPT999 = "error"', 'there is no rule "KPT999"; docs/rules has the list', "1:2"),
        ('kpt701 = "error"', 'there is no rule "kpt701"; docs/rules has the list', "1:2"),
        ('KPT313 = "information"', 'KPT313 weighs "withheld" and may only be tightened', "1:2"),
        ('KPT701 = "fatal"', "", "2:10"),
        ("KPT701 = 3", "", "2:10"),
    ],
)
def test_a_policy_that_cannot_mean_anything_is_refused_with_its_place(
    approved: Project, line: str, said: str, place: str
) -> None:
    approved.write({POLICY: f"[severity]\n{line}\n"}).commit()
    found = [finding for finding in approved.load()[1] if finding.place.path == POLICY]
    assert [finding.code for finding in found] == ["KPT101"]
    assert said.partition(";")[0] in found[0].message
    assert f"{found[0].place.line}:{found[0].place.column}" == place
    assert approved.gated().public.promises == ()


def test_what_only_informs_withholds_once_the_policy_says_so(approved: Project) -> None:
    approved.edit(VOICE, "original: They", "original: Not only that, they").edit(VOICE, "---\nThey", "---\n… they")
    below(approved, VOICE, "attribution", "edit: trimmed", "speaker_approved_edit_on: 2026-03-03")
    approved.approve("nine-oclock", by="olive").commit()
    assert {found.severity for found in findings(approved, "KPT303")} == {"information"}
    assert len(approved.gated().public.voices) == 1
    approved.write({POLICY: '[severity]\nKPT303 = "withheld"\n'}).commit()
    assert {found.severity for found in findings(approved, "KPT303")} == {"withheld"}
    assert approved.gated().public.voices == ()


def test_what_is_withheld_ends_a_check_with_1_once_the_policy_says_error(approved: Project) -> None:
    approved.edit(VOICE, "[site]", "[sales]").approve("nine-oclock", by="olive").commit()
    assert pipeline.check(approved.root, *approved.load(), TODAY).report.has_errors is False
    approved.write({POLICY: '[severity]\nKPT311 = "error"\n'}).commit()
    assert pipeline.check(approved.root, *approved.load(), TODAY).report.has_errors is True
    assert approved.gated().public.voices == ()


def test_a_loosened_rule_says_so_and_shows_the_words(approved: Project) -> None:
    approved.edit(VOICE, "granted_on: 2026-03-02", "granted_on: 2024-03-02").approve("nine-oclock", by="olive").commit()
    assert approved.gated().public.voices == ()
    approved.write({POLICY: '[severity]\nKPT314 = "information"\n'}).commit()
    assert {found.severity for found in findings(approved, "KPT314")} == {"information"}
    assert len(approved.gated().public.voices) == 1


@pytest.mark.parametrize("code", ["KPT105", "KPT601", "KPT610", "KPT703"])
def test_the_policy_reaches_findings_of_every_step(project: Project, code: str) -> None:
    """Reading, promises, approvals, advice: in a project without a repository, with nothing approved."""
    project.edit(REGISTER, 'targets = [{ metric = "punctuality", at_least = 95, from = 2026-01-01 }]\n', "")
    if code == "KPT703":
        project.approve("promise.on-time", by="olive")
    project.write({POLICY: f'[severity]\n{code} = "error"\n'})
    report = pipeline.check(project.root, *project.load(), TODAY).report
    assert {found.severity for found in report if found.code == code} == {Severity.ERROR}


def test_a_change_cannot_loosen_what_it_is_judged_by(approved: Project) -> None:
    approved.edit(VOICE, "granted_on: 2026-03-02", "granted_on: 2024-03-02").approve("nine-oclock", by="olive").commit()
    approved.write({POLICY: '[severity]\nKPT314 = "information"\n'})
    assert {found.severity for found in findings(approved, "KPT314")} == {"withheld"}


def test_a_report_is_weighed_where_nothing_has_weighed_it_before() -> None:
    plain = Finding(code="KPT807", place=Place("x"), message="Heavy.", hint="Less.")
    own = Finding(code="KPT807", place=Place("y"), message="Heavy.", hint="Less.", weight=Severity.WITHHELD)
    weighed = Report.of([plain, own]).weighed({"KPT807": Severity.ERROR})
    assert [found.severity for found in weighed] == ["error", "withheld"]
    assert Report.of([plain, own]).weighed({}) == Report.of([plain, own])
