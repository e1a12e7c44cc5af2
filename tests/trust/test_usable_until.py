"""The day until which evidence may be used is the last on which both sites still show it, wherever it is said."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from held import POLICY, VOICE
from projects import Project

LEGAL = '[require]\npublic = ["promise-owner", "legal"]\n[roles]\nlegal = ["lena"]\n'
RECORD = "evidence/approvals/nine-oclock/lena.toml"
ENDS = {
    "the permission": (VOICE, "  channels: [site]", "  expires_on: 2027-02-01\n  channels: [site]", date(2027, 1, 31)),
    "the review": (VOICE, "attribution: named", "review_by: 2027-02-01\nattribution: named", date(2027, 1, 31)),
    "nothing but the approvals": (VOICE, "Homeowner", "Home owner", date(2027, 11, 19)),
}


def usable_until(project: Project) -> date | None:
    """The day in the list of evidence."""
    return next(one.usable_until for one in project.gated().internal.evidence if one.id == "nine-oclock")


@pytest.mark.parametrize("name", ENDS)
def test_it_is_the_last_day_before_something_runs_out(name: str, approved: Project) -> None:
    path, old, new, last = ENDS[name]
    approved.edit(path, old, new).approve("nine-oclock", by="olive").commit()
    assert usable_until(approved) == last
    assert [one.id for one in approved.gated(last).public.voices] == ["nine-oclock"]
    assert approved.gated(last + timedelta(days=1)).public.voices == ()


def test_an_approval_for_the_public_site_alone_counts_too(approved: Project) -> None:
    approved.write({POLICY: LEGAL}).commit()
    approved.approve("promise.on-time", "nine-oclock", by="lena", audience="public")
    approved.edit(RECORD, "expires_on = 2027-11-20", "expires_on = 2027-01-10").commit()
    assert usable_until(approved) == date(2027, 1, 9)


def test_the_dossier_and_the_status_say_the_same_day(approved: Project) -> None:
    approved.edit(VOICE, "  channels: [site]", "  expires_on: 2026-12-01\n  channels: [site]")
    approved.approve("nine-oclock", by="olive").commit()
    assert usable_until(approved) == date(2026, 11, 30)
    assert approved.kept("dossier", "nine-oclock").code == 0
    told = json.loads((approved.root / "dist/dossiers/nine-oclock.json").read_text(encoding="utf-8"))
    assert told["usable_until"] == "2026-11-30"
    change = json.loads(approved.kept("status", "--format", "json").out)["next_change"]
    assert change["on"] == "2026-12-01"
    assert "nine-oclock runs out" in change["what"]
