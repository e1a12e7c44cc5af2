"""Where kept has no words in an organisation's language, a check says so, at the line of the locale."""

from __future__ import annotations

import pytest
from projects import Project

WITHOUT = [
    *("de-DE", "de", "fr-FR", "es-ES", "it-IT", "nl-NL", "pl-PL", "pt-BR", "ja-JP", "zh-Hans-CN"),
    *("ar-EG", "he-IL", "fa-IR", "ru-RU", "tr-TR", "ga-IE", "cy-GB", "sv-SE", "fi-FI", "ko-KR", "hi-IN"),
]


@pytest.mark.parametrize("locale", WITHOUT)
def test_a_language_without_words_is_told_and_stops_nothing(approved: Project, locale: str) -> None:
    approved.edit("promises.toml", "en-GB", locale).commit()
    printed = approved.check()
    assert f'promises.toml:3:10: invalid-field: kept has no words of its own in the language of "{locale}"' in printed
    assert "[KPT101, for your information]" in printed
    assert printed.endswith("0 errors.\n")


def test_the_advice_can_be_followed_in_ones_own_files(approved: Project) -> None:
    approved.edit("promises.toml", "en-GB", "ga-IE").commit()
    (hint,) = [line for line in approved.check().splitlines() if "CONTRIBUTING.md" in line]
    assert 'write `locale = "en"` here' in hint
    assert '`lang = "ga"` in each quote and story' in hint
    assert "words.toml" not in hint
    approved.edit("promises.toml", "ga-IE", "en").commit()
    assert "KPT101" not in approved.check()


@pytest.mark.parametrize("locale", ["en-GB", "en-IE", "en-US", "en", "en-IN"])
def test_a_language_with_words_is_no_finding(approved: Project, locale: str) -> None:
    approved.edit("promises.toml", "en-GB", locale).commit()
    assert "KPT101" not in approved.check()


@pytest.mark.parametrize(
    ("locale", "direction"), [("ar-EG", "rtl"), ("he-IL", "rtl"), ("fa-IR", "rtl"), ("en-GB", "ltr")]
)
def test_the_pages_run_as_their_language_does(approved: Project, locale: str, direction: str) -> None:
    approved.edit("promises.toml", "en-GB", locale).commit()
    assert approved.kept("build", "--audience", "public").code == 0
    for path in ("index.html", "promises/on-time/index.html", "404.html"):
        page = (approved.root / "dist/public" / path).read_text(encoding="utf-8")
        assert f'<body dir="{direction}"' in page
