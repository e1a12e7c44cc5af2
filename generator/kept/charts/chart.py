"""The drawings of a record: the chart of a page, and the small chart (sparkline) of a card."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from kept.charts.plot import NARROW, WIDE, Plot
from kept.charts.points import Lettering, Point, Series, summary
from kept.charts.scale import Scale
from kept.charts.strokes import marks, svg, target_line, value_line

__all__ = ["Lettering", "Point", "Series", "chart", "sparkline", "summary"]


def chart(series: Series, lettering: Lettering) -> str:
    """The chart of a metric, in a wide and a narrow drawing; the stylesheet shows one of them.

    Empty where there is neither a value nor a target.
    """
    if not any(point.value is not None or point.target is not None for point in series.points):
        return ""
    title = summary(series, lettering)
    return "".join(Plot(series=series, lettering=lettering, frame=frame).svg(title) for frame in (WIDE, NARROW))


def starts_at_zero(series: Series, lettering: Lettering) -> bool:
    """True where the lower edge of the drawing is zero or less, so that heights can be compared as they look."""
    plot = Plot(series=series, lettering=lettering, frame=WIDE)
    return plot.scale.value_at(plot.bottom) <= 0


def sparkline(series: Series, title: str = "", *, last: int = 24) -> str:
    """The latest periods of a promise as a small drawing without text, for a card.

    Without a title it is hidden from screen readers, because the card says the same in words.
    """
    recent = replace(series, points=series.points[-last:])
    if not any(point.value is not None for point in recent.points):
        return ""
    ground = _Card(recent)
    line = target_line(recent.points, ground) or value_line(recent.points, ground)
    parts = (
        f'<path class="k-sp-t" fill="none" stroke="currentColor" d="{line}"/>' if line else "",
        *marks(recent.points, ground, css="k-sp", stem='class="k-sp-s"'),
    )
    return svg("k-spark", _Card.width, _Card.height, title, parts)


@dataclass(frozen=True)
class _Card:
    """The positions of a sparkline's parts."""

    series: Series
    width = 124
    height = 40

    @cached_property
    def scale(self) -> Scale:
        levels = [level for point in self.series.points for level in (point.value, point.target) if level is not None]
        return Scale.over(levels, top=6, bottom=self.height - 6)

    @property
    def disc(self) -> float:
        return max(1.2, min(2.6, self._step * 0.25))

    @property
    def _step(self) -> float:
        return (self.width - 4) / len(self.series.points)

    def x(self, index: float) -> float:
        return 2 + self._step * (index + 0.5)
