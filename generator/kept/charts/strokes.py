"""The parts of a drawing: lines, stems, discs, diamonds and words, as SVG.

Drawings carry class names and no style, so that a strict content security policy and two colour schemes both work.
Presentation attributes are for pages without our stylesheet.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kept.charts.points import Point
    from kept.charts.scale import Scale


class Ground(Protocol):
    """The positions in a drawing."""

    @property
    def scale(self) -> Scale:
        """The scale from values to heights."""

    @property
    def disc(self) -> float:
        """The radius of a disc."""

    def x(self, index: float) -> float:
        """The middle of a period, horizontally."""


def target_line(points: tuple[Point, ...], on: Ground) -> str:
    """The target over all periods, with a step half-way between two periods with different targets."""
    path, before = "", None
    for index, point in enumerate(points):
        if point.target is not None:
            height = n(on.scale(point.target))
            if before is None:
                path += f"M{n(on.x(index - 0.5))} {height}"
            elif point.target != before:
                path += f"V{height}"
            path += f"H{n(on.x(index + 0.5))}"
        before = point.target
    return path


def value_line(points: tuple[Point, ...], on: Ground) -> str:
    """A line through the values, interrupted where there is none."""
    path, before = "", -2
    for index, point in enumerate(points):
        if point.value is not None:
            path += f"{'L' if index == before + 1 else 'M'}{n(on.x(index))} {n(on.scale(point.value))}"
            before = index
    return path


def marks(points: tuple[Point, ...], on: Ground, *, css: str, stem: str) -> Iterator[str]:
    """Stems with a disc for each kept period and a diamond for each missed one; only discs where there is no target."""
    last = len(points) - 1
    for met, name in ((True, "-kept"), (False, "-missed"), (None, "d")):
        here = [
            (on.x(index), on.scale(point.value), point.target, on.disc + (1.5 if index == last else 0))
            for index, point in enumerate(points)
            if point.value is not None and point.judged is met
        ]
        against = ((x, y, target) for x, y, target, _ in here if target is not None and met is not None)
        stems = "".join(f"M{n(x)} {n(on.scale(target))}V{n(y)}" for x, y, target in against)
        shapes = "".join(diamond(x, y, size * 1.3) if met is False else disc(x, y, size) for x, y, _, size in here)
        if met is False and here:
            shapes = f'<path d="{shapes}"/>'
        if here:
            yield f'<g class="{css}-{name}">' + (f'<path {stem} d="{stems}"/>' if stems else "") + shapes + "</g>"


def disc(x: float, y: float, radius: float) -> str:
    """A disc."""
    return f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(radius)}"/>'


def diamond(x: float, y: float, half: float) -> str:
    """A diamond."""
    side = n(half)
    return f"M{n(x)} {n(y - half)}l{side} {side}-{side} {side}-{side}-{side}z"


def words(x: float, y: float, text: str, *, css: str | None = None, anchor: str = "middle") -> str:
    """A line of text."""
    attributes = (f' class="{css}"' if css else "") + (f' text-anchor="{anchor}"' if anchor != "middle" else "")
    return f'<text x="{n(x)}" y="{n(y)}"{attributes}>{escape(text, quote=False)}</text>'


def svg(css: str, width: int, height: int, title: str, parts: Iterable[str]) -> str:
    """A drawing with a title for people who cannot see it; without a title it is hidden from screen readers.

    Time goes from left to right in every language; the labels keep the direction of their script.
    """
    name = f'role="img" aria-label="{escape(title)}"' if title else 'aria-hidden="true"'
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return f'<svg class="{css}" {size} {name} direction="ltr" text-anchor="middle">{"".join(parts)}</svg>'


def n(length: float) -> str:
    """A length in tenths of a unit, as short as possible."""
    return f"{round(length, 1) + 0:.1f}".removesuffix(".0")
