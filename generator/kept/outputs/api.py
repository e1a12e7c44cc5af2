"""The API: JSON documents with their schemas, and one table with all results. Public only."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from kept.components import headline
from kept.model.fields import Audience
from kept.model.page import Asset
from kept.model.verdict import Status
from kept.outputs import api_documents, tables
from kept.outputs.output import output

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kept.components.page_context import PageContext
    from kept.model.edition import VoiceView
    from kept.outputs.api_documents import Item

ROOT = "api/v1/"
DOCUMENTS = ("promises", "metrics", "voices", "stories")
RECORDS = "records.csv"


@output(Audience.PUBLIC)
def assets(ctx: PageContext) -> Iterator[Asset]:
    """Every document, the table of results, and the schemas of the documents."""
    bodies = _bodies(ctx)
    for name, body in {"index": _index(ctx, bodies), **bodies}.items():
        yield Asset(path=f"{ROOT}{name}.json", content=written(head(ctx, f"schemas/{name}.json") | body))
    units = {metric.id: metric.unit for metric in ctx.edition.metrics}
    yield Asset(path=f"{ROOT}{RECORDS}", content=tables.record_table(ctx.edition.promises, dict(units)).encode())
    for name, content in schemas().items():
        yield Asset(path=f"{ROOT}schemas/{name}.json", content=content)


@cache
def schemas() -> Mapping[str, bytes]:
    """The JSON Schema of each document, from the package."""
    folder = files("kept").joinpath("schemas", "api")
    return {name: folder.joinpath(f"{name}.json").read_bytes() for name in ("index", *DOCUMENTS)}


def written(document: Item) -> bytes:
    """A document in UTF-8 with one line for each field and list entry, so that two versions can be compared.

    Characters are not escaped, so that words can be searched for in the file.
    """
    fields = ",\n".join(f"{_line(key)}: {_value(value)}" for key, value in document.items())
    return f"{{\n{fields}\n}}\n".encode()


def _value(value: object) -> str:
    if not isinstance(value, list) or not value:
        return _line(value)
    return "[\n" + ",\n".join(map(_line, value)) + "\n]"


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def head(ctx: PageContext, schema: str) -> Item:
    """The first fields of every document: the publisher, the day, and whether it is a demo."""
    publisher = ctx.edition.publisher
    return {
        "$schema": schema,
        "as_of": ctx.edition.as_of.isoformat(),
        "preview": ctx.edition.proposed is not None,
        "publisher": {
            "name": publisher.name,
            "note": publisher.note,
            "demo": ctx.demo,
            "corrections": publisher.corrections,
        },
    }


def _bodies(ctx: PageContext) -> dict[str, Item]:
    edition, tally = ctx.edition, ctx.edition.tally
    voices = [api_documents.voice(ctx, one) for one in edition.voices if api_documents.OUTPUT in one.outputs]
    stories = [api_documents.story(ctx, one) for one in edition.stories if api_documents.OUTPUT in one.outputs]
    return {
        "promises": {"promises": [api_documents.promise(ctx, one) for one in edition.promises]},
        "metrics": {"metrics": [api_documents.metric(ctx, one) for one in edition.metrics]},
        "voices": {
            "counts": _counts(tally.voices_received, tally.voices_shown, len(voices)) | _kinds(edition.voices),
            "voices": voices,
        },
        "stories": {"counts": _counts(tally.stories_received, tally.stories_shown, len(stories)), "stories": stories},
    }


def _counts(on_file: int, on_pages: int, in_api: int) -> Item:
    """Three counts: items on file, those the publisher shows on pages, and those whose speakers permitted the API."""
    return {"on_file": on_file, "on_pages": on_pages, "in_api": in_api}


def _kinds(voices: Iterable[VoiceView]) -> Item:
    """The kinds of voices on the pages, including those that are not in the API."""
    shown = tuple(voices)
    return {
        "by_tone": _tally(one.tone for one in shown),
        "by_relationship": _tally(one.relationship for one in shown),
        "by_edit": _tally(one.edit for one in shown),
        "with_incentive": sum(one.incentive is not None for one in shown),
    }


def _tally(kinds: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(kinds).items()))


def _index(ctx: PageContext, bodies: Mapping[str, Item]) -> Item:
    """The contents of the API, how to cite it, and all counts."""
    documents = {name: f"{ROOT}{name}.json" for name in DOCUMENTS} | {"records": ROOT + RECORDS}
    described = {name: f"{ROOT}schemas/{name}.json" for name in ("index", *DOCUMENTS)}
    return {
        "locale": ctx.formats.tag,
        "documents": {name: api_documents.address(ctx, path) for name, path in documents.items()},
        "schemas": {name: api_documents.address(ctx, path) for name, path in described.items()},
        "pages": {"home": api_documents.address(ctx, ""), "method": api_documents.address(ctx, "method/")},
        "citation": _citation(ctx),
        "licence": None,
        "headline": _headline(ctx),
        "promises": _promises(ctx),
        "results": _results(ctx),
        "metrics": _metrics(ctx),
        "voices": bodies["voices"]["counts"],
        "stories": bodies["stories"]["counts"],
    }


def _citation(ctx: PageContext) -> str:
    title = ctx.say("site.public", organisation=ctx.edition.publisher.name)
    return " ".join([ctx.say("api.citation", title=title, day=ctx.formats.long_day(ctx.edition.as_of)), *_at(ctx)])


def _at(ctx: PageContext) -> Iterator[str]:
    if url := ctx.url(""):
        yield url


def _headline(ctx: PageContext) -> Item:
    """The headline of the home page, in words and numbers."""
    made, said = headline.living(ctx), headline.headline(ctx)
    return {
        "text": " ".join(part for part in (said.promises, said.kept) if part),
        "promises": len(made),
        "kept": sum(one.verdict.status is Status.KEPT for one in made),
    }


def _promises(ctx: PageContext) -> Item:
    promises = ctx.edition.promises
    staged = Counter(one.stage for one in promises)
    return {
        "total": len(promises),
        "to_employees": ctx.edition.tally.promises_to_employees,
        "not_shown": ctx.edition.tally.promises_not_shown,
        "by_verdict": _by_verdict(one.verdict.status for one in promises),
        "by_stage": [{"id": one.id, "title": one.title, "promises": staged[one.id]} for one in ctx.edition.stages],
    }


def _results(ctx: PageContext) -> Item:
    statuses = headline.results(ctx.edition)
    return {"total": len(statuses), "by_verdict": _by_verdict(statuses)}


def _metrics(ctx: PageContext) -> Item:
    metrics = ctx.edition.metrics
    return {"total": len(metrics), "restatements": sum(len(metric.restatements) for metric in metrics)}


def _by_verdict(statuses: Iterable[Status]) -> dict[str, int]:
    counted = Counter(statuses)
    return {str(status): counted[status] for status in Status}
