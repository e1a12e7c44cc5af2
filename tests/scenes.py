"""An approved project somebody attacks: a real repository, real keys, and a branch that protects the approvals."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import projects
from kept import cli, loading
from kept.edition.gate import gates
from kept.write.signing import write_records
from projects import Project

if TYPE_CHECKING:
    from pathlib import Path

QUOTE = "evidence/testimonials/nine-oclock.md"
RECORD = "evidence/approvals/nine-oclock/olive.toml"
POLICY, SIGNERS, REGISTER = "evidence/policy.toml", "evidence/allowed_signers", "promises.toml"
PROTECTED = "refs/remotes/origin/main"
FALSE_WORDS = "at ten"
"""What the attacker wants to have on a site; the approved words are "at nine"."""


Attack = Callable[["Scene"], bool]
"""Tries it; True where it succeeds."""

ATTACKS: dict[str, Attack] = {}


def attack(name: str) -> Callable[[Attack], Attack]:
    """Enters an attack under the id that its row has in docs/approvals.md."""

    def enter(function: Attack) -> Attack:
        assert name not in ATTACKS, name
        ATTACKS[name] = function
        return function

    return enter


@dataclass(frozen=True)
class Scene:
    """The small project on its protected branch. `tessa` attacks; `olive` owns the promise."""

    project: Project
    keys: Path
    strong: bool

    def falsify(self) -> None:
        """Changes the words that were approved."""
        self.project.edit(QUOTE, "at nine", FALSE_WORDS)

    def approve(self, *items: str, by: str = "olive", key: str | None = None, options: tuple[str, ...] = ()) -> None:
        """A decision of somebody, signed in strong mode, with their own key where no other is named."""
        signing = ("--key", str(self.keys / (key or by))) if self.strong else ()
        arguments = ["approve", *items, "--as", by, "--audience", "all", *signing, *options]
        ended = cli.cli.main([*arguments, "--root", str(self.project.root)], prog_name="kept", standalone_mode=False)
        assert ended == cli.OK

    def forge(self, *items: str, by: str = "olive") -> None:
        """The attacker writes somebody else's record; there is only the attacker's own key to sign it with."""
        self.approve(*(items or ("nine-oclock",)), by=by, key="tessa")

    def write_signed(self, record: str, by: str = "olive") -> None:
        """Somebody writes their own record about the quote by hand."""
        write_records(self.project.root, {RECORD: record}, str(self.keys / by) if self.strong else None)

    def protect(self) -> None:
        """Commits what lies here, and the protected branch accepts it."""
        self.project.commit()
        self.project.git("update-ref", PROTECTED, "HEAD")

    def commit_as(self, email: str) -> None:
        """Commits what lies here under somebody's e-mail address."""
        self.project.git("add", "--all")
        self.project.git("commit", "--quiet", "--author", f"Somebody <{email}>", "--message", "work")

    def in_change(self) -> bool:
        """True where the false words are shown on either site although they stand only in the change."""
        return self._shown(PROTECTED)

    def once_merged(self) -> bool:
        """True where they are shown once the protected branch has accepted what lies here."""
        self.protect()
        return self._shown(None)

    def _shown(self, trust_ref: str | None) -> bool:
        gated = self.project.gated(trust_ref=trust_ref)
        voices = (*gated.public.voices, *gated.internal.voices)
        return any(FALSE_WORDS in voice.body for voice in voices)

    def once_known(self, day: date) -> bool:
        """True where the false words are said to have been known on a day that is over."""
        portfolio, _ = loading.load_on(self.project.root, None, day)
        assert portfolio
        (public, _), (internal, _) = gates(portfolio, as_of=day)
        return any(FALSE_WORDS in voice.body for voice in (*public.voices, *internal.voices))

    def codes(self, trust_ref: str | None = None, item: str = "nine-oclock") -> set[str]:
        """Why an item is held back."""
        return self.project.gated(trust_ref=trust_ref).codes(item)


def set_up(root: Path, keys: Path, *, strong: bool) -> Scene:
    """The small project, approved by its owners and on its protected branch."""
    scene = Scene(projects.small(root), keys, strong)
    if strong:
        lines = (f"{name} {(keys / f'{name}.pub').read_text(encoding='ascii')}" for name in ("olive", "connie", "lena"))
        scene.project.write({POLICY: 'signatures = "required"\n', SIGNERS: "".join(lines).encode()})
        scene.project.commit()
    scene.approve("promise.on-time", "nine-oclock", "corner-books")
    scene.approve("punctuality", by="connie")
    scene.protect()
    return scene


def make_keys(folder: Path) -> Path:
    """An SSH key for everybody."""
    for name in ("olive", "connie", "lena", "tessa"):
        key = str(folder / name)
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", key], check=True)
    return folder


def copied(scene: Scene, root: Path) -> Scene:
    """The same scene in another folder."""
    shutil.copytree(scene.project.root, root, dirs_exist_ok=True, symlinks=True)
    return Scene(Project(root), scene.keys, scene.strong)
