"""One number of a table: what it may be, and what it most likely means where it cannot be right."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction
from typing import TYPE_CHECKING

from kept.model.units import kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kept.model.evidence import Range

_DOUBLE = 16
"""A program's binary number has this many digits or more when it is written out in full; nobody types so many."""
_SURE = 13
"""So many of them are certainly its own; the rest is what binary numbers leave behind: 0.30000000000000004."""
_WRITABLE = 15
_TYPED = 6
"""More decimals than this come from a program, which may have worked with single precision."""
_FEW = 2
"""So many decimals are shown of such a number; of a small one, so many digits that are not zeros."""
_ROOM = 60
_SINGLE = Fraction(1, 1_000_000)
_PART = 10
"""Half the way from a number to its hundredfold, as a ratio."""


def without_tail(value: Decimal) -> Decimal:
    """The number without the last digits of a binary number that was written out in full; else as it is.

    0.30000000000000004 is 0.3 and 97.98994974874371 is 97.98994974874. Every digit that somebody typed counts.

    Source:
        IEEE 754: a double holds 15 decimal digits for certain, and needs up to 17 to be written out.
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
    """True where the digits are those that a program writes for a double; typed ones hardly ever are."""
    double = float(value)
    return value in {Decimal(repr(double)), Decimal(f"{double:.17g}")}


def _exponent(value: Decimal) -> int:
    return int(value.as_tuple().exponent)


def is_about(value: Decimal, exact: Fraction) -> bool:
    """True where a number can be this share, written with as many decimals as it has or by a program's arithmetic."""
    decimals = -min(_exponent(value), 0)
    margin = Fraction(Decimal(1).scaleb(-decimals)) / 2
    if decimals > _TYPED:
        margin = max(margin, abs(exact) * _SINGLE)
    return abs(exact - Fraction(value)) <= margin


def out_of_range(value: Decimal, unit: str, limits: Range | None) -> Iterator[tuple[str, str]]:
    """Why there can be no such number: message and hint."""
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
    """True where a row says that there was nothing to measure: no cases, and no value or what stands for none.

    0 of 0 is no share and the mean of no days is no duration. A sum or a count of nothing is 0 all the same.
    """
    return n == 0 and (value is None or (value == 0 and kind(unit).average))


def without_cases(value: Decimal, n: int | None, unit: str) -> Iterator[tuple[str, str]]:
    """Why a value cannot be worked out over no cases at all: message and hint."""
    if n == 0 and value != 0 and kind(unit).average:
        words = f"nothing was counted (n is 0), so the value cannot be {value}"
        yield words, "leave the value empty: then the page says that there was nothing to measure; or correct n."


def looks_like_a_fraction(value: Decimal, beside: Decimal) -> bool:
    """True where a number from 0 to 1 is more likely a part of 1 than a percentage like the one beside it.

    A number and its hundredfold are told apart by which of them is nearer, as a ratio.
    """
    return 0 < value <= 1 and beside > _PART * value


def hundredfold(value: Decimal) -> Decimal:
    """The percentage that a part of 1 stands for, without digits it did not have: 95 for 0.95."""
    return plain(value * 100)


def printed(value: Decimal, decimals: int | None, levels: Iterable[Decimal], exact: Fraction | None = None) -> Decimal:
    """The value with as many digits as a page shows: those it was written with, unless it may have fewer.

    Fewer are shown where somebody asked for them, and of what a program worked out to more decimals than anybody types.
    A shortened value never reaches, passes or misses a level that the value itself does not.

    Args:
        value: as it was written.
        decimals: how many are wanted at most.
        levels: what it is compared with.
        exact: of a share, what it is exactly; it decides on which side of a level a shortened value may stand.
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
    """Without zeros at its end."""
    stripped = value.normalize()
    return stripped.quantize(Decimal(1)) if _exponent(stripped) > 0 else stripped


def _side(value: Fraction, level: Decimal) -> int:
    return (value > level) - (value < level)
