"""Edits with which somebody might want a published miss to be forgotten: none of them has a dated entry of its own."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from held import METRIC, REGISTER, TABLE
from kept.findings import BuildError, UsageError
from projects import SMALL

if TYPE_CHECKING:
    from projects import Project

TARGET = '{ metric = "punctuality", at_least = 95, from = 2026-01-01 }'
WHOLE = None
"""Instead of a text: the whole file goes."""


class World(NamedTuple):
    """A project in which something bad was published about the third quarter."""

    files: Mapping[str, str | bytes]
    told: str
    """What was published about it."""


def _with(*edits: tuple[str, str, str]) -> Mapping[str, str | bytes]:
    files = dict(SMALL)
    for path, old, new in edits:
        text = files[path]
        assert isinstance(text, str)
        assert old in text, old
        files[path] = text.replace(old, new)
    return files


_MISSED = (TABLE, "95.5,200,191,final", "90.5,200,181,final")
WORLDS = {
    "missed": World(_with(_MISSED), "missed"),
    "not reported": World(
        _with((TABLE, "2026-Q3,95.5,200,191,final,2026-10-14,\n2026-Q4,91.0,100,91,interim,,\n", "")), "no-result"
    ),
    "a deadline missed": World(
        _with(
            (TABLE, "96.0,200,192", "80.0,200,160"),
            (TABLE, "97.5,200,195", "85.0,200,170"),
            _MISSED,
            (REGISTER, "targets =", 'kind = "deadline"\ndue = 2026-09-30\ntargets ='),
        ),
        "missed",
    ),
    "one of two missed": World(
        {
            **_with(
                _MISSED,
                (REGISTER, TARGET, TARGET + ', { metric = "answered", at_least = 80, from = 2026-01-01 }'),
            ),
            "evidence/metrics/answered.toml": str(SMALL[METRIC]).replace("Arrivals on time", "Calls answered"),
            "evidence/metrics/answered.csv": str(SMALL[TABLE]),
        },
        "partly-kept",
    ),
}

_KEY, _HEAD = "data_owner", "targets ="
_CORRECTED = (
    '{ period = "2026-Q3", was = 90.5, was_n = 200, was_numerator = 181, now = 97.5, why = "S.", on = 2026-10-01 }'
)
_LOWERED = '{ metric = "punctuality", from = 2026-01-01, was = 95, now = 90, why = "S.", on = 2026-01-02 }'
_ANEW = '{ field = "statement", was = "We come.", why = "S.", on = 2026-07-01, changes_meaning = true }'
EDITS: dict[str, tuple[str, str | None, str]] = {
    "a better value": (TABLE, "90.5,200,181", "97.5,200,195"),
    "a better value with an n of its own": (TABLE, "90.5,200,181", "97.5,400,390"),
    "the row taken away": (TABLE, "2026-Q3,90.5,200,181,final,2026-10-14,\n", ""),
    "the row no longer final": (TABLE, "181,final,2026-10-14", "181,interim,"),
    "the row said to be missing": (TABLE, "90.5,200,181,final,2026-10-14,", ",,,missing,2026-10-14,Lost."),
    "nothing to measure": (TABLE, "90.5,200,181", ",0,"),
    "published on another day": (TABLE, "181,final,2026-10-14", "181,final,2026-12-14"),
    "the table taken away": (TABLE, WHOLE, ""),
    "the metric taken away": (METRIC, WHOLE, ""),
    "the metric under another id": (REGISTER, "punctuality", "arrivals"),
    "a lower target": (REGISTER, "at_least = 95", "at_least = 90"),
    "a target the other way round": (REGISTER, "at_least = 95", "at_most = 95"),
    "a target that begins later": (REGISTER, "from = 2026-01-01", "from = 2026-10-01"),
    "a second target for the quarter": (
        REGISTER,
        TARGET,
        f"{TARGET}, {TARGET.replace('95', '90').replace('2026-01', '2026-07')}",
    ),
    "no target": (REGISTER, f"targets = [{TARGET}]", ""),
    "a field that does not exist": (REGISTER, "targets =", "targets_were ="),
    "a least n above the quarter": (METRIC, _KEY, f"min_n = 500\n{_KEY}"),
    "bounds that leave it out": (METRIC, _KEY, f"bounds = {{ low = 92 }}\n{_KEY}"),
    "another unit": (METRIC, 'unit = "percent"', 'unit = "index"'),
    "another direction": (METRIC, "higher-is-better", "lower-is-better"),
    "another cadence": (METRIC, 'period = "quarter"', 'period = "half-year"'),
    "years that begin in April": (METRIC, _KEY, f"year_starts = 4\n{_KEY}"),
    "more time": (METRIC, _KEY, f"due_days = 900\n{_KEY}"),
    "results that stay good for longer": (METRIC, _KEY, f"max_age_periods = 40\n{_KEY}"),
    "measured until before the quarter": (
        METRIC,
        _KEY,
        f'{_KEY} = "connie"\nended = {{ on = 2026-06-30, why = "S." }}\n#',
    ),
    "answers that are weighted": (METRIC, _KEY, f'survey = {{ sponsor = "us", weighting = "by age" }}\n{_KEY}'),
    "other words": (REGISTER, "when we said we would", "some time"),
    "another definition": (METRIC, "within the hour we named", "that day"),
    "other people": (METRIC, "Every move of the quarter", "Every short move"),
    "another denominator": (METRIC, "Crews that were expected", "Crews that came"),
    "an exclusion": (METRIC, _KEY, f'exclusions = "Fridays."\n{_KEY}'),
    "a qualifier": (REGISTER, _HEAD, f'wording = {{ qualifier = "In fine weather." }}\n{_HEAD}'),
    "terms": (REGISTER, _HEAD, f'excludes = "Fridays."\n{_HEAD}'),
    "a metric for the people inside": (METRIC, _KEY, f'audience = "internal"\n{_KEY}'),
    "a promise for the people inside": (REGISTER, 'audience = "public"', 'audience = "internal"'),
    "the promise under another id": (REGISTER, 'id = "on-time"', 'id = "punctual"'),
    "retired before the miss": (REGISTER, _HEAD, f'retired = {{ on = 2026-09-01, why = "Sold." }}\n{_HEAD}'),
    "retired on the day of the promise": (REGISTER, _HEAD, f'retired = {{ on = 2026-01-01, why = "Sold." }}\n{_HEAD}'),
    "a deadline to come": (REGISTER, _HEAD, f'kind = "deadline"\ndue = 2027-12-31\n{_HEAD}'),
    "a deadline moved": (REGISTER, "due = 2026-09-30", "due = 2027-09-30"),
    "a deadline moved, dated back": (
        REGISTER,
        "due = 2026-09-30",
        'due = 2027-09-30\nmoved = [{ was = 2026-09-30, now = 2027-09-30, why = "S.", on = 2026-08-01 }]',
    ),
    "no deadline": (REGISTER, 'kind = "deadline"\ndue = 2026-09-30\n', ""),
    "a value corrected, dated back": (METRIC, _KEY, f"restatements = [{_CORRECTED}]\n{_KEY}"),
    "a target corrected, dated back": (REGISTER, _HEAD, f"restatements = [{_LOWERED}]\n{_HEAD}"),
    "words that mean something else, dated back": (REGISTER, _HEAD, f"reworded = [{_ANEW}]\n{_HEAD}"),
}
"""By name: the file, the text in it and what stands there instead."""


def rewrite(project: Project, names: list[str]) -> None:
    """Edits whose place is still there, approved by everybody who may, and merged."""
    for name in names:
        path, old, new = EDITS[name]
        file = project.root / path
        if not file.exists():
            continue
        if old is None:
            file.unlink()
        elif old in file.read_text(encoding="utf-8"):
            project.edit(path, old, new)
    if "the metric under another id" in names:
        for path in (METRIC, TABLE):
            file = project.root / path
            if file.exists():
                file.rename(file.with_name(file.name.replace("punctuality", "arrivals")))
    for item, person in (
        *(("promise.on-time", "olive"), ("promise.punctual", "olive")),
        *((metric, "connie") for metric in ("punctuality", "arrivals", "answered")),
    ):
        with suppress(UsageError, BuildError):
            project.approve(item, by=person)
    project.commit()
