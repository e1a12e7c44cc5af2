"""Structured data. Never a Review or a rating: a publisher does not rate itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kept.render.walls import Crumb

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kept.model.edition import MetricView, StoryView
    from kept.render.desk import Desk

Thing = dict[str, Any]
CONTEXT = "https://schema.org"


def organisation(desk: Desk) -> Thing:
    """Who publishes."""
    thing: Thing = {"@type": "Organization", "name": desk.edition.publisher.name}
    if url := desk.url(""):
        thing["url"] = url
    return thing


def site(desk: Desk) -> Iterator[Thing]:
    """The site and its publisher."""
    thing: Thing = {
        "@context": CONTEXT,
        "@type": "WebSite",
        "name": desk.say("site.public", organisation=desk.edition.publisher.name),
        "inLanguage": desk.formats.tag,
        "publisher": organisation(desk),
    }
    if url := desk.url(""):
        thing["url"] = url
    yield thing
    yield {"@context": CONTEXT} | organisation(desk)


def parent(desk: Desk, family: str, path: str) -> Crumb:
    """The list that a piece of evidence is found in: its own in public, the evidence list inside."""
    if desk.inside:
        return Crumb(desk.words.tree.tabs.evidence, "evidence/")
    return Crumb(desk.say(f"{family}.index"), path)


def breadcrumbs(desk: Desk, crumbs: Sequence[Crumb]) -> Iterator[Thing]:
    """The way down to a page, where its addresses are known."""
    steps = [(crumb.label, desk.url(crumb.path)) for crumb in crumbs if crumb.path is not None]
    if desk.inside is None and steps and all(url for _, url in steps):
        items = [
            {"@type": "ListItem", "position": position, "name": label, "item": url}
            for position, (label, url) in enumerate(steps, start=1)
        ]
        yield {"@context": CONTEXT, "@type": "BreadcrumbList", "itemListElement": items}


def article(desk: Desk, story: StoryView) -> Iterator[Thing]:
    """A story."""
    if desk.inside:
        return
    thing: Thing = {
        "@context": CONTEXT,
        "@type": "Article",
        "headline": story.title,
        "description": story.summary,
        "inLanguage": story.lang or desk.formats.tag,
        "author": organisation(desk),
        "publisher": organisation(desk),
    }
    if url := desk.url(f"stories/{story.id}/"):
        thing["url"] = url
    yield thing


def dataset(desk: Desk, metric: MetricView) -> Iterator[Thing]:
    """A measured series with its download."""
    if desk.inside:
        return
    path = f"metrics/{metric.id}/"
    thing: Thing = {
        "@context": CONTEXT,
        "@type": "Dataset",
        "name": metric.title,
        "description": metric.definition,
        "creator": organisation(desk),
        "isAccessibleForFree": True,
        "variableMeasured": metric.title,
    }
    if metric.rows:
        thing["temporalCoverage"] = f"{metric.rows[0].period.start}/{metric.rows[-1].period.end}"
    if metric.method:
        thing["measurementTechnique"] = metric.method
    if url := desk.url(path):
        download = {"@type": "DataDownload", "encodingFormat": "text/csv", "contentUrl": f"{url}{metric.id}.csv"}
        thing |= {"url": url, "distribution": [download]}
    yield thing
