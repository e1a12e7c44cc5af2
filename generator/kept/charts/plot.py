"""One drawing of a series: the target as a heavy line, and stems up to discs or down to diamonds.

Drawings carry class names and no style, so that a strict content security policy and two colour schemes both work.
Presentation attributes are for pages without our stylesheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from kept.charts.scale import Scale
from kept.charts.strokes import disc, marks, n, svg, target_line, value_line, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kept.charts.points import Lettering, Series

_GLYPH = 7.7
"""The width of a digit in the bold labels at their size of 14 units; estimated wide, so that labels never touch."""
_LINE = 17
"""The height of a line of text, in units."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The size of a drawing, and the room in it."""

    css: str
    width: int
    height: int
    lines: int
    """The largest number of gridlines."""
    disc: float
    """The radius of a disc where there is enough room."""


WIDE = Frame(css="k-chart k-chart--w", width=840, height=300, lines=6, disc=5.5)
NARROW = Frame(css="k-chart k-chart--n", width=340, height=250, lines=5, disc=4.5)


@dataclass(frozen=True, kw_only=True)
class Plot:
    """A series with its layout in a frame."""

    series: Series
    lettering: Lettering
    frame: Frame

    def svg(self, title: str) -> str:
        """The drawing, with a title for people who cannot see it."""
        parts = (
            *self._grid(),
            *self._periods(),
            *(self._judged() if self.series.has_target else self._plain()),
            *self._values(),
        )
        return svg(self.frame.css, self.frame.width, self.frame.height, title, parts)

    # Positions. All are computed from the left edge and the top.

    @cached_property
    def left(self) -> float:
        """The left edge of the plot: right of the longest label of the axis."""
        return 14 + _GLYPH * max((len(text) for _, text, _ in self._levels), default=0)

    @cached_property
    def right(self) -> float:
        """The right edge of the plot: left of the text beside it, if there is any."""
        return self.frame.width - max((12 + _GLYPH * len(text) for _, text, _ in self._beside), default=8)

    @cached_property
    def _beside(self) -> list[tuple[float, str, str]]:
        """(height, text, class) of each text right of the plot.

        The current target if it differs from the first one, and the latest value if points are too close for labels.
        """
        beside = []
        if self._targets and self._targets[0] != self._targets[-1]:
            beside.append((self.scale(self._targets[-1]), self.lettering.axis(self._targets[-1]), "k-ch-tl"))
        latest = self.series.points[-1].value
        if self._dense and latest is not None:
            height = self.scale(latest)
            if beside and abs(height - beside[0][0]) < _LINE:
                height = beside[0][0] + (_LINE if height > beside[0][0] else -_LINE)
            beside.append((height, self.lettering.value(latest), "k-ch-v"))
        return beside

    @property
    def _dense(self) -> bool:
        """True where points are so close that only a few can have labels."""
        return self.frame.width * 0.9 / len(self.series.points) < 15  # noqa: PLR2004  half a label

    @cached_property
    def bottom(self) -> float:
        """The lower edge of the plot, above one or two lines of periods."""
        return self.frame.height - (44 if self._names_each else 30)

    @cached_property
    def _names_each(self) -> bool:
        """True where every period has room for its own name above its group's name."""
        narrow = [point.label[0] for point in self.series.points if len(point.label) > 1]
        room = self.frame.width * 0.9 / len(self.series.points)
        return bool(narrow) and max(len(text) for text in narrow) * _GLYPH + 8 < room

    @cached_property
    def scale(self) -> Scale:
        """The scale from values to heights, with room for a label above and below."""
        values = [point.value for point in self.series.points if point.value is not None]
        around = {self._targets[0], self._targets[-1]} if self._targets else set()
        bounds = (self.series.floor, self.series.ceiling)
        return Scale.over([*values, *self._targets], around=around, bounds=bounds, top=34, bottom=self.bottom - 30)

    @cached_property
    def step(self) -> float:
        """The distance between two periods."""
        return (self.right - self.left) / len(self.series.points)

    def x(self, index: float) -> float:
        """The middle of a period, horizontally."""
        return self.left + self.step * (index + 0.5)

    @property
    def disc(self) -> float:
        """The radius of a disc; smaller where periods are close together."""
        return max(1.8, min(self.frame.disc, self.step * 0.3))

    @cached_property
    def _targets(self) -> list[Decimal]:
        return [point.target for point in self.series.points if point.target is not None]

    @cached_property
    def _ticks(self) -> list[Decimal]:
        through = self._targets[-1] if self._targets else None
        ticks = self.scale.ticks(top=8, bottom=self.bottom, at_most=self.frame.lines, through=through)
        floor, ceiling = self.series.floor, self.series.ceiling
        return [tick for tick in ticks if (floor is None or tick >= floor) and (ceiling is None or tick <= ceiling)]

    @cached_property
    def _levels(self) -> list[tuple[float, str, bool]]:
        """(height, text, is target) of each text left of the plot.

        A round number too close to the target is left out.
        """
        promised = (
            [(self.scale(self._targets[0]), self.lettering.axis(self._targets[0]), True)] if self._targets else []
        )
        heights = [height for height, _, _ in promised]
        return promised + [
            (self.scale(tick), self.lettering.axis(tick), False)
            for tick in self._ticks
            if all(abs(self.scale(tick) - height) > 15 for height in heights)  # noqa: PLR2004  a line of text
        ]

    # The parts of the drawing, from back to front.

    def _grid(self) -> Iterator[str]:
        path = "".join(f"M{n(self.left)} {n(self.scale(tick))}H{n(self.right)}" for tick in self._ticks)
        yield f'<path class="k-ch-g" d="{path}"/>' if path else ""
        for height, text, promised in self._levels:
            yield words(self.left - 8, height + 4.5, text, css="k-ch-tl" if promised else None, anchor="end")
        for height, text, css in self._beside:
            yield words(self.right + 6, height + 4.5, text, css=css, anchor="start")

    def _periods(self) -> Iterator[str]:
        """The names of the periods where they fit, otherwise the names of their groups (years), between ticks."""
        points = self.series.points
        row, ends, ticks = self.bottom + 20, 0.0, ""
        if self._names_each:
            yield from (
                words(self.x(index), row, point.label[0]) for index, point in enumerate(points) if len(point.label) > 1
            )
        for group, members in groupby(range(len(points)), key=lambda index: points[index].label[-1:]):
            span = list(members)
            text = "".join(group)
            at = self.x(span[0] if self._names_each else (span[0] + span[-1]) / 2)
            if len(span) > 1 and not self._names_each:
                ticks += f"M{n(self.x(span[0] - 0.5))} {n(self.bottom)}v6"
            if at - len(text) * _GLYPH / 2 >= ends:
                ends = at + len(text) * _GLYPH / 2 + 6
                yield words(at, row + 17 * self._names_each, text)
        yield f'<path class="k-ch-g" d="{ticks}"/>' if ticks else ""

    def _judged(self) -> Iterator[str]:
        yield f'<path class="k-ch-z" fill="none" d="{self._kept_side()}"/>'
        yield f'<path class="k-ch-t" fill="none" stroke="currentColor" d="{target_line(self.series.points, self)}"/>'
        yield from marks(
            self.series.points, self, css="k-ch", stem='stroke-width="1.3"' if self._dense else 'class="k-ch-s"'
        )
        yield from self._gaps()

    def _kept_side(self) -> str:
        """The area in which values meet the target."""
        series = self.series
        bound = series.floor if series.lower_is_better else series.ceiling
        edge, nearer = (self.bottom, min) if series.lower_is_better else (8.0, max)
        far = n(edge if bound is None else nearer(edge, self.scale(bound)))
        pieces = target_line(series.points, self).split("M")[1:]
        return "".join(f"M{piece}V{far}H{piece.split(' ')[0]}z" for piece in pieces)

    def _plain(self) -> Iterator[str]:
        found = [(index, point.value) for index, point in enumerate(self.series.points) if point.value is not None]
        path = value_line(self.series.points, self)
        yield f'<path class="k-ch-l" fill="none" stroke="currentColor" stroke-width="2" d="{path}"/>'
        dotted = found[-1:] if self._dense else found  # with so many points, dots would hide the line
        dots = "".join(disc(self.x(index), self.scale(value), self.disc) for index, value in dotted)
        yield f'<g class="k-ch-d">{dots}</g>'
        yield from self._gaps()

    def _gaps(self) -> Iterator[str]:
        """A tick with its words where a period has no result."""
        for index, point in enumerate(self.series.points):
            if point.value is None:
                text = self.lettering.no_cases if point.has_no_cases else self.lettering.no_result
                at, on = self.x(index), self.scale(point.target) if point.target is not None else self.bottom
                yield f'<path class="k-ch-n" stroke="currentColor" stroke-width="1.5" d="M{n(at)} {n(on - 5)}v10"/>'
                if len(text) * _GLYPH * 0.9 < self.step:
                    yield words(at, on - 11, text)

    def _values(self) -> Iterator[str]:
        """The values as labels, the most important ones first; where periods are close, some a line further out."""
        found = [(index, point.value) for index, point in enumerate(self.series.points) if point.value is not None]
        widest = max((len(self.lettering.value(value)) for _, value in found), default=0)
        taken: list[tuple[float, float, float]] = []
        telling = found if widest * _GLYPH + 4 < self.step else list(self._telling(found))
        others = [] if self._dense else [pair for pair in found if pair not in telling]
        for index, value in (*telling, *others):
            text = self.lettering.value(value)
            half = _GLYPH * len(text) / 2
            size = self.disc + (2 if index == len(self.series.points) - 1 else 0)
            middle = min(max(self.x(index), half), self.frame.width - half)
            out = size + 16 if self._below(index, value) else -size - 7
            heights = (self.scale(value) + out, self.scale(value) + out + (15 if out > 0 else -15))
            for height in heights[: 2 if others else 1]:
                box = (middle, height, half)
                if all(_apart(box, other) for other in taken) and (height == heights[0] or self._is_free(box)):
                    taken.append(box)
                    yield words(box[0], box[1], text, css="k-ch-v")
                    break

    def _is_free(self, box: tuple[float, float, float]) -> bool:
        """True where a label stands inside the drawing and on no mark."""
        middle, height, half = box
        marked = ((self.x(index), point.value) for index, point in enumerate(self.series.points))
        return 12 < height < self.bottom - 4 and not any(  # noqa: PLR2004  a line of text
            value is not None
            and abs(x - middle) < half + self.disc
            and height - 12 - self.disc < self.scale(value) < height + self.disc
            for x, value in marked
        )

    def _telling(self, found: list[tuple[int, Decimal]]) -> Iterable[tuple[int, Decimal]]:
        """The latest value, the worst one (without a target the highest and lowest), and the misses if they are few."""
        by_value = sorted(found, key=lambda pair: pair[1], reverse=self.series.lower_is_better)
        missed = [pair for pair in found if self.series.points[pair[0]].judged is False]
        few = len(missed) * 4 <= len(found)
        ends = by_value[:1] if self.series.has_target else [*by_value[:1], *by_value[-1:]]
        telling = dict.fromkeys([*found[-1:], *ends, *(missed if few else [])])
        return [pair for pair in telling if not (self._dense and pair == found[-1])]  # already written beside the plot

    def _below(self, index: int, value: Decimal) -> bool:
        """True where a label is below its mark: away from the target, or in a dip of the line."""
        point = self.series.points[index]
        if point.met is not None:
            return point.met is self.series.lower_is_better
        if self.series.has_target:
            return False
        around = [near.value for near in self.series.points[max(index - 1, 0) : index + 2] if near.value is not None]
        return value == min(around) < max(around)


def _apart(one: tuple[float, float, float], other: tuple[float, float, float]) -> bool:
    return abs(one[0] - other[0]) > one[2] + other[2] + 3 or abs(one[1] - other[1]) > 15  # noqa: PLR2004
