"""There is always a whole site in its place: the last good one, or the new one."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from kept.findings import BuildError, UsageError
from kept.site.folder import MARKER
from kept.site.publish import publish, recover
from kept.site.work_folder import scratch

FILES = 25

# Publishes <built> to <target> in a process of its own. <step>: the file system call before which it is killed;
# "swap" or "rename": whether the system can exchange two folders in one step.
PUBLISH = """
import os, signal, sys
from pathlib import Path
from kept.site import publish
built, target, step, how = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
if how == "rename":
    publish._renameat2 = lambda: None
left = step
def killer(event, arguments):
    global left
    if event in {"os.rename", "os.remove", "os.rmdir", "shutil.rmtree", "ctypes.dlsym"}:
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(killer)
publish.publish(built, target)
"""

# Writes into a folder of its own below <root>, says so, and waits.
WORK = """
import sys, time
from pathlib import Path
from kept.site.work_folder import scratch
with scratch(Path(sys.argv[1])) as folder:
    (folder / "half").write_text("half a site")
    print(folder, flush=True)
    time.sleep(600)
"""


def site(folder: Path, name: str) -> Path:
    """A small finished site, each file of which says the name."""
    for number in range(FILES):
        path = folder / f"{number % 5}/{number}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    (folder / MARKER).write_text(name)
    return folder


def names(folder: Path) -> list[str]:
    """What lies in the folder."""
    return sorted(path.name for path in folder.iterdir())


def state(folder: Path) -> set[str]:
    """What the files of a whole site say; `{"incomplete"}` where some are gone."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.read_text() for path in files} if len(files) == FILES + 1 else {"incomplete"}


def run(*arguments: object) -> int:
    """The exit code of that process; negative for the signal that ended it."""
    command = [sys.executable, "-c", PUBLISH, *map(str, arguments)]
    return subprocess.run(command, check=False, capture_output=True).returncode


def test_a_first_site_is_moved_into_place(tmp_path: Path) -> None:
    publish(site(tmp_path / "built", "one"), tmp_path / "dist/public")
    assert state(tmp_path / "dist/public") == {"one"}
    assert names(tmp_path) == ["dist"]
    assert names(tmp_path / "dist") == ["public"]


def test_a_new_site_replaces_the_old_one_entirely(tmp_path: Path) -> None:
    target = tmp_path / "dist/public"
    publish(site(tmp_path / "built", "one"), target)
    (target / "only-in-one.html").write_text("one")
    publish(site(tmp_path / "built", "two"), target)
    assert state(target) == {"two"}
    assert names(target.parent) == ["public"]


@pytest.mark.parametrize("how", ["swap", "rename"])
def test_a_kill_at_any_step_leaves_a_whole_site(tmp_path: Path, how: str) -> None:
    """Killed before each single file system call in turn, with SIGKILL.

    Where folders can be exchanged, the site is never missing; elsewhere the next run puts the last good one back.
    """
    target = tmp_path / "dist/public"
    publish(site(tmp_path / "old", "old"), target)
    killed = 0
    for step in range(1, 200):
        code = run(site(tmp_path / f"new-{step}", "new"), target, step, how)
        if how == "swap":
            assert state(target) in ({"old"}, {"new"})
        recover(target)
        assert state(target) in ({"old"}, {"new"})
        assert names(target.parent) == ["public"]
        if code == 0:
            break
        assert code == -signal.SIGKILL
        killed = step
        publish(site(tmp_path / "old", "old"), target)
    assert killed > FILES  # each removed file of the old site was one of the steps
    assert state(target) == {"new"}


def test_while_sites_are_published_one_is_always_there(tmp_path: Path) -> None:
    """Three processes publish at once and again; someone who looks all the while never finds the place empty."""
    target = tmp_path / "dist/public"
    publish(site(tmp_path / "first", "0-0"), target)
    script = (
        "import sys; from pathlib import Path; from kept.site.publish import publish\n"
        "for n in range(12): publish(Path(sys.argv[1]) / str(n), Path(sys.argv[2]))"
    )
    for one in range(3):
        for number in range(12):
            site(tmp_path / f"builds-{one}" / str(number), f"{one}-{number}")
    running = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path / f"builds-{one}"), str(target)])
        for one in range(3)
    ]
    looks = 0
    while any(process.poll() is None for process in running):
        assert (target / MARKER).exists()
        looks += 1
    assert looks > 100
    assert [process.returncode for process in running] == [0, 0, 0]
    (last,) = state(target)
    assert last.endswith("-11")
    assert names(target.parent) == ["public"]


def test_what_kept_did_not_make_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "public"
    target.mkdir()
    (target / "holiday.jpg").write_text("precious")
    with pytest.raises(UsageError, match="was not made by kept"):
        publish(site(tmp_path / "built", "one"), target)
    assert (target / "holiday.jpg").read_text() == "precious"
    (tmp_path / "file").write_text("precious")
    with pytest.raises(UsageError, match="was not made by kept"):
        publish(tmp_path / "built", tmp_path / "file")


def test_an_empty_folder_is_filled_and_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere/www").mkdir(parents=True)
    (tmp_path / "public").symlink_to(tmp_path / "elsewhere/www")
    publish(site(tmp_path / "built", "one"), tmp_path / "public")
    publish(site(tmp_path / "built", "two"), tmp_path / "public")
    assert (tmp_path / "public").is_symlink()
    assert state(tmp_path / "elsewhere/www") == {"two"}


def in_small_disk(tmp_path: Path, script: str) -> subprocess.CompletedProcess[str]:
    """Runs this Python with a disk of 400 KB mounted at `small`, visible to that process alone."""
    (tmp_path / "small").mkdir()
    mount = f'mount -t tmpfs -o size=400k none "{tmp_path}/small"'
    script_in_it = [f'{mount} && exec "{sys.executable}" -c "$0" "{tmp_path}"', script]
    ways = [["unshare", "-m"], ["unshare", "-Urm"], ["sudo", "-n", "unshare", "-m"]]
    for way in ways:
        try:
            able = subprocess.run([*way, "sh", "-c", mount], check=False, capture_output=True)
        except FileNotFoundError:
            continue
        if able.returncode == 0:
            return subprocess.run([*way, "sh", "-c", *script_in_it], check=False, capture_output=True, text=True)
    pytest.skip("a small disk needs the right to mount one: root, user namespaces or sudo")


SMALL_DISK = """
import sys
from pathlib import Path
from kept.findings import BuildError
from kept.site.publish import publish
from kept.site.work_folder import scratch
tmp = Path(sys.argv[1]); small = tmp / "small"
def site(folder, name, size):
    folder.mkdir()
    (folder / ".kept-site").write_text(name)
    (folder / "index.html").write_text(name * size)
    return folder
publish(site(small / "built", "old", 10), small / "dist")
try:
    publish(site(tmp / "big", "new", 1_000_000), small / "dist")
except BuildError as error:
    print(error)
try:
    with scratch(small) as work:
        site(work / "site", "new", 1_000_000)
except BuildError as error:
    print(error)
print(sorted(path.name for path in small.iterdir()), (small / "dist/index.html").read_text())
publish(site(tmp / "fits", "new", 10), small / "dist")
print((small / "dist/index.html").read_text())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a small disk as Linux does")
def test_a_full_disk_leaves_the_last_good_site(tmp_path: Path) -> None:
    """A real one: built elsewhere and too big to copy, then too big to build. What fits afterwards is published."""
    done = in_small_disk(tmp_path, SMALL_DISK)
    assert done.returncode == 0, done.stderr
    copied, built, left, fitted = done.stdout.splitlines()
    assert "No space left on device" in copied
    assert "The last good site is untouched" in copied
    assert "The disk is full" in built
    assert left == f"['.kept', 'dist'] {'old' * 10}"
    assert fitted == "new" * 10


def test_a_folder_to_build_in_is_there_and_then_gone(tmp_path: Path) -> None:
    with scratch(tmp_path) as one, scratch(tmp_path) as other:
        assert one != other
        assert one.parent == other.parent == tmp_path / ".kept"
        (one / "half").write_text("half")
    assert names(tmp_path / ".kept") == [".gitignore"]


def test_what_a_killed_build_left_is_swept_and_what_a_living_one_uses_is_not(tmp_path: Path) -> None:
    started = [
        subprocess.Popen([sys.executable, "-c", WORK, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    dead, living = started
    try:
        assert dead.stdout
        assert living.stdout
        dead_folder, living_folder = (Path(each.stdout.readline().strip()) for each in (dead, living) if each.stdout)
        dead.kill()
        dead.wait()
        assert (dead_folder / "half").exists()
        with scratch(tmp_path):
            assert not dead_folder.exists()
            assert (living_folder / "half").exists()
    finally:
        for each in started:
            each.kill()
            each.communicate()


def test_builds_that_start_and_die_at_once_never_take_each_others_folder(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from kept.site.work_folder import scratch\n"
        "for n in range(60):\n"
        "    with scratch(Path(sys.argv[1])) as folder:\n"
        "        (folder / 'mine').write_text(str(n)); assert (folder / 'mine').read_text() == str(n)"
    )
    running = [subprocess.Popen([sys.executable, "-c", script, str(tmp_path)]) for _ in range(4)]
    chance = random.Random(7)  # noqa: S311  no secret
    victim = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stderr=subprocess.DEVNULL)
    time.sleep(chance.uniform(0.1, 0.3))
    victim.kill()
    victim.wait()
    assert [process.wait() for process in running] == [0, 0, 0, 0]


def test_a_place_that_cannot_be_built_in_is_named(tmp_path: Path) -> None:
    (tmp_path / ".kept").write_text("a file")
    with pytest.raises(BuildError, match=r"\.kept cannot be built in: File exists"), scratch(tmp_path):
        pass


def test_a_target_that_cannot_be_replaced_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BuildError, match="cannot be replaced: File exists"):
        publish(site(tmp_path / "built", "one"), tmp_path / "file/public")
