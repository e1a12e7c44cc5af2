"""Claims in testimonials and case studies about the organisation's performance, and their proof (KPT401)."""

from __future__ import annotations

from bisect import bisect_right
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate
from operator import itemgetter
from typing import TYPE_CHECKING

from kept.findings import Severity
from kept.language.assertions import Kind, assertions
from kept.language.cues import left_without
from kept.language.plain_text import prose
from kept.language.statements import Reads, Statement, statements
from kept.model.evidence import CaseStudy, Testimonial
from kept.rules.rule import Objection, rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from kept.language.assertions import Assertion
    from kept.model.portfolio import FieldPath
    from kept.rules.rule import Context

_MOST_AT_ONCE = 5
_MOST_NAMED = 3
_EXCUSABLE = frozenset({Kind.COUNT, Kind.AMOUNT})
_SMALLEST_ROUND = 1000
_ROUNDED = Decimal("1.05")
_LEFT_AT_LEAST = 0.7
"""The share of the words that must remain; with less, the speaker has to approve the rest (KPT302)."""

Key = tuple[Decimal | str, ...]


@rule(Testimonial, per_site=True)
def supported(item: Testimonial, context: Context) -> Iterator[Objection]:
    """A claim in a testimonial that no metric on this site proves; a debatable one is only information.

    Findings:
        KPT401.

    Source:
        16 CFR 255.2(a); UK CAP code 3.7.
    """
    if not carried(item.substantiated_by, context):
        found = _stated(item, context)
        claimed = _that_read(found, Reads.CLAIM)
        hint = _without_a_metric(item, claimed) if claimed else ""
        for claim in claimed[:_MOST_AT_ONCE]:
            yield Objection(
                "KPT401",
                ("body",),
                f'"{claim.words}" is a claim, and {_lack(item.substantiated_by)}',
                _what_to_do(claim, hint),
                offset=prose(item.body).place(claim.start),
            )
        yield from _arguable(_that_read(found, Reads.ARGUABLE), ("body",), item.body, "in `substantiated_by`")


def _arguable(found: Sequence[Assertion], path: FieldPath, text: str, where: str) -> Iterator[Objection]:
    """Statements that some readers would take as claims: reported once, and nothing is held back."""
    if found:
        named = ", ".join(f'"{entry.words}"' for entry in found[:_MOST_NAMED])
        yield Objection(
            "KPT401",
            path,
            f"{named} {'reads like a claim' if len(found) == 1 else 'read like claims'}",
            f"if what it says is true of you, name what shows it {where}; if it claims nothing, do nothing.",
            withholds_item=False,
            weight=Severity.INFORMATION,
            offset=prose(text).place(found[0].start),
        )


def _lack(named: tuple[str, ...]) -> str:
    if not named:
        return "no metric carries it"
    verb = "has" if len(named) == 1 else "have"
    return f"{' and '.join(named)}, which should carry it, {verb} no result on this site"


def _what_to_do(claim: Assertion, otherwise: str) -> str:
    name = "name the metric that shows it in `substantiated_by`"
    if claim.kind in _EXCUSABLE:
        return f'{name}; if it claims nothing about what you do, list "{claim.words}" in `incidental`.'
    return f"{name}{otherwise}"


def _without_a_metric(item: Testimonial, claimed: Sequence[Assertion]) -> str:
    """What else the author can do, depending on what remains without the sentences that make claims."""
    words = prose(item.body).words
    whole = max(len(words), len(prose(item.original).words) if item.original else 0)
    left = left_without(words, [claim.start for claim in claimed])
    if left >= _LEFT_AT_LEAST * whole:
        return ", or leave the sentence out and mark the cut with …"
    if left:
        return (
            ", or leave the sentence out, mark the cut with …, and have the speaker approve what is left "
            "(`speaker_approved_edit_on`)."
        )
    return ". Without these words nothing is left: if no metric shows it, ask the speaker what else they would say."


def claims(item: Testimonial | CaseStudy, context: Context) -> list[Assertion]:
    """The claims of a testimonial or case study that are neither in its promises nor in its callouts."""
    if isinstance(item, Testimonial):
        return _that_read(_stated(item, context), Reads.CLAIM)
    return [claim for _, found in _stated_only_here(item, context) for claim in _that_read(found, Reads.CLAIM)]


def _that_read(found: Iterable[Statement], reads: Reads) -> list[Assertion]:
    return [entry.said for entry in found if entry.reads is reads]


def _stated(item: Testimonial, context: Context) -> list[Statement]:
    """The statements of a testimonial that are not in its promises and that claim something about us."""
    found = _unexcused(item.body, item.incidental, context.language(item))
    promised = _promised(item, context) if found else ()
    return [entry for entry in found if entry.said.key not in promised]


@lru_cache(maxsize=1 << 15)
def _unexcused(body: str, incidental: tuple[str, ...], language: str) -> tuple[Statement, ...]:
    """The statements of a testimonial on either site, except those in `incidental`."""
    found = [entry for entry in statements(body, language) if entry.reads is not Reads.NONE]
    is_inside = _inside(body, incidental) if found and incidental else None
    return tuple(entry for entry in found if not (is_inside and _may_be_excused(entry) and is_inside(entry.said)))


def _may_be_excused(entry: Statement) -> bool:
    """True where an approver may decide that this number is not a claim."""
    return entry.reads is Reads.ARGUABLE or entry.said.kind in _EXCUSABLE


def _promised(item: Testimonial | CaseStudy, context: Context) -> frozenset[Key]:
    """The statements of its promises, in a form that does not depend on language or notation."""
    promises = [context.promises[promise] for promise in item.promises if promise in context.promises]
    texts = [text for promise in promises for text in (promise.statement, promise.short, promise.counts) if text]
    language = context.portfolio.register.organisation.locale
    return frozenset(entry.key for text in texts for entry in assertions(text, language))


def _inside(body: str, incidental: tuple[str, ...]) -> Callable[[Assertion], bool]:
    """A function that says whether something is inside one of these phrases of a text."""
    spans = sorted(_listed(body, incidental))
    reached = list(accumulate((end for _, end in spans), max))

    def is_inside(claim: Assertion) -> bool:
        before = bisect_right(spans, claim.start, key=itemgetter(0))
        return before > 0 and claim.end <= reached[before - 1]

    return is_inside


def _listed(body: str, incidental: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    words = prose(body).words
    for entry in incidental:
        phrase = prose(entry).words
        start = words.find(phrase) if phrase else -1
        while start >= 0:
            yield start, start + len(phrase)
            start = words.find(phrase, start + len(phrase))


@rule(Testimonial)
def excuse_misused(item: Testimonial, context: Context) -> Iterator[Objection]:
    """Entries of `incidental` that are not in the testimonial, or that are claims after all.

    Findings:
        KPT401.

    Source:
        16 CFR 255.2(a); UK CAP code 3.7.
    """
    for index, entry in enumerate(item.incidental):
        if prose(entry).words not in prose(item.body).words:
            message = f'"{entry}" is listed as incidental, and does not stand in the quote'
            hint = "write it as it stands there, or take it off the list."
        elif _claims_a_comparison(item, entry, context):
            message = f'"{entry}" is listed as incidental, and is a share, a multiple or a comparison'
            hint = "take it off the list, and name the metric that shows it in `substantiated_by`."
        else:
            continue
        yield Objection("KPT401", ("incidental", index), message, hint)


def _claims_a_comparison(item: Testimonial, entry: str, context: Context) -> bool:
    is_inside = _inside(item.body, (entry,))
    found = statements(item.body, context.language(item))
    return any(
        is_inside(stated.said) and not _may_be_excused(stated) for stated in found if stated.reads is Reads.CLAIM
    )


# --- Stories

_STORY_FIELDS = ("title", "summary", "body")


@rule(CaseStudy, per_site=True)
def story_supported(item: CaseStudy, context: Context) -> Iterator[Objection]:
    """A claim in a case study that is in none of its callouts; a debatable one is only information.

    Findings:
        KPT401.

    Source:
        16 CFR 255.2(a); UK CAP code 3.7.
    """
    arguable: list[tuple[str, list[Assertion]]] = []
    for field, found in _stated_only_here(item, context):
        for claim in _that_read(found, Reads.CLAIM)[:_MOST_AT_ONCE]:
            yield Objection(
                "KPT401",
                (field,),
                f'"{claim.words}" is a claim, and no callout of this story shows it with its source',
                "add a callout with the number and its source, or leave the number out.",
                offset=prose(getattr(item, field)).place(claim.start) if field == "body" else None,
            )
        arguable.append((field, _that_read(found, Reads.ARGUABLE)))
    for field, entries in arguable:
        yield from _arguable(entries, (field,), getattr(item, field), "in a callout with its source")


def _stated_only_here(item: CaseStudy, context: Context) -> Iterator[tuple[str, list[Statement]]]:
    """The statements in each text of a case study that are neither in its callouts nor in its promises."""
    language = context.language(item)
    said: frozenset[Key] | None = None
    for field in _STORY_FIELDS:
        found = statements(getattr(item, field), language, item.customer)
        found = tuple(entry for entry in found if entry.reads is not Reads.NONE)
        if found and said is None:
            said = _called_out(item, language) | _promised(item, context)
        yield field, [entry for entry in found if not _is_among(entry.said.key, said or frozenset())]


def _called_out(item: CaseStudy, language: str) -> frozenset[Key]:
    """The statements of the callouts, each of their numbers, and the duration of the case study."""
    texts = [text for callout in item.callouts for text in (callout.label, callout.value, callout.note) if text]
    keys = {entry.key for text in texts for entry in assertions(text, language)}
    numbers: set[Key] = {(value,) for key in keys for value in key if isinstance(value, Decimal)}
    if item.dates.end:
        days = (item.dates.end - item.dates.start).days
        # Both ways to count days: with and without the last one.
        numbers |= {(Decimal(days),), (Decimal(days + 1),)}
    return frozenset(keys | numbers)


def _is_among(key: Key, shown: frozenset[Key]) -> bool:
    if key in shown:
        return True
    numbers = [value for value in key if isinstance(value, Decimal)]
    return bool(numbers) and all((number,) in shown or _is_rounded(number, shown) for number in numbers)


def _is_rounded(number: Decimal, shown: Iterable[Key]) -> bool:
    """True for "nine thousand" where a callout has 9,240: rounded down, by a twentieth at most."""
    if number < _SMALLEST_ROUND or number % _SMALLEST_ROUND:
        return False
    return any(number <= entry[0] <= number * _ROUNDED for entry in shown if isinstance(entry[0], Decimal))


def carried(named: Iterable[str], context: Context) -> bool:
    """True where one of these metrics has a result that this audience may see."""
    for name in named:
        metric = context.metrics.get(name)
        if metric and metric.rows:
            return True
    return False
