"""Old records, copied ones, broken ones, and signatures that are none."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

from projects import VOICE
from scenes import POLICY, PROTECTED, QUOTE, RECORD, REGISTER, Scene, attack


def _owner_thinks_again(scene: Scene) -> tuple[str, bytes, bytes]:
    """The owner approves the false words by mistake, and then the true ones. The false words and their record."""
    scene.falsify()
    scene.approve("nine-oclock")
    assert scene.once_merged()
    signature = scene.project.root / f"{RECORD}.sig"
    old = (
        (scene.project.root / QUOTE).read_text(encoding="utf-8"),
        (scene.project.root / RECORD).read_bytes(),
        signature.read_bytes() if scene.strong else b"",
    )
    scene.project.edit(QUOTE, "at ten", "at nine")
    scene.approve("nine-oclock")
    assert not scene.once_merged()
    return old


def _bring_back(scene: Scene, old: tuple[str, bytes, bytes]) -> None:
    scene.project.write({QUOTE: old[0].encode(), RECORD: old[1]})
    if scene.strong:
        scene.project.write({f"{RECORD}.sig": old[2]})


@attack("replay-merged")
def replay_merged(scene: Scene) -> bool:
    _bring_back(scene, _owner_thinks_again(scene))
    succeeded = scene.once_merged()
    assert scene.codes() == {"KPT609"}
    return succeeded


@attack("replay-in-the-change")
def replay_in_the_change(scene: Scene) -> bool:
    _bring_back(scene, _owner_thinks_again(scene))
    scene.project.commit()
    assert scene.codes(PROTECTED) == {"KPT603"}
    return scene.in_change()


@attack("replay-after-a-squash")
def replay_after_a_squash(scene: Scene) -> bool:
    """The record in between, which names the old one, is in no commit of the protected branch."""
    scene.falsify()
    scene.approve("nine-oclock")
    assert scene.once_merged()
    old = tuple((scene.project.root / path).read_bytes() for path in (QUOTE, RECORD))
    signature = (scene.project.root / f"{RECORD}.sig").read_bytes() if scene.strong else b""
    scene.project.git("checkout", "--quiet", "-b", "work")
    for words, before in (("at half past nine", "at ten"), ("at nine", "at half past nine")):
        scene.project.edit(QUOTE, before, words)
        scene.approve("nine-oclock")
        scene.project.commit()
    scene.project.git("checkout", "--quiet", "main")
    scene.project.git("merge", "--quiet", "--squash", "work")
    assert not scene.once_merged()
    _bring_back(scene, (old[0].decode(), old[1], signature))
    succeeded = scene.once_merged()
    assert scene.codes() == {"KPT609"}
    return succeeded


@attack("replay-in-a-merge-commit")
def replay_in_a_merge_commit(scene: Scene) -> bool:
    old = _owner_thinks_again(scene)
    scene.project.git("checkout", "--quiet", "-b", "side")
    scene.project.write({"side.txt": "x"}).commit()
    scene.project.git("checkout", "--quiet", "main")
    scene.project.write({"main.txt": "x"}).commit()
    scene.project.git("merge", "--quiet", "--no-commit", "side")
    _bring_back(scene, old)
    succeeded = scene.once_merged()
    assert len(scene.project.git("rev-list", "--parents", "-n1", "HEAD").split()) == 3
    assert scene.codes() == {"KPT609"}
    return succeeded


@attack("revocation-deleted")
def revocation_deleted(scene: Scene) -> bool:
    return _second_owner_revokes_and(scene, Path.unlink)


@attack("revocation-overwritten")
def revocation_overwritten(scene: Scene) -> bool:
    def overwrite(_record: Path) -> None:
        scene.project.git("checkout", "HEAD~1", "--", "evidence/approvals/nine-oclock/connie.toml")

    return _second_owner_revokes_and(scene, overwrite)


def _second_owner_revokes_and(scene: Scene, then: Callable[[Path], None]) -> bool:
    """Two people may decide; both approve, one takes it back, and the attacker does something about that."""
    signatures = 'signatures = "required"\n' if scene.strong else ""
    scene.project.write({POLICY: f'{signatures}[roles]\npromise-owner = ["connie"]\n'})
    scene.falsify()
    scene.approve("nine-oclock")
    scene.approve("nine-oclock", by="connie")
    assert scene.once_merged()
    scene.project.revoke("nine-oclock", by="connie")
    assert not scene.once_merged()
    then(scene.project.root / "evidence/approvals/nine-oclock/connie.toml")
    return scene.once_merged()


@attack("record-of-another-item")
def record_of_another_item(scene: Scene) -> bool:
    scene.project.write({"evidence/testimonials/copy.md": VOICE.replace("at nine", "at ten")})
    record = (scene.project.root / RECORD).read_text(encoding="utf-8")
    scene.project.write({"evidence/approvals/copy/olive.toml": record.replace("nine-oclock", "copy").encode()})
    if scene.strong:
        shutil.copy(scene.project.root / f"{RECORD}.sig", scene.project.root / "evidence/approvals/copy/olive.toml.sig")
    succeeded = scene.once_merged()
    assert scene.codes(item="copy") & {"KPT603", "KPT609"}
    return succeeded


@attack("record-of-another-person")
def record_of_another_person(scene: Scene) -> bool:
    """Somebody who has no say approves, and the record is renamed to the owner's."""
    scene.falsify()
    scene.approve("nine-oclock", by="connie")
    folder = scene.project.root / "evidence/approvals/nine-oclock"
    for ending in ("toml", "toml.sig") if scene.strong else ("toml",):
        (folder / f"connie.{ending}").replace(folder / f"olive.{ending}")
    succeeded = scene.once_merged()
    assert "stands elsewhere" in scene.project.check()
    return succeeded


@attack("record-linked")
def record_linked(scene: Scene) -> bool:
    scene.falsify()
    scene.forge()
    record = scene.project.root / RECORD
    record.replace(scene.project.root / "kept-elsewhere.toml")
    record.symlink_to("../../../kept-elsewhere.toml")
    return scene.once_merged()


@attack("record-huge")
def record_huge(scene: Scene) -> bool:
    scene.falsify()
    scene.forge()
    record = scene.project.root / RECORD
    record.write_bytes(record.read_bytes() + b"#" * 3_000_000)
    succeeded = scene.once_merged()
    assert "too large" in scene.project.check()
    return succeeded


@attack("signature-missing")
def signature_missing(scene: Scene) -> bool:
    scene.falsify()
    scene.approve("nine-oclock")
    (scene.project.root / f"{RECORD}.sig").unlink(missing_ok=True)
    return scene.once_merged()


@attack("signature-of-other-bytes")
def signature_of_other_bytes(scene: Scene) -> bool:
    scene.falsify()
    scene.approve("nine-oclock")
    scene.project.edit(RECORD, "expires_on = 2027-11-20", "expires_on = 2027-11-19")
    return scene.once_merged()


@attack("signature-for-another-purpose")
def signature_for_another_purpose(scene: Scene) -> bool:
    """The owner signed these very bytes, but as a commit or a letter, and never as an approval."""
    scene.falsify()
    scene.forge()
    record = scene.project.root / RECORD
    (record.parent / f"{record.name}.sig").unlink(missing_ok=True)
    key = scene.keys / "olive"
    subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-n", "git", "-f", key, record], check=True, capture_output=True)
    return scene.once_merged()


@attack("signature-of-another-approver")
def signature_of_another_approver(scene: Scene) -> bool:
    scene.falsify()
    scene.approve("nine-oclock", by="olive", key="connie")
    return scene.once_merged()


@attack("reattested-by-a-stranger")
def reattested_by_a_stranger(scene: Scene) -> bool:
    scene.falsify()
    scene.approve("nine-oclock")
    assert scene.once_merged()
    scene.project.edit(REGISTER, "when we said we would", "on the minute")
    scene.approve("promise.on-time")
    scene.approve("promise.on-time", by="connie", options=("--reattest",))
    succeeded = scene.once_merged()
    assert scene.codes() == {"KPT608"}
    return succeeded


_THEN = date(2026, 6, 1)
_RECORDS = "evidence/approvals"


def _slip_in(scene: Scene) -> str:
    """Commits false words and records of everybody's that are dated before `_THEN`. The commit before that."""
    before = scene.project.git("rev-parse", "HEAD")
    scene.falsify()
    scene.forge("nine-oclock", "promise.on-time")
    for record in (scene.project.root / _RECORDS).glob("*/*.toml"):
        text = record.read_text(encoding="utf-8")
        record.write_text(text.replace("approved_on = 2026-11-20", "approved_on = 2026-05-01"), encoding="utf-8")
    scene.project.commit()
    return before


@attack("past-slipped-in-and-out")
def past_slipped_in_and_out(scene: Scene) -> bool:
    before = _slip_in(scene)
    # Had it stayed, it would be an approval that was forged and merged.
    assert scene.once_known(_THEN) is not scene.strong
    scene.project.git("checkout", before, "--", ".")
    scene.protect()
    return scene.once_known(_THEN)


@attack("past-inside-a-merged-branch")
def past_inside_a_merged_branch(scene: Scene) -> bool:
    scene.project.git("checkout", "--quiet", "-b", "side")
    before = _slip_in(scene)
    scene.project.git("checkout", before, "--", ".")
    scene.project.commit()
    scene.project.git("checkout", "--quiet", "main")
    scene.project.git("merge", "--quiet", "--no-ff", "--no-edit", "side")
    # The owner decides anew, so that there is something that was replaced.
    scene.approve("nine-oclock", "promise.on-time")
    scene.protect()
    return scene.once_known(_THEN)
