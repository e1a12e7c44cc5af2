"""Dates, numbers and periods as a locale writes them; nothing is rounded."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from kept.components.locale_formats import Formats, decimals
from kept.components.words import Words
from kept.model.period import Cadence, Period

DAY = date(2026, 9, 4)


@pytest.mark.parametrize(
    ("tag", "day", "value"),
    [
        ("en-GB", "4 September 2026", "98.1%"),
        ("en-US", "September 4, 2026", "98.1%"),
        ("de-DE", "4. September 2026", "98,1\u00a0%"),
        ("da-DK", "4. september 2026", "98,1\u00a0%"),
    ],
)
def test_a_locale_has_its_own_customs(tag: str, day: str, value: str) -> None:
    formats = Formats(tag)
    assert formats.long_day(DAY) == day
    assert formats.value(Decimal("98.1"), "percent") == value


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("98", "percent", "98%"),
        ("97.75", "percent", "97.75%"),
        ("99.95", "percent", "99.95%"),
        ("1", "days", "1 day"),
        ("1.0", "days", "1.0 days"),
        ("250", "milliseconds", "250 milliseconds"),
        ("1.2", "seconds", "1.2 seconds"),
        ("3", "weeks", "3 weeks"),
        ("1", "months", "1 month"),
        ("12", "kilograms", "12 kilograms"),
        ("4.5", "tonnes", "4.5 tonnes"),
        ("350", "kilowatt-hours", "350 kilowatt-hours"),
        ("1204", "count", "1,204"),
        ("1204", "parcels", "1,204\u00a0parcels"),
        ("12.50", "GBP", "£12.50"),
        ("1204", "EUR", "€1,204"),
        ("1204", "CHF", "CHF\u00a01,204"),
        ("50", "JPY", "JP¥50"),
        ("42", "index", "42"),
        ("-12", "index", "\u221212"),
        ("-3.5", "degrees-celsius", "\u22123.5 degrees Celsius"),
        ("999999999999999.123456789012345", "count", "999,999,999,999,999.123456789012345"),
        ("-999999999999999.123456789012345", "GBP", "\u2212£999,999,999,999,999.123456789012345"),
        ("4.62", "rating", "4.62"),
    ],
)
def test_a_value_keeps_the_decimals_it_was_written_with(value: str, unit: str, shown: str) -> None:
    assert Formats("en-GB").value(Decimal(value), unit) == shown


@pytest.mark.parametrize(
    ("text", "cadence", "shown", "parts"),
    [
        ("2026-09", Cadence.MONTH, "September 2026", ("Sep", "2026")),
        ("2026-Q3", Cadence.QUARTER, "Q3 2026", ("Q3", "2026")),
        ("2026-H2", Cadence.HALF_YEAR, "H2 2026", ("H2", "2026")),
        ("2026", Cadence.YEAR, "2026", ("2026",)),
    ],
)
def test_a_period_is_named(text: str, cadence: Cadence, shown: str, parts: tuple[str, ...]) -> None:
    period = Period.parse(text, cadence)
    assert Formats("en-US").period(period) == shown
    assert Formats("en-US").period_parts(period) == parts


def test_a_span_of_one_day_is_that_day() -> None:
    formats = Formats("en-GB")
    assert formats.span(DAY, None) == formats.span(DAY, DAY) == "4 Sept 2026"
    assert formats.span(DAY, date(2026, 9, 6)) == "4 Sept 2026 \u2013 6 Sept 2026"


def test_what_stands_around_a_number_is_set_small() -> None:
    formats = Formats("en-GB")
    assert formats.display("98.1%") == "98.1<small>%</small>"
    assert formats.display("£1,204") == "<small>£</small>1,204"
    assert formats.display("\u221271%") == "\u221271<small>%</small>"
    assert formats.display("<b>") == "&lt;b&gt;"


def test_a_language_has_a_name_and_a_direction() -> None:
    formats = Formats("en-GB")
    assert formats.language("pl") == "Polish"
    assert formats.language("xx") == "xx"
    assert formats.direction_of("ar") == "rtl"
    assert formats.direction_of("xx") == "auto"
    assert Formats("ar-EG").direction == "rtl"


def test_a_duration_never_shows_the_name_of_a_missing_pattern() -> None:
    for count in range(13):
        assert "duration" not in Formats("ar-EG").value(Decimal(count), "days")


def test_the_decimals_of_several_values_are_those_of_the_longest() -> None:
    assert decimals([Decimal(1), Decimal("1.25"), Decimal("1E+2")]) == 2
    assert decimals([]) == 0


def test_words_have_plurals_and_numbers() -> None:
    words = Words(Formats("en-GB"))
    assert words.say("headline.promises", 1) == "One promise."
    assert words.say("headline.promises", 7) == "Seven promises."
    assert words.say("headline.promises", 1000) == "1,000 promises."
    assert words.join(["a", "b", "c"]) == "a, b and c"


def test_a_language_without_words_gets_english_ones() -> None:
    words = Words(Formats("da-DK"))
    assert words.language == "en"
    assert words.join(["a", "b"]) == "a and b"
