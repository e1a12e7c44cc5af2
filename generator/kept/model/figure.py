"""Checks one number of a table: which values are possible, and what was probably meant where it is not."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction
from typing import TYPE_CHECKING

from kept.model.units import kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kept.model.evidence import Range

_DOUBLE = 16
"""A binary number written out in full has at least this many digits; nobody types so many."""
_SURE = 13
"""This many digits of it are reliable; the rest is rounding error, as in 0.30000000000000004."""
_WRITABLE = 15
_TYPED = 6
"""A number with more decimals comes from a program, which may have used single precision."""
_FEW = 2
"""The number of decimals shown of such a number; for a small one, the number of digits that are not zero."""
_ROOM = 60
_SINGLE = Fraction(1, 1_000_000)
_PART = 10
"""The middle between a number and its hundredfold, as a ratio: the square root of 100."""


def without_tail(value: Decimal) -> Decimal:
    """The number without the rounding error of a binary number; other numbers stay as they are.

    0.30000000000000004 becomes 0.3, and 97.98994974874371 becomes 97.98994974874. Typed digits are all kept.

    Source:
        IEEE 754: a double holds at least 15 decimal digits exactly, and needs up to 17 to be written out.
    """
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int) or exponent >= 0 or len(digits) < _DOUBLE or not _is_binary(value):
        return value
    with localcontext(prec=_SURE, rounding=ROUND_HALF_EVEN):
        short = +value
    if -_exponent(short) > _WRITABLE:
        short = short.quantize(Decimal(1).scaleb(-_WRITABLE))
    return plain(short)


def _is_binary(value: Decimal) -> bool:
    """True where the digits look like a double written by a program; typed numbers hardly ever do."""
    double = float(value)
    return value in {Decimal(repr(double)), Decimal(f"{double:.17g}")}


def _exponent(value: Decimal) -> int:
    return int(value.as_tuple().exponent)


def percentage(numerator: int, n: int) -> Fraction:
    """The exact percentage of `numerator` in `n`, which is above 0."""
    return Fraction(100 * numerator, n)


def is_about(value: Decimal, exact: Fraction) -> bool:
    """True where the number can be this fraction, rounded to its own decimals or calculated by a program."""
    decimals = -min(_exponent(value), 0)
    margin = Fraction(Decimal(1).scaleb(-decimals)) / 2
    if decimals > _TYPED:
        margin = max(margin, abs(exact) * _SINGLE)
    return abs(exact - Fraction(value)) <= margin


def nearest_shares(percentage: Decimal, n: int) -> tuple[int, ...]:
    """The whole numbers of n cases whose shares are nearest to a percentage, one on each side."""
    below = int(Fraction(percentage) * n / 100)
    return tuple(cases for cases in (below, below + 1) if cases <= n)


def out_of_range(value: Decimal, unit: str, limits: Range | None) -> Iterator[tuple[str, str]]:
    """Why this number is impossible: message and hint."""
    known = kind(unit)
    low, high = (limits.low, limits.high) if limits else (known.low, known.high)
    if unit == "percent" and not (known.low or 0) <= value <= (known.high or 100):
        yield f"{value} is not a percentage", "write a number from 0 to 100."
    elif low is not None and high is not None and not low <= value <= high:
        what = "the metric's `range` is" if limits else f"{unit} are"
        yield f"{value} cannot be: {what} {low} to {high}", f"write a number from {low} to {high}."
    elif low is not None and value < low:
        is_nothing = low == 0
        words = f"{value} is less than nothing" if is_nothing else f"{value} is less than {low}"
        yield words, f"write a number from {low} on."


def is_nothing(value: Decimal | None, n: int | None, unit: str) -> bool:
    """True where a row says that there was nothing to measure: no cases, and no value or a placeholder for none.

    0 of 0 is not a percentage, and no cases have no mean. But the sum or the count of nothing is 0.
    """
    return n == 0 and (value is None or (value == 0 and kind(unit).average))


def without_cases(value: Decimal, n: int | None, unit: str) -> Iterator[tuple[str, str]]:
    """Why there cannot be a value without any cases: message and hint."""
    if n == 0 and value != 0 and kind(unit).average:
        words = f"nothing was counted (n is 0), so the value cannot be {value}"
        yield words, "leave the value empty: then the page says that there was nothing to measure; or correct n."


def looks_like_a_fraction(value: Decimal, beside: Decimal) -> bool:
    """True where a number from 0 to 1 is probably a fraction, not a percentage like the one beside it.

    It is a fraction if its hundredfold is closer to the other number, as a ratio.
    """
    return 0 < value <= 1 and beside > _PART * value


def hundredfold(value: Decimal) -> Decimal:
    """A fraction as a percentage, with no added digits: 95 for 0.95."""
    return plain(value * 100)


def printed(value: Decimal, decimals: int | None, levels: Iterable[Decimal], exact: Fraction | None = None) -> Decimal:
    """The value with the digits that a page shows: as written, or fewer.

    Fewer digits are shown where the metric sets `decimals`, or where a program calculated more decimals than anybody
    types. A rounded value is never on another side of a level than the value itself.

    Args:
        value: as it was written.
        decimals: the largest number of decimals.
        levels: the targets that it is compared with.
        exact: for a percentage, its exact value, which decides the side of a level.
    """
    has = -min(_exponent(value), 0)
    most = has if has <= _TYPED else max(_FEW, _FEW - 1 - value.adjusted())
    most = most if decimals is None else min(most, decimals)
    if most >= has:
        return value
    found = Fraction(value) if exact is None else exact
    for places in range(most, has):
        short = _rounded(found, places)
        if all(_side(Fraction(short), level) == _side(found, level) for level in levels):
            return short if has <= _TYPED else plain(short)
    return value


def _rounded(value: Fraction, places: int) -> Decimal:
    with localcontext(prec=_ROOM):
        return Decimal(round(value * 10**places)).scaleb(-places)


def plain(value: Decimal) -> Decimal:
    """The value without zeros at its end."""
    stripped = value.normalize()
    return stripped.quantize(Decimal(1)) if _exponent(stripped) > 0 else stripped


def _side(value: Fraction, level: Decimal) -> int:
    return (value > level) - (value < level)
