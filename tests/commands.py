"""The command line of kept, run in this process or, where the process itself is the matter, in one of its own."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple
from unittest import mock

from kept import cli
from kept.cli import ci

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

KEPT = (sys.executable, "-c", "from kept.cli import main; main()")
"""How a test starts kept as a process."""

FOREIGN = ci.variables() | {"GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE", "CI_PROJECT_DIR", "NO_COLOR", "COLUMNS"}
"""A CI job's own variables, which would be taken for the tested project's."""

_READ_AT_THE_START = ("PYTHON", "LC_", "LANG", "TZ")
"""Python looks at variables of these names once, when it starts."""


class Ran(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str


def run(arguments: Sequence[str], cwd: Path, environment: Mapping[str, str]) -> Ran:
    """What a command does in a folder, with these variables besides the ones that are set.

    It runs in this process, because starting Python takes longer than most commands; only variables that Python
    reads at its start get it a process of its own.
    """
    if any(name.startswith(_READ_AT_THE_START) for name in environment):
        return run_as_process(arguments, cwd, environment)
    code: object = None
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="", write_through=True) for _ in range(2))
    thresholds = gc.get_threshold()
    with (
        mock.patch.dict(os.environ, _variables(environment), clear=True),
        mock.patch.object(sys, "argv", ["kept", *arguments]),
        mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(), encoding="utf-8")),
        contextlib.chdir(cwd),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            cli.main()
        except SystemExit as ended:
            code = ended.code
        finally:
            gc.set_threshold(*thresholds)
    assert isinstance(code, int)
    return Ran(code, _text(out), _text(err))


def run_as_process(arguments: Sequence[str], cwd: Path, environment: Mapping[str, str]) -> Ran:
    """The same by a process of its own, as a user starts it."""
    done = subprocess.run(
        [*KEPT, *arguments],
        cwd=cwd,
        env={"PYTHONIOENCODING": "utf-8", **_variables(environment)},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def _variables(environment: Mapping[str, str]) -> dict[str, str]:
    return {**{name: value for name, value in os.environ.items() if name not in FOREIGN}, **environment}


def _text(stream: io.TextIOWrapper) -> str:
    raw = stream.buffer
    assert isinstance(raw, io.BytesIO)
    return raw.getvalue().decode("utf-8")
