"""Nobody is told to type an id twice, whoever must approve an item and whatever was decided before."""

from __future__ import annotations

import re
from collections import Counter
from itertools import product
from typing import TYPE_CHECKING

import pytest
from kept.approvals.messages import for_both

if TYPE_CHECKING:
    from projects import Project

COMMAND = re.compile(r"(kept approve \S+ --as (?!PERSON)\S+) ")
RECORD = "evidence/approvals/nine-oclock/olive.toml"
VOICE = "evidence/testimonials/nine-oclock.md"
ROLES = ('["promise-owner"]', '["promise-owner", "legal"]', '["legal"]')
STATES = ("none", "public", "internal", "all", "changed", "revoked", "old", "revoked for one")


def decided(project: Project, state: str) -> None:
    """Brings the approval of the quote into a state."""
    if state == "none":
        return
    project.approve("nine-oclock", by="olive", audience=state if state in {"public", "internal"} else "all")
    if state == "changed":
        project.edit(RECORD, '["public", "internal"]', '["public"]')
        project.edit(VOICE, "at nine", "at ten")
    if state == "old":
        project.edit(RECORD, "approved_on = 2026-11-20", "approved_on = 2024-01-20")
    if state.startswith("revoked"):
        project.revoke("nine-oclock", by="olive")
    if state == "revoked for one":
        project.edit(RECORD, '["public", "internal"]', '["public"]')


@pytest.mark.parametrize("holder", ["lena", "olive"])
@pytest.mark.parametrize(("public", "internal"), list(product(ROLES, ROLES)))
def test_nobody_is_told_to_type_an_id_twice(project: Project, public: str, internal: str, holder: str) -> None:
    roles = f'public = {public}\ninternal = {internal}\n[roles]\nlegal = ["{holder}"]\n'
    policy = f"approval_valid_months = 12\n[require]\n{roles}"
    project.write({"evidence/policy.toml": policy})
    before = {path: (project.root / path).read_bytes() for path in (VOICE,)}
    for state in STATES:
        project.write(before)
        (project.root / RECORD).unlink(missing_ok=True)
        decided(project, state)
        gated = project.gated()
        told = for_both(gated.public_report, gated.internal_report)
        commands = Counter(command for finding in told for command in COMMAND.findall(finding.hint))
        assert [command for command, count in commands.items() if count > 1] == [], state


def test_what_one_command_mends_on_both_sites_is_one_finding(project: Project) -> None:
    roles = '[require]\npublic = ["legal"]\ninternal = ["promise-owner"]\n[roles]\nlegal = ["olive"]\n'
    project.write({"evidence/policy.toml": roles})
    gated = project.gated()
    told = for_both(gated.public_report, gated.internal_report)
    (finding,) = [finding for finding in told if finding.item == "nine-oclock"]
    assert finding.message == (
        "Olive Owner (olive), asked as legal, has not approved it for the public site. For the internal site: "
        "Olive Owner (olive), who owns the promise, has not approved it for the internal site."
    )
    assert (finding.audience, finding.waits_on) == (None, ("olive",))
    assert finding.hint == "ask Olive Owner (olive): kept approve nine-oclock --as olive --audience all"
