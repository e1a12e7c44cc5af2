"""From exact values to places on a drawing. Decimal throughout: the same values draw the same bytes everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# A value may be as large as its author likes; what is compared is only ever the first forty digits.
_EXACT = Context(prec=40, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])
_STEPS = (1, 2, 5, 10, 20, 50, 100)


Bounds = tuple[Decimal | None, Decimal | None]
"""What no value can be below or above, where there is such a thing."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line from values to heights: `low` is drawn at `bottom`, `high` at `top`. Heights grow downwards."""

    low: Decimal
    high: Decimal
    top: float
    bottom: float
    grain: Decimal
    """One unit of the last digit of the values: no line of the axis is labelled more exactly."""

    @classmethod
    def over(
        cls,
        values: Iterable[Decimal],
        *,
        around: Iterable[Decimal] = (),
        bounds: Bounds = (None, None),
        top: float,
        bottom: float,
    ) -> Scale:
        """The scale that shows all of `values` between `top` and `bottom`.

        Differences smaller than a few units of the last digit anybody wrote are not blown up: 97.3 and 97.4 are
        neighbours. There is air on both sides of the levels `around` which values lie, as far as `bounds` allow: a
        record that is all on one side of a promise must not look as if there were no other.
        """
        exact = list(values)
        low, high = min(exact), max(exact)
        grain = Decimal((0, (1,), min(_exponent(value) for value in exact)))
        air = _EXACT.multiply(_EXACT.subtract(high, low), Decimal("0.3"))
        spread = [low, high, *(near for level in around for near in _either_side(level, air, bounds))]
        return cls(*_widened(min(spread), max(spread), _EXACT.multiply(grain, Decimal(4))), top, bottom, grain)

    def __call__(self, value: Decimal) -> float:
        """The height of a value."""
        part = _EXACT.divide(_EXACT.subtract(value, self.low), _EXACT.subtract(self.high, self.low))
        return self.bottom - (self.bottom - self.top) * (float(part) if part.is_finite() else 0.5)

    def value_at(self, height: float) -> Decimal:
        """The value drawn at a height."""
        part = Decimal(round((self.bottom - height) / (self.bottom - self.top) * 1_000_000)).scaleb(-6)
        return _EXACT.add(self.low, _EXACT.multiply(part, _EXACT.subtract(self.high, self.low)))

    def ticks(self, *, top: float, bottom: float, at_most: int, through: Decimal | None) -> list[Decimal]:
        """Round values between two heights, lowest first: at most so many, and more than one.

        The finest step that fits and is no finer than the values is taken, or the next one if that meets `through` (the
        promised level), to make it one of the lines.
        """
        low, high = self.value_at(bottom), self.value_at(top)
        if not (low.is_finite() and high.is_finite()):
            return []
        unit = Decimal((0, (1,), _EXACT.subtract(high, low).adjusted() - 1))
        fitting = [
            ticks
            for step in (_EXACT.multiply(unit, Decimal(factor)) for factor in _STEPS)
            if step >= self.grain
            if 2 <= len(ticks := _multiples(step, low, high, at_most)) <= at_most  # noqa: PLR2004  one line is no scale
        ]
        return next((ticks for ticks in fitting[:2] if through in ticks), fitting[0] if fitting else [])


def _either_side(level: Decimal, air: Decimal, bounds: Bounds) -> tuple[Decimal, Decimal]:
    below, above = _EXACT.subtract(level, air), _EXACT.add(level, air)
    floor, ceiling = bounds
    return (below if floor is None else max(below, floor)), (above if ceiling is None else min(above, ceiling))


def _widened(low: Decimal, high: Decimal, least: Decimal) -> tuple[Decimal, Decimal]:
    """The same middle, and at least so much from end to end."""
    lack = _EXACT.subtract(least, _EXACT.subtract(high, low))
    half = _EXACT.divide(max(lack, Decimal(0)), Decimal(2))
    return _EXACT.subtract(low, half), _EXACT.add(high, half)


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _multiples(step: Decimal, low: Decimal, high: Decimal, at_most: int) -> list[Decimal]:
    """The multiples of `step` from `low` to `high`; one more than `at_most` where there are too many."""
    first = _EXACT.divide(low, step).to_integral_value("ROUND_CEILING", _EXACT)
    counted = (_EXACT.multiply(_EXACT.add(first, Decimal(index)), step) for index in range(at_most + 1))
    return [_written(value) for value in counted if value <= high]


def _written(value: Decimal) -> Decimal:
    """95.0 as 95, and 1E+2 as 100."""
    return _EXACT.add(value.normalize(_EXACT), Decimal(0))
