"""The input of a chart: points in time and how to write them. Knows nothing of locales, metrics or promises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One period."""

    label: tuple[str, ...]
    """The period's names, the shortest first and its group last: `("Q4", "2024")`, `("2024",)`."""
    value: Decimal | None = None
    """None where no result was reported."""
    target: Decimal | None = None
    """The target of this period; None where there was none."""
    met: bool | None = None
    """Whether the promise was kept; None where there is no value or no target."""
    is_open: bool = False
    """True before a deadline: a target that is not reached yet is not a miss."""
    has_no_cases: bool = False
    """True where there was nothing to measure."""

    @property
    def judged(self) -> bool | None:
        """Whether the target was met; None where that is not decided yet."""
        return None if self.is_open else self.met


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Periods, oldest first, at equal distances.

    Raises:
        ValueError: a point says it was met but is on the wrong side of its target, or the reverse. A drawing must not
            contradict a verdict, so the caller has a mistake.
    """

    points: tuple[Point, ...]
    lower_is_better: bool = False
    """True where a lower value is better, as for days of waiting: the target is met at or below it."""
    floor: Decimal | None = None
    """The smallest possible value, such as 0 for a percentage or a duration; the axis does not go below it."""
    ceiling: Decimal | None = None
    """The largest possible value, such as 100 for a percentage."""

    def __post_init__(self) -> None:
        for point in self.points:
            if point.met is not self._holds(point):
                message = f"{' '.join(point.label)}: {point.value} against {point.target} is not met={point.met}"
                raise ValueError(message)

    def _holds(self, point: Point) -> bool | None:
        if point.value is None or point.target is None:
            return None
        return point.value <= point.target if self.lower_is_better else point.value >= point.target

    @property
    def has_target(self) -> bool:
        """True where any period has a target."""
        return any(point.target is not None for point in self.points)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lettering:
    """Functions that write a chart's numbers and words in the reader's language. All give plain text."""

    axis: Callable[[Decimal], str]
    """A target, or a level on the axis, with its unit: "97%", "£50"."""
    value: Callable[[Decimal], str]
    """A value beside its point, as short as possible: "98.1"."""
    spoken: Callable[[Decimal], str]
    """A value in a sentence, with its unit: "98.1%"."""
    no_result: str = "no result"
    no_cases: str = "no cases"
    kept: str = "Kept in {kept} of {results} {periods}"
    """The chart in words, for a promise; for people who cannot see it."""
    latest: str = "{value} in {period}"
    """The chart in words, for a metric without a target."""
    lowest: str = "lowest {value} in {period}"
    highest: str = "highest {value} in {period}"
    missing: str = "no result in {missing}"
    without: str = "nothing to measure in {without}"
    periods: str = "periods"


def summary(series: Series, lettering: Lettering) -> str:
    """The chart in one sentence: "Kept in 5 of 8 quarters; lowest 94.8% in Q1 2025; no result in 1"."""
    results = [point for point in series.points if point.value is not None]
    judged = [point for point in results if point.judged is not None]
    worst_first = sorted(results, key=lambda point: point.value or 0, reverse=series.lower_is_better)

    def say(pattern: str, point: Point) -> str:
        value = lettering.spoken(point.value) if point.value is not None else ""
        return pattern.format(value=value, period=" ".join(point.label))

    parts = []
    if series.has_target and not any(point.is_open for point in results):
        kept = sum(1 for point in judged if point.met)
        parts.append(lettering.kept.format(kept=kept, results=len(judged), periods=lettering.periods))
        parts += [
            say(lettering.highest if series.lower_is_better else lettering.lowest, point) for point in worst_first[:1]
        ]
    elif results:
        by_value = sorted(results, key=lambda point: point.value or 0)
        parts = [
            say(lettering.latest, results[-1]),
            say(lettering.lowest, by_value[0]),
            say(lettering.highest, by_value[-1]),
        ]
    without = sum(point.has_no_cases for point in series.points)
    if without:
        parts.append(lettering.without.format(without=without))
    if missing := len(series.points) - len(results) - without:
        parts.append(lettering.missing.format(missing=missing))
    return "; ".join(parts)
