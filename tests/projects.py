"""Projects on disk: written from texts, committed by a real git, judged by a real kept."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from datetime import date
from textwrap import dedent
from typing import TYPE_CHECKING, NamedTuple

import commands
from commands import Ran as Ran  # noqa: PLC0414  the tests know it by this module
from kept import cli, pipeline
from kept.edition.gate import gates
from kept.findings import Finding, Report
from kept.model.edition import InternalEdition, PublicEdition
from kept.model.portfolio import Portfolio
from kept.report import findings_text as formats

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

TODAY = date(2026, 11, 20)
"""The day that counts as today in every project of the tests."""

_GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "Test",
    "GIT_AUTHOR_EMAIL": "test@example.com",
    "GIT_COMMITTER_NAME": "Test",
    "GIT_COMMITTER_EMAIL": "test@example.com",
    "GIT_AUTHOR_DATE": "2026-11-20T12:00:00Z",
    "GIT_COMMITTER_DATE": "2026-11-20T12:00:00Z",
}
_GIT_OPTIONS = ("-c", "init.defaultBranch=main", "-c", "maintenance.auto=false", "-c", "core.fsync=none")
"""What is done for a repository of years is wasted on one that lives as long as a test."""


class Gated(NamedTuple):
    """Both editions of a project, with what was held back from each."""

    public: PublicEdition
    public_report: Report
    internal: InternalEdition
    internal_report: Report

    def codes(self, item: str) -> set[str]:
        """The codes of every finding about an item."""
        return {finding.code for finding in (*self.public_report, *self.internal_report) if finding.item == item}


@dataclass(frozen=True)
class Project:
    """A folder that kept works in."""

    root: Path
    environment: dict[str, str] = field(default_factory=dict)

    def write(self, files: Mapping[str, str | bytes]) -> Project:
        """Writes files; texts lose the indentation they have in common."""
        for path, content in files.items():
            target = self.root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else dedent(content).encode())
        return self

    def edit(self, path: str, old: str, new: str) -> Project:
        """Replaces a text that must be there."""
        before = (self.root / path).read_text(encoding="utf-8")
        assert old in before, f"{old!r} is not in {path}"
        return self.write({path: before.replace(old, new).encode()})

    def git(self, *arguments: str, on: date | str | None = None) -> str:
        """What git prints, without anybody's own configuration; whatever it commits is dated on a day or moment."""
        moment = f"{on}T12:00:00Z" if isinstance(on, date) else on
        dated = {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment} if moment else {}
        done = subprocess.run(
            ["git", "-C", str(self.root), *_GIT_OPTIONS, *arguments],
            env={**os.environ, **_GIT, **dated},
            capture_output=True,
            check=True,
            text=True,
        )
        return done.stdout.strip()

    def commit(self, on: date | None = None) -> str:
        """Commits everything that lies here, in a repository that is made if there is none. The new commit's id."""
        if not (self.root / ".git").exists():
            self.git("init", "--quiet", "--template=")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "as it is", on=on)
        return self._head()

    def _head(self) -> str:
        """The newest commit's id. Reading git's own file saves a process for each of some thousand commits."""
        if not (self.root / ".git").is_dir():
            return self.git("rev-parse", "HEAD")
        branch = (self.root / ".git/HEAD").read_text(encoding="ascii").strip().removeprefix("ref: ")
        found = self.root / ".git" / branch
        return found.read_text(encoding="ascii").strip() if found.is_file() else self.git("rev-parse", "HEAD")

    def kept(self, *arguments: str, cwd: Path | None = None, **environment: str) -> Ran:
        """Runs the command in the project's folder, in this process."""
        return commands.run(arguments, cwd or self.root, {**_GIT, **self.environment, **environment})

    def kept_as_process(self, *arguments: str, **environment: str) -> Ran:
        """Runs the command as a user would: for the tests that are about the process itself."""
        return commands.run_as_process(arguments, self.root, {**_GIT, **self.environment, **environment})

    def approve(self, *items: str, by: str, audience: str = "all") -> Project:
        """Has somebody approve items, by the command; without the time a process of its own takes to begin."""
        return self._decide("approve", *items, "--as", by, "--audience", audience)

    def revoke(self, *items: str, by: str) -> Project:
        """Has somebody take their approval back."""
        return self._decide("revoke", *items, "--as", by)

    def _decide(self, *arguments: str) -> Project:
        ended = cli.cli.main([*arguments, "--root", str(self.root)], prog_name="kept", standalone_mode=False)
        assert ended == cli.OK
        return self

    def load(self, trust_ref: str | None = None) -> tuple[Portfolio, Report]:
        """Everything that is written down here."""
        portfolio, report = pipeline.load(self.root, trust_ref)
        assert portfolio is not None, [finding.message for finding in report]
        return portfolio, report

    def load_raw(self) -> tuple[Portfolio | None, Report]:
        """The same, where there may be no usable register."""
        return pipeline.load(self.root, None)

    def gated(self, as_of: date = TODAY, trust_ref: str | None = None) -> Gated:
        """What both audiences may see."""
        portfolio, _ = self.load(trust_ref)
        (public, public_report), (internal, internal_report) = gates(portfolio, as_of=as_of)
        return Gated(public, public_report, internal, internal_report)

    def check(self, as_of: date = TODAY) -> str:
        """What `kept check` prints, by way of the API."""
        portfolio, found = pipeline.load(self.root, None)
        if portfolio is None:
            return formats.as_text(found, None)
        checked = pipeline.check(self.root, portfolio, found, as_of)
        return formats.as_text(checked.report, checked.summary)

    def findings(self, as_of: date = TODAY) -> list[Finding]:
        """Every finding of a check, without what is only for information."""
        _, found = pipeline.load(self.root, None)
        gated = self.gated(as_of)
        everything = found + gated.public_report + gated.internal_report
        return [finding for finding in everything if finding.severity != "information"]


REGISTER = """\
[organisation]
name = "Small Removals"
locale = "en-GB"
demo = true
as_of = 2026-11-20

[[people]]
id = "olive"
name = "Olive Owner"
emails = ["olive@small.example"]
logins = ["olive-o"]

[[people]]
id = "connie"
name = "Connie Counts"

[[people]]
id = "tessa"
name = "Tessa Takes"

[[people]]
id = "lena"
name = "Lena Law"

[[promises]]
id = "on-time"
statement = "We come when we said we would."
audience = "public"
owner = "olive"
targets = [{ metric = "punctuality", at_least = 95, from = 2026-01-01 }]
"""

METRIC = """\
title = "Arrivals on time"
definition = "Crews that arrived within the hour we named."
unit = "percent"
direction = "higher-is-better"
period = "quarter"
denominator = "Crews that were expected."
population = "Every move of the quarter."
method = "The crew's own clock, against the hour in the order."
source = "The order book."
data_owner = "connie"
"""

TABLE = """\
period,value,n,numerator,status,published_on,note
2026-Q1,96.0,200,192,final,2026-04-14,
2026-Q2,97.5,200,195,final,2026-07-14,
2026-Q3,95.5,200,191,final,2026-10-14,
2026-Q4,91.0,100,91,interim,,
"""

VOICE = """\
---
promises: [on-time]
audience: public
said_on: 2026-03-02
speaker:
  name: Ada Mover
  role: Homeowner
  organisation: Mover and Sons
  place: Leeds
  contact_ref: "crm:1"
attribution: named
source: { kind: survey, ref: "vault:surveys/1", captured_on: 2026-03-02, captured_by: tessa }
verified: { method: called back, by: paul, on: 2026-03-02 }
original: They rang the bell at nine, as they had said.
consent:
  basis: consent
  ref: "vault:consents/1"
  granted_on: 2026-03-02
  channels: [site]
  assets: [name]
---
They rang the bell at nine, as they had said.
"""

STORY = """\
---
promises: [on-time]
audience: public
title: A shop moved overnight
summary: Closed at six, open at nine.
customer: Corner Books
dates: { start: 2026-02-01 }
terms: Full price
callouts:
  - { label: Books, value: "4,000", source: The shop's own list }
  - { label: On time, value: "96 %", metric: punctuality }
quotes: [nine-oclock]
images:
  - { file: shelves.png, alt: Full shelves }
outcome: typical
source: { kind: interview, ref: "vault:interviews/1", captured_on: 2026-03-01, captured_by: tessa }
verified: { method: visited, by: paul, on: 2026-03-02 }
consent:
  basis: consent
  ref: "vault:consents/2"
  granted_on: 2026-03-02
  channels: [site]
  assets: [name]
---
## The challenge

Four thousand books.

## What happened

They stood on the shelves at nine.
"""

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
"""The smallest picture there is."""

SMALL: Mapping[str, str | bytes] = {
    "promises.toml": REGISTER,
    "evidence/metrics/punctuality.toml": METRIC,
    "evidence/metrics/punctuality.csv": TABLE,
    "evidence/testimonials/nine-oclock.md": VOICE,
    "evidence/case-studies/corner-books/index.md": STORY,
    "evidence/case-studies/corner-books/shelves.png": PIXEL,
}
"""One promise with a metric, a voice and a story; nothing is approved."""


def small(root: Path) -> Project:
    """The small project, nothing of it approved, in no repository."""
    return Project(root).write(SMALL)


def approved(root: Path) -> Project:
    """The small project with everything approved for both sites, and committed."""
    project = small(root)
    project.approve("promise.on-time", "nine-oclock", "corner-books", by="olive")
    project.approve("punctuality", by="connie")
    project.commit()
    return project
