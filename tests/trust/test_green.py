"""What is good for the planet is shown, or not said."""

from __future__ import annotations

from datetime import date

import pytest
from judging import TODAY, context, messages, promise, story
from kept.model.register import Environment
from kept.rules.green import green_claim

GENERIC = "is a claim about the environment that nothing on this page proves"
FUTURE = "claims something about the environment in the future, and the promise has no plan for it"
PLAN = Environment(plan="https://small.example/plan", due=date(2030, 12, 31), verifier="Somebody else")


@pytest.mark.parametrize(
    ("language", "words", "claim"),
    [
        ("en", "A Climate-Neutral move.", "Climate-Neutral"),
        ("en", "An **eco-friendly** van.", "eco-friendly"),
        ("en", "They are car\u00adbon\nneutral.", "carbon neutral"),
        ("en-US", "Sustainable boxes.", "Sustainable"),
        ("en", "We go green.", "go green"),
        ("de", "Wir ziehen klimaneutral um.", "klimaneutral"),
        ("fr", "Un déménagement éco\u2011responsable.", "éco-responsable"),
        ("es", "Una mudanza sostenible.", "sostenible"),
    ],
)
def test_a_generic_claim_is_held_back(language: str, words: str, claim: str) -> None:
    assert messages(green_claim(story(title=words, lang=language), context())) == [f'"{claim}" {GENERIC}']


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "A green van stood before a green door."),
        ("en", "Nine boxes in ten are used again."),
        ("en", "The waste will be collected. They work at a sustainable pace."),
        ("en", "The lorries of 2019 ran on diesel. In 2026 they had electric lorries."),
        ("en", "Economy, decor and echoes."),
        ("de", "Ich war nachhaltig beeindruckt."),
        ("fr", "Une armoire durable."),
        ("es", "La puerta verde."),
        ("pl", "Carbon neutral."),
    ],
)
def test_what_claims_nothing_about_the_environment_is_shown(language: str, words: str) -> None:
    assert messages(green_claim(story(title=words, lang=language), context())) == []


@pytest.mark.parametrize(
    ("words", "claim"),
    [
        ("Fifty moves. Electric lorries by 2030! Ask us.", "Electric lorries"),
        ("We will become carbon neutral.", "carbon neutral"),
        ("Net zero by the end of 2027.", "Net zero"),
    ],
)
def test_a_claim_about_the_future_needs_a_plan(words: str, claim: str) -> None:
    assert messages(green_claim(promise(words), context())) == [f'"{claim}" {FUTURE}']
    assert messages(green_claim(promise(words, environment=PLAN), context())) == []
    late = PLAN.model_copy(update={"due": TODAY})
    assert messages(green_claim(promise(words, environment=late), context())) == [
        f'"{claim}" claims something about the environment in the future, and the day in its plan has passed'
    ]


def test_a_plan_of_the_promise_carries_what_is_said_about_it() -> None:
    planned = context(promises=[promise("Electric lorries by 2030.", environment=PLAN)])
    words = "We promised: electric lorries by 2030."
    assert messages(green_claim(story(body=words), planned)) == []
    assert messages(green_claim(story(body=words, promises=("another",)), planned)) == [f'"electric lorries" {FUTURE}']


def test_every_text_of_ours_is_read() -> None:
    assert [found.path for found in green_claim(promise("Eco.", short="Eco", counts="Eco!"), context())] == [
        ("statement",),
        ("short",),
        ("counts",),
    ]
    told = story(title="Eco", summary="We are eco.", body="One\n\nour eco three.")
    assert [(found.path, found.offset) for found in green_claim(told, context())] == [
        (("title",), None),
        (("summary",), None),
        (("body",), (2, 5)),
    ]


def test_a_text_full_of_claims_is_reported_three_times() -> None:
    assert len(list(green_claim(story(title="eco " * 100), context()))) == 3


OF_A_CUSTOMER = [
    ("en", "The customer sells eco-friendly soap."),
    ("en", "Corner Books wanted to become carbon neutral."),
    ("en", 'The owner told us: "We are climate neutral."'),
    ("de", "Der Laden verkauft nachhaltige Mode."),
    ("fr", "Le client vend des savons écologiques."),
    ("es", "La tienda vende ropa sostenible."),
    ("en", "Corner Books prints on carbon-neutral paper."),
    ("en", "Corner Books had just opened a climate-positive shop."),
    ("en", "The bakery calls its bread sustainable."),
    ("en", "They sell biodegradable cups to hotels."),
    ("en", "She founded the sustainable fashion label in 2012."),
    ("en", 'Ms Harl says: "Our shop is carbon neutral."'),
    ("en", "The tenants wanted a sustainable building."),
    ("de", "Corner Books druckt klimaneutral."),
    ("de", "Die Bäckerei backt nachhaltig."),
    ("de", "Der Kunde baut umweltfreundliche Häuser."),
    ("fr", "Corner Books imprime sur un papier écologique."),
    ("fr", "La boutique est écoresponsable."),
    ("fr", "Le client loue des vélos durables et écologiques."),
    ("es", "Corner Books imprime en papel ecológico."),
    ("es", "El cliente vende jabones ecológicos."),
]


@pytest.mark.parametrize(("language", "words"), OF_A_CUSTOMER)
def test_what_a_story_tells_of_a_customer_is_no_claim_of_ours(language: str, words: str) -> None:
    assert messages(green_claim(story(summary=words, body=words, lang=language), context())) == []


OF_OURSELVES = [
    ("en", "We sent an eco-friendly van."),
    ("en", "Small Removals is climate neutral."),
    ("de", "Unsere Umzüge sind klimaneutral."),
    ("fr", "Nos camions sont écologiques."),
    ("es", "Nuestra flota es sostenible."),
    ("en", "Our boxes are biodegradable."),
    ("en", "With us the move was carbon neutral."),
    ("en", "We use sustainable boxes."),
    ("en", "Our climate-positive removals came to Leeds."),
    ("en", "Small Removals offers green removals."),
    ("de", "Wir haben nachhaltige Kartons."),
    ("de", "Unsere Wagen sind umweltfreundlich."),
    ("de", "Small Removals zieht klimaneutral um."),
    ("fr", "Nous utilisons des cartons écologiques."),
    ("fr", "Notre flotte est écoresponsable."),
    ("fr", "Small Removals est neutre en carbone."),
    ("es", "Usamos cajas ecológicas."),
    ("es", "Nuestras mudanzas son sostenibles."),
    ("es", "Small Removals es neutra en carbono."),
    ("en", "Everything we do is environmentally friendly."),
]


@pytest.mark.parametrize(("language", "words"), OF_OURSELVES)
def test_what_we_say_of_ourselves_in_a_story_is_one(language: str, words: str) -> None:
    assert len(messages(green_claim(story(body=words, lang=language), context()))) == 1
