"""Addresses that were published once: what is there now, and which of them would be lost."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from kept.findings import Finding, Place
from kept.language.names import Names
from kept.model.ledgers import PERMALINKS
from kept.model.period import Cadence, Period

if TYPE_CHECKING:
    from kept.model.evidence import CaseStudy, Testimonial
    from kept.model.portfolio import Portfolio
    from kept.model.verdict import Verdict

_KINDS = ("promises", "voices", "stories", "metrics")

RESULTS = "results/"
"""The folder of the pages about closed periods."""


def addresses(items: Mapping[str, Iterable[str]], verdicts: Iterable[Verdict]) -> Iterator[str]:
    """The permanent addresses of everything shown, below the site's root, each once.

    Args:
        items: the ids of the items, by the folder of their pages, such as `voices`.
        verdicts: the verdicts of the promises. Every period in their records has a page.
    """
    yield from (f"{kind}/{item}/" for kind in _KINDS for item in items[kind])
    yield from dict.fromkeys(results_page(entry.period) for verdict in verdicts for entry in verdict.record)


def results_page(period: Period) -> str:
    """The address of a period's results: `results/2026-q3/`; for a week that of its month."""
    return f"{RESULTS}{str(page_of(period)).lower()}/"


def page_of(period: Period) -> Period:
    """The period whose page has a verdict in full: for a week the month in which it ends."""
    return Period.containing(period.end, Cadence.MONTH) if period.cadence is Cadence.WEEK else period


def notices(portfolio: Portfolio, shown: Collection[str]) -> Iterator[str]:
    """The addresses with a notice that names nobody, because the item there is no longer shown.

    An address that contains the name of a withheld person gets no notice, because the promise to that person is more
    important.

    Args:
        portfolio: has the list of published addresses.
        shown: the result of `addresses`.
    """
    known = portfolio.ledgers.permalinks or {}
    for path, entry in known.items():
        kind, _ = _parts(path)
        if path not in shown and kind and not entry.silent and not names_somebody(portfolio, path):
            yield path


def lost(portfolio: Portfolio, shown: Collection[str]) -> Iterator[Finding]:
    """Published items that were hidden or deleted instead of being retired or taken down.

    Pages of periods are left out: KPT408 reports their lost results.

    Findings:
        KPT106.

    Source:
        our judgement; a cited page must stay, and a public promise must not disappear silently.
    """
    ledgers = portfolio.ledgers
    if ledgers.permalinks is None:
        hint = "put right what is said about it; keep every address, because each was published once."
        message = "nobody can say which addresses were published: evidence/permalinks.lock cannot be read"
        yield _lost(Place(PERMALINKS), message, hint, None)
        return
    for path, entry in ledgers.permalinks.items():
        kind, item = _parts(path)
        if path in shown or kind not in _KINDS:
            continue
        if kind == "promises":
            yield from _lost_promise(portfolio, item, path)
        elif not entry.gone and item in portfolio.metrics and portfolio.metrics[item].audience != "public":
            message = f"the figures at /{path} were public and would be hidden"
            hint = 'set `audience = "public"` again; a metric nobody needs any more keeps its record.'
            yield _lost(portfolio.place(item, ("audience",)), message, hint, item)
        elif not entry.gone and not _is_on_file(portfolio, item) and item not in (ledgers.takedowns or {}):
            message = f"/{path} was published on {entry.since}, and its file is gone"
            hint = f"bring the file back, or take the page down for good, which leaves a notice: kept takedown {item}"
            yield _lost(Place(PERMALINKS), message, hint, item)


def _lost_promise(portfolio: Portfolio, item: str, path: str) -> Iterator[Finding]:
    name = f"promise.{item}"
    promise = next((one for one in portfolio.register.promises if one.id == item), None)
    hint = 'keep it, and say why it ended: retired = { on = 2026-01-31, why = "..." }. Its page and its record stay.'
    if name in portfolio.unreadable:
        message = f"the promise at /{path} was public and cannot be read, so that it would vanish with its record"
        yield _lost(
            Place("promises.toml", 1, 1), message, "repair what is reported for it: another finding names it.", name
        )
    elif promise is None:
        message = f"the promise at /{path} was public and is not in the register any more"
        yield _lost(Place("promises.toml", 1, 1), message, hint, name)
    elif promise and promise.audience != "public":
        message = f"the promise at /{path} was public and would be hidden"
        yield _lost(portfolio.place(name, ("audience",)), message, hint, name)
    elif promise:
        message = f"the promise at /{path} was public and would vanish with its record: nothing of it may be shown"
        again = "repair what is reported for it, or have it approved again; to end it, say so: retired = { ... }."
        yield _lost(portfolio.place(name), message, again, name)


def _lost(place: Place, message: str, hint: str, item: str | None) -> Finding:
    return Finding(code="KPT106", place=place, message=f"{message}.", hint=hint, item=item, audience="public")


def _parts(path: str) -> tuple[str | None, str]:
    """The kind and the id in a permanent address; None as kind where it is not one."""
    kind, _, item = path.rstrip("/").partition("/")
    is_one = kind in {*_KINDS, RESULTS.rstrip("/")} and item and "/" not in item
    return (kind if is_one else None), item


def _is_on_file(portfolio: Portfolio, item: str) -> bool:
    kinds = (portfolio.testimonials, portfolio.case_studies, portfolio.metrics)
    return item in portfolio.unreadable or any(item in kind for kind in kinds)


def names_somebody(portfolio: Portfolio, path: str) -> bool:
    """True where an address contains the name of the speaker or customer of its item."""
    _, item = _parts(path)
    voice: Testimonial | None = portfolio.testimonials.get(item)
    story: CaseStudy | None = portfolio.case_studies.get(item)
    people = Names([voice.speaker.name] if voice and voice.speaker.name else [])
    named = [voice.speaker.organisation] if voice else [story.customer] if story else []
    # A single word of a company's name identifies nobody; only the whole name does.
    companies = (hit for hit in Names(filter(None, named)).find(item, is_prose=False) if hit.part == "name")
    return any(people.find(item, is_prose=False)) or any(companies)
