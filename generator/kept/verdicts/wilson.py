"""The likely range of a survey's percentage: the Wilson score interval."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

from kept.model.verdict import Interval

METHOD = "Wilson score interval, 95 %"
SOURCE = (
    "E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference, "
    "Journal of the American Statistical Association 22 (158), pages 209 to 212"
)
_Z = Decimal("1.959963984540054")
"""The 97.5 % point of the normal distribution."""
_EXACT = Context(prec=28)
_STEP = Decimal("0.1")


def wilson(share: Decimal, n: int) -> Interval | None:
    """The interval around a survey's share, in per cent, rounded outwards to one decimal; None without answers.

    It assumes people chosen at random and unweighted answers, and ignores people who did not answer.

    Args:
        share: the share of answers, from 0 to 1.
        n: the number of answers.

    Source:
        `SOURCE`.
    """
    if n <= 0:
        return None
    z2 = _EXACT.multiply(_Z, _Z)
    count = Decimal(n)
    spread = _EXACT.sqrt(share * (1 - share) / count + z2 / (4 * count * count)) * _Z
    middle, scale = share + z2 / (2 * count), 1 + z2 / count
    low, high = (100 * (middle - spread) / scale, 100 * (middle + spread) / scale)
    return Interval(
        low=max(low.quantize(_STEP, ROUND_FLOOR), Decimal("0.0")),
        high=min(high.quantize(_STEP, ROUND_CEILING), Decimal("100.0")),
    )
