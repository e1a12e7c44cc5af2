"""Decides which testimonials and case studies one audience may see, and with which promises."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from kept.model.evidence import CaseStudy, Testimonial
from kept.rules.callouts import callout_true
from kept.rules.permission import good_until, permission
from kept.rules.repeats import Repeats, own_words, quoted_texts
from kept.rules.rule import Objection

if TYPE_CHECKING:
    from kept.edition.judging import Judging
    from kept.edition.metrics import VisibleRows
    from kept.rules.rule import Context

V = TypeVar("V", Testimonial, CaseStudy)


def testimonials(judging: Judging, shown_under: dict[str, tuple[str, ...]]) -> Iterator[Testimonial]:
    """The testimonials that pass, by id; the promises with which each may be shown are noted in `shown_under`."""
    yield from _voices(judging, judging.portfolio.testimonials, judging.judged, shown_under)


def stories(
    judging: Judging, reach: VisibleRows, quotes: Mapping[str, Testimonial], shown_under: dict[str, tuple[str, ...]]
) -> Iterator[CaseStudy]:
    """The case studies that pass, by id. None of them repeats the words of a testimonial that is not in `quotes`.

    Their callouts use only rows of metrics that `reach` makes visible.
    """
    everything = judging.portfolio.testimonials
    if not judging.portfolio.case_studies:
        return
    withheld = (voice for name, voice in everything.items() if name not in quotes)
    repeats = Repeats(withheld, chain(own_words(judging.portfolio), *map(quoted_texts, quotes.values())))

    def objections(story: CaseStudy) -> Iterator[Objection]:
        yield from judging.judged(story)
        yield from _callouts_true(story, judging.context, reach)
        yield from repeats.within(judging.context.texts.of(story), "story")

    for story in _voices(judging, judging.portfolio.case_studies, objections, shown_under):
        judging.object(story.id, _callouts(judging, story))
        yield story


def _callouts_true(story: CaseStudy, context: Context, reach: VisibleRows) -> Iterator[Objection]:
    """Objections to callouts that have no source but a metric, and differ from what the metric says."""
    for index, callout in enumerate(story.callouts):
        metric = context.metrics.get(callout.metric or "")
        if metric and not callout.source:
            rows = reach.rows(metric, context.as_of)
            yield from callout_true(index, callout, metric, rows, context.language(story))


def _voices(
    judging: Judging,
    items: Mapping[str, V],
    rules: Callable[[V], Iterator[Objection]],
    shown_under: dict[str, tuple[str, ...]],
) -> Iterator[V]:
    for item, voice in sorted(items.items()):
        if item in judging.portfolio.faulty or not judging.is_meant_for(voice.audience):
            continue
        if judging.taken_down(item):
            continue
        # Of withdrawn words only that is reported.
        objections = permission(voice, judging.context) if voice.consent.withdrawn_on else rules(voice)
        is_withheld = judging.object(item, list(objections))
        if voice.consent.withdrawn_on:
            continue
        under = _approved_promises(judging, voice)
        if under and not is_withheld:
            shown_under[item] = under
            judging.holds_until(item, good_until(voice, judging.context.policy))
            yield voice


def _approved_promises(judging: Judging, voice: Testimonial | CaseStudy) -> tuple[str, ...]:
    """The visible promises for which these words are approved by all required people.

    The approvals for promises that are not visible yet are checked too, so that all can be given at the same time.
    """
    approved_for, is_asked = [], False
    for promise in dict.fromkeys(voice.promises):
        if promise not in judging.meant_promises:
            continue
        is_asked = True
        if judging.approved(judging.about_words(voice, promise)):
            approved_for.append(promise)
    under = tuple(promise for promise in approved_for if promise in judging.context.promises)
    if not under and (approved_for or not is_asked):
        message = f"none of its promises ({', '.join(voice.promises)}) is on this site"
        hint = "see what is reported for that promise; once it is shown, this is shown too."
        judging.withhold("KPT601", voice.id, ("promises",), message, hint)
    return under


def _callouts(judging: Judging, story: CaseStudy) -> Iterator[Objection]:
    """Notes which figures of a case study are left out because their metric is not shown."""
    for index, callout in enumerate(story.callouts):
        if callout.metric and callout.metric not in judging.context.metrics and not callout.source:
            yield Objection(
                "KPT401",
                ("callouts", index, "metric"),
                f'the number "{callout.label}" rests on {callout.metric}, which is not on this site, and is left out',
                "see what is reported for that metric, or name another `source` for the number.",
                withholds_item=False,
            )
