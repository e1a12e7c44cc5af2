"""The public site says how it came about, and claims no more than that (KPT501 to KPT504)."""

from __future__ import annotations

import pytest
from audit.presented import COMPLETE, COUNTED, FAIR, FOOT, HOME, METHOD, TWO, Write, found, page, said
from kept.audit import audit


def test_a_site_that_says_how_it_came_about_has_no_findings(site: Write) -> None:
    assert found(site(FAIR | {"voices/index.html": f"<html lang=en>{COUNTED}{TWO}</html>"})) == []


def test_the_people_inside_are_told_nothing_of_this(site: Write) -> None:
    report = audit(site({"index.html": "<html lang=en><p>All reviews.</p>"}), None, None)
    assert [finding.code for finding in report] == []


# --- KPT501


def test_a_site_without_a_method_page_is_not_published(site: Write) -> None:
    (finding,) = found(site({"index.html": HOME.replace("method/", "./")}))
    assert (finding.code, finding.place.path) == ("KPT501", "public/index.html")
    assert finding.rule.stops_site


def test_a_method_page_that_nothing_leads_to_is_none(site: Write) -> None:
    assert said(site(FAIR | {"index.html": HOME.replace('href="method/"', 'title="method/"')})) == [
        "The home page leads to no page that says how results, voices and their selection are handled."
    ]


def test_a_method_page_has_its_three_parts(site: Write) -> None:
    voices = {"voices/index.html": f"<html>{COUNTED}{TWO}</html>"}
    assert said(site(FAIR | voices | {"method/index.html": METHOD.format("")})) == [
        "The method page does not say how it is made sure that voices come from real customers.",
        "The method page does not say how voices and stories are chosen.",
    ]


def test_a_site_without_voices_and_stories_need_not_say_how_they_are_chosen(site: Write) -> None:
    assert found(site(FAIR | {"method/index.html": METHOD.format("")})) == []


# --- KPT502


@pytest.mark.parametrize("kind", ["voice", "story"])
def test_a_list_says_how_many_there_are_that_are_not_in_it(kind: str, site: Write) -> None:
    several = {"voice": "voices", "story": "stories"}[kind]
    (finding,) = found(site(FAIR | {"x/index.html": f"<html>\n{TWO.replace('voice', kind)}</html>"}))
    assert finding.message == (
        f"2 {several} stand on this page, without a word on how many there are that are not shown."
    )
    assert finding.place == ("public/x/index.html", 2, 9)
    counted = COUNTED.replace("voices", several) + TWO.replace("voice", kind)
    assert found(site(FAIR | {"x/index.html": f"<html>{counted}</html>"})) == []


def test_one_voice_is_no_list(site: Write) -> None:
    assert found(site(FAIR | {"voices/x/index.html": '<html><figure data-kept="voice">a</figure></html>'})) == []


ALL = {
    "en": [
        "We publish all reviews.",
        "We collect and publish all reviews.",
        "All the reviews that we receive are here.",
        "All customer feedback, good and bad.",
        "Read all reviews here.",
        "Every customer review, unfiltered.",
        "These are unfiltered voices.",
        "Here is every single testimonial we were sent.",
        "100 % of our customers recommend us.",
        "All our customers are happy.",
        "<b>All</b> the <a href='#'>reviews</a> we get",
    ],
    "de": [
        "Wir zeigen alle Bewertungen.",
        "Hier stehen alle Kundenstimmen.",
        "Alle Bewertungen auf einen Blick.",
        "Hier stehen ungefilterte Stimmen.",
        "Jede Kundenstimme zählt.",
    ],
    "fr": [
        "Nous publions tous les avis.",
        "L'intégralité des avis reçus.",
        "Tous les avis de nos clients.",
        "Des témoignages sans filtre.",
        "Toutes nos clientes sont ravies.",
    ],
    "es": [
        "Publicamos todas las reseñas.",
        "Aquí están todos los testimonios.",
        "Todas las opiniones.",
        "Opiniones sin filtrar.",
        "Todos nuestros clientes nos recomiendan.",
    ],
}
NOT_ALL = {
    "en": [
        "All views are my own.",
        "All opinions are my own and not those of my employer.",
        "Get all the feedback that developers need.",
        "We answer all feedback within two days.",
        "Thank you for all the feedback.",
        "We read all reviews, the bad ones first.",
        "Collect all your customer reviews in one place.",
        "All your reviews stay yours.",
        "We reply to every review.",
        "Every review helps us.",
        "All feedback is welcome.",
        "All ratings must be given within a week.",
        "Import all testimonials from a spreadsheet.",
        "Every comment counts.",
        "All opinions expressed are those of the authors.",
        "We do not show all reviews.",
        "31 of all 40 reviews are shown.",
        "All promises have a record.",
        "Every customer gets an engineer within a day.",
        "All of us read. Reviews are welcome.",
        "<q>All reviews are good,</q> she said.",
        "Overall, reviews help.",
    ],
    "de": [
        "Alle Meinungen sind meine eigenen.",
        "Wir beantworten alle Bewertungen.",
        "Danke für alle Rückmeldungen!",
        "Jede Rückmeldung hilft uns.",
        "Alle Kommentare sind persönlich.",
        "Sammeln Sie alle Kundenmeinungen an einem Ort.",
        "Nicht alle Bewertungen stehen hier.",
        "Alle Zahlen sind geprüft.",
        "31 von allen 40 Stimmen stehen hier.",
    ],
    "fr": [
        "Tous les avis sont les miens.",
        "Nous répondons à tous les avis.",
        "Merci pour tous vos commentaires.",
        "Tous les commentaires sont bienvenus.",
        "Recueillez tous les témoignages au même endroit.",
        "Nous n'affichons pas tous les avis.",
        "Tous les chiffres sont publics.",
    ],
    "es": [
        "Todas las opiniones son mías.",
        "Respondemos a todas las reseñas.",
        "Gracias por todos los comentarios.",
        "Cada comentario cuenta.",
        "Recopila todas las opiniones de tus clientes.",
        "No mostramos todas las opiniones.",
        "Todas las cifras son públicas.",
    ],
}


@pytest.mark.parametrize(("lang", "text"), [(lang, text) for lang, texts in ALL.items() for text in texts])
def test_a_claim_that_nothing_was_left_out_is_found(lang: str, text: str, site: Write) -> None:
    (finding,) = found(site(page(text, lang)))
    assert finding.code == "KPT502"
    assert finding.place[:2] == ("public/about/index.html", 3)
    assert finding.message.endswith("says that nothing was left out, but what is shown here was chosen.")


@pytest.mark.parametrize(("lang", "text"), [(lang, text) for lang, texts in NOT_ALL.items() for text in texts])
def test_what_claims_nothing_of_the_kind_is_left_alone(lang: str, text: str, site: Write) -> None:
    assert said(site(page(text, lang))) == []


def test_what_a_customer_said_is_the_customer_s(site: Write) -> None:
    quoted = "<blockquote><p>All reviews said so.</p></blockquote><div data-kept='quote'>All voices agree.</div>"
    assert said(site(page(quoted))) == []


@pytest.mark.parametrize(
    "markup",
    [
        "<figure data-kept='voice'><b>Ada</b>, Editor of an independent review site</figure>",
        "<article data-kept='account'><p>All their customers say so. An independent website.</p></article>",
        "<article data-kept='story'><p data-kept='account'>Every review they got was read.</p></article>",
    ],
)
def test_what_a_story_tells_of_a_customer_is_about_the_customer(markup: str, site: Write) -> None:
    assert said(site(page(markup))) == []


def test_the_title_of_a_story_is_the_organisation_s(site: Write) -> None:
    titled = "<article data-kept='story'><h2>Every review, unfiltered</h2><p data-kept='account'>x</p></article>"
    assert len(said(site(page(titled)))) == 1


def test_what_is_promised_is_judged_by_its_record(site: Write) -> None:
    promise = (
        '<html lang=en><h1 data-kept="promise" data-title="All reviews answered">We answer all reviews.</h1></html>'
    )
    cites = page("All reviews answered, kept in 2026.") | {"promises/x/index.html": promise}
    assert said(site(cites)) == []
    assert len(said(site(cites | {"b/index.html": "<html lang=en><p>All reviews are here.</p></html>"}))) == 1


def test_labels_side_by_side_are_no_sentence(site: Write) -> None:
    labels = "<nav><a>All</a><a>Reviews</a></nav><label>All</label><label>Voices</label><p>All</p><h2>Voices</h2>"
    assert said(site(page(labels))) == []


def test_where_nothing_was_left_out_it_may_be_said(site: Write) -> None:
    wall = {"voices/index.html": f"<html lang=en>{COMPLETE}{TWO}</html>"}
    assert said(site(page("Read all reviews here.") | wall)) == []
    assert len(said(site(page("Read all reviews here.") | {"v/index.html": f"<html>{COUNTED}</html>"}))) == 1


def test_a_language_without_word_lists_is_not_guessed_at(site: Write) -> None:
    assert said(site(page("All reviews", "fi"))) == []


# --- KPT503

INDEPENDENT = {
    "en": [
        "Independent reviews of our service.",
        "Welcome to the independent review site for movers.",
        "Your independent comparison.",
        "These reviews are impartial.",
        "An independent review site.",
        "This site is neutral.",
        "Unbiased testimonials.",
    ],
    "de": [
        "Unabhängige Bewertungen unserer Kunden.",
        "Ihr unabhängiges Vergleichsportal.",
        "Ein unabhängiges Portal.",
        "Diese Seite ist neutral.",
    ],
    "fr": [
        "Des avis indépendants.",
        "Votre comparateur indépendant.",
        "Un site indépendant.",
        "Ce site est impartial.",
    ],
    "es": [
        "Opiniones independientes.",
        "Tu portal independiente.",
        "Un sitio independiente.",
        "Esta página es neutral.",
    ],
}
NOT_INDEPENDENT = {
    "en": [
        "Our app is platform-independent.",
        "A platform independent tool.",
        "They publish independent reviews of games.",
        "Independent reviews of phones, by people who know.",
        "We are listed on independent review sites.",
        "As independent sites report, prices rose.",
        "An independent review board decides.",
        "A vendor-neutral comparison.",
        "This site is carbon neutral.",
        "Device-independent pages.",
        "Rated by an independent website.",
        "Several independent reviews say so.",
        "A language-independent site generator.",
        "Independent page designers like it.",
        "Independent booksellers sell it.",
        "She is an independent reviewer.",
        "An independent laboratory measured it.",
        "This is not an independent site.",
        "We are family-owned.",
    ],
    "de": [
        "Eine plattform-unabhängige Software.",
        "Unabhängig von der Plattform.",
        "Auf unabhängigen Portalen gelobt.",
        "Bewertet von einer unabhängigen Website.",
        "Unabhängige Bewertungen von Spielen.",
        "Eine unabhängige Buchhandlung.",
        "Ein unabhängiges Labor hat gemessen.",
        "Wir sind keine unabhängige Plattform.",
    ],
    "fr": [
        "Un outil indépendant de la plateforme.",
        "Sur des sites indépendants, on nous cite.",
        "Un avis indépendant de jeux.",
        "Une librairie indépendante.",
        "Un site neutre en carbone.",
        "Un laboratoire indépendant a mesuré.",
        "Ce n'est pas un site indépendant.",
    ],
    "es": [
        "Una herramienta independiente de la plataforma.",
        "En sitios independientes nos citan.",
        "Una librería independiente.",
        "Una web neutral en carbono.",
        "Un laboratorio independiente lo midió.",
        "No somos un portal independiente.",
    ],
}


@pytest.mark.parametrize(("lang", "text"), [(lang, text) for lang, texts in INDEPENDENT.items() for text in texts])
def test_a_site_that_calls_itself_independent_is_found(lang: str, text: str, site: Write) -> None:
    (finding,) = found(site(page(text, lang)))
    assert finding.code == "KPT503"
    assert finding.message.startswith(f"“{text}” calls this site independent")


@pytest.mark.parametrize(("lang", "text"), [(lang, text) for lang, texts in NOT_INDEPENDENT.items() for text in texts])
def test_somebody_else_may_be_independent(lang: str, text: str, site: Write) -> None:
    assert said(site(page(text, lang))) == []


@pytest.mark.parametrize(
    ("foot", "publisher", "says"),
    [
        ("", None, "The home page does not say who publishes it."),
        ('<p data-kept="publisher"> </p>', None, "The home page does not say who publishes it."),
        (
            '<p data-kept="publisher">A</p>',
            "Small Removals",
            "The home page does not say that Small Removals publishes it.",
        ),
    ],
)
def test_the_home_page_names_its_publisher(foot: str, publisher: str | None, says: str, site: Write) -> None:
    folder = site(FAIR | {"index.html": HOME.replace(FOOT, foot)})
    assert [(one.code, one.message) for one in found(folder, publisher)] == [("KPT503", says)]


def test_a_publisher_s_name_may_be_written_with_references(site: Write) -> None:
    home = HOME.replace("Small Removals", "Small &amp; <b>Large</b>\n Removals")
    assert found(site(FAIR | {"index.html": home}), "Small & Large Removals") == []


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("All opinions are those of the authors.", "en"),
        ("Alle Meinungen sind die von Gästen.", "de"),
        ("Tous les avis sont ceux de leurs auteurs.", "fr"),
        ("Todas las opiniones son las de sus autores.", "es"),
    ],
)
def test_whose_opinions_they_are_is_no_claim_about_all_of_them(site: Write, text: str, lang: str) -> None:
    assert [finding.code for finding in found(site(page(text, lang))) if finding.code == "KPT502"] == []
