"""What a page cannot show of a text is told, and so are words in another script whose language nobody named."""

# ruff: noqa: RUF001  letters of every script are what is tested here

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from held import REGISTER, STORY, VOICE, below, said
from judging import context, messages, quote, story
from kept.language.scripts import foreign_script
from kept.rules.body import language_missing, unshown
from render.demo import pages

if TYPE_CHECKING:
    from projects import Project

UNSHOWN = {
    "![The team](https://example.com/team.png)": "picture",
    "![](team.png)": "picture",
    '![The team](https://example.com/team.png "Us")': "picture",
    '<img src="https://example.com/x.png">': "picture",
    "<IMG SRC=x.png alt='Équipe'/>": "picture",
    '<iframe src="https://video.example/1"></iframe>': "frame",
    '<video controls src="x.mp4"></video>': "frame",
    "<script>alert(1)</script>": "frame",
    '<embed src="x.swf">': "frame",
    "<object data=x></object>": "frame",
    "<audio src=x></audio>": "frame",
    "<div>Sie kamen</div>": "HTML",
    "<p>Ils sont venus</p>": "HTML",
    "Vinieron<br>a tiempo": "HTML",
    "<b>すごい</b>": "HTML",
    "<span class='x'>Пришли</span>": "HTML",
    "<table><tr><td>1</td></tr></table>": "HTML",
    "<!-- to be checked -->": "HTML",
    '<a href="https://example.com">here</a>': "HTML",
    "<center>جاءوا</center>": "HTML",
    "<details>Sono venuti</details>": "HTML",
}
FINE = [
    "They came at nine <3",
    "5 < 6 and 7 > 3",
    "a <b c",
    "Fast! (really)",
    "Great![1]",
    "[their page](https://example.com/)",
    "<https://example.com/>",
    "<name of the engineer>",
    "Sie kamen <pünktlich>",
    "AT&T; they came",
    "Q&A;",
    "if x<y then",
    "a<-b",
    "--> there",
    "<- here",
    "<<quoted>>",
    "«quoted»",
    "<ja>",
    "!(important)",
    "<Bitte wenden>",
]


@pytest.mark.parametrize(("text", "kind"), UNSHOWN.items())
def test_what_a_page_cannot_show_is_told_with_its_line(text: str, kind: str) -> None:
    for item in (story(body=f"They came.\n\n{text}\n"), quote(f"They came.\n\n{text}\n")):
        found = next(iter(unshown(item, context())))
        assert kind in found.message
        assert found.offset is not None
        assert found.offset[0] == 2
        assert not found.withholds_item


@pytest.mark.parametrize("text", FINE)
def test_what_is_shown_as_it_stands_is_not_told(text: str) -> None:
    assert messages(unshown(story(body=text), context())) == []
    assert messages(unshown(quote(text), context())) == []


def test_one_kind_is_told_once() -> None:
    assert len(messages(unshown(story(body="<p>a</p><p>b</p><br>\n![a](b.png)"), context()))) == 2


def test_it_is_information_at_its_line_and_keeps_nothing_off_the_site(approved: Project) -> None:
    approved.edit(STORY, "Four thousand books.", 'Four thousand books.\n\n<iframe src="https://v.example/1"></iframe>')
    approved.approve("corner-books", by="olive").commit()
    assert approved.gated().public.stories
    found = {entry for entry in said(approved, "KPT101") if "frame" in entry.message}
    assert {entry.at for entry in found} == {"index.md:29:1"}


SCRIPTS = {
    ("خدمة ممتازة وسريعة.", "en-GB"): "Arabic",
    ("שירות מצוין ומהיר.", "en-GB"): "Hebrew",
    ("Отличная служба.", "en-GB"): "Cyrillic",
    ("Εξαιρετική εξυπηρέτηση.", "de-DE"): "Greek",
    ("とてもよかったです。", "en-GB"): "Hiragana",
    ("サービスコストパフォーマンス", "fr-FR"): "Katakana",
    ("服务非常好，非常快。", "en-GB"): "Chinese or Japanese",
    ("서비스가 훌륭합니다.", "en-US"): "Hangul",
    ("บริการดีมาก", "en-GB"): "Thai",
    ("बहुत अच्छी सेवा।", "en-GB"): "Devanagari",
    ("Great service, thanks.", "ar"): "Latin",
    ("Great service, thanks.", "he-IL"): "Latin",
    ("Great service, thanks.", "ja-JP"): "Latin",
    ("Great service, thanks.", "ru-RU"): "Latin",
    ("خدمات عالی بود", "es-ES"): "Arabic",
    ("بہت اچھی سروس", "en-GB"): "Arabic",
    ("Чудовий сервіс", "pl-PL"): "Cyrillic",
    ("გმადლობთ ძალიან", "en-GB"): "Georgian",
    ("Շատ լավ ծառայություն", "en-GB"): "Armenian",
    ("சேவை மிக நன்று", "en-GB"): "Tamil",
}
OWN = [
    ("Service à l’heure, très bien.", "en-GB"),
    ("They said “שלום” to all of us at the door.", "en-GB"),
    ("Grüße aus Zürich", "fr-FR"),
    ("ありがとう、HeatCo さん", "ja-JP"),
    ("服务很好", "zh-CN"),
    ("服務很好", "zh-Hant"),
    ("خدمة ممتازة", "ar-EG"),
    ("خدمات عالی", "fa-IR"),
    ("Одлична услуга", "sr"),
    ("Odlična usluga", "sr-Latn"),
    ("훌륭한 서비스 韓國", "ko-KR"),
    ("👍👍👍", "en-GB"),
    ("10/10", "ar"),
    ("Ja", "ru-RU"),
    ("Muito bom!", "pt-BR"),
    ("Świetna obsługa", "pl-PL"),
    ("Отлично, HeatCo!", "ru-RU"),
    ("Ευχαριστώ, HeatCo", "el-GR"),
    ("Çok iyi hizmet", "tr-TR"),
    ("Dịch vụ rất tốt", "vi-VN"),
]


@pytest.mark.parametrize(("text", "locale"), SCRIPTS)
def test_words_in_another_script_ask_for_their_language(text: str, locale: str) -> None:
    assert foreign_script(text, locale) == SCRIPTS[text, locale]
    assert len(messages(language_missing(quote(text), context(locale=locale)))) == 1
    assert messages(language_missing(quote(text, lang="xx"), context(locale=locale))) == []


@pytest.mark.parametrize(("text", "locale"), OWN)
def test_words_in_the_site_s_script_do_not(text: str, locale: str) -> None:
    assert foreign_script(text, locale) is None


def test_words_of_unknown_language_run_the_way_their_script_does(approved: Project) -> None:
    for line in (
        "original: They rang the bell at nine, as they had said.",
        "They rang the bell at nine, as they had said.\n",
    ):
        approved.edit(VOICE, line, line.replace("They rang the bell at nine, as they had said.", "خدمة ممتازة وسريعة."))
    approved.approve("nine-oclock", by="olive").commit()
    assert '<blockquote dir="auto"><p>خدمة' in pages(approved.gated().public)["voices/"].body
    assert {entry.at for entry in said(approved, "KPT101")} == {"nine-oclock.md:22:1"}
    below(approved, VOICE, "audience", "lang: ar").approve("nine-oclock", by="olive").commit()
    assert '<blockquote lang="ar" dir="rtl"><p>خدمة' in pages(approved.gated().public)["voices/"].body
    assert said(approved, "KPT101") == set()


def test_a_site_in_that_script_needs_no_word_about_it(project: Project) -> None:
    project.edit(REGISTER, '"en-GB"', '"he-IL"').edit(VOICE, "---\nThey rang", "---\nשלום They rang")
    assert {entry.message.partition(" letters")[0] for entry in said(project, "KPT101")} == {"the words are in Latin"}
