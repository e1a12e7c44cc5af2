r"""Projects as text: the examples of `tests/examples`, several to a file, each with the findings it must give.

    ======== invalid/a-name
    -------- promises.toml
    the text of the file
    -------- evidence/metrics/punctuality.csv (as in valid/whole)
    -------- evidence/testimonials/old.md (escaped)
    one byte outside ASCII is written \xe9, a carriage return \r
    -------- findings
    what `kept check` prints

Besides `as in ...` and `escaped` there is `no line break at the end`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from projects import SMALL, Project

EXAMPLES = Path(__file__).parent / "examples"

_CASE = re.compile(r"^={8} (.+)\n", re.MULTILINE)
_FILE = re.compile(r"^-{8} (.+?)(?: \((.*)\))?\n", re.MULTILINE)
_FINDINGS = "findings"
_SMALL = "the small project"


@dataclass(frozen=True)
class Example:
    """A project as files, and what a check of it prints."""

    findings: str
    files: dict[str, bytes] = field(default_factory=dict)

    def write(self, root: Path) -> Project:
        """The project, written into a folder."""
        return Project(root).write(self.files)


@cache
def examples() -> dict[str, Example]:
    """Every example by its name."""
    found: dict[str, Example] = {}
    for path in sorted(EXAMPLES.glob("*.txt"), key=lambda path: (path.stem != "valid", path)):
        _, *parts = _CASE.split(path.read_bytes().decode())
        for name, text in zip(parts[::2], parts[1::2], strict=True):
            assert name not in found, f"{name} is there twice"
            found[name] = _example(text, found)
    return found


def _example(text: str, earlier: dict[str, Example]) -> Example:
    _, *parts = _FILE.split(text)
    files = {path: _content(path, how or "", body, earlier) for path, how, body in _threes(parts)}
    return Example(f"{files.pop(_FINDINGS).decode().rstrip()}\n", files)


def _threes(parts: list[str]) -> list[tuple[str, str, str]]:
    return list(zip(parts[::3], parts[1::3], parts[2::3], strict=True))


def _content(path: str, how: str, body: str, earlier: dict[str, Example]) -> bytes:
    if how.startswith("as in "):
        assert not body, f"{path} is {how} and has a text"
        source = how.removeprefix("as in ")
        small = SMALL[path] if source == _SMALL else earlier[source].files[path]
        return small if isinstance(small, bytes) else small.encode()
    ways = set(how.split(", ")) if how else set()
    assert ways <= {"escaped", "no line break at the end"}, f"{path}: {how}"
    raw = body.encode("ascii").decode("unicode_escape").encode("latin-1") if "escaped" in ways else body.encode()
    return raw.removesuffix(b"\n") if "no line break at the end" in ways else raw
