"""Why an item should be read by itself: numbers, health, children, incentives, ties, languages, edited words."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kept.language.numerals import numerals
from kept.language.phrases import Phrases
from kept.language.plain_text import plain_prose, prose
from kept.language.scripts import foreign_script
from kept.language.word_lists import languages, words
from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.model.register import Promise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.model.portfolio import Portfolio
    from kept.model.site_words import Approvable

_SUBJECTS = ("health", "children")
"""The lists of the table `sensitive`."""
_NAMED = 3
_NOT_THEIR_OWN = {
    "trimmed": "The words are shortened.",
    "paraphrase": "The words are told in other words than the speaker's.",
    "translated": "The words are a translation.",
}


def risks(portfolio: Portfolio, item: Approvable) -> Iterator[str]:
    """The reasons, in sentences; nothing for an item that can be read together with others."""
    language = portfolio.register.organisation.locale
    if isinstance(item, Metric):
        yield "It holds figures."
    elif isinstance(item, Promise):
        yield "It is a promise: everything about it is read against these words."
    elif isinstance(item, (Testimonial, CaseStudy)):
        own = item.lang or language
        text = item.body if isinstance(item, Testimonial) else f"{item.title}\n{item.summary}\n{item.body}"
        yield from _numbers(text, own)
        yield from _sensitive(text, own)
        yield from _language(item, text, language)
        yield from _of_words(item) if isinstance(item, Testimonial) else _of_story(item)


def _numbers(text: str, language: str) -> Iterator[str]:
    plain = prose(text).lower
    found = dict.fromkeys(plain[one.start : one.end].strip() for one in numerals(plain, language))
    if found:
        yield f"It says a number: {_some(found)}."


def _sensitive(text: str, language: str) -> Iterator[str]:
    plain = prose(text).lower
    known = language.partition("-")[0].lower()
    # Words in a language that has no lists are looked through for those of every language.
    tables = [words(one, "sensitive") for one in ((known,) if known in languages() else languages())]
    for subject in _SUBJECTS:
        entries = [entry for table in tables for entry in table.get(subject, ())]
        found = dict.fromkeys(hit.phrase for hit in Phrases(entries).find(plain))
        if found:
            yield f"It speaks of {subject}: {_some(found)}."


def _some(found: dict[str, None]) -> str:
    told = [f'"{one}"' for one in list(found)[:_NAMED]]
    return ", ".join(told) + (f" and {len(found) - len(told)} more" if len(found) > len(told) else "")


def _language(item: Testimonial | CaseStudy, text: str, language: str) -> Iterator[str]:
    if item.lang and item.lang.partition("-")[0] != language.partition("-")[0]:
        yield f"It is in another language ({item.lang}) than the site."
    elif not item.lang and foreign_script(text, language):
        yield "It is in another script than the site."


def _of_words(voice: Testimonial) -> Iterator[str]:
    if voice.incentive:
        yield f"The speaker received something: {voice.incentive.what}."
    if voice.relationship != "customer":
        yield f"The speaker is no customer, but: {voice.relationship}."
    if voice.edit in _NOT_THEIR_OWN:
        yield _NOT_THEIR_OWN[voice.edit]
    elif voice.original:
        yield from _other_words(plain_prose(voice.body).words.split(), plain_prose(voice.original).words.split())
    if not voice.original:
        yield "There is no original to compare the words with."
    if voice.outcome == "exceptional":
        yield "It reports more than most customers get."


def _other_words(shown: list[str], original: list[str]) -> Iterator[str]:
    same = (Counter(shown) & Counter(original)).total()
    if 2 * same < len(shown):
        yield f"These are other words than the original's: only {same} of {len(shown)} stand in it."
    elif shown != original:
        yield "The words are called exact, and are not the original's to the letter."


def _of_story(story: CaseStudy) -> Iterator[str]:
    if story.callouts:
        yield f"It has {len(story.callouts)} number{'s' if len(story.callouts) > 1 else ''} set apart."
    if story.images:
        yield f"It has {len(story.images)} picture{'s' if len(story.images) > 1 else ''}."
    if story.outcome == "exceptional":
        yield "It reports more than most customers get."
