"""A finding is a problem as a value. Exceptions are only for problems after which the next step makes no sense.

The exception tree::

    KeptError            what kept cannot go on from; its text says what to do
    ├── UsageError       wrong options, no register found, nothing readable (exit 2)
    ├── TrustRefError    the git revision that says what is approved cannot be read (exit 2)
    └── BuildError       the site could not be made or published; the last good one is untouched (exit 1)
"""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class KeptError(Exception):
    """A problem that stops kept. Its text names the place, the cause and what to do next."""


class UsageError(KeptError):
    """The command makes no sense here: wrong options, no register, or nothing readable."""


class TrustRefError(KeptError):
    """The git revision that says what is approved cannot be read. There is no fallback."""


class BuildError(KeptError):
    """The site could not be made or published. The last good one is unchanged."""


class Severity(StrEnum):
    """How serious a finding is."""

    ERROR = "error"
    """`kept check` exits 1; the item is withheld, together with what depends on it."""
    WITHHELD = "withheld"
    """The item, or a part of it, stays off that site; the rest is published."""
    INFORMATION = "information"
    """Good to know; nothing is held back."""


class Place(NamedTuple):
    """A place in a file: the path from the project's root, and line and column (from 1) where they are known."""

    path: str
    line: int | None = None
    column: int | None = None


class Rule(NamedTuple):
    """The catalogue's entry for one code."""

    code: str
    slug: str
    severity: Severity
    stops_site: bool
    """True where the fault makes the whole site untrustworthy, so that `build` publishes nothing."""
    may_loosen: bool
    """True where a policy may make it less serious. It may always make it more serious."""


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its code, in the order of `findings.toml`."""
    text = files("kept").joinpath("findings.toml").read_text(encoding="utf-8")
    return {
        code: Rule(
            code,
            entry["slug"],
            Severity(entry["severity"]),
            stops_site=bool(entry.get("site", False)),
            may_loosen=bool(entry.get("loosen", False)),
        )
        for code, entry in tomllib.loads(text).items()
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One problem: its place, its description, and what to do."""

    code: str
    place: Place
    message: str
    """What is wrong, and who and when where that matters; one sentence."""
    hint: str
    """What to do next."""
    item: str | None = None
    """The evidence id, or `promise.<id>`, that it is about."""
    promise: str | None = None
    audience: str | None = None
    """The site from which it holds the item back; None for both."""
    in_part: bool = False
    """True where the item is on the site, without the part that the message names."""
    weight: Severity | None = None
    """Its severity here, where the policy or the site differs from the catalogue."""
    waits_on: tuple[str, ...] = field(default=(), compare=False)
    """The ids of people who can approve it, each alone; empty where no approval is missing."""
    stops: bool = False
    """True where this finding stops the site, although others with its code do not."""

    @property
    def rule(self) -> Rule:
        """The catalogue's entry for this code."""
        return rules()[self.code]

    @property
    def stops_site(self) -> bool:
        """True where the site cannot be trusted because of this finding."""
        return self.stops or self.rule.stops_site

    @property
    def severity(self) -> Severity:
        """How serious it is here."""
        return self.weight or self.rule.severity


@dataclass(frozen=True, slots=True)
class Report:
    """Findings, sorted by path, line, column and code. Adding two reports merges them without duplicates."""

    findings: tuple[Finding, ...] = field(default=())

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Self:
        """A report of these findings, each once, sorted."""
        return cls(tuple(sorted(dict.fromkeys(findings), key=_reading_order)))

    def __add__(self, other: Report) -> Report:
        return Report.of((*self.findings, *other.findings))

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def weighed(self, weights: Mapping[str, Severity]) -> Report:
        """The same report; findings without a severity of their own get the one given for their code."""
        return Report.of(
            finding if finding.weight else replace(finding, weight=weights.get(finding.code)) for finding in self
        )

    def count(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return Counter(finding.severity for finding in self.findings)[severity]

    @property
    def has_errors(self) -> bool:
        """True where `kept check` exits 1."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def stops_site(self) -> bool:
        """True where `kept build` must publish nothing."""
        return any(finding.stops_site for finding in self.findings)


def _reading_order(finding: Finding) -> tuple[str | int, ...]:
    """A complete order, so that a report does not depend on the order of files."""
    place = finding.place
    where = (place.path, place.line or 0, place.column or 0)
    about = (finding.audience or "", finding.message, finding.item or "", finding.promise or "", finding.hint)
    return (*where, finding.code, *about, finding.in_part)
