"""What a figure needs before it is published (KPT403, KPT404, KPT407, KPT903)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from kept.approvals import digests
from kept.findings import Severity
from kept.model.evidence import Metric
from kept.model.fields import Audience
from kept.rules.rule import Objection, rule

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from kept.model.evidence import Bounds, Row
    from kept.model.ledgers import Pulled
    from kept.model.policy import Policy
    from kept.rules.rule import Context

_ALWAYS = ("population", "method", "source", "data_owner")
_OF_A_SHARE = "denominator"
_OF_A_SURVEY = ("sponsor", "question", "mode", "invited")


@rule(Metric, per_site=True)
def metric_incomplete(metric: Metric, context: Context) -> Iterator[Objection]:
    """A metric without the fields that explain its figures. It may be used internally but not publicly.

    Findings:
        KPT403: only information for an internal metric.

    Source:
        AAPOR, Transparency Initiative disclosure elements, for surveys; our judgement for the rest.
    """
    if _is_said_in_public(metric, context):
        return
    lacking = [name for name in _ALWAYS if getattr(metric, name) is None]
    if metric.unit == "percent" and metric.denominator is None:
        lacking.insert(0, _OF_A_SHARE)
    if lacking:
        yield Objection(
            "KPT403",
            (lacking[0],),
            f"nobody could tell what the number means: the metric has no {_listed(lacking)}",
            f"add {_listed([f'`{name}`' for name in lacking])} to the definition.",
            weight=_inside(context),
        )
    survey = metric.survey
    missing = [name for name in _OF_A_SURVEY if survey and getattr(survey, name) is None]
    if missing:
        yield Objection(
            "KPT403",
            ("survey",),
            f"the survey does not say its {_listed(missing)}",
            "say who paid for it, what was asked, how, and how many were invited.",
            weight=_inside(context),
        )


def row_objections(metric: Metric, index: int, row: Row, context: Context) -> Iterator[Objection]:
    """Why one row of a metric may not be shown publicly.

    Findings:
        KPT404: only information for an internal metric.

    Source:
        our judgement; a percentage of an unknown or very small number says little.
    """
    if _is_said_in_public(metric, context):
        return
    if row.value is None:
        return
    if metric.unit == "percent" and row.n is None and not metric.no_n_because:
        yield Objection(
            "KPT404",
            ("rows", index),
            f"{row.value} % of how many? The row for {row.period} has no n",
            "add the number of cases, or say in `no_n_because` why it is not published; readers then see that.",
            weight=_inside(context),
        )
    elif metric.min_n is not None and row.n is not None and row.n < metric.min_n:
        yield Objection(
            "KPT404",
            ("rows", index),
            f"the row for {row.period} rests on {row.n} cases, fewer than the {metric.min_n} of `min_n`",
            "wait for more cases, or measure over longer periods.",
            weight=_inside(context),
        )


def row_waits(metric: Metric, row: Row, pulled: Pulled | None) -> str | None:
    """Why a row after the last approved one needs a new approval; None where it needs none.

    Findings:
        KPT407: it was typed by hand, differs from what was pulled, is outside the approved bounds, or contains text.
    """
    if pulled is None or row.period not in pulled.rows:
        return "and no source was pulled that says the same"
    if pulled.rows[row.period] != digests.row_digest(row):
        return f"and is not what was pulled from {pulled.source} on {pulled.pulled_on}"
    return _waits(metric, row)


def _waits(metric: Metric, row: Row) -> str | None:
    """Why a row waits although it is exactly as pulled; None where it does not wait."""
    if row.value is None:
        return "and says that there was nothing to measure, which a person must confirm"
    if metric.bounds.low is None and metric.bounds.high is None:
        return "and the metric has no `bounds` to hold it to"
    if not _within(metric.bounds, row.value):
        return f"and {row.value} lies outside the approved bounds ({_range(metric.bounds)})"
    if row.note is not None:
        return "and has a note: bounds say nothing about words, and a person must read them"
    return None


def stale_from(metric: Metric, pulled: Pulled | None, policy: Policy) -> date | None:
    """The first day on which a metric's pulled rows are too old; None where they never are."""
    source = next((source for source in policy.sources if source.target == metric.id), None)
    if source is None or source.stale_after_days is None or pulled is None:
        return None
    return pulled.pulled_on + timedelta(days=source.stale_after_days + 1)


def source_stale(metric: Metric, index: int | None, pulled: Pulled | None, context: Context) -> Iterator[Objection]:
    """A source that was not pulled for longer than its policy allows, so that its figures may have changed.

    Args:
        metric: the metric of the source.
        index: the first row that is shown without an approval, because it was pulled; None where there is none.
        pulled: the last pull; None where there was none.
        context: the audience and the day.

    Findings:
        KPT903: only information where no row depends on it.

    Source:
        our judgement; figures that update themselves need an expiry date.
    """
    ends = stale_from(metric, pulled, context.policy)
    if pulled is None or ends is None or context.as_of < ends:
        return
    allowed = (ends - pulled.pulled_on).days - 1
    old = f"{pulled.source} was pulled last on {pulled.pulled_on}, more than {allowed} days ago"
    again = f"run `kept pull {pulled.source}` and commit what it writes"
    if index is None:
        yield Objection("KPT903", (), old, f"{again}.", weight=Severity.INFORMATION)
        return
    rows = f"the rows from {metric.rows[index].period} on are here for no other reason than that they were pulled"
    yield Objection(
        "KPT903", ("rows", index), f"{old}, and {rows}", f"{again}, or have the data owner approve the rows."
    )


def _within(bounds: Bounds, value: Decimal) -> bool:
    is_high_enough = bounds.low is None or value >= bounds.low
    return is_high_enough and (bounds.high is None or value <= bounds.high)


def _range(bounds: Bounds) -> str:
    if bounds.low is None:
        return f"at most {bounds.high}"
    return f"at least {bounds.low}" if bounds.high is None else f"{bounds.low} to {bounds.high}"


def _is_said_in_public(metric: Metric, context: Context) -> bool:
    """True on the internal site where the public site's report already says the same."""
    return context.audience is Audience.INTERNAL and metric.audience is Audience.PUBLIC


def _inside(context: Context) -> Severity | None:
    """Withheld on the public site, information on the internal one."""
    return Severity.INFORMATION if context.audience is Audience.INTERNAL else None


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
