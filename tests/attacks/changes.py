"""What a pull request may claim about itself: nothing that counts before it is merged."""

from __future__ import annotations

from scenes import POLICY, PROTECTED, RECORD, REGISTER, SIGNERS, Scene, attack


@attack("words-changed")
def words_changed(scene: Scene) -> bool:
    scene.falsify()
    assert not scene.in_change()
    assert scene.codes(PROTECTED) == {"KPT603"}
    return scene.once_merged()


@attack("approval-in-the-change")
def approval_in_the_change(scene: Scene) -> bool:
    scene.falsify()
    scene.forge()
    scene.project.commit()
    # What a forged record hides is said first: that the words are not those the owner approved.
    assert scene.codes(PROTECTED) == ({"KPT603"} if scene.strong else {"KPT602"})
    return scene.in_change()


@attack("policy-in-the-change")
def policy_in_the_change(scene: Scene) -> bool:
    scene.falsify()
    scene.project.write({POLICY: '[roles]\npromise-owner = ["connie"]\n'})
    scene.approve("nine-oclock", by="connie")
    scene.project.commit()
    # The owner's approval is of other words, and the policy that asks connie is not the protected branch's.
    assert scene.codes(PROTECTED) == {"KPT603"}
    return scene.in_change()


@attack("requirement-dropped-in-the-change")
def requirement_dropped_in_the_change(scene: Scene) -> bool:
    signatures = 'signatures = "required"\n' if scene.strong else ""
    scene.project.write({POLICY: f'{signatures}[require]\ninternal = ["legal"]\n[roles]\nlegal = ["connie"]\n'})
    scene.protect()
    scene.falsify()
    scene.approve("nine-oclock")
    scene.protect()
    scene.project.write({POLICY: signatures})
    scene.project.commit()
    assert "KPT601" in scene.codes(PROTECTED)
    return scene.in_change()


@attack("signatures-off-in-the-change")
def signatures_off_in_the_change(scene: Scene) -> bool:
    scene.falsify()
    scene.forge()
    (scene.project.root / f"{RECORD}.sig").unlink(missing_ok=True)
    scene.project.write({POLICY: 'signatures = "optional"\n'})
    scene.project.commit()
    return scene.in_change()


@attack("people-in-the-change")
def people_in_the_change(scene: Scene) -> bool:
    scene.falsify()
    scene.approve("nine-oclock")
    scene.project.edit(REGISTER, "olive@small.example", "somebody@else.example").edit(REGISTER, "olive-o", "someone")
    scene.commit_as("olive@small.example")
    assert scene.codes(PROTECTED) == {"KPT607"}
    return scene.in_change()


@attack("owner-in-the-change")
def owner_in_the_change(scene: Scene) -> bool:
    scene.falsify()
    scene.project.edit(REGISTER, 'owner = "olive"', 'owner = "connie"')
    scene.approve("nine-oclock", by="connie")
    scene.project.commit()
    return scene.in_change()


@attack("data-owner-in-the-change")
def data_owner_in_the_change(scene: Scene) -> bool:
    table, definition = "evidence/metrics/punctuality.csv", "evidence/metrics/punctuality.toml"
    scene.project.edit(table, "95.5,200,191", "99.0,200,198").edit(definition, '"connie"', '"lena"')
    scene.approve("punctuality", by="lena")
    scene.project.commit()
    assert scene.codes(PROTECTED, "punctuality")
    return bool(scene.project.gated(trust_ref=PROTECTED).public.metrics)


@attack("keys-in-the-change")
def keys_in_the_change(scene: Scene) -> bool:
    scene.falsify()
    scene.forge()
    give_olive_the_key_of_tessa(scene)
    scene.project.commit()
    return scene.in_change()


def give_olive_the_key_of_tessa(scene: Scene) -> None:
    """Says that the attacker's key is the owner's."""
    scene.project.write({SIGNERS: f"olive {(scene.keys / 'tessa.pub').read_text(encoding='ascii')}".encode()})
