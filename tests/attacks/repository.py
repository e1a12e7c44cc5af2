"""Tricks with the repository itself."""

from __future__ import annotations

import os
import shutil

import pytest
from kept.findings import TrustRefError
from projects import Project
from scenes import POLICY, PROTECTED, RECORD, Scene, attack


@attack("tag-like-the-branch")
def tag_like_the_branch(scene: Scene) -> bool:
    scene.falsify()
    scene.forge()
    scene.project.commit()
    scene.project.git("tag", "origin/main")
    with pytest.raises(TrustRefError, match="ambiguous"):
        scene.project.gated(trust_ref="origin/main")
    return scene.in_change()


@attack("history-cut-off")
def history_cut_off(scene: Scene) -> bool:
    scene.falsify()
    scene.approve("nine-oclock")
    assert scene.once_merged()
    old = scene.project.git("rev-parse", "HEAD")
    scene.project.edit("evidence/testimonials/nine-oclock.md", "at ten", "at nine")
    scene.approve("nine-oclock")
    scene.protect()
    scene.project.git("checkout", old, "--", "evidence")
    scene.protect()
    clone = scene.project.root / "clone"
    scene.project.git("clone", "--quiet", "--depth", "1", f"file://{scene.project.root}", str(clone))
    with pytest.raises(TrustRefError, match=r"fetch-depth: 0.*git fetch --unshallow"):
        Project(clone).load()
    scene.project.git("-C", str(clone), "fetch", "--quiet", "--unshallow")
    return bool(Project(clone).gated().internal.voices)


@attack("history-rewritten")
def history_rewritten(scene: Scene) -> bool:
    scene.falsify()
    scene.approve("nine-oclock")
    assert scene.once_merged()
    before = scene.project.git("rev-parse", "HEAD")
    scene.project.revoke("nine-oclock", by="olive")
    assert not scene.once_merged()
    scene.project.git("reset", "--quiet", "--hard", before)
    return scene.once_merged()


@attack("grafts-and-replacements")
def grafts_and_replacements(scene: Scene) -> bool:
    scene.falsify()
    scene.approve("nine-oclock")
    assert scene.once_merged()
    old = scene.project.git("rev-parse", "HEAD")
    scene.project.edit("evidence/testimonials/nine-oclock.md", "at ten", "at nine")
    scene.approve("nine-oclock")
    scene.protect()
    newer = scene.project.git("rev-parse", "HEAD")
    scene.project.git("checkout", old, "--", "evidence")
    scene.protect()
    head = scene.project.git("rev-parse", "HEAD")
    # The commit with the newer record is gone from the history, for everybody who believes these.
    info = scene.project.root / ".git/info"
    info.mkdir(exist_ok=True)
    (info / "grafts").write_text(f"{head} {old}\n", encoding="ascii")
    scene.project.git("replace", "-f", newer, old)
    gated = scene.project.gated()
    return bool(gated.public.voices or gated.internal.voices)


@attack("environment")
def environment(scene: Scene) -> bool:
    elsewhere = scene.project.root.parent / f"{scene.project.root.name}-elsewhere"
    shutil.copytree(scene.project.root, elsewhere)
    other = Scene(Project(elsewhere), scene.keys, strong=False)
    other.falsify()
    other.project.write({POLICY: ""})
    other.protect()
    other.forge()
    other.protect()
    scene.falsify()
    shutil.copy(elsewhere / RECORD, scene.project.root / RECORD)
    with pytest.MonkeyPatch.context() as patch:
        for name, path in (("DIR", ".git"), ("WORK_TREE", ""), ("OBJECT_DIRECTORY", ".git/objects")):
            patch.setenv(f"GIT_{name}", str(elsewhere / path))
        patch.setenv("GIT_REPLACE_REF_BASE", "refs/heads")
        return scene.in_change()


@attack("attributes-in-the-change")
def attributes_in_the_change(scene: Scene) -> bool:
    scene.project.write({".gitattributes": "evidence/** text eol=crlf ident\n"})
    scene.falsify()
    scene.forge()
    scene.project.commit()
    shutil.rmtree(scene.project.root / "evidence")
    scene.project.git("checkout", "--", ".")
    return scene.in_change()


@attack("records-in-a-submodule")
def records_in_a_submodule(scene: Scene) -> bool:
    scene.falsify()
    scene.forge()
    records = scene.project.root / "evidence/approvals/nine-oclock"
    Project(records).commit()
    scene.project.git("rm", "-r", "--quiet", "--cached", "evidence/approvals/nine-oclock")
    scene.project.git("-c", "advice.addEmbeddedRepo=false", "add", "evidence/approvals/nine-oclock")
    assert "160000" in scene.project.git("ls-files", "--stage", "evidence/approvals/nine-oclock")
    return scene.once_merged()


@attack("repository-of-somebody-else")
def repository_of_somebody_else(scene: Scene) -> bool:
    scene.falsify()
    scene.forge()
    scene.protect()
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
        with pytest.raises(TrustRefError, match=r"safe\.directory"):
            scene.project.load(PROTECTED)
    return False


@attack("no-repository")
def no_repository(scene: Scene) -> bool:
    scene.falsify()
    scene.project.write({POLICY: ""})
    scene.forge()
    shutil.rmtree(scene.project.root / ".git")
    assert "KPT610" in scene.project.check()
    gated = scene.project.gated()
    return bool(gated.public.voices)
