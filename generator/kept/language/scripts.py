"""In which script words are written, and whether that is the one of a language."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

# By the ISO 15924 code of a script: how Unicode's names of its letters begin.
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
"""Letters of other scripts; most texts have none, and need no second look."""
_ENOUGH, _CLEARLY = 3, 0.7
"""So many letters, and so large a share of them in another script, leave no doubt."""


def foreign_script(text: str, language: str) -> str | None:
    """The script that most of a text is written in, where that language is not written in it: `Arabic`, `Cyrillic`.

    None where it is, where there are too few letters to say, and for a language whose script is not known.
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
