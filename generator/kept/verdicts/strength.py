"""How strong the evidence behind a verdict is: the weakest of its figures, or only voices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.model.verdict import Strength

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kept.model.register import Promise
    from kept.verdicts.measured import Measured

_BY_ASSURANCE = {
    "own": Strength.OWN,
    "own-audited": Strength.OWN_AUDITED,
    "independent-audit": Strength.INDEPENDENT,
}


def strength(promise: Promise, measured: Mapping[str, Measured], *, has_voices: bool) -> Strength | None:
    """The strength of a promise's evidence; None where there is none.

    A metric that this audience may not see counts as checked by nobody else, so hidden evidence makes nothing stronger.

    Args:
        promise: the promise.
        measured: the known results of the metrics that are shown.
        has_voices: whether any testimonial or case study is shown for it.
    """
    shown = [measured[name].metric.assurance.kind for name in promise.metrics if name in measured]
    if not shown:
        return Strength.VOICES if has_voices else None
    weakest = min((_BY_ASSURANCE[kind] for kind in shown), key=list(Strength).index)
    return weakest if len(shown) == len(promise.metrics) else Strength.OWN
