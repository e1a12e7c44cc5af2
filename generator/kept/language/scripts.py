"""Finds the script of a text, and whether a language uses it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

# By ISO 15924 code of a script: how the Unicode names of its letters begin.
_LETTERS = {
    "Latn": ("LATIN", "FULLWIDTH LATIN"),
    "Jpan": ("CJK", "HIRAGANA", "KATAKANA", "HALFWIDTH KATAKANA"),
    "Kore": ("HANGUL", "CJK"),
    "Hans": ("CJK",),
    "Hant": ("CJK", "BOPOMOFO"),
    "Arab": ("ARABIC",),
    "Hebr": ("HEBREW",),
    "Cyrl": ("CYRILLIC",),
    "Grek": ("GREEK",),
    "Deva": ("DEVANAGARI",),
    "Beng": ("BENGALI",),
    "Guru": ("GURMUKHI",),
    "Gujr": ("GUJARATI",),
    "Taml": ("TAMIL",),
    "Telu": ("TELUGU",),
    "Knda": ("KANNADA",),
    "Mlym": ("MALAYALAM",),
    "Sinh": ("SINHALA",),
    "Thai": ("THAI",),
    "Laoo": ("LAO",),
    "Khmr": ("KHMER",),
    "Mymr": ("MYANMAR",),
    "Geor": ("GEORGIAN",),
    "Armn": ("ARMENIAN",),
    "Ethi": ("ETHIOPIC",),
    "Thaa": ("THAANA",),
    "Syrc": ("SYRIAC",),
    "Nkoo": ("NKO",),
}
_BEYOND_LATIN = re.compile("[^\\x00-\u024f\u1e00-\u1eff\u2000-\u2bff]")
"""Letters of other scripts; most texts have none, which makes this a quick test."""
_ENOUGH, _CLEARLY = 3, 0.7
"""The number of letters, and their share in another script, from which the script is certain."""


def foreign_script(text: str, language: str) -> str | None:
    """The script of most of a text, where the language does not use it: `Arabic`, `Cyrillic`.

    None where the language uses it, where there are too few letters, or where the language's script is unknown.
    """
    own = _own(language)
    if own[:1] == ("LATIN",) and not _BEYOND_LATIN.search(text):
        return None
    names = [unicodedata.name(char, "") for char in text if char.isalpha()]
    strange = Counter(name.split(" ")[0] for name in names if not name.startswith(own))
    if not own or sum(strange.values()) < max(_ENOUGH, _CLEARLY * len(names)):
        return None
    (most, _), *_ = strange.most_common(1)
    return "Chinese or Japanese" if most == "CJK" else most.capitalize()


@cache
def _own(language: str) -> tuple[str, ...]:
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return ()
    likely = get_global("likely_subtags")
    known = [f"{locale.language}_{locale.territory}", locale.language]
    script = locale.script or next((str(likely[tag]).split("_")[1] for tag in known if tag in likely), "")
    return _LETTERS.get(script, ())
