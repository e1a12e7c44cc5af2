"""What stands between quotation marks is what was said, in the order in which it was said."""

# ruff: noqa: RUF001  quotation marks, dashes and commas of every style are what is tested here

from __future__ import annotations

import re
import time
import unicodedata
from datetime import date
from html import unescape

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from judging import CAPTURED, TODAY, context, messages, quote
from kept.components.markdown import to_html
from kept.language.alignment import align
from kept.language.markup import plain
from kept.language.plain_text import prose
from kept.model.evidence import Source, Testimonial
from kept.rules.quotation import approved_edit, doubled_marks, qualifier, verbatim

SAID = (
    "They rang at nine. The piano wouldn’t go round the “turn” of the landing – so they took the window out, "
    "but not before lunch! Was I surprised? A re-cover cost 3.5 %."
)

FAITHFUL = {
    "the whole": SAID,
    "straight quotes and long dashes": SAID.replace("’", "'").replace("“", '"').replace("”", '"').replace("–", "—"),
    "other styles of quotation marks": SAID.replace("“", "«\u00a0").replace("”", "\u00a0»"),
    "no-break spaces": SAID.replace(" ", "\u00a0"),
    "two spaces and line breaks": SAID.replace(" ", " \n "),
    "a soft hyphen and a zero-width space": SAID.replace("landing", "land\u00ading").replace("window", "win\u200bdow"),
    "a no-break hyphen": SAID.replace("re-cover", "re\u2011cover"),
    "full-width and ligature letters": SAID.replace("nine", "\uff4e\uff49\uff4e\uff45"),
    "direction marks": f"\u200e{SAID}\u200f",
    "emphasis and a link": "They **rang** at _nine_. The [piano](https://piano.example/x) wouldn't go round …",
    "emphasis inside a word": "They rang at n*in*e.",
    "a block quote of two paragraphs": "> They rang at nine.\n>\n> … A re-cover cost 3.5 %.",
    "hard line breaks": "They rang at nine.  \nThe piano\\\nwouldn't go round …",
    "escaped and encoded characters": r"They rang at nine\. &hellip; A re&#45;cover cost 3.5 %.",
    "a heading and a list": "# They rang at nine.\n\n- The piano wouldn't go round …",
    "an ellipsis of one character": "They rang at nine. … A re-cover cost 3.5 %.",
    "three dots": "They rang at nine... A re-cover cost 3.5 %.",
    "spaced dots": "They rang at nine. . . . A re-cover cost 3.5 %.",
    "an ellipsis in brackets": "They rang at nine. […] Was I surprised? [...] (…) 3.5 %.",
    "a full stop where a sentence was cut short": "The piano wouldn't go round. … A re-cover cost 3.5 %.",
    "a dash after a cut": "They rang at nine. … – so they took the window out.",
    "a comma that became a full stop": "They took the window out.",
    "a capital after a cut": "… So they took the window out …",
    "a letter in brackets": "[S]o they took the window out …",
    "a word in brackets": "The piano wouldn't go round … [the movers] took the window out, but not before lunch!",
    "a quote of the whole": f"“{SAID}”",
}


@pytest.mark.parametrize("body", FAITHFUL.values(), ids=FAITHFUL)
def test_words_that_were_said_may_be_shown(body: str) -> None:
    assert messages(verbatim(quote(body, SAID, edit="trimmed", format="markdown"), context())) == []


STRANGE = {
    "another word": ("They rang at ten.", '"ten" is not in the original words'),
    "a word in between": ("They rang promptly at nine.", '"promptly at nine" is not in the original words'),
    "another case": ("They Rang at nine.", '"Rang at nine" is not in the original words'),
    "a question that was none": ("They rang at nine?", '"?" is not in the original words'),
    "an exclamation that was none": ("They rang at nine!", '"!" is not in the original words'),
    "a part of a word": ("… cover cost 3.5 %.", '"cover cost 3.5 %" is not in the original words'),
    "a part of a number": ("A re-cover cost 5 %.", '"5 %" is not in the original words'),
    "an unmarked cut": (
        "They rang at nine. Was I surprised?",
        'words were left out before "Was I surprised?", and no mark shows it',
    ),
    "another order": (
        "Was I surprised? … They rang at nine.",
        '"They rang at nine" comes earlier in the original words than what stands before it here',
    ),
    "the same words twice": (
        "They rang at nine. … They rang at nine.",
        '"They rang at nine" comes earlier in the original words than what stands before it here',
    ),
    "nothing": ("…", "no word of the original is left"),
    "an insertion that turns it round": (
        "They [did not] rang at nine.",
        '"[did not]" adds "not" to what the speaker said',
    ),
    "an insertion with a number": (
        "They [all 14] rang at nine.",
        '"[all 14]" adds a number or a comparison to what the speaker said',
    ),
    "an insertion that compares": (
        "They [twice as fast] rang at nine.",
        '"[twice as fast]" adds a number or a comparison to what the speaker said',
    ),
    "many insertions": (
        "They [the nice people] rang [the brass bell] at [the front door] nine [so to say].",
        '"[so to say]" adds the words that make it more than 10 in all to what the speaker said',
    ),
    "brackets that are a link to nowhere": (
        "They [gladly](-) rang at nine.",
        '"gladly rang at nine" is not in the original words',
    ),
    "brackets that are a link by name": (
        "They [gladly] rang at nine.\n\n[gladly]: -",
        '"[gladly]" is not in the original words',
    ),
    "a character that has no such name": (
        "They rang at nine&notit;",
        '"&notit" is not in the original words',
    ),
    "a long insertion": (
        "They [the best movers I have met] rang at nine.",
        '"[the best movers I have met]" adds more than 5 words to what the speaker said',
    ),
    "more cuts than anybody could follow": (
        "They … " * 501,
        "the words are cut in so many places that nobody could check them",
    ),
    "words behind an address that is none": (
        "They [rang](and sang) at nine.",
        '"[rang](and" is not in the original words',
    ),
}


@pytest.mark.parametrize(("body", "message"), STRANGE.values(), ids=STRANGE)
def test_words_that_were_not_said_are_named(body: str, message: str) -> None:
    assert messages(verbatim(quote(body, SAID, edit="trimmed", format="markdown"), context())) == [message]


@pytest.mark.parametrize(
    ("said", "faithful", "strange"),
    [
        ("他们九点按了门铃，正如他们所说。钢琴进不去。", "他们九点按了门铃…进不去。", "他们十点按了门铃"),
        ("พวกเขากดกริ่งตอนเก้าโมงตามที่บอกไว้", "กดกริ่ง … ตามที่บอก", "กดกริ่งตอนสิบโมง"),
        ("時間どおりに来ました。ありがとう。", "来ました。", "遅れて来ました。"),
        ("הם צלצלו בתשע, כמו שאמרו.", "הם צלצלו בתשע …", "הם צלצלו בעשר"),
        ("رنّوا الجرس في التاسعة، كما قالوا.", "رنّوا الجرس … كما قالوا.", "رنّوا الجرس في العاشرة"),
        ("Great 👍🏽 team 👩\u200d🚀!", "Great 👍🏽 …", "Great 👎 team"),
        ("उन्होंने नौ बजे घंटी बजाई।", "उन्होंने नौ बजे …", "उन्होंने दस बजे"),
    ],
)
def test_every_script_is_read(said: str, faithful: str, strange: str) -> None:
    assert messages(verbatim(quote(faithful, said, edit="trimmed"), context())) == []
    assert len(messages(verbatim(quote(strange, said, edit="trimmed"), context()))) == 1


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("We would\n\n[not]: x\n\nbe happy to return.", "We would not be happy to return."),
        (r"They rang at \[nine](mailto:and-they-never-missed-a-day).", "They rang at nine."),
        ("They rang at &#91;nine](mailto:and-they-never-missed-a-day).", "They rang at nine."),
        ("They rang at &lsqb;nine](https://never-missed.example/).", "They rang at nine."),
        ("They rang [at\n\nnine](mailto:never-missed-a-day).", "They rang at nine."),
        ("They rang `&nbsp;` at nine.", "They rang at nine."),
        (r"They rang \&#x60; at nine.", "They rang at nine."),
    ],
)
def test_markup_neither_hides_words_nor_brings_any_along(body: str, said: str) -> None:
    assert messages(verbatim(quote(body, said), context())) != []


@example(["_", "`", "_", "`"])
@given(
    st.lists(
        st.sampled_from((*"[]()<>&\\`*_#:;-!\n …", "&#91;", "mailto:a", "not", "happy", "https://a.example/")),
        max_size=30,
    )
)
def test_the_words_that_are_judged_are_those_on_the_page(parts: list[str]) -> None:
    body = "".join(parts)
    within_words = re.sub(r"</?(?:a|code|em|strong)\b[^>]*>", "", to_html(body, heading_offset=None))
    shown = unescape(re.sub(r"<[^>]*>", " ", within_words))
    assert re.findall(r"\w+", shown) == re.findall(r"\w+", plain(body))


def test_the_definition_of_a_link_is_shown_as_it_is_written() -> None:
    assert "not" in to_html("We would\n\n[…]: not\n\nbe happy to return.")


def test_the_place_is_that_of_the_first_strange_word() -> None:
    (found,) = verbatim(
        quote("> They **rang** at nine,\n> and was\u00ad I *so* amazed?", SAID, edit="trimmed", format="markdown"),
        context(),
    )
    assert found.path == ("body",)
    assert found.offset == (1, 3)


def test_words_that_were_put_together_are_told_how_a_cut_is_written() -> None:
    (objection,) = verbatim(quote("They rang, came, left.", "They rang at nine, they came, and they left."), context())
    assert "with … and `edit: trimmed` where some are left out" in objection.hint


def test_words_from_which_something_is_cut_are_not_verbatim() -> None:
    message = "the original says more than is shown, and `edit` says that nothing was cut"
    for body in ("They rang at nine.", "A re-cover cost 3.5 %.", "They rang at nine. … A re-cover cost 3.5 %."):
        assert messages(verbatim(quote(body, SAID), context())) == [message]
    put_in = "the original does not say all that is shown, and `edit` says that nothing was put in"
    assert messages(verbatim(quote(SAID.replace("They", "They [all]"), SAID), context())) == [put_in]
    assert messages(verbatim(quote(SAID, SAID), context())) == []


def test_an_ellipsis_that_was_said_is_no_cut() -> None:
    assert messages(verbatim(quote("Well… they came.", "Well ... they came."), context())) == []
    assert messages(verbatim(quote("Well… they came. …", "Well… they came.", edit="verbatim"), context())) == []


@pytest.mark.parametrize("edit", ["paraphrase", "translated"])
def test_other_words_than_the_speakers_are_not_compared(edit: str) -> None:
    item = quote("Punctual!", "They rang at nine, not at ten.", edit=edit)
    assert [*verbatim(item, context()), *qualifier(item, context())] == []


def test_without_the_original_nothing_is_compared() -> None:
    item = quote("They rang at nine.").model_copy(update={"original": None})
    assert [*verbatim(item, context()), *approved_edit(item, context()), *qualifier(item, context())] == []


def test_a_huge_quote_is_judged_in_time() -> None:
    long = "They rang_at nine, as they had said, and a-b-c. " * 5_000
    hostile = ("a_" * 50_000, "[" * 80_000, "(....... " * 20_000, f"a{'_' * 200_000}b", "*1" * 80_000)
    start = time.process_time()
    for body in (f"{long}But late.", *hostile):
        assert len(messages(verbatim(quote(body, long, edit="trimmed"), context()))) == 1
    assert time.process_time() - start < 30


# --- What holds for all words

WORD = st.text("abcdefgéöABC", min_size=2, max_size=7)
SENTENCE = st.lists(WORD, min_size=1, max_size=6).map(lambda words: f"{' '.join(words)}.")
SENTENCES = st.lists(SENTENCE, min_size=1, max_size=6)


@given(SENTENCES, st.data())
def test_some_sentences_in_their_order_may_be_shown(sentences: list[str], data: st.DataObject) -> None:
    kept = data.draw(st.lists(st.booleans(), min_size=len(sentences), max_size=len(sentences)).filter(any))
    shown = " … ".join(sentence for sentence, is_kept in zip(sentences, kept, strict=True) if is_kept)
    assert align(shown, " ".join(sentences)).stranger is None


@given(SENTENCE, SENTENCE)
def test_two_sentences_cannot_change_places(one: str, two: str) -> None:
    assume(f"{one}{two}".casefold() != f"{two}{one}".casefold())
    for mark in (" ", " … "):
        assert align(f"{two}{mark}{one}", f"{one} {two}").stranger is not None


@given(SENTENCES, st.data())
def test_no_letter_can_be_lost(sentences: list[str], data: st.DataObject) -> None:
    said = " ".join(sentences)
    lost = data.draw(st.sampled_from([index for index, char in enumerate(said) if char.isalpha()]))
    found = align(said[:lost] + said[lost + 1 :], said)
    assert found.stranger is not None


@given(SENTENCES, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]), st.sampled_from(["\u00a0", "\n", "  ", "\u2009"]))
def test_how_letters_and_spaces_are_stored_makes_no_difference(sentences: list[str], form: str, space: str) -> None:
    said = " ".join(sentences)
    shown = unicodedata.normalize(form, said).replace(" ", space)  # type: ignore[arg-type]  # one of the four forms
    assert align(shown, said).is_whole


@given(st.text("ab *_`\\[]()<>#>-+.!&;:/'\n1", max_size=40))
def test_whatever_a_reader_sees_is_compared(text: str) -> None:
    """Markup may be taken for words, so that the quote is withheld; never the other way round."""
    letters = iter(re.findall(r"[ab]", prose(text).words))
    assert all(letter in letters for letter in re.findall(r"[ab]", plain(text)))


# --- The speaker's yes

DAYS = date(2026, 3, 5)
OLDER = "the speaker's approval of 2026-03-01 is older than the words, which are of 2026-03-02"


@pytest.mark.parametrize(
    "body",
    [
        '"They came."',
        "\u201cThey came.\u201d",
        "\u2018They didn\u2019t come.\u2019",
        "\u201eSie kamen\u201c.",
        "\u00ab They came \u00bb",
        '"They *came*"',
    ],
)
def test_marks_around_all_of_the_words_would_be_doubled_and_that_is_mentioned(body: str) -> None:
    (objection,) = doubled_marks(quote(body), context())
    assert (objection.weight, objection.withholds_item) == ("information", False)
    assert list(verbatim(quote(body.strip('"'), body), context())) == []


@pytest.mark.parametrize(
    "body", ['"Yes," she said, "they came"', 'They "came"', "'Twas the drivers' day", '"', '""', "'"]
)
def test_marks_within_the_words_are_theirs(body: str) -> None:
    assert list(doubled_marks(quote(body), context())) == []


def test_a_paraphrase_is_shown_without_marks_so_that_none_are_doubled() -> None:
    assert list(doubled_marks(quote('"They came."', edit="paraphrase"), context())) == []


def edited(**differing: object) -> Testimonial:
    """A paraphrase that the speaker has approved."""
    return quote("Punctual.", SAID, **{"edit": "paraphrase", "speaker_approved_edit_on": DAYS, **differing})


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (edited(), []),
        (edited(speaker_approved_edit_on=CAPTURED), []),
        (edited(speaker_approved_edit_on=TODAY), []),
        (edited(speaker_approved_edit_on=None), ["the words are a paraphrase, and the speaker has not approved it"]),
        (
            edited(speaker_approved_edit_on=date(2026, 3, 1)),
            [f"the words are a paraphrase, and {OLDER}"],
        ),
        (
            edited(speaker_approved_edit_on=date(2026, 11, 21)),
            ["the words are a paraphrase, and the speaker's approval is dated 2026-11-21, which is after 2026-11-20"],
        ),
        (edited(speaker_approved_edit_on=date(2026, 1, 1), source=Source(kind="survey")), []),
        (edited(edit="translated", original_lang="fr", translated_by="Ciara"), []),
        (edited(edit="translated", original_lang="fr"), ["the words are translated, and translated_by is missing"]),
        (edited(edit="translated"), ["the words are translated, and original_lang and translated_by are missing"]),
        (
            edited(edit="translated", original_lang="fr", translated_by="Ciara", speaker_approved_edit_on=None),
            ["the words are a translation, and the speaker has not approved it"],
        ),
    ],
)
def test_the_speaker_sees_what_was_made_of_their_words(item: Testimonial, expected: list[str]) -> None:
    assert messages(approved_edit(item, context())) == expected


@pytest.mark.parametrize("edit", ["verbatim", "trimmed"])
def test_a_third_of_the_words_may_not_go_without_their_yes(edit: str) -> None:
    said = "aaaaaaa bbb."
    assert messages(approved_edit(quote("aaaaaaa.", "aaaaaaa bbb", edit=edit), context())) == []
    short = quote("aaaaaa", "aaaaaa bbb bb", edit=edit)
    assert messages(approved_edit(short, context())) == [
        "45 % of the words were left out, and the speaker has not approved it"
    ]
    assert messages(approved_edit(short.model_copy(update={"speaker_approved_edit_on": DAYS}), context())) == []
    assert messages(approved_edit(quote("something else", said, edit=edit), context())) == []


# --- Words that turn round what is said


@pytest.mark.parametrize(
    ("said", "shown", "language", "named"),
    [
        ("They came, but late.", "They came …", "en", ['"but"']),
        ("They didn’t come late.", "They … late.", "en", ['"didn\'t"']),
        ("It was fine as long as it was dry.", "It was fine …", "en-GB", ['"as long as"']),
        ("Not one, not two, never, except once, until May, was late.", "One … was late.", "en", ['"not", "never" and']),
        ("They came. It rained.", "They came.", "en", []),
        ("Sie kamen, aber spät.", "Sie kamen …", "de", ['"aber"']),
        ("Sie haben nichts vergessen, außer dem Schlüssel.", "Sie haben nichts vergessen …", "de-AT", ['"außer"']),
        ("Ils ne sont pas venus.", "Ils … sont venus.", "fr", []),
        ("Ils sont venus, mais tard.", "Ils sont venus.", "fr", ['"mais"']),
        ("Vinieron, pero tarde.", "Vinieron.", "es", ['"pero"']),
        ("Przyszli, ale późno.", "Przyszli.", "pl", []),
    ],
)
def test_a_cut_that_took_a_qualifier_away_is_named(said: str, shown: str, language: str, named: list[str]) -> None:
    found = messages(qualifier(quote(shown, said, edit="trimmed", lang=language), context()))
    assert len(found) == len(named)
    assert all(f"what was cut here holds {words}" in message for words, message in zip(named, found, strict=True))


def test_a_qualifier_is_for_information_and_stands_at_the_cut() -> None:
    (found,) = qualifier(quote("They came …\n\nand sang.", "They came, but late, and sang.", edit="trimmed"), context())
    assert context().withholds(found) is False
    assert found.offset == (2, 1)
