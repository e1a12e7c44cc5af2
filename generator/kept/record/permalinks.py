"""Addresses that were published once: what stands there now, and which would be lost."""

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
"""Where the pages of the closed periods are."""


def addresses(items: Mapping[str, Iterable[str]], verdicts: Iterable[Verdict]) -> Iterator[str]:
    """The permanent addresses of what is shown, below the site's root, each once.

    Args:
        items: the ids of the items, by the folder their pages are in: `voices`.
        verdicts: those of the promises; every period of their records has a page.
    """
    yield from (f"{kind}/{item}/" for kind in _KINDS for item in items[kind])
    yield from dict.fromkeys(results_page(entry.period) for verdict in verdicts for entry in verdict.record)


def results_page(period: Period) -> str:
    """Where the results of a period are told in full: `results/2026-q3/`; those of a week with its month."""
    return f"{RESULTS}{str(page_of(period)).lower()}/"


def page_of(period: Period) -> Period:
    """The period on whose page a verdict is told in full: a week's is the month in which it ends."""
    return Period.containing(period.end, Cadence.MONTH) if period.cadence is Cadence.WEEK else period


def notices(portfolio: Portfolio, shown: Collection[str]) -> Iterator[str]:
    """The addresses at which a nameless notice stands, because what was there is not shown any more.

    An address that holds a withheld person's name gets no notice: there the promise to the person counts for more.

    Args:
        portfolio: remembers what was published.
        shown: what `addresses` gives.
    """
    known = portfolio.ledgers.permalinks or {}
    for path, entry in known.items():
        kind, _ = _parts(path)
        if path not in shown and kind and not entry.silent and not names_somebody(portfolio, path):
            yield path


def lost(portfolio: Portfolio, shown: Collection[str]) -> Iterator[Finding]:
    """What was published and is hidden or deleted, where it should have been retired or taken down.

    A period's page is lost with the results on it, of which KPT408 tells.

    Findings:
        KPT106.

    Source:
        Judgement: whoever quotes a page must find it, and a promise that was made in public is not unmade in silence.
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
    if promise is None and name not in portfolio.unreadable:
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
    """The kind of a permanent address and what it is of; None where it is none."""
    kind, _, item = path.rstrip("/").partition("/")
    is_one = kind in {*_KINDS, RESULTS.rstrip("/")} and item and "/" not in item
    return (kind if is_one else None), item


def _is_on_file(portfolio: Portfolio, item: str) -> bool:
    kinds = (portfolio.testimonials, portfolio.case_studies, portfolio.metrics)
    return item in portfolio.unreadable or any(item in kind for kind in kinds)


def names_somebody(portfolio: Portfolio, path: str) -> bool:
    """True where an address holds a name of the person or the customer whose words stood there."""
    _, item = _parts(path)
    voice: Testimonial | None = portfolio.testimonials.get(item)
    story: CaseStudy | None = portfolio.case_studies.get(item)
    people = Names([voice.speaker.name] if voice and voice.speaker.name else [])
    named = [voice.speaker.organisation] if voice else [story.customer] if story else []
    # A word of a company's name says nothing; the whole of it does.
    companies = (hit for hit in Names(filter(None, named)).find(item, is_prose=False) if hit.part == "name")
    return any(people.find(item, is_prose=False)) or any(companies)
