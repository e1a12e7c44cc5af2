"""Decides whether words with a number or comparison claim an achievement of the organisation, or only state a fact.

The number alone does not decide: "14 warehouses" is a fact about a customer, "14 fewer complaints" is a claim. So each
amount or comparison is read with the words around it: who they are about, and whether they state a result or a change.
The words are data (`statements` in the files of `kept.language`); `cues` explains each list.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from kept.language.assertions import Assertion, Kind, everything
from kept.language.cues import Cue, cues
from kept.language.plain_text import prose
from kept.language.surroundings import Reader
from kept.language.word_lists import words

if TYPE_CHECKING:
    from kept.language.surroundings import Surroundings

_TIMES = frozenset({"second", "millisecond", "minute", "hour", "day", "week", "night"})
_LONG_TIMES = frozenset({"month", "year"})
_STATES = frozenset({Cue.CHANGE, Cue.RESULT, Cue.NOW})
"""Cues that a percentage was achieved."""
_SCALES = frozenset({Decimal(5), Decimal(6), Decimal(10)})
"""The usual maximum ratings: five stars, ten points."""
_WHOLE = Decimal(100)
_MANY = 20
_SHORTEST_NOUN = 5
_IN_A_MINUTE = 3


class Reads(StrEnum):
    """How a reader understands an amount or a comparison."""

    CLAIM = "claim"
    """The organisation or its product achieves this."""
    ARGUABLE = "arguable"
    """Some readers would understand it as a claim."""
    NONE = "none"
    """It is about somebody else, or measures nothing."""


class Statement(NamedTuple):
    """An amount or a comparison, and how it is understood."""

    said: Assertion
    reads: Reads


class _Vocabulary(NamedTuple):
    """Further lists of a language."""

    parts: tuple[str, ...]
    """The beginnings of a share in words."""
    sums: frozenset[str]
    """Things of which half is not a share of customers: the price, the time."""
    soon: frozenset[str]
    """Words before a time that may be meant loosely: in a minute."""
    than: frozenset[str]
    definite: frozenset[str]
    comparatives: frozenset[str]
    customers: frozenset[str]
    theirs: frozenset[str]
    """Whose customers a share is about: theirs, not ours."""
    known: tuple[str, ...]
    """After a superlative: among those the speaker has."""


@lru_cache(maxsize=1 << 14)
def statements(text: str, language: str, customer: str | None = None) -> tuple[Statement, ...]:
    """The statements of a Markdown text, in order.

    Args:
        text: the text of a quote, where "we" is the customer, or of a case study.
        language: its language, as a BCP 47 tag.
        customer: the customer of a case study, who is also "we" inside quotation marks; None for a quote.
    """
    found = everything(text, language)
    tag = language.partition("-")[0].lower()
    known = cues(tag)
    if known is None:
        return tuple(Statement(said, _by_digits(said)) for said in found)
    read = prose(text)
    seen = known.find(read.lower)
    if not found and not seen:
        return ()
    reader, vocabulary = Reader(read, known, seen, customer), _vocabulary(tag)
    judged = [Statement(said, _reads(said, reader.around(said), vocabulary, reader.facts)) for said in found]
    claimed = {reader.clauses.sentence(said.start) for said, reads in judged if reads is Reads.CLAIM}
    unnumbered = [
        Statement(said, Reads.CLAIM if cue in {Cue.VAGUE, Cue.LEVELS} else Reads.ARGUABLE)
        for said, cue in reader.unnumbered()
        if reader.clauses.sentence(said.start) not in claimed
    ]
    return tuple(sorted([*judged, *unnumbered]))


@cache
def _vocabulary(language: str) -> _Vocabulary:
    measured, stated = words(language, "claims"), words(language, "statements")
    return _Vocabulary(
        parts=(*measured.get("fractions", ()), *stated.get("parts", ())),
        sums=frozenset(stated.get("sums", ())),
        soon=frozenset(stated.get("soon", ())),
        than=frozenset(stated.get("than", ())),
        definite=frozenset(measured.get("definite", ())),
        comparatives=frozenset(measured.get("comparatives", ())),
        customers=frozenset(measured.get("customers", ())),
        theirs=frozenset(stated.get("theirs", ())),
        known=stated.get("known", ()),
    )


def _by_digits(said: Assertion) -> Reads:
    """For a language without lists: a percentage or a multiple is a claim, a rating is the speaker's opinion."""
    if said.kind is Kind.PLEDGE or _is_rating(said):
        return Reads.NONE
    is_whole = said.kind is Kind.SHARE and said.key == (_WHOLE,)  # "100 %" is praise as often as a share
    return Reads.CLAIM if said.kind in {Kind.SHARE, Kind.COMPARISON} and not is_whole else Reads.ARGUABLE


def _reads(said: Assertion, around: Surroundings, vocabulary: _Vocabulary, facts: set[str]) -> Reads:
    """How a statement is understood with the words around it; `facts` are words in the text for customers' facts."""
    if said.kind is Kind.PLEDGE:
        return Reads.NONE
    if said.kind is Kind.SHARE or _is_part(said, vocabulary):
        return _share(said, around, vocabulary)
    if said.kind is Kind.COMPARISON:
        return _comparison(said, around, vocabulary)
    if around.is_past or Cue.AHEAD in around.clause:
        return Reads.NONE
    if said.kind is Kind.AMOUNT:
        return _amount(said, around, vocabulary)
    return _count(said, around, vocabulary, facts)


def _share(said: Assertion, around: Surroundings, vocabulary: _Vocabulary) -> Reads:
    """A share is a claim, unless it is the speaker's rating or about what is the customer's."""
    if around.is_spoken and not vocabulary.theirs.isdisjoint(said.words.lower().split()):
        return Reads.CLAIM
    if _is_rating(said) and Cue.CHANGE not in around.clause and len(around.following) < _SHORTEST_NOUN:
        return Reads.NONE
    is_praise = isinstance(said.key[0], Decimal) and said.key[0] >= _WHOLE and _is_content(around)
    if around.is_past or is_praise:
        return Reads.NONE
    if around.clause & _STATES:
        return Reads.CLAIM
    if Cue.FACT in around.clause or around.is_named:
        return Reads.NONE
    is_of_nobody = _is_part(said, vocabulary) and vocabulary.customers.isdisjoint(said.words.lower().split())
    return Reads.ARGUABLE if around.is_their_own or is_of_nobody or around.is_customers else Reads.CLAIM


def _is_rating(said: Assertion) -> bool:
    """True for ratings: nine out of ten, five stars, 10/10."""
    values = [value for value in said.key if isinstance(value, Decimal)]
    if said.kind is not Kind.SHARE or not values:
        return False
    return values[-1] in _SCALES if len(values) > 1 else "%" not in said.words and values[0] <= max(_SCALES)


def _is_content(around: Surroundings) -> bool:
    """True where a sentence expresses satisfaction and no change."""
    return Cue.CHANGE not in around.clause and Cue.RATING in around.sentence


def _is_part(said: Assertion, vocabulary: _Vocabulary) -> bool:
    """True for a share in words: half of our, most customers."""
    phrase = said.key[0] if said.kind is Kind.COMPARISON else None
    is_part = isinstance(phrase, str) and phrase.startswith(vocabulary.parts)
    return is_part and vocabulary.sums.isdisjoint(str(phrase).split())


def _comparison(said: Assertion, around: Surroundings, vocabulary: _Vocabulary) -> Reads:
    """A comparison is a claim, unless the customer compares themselves or names their favourite."""
    spoken = said.words.lower().split()
    is_of_themselves = around.is_about_themselves or (around.is_named and Cue.CHANGE not in around.clause)
    is_denied = Cue.NOT in around.led_by and spoken[0] in vocabulary.definite
    if _is_content(around) or is_denied or (is_of_themselves and vocabulary.than.isdisjoint(spoken)):
        return Reads.NONE
    is_of_known = said.words.lower().endswith(vocabulary.known)
    return Reads.ARGUABLE if Cue.EVER in around.sentence or is_of_known else Reads.CLAIM


def _amount(said: Assertion, around: Surroundings, vocabulary: _Vocabulary) -> Reads:
    """An amount is a claim if it changed; a time also if something was done within it."""
    if Cue.LASTING in around.led_by:
        return Reads.NONE
    if Cue.CHANGE in around.clause or around.following in vocabulary.comparatives:
        return Reads.CLAIM
    if said.key[-1] in _LONG_TIMES:
        return Reads.CLAIM if Cue.QUICK in around.led_by and Cue.RESULT in around.clause else Reads.NONE
    return _time(said, around, vocabulary) if said.key[-1] in _TIMES else Reads.NONE


def _time(said: Assertion, around: Surroundings, vocabulary: _Vocabulary) -> Reads:
    is_done = bool(around.clause & {Cue.RESULT, Cue.NOW})
    if around.led_by & {Cue.QUICK, Cue.AFTER} or around.is_after_colon:
        is_sure = is_done or not (around.is_customers or _is_soon(said, vocabulary))
        return Reads.CLAIM if is_sure else Reads.ARGUABLE
    if not is_done:
        return Reads.NONE if around.is_customers else Reads.ARGUABLE
    if not around.is_customers or Cue.NOW in around.clause:
        return Reads.CLAIM
    return Reads.NONE if "-" in said.words else Reads.ARGUABLE  # "we booked a 14-day trip"


def _is_soon(said: Assertion, vocabulary: _Vocabulary) -> bool:
    """True for "in a minute", which may mean nothing exact."""
    spoken = said.words.lower().split()
    return said.key[0] == 1 and spoken[0] in vocabulary.soon and len(spoken) <= _IN_A_MINUTE


def _count(said: Assertion, around: Surroundings, vocabulary: _Vocabulary, facts: set[str]) -> Reads:
    """A number of things is a claim if it changed."""
    number, noun = said.key[0], said.key[-1]
    if said.kind is Kind.FEW and noun in _TIMES:
        return Reads.CLAIM if Cue.NOW in around.clause else Reads.NONE  # "it took 90 seconds; now it takes three"
    is_more = said.kind is Kind.FEW and noun in vocabulary.comparatives  # "two more porters" is not a change
    if Cue.CHANGE in around.clause and noun not in facts and not is_more:
        return Reads.CLAIM
    is_many = isinstance(number, Decimal) and number > _MANY
    return Reads.ARGUABLE if is_many and around.is_theirs else Reads.NONE
