"""Names, titles and notes of the register that somebody wants to have on the public site without the approver."""

from __future__ import annotations

from scenes import POLICY, PROTECTED, REGISTER, Scene, attack

_FALSE = "Award-winning Removals"


def _protected_words(scene: Scene) -> None:
    """Legal approves the site's own words, as the policy asks."""
    signatures = 'signatures = "required"\n' if scene.strong else ""
    scene.project.write({POLICY: f'{signatures}[require]\nsite = ["legal"]\n[roles]\nlegal = ["lena"]\n'})
    scene.protect()
    scene.approve("site", by="lena")
    scene.protect()


def _shown(scene: Scene, trust_ref: str | None) -> bool:
    return scene.project.gated(trust_ref=trust_ref).public.publisher.name == _FALSE


@attack("site-words-in-the-change")
def site_words_in_the_change(scene: Scene) -> bool:
    _protected_words(scene)
    scene.project.edit(REGISTER, "Small Removals", _FALSE)
    scene.approve("site", by="tessa", key="tessa")
    scene.project.commit()
    assert "KPT603" in scene.codes(PROTECTED, "site")
    return _shown(scene, PROTECTED)


@attack("site-words-merged")
def site_words_merged(scene: Scene) -> bool:
    _protected_words(scene)
    scene.project.edit(REGISTER, "Small Removals", _FALSE)
    scene.protect()
    assert scene.codes(None, "site") == {"KPT603"}
    return _shown(scene, None)


@attack("site-words-without-a-policy")
def site_words_without_a_policy(scene: Scene) -> bool:
    scene.project.edit(REGISTER, "Small Removals", _FALSE)
    scene.protect()
    return _shown(scene, None)
