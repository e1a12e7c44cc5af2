"""A site whose own words are in another language than its organisation's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.components.locale_formats import Formats
from kept.components.words import Words, languages
from kept.findings import Finding, Severity
from kept.model.portfolio import ORGANISATION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.model.portfolio import Portfolio


def untranslated(portfolio: Portfolio) -> Iterator[Finding]:
    """Information that kept has no words in the organisation's language.

    Findings:
        KPT101, for information: headings and labels are in English, the organisation's texts are not.
    """
    formats = Formats(portfolio.register.organisation.locale)
    spoken = Words(formats).language
    language = formats.locale.language
    if language == spoken:
        return
    yield Finding(
        code="KPT101",
        place=portfolio.place(ORGANISATION, ("locale",)),
        message=(
            f'kept has no words of its own in the language of "{formats.tag}": headings and labels stand in English on '
            "every page, between your words and your dates."
        ),
        hint=(
            f'nothing has to be done. If everything should be in one language, write `locale = "{spoken}"` here, the '
            f'texts of promises.toml in it too, and `lang = "{language}"` in each quote and story that stays in yours. '
            f"kept has words in: {', '.join(languages())}. CONTRIBUTING.md says how to add another language."
        ),
        weight=Severity.INFORMATION,
    )
