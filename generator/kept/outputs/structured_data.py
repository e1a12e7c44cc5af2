"""Structured data. It never contains a Review or a rating, because a publisher does not rate itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kept.components.pagination import Crumb

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kept.components.page_context import PageContext
    from kept.model.edition import MetricView, StoryView

Thing = dict[str, Any]
CONTEXT = "https://schema.org"


def organisation(ctx: PageContext) -> Thing:
    """The publisher."""
    thing: Thing = {"@type": "Organization", "name": ctx.edition.publisher.name}
    if url := ctx.url(""):
        thing["url"] = url
    return thing


def site(ctx: PageContext) -> Iterator[Thing]:
    """The site and its publisher."""
    thing: Thing = {
        "@context": CONTEXT,
        "@type": "WebSite",
        "name": ctx.say("site.public", organisation=ctx.edition.publisher.name),
        "inLanguage": ctx.formats.tag,
        "publisher": organisation(ctx),
    }
    if url := ctx.url(""):
        thing["url"] = url
    yield thing
    yield {"@context": CONTEXT} | organisation(ctx)


def parent(ctx: PageContext, family: str, path: str) -> Crumb:
    """The list that a piece of evidence is in: its kind's list, or on the internal site the evidence list."""
    if ctx.inside:
        return Crumb(ctx.words.tree.tabs.evidence, "evidence/")
    return Crumb(ctx.say(f"{family}.index"), path)


def breadcrumbs(ctx: PageContext, crumbs: Sequence[Crumb]) -> Iterator[Thing]:
    """The path to a page, if its addresses are known."""
    steps = [(crumb.label, ctx.url(crumb.path)) for crumb in crumbs if crumb.path is not None]
    if ctx.inside is None and steps and all(url for _, url in steps):
        items = [
            {"@type": "ListItem", "position": position, "name": label, "item": url}
            for position, (label, url) in enumerate(steps, start=1)
        ]
        yield {"@context": CONTEXT, "@type": "BreadcrumbList", "itemListElement": items}


def article(ctx: PageContext, story: StoryView) -> Iterator[Thing]:
    """A story."""
    if ctx.inside:
        return
    thing: Thing = {
        "@context": CONTEXT,
        "@type": "Article",
        "headline": story.title,
        "description": story.summary,
        "inLanguage": story.lang or ctx.formats.tag,
        "author": organisation(ctx),
        "publisher": organisation(ctx),
    }
    if url := ctx.url(f"stories/{story.id}/"):
        thing["url"] = url
    yield thing


def dataset(ctx: PageContext, metric: MetricView) -> Iterator[Thing]:
    """A metric with its download."""
    if ctx.inside:
        return
    path = f"metrics/{metric.id}/"
    thing: Thing = {
        "@context": CONTEXT,
        "@type": "Dataset",
        "name": metric.title,
        "description": metric.definition,
        "creator": organisation(ctx),
        "isAccessibleForFree": True,
        "variableMeasured": metric.title,
    }
    if metric.rows:
        thing["temporalCoverage"] = f"{metric.rows[0].period.start}/{metric.rows[-1].period.end}"
    if metric.method:
        thing["measurementTechnique"] = metric.method
    if url := ctx.url(path):
        download = {"@type": "DataDownload", "encodingFormat": "text/csv", "contentUrl": f"{url}{metric.id}.csv"}
        thing |= {"url": url, "distribution": [download]}
    yield thing
