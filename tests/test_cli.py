"""The command line: what it promises to other people's scripts, and what it says when it cannot go on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import click
import pytest
from commands import KEPT
from kept import __version__, cli, pipeline
from kept.cli.group import COMMANDS
from projects import REGISTER, Project, Ran

Command = Callable[..., Ran]


def command_of(name: str) -> click.Command:
    """A command, as kept would run it."""
    found = cli.cli.get_command(click.Context(cli.cli), name)
    assert found, name
    return found


def test_every_command_of_a_module_is_listed() -> None:
    """A new command is one function and one line in the table of commands."""
    modules = {import_module(f"kept.cli.{module}") for module, _ in COMMANDS.values()}
    modules |= {import_module(f"kept.cli.{found.name}") for found in iter_modules(cli.__path__)}
    found = [value for module in modules for value in vars(module).values() if isinstance(value, click.Command)]
    below = {name for group in found if isinstance(group, click.Group) for name in group.commands}
    assert {command.name for command in found} - {"cli"} - below == set(COMMANDS)
    assert all(command_of(name).name == name for name in COMMANDS)


@pytest.mark.parametrize(("typed", "meant"), [("bild", "Did you mean `kept build`?"), ("zzz", "`kept --help` lists")])
def test_a_misspelt_command_is_answered_with_the_nearest(command: Command, typed: str, meant: str) -> None:
    ran = command(typed)
    assert ran.code == 2
    assert meant in ran.err


def test_the_list_of_commands_imports_none_of_them() -> None:
    code = "import sys; from kept.cli.group import cli; cli(['--help'], standalone_mode=False); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"pydantic", "kept.pipeline", "jinja2"} & set(done.stdout.split())


def test_the_version_is_told(command: Command) -> None:
    assert command("--version") == Ran(0, f"kept, version {__version__}\n", "")


@pytest.mark.parametrize(("day", "command_line"), [("1.2.2026", "check --as-of"), ("tomorrow", "withdraw x --on")])
def test_a_day_that_is_written_otherwise_is_answered_with_how_it_is_written(
    command: Command, day: str, command_line: str
) -> None:
    ran = command(*command_line.split(), day)
    assert (ran.code, ran.out) == (2, "")
    assert f'"{day}" is not a day. Write year-month-day, e.g. 2026-11-20.' in ran.err
    assert "%Y" not in ran.err


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_does_and_what_every_option_means(name: str, command: Command) -> None:
    ran = command(name, "--help")
    assert ran.code == 0
    assert len(ran.out.splitlines()) > 5
    for parameter in command_of(name).params:
        if isinstance(parameter, click.Option):
            assert parameter.opts[0] in ran.out
            assert parameter.help or isinstance(parameter.type, click.Choice) or parameter.default is not None


def test_without_a_command_the_commands_are_listed(command: Command) -> None:
    ran = command()
    assert ran.code == 0
    assert all(name in ran.out for name in COMMANDS)


@pytest.mark.parametrize(
    "arguments",
    [
        ["frobnicate"],
        ["check", "--frobnicate"],
        ["check", "--format", "xml"],
        ["check", "--as-of", "tomorrow"],
        ["check", "--as-of", "2026-02-30"],
        ["check", "--root", "/nonexistent"],
        ["check", "--root", "promises.toml"],
        ["check", "--trust-ref", ""],
        ["approve"],
        ["approve", "--as", "olive", "--audience", "all"],
        ["approve", "nine-oclock", "--audience", "all"],
        ["approve", "nine-oclock", "--as", "olive"],
        ["approve", "../../etc/passwd", "--as", "olive", "--audience", "all"],
        ["approve", "nine-oclock", "--as", "../../olive", "--audience", "all"],
        ["revoke", "--as", "olive"],
        ["new"],
        ["new", "poem", "nine"],
        ["new", "testimonial", "../../../etc/cron.d/x"],
        ["new", "testimonial", "Nine Oclock"],
        ["new", "testimonial", "nine-oclock"],
        ["new", "metric", "corner-books"],
        ["new", "metric", "a" * 81],
    ],
)
@pytest.mark.usefixtures("project")
def test_wrong_usage_ends_with_2_and_says_why(command: Command, arguments: list[str]) -> None:
    ran = command(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.strip()
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("arguments", [["build"], ["takedown", "nine-oclock"], ["dossier", "nine-oclock"]])
@pytest.mark.parametrize(
    ("out", "said"),
    [
        ("evidence", "evidence/ is not for finished pages"),
        ("evidence/approvals/new", "evidence/ is not for finished pages"),
        ("dist/../Evidence", "Evidence/ is not for finished pages"),
        ("site_templates", "site_templates/ is not for finished pages"),
        ("generator/x", "generator/ is not for finished pages"),
        (".git", ".git/ is not for finished pages"),
        ("../.git/hooks", ".git/ is not for finished pages"),
        (".kept/x", ".kept/ is not for finished pages"),
        ("link", "evidence/ is not for finished pages"),
        ("promises.toml", "promises.toml is a file"),
        ("promises.toml/x", "promises.toml is a file"),
    ],
)
def test_pages_never_go_among_the_sources(
    project: Project, command: Command, arguments: list[str], out: str, said: str
) -> None:
    (project.root / "link").symlink_to("evidence")
    before = sorted(project.root.rglob("*"))
    for path in (out, str(project.root / out)):
        ran = command(*arguments, "--out", path)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith(f"kept: --out {path}: {said}. Name a folder of its own, e.g. --out dist.")
        assert sorted(project.root.rglob("*")) == before


def test_without_a_register_the_way_to_begin_is_told(command: Command) -> None:
    ran = command("check")
    assert (ran.code, ran.out) == (2, "")
    assert "there is no promises.toml in this folder or any above it" in ran.err
    assert "To begin" in ran.err


def test_a_folder_called_like_the_register_is_no_register(command: Command, tmp_path: Path) -> None:
    (tmp_path / "promises.toml").mkdir()
    assert command("check").code == 2


def test_the_nearest_register_upwards_is_used(project: Project, command: Command) -> None:
    inner = project.root / "evidence/testimonials"
    here = command("check").out
    ran = project.kept("check", cwd=inner)
    assert ran.out == here
    assert project.kept("check", "--root", str(inner)).code == 2


def test_held_back_items_are_no_error_and_broken_ones_are(project: Project, command: Command) -> None:
    assert command("check").code == 0
    project.write({"evidence/testimonials/broken.md": "nothing"})
    assert command("check").code == 1


def test_json_is_nothing_but_json(project: Project, command: Command) -> None:
    document = json.loads(command("check", "--format", "json").out)
    assert {finding["code"] for finding in document["findings"]} == {"KPT601", "KPT610"}
    assert document["summary"]["withheld"] == 3
    project.write({"promises.toml": "nothing = "})
    ran = command("check", "--format", "json")
    assert ran.code == 1
    assert json.loads(ran.out)["findings"][0]["path"] == "promises.toml"


@pytest.mark.usefixtures("project")
def test_a_forge_gets_annotations(command: Command) -> None:
    lines = command("check", "--format", "github").out.splitlines()
    assert all(line.startswith(("::warning file=", "::notice file=", "Promises: ")) for line in lines)


def test_status_tells_the_verdicts_of_either_site(approved: Project, command: Command) -> None:
    assert command("status").out.startswith("Small Removals, public, as of 2026-11-20\n\nkept  We come when")
    assert command("status", "--audience", "internal").out.startswith("Small Removals, internal")
    assert json.loads(command("status", "--format", "json").out)["promises"][0]["verdict"] == "kept"
    assert approved.kept("status", "--as-of", "2026-06-01").out.count("No promise can be shown here") == 1


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "9999-12-31"])
@pytest.mark.usefixtures("approved")
def test_any_day_of_the_calendar_can_be_asked_about(command: Command, day: str) -> None:
    for name in ("check", "status"):
        ran = command(name, "--as-of", day)
        assert (ran.code, ran.err) == (0, "")


@pytest.mark.usefixtures("project")
def test_a_register_that_cannot_be_used_stops_what_would_write(project: Project, command: Command) -> None:
    project.write({"promises.toml": REGISTER.replace('name = "Small Removals"\n', "")})
    for arguments in (["approve", "nine-oclock", "--as", "olive", "--audience", "all"], ["status"]):
        ran = command(*arguments)
        assert ran.code == 1
        assert "KPT101" in ran.out
        assert "nothing was changed" in ran.err
    assert not (project.root / "evidence/approvals").exists()


@pytest.mark.usefixtures("project")
def test_approving_and_checking_again_tells_what_is_left(command: Command) -> None:
    ran = command("approve", "promise.on-time", "nine-oclock", "--as", "olive", "--audience", "all")
    assert ran.out.splitlines() == [
        "wrote evidence/approvals/promise.on-time/olive.toml",
        "wrote evidence/approvals/nine-oclock/olive.toml",
        "Commit the records: they count once they are on the protected branch.",
    ]
    out = command("check").out
    assert "nine-oclock" not in out
    assert "kept approve punctuality --as connie" in out
    assert command("revoke", "nine-oclock", "--as", "olive").code == 0
    assert "Olive Owner (olive) took the approval back on 2026-11-20" in command("check").out


def test_a_bug_of_ours_is_called_one_and_leaves_its_details_in_a_file(
    project: Project, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        message = "a secret detail"
        raise LookupError(message)

    monkeypatch.setattr(pipeline, "load", broken)
    ran = command("check")
    assert ran.code == 3
    assert "this is a fault of kept, not yours" in ran.err
    assert "a secret detail" not in ran.err
    assert "a secret detail" in (project.root / "kept-bug.txt").read_text(encoding="utf-8")


@pytest.mark.usefixtures("project")
def test_a_full_disk_is_no_bug(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "dist/public")

    monkeypatch.setattr(pipeline, "load", full)
    ran = command("check")
    assert ran.code == 1
    assert ran.err == (
        "kept: the disk said: No space left on device (dist/public). Nothing was published; "
        "make room or check the permissions.\n"
    )


@pytest.mark.usefixtures("project")
def test_an_interruption_ends_with_130(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "load", interrupted)
    ran = command("check")
    assert ran.code == 130
    assert "Nothing was published" in ran.err


def test_a_reader_that_has_seen_enough_ends_the_run_quietly(project: Project) -> None:
    for number in range(300):
        project.write({f"evidence/testimonials/broken-{number}.md": "nothing"})
    kept = subprocess.Popen(
        [*KEPT, "check"],
        cwd=project.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert kept.stdout
    assert kept.stderr
    kept.stdout.close()
    error = kept.stderr.read()
    kept.stderr.close()
    assert kept.wait() in {0, 1}
    assert error == b""


def test_an_interrupted_process_says_so_without_a_traceback(project: Project) -> None:
    os.mkfifo(project.root / "slow")
    (project.root / "sitecustomize.py").write_text(
        # A job that was started in the background ignores an interrupt, and hands that down.
        "import signal\nfrom kept import pipeline\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "def load(*_):\n    print('begun', flush=True)\n    open('slow').read()\npipeline.load = load\n",
        encoding="utf-8",
    )
    kept = subprocess.Popen(
        [sys.executable, "-c", "import sitecustomize; from kept.cli import main; main()", "check"],
        cwd=project.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(project.root)},
    )
    assert kept.stdout
    assert kept.stdout.readline() == b"begun\n"
    time.sleep(0.1)
    kept.send_signal(signal.SIGINT)
    _, error = kept.communicate()
    assert kept.returncode == 130
    assert b"Traceback" not in error


def test_a_console_that_lacks_a_character_shows_an_escape(project: Project) -> None:
    project.edit("promises.toml", "Small Removals", "Ma\u0142e Przeprowadzki")
    ran = project.kept("status", PYTHONIOENCODING="cp1252")
    assert (ran.code, ran.err) == (0, "")
    assert "Ma\\u0142e Przeprowadzki" in ran.out


def test_colours_are_for_terminals_only(project: Project) -> None:
    assert "\x1b" not in project.kept_as_process("check", FORCE_COLOR="1").out
