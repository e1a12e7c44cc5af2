"""Numbers of a story, each with its own source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup

    from kept.components.page_context import PageContext
    from kept.model.edition import CalloutView


@dataclass(frozen=True, slots=True, kw_only=True)
class Callout:
    """A figure of a story with its source."""

    label: str
    display: Markup
    notes: tuple[str, ...]
    source: str | None
    metric: str | None
    metric_title: str | None


def callout(ctx: PageContext, view: CalloutView) -> Callout:
    """A number of a story as it is shown."""
    return Callout(
        label=view.label,
        display=ctx.formats.display(view.value),
        notes=tuple(part for part in (view.note, _period(ctx, view)) if part),
        source=view.source,
        metric=view.metric,
        metric_title=ctx.metrics[view.metric].title if view.metric in ctx.metrics else None,
    )


def _period(ctx: PageContext, callout: CalloutView) -> str | None:
    """The callout's period in the site's format, if it is a period of its metric."""
    metric = ctx.metrics.get(callout.metric or "")
    if metric is None or callout.period is None:
        return callout.period
    try:
        return ctx.formats.period(metric.calendar.period(callout.period))
    except ValueError:
        return callout.period
