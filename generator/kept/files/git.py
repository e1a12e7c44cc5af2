"""Runs the user's own git in the project's folder, without the network."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from kept.findings import TrustRefError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# The GIT_ variables that git needs on some machines. All others are removed: a hook, a job or an attacker may have set
# them, and they could lead git to another repository, other content or other settings.
_PASSED_ON = frozenset(
    (
        "GIT_CONFIG_GLOBAL",
        "GIT_CONFIG_NOSYSTEM",
        "GIT_CONFIG_SYSTEM",
        "GIT_DISCOVERY_ACROSS_FILESYSTEM",
        "GIT_EXEC_PATH",
        # Makes git treat every folder as somebody else's and refuse it; the tests need it.
        "GIT_TEST_ASSUME_DIFFERENT_OWNER",
    )
)
_GIT_ENVIRONMENT = {
    "LC_ALL": "C",
    # Only `pull` may use the network. Older versions of git know only the second of these.
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    # Reads the real history: no grafts and no replaced objects.
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}


def git(root: Path, *arguments: str, stdin: bytes | None = None) -> bytes:
    """The output of a git command.

    Raises:
        TrustRefError: git is missing, refuses this folder, or fails; the text says what to do.
    """
    own = {key: value for key, value in os.environ.items() if not key.startswith("GIT_") or key in _PASSED_ON}
    try:
        done = subprocess.run(  # noqa: S603  a fixed program, arguments as a list
            ["git", "-C", str(root), *arguments],  # noqa: S607  the user's own git
            input=b"" if stdin is None else stdin,
            capture_output=True,
            check=True,
            env=own | _GIT_ENVIRONMENT,
        )
    except FileNotFoundError as error:
        message = "git is not installed, and this folder is a git repository: install git to read what is approved."
        raise TrustRefError(message) from error
    except subprocess.CalledProcessError as error:
        raise TrustRefError(_git_says(root, error.stderr.decode("utf-8", "replace"))) from error
    return done.stdout


def in_repository(root: Path) -> bool:
    """True where there is a `.git` in this folder or above it."""
    return any((folder / ".git").exists() for folder in (root, *root.parents))


def contents(root: Path, objects: Mapping[str, str]) -> dict[str, bytes]:
    """The content of each object, by its id; runs one git process.

    Args:
        root: the project's root.
        objects: by object id, the file with that content, for messages.

    Raises:
        TrustRefError: git does not have one of them.
    """
    request = "".join(f"{name}\n" for name in objects).encode()
    answer = memoryview(git(root, "cat-file", "--batch", stdin=request))
    found: dict[str, bytes] = {}
    start = 0
    for name, path in objects.items():
        end = start + bytes(answer[start : start + 200]).index(b"\n")
        header = bytes(answer[start:end]).split(b" ")
        if len(header) != 3:  # noqa: PLR2004  "<id> <type> <size>", or "<id> missing"
            message = (
                f"git does not have the content of {shown(path)}. Fetch the whole history (actions/checkout: "
                "`fetch-depth: 0`, without a filter), or run `git fsck` to see what is broken."
            )
            raise TrustRefError(message)
        size = int(header[2])
        found[name] = bytes(answer[end + 1 : end + 1 + size])
        start = end + size + 2
    return found


def _git_says(root: Path, words: str) -> str:
    if "dubious ownership" in words:
        return (
            f"git refuses to read {shown(root.name)}/ because it belongs to another user (dubious ownership). If you "
            "trust it, run: git config --global --add safe.directory THIS_FOLDER"
        )
    lines = words.strip().splitlines()
    return f"git could not read the repository: {shown(lines[-1]) if lines else 'it gave no reason'}"


def shown(path: str) -> str:
    """A path in which every unprintable character is replaced by an escape."""
    return path if path.isprintable() else path.encode("unicode_escape", "surrogatepass").decode("ascii")
