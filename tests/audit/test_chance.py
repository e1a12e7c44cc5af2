"""Short names, common words and phrases that anybody uses: what stands in a site by chance is no leak (KPT801)."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from audit.searched import leaks, page
from kept.audit import Needles, Secret, audit
from kept.audit.needles import Kind

SHORT = [
    *("M&S", "H&M", "C&A", "B&Q", "E.ON", "1&1", "D&D", "Q&A", "N/A", "A/B", "J. R.", "AT&T", "P&O", "K+S", "3M", "X"),
    *(
        "Target",
        "Buffer",
        "Element",
        "Window",
        "Mark",
        "Rose",
        "Next",
        "Visa",
        "Ada",
        "Gap",
        "Shell",
        "Orange",
        "Basis",
    ),
    *("\u7530\u4e2d", "\u65e5\u7acb", "\uae40\ubbfc\uc218"),
]
"""Names that stand in any text by chance."""
OF_COMMON_WORDS = [
    *("Home Office", "Big Window", "New Look", "Open Table", "On Time", "Next Step", "First Choice", "Good News"),
    *("Best Price", "Fresh Start", "Blue Sky", "Green Light", "Local Heroes", "Open House", "Right Move", "Early Bird"),
    *("Clear Water", "Happy Home", "Fast Forward", "Safe Hands", "Full Circle", "Second Opinion"),
]
COMMON = frozenset(word for name in OF_COMMON_WORDS for word in name.lower().split())
COINCIDENCE = page(
    "<p>M&amp;S H&M C&A B&Q e.on E.ON(1&1) d&d Q&A n/a A/B j. r. at&t P&O K+S 3m x Target the Buffer Element "
    "of a Window Mark it Rose to the Next Visa Ada Gap Shell Orange "
    f"{' '.join(OF_COMMON_WORDS)} "
    "\u7530\u4e2d\u3055\u3093\u306f\u65e5\u7acb\u306b\u4f4f\u3080 \uae40\ubbfc\uc218</p>"
    "<script>window.target=buffer</script>"
)


def in_a_site(path: str, content: str, secret: Secret) -> list[str]:
    """What is said of a secret, where some words are common ones."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
        (Path(folder) / path).write_text(content, encoding="utf-8")
        report = audit(Path(folder), Needles.of([secret], (), COMMON), None)
    return [finding.message for finding in report if finding.code == "KPT801"]


BY_CHANCE = [
    ("You can get up and running before lunch, I found.", "With them you get up and running in no time."),
    ("At the end of the day it was their smile that I remember.", "At the end of the day, a promise is a promise."),
    ("They went out of their way for my old cat.", "We go out of our way for everybody."),
    ("I would not hesitate to recommend them to my aunt.", "Would not hesitate to recommend them."),
    ("Thank you so much for everything, dear crew.", "Thank you so much for everything."),
    ("It could not have been easier with two small dogs.", "It could not have been easier."),
    ("The whole team was friendly and polite to the twins.", "The whole team was friendly and polite."),
    ("From start to finish it rained, and they sang.", "From start to finish, one person answers for it."),
    ("Wir waren sehr zufrieden mit der Lieferung, trotz Regen.", "Wir waren sehr zufrieden mit allem."),
    ("Alles hat von Anfang an geklappt, auch mit dem Klavier.", "Alles hat von Anfang an geklappt."),
    ("Jederzeit wieder, sagt sogar meine Mutter.", "Jederzeit wieder, gerne."),
    ("Nous sommes très contents de la livraison à Lyon.", "Nous sommes très contents de tout."),
    ("Je les recommande à tous mes voisins du dessous.", "Je les recommande à tous."),
    ("Lo que más me gusta es el trato de la gente mayor.", "Lo que más me gusta es todo."),
    ("Muchas gracias por todo, de parte de mi abuela.", "Muchas gracias por todo."),
    ("Siamo molto soddisfatti, e il gatto anche.", "Siamo molto soddisfatti di tutto."),
    ("Jestem bardzo zadowolona, a mój pies jeszcze bardziej.", "Jestem bardzo zadowolona z usługi."),
    ("Ik raad ze iedereen aan die een piano heeft.", "Ik raad ze iedereen aan."),
    ("引っ越しが簡単になりました。猫も喜んでいます。", "導入が簡単になりました。"),
    ("とても丁寧に対応していただき、母も安心しました。", "とても丁寧に対応していただきました。"),
    ("现在我们的工作变得更加简单也更加愉快", "手续变得更加简单了"),
    ("Great service! And my neighbour's hedge is still there.", "Great service!"),
]
"""What a withheld text says, and what a page says that shares a few words with it."""


@pytest.mark.parametrize(("withheld", "published"), BY_CHANCE)
def test_a_phrase_that_anybody_uses_is_nobody_s_secret(withheld: str, published: str) -> None:
    assert leaks(page(f"<p>{published}</p>"), Secret("x", "text", withheld)) == []
    assert leaks(page(f"<p>{published} {withheld}</p>"), Secret("x", "text", withheld))


@pytest.mark.parametrize("kind", ["name", "organisation"])
@pytest.mark.parametrize("name", [*SHORT, *OF_COMMON_WORDS])
def test_a_short_or_common_name_stops_nothing_by_coincidence(name: str, kind: Kind) -> None:
    if kind == "organisation" or name in SHORT:
        for path in ("index.html", "a.js", "a.txt", "a.woff2", "style.css"):
            assert in_a_site(path, COINCIDENCE, Secret("x", kind, name)) == []


NAMED_PLACES = {
    "a speaker's line": (
        "index.html",
        '<div class="k-who" data-kept="speaker"><div><b>Ada Mover</b><br>{}, Leeds</div></div>',
    ),
    "thanks": ("index.html", '<dt>Thanks</dt><dd data-kept="speaker">Bo Berg, {}</dd>'),
    "a name in JSON": ("api/v1/voices.json", '[{{"speaker": {{"organisation": "{}"}}}}]'),
    "a name in JSON, escaped": ("api/v1/voices.json", '{{"name":"{}"}}'),
    "a name in a feed": ("feed.xml", "<feed><author><name>{}</name></author></feed>"),
}


@pytest.mark.parametrize("where", NAMED_PLACES)
@pytest.mark.parametrize("name", ["M&S", "Target", "Home Office", "J. R.", "\u7530\u4e2d"])
def test_a_short_name_is_found_where_names_stand(name: str, where: str) -> None:
    path, text = NAMED_PLACES[where]
    ampersand = "\\u0026" if "escaped" in where else "&" if "JSON" in where else "&amp;"
    secret = Secret("x", "organisation", name)
    content = text.format(name.replace("&", ampersand))
    (message,) = in_a_site(path, content, secret)
    assert message.startswith("The name of an organisation that belongs to x stands in this file")
    assert leaks(content, secret, path=path, allowed=(f"{name}!",)) == []


def test_a_short_name_is_found_as_the_name_of_a_file() -> None:
    name = Secret("x", "organisation", "Target")
    assert leaks("", name, path="logos/target.svg")
    assert leaks("", name, path="target/a.txt")
    assert leaks("", name, path="on-target/a.txt") == []


def test_part_of_a_longer_name_is_another_name() -> None:
    line = '<p data-kept="speaker"><b>Target Practice</b>, Bo Target</dd>'
    assert leaks(line, Secret("x", "organisation", "Target")) == []


def test_a_name_of_common_words_is_one_with_capitals_or_in_an_address() -> None:
    name = Secret("x", "name", "Will Young")
    assert leaks(page("What will young buyers say?"), name) == []
    assert leaks(page("The young will see."), name) == []
    assert leaks(page("Thank you, Will Young."), name)
    assert leaks(page("WILL YOUNG"), name)
    assert leaks(page("will.young@a.example"), name)
    assert leaks(page("Will de Young, will young"), Secret("x", "name", "Will de Young"))
    assert leaks(page("Wei\u00dfe M\u00fcller"), Secret("x", "name", "WEISSE M\u00dcLLER"))
