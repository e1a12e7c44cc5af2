"""After a promise is reworded its evidence is suspect, and one approval can say that it supports it still."""

from __future__ import annotations

import tomllib

import pytest
from kept import cli
from kept.findings import UsageError
from projects import VOICE, Project

PROMISE = "evidence/approvals/promise.on-time/olive.toml"
EVIDENCE = ("nine-oclock", "corner-books")


def reworded(project: Project) -> Project:
    return project.edit("promises.toml", "when we said we would", "on the minute")


def reattest(project: Project, item: str = "promise.on-time", by: str = "olive", audience: str = "all") -> Project:
    arguments = ["approve", item, "--as", by, "--audience", audience, "--reattest", "--root", str(project.root)]
    assert cli.cli.main(arguments, prog_name="kept", standalone_mode=False) == cli.OK
    return project


def codes(project: Project) -> set[str]:
    gated = project.gated()
    found = set[str]().union(*(gated.codes(item) for item in (*EVIDENCE, "promise.on-time")))
    return {code for code in found if code.startswith("KPT60")}


def shown(project: Project) -> dict[str, set[str]]:
    gated = project.gated()
    return {
        name: {voice.id for voice in edition.voices} | {story.id for story in edition.stories}
        for name, edition in (("public", gated.public), ("internal", gated.internal))
    }


NOTHING: set[str] = set()
EVERYTHING = {"public": set(EVIDENCE), "internal": set(EVIDENCE)}


def test_one_approval_of_the_promise_re_attests_all_its_evidence(approved: Project) -> None:
    reworded(approved).approve("promise.on-time", by="olive").commit()
    assert codes(approved) == {"KPT608"}
    reattest(approved).commit()
    assert codes(approved) == NOTHING
    assert shown(approved) == EVERYTHING


def test_the_message_says_how(approved: Project) -> None:
    reworded(approved).approve("promise.on-time", by="olive").commit()
    assert "at once: kept approve promise.on-time --as olive --audience all --reattest" in approved.check()


def test_re_attested_only_in_the_change_it_stays_suspect(approved: Project) -> None:
    reworded(approved).approve("promise.on-time", by="olive").commit()
    reattest(approved)
    assert codes(approved) == {"KPT608"}


def test_what_was_re_attested_is_suspect_again_after_the_next_rewording(approved: Project) -> None:
    reattest(reworded(approved)).commit()
    assert codes(approved) == NOTHING
    approved.edit("promises.toml", "on the minute", "on the second").approve("promise.on-time", by="olive").commit()
    assert codes(approved) == {"KPT608"}


def test_it_can_be_re_attested_from_wording_to_wording(approved: Project) -> None:
    reattest(reworded(approved)).commit()
    approved.write({"evidence/testimonials/second.md": VOICE}).approve("second", by="olive").commit()
    reattest(approved.edit("promises.toml", "on the minute", "on the second")).commit()
    assert codes(approved) == NOTHING
    assert len(tomllib.loads((approved.root / PROMISE).read_text(encoding="utf-8"))["still_supports"]) == 2


def test_a_new_target_does_not_undo_it(approved: Project) -> None:
    reattest(reworded(approved)).commit()
    approved.edit("promises.toml", "at_least = 95", "at_least = 94").approve("promise.on-time", by="olive").commit()
    assert codes(approved) == NOTHING


def test_re_attested_for_the_inside_it_is_not_for_the_public(approved: Project) -> None:
    reworded(approved).approve("promise.on-time", by="olive")
    with pytest.raises(UsageError, match="decided for both sites: --audience all --reattest"):
        reattest(approved, audience="internal")
    (approved.root / PROMISE).unlink()
    approved.commit()
    reattest(approved, audience="internal").commit()
    assert shown(approved)["internal"] == set(EVIDENCE)
    assert shown(approved)["public"] == NOTHING
    with pytest.raises(UsageError, match="decided for both sites"):
        approved.approve("promise.on-time", by="olive", audience="public")
    reattest(approved).commit()
    assert shown(approved) == EVERYTHING


def test_what_somebody_made_they_cannot_re_attest(approved: Project) -> None:
    policy = '[roles]\npromise-owner = ["tessa"]\n'
    approved.write({"evidence/policy.toml": policy}).commit()
    reworded(approved).approve("promise.on-time", by="olive")
    reattest(approved, by="tessa").commit()
    assert codes(approved) == {"KPT608"}  # tessa captured both
    reattest(approved).commit()
    assert codes(approved) == NOTHING


def test_an_approval_that_was_taken_back_re_attests_nothing(approved: Project) -> None:
    reattest(reworded(approved)).commit()
    approved.revoke("promise.on-time", by="olive").commit()
    assert not any(shown(approved).values())
    approved.approve("promise.on-time", by="olive").commit()
    assert codes(approved) == {"KPT608"}


def test_only_promises_are_re_attested_and_only_where_something_was_approved(approved: Project) -> None:
    with pytest.raises(UsageError, match="no evidence was approved for an earlier wording"):
        reattest(approved)
    with pytest.raises(UsageError, match="only a promise is re-attested"):
        reattest(approved, "nine-oclock")
