"""What the protected branch may accept, when nobody looks."""

from __future__ import annotations

import re
from datetime import date

from attacks.changes import give_olive_the_key_of_tessa
from kept.approvals.digests import evidence_digest
from scenes import POLICY, PROTECTED, QUOTE, RECORD, REGISTER, SIGNERS, Scene, attack


@attack("approval-forged-and-merged")
def approval_forged_and_merged(scene: Scene) -> bool:
    scene.falsify()
    scene.forge()
    return scene.once_merged()


@attack("approval-pushed-by-an-admin")
def approval_pushed_by_an_admin(scene: Scene) -> bool:
    scene.falsify()
    scene.forge()
    scene.project.git("add", "--all")
    scene.project.git("commit", "--quiet", "--amend", "--no-edit")
    return scene.once_merged()


@attack("policy-merged")
def policy_merged(scene: Scene) -> bool:
    scene.project.write({POLICY: "notes = 'We trust everybody.'\n"})
    scene.protect()
    scene.falsify()
    scene.forge()
    return scene.once_merged()


@attack("keys-merged")
def keys_merged(scene: Scene) -> bool:
    give_olive_the_key_of_tessa(scene)
    scene.protect()
    scene.falsify()
    scene.forge("promise.on-time", "nine-oclock")
    return scene.once_merged()


@attack("key-for-everybody")
def key_for_everybody(scene: Scene) -> bool:
    keys = {name: (scene.keys / f"{name}.pub").read_text(encoding="ascii") for name in ("olive", "connie", "tessa")}
    honest = "".join(f"{name} {keys[name]}" for name in ("olive", "connie"))
    scene.falsify()
    scene.forge()
    succeeded = set()
    for line in ("* ", "*,!connie ", "olive,tessa ", '"tessa,olive" ', "ol?ve ", "olive cert-authority ", "tessa "):
        twice = f"olive {keys['tessa']}" if line == "tessa " else ""
        scene.project.write({SIGNERS: f"{honest}{twice}{line}{keys['tessa']}".encode()})
        succeeded.add(scene.once_merged())
        assert ", error]" in scene.project.check()
    (once,) = succeeded
    return once


@attack("key-stolen")
def key_stolen(scene: Scene) -> bool:
    scene.falsify()
    scene.approve("nine-oclock", by="olive", key="olive")
    return scene.once_merged()


@attack("audience-widened")
def audience_widened(scene: Scene) -> bool:
    scene.falsify()
    scene.approve("nine-oclock", options=("--audience", "internal"))
    scene.protect()
    assert scene.project.gated().internal.voices
    assert not scene.project.gated().public.voices
    scene.project.edit(RECORD, '["internal"]', '["public", "internal"]')
    scene.once_merged()
    return bool(scene.project.gated().public.voices)


@attack("future-date")
def future_date(scene: Scene) -> bool:
    scene.falsify()
    scene.forge()
    scene.project.edit(RECORD, "approved_on = 2026-11-20", "approved_on = 2027-11-20")
    succeeded = scene.once_merged()
    assert scene.codes() == ({"KPT609"} if scene.strong else {"KPT602"})
    return succeeded


@attack("approval-without-end")
def approval_without_end(scene: Scene) -> bool:
    scene.project.edit(RECORD, "expires_on = 2027-11-20", "expires_on = 2199-11-20")
    scene.protect()
    later = scene.project.gated(as_of=date(2027, 11, 20))
    assert not scene.strong or scene.codes() == {"KPT609"}
    return bool(later.public.voices or later.internal.voices)


@attack("unsigned-revocation")
def unsigned_revocation(scene: Scene) -> bool:
    scene.project.revoke("nine-oclock", by="olive")
    scene.protect()
    return scene.codes() == {"KPT605"}


@attack("own-work-by-id")
def own_work_by_id(scene: Scene) -> bool:
    return _own_work(scene, "captured_by: tessa", "captured_by: olive")


@attack("own-work-by-login")
def own_work_by_login(scene: Scene) -> bool:
    return _own_work(scene, "by: paul", "by: Olive-O")


@attack("own-work-under-a-second-id")
def own_work_under_a_second_id(scene: Scene) -> bool:
    """She has a second entry in [[people]] with her own e-mail address, and names that one as the collector."""
    second = '[[people]]\nid = "survey-desk"\nname = "Survey Desk"\nemails = ["olive@small.example"]\n\n[[promises]]'
    scene.project.edit(REGISTER, "[[promises]]", second)
    scene.protect()
    return _own_work(scene, "captured_by: tessa", "captured_by: survey-desk")


def _own_work(scene: Scene, old: str, new: str) -> bool:
    """Her own record, for what she made herself: the command refuses to write it, so she takes the digests from it."""
    scene.falsify()
    scene.project.edit(QUOTE, old, new)
    portfolio, _ = scene.project.load()
    voice = portfolio.testimonials["nine-oclock"]
    record = (scene.project.root / RECORD).read_text(encoding="utf-8")
    record = re.sub('digest = ".*"', f'digest = "{evidence_digest(portfolio, voice)}"', record)
    scene.write_signed(re.sub('file = ".*"', f'file = "{portfolio.texts["nine-oclock"]}"', record))
    succeeded = scene.once_merged()
    assert scene.codes() == {"KPT607"}
    return succeeded


@attack("own-work-by-record")
def own_work_by_record(scene: Scene) -> bool:
    scene.falsify()
    scene.approve("nine-oclock")
    record = (scene.project.root / RECORD).read_text(encoding="utf-8")
    scene.write_signed(record.replace("approved_on", 'submitted_by = "olive@small.example"\napproved_on'))
    succeeded = scene.once_merged()
    assert scene.codes() == {"KPT607"}
    return succeeded


@attack("own-work-by-commit")
def own_work_by_commit(scene: Scene) -> bool:
    scene.falsify()
    scene.commit_as("olive@small.example")
    scene.approve("nine-oclock")
    scene.commit_as("tessa@small.example")
    assert scene.codes(PROTECTED) == {"KPT607"}
    return scene.in_change()


@attack("own-work-merged")
def own_work_merged(scene: Scene) -> bool:
    scene.falsify()
    scene.commit_as("olive@small.example")
    scene.approve("nine-oclock")
    return scene.once_merged()


@attack("own-work-under-another-name")
def own_work_under_another_name(scene: Scene) -> bool:
    scene.falsify()
    scene.commit_as("nobody@small.example")
    scene.approve("nine-oclock")
    scene.commit_as("nobody@small.example")
    assert scene.codes(PROTECTED) == {"KPT602"}
    return scene.once_merged()
