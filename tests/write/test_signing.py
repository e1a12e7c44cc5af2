"""`kept approve --sign`: the real ssh-keygen signs, and what it signed is what the record says."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from kept.findings import TrustRefError, UsageError
from kept.model.portfolio import Seal
from kept.portfolio.signatures import ssh_keygen
from kept.write.signing import signatures, signing_key, write_records
from projects import Project
from scenes import POLICY, RECORD, SIGNERS, Scene, make_keys, set_up

QUOTE = "evidence/testimonials/nine-oclock.md"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def scene(tmp_path: Path, keys: Path) -> Scene:
    return set_up(tmp_path, keys, strong=True)


def sign(project: Project, *options: str) -> tuple[int, str]:
    arguments = ("approve", "nine-oclock", "--as", "olive", "--audience", "all", *options)
    ran = project.kept(*arguments, SSH_ASKPASS_REQUIRE="never")
    return ran.code, ran.out + ran.err


def test_a_signature_is_an_ordinary_one(scene: Scene) -> None:
    folder = (scene.project.root / RECORD).parent
    check = [
        "ssh-keygen",
        "-Y",
        "verify",
        "-f",
        str(scene.project.root / SIGNERS),
        "-I",
        "olive",
        "-n",
        "kept-approval",
    ]
    done = subprocess.run(
        [*check, "-s", str(folder / "olive.toml.sig")],
        input=(folder / "olive.toml").read_bytes(),
        check=True,
        capture_output=True,
    )
    assert done.stdout.startswith(b'Good "kept-approval" signature for olive')


def test_where_the_policy_asks_for_signatures_nothing_is_written_without_one(scene: Scene) -> None:
    before = (scene.project.root / RECORD).read_bytes()
    assert sign(scene.project) == (2, "kept: the policy asks for signed approvals: add --sign.\n")
    code, said = sign(scene.project, "--sign")
    assert code == 2
    assert "there is no key to sign with: git has no user.signingkey" in said
    code, said = sign(scene.project, "--key", "no-such-key")
    assert code == 2
    assert "there is no key no-such-key" in said
    assert (scene.project.root / RECORD).read_bytes() == before


def test_the_key_that_git_signs_with_signs_approvals_too(scene: Scene, keys: Path) -> None:
    scene.project.git("config", "gpg.format", "ssh")
    scene.project.git("config", "user.signingkey", str(keys / "olive"))
    scene.falsify()
    assert sign(scene.project, "--sign")[0] == 0
    assert scene.once_merged()


def test_a_revocation_may_be_signed_and_need_not_be(scene: Scene, keys: Path) -> None:
    for options in ((), ("--key", str(keys / "olive"))):
        ran = scene.project.kept("revoke", "nine-oclock", "--as", "olive", *options)
        assert ran.code == 0
        assert (scene.project.root / f"{RECORD}.sig").exists() is bool(options)
    assert not scene.once_merged()
    assert scene.codes() == {"KPT605"}


def test_a_record_without_a_signature_leaves_no_old_one_behind(scene: Scene) -> None:
    scene.project.write({POLICY: ""}).commit()
    assert sign(scene.project)[0] == 0
    assert not (scene.project.root / f"{RECORD}.sig").exists()
    assert scene.project.load()[0].proposed["nine-oclock"][0].seal is Seal.UNASKED


def test_a_key_that_does_not_sign_writes_nothing(scene: Scene, tmp_path: Path) -> None:
    before = (scene.project.root / RECORD).read_bytes()
    nonsense = tmp_path / "nonsense"
    nonsense.write_text("nonsense", encoding="ascii")
    nonsense.chmod(0o600)
    code, said = sign(scene.project, "--key", str(nonsense))
    assert code == 2
    assert "ssh-keygen did not sign" in said
    assert "Nothing was written" in said
    assert (scene.project.root / RECORD).read_bytes() == before


@pytest.mark.parametrize("form", ["{}", "key::{}"])
def test_a_public_key_signs_with_the_other_half_that_the_agent_has(
    scene: Scene, keys: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = subprocess.run(["ssh-agent", "-s"], capture_output=True, text=True, check=True).stdout
    said = dict(part.split("=") for part in agent.replace("\n", "").split(";") if "=" in part and " " not in part)
    try:
        for name, value in said.items():
            monkeypatch.setenv(name, value)
        subprocess.run(["ssh-add", "-q", str(keys / "olive")], check=True)
        public = (keys / "olive.pub").read_text(encoding="ascii").strip()
        key = signing_key(scene.project.root, form.format(public))
        assert key == public
        scene.falsify()
        record = (scene.project.root / RECORD).read_text(encoding="utf-8")
        write_records(scene.project.root, {RECORD: record}, key)
        scene.project.commit()
        assert scene.project.load()[0].trusted.records["nine-oclock"][0].seal is Seal.GOOD
    finally:
        os.kill(int(said["SSH_AGENT_PID"]), 15)


def test_a_key_that_ran_out_was_good_on_the_day_of_the_decision(scene: Scene, keys: Path) -> None:
    public = (keys / "olive.pub").read_text(encoding="ascii")
    for valid, seal in (('valid-before="20261121"', Seal.GOOD), ('valid-before="20261119"', Seal.FOREIGN)):
        scene.project.write({SIGNERS: f"olive {valid} {public}".encode()}).commit()
        assert scene.project.load()[0].trusted.records["nine-oclock"][0].seal is seal


def test_a_key_for_something_else_is_no_key_for_approvals(scene: Scene, keys: Path) -> None:
    public = (keys / "olive.pub").read_text(encoding="ascii")
    for purpose, seal in (("kept-approval", Seal.GOOD), ("git", Seal.FOREIGN)):
        scene.project.write({SIGNERS: f'olive namespaces="{purpose}" {public}'.encode()}).commit()
        assert scene.project.load()[0].trusted.records["nine-oclock"][0].seal is seal


def test_without_ssh_keygen_nothing_is_taken_for_granted(scene: Scene, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    git = subprocess.run(["which", "git"], capture_output=True, text=True, check=True).stdout.strip()
    (tools / "git").symlink_to(git)
    ran = scene.project.kept("check", PATH=str(tools))
    assert (ran.code, ran.out) == (2, "")
    assert "ssh-keygen is not installed" in ran.err
    assert "apt install openssh-client" in ran.err


def test_an_ssh_keygen_that_is_too_old_is_not_taken_for_a_bad_signature(scene: Scene, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    old = tools / "ssh-keygen"
    old.write_text("#!/bin/sh\necho 'unknown option -- Y\nusage: ssh-keygen' >&2\nexit 1\n", encoding="ascii")
    old.chmod(0o755)
    ran = scene.project.kept("check", PATH=f"{tools}:{os.environ['PATH']}")
    assert ran.code == 2
    assert "install OpenSSH 8.9 or newer" in ran.err


def test_where_ssh_keygen_is_missing_it_cannot_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(TrustRefError, match="ssh-keygen is not installed"):
        ssh_keygen("-Y", "sign")


def test_many_records_are_signed_at_once(keys: Path) -> None:
    files = {f"evidence/approvals/item-{number}/olive.toml": f"{number}\n" for number in range(5)}
    assert set(signatures(files, str(keys / "olive"))) == {f"{path}.sig" for path in files}


def test_signatures_that_nobody_can_check_are_a_fault_of_the_policy(project: Project) -> None:
    project.write({POLICY: 'signatures = "required"\n'})
    assert "evidence/policy.toml:1:14: unknown-reference: signatures are required, and there is no" in project.check()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("oliv ssh-ed25519 AAAA", "did you mean olive?"),
        ("olive,zoe ssh-ed25519 AAAA", '"olive,zoe" names several people'),
        ("zoe ssh-ed25519 AAAA", "begin the line with the id of somebody in [[people]]."),
        ("# nobody\n\nolive ssh-ed25519 AAAA", None),
        ("\x00", "syntax"),
    ],
)
def test_keys_of_nobody_are_found(project: Project, line: str, said: str | None) -> None:
    project.write({SIGNERS: line.encode()})
    printed = project.check()
    assert (said in printed) if said else SIGNERS not in printed
    with pytest.raises(UsageError, match="there is no key"):
        signing_key(project.root, "~/no-such-key")
