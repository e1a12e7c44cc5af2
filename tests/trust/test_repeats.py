"""Words that may not be shown are not told again in a story."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from held import METRIC, REGISTER, STORY, TABLE, VOICE, below, messages, places
from judging import quote, story
from kept.model.evidence import Consent, Speaker, Testimonial
from kept.model.texts import texts
from kept.rules.repeats import Repeats
from projects import TODAY

if TYPE_CHECKING:
    from projects import Project

WORDS = "They rang the bell at nine, as they had said."


def telling(project: Project, words: str = WORDS) -> Project:
    """The project whose story tells these words without naming the quote; approved and committed."""
    project.edit(STORY, "Four thousand books.", words).edit(STORY, "quotes: [nine-oclock]\n", "")
    project.approve("corner-books", by="olive").commit()
    return project


def shown(project: Project) -> tuple[int, int]:
    """How many stories each site shows."""
    gated = project.gated()
    return len(gated.public.stories), len(gated.internal.stories)


def test_a_story_may_tell_what_a_quote_says_that_is_shown(approved: Project) -> None:
    assert shown(telling(approved)) == (1, 1)


def test_what_was_withdrawn_is_gone_from_the_story_that_tells_it(approved: Project) -> None:
    below(telling(approved), VOICE, "consent", "  withdrawn_on: 2026-11-01")
    assert shown(approved) == (0, 0)
    assert messages(approved, "KPT313") == {
        "the speaker withdrew their permission on 2026-11-01.",
        (
            'it repeats words of nine-oclock ("they rang the bell at nine as they"), whose speaker withdrew them on '
            "2026-11-01."
        ),
    }
    assert "index.md:24:1" in places(approved, "KPT313")


def test_what_was_taken_down_is_gone_from_it_too(approved: Project) -> None:
    telling(approved).write({"evidence/takedowns.toml": '[[takedown]]\nitem = "nine-oclock"\non = 2026-11-01\n'})
    assert shown(approved) == (0, 0)
    (message,) = messages(approved, "KPT601")
    assert message.endswith("which is not on this site.")


def test_a_public_story_does_not_tell_what_a_quote_for_the_inside_says(approved: Project) -> None:
    telling(approved).edit(VOICE, "audience: public", "audience: internal").approve("nine-oclock", by="olive").commit()
    assert shown(approved) == (0, 1)


def test_a_quote_with_an_error_is_told_nowhere(approved: Project) -> None:
    """Its file cannot be used, and what it was meant to say is known all the same."""
    telling(approved).edit(VOICE, "promises: [on-time]", "promises: [on-tme]")
    assert shown(approved) == (0, 0)


@pytest.mark.parametrize(
    "path", ["title", "summary", "terms", "customer", "place", "callouts.label", "images.alt", "images.caption"]
)
def test_every_text_of_a_story_is_looked_at(path: str) -> None:
    head, _, last = path.partition(".")
    entry = {"label": "x", "value": "1", "source": "y"} if head == "callouts" else {"file": "x.png", "alt": "x"}
    told = story(**{head: (entry | {last: f"And: {WORDS}"},) if last else WORDS})
    (objection,) = Repeats([quote(WORDS)], []).within(texts(told), "story")
    assert objection.path == ((head, 0, last) if last else (head,))


HIDDEN = [
    ("THEY RANG THE BELL AT NINE AS THEY", WORDS),
    ("they rang \u2013 the bell … at nine, as they", WORDS),
    ("They **rang** _the_ bell `at` nine as they", WORDS),
    ("__They rang__ the bell at nine as they", WORDS),
    ("They\nrang the\u00a0bell\tat nine as they", WORDS),
    ("They ra\u200bng the be\u00adll at nine as they", WORDS),
    ("They rang &#116;he bell at nine, as they", WORDS),
    ("\uff34\uff48\uff45\uff59 rang the bell at nine as they", WORDS),
    ("le cafe\u0301 e\u0301tait pre\u0302t à neuf heures", "Le café était prêt à neuf heures."),
    ("我们听说他们在九点时准时到了门口", "他们在九点时准时到了门口"),
    ("他们在九点时准时到了门口按了门铃", "昨天他们在九点时准时到了门口按了门铃然后上楼"),
    ("เขาบอกว่า พวกเขามาตรงเวลามากทุกครั้ง", "พวกเขามาตรงเวลามากทุกครั้ง"),
    ("We heard: never would I hire them again, thanks.", "Never would I hire them again."),
    ("Fine. They broke the lamp of my grandmother!", "Nice. They broke the lamp of my grandmother. It was late."),
    ("They rang the *bell* at nine,\n\nas they had said", WORDS),
    ("[They rang the bell](https://a.example/) at nine, as they", WORDS),
    ("“They rang the bell at nine, as they had said”, we heard.", WORDS),
    ("They rang the bell at nine; as they had said.", WORDS),
    (
        "Er sagte: Sie haben unser altes Klavier heil nach oben gebracht.",
        "Sie haben unser altes Klavier heil nach oben gebracht.",
    ),
    ("ILS ONT MONTÉ NOTRE VIEUX PIANO SANS UNE RAYURE", "Ils ont monté notre vieux piano sans une rayure."),
    ("Subieron nuestro viejo piano sin un solo rasguño, dijo.", "Subieron nuestro viejo piano sin un solo rasguño."),
]


@pytest.mark.parametrize(("told", "original"), HIDDEN)
def test_nothing_hides_the_words(told: str, original: str) -> None:
    assert list(Repeats([quote(original)], []).within(texts(story(summary=told)), "story"))


COMMON_WORDS = [
    ("They rang the bell at ten", WORDS),
    ("They rang the bell at nine", WORDS),
    ("Splendid removal people!", "Splendid removal people!"),
    ("導入が簡単になりました。", "引っ越しが簡単になりました。費用も下がるようになりましたので満足です。"),
    ("手配ができるようになりました。", "予約が一度でできるようになりました。とても助かっています。"),
    ("You can get up and running in an hour.", "With them you can get up and running before lunch, I found."),
    ("At the end of the day it is up to you.", "At the end of the day it was their smile that I remember."),
    ("Wir waren sehr zufrieden mit der Beratung.", "Wir waren sehr zufrieden mit der Lieferung, trotz Regen."),
    ("Nous sommes très contents de la formation.", "Nous sommes très contents de la livraison à Lyon."),
    ("Lo que más me gusta es el precio.", "Lo que más me gusta es el trato de la gente."),
    ("我们的工作变得更加轻松了", "现在我们的工作变得更加简单也更加愉快"),
    ("the bell at nine rang they", WORDS),
    ("Thank you", "Thank you"),
    ("it is on us", "it is on"),
    ("They came on time", "They came"),
    ("We could not be happier with the choice.", "We could not be happier with the lamp of my grandmother."),
    ("Alles hat gut geklappt.", "Alles hat gut geklappt, nur der Hund bellte."),
    ("Siamo molto contenti del servizio.", "Siamo molto contenti del gatto che ci hanno trovato."),
    ("Jesteśmy bardzo zadowoleni z usługi.", "Jesteśmy bardzo zadowoleni z kota."),
    ("We zijn heel blij met het resultaat.", "We zijn heel blij met de hond."),
    ("It was easy to set up.", "It was easy to set up my grandmother's bed."),
    ("They are always there for us.", "They are always there for my cat."),
]


@pytest.mark.parametrize(("told", "original"), COMMON_WORDS)
def test_a_few_common_words_are_nobody_s(told: str, original: str) -> None:
    assert not list(Repeats([quote(original)], []).within(texts(story(summary=told)), "story"))


def test_words_that_were_cut_away_are_not_told_either() -> None:
    whole = f"{WORDS} But then they broke the lamp of my grandmother."
    found = list(
        Repeats([quote(WORDS, whole)], []).within(
            texts(story(summary="Then they broke the lamp of my grandmother.")), "story"
        )
    )
    assert len(found) == 1


def test_what_another_quote_says_that_is_shown_may_be_told() -> None:
    withdrawn = quote(WORDS, id="gone", consent=Consent(withdrawn_on=TODAY))
    assert not list(Repeats([withdrawn], [WORDS]).within(texts(story(summary=WORDS)), "story"))


def by(name: str, words: str) -> Testimonial:
    """A quote of somebody with this name."""
    return quote(words, id=name.lower(), speaker=Speaker(name=name))


PREFIX = "What do you like best about the service we offer?"


def test_what_two_speakers_said_is_nobody_s() -> None:
    """The question of a form stands before many an answer."""
    ada, bo = by("Ada", f"{PREFIX} They rang."), by("Bo", f"{PREFIX} They came on time and were kind to my cat.")
    told = texts(story(summary=f"We asked: {PREFIX}"))
    assert list(Repeats([ada], []).within(told, "story"))
    assert not list(Repeats([ada, bo], []).within(told, "story"))
    assert not list(Repeats([ada], [], [bo]).within(told, "story"))


def test_the_same_speaker_twice_is_one() -> None:
    first, second = by("Ada", WORDS), by("Ada", f"{WORDS} Thank you!").model_copy(update={"id": "second"})
    told = texts(story(summary=WORDS))
    assert list(Repeats([first, second], []).within(told, "story"))
    assert list(Repeats([first], [], [second]).within(told, "story"))


def test_a_story_may_say_what_is_promised_whoever_said_it_and_is_not_shown(approved: Project) -> None:
    promised = "We come when we said that we would come."
    approved.edit(REGISTER, "We come when we said we would.", promised).edit(VOICE, WORDS, f"{promised} They did.")
    approved.edit(STORY, "Four thousand books.", promised).edit(STORY, "quotes: [nine-oclock]\n", "")
    approved.approve("promise.on-time", "corner-books", by="olive").commit()
    assert shown(approved) == (1, 1)
    assert len(approved.gated().public.voices) == 0


def test_only_the_first_such_words_of_a_text_are_named() -> None:
    assert (
        len(list(Repeats([quote(WORDS)], []).within(texts(story(summary=f"{WORDS} {WORDS}", body=WORDS)), "story")))
        == 2
    )


def test_a_quote_without_its_original_is_known_by_what_it_shows() -> None:
    told = quote(WORDS).model_copy(update={"original": None})
    assert list(Repeats([told], []).within(texts(story(summary=WORDS)), "story"))


# --- Beside a figure, and about a promise


def withdrawn(project: Project) -> Project:
    """The project whose speaker has withdrawn what they said, and whose story does not quote them."""
    project.edit(STORY, "quotes: [nine-oclock]\n", "")
    return below(project, VOICE, "consent", "  withdrawn_on: 2026-11-01")


@pytest.mark.parametrize(
    ("path", "old", "new", "place"),
    [
        (METRIC, 'source = "The order book."', f'source = "The order book. {WORDS}"', "punctuality.toml:9:10"),
        (METRIC, 'source = "The order book."', f'source = "The order book."\nexclusions = "{WORDS}"', None),
        (TABLE, "192,final,2026-04-14,", f'192,final,2026-04-14,"One wrote: {WORDS}"', "punctuality.csv:2:1"),
    ],
)
def test_what_was_withdrawn_is_gone_from_the_figure_that_repeats_it(
    approved: Project, path: str, old: str, new: str, place: str | None
) -> None:
    approved.edit(path, old, new).approve("punctuality", by="connie").commit()
    assert [metric.id for metric in approved.gated().public.metrics] == ["punctuality"]
    withdrawn(approved).approve("corner-books", by="olive").commit()
    gated = approved.gated()
    assert gated.public.metrics == gated.internal.metrics == ()
    assert place is None or place in places(approved, "KPT313")


def test_a_promise_may_say_what_it_promises_whoever_said_it_and_withdrew_it(approved: Project) -> None:
    approved.edit(VOICE, WORDS, "They come when they said they would. We come when we said we would.")
    withdrawn(approved).approve("corner-books", by="olive").commit()
    assert [promise.id for promise in approved.gated().public.promises] == ["on-time"]


def test_what_was_withdrawn_is_gone_from_what_is_told_about_a_promise(approved: Project) -> None:
    below(approved, REGISTER, "targets", f'retired = {{ on = 2026-11-10, why = "One wrote: {WORDS}" }}')
    approved.approve("promise.on-time", by="olive").commit()
    assert len(approved.gated().public.promises) == 1
    withdrawn(approved).approve("corner-books", by="olive").commit()
    gated = approved.gated()
    assert all(promise.retired is None for promise in (*gated.public.promises, *gated.internal.promises))
    assert any("it repeats words of nine-oclock" in message for message in messages(approved, "KPT313"))
