"""Finds contradictions within a promise: its targets, its deadline and its past."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kept.files.validation import invalid
from kept.findings import Finding, Place
from kept.model import figure
from kept.model.period import Calendar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from kept.model.evidence import Metric
    from kept.model.portfolio import FieldPath
    from kept.model.register import Promise, Target

    Locate = Callable[[str, FieldPath], Place]

_HALF = Decimal("0.5")
_NAMES = {"percent": "per cent"}


def check(promise: Promise, metrics: Mapping[str, Metric], locate: Locate) -> Iterator[Finding]:
    """Every contradiction within a promise, or between it and its metrics.

    Findings:
        KPT101: targets that cannot be judged together, that change in mid-period, or whose unit or direction differs
            from the metric's; a deadline that cannot be met or was moved after it had passed; a restatement of a target
            that does not exist.
        KPT406: a percentage that was rounded up or down to the target.
    """

    def at(*path: str | int) -> Place:
        return locate(f"promise.{promise.id}", path)

    calendar = next((metrics[name].calendar for name in promise.metrics if name in metrics), None)
    yield from _targets(promise, metrics, calendar, at)
    for name in promise.metrics:
        if name in metrics:
            yield from _rounded(promise, metrics[name], locate)
    yield from _restatements(promise, at)
    yield from _retired(promise, at)
    yield from _moved(promise, at)
    if calendar:
        yield from _due(promise, calendar, at)
        for index, miss in enumerate(promise.misses):
            yield from period(miss.period, calendar, at("misses", index, "period"), f"promise.{promise.id}")


def period(text: str, calendar: Calendar, place: Place, item: str) -> Iterator[Finding]:
    """The finding for a text that is not a period of this calendar."""
    try:
        calendar.period(text)
    except ValueError as error:
        message, _, hint = str(error).partition("; ")
        yield invalid(place, message, f"{hint}.", item)


def _targets(
    promise: Promise,
    metrics: Mapping[str, Metric],
    calendar: Calendar | None,
    at: Callable[..., Place],
) -> Iterator[Finding]:
    item, begun = f"promise.{promise.id}", set()
    for index, target in enumerate(promise.targets):
        if (target.metric, target.since) in begun:
            message = f"two targets for {target.metric} begin on {target.since}, and only one can hold"
            yield invalid(at("targets", index, "from"), message, "take one of them out.", item)
        begun.add((target.metric, target.since))
        metric = metrics.get(target.metric)
        if metric is None:
            continue
        if metric.calendar != calendar and calendar:
            yield _other_periods(promise, metric, calendar, at("targets", index, _limit(target)))
        else:
            yield from _mid_period(promise, target, metric, at("targets", index, "from"))
        for key, message, hint in _unfit(target, metric):
            yield invalid(at("targets", index, key), message, hint, item)


def _limit(target: Target) -> str:
    return "at_least" if target.at_least is not None else "at_most"


def _unfit(target: Target, metric: Metric) -> Iterator[tuple[str, str, str]]:
    """Where a target and its metric do not match: the key, the message and the hint."""
    key = _limit(target)
    if (key == "at_least") is not (metric.direction == "higher-is-better"):
        message = f"the target says `{key}`, but {metric.id} says {metric.direction}"
        yield key, message, "correct the target, or the `direction` of the metric."
    if target.unit and target.unit != metric.unit:
        message = f"the target is in {target.unit}, but {metric.id} is counted in {metric.unit}"
        yield "unit", message, "write the level in the unit of the metric, or name another metric."
    for words, hint in figure.out_of_range(target.level, metric.unit, metric.range):
        yield key, f"{words}, and {metric.id} is counted in {_NAMES.get(metric.unit, metric.unit)}", hint
    if target.unit is None and metric.unit == "percent":
        yield from _fraction(key, target, metric)


def _fraction(key: str, target: Target, metric: Metric) -> Iterator[tuple[str, str, str]]:
    """A target written as a fraction of 1 where the values are percentages, or the reverse.

    The author is asked which is meant; kept never guesses.

    The values show which is likely: a real promise of less than one per cent has values of about that size.
    """
    values, level = sorted(row.value for row in metric.rows if row.value is not None), target.level
    # Without values: nobody promises at least half a per cent, but many promise at least a half.
    is_likely = key == "at_least" and _HALF <= level <= 1
    if figure.looks_like_a_fraction(level, values[len(values) // 2]) if values else is_likely:
        meant = figure.hundredfold(level)
        message = f"{level} looks like a part of 1, and {metric.id} is counted in per cent: {meant} % is probably meant"
        yield key, message, f'write `{key} = {meant}`; if {level} % is meant, add `unit = "percent"` to the target.'
    elif values and values[-1] <= 1 and not _is_counted(metric) and _is_in_parts(target, values):
        message = f"the values of {metric.id} are 1 at most, like parts of 1, and the target is {level} per cent"
        hint = f"write {values[-1]} as {figure.hundredfold(values[-1])}; if {values[-1]} % is right, add"
        yield key, message, hint + ' `unit = "percent"` to the target.'


def _is_counted(metric: Metric) -> bool:
    """True where numerator and n show that the values are percentages."""
    return any(row.numerator is not None for row in metric.rows)


def _is_in_parts(target: Target, values: list[Decimal]) -> bool:
    """True where it matters whether the values are percentages or fractions.

    Shares of bad results are often very small.
    """
    return all(figure.looks_like_a_fraction(value, target.level) for value in values) and (
        target.at_least is not None
        or any(target.is_met_by(value) and not target.is_met_by(100 * value) for value in values)
    )


def _rounded(promise: Promise, metric: Metric, locate: Locate) -> Iterator[Finding]:
    """Percentages that were rounded to the target in force: a reader would think the target was met, and it was not."""
    targets = sorted((one for one in promise.targets if one.metric == metric.id), key=lambda one: one.since)
    for index, row in enumerate(metric.rows if metric.is_counted else ()):
        begun = [target for target in targets if target.since <= metric.period_of(row).start]
        if begun and row.value is not None and row.n and row.numerator is not None and begun[-1].is_met_by(row.value):
            target, exact = begun[-1], figure.percentage(row.numerator, row.n)
            if exact < target.level if target.at_least is not None else exact > target.level:
                yield Finding(
                    code="KPT406",
                    place=locate(metric.id, ("rows", index)),
                    message=f"{row.value} was rounded to the target of {target.level}: {row.numerator} of {row.n} is "
                    f"{float(exact):.4f}, which does not reach it.",
                    hint="write the value with as many decimals as it takes to tell.",
                    item=metric.id,
                )


def _other_periods(promise: Promise, metric: Metric, calendar: Calendar, place: Place) -> Finding:
    if metric.period is calendar.cadence:
        message = f"the year of {metric.id} begins in another month than that of another metric here"
    else:
        message = f"{metric.id} is counted by the {metric.period}, another metric here by the {calendar.cadence}"
    hint = "count both in the same periods, or make two promises of it."
    return invalid(place, message, hint, f"promise.{promise.id}")


def _mid_period(promise: Promise, target: Target, metric: Metric, place: Place) -> Iterator[Finding]:
    """A new target must begin on the first day of a period."""
    during = metric.calendar.containing(target.since)
    is_change = any(other.metric == target.metric and other.since < target.since for other in promise.targets)
    if is_change and during.start != target.since:
        message = f"the target changes on {target.since}, in the middle of {during}"
        hint = f"a target holds for whole periods: write `from = {(during + 1).start}`, or `from = {during.start}`."
        yield invalid(place, message, hint, f"promise.{promise.id}")


def _due(promise: Promise, calendar: Calendar, at: Callable[..., Place]) -> Iterator[Finding]:
    item = f"promise.{promise.id}"
    if promise.due is None:
        return
    since = min(target.since for target in promise.targets)
    containing = calendar.containing(since)
    first = containing if containing.start == since else containing + 1
    if promise.kind == "deadline" and first.end > promise.due:
        message = (
            f"nothing can show that it was kept by {promise.due}: the first {calendar.cadence}, {first}, ends later"
        )
        hint = f"let the targets begin earlier, measure more often, or promise it by {first.end}."
        yield invalid(at("due"), message, hint, item)


def _moved(promise: Promise, at: Callable[..., Place]) -> Iterator[Finding]:
    """A deadline can be moved several times, each time before it passes."""
    item = f"promise.{promise.id}"
    if promise.kind == "deadline" and promise.due is None:
        hint = "add `due`, the last day on which it can be kept."
        yield invalid(at("kind"), "the promise has a deadline, and no day", hint, item)
    if promise.due and promise.kind == "standing":
        message = "the promise has a `due` day, but is judged every period"
        yield invalid(at("due"), message, 'add `kind = "deadline"`, or take `due` out.', item)
    following = [*(entry.was for entry in promise.moved[1:]), promise.due]
    for index, (entry, then) in enumerate(zip(promise.moved, following, strict=False)):
        if entry.now != then:
            message = f"the deadline was moved to {entry.now}, and afterwards it was {then or 'none'}"
            yield invalid(at("moved", index, "now"), message, "write the moves in order, the last one to `due`.", item)
        if entry.on > entry.was:
            message = f"the deadline {entry.was} was moved on {entry.on}, when it had passed"
            hint = "a deadline is moved before it falls; after that the promise is kept late, or missed."
            yield invalid(at("moved", index, "on"), message, hint, item)


def _retired(promise: Promise, at: Callable[..., Place]) -> Iterator[Finding]:
    if promise.retired and promise.made_on and promise.retired.on < promise.made_on:
        message = f"it was retired on {promise.retired.on}, before it was made on {promise.made_on}"
        day = promise.made_on + timedelta(days=1)
        hint = f"correct one of the two days; a promise can be retired from {day} on."
        yield invalid(at("retired", "on"), message, hint, f"promise.{promise.id}")


def _restatements(promise: Promise, at: Callable[..., Place]) -> Iterator[Finding]:
    item = f"promise.{promise.id}"
    in_order = sorted(promise.restatements, key=lambda entry: entry.on)
    for index, entry in enumerate(promise.restatements):
        same = [other for other in in_order if (other.metric, other.since) == (entry.metric, entry.since)]
        target = next((one for one in promise.targets if (one.metric, one.since) == (entry.metric, entry.since)), None)
        if target is None:
            message = f"no target for {entry.metric} begins on {entry.since}, so none can have been restated"
            yield invalid(at("restatements", index, "from"), message, "name the `metric` and `from` of a target.", item)
        elif entry is same[-1] and entry.now != target.level:
            message = f"the target is restated as {entry.now}, but it says {target.level}"
            yield invalid(at("restatements", index, "now"), message, "write the same level in both places.", item)
