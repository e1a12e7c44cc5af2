"""A project on disk whose promises show every verdict there is, written, approved and committed for real."""

from __future__ import annotations

from typing import TYPE_CHECKING

from projects import REGISTER, Project

if TYPE_CHECKING:
    from pathlib import Path

CANARY = "CANARY-of-the-open-period"

_HEAD = REGISTER.partition("[[promises]]")[0]

_PROMISES = """
[[promises]]
id = "kept"
statement = "We come when we said we would."
audience = "public"
owner = "olive"
made_on = 2026-01-01
targets = [
  { metric = "punctual", at_least = 94, from = 2026-01-01 },
  { metric = "punctual", at_least = 95, from = 2026-04-01 },
]

[[promises]]
id = "partly"
statement = "We answer, and we ring back."
audience = "public"
owner = "olive"
targets = [
  { metric = "answered", at_least = 85, from = 2026-07-01 },
  { metric = "ring-back", at_most = 4, from = 2026-07-01 },
]

[[promises]]
id = "missed"
statement = "You hear it from us."
audience = "public"
owner = "olive"
targets = [{ metric = "heard", at_least = 90, from = 2026-04-01 }]

[[promises]]
id = "unreported"
statement = "Found things go home."
audience = "public"
owner = "olive"
targets = [{ metric = "found", at_most = 3, from = 2026-08-01 }]

[[promises]]
id = "stale"
statement = "A depot worth coming to."
audience = "public"
owner = "olive"
targets = [{ metric = "rating", at_least = 4, from = 2023-04-01 }]

[[promises]]
id = "weekly"
statement = "The rota is up."
audience = "public"
owner = "olive"
targets = [{ metric = "rota", at_least = 90, from = 2026-08-31 }]

[[promises]]
id = "measuring"
statement = "We fetch the boxes."
audience = "public"
owner = "olive"
targets = [{ metric = "boxes", at_least = 90, from = 2026-10-01 }]

[[promises]]
id = "retired"
statement = "We survey on Saturdays."
audience = "public"
owner = "olive"
targets = [{ metric = "saturdays", at_least = 90, from = 2026-01-01 }]
retired = { on = 2026-05-31, why = "Mondays paid for it." }

[[promises]]
id = "reached"
kind = "deadline"
due = 2026-06-30
statement = "By June every depot has the list."
audience = "public"
owner = "olive"
targets = [{ metric = "lists", at_least = 5, from = 2026-01-01 }]

[[promises]]
id = "late"
kind = "deadline"
due = 2026-06-30
statement = "By June every lorry has straps."
audience = "public"
owner = "olive"
targets = [{ metric = "straps", at_least = 41, from = 2026-01-01 }]

[[promises]]
id = "under-way"
kind = "deadline"
due = 2027-06-30
statement = "By next June no depot has a step."
audience = "public"
owner = "olive"
targets = [{ metric = "steps", at_least = 5, from = 2026-01-01 }]
moved = [{ was = 2026-12-31, now = 2027-06-30, why = "The landlord took his time.", on = 2026-09-14 }]
"""

_METRIC = """\
title = "{title}"
definition = "What is counted."
unit = "{unit}"
direction = "{direction}"
period = "{period}"
denominator = "All of them."
population = "Everybody."
method = "Counted."
source = "The book."
data_owner = "connie"
{more}
"""

_AUDITED = """\
due_days = 30

[assurance]
kind = "independent-audit"
by = "Garrow Pike"
on = 2026-11-04

[[restatements]]
period = "2026-Q2"
was = 95.5
now = 94.5
why = "Ten were counted twice."
on = 2026-09-16
"""

_ASKED = """\
[survey]
sponsor = "Us"
conductor = "Us"
question = "Did you?"
mode = "E-mail"
invited = 900
"""

_METRICS = {
    "punctual": (
        "percent quarter",
        _AUDITED,
        f"""\
2026-Q1,96.0,200,192,,final,2026-04-14,
2026-Q2,94.5,200,189,,final,2026-07-14,
2026-Q3,95.1,2431,2311,,final,2026-10-14,
2026-Q4,87.9,240,211,440,interim,2026-11-17,{CANARY}
""",
    ),
    "answered": ("percent quarter", "", "2026-Q3,85.2,3398,2895,,final,2026-10-14,"),
    "ring-back": ("hours quarter lower", "", "2026-Q3,5.5,208,,,final,2026-10-14,"),
    "heard": (
        "percent quarter",
        _ASKED,
        """\
2026-Q2,91.0,200,182,,final,2026-07-14,
2026-Q3,66.7,300,200,,final,2026-10-14,
""",
    ),
    "found": (
        "days month lower",
        "due_days = 14",
        """\
2026-08,2,28,,,final,2026-09-10,
2026-09,2,26,,,final,2026-10-10,
""",
    ),
    "rating": ("rating year", "year_starts = 4\nmax_age_periods = 1", "FY2024,4.1,94,,,final,2024-05-14,"),
    "rota": (
        "percent week",
        "due_days = 6",
        """\
2026-W45,91.6,466,427,,final,2026-11-11,
2026-W46,91.7,459,421,,final,2026-11-18,
""",
    ),
    "boxes": ("percent quarter", "", "2026-Q4,96.0,100,96,,interim,2026-11-17,"),
    "saturdays": ("percent quarter", "", "2026-Q1,85.5,214,183,,final,2026-04-14,"),
    "lists": (
        "count quarter",
        "",
        """\
2026-Q1,4,,,,final,2026-04-14,
2026-Q2,5,,,,final,2026-07-14,
""",
    ),
    "straps": (
        "count quarter",
        "",
        """\
2026-Q2,38,,,,final,2026-07-14,
2026-Q3,41,,,,final,2026-10-14,
""",
    ),
    "steps": (
        "count quarter",
        "",
        """\
2026-Q2,2,,,,final,2026-07-14,
2026-Q3,3,,,,final,2026-10-14,
""",
    ),
}
"""By id: unit, period and direction; what else the definition says; the rows."""


def every_state(root: Path) -> Project:
    """The project, approved for both sites and committed."""
    files: dict[str, str | bytes] = {"promises.toml": _HEAD + _PROMISES}
    for name, (kind, more, rows) in _METRICS.items():
        unit, period, *lower = kind.split()
        direction = "lower-is-better" if lower else "higher-is-better"
        text = _METRIC.format(title=f"Title of {name}", unit=unit, direction=direction, period=period, more=more)
        files[f"evidence/metrics/{name}.toml"] = text
        files[f"evidence/metrics/{name}.csv"] = f"period,value,n,numerator,expected,status,published_on,note\n{rows}"
    project = Project(root).write(files)
    promises = [line.partition('"')[2].rstrip('"') for line in _PROMISES.splitlines() if line.startswith("id =")]
    project.approve(*(f"promise.{name}" for name in promises), by="olive")
    project.approve(*_METRICS, by="connie")
    project.commit()
    return project
