"""What cannot be true together, though each part of it is well written."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from kept.findings import Finding, Place
from kept.model.period import Cadence, Period
from kept.read.validate import invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from kept.model.evidence import CaseStudy, Metric
    from kept.model.portfolio import FieldPath
    from kept.model.register import Promise
    from kept.read.references import Nouns

    Locate = Callable[[str, FieldPath], Place]


def check(nouns: Nouns, locate: Locate) -> Iterator[Finding]:
    """Every contradiction between a promise and its metrics, or within a metric or a story.

    Findings:
        KPT101: targets that cannot be judged together, a direction that makes no sense, a period that is none, a
            heading without text.
        KPT406: a restated value that the table does not hold.
    """
    for promise in nouns.register.promises:
        yield from _targets(promise, nouns.metrics, locate)
        yield from _misses(promise, nouns.metrics, locate)
    for metric in nouns.metrics.values():
        yield from _restatements(metric, locate)
    for story in nouns.case_studies.values():
        yield from _sections(story, locate)


def _targets(promise: Promise, metrics: Mapping[str, Metric], locate: Locate) -> Iterator[Finding]:
    item = f"promise.{promise.id}"
    begun = set()
    cadence = _cadence(promise, metrics)
    for index, target in enumerate(promise.targets):
        metric = metrics.get(target.metric)
        key = "at_least" if target.at_least is not None else "at_most"
        if (target.metric, target.since) in begun:
            message = f"two targets for {target.metric} begin on {target.since}, and only one can hold"
            yield invalid(locate(item, ("targets", index, "from")), message, "take one of them out.", item)
        begun.add((target.metric, target.since))
        if metric is None:
            continue
        place = locate(item, ("targets", index, key))
        if metric.period is not cadence:
            message = f"{target.metric} is counted by the {metric.period}, another metric here by the {cadence}"
            yield invalid(place, message, "count both in the same periods, or make two promises of it.", item)
        if (key == "at_least") is not (metric.direction == "higher-is-better"):
            message = f"the target says `{key}`, but {target.metric} says {metric.direction}"
            yield invalid(place, message, "correct the target, or the `direction` of the metric.", item)
        if metric.unit == "percent" and not 0 <= target.level <= 100:  # noqa: PLR2004  a percentage
            message = f"{target.level} is not a percentage, and {target.metric} is counted in per cent"
            yield invalid(place, message, "write a number from 0 to 100.", item)


def _cadence(promise: Promise, metrics: Mapping[str, Metric]) -> Cadence | None:
    """How often the first of a promise's metrics that can be read is measured."""
    return next((metrics[name].period for name in promise.metrics if name in metrics), None)


def _misses(promise: Promise, metrics: Mapping[str, Metric], locate: Locate) -> Iterator[Finding]:
    cadence = _cadence(promise, metrics)
    if cadence is None:
        return
    for index, miss in enumerate(promise.misses):
        item = f"promise.{promise.id}"
        yield from _period(miss.period, cadence, locate(item, ("misses", index, "period")), item)


def _restatements(metric: Metric, locate: Locate) -> Iterator[Finding]:
    latest = {entry.period: entry for entry in sorted(metric.restatements, key=lambda entry: entry.on)}
    values = {row.period: row.value for row in metric.rows if row.status == "final"}
    for index, entry in enumerate(metric.restatements):
        place = locate(metric.id, ("restatements", index, "period"))
        wrong = tuple(_period(entry.period, metric.period, place, metric.id))
        yield from wrong
        if not wrong and latest[entry.period] is entry and values.get(entry.period) != entry.now:
            shown = values.get(entry.period, "no final row")
            yield Finding(
                code="KPT406",
                place=locate(metric.id, ("restatements", index, "now")),
                message=f"{entry.period} is restated as {entry.now}, but the table has {shown}.",
                hint="write the corrected value into the table, and the same value here.",
                item=metric.id,
            )


def _sections(story: CaseStudy, locate: Locate) -> Iterator[Finding]:
    """Headings with nothing below them: a draft that was not written to its end."""
    lines = story.body.split("\n")
    headings = [number for number, line in enumerate(lines) if line.startswith("## ")]
    for number, following in pairwise([*headings, len(lines)]):
        if not any(line.strip() for line in lines[number + 1 : following]):
            place = locate(story.id, ("body",))
            place = place._replace(line=(place.line or 1) + number, column=1)
            message = f'nothing stands below the heading "{lines[number].removeprefix("## ").strip()}"'
            yield invalid(place, message, "write that part of the story, or take the heading out.", story.id)


def _period(text: str, cadence: Cadence, place: Place, item: str) -> Iterator[Finding]:
    try:
        Period.parse(text, cadence)
    except ValueError as error:
        message, _, hint = str(error).partition("; ")
        yield invalid(place, message, f"{hint}.", item)
