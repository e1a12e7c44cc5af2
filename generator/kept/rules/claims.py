"""Numbers and comparisons in quotes and stories: what carries them, and whether most customers get as much."""

from __future__ import annotations

from bisect import bisect_right
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate
from operator import itemgetter
from typing import TYPE_CHECKING

from kept.language.assertions import Kind, assertions
from kept.language.plain_text import prose
from kept.model.evidence import CaseStudy, Testimonial
from kept.rules.rule import Objection, rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kept.language.assertions import Assertion
    from kept.rules.rule import Context

_MOST_AT_ONCE = 5
_EXCUSABLE = frozenset({Kind.COUNT, Kind.AMOUNT})
_TIMES = frozenset({"second", "minute", "hour", "day", "week", "month", "year", "night"})
_SMALLEST_ROUND = 1000
_ROUNDED = Decimal("1.05")

Key = tuple[Decimal | str, ...]


@rule(Testimonial, per_site=True)
def supported(item: Testimonial, context: Context) -> Iterator[Objection]:
    """A number or a comparison in a quote that no metric on this site carries.

    Findings:
        KPT401.

    Source:
        16 CFR 255.2(a); UK CAP code 3.7.
    """
    if _shown(item.substantiated_by, context):
        return
    read = prose(item.body)
    for claim in claims(item, context)[:_MOST_AT_ONCE]:
        yield Objection(
            "KPT401",
            ("body",),
            f'"{claim.words}" is a claim, and {_lack(item.substantiated_by)}',
            _what_to_do(claim),
            offset=read.place(claim.start),
        )


def _lack(named: tuple[str, ...]) -> str:
    if not named:
        return "no metric carries it"
    verb = "has" if len(named) == 1 else "have"
    return f"{' and '.join(named)}, which should carry it, {verb} no result on this site"


def _what_to_do(claim: Assertion) -> str:
    name = "name the metric that shows it in `substantiated_by`"
    if claim.kind in _EXCUSABLE:
        return f'{name}; if it claims nothing about what you do, list "{claim.words}" in `incidental`.'
    return f"{name}, or leave the words out and mark the cut with …"


def claims(item: Testimonial, context: Context) -> list[Assertion]:
    """What a quote claims, without what its promises say themselves and what claims nothing about us."""
    found = _unexcused(item.body, item.incidental, context.language(item))
    promised = _promised(item, context) if found else ()
    return [claim for claim in found if claim.key not in promised]


@lru_cache(maxsize=1 << 15)
def _unexcused(body: str, incidental: tuple[str, ...], language: str) -> tuple[Assertion, ...]:
    """What a quote claims, on either site, unless its promises say it."""
    found = [entry for entry in assertions(body, language) if entry.kind is not Kind.PLEDGE]
    is_excused = _excuses(body, incidental)
    return tuple(claim for claim in found if not is_excused(claim))


def _promised(item: Testimonial | CaseStudy, context: Context) -> frozenset[Key]:
    """What its promises say, in whatever language and way of writing numbers."""
    promises = [context.promises[promise] for promise in item.promises if promise in context.promises]
    texts = [text for promise in promises for text in (promise.statement, promise.short, promise.counts) if text]
    language = context.portfolio.register.organisation.locale
    return frozenset(entry.key for text in texts for entry in assertions(text, language))


def _excuses(body: str, incidental: tuple[str, ...]) -> Callable[[Assertion], bool]:
    """Whether a claim stands inside a phrase that claims nothing."""
    spans = sorted(_excused(prose(body).words, incidental))
    reached = list(accumulate((end for _, end in spans), max))

    def is_excused(claim: Assertion) -> bool:
        before = bisect_right(spans, claim.start, key=itemgetter(0))
        return claim.kind in _EXCUSABLE and before > 0 and claim.end <= reached[before - 1]

    return is_excused


def _excused(body: str, incidental: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    for entry in incidental:
        phrase = prose(entry).words
        start = body.find(phrase) if phrase else -1
        while start >= 0:
            yield start, start + len(phrase)
            start = body.find(phrase, start + len(phrase))


@rule(Testimonial)
def excuse_misused(item: Testimonial, context: Context) -> Iterator[Objection]:
    """What is listed as incidental, and does not stand in the quote or claims something all the same.

    Findings:
        KPT401.

    Source:
        16 CFR 255.2(a); UK CAP code 3.7.
    """
    language = context.language(item)
    for index, entry in enumerate(item.incidental):
        if prose(entry).words not in prose(item.body).words:
            message = f'"{entry}" is listed as incidental, and does not stand in the quote'
            hint = "write it as it stands there, or take it off the list."
        elif any(found.kind not in _EXCUSABLE for found in assertions(entry, language)):
            message = f'"{entry}" is listed as incidental, and is a share, a multiple or a comparison'
            hint = "take it off the list, and name the metric that shows it in `substantiated_by`."
        else:
            continue
        yield Objection("KPT401", ("incidental", index), message, hint)


@rule(CaseStudy, per_site=True)
def story_supported(item: CaseStudy, context: Context) -> Iterator[Objection]:
    """A number in the title or the summary of a story that none of its callouts shows with its source.

    Findings:
        KPT401.

    Source:
        16 CFR 255.2(a); UK CAP code 3.7.
    """
    language = context.language(item)
    for field in ("title", "summary"):
        found = [entry for entry in assertions(getattr(item, field), language) if entry.kind is not Kind.PLEDGE]
        if found:
            shown, promised = _called_out(item, language), _promised(item, context)
            loose = [claim for claim in found if claim.key not in promised and not _is_among(claim.key, shown)]
            for claim in loose[:_MOST_AT_ONCE]:
                yield Objection(
                    "KPT401",
                    (field,),
                    f'"{claim.words}" is a claim, and no callout of this story shows it with its source',
                    "add a callout with the number and its source, or leave the number out.",
                )


def _called_out(item: CaseStudy, language: str) -> frozenset[Key]:
    """What the callouts say, with each of their numbers, and how long the story took."""
    texts = [text for callout in item.callouts for text in (callout.label, callout.value, callout.note) if text]
    keys = {entry.key for text in texts for entry in assertions(text, language)}
    numbers: set[Key] = {(value,) for key in keys for value in key if isinstance(value, Decimal)}
    if item.dates.end:
        days = (item.dates.end - item.dates.start).days
        # Both ways of counting: from the first day to the last, with or without it.
        numbers |= {(Decimal(days),), (Decimal(days + 1),)}
    return frozenset(keys | numbers)


def _is_among(key: Key, shown: frozenset[Key]) -> bool:
    numbers = [value for value in key if isinstance(value, Decimal)]
    if not numbers:
        return key in shown
    return all((number,) in shown or _is_rounded(number, shown) for number in numbers)


def _is_rounded(number: Decimal, shown: Iterable[Key]) -> bool:
    """True for "nine thousand" where a callout shows 9,240: rounded down, by a twentieth at most."""
    if number < _SMALLEST_ROUND or number % _SMALLEST_ROUND:
        return False
    return any(number <= entry[0] <= number * _ROUNDED for entry in shown if isinstance(entry[0], Decimal))


@rule(Testimonial, CaseStudy, per_site=True)
def typical(item: Testimonial | CaseStudy, context: Context) -> Iterator[Objection]:
    """An outcome, without a word on whether most customers get as much.

    A criticism claims too little, never too much. In a story, a callout reports an outcome where it has a source of its
    own and counts a share, a length of time or a comparison; a callout with a metric already shows what most get, and
    "4,000 books" is a fact about the job.

    Findings:
        KPT402.

    Source:
        16 CFR 255.2(b).
    """
    if item.outcome == "exceptional":
        yield from _expected(item, context)
        return
    if isinstance(item, Testimonial):
        yield from _quote_typical(item, context)
    else:
        yield from _story_typical(item, context)


_SAY_WHICH = (
    "set `outcome: typical`; or, where most get less, `outcome: exceptional`, with what most get in `expected` "
    "(`result` and `metric`)."
)


def _quote_typical(item: Testimonial, context: Context) -> Iterator[Objection]:
    """What a typical quote rests on is asked by KPT401."""
    if item.outcome or item.tone == "criticism":
        return
    for claim in claims(item, context)[:1]:
        yield Objection(
            "KPT402",
            ("body",),
            f'"{claim.words}" reports an outcome, and nothing says whether most customers get as much',
            _SAY_WHICH,
            offset=prose(item.body).place(claim.start),
        )


def _story_typical(item: CaseStudy, context: Context) -> Iterator[Objection]:
    first = next(_outcomes(item, context), None)
    if first is None:
        return
    index, words = first
    if item.outcome is None:
        message = f'"{words}" reports an outcome, and nothing says whether most customers get as much'
        yield Objection("KPT402", ("callouts", index, "value"), message, _SAY_WHICH)
    elif not _shown([callout.metric for callout in item.callouts if callout.metric], context):
        message = "the outcome is called typical, and no metric on this site shows what most customers get"
        hint = "add a callout with the `metric` that shows it, or see what is reported for that metric."
        yield Objection("KPT402", ("outcome",), message, hint)


def _outcomes(item: CaseStudy, context: Context) -> Iterator[tuple[int, str]]:
    """The callouts that report one: index, and words."""
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
    elif not _shown([item.expected.metric], context):
        message = f"what most customers get rests on {item.expected.metric}, which has no result on this site"
        hint = "see what is reported for that metric, or name one that is shown."
        yield Objection("KPT402", ("expected", "metric"), message, hint)


def _shown(named: Iterable[str], context: Context) -> bool:
    """True where one of these metrics has a result this audience may see."""
    for name in named:
        metric = context.metrics.get(name)
        if metric and metric.rows:
            return True
    return False
