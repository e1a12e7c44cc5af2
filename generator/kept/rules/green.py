"""Environmental claims: generic ones, and claims about the future without independent checks."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from kept.language.phrases import Phrases
from kept.language.plain_text import prose
from kept.language.word_lists import words
from kept.model.evidence import CaseStudy
from kept.model.register import Promise
from kept.rules.rule import Objection, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.language.phrases import Hit
    from kept.language.plain_text import Prose
    from kept.model.portfolio import FieldPath
    from kept.model.register import Environment
    from kept.rules.rule import Context

_FIELDS = {
    Promise: ("statement", "short", "counts"),
    CaseStudy: ("title", "summary", "body"),
}
_OWN = ("statement", "short", "counts", "title")
"""Texts in which every sentence is the organisation's own."""
_QUOTED = re.compile(r'"[^"]*"')
_MOST_AT_ONCE = 3
_LONGEST_SENTENCE = 500
_SENTENCE_END = re.compile(r"[.!?…](?= |$)")


class _Lists(NamedTuple):
    """The word lists of one language."""

    phrases: Phrases
    meanings: dict[str, str]
    """By phrase: `generic`, `topics` or `harmless`."""
    future: Phrases
    we: Phrases
    """The words with which the organisation means itself."""
    year: re.Pattern[str]


@rule(Promise, CaseStudy, per_site=True)
def green_claim(item: Promise | CaseStudy, context: Context) -> Iterator[Objection]:
    """A generic environmental claim of the organisation, or one about the future without plan, date and verifier.

    In a case study, the title and the sentences in which the organisation speaks of itself are checked, but not
    sentences about the customer or quotations.

    Findings:
        KPT505.

    Source:
        Directive (EU) 2024/825, art. 1 and annex, points 4a and 4b.
    """
    language = context.language(item).partition("-")[0].lower()
    lists, count = _lists(language), 0
    for path, text in _texts(item):
        for hit in _hits(text, language):
            read = prose(text)
            if path[0] not in _OWN and not _is_own(read, hit, lists, context):
                continue
            objection = _objection(item, context, lists, read, hit)
            if objection:
                offset = read.place(hit.start) if path == ("body",) else None
                yield objection._replace(path=path, offset=offset)
                count += 1
            if count == _MOST_AT_ONCE:
                return


def _texts(item: Promise | CaseStudy) -> list[tuple[FieldPath, str]]:
    texts = [((name,), getattr(item, name)) for name in _FIELDS[type(item)]]
    return [(path, text) for path, text in texts if text]


def _objection(item: Promise | CaseStudy, context: Context, lists: _Lists, read: Prose, hit: Hit) -> Objection | None:
    said = read.words[hit.start : hit.end]
    if lists.meanings[hit.phrase] == "harmless":
        return None
    if _is_future(lists, _sentence(read.lower, hit), lists.meanings[hit.phrase], context.as_of.year):
        return _without_plan(said, list(_plans(item, context)), context)
    if lists.meanings[hit.phrase] != "generic":
        return None
    return Objection(
        "KPT505",
        (),
        f'"{said}" is a claim about the environment that nothing on this page proves',
        "say exactly what is better, by how much and how it is measured; or leave it out.",
    )


def _without_plan(said: str, plans: list[Environment], context: Context) -> Objection | None:
    if any(plan.due > context.as_of for plan in plans):
        return None
    lack = "the day in its plan has passed" if plans else "the promise has no plan for it"
    return Objection(
        "KPT505",
        (),
        f'"{said}" claims something about the environment in the future, and {lack}',
        "add `environment` with `plan`, `due` and `verifier` to the promise; or leave the claim out.",
    )


def _plans(item: Promise | CaseStudy, context: Context) -> Iterator[Environment]:
    promises = [item] if isinstance(item, Promise) else [context.promises.get(promise) for promise in item.promises]
    for promise in promises:
        if promise and promise.environment:
            yield promise.environment


def _is_own(read: Prose, hit: Hit, lists: _Lists, context: Context) -> bool:
    """True where the sentence of a hit is about the organisation itself, outside quotation marks."""
    if any(quoted.start() < hit.start < quoted.end() for quoted in _QUOTED.finditer(read.words)):
        return False
    sentence = _sentence(read.lower, hit)
    return any(lists.we.find(sentence)) or context.portfolio.register.organisation.name.lower() in sentence


def _sentence(text: str, hit: Hit) -> str:
    first, last = max(hit.start - _LONGEST_SENTENCE, 0), hit.end + _LONGEST_SENTENCE
    start = max((end.end() for end in _SENTENCE_END.finditer(text, first, hit.start)), default=first)
    end = _SENTENCE_END.search(text, hit.end, last)
    return text[start : end.start() if end else last]


def _is_future(lists: _Lists, sentence: str, meaning: str, this_year: int) -> bool:
    """True for "electric lorries by 2030".

    Without a year, a sentence like "the waste will be collected" is not a claim.
    """
    if any(int(year[1]) > this_year for year in lists.year.finditer(sentence)):
        return True
    return meaning == "generic" and any(lists.future.find(sentence))


@lru_cache(maxsize=1 << 15)
def _hits(text: str, language: str) -> tuple[Hit, ...]:
    return tuple(_lists(language).phrases.find(prose(text).lower))


@cache
def _lists(language: str) -> _Lists:
    lists = words(language, "green")
    meanings = {phrase: name for name in ("topics", "generic", "harmless") for phrase in lists.get(name, ())}
    before = "|".join(map(re.escape, sorted(lists.get("until", ()), key=len, reverse=True)))
    return _Lists(
        phrases=Phrases(meanings),
        meanings=meanings,
        future=Phrases(lists.get("future", ())),
        we=Phrases(lists.get("we", ())),
        year=re.compile(rf"(?<!\w)(?:{before or '(?!)'}) (2[01]\d\d)(?!\d)"),
    )
