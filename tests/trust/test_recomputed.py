"""Verdicts, worked out a second time in the plainest way there is, agree with those of the engine."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

import pytest
from kept.model.evidence import Row
from kept.model.period import Cadence, Period
from kept.verdicts.measured import Measured
from kept.verdicts.verdict import verdict
from records import metric, promise

CASES = 3000
FIRST = 2025 * 4


class Series(NamedTuple):
    """One metric of a case; a quarter is counted from the year nought."""

    name: str
    targets: list[tuple[int, int]]
    """(the quarter from whose first day on it holds, at least)."""
    rows: dict[int, tuple[int | None, date]]
    """By quarter: the value, None where there was nothing to measure; and the day it was published."""
    through: int
    """The last quarter that was approved."""
    due_days: int
    max_age: int


class World(NamedTuple):
    """A case."""

    today: date
    series: list[Series]
    deadline: int | None
    """The quarter with whose last day it falls."""


def start(quarter: int) -> date:
    return date(quarter // 4, 3 * (quarter % 4) + 1, 1)


def end(quarter: int) -> date:
    return start(quarter + 1) - timedelta(days=1)


def imagined(chance: random.Random) -> World:
    today = start(FIRST + 4) + timedelta(days=chance.randrange(500))
    series = []
    for number in range(chance.choice((1, 1, 2))):
        begins = FIRST + chance.randrange(4)
        targets = [(begins, 95)]
        if chance.random() < 0.3:
            targets.append((begins + chance.randrange(1, 4), chance.choice((93, 97))))
        rows = {
            quarter: (
                None if chance.random() < 0.15 else chance.choice((91, 94, 96, 98)),
                end(quarter) + timedelta(days=chance.randrange(1, 60)),
            )
            for quarter in range(begins, begins + chance.randrange(9))
            if chance.random() < 0.85
        }
        through = FIRST + chance.randrange(-1, 12) if chance.random() < 0.3 else FIRST + 40
        series.append(
            Series(f"m{number}", targets, rows, through, chance.choice((0, 30, 90)), chance.choice((1, 2, 5)))
        )
    deadline = FIRST + chance.randrange(2, 8) if chance.random() < 0.4 else None
    return World(today, series, deadline)


# --- The plain way


def level(one: Series, quarter: int) -> int | None:
    begun = [(since, least) for since, least in one.targets if since <= quarter]
    return max(begun)[1] if begun else None


def looked_up(world: World, one: Series, quarter: int) -> str:
    """met, missed, empty, waiting or lacking."""
    value, published = one.rows.get(quarter, (None, date.max))
    if published > world.today:
        return "lacking"
    if quarter > one.through:
        return "waiting"
    least = level(one, quarter)
    assert least is not None
    return "empty" if value is None else "met" if value >= least else "missed"


def results(world: World, quarter: int) -> dict[str, str]:
    judged = [one for one in world.series if level(one, quarter) is not None]
    return {one.name: looked_up(world, one, quarter) for one in judged}


def is_silence_telling(world: World, quarter: int) -> bool:
    found = results(world, quarter)
    if "waiting" in found.values():
        return True
    days = [one.due_days for one in world.series if found.get(one.name) == "lacking"]
    every = [one.due_days for one in world.series if one.name in found]
    return world.today > end(quarter) + timedelta(days=min(days) if days else max(every))


def open_quarter(world: World) -> int:
    return world.today.year * 4 + (world.today.month - 1) // 3


def quarters(world: World) -> range:
    return range(min(since for one in world.series for since, _ in one.targets), open_quarter(world))


def standing(world: World) -> tuple[str, int | None]:
    told: dict[int, str] = {}
    for quarter in quarters(world):
        found = set(results(world, quarter).values()) - {"empty"}
        if "missed" in found:
            told[quarter] = "partly-kept" if "met" in found else "missed"
        elif found & {"waiting", "lacking"}:
            if is_silence_telling(world, quarter):
                told[quarter] = "no-result"
        else:
            told[quarter] = "kept" if found else "no-cases"
    if not told:
        return "measuring", None
    judged = [quarter for quarter, status in told.items() if status not in {"no-result", "no-cases"}]
    reported = [quarter for quarter, status in told.items() if status != "no-result"]
    if judged and told[judged[-1]] == "missed":
        return "missed", judged[-1]
    if not reported:
        return "no-result", max(told)
    stands = judged[-1] if judged and told[judged[-1]] == "partly-kept" else reported[-1]
    if open_quarter(world) - reported[-1] - 1 > min(one.max_age for one in world.series):
        return "out-of-date", stands
    with_cases = [quarter for quarter, status in told.items() if status != "no-cases"]
    if with_cases and told[with_cases[-1]] == "no-result":
        return "no-result", with_cases[-1]
    return told[stands], stands


def by_deadline(world: World, deadline: int) -> tuple[str, int | None]:
    """Kept in the first quarter in which everything was met; else the last quarter in time decides, once it is over."""
    for quarter in quarters(world):
        if set(results(world, quarter).values()) == {"met"}:
            return ("kept" if quarter <= deadline else "kept-late"), quarter
    is_over = world.today > end(deadline)
    first = min(quarters(world), default=open_quarter(world))
    last = max(first, deadline)
    newest = [
        quarter
        for quarter in quarters(world)
        if "missed" in (found := set(results(world, quarter).values())) or not found & {"waiting", "lacking"}
    ]
    if not is_over:
        return "in-progress", newest[-1] if newest else None
    decides = last
    while decides >= first and _is_empty(world, decides):
        decides -= 1
    if decides < first:
        return "no-cases", last
    if decides in quarters(world) and "missed" in results(world, decides).values():
        return "missed", decides
    silent = [
        quarter
        for quarter in quarters(world)
        if quarter >= decides and quarter not in newest and is_silence_telling(world, quarter)
    ]
    return ("no-result", silent[0]) if silent else ("in-progress", newest[-1] if newest else None)


def _is_empty(world: World, quarter: int) -> bool:
    """True where nothing was missed and something had nothing to measure, with nothing lacking."""
    if quarter not in quarters(world):
        return False
    found = set(results(world, quarter).values())
    return "empty" in found and not found & {"missed", "waiting", "lacking"}


# --- The engine


def of(quarter: int) -> Period:
    return Period.containing(start(quarter), Cadence.QUARTER)


def judged(world: World) -> tuple[str, int | None]:
    targets = [
        {"metric": one.name, "at_least": least, "from": start(since)}
        for one in world.series
        for since, least in one.targets
    ]
    more = {"kind": "deadline", "due": end(world.deadline)} if world.deadline is not None else {}
    measured = {}
    for one in world.series:
        rows = tuple(
            Row(
                period=str(of(quarter)),
                value=None if value is None else Decimal(value),
                n=0 if value is None else 100,
                status="final",
                published_on=published,
            )
            for quarter, (value, published) in sorted(one.rows.items())
        )
        series = metric(one.name, rows, due_days=one.due_days, max_age_periods=one.max_age)
        measured[one.name] = Measured.known_on(series, world.today, of(one.through))
    found = verdict(promise(*targets, **more), measured, world.today)
    return str(
        found.status
    ), None if found.period is None else found.period.start.year * 4 + found.period.start.month // 3


@pytest.mark.parametrize("seed", range(3))
def test_the_engine_and_the_plain_way_agree_on_thousands_of_worlds(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  cases of a test, not a secret
    seen = set()
    for _ in range(CASES // 3):
        world = imagined(chance)
        plain = standing(world) if world.deadline is None else by_deadline(world, world.deadline)
        assert judged(world) == plain, world
        seen.add((world.deadline is None, plain[0]))
    assert len(seen) >= 11
