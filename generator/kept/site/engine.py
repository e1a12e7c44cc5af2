"""The site engine, run once per edition as a process of its own.

mkdocs with mkdocs-material is the default. zensical, by the same authors, reads the same configuration.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path

from kept.findings import BuildError, UsageError

_LINES_SHOWN = 24
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_TRACEBACK = re.compile(r"^Traceback \(most recent call last\):\n(?:[ \t].*\n)+", re.MULTILINE)
_IN_TEMPLATE = re.compile(r".*\.html\", line.*\n")
_PROGRESS = ("INFO ", "Build started")


class Engine(StrEnum):
    """The engine that draws the frame around the pages. The value is the name of its module and command."""

    MKDOCS = "mkdocs"
    ZENSICAL = "zensical"

    @property
    def theme(self) -> Path:
        """The folder of the theme's own templates.

        Raises:
            UsageError: the engine is not installed.
        """
        name = "material" if self is Engine.MKDOCS else "zensical"
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            extra = "" if self is Engine.MKDOCS else "[zensical]"
            message = f'The engine {self} is not installed. Run: pip install "kept{extra}"'
            raise UsageError(message)
        return Path(spec.origin).parent / "templates"

    def build(self, config: Path) -> None:
        """Builds the site that this configuration describes into its `site_dir`.

        Raises:
            BuildError: the engine failed or warned. The message ends with the engine's last lines.
        """
        # -P keeps the current folder off the module path: a yaml.py in it must not be imported.
        command = [sys.executable, "-P", "-m", str(self), "build", "--strict", "--config-file", str(config)]
        run = subprocess.run(  # noqa: S603 - our own interpreter, our own arguments
            command,
            cwd=config.parent,
            env=os.environ | _ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        if run.returncode:
            message = (
                f"{self} could not draw the frame around the pages. It said:\n{_said(run.stdout)}\n"
                "The cause is in mkdocs.yml, in site_templates/theme/ or in a page of site_templates/content/. "
                "The last good site is untouched."
            )
            raise BuildError(message)


def _said(output: str) -> str:
    """The engine's last lines, indented, without colours and progress; from a traceback only the templates."""
    plain = _TRACEBACK.sub(lambda trace: "".join(_IN_TEMPLATE.findall(trace[0])), _COLOUR.sub("", output))
    lines = [line for line in plain.splitlines() if line.strip() and not line.startswith(_PROGRESS)]
    return "\n".join(f"  {line}" for line in lines[-_LINES_SHOWN:])


_ENVIRONMENT = {
    "NO_MKDOCS_2_WARNING": "1",  # a notice about another product
    "PYTHONUTF8": "1",
    "PYTHONWARNINGS": "ignore",
    "PYTHONHASHSEED": "0",
    "SOURCE_DATE_EPOCH": "0",
    "TZ": "UTC",
    "NO_COLOR": "1",
}
"""Makes the output independent of the machine, the time and the language."""
