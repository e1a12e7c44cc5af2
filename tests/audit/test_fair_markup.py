"""Markup that rates its own publisher (KPT504), and how a page is read for what it claims."""

from __future__ import annotations

import json

import pytest
from audit.presented import FAIR, Write, found
from hypothesis import given
from hypothesis import strategies as st
from kept.audit.own_sentences import elements, prose
from kept.audit.publisher_claims import lexicon
from kept.language import word_lists

# --- KPT504


def ld(thing: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(thing)}</script>'


@pytest.mark.parametrize(
    ("markup", "name"),
    [
        (ld({"@type": "Review"}), "Review"),
        (ld({"@type": ["Thing", "https://schema.org/AggregateRating"]}), "AggregateRating"),
        (ld({"@graph": [{"@type": "Organization", "x": [{"@type": "http://schema.org/ClaimReview"}]}]}), "ClaimReview"),
        (ld({"@type": "Organization", "aggregateRating": {"bestRating": 5}}), "aggregateRating"),
        (ld([[{"@type": "schema:EmployerAggregateRating"}]]), "EmployerAggregateRating"),
        ('<div itemscope itemtype="https://schema.org/Review">', "Review"),
        ('<DIV ITEMTYPE="http://schema.org/Thing  https://schema.org/Rating/">', "Rating"),
        ('<span itemprop="name reviewRating">', "reviewRating"),
        ('<div vocab="https://schema.org/" typeof="Review">', "Review"),
        ('<div typeof="schema:AggregateRating">', "AggregateRating"),
        ('<span property="schema:ratingValue">', "ratingValue"),
    ],
)
def test_markup_that_rates_its_own_publisher_is_found(markup: str, name: str, site: Write) -> None:
    (finding,) = found(site(FAIR | {"a/index.html": f"<html>{markup}</html>"}))
    assert (finding.code, finding.place) == ("KPT504", ("public/a/index.html", 1, 7))
    assert f"({name})" in finding.message


OTHER_MARKUP = [
    ld({"@type": "Article", "headline": "Review", "author": {"@type": "Organization"}}),
    ld({"@type": "Dataset", "name": "AggregateRating"}),
    ld({"@type": None, "x": 1}),
    '<meta property="og:title" content="Review">',
    '<p title="itemtype=https://schema.org/Review">',
    '<script type="application/ld+json">{"@type": "Review"</script>',
    '<script type="application/json">{"@type": "Review", "property": "review"}</script>',
    ld({"@type": "Organization", "name": "Rating Agency"}),
    ld({"@type": "Person", "jobTitle": "Reviewer"}),
    ld({"@type": "Quotation", "text": "A review"}),
    ld({"@type": "WebPage", "about": {"@type": "Thing", "name": "aggregateRating"}}),
    ld({"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "name": "Reviews"}]}),
    ld([]),
    ld({"@graph": [{"@type": "WebSite", "name": "Rated"}]}),
    '<div itemscope itemtype="https://schema.org/Person"><span itemprop="name">Rating</span></div>',
    '<div class="Review aggregateRating">Five of them</div>',
    '<div data-type="https://schema.org/Review">x</div>',
    '<a href="https://schema.org/Review">what a review is</a>',
    '<div vocab="https://schema.org/" typeof="Person">x</div>',
    '<code>&lt;div itemtype="https://schema.org/Review"&gt;</code>',
    "<!-- itemtype=https://schema.org/Review -->",
]


@pytest.mark.parametrize("markup", OTHER_MARKUP)
def test_other_markup_is_left_alone(markup: str, site: Write) -> None:
    assert found(site(FAIR | {"a/index.html": f"<html>{markup}</html>"})) == []


def test_data_nested_a_thousand_deep_is_read_to_its_end(site: Write) -> None:
    deep = '{"a":' * 900 + '{"@type": "Review"}' + "}" * 900
    page = f'<html><script type="application/ld+json">{deep}</script></html>'
    assert [one.code for one in found(site(FAIR | {"a/index.html": page}))] == ["KPT504"]


# --- What a page says


def test_every_language_has_every_list() -> None:
    names = set(word_lists.words("en", "fair"))
    claims = {"all", "unfiltered", "voices", "people", "say", "not", "independent", "site", "site-is"}
    assert names == claims | {"handled", "others", "shown", "elsewhere", "bodies", "of-us", "compounds", "adjective"}
    assert all(set(word_lists.words(lang, "fair")) == names for lang in ("de", "fr", "es"))


def test_sentences_are_read_across_formatting_and_end_with_their_paragraph() -> None:
    read = prose("<p>One <b>two</b>\n three. Four!</p><p>Five<br>six</p>")
    assert [one.text for one in read.own] == ["One two three.", "Four!", "Five", "six"]
    assert read.own[-1][1:] == (2, 29)


def test_elements_that_are_not_closed_or_never_opened_end_with_what_holds_them() -> None:
    read = prose("</b><div><blockquote><i>All reviews</div><p>Mine.</p></section>")
    assert [one.text for one in read.own] == ["Mine."]


def test_the_words_of_a_marked_element_are_found() -> None:
    assert list(elements('<p data-kept="x y">a<br><b>b</b></p>c<i data-kept="y">d</i>', "y")) == ["ab", "d"]


@given(st.text(alphabet="<>/ab=\"'! &;-\n", max_size=60))
def test_no_markup_is_too_broken_to_be_read(markup: str) -> None:
    read = prose(markup)
    assert all(one.text for one in read.own)
    list(elements(markup, "x"))


@given(st.sampled_from(["en", "de", "fr", "es", "xx"]), st.text(max_size=60))
def test_a_sentence_that_is_not_suspect_makes_no_claim(lang: str, sentence: str) -> None:
    known = lexicon(lang)
    assert known.may_claim(sentence) or not (known.claims_everything(sentence) or known.claims_independence(sentence))
