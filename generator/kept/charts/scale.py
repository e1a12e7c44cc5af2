"""Converts exact values into positions.

Uses decimals throughout, so that the same values give the same bytes everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Values can be very large; only their first forty digits are compared.
_EXACT = Context(prec=40, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])
_STEPS = (1, 2, 5, 10, 20, 50, 100)


Bounds = tuple[Decimal | None, Decimal | None]
"""The smallest and the largest possible value; None where there is no limit."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear scale from values to heights: `low` is at `bottom`, `high` at `top`. Heights grow downwards."""

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

        Very small differences are not magnified: 97.3 and 97.4 stay close together. There is room on both sides of the
        levels in `around`, as far as `bounds` allow, so that a reader sees both sides of a target even if all values
        are on one.
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
        """Round values between two heights, lowest first: at least two and at most `at_most`.

        The smallest step that fits and is no finer than the values is used, or the next one if that has a line at
        `through`, the target.
        """
        low, high = self.value_at(bottom), self.value_at(top)
        if not (low.is_finite() and high.is_finite()):
            return []
        unit = Decimal((0, (1,), _EXACT.subtract(high, low).adjusted() - 1))
        fitting = [
            ticks
            for step in (_EXACT.multiply(unit, Decimal(factor)) for factor in _STEPS)
            if step >= self.grain
            if 2 <= len(ticks := _multiples(step, low, high, at_most)) <= at_most  # noqa: PLR2004  one line does not make a scale
        ]
        return next((ticks for ticks in fitting[:2] if through in ticks), fitting[0] if fitting else [])


def _either_side(level: Decimal, air: Decimal, bounds: Bounds) -> tuple[Decimal, Decimal]:
    below, above = _EXACT.subtract(level, air), _EXACT.add(level, air)
    floor, ceiling = bounds
    return (below if floor is None else max(below, floor)), (above if ceiling is None else min(above, ceiling))


def _widened(low: Decimal, high: Decimal, least: Decimal) -> tuple[Decimal, Decimal]:
    """The range with the same middle and at least this length."""
    lack = _EXACT.subtract(least, _EXACT.subtract(high, low))
    half = _EXACT.divide(max(lack, Decimal(0)), Decimal(2))
    return _EXACT.subtract(low, half), _EXACT.add(high, half)


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _multiples(step: Decimal, low: Decimal, high: Decimal, at_most: int) -> list[Decimal]:
    """The multiples of `step` from `low` to `high`; one more than `at_most` if there are too many."""
    first = _EXACT.divide(low, step).to_integral_value("ROUND_CEILING", _EXACT)
    counted = (_EXACT.multiply(_EXACT.add(first, Decimal(index)), step) for index in range(at_most + 1))
    return [_written(value) for value in counted if value <= high]


def _written(value: Decimal) -> Decimal:
    """A value without trailing zeros or exponent: 95.0 as 95, and 1E+2 as 100."""
    return _EXACT.add(value.normalize(_EXACT), Decimal(0))
