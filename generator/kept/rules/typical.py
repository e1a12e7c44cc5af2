"""Whether most customers get the result that a testimonial or case study reports (KPT402)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.language.assertions import Kind, assertions
from kept.language.plain_text import prose
from kept.model.evidence import CaseStudy, Testimonial
from kept.rules.claims import carried, claims
from kept.rules.rule import Objection, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.rules.rule import Context

_TIMES = frozenset({"second", "minute", "hour", "day", "week", "month", "year", "night"})
_SAY_WHICH = (
    "set `outcome: typical`; or, where most get less, `outcome: exceptional`, with what most get in `expected` "
    "(`result` and `metric`)."
)


@rule(Testimonial, CaseStudy, per_site=True)
def typical(item: Testimonial | CaseStudy, context: Context) -> Iterator[Objection]:
    """A reported result without a statement on whether most customers get the same.

    It is reported only once the claim is proved; before that, KPT401 asks for the metric. Criticism is never too
    favourable. In a case study, a callout reports a result if it has its own source and gives a percentage, a duration
    or a comparison. A callout with a metric already shows what most customers get, and "4,000 books" is a fact about
    the job.

    Findings:
        KPT402.

    Source:
        16 CFR 255.2(b).
    """
    if isinstance(item, Testimonial):
        yield from _quote_typical(item, context)
    elif not claims(item, context):
        yield from _story_typical(item, context)


def _quote_typical(item: Testimonial, context: Context) -> Iterator[Objection]:
    """KPT401 checks the proof of a typical quote."""
    if not carried(item.substantiated_by, context) and claims(item, context):
        return
    if item.outcome == "exceptional":
        yield from _expected(item, context)
    elif item.outcome is None and item.tone != "criticism":
        for claim in claims(item, context)[:1]:
            yield Objection(
                "KPT402",
                ("body",),
                f'"{claim.words}" reports an outcome, and nothing says whether most customers get as much',
                _SAY_WHICH,
                offset=prose(item.body).place(claim.start),
            )


def _story_typical(item: CaseStudy, context: Context) -> Iterator[Objection]:
    if item.outcome == "exceptional":
        yield from _expected(item, context)
        return
    first = next(_outcomes(item, context), None)
    if first is None:
        return
    index, words = first
    if item.outcome is None:
        message = f'"{words}" reports an outcome, and nothing says whether most customers get as much'
        yield Objection("KPT402", ("callouts", index, "value"), message, _SAY_WHICH)
    elif not carried([callout.metric for callout in item.callouts if callout.metric], context):
        message = "the outcome is called typical, and no metric on this site shows what most customers get"
        hint = "add a callout with the `metric` that shows it, or see what is reported for that metric."
        yield Objection("KPT402", ("outcome",), message, hint)


def _outcomes(item: CaseStudy, context: Context) -> Iterator[tuple[int, str]]:
    """The callouts that report a result: index and words."""
    language = context.language(item)
    for index, callout in enumerate(item.callouts):
        for entry in () if callout.metric else assertions(callout.value, language):
            if entry.kind in {Kind.SHARE, Kind.COMPARISON} or entry.key[-1] in _TIMES:
                yield index, entry.words


def _expected(item: Testimonial | CaseStudy, context: Context) -> Iterator[Objection]:
    if item.expected is None:
        message = "the outcome is called exceptional, and what most customers get is missing"
        hint = "write what most get, and the id of the metric that shows it, into `expected` (`result` and `metric`)."
        yield Objection("KPT402", ("outcome",), message, hint)
    elif not carried([item.expected.metric], context):
        message = f"what most customers get rests on {item.expected.metric}, which has no result on this site"
        hint = "see what is reported for that metric, or name one that is shown."
        yield Objection("KPT402", ("expected", "metric"), message, hint)
