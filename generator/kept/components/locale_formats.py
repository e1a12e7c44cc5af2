"""Writes numbers, dates, periods and lists for a locale. Results are cached, because Babel is slow."""

from __future__ import annotations

import re
from decimal import Decimal, localcontext
from functools import cache
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, get_month_names, get_quarter_names
from babel.numbers import format_currency, format_decimal, get_currency_name
from babel.units import format_unit, get_unit_name
from markupsafe import Markup, escape

from kept.model.period import Cadence, Period
from kept.model.units import kind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

_LETTER_BEFORE_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)")
_MINUS = "\u2212"
_SKELETONS = {Cadence.MONTH: "yMMMM", Cadence.QUARTER: "yQQQ", Cadence.YEAR: "y"}
_NUMBER = re.compile(r"[-\u2212]?\d(?:[\d.,\u2019\u066b\u066c\u00a0\u202f]*\d)?")


class Formats:
    """The formats of one locale."""

    def __init__(self, tag: str) -> None:
        """`tag` is a BCP 47 tag like `en-GB` that Babel knows."""
        self.tag = tag
        self.locale = _locale(tag)

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return self.locale.text_direction

    def day(self, day: date) -> str:
        """14 Oct 2026."""
        return _date(self.tag, day, "medium")

    def long_day(self, day: date) -> str:
        """14 October 2026."""
        return _date(self.tag, day, "long")

    def month(self, day: date) -> str:
        """October 2026."""
        return _skeleton(self.tag, day, "yMMMM")

    def when(self, when: date | Period) -> str:
        """A day, or the month, quarter or year if only that is known: 14 Oct 2026, October 2026."""
        return self.period(when) if isinstance(when, Period) else self.day(when)

    def long_when(self, when: date | Period) -> str:
        """The same with the month in full."""
        return self.period(when) if isinstance(when, Period) else self.long_day(when)

    def span(self, start: date, end: date | None) -> str:
        """A range of days; a single day where there is no end."""
        return self.day(start) if end is None or end == start else f"{self.day(start)} \u2013 {self.day(end)}"

    def period(self, period: Period) -> str:
        """A period: September 2026, Q3 2026, H2 2026, 2026; W07 2026 for an ISO week; Q3 FY2026 in a fiscal year."""
        if period.is_fiscal or period.cadence not in _SKELETONS:
            return " ".join(self.period_parts(period))
        return _skeleton(self.tag, period.start, _SKELETONS[period.cadence])

    def period_parts(self, period: Period) -> tuple[str, ...]:
        """The parts of a period for an axis, the narrowest first: ("Q3", "2026"), ("2026",)."""
        year = f"FY{period.year}" if period.is_fiscal else _skeleton(self.tag, _in_year(period), "y")
        if period.cadence is Cadence.YEAR:
            return (year,)
        if period.cadence is Cadence.HALF_YEAR:
            return (f"H{period.part}", year)
        if period.cadence is Cadence.WEEK:
            return (f"W{period.part:02}", year)
        return (_part(self.tag, period.cadence, period.part), year)

    def number(self, value: Decimal | int) -> str:
        """A number with all its decimals, never rounded."""
        return _number(self.tag, Decimal(value), _scale(Decimal(value)))

    def value(self, value: Decimal, unit: str) -> str:
        """A number with its unit and all its decimals: 98.1%, 4 days, £1,204."""
        return _value(self.tag, value, unit, _scale(value))

    def unit(self, unit: str) -> str:
        """The name of a unit in the site's language; the organisation's own words stay as they are."""
        known = kind(unit)
        if known.is_currency:
            return str(get_currency_name(unit, locale=self.locale))
        return (known.cldr and get_unit_name(known.cldr, locale=self.locale)) or unit

    def display(self, text: str) -> Markup:
        """A value for large type: everything around its number is small."""
        return _display(text)

    def language(self, tag: str) -> str:
        """The name of a language in the site's language; the tag where there is no name."""
        return _language(self.tag, tag)

    def direction_of(self, tag: str) -> str:
        """The writing direction of a language; `auto` where Babel does not know it."""
        return _direction(tag)


def _in_year(period: Period) -> date:
    """A day within the year in the period's name; the first week of a year may begin in the year before."""
    return period.end if period.start.year < period.year else period.start


def _scale(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def decimals(values: Iterable[Decimal]) -> int:
    """The largest number of decimals in any of the values."""
    return max(map(_scale, values), default=0)


# By tag, because comparing Locale objects is slow.
@cache
def _locale(tag: str) -> Locale:
    return Locale.parse(tag, sep="-")


@cache
def _date(tag: str, day: date, width: str) -> str:
    return format_date(day, width, locale=_locale(tag))


@cache
def _skeleton(tag: str, day: date, skeleton: str) -> str:
    return format_skeleton(skeleton, day, locale=_locale(tag))


@cache
def _part(tag: str, cadence: Cadence, part: int) -> str:
    names = get_month_names if cadence is Cadence.MONTH else get_quarter_names
    return str(names("abbreviated", "stand-alone", _locale(tag))[part])


def _pattern(pattern: str, scale: int) -> str:
    """A CLDR pattern with exactly `scale` decimals."""
    whole, dot, _ = pattern.partition(".")
    rest = re.search(r"[^0#]*$", pattern)[0] if dot else ""  # type: ignore[index]
    body = whole if dot else pattern
    last = body.rindex("0") + 1
    return body[:last] + ("." + "0" * scale if scale else "") + body[last:] + rest


_DIGITS = 40
"""More digits than any number that can be written here; Babel otherwise calculates with as many as there are."""


@cache
def _number(tag: str, value: Decimal, scale: int) -> str:
    locale = _locale(tag)
    with localcontext(prec=_DIGITS):
        text = format_decimal(value, _pattern(locale.decimal_formats[None].pattern, scale), locale=locale)
    return _signed(text, value)


def _signed(text: str, value: Decimal) -> str:
    """The number with a minus sign instead of a hyphen."""
    return text.replace("-", _MINUS, 1) if value < 0 else text


@cache
def _value(tag: str, value: Decimal, unit: str, scale: int) -> str:
    with localcontext(prec=_DIGITS):
        return _signed(_with_unit(tag, value, unit, scale), value)


def _with_unit(tag: str, value: Decimal, unit: str, scale: int) -> str:
    locale = _locale(tag)
    if unit == "percent":
        pattern = _pattern(locale.percent_formats[None].pattern, scale)
        return format_decimal(value / 100, pattern, locale=locale)
    known = kind(unit)
    if known.is_currency:
        pattern = _pattern(locale.currency_formats["standard"].pattern, scale)
        text = format_currency(value, unit, pattern, locale=locale, currency_digits=False)
        return _LETTER_BEFORE_DIGIT.sub("\u00a0", text)  # required by the CLDR: CHF 1,204
    number = _number(tag, value, scale)
    if known.cldr:
        return _measured(tag, value, known.cldr, scale)
    return f"{number}\u00a0{unit}" if known.is_free else number


def _measured(tag: str, value: Decimal, unit: str, scale: int) -> str:
    # The plural depends on the number as shown: "1 day", but "1.0 days".
    shown = value if scale else int(value)
    for length in ("long", "short", "narrow"):
        text = format_unit(shown, unit, length, _pattern("#,##0", scale), locale=_locale(tag))
        if unit not in text:  # Babel writes this where a language lacks the pattern for a plural
            return text
    return _number(tag, value, scale)


@cache
def _display(text: str) -> Markup:
    found = _NUMBER.search(text)
    if not found:
        return Markup(escape(text))  # noqa: S704  escaped here
    before, after = text[: found.start()], text[found.end() :]
    parts = (_small(before), escape(found[0]), _small(after))
    return Markup("").join(parts)


def _small(text: str) -> Markup:
    return Markup("<small>{}</small>").format(text) if text else Markup("")


@cache
def _language(tag: str, language: str) -> str:
    return _locale(tag).languages.get(language.partition("-")[0].lower()) or language


@cache
def _direction(tag: str) -> str:
    try:
        return Locale.parse(tag, sep="-").text_direction
    except (UnknownLocaleError, ValueError):
        return "auto"
