"""What somebody says an organisation achieved is a claim of whoever publishes it, unless it was promised."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from judging import context, quote
from kept.language.assertions import Kind, assertions
from kept.language.grammar import written_out
from kept.language.statements import Reads, statements
from kept.language.word_lists import words
from kept.rules.claims import claims, excuse_misused, supported

MEASURED = {
    "en": (
        "twenty-four hours | 24 hours | 24-hour | 24h | a 5km | two working days | 2-3 days | two to three days | "
        "1½ hours | ½ hour | half an hour | an hour and a half | a fortnight | within an hour | "
        "in under one minute | £10 | 10 pounds | £9,240.50 | £10k | ten miles | ٢٤ hours | +30 % | 40% | "
        "100 percent | nine out of ten | nine customers out of ten | one in ten | 26 of 28 | 12 of the 14 | 5/5 | "
        "4.8 stars | two thirds | twice as fast | three times as many | 2x faster | halved | Doubled | "
        "half the price | from 9 to 3 days | fell from 40 to 12 | faster than light | number one | No. 1 | "
        "14 boxes | 9,240 books | nine thousand books | two hundred and fifty boxes | sixty-three instruments | "
        "by 24h | around 24h | 2000 books | by 30 | in 4 addresses | "
        "A95% | A95.5% | on time95% | on-time-95% | on-time-95 per cent | 095 % | 95percent | 95 ‰ | 1.5bn | ⅛ | ⅞ | "
        "⁹⁵% | ★★★★★ | ★★★★☆ | ⭐ ⭐ ⭐ | x2 faster | x2 as | \u00d72 | 3\u00d7 faster | 95th percentile | "
        "50-50 | fifty-fifty | 1,835 of 1,921 | "
        "thrice as fast | twice better | triple the speed | double our | halving | Doubling | quadrupling | fivefold | "
        "half-price | half off the price | half the bill | costs in half | by half | fell by a third | by two-fifths | "
        "a third off | one-third cheaper | a quarter less | a third of the price | a quarter of our | "
        "a tenth of customers | a fifth of our customers | a quarter of customers | three-quarters of customers | "
        "half of our customers | the majority | vast majority | most customers | nearly all clients | "
        "every customer | every second customer | one customer in three | 9 customers in 10 | one client out of 4 | "
        "a hundred times better | an order of magnitude better | zero damage | zero delays | "
        "never missed a single appointment | never been late | always on time | on time, every time | "
        "better than Acme | better than Élan | better than most | than the rest | the best movers in Leeds | "
        "best in Leeds | best firm in the country | the UK's leading mover | leading removal firm | largest firm | "
        "the most punctual | the lowest prices | dozens | a dozen | extra dozens | half a dozen boxes | hundreds | "
        "thousands of boxes | a hundred customers"
    ),
    "de": (
        "24 Stunden | vierundzwanzig Stunden | neuntausend Bücher | 9.240 Bücher | 3,5 km | 30 % | neun von zehn | "
        "doppelt so schnell | dreimal so schnell | halbiert | zum halben Preis | von 9 auf 3 | "
        "vor 24h | von 24h | innerhalb einer Stunde | 3 Tage | schneller als die | 14 Kartons | Nr. 1 | halbe Stunde | "
        "95prozentig | 95-prozentige | 1,5mio | zweimal schneller | zehnmal besser | um die Hälfte | um ein Drittel | "
        "ein Drittel billiger | ein Viertel unserer | ein Viertel der Kunden | Verdoppelung | die meisten Kunden | "
        "die Mehrheit | jeder zweite Kunde | ein Kunde von 3 | null Schäden | immer pünktlich | die schnellsten | "
        "der günstigste | führende Umzugsfirma | die besten Umzugsfirmen in Leipzig | besser als Schmidt | "
        "besser als jede | Dutzende | Hunderte | ein halbes Dutzend"
    ),
    "fr": (
        "24 heures | n° 1 | n°1 | vingt-quatre heures | 9 240 livres | 30 % | neuf sur dix | neuf clients sur dix | "
        "deux fois plus vite | moitié prix | de 9 à 3 jours | en moins d'une heure | une heure et demie | "
        "14 cartons | plus rapide que tous | "
        "95pourcent | 1,5md | trois quarts des | un tiers plus rapide | réduit d'un tiers | d'un quart | de moitié | "
        "un quart des clients | la moitié de nos | dix fois plus | cent fois mieux | le triple de | "
        "la plupart des clients | la majorité | un client sur deux | un client sur 3 | zéro casse | jamais en retard | "
        "toujours à l'heure | les moins chères | les meilleurs déménageurs de Lyon | mieux que Dupont | "
        "entreprise leader | le meilleur prix | une douzaine | des centaines | d'un quart d'heure"
    ),
    "es": (
        "24 horas | veinticuatro horas | treinta y cuatro horas | 9.240 libros | mil doscientas cajas | 30 % | "
        "nueve de cada diez | el doble de rápido | mitad de precio | de 9 a 3 días | en menos de una hora | "
        "14 cajas | "
        "95 por ciento | un tercio más barato | en un tercio | la mitad de los | una cuarta parte de los clientes | "
        "diez veces más | cien veces mejor | el triple de | duplicando | la mayoría de | todos los clientes | "
        "uno de cada dos | un cliente de cada 3 | cero daños | siempre puntuales | las más baratas | "
        "empresa líder | los mejores mudanceros de Madrid | mejor que Pérez | al mejor precio | docenas | "
        "miles de cajas"
    ),
    "pl": "30 % | 14 kartonów | 5/5 | £10 | A95% | ★★★★★ | ⅞ | 1,5k",
}

NOT_MEASURED = {
    "en": (
        "two men | three calls | fourteen front doors | three times | moved five times | one of them | "
        "nobody and none | at nine | at 9 | By 9 they came | 9:15 | at 9.15 | 9 am | ten o'clock | "
        "quarter past nine | twenty to eleven | ten past seven | between seven and eight | between 7 and 8 | "
        "from 9 to 5 | not at six | 14 May 2025 | May 14 | 14th of May | 03/04/2026 | 2026-01-31 | in 2025 | "
        "since 1998 they | the 2019 season | It was 2019. | A66 | LS1 4AP | COVID-19 | 3rd | 1990s | 01756 790123 | "
        "line forty-one | Room 14 | platform 9 | number 41 | 80-year-old | forty years ago | half a hymn | "
        "doubled up | a hundred boxes | a thousand thanks | the first visit | MMXX | within the hour | "
        "inside their hour | better than ever | a fortnight ago | two or three boxes | I am eighty-two. | "
        "within reason | cheaper than I thought | faster than expected | 12345678901234567890 | "
        "a third floor | the third floor flat | a third lorry | by a third party | by a third-floor window | "
        "A-b% | A1-% | quarter past nine | by a quarter past nine | a third of the way | a quarter to ten | "
        "half off the landing | half asleep | cut the rope in half | second-hand | every second | every other day | "
        "first thing | M6 | BMW X5 | postcode BS3 4QT | flat 3b | 10² | H2O | the end of the majors | best day | "
        "the best day in Leeds | "
        "the best of friends | the best tea | better than it left | better than I hoped | better than Christmas | "
        "better than Sunday lunch | a leading question | the biggest wardrobe | my mother's biggest vase | "
        "they treat every customer like family | too clever by half | doubling back | a baker's dozen | "
        "never missed them | he was never there | ★ | zero | a double bed | a triple wardrobe | most of it | "
        "twice I rang | one man in a van | a majorette | halves | a quarter of a mile away"
    ),
    "de": (
        "zwei Männer | um neun | um 9 | um 9 Uhr | viertel nach neun | am 14. Mai | im Jahr 2025 | "
        "dreimal angerufen | innerhalb der Stunde | Zimmer 14 | vor 3 Jahren | schneller als erwartet | "
        "ein Viertel Wein | um ein Viertel nach neun | im dritten Stock | zum zweiten Mal | jede zweite Woche | "
        "ein Drittel des Weges | besser als gedacht | besser als je | die beste Nachbarin | das Doppelbett | "
        "null Ahnung | halb neun | die meisten Vasen | ein Hunderter"
    ),
    "fr": (
        "deux hommes | à neuf heures | le 14 mai | en 2025 | dans l'heure | il y a 3 ans | à 9h | à 8 h 30 | "
        "plus rapide que prévu | l'avis d'un tiers | au troisième étage | un tiers du chemin | deuxième main | "
        "mieux que prévu | le meilleur jour | la meilleure tante de Paul | zéro envie | la plupart des vases | "
        "à neuf heures et quart | carton n° 41"
    ),
    "es": (
        "dos hombres | a las nueve | el 14 de mayo | en 2025 | dentro de la hora | hace 3 años | "
        "más rápido que esperaba | en un cuarto | en el tercer piso | un cuarto de baño | a la mitad de la mudanza | "
        "de segunda mano | mejor que nunca | el mejor día | cero ganas | miles de gracias | a las nueve y cuarto"
    ),
    "pl": "w 2025 | A66 | dwa razy",
}


NUMBERS_IN_DISGUISE = {
    "⑨⑤%": "95%",
    "9️⃣5️⃣%": "95%",
    "➒➎ vases": "95 vases",
    "➓ vases": "10 vases",
    "⑳ vases": "20 vases",
    "ⓣⓦⓘⓒⓔ ⓐⓢ fast": "twice as fast",
    "\uff19\uff15 %": "95 %",
    "٩٥ %": "٩٥ %",
}


def listed(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(language, words.strip()) for language, row in table.items() for words in row.split(" | ")]


def measured(text: str, language: str) -> list[str]:
    return [entry.words for entry in assertions(text, language) if entry.kind is not Kind.PLEDGE]


@pytest.mark.parametrize(("language", "words"), listed(MEASURED))
def test_what_can_be_measured_is_found(language: str, words: str) -> None:
    (found,) = measured(f"So: {words}.", language)
    assert found in words
    assert any(char.isnumeric() for char in found) or len(found) > 3


@pytest.mark.parametrize(("language", "words"), listed(NOT_MEASURED))
def test_a_number_that_measures_nothing_is_not(language: str, words: str) -> None:
    assert measured(f"So: {words}", language) == []


# --- What is stated with it

LABELLED = Path(__file__).parent


def labelled(name: str) -> list[tuple[str, str, str | None, Reads]]:
    """Sentences with their language, the customer of the story they stand in, and what they are."""
    groups = tomllib.loads((LABELLED / f"{name}.toml").read_text(encoding="utf-8"))["group"]
    return [
        (text, group["lang"], group.get("customer"), Reads(group["reads"]))
        for group in groups
        for text in group["texts"]
    ]


def strongest(text: str, language: str, customer: str | None = None) -> Reads:
    found = {entry.reads for entry in statements(text, language, customer)}
    return next((reads for reads in Reads if reads in found), Reads.NONE)


@pytest.mark.parametrize(("text", "language", "customer", "label"), [*labelled("claims_first"), *labelled("claims")])
def test_a_claim_is_withheld_and_nothing_else_is(text: str, language: str, customer: str | None, label: Reads) -> None:
    assert (strongest(text, language, customer) is Reads.CLAIM) is (label is Reads.CLAIM)


@pytest.mark.parametrize(
    ("name", "least"), [("claims", 0.98), ("claims_unseen", 0.95), ("claims_public", 0.95), ("claims_blind", 0.9)]
)
def test_nearly_every_sentence_is_read_as_what_it_is(name: str, least: float) -> None:
    """The second file was written before the rule and is not tuned to: what it measures may not get worse.

    The other two were written before it read them too, after public pages, and the lists have been mended with them.
    """
    right: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for text, language, customer, label in labelled(name):
        count[language] += 1
        right[language] += strongest(text, language, customer) is label
    least_sentences = {"claims": 200, "claims_unseen": 90, "claims_public": 100, "claims_blind": 160}
    assert sum(count.values()) >= least_sentences[name]
    assert {"en", "de", "fr", "es"} <= set(count)
    assert right.total() / count.total() >= least
    assert min(right[language] / count[language] for language in count if words(language, "claims")) >= least - 0.08


def test_what_is_measured_at_first_sight_stands_in_the_benchmarks() -> None:
    told = (LABELLED.parent.parent / "benchmarks" / "README.md").read_text(encoding="utf-8")
    assert f"| blind, at first sight | all | {len(labelled('claims_blind'))} |" in told


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("自 2016 年起我们一直在用它。", Reads.NONE),
        ("100% もう一度お願いします", Reads.ARGUABLE),
        ("Polecam, 10/10.", Reads.NONE),
        ("★★★★★", Reads.NONE),
        ("Dziękuję <3", Reads.NONE),
        ("O 40 % szybciej.", Reads.CLAIM),
        ("14 kartonów w dwie godziny.", Reads.ARGUABLE),
    ],
)
def test_of_a_language_without_lists_a_share_is_a_claim_and_another_number_can_be_argued(
    text: str, reads: Reads
) -> None:
    assert strongest(text, "pl") is reads


EAST_ASIAN = {
    Reads.CLAIM: (
        "修理は30分で終わりました。 | 毎日2時間の節約になります。 | 月5万円の削減です。 | 二日で仕上げてくれました。 | "
        "以前は三日、今は三時間です。 | 残業が半減しました。 | 二十時間を三時間に短縮。 | "
        "五時間かかっていたのが一時間です。 | 两天就修好了。 | 每天节省三个小时。 | 以前要两周,现在三天。 | "
        "订单翻倍了。 | 省下三千元。 | 十分钟内答复。"
    ),
    Reads.NONE: (
        "24時間対応で安心です。 | 駅から10分歩きました。 | 10年以上お願いしています。 | 2階の部屋です。 | "
        "三回目の引っ越しでした。 | 二日間の工事でした。 | 4、5年前から考えていました。 | "
        "2010年9月に終わりました。 | 第二工場もあります。 | 第三次找他们了。 | 我们用了五年。 | "
        "八点半到的,两个人。 | 三天后我们还要搬一次。 | 五年前我们用的是别的软件。"
    ),
}
SENTENCES = [(reads, text) for reads, row in EAST_ASIAN.items() for text in row.split(" | ")]


@pytest.mark.parametrize(("reads", "text"), SENTENCES)
def test_japanese_and_chinese_changes_are_claims_and_dates_and_ordinals_are_not(reads: Reads, text: str) -> None:
    assert strongest(text, "ja") is reads


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("Before, a check took 90 seconds; now it takes three.", Reads.CLAIM),
        ("We walked for ten minutes, and were three.", Reads.NONE),
        ("Their satisfaction score is always in the mid nineties.", Reads.CLAIM),
        ("We met in the mid nineties.", Reads.NONE),
        ("Our costs went down dramatically.", Reads.ARGUABLE),
        ("He greeted us dramatically.", Reads.NONE),
        ("The wind had destroyed about 90 % of the roof the year before.", Reads.NONE),
        ("Returns were 20 % lower than the year before.", Reads.CLAIM),
        ("We booked a 14-day tour.", Reads.NONE),
        ("It went from an hour to ten minutes.", Reads.CLAIM),
        ("It has paid for itself twice over.", Reads.CLAIM),
    ],
)
def test_a_number_is_read_with_what_stands_around_it(text: str, reads: Reads) -> None:
    assert strongest(text, "en") is reads


@pytest.mark.parametrize("text", ["Done in <3 minutes.", "Answered in <3 s."])
def test_a_number_with_a_unit_is_no_emoticon(text: str) -> None:
    assert measured(text, "en")


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("Harl & Stone is the largest dairy in the valley.", Reads.NONE),
        ("We are the largest dairy in the valley.", Reads.CLAIM),
        ("“We are the largest dairy in the valley,” says Ms Harl.", Reads.NONE),
        ("“They are the best dairy in the valley,” says Ms Harl.", Reads.CLAIM),
        ("Harl exports 40 % of its milk.", Reads.NONE),
        ("Harl now loses 40 % less milk.", Reads.CLAIM),
    ],
)
def test_in_a_story_its_customer_decides_whom_a_fact_is_about(text: str, reads: Reads) -> None:
    assert strongest(text, "en", "Harl & Stone") is reads


@pytest.mark.parametrize(("written", "read"), NUMBERS_IN_DISGUISE.items())
def test_a_number_is_one_in_whatever_letters(written: str, read: str) -> None:
    assert [claim.words for claim in assertions(f"So: {written}.", "en")] == [read]


NUMBERS = (
    "9",
    "14",
    "2026",
    "1,000",
    "10k",
    "24h",
    "3½",
    "½",
    "A66",
    "12:30",
    "2026-10-01",
    "95%",
    "50 %",
    "5/6",
    "x2",
    "+30",
)


@given(st.data())
def test_whatever_words_and_numbers_follow_each_other_something_is_made_of_them(data: st.DataObject) -> None:
    """Every list is written for texts that somebody means; a number must be read as a whole in all others too."""
    language = data.draw(st.sampled_from(sorted(MEASURED)))
    lists = words(language, "claims")
    phrases = sorted(
        {entry.partition(" = ")[0] for entries in lists.values() for entry in written_out(entries[-9:], lists)}
    )
    pieces = st.sampled_from([*phrases, *NUMBERS, " ", "-", ", ", "\n"])
    text = " ".join(data.draw(st.lists(pieces, max_size=9)))
    text = re.sub("#", lambda _: data.draw(st.sampled_from(NUMBERS)), text)
    for claim in assertions(text, language):
        assert claim.words
        assert 0 <= claim.start < claim.end


@pytest.mark.parametrize("language", sorted(MEASURED.keys() - {"pl"}))
@pytest.mark.parametrize("kind", ["comparisons", "counts", "amounts", "named"])
def test_every_listed_phrase_is_found(language: str, kind: str) -> None:
    lists = words(language, "claims")
    excused = written_out(lists["idioms"], lists)
    phrases = [entry.partition(" = ")[0] for entry in written_out(lists[kind], lists)]
    assert [phrase for phrase in phrases if not assertions(f"So {phrase} Acme.", language)] == [
        phrase for phrase in phrases if phrase in excused
    ]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("half an hour late", Kind.AMOUNT),
        ("answered in a quarter of an hour", Kind.AMOUNT),
        ("dozens of complaints fewer", Kind.COUNT),
        ("on-time-95%", Kind.SHARE),
        ("one customer in three", Kind.SHARE),
        ("by a third", Kind.COMPARISON),
        ("better than Acme", Kind.COMPARISON),
    ],
)
def test_a_number_of_things_may_be_excused_and_a_share_never(said: str, kind: Kind) -> None:
    assert [claim.kind for claim in assertions(said, "en")] == [kind]
    item = quote(said, incidental=(said,))
    assert claims(quote(said), context())
    is_excused = [*excuse_misused(item, context()), *supported(item, context())] == []
    assert is_excused is (kind in {Kind.AMOUNT, Kind.COUNT})


@given(st.text("abx 19.,:/-%£½⅞⁹⑨★#\0\n", max_size=30), st.sampled_from(["en", "de", "fr", "es", "pl"]))
def test_whatever_is_written_every_claim_stands_where_it_says(text: str, language: str) -> None:
    for claim in assertions(text, language):
        assert 0 <= claim.start < claim.end


def test_the_kinds_of_claims_are_told_apart() -> None:
    kinds = [claim.kind for claim in assertions("14 boxes, 3 days, 30 %, halved, within the hour", "en")]
    assert kinds == [Kind.COUNT, Kind.AMOUNT, Kind.SHARE, Kind.COMPARISON, Kind.PLEDGE]


@pytest.mark.parametrize("words", ["24/7", "14 in 2025 and"])
def test_a_whole_that_is_smaller_than_its_part_or_a_year_makes_no_share(words: str) -> None:
    assert {claim.kind for claim in assertions(words, "en")} == {Kind.COUNT}
